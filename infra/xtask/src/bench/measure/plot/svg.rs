//! A picture as SVG text: the few shapes that the plots need, in two palettes.

use std::fmt::{Display, Write as _};

/// Every plot has this width, so that they line up on a page.
pub(super) const WIDTH: f64 = 860.0;

/// Where text and plots begin, and as much is free at the right.
pub(super) const MARGIN: f64 = 20.0;

/// The colours are those of the demo's page. A picture brings its own ground: in a page of the other palette it can still be
/// read. Text has a seam of the ground's colour, so that a line of the grid does not cross it.
const STYLE: &str = r#"
svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; }
.ground { fill: #ffffff; }
text { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; }
.title { font-size: 16px; font-weight: 600; fill: #19201c; }
.text { fill: #19201c; }
.muted { fill: #5f6a64; }
.ours { fill: #1d6b4f; font-weight: 600; }
.mark { fill: #a3afa8; }
.our-mark { fill: #1d6b4f; }
.grid { stroke: #dde3df; stroke-width: 1; }
.spread { stroke: #a3afa8; stroke-width: 2; stroke-linecap: round; }
.our-spread { stroke: #1d6b4f; stroke-width: 2; stroke-linecap: round; }
@media (prefers-color-scheme: dark) {
.ground { fill: #0d1117; }
text { stroke: #0d1117; }
.title, .text { fill: #e2e8e5; }
.muted { fill: #9da8a2; }
.ours { fill: #4fb88b; }
.mark { fill: #56625c; }
.our-mark { fill: #4fb88b; }
.grid { stroke: #282f2c; }
.spread { stroke: #56625c; }
.our-spread { stroke: #4fb88b; }
}
"#;

/// On which side of its point a text stands.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Shapes, in the order in which they are drawn.
pub(super) struct Picture {
    body: String,
    title: String,
}

impl Picture {
    /// A picture with its title, and below it what is shown.
    pub(super) fn new(title: &str, caption: &str) -> Self {
        let mut picture = Self { body: String::new(), title: format!("{title}. {caption}") };
        picture.text(MARGIN, 32.0, Anchor::Start, "title", title);
        picture.text(MARGIN, 53.0, Anchor::Start, "muted", caption);
        picture
    }

    /// `y` is the text's base line.
    pub(super) fn text(&mut self, x: f64, y: f64, anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let (x, y) = (Number(x), Number(y));
        self.push(format_args!(r#"<text x="{x}" y="{y}"{anchor} class="{class}">{}</text>"#, escaped(text)));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(Number);
        self.push(format_args!(r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="{class}"/>"#));
    }

    pub(super) fn circle(&mut self, x: f64, y: f64, radius: f64, class: &str) {
        let [x, y, radius] = [x, y, radius].map(Number);
        self.push(format_args!(r#"<circle cx="{x}" cy="{y}" r="{radius}" class="{class}"/>"#));
    }

    /// A bar that lies; it is at least a hair wide, so that it is seen.
    pub(super) fn bar(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str) {
        let [x, y, width, height] = [x, y, width.max(1.5), height].map(Number);
        self.push(format_args!(
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="1.5" class="{class}"/>"#
        ));
    }

    /// The file's text.
    pub(super) fn finish(self, height: f64) -> String {
        let (width, height, title) = (Number(WIDTH), Number(height), escaped(&self.title));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">\n<style>{STYLE}</style>\n\
             <rect width=\"{width}\" height=\"{height}\" rx=\"6\" class=\"ground\"/>\n{}</svg>\n",
            self.body
        )
    }

    fn push(&mut self, shape: impl Display) {
        // Writing to a string cannot fail.
        _ = writeln!(self.body, "{shape}");
    }
}

/// A tenth of a pixel is enough, and makes the same bytes of the same numbers.
struct Number(f64);

impl Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tenths = (self.0 * 10.0).round() / 10.0;
        write!(f, "{tenths}")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_numbers_are_short() {
        let mut picture = Picture::new("a & b", "x < y");
        picture.text(1.0, 2.04, Anchor::End, "text", "\"<q>\"");
        let svg = picture.finish(10.0);
        assert!(
            svg.contains(r#"<text x="1" y="2" text-anchor="end" class="text">&quot;&lt;q&gt;&quot;</text>"#),
            "{svg}"
        );
        assert!(svg.contains(r#"aria-label="a &amp; b. x &lt; y""#), "{svg}");
    }

    #[test]
    fn nothing_is_drawn_invisibly_small() {
        let mut picture = Picture::new("", "");
        picture.bar(0.0, 0.0, 0.0001, 8.0, "mark");
        assert!(picture.finish(10.0).contains(r#"width="1.5""#));
    }
}
