//! Did it happen?

use crate::anchors::{Anchor, softmax};
use crate::grammar;
use crate::report::Report;
use crate::when;
use record::{EventDate, Status, Tree, WordId};

/// The status of an act: the network's probabilities, with what the grammar of its clause adds to them.
pub fn of(report: &Report, anchor: &Anchor) -> Status {
    let mut logits = report.scores.status(anchor.word).map(|p| p.max(1e-4).ln());
    if let Some(tree) = report.tree(anchor.word.sentence) {
        for (l, bonus) in logits.iter_mut().zip(evidence(report, tree, anchor)) {
            *l += bonus;
        }
    }
    let p = softmax(&logits);
    // Ruling 18: where several fit, negated goes before hypothetical, future, historical and actual; a tie is broken that way.
    let best = [3, 2, 1, 4, 0].into_iter().reduce(|best, i| if p[i] > p[best] { i } else { best });
    best.map_or(Status::Actual, |i| Status::ALL[i])
}

/// What is told as done, but lies more than a year before publication, is history (ruling 16).
pub fn aged(report: &Report, status: Status, date: Option<&EventDate>) -> Status {
    let old = report.published().is_some_and(|p| date.is_some_and(|d| when::is_long_ago(d.days, p)));
    if status == Status::Actual && old { Status::Historical } else { status }
}

/// Log-odds for actual, future, hypothetical, negated, historical from negators, modals and conditionals on the anchor's own clause.
fn evidence(report: &Report, tree: &Tree, anchor: &Anchor) -> [f32; 5] {
    let mut odds = [0.0; 5];
    let word = anchor.word.word;
    let top = grammar::clause(tree, word);
    let own = if grammar::is_predicate(tree, word) { word } else { top };
    for child in tree.children(own).chain(tree.children(word)) {
        let at = WordId { sentence: anchor.word.sentence, word: child };
        for row in report.knowledge.words(report.language(at.sentence), "status").get(&report.lemma(at)) {
            let direct = tree.nodes[child].head == Some(word);
            let (Some(relation), Some(status), Some(weight)) = (row.get(1), row.get(2), row.get(3).and_then(|w| w.parse::<f32>().ok()))
            else {
                continue;
            };
            if !tree.nodes[child].is(relation) || !(direct || own == word || grammar::distance(tree, own, word, 1).is_some()) {
                continue;
            }
            if let Some(i) = Status::ALL.iter().position(|s| s.name() == status) {
                odds[i] += weight;
            }
        }
    }
    odds
}
