//! What was asked for, what was measured, and whether it holds.

use super::inside;
use super::markdown::table;
use super::stacks::{OURS, Stacks, name};
use super::versus;
use crate::bench::measure::criterion::Medians;
use crate::bench::measure::figure;

/// A limit on a ratio.
enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

/// Something that was asked for.
struct Target {
    what: String,
    limit: Limit,
    /// Nothing where it was not measured.
    measured: Option<f64>,
}

/// The table of all targets.
pub(super) fn described(stacks: Option<&Stacks>, medians: Option<&Medians>, wasm: Option<&Medians>) -> String {
    let targets = of_stacks(stacks).into_iter().chain(in_process(medians)).chain([in_wasm(medians, wasm)]);
    let rows: Vec<_> = targets.map(|target| target.row()).collect();
    table(&["ratio, in one run", "asked", "measured", "held"], &rows)
}

fn of_stacks(stacks: Option<&Stacks>) -> Vec<Target> {
    let cold = |stack: &str| stacks?.cold(stack);
    let warm = |stack: &str, query: &str| stacks?.warm(stack, query);
    let mut targets = vec![
        Target {
            what: "cold start, to that of Rust + rusqlite".into(),
            limit: Limit::AtMost(1.3),
            measured: ratio(cold(OURS), cold("rust-rusqlite")),
        },
        Target {
            what: "warm lookup, to that of Rust + rusqlite".into(),
            limit: Limit::AtMost(1.0),
            measured: ratio(warm(OURS, "lookup"), warm("rust-rusqlite", "lookup")),
        },
    ];
    for stack in ["fastapi-mangum", "fastapi-mangum-untyped"] {
        for (what, least, measured) in [
            ("cold start", 100.0, ratio(cold(stack), cold(OURS))),
            ("warm lookup", 6.0, ratio(warm(stack, "lookup"), warm(OURS, "lookup"))),
            ("1000 rows, warm", 15.0, ratio(warm(stack, "rows-1000"), warm(OURS, "rows-1000"))),
        ] {
            let what = format!("{what}, {} to limbda", name(stack));
            targets.push(Target { what, limit: Limit::AtLeast(least), measured });
        }
    }
    targets
}

fn in_process(medians: Option<&Medians>) -> Vec<Target> {
    let median = |id: &str| medians?.get(id).copied();
    let floor =
        median("floor/limbo/lookup").zip(median("floor/json/parse-event")).map(|(engine, parse)| engine + parse);
    let starts = medians.map(inside::starts).unwrap_or_default();
    let times = || starts.iter().map(|(_, time)| *time);
    let (quickest, slowest) = (times().reduce(f64::min), times().reduce(f64::max));
    let sizes = match starts[..] {
        [(smallest, _), .., (largest, _)] => {
            format!(" from {smallest} MB to {} MB", figure::grouped(&largest.to_string()))
        }
        _ => String::new(),
    };
    vec![
        Target {
            what: "a warm lookup, event JSON to response JSON, to the bare engine and one parse of the event".into(),
            limit: Limit::AtMost(2.0),
            measured: ratio(median("warm/lookup"), floor),
        },
        Target {
            what: format!("open and first answer{sizes}, slowest to quickest"),
            limit: Limit::AtMost(1.2),
            // One size is no curve.
            measured: ratio(slowest, quickest).filter(|_| starts.len() > 1),
        },
    ]
}

/// The slowest of the cases that are warm.
fn in_wasm(medians: Option<&Medians>, wasm: Option<&Medians>) -> Target {
    let ratios = medians.zip(wasm).map(|(medians, wasm)| versus::ratios(medians, wasm)).unwrap_or_default();
    let warm = ratios.iter().filter(|(id, ..)| id.starts_with("warm/"));
    let slowest = warm.max_by(|(.., one), (.., other)| one.total_cmp(other));
    let name = slowest.map(|(id, ..)| format!(" (the slowest: `{id}`)")).unwrap_or_default();
    Target {
        what: format!("a warm request in WebAssembly, to the same natively{name}"),
        limit: Limit::AtMost(3.0),
        measured: slowest.map(|(.., ratio)| *ratio),
    }
}

fn ratio(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    Some(one? / other?)
}

impl Target {
    fn row(self) -> Vec<String> {
        let asked = match self.limit {
            Limit::AtMost(limit) => format!("at most {limit}"),
            Limit::AtLeast(limit) => format!("at least {limit}"),
        };
        let held =
            self.measured.map_or("not measured", |measured| if self.limit.holds(measured) { "yes" } else { "**no**" });
        let measured = self.measured.map_or_else(|| "-".to_owned(), |measured| figure::significant(measured, 3));
        vec![self.what, asked, measured, held.to_owned()]
    }
}

impl Limit {
    fn holds(&self, measured: f64) -> bool {
        match *self {
            Self::AtMost(limit) => measured <= limit,
            Self::AtLeast(limit) => measured >= limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(limit: Limit, measured: Option<f64>, held: &str) {
        assert_eq!(Target { what: String::new(), limit, measured }.row()[3], held);
    }

    #[test]
    fn held_or_not_or_not_measured() {
        check(Limit::AtMost(1.3), Some(1.3), "yes");
        check(Limit::AtMost(1.3), Some(1.31), "**no**");
        check(Limit::AtLeast(6.0), Some(5.9), "**no**");
        check(Limit::AtLeast(6.0), None, "not measured");
    }
}
