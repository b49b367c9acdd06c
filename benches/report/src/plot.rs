//! Plots as SVG text: dots on a logarithmic axis, and bars side by side. The same figures make the same bytes.

use anyhow::Result;
use benches::figure::{ratio, significant};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::stacks::LIMBDA;

/// A row of [`dots`]: a median, and the quartiles.
pub(crate) struct Dot {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// A column of [`bars`]: a question, and a value for each row.
pub(crate) struct Column {
    pub(crate) title: String,
    pub(crate) unit: String,
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) label: fn(f64) -> String,
}

const WIDTH: u32 = 860;
const MARGIN: u32 = 20;
/// Room for the title and the caption, and below them for an axis.
const HEAD: u32 = 64;
const AXIS: u32 = 36;
const ROW: u32 = 30;
/// Room for the names, and for a value beside its bar.
const NAMES: u32 = 196;
const VALUE: u32 = 64;

/// plotters takes 1.24 times the size that it writes: these are 16 and 13 pixels.
const LARGE: f64 = 16.0 * 1.24;
const SMALL: f64 = 13.0 * 1.24;
const FONT: &str = "system-ui, Segoe UI, Roboto, Liberation Sans, sans-serif";
const GROUND: RGBColor = RGBColor(0xFF, 0xFF, 0xFF);
const TEXT: RGBColor = RGBColor(0x19, 0x20, 0x1C);
const MUTED: RGBColor = RGBColor(0x5F, 0x6A, 0x64);
const GRID: RGBColor = RGBColor(0xDD, 0xE3, 0xDF);
const MARK: RGBColor = RGBColor(0xA3, 0xAF, 0xA8);
const OURS: RGBColor = RGBColor(0x1D, 0x6B, 0x4F);

