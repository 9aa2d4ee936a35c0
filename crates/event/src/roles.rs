//! Who did it, and to whom?
//!
//! Every party mention of the sentence is weighed as actor, as recipient, and as neither: by the network, which has read the anchor and the words of the
//! mention, and by the way that leads from the anchor to the mention in the tree. Who stands on a side only by being named in another
//! sentence is taken only where that side would stay empty.

use crate::anchors::{Anchor, softmax};
use crate::grammar;
use crate::report::Report;
use record::{Date, Event, PartyKind, PartyMention, Role, Status, Tree, Upos, WordId};
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
/// Where no mention reaches that, the best one still takes the role if the side is seldom empty: least probability for a side that never is, and
/// how much more it takes for one that always is; in the sentence, and elsewhere.
const BEST_HERE: (f32, f32) = (0.25, 0.3);
const BEST_ELSEWHERE: (f32, f32) = (0.4, 0.6);
/// Share of the acts of a type that nobody is given as actor of, and as recipient (gold training reports).
const EMPTY: [(&str, f32, f32); 16] = [
    ("AGREE", 0.02, 0.41),
    ("CONSULT", 0.01, 0.54),
    ("SUPPORT", 0.02, 0.20),
    ("CONCEDE", 0.03, 0.29),
    ("COOPERATE", 0.0, 0.56),
    ("AID", 0.07, 0.05),
    ("RETREAT", 0.07, 0.62),
    ("REQUEST", 0.03, 0.09),
    ("ACCUSE", 0.12, 0.07),
    ("REJECT", 0.02, 0.22),
    ("THREATEN", 0.03, 0.05),
    ("PROTEST", 0.18, 0.28),
    ("SANCTION", 0.15, 0.03),
    ("MOBILIZE", 0.02, 0.57),
    ("COERCE", 0.17, 0.19),
    ("ASSAULT", 0.28, 0.29),
];
/// Acts of words: what is said in somebody's words is said by them.
const SPOKEN: [&str; 7] = ["AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"];
/// The longest way in a tree that is looked up.
const MAX_PATH: usize = 5;

/// Acts whose actor is accused by being named.
const HARM: [&str; 3] = ["ASSAULT", "COERCE", "SANCTION"];
/// Letters of a lemma that tell one act from another.
const STEM: usize = 5;

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
    let mut here: Vec<Candidate> = report
        .parties_in(sentence)
        .iter()
        .filter(|(_, m)| !(anchor.words.start <= m.head.word && m.head.word < anchor.words.end))
        .map(|&(party, mention)| weigh(report, anchor, party, mention))
        .collect();
    drop_inner(report, &mut here);
    part_subject_from_object(&mut here);
    let mut sides = Sides::default();
    for side in [1, 2] {
        let mut chosen = choose(&here, side);
        let mut roles = Vec::new();
        if chosen.is_empty() {
            let far = elsewhere(report, anchor, side).filter(|(p, _)| *p >= least(anchor, side, BEST_ELSEWHERE));
            let near = here.iter().filter(|c| c.p[side] > c.p[3 - side] && c.p[side] >= least(anchor, side, BEST_HERE));
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
    Role { party, span: mention.span, elsewhere, country: None, sector: None, office: None, basis: record::Basis::Noun }
}

/// A report tells of one act again and again (`the drivers' strike … the strike`): an act without an actor has that of the nearest mention of an act
/// of the same type that was done to one of the same, or, where a side is empty, that has the same stem. Who did harm is never taken over.
pub fn inherit(report: &Report, anchors: &[Anchor], sides: &mut [Sides]) {
    let stems: Vec<String> = anchors.iter().map(|a| stem(report, a)).collect();
    let told = sides.to_vec();
    for (i, anchor) in anchors.iter().enumerate() {
        if !told[i].actor.is_empty() || HARM.contains(&anchor.kind()) {
            continue;
        }
        let same = |j: usize| match (told[i].recipient.as_slice(), told[j].recipient.as_slice()) {
            ([], _) | (_, []) => stems[j] == stems[i],
            (mine, theirs) => mine.iter().any(|r| theirs.iter().any(|q| q.party == r.party)),
        };
        let alike = |j: &usize| anchors[*j].kind == anchor.kind && !told[*j].actor.is_empty() && same(*j);
        let distance = |j: &usize| (anchors[*j].word.sentence.abs_diff(anchor.word.sentence), *j > i);
        let Some(j) = (0..anchors.len()).filter(alike).min_by_key(distance) else { continue };
        let here = anchor.word.sentence == anchors[j].word.sentence;
        let free = |r: &&Role| !told[i].recipient.iter().any(|q| q.party == r.party);
        sides[i].actor = told[j].actor.iter().filter(free).map(|r| Role { elsewhere: r.elsewhere || !here, ..r.clone() }).collect();
    }
}

/// What the words for one act have in common: the first letters of the lemma.
fn stem(report: &Report, anchor: &Anchor) -> String {
    let lemma = report.tree(anchor.word.sentence).map_or("", |t| &t.nodes[anchor.word.word].lemma);
    lemma.chars().take(STEM).flat_map(char::to_lowercase).collect()
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
            role.sector = sector.map(str::to_owned);
            role.office = office.cloned();
            role.basis = basis;
        }
    }
}

