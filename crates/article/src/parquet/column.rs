//! Which values does this column hold, one after another?
//!
//! One page is unpacked at a time, with the dictionary of its row group; all columns together hold no more than [`MAX_PAGES_BYTES`].

use super::encoding::{Deltas, Hybrid};
use super::footer::{Chunk, Column, Meaning};
use super::thrift::{TRUE, Thrift};
use super::{File, damaged};
use crate::fault::Broken;
use crate::limits::MAX_PAGES_BYTES;
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// As much is read to find the header of a page; statistics make some long.
const HEADER_BYTES: u64 = 64 << 10;

/// Values of one page.
const MAX_PAGE_VALUES: u64 = 1 << 28;

const INT32: i64 = 1;
const INT64: i64 = 2;
const INT96: i64 = 3;
const FLOAT: i64 = 4;
const DOUBLE: i64 = 5;
const TEXT: i64 = 6;

/// Whether values of the column can be given as text.
pub const fn is_read(column: &Column) -> bool {
    matches!(column.physical, INT32 | INT64 | INT96 | FLOAT | DOUBLE | TEXT)
}

/// The bytes of unpacked pages that all columns hold now.
#[derive(Debug, Clone, Default)]
pub struct Held(Rc<Cell<usize>>);

/// Unpacked bytes, counted as long as they live.
#[derive(Debug, Default)]
struct Page {
    bytes: Vec<u8>,
    held: Held,
}

impl Page {
    fn take(held: &Held, length: usize) -> io::Result<Self> {
        let all = held.0.get().saturating_add(length);
        if all > MAX_PAGES_BYTES {
            return Err(Broken::io(format!("pages of more than {} MB", MAX_PAGES_BYTES >> 20), "write the file with smaller pages"));
        }
        held.0.set(all);
        Ok(Self { bytes: vec![0; length], held: held.clone() })
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.held.0.set(self.held.0.get().saturating_sub(self.bytes.len()));
    }
}

/// The values of one column in one row group.
pub struct Values {
    column: Column,
    codec: i64,
    file: File,
    held: Held,
    at: u64,
    end: u64,
    dictionary: Option<Dictionary>,
    page: Page,
    /// Values left in the page, absent ones included.
    left: u64,
    present: Option<Hybrid>,
    form: Form,
}

struct Dictionary {
    page: Page,
    /// Where each value begins.
    starts: Vec<u32>,
}

/// How the values of a page are written.
enum Form {
    /// One after another, the next at this place.
    Plain(usize),
    Dictionary(Hybrid),
    Numbers(Deltas),
    /// Lengths first, then all words.
    Lengths(Deltas, usize),
    /// Each word by how much it shares with the one before.
    Prefixes(Deltas, Deltas, usize, Vec<u8>),
}

/// The header of a page.
#[derive(Debug, Default)]
struct Header {
    kind: i64,
    packed: usize,
    unpacked: usize,
    values: u64,
    encoding: i64,
    /// Of the second version: bytes of repetition and of definition levels, which are not packed.
    levels: Option<(usize, usize)>,
    is_packed: bool,
}

impl Values {
    pub fn new(column: Column, chunk: Chunk, file: File, held: Held) -> Self {
        let end = chunk.start.saturating_add(chunk.length);
        let page = Page { bytes: Vec::new(), held: held.clone() };
        Self {
            column,
            codec: chunk.codec,
            file,
            held,
            at: chunk.start,
            end,
            dictionary: None,
            page,
            left: 0,
            present: None,
            form: Form::Plain(0),
        }
    }

    /// Where in the file the next page begins.
    pub const fn place(&self) -> u64 {
        self.at
    }

    /// The next value as text, none if the row has none.
    pub fn next(&mut self) -> io::Result<Option<String>> {
        while self.left == 0 {
            self.page()?;
        }
        self.left -= 1;
        if let Some(present) = &mut self.present
            && present.next(&self.page.bytes)? == 0
        {
            return Ok(None);
        }
        let bytes = &self.page.bytes;
        match &mut self.form {
            Form::Plain(at) => value(&self.column, bytes, at),
            Form::Numbers(deltas) => Ok(number(&self.column, deltas.next(bytes)?)),
            Form::Dictionary(places) => {
                let place = places.next(bytes)? as usize;
                let dictionary = self.dictionary.as_ref().ok_or_else(|| damaged("a page has no dictionary"))?;
                let start = dictionary.starts.get(place).ok_or_else(|| damaged("a value is not in the dictionary"))?;
                value(&self.column, &dictionary.page.bytes, &mut (*start as usize))
            }
            Form::Lengths(lengths, at) => {
                let words = words(bytes, at, lengths.next(bytes)?)?;
                Ok(Some(String::from_utf8_lossy(words).into_owned()))
            }
            Form::Prefixes(prefixes, lengths, at, last) => {
                let shared = usize::try_from(prefixes.next(bytes)?).ok().filter(|shared| *shared <= last.len());
                last.truncate(shared.ok_or_else(|| damaged("a value shares more than there is"))?);
                last.extend_from_slice(words(bytes, at, lengths.next(bytes)?)?);
                Ok(Some(String::from_utf8_lossy(last).into_owned()))
            }
        }
    }

