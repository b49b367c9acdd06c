//! What a statement does. An allow-list: a statement that the parser learns tomorrow is rejected until it is listed here.

use limbo_parser::ast::{Cmd, PragmaBody, QualifiedName, Stmt};

use crate::error::{Code, Error};
use crate::statement::Kind;

/// The kind of a parsed statement, or the error that statements like it are never run here.
pub(super) fn of(command: &Cmd) -> Result<Kind, Error> {
    let (Cmd::Stmt(statement) | Cmd::Explain(statement) | Cmd::ExplainQueryPlan { stmt: statement, .. }) = command;
    let kind = kind(statement)?;
    Ok(if matches!(command, Cmd::Stmt(_)) { kind } else { Kind::Read })
}

fn kind(statement: &Stmt) -> Result<Kind, Error> {
    match statement {
        Stmt::Select(_) => Ok(Kind::Read),
        Stmt::Pragma { name, body } => pragma(name, body.as_ref()),
        Stmt::Insert { .. } => Ok(Kind::Insert),
        Stmt::Update(_)
        | Stmt::Delete { .. }
        | Stmt::CreateTable { temporary: false, .. }
        | Stmt::CreateIndex { .. }
        | Stmt::CreateView { temporary: false, .. }
        | Stmt::CreateTrigger { temporary: false, .. }
        | Stmt::AlterTable(_)
        | Stmt::DropTable { .. }
        | Stmt::DropIndex { .. }
        | Stmt::DropView { .. }
        | Stmt::DropTrigger { .. }
        | Stmt::Analyze { .. }
        | Stmt::Reindex { .. } => Ok(Kind::Write),
        Stmt::CreateTable { temporary: true, .. }
        | Stmt::CreateView { temporary: true, .. }
        | Stmt::CreateTrigger { temporary: true, .. } => {
            refuse("temporary tables, views and triggers", "they would outlive the request on a shared connection")
        }
        Stmt::Begin { .. }
        | Stmt::Commit { .. }
        | Stmt::Rollback { .. }
        | Stmt::Savepoint { .. }
        | Stmt::Release { .. } => {
            refuse("transaction statements", "each request is one transaction; send all its statements to /batch")
        }
        Stmt::Attach { .. } | Stmt::Detach { .. } => refuse("ATTACH and DETACH", "a service answers from one database"),
        Stmt::Vacuum { .. } => refuse("VACUUM", "run it on the file, before it is deployed"),
        Stmt::CreateVirtualTable(_) => refuse("CREATE VIRTUAL TABLE", "the engine has no modules for virtual tables"),
        Stmt::CreateMaterializedView { .. }
        | Stmt::CreateType { .. }
        | Stmt::CreateDomain { .. }
        | Stmt::DropType { .. }
        | Stmt::DropDomain { .. }
        | Stmt::CreateSequence { .. }
        | Stmt::DropSequence { .. }
        | Stmt::CreateSchema { .. }
        | Stmt::DropSchema { .. }
        | Stmt::Optimize { .. } => refuse("statements beyond SQLite's own", "other programs could not read the file"),
    }
}

fn refuse(what: &str, why: &str) -> Result<Kind, Error> {
    Err(Error::new(Code::StatementNotAllowed, format!("{what} cannot be run here: {why}")))
}

/// The PRAGMAs that only read, and whether they take an argument.
const READING_PRAGMAS: &[(&str, Argument)] = &[
    ("application_id", Argument::None),
    ("encoding", Argument::None),
    ("foreign_key_list", Argument::Name),
    ("freelist_count", Argument::None),
    ("function_list", Argument::None),
    ("index_info", Argument::Name),
    ("index_list", Argument::Name),
    ("index_xinfo", Argument::Name),
    ("page_count", Argument::None),
    ("page_size", Argument::None),
    ("schema_version", Argument::None),
    ("table_info", Argument::Name),
    ("table_list", Argument::None),
    ("table_xinfo", Argument::Name),
    ("user_version", Argument::None),
];

#[derive(Clone, Copy, PartialEq)]
enum Argument {
    None,
    Name,
}

/// PRAGMAs take effect while they are prepared, whatever the connection's mode, so only known readers pass, in their
/// reading form.
fn pragma(name: &QualifiedName, body: Option<&PragmaBody>) -> Result<Kind, Error> {
    let name = name.name.as_str().to_ascii_lowercase();
    let reader = READING_PRAGMAS.iter().find(|(known, _)| *known == name);
    match (reader, body) {
        (Some((_, Argument::None)), None) | (Some((_, Argument::Name)), Some(_)) => Ok(Kind::Read),
        _ => {
            let known: Vec<_> = READING_PRAGMAS.iter().map(|(name, _)| *name).collect();
            let detail = format!("this form of PRAGMA {name} is not allowed; these are: {}", known.join(", "));
            Err(Error::new(Code::StatementNotAllowed, detail))
        }
    }
}
