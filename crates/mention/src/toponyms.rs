//! Finds toponyms.
use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Toponym, Tree};

/// The toponyms of a report, in order.
pub fn find(document: &Document, trees: &[Tree], scores: &Scores, knowledge: &Knowledge) -> Vec<Toponym> {
    let _ = (document, trees, scores, knowledge);
    Vec::new()
}
