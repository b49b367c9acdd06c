//! Opening a file of which the engine can read only a part: what it cannot is masked, and the rest is served.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use limbo::{
    Connection, Database, Dialect, LimboError, OpenFlags, PageCodec, PageCodecContext, PageCodecHeaderInfo,
    PageCodecId, Result, SqliteDialect, StepResult, Value,
};

use super::builtins::Builtins;
use super::fault::{self, Fault};
use super::functions::Functions;
use super::open::{self, Options, View};
use crate::error::Error;
use crate::left_out::{Entry, LeftOut, Plan, mask};

/// How many entries that fail without a known reason are found and left out, one after the other.
const MOST_FAILING: usize = 40;

/// Masks rows of the schema in the pages that the engine reads, and gives them their own bytes back in those that it writes.
pub(super) struct Masked {
    rows: mask::Rows,
    reserved: u8,
    /// The pages that were read.
    seen: Mutex<HashSet<u32>>,
}

impl PageCodec for Masked {
    fn codec_id(&self) -> PageCodecId {
        PageCodecId::new(*b"limbda-left-out.")
    }

    fn required_reserved_bytes(&self) -> u8 {
        self.reserved
    }

    fn bootstrap_page_info(&self, prefix: &[u8]) -> Result<PageCodecHeaderInfo> {
        PageCodecHeaderInfo::from_visible_sqlite_header(prefix)
    }

    fn encode_page(&self, context: PageCodecContext, input: &[u8], output: &mut [u8]) -> Result<()> {
        output.copy_from_slice(input);
        mask::unmask(&self.rows, context.page_no, output);
        Ok(())
    }

    fn decode_page(&self, context: PageCodecContext, input: &[u8], output: &mut [u8]) -> Result<()> {
        output.copy_from_slice(input);
        if matches!(self.rows, mask::Rows::All) {
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(context.page_no);
        }
        mask::mask(&self.rows, context.page_no, output);
        Ok(())
    }
}

/// A database that is open, and what of it is left out.
pub(super) struct Part {
    pub(super) database: Arc<Database>,
    pub(super) view: View,
    pub(super) left_out: Option<Arc<LeftOut>>,
}

/// Opens a file; one whose schema the engine cannot read, without what it cannot.
pub(super) async fn open(
    io: &Arc<dyn limbo::IO>,
    path: &str,
    options: Options,
    builtins: Builtins,
) -> std::result::Result<Part, Error> {
    let fault = match open::open(io, path, options, builtins, &View::default()).await {
        Ok(database) => return Ok(Part { database, view: View::default(), left_out: None }),
        Err(fault) => fault,
    };
    let survey = if is_of_the_schema(&fault) { survey(io, path, options).await } else { None };
    let part = match survey {
        Some(survey) => survey.open(io, path, options, builtins).await,
        None => None,
    };
    part.ok_or_else(|| fault::opening(fault))
}

/// Whether it can be the schema's fault that a file does not open.
fn is_of_the_schema(fault: &Fault) -> bool {
    match fault {
        Fault::Refused(error) => !matches!(
            **error,
            LimboError::NotADB
                | LimboError::CompletionError(_)
                | LimboError::LockingError(_)
                | LimboError::Busy
                | LimboError::ReadOnly
                | LimboError::Corrupt(_)
        ),
        Fault::Panicked => true,
    }
}

struct Survey {
    entries: Vec<Entry>,
    pages: HashSet<u32>,
    reserved: u8,
}

/// Reads the schema with all of its rows masked: from the file and its log, as the engine reads them.
async fn survey(io: &Arc<dyn limbo::IO>, path: &str, options: Options) -> Option<Survey> {
    let reading = Options { writable: false, ..options };
    let reserved = reserved_bytes(io, path)?;
    let codec = Arc::new(Masked { rows: mask::Rows::All, reserved, seen: Mutex::default() });
    let view = View { codec: Some(codec.clone() as Arc<dyn PageCodec>), ..View::default() };
    let database = open::open(io, path, reading, Builtins::Eager, &view).await.ok()?;
    let entries = fault::guard(|| {
        let connection = database.connect(view.connecting())?;
        entries(&**io, &connection)
    });
    let pages = codec.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Some(Survey { entries: entries.ok()?, pages, reserved })
}

/// How many bytes at the end of every page are not SQLite's.
fn reserved_bytes(io: &Arc<dyn limbo::IO>, path: &str) -> Option<u8> {
    let file = io.open_file(path, OpenFlags::ReadOnly, true).ok()?;
    let buffer = Arc::new(limbo::Buffer::new_temporary(512));
    let read = limbo::Completion::new_read(buffer.clone(), |_| None);
    let read = file.pread(0, read).ok()?;
    io.wait_for_completion(read).ok()?;
    buffer.as_slice().get(20).copied()
}

