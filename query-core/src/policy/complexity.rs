//! Counts over the tokens, before the parser and the engine's compiler recurse over them.
//!
//! The engine has no limits of its own: a long chain of UNIONs or deeply nested subqueries overflows its stack, and CTEs that
//! each use the one before twice double its work with every step.

use std::ops::Range;

use limbo_parser::token::TokenType as T;

use super::tokens::Token;
use crate::error::{Code, Error};

/// Parentheses within parentheses.
const NESTING: usize = 100;
/// Subqueries within subqueries.
const SUBQUERIES: usize = 20;
/// SELECTs joined by UNION, INTERSECT or EXCEPT.
const COMPOUND_TERMS: usize = 100;
/// FROM and JOIN clauses as written.
const TABLES: usize = 200;
/// Tables that are read once every use of a CTE is counted as a copy of it.
const EXPANDED_TABLES: usize = 1_000;

/// Admits SQL that the parser and the compiler can handle; the error names the limit that other SQL exceeds.
pub(super) fn check(tokens: &[Token<'_>]) -> Result<(), Error> {
    depth(tokens)?;
    let terms = tokens.iter().filter(|t| matches!(t.kind, T::TK_UNION | T::TK_EXCEPT | T::TK_INTERSECT)).count();
    if terms > COMPOUND_TERMS {
        return Err(too_complex("terms of UNION, INTERSECT and EXCEPT", COMPOUND_TERMS));
    }
    let tables = tokens.iter().filter(|t| matches!(t.kind, T::TK_FROM | T::TK_JOIN)).count();
    if tables > TABLES {
        return Err(too_complex("FROM and JOIN clauses", TABLES));
    }
    if expanded(tokens, &[]) > EXPANDED_TABLES {
        return Err(too_complex("uses of common table expressions, each counted as a copy", EXPANDED_TABLES));
    }
    Ok(())
}

fn too_complex(what: &str, limit: usize) -> Error {
    Error::new(Code::SqlTooComplex, format!("the SQL has more than {limit} {what}; split it into several statements"))
}

fn depth(tokens: &[Token<'_>]) -> Result<(), Error> {
    let mut open = Vec::new();
    let mut subqueries = 0;
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            T::TK_LP => {
                let query =
                    matches!(tokens.get(i + 1).map(|next| next.kind), Some(T::TK_SELECT | T::TK_WITH | T::TK_VALUES));
                open.push(query);
                subqueries += usize::from(query);
            }
            T::TK_RP => subqueries -= usize::from(open.pop().unwrap_or_default()),
            _ => {}
        }
        if open.len() > NESTING {
            return Err(too_complex("levels of nested parentheses", NESTING));
        }
        if subqueries > SUBQUERIES {
            return Err(too_complex("levels of nested subqueries", SUBQUERIES));
        }
    }
    Ok(())
}

/// A common table expression: its name, and how many tables one use of it reads.
type Cte<'a> = (&'a [u8], usize);

/// How many tables are read if every use of a CTE is a copy of its body, given the CTEs known so far.
///
/// Names are matched as written after FROM, JOIN, a comma or a parenthesis, regardless of scope: the count may be too high,
/// never too low.
fn expanded<'a>(tokens: &[Token<'a>], known: &[Cte<'a>]) -> usize {
    let mut ctes = known.to_vec();
    let mut total = 0_usize;
    let mut i = 0;
    while i < tokens.len() {
        match definition(tokens, i) {
            Some((name, body)) => {
                i = body.end;
                ctes.push((name, expanded(&tokens[body], &ctes).max(1)));
            }
            None => {
                total = total.saturating_add(uses(tokens, i, &ctes));
                i += 1;
            }
        }
    }
    total
}

/// What the token at `i` reads: the weight of the CTE it names, or 1 for a table.
fn uses(tokens: &[Token<'_>], i: usize, ctes: &[Cte<'_>]) -> usize {
    let follows = i > 0 && matches!(tokens[i - 1].kind, T::TK_FROM | T::TK_JOIN | T::TK_COMMA | T::TK_LP);
    if !follows {
        return 0;
    }
    let name = tokens[i].name();
    match ctes.iter().rev().find(|(cte, _)| cte.eq_ignore_ascii_case(name)) {
        Some((_, weight)) => *weight,
        None => usize::from(matches!(tokens[i - 1].kind, T::TK_FROM | T::TK_JOIN)),
    }
}

/// `name [(columns)] AS [NOT MATERIALIZED | MATERIALIZED] ( body )` at `i`: the name, and where the body stands.
fn definition<'a>(tokens: &[Token<'a>], i: usize) -> Option<(&'a [u8], Range<usize>)> {
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    let before = i.checked_sub(1).and_then(kind)?;
    if !matches!(before, T::TK_WITH | T::TK_RECURSIVE | T::TK_COMMA) {
        return None;
    }
    let mut at = i + 1;
    if kind(at) == Some(T::TK_LP) {
        at = closing(tokens, at)? + 1;
    }
    if kind(at) != Some(T::TK_AS) {
        return None;
    }
    at += 1;
    if kind(at) == Some(T::TK_NOT) {
        at += 1;
    }
    if kind(at) == Some(T::TK_MATERIALIZED) {
        at += 1;
    }
    if kind(at) != Some(T::TK_LP) {
        return None;
    }
    Some((tokens[i].name(), at + 1..closing(tokens, at)?))
}

/// The parenthesis that closes the one at `open`.
fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            T::TK_LP => depth += 1,
            T::TK_RP => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}
