//! Who did it, and to whom?
//!
//! Every party mention of the sentence is weighed as actor, as recipient, and as neither: by the network, which has read the anchor and the words of the
//! mention, and by the way that leads from the anchor to the mention in the tree. Who stands on a side only by being named in another
//! sentence is taken only where that side would stay empty.

use crate::anchors::{Anchor, softmax};
use crate::report::Report;
use crate::ways::{self, Stand};
use record::{Date, Event, PartyKind, PartyMention, Role, Status, WordId};
use std::collections::BTreeSet;

/// The two sides of an act.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    pub actor: Vec<Role>,
    pub recipient: Vec<Role>,
    pub why: Vec<String>,
}

/// How much the network's say counts, and the tree's.
const NETWORK: f32 = 0.7;
const GRAMMAR: f32 = 0.4;
/// Log-odds for having a role: a mention of the sentence that is left out costs more than one too many.
const TAKEN: f32 = 1.0;
/// Probability from which every mention of the sentence takes a role.
const HERE: f32 = 0.4;
/// How much it counts how often a side of such an act stands in the sentence, against how often sides do.
const STAND: f32 = 0.75;
const USUALLY_HERE: f32 = 0.75;
/// Acts of words: what is said in somebody's words is said by them.
const SPOKEN: [&str; 7] = ["AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"];
/// Acts whose actor is accused by being named, or who are accused in words: nobody takes a side of them for being named elsewhere.
const HARM: [&str; 4] = ["ACCUSE", "ASSAULT", "COERCE", "SANCTION"];
/// Where a verb's own actor stands, and its own recipient.
const OWN_ACTOR: [&str; 3] = ["v >nsubj", "p >obl+by", "p >obl+por"];
const OWN_RECIPIENT: [&str; 3] = ["v >obj", "v >iobj", "p >nsubj:pass"];

/// A mention that may stand in a role.
struct Candidate<'a> {
    party: usize,
    mention: &'a PartyMention,
    /// Probability of neither, actor, recipient.
    p: [f32; 3],
    /// The way from the anchor.
    shape: String,
}

/// The sides of an act, the codes of parties not yet given a day.
pub fn find(report: &Report, anchor: &Anchor) -> Sides {
    let sentence = anchor.word.sentence;
    let stands = ways::stands(report, anchor);
    let mut here: Vec<Candidate> = report
        .parties_in(sentence)
        .iter()
        .filter(|(_, m)| !(anchor.words.start <= m.head.word && m.head.word < anchor.words.end))
        .map(|&(party, mention)| weigh(report, anchor, stands, party, mention))
        .collect();
    drop_inner(report, &mut here);
    part_subject_from_object(&mut here);
    keep_to_the_clause(&mut here);
    let mut sides = Sides::default();
    for (side, stand) in [1, 2].into_iter().zip(stands) {
        let mut chosen = choose(&here, side);
        let mut roles = Vec::new();
        if chosen.is_empty() {
            let harm = HARM.contains(&anchor.kind());
            let far = elsewhere(report, anchor, side).filter(|(p, _)| !harm && *p >= stand.least_elsewhere());
            let near = here.iter().filter(|c| c.p[side] > c.p[3 - side] && c.p[side] >= stand.least_here());
            let near = near.max_by(|a, b| a.p[side].total_cmp(&b.p[side]));
            match (near, far) {
                (Some(c), Some((p, role))) if p > c.p[side] => roles.push(role),
                (Some(c), _) => chosen.push(c),
                (None, Some((_, role))) => roles.push(role),
                (None, None) if side == 1 => roles.extend(speaker(report, anchor)),
                (None, None) => {}
            }
        }
        roles.extend(chosen.iter().map(|c| role(c.party, c.mention, false)));
        for c in &chosen {
            sides.why.push(format!("{}:{}", if side == 1 { "actor" } else { "recipient" }, c.shape));
        }
        *(if side == 1 { &mut sides.actor } else { &mut sides.recipient }) = roles;
    }
    // Nobody stands on both sides: the side that names them in the sentence keeps them, else the first.
    let actors: Vec<(usize, bool)> = sides.actor.iter().map(|r| (r.party, r.elsewhere)).collect();
    sides.recipient.retain(|r| !actors.iter().any(|(p, e)| *p == r.party && (!e || r.elsewhere)));
    let recipients: Vec<usize> = sides.recipient.iter().map(|r| r.party).collect();
    sides.actor.retain(|r| !recipients.contains(&r.party));
    sides
}

