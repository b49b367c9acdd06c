//! Pictures of the results, as SVG: the same numbers make the same bytes.

mod bars;
mod dots;
mod svg;

pub(super) use bars::{Column, Name, bars};
pub(super) use dots::{Dot, dots};
