//! What a million requests cost by stack, and how many are free: a table and a picture.

use super::Section;
use super::markdown::table;
use super::stacks::{OURS, Stacks, name};
use crate::bench::measure::figure;
use crate::bench::measure::plot::{Column, Name, bars};
use crate::cost::{Architecture, FREE_GB_SECONDS, cost_per_million, gb_seconds};

/// At this many megabytes a function has one processor for itself, as each stack had when it was measured; with less it is
/// slower.
const MEMORY_MB: u32 = 1769;

/// Milliseconds that a stack is billed for.
type Duration = fn(&Stacks, &str) -> Option<f64>;

/// What is paid for.
const KINDS: [(&str, Duration); 3] = [
    ("warm lookup", |stacks, stack| stacks.billed(stack, "lookup")),
    ("warm, 1000 rows", |stacks, stack| stacks.billed(stack, "rows-1000")),
    ("cold lookup", Stacks::cold),
];

/// The table and the picture.
pub(super) fn section(stacks: &Stacks) -> Section {
    let names = stacks.all();
    let rows: Vec<_> = names.iter().map(|stack| row(stacks, stack)).collect();
    let mut header = vec!["stack".to_owned()];
    header.extend(KINDS.iter().map(|(kind, _)| format!("{kind}, ms")));
    header.extend(KINDS.iter().map(|(kind, _)| format!("$ per million: {kind}")));
    header.extend(KINDS.iter().map(|(kind, _)| format!("free a month: {kind}")));
    let header: Vec<_> = header.iter().map(String::as_str).collect();
    let text = format!(
        "Computed from the durations above, at {} MB, where a function has one processor for itself: what Lambda bills for a million \
         requests (x86, on demand, without what is free; the requests themselves are $0.20 of it), and how many the free {} GB-s of \
         a month are enough for. A begun millisecond is billed as a whole one, so that everything under a millisecond costs the \
         same. A cold start is billed with its init, which on AWS is longer than here for every stack. Of free requests there are a \
         million, however short.\n\n{}\n",
        figure::grouped(&MEMORY_MB.to_string()),
        figure::grouped(&format!("{:.0}", FREE_GB_SECONDS)),
        table(&header, &rows)
    );
    Section { title: "Cost", part: "process", text, plots: vec![("cost.svg", plot(stacks, &names))] }
}

fn row(stacks: &Stacks, stack: &str) -> Vec<String> {
    let durations = KINDS.map(|(_, duration)| duration(stacks, stack));
    let cells = |show: fn(f64) -> String| durations.map(|duration| duration.map_or_else(|| "-".to_owned(), show));
    let figures =
        [cells(|duration| figure::significant(duration, 3)), cells(|d| dollars(million(d))), cells(|d| count(free(d)))];
    [name(stack)].into_iter().chain(figures.into_iter().flatten()).collect()
}

fn plot(stacks: &Stacks, names: &[&str]) -> String {
    let rows: Vec<_> = names.iter().map(|stack| Name { text: name(stack), ours: *stack == OURS }).collect();
    let column = |title: &str, unit: &str, kind: usize, value: fn(f64) -> f64, label| Column {
        title: title.into(),
        unit: unit.into(),
        cells: names.iter().map(|stack| KINDS[kind].1(stacks, stack).map(value)).collect(),
        absent: "-",
        label,
    };
    let columns = [
        column("1000 rows, warm", "$ per million", 1, million, dollars),
        column("Lookup, cold", "$ per million", 2, million, dollars),
        column("1000 rows, warm", "free requests a month", 1, free, millions),
        column("Lookup, cold", "free requests a month", 2, free, millions),
    ];
    bars(
        "What requests cost on Lambda",
        "Computed from the measured durations, at one processor; free: what 400,000 GB-s are enough for",
        212.0,
        &rows,
        &columns,
    )
}

/// US dollars for a million requests, when nothing is free: what comes on top (a gateway, what is sent, logs) is the same for
/// every stack.
fn million(milliseconds: f64) -> f64 {
    let cost = cost_per_million(milliseconds, MEMORY_MB, Architecture::X86_64);
    cost.requests + cost.compute
}

/// How many requests the free gigabyte-seconds are enough for.
fn free(milliseconds: f64) -> f64 {
    (FREE_GB_SECONDS / gb_seconds(milliseconds, MEMORY_MB)).floor()
}

fn dollars(value: f64) -> String {
    format!("${value:.2}")
}

fn count(value: f64) -> String {
    figure::grouped(&format!("{value:.0}"))
}

fn millions(value: f64) -> String {
    format!("{} M", figure::significant(value / 1e6, 3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // 100 ms: 0.1 s of 1.7275 GB are 0.17275 GB-s, 2.879 dollars a million, and 0.20 for the requests.
        assert!((million(100.0) - 3.079).abs() < 0.001, "{}", million(100.0));
        assert!((free(100.0) - 2_315_432.0).abs() < 1.0, "{}", free(100.0));
    }
}
