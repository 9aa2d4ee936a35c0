//! Where?

use crate::anchors::Anchor;
use crate::grammar;
use crate::report::Report;
use crate::roles::Sides;
use record::{Place, Precision, Role};

/// Acts that happen on the ground: their place goes on from sentence to sentence until another is named.
const GROUND: [&str; 5] = ["ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"];
/// Acts that often go abroad: to have happened in the one country of their parties, they need one on each side.
const ABROAD: [&str; 4] = ["MOBILIZE", "SUPPORT", "REJECT", "THREATEN"];
/// Least score of a place of the sentence: an act of words needs one that hangs on its own anchor.
const LEAST_GROUND: f32 = 0.4;
const LEAST_SPOKEN: f32 = 0.55;
/// The preposition of whence somebody is.
const WHENCE: &str = "from";
const LEAVING: &str = "RETREAT";
/// Sentences after a headline that tell it again.
const LEAD: usize = 2;
/// The longest way from an anchor to a place of its sentence.
const MAX_STEPS: usize = 6;

/// The places of every act of the report, by the act's place in `anchors`.
pub fn find(report: &Report, anchors: &[Anchor], sides: &[Sides], same: &[Vec<usize>]) -> Vec<Option<Place>> {
    let mut last: Option<Place> = dateline(report);
    let mut places = Vec::with_capacity(anchors.len());
    let least = |a: &Anchor| if GROUND.contains(&a.kind()) { LEAST_GROUND } else { LEAST_SPOKEN };
    let own: Vec<Option<Place>> = anchors.iter().zip(sides).map(|(a, s)| in_sentence(report, a, s, least(a))).collect();
    for (i, (anchor, sides)) in anchors.iter().zip(sides).enumerate() {
        let ground = GROUND.contains(&anchor.kind());
        let here = own[i].clone().or_else(|| same[i].iter().find_map(|&j| own[j].clone()));
        // What a headline tells, the first sentences tell again, with the place.
        let near = |j: &usize| anchors[*j].word.sentence <= anchor.word.sentence + LEAD;
        let lead = || {
            (i + 1..anchors.len())
                .take_while(near)
                .find(|&j| anchors[j].kind == anchor.kind && own[j].is_some())
                .and_then(|j| own[j].clone())
        };
        let here = here.or_else(|| lead().filter(|_| ground && report.in_headline(anchor.word.sentence)));
        if ground && here.is_some() {
            last.clone_from(&here);
        }
        let country = || shared_country(report, anchor, sides);
        places.push(here.or_else(|| match (last.as_ref().filter(|_| ground), country()) {
            // The place before goes on, unless the parties are all of another country.
            (Some(before), Some(own)) if country_of(before) == country_of(&own) => Some(before.clone()),
            (Some(before), None) => Some(before.clone()),
            (_, own) => own,
        }));
    }
    places
}

fn country_of(place: &Place) -> Option<&str> {
    place.location.as_ref()?.country.as_deref()
}

/// The place that a dateline names, if the report has one.
fn dateline(report: &Report) -> Option<Place> {
    let block = report.document.blocks.iter().find(|b| b.kind == record::BlockKind::Dateline)?;
    report.entities.places.iter().find(|p| block.span.contains(p.span)).cloned()
}

/// The likeliest place of the anchor's own sentence.
fn in_sentence(report: &Report, anchor: &Anchor, sides: &Sides, least: f32) -> Option<Place> {
    let tree = report.tree(anchor.word.sentence)?;
    let mut best: Option<(f32, &Place)> = None;
    for &i in report.places_in(anchor.word.sentence) {
        let place = &report.entities.places[i];
        let is_time = report.times_in(anchor.word.sentence).iter().any(|&t| report.mentions.times[t].span.overlaps(place.span));
        let somewhere = place.location.as_ref().is_some_and(|l| l.precision != Precision::Nationality);
        if is_time || !somewhere || anchor.words.contains(&place.head.word) {
            continue;
        }
        let learned = report.scores.role(anchor.word, anchor.kind(), place.head).map_or(0.0, |p| p[3]);
        let in_role = sides.actor.iter().chain(&sides.recipient).any(|r| !r.elsewhere && r.span.overlaps(place.span));
        let marker = grammar::marker(tree, place.head.word);
        let locative = marker.as_ref().is_some_and(|m| report.listed(anchor.word.sentence, "locative", m));
        // `guards from Kyrgyzstan`: whence somebody is, an act need not be, unless it is to leave.
        let whence = marker.as_deref() == Some(WHENCE) && tree.nodes[place.head.word].is("nmod");
        if whence && anchor.kind() != LEAVING {
            continue;
        }
        let near = grammar::path(tree, anchor.word.word, place.head.word, MAX_STEPS)
            .map_or(0.0, |p| 1.0 / (1.0 + (2 * p.up.len() + p.down.len()) as f32));
        let score = learned + if locative { 0.25 + near } else { 0.0 } - if in_role { 0.3 } else { 0.0 };
        if score >= least && best.is_none_or(|(b, _)| score > b) {
            best = Some((score, place));
        }
    }
    best.map(|(_, p)| p.clone())
}

/// An act whose parties are all of one country happened in that country (training reports: three of four times). Its words are the nearest that
/// name the country as a place, else those of the party.
fn shared_country(report: &Report, anchor: &Anchor, sides: &Sides) -> Option<Place> {
    let both = !sides.actor.is_empty() && !sides.recipient.is_empty();
    if !both && ABROAD.contains(&anchor.kind()) {
        return None;
    }
    let roles: Vec<&Role> = sides.actor.iter().chain(&sides.recipient).collect();
    let country_of = |role: &Role| report.entities.parties.get(role.party).and_then(|p| p.on(report.published()).0);
    let first = roles.first().copied()?;
    let code = country_of(first)?;
    if roles.iter().any(|role| country_of(role) != Some(code)) {
        return None;
    }
    let named = report
        .entities
        .places
        .iter()
        .filter(|p| p.location.as_ref().is_some_and(|l| l.precision == Precision::Country && l.country.as_deref() == Some(code)));
    if let Some(place) = named.min_by_key(|p| (p.head.sentence.abs_diff(anchor.word.sentence), p.span.start)) {
        return Some(place.clone());
    }
    let country = report.knowledge.country_by_code(code)?;
    if roles.iter().all(|r| report.entities.parties.get(r.party).is_none_or(|p| p.inferred)) {
        return None;
    }
    let head = roles.iter().find(|r| !r.elsewhere).copied().unwrap_or(first);
    Some(Place { span: head.span, head: anchor.word, location: Some(country.location(Precision::Country)) })
}
