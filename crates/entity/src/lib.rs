//! Who are the parties, and where are the places?
use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Entities, Mentions, Tree};

/// Resolves names, nouns and pronouns to parties, and toponyms to places.
pub fn resolve(document: &Document, trees: &[Tree], mentions: &Mentions, scores: &Scores, knowledge: &Knowledge) -> Entities {
    let _ = (document, trees, mentions, scores, knowledge);
    todo!()
}
