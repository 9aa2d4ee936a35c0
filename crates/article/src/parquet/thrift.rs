//! What do these bytes of Thrift's compact protocol say?
//!
//! Only what the header of a page and the footer of a file need. Every read is checked; what is not asked for is skipped.

use super::damaged;
use std::io;

/// Structures within structures that are skipped; the format has four.
const MAX_DEPTH: u8 = 16;

/// Types of fields, as the protocol numbers them.
pub const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
pub const STRUCT: u8 = 12;

/// A place in the bytes.
#[derive(Debug, Clone, Copy)]
pub struct Thrift<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Thrift<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Reads a structure: `field` gets each field's number and type and answers whether it read it; other fields are skipped.
    pub fn fields(&mut self, mut field: impl FnMut(&mut Self, i16, u8) -> io::Result<bool>) -> io::Result<()> {
        let mut id = 0_i16;
        loop {
            let Some(kind) = self.header(&mut id)? else { return Ok(()) };
            if !field(self, id, kind)? {
                self.skip(kind, 0)?;
            }
        }
    }

    /// The type of the next field, none at the end of the structure.
    fn header(&mut self, id: &mut i16) -> io::Result<Option<u8>> {
        let head = self.byte()?;
        let (step, kind) = (head >> 4, head & 15);
        if kind == 0 {
            return Ok(None);
        }
        *id = match step {
            0 => i16::try_from(self.whole()?).map_err(|_| damaged("a field's number is too large"))?,
            step => id.checked_add(i16::from(step)).ok_or_else(|| damaged("a field's number is too large"))?,
        };
        Ok(Some(kind))
    }

    fn byte(&mut self) -> io::Result<u8> {
        let byte = self.bytes.get(self.at).copied().ok_or(io::ErrorKind::UnexpectedEof)?;
        self.at += 1;
        Ok(byte)
    }

    /// A number of up to ten bytes, seven bits each, the lowest first.
    pub fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0_u64;
        for shift in (0..70).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 127).checked_shl(shift).unwrap_or(0);
            if byte < 128 {
                return Ok(value);
            }
        }
        Err(damaged("a number is too long"))
    }

    /// A whole number with its sign.
    pub fn whole(&mut self) -> io::Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A size or a place: a whole number that is not negative.
    pub fn size(&mut self) -> io::Result<u64> {
        u64::try_from(self.whole()?).map_err(|_| damaged("a size is negative"))
    }

    pub fn binary(&mut self) -> io::Result<&'a [u8]> {
        let length = usize::try_from(self.varint()?).map_err(|_| damaged("a name is too long"))?;
        let end = self.at.checked_add(length).ok_or_else(|| damaged("a name is too long"))?;
        let bytes = self.bytes.get(self.at..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        self.at = end;
        Ok(bytes)
    }

    /// The head of a list: how many elements, and their type.
    pub fn list(&mut self) -> io::Result<(u64, u8)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        Ok((count, head & 15))
    }

    /// Passes over a value of that type.
    pub fn skip(&mut self, kind: u8, depth: u8) -> io::Result<()> {
        if depth > MAX_DEPTH {
            return Err(damaged("structures are nested too deeply"));
        }
        match kind {
            TRUE | FALSE => {}
            BYTE => drop(self.byte()?),
            4..=6 => drop(self.varint()?),
            DOUBLE => self.at = self.at.saturating_add(8),
            BINARY => drop(self.binary()?),
            LIST | SET => {
                let (count, element) = self.list()?;
                for _ in 0..count {
                    // The elements of a list of truths take a byte each.
                    self.skip(if element <= FALSE { BYTE } else { element }, depth + 1)?;
                }
            }
            MAP => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                for _ in 0..count {
                    for kind in [kinds >> 4, kinds & 15] {
                        self.skip(if kind <= FALSE { BYTE } else { kind }, depth + 1)?;
                    }
                }
            }
            STRUCT => {
                let mut id = 0;
                while let Some(kind) = self.header(&mut id)? {
                    self.skip(kind, depth + 1)?;
                }
            }
            _ => return Err(damaged("a field has no known type")),
        }
        Ok(())
    }
}
