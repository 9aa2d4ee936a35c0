//! Names: the network's labels and the tables' entries, with extents that agree with grammar.

use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Name, NameKind, Tree, Upos, WordId};
use std::collections::BTreeMap;
use std::ops::Range;

/// A name in the tables has at most this many words.
const LONGEST_TABLE_NAME: usize = 8;
/// Words which the network holds for no name with less than this log-probability may be a name of no known kind.
const SURELY_NONE: f32 = -0.2;
/// A run of proper nouns has the kind that the network gives at least this probability.
const LEANING: f32 = 0.3;

/// The preposition of Spanish between the parts of a name.
const OF: &str = "de";

/// The names of a report, in order; none overlap.
pub fn find(document: &Document, trees: &[Tree], scores: &Scores, knowledge: &Knowledge) -> Vec<Name> {
    let kinds: Vec<NameKind> = scores.labels("name").iter().map(|label| kind(label)).collect();
    let mut names: Vec<Name> = Vec::new();
    for (sentence, tree) in trees.iter().enumerate().filter(|(_, tree)| !document.is_dateline(tree.block)) {
        let labels: Vec<&[f32]> = (0..tree.nodes.len()).map(|word| scores.name(WordId { sentence, word })).collect();
        let mut found = decode(&labels, &kinds);
        let titles = Titles { document, tree, knowledge };
        for (words, _) in &mut found {
            *words = fit(tree, words.clone());
        }
        found.retain(|(words, _)| plausible(tree, document, words.clone()));
        join(tree, document, &mut found);
        add(&mut found, known(tree, document, knowledge));
        for (words, kind) in found.iter_mut().filter(|(_, kind)| *kind == NameKind::Location) {
            if titles.is_forenamed(words) {
                *kind = NameKind::Person;
            }
        }
        // What is known no way else joins nothing that is.
        let free = |(run, _): &(Range<usize>, NameKind)| !found.iter().any(|(words, _)| words.start < run.end && run.start < words.end);
        let loose: Vec<_> = unknown(tree, &labels, &kinds).into_iter().filter(free).collect();
        found.extend(loose);
        for (words, _) in found.iter_mut().filter(|(_, kind)| *kind == NameKind::Person) {
            *words = titles.off(words.clone());
        }
        found.sort_by_key(|(words, _)| words.start);
        names.extend(found.into_iter().map(|(words, kind)| Name {
            span: tree.span_of(words.clone()),
            head: WordId { sentence, word: head(tree, words.clone()) },
            words,
            kind,
        }));
    }
    recall(document, trees, &mut names);
    names
}

/// A proper noun that the report elsewhere has as a name, or as the last word of a person's name, is that name here too.
fn recall(document: &Document, trees: &[Tree], names: &mut Vec<Name>) {
    let mut kinds: BTreeMap<&str, NameKind> = BTreeMap::new();
    for name in names.iter().filter(|n| n.kind != NameKind::Other) {
        let text = name.span.of(&document.text);
        kinds.entry(text).or_insert(name.kind);
        if let Some((_, last)) = text.rsplit_once(' ').filter(|_| name.kind == NameKind::Person) {
            kinds.entry(last).or_insert(name.kind);
        }
    }
    // What ends a person's full name is that person, whatever the network says of it alone; what begins an organisation's, that organisation.
    let mut known: BTreeMap<String, NameKind> = BTreeMap::new();
    for name in names.iter() {
        let text = name.span.of(&document.text);
        let part = match name.kind {
            NameKind::Person => text.rsplit_once(' ').map(|(_, last)| last),
            NameKind::Organisation => text.split_once(' ').map(|(first, _)| first).filter(|first| first.chars().count() > 3),
            _ => None,
        };
        if let Some(part) = part {
            known.entry(part.to_owned()).or_insert(name.kind);
        }
    }
    let mut rest = names.as_slice();
    let mut more = Vec::new();
    for (sentence, tree) in trees.iter().enumerate().filter(|(_, tree)| !document.is_dateline(tree.block)) {
        let here;
        (here, rest) = rest.split_at(rest.iter().take_while(|n| n.head.sentence <= sentence).count());
        for (word, token) in tree.tokens.iter().enumerate() {
            let proper = tree.nodes[word].upos == Upos::PROPN && !here.iter().any(|n| n.words.contains(&word));
            if let Some(kind) = kinds.get(token.span.of(&document.text)).filter(|_| proper) {
                more.push(Name { span: token.span, head: WordId { sentence, word }, words: word..word + 1, kind: *kind });
            }
        }
    }
    for name in names.iter_mut().filter(|n| n.words.len() == 1 && n.kind != NameKind::Organisation) {
        let kind = known.get(name.span.of(&document.text));
        if let Some(kind) = kind.filter(|k| **k == NameKind::Person || name.kind != NameKind::Location) {
            name.kind = *kind;
        }
    }
    names.extend(more);
    names.sort_by_key(|n| (n.head.sentence, n.words.start));
}

