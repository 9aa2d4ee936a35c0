//! Which type of act does the lexicon see in a word? (`data/words/<language>/event.tsv`, `class.tsv`.)

use crate::grammar;
use crate::report::{Report, TYPES};
use record::{Tree, Upos, WordId};

/// The longest phrase of the lexicon, in words.
const MAX_PHRASE: usize = 4;

/// What a row says of a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Index into [`TYPES`]; none: the row says that this is no event.
    pub kind: Option<usize>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// Log-odds that the row adds.
    pub weight: f32,
    /// The words of the phrase, from the anchor on.
    pub words: usize,
    /// The row's name, for `why`.
    pub name: String,
}

/// Log-odds of the classes of rows: whatever the network says, fires by itself, likely, a hint.
fn weight(class: &str) -> f32 {
    match class {
        "certain" => 12.0,
        "sure" => 3.0,
        "likely" => 2.0,
        _ => 0.4,
    }
}

/// The rows that match at a word, the most specific (longest, then with a pattern) first; of one type only the first.
pub fn entries(report: &Report, at: WordId) -> Vec<Entry> {
    let Some(tree) = report.tree(at.sentence) else { return Vec::new() };
    let language = report.language(at.sentence);
    let table = report.knowledge.words(language, "event");
    let (Some(pos), Some(kind), Some(mode), Some(pattern), Some(class)) =
        (table.column("pos"), table.column("type"), table.column("mode"), table.column("pattern"), table.column("class"))
    else {
        return Vec::new();
    };
    let mut found: Vec<(usize, bool, Entry)> = Vec::new();
    let mut key = String::new();
    for words in 1..=MAX_PHRASE {
        let next = WordId { sentence: at.sentence, word: at.word + words - 1 };
        if next.word >= tree.nodes.len() {
            break;
        }
        if words > 1 {
            key.push(' ');
        }
        key.push_str(&report.lemma(next));
        for row in table.get(&key) {
            let cell = |i: usize| row.get(i).map_or("", String::as_str);
            if !has_pos(tree, at.word, cell(pos)) || !holds(report, tree, at, cell(pattern)) {
                continue;
            }
            let kind = TYPES.iter().position(|t| *t == cell(kind));
            let mode = Some(cell(mode)).filter(|m| !m.is_empty()).map(str::to_owned);
            let name = format!("lexicon:{language}/{key}");
            found.push((words, !cell(pattern).is_empty(), Entry { kind, mode, weight: weight(cell(class)), words, name }));
        }
    }
    found.sort_by_key(|(words, pattern, _)| (std::cmp::Reverse(*words), !*pattern));
    // A row with a pattern, or a longer phrase, is said of this very use: plain rows of other types are silent beside it.
    let best = found.first().map(|(words, pattern, _)| (*words, *pattern));
    let mut kept: Vec<Entry> = Vec::new();
    for (words, pattern, entry) in found {
        if Some((words, pattern)) == best && !kept.iter().any(|k| k.kind == entry.kind) {
            kept.push(entry);
        }
    }
    kept
}

fn has_pos(tree: &Tree, word: usize, wanted: &str) -> bool {
    let upos = tree.nodes[word].upos;
    match wanted {
        "v" => matches!(upos, Upos::VERB | Upos::AUX) || (upos == Upos::ADJ && tree.nodes[word].feat("VerbForm=Part")),
        "n" => matches!(upos, Upos::NOUN | Upos::PROPN) || (upos == Upos::VERB && tree.nodes[word].feat("VerbForm=Ger")),
        "a" => matches!(upos, Upos::ADJ | Upos::ADV),
        _ => true,
    }
}

/// Whether every condition of a pattern holds. Conditions are separated by spaces: `obj=troop|@force` (a dependent of that relation has one of the
/// lemmas, or a lemma of that class of `class.tsv`), `in=custody` (a prepositional dependent), `!obj` (no such dependent), `obj` (some).
/// `to` as relation also means an open clause (`xcomp`).
fn holds(report: &Report, tree: &Tree, at: WordId, pattern: &str) -> bool {
    pattern.split_whitespace().all(|condition| {
        let (relation, wanted) = condition.split_once('=').unwrap_or((condition, ""));
        let (relation, negated) = relation.strip_prefix('!').map_or((relation, false), |r| (r, true));
        let matches = |word: usize| {
            let word = WordId { sentence: at.sentence, word };
            wanted.is_empty() || wanted.split('|').any(|w| names(report, word, w))
        };
        relation.split('|').any(|r| dependents(tree, at.word, r).into_iter().any(matches)) != negated
    })
}

/// Whether a word is this lemma, or of this class (`@force`).
fn names(report: &Report, word: WordId, wanted: &str) -> bool {
    let lemma = report.lemma(word);
    match wanted.strip_prefix('@') {
        None => lemma == wanted,
        Some(class) => report
            .knowledge
            .words(report.language(word.sentence), "class")
            .get(&lemma)
            .iter()
            .any(|row| row.get(1).is_some_and(|c| c == class)),
    }
}

/// The words that stand in a relation to `word`, seen from the act: `obj` is whom or what it is done to (also the subject of a passive, and
/// the noun a participle modifies), `subj` who does it, `mod` what modifies a noun, `head` what the word hangs on, `se` a reflexive,
/// any other name a preposition.
fn dependents(tree: &Tree, word: usize, relation: &str) -> Vec<usize> {
    let passive = grammar::is_passive(tree, word);
    let node = &tree.nodes[word];
    let mut found: Vec<usize> = tree
        .children(word)
        .filter(|&c| {
            let child = &tree.nodes[c];
            match relation {
                "obj" => {
                    child.is("obj")
                        || &*child.relation == "nsubj:pass"
                        || (node.upos != Upos::VERB && child.is("nmod") && (marked(tree, c, "of") || marked(tree, c, "de")))
                }
                "subj" => &*child.relation == "nsubj" || (passive && child.is("obl") && (marked(tree, c, "by") || marked(tree, c, "por"))),
                "mod" => child.is("compound") || child.is("amod") || child.is("nmod"),
                "prt" => child.is("compound:prt") || child.is("advmod"),
                "to" => child.is("xcomp") || ((child.is("obl") || child.is("nmod")) && (marked(tree, c, "to") || marked(tree, c, "a"))),
                "that" => child.is("ccomp"),
                "se" => child.is("expl"),
                preposition => {
                    (child.is("obl") || child.is("nmod") || child.is("advcl") || child.is("acl")) && marked(tree, c, preposition)
                }
            }
        })
        .collect();
    match (relation, node.head) {
        ("obj", Some(head)) if passive && (node.is("acl") || node.is("amod")) => found.push(head),
        ("head", Some(head)) => found.push(head),
        _ => {}
    }
    let conjuncts: Vec<usize> = found.iter().flat_map(|&w| tree.children(w).filter(|&c| tree.nodes[c].is("conj"))).collect();
    found.extend(conjuncts);
    found
}

fn marked(tree: &Tree, word: usize, preposition: &str) -> bool {
    tree.children(word).any(|c| {
        let child = &tree.nodes[c];
        (child.is("case") || child.is("mark")) && child.lemma.eq_ignore_ascii_case(preposition)
    })
}
