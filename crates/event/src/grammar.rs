//! Questions to a tree that several fields ask.

use record::{Tree, Upos};

/// The word that heads the clause of `word`: itself or the nearest ancestor that is a verb, or has a subject or a copula.
pub fn clause(tree: &Tree, word: usize) -> usize {
    std::iter::once(word).chain(tree.ancestors(word)).find(|&w| is_predicate(tree, w)).unwrap_or(word)
}

/// Whether the word heads a clause.
pub fn is_predicate(tree: &Tree, word: usize) -> bool {
    let Some(node) = tree.nodes.get(word) else { return false };
    (node.upos == Upos::VERB && !node.is("amod") && !node.is("compound"))
        || tree.children(word).any(|c| tree.nodes[c].is("nsubj") || tree.nodes[c].is("csubj") || tree.nodes[c].is("cop"))
}

/// Whether the verb is passive: what stands as its subject, or is modified by it, undergoes the act.
pub fn is_passive(tree: &Tree, word: usize) -> bool {
    let Some(node) = tree.nodes.get(word) else { return false };
    if node.upos != Upos::VERB {
        return false;
    }
    tree.children(word).any(|c| matches!(&*tree.nodes[c].relation, "nsubj:pass" | "aux:pass" | "csubj:pass" | "expl:pass"))
        || node.feat("Voice=Pass")
        || ((node.is("acl") || node.is("amod")) && node.feat("VerbForm=Part") && !node.feat("Tense=Pres") && !node.is("acl:relcl"))
}

/// The number of steps between two words of a tree, or none beyond `most`.
pub fn distance(tree: &Tree, a: usize, b: usize, most: usize) -> Option<usize> {
    path(tree, a, b, most).map(|p| p.up.len() + p.down.len())
}

/// The way from one word to another: up through heads, then down through dependents.
pub struct Path {
    /// Words whose relation is climbed, `from` first.
    pub up: Vec<usize>,
    /// Words whose relation is descended, `to` last.
    pub down: Vec<usize>,
}

/// The way from `from` to `to`, if it has at most `most` steps.
pub fn path(tree: &Tree, from: usize, to: usize, most: usize) -> Option<Path> {
    let chain = |w: usize| -> Vec<usize> { std::iter::once(w).chain(tree.ancestors(w)).take(most + 1).collect() };
    let (above, below) = (chain(from), chain(to));
    let (i, j) = above.iter().enumerate().find_map(|(i, w)| below.iter().position(|v| v == w).map(|j| (i, j)))?;
    if i + j > most {
        return None;
    }
    Some(Path { up: above[..i].to_vec(), down: below[..j].iter().rev().copied().collect() })
}

/// The preposition or conjunction that marks a word (`by`, `against`), lower-cased lemma; none if it has none.
pub fn marker(tree: &Tree, word: usize) -> Option<String> {
    tree.children(word).find(|&c| tree.nodes[c].is("case")).map(|c| tree.nodes[c].lemma.to_lowercase())
}
