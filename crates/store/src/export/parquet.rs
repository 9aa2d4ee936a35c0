//! Parquet: flat columns of text, whole and real numbers, any cell of which may be missing; plain encoding, packed as zstd. Own writer: the format asks for
//! little where columns are flat, and the library for it more than everything else in this room together.

use super::cell::{Cell, Row};
use super::table::{Column, Kind};
use crate::pack::pack;
use std::io::{self, Write};

/// Rows of a group: readers take a group at a time.
const GROUP_ROWS: usize = 20_000;
/// A group is closed early when its cells reach so many bytes.
const GROUP_BYTES: usize = 64 << 20;
const MARK: &[u8] = b"PAR1";
const ZSTD: i64 = 6;

/// A column of the group at hand.
#[derive(Default)]
struct Held {
    /// Whether each cell holds a value.
    there: Vec<bool>,
    values: Vec<u8>,
}

/// Where a column of a finished group lies.
struct Chunk {
    at: u64,
    packed: usize,
    plain: usize,
    cells: usize,
}

/// A file on its way.
pub struct Parquet<W: Write> {
    out: W,
    at: u64,
    columns: Vec<Column>,
    held: Vec<Held>,
    rows: usize,
    bytes: usize,
    groups: Vec<(usize, Vec<Chunk>)>,
}

impl<W: Write> Parquet<W> {
    pub fn new(mut out: W, columns: &[Column]) -> io::Result<Self> {
        out.write_all(MARK)?;
        let held = columns.iter().map(|_| Held::default()).collect();
        Ok(Self { out, at: MARK.len() as u64, columns: columns.to_vec(), held, rows: 0, bytes: 0, groups: Vec::new() })
    }

