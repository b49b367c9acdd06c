//! SQLite's file format, as far as the schema needs it: the header, and the B-tree of `sqlite_schema`.
//!
//! The format is documented at <https://sqlite.org/fileformat.html>; the names here are that document's.

use std::fmt;

/// Pages of the schema that are looked at, against files whose pages point in circles.
const MOST_PAGES: usize = 100_000;

/// The first 100 bytes of a file.
pub(super) struct Header {
    page_size: usize,
    reserved: usize,
    pages: u32,
    encoding: u32,
    write_version: u8,
    largest_root: u32,
}

/// A row of `sqlite_schema`.
pub(super) struct Entry {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) sql: Option<String>,
}

impl Header {
    pub(super) fn read(read: &mut impl FnMut(u64, usize) -> Option<Vec<u8>>) -> Result<Self, String> {
        let bytes = read(0, 100).ok_or("the file cannot be read")?;
        if bytes.is_empty() {
            return Err("the file is empty; SQLite takes that for a database without tables".to_owned());
        }
        if bytes.len() < 100 || !bytes.starts_with(b"SQLite format 3\0") {
            return Err("the file is not a SQLite database".to_owned());
        }
        let page_size = match be(&bytes[16..18]) {
            1 => 65_536,
            size if size.is_power_of_two() && size >= 512 => size as usize,
            size => return Err(format!("the file is damaged: its header names pages of {size} bytes")),
        };
        Ok(Self {
            page_size,
            reserved: bytes[20].into(),
            pages: be(&bytes[28..32]),
            encoding: be(&bytes[56..60]),
            write_version: bytes[18],
            largest_root: be(&bytes[52..56]),
        })
    }

    pub(super) fn is_utf8(&self) -> bool {
        self.encoding <= 1
    }

    pub(super) fn encoding(&self) -> &'static str {
        match self.encoding {
            0 | 1 => "UTF-8",
            2 => "UTF-16le",
            3 => "UTF-16be",
            _ => "of an unknown encoding",
        }
    }

    pub(super) fn is_wal(&self) -> bool {
        self.write_version == 2
    }

    pub(super) fn auto_vacuum(&self) -> bool {
        self.largest_root > 0
    }

    /// The rows of `sqlite_schema`, in the order of the file.
    pub(super) fn schema(&self, read: &mut impl FnMut(u64, usize) -> Option<Vec<u8>>) -> Result<Vec<Entry>, String> {
        let mut reader = Reader { header: self, read, seen: 0 };
        let mut entries = Vec::new();
        let mut pages = vec![1];
        while let Some(number) = pages.pop() {
            let page = reader.page(number)?;
            let start = if number == 1 { 100 } else { 0 };
            let header = page.get(start..start + 12).ok_or_else(damaged)?;
            let leaf = match header[0] {
                0x0d => true,
                0x05 => false,
                _ => return Err(damaged()),
            };
            let cells = be(&header[3..5]) as usize;
            let first = start + if leaf { 8 } else { 12 };
            let pointers = page.get(first..first + 2 * cells).ok_or_else(damaged)?;
            let offsets: Vec<_> = pointers.chunks(2).map(|pointer| be(pointer) as usize).collect();
            if leaf {
                for offset in offsets {
                    entries.push(self.entry(&reader.payload(&page, offset)?)?);
                }
            } else {
                pages.push(be(&header[8..12]));
                for offset in offsets.into_iter().rev() {
                    pages.push(be(page.get(offset..offset + 4).ok_or_else(damaged)?));
                }
            }
        }
        Ok(entries)
    }

    /// A record of type, name, table name, root page and SQL.
    fn entry(&self, record: &[u8]) -> Result<Entry, String> {
        let (header_size, mut at) = varint(record)?;
        let mut start = usize::try_from(header_size).map_err(|_| damaged())?;
        let mut texts = Vec::new();
        for _ in 0..5 {
            let (serial, length) = varint(record.get(at..).ok_or_else(damaged)?)?;
            at += length;
            let size = match serial {
                0 | 8 | 9 => 0,
                1..=4 => serial,
                5 => 6,
                6 | 7 => 8,
                _ => (serial.max(12) - 12) / 2,
            };
            let end = start.checked_add(usize::try_from(size).map_err(|_| damaged())?).ok_or_else(damaged)?;
            let bytes = record.get(start..end).ok_or_else(damaged)?;
            start = end;
            texts.push((serial >= 13 && serial % 2 == 1).then(|| self.decode(bytes)));
        }
        let mut texts = texts.into_iter();
        let mut next = || texts.next().flatten();
        let (kind, name, _, _, sql) = (next(), next(), next(), next(), next());
        Ok(Entry { kind: kind.ok_or_else(damaged)?, name: name.ok_or_else(damaged)?, sql })
    }

    fn decode(&self, bytes: &[u8]) -> String {
        let unit: fn([u8; 2]) -> u16 = match self.encoding {
            2 => u16::from_le_bytes,
            3 => u16::from_be_bytes,
            _ => return String::from_utf8_lossy(bytes).into_owned(),
        };
        let units: Vec<_> = bytes.as_chunks().0.iter().map(|pair| unit(*pair)).collect();
        String::from_utf16_lossy(&units)
    }
}

