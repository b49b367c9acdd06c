//! What tells of the machine and not of the data.

use super::words::Word;
use crate::error::{Code, Error};

/// The table that holds the path of the file. (The PRAGMA of its name is not on the list of those that may run.)
const DATABASE_LIST: &[u8] = b"pragma_database_list";

/// Refuses a text that names it, wherever that is.
pub(super) fn check(words: &[Word<'_>]) -> Result<(), Error> {
    if words.iter().any(|word| word.name().eq_ignore_ascii_case(DATABASE_LIST)) {
        let detail = "the path of the database is not told; `pragma table_list` and sqlite_schema tell what is in it";
        return Err(Error::new(Code::StatementNotAllowed, detail));
    }
    Ok(())
}
