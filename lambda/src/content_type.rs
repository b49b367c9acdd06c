//! The content types whose bodies are text inside an event or a response. All others are base64.

const TYPES: [&str; 4] = ["application/json", "application/javascript", "application/xml", "application/yaml"];
const PREFIX: &str = "text/";
const SUFFIXES: [&str; 3] = ["+json", "+xml", "+yaml"];

/// Whether the body of this content type is text.
pub(crate) fn is_text(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().as_bytes();
    TYPES.iter().any(|known| essence.eq_ignore_ascii_case(known.as_bytes()))
        || essence.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX.as_bytes()))
        || SUFFIXES.iter().any(|suffix| {
            let end = essence.len().checked_sub(suffix.len()).and_then(|at| essence.get(at..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(suffix.as_bytes()))
        })
}
