//! Records in the layouts of others: one file a format, each with what it loses.
//!
//! An export is a stream of events in the order of their reports, so its bytes depend on the records alone. What a layout has no place for is told in the
//! notes that go beside the file (`Export::finish`).

mod acled;
mod cell;
mod codes;
mod gdelt;
mod icews;
mod incidents;
mod json;
mod parquet;
mod phoenix;
mod polecat;
mod table;

pub use codes::Codes;
pub use incidents::incident_columns;
pub use json::line;

use crate::Found;
use cell::{Delimited, Row};
use parquet::Parquet;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Layouts of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields' own names")]
pub enum Layout {
    Jsonl,
    Csv,
    Tsv,
    Parquet,
    Geojson,
    Plover,
    Polecat,
    Icews,
    Gdelt,
    GdeltMentions,
    Phoenix,
    Acled,
}

/// How cells are written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Characters of a quoted sentence at most.
    pub quote: usize,
    /// Whether cells that a spreadsheet would run as a formula are guarded by an apostrophe.
    pub guard: Guard,
    /// What of the report's text goes along.
    pub text: Text,
    /// Whether a table begins with the names of its columns.
    pub header: Header,
}

/// Whether formulas are guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// `=1+1` becomes `'=1+1`.
    Formulas,
    /// Cells are written as they are.
    Raw,
}

/// What of the report's text goes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// The event's sentence, cut.
    Quotes,
    /// The whole canonical text too, where the layout has a place for it.
    Full,
}

/// Whether a table begins with the names of its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum Header {
    Names,
    None,
}

/// Characters of a quoted sentence.
pub const QUOTE_CHARACTERS: usize = 300;

impl Default for Style {
    fn default() -> Self {
        Self { quote: QUOTE_CHARACTERS, guard: Guard::Formulas, text: Text::Quotes, header: Header::Names }
    }
}

/// What was written, for the notes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events that were asked for.
    pub events: u64,
    /// Rows or objects written.
    pub rows: u64,
    /// Events that the layout has no place for.
    pub left_out: u64,
    /// Rows whose day is that of the publication.
    pub publication_days: u64,
    /// Rows without any day.
    pub undated: u64,
}

enum Sink<W: Write> {
    Lines(W),
    Geojson(W),
    Table(Delimited<W>),
    Parquet(Box<Parquet<W>>),
}

/// One export on its way.
pub struct Export<'a, W: Write> {
    layout: Layout,
    style: Style,
    codes: &'a Codes,
    sink: Sink<W>,
    tally: Tally,
}

impl<'a, W: Write> Export<'a, W> {
    /// Begins an export.
    pub fn new(layout: Layout, style: Style, codes: &'a Codes, mut out: W) -> io::Result<Self> {
        let sink = match layout {
            Layout::Jsonl | Layout::Plover => Sink::Lines(out),
            Layout::Geojson => {
                out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
                Sink::Geojson(out)
            }
            Layout::Parquet => Sink::Parquet(Box::new(Parquet::new(out, &table::columns(style.text))?)),
            _ => {
                let names: Vec<&str> = match layout {
                    Layout::Csv | Layout::Tsv => table::columns(style.text).iter().map(|c| c.name).collect(),
                    Layout::Polecat => polecat::COLUMNS.to_vec(),
                    Layout::Icews => icews::COLUMNS.to_vec(),
                    Layout::Gdelt => gdelt::COLUMNS.to_vec(),
                    Layout::GdeltMentions => gdelt::MENTIONS.to_vec(),
                    Layout::Phoenix => phoenix::COLUMNS.to_vec(),
                    _ => acled::COLUMNS.to_vec(),
                };
                let mark = if matches!(layout, Layout::Csv | Layout::Acled) { b',' } else { b'\t' };
                Sink::Table(Delimited::new(out, mark, style, &names)?)
            }
        };
        Ok(Self { layout, style, codes, sink, tally: Tally::default() })
    }

    /// Whether the whole record must come with each event.
    pub const fn with(layout: Layout, style: Style) -> crate::With {
        match (layout, style.text) {
            (Layout::Jsonl | Layout::Geojson, Text::Quotes) => crate::With::Head,
            _ => crate::With::Record,
        }
    }

