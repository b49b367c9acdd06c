//! Rows to bytes, straight: no tree of values between.

pub(crate) mod json;
