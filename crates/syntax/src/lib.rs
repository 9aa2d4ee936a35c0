//! Which sentences, words and trees?
//!
//! [`segment`] cuts the coded paragraphs of a report into sentences and words in the sense of Universal Dependencies, by rules and the tables
//! `en.tsv` and `es.tsv`; [`parse`] reads tags, lemmas and trees off the scores of the network. [`conllu`] writes trees in the exchange format of the field.

pub mod conllu;
mod fused;
mod inflection;
mod lemma;
mod letters;
mod marks;
mod rules;
mod sentences;
mod shape;
mod tree;
mod words;

pub use sentences::MAX_WORDS;
pub use words::MAX_LETTERS;

use lemma::Lemmas;
use neural::Scores;
use record::{Document, Node, Sentence, Token, Tree, Upos, WordId};
use rules::Rules;
use std::sync::Arc;

/// Cuts the blocks of a report that are read into sentences and words. (Furniture, headers and blocks whose language is not read, give none.)
///
/// The language of a block is its own, else the report's, else English. A block ends a sentence; a line break within one does not, but for lists and posts.
pub fn segment(document: &Document) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (block, b) in document.blocks.iter().enumerate().filter(|(_, b)| b.kind.is_parsed()) {
        let Some(rules) = Rules::of(language(document, block)) else { continue };
        let mut tokens = words::cut(&document.text, b.span, rules);
        let mut rest = sentences::cut(&document.text, &tokens, rules, b.kind);
        // From the last to the first, so that each sentence takes its words off the end.
        let at = sentences.len();
        while let Some(range) = rest.pop() {
            sentences.push(sentence(block, tokens.split_off(range.start)));
        }
        sentences[at..].reverse();
    }
    sentences
}

/// The language of a block: its own, else the report's, else English.
fn language(document: &Document, block: usize) -> &str {
    document.blocks.get(block).and_then(|b| b.language.as_deref()).or(document.language.as_deref()).unwrap_or("en")
}

fn sentence(block: usize, mut tokens: Vec<Token>) -> Sentence {
    if let Some(first) = tokens.first_mut() {
        first.space_before = true;
    }
    let span = match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.cover(last.span),
        _ => record::Span::new(0, 0),
    };
    Sentence { block, span, tokens }
}

/// Reads tags, lemmas and trees off the scores; one tree a sentence, in the same order.
///
/// `root` is the relation of the root word and of no other; punctuation is `punct`, and hangs where the guidelines of Universal Dependencies say.
pub fn parse(document: &Document, sentences: Vec<Sentence>, scores: &Scores) -> Vec<Tree> {
    let [root, punct, loose, subject, passive] = ["root", "punct", "parataxis", "nsubj", "nsubj:pass"].map(Arc::<str>::from);
    let read = |(index, s): (usize, Sentence)| {
        let word = |word| WordId { sentence: index, word };
        let lemmas = Lemmas::of(language(document, s.block));
        let forms: Vec<&str> = s.tokens.iter().map(|t| t.form(&document.text)).collect();
        let tags: Vec<Upos> = (0..forms.len()).map(|w| scores.upos(word(w))).collect();
        let mut heads = tree::heads(forms.len(), |w| (scores.part_start(word(w)), scores.heads(word(w))));
        let marks: Vec<bool> = heads.iter().zip(&tags).map(|(h, t)| h.is_some() && *t == Upos::PUNCT).collect();
        marks::hang(&mut heads, &marks, &forms);
        let node = |w: usize| {
            let relation = match heads[w] {
                None => root.clone(),
                Some(_) if marks[w] => punct.clone(),
                // A word that was to be the root and lost is loosely joined.
                head => Some(scores.relation(word(w), head)).filter(|r| **r != *root).unwrap_or_else(|| loose.clone()),
            };
            let lemma = lemma::of(forms[w], tags[w], &scores.lemma_script(word(w)), lemmas);
            Node { upos: tags[w], feats: scores.feats(word(w)), lemma, head: heads[w], relation }
        };
        let mut nodes: Vec<Node> = (0..forms.len()).map(node).collect();
        give_back_subject(&mut nodes, &subject);
        agree_in_voice(&mut nodes, &subject, &passive);
        Tree { block: s.block, span: s.span, nodes, tokens: s.tokens }
    };
    sentences.into_iter().enumerate().map(read).collect()
}

/// In `the march was banned, the ministry said` the words between the comma and the verb are its subject, not one more part of the clause before.
fn give_back_subject(nodes: &mut [Node], subject: &Arc<str>) {
    let has_subject: Vec<bool> = {
        let mut has = vec![false; nodes.len()];
        nodes.iter().filter(|n| n.is("nsubj")).filter_map(|n| n.head).for_each(|h| has[h] = true);
        has
    };
    for verb in 2..nodes.len() {
        if has_subject[verb] || nodes[verb].upos != Upos::VERB || !nodes[verb].feat("VerbForm=Fin") {
            continue;
        }
        let last = if nodes[verb - 1].upos == Upos::PUNCT { verb - 2 } else { verb - 1 };
        // The clause that is said stands before; the phrase is what hangs together after its comma.
        let Some(clause) = (0..last).rev().find(|&c| nodes[c].head == Some(verb) && nodes[c].is("ccomp")) else { continue };
        let Some(comma) = (clause..last).rev().find(|&w| nodes[w].upos == Upos::PUNCT && nodes[w].head.is_none_or(|h| h > w)) else {
            continue;
        };
        let mut first = comma + 1;
        let mut head = last;
        while let Some(up) = nodes[head].head.filter(|&up| up > clause && up < verb) {
            head = up;
        }
        // An apposition has commas of its own: `, the minister, X, warned`.
        while head < first {
            let Some(before) = (clause..first - 1).rev().find(|&w| nodes[w].upos == Upos::PUNCT) else { break };
            first = before + 1;
        }
        let inside = |w: usize| {
            let mut at = w;
            for _ in 0..=last {
                match nodes[at].head {
                    _ if at == head => return true,
                    Some(up) => at = up,
                    None => return false,
                }
            }
            false
        };
        let nominal = matches!(nodes[head].upos, Upos::NOUN | Upos::PROPN | Upos::PRON);
        if nominal && head > clause && (first..=last).all(inside) && !nodes[head].is("conj") {
            nodes[head].head = Some(verb);
            nodes[head].relation = subject.clone();
            nodes[first - 1].head = Some(clause);
        }
    }
}

/// Relations are chosen arc by arc; subject and verb must agree in voice all the same, for who did it hangs on that. A verb with a passive auxiliary has a
/// passive subject; one with an object of its own and nothing passive about it has none (`soldiers killed 12 protesters`).
fn agree_in_voice(nodes: &mut [Node], subject: &Arc<str>, passive: &Arc<str>) {
    let mut voices = vec![(false, false, false); nodes.len()];
    for node in &*nodes {
        let Some(voice) = node.head.and_then(|h| voices.get_mut(h)) else { continue };
        voice.0 |= &*node.relation == "aux:pass";
        voice.1 |= node.is("expl");
        voice.2 |= &*node.relation == "obj";
    }
    for w in 0..nodes.len() {
        let Some((auxiliary, reflexive, object)) = nodes[w].head.and_then(|h| voices.get(h)).copied() else { continue };
        let participle = nodes[w].head.is_some_and(|h| nodes[h].feat("VerbForm=Part"));
        match &*nodes[w].relation {
            "nsubj" if auxiliary => nodes[w].relation = passive.clone(),
            "nsubj:pass" if object && !auxiliary && !reflexive && !participle => nodes[w].relation = subject.clone(),
            _ => {}
        }
    }
}