fn entries(io: &dyn limbo::IO, connection: &Arc<Connection>) -> Result<Vec<Entry>> {
    let mut statement =
        connection.prepare("select rowid, lower(type), name, tbl_name, rootpage, sql from sqlite_schema")?;
    let mut entries = Vec::new();
    loop {
        match statement.step()? {
            StepResult::Row => {
                let Some(row) = statement.row() else { continue };
                let values: Vec<Value> = row.get_values().cloned().collect();
                if let [Value::Numeric(rowid), kind, name, table, root, sql] = values.as_slice() {
                    let text = |value: &Value| match value {
                        Value::Text(text) => Some(text.as_str().to_owned()),
                        _ => None,
                    };
                    let number = |value: &Value| value.as_int().unwrap_or_default();
                    entries.push(Entry {
                        rowid: number(&Value::Numeric(*rowid)),
                        kind: text(kind).unwrap_or_default(),
                        name: text(name).unwrap_or_default(),
                        table: text(table).unwrap_or_default(),
                        root: number(root),
                        sql: text(sql),
                    });
                }
            }
            StepResult::Done => return Ok(entries),
            StepResult::IO | StepResult::Yield => io.step()?,
            StepResult::Busy | StepResult::Interrupt => return Err(LimboError::Busy),
            StepResult::Sleep { .. } => {}
        }
    }
}

impl Survey {
    async fn open(self, io: &Arc<dyn limbo::IO>, path: &str, options: Options, builtins: Builtins) -> Option<Part> {
        let mut plan = Plan::of(&self.entries, &Known);
        for _ in 0..MOST_FAILING {
            let Err(fault) = self.opens(io, path, options, &plan, &[]).await else { break };
            // The first of them, in the order of their dependence, that does not open with only those before it.
            let rest = plan.served(&self.entries);
            let (mut sound, mut failing, mut fault) = (0, rest.len(), fault);
            while sound + 1 < failing {
                let middle = usize::midpoint(sound, failing);
                match self.opens(io, path, options, &plan, &rest[middle..]).await {
                    Ok(()) => sound = middle,
                    Err(earlier) => (failing, fault) = (middle, earlier),
                }
            }
            let Some(entry) = failing.checked_sub(1).and_then(|last| rest.get(last)) else { break };
            plan.hide(entry, &self.entries, &format!("the engine cannot read it: {}", fault::reason(&fault)));
        }
        plan.settle(&self.entries);
        let view = self.view(&plan, std::iter::empty());
        let database = open::open(io, path, options, builtins, &view).await.ok()?;
        let left_out = Some(plan.into_left_out()).filter(|left_out| !left_out.omissions().is_empty()).map(Arc::new);
        Some(Part { database, view, left_out })
    }

    /// Whether the file opens without these entries either.
    async fn opens(
        &self,
        io: &Arc<dyn limbo::IO>,
        path: &str,
        options: Options,
        plan: &Plan<'_>,
        without: &[&Entry],
    ) -> std::result::Result<(), Fault> {
        let reading = Options { writable: false, ..options };
        let tables: HashSet<_> =
            without.iter().filter(|entry| entry.kind == "table").map(|entry| &*entry.name).collect();
        let indexes = self.entries.iter().filter(|entry| entry.kind == "index" && tables.contains(&*entry.table));
        let hidden = without.iter().copied().chain(indexes).map(|entry| entry.rowid);
        open::open(io, path, reading, Builtins::Eager, &self.view(plan, hidden)).await.map(drop)
    }

    fn view(&self, plan: &Plan<'_>, more: impl Iterator<Item = i64>) -> View {
        let rowids: HashSet<i64> = plan.hidden().chain(more).collect();
        let codec = (!rowids.is_empty()).then(|| {
            let rows = mask::Rows::Some { rowids, pages: self.pages.clone() };
            Arc::new(Masked { rows, reserved: self.reserved, seen: Mutex::default() }) as Arc<dyn PageCodec>
        });
        View { codec, tables: Arc::new(plan.rewritten().clone()) }
    }
}

/// What the engine has, for those who must not name it.
struct Known;

impl crate::left_out::Engine for Known {
    fn reads_table(&self, sql: &str) -> std::result::Result<(), String> {
        let parsed = fault::guard(|| SqliteDialect.parse_table_sql(sql, 2));
        parsed.map(drop).map_err(|fault| fault::reason(&fault))
    }

    fn has_function(&self, name: &str, arguments: usize) -> bool {
        matches!(Functions::default().resolve_function(name, arguments), Ok(Some(_)))
    }
}