/// Texts have a seam that keeps lines of the grid off them, and the colours above change on a dark page: plotters writes a
/// colour as an attribute, which a rule overrides.
const STYLE: &str = r##"<style>
text { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; font-variant-numeric: tabular-nums }
@media (prefers-color-scheme: dark) {
text { stroke: #0d1117 }
[fill="#FFFFFF"] { fill: #0d1117 } [fill="#19201C"] { fill: #e2e8e5 } [fill="#5F6A64"] { fill: #9da8a2 }
[fill="#A3AFA8"] { fill: #56625c } [fill="#1D6B4F"] { fill: #4fb88b } [stroke="#DDE3DF"] { stroke: #282f2c }
[stroke="#A3AFA8"] { stroke: #56625c } [stroke="#1D6B4F"] { stroke: #4fb88b }
}</style>
"##;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A dot for each row on a logarithmic axis of milliseconds, the fastest first, and how many times limbda it is.
pub(crate) fn dots(title: &str, caption: &str, mut rows: Vec<Dot>) -> Result<String> {
    rows.sort_by(|one, other| one.value.total_cmp(&other.value));
    let low = rows.iter().map(|row| row.low).fold(f64::INFINITY, f64::min);
    let high = rows.iter().map(|row| row.high).fold(low, f64::max);
    // From a whole decade, with room for the label of the last row.
    let scale = 10f64.powf(low.log10().floor())..high * 3.0;
    let limbda = rows.iter().find(|row| row.name == LIMBDA).map_or(f64::NAN, |row| row.value);
    picture(title, caption, rows.len(), |area| {
        let mut chart = ChartBuilder::on(area)
            .margin_right(VALUE)
            .set_label_area_size(LabelAreaPosition::Left, NAMES)
            .set_label_area_size(LabelAreaPosition::Top, AXIS)
            .build_cartesian_2d(scale.clone().log_scale(), rows.len() as f64..0.0)?;
        let label = |ms: &f64| if *ms < 999.0 { format!("{ms} ms") } else { format!("{} s", ms / 1e3) };
        chart
            .configure_mesh()
            .disable_y_axis()
            .disable_y_mesh()
            .max_light_lines(0)
            .bold_line_style(GRID)
            .light_line_style(GRID)
            .axis_style(TRANSPARENT)
            .x_label_style((FONT, SMALL).into_font().color(&MUTED))
            .x_label_formatter(&label)
            .draw()?;
        let right = (WIDTH - 2 * MARGIN - NAMES) as i32;
        let heading = text("times limbda", (right, -16), Look::Muted, HPos::Right);
        chart.draw_series([EmptyElement::at((scale.start, 0.0)) + heading])?;
        for (at, Dot { name, value, low, high }) in rows.iter().enumerate() {
            let (y, look) = (at as f64 + 0.5, Look::of(name));
            chart.draw_series([PathElement::new([(*low, y), (*high, y)], look.mark().stroke_width(2))])?;
            chart.draw_series([Circle::new((*value, y), 6, look.mark().filled())])?;
            let label = format!("{} ms", significant(*value, 3));
            chart.draw_series([EmptyElement::at((*high, y)) + text(&label, (12, 0), look, HPos::Left)])?;
            chart.draw_series([EmptyElement::at((scale.start, y))
                + text(name, (-(NAMES as i32), 0), look, HPos::Left)
                + text(&ratio(value / limbda), (right, 0), look, HPos::Right)])?;
        }
        Ok(())
    })
}

/// A bar for each row in every column, each column on its own linear scale.
pub(crate) fn bars(title: &str, caption: &str, names: &[String], columns: &[Column]) -> Result<String> {
    picture(title, caption, names.len(), |area| {
        let panels = area.margin(0, 0, NAMES, 0).split_evenly((1, columns.len()));
        for (place, (panel, column)) in panels.iter().zip(columns).enumerate() {
            let width = f64::from(panel.dim_in_pixel().0);
            let longest = column.values.iter().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
            let scale = longest / (width - f64::from(VALUE));
            let mut chart = ChartBuilder::on(panel)
                .margin_top(AXIS)
                .build_cartesian_2d(0.0..scale * width, names.len() as f64..0.0)?;
            chart.draw_series([EmptyElement::at((0.0, 0.0))
                + text(&column.title, (0, -26), Look::Plain, HPos::Left)
                + text(&column.unit, (0, -9), Look::Muted, HPos::Left)])?;
            chart.draw_series([PathElement::new([(0.0, 0.0), (0.0, names.len() as f64)], GRID)])?;
            for (at, (name, value)) in names.iter().zip(&column.values).enumerate() {
                let (y, look) = (at as f64 + 0.5, Look::of(name));
                if place == 0 {
                    let name = text(name, (-(NAMES as i32), 0), look, HPos::Left);
                    chart.draw_series([EmptyElement::at((0.0, y)) + name])?;
                }
                // At least two pixels, to be seen.
                let bar = [(0.0, y - 0.23), (value.map_or(0.0, |value| value.max(2.0 * scale)), y + 0.23)];
                chart.draw_series([Rectangle::new(bar, look.mark().filled())])?;
                let label = value.map_or_else(|| "does not run".to_owned(), column.label);
                let look = if value.is_some() { look } else { Look::Muted };
                chart.draw_series([EmptyElement::at(bar[1]) + text(&label, (6, -7), look, HPos::Left)])?;
            }
        }
        Ok(())
    })
}

/// How a text looks.
#[derive(Clone, Copy)]
enum Look {
    Title,
    Plain,
    Muted,
    Ours,
}

impl Look {
    /// limbda's row stands out.
    fn of(name: &str) -> Self {
        if name == LIMBDA { Self::Ours } else { Self::Plain }
    }

    /// The colour of the row's bar or dot.
    fn mark(self) -> RGBColor {
        if matches!(self, Self::Ours) { OURS } else { MARK }
    }
}

/// A text at so many pixels from its point, centred vertically.
fn text<'a>(text: &str, offset: (i32, i32), look: Look, side: HPos) -> Text<'a, (i32, i32), String> {
    let (size, weight, colour) = match look {
        Look::Title => (LARGE, FontStyle::Bold, TEXT),
        Look::Plain => (SMALL, FontStyle::Normal, TEXT),
        Look::Muted => (SMALL, FontStyle::Normal, MUTED),
        Look::Ours => (SMALL, FontStyle::Bold, OURS),
    };
    let style = (FONT, size).into_font().style(weight).color(&colour).pos(Pos::new(side, VPos::Center));
    Text::new(text.to_owned(), offset, style)
}

/// A picture with a title, a caption, and below them an axis and rows.
fn picture(title: &str, caption: &str, rows: usize, draw: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut svg = String::new();
    let root = SVGBackend::with_string(&mut svg, (WIDTH, HEAD + AXIS + ROW * rows as u32 + MARGIN)).into_drawing_area();
    root.fill(&GROUND)?;
    root.draw(&text(title, (MARGIN as i32, 28), Look::Title, HPos::Left))?;
    root.draw(&text(caption, (MARGIN as i32, 49), Look::Muted, HPos::Left))?;
    draw(&root.margin(HEAD, MARGIN, MARGIN, MARGIN))?;
    root.present()?;
    drop(root);
    let end_of_tag = svg.find('\n').unwrap_or_default();
    svg.insert_str(end_of_tag + 1, STYLE);
    Ok(svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{title}. {caption}\" "), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of an SVG, in order.
    fn texts(svg: &str) -> Vec<&str> {
        svg.split("<text ").skip(1).filter_map(|element| element.split(['>', '<']).nth(1)).map(str::trim).collect()
    }

    #[test]
    fn the_fastest_is_first_and_the_others_are_compared_with_limbda() {
        let dot = |name: &str, value: f64| Dot { name: name.into(), value, low: value * 0.9, high: value * 1.5 };
        let svg = dots("Title", "caption", vec![dot("python", 60.0), dot(LIMBDA, 3.0)]).unwrap();
        let texts = texts(&svg);
        let place = |text| texts.iter().position(|other| *other == text).unwrap_or_else(|| panic!("{text}: {texts:?}"));
        assert!(place(LIMBDA) < place("python"));
        for text in ["Title", "caption", "1 ms", "10 ms", "100 ms", "60.0 ms", "20x"] {
            place(text);
        }
        assert!(svg.contains("aria-label=\"Title. caption\""));
    }

    #[test]
    fn bars_are_as_long_as_their_values() {
        let column = Column {
            title: "q".into(),
            unit: "ms".into(),
            values: vec![Some(1.0), Some(4.0), None],
            label: |value| format!("{value}"),
        };
        let svg = bars("t", "c", &[LIMBDA, "other", "third"].map(String::from), &[column]).unwrap();
        let width = |rect: &str| rect.split("width=\"").nth(1)?.split('"').next()?.parse::<f64>().ok();
        let widths: Vec<_> = svg.split("<rect ").skip(2).filter_map(width).collect();
        assert!((widths[1] / widths[0] - 4.0).abs() < 0.05, "{widths:?}");
        assert!(texts(&svg).contains(&"does not run"));
    }
}
