//! A response beside the recorded one.

use anyhow::{Context, Result};

use crate::cases::Case;

/// The fixtures whose rows hold what a fixed host gives in a replay and this machine gives here, and what that is. Their rows
/// are compared without their figures.
pub(super) const FIGURES: [(&str, &str); 3] =
    [("load-balancer-time", TIME), ("sql-date-now", TIME), ("sql-random", "random numbers")];

const TIME: &str = "the time of day";

/// What the header `server-timing` of a response says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Timing {
    /// Whether it was the first one of its process.
    pub(super) cold: bool,
    pub(super) milliseconds: f64,
}

/// A response of the function, without what no two responses share.
pub(super) struct Answer {
    pub(super) json: String,
    pub(super) timing: Timing,
}

impl Answer {
    /// Takes the header out of the JSON, wherever it stands there: in one map of headers, or in both.
    pub(super) fn parse(mut json: String) -> Result<Self> {
        const NAME: &str = "\"server-timing\":";
        let mut timing = None;
        while let Some(start) = json.find(NAME) {
            let rest = json.get(start + NAME.len()..).unwrap_or_default();
            let list = rest.starts_with('[');
            let value = rest.split('"').nth(1).unwrap_or_default();
            timing = Some(parsed(value).with_context(|| format!("`server-timing: {value}` is not the function's"))?);
            let mut end = start + NAME.len() + value.len() + 2 + 2 * usize::from(list);
            // Between two headers there is one comma less as well.
            let before = json.get(..start).is_some_and(|text| text.ends_with(','));
            let start = start - usize::from(before);
            end += usize::from(!before && json.get(end..).is_some_and(|text| text.starts_with(',')));
            json.replace_range(start..end.min(json.len()), "");
        }
        let timing =
            timing.with_context(|| format!("no `server-timing` in `{}`: it is not the function's", start(&json)))?;
        Ok(Self { json, timing })
    }
}

/// `cold, function;dur=1.5`, or without `cold`.
fn parsed(value: &str) -> Option<Timing> {
    let rest = value.strip_prefix("cold, ");
    let milliseconds = rest.unwrap_or(value).strip_prefix("function;dur=")?.parse().ok()?;
    Some(Timing { cold: rest.is_some(), milliseconds })
}

/// Says how the answer differs from the recorded one, if it does.
pub(super) fn difference(case: &Case, answered: &str) -> Option<String> {
    let (recorded, answered) = (case.response.trim_end_matches('\n'), answered.trim_end_matches('\n'));
    let figures = FIGURES.iter().any(|(name, _)| *name == case.name);
    let same = if figures { without_figures(recorded) == without_figures(answered) } else { recorded == answered };
    (!same).then(|| shown(recorded, answered))
}

/// The response with a 0 for every number in its rows, the status and all the rest as they are.
fn without_figures(response: &str) -> String {
    let (before, rows, after) = rows(response).unwrap_or((response, "", ""));
    let mut text = before.to_owned();
    for part in rows.split_inclusive(|c: char| !(c.is_ascii_digit() || c == '-')) {
        let figures = part.trim_end_matches(|c: char| !(c.is_ascii_digit() || c == '-'));
        text += if figures.is_empty() { "" } else { "0" };
        text += part.get(figures.len()..).unwrap_or_default();
    }
    text + after
}

