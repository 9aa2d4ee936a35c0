//! Words to word pieces: the unigram path of highest total score.

use crate::ModelError;
use crate::weights::{File, damaged};
use unicode_normalization::UnicodeNormalization;

/// The ids of the pieces that stand for no text.
pub(crate) const START: u32 = 0;
pub(crate) const END: u32 = 2;
const UNKNOWN: u32 = 3;
const SPECIAL: usize = 4;
/// Stands before a word that follows white space.
const MARK: char = '\u{2581}';
/// Letters of a word that are looked at; the longest pieces that remain of it fit many times into them.
const MAX_LETTERS: usize = 200;

/// The pieces, and their scores.
pub(crate) struct Pieces {
    /// All pieces in order of their bytes.
    sorted: Vec<Piece>,
    text: Vec<u8>,
    count: usize,
    unknown_score: f64,
    /// Pieces of a word that are kept.
    longest: usize,
}

struct Piece {
    start: u32,
    end: u32,
    id: u32,
    score: f32,
}

/// Room to split words in.
#[derive(Default)]
pub(crate) struct Splitting {
    word: String,
    /// For each byte: the best total score up to it, and where its last piece begins.
    best: Vec<(f64, usize, u32)>,
}

impl Pieces {
    /// Reads `pieces` and `piece_scores`.
    pub(crate) fn read(file: &File) -> Result<Self, ModelError> {
        let (text, scores) = (file.bytes("pieces")?, file.float_rows("piece_scores", 1)?);
        let (mut sorted, mut at) = (Vec::with_capacity(scores.len()), 0);
        for (id, &score) in scores.iter().enumerate() {
            let size = *text.get(at).ok_or_else(|| damaged("it has fewer pieces than scores"))?;
            let (start, end) = (at + 1, at + 1 + usize::from(size));
            let bytes = text.get(start..end).ok_or_else(|| damaged("its pieces are cut off"))?;
            if std::str::from_utf8(bytes).is_err() {
                return Err(damaged("its pieces are no text"));
            }
            if id >= SPECIAL && size > 0 {
                sorted.push(Piece { start: start as u32, end: end as u32, id: id as u32, score });
            }
            at = end;
        }
        if at != text.len() || scores.len() < SPECIAL || u32::try_from(text.len()).is_err() {
            return Err(damaged("its pieces and their scores do not agree"));
        }
        sorted.sort_by(|a, b| text[a.start as usize..a.end as usize].cmp(&text[b.start as usize..b.end as usize]).then(b.id.cmp(&a.id)));
        let lowest = sorted.iter().map(|piece| piece.score).fold(0.0, f32::min);
        let unknown_score = file.config.unk_score.unwrap_or(f64::from(lowest) - 10.0);
        Ok(Self { sorted, text: text.to_vec(), count: scores.len(), unknown_score, longest: file.config.max_word_pieces })
    }

    /// Appends the pieces of a word, one at least; `marked`: it follows white space.
    pub(crate) fn split(&self, form: &str, marked: bool, room: &mut Splitting, to: &mut Vec<u32>) -> usize {
        let Splitting { word, best } = room;
        word.clear();
        word.extend(marked.then_some(MARK));
        if form.is_ascii() {
            word.extend(form.chars().take(MAX_LETTERS));
        } else {
            word.extend(form.chars().take(MAX_LETTERS).nfkc().take(MAX_LETTERS));
        }
        let size = word.len();
        best.clear();
        best.resize(size + 1, (f64::NEG_INFINITY, 0, UNKNOWN));
        best[0].0 = 0.0;
        for (start, letter) in word.char_indices() {
            let so_far = best[start].0;
            self.prefixes(word.as_bytes().get(start..).unwrap_or(&[]), |length, piece| {
                let total = so_far + f64::from(piece.score);
                if let Some(end) = best.get_mut(start + length).filter(|end| total > end.0) {
                    *end = (total, start, piece.id);
                }
            });
            let (end, total) = (start + letter.len_utf8(), so_far + self.unknown_score);
            if total > best[end].0 {
                best[end] = (total, start, UNKNOWN);
            }
        }
        let (first, mut end) = (to.len(), size);
        while end > 0 {
            let (_, start, id) = best[end];
            if id != UNKNOWN || to.len() == first || to.last() != Some(&UNKNOWN) {
                to.push(id);
            }
            end = start;
        }
        to[first..].reverse();
        to.truncate(first + self.longest);
        if to.len() == first {
            to.push(UNKNOWN);
        }
        to.len() - first
    }

    /// How many there are, the special ones included.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// Calls with each piece that `bytes` begins with, shortest first.
    fn prefixes(&self, bytes: &[u8], mut call: impl FnMut(usize, &Piece)) {
        let mut within = &self.sorted[..];
        for (at, &byte) in bytes.iter().enumerate() {
            // All of `within` begin with the bytes before `at`; those that end there come first.
            let next = |piece: &Piece| {
                self.text.get(piece.start as usize + at).filter(|_| piece.start as usize + at < piece.end as usize).copied()
            };
            within = &within[within.partition_point(|piece| next(piece) < Some(byte))..];
            within = &within[..within.partition_point(|piece| next(piece) == Some(byte))];
            match within {
                [] => return,
                [piece, ..] if piece.end as usize - piece.start as usize == at + 1 => call(at + 1, piece),
                _ => {}
            }
        }
    }
}
