//! The stacks under Lambda's Runtime API, and the servers: cold start, warm requests, cost.

use anyhow::Result;
use benches::figure::{ratio, significant, table, whole};
use benches::{Metric, Summaries};

use crate::plot::{self, Column, Dot};
use crate::{Part, Section, figures};

/// The stack that the others are compared with.
pub(crate) const LIMBDA: &str = "limbda";

/// Names for a reader by folder, in the order of the tables.
const NAMES: [(&str, &str); 6] = [
    (LIMBDA, "limbda"),
    ("rust-rusqlite", "Rust + rusqlite"),
    ("node-better-sqlite3", "Node + better-sqlite3"),
    ("python", "Python"),
    ("fastapi-mangum", "FastAPI + Mangum"),
    ("fastapi-mangum-untyped", "FastAPI + Mangum, untyped"),
];

/// The query that a process is asked first.
const FIRST: &str = "lookup";

/// Memory of a function that has one processor to itself, as each stack had when it was measured.
const MEMORY_MB: f64 = 1_769.0;

/// Lambda's prices in US East (N. Virginia), in US dollars, as public pages gave them in November 2026: a million requests, and
/// a GB-second on x86; and the GB-seconds of a month's free tier.
const MILLION_REQUESTS: f64 = 0.20;
const GB_SECOND: f64 = 0.000_016_666_7;
const FREE_GB_SECONDS: f64 = 400_000.0;

/// A stack's name for a reader.
pub(crate) fn name(stack: &str) -> String {
    NAMES.iter().find(|(folder, _)| *folder == stack).map_or(stack, |(_, name)| name).to_owned()
}

/// From start to first response, in milliseconds.
pub(crate) fn cold(stacks: &Summaries, stack: &str) -> Option<f64> {
    stacks.ms(stack, Metric::SpawnToResponse, FIRST)
}

/// The stacks in the order of the tables, those without a name last.
fn ordered(stacks: &Summaries) -> Vec<&str> {
    let mut ordered = stacks.stacks();
    ordered.sort_by_key(|stack| NAMES.iter().position(|(folder, _)| folder == stack).unwrap_or(NAMES.len()));
    ordered
}

/// The chapters of the stacks.
pub(crate) fn sections(stacks: &Summaries) -> Result<Vec<Section>> {
    Ok(vec![cold_section(stacks)?, warm_section(stacks)?, cost_section(stacks)])
}

fn cold_section(stacks: &Summaries) -> Result<Section> {
    let times = |stack: &str, metric| stacks.ms(stack, metric, FIRST);
    let limbda = cold(stacks, LIMBDA);
    let row = |stack: &str| {
        let first = stacks.get(stack, Metric::SpawnToResponse, FIRST);
        let mib = |metric| shown(stacks.get(stack, metric, FIRST).map(|summary| summary.median / f64::from(1 << 20)));
        vec![
            name(stack),
            shown(times(stack, Metric::SpawnToNext)),
            shown(cold(stacks, stack)),
            first.map_or_else(String::new, |first| format!("{} to {}", ms(first.p25 / 1e3), ms(first.p75 / 1e3))),
            cold(stacks, stack).zip(limbda).map_or_else(String::new, |(time, limbda)| ratio(time / limbda)),
            mib(Metric::ResidentAfterFirst),
            mib(Metric::PeakAfterFirst),
        ]
    };
    let header =
        ["stack", "to `next`, ms", "to response, ms", "middle half", "times limbda", "resident, MiB", "peak, MiB"];
    let order = ordered(stacks);
    let n = stacks.get(LIMBDA, Metric::SpawnToResponse, FIRST).map_or(0, |summary| summary.n);
    let links = order.iter().filter(|stack| **stack != LIMBDA).map(|stack| format!("[{}](peers/{stack})", name(stack)));
    let text = format!(
        "From the start of the process until it asks for its first event, and until its first response, to a lookup by key, has \
         been read. Medians of {n} starts, the stacks taking turns, each under AWS's own runtime client for its language. The files \
         are in the page cache. What Lambda adds (a machine, the download of the package) is not included. Memory is taken after \
         the first response.\n\n{}\nThe code of each: {}.\n",
        table(&header, &order.iter().map(|stack| row(stack)).collect::<Vec<_>>()),
        links.collect::<Vec<_>>().join(", ")
    );
    let dots = order.iter().filter_map(|stack| {
        let first = stacks.get(stack, Metric::SpawnToResponse, FIRST)?;
        let [value, low, high] = [first.median, first.p25, first.p75].map(|value| value / 1e3);
        Some(Dot { name: name(stack), value, low, high })
    });
    let caption =
        format!("From process start to first response: median of {n} and middle half, logarithmic; less is better");
    let svg = plot::dots("Cold start", &caption, dots.collect())?;
    Ok(Section { title: "Cold start", part: Part::Process, text, plot: Some(("cold-start.svg", svg)) })
}

