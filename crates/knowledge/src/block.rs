//! The compiled block: named sections of bytes under one checksum, and the strings and names in them.

use crate::KnowledgeError;
use std::collections::BTreeMap;

/// The first bytes of a block; the digit is the version of its form.
const MAGIC: &[u8; 8] = b"DIURNAK1";
/// Bytes before the first entry of the directory: magic, checksum, number of sections.
const HEAD: usize = 20;
/// Bytes of an entry of the directory: name, offset, length.
const ENTRY: usize = 16;

/// A block being put together.
#[derive(Default)]
pub(crate) struct BlockWriter {
    sections: Vec<(&'static str, Vec<u8>)>,
}

impl BlockWriter {
    /// Adds a section; its name has at most 8 bytes.
    pub(crate) fn add(&mut self, name: &'static str, bytes: Vec<u8>) {
        self.sections.push((name, bytes));
    }

    /// The block.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut body = (self.sections.len() as u32).to_le_bytes().to_vec();
        let mut at = HEAD + ENTRY * self.sections.len();
        for (name, bytes) in &self.sections {
            let mut padded = [0; 8];
            padded.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
            body.extend(padded);
            body.extend((at as u32).to_le_bytes());
            body.extend((bytes.len() as u32).to_le_bytes());
            at += bytes.len();
        }
        for (_, bytes) in self.sections {
            body.extend(bytes);
        }
        let mut block = MAGIC.to_vec();
        block.extend(checksum(&body).to_le_bytes());
        block.extend(body);
        block
    }
}

/// A block that has passed its checksum.
#[derive(Clone, Copy)]
pub(crate) struct Block(&'static [u8]);

impl Block {
    pub(crate) fn open(bytes: &'static [u8]) -> Result<Self, KnowledgeError> {
        let (Some(magic), Some(sum), Some(body)) = (bytes.get(..8), bytes.get(8..16), bytes.get(16..)) else {
            return Err(KnowledgeError::block("is cut short"));
        };
        if magic != MAGIC {
            return Err(KnowledgeError::block("is of another kind or version"));
        }
        if sum != checksum(body).to_le_bytes() {
            return Err(KnowledgeError::block("is damaged (its checksum differs)"));
        }
        Ok(Self(bytes))
    }

    /// A section by name.
    pub(crate) fn section(self, name: &str) -> Result<&'static [u8], KnowledgeError> {
        let count = u32_at(self.0, 16).unwrap_or(0) as usize;
        for entry in self.0.get(HEAD..).unwrap_or(&[]).chunks_exact(ENTRY).take(count) {
            let label = entry.get(..8).unwrap_or(&[]);
            if label.split(|b| *b == 0).next() == Some(name.as_bytes()) {
                let start = u32_at(entry, 8).unwrap_or(0) as usize;
                let end = start.saturating_add(u32_at(entry, 12).unwrap_or(0) as usize);
                return self.0.get(start..end).ok_or_else(|| KnowledgeError::block("has a section beyond its end"));
            }
        }
        Err(KnowledgeError::block(&format!("has no section `{name}`")))
    }

    /// A section of text.
    pub(crate) fn text(self, name: &str) -> Result<&'static str, KnowledgeError> {
        std::str::from_utf8(self.section(name)?).map_err(|_| KnowledgeError::block(&format!("section `{name}` is not text")))
    }
}

/// A quick checksum against damage in transit, not against malice.
fn checksum(bytes: &[u8]) -> u64 {
    let mut words = bytes.chunks_exact(8);
    let mut sum = bytes.len() as u64;
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    for word in &mut words {
        let mut eight = [0; 8];
        eight.copy_from_slice(word);
        sum = mix(sum, u64::from_le_bytes(eight));
    }
    words.remainder().iter().fold(sum, |sum, byte| mix(sum, u64::from(*byte)))
}

/// Four bytes as a number, the low byte first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// Strings being collected, each kept once.
#[derive(Default)]
pub(crate) struct StringsWriter<'a> {
    known: std::collections::HashMap<&'a str, u32>,
    bytes: Vec<u8>,
}

impl<'a> StringsWriter<'a> {
    /// The reference of a string (cut at 65,535 bytes).
    pub(crate) fn add(&mut self, string: &'a str) -> u32 {
        if let Some(reference) = self.known.get(string) {
            return *reference;
        }
        let reference = self.bytes.len() as u32;
        let cut = (0..=string.len().min(usize::from(u16::MAX))).rev().find(|at| string.is_char_boundary(*at)).unwrap_or(0);
        self.bytes.extend((cut as u16).to_le_bytes());
        self.bytes.extend(&string.as_bytes()[..cut]);
        self.known.insert(string, reference);
        reference
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// The strings of a block, by reference.
#[derive(Clone, Copy)]
pub(crate) struct Strings(pub(crate) &'static [u8]);

impl Strings {
    /// The string of a reference; empty where there is none.
    pub(crate) fn get(self, reference: u32) -> &'static str {
        let at = reference as usize;
        let slice = || {
            let length = self.0.get(at..at.checked_add(2)?)?;
            let start = at + 2;
            let bytes = self.0.get(start..start + usize::from(u16::from_le_bytes([length[0], length[1]])))?;
            std::str::from_utf8(bytes).ok()
        };
        slice().unwrap_or("")
    }
}

/// Rows of text kept as text: sections that are small enough to be read whole when the block is opened.
pub(crate) fn join(tables: &BTreeMap<&str, &str>) -> Vec<u8> {
    // A form feed cannot stand in a table, so it parts the tables.
    tables.iter().map(|(file, text)| format!("{file}\n{text}\u{c}")).collect::<String>().into_bytes()
}

/// The tables of a section written by [`join`].
pub(crate) fn split(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split('\u{c}').filter_map(|table| table.split_once('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told() {
        let mut writer = BlockWriter::default();
        writer.add("text", b"hello".to_vec());
        let good = writer.finish();
        assert_eq!(Block::open(good.clone().leak()).unwrap().text("text").unwrap(), "hello");
        for i in 0..good.len() {
            let mut bad = good.clone();
            bad[i] ^= 4;
            assert!(Block::open(bad.leak()).is_err(), "byte {i}");
            assert!(Block::open(good[..i].to_vec().leak()).is_err(), "length {i}");
        }
    }
}
