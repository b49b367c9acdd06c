//! What is printed: a row for each metric and query, a column for each stack, the others with their ratio to the first.

use crate::samples::{Metric, Samples, Series};

/// The medians.
pub(crate) fn table(samples: &Samples) -> String {
    let mut stacks: Vec<&str> = Vec::new();
    let mut keys: Vec<(Metric, &str)> = Vec::new();
    for Series { stack, metric, query, .. } in &samples.0 {
        if !stacks.contains(&&**stack) {
            stacks.push(stack);
        }
        if !keys.contains(&(*metric, query)) {
            keys.push((*metric, query));
        }
    }
    let mut rows = vec![["median", "query"].into_iter().chain(stacks.iter().copied()).map(str::to_owned).collect()];
    for (metric, query) in keys {
        let median = |stack: &str| {
            let same = |series: &&Series| series.stack == stack && series.metric == metric && series.query == query;
            samples.0.iter().find(same).map(|series| series.quantile(0.5))
        };
        let first = stacks.first().and_then(|stack| median(stack));
        let mut row = vec![name(metric), query.to_owned()];
        for (i, stack) in stacks.iter().enumerate() {
            row.push(match (median(stack), first) {
                (None, _) => "-".to_owned(),
                (Some(value), Some(first)) if i > 0 => format!("{} ({:.2}x)", shown(metric, value), value / first),
                (Some(value), _) => shown(metric, value),
            });
        }
        rows.push(row);
    }
    aligned(&rows)
}

fn name(metric: Metric) -> String {
    format!("{metric:?}").chars().fold(String::new(), |mut name, c| {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push(' ');
        }
        name.push(c.to_ascii_lowercase());
        name
    })
}

fn shown(metric: Metric, value: f64) -> String {
    match metric.unit() {
        "us" => format!("{:.3} ms", value / 1e3),
        _ => format!("{:.1} MiB", value / f64::from(1 << 20)),
    }
}

fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|row| row.get(i)).map(String::len).max().unwrap_or(0);
    let widths: Vec<_> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells: Vec<_> = cells
            .map(|(i, (cell, width))| if i < 2 { format!("{cell:<width$}") } else { format!("{cell:>width$}") })
            .collect();
        cells.join("  ") + "\n"
    };
    rows.iter().map(line).collect()
}
