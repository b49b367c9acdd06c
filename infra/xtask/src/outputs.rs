//! The outputs of a deployed stack, as CDK writes them down.

/// The output that names the address to post queries to.
pub(crate) const QUERY_URL: &str = "QueryUrl";

/// An output's value in CDK's JSON, which holds names and plain texts.
pub(crate) fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("\"{name}\""))?;
    let (value, _) = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?.split_once('"')?;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_name() {
        let text = "{\n  \"limbda\": {\n    \"FunctionUrl\": \"https://b/query\",\n    \"QueryUrl\": \"https://a/query\"\n  }\n}";
        assert_eq!(value(text, QUERY_URL), Some("https://a/query"));
        assert_eq!(value(text, "FunctionUrl"), Some("https://b/query"));
        assert_eq!(value(text, "Other"), None);
        assert_eq!(value("{\"limbda\": {}}", QUERY_URL), None);
    }
}
