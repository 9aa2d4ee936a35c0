use crate::heads::{Heads, Room};
use crate::kernel::Rows;
use record::{Sentence, Upos, WordId};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// What the network says of the words of one report.
///
/// Every question has an answer for every word: of a word that the report does not have, that nothing is to be said.
#[derive(Default)]
pub struct Scores {
    pub(crate) heads: Option<Arc<Heads>>,
    /// The number of the first word of each sentence, and of all words at the end.
    pub(crate) sentences: Vec<usize>,
    pub(crate) words: Vec<Word>,
    /// First word of each run, and the one after its last.
    pub(crate) runs: Vec<(usize, usize)>,
    pub(crate) names: Vec<f32>,
    pub(crate) events: Vec<f32>,
    pub(crate) statuses: Vec<f32>,
    pub(crate) modes: Vec<f32>,
    pub(crate) sectors: Vec<f32>,
    pub(crate) arcs: Vec<f32>,
    /// The vectors of the words, as the layers of the pair heads read them.
    pub(crate) numbers: Vec<i8>,
    pub(crate) scales: Vec<f32>,
    /// What the `role` head needs of the run it was last asked about: a run is asked about many times, then the next.
    asked: Mutex<Option<Asked>>,
}

/// The answers for a word that are kept as numbers.
#[derive(Clone, Copy)]
pub(crate) struct Word {
    pub(crate) upos: Upos,
    pub(crate) feats: u32,
    pub(crate) lemma: u32,
    /// The likeliest head: 0 the root, `i + 1` word `i` of its part.
    pub(crate) head: u32,
    /// The likeliest relation to that head.
    pub(crate) relation: u32,
    pub(crate) run: u32,
    /// The first word of the sentence that stands in the same run.
    pub(crate) part: u32,
    /// Where its arcs stand.
    pub(crate) arcs: (usize, usize),
}

impl Default for Word {
    fn default() -> Self {
        Self { upos: Upos::X, feats: 0, lemma: 0, head: 0, relation: 0, run: 0, part: 0, arcs: (0, 0) }
    }
}

struct Asked {
    run: u32,
    anchors: Vec<f32>,
    words: Vec<f32>,
    room: Room,
}

impl Scores {
    /// Nothing yet, with room for the words of these sentences.
    pub(crate) fn new(heads: &Arc<Heads>, sentences: &[Sentence]) -> Self {
        let counted = sentences.iter().scan(0, |words, sentence| {
            *words += sentence.tokens.len();
            Some(*words)
        });
        let sentences: Vec<usize> = std::iter::once(0).chain(counted).collect();
        let words = sentences.last().copied().unwrap_or(0);
        let room = |head: &str| Vec::with_capacity(words * heads.labels(head).len());
        Self {
            heads: Some(Arc::clone(heads)),
            sentences,
            words: Vec::with_capacity(words),
            names: room("name"),
            events: room("event"),
            statuses: room("status"),
            modes: room("mode"),
            sectors: room("sector"),
            numbers: Vec::with_capacity(words * heads.hidden),
            scales: Vec::with_capacity(words),
            ..Self::default()
        }
    }

    /// The labels of a head, in the order of its scores, by the names of `models/README.md` (`event`, `mode`, `sector`, …); empty without a model.
    pub fn labels(&self, head: &str) -> &[Arc<str>] {
        self.heads.as_ref().map_or(&[], |heads| heads.labels(head))
    }

    /// The likeliest part of speech.
    pub fn upos(&self, word: WordId) -> Upos {
        self.find(word).map_or(Upos::X, |(_, word)| word.upos)
    }

    /// The likeliest features (empty for none).
    pub fn feats(&self, word: WordId) -> Arc<str> {
        match self.label("feats", word, |word| word.feats) {
            Some(feats) if &**feats != "_" => feats.clone(),
            _ => Arc::default(),
        }
    }

    /// The likeliest lemma script (`models/README.md`).
    pub fn lemma_script(&self, word: WordId) -> Arc<str> {
        self.label("lemma", word, |word| word.lemma).map_or_else(|| Arc::from("=|0|"), Arc::clone)
    }

    /// Log-probability of each head of `word`: index 0 is the root, `i + 1` word `i` of the sentence. Of a sentence longer than a run the
    /// words before [`Scores::part_start`] are left out: there index `i + 1` is word `part_start + i`.
    pub fn heads(&self, word: WordId) -> &[f32] {
        self.find(word).and_then(|(_, word)| self.arcs.get(word.arcs.0..word.arcs.1)).unwrap_or(&[])
    }

    /// The first word that `heads` speaks of: 0, except in a sentence too long for one run, which is read in parts.
    pub fn part_start(&self, word: WordId) -> usize {
        self.find(word).map_or(0, |(_, word)| word.part as usize)
    }

