//! Which columns and row groups does the footer of this file name?

use super::damaged;
use super::thrift::{STRUCT, Thrift};
use std::io;

/// A column of the top level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// Its place among all leaves, nested ones included.
    pub leaf: usize,
    pub physical: i64,
    pub meaning: Meaning,
    pub optional: bool,
}

/// What the numbers of a column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    Plain,
    /// Days since 1970.
    Days,
    /// So many parts of a second since 1970.
    Seconds(i64),
}

/// The part of a column that lies in one row group.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chunk {
    pub codec: i64,
    pub values: u64,
    /// Where its first page begins, and how many bytes its pages have.
    pub start: u64,
    pub length: u64,
}

/// A footer; row groups are read from it one at a time.
#[derive(Debug)]
pub struct Footer {
    bytes: Vec<u8>,
    pub columns: Vec<Column>,
    groups: u64,
    /// Where the next row group stands.
    at: usize,
}

/// Columns of a file, nested ones included.
const MAX_COLUMNS: u64 = 10_000;

impl Footer {
    pub fn read(bytes: Vec<u8>) -> io::Result<Self> {
        let (mut columns, mut groups, mut at) = (Vec::new(), 0, 0);
        Thrift::new(&bytes).fields(|thrift, id, _| {
            match id {
                2 => columns = schema(thrift)?,
                4 => {
                    // The groups stay where they are: a footer may have many.
                    let before = *thrift;
                    let (count, kind) = thrift.list()?;
                    if kind != STRUCT && count > 0 {
                        return Err(damaged("the row groups are no structures"));
                    }
                    (groups, at) = (count, thrift.at);
                    *thrift = before;
                    return Ok(false);
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self { bytes, columns, groups, at })
    }

    /// The next row group: how many rows it has, and the chunks of the wanted leaves, in their order; none after the last.
    pub fn group(&mut self, leaves: &[usize]) -> io::Result<Option<(u64, Vec<Chunk>)>> {
        if self.groups == 0 {
            return Ok(None);
        }
        self.groups -= 1;
        let mut chunks: Vec<Option<Chunk>> = vec![None; leaves.len()];
        let mut rows = 0;
        let mut thrift = Thrift { bytes: &self.bytes, at: self.at };
        let read = thrift.fields(|thrift, id, _| {
            match id {
                1 => {
                    let (count, kind) = thrift.list()?;
                    for leaf in 0..count {
                        match leaves.iter().position(|wanted| *wanted as u64 == leaf) {
                            Some(at) if kind == STRUCT => chunks[at] = Some(chunk(thrift)?),
                            _ => thrift.skip(kind, 0)?,
                        }
                    }
                }
                3 => rows = thrift.size()?,
                _ => return Ok(false),
            }
            Ok(true)
        });
        self.at = thrift.at;
        if read.is_err() {
            // Nothing tells where the next would begin.
            self.groups = 0;
        }
        read?;
        let chunks: Option<Vec<Chunk>> = chunks.into_iter().collect();
        chunks.map(|chunks| Some((rows, chunks))).ok_or_else(|| damaged("a row group lacks a column"))
    }
}

/// The columns of the top level, out of the schema, which lists a tree from its root.
fn schema(thrift: &mut Thrift<'_>) -> io::Result<Vec<Column>> {
    let (count, kind) = thrift.list()?;
    if count > MAX_COLUMNS || (kind != STRUCT && count > 0) {
        return Err(damaged("the schema has too many columns"));
    }
    let mut columns = Vec::new();
    let mut leaf = 0;
    // How many children the open nodes still lack; the root is at the bottom.
    let mut open: Vec<u64> = Vec::new();
    for index in 0..count {
        let (column, children, repetition) = element(thrift, leaf)?;
        if index == 0 {
            open.push(children);
            continue;
        }
        let top = open.len() == 1;
        if let Some(left) = open.last_mut() {
            *left = left.saturating_sub(1);
        }
        if children > 0 {
            open.push(children);
        } else {
            leaf += 1;
            if top && repetition < 2 {
                columns.push(column);
            }
        }
        while open.len() > 1 && open.last() == Some(&0) {
            open.pop();
        }
    }
    Ok(columns)
}

/// An element of the schema, how many children it has, and how it repeats.
fn element(thrift: &mut Thrift<'_>, leaf: usize) -> io::Result<(Column, u64, i64)> {
    let mut column = Column { name: String::new(), leaf, physical: -1, meaning: Meaning::Plain, optional: false };
    let (mut children, mut repetition) = (0, 0);
    thrift.fields(|thrift, id, _| {
        match id {
            1 => column.physical = thrift.whole()?,
            3 => repetition = thrift.whole()?,
            4 => column.name = String::from_utf8_lossy(thrift.binary()?).into_owned(),
            5 => children = thrift.size()?,
            6 => match thrift.whole()? {
                6 => column.meaning = Meaning::Days,
                9 => column.meaning = Meaning::Seconds(1_000),
                10 => column.meaning = Meaning::Seconds(1_000_000),
                _ => {}
            },
            10 => {
                if let Some(meaning) = logical(thrift)? {
                    column.meaning = meaning;
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    column.optional = repetition == 1;
    Ok((column, children, repetition))
}

/// The logical type of a column: a union, of which days and times matter here.
fn logical(thrift: &mut Thrift<'_>) -> io::Result<Option<Meaning>> {
    let mut meaning = None;
    thrift.fields(|thrift, id, kind| {
        match (id, kind) {
            (6, STRUCT) => meaning = Some(Meaning::Days),
            (8, STRUCT) => {
                thrift.fields(|thrift, id, kind| {
                    if (id, kind) != (2, STRUCT) {
                        return Ok(false);
                    }
                    thrift.fields(|_, id, _| {
                        meaning = match id {
                            1 => Some(Meaning::Seconds(1_000)),
                            2 => Some(Meaning::Seconds(1_000_000)),
                            _ => Some(Meaning::Seconds(1_000_000_000)),
                        };
                        Ok(false)
                    })?;
                    Ok(true)
                })?;
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    })?;
    Ok(meaning)
}

fn chunk(thrift: &mut Thrift<'_>) -> io::Result<Chunk> {
    let mut chunk = Chunk::default();
    let (mut data, mut dictionary) = (0, None);
    thrift.fields(|thrift, id, kind| {
        if (id, kind) != (3, STRUCT) {
            return Ok(false);
        }
        thrift.fields(|thrift, id, _| {
            match id {
                4 => chunk.codec = thrift.whole()?,
                5 => chunk.values = thrift.size()?,
                7 => chunk.length = thrift.size()?,
                9 => data = thrift.size()?,
                11 => dictionary = Some(thrift.size()?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(true)
    })?;
    chunk.start = dictionary.filter(|at| *at > 0 && *at < data).unwrap_or(data);
    Ok(chunk)
}
