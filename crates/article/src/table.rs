//! Which reports stand in the rows of this table?
//!
//! Columns are found by their usual names, whatever their order; other names are mapped by [`Given::columns`](crate::Given::columns).

use crate::draft::{self, Draft, Drafted};
use crate::fault::Fault;
use crate::limits::{MAX_COLUMNS, MAX_LINE_BYTES, SNIFF_BYTES};
use crate::report::{self, Told};
use crate::source::{Budget, Inside, Items, Spending, one};
use crate::{FIELDS, Given};
use csv::{ReaderBuilder, StringRecord};
use record::Notice;
use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// Marks that separate columns, the commonest first.
const MARKS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The mark that separates the columns of a text that begins like a table of reports: its first line names a column of text and another that we know.
/// Where columns are named by flag, a first line that is divided as the second is will do: a table it is, and a wrong name is told.
pub fn sniff(start: &str, given: &Given) -> Option<u8> {
    // Some tables end their lines in CR alone.
    let mut lines = start.split(['\n', '\r']).filter(|line| !line.is_empty());
    let line = lines.next()?;
    let second = lines.next().unwrap_or("");
    // Of a very long line its beginning tells.
    let line = line.char_indices().nth(MAX_NAMES).map_or(line, |(end, _)| &line[..end]);
    let divided = |mark: &u8| {
        let count = |line: &str| line.bytes().filter(|byte| byte == mark).count();
        !given.columns.is_empty() && count(line) > 0 && count(second) >= count(line)
    };
    (MARKS.into_iter().find(|mark| names_reports(line, *mark, given)))
        .or_else(|| MARKS.into_iter().rev().find(divided))
        .or_else(|| MARKS.into_iter().rev().find(|mark| is_table(start, *mark)))
}

/// The longest first line that is looked at, in bytes.
const MAX_NAMES: usize = 16 << 10;
/// So many rows after the first tell a table whose names we do not know; the last that was looked at may be cut.
const ROWS: usize = 3;
/// The longest name of a column, in letters and in words.
const MAX_NAME: usize = 40;
const MAX_NAME_WORDS: usize = 5;

/// Whether a text is divided as a table is, whatever its columns are called: short names that differ, and rows as wide.
fn is_table(start: &str, mark: u8) -> bool {
    let mut rows = ReaderBuilder::new().delimiter(mark).flexible(true).from_reader(start.as_bytes());
    let Ok(names) = rows.headers().cloned() else { return false };
    let is_name = |name: &str| {
        // A list of words in a text has a space after each comma.
        let known = name.trim() == name && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '#'));
        let most = if mark == b',' { 2 } else { MAX_NAME_WORDS };
        known
            && !name.is_empty()
            && name.chars().count() <= MAX_NAME
            && name.split(' ').count() <= most
            && name.chars().any(char::is_alphabetic)
    };
    let distinct: BTreeSet<&str> = names.iter().collect();
    let wide: Vec<bool> = rows.records().take(ROWS).map(|row| row.is_ok_and(|row| row.len() == names.len())).collect();
    // What is shorter than what is looked at has a last row that is whole.
    let cut = usize::from(start.len() >= SNIFF_BYTES / 2);
    names.len() > 2
        && distinct.len() == names.len()
        && names.iter().all(is_name)
        && wide.len() > cut
        && wide[..wide.len() - cut].iter().all(|wide| *wide)
}

fn names_reports(line: &str, mark: u8, given: &Given) -> bool {
    let names: Vec<String> = line.split(char::from(mark)).map(normal).collect();
    let known = FIELDS.iter().filter(|field| column(&names, field, given).is_some()).count();
    known >= 2 && column(&names, "text", given).is_some()
}

/// The mark that stands oftenest in the first line, where its names tell nothing.
pub fn likely_mark(start: &str) -> u8 {
    let line = start.lines().next().unwrap_or("");
    MARKS.into_iter().rev().max_by_key(|mark| line.bytes().filter(|byte| byte == mark).count()).unwrap_or(b',')
}

/// The reports of a table, a row each.
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, mark: u8, inside: &Inside) -> Items<'a> {
    let budget = Budget::new("a row", MAX_LINE_BYTES as u64, "close the quotes of the row before");
    let quotes = Quotes::default();
    let bytes = Watched { inner: Spending { inner: bytes, budget: budget.clone() }, mark, quotes: quotes.clone() };
    let mut rows = ReaderBuilder::new().delimiter(mark).flexible(true).has_headers(true).from_reader(bytes);
    let names: Vec<String> = match rows.headers() {
        Ok(names) => names.iter().map(bare).collect(),
        Err(error) => return one(Err(fault(&error, inside))),
    };
    let columns = match columns(&names, inside) {
        Ok(columns) => columns,
        Err(fault) => return one(Err(fault)),
    };
    draft::documents(Rows {
        records: rows.into_records(),
        columns,
        width: names.len(),
        undated: undated(&names, &columns, inside),
        inside: inside.clone(),
        budget,
        quotes,
        done: false,
    })
}

