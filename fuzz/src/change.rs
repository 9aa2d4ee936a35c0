//! Which input comes next?

/// Numbers that look random and are the same in every run (xorshift).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers that this one begins.
    pub const fn new(number: u64) -> Self {
        Self(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// A number below `most`; 0 if that is 0.
    pub const fn below(&mut self, most: usize) -> usize {
        if most == 0 { 0 } else { (self.number() % most as u64) as usize }
    }
}

/// The longest input that is made.
const MAX_BYTES: usize = 256 << 10;

/// Pieces that formats give a meaning to.
const PIECES: [&[u8]; 48] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\n\n",
    b"\"",
    b"\"\"",
    b"\\u0000",
    b"\\ud800",
    b",",
    b"\t",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"null",
    b"1e999",
    b"<",
    b">",
    b"</",
    b"<p>",
    b"<div>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&amp;",
    b"&#x110000;",
    b"&#0;",
    b"<script>",
    b"<table>",
    b"<svg>",
    b"<template>",
    b"<item>",
    b"</item>",
    b"WARC/1.0\r\n",
    b"Content-Length: 9999999999\r\n",
    b"Content-Length: 0\r\n",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"From ",
    b"=?utf-8?B?",
    b"--=\r\n",
    b"PK\x03\x04",
    b"PAR1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa8",
    b"2031-02-30",
];

/// Numbers at the edges, for sizes.
const EDGES: [u64; 10] = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, u64::MAX];

/// A seed with a few changes; now and then a part of another seed is set into it.
pub fn change(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = seeds.get(random.below(seeds.len())).cloned().unwrap_or_default();
    for _ in 0..=random.below(5) {
        once(&mut input, seeds, random);
        input.truncate(MAX_BYTES);
    }
    input
}

fn once(input: &mut Vec<u8>, seeds: &[Vec<u8>], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let most = 1 << random.below(12);
    let to = (at + 1 + random.below(most)).min(input.len());
    let range = at.min(to)..to;
    match random.below(12) {
        0..=2 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        3 => {
            if let Some(byte) = input.get_mut(at) {
                *byte = random.number() as u8;
            }
        }
        4 => input.truncate(at),
        5 => drop(input.drain(range)),
        6 => {
            let part = input.get(range).unwrap_or_default().to_vec();
            input.splice(at..at, part.repeat(1 + random.below(4)));
        }
        7 | 8 => {
            let piece = PIECES.get(random.below(PIECES.len())).copied().unwrap_or_default();
            input.splice(at..at, piece.repeat(1 + random.below(3)));
        }
        9 => {
            let number = EDGES.get(random.below(EDGES.len())).copied().unwrap_or(0).to_le_bytes();
            let width = 1 << random.below(4);
            for (byte, new) in input.iter_mut().skip(at).zip(number.into_iter().take(width)) {
                *byte = new;
            }
        }
        10 => {
            let other = seeds.get(random.below(seeds.len())).map_or(&[][..], Vec::as_slice);
            let from = random.below(other.len());
            let part = other.get(from..(from + 1 + random.below(512)).min(other.len())).unwrap_or_default().to_vec();
            input.splice(range, part);
        }
        _ => {
            let byte = input.get(at).copied().unwrap_or(b' ');
            input.splice(at..at, std::iter::repeat_n(byte, random.below(300)));
        }
    }
}