fn role(party: usize, mention: &PartyMention, elsewhere: bool) -> Role {
    Role { party, span: mention.span, elsewhere, country: None, inferred: false, sector: None, office: None, basis: record::Basis::Noun }
}

/// An act that has no actor where it is told has that of the nearest mention of the same act. Who did harm is never taken over.
pub fn inherit(anchors: &[Anchor], sides: &mut [Sides], same: &[Vec<usize>]) {
    let told = sides.to_vec();
    for (i, anchor) in anchors.iter().enumerate() {
        let Some(&j) = same[i].iter().find(|&&j| !told[j].actor.is_empty()) else { continue };
        if !told[i].actor.is_empty() || HARM.contains(&anchor.kind()) {
            continue;
        }
        let here = anchor.word.sentence == anchors[j].word.sentence;
        let free = |r: &&Role| !told[i].recipient.iter().any(|q| q.party == r.party);
        sides[i].actor = told[j].actor.iter().filter(free).map(|r| Role { elsewhere: r.elsewhere || !here, ..r.clone() }).collect();
    }
}

/// The codes of the parties on the day of the act.
pub fn date(report: &Report, event: &mut Event, day: Option<Date>) {
    code(report, &mut event.actor, day);
    code(report, &mut event.recipient, day);
}

/// A single person without office who does violence is an unknown armed one, whatever else they are, in all acts of the report (ruling 6).
pub fn arm(report: &Report, events: &mut [Event]) {
    let lone =
        |r: &Role| r.sector.as_deref() == Some("CVL") && report.entities.parties.get(r.party).is_some_and(|p| p.kind == PartyKind::Person);
    let violent = |e: &&Event| e.kind == "ASSAULT" && matches!(e.status, Status::Actual | Status::Historical);
    let armed: BTreeSet<usize> = events.iter().filter(violent).flat_map(|e| &e.actor).filter(|r| lone(r)).map(|r| r.party).collect();
    for role in events.iter_mut().flat_map(|e| e.actor.iter_mut().chain(&mut e.recipient)).filter(|r| armed.contains(&r.party)) {
        role.sector = Some("UAF".to_owned());
    }
}

fn code(report: &Report, roles: &mut [Role], day: Option<Date>) {
    for role in roles {
        if let Some(party) = report.entities.parties.get(role.party) {
            let (country, sector, office, basis) = party.on(day);
            role.country = country.map(str::to_owned);
            role.inferred = party.inferred && role.country == party.country;
            role.sector = sector.map(str::to_owned);
            role.office = office.cloned();
            role.basis = basis;
        }
    }
}

/// A mention of the sentence, weighed.
fn weigh<'a>(report: &Report, anchor: &Anchor, stands: [Stand; 2], party: usize, mention: &'a PartyMention) -> Candidate<'a> {
    let learned = learned(report, anchor, mention);
    let shape = report.tree(anchor.word.sentence).map_or_else(String::new, |tree| ways::shape(tree, anchor, mention.head.word));
    let prior = ways::prior(report, anchor, &shape);
    let mut logits: [f32; 3] = std::array::from_fn(|i| learned.map_or(0.0, |p| NETWORK * p[i].max(1e-3).ln()) + GRAMMAR * prior[i].ln());
    logits[0] -= TAKEN;
    for (logit, stand) in logits[1..].iter_mut().zip(stands) {
        *logit += STAND * (stand.here / USUALLY_HERE).ln();
    }
    Candidate { party, mention, p: softmax(&logits), shape }
}

/// The network's probabilities of neither, actor, recipient: half by the head word, half by the mean of the words.
fn learned(report: &Report, anchor: &Anchor, mention: &PartyMention) -> Option<[f32; 3]> {
    let of = |word: usize| {
        let p = report.scores.role(anchor.word, anchor.kind(), WordId { sentence: mention.head.sentence, word })?;
        Some([1.0 - p[1] - p[2], p[1], p[2]])
    };
    let head = of(mention.head.word)?;
    let mut mean = [0.0; 3];
    let n = mention.words.len().max(1) as f32;
    for word in mention.words.clone() {
        let p = of(word).unwrap_or(head);
        for i in 0..3 {
            mean[i] += p[i] / n;
        }
    }
    Some(std::array::from_fn(|i| f32::midpoint(head[i], mean[i])))
}

