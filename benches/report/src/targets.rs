//! What was asked for, what was measured, and whether it holds.

use benches::figure::{self, significant};
use benches::{Metric, Summaries};

use crate::measured::Measured;
use crate::requests::to_native;
use crate::stacks::{LIMBDA, cold, name};

/// A limit on a ratio.
#[derive(Clone, Copy)]
enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

use Limit::{AtLeast, AtMost};

/// A ratio that was asked for; `None` where it was not measured.
type Target = (String, Limit, Option<f64>);

/// The table of all targets: those that do not hold first, then those that were not measured.
pub(crate) fn table(measured: &Measured) -> String {
    let mut targets = of_stacks(&measured.stacks);
    targets.extend(in_process(measured));
    targets
        .sort_by_key(|(_, limit, measured)| measured.map_or(1, |measured| if limit.holds(measured) { 2 } else { 0 }));
    let rows: Vec<_> = targets.into_iter().map(row).collect();
    figure::table(&["ratio, in one run", "asked", "measured", "holds"], &rows)
}

fn of_stacks(stacks: &Summaries) -> Vec<Target> {
    let rusqlite = "rust-rusqlite";
    let cold = |one: &str, other: &str| ratio(cold(stacks, one), cold(stacks, other));
    let warm = |query: &'static str| {
        move |one: &str, other: &str| ratio(stacks.ms(one, Metric::Warm, query), stacks.ms(other, Metric::Warm, query))
    };
    let (lookup, rows) = (warm("lookup"), warm("rows-1000"));
    let mut targets = vec![
        ("cold start, to that of Rust + rusqlite".to_owned(), AtMost(1.3), cold(LIMBDA, rusqlite)),
        ("warm lookup, to that of Rust + rusqlite".to_owned(), AtMost(1.0), lookup(LIMBDA, rusqlite)),
    ];
    for stack in ["fastapi-mangum", "fastapi-mangum-untyped"] {
        let name = name(stack);
        targets.extend([
            (format!("cold start, {name} to limbda"), AtLeast(100.0), cold(stack, LIMBDA)),
            (format!("warm lookup, {name} to limbda"), AtLeast(6.0), lookup(stack, LIMBDA)),
            (format!("1,000 rows, warm, {name} to limbda"), AtLeast(15.0), rows(stack, LIMBDA)),
        ]);
    }
    targets
}

fn in_process(Measured { native, wasm, .. }: &Measured) -> [Target; 3] {
    let median = |id: &str| native.get(id).copied();
    let floor =
        median("floor/limbo/lookup").zip(median("floor/json/parse-event")).map(|(engine, parse)| engine + parse);
    let starts: Vec<_> = native.iter().filter(|(id, _)| id.starts_with("cold/") && id.ends_with("-mb")).collect();
    let times = || starts.iter().map(|(_, time)| **time);
    // A single size says nothing about growth.
    let growth = ratio(times().reduce(f64::max), times().reduce(f64::min)).filter(|_| starts.len() > 1);
    let warm = to_native(native, wasm).into_iter().filter(|(id, _)| id.starts_with("warm/"));
    let slowest = warm.max_by(|(_, one), (_, other)| one.total_cmp(other));
    let id = slowest.map(|(id, _)| format!(" (the slowest: `{id}`)")).unwrap_or_default();
    let lookup = "warm lookup, event JSON to response JSON, to the bare engine and one parse of the event";
    let open = format!("open and first response, {} sizes of database, slowest to fastest", starts.len());
    [
        (lookup.to_owned(), AtMost(2.0), ratio(median("warm/lookup"), floor)),
        (open, AtMost(1.2), growth),
        (format!("warm request as WebAssembly, to native{id}"), AtMost(3.0), slowest.map(|(_, ratio)| ratio)),
    ]
}

fn ratio(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some(one? / other?)
}

fn row((what, limit, measured): Target) -> Vec<String> {
    let asked = match limit {
        AtMost(limit) => format!("at most {limit}"),
        AtLeast(limit) => format!("at least {limit}"),
    };
    let holds = measured.map_or("not measured", |measured| if limit.holds(measured) { "yes" } else { "**no**" });
    vec![what, asked, measured.map_or_else(|| "-".to_owned(), |measured| significant(measured, 3)), holds.to_owned()]
}

impl Limit {
    fn holds(self, measured: f64) -> bool {
        match self {
            AtMost(limit) => measured <= limit,
            AtLeast(limit) => measured >= limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(limit: Limit, measured: Option<f64>, holds: &str) {
        assert_eq!(row((String::new(), limit, measured))[3], holds);
    }

    #[test]
    fn a_target_holds_or_not_or_was_not_measured() {
        check(AtMost(1.3), Some(1.3), "yes");
        check(AtMost(1.3), Some(1.31), "**no**");
        check(AtLeast(6.0), Some(5.9), "**no**");
        check(AtLeast(6.0), None, "not measured");
    }

    #[test]
    fn what_does_not_hold_comes_first() {
        let native = [("warm/lookup", 9.0), ("floor/limbo/lookup", 1.0), ("floor/json/parse-event", 2.0)];
        let native = native.map(|(id, time)| (id.to_owned(), time)).into();
        let wasm = [("warm/lookup".to_owned(), 18.0)].into();
        let table = table(&Measured { native, wasm, ..Measured::default() });
        let rows: Vec<_> = table.lines().skip(2).collect();
        assert!(rows[0].contains("one parse of the event") && rows[0].contains("**no**"), "{table}");
        assert!(rows[1].contains("not measured") && rows.last().unwrap().contains(" yes "), "{table}");
    }
}
