//! Cells, and tables of them as text.

use super::{Guard, Header, Style};
use std::borrow::Cow;
use std::io::{self, Write};

/// A value of a table; nothing where the report says nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    None,
    Text(String),
    Whole(i64),
    Real(f64),
}

/// A line of a table.
pub type Row = Vec<Cell>;

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(text) }
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Text(number.to_string()), Self::Whole)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Whole(number as i64)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Whole(i64::from(number))
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Real(number) } else { Self::None }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::None, Into::into)
    }
}

/// Rows as text: a row a line, cells quoted where they must be (RFC 4180).
pub struct Delimited<W: Write> {
    out: W,
    mark: u8,
    guard: Guard,
}

impl<W: Write> Delimited<W> {
    pub fn new(out: W, mark: u8, style: Style, names: &[&str]) -> io::Result<Self> {
        let mut table = Self { out, mark, guard: style.guard };
        if style.header == Header::Names {
            table.row(&names.iter().map(|n| Cell::from(*n)).collect::<Vec<_>>())?;
        }
        Ok(table)
    }

    pub fn row(&mut self, row: &[Cell]) -> io::Result<()> {
        for (nth, cell) in row.iter().enumerate() {
            if nth > 0 {
                self.out.write_all(&[self.mark])?;
            }
            match cell {
                Cell::None => {}
                Cell::Whole(n) => write!(self.out, "{n}")?,
                Cell::Real(n) => write!(self.out, "{n}")?,
                Cell::Text(text) => self.text(text)?,
            }
        }
        self.out.write_all(b"\n")
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let text = on_one_line(text);
        let text = if self.guard == Guard::Formulas && is_formula(&text) { Cow::Owned(format!("'{text}")) } else { text };
        let quoted = text.bytes().any(|b| b == self.mark || b == b'"');
        if quoted { write!(self.out, "\"{}\"", text.replace('"', "\"\"")) } else { self.out.write_all(text.as_bytes()) }
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Line breaks, tabs and other control characters become spaces, so that a row is a line for every reader.
fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect::<String>().into()
    } else {
        text.into()
    }
}

/// Whether a spreadsheet would run it: it begins as a formula does and is no number.
pub fn is_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        && text.trim().parse::<f64>().is_err()
}

/// Names and codes of one cell.
pub fn joined<'a>(values: impl IntoIterator<Item = &'a str>, mark: &str) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for value in values {
        if !value.is_empty() && !seen.contains(&value) {
            seen.push(value);
        }
    }
    seen.join(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_as_text() {
        let cells = [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("two\nlines\tand a tab", "two lines and a tab"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("@sum", "'@sum"),
            ("-12.5", "-12.5"),
            ("- 12 people", "'- 12 people"),
            ("\t=1", "' =1"),
        ];
        for (cell, written) in cells {
            let mut table = Delimited::new(Vec::new(), b',', Style { header: Header::None, ..Style::default() }, &[]).expect("no disk");
            table.row(&[cell.into()]).expect("no disk");
            assert_eq!(String::from_utf8(table.finish().expect("no disk")).expect("UTF-8"), format!("{written}\n"));
        }
        assert!(!is_formula("12-3") && !is_formula("") && is_formula("+49 30 1234"));
    }
}
