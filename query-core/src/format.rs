//! Rows in the form that the client asked for. An encoder only formats: how many rows there are is the business of the
//! engine's rows, how many bytes may be sent that of [`Body`](body::Body).

mod body;
mod encoder;
mod json;
mod negotiate;

pub(crate) use body::Sealed;
pub(crate) use encoder::{Encoder, Shape, encode};
pub(crate) use json::Json;
pub(crate) use negotiate::Format;
