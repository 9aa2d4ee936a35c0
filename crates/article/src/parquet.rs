//! Which reports stand in the rows of this Parquet file?
//!
//! An own reader for flat columns: text, whole numbers, days and times, in every encoding that writers use for them, packed by snappy, gzip,
//! zstd, LZ4 or not at all. The columns that hold a report are read page by page, so memory does not grow with the file; the format is read
//! from its end, so a file comes through the door that can seek, and one in a pipe or an archive is held in memory up to a limit.

mod column;
mod encoding;
mod footer;
mod thrift;

use crate::draft::{self, Draft, Drafted};
use crate::fault::{Broken, Fault};
use crate::limits::{MAX_FOOTER_BYTES, MAX_HELD_BYTES, MAX_UNPACK_RATIO, UNPACK_GRACE_BYTES};
use crate::report::Told;
use crate::source::{Inside, Items, one};
use crate::{FIELDS, table};
use column::{Held, Values};
use footer::{Column, Footer};
use record::Notice;
use std::cell::RefCell;
use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

/// The first and the last bytes of a file.
pub const MARK: &[u8] = b"PAR1";

/// A row counts as so many bytes at least, so that a few bytes cannot claim rows without end.
const ROW_BYTES: u64 = 256;

const REWRITE: &str = "write the file with snappy or zstd and usual settings";

/// Bytes that can be read anywhere.
pub trait Anywhere: Read + Seek {}
impl<T: Read + Seek> Anywhere for T {}

type File = Rc<RefCell<Box<dyn Anywhere>>>;

fn damaged(what: &str) -> io::Error {
    Broken::io(format!("the Parquet data are damaged: {what}"), "fetch or write the file again")
}

/// The reports of a file that comes as a stream: it is held in memory.
pub fn stream<'a>(bytes: Box<dyn BufRead + 'a>, inside: &Inside) -> Items<'a> {
    let mut all = Vec::new();
    match bytes.take(MAX_HELD_BYTES as u64 + 1).read_to_end(&mut all) {
        Err(error) => one(Err(Fault::from_io(inside, &error, all.len() as u64))),
        Ok(_) if all.len() > MAX_HELD_BYTES => {
            let cause = format!("a Parquet file of more than {} MB in a pipe or an archive", MAX_HELD_BYTES >> 20);
            one(Err(Fault::new(inside, cause, "give the file by its name, unpacked")))
        }
        Ok(_) => read(Box::new(Cursor::new(all)), inside),
    }
}

/// The reports of a file, a row each.
pub fn read<'a>(mut file: Box<dyn Anywhere>, inside: &Inside) -> Items<'a> {
    match footer(&mut file) {
        Err(error) => one(Err(broken(inside, &error, 0))),
        Ok((footer, length)) => match rows(footer, length, file, inside) {
            Ok(rows) => draft::documents(rows),
            Err(fault) => one(Err(fault)),
        },
    }
}

fn footer(file: &mut Box<dyn Anywhere>) -> io::Result<(Footer, u64)> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut tail = [0; 8];
    if length < 12 {
        return Err(damaged("the file ends too early"));
    }
    file.seek(SeekFrom::Start(length - 8))?;
    file.read_exact(&mut tail)?;
    let [a, b, c, d, mark @ ..] = tail;
    if mark == *b"PARE" {
        return Err(Broken::io("the Parquet file is encrypted", "decrypt it first"));
    }
    if mark != MARK {
        return Err(damaged("the file ends too early"));
    }
    let size = u32::from_le_bytes([a, b, c, d]);
    if u64::from(size) > (length - 8).min(MAX_FOOTER_BYTES) {
        return Err(damaged("the footer is too long"));
    }
    let mut bytes = vec![0; size as usize];
    file.seek(SeekFrom::Start(length - 8 - u64::from(size)))?;
    file.read_exact(&mut bytes)?;
    Ok((Footer::read(bytes)?, length))
}

/// A stream's fault; an end too early is the file's.
fn broken(inside: &Inside, error: &io::Error, offset: u64) -> Fault {
    match error.get_ref() {
        Some(inner) if inner.is::<Broken>() => Fault::from_io(inside, error, offset),
        _ => Fault::from_io(inside, &damaged(&error.to_string()), offset),
    }
}

