//! Bytes at rest: zstd, and the hashes that name them.

use crate::StoreError;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::Read;

/// The most that one packed cell may unpack to (a report's raw bytes are at most 16 MiB).
const MAX_UNPACKED_BYTES: u64 = 256 << 20;

/// Packs bytes as one zstd frame.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// The bytes of a zstd frame.
pub fn unpack(frame: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    let decoder = StreamingDecoder::new(frame).map_err(|e| StoreError::damaged(format!("a packed cell: {e}")))?;
    decoder.take(MAX_UNPACKED_BYTES).read_to_end(&mut bytes).map_err(|e| StoreError::damaged(format!("a packed cell: {e}")))?;
    Ok(bytes)
}

/// The text of a zstd frame.
pub fn unpack_text(frame: &[u8]) -> Result<String, StoreError> {
    String::from_utf8(unpack(frame)?).map_err(|_| StoreError::damaged("a packed text is not UTF-8"))
}

/// SHA-256 of parts, each preceded by its length, in hexadecimal.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    let mut hex = String::with_capacity(64);
    for byte in digest.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for bytes in [&b""[..], b"a", &b"police arrested 14 people. ".repeat(5000), &(0..=255).collect::<Vec<u8>>()] {
            assert_eq!(unpack(&pack(bytes)).expect("a frame"), bytes);
        }
        assert!(unpack(b"no frame").is_err());
    }

    #[test]
    fn the_border_between_parts_counts() {
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_eq!(hash(&[b"x"]).len(), 64);
    }
}