/// A mention that only tells whose or what another is (`Peru` in `Peru's police` and `the police of Peru`, `dock` in `dock workers`) does not stand
/// beside it on the same side; one that is part of the other's name or noun has no side of its own.
fn drop_inner(report: &Report, here: &mut Vec<Candidate>) {
    let side = |c: &Candidate| usize::from(c.p[1] >= HERE) + 2 * usize::from(c.p[2] >= HERE);
    let outer: Vec<(usize, &PartyMention, usize)> = here.iter().map(|c| (c.party, c.mention, side(c))).collect();
    here.retain(|c| {
        let (words, head) = (&c.mention.words, c.mention.head);
        let node = report.tree(head.sentence).map(|tree| &tree.nodes[head.word]);
        !outer.iter().any(|(party, o, outer_side)| {
            let within = o.words.start <= words.start && words.end <= o.words.end && o.words.len() > words.len();
            let hangs = |relations: &[&str]| node.is_some_and(|n| n.head == Some(o.head.word) && relations.iter().any(|r| n.is(r)));
            let names = within && hangs(&["compound", "flat"]);
            *party != c.party && *outer_side != 0 && (names || *outer_side == side(c) && (within || hangs(&["nmod"])))
        })
    });
}

/// Subject and object of one active verb do not both undergo the act: where both seem to, the subject does it.
fn part_subject_from_object(here: &mut [Candidate]) {
    let undergoes = |c: &Candidate, shape: &str| c.shape == shape && c.p[2] >= HERE && c.p[2] > c.p[1];
    if here.iter().any(|c| undergoes(c, "v >obj")) {
        here.iter_mut().filter(|c| undergoes(c, "v >nsubj")).for_each(|c| c.p.swap(1, 2));
    }
}

/// A verb whose own subject (or agent) is its actor has no other in another clause, and likewise its own object: in `villagers were evacuated by the army
/// after rebels shelled the town` each verb keeps its own.
fn keep_to_the_clause(here: &mut [Candidate]) {
    for (side, own) in [(1, &OWN_ACTOR[..]), (2, &OWN_RECIPIENT[..])] {
        if here.iter().any(|c| c.p[side] >= HERE && c.p[side] > c.p[3 - side] && own.contains(&c.shape.as_str())) {
            for c in here.iter_mut().filter(|c| ways::leaves_clause(&c.shape)) {
                c.p[0] += std::mem::take(&mut c.p[side]);
            }
        }
    }
}

/// The mentions of a side: all that reach the threshold, a party once.
fn choose<'c, 'a>(here: &'c [Candidate<'a>], side: usize) -> Vec<&'c Candidate<'a>> {
    let other = 3 - side;
    let mut chosen: Vec<&Candidate> = Vec::new();
    for c in here.iter().filter(|c| c.p[side] >= HERE && c.p[side] > c.p[other]) {
        match chosen.iter().position(|d| d.party == c.party) {
            Some(i) if chosen[i].p[side] < c.p[side] => chosen[i] = c,
            Some(_) => {}
            None => chosen.push(c),
        }
    }
    chosen
}

/// The likeliest party of a side among mentions in other sentences of the same run, with its probability; the nearest of equals.
fn elsewhere(report: &Report, anchor: &Anchor, side: usize) -> Option<(f32, Role)> {
    let mut best: Option<(f32, usize, &PartyMention)> = None;
    for sentence in (anchor.word.sentence.saturating_sub(6)..anchor.word.sentence + 4).rev().filter(|s| *s != anchor.word.sentence) {
        for &(party, mention) in report.parties_in(sentence) {
            if let Some(p) = learned(report, anchor, mention).filter(|p| best.is_none_or(|(b, ..)| p[side] > b)) {
                best = Some((p[side], party, mention));
            }
        }
    }
    best.map(|(p, party, mention)| (p, role(party, mention, true)))
}

/// Whose words hold the anchor, if it is an act of words.
fn speaker(report: &Report, anchor: &Anchor) -> Option<Role> {
    let holds = |q: &&record::Quote| q.content.iter().any(|c| c.contains(anchor.span));
    let saying = report.mentions.quotes.iter().filter(holds).min_by_key(|q| q.content.iter().map(|c| c.len()).sum::<usize>())?;
    let (_, word) = saying.source.filter(|_| SPOKEN.contains(&anchor.kind()))?;
    let (party, mention) = report.entities.at(word).into_iter().next()?;
    Some(role(party, mention, word.sentence != anchor.word.sentence))
}
