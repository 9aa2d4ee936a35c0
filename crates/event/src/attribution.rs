//! According to whom?

use crate::anchors::Anchor;
use crate::report::Report;
use record::{Attribution, Quote, WordId};

/// The sayings whose content holds the anchor, innermost first. A saying that the anchor itself reports (`X condemned …`) is the act, not its
/// attribution.
pub fn of(report: &Report, anchor: &Anchor) -> Vec<Attribution> {
    let mut around: Vec<(usize, &Quote)> = report
        .mentions
        .quotes
        .iter()
        .filter(|q| q.content.iter().any(|c| c.contains(anchor.span)))
        .filter(|q| q.source.is_some() || q.cue.is_some())
        .filter(|q| q.cue.is_none_or(|(_, word)| attests(report, word)))
        .filter(|q| {
            q.cue.is_none_or(|(cue, _)| !cue.overlaps(anchor.span)) && q.source.is_none_or(|(source, _)| !source.contains(anchor.span))
        })
        .map(|q| (q.content.iter().map(|c| c.len()).sum(), q))
        .collect();
    around.sort_by_key(|(size, _)| *size);
    around
        .into_iter()
        .map(|(_, quote)| Attribution {
            party: quote.source.and_then(|(span, word)| report.entities.named(span, word)),
            source: quote.source.map(|(span, _)| span),
            cue: quote.cue.map(|(span, _)| span),
            content: quote.content.iter().copied().find(|c| c.contains(anchor.span)).unwrap_or(anchor.span),
        })
        .collect()
}

/// Whether the cue says by whom something is known: not one that tells an act or a plan (`announced a withdrawal`, `condemned the raid`).
fn attests(report: &Report, cue: WordId) -> bool {
    let cues = report.knowledge.words(report.language(cue.sentence), "cue");
    let lemma = report.tree(cue.sentence).and_then(|t| t.nodes.get(cue.word)).map_or("", |n| &n.lemma);
    let rows = cues.get(lemma);
    rows.is_empty() || rows.iter().any(|r| r.get(2).is_some_and(|attests| attests != "-"))
}
