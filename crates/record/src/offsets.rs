use crate::Span;

/// Bytes between two remembered counts.
const STRIDE: usize = 256;

/// Turns byte offsets into Unicode code point offsets of one text.
pub struct Offsets<'a> {
    text: &'a str,
    /// Code points before byte `i * STRIDE`; empty for ASCII text, where the two are the same.
    counts: Vec<usize>,
}

impl<'a> Offsets<'a> {
    /// Counts the text once.
    pub fn new(text: &'a str) -> Self {
        if text.is_ascii() {
            return Self { text, counts: Vec::new() };
        }
        let mut counts = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut seen = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            counts.push(seen);
            seen += begun_in(chunk);
        }
        Self { text, counts }
    }

    /// Code points before the byte `at`; past the end, the number of code points of the text.
    pub fn point(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        if self.counts.is_empty() {
            return at;
        }
        let stride = (at / STRIDE).min(self.counts.len() - 1);
        self.counts[stride] + begun_in(&self.text.as_bytes()[stride * STRIDE..at])
    }

    /// Start and end of a span in code points.
    pub fn points(&self, span: Span) -> (usize, usize) {
        (self.point(span.start), self.point(span.end))
    }
}

/// How many code points begin in these bytes of UTF-8.
fn begun_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
}
