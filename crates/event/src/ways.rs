//! What the trees of the training reports say of roles: which way leads from an anchor to its actor and its recipient, and how often a side stands
//! in the sentence of its anchor, elsewhere, or nowhere.

use crate::anchors::Anchor;
use crate::grammar;
use crate::report::Report;
use record::{Tree, Upos};

/// The longest way in a tree that is looked up.
const MAX_PATH: usize = 5;

/// The relations at which a clause below begins.
const CLAUSES: [&str; 5] = [">advcl", ">ccomp", ">xcomp", ">acl", ">parataxis"];

/// How much the counts of all acts of a type weigh beside those of one class of its anchors, in acts.
const KIND: f32 = 8.0;

/// Shares of a side that stands in the sentence of its anchor, elsewhere, nowhere.
#[derive(Debug, Clone, Copy)]
pub struct Stand {
    pub here: f32,
    pub elsewhere: f32,
    pub nowhere: f32,
}

/// Least probability of the likeliest mention in the sentence for a side that no mention takes by itself: of a side that is always given, and how
/// much more it takes for one that never is.
const BEST_HERE: (f32, f32) = (0.2, 0.3);
/// The same of a mention elsewhere, by how often a side that is not here is elsewhere.
const BEST_ELSEWHERE: (f32, f32) = (0.2, 0.8);

impl Stand {
    pub fn least_here(self) -> f32 {
        BEST_HERE.0 + BEST_HERE.1 * self.nowhere
    }

    pub fn least_elsewhere(self) -> f32 {
        BEST_ELSEWHERE.0 + BEST_ELSEWHERE.1 * self.nowhere / (self.nowhere + self.elsewhere).max(f32::MIN_POSITIVE)
    }
}

/// Where the actor, and where the recipient of such an act stands.
pub fn stands(report: &Report, anchor: &Anchor) -> [Stand; 2] {
    let table = report.knowledge.words(report.language(anchor.word.sentence), "side");
    let kind = anchor.kind().to_lowercase();
    let class = report.tree(anchor.word.sentence).map_or("n", |tree| class(tree, anchor));
    let counts = |key: &str, side: usize| {
        let row = table.get(key).first();
        std::array::from_fn(|i| row.and_then(|r| r.get(1 + 3 * side + i)).and_then(|c| c.parse::<f32>().ok()).unwrap_or(0.0))
    };
    let shares = |counts: [f32; 3], known: [f32; 3], weight: f32| {
        let sum: f32 = counts.iter().sum::<f32>() + weight;
        std::array::from_fn::<f32, 3, _>(|i| (counts[i] + weight * known[i]) / sum)
    };
    std::array::from_fn(|side| {
        let kind_shares = shares(counts(&kind, side), [1.0 / 3.0; 3], 3.0);
        let [here, elsewhere, nowhere] = shares(counts(&format!("{kind} {class}"), side), kind_shares, KIND);
        Stand { here, elsewhere, nowhere }
    })
}

/// How often a mention anywhere in the sentence is neither, actor, recipient.
const ANYWHERE: [f32; 3] = [0.7, 0.18, 0.12];

/// How often a party at that place of the tree is neither, actor, recipient: of this type of act, and so far as that is seldom seen, of any.
pub fn prior(report: &Report, anchor: &Anchor, shape: &str) -> [f32; 3] {
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

/// The class of an anchor: v active verb, p passive without an agent, b passive with one, n noun, a adjective.
fn class(tree: &Tree, anchor: &Anchor) -> &'static str {
    match voice(tree, anchor) {
        "p" if tree.children(anchor.word.word).any(|w| tree.nodes[w].is("obl") && is_agent(tree, w)) => "b",
        voice => voice,
    }
}

fn is_agent(tree: &Tree, word: usize) -> bool {
    grammar::marker(tree, word).is_some_and(|m| matches!(m.as_str(), "by" | "por"))
}

/// v active verb, p passive, n noun, a adjective.
fn voice(tree: &Tree, anchor: &Anchor) -> &'static str {
    match tree.nodes.get(anchor.word.word).map(|n| n.upos) {
        Some(Upos::VERB | Upos::AUX) if is_headline_passive(tree, anchor) || grammar::is_passive(tree, anchor.word.word) => "p",
        Some(Upos::VERB | Upos::AUX) => "v",
        Some(Upos::ADJ | Upos::ADV) => "a",
        _ => "n",
    }
}

/// The way from an anchor to a word, written down: the anchor's class, the relations climbed (`<`), the relations descended (`>`, with the
/// preposition of an oblique). Coordination and apposition at its end are passed over: who is joined shares the role.
pub fn shape(tree: &Tree, anchor: &Anchor, word: usize) -> String {
    let headline = is_headline_passive(tree, anchor);
    let class = voice(tree, anchor);
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

/// Whether a way leads out of the anchor's clause or into one below it.
pub fn leaves_clause(shape: &str) -> bool {
    shape.contains('<') || shape.ends_with("far") || CLAUSES.iter().any(|relation| shape.contains(relation))
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
