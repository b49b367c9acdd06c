//! Requests in one process: the engine's share, hop by hop, every bench natively and as WebAssembly; and the counts.

use benches::figure::{ratio, significant, table, whole};

use crate::measured::Medians;
use crate::{Part, Section, figures};

/// The chapter of criterion's benches.
pub(crate) fn in_process(native: &Medians) -> Section {
    let rest = native.iter().filter(|(id, _)| !id.starts_with("hops/"));
    let rest = figures(&["bench", "us"], rest.map(|(id, time)| (format!("`{id}`"), vec![Some(time / 1e3)])));
    let text = format!("{}\n{}\nEvery bench, by criterion's id:\n\n{rest}", shares(native), hops(native));
    Section { title: "In one process", part: Part::Criterion, text, plot: None }
}

/// The engine's share of a warm request, and what SQLite would save.
fn shares(medians: &Medians) -> String {
    let row = |id: &String| {
        let query = id.strip_prefix("floor/sqlite/")?;
        let (warm, sqlite) = (medians.get(&format!("warm/{query}"))?, medians.get(id)?);
        let limbo = medians.get(&format!("floor/limbo/{query}"))?;
        let [warm_us, limbo_us, sqlite_us] = [warm, limbo, sqlite].map(|time| significant(time / 1e3, 3));
        let [share, saved] =
            [limbo / warm, (limbo - sqlite).max(0.0) / warm].map(|share| format!("{:.0} %", share * 100.0));
        Some(vec![query.to_owned(), warm_us, limbo_us, sqlite_us, ratio(limbo / sqlite), share, saved])
    };
    let header =
        ["us", "limbda, warm", "bare limbo", "bare SQLite", "limbo to SQLite", "limbo's share", "saved by SQLite"];
    format!(
        "From event JSON to response JSON, beside the bare engines with a kept statement, every value looked at. limbo's share is \
         the part of limbda's time spent in the engine; SQLite would save the difference between the two engines. All are compiled \
         at the optimization level of the Lambda binary, 3.\n\n{}",
        table(&header, &medians.keys().filter_map(row).collect::<Vec<_>>())
    )
}

/// Where the time of a warm lookup goes. A hop within the service is the difference between two requests, of which one gets a
/// hop further: benches/requests/hops.rs names them.
fn hops(medians: &Medians) -> String {
    let at = |id: &str| medians.get(&format!("hops/{id}")).map(|time| time / 1e3);
    let minus = |one: &str, other: &str| Some(at(one)? - at(other)?);
    let policy = minus("service/policy", "service/decode");
    let not_kept = minus("service/not-kept", "service/whole");
    let hops = [
        ("event to request", at("event-to-request")),
        ("route, including an error response", at("service/route")),
        ("decode", minus("service/decode", "service/route")),
        ("policy, for a statement that is not kept", policy),
        ("prepare, for a statement that is not kept", not_kept.zip(policy).map(|(both, policy)| both - policy)),
        ("the row: step and encode", minus("service/whole", "service/no-row")),
        ("request to response in all, the statement kept", at("service/whole")),
        ("response to event", at("response-to-event")),
        ("for comparison: both translations of `lambda_http`", at("lambda-http-both")),
    ];
    let rows = hops.into_iter().filter(|(_, time)| time.is_some()).map(|(hop, time)| (hop.to_owned(), vec![time]));
    format!("A warm lookup, hop by hop:\n\n{}", figures(&["hop", "us"], rows))
}

/// The chapter of WebAssembly.
pub(crate) fn in_wasm(native: &Medians, wasm: &Medians) -> Section {
    let rows = to_native(native, wasm).into_iter().map(|(id, times)| {
        let [native, wasm] = [native[id], wasm[id]].map(|time| significant(time / 1e3, 3));
        vec![format!("`{id}`"), native, wasm, ratio(times)]
    });
    let text = format!(
        "The same requests as WebAssembly in Node, the demo database in memory. Medians.\n\n{}",
        table(&["bench", "native, us", "WebAssembly, us", "to native"], &rows.collect::<Vec<_>>())
    );
    Section { title: "WebAssembly", part: Part::Wasm, text, plot: None }
}

/// The benches that both have, and WebAssembly's time to the native one.
pub(crate) fn to_native<'a>(native: &Medians, wasm: &'a Medians) -> Vec<(&'a str, f64)> {
    wasm.iter().filter_map(|(id, time)| Some((&**id, time / native.get(id)?))).collect()
}

/// The chapter of the counts.
pub(crate) fn counts(counts: &[(String, f64)]) -> Section {
    let rows: Vec<_> = counts.iter().map(|(name, count)| vec![name.clone(), whole(*count)]).collect();
    let text = format!(
        "A warm lookup by key, event JSON to response JSON, counted. The test `allocations` and the bench `counts` compare with \
         [counts.txt](counts.txt); the load of the machine does not matter.\n\n{}",
        table(&["of a warm lookup", "count"], &rows)
    );
    Section { title: "Counts", part: Part::Counts, text, plot: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medians(list: &[(&str, f64)]) -> Medians {
        list.iter().map(|(id, time)| ((*id).to_owned(), *time)).collect()
    }

    #[test]
    fn the_share_of_limbo_and_what_sqlite_would_save() {
        let text = shares(&medians(&[
            ("warm/lookup", 10_000.0),
            ("warm/error", 5_000.0),
            ("floor/limbo/lookup", 4_000.0),
            ("floor/sqlite/lookup", 1_000.0),
        ]));
        let row = text.lines().last().unwrap().split('|').map(str::trim).collect::<Vec<_>>();
        assert_eq!(row, ["", "lookup", "10.0", "4.00", "1.00", "4.0x", "40 %", "30 %", ""]);
        assert!(!text.contains("error"), "{text}");
    }

    #[test]
    fn a_hop_is_a_difference() {
        let text = hops(&medians(&[
            ("hops/service/route", 1_000.0),
            ("hops/service/decode", 1_500.0),
            ("hops/service/policy", 3_500.0),
            ("hops/service/not-kept", 25_000.0),
            ("hops/service/whole", 5_000.0),
        ]));
        let time = |hop| text.lines().find(|line| line.starts_with(hop)).unwrap().rsplit('|').nth(1).unwrap().trim();
        assert_eq!([time("| decode"), time("| prepare")], ["0.500", "18.0"]);
    }

    #[test]
    fn webassembly_is_compared_by_id() {
        let (native, wasm) =
            (medians(&[("warm/a", 2.0), ("warm/b", 1.0)]), medians(&[("warm/a", 5.0), ("warm/c", 1.0)]));
        assert_eq!(to_native(&native, &wasm), [("warm/a", 2.5)]);
    }
}
