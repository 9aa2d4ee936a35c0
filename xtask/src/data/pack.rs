//! The packs' files, and the tables written from them.

use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;

/// A table of a pack: rows of cells by column name.
pub struct Pack {
    columns: BTreeMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// A row of a pack.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    columns: &'a BTreeMap<String, usize>,
    cells: &'a [String],
}

impl Pack {
    /// Reads `NAME.tsv.zst` of a folder.
    pub fn read(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(format!("{name}.tsv.zst"));
        let file = std::fs::File::open(&path).with_context(|| path.display().to_string())?;
        let mut text = String::new();
        ruzstd::decoding::StreamingDecoder::new(file)?.read_to_string(&mut text).with_context(|| path.display().to_string())?;
        let mut lines = text.lines().map(|line| line.split('\t').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
        let columns = lines.next().unwrap_or_default().into_iter().enumerate().map(|(i, name)| (name, i)).collect();
        Ok(Self { columns, rows: lines.collect() })
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { columns: &self.columns, cells })
    }
}

impl<'a> Row<'a> {
    /// The cell of a column; empty where there is none. The packs write KOS for Kosovo; the field (and ISO's free range) has XKX.
    pub fn get(self, column: &str) -> &'a str {
        self.columns.get(column).and_then(|i| self.cells.get(*i)).map_or("", |cell| if cell == "KOS" { "XKX" } else { cell })
    }

    /// The parts of a cell of several values.
    pub fn parts(self, column: &str) -> impl Iterator<Item = &'a str> {
        self.get(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }

    /// A cell as a number, 0 where it is none.
    pub fn number(self, column: &str) -> f64 {
        self.get(column).parse().unwrap_or(0.0)
    }
}

/// A table to be written: head lines, column names, rows.
pub struct Output {
    text: String,
    rows: usize,
}

impl Output {
    /// A table with these `#` lines and columns.
    pub fn new(head: &[&str], columns: &[&str]) -> Self {
        let mut text = String::new();
        for line in head {
            let _ = writeln!(text, "# {line}");
        }
        text.push_str(&columns.join("\t"));
        text.push('\n');
        Self { text, rows: 0 }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[&str]) {
        self.text.push_str(&cells.join("\t"));
        self.text.push('\n');
        self.rows += 1;
    }

    /// Writes it.
    pub fn write(self, path: &Path) -> Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        println!("data: {} ({} rows, {} kB)", path.display(), self.rows, self.text.len() / 1000);
        std::fs::write(path, self.text).with_context(|| path.display().to_string())
    }
}

/// All tables below `data/`, as `knowledge::compile` takes them, in the order of their paths.
pub fn tables(data: &Path) -> Result<Vec<(String, String)>> {
    let mut tables = Vec::new();
    let mut folders = vec![data.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "tsv") {
                let below = path.strip_prefix(data)?.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
                tables.push((below, std::fs::read_to_string(&path).with_context(|| path.display().to_string())?));
            }
        }
    }
    tables.sort();
    Ok(tables)
}
