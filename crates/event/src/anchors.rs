//! Which words name an act, and of which type?
//!
//! The network's probabilities and the lexicon's rows are added up as log-odds; a word is an anchor where "no event" falls below the threshold that the
//! network was given. Then one act keeps one anchor.

use crate::lexicon::{self, Entry};
use crate::report::{Report, TYPES};
use record::{BlockKind, Span, Tree, Upos, WordId};
use std::ops::Range;

/// A word that names an act.
#[derive(Debug, Clone)]
pub struct Anchor {
    pub word: WordId,
    /// Its words in the sentence; the first is `word`.
    pub words: Range<usize>,
    pub span: Span,
    /// Index into [`TYPES`].
    pub kind: usize,
    /// Probability of the type.
    pub confidence: f32,
    /// The mode that the lexicon gives.
    pub mode: Option<String>,
    pub why: Vec<String>,
}

impl Anchor {
    pub fn kind(&self) -> &'static str {
        TYPES[self.kind]
    }
}

/// The least probability that a score may give, so that a row of the lexicon can speak against it.
const FLOOR: f32 = 1e-4;

/// Log-odds against a word that no row of the lexicon matches: the network alone has to be surer.
const UNLISTED: f32 = 0.8;

/// Types whose content (what is asked, promised, alleged, refused) is no event of its own unless the network knows one in it.
const SPEECH: [&str; 6] = ["AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT"];

/// All anchors of a report, in order.
pub fn find(report: &Report) -> Vec<Anchor> {
    let mut all = Vec::new();
    for (sentence, tree) in report.trees.iter().enumerate() {
        if report.document.blocks.get(tree.block).is_some_and(|b| !b.kind.is_coded() || b.kind == BlockKind::Furniture) {
            continue;
        }
        let mut here: Vec<(Anchor, bool)> =
            (0..tree.nodes.len()).filter_map(|word| anchor(report, tree, WordId { sentence, word })).collect();
        drop_content(tree, &mut here);
        drop_doubles(tree, &mut here);
        all.extend(here.into_iter().map(|(a, _)| a));
    }
    all
}

/// The word as an anchor, and whether the network alone takes it for one.
fn anchor(report: &Report, tree: &Tree, at: WordId) -> Option<(Anchor, bool)> {
    let node = tree.nodes.get(at.word)?;
    if matches!(node.upos, Upos::PUNCT | Upos::SYM | Upos::NUM | Upos::DET | Upos::CCONJ) {
        return None;
    }
    if node.upos == Upos::NOUN && is_agent(report, at) {
        return None;
    }
    let learned = report.scores.event(at);
    let mut logits = [FLOOR.ln(); 17];
    if learned.len() == logits.len() {
        for (l, p) in logits.iter_mut().zip(learned) {
            *l = p.max(FLOOR).ln();
        }
    } else {
        logits[0] = 0.0;
    }
    let threshold = report.scores.event_threshold();
    let alone = softmax(&logits)[0] < threshold;
    let entries = lexicon::entries(report, at);
    for entry in &entries {
        logits[entry.kind.map_or(0, |k| k + 1)] += entry.weight;
    }
    if entries.is_empty() {
        logits[0] += UNLISTED;
    }
    let p = softmax(&logits);
    if p[0] >= threshold {
        return None;
    }
    // Which type it is, the rows know better than whether it is one.
    for entry in &entries {
        if let Some(k) = entry.kind {
            logits[k + 1] += entry.weight;
        }
    }
    let kind = (0..16).fold(0, |best, k| if logits[k + 1] > logits[best + 1] { k } else { best });
    let entry = entries.iter().find(|e| e.kind == Some(kind));
    let mut why = Vec::new();
    if let Some(p) = learned.get(kind + 1).filter(|p| **p >= 0.005) {
        why.push(format!("learned:{p:.2}"));
    }
    why.extend(entry.map(|e| e.name.clone()));
    let words = at.word..at.word + length(tree, at.word, entry);
    let anchor = Anchor {
        word: at,
        span: tree.span_of(words.clone()),
        words,
        kind,
        confidence: calibrated(p[kind + 1]),
        mode: entry.and_then(|e| e.mode.clone()),
        why,
    };
    Some((anchor, alone))
}