    /// Writes one event.
    pub fn event(&mut self, found: &Found) -> io::Result<()> {
        self.tally.events += 1;
        let (style, codes) = (self.style, self.codes);
        let rows: Vec<Row> = match (&mut self.sink, self.layout) {
            (Sink::Lines(out), layout) => {
                let value = if layout == Layout::Jsonl { json::line(found, style) } else { json::plover(found, style) };
                serde_json::to_writer(&mut *out, &value)?;
                out.write_all(b"\n")?;
                Vec::new()
            }
            (Sink::Geojson(out), _) => {
                let Some(value) = json::feature(found) else {
                    self.tally.left_out += 1;
                    return Ok(());
                };
                out.write_all(if self.tally.rows == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &value)?;
                Vec::new()
            }
            (_, Layout::Csv | Layout::Tsv | Layout::Parquet) => vec![table::row(found, style)],
            (_, Layout::Polecat) => polecat::rows(found, codes),
            (_, Layout::Icews) => icews::rows(found, codes),
            (_, Layout::Gdelt) => gdelt::rows(found, codes),
            (_, Layout::GdeltMentions) => gdelt::mentions(found),
            (_, Layout::Phoenix) => phoenix::rows(found, codes),
            (_, _) => acled::rows(found, codes, style),
        };
        let count = match &mut self.sink {
            Sink::Lines(_) | Sink::Geojson(_) => 1,
            Sink::Table(table) => {
                for row in &rows {
                    table.row(row)?;
                }
                rows.len() as u64
            }
            Sink::Parquet(table) => {
                for row in rows {
                    table.row(row)?;
                }
                1
            }
        };
        self.tally.rows += count;
        self.tally.left_out += u64::from(count == 0);
        if found.day.is_none() {
            self.tally.undated += count;
        } else if found.date_basis.as_deref() == Some("publication") {
            self.tally.publication_days += count;
        }
        Ok(())
    }

    /// Writes what is left and gives the writer back, with the notes that belong beside the file.
    pub fn finish(self) -> io::Result<(W, Tally, String)> {
        let notes = notes(self.layout, &self.tally);
        let out = match self.sink {
            Sink::Lines(out) => out,
            Sink::Geojson(mut out) => {
                out.write_all(b"\n]}\n")?;
                out
            }
            Sink::Table(table) => table.finish()?,
            Sink::Parquet(table) => table.finish()?,
        };
        Ok((out, self.tally, notes))
    }
}

/// Writes a table of incidents (see [`incident_columns`]) as CSV.
pub fn incidents<W: Write>(rows: &[crate::Incident], style: Style, out: W) -> io::Result<W> {
    let mut table = Delimited::new(out, b',', style, &incident_columns())?;
    for row in rows {
        table.row(&incidents::row(row))?;
    }
    table.finish()
}

/// What goes beside the file: what it holds, and what it cannot hold.
fn notes(layout: Layout, tally: &Tally) -> String {
    let (name, losses): (&str, &[&str]) = match layout {
        Layout::Jsonl => (
            "JSON lines, one event a line, with the names of the PLOVER exchange format",
            &["nothing of the event; of the report its head only (whole records: `diurna show`, `--full-text`)"],
        ),
        Layout::Csv | Layout::Tsv => ("one row an event", table::LOSSES),
        Layout::Parquet => ("Parquet, one row an event, the columns of the CSV", table::LOSSES),
        Layout::Geojson => (
            "GeoJSON (RFC 7946), one point an event",
            &["events without a point are left out", "a point of an area is its middle: see `precision`"],
        ),
        Layout::Plover => ("PLOVER JSON, one object a line", json::PLOVER_LOSSES),
        Layout::Polecat => ("POLECAT, 40 columns", polecat::LOSSES),
        Layout::Icews => ("ICEWS, 20 columns", icews::LOSSES),
        Layout::Gdelt => ("GDELT 2.0 events, 61 columns", gdelt::LOSSES),
        Layout::GdeltMentions => ("GDELT 2.0 mentions, 16 columns", gdelt::MENTION_LOSSES),
        Layout::Phoenix => ("Phoenix, 26 columns", phoenix::LOSSES),
        Layout::Acled => ("like ACLED, 31 columns", acled::LOSSES),
    };
    let mut notes = format!("{name}\n\n{} events asked for, {} rows written", tally.events, tally.rows);
    if tally.left_out > 0 {
        let _ = write!(notes, ", {} events left out (the layout has no place for them)", tally.left_out);
    }
    let _ = writeln!(
        notes,
        "\n{} rows have the day of publication, as the report tells none of the event (date_basis `publication`)",
        tally.publication_days
    );
    let _ = writeln!(notes, "{} rows have no day: neither event nor report has one", tally.undated);
    notes.push_str("\nWhat this layout loses or changes:\n");
    for loss in losses {
        let _ = writeln!(notes, "* {loss}");
    }
    notes.push_str("\nEvents were coded by machine; read METHODS.md of Diurna before you rely on a row.\n");
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_as_wide_as_their_fields_have_them() {
        assert_eq!(polecat::COLUMNS.len(), 40);
        assert_eq!(icews::COLUMNS.len(), 20);
        assert_eq!(gdelt::COLUMNS.len(), 61);
        assert_eq!(gdelt::MENTIONS.len(), 16);
        assert_eq!(phoenix::COLUMNS.len(), 26);
        assert_eq!(acled::COLUMNS.len(), 31);
    }
}
