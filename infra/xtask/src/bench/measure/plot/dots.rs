//! A dot for each row on a logarithmic axis: for times from one millisecond to seconds.

use super::svg::{Anchor, MARGIN, Picture, WIDTH};
use crate::bench::measure::figure;

/// A row: a median, and how far single measurements were spread.
pub(in crate::bench::measure) struct Dot {
    pub(in crate::bench::measure) name: String,
    pub(in crate::bench::measure) ours: bool,
    pub(in crate::bench::measure) value: f64,
    pub(in crate::bench::measure) low: f64,
    pub(in crate::bench::measure) high: f64,
}

const LEFT: f64 = 225.0;
const RIGHT: f64 = WIDTH - 130.0;
const TOP: f64 = 96.0;
const ROW: f64 = 30.0;

/// Milliseconds, from the quickest row down.
pub(in crate::bench::measure) fn dots(title: &str, caption: &str, mut rows: Vec<Dot>) -> String {
    rows.sort_by(|one, other| one.value.total_cmp(&other.value));
    let mut picture = Picture::new(title, caption);
    let axis = Axis::around(&rows);
    let bottom = TOP + ROW * rows.len() as f64;
    for tick in axis.ticks() {
        let x = axis.place(tick);
        picture.line((x, TOP - 8.0), (x, bottom), "grid");
        picture.text(x, TOP - 14.0, Anchor::Middle, "muted", &figure::round_time(tick));
    }
    let ours = rows.iter().find(|row| row.ours).map(|row| row.value);
    if ours.is_some() {
        picture.text(WIDTH - MARGIN, TOP - 14.0, Anchor::End, "muted", "times limbda");
    }
    for (at, row) in rows.iter().enumerate() {
        let y = TOP + ROW * (at as f64 + 0.5);
        let (text, mark, spread) =
            if row.ours { ("ours", "our-mark", "our-spread") } else { ("text", "mark", "spread") };
        let x = axis.place(row.value);
        picture.text(MARGIN, y + 4.5, Anchor::Start, text, &row.name);
        picture.line((axis.place(row.low), y), (axis.place(row.high), y), spread);
        picture.circle(x, y, 6.0, mark);
        picture.text(axis.place(row.high).max(x + 6.0) + 7.0, y + 4.5, Anchor::Start, text, &figure::time(row.value));
        if let Some(ours) = ours {
            picture.text(WIDTH - MARGIN, y + 4.5, Anchor::End, text, &figure::ratio(row.value / ours));
        }
    }
    picture.finish(bottom + 18.0)
}

/// Whole decades.
struct Axis {
    first: f64,
    last: f64,
}

impl Axis {
    fn around(rows: &[Dot]) -> Self {
        let low = rows.iter().map(|row| row.low).fold(f64::INFINITY, f64::min);
        let high = rows.iter().map(|row| row.high).fold(low, f64::max);
        if !(low > 0.0 && high.is_finite()) {
            return Self { first: 0.0, last: 1.0 };
        }
        let first = low.log10().floor();
        Self { first, last: high.log10().ceil().max(first + 1.0) }
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let (first, decades) = (self.first, (self.last - self.first) as i32);
        (0..=decades).map(move |decade| 10f64.powf(first + f64::from(decade)))
    }

    fn place(&self, value: f64) -> f64 {
        LEFT + (RIGHT - LEFT - 60.0) * (value.log10() - self.first) / (self.last - self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(name: &str, value: f64) -> Dot {
        Dot { name: name.into(), ours: name == "limbda", value, low: value * 0.9, high: value * 1.5 }
    }

    #[test]
    fn the_quickest_is_first_and_the_rest_is_in_terms_of_ours() {
        let svg = dots("t", "c", vec![dot("python", 60.0), dot("limbda", 3.0)]);
        assert!(svg.find("limbda</text>").unwrap() < svg.find("python</text>").unwrap(), "{svg}");
        assert!(svg.contains(">20x</text>"), "{svg}");
        assert!(svg.contains(">1 ms</text>") && svg.contains(">100 ms</text>"), "{svg}");
    }

    #[test]
    fn an_axis_holds_what_is_on_it() {
        let axis = Axis::around(&[dot("a", 2.8), dot("b", 700.0)]);
        assert_eq!(axis.ticks().map(f64::round).collect::<Vec<_>>(), [1.0, 10.0, 100.0, 1000.0, 10_000.0]);
        assert!(axis.place(2.5) > LEFT && axis.place(1050.0) < RIGHT);
        assert!(Axis::around(&[]).place(1.0).is_finite());
    }
}