/// A mention of the sentence, weighed.
fn weigh<'a>(report: &Report, anchor: &Anchor, party: usize, mention: &'a PartyMention) -> Candidate<'a> {
    let learned = learned(report, anchor, mention);
    let shape = report.tree(anchor.word.sentence).map_or_else(String::new, |tree| shape(tree, anchor, mention.head.word));
    let prior = prior(report, anchor, &shape);
    let mut logits = std::array::from_fn(|i| learned.map_or(0.0, |p| NETWORK * p[i].max(1e-3).ln()) + GRAMMAR * prior[i].ln());
    logits[0] -= TAKEN;
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

/// How often a mention anywhere in the sentence is neither, actor, recipient.
const ANYWHERE: [f32; 3] = [0.7, 0.18, 0.12];

/// How often a party at that place of the tree is neither, actor, recipient: of this type of act, and so far as that is seldom seen, of any.
fn prior(report: &Report, anchor: &Anchor, shape: &str) -> [f32; 3] {
    let table = report.knowledge.words(report.language(anchor.word.sentence), "role");
    let counts = |key: &str| {
        let row = table.get(key).first();
        let cell = |i: usize| row.and_then(|r| r.get(i)).and_then(|c| c.parse::<f32>().ok()).unwrap_or(0.0);
        [cell(1), cell(2), cell(3)]
    };
    let more = |counts: [f32; 3], known: [f32; 3], weight: f32| {
        let sum: f32 = counts.iter().sum::<f32>() + weight;
        std::array::from_fn(|i| (counts[i] + weight * known[i]) / sum)
    };
    let any = more(counts(shape), ANYWHERE, 1.0);
    more(counts(&format!("{} {shape}", anchor.kind().to_lowercase())), any, 4.0)
}

/// The way from an anchor to a word, written down: the anchor's class, the relations climbed (`<`), the relations descended (`>`, with the
/// preposition of an oblique). Coordination and apposition at its end are passed over: who is joined shares the role.
pub fn shape(tree: &Tree, anchor: &Anchor, word: usize) -> String {
    let headline = is_headline_passive(tree, anchor);
    let class = match tree.nodes.get(anchor.word.word).map(|n| n.upos) {
        Some(Upos::VERB | Upos::AUX) if headline || grammar::is_passive(tree, anchor.word.word) => "p",
        Some(Upos::VERB | Upos::AUX) => "v",
        Some(Upos::ADJ | Upos::ADV) => "a",
        _ => "n",
    };
    let Some(mut path) = grammar::path(tree, anchor.word.word, word, MAX_PATH) else { return format!("{class} far") };
    while path.down.len() > 1 && path.down.last().is_some_and(|&w| ["conj", "appos", "flat", "list"].iter().any(|r| tree.nodes[w].is(r))) {
        path.down.pop();
    }
    let mut shape = class.to_owned();
    for &w in &path.up {
        shape.push_str(" <");
        shape.push_str(relation(tree, w));
    }
    for &w in &path.down {
        shape.push_str(" >");
        let own = tree.nodes[w].head == Some(anchor.word.word);
        shape.push_str(if headline && own && &*tree.nodes[w].relation == "nsubj" { "nsubj:pass" } else { relation(tree, w) });
        if let Some(marker) = grammar::marker(tree, w).filter(|_| tree.nodes[w].is("obl") || tree.nodes[w].is("nmod")) {
            shape.push('+');
            shape.push_str(&marker);
        }
    }
    shape
}

/// A headline leaves out the auxiliary (`Minister stabbed`): a past form of harm or sentence, without object, in words that no full stop ends.
fn is_headline_passive(tree: &Tree, anchor: &Anchor) -> bool {
    let verb = anchor.word.word;
    let Some(node) = tree.nodes.get(verb) else { return false };
    let ended = tree.nodes.last().is_some_and(|n| n.upos == Upos::PUNCT);
    let completed = |c: usize| ["obj", "ccomp", "xcomp", "aux", "compound"].iter().any(|r| tree.nodes[c].is(r));
    matches!(anchor.kind(), "ASSAULT" | "COERCE" | "SANCTION") && !ended && node.feat("Tense=Past") && !tree.children(verb).any(completed)
}

/// A relation with those subtypes that bear on roles.
fn relation(tree: &Tree, word: usize) -> &str {
    match &*tree.nodes[word].relation {
        keep @ ("nsubj:pass" | "nmod:poss" | "acl:relcl") => keep,
        other => other.split(':').next().unwrap_or(other),
    }
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

/// The least probability of the best mention for a side, by how often that side is empty.
fn least(anchor: &Anchor, side: usize, (least, more): (f32, f32)) -> f32 {
    let empty = EMPTY.iter().find(|e| e.0 == anchor.kind()).map_or(1.0, |e| if side == 1 { e.1 } else { e.2 });
    least + more * empty
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
