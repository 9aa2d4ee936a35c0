//! Which reports do these bytes hold?
//!
//! Bytes come in, reports come out: [`read`] unpacks what is compressed, looks at the first bytes to tell the format, and yields one
//! [`Document`] after another, never holding more than one. What it cannot read it tells as a [`Fault`] with file, member, offset and
//! remedy, and goes on with the next. Boilerplate is kept and marked, never dropped from a text; of a page, what is not the report is
//! left out. The publication day is given, or found, or unknown with a notice: this room knows no clock.

mod day;
mod decode;
mod draft;
mod fault;
mod feed;
mod format;
mod furniture;
mod jsonl;
mod language;
pub mod limits;
mod mail;
mod mbox;
mod opening;
mod page;
mod paragraph;
mod parquet;
mod post;
mod report;
mod source;
mod table;
mod unpack;
mod warc;
mod zip;

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Seek};

pub use fault::Fault;
pub use format::Format;
use record::Document;

/// What the caller knows of the bytes.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The path as given, `-` for standard input.
    pub path: String,
    /// Whether it was found in a folder or by a pattern, not named itself.
    pub found: bool,
    /// A publication day given by flag.
    pub published: Option<record::Date>,
    /// A language given by flag.
    pub language: Option<String>,
    /// A format given by flag; sniffed if none.
    pub format: Option<Format>,
    /// Columns or fields by other names than the usual: ours ([`FIELDS`]) to theirs.
    pub columns: BTreeMap<String, String>,
}

/// Our names of what an input may tell of a report, in a column or a field.
pub const FIELDS: [&str; 8] = ["text", "id", "url", "title", "publisher", "byline", "published", "language"];

/// The day that somebody typed: `2031-05-14`, `14/05/2031`, `May 14, 2031`. Digits that could be either of two days are refused, with what to write.
///
/// ```
/// assert_eq!(article::day("18/03/2031").unwrap().to_string(), "2031-03-18");
/// assert!(article::day("08/03/2031").is_err());
/// ```
pub fn day(typed: &str) -> Result<record::Date, String> {
    if day::is_ambiguous(typed) {
        return Err("it could be the day or the month that comes first; write it as 2031-05-14 (year, month, day)".to_owned());
    }
    let read = day::read(typed, None, day::Order::DayFirst);
    read.known().ok_or_else(|| "no day; write it as 2031-05-14 (year, month, day)".to_owned())
}

/// One report, or why it could not be read. A file may hold many of either.
pub type Item = Result<Document, Fault>;

/// Reads the reports out of a stream of bytes, one after another, whatever its format (sniffed, not guessed from names), without holding more than one in memory.
///
/// ```
/// let given = article::Given { path: "note.txt".into(), ..Default::default() };
/// let text = "date 2031-03-25\n\nGuards leave the bridge\n\nGuards left the bridge on Monday.\n";
/// let report = article::read(Box::new(text.as_bytes()), &given).next().unwrap().unwrap();
/// assert_eq!(report.title.as_deref(), Some("Guards leave the bridge"));
/// assert_eq!(report.published.unwrap().date.to_string(), "2031-03-25");
/// ```
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, given: &Given) -> Box<dyn Iterator<Item = Item> + 'a> {
    format::open(bytes, &source::Inside::file(given.clone()))
}

/// Reads the reports of a file. As [`read`], but what can only be read from its end (Parquet) is not held in memory.
pub fn read_file<'a>(file: impl Read + Seek + 'static, given: &Given) -> Box<dyn Iterator<Item = Item> + 'a> {
    format::open_file(file, &source::Inside::file(given.clone()))
}