/// Whether the noun names someone who acts (`attacker`, `protesters`), not an act.
fn is_agent(report: &Report, at: WordId) -> bool {
    let table = report.knowledge.words(report.language(at.sentence), "agent");
    let Some(kind) = table.column("kind") else { return false };
    table.get(&report.lemma(at)).iter().any(|row| row.get(kind).is_some_and(|k| k == "person"))
}

/// The anchor's length in words: the lexicon's phrase, else the word with its particle where that follows at once.
fn length(tree: &Tree, word: usize, entry: Option<&Entry>) -> usize {
    let phrase = entry.map_or(1, |e| e.words);
    let particle = tree.nodes.get(word + 1).is_some_and(|n| n.head == Some(word) && n.is("compound:prt"));
    phrase.max(1 + usize::from(particle))
}

/// The probability of an act of its type, as that of being paired with a gold act of that type: network and lexicon together are surer than they are
/// right. Two numbers, fitted on the 63 training reports that the network did not learn from (783 acts, expected error over ten bins .03); on the
/// dev reports, whose acts are harder, it is .07.
fn calibrated(p: f32) -> f32 {
    let p = p.clamp(1e-4, 1.0 - 1e-4);
    1.0 / (1.0 + (-0.49 - 0.40 * (p / (1.0 - p)).ln()).exp())
}

pub fn softmax<const N: usize>(logits: &[f32; N]) -> [f32; N] {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let mut p = logits.map(|l| (l - top).exp());
    let sum: f32 = p.iter().sum();
    for x in &mut p {
        *x /= sum;
    }
    p
}

/// What only the lexicon sees, and only as the content of a speech act, is no act of its own.
fn drop_content(tree: &Tree, here: &mut Vec<(Anchor, bool)>) {
    let speech: Vec<usize> = here.iter().filter(|(a, _)| SPEECH.contains(&a.kind())).map(|(a, _)| a.word.word).collect();
    here.retain(|(a, alone)| {
        *alone || {
            let mut below = a.word.word;
            !tree.ancestors(a.word.word).any(|up| {
                let content = ["xcomp", "ccomp", "obl", "nmod", "acl", "advcl", "obj"].iter().any(|r| tree.nodes[below].is(r));
                below = up;
                content && speech.contains(&up)
            })
        }
    });
}

/// Relations that join two acts; by any other, a second word of the same type names the first one's act (`held talks`, `killed in the attack`).
const OTHER: [&str; 4] = ["conj", "parataxis", "list", "appos"];

/// Of two words for one act, of one type and joined directly, the surer one stays; anchors never overlap.
fn drop_doubles(tree: &Tree, here: &mut Vec<(Anchor, bool)>) {
    let joined = |a: &Anchor, b: &Anchor| {
        let hangs = |x: usize, y: usize| tree.nodes[x].head == Some(y) && !OTHER.iter().any(|r| tree.nodes[x].is(r));
        a.kind == b.kind && (hangs(a.word.word, b.word.word) || hangs(b.word.word, a.word.word))
    };
    let overlap = |a: &Anchor, b: &Anchor| a.words.start < b.words.end && b.words.start < a.words.end;
    let mut keep = vec![true; here.len()];
    for i in 0..here.len() {
        for j in i + 1..here.len() {
            let (a, b) = (&here[i].0, &here[j].0);
            if keep[i] && keep[j] && (overlap(a, b) || joined(a, b)) {
                keep[if b.confidence > a.confidence { i } else { j }] = false;
            }
        }
    }
    let mut at = 0..;
    here.retain(|_| at.next().is_none_or(|i: usize| keep[i]));
}