struct Rows {
    file: File,
    footer: Footer,
    /// The column of each of our fields, by its place in `wanted`.
    fields: [Option<usize>; FIELDS.len()],
    wanted: Vec<Column>,
    values: Vec<Values>,
    held: Held,
    /// Rows left in the group.
    left: u64,
    number: u64,
    /// Bytes of text given so far, and how many may be.
    given: u64,
    most: u64,
    undated: Option<Notice>,
    inside: Inside,
    done: bool,
}

/// Finds the columns.
fn rows(footer: Footer, length: u64, file: Box<dyn Anywhere>, inside: &Inside) -> Result<Rows, Fault> {
    let columns: Vec<&Column> = footer.columns.iter().filter(|column| column::is_read(column)).collect();
    let names: Vec<String> = columns.iter().map(|column| table::bare(&column.name)).collect();
    let unread: Vec<&str> = footer.columns.iter().filter(|c| !column::is_read(c)).map(|c| c.name.as_str()).take(20).collect();
    let found = table::columns(&names, inside).map_err(|fault| {
        if unread.is_empty() {
            return fault;
        }
        let cause = format!("no column of strings holds the text (columns of lists, numbers and the like: {})", unread.join(", "));
        Fault::new(inside, cause, "write the text as strings, a report a row")
    })?;
    let undated = table::undated(&names, &found, inside);
    let mut wanted: Vec<Column> = Vec::new();
    let fields = found.map(|at| {
        let column = *columns.get(at?)?;
        Some(wanted.iter().position(|known| known == column).unwrap_or_else(|| {
            wanted.push(column.clone());
            wanted.len() - 1
        }))
    });
    let most = length.saturating_mul(MAX_UNPACK_RATIO).max(UNPACK_GRACE_BYTES);
    let file = Rc::new(RefCell::new(file));
    let (inside, held) = (inside.clone(), Held::default());
    Ok(Rows { file, footer, fields, wanted, values: Vec::new(), held, left: 0, number: 0, given: 0, most, undated, inside, done: false })
}

impl Iterator for Rows {
    type Item = Drafted;

    fn next(&mut self) -> Option<Drafted> {
        if self.done {
            return None;
        }
        while self.left == 0 {
            match self.group() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    self.done = true;
                    return Some(Err(broken(&self.inside, &error, 0)));
                }
            }
        }
        self.left -= 1;
        self.number += 1;
        let here = self.inside.member(&format!("row {}", self.number));
        match self.row() {
            Ok(cells) => {
                self.given += cells.iter().flatten().map(|cell| cell.len() as u64).sum::<u64>() + ROW_BYTES;
                if self.given > self.most {
                    self.done = true;
                    let cause = format!(
                        "the rows unpack to more than {} MB out of a file of {} kB",
                        self.given >> 20,
                        (self.most / MAX_UNPACK_RATIO) >> 10
                    );
                    return Some(Err(Fault::new(&here, cause, "if these really are reports, write the file without a dictionary")));
                }
                let cell = |at: usize| self.fields[at].and_then(|column| cells.get(column).cloned().flatten());
                let [text, id, url, title, publisher, byline, published, language] = [0, 1, 2, 3, 4, 5, 6, 7].map(cell);
                let full = |cell: Option<String>| cell.filter(|cell| !cell.trim().is_empty());
                let told = Told {
                    text: text.unwrap_or_default(),
                    id: full(id),
                    url: full(url),
                    title: full(title),
                    publisher: full(publisher),
                    byline: full(byline),
                    published: full(published),
                    language: full(language),
                    notices: self.undated.take().into_iter().collect(),
                    ..Told::default()
                };
                Some(Ok(Draft { told, here, at: 0 }))
            }
            Err(error) => {
                // The rest of the group is lost with its pages; the next begins anew.
                let offset = self.values.iter().map(Values::place).max().unwrap_or(0);
                self.number += std::mem::take(&mut self.left);
                Some(Err(broken(&here, &error, offset)))
            }
        }
    }
}

impl Rows {
    /// Opens the next row group; false after the last.
    fn group(&mut self) -> io::Result<bool> {
        self.values.clear();
        let leaves: Vec<usize> = self.wanted.iter().map(|column| column.leaf).collect();
        let Some((rows, chunks)) = self.footer.group(&leaves)? else { return Ok(false) };
        self.left = rows;
        let columns = self.wanted.iter().zip(chunks);
        self.values = columns.map(|(column, chunk)| Values::new(column.clone(), chunk, Rc::clone(&self.file), self.held.clone())).collect();
        Ok(true)
    }

    fn row(&mut self) -> io::Result<Vec<Option<String>>> {
        self.values.iter_mut().map(Values::next).collect()
    }
}
