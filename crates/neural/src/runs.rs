//! Sentences to runs: the stretches of a report that the network reads in one go.

use crate::pieces::{END, Pieces, START, Splitting};
use record::{Document, Sentence};

/// A run of a report.
#[derive(Default)]
pub(crate) struct Run {
    /// The ids of its pieces, with those of start and end around them.
    pub(crate) pieces: Vec<u32>,
    /// How many pieces each word has.
    pub(crate) sizes: Vec<u32>,
    /// What it holds of which sentences.
    pub(crate) parts: Vec<Part>,
}

/// The words of a sentence that stand in one run: all of them, except in a sentence longer than a run.
pub(crate) struct Part {
    /// Index of its first word in the sentence.
    pub(crate) first: usize,
    /// How many words it has.
    pub(crate) words: usize,
}

/// Cuts a report into runs, in order: as many whole sentences as `max_run` pieces allow; a longer sentence alone, in several. A dateline is a run
/// by itself: it is no part of what is told.
pub(crate) fn cut(pieces: &Pieces, max_run: usize, document: &Document, sentences: &[Sentence], mut take: impl FnMut(Run)) {
    let (mut room, mut ids, mut sizes) = (Splitting::default(), Vec::new(), Vec::new());
    let mut run = Run::default();
    let is_dateline = |s: &Sentence| document.is_dateline(s.block);
    let mut last: Option<&Sentence> = None;
    for sentence in sentences {
        let apart = is_dateline(sentence) || last.is_some_and(is_dateline);
        last = Some(sentence);
        ids.clear();
        sizes.clear();
        for (at, token) in sentence.tokens.iter().enumerate() {
            let marked = token.space_before || token.continues || at == 0;
            sizes.push(pieces.split(token.form(&document.text), marked, &mut room, &mut ids) as u32);
        }
        if !run.sizes.is_empty() && (apart || run.pieces.len() - 1 + ids.len() > max_run) {
            take(std::mem::take(&mut run).closed());
        }
        if ids.len() <= max_run {
            run.add(0, &sizes, &ids);
            continue;
        }
        let (mut first, mut ids) = (0, &ids[..]);
        while first < sizes.len() {
            let mut used = 0;
            let fit = |&&size: &&u32| {
                used += size as usize;
                used <= max_run
            };
            let words = sizes[first..].iter().take_while(fit).count().max(1);
            let (these, rest) = ids.split_at(sizes[first..first + words].iter().sum::<u32>() as usize);
            let mut part = Run::default();
            part.add(first, &sizes[first..first + words], these);
            take(part.closed());
            (first, ids) = (first + words, rest);
        }
    }
    if !run.sizes.is_empty() {
        take(run.closed());
    }
}

impl Run {
    fn add(&mut self, first: usize, sizes: &[u32], ids: &[u32]) {
        if self.pieces.is_empty() {
            self.pieces.push(START);
        }
        self.pieces.extend_from_slice(ids);
        self.sizes.extend_from_slice(sizes);
        self.parts.push(Part { first, words: sizes.len() });
    }

    fn closed(mut self) -> Self {
        self.pieces.push(END);
        self
    }
}
