//! Which reports stand in the rows of this table?
//!
//! Columns are found by their usual names, whatever their order; other names are mapped by [`Given::columns`](crate::Given::columns).

use crate::fault::Fault;
use crate::limits::MAX_LINE_BYTES;
use crate::report::{self, Told};
use crate::source::{Budget, Inside, Items, Spending, one};
use crate::{FIELDS, Given, Item};
use csv::{ReaderBuilder, StringRecord};
use std::io::BufRead;

/// Marks that separate columns, the commonest first.
const MARKS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The mark that separates the columns of a text that begins like a table of reports: its first line names a column of text and another that we know.
pub fn sniff(start: &str, given: &Given) -> Option<u8> {
    let line = start.lines().next()?;
    if start.lines().nth(1).is_none() || line.len() > 4096 {
        return None;
    }
    MARKS.into_iter().find(|mark| {
        let names: Vec<String> = line.split(char::from(*mark)).map(normal).collect();
        let known = FIELDS.iter().filter(|field| column(&names, field, given).is_some()).count();
        known >= 2 && column(&names, "text", given).is_some()
    })
}

/// The mark that stands oftenest in the first line, where its names tell nothing.
pub fn likely_mark(start: &str) -> u8 {
    let line = start.lines().next().unwrap_or("");
    MARKS.into_iter().rev().max_by_key(|mark| line.bytes().filter(|byte| byte == mark).count()).unwrap_or(b',')
}

/// The reports of a table, a row each.
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, mark: u8, inside: &Inside) -> Items<'a> {
    let budget = Budget::new("a row", MAX_LINE_BYTES as u64, "close the quotes of the row before");
    let bytes = Spending { inner: bytes, budget: budget.clone() };
    let mut rows = ReaderBuilder::new().delimiter(mark).flexible(true).has_headers(true).from_reader(bytes);
    let names: Vec<String> = match rows.headers() {
        Ok(names) => names.iter().map(normal).collect(),
        Err(error) => return one(Err(fault(&error, inside))),
    };
    let columns = match columns(&names, inside) {
        Ok(columns) => columns,
        Err(fault) => return one(Err(fault)),
    };
    Box::new(Rows { records: rows.into_records(), columns, width: names.len(), inside: inside.clone(), budget, done: false })
}

/// Where our fields stand among the columns of a table; a fault if the text, or a column that was named, is not there.
pub fn columns(names: &[String], inside: &Inside) -> Result<[Option<usize>; FIELDS.len()], Fault> {
    let columns = FIELDS.map(|field| column(names, field, &inside.given));
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

struct Rows<R> {
    records: csv::StringRecordsIntoIter<R>,
    columns: [Option<usize>; FIELDS.len()],
    width: usize,
    inside: Inside,
    budget: Budget,
    done: bool,
}

impl<R: std::io::Read> Iterator for Rows<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.done {
            return None;
        }
        self.budget.reset();
        match self.records.next()? {
            Ok(row) => Some(self.report(&row)),
            Err(error) => {
                self.done = matches!(error.kind(), csv::ErrorKind::Io(_));
                Some(Err(fault(&error, &self.inside)))
            }
        }
    }
}

impl<R> Rows<R> {
    fn report(&self, row: &StringRecord) -> Item {
        let place = row.position().map_or((0, 0), |position| (position.line(), position.byte()));
        let here = self.inside.member(&format!("line {}", place.0));
        if row.len() < self.width {
            let cause = format!("the row has {} cells, its table {} columns", row.len(), self.width);
            return Err(Fault::new(&here, cause, "complete the row").at(place.1));
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
            ..Told::default()
        };
        report::document(told, &here).map_err(|fault| fault.at(place.1))
    }
}

/// The column that holds a field: the one mapped to it, else the first of its usual names.
fn column(names: &[String], field: &str, given: &Given) -> Option<usize> {
    let at = |wanted: &str| names.iter().position(|name| *name == normal(wanted));
    match given.columns.get(field) {
        Some(own) => at(own),
        None => report::field_names(field).iter().find_map(|name| at(name)),
    }
}

/// A column's name without its case, quotes and mark.
pub fn normal(name: &str) -> String {
    name.trim().trim_start_matches('\u{feff}').trim_matches('"').trim().to_lowercase()
}

fn fault(error: &csv::Error, inside: &Inside) -> Fault {
    let (line, offset) = error.position().map_or((None, 0), |position| (Some(position.line()), position.byte()));
    let here = line.map_or_else(|| inside.clone(), |line| inside.member(&format!("line {line}")));
    match error.kind() {
        csv::ErrorKind::Io(error) => Fault::from_io(&here, error, offset),
        _ => Fault::new(&here, error.to_string(), "save the table as CSV in UTF-8").at(offset),
    }
}
