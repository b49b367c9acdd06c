//! A plain text table.

/// The rows under a header; a column of figures is aligned right, and nothing trails.
pub(crate) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let figures: [bool; N] = std::array::from_fn(|at| rows.iter().all(|row| is_figure(&row[at])));
    let widths: [usize; N] =
        std::array::from_fn(|at| rows.iter().map(|row| row[at].len()).fold(header[at].len(), usize::max));
    let write = |row: [&str; N]| {
        let cells: [String; N] = std::array::from_fn(|at| {
            let (cell, width) = (row[at], widths[at]);
            if figures[at] { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().fold(write(header), |text, row| text + &write(row.each_ref().map(String::as_str)))
}

fn is_figure(cell: &str) -> bool {
    cell == "-" || cell.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_left_and_figures_right() {
        let rows = [["fmt", "passed", "0.4"], ["native", "failed", "12.0"], ["wasm", "not run", "-"]];
        assert_eq!(
            table(["stage", "result", "seconds"], &rows.map(|row| row.map(String::from))),
            "stage   result   seconds\n\
             fmt     passed       0.4\n\
             native  failed      12.0\n\
             wasm    not run        -\n"
        );
    }

    #[test]
    fn no_rows() {
        assert_eq!(table(["table", "rows"], &[]), "table  rows\n");
    }
}
