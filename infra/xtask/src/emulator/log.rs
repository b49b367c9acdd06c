//! What a program printed, as an error tells it.

use std::path::Path;

use serde_json::Value;

/// How many of the last lines are told.
const LINES: usize = 3;

/// The function's own word where it could not start; else why an emulator broke off; else the last lines. And where
/// the rest is.
pub(super) fn summary(log: &str, file: &Path) -> String {
    let lines: Vec<_> = log.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let of_function = lines.iter().rev().find_map(|line| error_of_function(line));
    let panic =
        || lines.iter().find(|line| line.contains("panic") || line.contains("PANIC")).map(|line| (*line).to_owned());
    let told = of_function
        .or_else(panic)
        .unwrap_or_else(|| lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default().join("\n"));
    if told.is_empty() {
        return format!("it printed nothing ({})", file.display());
    }
    format!("{told}\n(all that it printed: {})", file.display())
}

/// The error in a line of the function's log.
fn error_of_function(line: &str) -> Option<String> {
    let json: Value = serde_json::from_str(line).ok()?;
    (json["level"] == "ERROR").then(|| json["error"].as_str().map(str::to_owned))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn told(log: &str, text: &str) {
        assert_eq!(summary(log, Path::new("a.log")), format!("{text}\n(all that it printed: a.log)"));
    }

    #[test]
    fn the_functions_own_word_comes_first() {
        let init = r#"{"timestamp":"2026-01-02T03:04:05Z","level":"ERROR","message":"init failed","error":"LIMBDA_DATABASE is not set","target":"limbda::aws"}"#;
        told(&format!("START\n{init}\nINIT RTDONE(status: error)\npanic: no\n"), "LIMBDA_DATABASE is not set");
        let request = r#"{"level":"INFO","message":"request","status":200}"#;
        told(&format!("{request}\nthe end\n"), &format!("{request}\nthe end"));
    }

    #[test]
    fn then_a_panic_then_the_last_lines() {
        told("start\n[PANIC] address already in use\n1\n2\n3\n4\n", "[PANIC] address already in use");
        told("1\n\n2\n3\n4\n", "2\n3\n4");
        assert_eq!(summary("", Path::new("a.log")), "it printed nothing (a.log)");
    }
}
