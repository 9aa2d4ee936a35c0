//! Who are the parties, and where are the places?
use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Entities, Mentions, Tree};

mod places;

/// Resolves names, nouns and pronouns to parties, and toponyms to places.
pub fn resolve(document: &Document, trees: &[Tree], mentions: &Mentions, scores: &Scores, knowledge: &Knowledge) -> Entities {
    let _ = scores;
    let places = places::resolve(document, trees, mentions, knowledge);
    Entities { parties: Vec::new(), places, notices: Vec::new() }
}
