//! At what cost?

use crate::anchors::Anchor;
use crate::grammar;
use crate::report::Report;
use record::{Quantity, Toll, TollKind};

/// The figures of every act of the report, by the act's place in `anchors`. A figure belongs to one act: to the one whose anchor is its word of harm,
/// else to the nearest of its sentence that can cost it.
pub fn assign(report: &Report, anchors: &[Anchor]) -> Vec<Vec<Toll>> {
    let mut tolls = vec![Vec::new(); anchors.len()];
    for (sentence, tree) in report.trees.iter().enumerate() {
        let first = anchors.partition_point(|a| a.word.sentence < sentence);
        let here = first..anchors.partition_point(|a| a.word.sentence <= sentence);
        for &i in report.tolls_in(sentence) {
            let quantity = &report.mentions.tolls[i];
            let owner = here.clone().filter(|&a| can_cost(&anchors[a], quantity.kind)).min_by_key(|&a| {
                let anchor = &anchors[a];
                let is_harm = anchor.words.contains(&quantity.harm.word);
                let steps = grammar::distance(tree, anchor.word.word, quantity.harm.word, 12).unwrap_or(99);
                (!is_harm, steps, anchor.word.word.abs_diff(quantity.harm.word))
            });
            if let Some(owner) = owner {
                tolls[owner].push(toll(report, quantity));
            }
        }
    }
    tolls
}

/// Whether an act of this type can have this cost.
fn can_cost(anchor: &Anchor, kind: TollKind) -> bool {
    match kind {
        TollKind::Killed | TollKind::Injured | TollKind::Missing => anchor.kind() == "ASSAULT",
        TollKind::Detained => matches!(anchor.kind(), "COERCE" | "ASSAULT"),
        TollKind::Displaced => matches!(anchor.kind(), "ASSAULT" | "COERCE"),
        TollKind::Participants => anchor.kind() == "PROTEST",
    }
}

fn toll(report: &Report, quantity: &Quantity) -> Toll {
    Toll {
        kind: quantity.kind,
        low: quantity.low,
        high: quantity.high,
        about: quantity.about,
        span: quantity.span,
        victims: quantity.victims,
        total: quantity.total,
        source: quantity.source.map(|(span, word)| (report.entities.named(span, word), span)),
    }
}
