//! `limbda check --against sqlite3`: every table, view and query, answered by limbda and by SQLite's own command, compared.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{Method, Request, Uri};
use query_core::{Config, Limits, Service, Source};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::literal::{self, Literal};
use crate::host::SystemHost;

/// How long one statement may take.
const TIME: Duration = Duration::from_secs(600);

/// How many rows are shown of those that only one side has.
const SHOWN: usize = 3;

/// SQL to compare, and the name by which it is reported.
pub(super) struct Compared {
    pub(super) name: String,
    pub(super) sql: String,
}

impl Compared {
    /// All of a table or a view.
    pub(super) fn all_of(table: &str) -> Self {
        Self { name: table.to_owned(), sql: format!("select * from \"{}\"", table.replace('"', "\"\"")) }
    }
}

/// A database, to be asked by both.
pub(super) struct Against<'a> {
    command: &'a Path,
    file: &'a Path,
    service: Service,
}

/// What came of a comparison.
pub(super) enum Verdict {
    /// Both gave the same values, of the same types, in this many rows.
    Same(usize),
    /// limbda rejected what SQLite answers, with this text.
    Rejected(String),
    /// Both fail: limbda's text, then SQLite's.
    BothFail(String, String),
    /// They differ; each line says how.
    Different(Vec<String>),
}

impl<'a> Against<'a> {
    /// Opens the file for limbda, and tries SQLite's command once.
    ///
    /// # Errors
    /// The command cannot be run, or the file does not open.
    pub(super) fn open(command: &'a Path, file: &'a Path) -> Result<Self, String> {
        let limits = Limits {
            time: TIME,
            rows: usize::MAX,
            response_bytes: usize::MAX,
            memory_bytes: u64::MAX,
            ..Limits::default()
        };
        let config = Config { limits, ..Config::default() };
        let source = Source::File(file.to_string_lossy().into_owned());
        let service = Service::open_now(source, config, SystemHost::default());
        let service = service.map_err(|error| error.detail().to_owned())?;
        let against = Self { command, file, service };
        against.sqlite("select sqlite_version()")?.map_err(|text| format!("{}: {text}", command.display()))?;
        Ok(against)
    }

    /// Runs a statement on both.
    ///
    /// # Errors
    /// SQLite's command cannot be run, or prints something unexpected.
    pub(super) fn compare(&self, sql: &str) -> Result<Verdict, String> {
        Ok(match (self.limbda(sql)?, self.sqlite(sql)?) {
            (Err(ours), Err(theirs)) => Verdict::BothFail(ours, theirs),
            (Err(ours), Ok(_)) => Verdict::Rejected(ours),
            (Ok(ours), Err(theirs)) => {
                Verdict::Different(vec![format!("limbda gives {} rows, and SQLite fails: {theirs}", ours.len())])
            }
            (Ok(ours), Ok(theirs)) => judge(ours, theirs),
        })
    }

    fn limbda(&self, sql: &str) -> Result<Result<Vec<Vec<Literal>>, String>, String> {
        let mut request = Request::new(json!({ "sql": sql, "params": nulls(sql) }).to_string().into());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_static("/query");
        let answer = self.service.handle_now(&request);
        if let Some(error) = answer.error {
            return Ok(Err(format!("{}: {}", error.code().as_str(), error.detail())));
        }
        let body: Body<'_> = serde_json::from_slice(answer.response.body()).map_err(|error| error.to_string())?;
        let rows = body.rows.iter().map(|row| row.iter().map(|value| ours(value)).collect::<Option<_>>());
        Ok(Ok(rows.collect::<Option<_>>().ok_or("limbda's answer holds an unknown value")?))
    }

    fn sqlite(&self, sql: &str) -> Result<Result<Vec<Vec<Literal>>, String>, String> {
        let mut command = Command::new(self.command);
        command.args(["-readonly", "-batch", "-bail", "-noheader", "-quote"]).arg(self.file).arg(sql);
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| {
            format!("{}: {error}; name SQLite's command, such as --against sqlite3", self.command.display())
        })?;
        if !output.status.success() {
            return Ok(Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
        }
        literal::rows(&output.stdout).map(Ok)
    }
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    rows: Vec<Vec<&'a RawValue>>,
}

