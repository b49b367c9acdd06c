//! JSON on as many lines as it has members: its tokens as they stand, with other space between.

use serde::de::IgnoredAny;

/// At most so many bytes: a line for each bracket and comma, and on each as many indents as there are brackets around it.
pub(super) fn longest(json: &str, indent: &str) -> u64 {
    let (mut length, mut depth) = (json.len() as u64, 0_u64);
    for byte in json.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' | b':' => {}
            _ => continue,
        }
        // The line that ends here and the one that an empty bracket would not have.
        length = length.saturating_add((indent.len() as u64).saturating_mul(depth).saturating_add(2));
    }
    length
}

/// The same document with its members indented, or nothing where it is no JSON.
pub(super) fn pretty(json: &str, indent: &str) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let mut out = String::new();
    let mut depth = 0;
    let mut rest = json.trim_start();
    let mut opened = false;
    while let Some(first) = rest.bytes().next() {
        let end = match first {
            b'"' => string(rest),
            b'[' | b']' | b'{' | b'}' | b',' | b':' => 1,
            _ => rest.find([',', ':', ']', '}', ' ', '\t', '\r', '\n']).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(end);
        let closes = matches!(first, b']' | b'}');
        if closes {
            depth -= 1;
        }
        if opened != closes {
            line(&mut out, indent, depth);
        }
        out.push_str(token);
        opened = matches!(first, b'[' | b'{');
        match first {
            b'[' | b'{' => depth += 1,
            b',' => line(&mut out, indent, depth),
            b':' => out.push(' '),
            _ => {}
        }
        rest = after.trim_start();
    }
    Some(out)
}

fn line(out: &mut String, indent: &str, depth: usize) {
    out.push('\n');
    out.push_str(&indent.repeat(depth));
}

/// Where the string ends that begins here.
fn string(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |at| at + 2)
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let made = pretty(json, "  ").unwrap();
        assert_eq!(made, expected);
        assert!(longest(json, "  ") >= made.len() as u64, "{json}: {} of {}", longest(json, "  "), made.len());
    }

    #[test]
    fn members_stand_on_lines_and_what_is_empty_does_not() {
        check("1", "1");
        check(" [ ] ", "[]");
        check("{}", "{}");
        check("[1,[],{}]", "[\n  1,\n  [],\n  {}\n]");
        check(r#"{"a" : [1, 2.50 ] , "b":null}"#, "{\n  \"a\": [\n    1,\n    2.50\n  ],\n  \"b\": null\n}");
        check("[[[[]]]]", "[\n  [\n    [\n      []\n    ]\n  ]\n]");
    }

    #[test]
    fn a_string_is_left_as_it_is() {
        check(r#"["a, [b]: \" \\","é"]"#, "[\n  \"a, [b]: \\\" \\\\\",\n  \"é\"\n]");
    }

    #[test]
    fn what_is_no_json_is_nothing() {
        for json in ["", "[1,]", "{a:1}", "[1] 2", "'a'"] {
            assert_eq!(pretty(json, "  "), None, "{json}");
        }
    }

    #[test]
    fn a_deep_document_needs_no_stack() {
        let json = format!("{}{}", "[".repeat(60_000), "]".repeat(60_000));
        assert!(longest(&json, "    ") > 10_000_000_000);
        assert!(pretty(&json, "").is_some());
    }
}
