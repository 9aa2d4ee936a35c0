//! Is the report about politics at all?
//!
//! Sport and films speak of attacks and shots too. A report in which no state, political, armed or security body acts or is acted upon, and in which nobody is
//! arrested, tried, punished, protests, or is counted among victims, tells no political event: what looks like one is somebody's figure of speech, or private. In a report full of
//! words of sport, such a body counts only where the words or the tables say that it is one.

use crate::report::Report;
use record::{Basis, Event, Notice, Role, TollKind, Upos, WordId};
use std::collections::BTreeSet;

/// Sectors of bodies that make an act political.
const BODIES: [&str; 11] = ["GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "UAF", "SPY", "PRM", "OPP"];
/// Those of them that a plain noun names for certain (`police`, but not `leaders` or `officials`).
const ARMED: [&str; 5] = ["MIL", "COP", "REB", "UAF", "PRM"];
/// Types that are political whoever takes part: courts, police and crowds are seldom named.
const PUBLIC: [&str; 4] = ["ACCUSE", "COERCE", "PROTEST", "SANCTION"];
/// A report is one of sport with so many different words of sport, and such a share of words of sport (of 5,520 political and economic reports
/// of Wikinews: ten, counted by a script on written words).
const SPORT_WORDS: usize = 3;
const SPORT_SHARE: f32 = 0.035;

/// The events of a report that stand together as political ones, or none and a notice.
pub fn keep(report: &Report, events: Vec<Event>) -> (Vec<Event>, Option<Notice>) {
    let (what, political) = if is_sport(report) {
        let dead = report.mentions.tolls.iter().any(|t| t.kind == TollKind::Killed);
        ("sport", dead || events.iter().any(|e| sides(e).any(is_named_body)))
    } else {
        let public = |e: &Event| PUBLIC.contains(&e.kind.as_str()) || !e.toll.is_empty() || sides(e).any(is_body);
        ("private matters", events.iter().any(public))
    };
    if political || events.is_empty() {
        return (events, None);
    }
    let message = format!("the report reads as one of {what}: what looks like acts in it ({}) is not coded", events.len());
    (Vec::new(), Some(Notice::new("not-political", message)))
}

fn sides(event: &Event) -> impl Iterator<Item = &Role> {
    event.actor.iter().chain(&event.recipient)
}

fn is_body(role: &Role) -> bool {
    match role.sector.as_deref() {
        Some(sector) => BODIES.contains(&sector),
        // A country as such, or an international body.
        None => role.country.is_some(),
    }
}

fn is_named_body(role: &Role) -> bool {
    let among = |sectors: &[&str]| role.sector.as_deref().is_some_and(|s| sectors.contains(&s));
    match role.basis {
        Basis::Table | Basis::Apposition => among(&BODIES),
        Basis::Noun => among(&ARMED),
        _ => false,
    }
}

fn is_sport(report: &Report) -> bool {
    let (mut words, mut hits, mut different) = (0, 0, BTreeSet::new());
    for (sentence, tree) in report.trees.iter().enumerate() {
        for word in 0..tree.nodes.len() {
            words += usize::from(tree.nodes[word].upos != Upos::PUNCT);
            let lemma = report.lemma(WordId { sentence, word });
            if report.listed(sentence, "sport", &lemma) {
                hits += 1;
                different.insert(lemma);
            }
        }
    }
    different.len() >= SPORT_WORDS && hits as f32 >= SPORT_SHARE * words as f32
}
