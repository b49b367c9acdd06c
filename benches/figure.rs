//! Figures for a reader: significant digits, ratios, Markdown tables.

/// A number with this many significant digits, thousands separated.
pub fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value:.0}");
    }
    let magnitude = value.abs().log10().floor() as i32;
    let decimals = usize::try_from(digits - 1 - magnitude).unwrap_or(0);
    grouped(&format!("{value:.decimals$}"))
}

/// How many times as much: two digits, or whole.
pub fn ratio(ratio: f64) -> String {
    if ratio < 9.95 { format!("{}x", significant(ratio, 2)) } else { format!("{}x", whole(ratio)) }
}

/// A whole number, thousands separated.
pub fn whole(value: f64) -> String {
    grouped(&format!("{value:.0}"))
}

fn grouped(number: &str) -> String {
    let point = number.find('.').unwrap_or(number.len());
    let first = usize::from(number.starts_with('-'));
    let mut text = number.to_owned();
    for at in (first + 1..point).rev().filter(|at| (point - at).is_multiple_of(3)) {
        text.insert(at, ',');
    }
    text
}

/// A Markdown table, padded to read as plain text too: the first column is left-aligned, the others right-aligned.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let length = |text: &str| text.chars().count();
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| length(cell)).max().unwrap_or(0);
    let widths: Vec<_> = header.iter().enumerate().map(|(at, name)| width(at).max(length(name)).max(3)).collect();
    let line = |cells: &[String]| {
        let padded = cells.iter().zip(&widths).enumerate().map(|(at, (cell, &width))| {
            if at == 0 { format!("| {cell:<width$} |") } else { format!(" {cell:>width$} |") }
        });
        padded.chain(["\n".to_owned()]).collect::<String>()
    };
    let header: Vec<_> = header.iter().map(|name| (*name).to_owned()).collect();
    let rule = |(at, width): (usize, &usize)| if at == 0 { "-".repeat(*width) } else { "-".repeat(width - 1) + ":" };
    let rule: Vec<_> = widths.iter().enumerate().map(rule).collect();
    [line(&header), line(&rule)].into_iter().chain(rows.iter().map(|row| line(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn significant_digits() {
        for (value, text) in [(0.1649, "0.165"), (2.8, "2.80"), (451.3, "451"), (1_234.5, "1,234"), (0.0, "0")] {
            assert_eq!(significant(value, 3), text);
        }
        assert_eq!([1.04, 9.96, 161.4, 1_234.0].map(ratio), ["1.0x", "10x", "161x", "1,234x"]);
        assert_eq!([1.0, -123.0, -1234.0, 1_234_567.0].map(whole), ["1", "-123", "-1,234", "1,234,567"]);
        assert_eq!(grouped("-1234567.5"), "-1,234,567.5");
    }

    #[test]
    fn words_left_and_figures_right() {
        let rows = [["limbda", "1.0"], ["µ", "12.00"]].map(|row| row.map(String::from).to_vec());
        assert_eq!(
            table(&["stack", "ms"], &rows),
            "| stack  |    ms |\n| ------ | ----: |\n| limbda |   1.0 |\n| µ      | 12.00 |\n"
        );
    }
}
