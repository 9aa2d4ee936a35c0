//! Who did what to whom, when, where, at what cost, according to whom?
use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Entities, Event, Mentions, Tree};

/// Codes the events of a report, in the order of their anchors.
pub fn code(document: &Document, trees: &[Tree], mentions: &Mentions, entities: &Entities, scores: &Scores, knowledge: &Knowledge) -> Vec<Event> {
    let _ = (document, trees, mentions, entities, scores, knowledge);
    todo!()
}
