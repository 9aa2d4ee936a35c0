//! Which numbers do these packed bits hold?
//!
//! Both readers keep a place only; the bytes are handed in each time. They never read past the end they were given.

use super::damaged;
use super::thrift::Thrift;
use std::io;

/// Runs of equal numbers and of bit-packed ones, mixed: levels and places in a dictionary.
#[derive(Debug, Clone, Default)]
pub struct Hybrid {
    at: usize,
    end: usize,
    width: u32,
    /// Numbers left in the run.
    left: u64,
    /// The number of a run of equals, else bits are read.
    equal: Option<u32>,
    /// The bit at which the next packed number begins.
    bit: u64,
}

impl Hybrid {
    /// Numbers of `width` bits in the bytes from `at` to `end`.
    pub fn new(at: usize, end: usize, width: u32) -> io::Result<Self> {
        if width > 32 {
            return Err(damaged("numbers are too wide"));
        }
        Ok(Self { at, end, width, ..Self::default() })
    }

    pub fn next(&mut self, bytes: &[u8]) -> io::Result<u32> {
        while self.left == 0 {
            self.run(bytes)?;
        }
        self.left -= 1;
        if let Some(value) = self.equal {
            return Ok(value);
        }
        let value = bits(bytes.get(..self.end).unwrap_or(bytes), self.bit, self.width)?;
        self.bit += u64::from(self.width);
        Ok(value as u32)
    }

    fn run(&mut self, bytes: &[u8]) -> io::Result<()> {
        let all = bytes.get(..self.end).ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut thrift = Thrift { bytes: all, at: self.at };
        let head = thrift.varint()?;
        self.at = thrift.at;
        if head & 1 == 1 {
            self.left = (head >> 1).checked_mul(8).ok_or_else(|| damaged("a run is too long"))?;
            self.equal = None;
            self.bit = self.at as u64 * 8;
            let bytes = (head >> 1).checked_mul(u64::from(self.width)).ok_or_else(|| damaged("a run is too long"))?;
            // The last run may be cut: its bits are looked for when they are asked for.
            self.at = self.at.saturating_add(usize::try_from(bytes).unwrap_or(usize::MAX)).min(self.end);
        } else {
            self.left = head >> 1;
            self.equal = Some(bits(all, self.at as u64 * 8, self.width.div_ceil(8) * 8)? as u32);
            self.at += self.width.div_ceil(8) as usize;
        }
        if self.left == 0 && self.at >= self.end {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }
}

/// Numbers told by their differences, in blocks of bit-packed miniblocks.
#[derive(Debug, Clone, Default)]
pub struct Deltas {
    at: usize,
    block: u64,
    minis: usize,
    /// Numbers left in all, the one in `value` included.
    left: u64,
    value: i64,
    least: i64,
    widths: Vec<u8>,
    mini: usize,
    /// Differences left in the miniblock, and the bit of the next.
    in_mini: u64,
    bit: u64,
}

impl Deltas {
    /// Opens the numbers that begin at `at`; there must be no more than `most`.
    pub fn open(bytes: &[u8], at: usize, most: u64) -> io::Result<Self> {
        let mut thrift = Thrift { bytes, at };
        let (block, minis, left) = (thrift.varint()?, thrift.varint()?, thrift.varint()?);
        let value = thrift.whole()?;
        if minis == 0 || minis > 512 || block == 0 || block > 1 << 20 || !block.is_multiple_of(minis) || left > most {
            return Err(damaged("the sizes of a block are impossible"));
        }
        let minis = minis as usize;
        Ok(Self { at: thrift.at, block, minis, left, value, mini: minis, ..Self::default() })
    }

    pub fn next(&mut self, bytes: &[u8]) -> io::Result<i64> {
        if self.left == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let value = self.value;
        self.left -= 1;
        if self.left > 0 {
            let difference = self.difference(bytes)?;
            self.value = value.wrapping_add(self.least).wrapping_add(difference as i64);
        }
        Ok(value)
    }

    fn difference(&mut self, bytes: &[u8]) -> io::Result<u64> {
        if self.in_mini == 0 {
            if self.mini >= self.minis {
                let mut thrift = Thrift { bytes, at: self.at };
                self.least = thrift.whole()?;
                let widths = bytes.get(thrift.at..thrift.at + self.minis).ok_or(io::ErrorKind::UnexpectedEof)?;
                self.widths = widths.to_vec();
                self.at = thrift.at + self.minis;
                self.mini = 0;
            }
            self.in_mini = self.block / self.minis as u64;
            self.bit = self.at as u64 * 8;
            let width = u64::from(self.width());
            self.at = self.at.saturating_add((self.in_mini * width).div_ceil(8) as usize);
            self.mini += 1;
        }
        let width = u32::from(*self.widths.get(self.mini.wrapping_sub(1)).unwrap_or(&0));
        let value = bits(bytes, self.bit, width)?;
        self.bit += u64::from(width);
        self.in_mini -= 1;
        Ok(value)
    }

    fn width(&self) -> u8 {
        self.widths.get(self.mini).copied().unwrap_or(0)
    }

    /// Where the numbers end: the place after the last miniblock that holds any.
    pub fn end(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.clone();
        while all.left > 0 {
            all.next(bytes)?;
        }
        Ok(all.at.min(bytes.len()))
    }
}

/// `width` bits, the lowest first, from a bit on.
fn bits(bytes: &[u8], bit: u64, width: u32) -> io::Result<u64> {
    if width > 64 {
        return Err(damaged("numbers are too wide"));
    }
    let start = usize::try_from(bit / 8).map_err(|_| io::ErrorKind::UnexpectedEof)?;
    let offset = (bit % 8) as u32;
    let count = (offset + width).div_ceil(8) as usize;
    let part = bytes.get(start..start.saturating_add(count)).ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut all = 0_u128;
    for (index, byte) in part.iter().enumerate() {
        all |= u128::from(*byte) << (8 * index);
    }
    let mask = if width == 64 { u64::MAX } else { (1_u64 << width) - 1 };
    Ok((all >> offset) as u64 & mask)
}
