//! Which sentences, words and trees?
//!
//! [`segment`] cuts the coded paragraphs of a report into sentences and words in the sense of Universal Dependencies, by rules and the tables
//! `en.tsv` and `es.tsv`; [`parse`] reads tags, lemmas and trees off the scores of the network. [`conllu`] writes trees in the exchange format of the field.

pub mod conllu;
mod fused;
mod lemma;
mod letters;
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

/// Cuts the coded blocks of a report into sentences and words. (Blocks that are never coded give none.)
///
/// The language of a block is its own, else the report's, else English. A block ends a sentence; a line break within one does not, but for lists and posts.
pub fn segment(document: &Document) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for (block, b) in document.blocks.iter().enumerate().filter(|(_, b)| b.kind.is_coded()) {
        let rules = Rules::of(language(document, block));
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
pub fn parse(document: &Document, sentences: Vec<Sentence>, scores: &Scores) -> Vec<Tree> {
    let read = |(index, s): (usize, Sentence)| {
        let word = |word| WordId { sentence: index, word };
        let lemmas = Lemmas::of(language(document, s.block));
        let heads = tree::heads(s.tokens.len(), |w| (scores.part_start(word(w)), scores.heads(word(w))));
        let nodes = (s.tokens.iter().zip(&heads).enumerate())
            .map(|(w, (token, &head))| {
                let upos = scores.upos(word(w));
                let lemma = lemma::of(token.form(&document.text), upos, &scores.lemma_script(word(w)), lemmas);
                Node { upos, feats: scores.feats(word(w)), lemma, head, relation: relation(scores.relation(word(w), head), head, upos) }
            })
            .collect();
        Tree { block: s.block, span: s.span, tokens: s.tokens, nodes }
    };
    sentences.into_iter().enumerate().map(read).collect()
}

/// `root` is the relation of the root word, and of no other: a word that was to be the root and lost is loosely joined.
fn relation(likeliest: Arc<str>, head: Option<usize>, upos: Upos) -> Arc<str> {
    match (head, &*likeliest) {
        (None, "root") => likeliest,
        (None, _) => Arc::from("root"),
        (Some(_), "root") => Arc::from(if upos == Upos::PUNCT { "punct" } else { "parataxis" }),
        _ => likeliest,
    }
}
