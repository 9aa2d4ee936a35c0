use crate::Span;
use std::sync::Arc;

/// A sentence of a report: its words, before any analysis.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// The index of its paragraph in [`crate::Document::blocks`].
    pub block: usize,
    /// Its bytes in the canonical text.
    pub span: Span,
    /// Its words in the sense of Universal Dependencies; never empty.
    pub tokens: Vec<Token>,
}

/// A word in the sense of Universal Dependencies.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its bytes. Words of a fused token (`del`, `dárselo`) whose parts cannot be told apart in the text all carry the span of the whole.
    pub span: Span,
    /// Its form, where that differs from the text (`de` and `el` of `del`).
    pub form: Option<Box<str>>,
    /// Whether white space (or the start of the sentence) stands before it.
    pub space_before: bool,
    /// Whether it is a second or later word of one fused token.
    pub continues: bool,
}

impl Token {
    /// Its form.
    pub fn form<'a>(&'a self, text: &'a str) -> &'a str {
        self.form.as_deref().unwrap_or_else(|| self.span.of(text))
    }
}

/// A word of a report: sentence and word, both from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId {
    /// Index of the sentence in the report.
    pub sentence: usize,
    /// Index of the word in the sentence.
    pub word: usize,
}

/// A parsed sentence: `nodes[i]` is the analysis of `tokens[i]`.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The index of its paragraph.
    pub block: usize,
    /// Its bytes.
    pub span: Span,
    /// Its words.
    pub tokens: Vec<Token>,
    /// Their analyses; one root, no circle.
    pub nodes: Vec<Node>,
}

/// The analysis of a word.
#[derive(Debug, Clone)]
pub struct Node {
    /// Part of speech.
    pub upos: Upos,
    /// UD features, as `Number=Sing|Person=3`; empty if none.
    pub feats: Arc<str>,
    /// Dictionary form.
    pub lemma: Box<str>,
    /// The word it hangs on; none at the root.
    pub head: Option<usize>,
    /// UD relation to it, with subtype (`nsubj:pass`).
    pub relation: Arc<str>,
}

impl Node {
    /// Whether its relation is `relation` or a subtype of it (`is("nsubj")` holds for `nsubj:pass`).
    pub fn is(&self, relation: &str) -> bool {
        self.relation.strip_prefix(relation).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    }

    /// Whether it carries the feature, as `feat("Voice=Pass")`.
    pub fn feat(&self, feature: &str) -> bool {
        self.feats.split('|').any(|f| f == feature)
    }
}

impl Tree {
    /// The words that hang on `word` directly, in order.
    pub fn children(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        self.nodes.iter().enumerate().filter(move |(_, n)| n.head == Some(word)).map(|(i, _)| i)
    }

    /// `word` and everything below it, in order.
    pub fn subtree(&self, word: usize) -> Vec<usize> {
        let mut inside = vec![false; self.nodes.len()];
        let mut stack = vec![word];
        while let Some(w) = stack.pop() {
            if w < inside.len() && !inside[w] {
                inside[w] = true;
                stack.extend(self.children(w));
            }
        }
        (0..inside.len()).filter(|&i| inside[i]).collect()
    }

    /// From `word` up to the root: its head, the head of that, and so on.
    pub fn ancestors(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.nodes.get(word).and_then(|n| n.head), |&w| self.nodes[w].head).take(self.nodes.len())
    }

    /// The words of the shortest noun phrase around `head`: what stands unbroken beside it and only modifies or completes it (adjectives,
    /// numbers, compounds, parts of a name), without determiners, possessors, complements and clauses.
    pub fn phrase(&self, head: usize) -> std::ops::Range<usize> {
        let joins = |w: usize| {
            let before: &[&str] = &["amod", "nummod", "advmod", "compound", "flat", "fixed", "goeswith"];
            let after: &[&str] = &["amod", "compound", "flat", "fixed", "goeswith"];
            let allowed = if w < head { before } else { after };
            let hyphen = |node: &Node| node.is("punct") && self.tokens[w].span.len() == 1 && !self.tokens[w].space_before;
            let fits = |node: &Node| allowed.iter().any(|r| node.is(r)) || hyphen(node);
            let links: Vec<usize> = std::iter::once(w).chain(self.ancestors(w)).take_while(|&at| at != head).collect();
            links.iter().all(|&at| fits(&self.nodes[at])) && links.last().is_some_and(|&top| self.nodes[top].head == Some(head))
        };
        let mut words = head..head + 1;
        while words.start > 0 && joins(words.start - 1) {
            words.start -= 1;
        }
        while words.end < self.nodes.len() && joins(words.end) {
            words.end += 1;
        }
        while words.start < head && self.nodes[words.start].upos == Upos::PUNCT {
            words.start += 1;
        }
        while words.end > head + 1 && self.nodes[words.end - 1].upos == Upos::PUNCT {
            words.end -= 1;
        }
        words
    }

    /// The word without a head.
    pub fn root(&self) -> usize {
        self.nodes.iter().position(|n| n.head.is_none()).unwrap_or(0)
    }

    /// The bytes from the first to the last of the words `first..end`.
    pub fn span_of(&self, words: std::ops::Range<usize>) -> Span {
        let end = words.end.min(self.tokens.len());
        match self.tokens.get(words.start..end) {
            Some([first, .., last]) => first.span.cover(last.span),
            Some([only]) => only.span,
            _ => Span::new(self.span.start, self.span.start),
        }
    }

    /// The word that covers the byte `at`, or the last one before it.
    pub fn word_at(&self, at: usize) -> usize {
        self.tokens.iter().rposition(|t| t.span.start <= at).unwrap_or(0)
    }
}

/// UD's universal parts of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, clippy::upper_case_acronyms, reason = "the names are UD's own")]
pub enum Upos {
    ADJ,
    ADP,
    ADV,
    AUX,
    CCONJ,
    DET,
    INTJ,
    NOUN,
    NUM,
    PART,
    PRON,
    PROPN,
    PUNCT,
    SCONJ,
    SYM,
    VERB,
    X,
}

impl Upos {
    /// All of them, by name in alphabetical order.
    pub const ALL: [(&'static str, Self); 17] = [
        ("ADJ", Self::ADJ),
        ("ADP", Self::ADP),
        ("ADV", Self::ADV),
        ("AUX", Self::AUX),
        ("CCONJ", Self::CCONJ),
        ("DET", Self::DET),
        ("INTJ", Self::INTJ),
        ("NOUN", Self::NOUN),
        ("NUM", Self::NUM),
        ("PART", Self::PART),
        ("PRON", Self::PRON),
        ("PROPN", Self::PROPN),
        ("PUNCT", Self::PUNCT),
        ("SCONJ", Self::SCONJ),
        ("SYM", Self::SYM),
        ("VERB", Self::VERB),
        ("X", Self::X),
    ];

    /// The tag of that name; `X` for any other.
    pub fn named(name: &str) -> Self {
        Self::ALL.iter().find(|(n, _)| *n == name).map_or(Self::X, |(_, u)| *u)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, u)| *u == self).map_or("X", |(n, _)| n)
    }
}
