//! Numbers for a reader: as many digits as mean something.

/// Milliseconds.
pub(super) fn time(milliseconds: f64) -> String {
    format!("{} ms", significant(milliseconds, 3))
}

/// A round number of milliseconds, on an axis.
pub(super) fn round_time(milliseconds: f64) -> String {
    if milliseconds < 999.5 { format!("{milliseconds} ms") } else { format!("{} s", milliseconds / 1e3) }
}

/// How many times.
pub(super) fn ratio(ratio: f64) -> String {
    if ratio < 9.95 { format!("{}x", significant(ratio, 2)) } else { format!("{}x", grouped(&format!("{ratio:.0}"))) }
}

/// As many digits as asked for, before or behind the point, and no trailing zeros that say nothing.
pub(super) fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value:.0}");
    }
    let magnitude = value.abs().log10().floor() as i32;
    let decimals = usize::try_from(digits - 1 - magnitude).unwrap_or(0);
    grouped(&format!("{value:.decimals$}"))
}

/// Thousands are set apart.
pub(super) fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let digits = whole.trim_start_matches('-').len();
    let mut text = String::new();
    for (at, character) in whole.chars().enumerate() {
        let left = whole.len() - at;
        if at > whole.len() - digits && left.is_multiple_of(3) {
            text.push(',');
        }
        text.push(character);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_mean_something() {
        for (value, text) in [(0.1649, "0.165 ms"), (2.8, "2.80 ms"), (451.3, "451 ms"), (1_234.5, "1,234 ms")] {
            assert_eq!(time(value), text);
        }
        assert_eq!([1.0, 10.0, 1000.0].map(round_time), ["1 ms", "10 ms", "1 s"]);
        assert_eq!([1.04, 9.96, 161.4].map(ratio), ["1.0x", "10x", "161x"]);
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(["1", "-123", "1234", "-1234567.5"].map(grouped), ["1", "-123", "1,234", "-1,234,567.5"]);
    }
}
