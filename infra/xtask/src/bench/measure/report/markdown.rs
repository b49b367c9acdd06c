//! Tables as Markdown has them.

/// A table; the first column is words, the others are figures. Cells are as wide as their column, so that it reads as text too.
pub(super) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..header.len())
        .map(|at| {
            rows.iter()
                .filter_map(|row| row.get(at))
                .map(|cell| length(cell))
                .fold(length(header[at]).max(3), usize::max)
        })
        .collect();
    let header: Vec<_> = header.iter().map(|cell| (*cell).to_owned()).collect();
    let rule: Vec<_> = widths.iter().enumerate().map(|(at, width)| rule(*width, at > 0)).collect();
    let lines =
        [line(&header, &widths), line(&rule, &widths)].into_iter().chain(rows.iter().map(|row| line(row, &widths)));
    lines.collect()
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = "|".to_owned();
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let air = " ".repeat(width - length(cell));
        line += &if at == 0 { format!(" {cell}{air} |") } else { format!(" {air}{cell} |") };
    }
    line + "\n"
}

fn rule(width: usize, right: bool) -> String {
    if right { "-".repeat(width - 1) + ":" } else { "-".repeat(width) }
}

fn length(cell: &str) -> usize {
    cell.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_left_and_figures_right() {
        let rows = [["limbda", "1.0"], ["µ", "12.00"]].map(|row| row.map(String::from).to_vec());
        assert_eq!(
            table(&["stack", "ms"], &rows),
            "| stack  |    ms |\n\
             | ------ | ----: |\n\
             | limbda |   1.0 |\n\
             | µ      | 12.00 |\n"
        );
    }
}
