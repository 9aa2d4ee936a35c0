//! Which mentions tell of one act?
//!
//! A report tells of an act again and again (`the drivers' strike … the strike … it ended`). What one mention leaves out another says.

use crate::anchors::Anchor;
use crate::report::Report;
use crate::roles::Sides;
use record::Role;

/// Letters of a lemma that tell one act from another.
const STEM: usize = 5;

/// So many anchors before and after one are looked at: a report seldom has more, and time and memory stay linear.
const MOST: usize = 100;

/// For every anchor the others of the same type that may be of the same act, the nearest first, of equally near ones the earlier.
pub fn mentions(report: &Report, anchors: &[Anchor], sides: &[Sides]) -> Vec<Vec<usize>> {
    let stems: Vec<String> = anchors.iter().map(|a| stem(report, a)).collect();
    let alike = |i: usize, j: usize| {
        let (actors, recipients) = (meet(&sides[i].actor, &sides[j].actor), meet(&sides[i].recipient, &sides[j].recipient));
        let apart = actors == Some(false) || recipients == Some(false);
        let share = actors == Some(true) || recipients == Some(true);
        i != j && anchors[i].kind == anchors[j].kind && !apart && (share || stems[i] == stems[j])
    };
    let distance = |i: usize, j: usize| (anchors[j].word.sentence.abs_diff(anchors[i].word.sentence), j > i);
    (0..anchors.len())
        .map(|i| {
            let near = i.saturating_sub(MOST)..anchors.len().min(i + MOST);
            let mut others: Vec<usize> = near.filter(|&j| alike(i, j)).collect();
            others.sort_by_key(|&j| distance(i, j));
            others
        })
        .collect()
}

/// Whether two sides share a party; nothing where one names none.
fn meet(a: &[Role], b: &[Role]) -> Option<bool> {
    (!a.is_empty() && !b.is_empty()).then(|| a.iter().any(|r| b.iter().any(|q| q.party == r.party)))
}

/// What the words for one act have in common: the first letters of the lemma.
fn stem(report: &Report, anchor: &Anchor) -> String {
    let lemma = report.tree(anchor.word.sentence).map_or("", |t| &t.nodes[anchor.word.word].lemma);
    lemma.chars().take(STEM).flat_map(char::to_lowercase).collect()
}
