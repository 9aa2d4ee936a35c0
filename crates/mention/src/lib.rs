//! Which words carry a value: times, quantities of harm, names, toponyms, quotations?
use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Mentions, Tree};

/// Finds every mention of a report.
pub fn find(document: &Document, trees: &[Tree], scores: &Scores, knowledge: &Knowledge) -> Mentions {
    let _ = (document, trees, scores, knowledge);
    todo!()
}
