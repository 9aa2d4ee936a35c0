//! Finds names.
use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Name, Tree};

/// The names of a report, in order.
pub fn find(document: &Document, trees: &[Tree], scores: &Scores, knowledge: &Knowledge) -> Vec<Name> {
    let _ = (document, trees, scores, knowledge);
    Vec::new()
}
