//! Servers on this machine: one table.

use std::collections::BTreeMap;

use super::Section;
use super::markdown::table;
use crate::bench::measure::servers::Round;
use crate::bench::measure::{figure, stats};

/// The tables.
pub(super) fn section(rounds: &[Round]) -> Section {
    let mut servers: Vec<(&str, Vec<&Round>)> = Vec::new();
    for round in rounds {
        match servers.iter_mut().find(|(name, _)| *name == round.server) {
            Some((_, rounds)) => rounds.push(round),
            None => servers.push((&round.server, vec![round])),
        }
    }
    let rows: Vec<_> = servers.iter().map(|(name, rounds)| row(name, rounds)).collect();
    let queries: Vec<_> = rounds.first().into_iter().flat_map(|round| round.warm.keys()).map(String::as_str).collect();
    let header: Vec<_> = ["ms", "first answer", "most memory, MiB"].into_iter().chain(queries).collect();
    let count = servers.first().map_or(0, |(_, rounds)| rounds.len());
    let text = format!(
        "Plain HTTP over one connection on loopback, medians of {count} starts, one server after the other: from the start of the \
         process to its first answer, then each query, warm. `limbda serve` makes an API Gateway event of each request and takes the \
         whole path; Datasette serves the file as immutable. The rows of their answers are the same.\n\n{}\n",
        table(&header, &rows)
    );
    Section { title: "Servers", part: "servers", text, plots: Vec::new() }
}

fn row(name: &str, rounds: &[&Round]) -> Vec<String> {
    let median = |value: &dyn Fn(&Round) -> f64| {
        let values: Vec<_> = rounds.iter().map(|round| value(round)).collect();
        stats::median(&values).unwrap_or(f64::NAN)
    };
    let mut queries: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (query, value) in rounds.iter().flat_map(|round| &round.warm) {
        queries.entry(query).or_default().push(*value);
    }
    let warm = queries.values().filter_map(|values| stats::median(values));
    let figures = [median(&|round| round.first), median(&|round| round.memory as f64 / 1024.0)].into_iter().chain(warm);
    [name.to_owned()].into_iter().chain(figures.map(|value| figure::significant(value, 3))).collect()
}