    /// Unpacks the next page.
    fn page(&mut self) -> io::Result<()> {
        if self.at >= self.end {
            return Err(damaged("a column has fewer values than rows"));
        }
        self.page = Page { bytes: Vec::new(), held: self.held.clone() };
        let header = self.header()?;
        match header.kind {
            0 | 3 => self.data(&header),
            2 => self.words(&header),
            // An index holds no values of ours.
            _ => {
                self.at += header.packed as u64;
                Ok(())
            }
        }
    }

    fn header(&mut self) -> io::Result<Header> {
        let mut head = Vec::new();
        let mut file = self.file.borrow_mut();
        file.seek(SeekFrom::Start(self.at))?;
        file.by_ref().take(HEADER_BYTES.min(self.end - self.at)).read_to_end(&mut head)?;
        let mut thrift = Thrift::new(&head);
        let mut header = Header { is_packed: true, ..Header::default() };
        let length = |thrift: &mut Thrift<'_>| thrift.size().map(|size| usize::try_from(size).unwrap_or(usize::MAX));
        thrift.fields(|thrift, id, _| {
            match id {
                1 => header.kind = thrift.whole()?,
                2 => header.unpacked = length(thrift)?,
                3 => header.packed = length(thrift)?,
                5 | 7 => thrift.fields(|thrift, id, _| {
                    match id {
                        1 => header.values = thrift.size()?,
                        2 => header.encoding = thrift.whole()?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?,
                8 => {
                    let (mut repetition, mut definition) = (0, 0);
                    thrift.fields(|thrift, id, kind| {
                        match id {
                            1 => header.values = thrift.size()?,
                            4 => header.encoding = thrift.whole()?,
                            5 => definition = length(thrift)?,
                            6 => repetition = length(thrift)?,
                            7 => header.is_packed = kind == TRUE,
                            _ => return Ok(false),
                        }
                        Ok(true)
                    })?;
                    header.levels = Some((repetition, definition));
                }
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        self.at += thrift.at as u64;
        if header.values > MAX_PAGE_VALUES {
            return Err(damaged("a page has too many values"));
        }
        if header.packed as u64 > self.end - self.at {
            return Err(damaged("a page is longer than its column"));
        }
        Ok(header)
    }

    /// The bytes of a page, its levels included.
    fn unpacked(&mut self, header: &Header) -> io::Result<Page> {
        let mut packed = Page::take(&self.held, header.packed)?;
        {
            let mut file = self.file.borrow_mut();
            file.seek(SeekFrom::Start(self.at))?;
            file.read_exact(&mut packed.bytes)?;
        }
        self.at += header.packed as u64;
        // Levels of the second version stand before the packed bytes.
        let bare = header.levels.map_or(0, |(repetition, definition)| repetition.saturating_add(definition));
        if self.codec == 0 || !header.is_packed {
            return Ok(packed);
        }
        let mut page = Page::take(&self.held, header.unpacked)?;
        let (Some(levels), Some(rest)) = (packed.bytes.get(..bare), packed.bytes.get(bare..)) else {
            return Err(damaged("the levels are longer than the page"));
        };
        let Some((first, into)) = page.bytes.split_at_mut_checked(bare) else {
            return Err(damaged("the levels are longer than the page"));
        };
        first.copy_from_slice(levels);
        if !rest.is_empty() || !into.is_empty() {
            unpack(self.codec, rest, into)?;
        }
        Ok(page)
    }

    fn words(&mut self, header: &Header) -> io::Result<()> {
        self.dictionary = None;
        let page = self.unpacked(header)?;
        let mut starts = Vec::new();
        let mut at = 0;
        for _ in 0..header.values {
            starts.push(at as u32);
            pass(&self.column, &page.bytes, &mut at)?;
        }
        self.dictionary = Some(Dictionary { page, starts });
        Ok(())
    }

    fn data(&mut self, header: &Header) -> io::Result<()> {
        let page = self.unpacked(header)?;
        let bytes = &page.bytes;
        let mut at = 0;
        self.present = None;
        match header.levels {
            Some((repetition, definition)) => {
                let start = repetition.min(bytes.len());
                at = start.saturating_add(definition).min(bytes.len());
                if self.column.optional {
                    self.present = Some(Hybrid::new(start, at, 1)?);
                }
            }
            None if self.column.optional => {
                let length = words(bytes, &mut at, 4)?.try_into().map_or(0, u32::from_le_bytes) as usize;
                let start = at;
                words(bytes, &mut at, length as i64)?;
                self.present = Some(Hybrid::new(start, at, 1)?);
            }
            None => {}
        }
        self.form = match header.encoding {
            0 => Form::Plain(at),
            2 | 8 => {
                // A page without any value has no width.
                let width = bytes.get(at).copied().unwrap_or(0);
                Form::Dictionary(Hybrid::new(at + 1, bytes.len(), u32::from(width))?)
            }
            5 if matches!(self.column.physical, INT32 | INT64) => Form::Numbers(Deltas::open(bytes, at, header.values)?),
            6 if self.column.physical == TEXT => {
                let lengths = Deltas::open(bytes, at, header.values)?;
                let start = lengths.end(bytes)?;
                Form::Lengths(lengths, start)
            }
            7 if self.column.physical == TEXT => {
                let prefixes = Deltas::open(bytes, at, header.values)?;
                let lengths = Deltas::open(bytes, prefixes.end(bytes)?, header.values)?;
                let start = lengths.end(bytes)?;
                Form::Prefixes(prefixes, lengths, start, Vec::new())
            }
            other => {
                return Err(Broken::io(format!("a column is written in a way that is not read (encoding {other})"), super::REWRITE));
            }
        };
        self.left = header.values;
        self.page = page;
        Ok(())
    }
}

/// Fills `into` with what `packed` holds; fewer bytes or more are a fault.
fn unpack(codec: i64, packed: &[u8], into: &mut [u8]) -> io::Result<()> {
    let count = match codec {
        1 => {
            if snap::raw::decompress_len(packed).map_err(io::Error::other)? > into.len() {
                return Err(damaged("a page is longer than it says"));
            }
            snap::raw::Decoder::new().decompress(packed, into).map_err(io::Error::other)?
        }
        2 => return flate2::bufread::MultiGzDecoder::new(packed).read_exact(into),
        6 => {
            let mut frames = packed;
            return ruzstd::decoding::StreamingDecoder::new(&mut frames).map_err(io::Error::other)?.read_exact(into);
        }
        7 => lz4_flex::block::decompress_into(packed, into).map_err(io::Error::other)?,
        other => {
            let name = match other {
                3 => "LZO",
                4 => "Brotli",
                5 => "LZ4 in Hadoop's frame",
                _ => "an unknown way",
            };
            return Err(Broken::io(format!("a column is packed by {name}"), super::REWRITE));
        }
    };
    if count == into.len() { Ok(()) } else { Err(damaged("a page is shorter than it says")) }
}

/// The bytes of that length from a place on; the place moves behind them.
fn words<'a>(bytes: &'a [u8], at: &mut usize, length: i64) -> io::Result<&'a [u8]> {
    let length = usize::try_from(length).map_err(|_| damaged("a length is negative"))?;
    let end = at.checked_add(length).ok_or(io::ErrorKind::UnexpectedEof)?;
    let found = bytes.get(*at..end).ok_or(io::ErrorKind::UnexpectedEof)?;
    *at = end;
    Ok(found)
}

fn fixed<const N: usize>(bytes: &[u8], at: &mut usize) -> io::Result<[u8; N]> {
    words(bytes, at, N as i64)?.try_into().map_err(|_| io::ErrorKind::UnexpectedEof.into())
}

/// Passes over a plain value.
fn pass(column: &Column, bytes: &[u8], at: &mut usize) -> io::Result<()> {
    let length = match column.physical {
        INT32 | FLOAT => 4,
        INT64 | DOUBLE => 8,
        INT96 => 12,
        TEXT => i64::from(u32::from_le_bytes(fixed(bytes, at)?)),
        _ => return Err(damaged("a column has no known type")),
    };
    words(bytes, at, length).map(drop)
}

/// A plain value as text.
fn value(column: &Column, bytes: &[u8], at: &mut usize) -> io::Result<Option<String>> {
    Ok(match column.physical {
        INT32 => number(column, i64::from(i32::from_le_bytes(fixed(bytes, at)?))),
        INT64 => number(column, i64::from_le_bytes(fixed(bytes, at)?)),
        INT96 => {
            // Nanoseconds of the day, then the day, counted from 4713 BC.
            let [_, _, _, _, _, _, _, _, day @ ..] = fixed::<12>(bytes, at)?;
            day_of(i64::from(i32::from_le_bytes(day)) - 2_440_588)
        }
        FLOAT => Some(f32::from_le_bytes(fixed(bytes, at)?).to_string()),
        DOUBLE => Some(f64::from_le_bytes(fixed(bytes, at)?).to_string()),
        _ => {
            let length = u32::from_le_bytes(fixed(bytes, at)?);
            Some(String::from_utf8_lossy(words(bytes, at, i64::from(length))?).into_owned())
        }
    })
}

fn number(column: &Column, value: i64) -> Option<String> {
    match column.meaning {
        Meaning::Plain => Some(value.to_string()),
        Meaning::Days => day_of(value),
        Meaning::Seconds(parts) => day_of(value.div_euclid(parts * 86_400)),
    }
}

/// The day so many days after 1 January 1970, if the calendar has it.
fn day_of(days: i64) -> Option<String> {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.checked_add(jiff::Span::new().try_days(days).ok()?).ok().map(|day| day.to_string())
}
