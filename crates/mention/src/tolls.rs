//! Finds figures of harm and crowds.
use knowledge::Knowledge;
use record::{Document, Quantity, Tree};

/// The figures of a report, in order.
pub fn find(document: &Document, trees: &[Tree], knowledge: &Knowledge) -> Vec<Quantity> {
    let _ = (document, trees, knowledge);
    Vec::new()
}