/// Where our fields stand among the columns of a table; a fault if the text, or a column that was named, is not there.
pub fn columns(names: &[String], inside: &Inside) -> Result<[Option<usize>; FIELDS.len()], Fault> {
    if names.iter().all(String::is_empty) {
        return Err(Fault::new(inside, "the table names no columns", "give it a first row of names, or write the file again"));
    }
    if names.len() > MAX_COLUMNS {
        let cause = format!("the table has {} columns; at most {MAX_COLUMNS} are read", names.len());
        return Err(Fault::new(inside, cause, "leave out those that tell nothing of the report"));
    }
    let columns = FIELDS.map(|field| column(names, field, &inside.given));
    let twice = columns.iter().flatten().find(|at| names.iter().filter(|name| normal(name) == normal(&names[**at])).count() > 1);
    if let Some(at) = twice {
        return Err(Fault::new(inside, format!("two columns have the name `{}`", names[*at]), "rename one of them"));
    }
    let lacking = FIELDS.iter().zip(&columns).find(|(field, at)| at.is_none() && inside.given.columns.contains_key(**field));
    let there = || names.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
    if let Some((field, _)) = lacking {
        let named = inside.given.columns.get(*field).map_or("", String::as_str);
        return Err(Fault::new(inside, format!("there is no column `{named}` (columns: {})", there()), "correct --column"));
    }
    if columns[0].is_none() {
        let cause = format!("no column holds the text (columns: {})", there());
        return Err(Fault::new(inside, cause, "name the column of the text `text`, or say which it is with --column text=NAME"));
    }
    Ok(columns)
}

/// Where no column is known to hold the day: which were not read, told with the first row.
pub fn undated(names: &[String], columns: &[Option<usize>; FIELDS.len()], inside: &Inside) -> Option<Notice> {
    let unread: Vec<&str> = (0..names.len()).filter(|at| !columns.contains(&Some(*at))).map(|at| names[at].as_str()).take(20).collect();
    let wanting = columns[6].is_none() && inside.given.published.is_none() && !unread.is_empty();
    let told =
        || format!("no column is known to hold the day (not read: {}); say which does with --column published=NAME", unread.join(", "));
    wanting.then(|| Notice::new("field-missing", told()))
}

struct Rows<R> {
    records: csv::StringRecordsIntoIter<R>,
    undated: Option<Notice>,
    columns: [Option<usize>; FIELDS.len()],
    width: usize,
    inside: Inside,
    budget: Budget,
    quotes: Quotes,
    done: bool,
}

/// Where the quotes of a table are broken, as its bytes went by: shared with the reader below the rows.
#[derive(Debug, Clone, Default)]
struct Quotes(Rc<RefCell<Scan>>);

#[derive(Debug, Default)]
struct Scan {
    place: Place,
    offset: u64,
    last: u8,
    /// Lines that ended before this byte.
    lines_before: u64,
    /// Whether a row has begun and not ended.
    in_row: bool,
    /// Where rows begin, and on which line; for the reader of rows one begins before the blank lines over it.
    rows: VecDeque<(u64, u64)>,
    /// Where the open quoted cell begins, and whether a line ended in it.
    opened: u64,
    lines: bool,
    /// The beginnings of cells of more than one line whose closing quote is not where a cell ends, or never comes.
    broken: VecDeque<u64>,
}

/// Where in a cell a byte stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    Bare,
    Quoted,
    /// After a quote in a quoted cell: its end, or the first of two.
    Quote,
}

impl Scan {
    fn take(&mut self, bytes: &[u8], mark: u8) {
        for byte in bytes {
            let breaks = matches!(byte, b'\n' | b'\r');
            let ends = *byte == mark || breaks;
            if !self.in_row && !breaks {
                self.in_row = true;
                self.rows.push_back((self.offset, self.lines_before + 1));
            }
            self.place = match (self.place, byte) {
                (Place::Start, b'"') => {
                    (self.opened, self.lines) = (self.offset, false);
                    Place::Quoted
                }
                (Place::Quoted, b'"') => Place::Quote,
                (Place::Quoted, b'\n') => {
                    self.lines = true;
                    Place::Quoted
                }
                (Place::Quoted, _) | (Place::Quote, b'"') => Place::Quoted,
                (_, _) if ends => Place::Start,
                (Place::Quote, _) => {
                    self.tell();
                    Place::Bare
                }
                _ => Place::Bare,
            };
            self.lines_before += u64::from(*byte == b'\r' || *byte == b'\n' && self.last != b'\r');
            self.in_row &= !(breaks && self.place == Place::Start);
            self.last = *byte;
            self.offset += 1;
        }
    }