/// What is before the rows of the body, the rows, and what is after them.
fn rows(response: &str) -> Option<(&str, &str, &str)> {
    let start = response.find(r#"\"rows\":"#)?;
    let length = response.get(start..)?.find(r#",\"truncated\":"#)?;
    Some((response.get(..start)?, response.get(start..start + length)?, response.get(start + length..)?))
}

/// Both, from a little before the first byte that differs.
fn shown(recorded: &str, answered: &str) -> String {
    let same = recorded.bytes().zip(answered.bytes()).take_while(|(one, other)| one == other).count();
    let from = |text: &str| {
        let tail: String = String::from_utf8_lossy(text.as_bytes().get(same.saturating_sub(60)..).unwrap_or_default())
            .chars()
            .take(200)
            .collect();
        tail
    };
    format!("from byte {same} on\n    recorded {}\n    answered {}", from(recorded), from(answered))
}

/// The first words of a text, for an error.
fn start(text: &str) -> String {
    text.chars().take(300).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::PathBuf;

    use super::*;

    pub(crate) fn case(name: &str, response: &str) -> Case {
        Case { name: name.into(), event: PathBuf::new(), response: response.into(), settings: String::new() }
    }

    #[track_caller]
    fn taken(headers: &str, rest: &str, timing: Timing) {
        let answer = Answer::parse(format!(r#"{{"statusCode":200,"headers":{headers},"body":"{{}}"}}"#)).unwrap();
        assert_eq!(answer.json, format!(r#"{{"statusCode":200,"headers":{rest},"body":"{{}}"}}"#));
        assert_eq!(answer.timing, timing);
    }

    #[test]
    fn the_header_is_taken_out_where_it_stands() {
        let warm = Timing { cold: false, milliseconds: 0.25 };
        taken(r#"{"a":"1","server-timing":"function;dur=0.250"}"#, r#"{"a":"1"}"#, warm);
        taken(r#"{"server-timing":"function;dur=0.250","z":"1"}"#, r#"{"z":"1"}"#, warm);
        taken(r#"{"a":"1","server-timing":"function;dur=0.250","z":"1"}"#, r#"{"a":"1","z":"1"}"#, warm);
        let cold = Timing { cold: true, milliseconds: 12.0 };
        taken(r#"{"server-timing":"cold, function;dur=12.000"}"#, "{}", cold);
        let both = r#"{"server-timing":"cold, function;dur=12.000"},"multiValueHeaders":{"a":["1"],"server-timing":["cold, function;dur=12.000"]}"#;
        taken(both, r#"{},"multiValueHeaders":{"a":["1"]}"#, cold);
    }

    #[test]
    fn a_response_that_tells_no_time_is_not_the_functions() {
        for response in [
            r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: exit status 1"}"#,
            r#"{"statusCode":200,"headers":{"server-timing":"cdn;dur=1"},"body":""}"#,
            r#"{"statusCode":200,"headers":{},"body":"{\"server-timing\":\"function;dur=1\"}"}"#,
            r#"{"statusCode":200,"headers":{"server-timing":"#,
            "",
        ] {
            let error = Answer::parse(response.to_owned()).err().unwrap().to_string();
            assert!(error.ends_with("is not the function's"), "{error}");
        }
    }

    #[test]
    fn one_other_byte_is_a_difference() {
        let recorded = r#"{"statusCode":200,"body":"{\"rows\":[[42]],\"truncated\":false}"}"#;
        let case = case("query", &format!("{recorded}\n"));
        assert_eq!(difference(&case, recorded), None);
        let text = difference(&case, &recorded.replace("42", "43")).unwrap();
        assert!(text.contains("[[42]]") && text.contains("[[43]]"), "{text}");
        for other in [recorded.replace("200", "201"), recorded.replace('}', "} "), String::new()] {
            assert!(difference(&case, &other).is_some(), "{other}");
        }
    }

    #[test]
    fn where_figures_are_the_machines_the_rest_is_compared() {
        let recorded = r#"{"statusCode":200,"body":"{\"rows\":[[\"2026-02-04 18:40:38\",-5]],\"truncated\":false}"}"#;
        let case = case("sql-date-now", recorded);
        let answered = recorded.replace("2026-02-04 18:40:38", "2031-11-24 09:00:01").replace("-5", "17");
        assert_eq!(difference(&case, &answered), None);
        for (from, to) in [("200", "500"), ("04 1", "04T1"), (":38", ""), ("-5", "null"), ("false", "true")] {
            assert!(difference(&case, &recorded.replace(from, to)).is_some(), "{from}");
        }
        assert!(difference(&Case { name: "query".into(), ..case }, &answered).is_some());
    }

    #[test]
    fn the_cases_with_figures_exist() {
        let cases = crate::cases::all().unwrap();
        for (name, _) in FIGURES {
            let case = cases.iter().find(|case| case.name == name).unwrap();
            assert_ne!(without_figures(&case.response), case.response);
        }
    }
}