    /// The likeliest relation of `word` to `head` (none: the root).
    pub fn relation(&self, word: WordId, head: Option<usize>) -> Arc<str> {
        let known = self.heads.as_ref().zip(self.find(word)).and_then(|(heads, (at, found))| {
            let likeliest = (found.head as usize).checked_sub(1).map(|head| found.part as usize + head);
            let label = if head == likeliest {
                found.relation as usize
            } else {
                let head = head.and_then(|head| self.find(WordId { word: head, ..word }));
                let head = head.map(|(at, _)| self.vectors(heads, at, at + 1));
                heads.relation.of(&self.vectors(heads, at, at + 1), head.as_ref(), heads.processor)
            };
            heads.relation.labels.get(label)
        });
        known.map_or_else(|| Arc::from("dep"), Arc::clone)
    }

    /// Log-probabilities of the `name` labels.
    pub fn name(&self, word: WordId) -> &[f32] {
        self.row(&self.names, "name", word)
    }

    /// Probabilities of the `event` labels (`none` first).
    pub fn event(&self, word: WordId) -> &[f32] {
        self.row(&self.events, "event", word)
    }

    /// Probabilities of actual, future, hypothetical, negated, historical, of the word as an anchor.
    pub fn status(&self, word: WordId) -> [f32; 5] {
        self.row(&self.statuses, "status", word).first_chunk().copied().unwrap_or([1.0, 0.0, 0.0, 0.0, 0.0])
    }

    /// Probabilities of the `mode` labels.
    pub fn mode(&self, word: WordId) -> &[f32] {
        self.row(&self.modes, "mode", word)
    }

    /// Probabilities of the `sector` labels (`none` first).
    pub fn sector(&self, word: WordId) -> &[f32] {
        self.row(&self.sectors, "sector", word)
    }

    /// Probabilities of none, actor, recipient, place, toll, source for `word` towards the anchor of an event of PLOVER type `kind`; none where
    /// the two are too far apart (not in one run).
    pub fn role(&self, anchor: WordId, kind: &str, word: WordId) -> Option<[f32; 6]> {
        let heads = self.heads.as_ref()?;
        let kind = heads.event.labels.iter().skip(1).position(|label| &**label == kind)?;
        let ((anchor, found), (word, other)) = (self.find(anchor)?, self.find(word)?);
        let &(first, end) = self.runs.get(found.run as usize).filter(|_| found.run == other.run)?;
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.as_ref().is_none_or(|asked| asked.run != found.run) {
            let rows = self.vectors(heads, first, end);
            let (mut anchors, mut words) = (Vec::new(), Vec::new());
            heads.role.anchor.apply(&rows, &mut anchors);
            heads.role.word.apply(&rows, &mut words);
            *asked = Some(Asked { run: found.run, anchors, words, room: Room::new(heads.processor) });
        }
        let Asked { anchors, words, room, .. } = asked.as_mut()?;
        let width = heads.role.word.outputs();
        let anchor_row = anchors.get((anchor - first) * width..)?.get(..width)?;
        let word_row = words.get((word - first) * width..)?.get(..width)?;
        Some(heads.role.of(anchor_row, word_row, kind, word as isize - anchor as isize, room))
    }

    /// The probability of `none` below which the training side takes a word for an anchor.
    pub fn event_threshold(&self) -> f32 {
        self.heads.as_ref().map_or(0.5, |heads| heads.event_threshold)
    }

    /// The number of a word in the report, and what is kept of it.
    fn find(&self, id: WordId) -> Option<(usize, &Word)> {
        let (&first, &end) = (self.sentences.get(id.sentence)?, self.sentences.get(id.sentence.checked_add(1)?)?);
        let at = first.checked_add(id.word).filter(|&at| at < end)?;
        Some((at, self.words.get(at)?))
    }

    fn label(&self, head: &str, word: WordId, number: impl Fn(&Word) -> u32) -> Option<&Arc<str>> {
        self.labels(head).get(number(self.find(word)?.1) as usize)
    }

    fn row<'a>(&self, rows: &'a [f32], head: &str, word: WordId) -> &'a [f32] {
        let width = self.labels(head).len();
        self.find(word).and_then(|(at, _)| rows.get(at * width..(at + 1) * width)).unwrap_or(&[])
    }

    fn vectors(&self, heads: &Heads, first: usize, end: usize) -> Rows {
        let numbers = self.numbers.get(first * heads.hidden..end * heads.hidden).unwrap_or(&[]);
        Rows::stored(heads.processor, heads.hidden, numbers, self.scales.get(first..end).unwrap_or(&[]))
    }
}

impl fmt::Debug for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scores")
            .field("sentences", &self.sentences.len().saturating_sub(1))
            .field("words", &self.words.len())
            .finish_non_exhaustive()
    }
}
