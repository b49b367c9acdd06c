//! The queries of a `queries.sql`: each begins with a line `-- name: NAME`.

use super::against::Compared;

/// Splits a file into its queries.
///
/// # Errors
/// The text names the line at which something is wrong.
pub(super) fn queries(text: &str) -> Result<Vec<Compared>, String> {
    let mut queries: Vec<Compared> = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let number = i + 1;
        match name(line) {
            Some("") => return Err(format!("line {number}: `-- name:` is not followed by a name")),
            Some(name) if queries.iter().any(|query| query.name == name) => {
                return Err(format!("line {number}: there are two queries named `{name}`"));
            }
            Some(name) => queries.push(Compared { name: name.to_owned(), sql: String::new() }),
            None => match queries.last_mut() {
                Some(query) => {
                    query.sql.push_str(line);
                    query.sql.push('\n');
                }
                None if line.trim().is_empty() || line.trim_start().starts_with("--") => {}
                None => return Err(format!("line {number}: SQL before the first `-- name: NAME`")),
            },
        }
    }
    Ok(queries)
}

/// The name that a line gives to the query below it.
fn name(line: &str) -> Option<&str> {
    let name = line.trim().strip_prefix("--")?.trim_start().strip_prefix("name:")?;
    Some(name.split_whitespace().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;

    #[test]
    fn a_file_is_split_at_its_names() {
        let queries = queries("-- ours\n\n-- name: one :many\nselect 1;\n--name: two\n-- Two.\nselect\n 2\n").unwrap();
        let pairs: Vec<_> = queries.iter().map(|query| (&*query.name, &*query.sql)).collect();
        assert_eq!(pairs, [("one", "select 1;\n"), ("two", "-- Two.\nselect\n 2\n")]);
    }

    #[test]
    fn errors_name_their_line() {
        let error = |text| queries(text).err().unwrap();
        assert_eq!(error("\nselect 1"), "line 2: SQL before the first `-- name: NAME`");
        assert_eq!(error("-- name:\n"), "line 1: `-- name:` is not followed by a name");
        assert_eq!(error("-- name: a\nselect 1;\n-- name: a\n"), "line 3: there are two queries named `a`");
    }
}
