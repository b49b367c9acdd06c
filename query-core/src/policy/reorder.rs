//! `REFERENCES parent(key) NOT NULL`: the engine's parser takes NOT NULL only before REFERENCES.

use limbo_parser::token::TokenType::{
    self, TK_ALTER, TK_CONSTRAINT, TK_CREATE, TK_LP, TK_MATCH, TK_NO, TK_NOT, TK_NULL, TK_ON, TK_REFERENCES, TK_RP,
    TK_SET,
};

use super::tokens::Token;

/// The text of a definition with each NOT NULL that follows a REFERENCES clause before it; none where there is none.
pub(super) fn references_last(sql: &str, tokens: &[Token<'_>]) -> Option<String> {
    if !matches!(tokens.first()?.kind, TK_CREATE | TK_ALTER) {
        return None;
    }
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let start = |at: usize| tokens.get(at).map_or(sql.len(), |token| token.offset);
    let mut text = String::with_capacity(sql.len());
    let mut copied = 0;
    for at in 0..tokens.len() {
        if kind(at) != Some(TK_REFERENCES) {
            continue;
        }
        let end = clause_end(at, &kind)?;
        if kind(end) != Some(TK_NOT) || kind(end + 1) != Some(TK_NULL) {
            continue;
        }
        // The name of the foreign key stays before it.
        let named = at >= 2 && kind(at - 2) == Some(TK_CONSTRAINT);
        let clause = start(if named { at - 2 } else { at });
        let past = tokens.get(end + 1).map_or(sql.len(), |null| null.offset + null.text.len());
        text.push_str(&sql[copied..clause]);
        text.push_str("NOT NULL ");
        text.push_str(sql[clause..start(end)].trim_end());
        copied = past;
    }
    (copied > 0).then(|| {
        text.push_str(&sql[copied..]);
        text
    })
}

/// The token after a REFERENCES clause: its parent, the columns, the actions.
fn clause_end(at: usize, kind: &impl Fn(usize) -> Option<TokenType>) -> Option<usize> {
    let mut end = at + 2;
    if kind(end) == Some(TK_LP) {
        while kind(end)? != TK_RP {
            end += 1;
        }
        end += 1;
    }
    loop {
        match kind(end) {
            Some(TK_ON) if matches!(kind(end + 2), Some(TK_SET | TK_NO)) => end += 4,
            Some(TK_ON) => end += 3,
            Some(TK_MATCH) => end += 2,
            _ => return Some(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use events::test;

    use super::*;
    use crate::policy::tokens::tokens;

    #[track_caller]
    fn check(sql: &str, expected: Option<&str>) {
        assert_eq!(references_last(sql, &tokens(sql)).as_deref(), expected, "{sql}");
    }

    #[test]
    fn not_null_comes_before_references() {
        check("create table t(a references p)", None);
        check(
            "create table t(a int references p(id) not null, b)",
            Some("create table t(a int NOT NULL references p(id), b)"),
        );
        check(
            "create table t(a constraint k references p on delete set null on update cascade not null unique)",
            Some("create table t(a NOT NULL constraint k references p on delete set null on update cascade unique)"),
        );
        check(
            "create table t(a references p not null, b references q(x, y) NOT NULL)",
            Some("create table t(a NOT NULL references p, b NOT NULL references q(x, y))"),
        );
        check("select 1", None);
    }
}