/// The likeliest sequence of labels that is well formed (`I-X` only after `B-X` or `I-X`), as names. The labels are `O`, then `B-` and `I-` by turns.
fn decode(labels: &[&[f32]], kinds: &[NameKind]) -> Vec<(Range<usize>, NameKind)> {
    let Some(width) = labels.iter().map(|l| l.len()).min().filter(|w| *w >= 3) else { return Vec::new() };
    let inside = |label: usize| label != 0 && label.is_multiple_of(2);
    let mut best: Vec<f32> = (0..width).map(|l| if inside(l) { f32::NEG_INFINITY } else { labels[0][l] }).collect();
    let mut back: Vec<Vec<usize>> = Vec::new();
    for scores in &labels[1..] {
        let top = (0..width).reduce(|a, b| if best[b] > best[a] { b } else { a }).unwrap_or(0);
        let from = |l: usize| match inside(l) {
            true if best[l] > best[l - 1] => l,
            true => l - 1,
            false => top,
        };
        back.push((0..width).map(from).collect());
        best = (0..width).map(|l| best[from(l)] + scores[l]).collect();
    }
    let mut label = (0..width).reduce(|a, b| if best[b] > best[a] { b } else { a }).unwrap_or(0);
    let mut path = vec![label];
    for from in back.iter().rev() {
        label = from[label];
        path.push(label);
    }
    path.reverse();
    let mut names: Vec<(Range<usize>, NameKind)> = Vec::new();
    for (word, &label) in path.iter().enumerate() {
        match names.last_mut() {
            Some((words, _)) if inside(label) && words.end == word => words.end += 1,
            _ if label != 0 => names.push((word..word + 1, kinds.get(label).copied().unwrap_or(NameKind::Other))),
            _ => {}
        }
    }
    names
}

fn kind(label: &str) -> NameKind {
    match label.get(2..) {
        Some("PER") => NameKind::Person,
        Some("ORG") => NameKind::Organisation,
        Some("LOC") => NameKind::Location,
        _ => NameKind::Other,
    }
}

/// What stands before a person's name and is no part of it: titles (`President`), countries and nationalities (`US`), prepositions.
struct Titles<'a> {
    document: &'a Document,
    tree: &'a Tree,
    knowledge: &'a Knowledge,
}

impl Titles<'_> {
    fn language(&self) -> &str {
        let block = self.document.blocks.get(self.tree.block).and_then(|b| b.language.as_deref());
        block.or(self.document.language.as_deref()).unwrap_or("en")
    }

    /// Whether a first name begins words that no place has for a name.
    fn is_forenamed(&self, words: &Range<usize>) -> bool {
        let forename = self.tree.tokens[words.start].span.of(&self.document.text);
        let facilities = self.knowledge.words(self.language(), "facility");
        words.len() > 1
            && self.knowledge.words(self.language(), "forename").has(forename)
            && !words.clone().any(|w| facilities.has(&self.tree.nodes[w].lemma.to_lowercase()))
            && self.knowledge.places(self.tree.span_of(words.clone()).of(&self.document.text)).is_empty()
    }

    /// The words without the titles they begin with; at least one stays.
    fn off(&self, mut words: Range<usize>) -> Range<usize> {
        let language = self.language();
        let (agents, forenames) = (self.knowledge.words(language, "agent"), self.knowledge.words(language, "forename"));
        while words.len() > 1 {
            let token = &self.tree.tokens[words.start];
            let form = token.span.of(&self.document.text);
            // The first half of a hyphened name is left alone, a first name that is also a noun (`Christian`), and a country before one word.
            let hyphened = !self.tree.tokens[words.start + 1].space_before;
            let place = words.len() > 2 && (self.knowledge.country(form).is_some() || self.knowledge.nationality(form).is_some());
            let small = matches!(self.tree.nodes[words.start].upos, Upos::ADP | Upos::DET);
            if hyphened || forenames.has(form) || !(small || place || agents.has(form)) {
                break;
            }
            words.start += 1;
        }
        words
    }
}

