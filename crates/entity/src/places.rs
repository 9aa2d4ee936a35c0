//! Toponyms to places.
use knowledge::Knowledge;
use record::{Document, Mentions, Place, Tree};

/// One entry a mention of a place, in order.
pub fn resolve(document: &Document, trees: &[Tree], mentions: &Mentions, knowledge: &Knowledge) -> Vec<Place> {
    let _ = (document, trees, mentions, knowledge);
    Vec::new()
}
