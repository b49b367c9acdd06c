//! Rows of `sqlite_schema` that the engine is kept from seeing: in the page as it is given to the engine, the word for the kind
//! of row is spelled in a way that the engine ignores. The length stays the same, so the B-tree stays whole.

use std::collections::HashSet;

/// Which rows of `sqlite_schema` are masked.
#[derive(Clone, Debug, Default)]
pub(crate) enum Rows {
    /// Every row, wherever one is found: to read the schema before it is known.
    #[default]
    All,
    /// These rows, by their row ids, on these pages.
    Some { rowids: HashSet<i64>, pages: HashSet<u32> },
}

impl Rows {
    /// Whether a page can have rows to mask.
    pub(crate) fn are_on(&self, page: u32) -> bool {
        match self {
            Rows::All => true,
            Rows::Some { pages, .. } => pages.contains(&page),
        }
    }

    fn has(&self, rowid: i64) -> bool {
        match self {
            Rows::All => true,
            Rows::Some { rowids, .. } => rowids.contains(&rowid),
        }
    }
}

/// The words for the kinds of row, and how they are masked.
const WORDS: [(&[u8], &[u8]); 4] =
    [(b"table", b"tABLE"), (b"index", b"iNDEX"), (b"view", b"vIEW"), (b"trigger", b"tRIGGER")];

/// Masks the rows of a page.
pub(crate) fn mask(rows: &Rows, number: u32, page: &mut [u8]) {
    respell(rows, number, page, |word| WORDS.iter().find(|(plain, _)| *plain == word).map(|(_, masked)| *masked));
}

/// Gives the rows of a page their own words back.
pub(crate) fn unmask(rows: &Rows, number: u32, page: &mut [u8]) {
    respell(rows, number, page, |word| WORDS.iter().find(|(_, masked)| *masked == word).map(|(plain, _)| *plain));
}

fn respell(rows: &Rows, number: u32, page: &mut [u8], other: impl Fn(&[u8]) -> Option<&'static [u8]>) {
    if !rows.are_on(number) {
        return;
    }
    for (rowid, start, length) in words(number, page) {
        let Some(word) = page.get_mut(start..start + length).filter(|_| rows.has(rowid)) else { continue };
        if let Some(other) = other(word) {
            word.copy_from_slice(other);
        }
    }
}

/// The row id of every cell of a leaf page, and where the first column's text is.
fn words(number: u32, page: &[u8]) -> Vec<(i64, usize, usize)> {
    let header = if number == 1 { 100 } else { 0 };
    match page.get(header..header + 8) {
        Some([0x0d, _, _, high, low, ..]) => {
            let cells = usize::from(*high) << 8 | usize::from(*low);
            let pointers = page.get(header + 8..header + 8 + 2 * cells).unwrap_or_default();
            let offsets = pointers.as_chunks().0.iter().map(|pointer| usize::from(u16::from_be_bytes(*pointer)));
            offsets.filter_map(|offset| word(page, offset)).collect()
        }
        _ => Vec::new(),
    }
}

fn word(page: &[u8], offset: usize) -> Option<(i64, usize, usize)> {
    let (_payload, at) = varint(page, offset)?;
    let (rowid, record) = varint(page, at)?;
    let (header, serials) = varint(page, record)?;
    let (serial, _) = varint(page, serials)?;
    let length = usize::try_from(serial.checked_sub(13)? / 2).ok().filter(|_| serial % 2 == 1)?;
    let start = record.checked_add(usize::try_from(header).ok()?)?;
    (4..=7).contains(&length).then_some((rowid.cast_signed(), start, length))
}

/// The variable-length integer at an offset, and where the next thing begins.
fn varint(page: &[u8], offset: usize) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for (i, byte) in page.get(offset..)?.iter().take(9).enumerate() {
        if i == 8 {
            return Some((number << 8 | u64::from(*byte), offset + 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, offset + i + 1));
        }
    }
    None
}
