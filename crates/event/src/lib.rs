//! Who did what to whom, when, where, at what cost, according to whom?
//!
//! One question a file, in the order in which they are asked: `anchors` (which words name an act), `status` (did it happen), `roles` (who, to whom),
//! `attribution` (who says so), `toll` (at what cost), `place` (where), `when` (on which day), `codes` (type, mode, quad class, score, CAMEO code).
//! The network's probabilities, the grammar of the sentence and the rows of the lexicon are weighed together; what made an event stands in its `why`.

use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Entities, Event, Mentions, Notice, Tree};

mod anchors;
mod attribution;
mod codes;
mod grammar;
mod lexicon;
mod place;
mod political;
mod report;
mod roles;
mod same;
mod status;
mod toll;
mod ways;
mod when;

#[cfg(test)]
mod tests;

/// Codes the events of a report, in the order of their anchors; a report that only looks as if it told some says so in a notice.
pub fn code(
    document: &Document,
    trees: &[Tree],
    mentions: &Mentions,
    entities: &Entities,
    scores: &Scores,
    knowledge: &Knowledge,
) -> (Vec<Event>, Option<Notice>) {
    let report = report::Report::new(document, trees, mentions, entities, scores, knowledge);
    let ontology = knowledge.ontology();
    let anchors = anchors::find(&report);
    let mut sides: Vec<roles::Sides> = anchors.iter().map(|a| roles::find(&report, a)).collect();
    let same = same::mentions(&report, &anchors, &sides);
    roles::inherit(&anchors, &mut sides, &same);
    let places = place::find(&report, &anchors, &sides, &same);
    let tolls = toll::assign(&report, &anchors);
    let mut events: Vec<Event> = anchors
        .iter()
        .zip(sides)
        .zip(places)
        .zip(tolls)
        .map(|(((anchor, sides), place), toll)| {
            let status = status::of(&report, anchor);
            let date = when::find(&report, anchor, status);
            let status = status::aged(&report, status, date.as_ref());
            let kind = codes::kind(anchor, status);
            let mode = codes::mode(&report, anchor, kind);
            let first = mode.first().map(String::as_str);
            Event {
                kind: kind.to_owned(),
                context: Vec::new(),
                quad: ontology.quad(kind).unwrap_or(0),
                score: ontology.score(kind, first),
                cameo: ontology.cameo(kind, first).map(str::to_owned),
                mode,
                status,
                anchor: anchor.span,
                word: anchor.word,
                sentence: trees.get(anchor.word.sentence).map_or(anchor.span, |t| t.span),
                actor: sides.actor,
                recipient: sides.recipient,
                date,
                place,
                toll,
                attribution: attribution::of(&report, anchor),
                confidence: (anchor.confidence * 100.0).round() / 100.0,
                why: anchor.why.iter().cloned().chain(sides.why).collect(),
            }
        })
        .collect();
    when::link(&report, &anchors, &mut events);
    for event in &mut events {
        let day = event.date.as_ref().map(|d| d.days.from).or_else(|| report.published());
        roles::date(&report, event, day);
    }
    roles::arm(&report, &mut events);
    political::keep(&report, events)
}
