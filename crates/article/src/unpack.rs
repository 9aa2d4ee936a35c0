//! What lies in these compressed bytes?
//!
//! gzip, zstd, bzip2 and xz are opened wherever they are met, by their first bytes. A running cap stops what unpacks to too much.

use crate::fault::Broken;
use crate::limits::{MAX_UNPACK_RATIO, MAX_UNPACKED_BYTES, UNPACK_GRACE_BYTES};
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// A way to compress bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Packing {
    /// Told by the first bytes.
    pub fn sniff(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Self::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }

    /// The unpacked bytes, as a stream that breaks off at the cap.
    pub fn open<'a>(self, bytes: Box<dyn BufRead + 'a>) -> Box<dyn BufRead + 'a> {
        let packed = Rc::new(Cell::new(0));
        let bytes = BufReader::with_capacity(1 << 16, Counted { inner: bytes, count: Rc::clone(&packed) });
        let inner: Box<dyn Read + 'a> = match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(bytes)),
            Self::Zstd => Box::new(ZstdFrames { frame: FrameDecoder::new(), started: false, source: bytes }),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(bytes)),
            Self::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(bytes, true, 96 << 10)),
        };
        Box::new(BufReader::with_capacity(1 << 16, Capped { inner, name: self.name(), packed, unpacked: 0 }))
    }
}

/// Unpacked bytes under the cap; also used by the zip reader.
pub struct Capped<R> {
    pub inner: R,
    pub name: &'static str,
    pub packed: Rc<Cell<u64>>,
    pub unpacked: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| {
            if error.get_ref().and_then(|inner| inner.downcast_ref::<Broken>()).is_some() {
                return error;
            }
            let cause = match error.kind() {
                _ if error.to_string().contains("memory") => {
                    return Broken::io(
                        format!("{} data want more memory than is given to them", self.name),
                        "pack them anew with a smaller window or dictionary",
                    );
                }
                io::ErrorKind::UnexpectedEof => format!("{} data end too early", self.name),
                _ => format!("{} data are damaged ({error})", self.name),
            };
            Broken::io(cause, "fetch or copy the file again")
        })?;
        self.unpacked = self.unpacked.saturating_add(count as u64);
        let most = self.packed.get().saturating_add(64).saturating_mul(MAX_UNPACK_RATIO).clamp(UNPACK_GRACE_BYTES, MAX_UNPACKED_BYTES);
        if self.unpacked > most {
            return Err(Broken::io(
                format!("{} data unpack to more than {} MB out of {} kB", self.name, most >> 20, self.packed.get() >> 10),
                "if these really are reports, unpack the file first",
            ));
        }
        Ok(count)
    }
}

/// Counts what passes.
pub struct Counted<R> {
    pub inner: R,
    pub count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count.set(self.count.get().saturating_add(count as u64));
        Ok(count)
    }
}

/// What damaged bytes are that could be unpacked.
pub const WRONG_SUM: &str = "their checksum or length is not as told";

/// All frames of a zstd stream, one after another.
struct ZstdFrames<R> {
    frame: FrameDecoder,
    started: bool,
    source: R,
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.started {
                while self.frame.can_collect() == 0 && !self.frame.is_finished() {
                    self.frame
                        .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                        .map_err(|_| io::Error::other("a block cannot be read"))?;
                }
                let count = self.frame.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                self.started = false;
                if let Some(told) = self.frame.get_checksum_from_data()
                    && self.frame.get_calculated_checksum() != Some(told)
                {
                    return Err(io::Error::other(WRONG_SUM));
                }
            }
            if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.frame.reset(&mut self.source) {
                Ok(()) => self.started = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut self.source.by_ref().take(u64::from(length)), &mut io::sink())?;
                }
                Err(FrameDecoderError::WindowSizeTooBig { requested, .. }) => {
                    let cause = format!("zstd data want {} MB of memory", requested >> 20);
                    return Err(Broken::io(cause, "pack them anew with a smaller window (without --long or --ultra)"));
                }
                Err(FrameDecoderError::DictNotProvided { .. }) => {
                    return Err(Broken::io("zstd data were packed with a dictionary", "unpack them with it first"));
                }
                Err(_) => return Err(io::Error::other("a frame begins with no header")),
            }
        }
    }
}