    fn tell(&mut self) {
        if self.lines {
            self.broken.push_back(self.opened);
        }
    }
}

/// Looks at the bytes on their way to the rows.
struct Watched<R> {
    inner: R,
    mark: u8,
    quotes: Quotes,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut scan = self.quotes.0.borrow_mut();
        scan.take(buffer.get(..count).unwrap_or_default(), self.mark);
        if count == 0 && !buffer.is_empty() && scan.place == Place::Quoted {
            scan.tell();
            scan.place = Place::Start;
        }
        Ok(count)
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Drafted;

    fn next(&mut self) -> Option<Drafted> {
        if self.done {
            return None;
        }
        self.budget.reset();
        match self.records.next()? {
            Ok(row) => Some(self.draft(&row)),
            Err(error) => {
                self.done = matches!(error.kind(), csv::ErrorKind::Io(_));
                Some(Err(fault(&error, &self.inside)))
            }
        }
    }
}

impl<R: Read> Rows<R> {
    /// Where a quote is broken in the row that begins here; those of rows before are dropped.
    fn broken(&self, start: u64) -> Option<u64> {
        let end = self.records.reader().position().byte();
        let mut scan = self.quotes.0.borrow_mut();
        let mut found = None;
        while let Some(at) = scan.broken.front().copied().filter(|at| *at < end) {
            scan.broken.pop_front();
            found = found.or((at >= start).then_some(at));
        }
        found
    }

    /// The byte and line at which the row that the reader began here does begin.
    fn begin(&self, byte: u64) -> Option<(u64, u64)> {
        let mut scan = self.quotes.0.borrow_mut();
        while scan.rows.front().is_some_and(|(at, _)| *at < byte) {
            scan.rows.pop_front();
        }
        scan.rows.front().copied()
    }

    fn draft(&mut self, row: &StringRecord) -> Drafted {
        let start = row.position().map_or(0, csv::Position::byte);
        let (byte, line) = self.begin(start).unwrap_or((start, 0));
        let here = self.inside.member(&format!("line {line}"));
        if let Some(at) = self.broken(start) {
            let cause = "a quote that opens in this row is not closed, so the rows after it cannot be told from it";
            return Err(Fault::new(&here, cause, "close the quote, and double the quotes inside it").at(at));
        }
        if row.len() < self.width {
            let cause = format!("the row has {} cells, its table {} columns", row.len(), self.width);
            return Err(Fault::new(&here, cause, "complete the row").at(byte));
        }
        let cell = |at: usize| self.columns.get(at).copied().flatten().and_then(|column| row.get(column)).map(str::to_owned);
        let full = |at: usize| cell(at).filter(|cell| !cell.trim().is_empty());
        let told = Told {
            text: cell(0).unwrap_or_default(),
            id: full(1),
            url: full(2),
            title: full(3),
            publisher: full(4),
            byline: full(5),
            published: full(6),
            language: full(7),
            notices: self.undated.take().into_iter().collect(),
            ..Told::default()
        };
        Ok(Draft { told, here, at: byte })
    }
}

/// The column that holds a field: the one mapped to it, else the first of its usual names.
fn column(names: &[String], field: &str, given: &Given) -> Option<usize> {
    let at = |wanted: &str| names.iter().position(|name| normal(name) == normal(wanted));
    match given.columns.get(field) {
        Some(own) => at(own),
        None => report::field_names(field).iter().find_map(|name| at(name)),
    }
}

/// A column's name without quotes and the mark of a file.
pub fn bare(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').trim_matches('"').trim().to_owned()
}

/// A column's name without its case, its words joined by `_` (`Published At`, `publishedAt`, `published-at`).
fn normal(name: &str) -> String {
    let name = bare(name);
    let mut normal = String::with_capacity(name.len() + 4);
    let mut small = false;
    for letter in name.chars() {
        if small && letter.is_uppercase() {
            normal.push('_');
        }
        small = letter.is_lowercase();
        match letter {
            ' ' | '-' | '.' => normal.push('_'),
            _ => normal.extend(letter.to_lowercase()),
        }
    }
    normal
}

fn fault(error: &csv::Error, inside: &Inside) -> Fault {
    let (line, offset) = error.position().map_or((None, 0), |position| (Some(position.line()), position.byte()));
    let here = line.map_or_else(|| inside.clone(), |line| inside.member(&format!("line {line}")));
    match error.kind() {
        csv::ErrorKind::Io(error) => Fault::from_io(&here, error, offset),
        _ => Fault::new(&here, error.to_string(), "save the table as CSV in UTF-8").at(offset),
    }
}