impl fmt::Display for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let journal = if self.is_wal() { "WAL" } else { "rollback journal" };
        write!(f, "{} pages of {} bytes, {}, {journal}", self.pages, self.page_size, self.encoding())
    }
}

struct Reader<'a, R> {
    header: &'a Header,
    read: &'a mut R,
    seen: usize,
}

impl<R: FnMut(u64, usize) -> Option<Vec<u8>>> Reader<'_, R> {
    fn page(&mut self, number: u32) -> Result<Vec<u8>, String> {
        self.seen += 1;
        let size = self.header.page_size;
        let offset = u64::from(number.checked_sub(1).ok_or_else(damaged)?) * size as u64;
        match (self.read)(offset, size) {
            Some(page) if page.len() == size && self.seen <= MOST_PAGES => Ok(page),
            _ => Err(format!("the file is damaged: page {number} of the schema cannot be read")),
        }
    }

    /// The payload of the leaf cell at `offset`, with what overflowed to other pages.
    fn payload(&mut self, page: &[u8], offset: usize) -> Result<Vec<u8>, String> {
        let cell = page.get(offset..).ok_or_else(damaged)?;
        let (size, first) = varint(cell)?;
        let (_rowid, second) = varint(&cell[first..])?;
        let size = usize::try_from(size).map_err(|_| damaged())?;
        let usable = self.header.page_size - self.header.reserved;
        let (most, least) = (usable - 35, (usable - 12) * 32 / 255 - 23);
        let local = match size {
            _ if size <= most => size,
            _ => Some(least + (size - least) % (usable - 4)).filter(|local| *local <= most).unwrap_or(least),
        };
        let start = first + second;
        let mut payload = cell.get(start..start + local).ok_or_else(damaged)?.to_vec();
        let mut next = cell.get(start + local..start + local + 4).map_or(0, be);
        while payload.len() < size {
            let page = self.page(next)?;
            next = be(&page[..4]);
            let rest = size - payload.len();
            payload.extend_from_slice(&page[4..usable.min(4 + rest)]);
        }
        Ok(payload)
    }
}

fn be(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A variable-length integer, and how many bytes it takes.
fn varint(bytes: &[u8]) -> Result<(u64, usize), String> {
    let mut number = 0_u64;
    for (i, byte) in bytes.iter().take(9).enumerate() {
        if i == 8 {
            return Ok((number << 8 | u64::from(*byte), 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Ok((number, i + 1));
        }
    }
    Err(damaged())
}

fn damaged() -> String {
    "the file is damaged: its schema cannot be read".to_owned()
}
