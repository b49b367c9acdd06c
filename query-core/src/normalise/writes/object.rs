//! What a statement defines, and the text that SQLite would keep of it.

use limbo_parser::ast::{AlterTableBody, CreateTableBody, Stmt};
use limbo_parser::token::TokenType;

use super::text::{Token, tokens};

/// A statement that changes the schema.
#[derive(Debug)]
pub(crate) enum Definition {
    /// An object comes to be.
    Created(Created),
    /// A table has another name now.
    Renamed {
        /// The new name, as written.
        to: String,
        from: String,
    },
    /// A table has another column now.
    Added {
        /// Its definition, as written.
        column: String,
    },
    /// A column has another name now.
    RenamedColumn {
        /// Its table.
        table: String,
        from: String,
        /// The new name, as SQL writes it.
        to: String,
    },
    /// A column is gone.
    Dropped {
        /// Its name.
        column: String,
    },
    /// Anything else: objects go, or a table changes.
    Changed,
}

/// A new object, as SQLite's schema has it.
#[derive(Debug)]
pub(crate) struct Created {
    /// The name, as written.
    pub(crate) name: String,
    /// The table of a trigger, as written.
    pub(crate) table: Option<String>,
    /// The text; none where the engine makes it.
    pub(crate) sql: Option<String>,
}

impl Definition {
    pub(super) fn of(statement: &Stmt, sql: &str) -> Option<Self> {
        let created = |name: &limbo_parser::ast::QualifiedName, kind: &str| {
            let sql = stored(sql, kind);
            Some(Definition::Created(Created { name: name.name.as_str().to_owned(), table: None, sql }))
        };
        match statement {
            Stmt::CreateTable { tbl_name, body: CreateTableBody::AsSelect(_), .. } => {
                Some(Definition::Created(Created { name: tbl_name.name.as_str().to_owned(), table: None, sql: None }))
            }
            Stmt::CreateTable { tbl_name, .. } => created(tbl_name, "TABLE"),
            Stmt::CreateView { view_name, .. } => created(view_name, "VIEW"),
            Stmt::CreateTrigger { trigger_name, tbl_name, .. } => Some(Definition::Created(Created {
                name: trigger_name.name.as_str().to_owned(),
                table: Some(tbl_name.name.as_str().to_owned()),
                sql: stored(sql, "TRIGGER"),
            })),
            Stmt::CreateIndex { idx_name, unique: true, .. } => created(idx_name, "UNIQUE INDEX"),
            Stmt::CreateIndex { idx_name, .. } => created(idx_name, "INDEX"),
            Stmt::AlterTable(alter) => Some(match &alter.body {
                AlterTableBody::RenameTo(to) => {
                    Definition::Renamed { to: to.as_str().to_owned(), from: alter.name.name.as_str().to_owned() }
                }
                AlterTableBody::AddColumn(_) => {
                    added(sql).map_or(Definition::Changed, |column| Definition::Added { column })
                }
                AlterTableBody::RenameColumn { old, new } => Definition::RenamedColumn {
                    table: alter.name.name.as_str().to_owned(),
                    from: old.as_str().to_owned(),
                    to: if new.quoted() { quoted(new.as_str()) } else { new.as_str().to_owned() },
                },
                AlterTableBody::DropColumn(column) => Definition::Dropped { column: column.as_str().to_owned() },
                AlterTableBody::AlterColumn { .. } => Definition::Changed,
            }),
            Stmt::DropTable { .. } | Stmt::DropView { .. } | Stmt::DropIndex { .. } | Stmt::DropTrigger { .. } => {
                Some(Definition::Changed)
            }
            _ => None,
        }
    }
}

impl Definition {
    /// Whether SQLite reads every view and trigger again, to find what the statement breaks.
    pub(crate) fn reads_views(&self) -> bool {
        matches!(self, Self::Renamed { .. } | Self::RenamedColumn { .. } | Self::Dropped { .. })
    }
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The definition of the column that ALTER TABLE adds.
fn added(sql: &str) -> Option<String> {
    let mut tokens = tokens(sql).skip_while(|token| token.kind != TokenType::TK_ADD).skip(1).peekable();
    tokens.next_if(|token| token.kind == TokenType::TK_COLUMNKW);
    let start = tokens.peek()?.offset;
    Some(sql[start..].trim_end().trim_end_matches(';').trim_end().to_owned())
}

/// SQLite keeps a definition as it was written, from its name on, without what stands before.
fn stored(sql: &str, kind: &str) -> Option<String> {
    let name = name_in(sql)?;
    let text = sql[name.offset..].trim_end().trim_end_matches(';').trim_end();
    Some(format!("CREATE {kind} {text}"))
}

/// The token that names the object in a CREATE statement.
pub(crate) fn name_in(sql: &str) -> Option<Token<'_>> {
    use TokenType::{
        TK_CREATE, TK_DOT, TK_EXISTS, TK_IF, TK_INDEX, TK_NOT, TK_TABLE, TK_TEMP, TK_TRIGGER, TK_UNIQUE, TK_VIEW,
    };
    let mut tokens = tokens(sql).peekable();
    let create = tokens.next()?;
    if create.kind != TK_CREATE {
        return None;
    }
    while tokens.next_if(|token| matches!(token.kind, TK_TEMP | TK_UNIQUE)).is_some() {}
    tokens.next_if(|token| matches!(token.kind, TK_TABLE | TK_VIEW | TK_TRIGGER | TK_INDEX))?;
    if tokens.next_if(|token| token.kind == TK_IF).is_some() {
        tokens.next_if(|token| token.kind == TK_NOT)?;
        tokens.next_if(|token| token.kind == TK_EXISTS)?;
    }
    let name = tokens.next()?;
    match tokens.next_if(|token| token.kind == TK_DOT) {
        Some(_) => tokens.next(),
        None => Some(name),
    }
}
