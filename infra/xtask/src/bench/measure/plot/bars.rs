//! A table whose cells are bars: a row for each contender, a column for each question, each on its own linear scale.

use super::svg::{Anchor, MARGIN, Picture, WIDTH};

/// A row's name.
pub(in crate::bench::measure) struct Name {
    pub(in crate::bench::measure) text: String,
    pub(in crate::bench::measure) ours: bool,
}

/// A question, and the answer of each row; one that has none says why in a word.
pub(in crate::bench::measure) struct Column {
    pub(in crate::bench::measure) title: String,
    pub(in crate::bench::measure) unit: String,
    pub(in crate::bench::measure) cells: Vec<Option<f64>>,
    pub(in crate::bench::measure) absent: &'static str,
    pub(in crate::bench::measure) label: fn(f64) -> String,
}

const TOP: f64 = 104.0;
const ROW: f64 = 28.0;
const BAR: f64 = 14.0;
/// What a label takes, and air.
const LABEL: f64 = 66.0;

/// `names` is the widest name's place, in pixels.
pub(in crate::bench::measure) fn bars(
    title: &str,
    caption: &str,
    left: f64,
    rows: &[Name],
    columns: &[Column],
) -> String {
    let mut picture = Picture::new(title, caption);
    let bottom = TOP + ROW * rows.len() as f64;
    for (at, row) in rows.iter().enumerate() {
        picture.text(MARGIN, TOP + ROW * at as f64 + 18.5, Anchor::Start, text(row), &row.text);
    }
    let width = (WIDTH - left - MARGIN) / columns.len().max(1) as f64;
    for (at, column) in columns.iter().enumerate() {
        let x = left + width * at as f64;
        picture.text(x, TOP - 24.0, Anchor::Start, "text", &column.title);
        picture.text(x, TOP - 8.0, Anchor::Start, "muted", &column.unit);
        picture.line((x, TOP), (x, bottom), "grid");
        let longest = column.cells.iter().flatten().copied().fold(0.0, f64::max);
        for (at, (cell, row)) in column.cells.iter().zip(rows).enumerate() {
            let y = TOP + ROW * at as f64;
            let Some(value) = cell else {
                picture.text(x + 6.0, y + 18.5, Anchor::Start, "muted", column.absent);
                continue;
            };
            let bar = if longest > 0.0 { (width - LABEL) * value / longest } else { 0.0 };
            let mark = if row.ours { "our-mark" } else { "mark" };
            picture.bar(x, y + (ROW - BAR) / 2.0, bar, BAR, mark);
            picture.text(x + bar.max(1.5) + 6.0, y + 18.5, Anchor::Start, text(row), &(column.label)(*value));
        }
    }
    picture.finish(bottom + 18.0)
}

fn text(row: &Name) -> &'static str {
    if row.ours { "ours" } else { "text" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(cells: Vec<Option<f64>>) -> String {
        let rows = ["limbda", "other"].map(|name| Name { text: name.into(), ours: name == "limbda" });
        let column = Column {
            title: "q".into(),
            unit: "ms".into(),
            cells,
            absent: "does not run",
            label: |value| format!("{value}"),
        };
        bars("t", "c", 200.0, &rows, &[column])
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let svg = drawn(vec![Some(1.0), Some(4.0)]);
        let widths: Vec<f64> = svg
            .split(r#"<rect x="#)
            .skip(1)
            .map(|rect| rect.split(r#"width=""#).nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(widths.len(), 2);
        assert!((widths[1] / widths[0] - 4.0).abs() < 0.01, "{widths:?}");
    }

    #[test]
    fn what_is_absent_is_said() {
        let svg = drawn(vec![Some(1.0), None]);
        assert!(svg.contains("does not run"), "{svg}");
        assert_eq!(svg.matches("<rect x=").count(), 1);
    }
}
