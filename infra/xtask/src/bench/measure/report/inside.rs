//! What happens in one process: whose the time of a request is, hop by hop, and how a start grows with the database.

use super::Section;
use super::markdown::table;
use crate::bench::measure::criterion::Medians;
use crate::bench::measure::figure;

/// The tables.
pub(super) fn section(medians: &Medians) -> Section {
    let text = [shares(medians), hops(medians), cold(medians), rest(medians)].concat();
    Section { title: "In one process", part: "criterion", text, plots: Vec::new() }
}

/// What of a warm request is the engine's, and what SQLite would take for the same.
fn shares(medians: &Medians) -> String {
    let row = |id: &String| {
        let query = id.strip_prefix("floor/sqlite/")?;
        let warm = medians.get(&format!("warm/{query}"))?;
        let (limbo, sqlite) = (medians.get(&format!("floor/limbo/{query}"))?, medians.get(id)?);
        // What SQLite would spare of the request.
        let slower = (limbo - sqlite).max(0.0) / warm;
        Some(vec![
            query.to_owned(),
            micro(*warm),
            micro(*limbo),
            micro(*sqlite),
            figure::ratio(limbo / sqlite),
            percent(limbo / warm),
            percent(slower),
        ])
    };
    let rows: Vec<_> = medians.keys().filter_map(row).collect();
    let header =
        ["us", "limbda, warm", "bare limbo", "bare SQLite", "limbo to SQLite", "engine's share", "spared by SQLite"];
    format!(
        "From event JSON to response JSON, beside the bare engines on a statement that is kept, every value looked at. The engine's share \
         is what of limbda's time is spent in limbo; what SQLite would spare of it is the difference between the two engines. All are compiled at \
         the level of the Lambda binary, 3.\n\n{}\n",
        table(&header, &rows)
    )
}

/// Where the time of a warm lookup goes. A hop within the service is the difference of two requests, of which one goes a hop
/// further; the bench says which.
fn hops(medians: &Medians) -> String {
    let at = |id: &str| medians.get(&format!("hops/{id}")).copied();
    let minus = |one: &str, other: &str| Some(at(one)? - at(other)?);
    let policy = minus("service/policy", "service/decode");
    let hops = [
        ("event to request", at("event-to-request")),
        ("route, with an error's response", at("service/route")),
        ("decode", minus("service/decode", "service/route")),
        ("policy, where the statement is not kept", policy),
        (
            "prepare, where the statement is not kept",
            minus("service/not-kept", "service/whole").zip(policy).map(|(all, policy)| all - policy),
        ),
        ("the row: step and encode", minus("service/whole", "service/no-row")),
        ("request to response in all, the statement kept", at("service/whole")),
        ("response to event", at("response-to-event")),
        ("`lambda_http`'s two translations, for comparison", at("lambda-http-both")),
    ];
    let rows: Vec<_> = hops.into_iter().filter_map(|(hop, time)| Some(vec![hop.to_owned(), micro(time?)])).collect();
    format!("A warm lookup, hop by hop:\n\n{}\n", table(&["hop", "us"], &rows))
}

/// Opened and asked once, by the size of the database.
fn cold(medians: &Medians) -> String {
    let sizes = starts(medians);
    let first = sizes.first().map(|(_, time)| *time);
    let row = |(size, time): &(u64, f64)| {
        Some(vec![
            format!("{} MB", figure::grouped(&size.to_string())),
            micro(*time),
            figure::significant(time / first?, 3),
        ])
    };
    let rows: Vec<_> = sizes.iter().filter_map(row).collect();
    format!(
        "Opened and asked once, by the size of the database:\n\n{}\n",
        table(&["database", "us", "to the first"], &rows)
    )
}

/// Megabytes, and nanoseconds to open and answer; the smallest comes first.
pub(super) fn starts(medians: &Medians) -> Vec<(u64, f64)> {
    let start = |(id, time): (&String, &f64)| {
        let size = id.strip_prefix("cold/")?.strip_suffix("-mb")?;
        Some((size.parse().ok()?, *time))
    };
    let mut starts: Vec<_> = medians.iter().filter_map(start).collect();
    starts.sort_unstable_by_key(|(size, _)| *size);
    starts
}

/// What is in no table above.
fn rest(medians: &Medians) -> String {
    let told = |id: &str| {
        let queries = |id: &str| {
            id.strip_prefix("warm/").is_some_and(|query| medians.contains_key(&format!("floor/sqlite/{query}")))
        };
        id.starts_with("hops/")
            || id.starts_with("cold/")
            || queries(id)
            || ["floor/limbo/", "floor/sqlite/"].iter().any(|floor| id.starts_with(floor) && !id.ends_with("/prepare"))
    };
    let rows: Vec<_> =
        medians.iter().filter(|(id, _)| !told(id)).map(|(id, time)| vec![format!("`{id}`"), micro(*time)]).collect();
    format!("The other benches, by criterion's names:\n\n{}", table(&["bench", "us"], &rows))
}

fn micro(nanoseconds: f64) -> String {
    figure::significant(nanoseconds / 1e3, 3)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medians(list: &[(&str, f64)]) -> Medians {
        list.iter().map(|(id, time)| ((*id).to_owned(), *time)).collect()
    }

    #[test]
    fn the_share_of_the_engine_and_what_sqlite_would_spare() {
        let text = shares(&medians(&[
            ("warm/lookup", 10_000.0),
            ("warm/error", 5_000.0),
            ("floor/limbo/lookup", 4_000.0),
            ("floor/sqlite/lookup", 1_000.0),
        ]));
        let row = text.lines().last().unwrap_or_default();
        assert!(text.contains("| lookup |         10.0 |       4.00 |        1.00 |            4.0x |           40 % |             30 % |"), "{row}");
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
        assert!(text.contains("| decode                                         | 0.500 |"), "{text}");
        assert!(text.contains("| prepare, where the statement is not kept       |  18.0 |"), "{text}");
    }

    #[test]
    fn starts_by_size() {
        let medians = medians(&[("cold/300-mb", 3.0), ("cold/1-mb", 1.0), ("cold/30-mb", 2.0), ("warm/lookup", 1.0)]);
        assert_eq!(starts(&medians), [(1, 1.0), (30, 2.0), (300, 3.0)]);
    }

    #[test]
    fn nothing_is_told_twice_or_not_at_all() {
        let medians = medians(&[
            ("warm/lookup", 1.0),
            ("floor/limbo/lookup", 1.0),
            ("floor/sqlite/lookup", 1.0),
            ("floor/sqlite/prepare", 1.0),
            ("floor/matchit/query", 1.0),
            ("warm/schema", 1.0),
            ("cold/1-mb", 1.0),
        ]);
        let rest = rest(&medians);
        assert_eq!(rest.matches("| `").count(), 3, "{rest}");
        assert!(
            ["floor/sqlite/prepare", "floor/matchit/query", "warm/schema"].iter().all(|id| rest.contains(id)),
            "{rest}"
        );
    }
}