fn warm_section(stacks: &Summaries) -> Result<Section> {
    let (order, queries) = (ordered(stacks), stacks.queries());
    let warm = |stack: &str, query: &str| stacks.ms(stack, Metric::Warm, query);
    let row = |stack: &&str| {
        let cell = |query: &&str| match (warm(stack, query), warm(LIMBDA, query)) {
            (Some(time), Some(limbda)) if *stack != LIMBDA => format!("{} ({})", ms(time), ratio(time / limbda)),
            (time, _) => shown(time),
        };
        [name(stack)].into_iter().chain(queries.iter().map(cell)).collect()
    };
    let n = stacks.get(LIMBDA, Metric::Warm, FIRST).map_or(0, |summary| summary.n);
    let text = format!(
        "From an event to its response, through the Runtime API on loopback. Medians of {n} requests: query by query, each stack in \
         turn answers ten in a row. The queries are in [queries.json](queries.json); all stacks return the same rows.\n\n{}",
        table(&[&["ms (times limbda)"], &queries[..]].concat(), &order.iter().map(row).collect::<Vec<_>>())
    );
    let names: Vec<_> = order.iter().map(|stack| name(stack)).collect();
    let column = |(query, title): (&str, &str)| Column {
        title: title.to_owned(),
        unit: "ms".to_owned(),
        values: order.iter().map(|stack| warm(stack, query)).collect(),
        label: ms,
    };
    let shown = [
        ("lookup", "Lookup by key"),
        ("rows-100", "100 rows"),
        ("rows-1000", "1,000 rows"),
        ("join", "Join"),
        ("aggregate", "Aggregate"),
    ];
    let caption = format!(
        "From event to response, through Lambda's Runtime API: median of {n}; each query on its own scale, less is better"
    );
    let svg = plot::bars("Warm requests", &caption, &names, &shown.map(column))?;
    Ok(Section { title: "Warm", part: Part::Process, text, plot: Some(("warm-latency.svg", svg)) })
}

/// What Lambda bills for a request: a begun millisecond counts in full.
fn gb_seconds(ms: f64) -> f64 {
    ms.ceil().max(1.0) / 1e3 * MEMORY_MB / 1024.0
}

/// US dollars for a million requests, nothing free.
fn dollars(ms: f64) -> f64 {
    MILLION_REQUESTS + 1e6 * gb_seconds(ms) * GB_SECOND
}

/// Millions of requests for which a month's free GB-seconds suffice.
fn free_millions(ms: f64) -> f64 {
    FREE_GB_SECONDS / gb_seconds(ms) / 1e6
}

fn cost_section(stacks: &Summaries) -> Section {
    let row = |stack: &&str| {
        let warm = |query| stacks.ms(stack, Metric::Billed, query);
        let figures = |time: f64| [ms(time), format!("{:.2}", dollars(time)), significant(free_millions(time), 3)];
        let kinds = [warm("lookup"), warm("rows-1000"), cold(stacks, stack)];
        let cells = kinds.map(|time| time.map_or_else(|| ["-"; 3].map(str::to_owned), figures));
        [name(stack)].into_iter().chain(cells.into_iter().flatten()).collect()
    };
    let header =
        ["stack", "warm lookup, ms", "$", "free", "1,000 rows, warm, ms", "$", "free", "cold lookup, ms", "$", "free"];
    let text = format!(
        "What Lambda bills, computed from the durations above: of each kind of request the milliseconds, the US dollars for a \
         million, and the millions for which the free {} GB-seconds of a month suffice. The function has {} MB, and with them one \
         processor to itself. Prices are those of x86 in US East (N. Virginia) in November 2026, on demand; ${MILLION_REQUESTS:.2} of each \
         million is for the requests themselves, of which one million a month is free. Lambda rounds up to the millisecond, which \
         makes everything below one cost the same. A cold start is billed with its init, which takes longer on AWS than here for \
         every stack.\n\n{}",
        whole(FREE_GB_SECONDS),
        whole(MEMORY_MB),
        table(&header, &ordered(stacks).iter().map(row).collect::<Vec<_>>())
    );
    Section { title: "Cost", part: Part::Process, text, plot: None }
}

/// The chapter of the servers.
pub(crate) fn servers(servers: &Summaries) -> Section {
    let queries = servers.queries();
    let row = |stack: &&str| {
        let warm = queries.iter().map(|query| servers.ms(stack, Metric::Warm, query));
        let peak = servers.get(stack, Metric::PeakAfterAll, "all").map(|summary| summary.median / f64::from(1 << 20));
        ((*stack).to_owned(), [cold(servers, stack), peak].into_iter().chain(warm).collect())
    };
    let order = servers.stacks();
    let n = |metric| order.first().and_then(|stack| servers.get(stack, metric, FIRST)).map_or(0, |summary| summary.n);
    let text = format!(
        "Plain HTTP over one kept connection on loopback, the same client for both: from the start of the process to its first \
         response, then each query, warm. Medians of {} starts, the servers taking turns, and of {} requests. `limbda serve` makes \
         an API Gateway event of each request, which takes the whole path; Datasette serves the file as immutable. Both return the \
         same rows.\n\n{}",
        n(Metric::SpawnToResponse),
        n(Metric::Warm),
        figures(&[&["ms", "first response", "peak memory, MiB"], &queries[..]].concat(), order.iter().map(row))
    );
    Section { title: "Servers", part: Part::Servers, text, plot: None }
}

fn ms(value: f64) -> String {
    significant(value, 3)
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_by_hand() {
        // 100 ms: 0.1 s of 1.7275 GB are 0.17275 GB-s, 2.879 dollars a million, and 0.20 for the requests.
        assert!((dollars(100.0) - 3.079).abs() < 0.001, "{}", dollars(100.0));
        assert!((free_millions(100.0) - 2.315_484).abs() < 1e-4, "{}", free_millions(100.0));
        assert_eq!(dollars(0.2), dollars(1.0));
    }
}
