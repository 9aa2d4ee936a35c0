//! Names that lead to rows: sorted, each told by what it shares with the one before, searched by halving.

use crate::KnowledgeError;
use crate::block::u32_at;

/// Names that lead to rows, being collected.
#[derive(Default)]
pub(crate) struct NamesWriter {
    entries: Vec<(String, u32)>,
}

impl NamesWriter {
    /// Adds a name's key and a number to be found under it.
    pub(crate) fn add(&mut self, key: String, number: u32) {
        if !key.is_empty() && key.len() <= crate::fold::LONGEST_NAME {
            self.entries.push((key, number));
        }
    }

    /// Sorted keys in blocks of [`Names::STEP`], each told by what it shares with the one before; numbers ascend.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.entries.sort_unstable();
        self.entries.dedup();
        let mut data = Vec::new();
        let mut starts = Vec::new();
        let mut before: &str = "";
        for (nth, group) in self.entries.chunk_by(|a, b| a.0 == b.0).enumerate() {
            let key = group[0].0.as_str();
            if nth % Names::STEP == 0 {
                starts.push(data.len() as u32);
                before = "";
            }
            let shared = before.bytes().zip(key.bytes()).take_while(|(a, b)| a == b).count();
            data.push(shared as u8);
            data.push((key.len() - shared) as u8);
            data.extend(&key.as_bytes()[shared..]);
            write_varint(&mut data, group.len() as u32);
            let mut last = 0;
            for (_, number) in group {
                write_varint(&mut data, number - last);
                last = *number;
            }
            before = key;
        }
        let mut bytes = (starts.len() as u32).to_le_bytes().to_vec();
        bytes.extend(starts.iter().flat_map(|start| start.to_le_bytes()));
        bytes.extend(data);
        bytes
    }
}

/// Names that lead to rows: sorted, searched by halving.
#[derive(Clone, Copy)]
pub(crate) struct Names {
    starts: &'static [u8],
    data: &'static [u8],
}

impl Names {
    /// How many keys stand in a block: a key is found by halving over the blocks, then by reading at most this many.
    const STEP: usize = 16;

    pub(crate) fn open(bytes: &'static [u8]) -> Result<Self, KnowledgeError> {
        let blocks = u32_at(bytes, 0).unwrap_or(0) as usize;
        let end = blocks.saturating_mul(4).saturating_add(4);
        match (bytes.get(4..end), bytes.get(end..)) {
            (Some(starts), Some(data)) => Ok(Self { starts, data }),
            _ => Err(KnowledgeError::block("has a list of names beyond its end")),
        }
    }

    /// The numbers kept under a key.
    pub(crate) fn get(self, key: &str) -> Vec<u32> {
        match self.first_from(key) {
            Some((found, numbers)) if found == key.as_bytes() => numbers,
            _ => Vec::new(),
        }
    }

    /// Whether a key is these words or begins with them and a space.
    pub(crate) fn has_prefix(self, words: &str) -> bool {
        if self.first_from(words).is_some_and(|(found, _)| found == words.as_bytes()) {
            return true;
        }
        let longer = format!("{words} ");
        self.first_from(&longer).is_some_and(|(found, _)| found.starts_with(longer.as_bytes()))
    }

    /// The first key that is not before this one, and its numbers.
    fn first_from(self, key: &str) -> Option<(Vec<u8>, Vec<u32>)> {
        let key = key.as_bytes();
        let blocks = self.starts.len() / 4;
        let (mut low, mut high) = (0, blocks);
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.head(middle)? <= key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let block = low.saturating_sub(1);
        let mut cursor = Cursor { data: self.data, at: self.start(block)? };
        let mut current = Vec::new();
        // The key, or the next one after it, stands in this block or is the first of the next.
        for _ in 0..=Self::STEP {
            let shared = usize::from(cursor.byte()?);
            let length = usize::from(cursor.byte()?);
            current.truncate(shared);
            current.extend_from_slice(cursor.take(length)?);
            let count = cursor.varint()?;
            if current.as_slice() >= key {
                let mut numbers = Vec::with_capacity(count.min(4096) as usize);
                let mut last = 0u32;
                for _ in 0..count {
                    last = last.wrapping_add(cursor.varint()?);
                    numbers.push(last);
                }
                return Some((current, numbers));
            }
            for _ in 0..count {
                cursor.varint()?;
            }
        }
        None
    }

    fn start(self, block: usize) -> Option<usize> {
        u32_at(self.starts, block.checked_mul(4)?).map(|start| start as usize)
    }

    /// The first key of a block, which is told in full.
    fn head(self, block: usize) -> Option<&'static [u8]> {
        let mut cursor = Cursor { data: self.data, at: self.start(block)?.checked_add(1)? };
        let length = usize::from(cursor.byte()?);
        cursor.take(length)
    }
}

struct Cursor {
    data: &'static [u8],
    at: usize,
}

impl Cursor {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.data.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let bytes = self.data.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(bytes)
    }

    fn varint(&mut self) -> Option<u32> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

fn write_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(keys: &[&str]) -> Names {
        let mut writer = NamesWriter::default();
        (0u32..).zip(keys).for_each(|(i, key)| writer.add((*key).to_owned(), i * 1000));
        Names::open(writer.finish().leak()).unwrap()
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        let keys: Vec<String> = (0..1000).map(|i| format!("san {i} place")).collect();
        let names = names(&keys.iter().map(String::as_str).collect::<Vec<_>>());
        for (i, key) in (0u32..).zip(&keys) {
            assert_eq!(names.get(key), [i * 1000]);
        }
        for none in ["", "san", "san 1000 place", "zzz", "san 5"] {
            assert!(names.get(none).is_empty(), "{none}");
        }
        assert!(names.has_prefix("san") && names.has_prefix("san 500") && names.has_prefix("san 500 place"));
        assert!(!names.has_prefix("sa") && !names.has_prefix("san 1000") && !names.has_prefix("san 500 p") && !names.has_prefix("z"));
    }

    #[test]
    fn an_empty_list_answers() {
        assert!(names(&[]).get("x").is_empty());
        assert!(!names(&[]).has_prefix("x"));
    }
}
