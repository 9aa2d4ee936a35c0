//! Which sentences, words and trees?
use neural::Scores;
use record::{Document, Sentence, Tree};

/// Cuts the coded blocks of a report into sentences and words. (Blocks that are never coded give none.)
pub fn segment(_document: &Document) -> Vec<Sentence> {
    todo!()
}

/// Reads tags, lemmas and trees off the scores; one tree a sentence, in the same order.
pub fn parse(_document: &Document, _sentences: Vec<Sentence>, _scores: &Scores) -> Vec<Tree> {
    todo!()
}
