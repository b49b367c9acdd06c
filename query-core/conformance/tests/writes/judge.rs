//! One script on both sides, compared after each statement.

use conformance::{Answer, Database, Limbo};
use rusqlite::Connection;

use super::data::{contents, open, rows};

/// What came of a statement on which both sides agree.
pub(crate) enum Outcome {
    Same,
    BothFail,
    Refused(String),
}

/// Runs a script on both sides; the first difference is an error.
pub(crate) fn judge(script: &[String], tell: &mut dyn FnMut(Outcome)) -> Result<(), String> {
    let mut limbo = Limbo::open(&[]).unwrap();
    let sqlite = Connection::open_in_memory().unwrap();
    sqlite.execute_batch("pragma foreign_keys = on").unwrap();
    let mut altered = false;
    for sql in script {
        let own = limbo.run(sql);
        if let Err(failure) = &own
            && let Some(why) = failure.0.strip_prefix("engine-limitation: ")
        {
            tell(Outcome::Refused(why.to_owned()));
            continue;
        }
        let theirs = run(&sqlite, sql);
        match (own, theirs) {
            (Err(failure), Err(_)) if !failure.0.starts_with("internal") => tell(Outcome::BothFail),
            // With RETURNING, SQLite keeps some rows that break a key.
            (Err(_), Ok(_)) if sql.contains(" returning ") && breaks_keys(&sqlite) => return Ok(()),
            (Err(failure), theirs) => {
                return Err(format!(
                    "{sql}: failed with {failure}; SQLite: {}",
                    theirs.map_or_else(|e| e, |_| "ran it".to_owned())
                ));
            }
            (Ok(_), Err(error)) => return Err(format!("{sql}: ran; SQLite: {error}")),
            (Ok(own), Ok(theirs)) => {
                same(sql, &own, &theirs).map_err(|difference| format!("{sql}: {difference}"))?;
                tell(Outcome::Same);
            }
        }
        altered |= sql.starts_with("alter");
        if sql.starts_with("create") || sql.starts_with("alter") {
            schema(&mut limbo, &sqlite, altered).map_err(|difference| format!("{sql}: {difference}"))?;
        }
        file(&limbo, &sqlite, altered).map_err(|difference| format!("{sql}: {difference}"))?;
    }
    Ok(())
}

fn breaks_keys(sqlite: &Connection) -> bool {
    rows(sqlite, "pragma foreign_key_check").is_ok_and(|rows| !rows.is_empty())
}

/// What SQLite makes of a statement: its rows in any order, and how many it changed.
fn run(sqlite: &Connection, sql: &str) -> Result<(Vec<String>, u64), String> {
    let before = sqlite.total_changes();
    let mut rows = rows(sqlite, sql).map_err(|error| error.to_string())?;
    rows.sort_unstable();
    Ok((rows, if sqlite.total_changes() == before { 0 } else { sqlite.changes() }))
}

/// SQLite counts the rows of a dropped table where foreign keys refer to it, and only there.
fn same(sql: &str, own: &Answer, (rows, affected): &(Vec<String>, u64)) -> Result<(), String> {
    let mut own_rows: Vec<_> = own.rows.iter().map(|row| format!("{row:?}")).collect();
    own_rows.sort_unstable();
    if own_rows != *rows {
        return Err(format!("rows {own_rows:?}; SQLite's {rows:?}"));
    }
    if own.affected != *affected && !sql.starts_with("drop table") {
        return Err(format!("{} rows affected; SQLite's {affected}", own.affected));
    }
    Ok(())
}

/// The service's own answers about the schema are SQLite's.
fn schema(limbo: &mut Limbo, sqlite: &Connection, altered: bool) -> Result<(), String> {
    let names =
        rows(sqlite, "select name from sqlite_schema where type = 'table'").map_err(|error| error.to_string())?;
    let mut questions: Vec<_> = names
        .iter()
        .map(|name| {
            format!(
                "select name, type, \"notnull\", pk from pragma_table_info({}) order by cid",
                &name[1..name.len() - 1]
            )
        })
        .collect();
    questions.push(format!(
        "select type, name, tbl_name{} from sqlite_schema where tbl_name not like '%turso%' order by type, name",
        if altered { "" } else { ", sql" }
    ));
    for question in questions {
        let Ok(own) = limbo.run(&question) else { continue };
        let own: Vec<_> = own.rows.iter().map(|row| format!("{row:?}")).collect();
        let theirs = rows(sqlite, &question).map_err(|error| error.to_string())?;
        if own != theirs {
            return Err(format!("{question}: {own:?}\n     SQLite's {theirs:?}"));
        }
    }
    Ok(())
}

/// SQLite reads the service's file, finds nothing wrong with it, and the same in it as in its own.
fn file(limbo: &Limbo, sqlite: &Connection, altered: bool) -> Result<(), String> {
    let bytes = limbo.export().map_err(|failure| failure.to_string())?;
    if bytes.is_empty() {
        return Ok(());
    }
    let file = open(&bytes).map_err(|error| format!("the file does not open: {error}"))?;
    for check in ["pragma integrity_check", "select \"table\", parent from pragma_foreign_key_check"] {
        let text = |error: rusqlite::Error| error.to_string();
        let (found, expected) = (rows(&file, check).map_err(text), rows(sqlite, check).map_err(text));
        // A key that finds no parent is an error, and which of several is named depends on the order of the tables.
        if found != expected && !(found.is_err() && expected.is_err()) {
            return Err(format!("{check}: {found:?}; SQLite's {expected:?}"));
        }
    }
    let found = contents(&file, !altered).map_err(|error| format!("the file cannot be read: {error}"))?;
    let expected = contents(sqlite, !altered).unwrap();
    match found.iter().zip(&expected).find(|(a, b)| a != b) {
        None if found.len() == expected.len() => Ok(()),
        None => {
            Err(format!("the file holds {} lines; SQLite's {}: {found:?} {expected:?}", found.len(), expected.len()))
        }
        Some((found, expected)) => Err(format!("the file holds {found}\n     SQLite's {expected}")),
    }
}