/// Takes in the rest of a name that grammar holds together, and gives up determiners, punctuation and the mark of the possessor at its ends.
fn fit(tree: &Tree, mut words: Range<usize>) -> Range<usize> {
    let node = |w: usize| &tree.nodes[w];
    while words.end < tree.nodes.len()
        && node(words.end).upos == Upos::PROPN
        && node(words.end).is("flat")
        && node(words.end).head.is_some_and(|h| words.contains(&h))
    {
        words.end += 1;
    }
    // `al-Assad`, `Jean-Bertrand`: a hyphen without white space joins.
    let hyphen = |w: usize| tree.tokens.get(w).is_some_and(|t| t.span.len() == 1 && !t.space_before) && tree.nodes[w].upos == Upos::PUNCT;
    let tight = |w: usize| tree.tokens.get(w).is_some_and(|t| !t.space_before);
    while hyphen(words.end) && tight(words.end + 1) && tree.nodes[words.end + 1].upos == Upos::PROPN {
        words.end += 2;
    }
    while words.start > 1 && hyphen(words.start - 1) && tight(words.start) && tree.nodes[words.start - 2].upos != Upos::PUNCT {
        words.start -= 2;
    }
    let loose = |w: usize| matches!(node(w).upos, Upos::PUNCT | Upos::DET | Upos::ADP | Upos::PART | Upos::CCONJ);
    while words.len() > 1 && loose(words.start) {
        words.start += 1;
    }
    while words.len() > 1 && loose(words.end - 1) && !tree.tokens[words.end - 1].span.is_empty() {
        words.end -= 1;
    }
    words
}

/// A name has a letter, and does not consist of function words alone.
fn plausible(tree: &Tree, document: &Document, words: Range<usize>) -> bool {
    tree.span_of(words.clone()).of(&document.text).chars().any(char::is_alphabetic)
        && words.into_iter().any(|w| {
            !matches!(
                tree.nodes[w].upos,
                Upos::PUNCT | Upos::DET | Upos::ADP | Upos::PRON | Upos::AUX | Upos::CCONJ | Upos::SCONJ | Upos::PART
            )
        })
}

/// A body of a body is one name in Spanish (`Asociación de Mineros de Potosí`).
fn join(tree: &Tree, document: &Document, found: &mut Vec<(Range<usize>, NameKind)>) {
    let mut at = 1;
    while at < found.len() {
        let [(a, NameKind::Organisation), (b, NameKind::Organisation)] = &found[at - 1..=at] else {
            at += 1;
            continue;
        };
        let between = a.end < b.start && tree.span_of(a.end..b.start).of(&document.text) == OF;
        let part = &tree.nodes[head(tree, b.clone())];
        if between && (part.is("nmod") || part.is("flat")) && part.head.is_some_and(|h| a.contains(&h)) {
            found[at - 1].0.end = b.end;
            found.remove(at);
        } else {
            at += 1;
        }
    }
}

/// Names of two words or more, and acronyms, that the tables have: capitalised at both ends, longest first.
fn known(tree: &Tree, document: &Document, knowledge: &Knowledge) -> Vec<(Range<usize>, NameKind)> {
    let capital = |w: usize| tree.tokens[w].span.of(&document.text).chars().next().is_some_and(char::is_uppercase);
    let mut found = Vec::new();
    let mut start = 0;
    while start < tree.nodes.len() {
        let longest = (start + LONGEST_TABLE_NAME).min(tree.nodes.len());
        let hit = (start + 1..=longest).rev().filter(|_| capital(start)).find_map(|end| {
            let words = start..end;
            if words.len() == 1 && !is_acronym(tree.tokens[start].span.of(&document.text)) {
                return None;
            }
            if !capital(end - 1) || !words.clone().any(|w| tree.nodes[w].upos == Upos::PROPN) {
                return None;
            }
            let row = *knowledge.actors(tree.span_of(words.clone()).of(&document.text)).first()?;
            let kind = match row.kind {
                "person" => NameKind::Person,
                "country" | "country_name" => NameKind::Location,
                _ => NameKind::Organisation,
            };
            Some((words, kind))
        });
        start = hit.as_ref().map_or(start + 1, |(words, _)| words.end);
        found.extend(hit);
    }
    found
}

