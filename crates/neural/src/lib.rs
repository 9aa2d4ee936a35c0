//! What was this program taught?
//!
//! Runs the trained network (`models/README.md` is the contract) over sentences and gives [`Scores`]: plain questions about words and pairs
//! of words, never a tensor. The weights come in as bytes. A score depends on the report's own run of sentences and on nothing else: not on the
//! batch, the thread, the kind of processor's order of sums, or other reports.

use record::{Document, Sentence, Upos, WordId};
use std::sync::Arc;

/// The trained network, ready to run; cheap to share between threads.
pub struct Model {
    _private: (),
}

/// A weights file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ModelError(String);

impl Model {
    /// Reads `weights.bin`.
    pub fn load(_bytes: &[u8]) -> Result<Self, ModelError> {
        todo!()
    }

    /// The labels of a head, by the names of `models/README.md` (`event`, `mode`, `role`, …).
    pub fn labels(&self, _head: &str) -> &[Arc<str>] {
        todo!()
    }

    /// Scores every word of a report.
    pub fn score(&self, document: &Document, sentences: &[Sentence]) -> Scores {
        self.score_many(&[(document, sentences)]).pop().unwrap_or_default()
    }

    /// The same for several reports at once, which is faster and gives the same scores.
    pub fn score_many(&self, _reports: &[(&Document, &[Sentence])]) -> Vec<Scores> {
        todo!()
    }
}

/// What the network says of the words of one report.
#[derive(Default)]
pub struct Scores {
    _private: (),
}

impl Scores {
    /// The labels of a head, in the order of its scores, by the names of `models/README.md` (`event`, `mode`, `sector`, …); empty without a model.
    pub fn labels(&self, _head: &str) -> &[Arc<str>] {
        todo!()
    }
    /// The likeliest part of speech.
    pub fn upos(&self, _word: WordId) -> Upos {
        todo!()
    }
    /// The likeliest features (empty for none).
    pub fn feats(&self, _word: WordId) -> Arc<str> {
        todo!()
    }
    /// The likeliest lemma script (`models/README.md`).
    pub fn lemma_script(&self, _word: WordId) -> Arc<str> {
        todo!()
    }
    /// Log-probability of each head of `word`: index 0 is the root, `i + 1` word `i` of the sentence.
    pub fn heads(&self, _word: WordId) -> &[f32] {
        todo!()
    }
    /// The likeliest relation of `word` to `head` (none: the root).
    pub fn relation(&self, _word: WordId, _head: Option<usize>) -> Arc<str> {
        todo!()
    }
    /// Log-probabilities of the `name` labels.
    pub fn name(&self, _word: WordId) -> &[f32] {
        todo!()
    }
    /// Probabilities of the `event` labels (`none` first).
    pub fn event(&self, _word: WordId) -> &[f32] {
        todo!()
    }
    /// Probabilities of actual, future, hypothetical, negated, historical, of the word as an anchor.
    pub fn status(&self, _word: WordId) -> [f32; 5] {
        todo!()
    }
    /// Probabilities of the `mode` labels.
    pub fn mode(&self, _word: WordId) -> &[f32] {
        todo!()
    }
    /// Probabilities of the `sector` labels (`none` first).
    pub fn sector(&self, _word: WordId) -> &[f32] {
        todo!()
    }
    /// Probabilities of none, actor, recipient, place, toll, source for `word` towards the anchor of an event of PLOVER type `kind`; none where
    /// the two are too far apart (not in one run).
    pub fn role(&self, _anchor: WordId, _kind: &str, _word: WordId) -> Option<[f32; 6]> {
        todo!()
    }
    /// The probability of `none` below which the training side takes a word for an anchor.
    pub fn event_threshold(&self) -> f32 {
        todo!()
    }
}
