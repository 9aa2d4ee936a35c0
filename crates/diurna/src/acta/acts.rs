//! The words of a report that name acts, coded or not: what `incident` compares beside the events.

use record::{Offsets, Record, Tree, Upos};
use store::Act;

/// Verbs and nouns, by their dictionary forms; a name names no act.
pub fn of(record: &Record, trees: &[Tree]) -> Vec<Act> {
    let offsets = Offsets::new(&record.document.text);
    let words = trees.iter().flat_map(|t| t.tokens.iter().zip(&t.nodes));
    let acts = words.filter(|(_, node)| matches!(node.upos, Upos::VERB | Upos::NOUN));
    acts.map(|(token, node)| {
        let (start, end) = offsets.points(token.span);
        Act(start, end, node.lemma.to_string())
    })
    .collect()
}