    pub fn row(&mut self, row: Row) -> io::Result<()> {
        for ((cell, held), column) in row.into_iter().zip(&mut self.held).zip(&self.columns) {
            let before = held.values.len();
            let there = match (cell, column.kind) {
                (Cell::Text(text), Kind::Text) => {
                    held.values.extend((text.len() as u32).to_le_bytes());
                    held.values.extend(text.as_bytes());
                    true
                }
                (Cell::Whole(n), Kind::Whole) => {
                    held.values.extend(n.to_le_bytes());
                    true
                }
                (Cell::Real(n), Kind::Real) => {
                    held.values.extend(n.to_le_bytes());
                    true
                }
                _ => false,
            };
            held.there.push(there);
            self.bytes += held.values.len() - before;
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES { self.group() } else { Ok(()) }
    }

    /// Writes the group at hand: a page a column.
    fn group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut chunks = Vec::with_capacity(self.columns.len());
        for held in &mut self.held {
            let Held { there, values } = std::mem::take(held);
            let mut page = Vec::with_capacity(values.len() + 64);
            let levels = runs(&there);
            page.extend((levels.len() as u32).to_le_bytes());
            page.extend(levels);
            page.extend(values);
            let packed = pack(&page);
            let mut header = Thrift::default();
            header.whole(1, 0, I32);
            header.whole(2, page.len() as i64, I32);
            header.whole(3, packed.len() as i64, I32);
            header.begin(5);
            header.whole(1, there.len() as i64, I32);
            header.whole(2, 0, I32);
            header.whole(3, 3, I32);
            header.whole(4, 3, I32);
            header.end();
            header.end();
            chunks.push(Chunk {
                at: self.at,
                packed: header.bytes.len() + packed.len(),
                plain: header.bytes.len() + page.len(),
                cells: there.len(),
            });
            self.out.write_all(&header.bytes)?;
            self.out.write_all(&packed)?;
            self.at += (header.bytes.len() + packed.len()) as u64;
        }
        self.groups.push((self.rows, chunks));
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.group()?;
        let footer = self.footer();
        self.out.write_all(&footer)?;
        self.out.write_all(&(footer.len() as u32).to_le_bytes())?;
        self.out.write_all(MARK)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn footer(&self) -> Vec<u8> {
        let mut meta = Thrift::default();
        meta.whole(1, 1, I32);
        meta.list(2, self.columns.len() + 1, STRUCT);
        meta.enter();
        meta.text(4, "events");
        meta.whole(5, self.columns.len() as i64, I32);
        meta.end();
        for column in &self.columns {
            meta.enter();
            meta.whole(1, column.kind.physical(), I32);
            meta.whole(3, 1, I32);
            meta.text(4, column.name);
            if column.kind == Kind::Text {
                // UTF-8, by the old and by the new name.
                meta.whole(6, 0, I32);
                meta.begin(10);
                meta.begin(1);
                meta.end();
                meta.end();
            }
            meta.end();
        }
        meta.whole(3, self.groups.iter().map(|(rows, _)| *rows as i64).sum(), I64);
        meta.list(4, self.groups.len(), STRUCT);
        for (rows, chunks) in &self.groups {
            meta.enter();
            meta.list(1, chunks.len(), STRUCT);
            for (chunk, column) in chunks.iter().zip(&self.columns) {
                meta.enter();
                meta.whole(2, chunk.at as i64, I64);
                meta.begin(3);
                meta.whole(1, column.kind.physical(), I32);
                meta.list(2, 2, I32);
                meta.number(0);
                meta.number(3);
                meta.list(3, 1, BINARY);
                meta.bare(column.name);
                meta.whole(4, ZSTD, I32);
                meta.whole(5, chunk.cells as i64, I64);
                meta.whole(6, chunk.plain as i64, I64);
                meta.whole(7, chunk.packed as i64, I64);
                meta.whole(9, chunk.at as i64, I64);
                meta.end();
                meta.end();
            }
            meta.whole(2, chunks.iter().map(|c| c.plain as i64).sum(), I64);
            meta.whole(3, *rows as i64, I64);
            meta.end();
        }
        meta.text(6, "diurna");
        meta.end();
        meta.bytes
    }
}

impl Kind {
    /// Its physical type.
    const fn physical(self) -> i64 {
        match self {
            Self::Whole => 2,
            Self::Real => 5,
            Self::Text => 6,
        }
    }
}

/// Definition levels as runs of equal ones.
fn runs(there: &[bool]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for run in there.chunk_by(|a, b| a == b) {
        varint(&mut bytes, (run.len() as u64) << 1);
        bytes.push(u8::from(run[0]));
    }
    bytes
}

fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// Thrift's compact protocol, as far as the footer needs it.
#[derive(Default)]
struct Thrift {
    bytes: Vec<u8>,
    /// The last field of each structure that is open.
    last: Vec<u8>,
    now: u8,
}

impl Thrift {
    fn field(&mut self, id: u8, kind: u8) {
        self.bytes.push((id - self.now) << 4 | kind);
        self.now = id;
    }

    fn number(&mut self, number: i64) {
        varint(&mut self.bytes, ((number << 1) ^ (number >> 63)) as u64);
    }

    fn whole(&mut self, id: u8, number: i64, kind: u8) {
        self.field(id, kind);
        self.number(number);
    }

    fn bare(&mut self, text: &str) {
        varint(&mut self.bytes, text.len() as u64);
        self.bytes.extend(text.as_bytes());
    }

    fn text(&mut self, id: u8, text: &str) {
        self.field(id, BINARY);
        self.bare(text);
    }

    fn list(&mut self, id: u8, count: usize, kind: u8) {
        self.field(id, LIST);
        if count < 15 {
            self.bytes.push((count as u8) << 4 | kind);
        } else {
            self.bytes.push(0xf0 | kind);
            varint(&mut self.bytes, count as u64);
        }
    }

    /// A structure in a list.
    fn enter(&mut self) {
        self.last.push(self.now);
        self.now = 0;
    }

    /// A structure in a field.
    fn begin(&mut self, id: u8) {
        self.field(id, STRUCT);
        self.enter();
    }

    fn end(&mut self) {
        self.bytes.push(0);
        self.now = self.last.pop().unwrap_or(0);
    }
}