/// Two capitals or more and nothing else but points.
fn is_acronym(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() > 1 && text.chars().all(|c| c.is_uppercase() || c == '.')
}

/// Runs of proper nouns which the network does not firmly call no name.
fn unknown(tree: &Tree, labels: &[&[f32]], kinds: &[NameKind]) -> Vec<(Range<usize>, NameKind)> {
    let open = |w: usize| tree.nodes[w].upos == Upos::PROPN && labels[w].first().is_some_and(|none| *none < SURELY_NONE);
    let mut found: Vec<(Range<usize>, NameKind)> = Vec::new();
    for w in (0..tree.nodes.len()).filter(|&w| open(w)) {
        match found.last_mut() {
            Some((words, _)) if words.end == w => words.end += 1,
            _ => found.push((w..w + 1, NameKind::Other)),
        }
    }
    for (words, kind_found) in &mut found {
        let weight = |kind: NameKind| {
            let of_kind = |row: &&[f32]| row.iter().zip(kinds).filter(|(_, k)| **k == kind).map(|(p, _)| p.exp()).sum::<f32>();
            labels[words.clone()].iter().map(of_kind).sum::<f32>()
        };
        let choices = [NameKind::Person, NameKind::Organisation, NameKind::Location].map(|k| (weight(k), k));
        let best = choices.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a });
        if let Some((_, kind)) = best.filter(|(p, _)| *p > LEANING * words.len() as f32) {
            *kind_found = kind;
        }
    }
    found
}

/// Adds what overlaps nothing found before, and lets a longer one that holds others whole take their place.
fn add(found: &mut Vec<(Range<usize>, NameKind)>, more: Vec<(Range<usize>, NameKind)>) {
    for (words, kind) in more {
        let meets = |other: &Range<usize>| other.start < words.end && words.start < other.end;
        let holds = |other: &Range<usize>| words.start <= other.start && other.end <= words.end;
        if let Some((_, known)) = found.iter_mut().find(|(other, _)| *other == words) {
            // Acronyms are the tables' business (`EU` is no town), and so are the full names of people (`Kofi Annan` is none either).
            if (words.len() == 1 && kind == NameKind::Organisation) || (words.len() > 1 && kind == NameKind::Person) {
                *known = kind;
            }
            continue;
        }
        if found.iter().any(|(other, _)| meets(other) && !holds(other)) {
            continue;
        }
        found.retain(|(other, _)| !meets(other));
        found.push((words, kind));
    }
}

/// The word of the range that hangs on a word outside it; the first such.
fn head(tree: &Tree, words: Range<usize>) -> usize {
    let outside = |w: &usize| tree.nodes[*w].head.is_none_or(|h| !words.contains(&h));
    words.clone().find(outside).unwrap_or(words.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inside_label_never_follows_nothing() {
        let word = |likely: usize| (0..7).map(|l| if l == likely { -0.1 } else { -3.0 }).collect::<Vec<f32>>();
        let labels = [word(0), word(2), word(2), word(0), word(3), word(4)];
        let rows: Vec<&[f32]> = labels.iter().map(Vec::as_slice).collect();
        let kinds = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"].map(kind);
        let names = decode(&rows, &kinds);
        assert_eq!(names, vec![(1..3, NameKind::Person), (4..6, NameKind::Organisation)]);
        assert!(decode(&[], &kinds).is_empty());
        assert!(decode(&[&[], &[]], &kinds).is_empty());
    }

    #[test]
    fn a_longer_name_of_the_tables_takes_the_place_of_its_parts() {
        let mut found = vec![(0..2, NameKind::Organisation), (3..4, NameKind::Location)];
        add(&mut found, vec![(0..4, NameKind::Organisation), (3..6, NameKind::Other)]);
        assert_eq!(found, vec![(0..4, NameKind::Organisation)]);
    }
}