/// A value of limbda's JSON. Numbers are read from their text, to the last bit.
fn ours(json: &RawValue) -> Option<Literal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Tagged {
        Base64(String),
        Float(String),
    }
    let text = json.get();
    Some(match text.as_bytes() {
        b"null" => Literal::Null,
        [b'"', ..] => Literal::Text(serde_json::from_str::<String>(text).ok()?.into_bytes()),
        [b'{', ..] => match serde_json::from_str(text).ok()? {
            Tagged::Base64(text) => Literal::Blob(STANDARD.decode(text).ok()?),
            Tagged::Float(text) => Literal::real(text.parse().ok()?),
        },
        _ if text.contains(['.', 'e', 'E']) => Literal::real(text.parse().ok()?),
        _ => Literal::Integer(text.parse().ok()?),
    })
}

/// NULL for every named parameter: what SQLite's command uses for one that is not set.
fn nulls(sql: &str) -> serde_json::Value {
    let mut names = serde_json::Map::new();
    let mut rest = sql;
    while let Some(at) = rest.find([':', '@', '$', '\'', '"', '-', '/']) {
        let (mark, after) = rest[at..].split_at(1);
        let skipped = match mark {
            "'" | "\"" => after.find(mark).map(|end| end + 1),
            "-" if after.starts_with('-') => after.find('\n'),
            "/" if after.starts_with('*') => after.find("*/").map(|end| end + 2),
            ":" | "@" | "$" => {
                let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
                if end > 0 {
                    names.insert(format!("{mark}{}", &after[..end]), serde_json::Value::Null);
                }
                Some(end)
            }
            _ => Some(0),
        };
        rest = &after[skipped.unwrap_or(after.len())..];
    }
    if names.is_empty() { json!([]) } else { names.into() }
}

/// Compares rows in any order: only ORDER BY would promise one, and ties have none.
fn judge(mut ours: Vec<Vec<Literal>>, mut theirs: Vec<Vec<Literal>>) -> Verdict {
    ours.sort();
    theirs.sort();
    if ours == theirs {
        return Verdict::Same(ours.len());
    }
    let mut lines = Vec::new();
    if ours.len() != theirs.len() {
        lines.push(format!("limbda gives {} rows, SQLite {}", ours.len(), theirs.len()));
    }
    lines.extend(beyond(&ours, &theirs).take(SHOWN).map(|row| format!("only limbda gives {}", shown(row))));
    lines.extend(beyond(&theirs, &ours).take(SHOWN).map(|row| format!("only SQLite gives {}", shown(row))));
    Verdict::Different(lines)
}

/// The rows of a sorted list that another sorted list lacks.
fn beyond<'r>(rows: &'r [Vec<Literal>], others: &'r [Vec<Literal>]) -> impl Iterator<Item = &'r Vec<Literal>> {
    let mut others = others.iter().peekable();
    rows.iter().filter(move |row| {
        while others.next_if(|other| other < row).is_some() {}
        others.next_if(|other| other == row).is_none()
    })
}

fn shown(row: &[Literal]) -> String {
    let values: Vec<_> = row.iter().map(ToString::to_string).collect();
    format!("({})", values.join(", "))
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[test]
    fn rows_that_one_side_lacks_are_named() {
        let rows = |numbers: &[i64]| numbers.iter().map(|number| vec![Literal::Integer(*number)]).collect::<Vec<_>>();
        assert!(matches!(judge(rows(&[2, 1, 2]), rows(&[2, 2, 1])), Verdict::Same(3)));
        let Verdict::Different(lines) = judge(rows(&[1, 1, 3]), rows(&[1, 2, 3, 4])) else { panic!("they differ") };
        let expected = [
            "limbda gives 3 rows, SQLite 4",
            "only limbda gives (1)",
            "only SQLite gives (2)",
            "only SQLite gives (4)",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn an_integer_is_not_the_real_of_its_value() {
        let row = |value| vec![vec![value]];
        assert!(matches!(judge(row(Literal::Integer(1)), row(Literal::real(1.0))), Verdict::Different(_)));
    }

    #[test]
    fn named_parameters_are_null() {
        let sql = "select ':no', \"@no\" -- :no\n, :a /* $no */ where $b = @c or ?1";
        assert_eq!(nulls(sql), json!({":a": null, "$b": null, "@c": null}));
        assert_eq!(nulls("select 1"), json!([]));
    }
}
