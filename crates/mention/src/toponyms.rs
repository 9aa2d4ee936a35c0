//! Toponyms: names of places, by the kind of the name or by the gazetteer where grammar supports it, and words of nationality.

use knowledge::Knowledge;
use record::{Document, Name, NameKind, Toponym, ToponymKind, Tree, Upos, WordId};
use std::collections::BTreeSet;
use std::ops::Range;

/// A place name of the gazetteer has at most this many words.
const LONGEST_PLACE_NAME: usize = 5;
/// A place whose name alone, without a preposition, tells of it has at least this many people.
const LEAST_POPULATION: u64 = 10_000;

/// The toponyms of a report, in order; none overlap.
pub fn find(document: &Document, trees: &[Tree], names: &[Name], knowledge: &Knowledge) -> Vec<Toponym> {
    let mut toponyms = Vec::new();
    let long = names.iter().filter(|n| n.kind == NameKind::Person && n.words.len() > 1);
    let people: BTreeSet<&str> = long.flat_map(|n| n.span.of(&document.text).split_whitespace()).collect();
    let mut rest = names;
    for (sentence, tree) in trees.iter().enumerate() {
        let here = rest.iter().take_while(|n| n.head.sentence <= sentence).count();
        let (names, later) = rest.split_at(here);
        rest = later;
        let scene = Scene { document, tree, knowledge, language: language(document, tree), names, people: &people };
        let mut found = Found::new();
        if document.is_dateline(tree.block) {
            found = scene.dateline();
        } else {
            found.extend(scene.named());
            scene.add(&mut found, scene.known());
            scene.add(&mut found, scene.nationalities());
        }
        found.sort_by_key(|(words, _)| words.start);
        toponyms.extend(found.into_iter().map(|(words, kind)| Toponym {
            span: tree.span_of(words.clone()),
            head: WordId { sentence, word: head(tree, words.clone()) },
            words,
            kind,
        }));
    }
    toponyms
}

fn language<'a>(document: &'a Document, tree: &Tree) -> &'a str {
    let block = document.blocks.get(tree.block).and_then(|b| b.language.as_deref());
    block.or(document.language.as_deref()).unwrap_or("en")
}

/// A sentence and all that is known beside it.
struct Scene<'a> {
    document: &'a Document,
    tree: &'a Tree,
    knowledge: &'a Knowledge,
    language: &'a str,
    names: &'a [Name],
    /// Words of the names of people in the report that have several.
    people: &'a BTreeSet<&'a str>,
}

type Found = Vec<(Range<usize>, ToponymKind)>;

impl<'a> Scene<'a> {
    fn text(&self, words: &Range<usize>) -> &'a str {
        self.tree.span_of(words.clone()).of(&self.document.text)
    }

    /// Names that name a location, and names of another kind that are nothing but a country.
    fn named(&self) -> Found {
        let mut found = Found::new();
        for name in self.names {
            let words = self.whole(&name.words);
            // An acronym that is no country is a body (`NATO`), not the town of that name.
            let text = self.text(&words);
            let acronym = text.chars().filter(|c| c.is_uppercase()).count() > 1 && text.chars().all(|c| c.is_uppercase() || c == '.');
            let place = match name.kind {
                _ if acronym => self.knowledge.country(text).is_some(),
                NameKind::Location => true,
                // `Washington warned`, where nobody of that name is told of: the capital stands for its country.
                NameKind::Person => words.len() == 1 && !self.people.contains(text) && self.knowledge.country_by_capital(text).is_some(),
                NameKind::Organisation | NameKind::Other => {
                    self.knowledge.country(text).or_else(|| self.knowledge.country_by_capital(text)).is_some()
                }
            };
            if place && self.knowledge.nationality(text).is_none() {
                let kind = self.kind(&words);
                found.push((words, kind));
            }
        }
        found
    }

    /// The country or unit whose name these words are the end of (`States` of `United States`), else the words themselves.
    fn whole(&self, words: &Range<usize>) -> Range<usize> {
        let begins = |start: &usize| self.is_capital(*start) && self.tree.nodes[*start].upos != Upos::DET;
        let longer = (words.start.saturating_sub(2)..words.start).rev().filter(begins).map(|start| start..words.end);
        longer.into_iter().find(|longer| self.is_country(longer) || self.is_unit(longer)).unwrap_or_else(|| words.clone())
    }

    fn kind(&self, words: &Range<usize>) -> ToponymKind {
        let facilities = self.knowledge.words(self.language, "facility");
        let built = words.len() > 1 && words.clone().any(|w| facilities.has(&self.tree.nodes[w].lemma.to_lowercase()));
        if built { ToponymKind::Facility } else { ToponymKind::Name }
    }

    /// Proper nouns outside names of people and organisations which the tables know: countries anywhere, other places where grammar says place.
    fn known(&self) -> Found {
        let nodes = &self.tree.nodes;
        let proper = |w: usize| nodes[w].upos == Upos::PROPN || (nodes[w].upos == Upos::NOUN && self.is_capital(w));
        let mut found = Found::new();
        let mut start = 0;
        while start < nodes.len() {
            let longest = (start + LONGEST_PLACE_NAME).min(nodes.len());
            let hit = (start + 1..=longest)
                .rev()
                .filter(|end| proper(start) && proper(end - 1) && self.is_capital(start) && self.is_capital(end - 1))
                .map(|end| start..end)
                .find(|words| self.is_country(words) || self.is_unit(words) || self.is_supported_place(words));
            start = hit.as_ref().map_or(start + 1, |words| words.end);
            found.extend(hit.map(|words| (words.clone(), self.kind(&words))));
        }
        found
    }

    /// The places of a dateline, in whatever letters: a name of the tables at its beginning and, after a comma each, the unit or country that holds it
    /// (`KAMPALA, Uganda (AP) —`); no town, since `March` of the day is one.
    fn dateline(&self) -> Found {
        let count = self.tree.nodes.len();
        let is_place = |words: &Range<usize>| {
            let rows = self.knowledge.places(self.text(words));
            self.is_country(words) || rows.iter().any(|row| words.start == 0 || row.kind == "admin1" && row.primary)
        };
        let mut found = Found::new();
        let mut start = 0;
        while start < count {
            let longest = (start + LONGEST_PLACE_NAME).min(count);
            let Some(words) = (start + 1..=longest)
                .rev()
                .map(|end| start..end)
                .find(|words| self.is_capital(start) && self.is_capital(words.end - 1) && is_place(words))
            else {
                break;
            };
            start = words.end + 1;
            let more = self.tree.tokens.get(words.end).is_some_and(|t| t.form(&self.document.text) == ",");
            let kind = self.kind(&words);
            found.push((words, kind));
            if !more {
                break;
            }
        }
        found
    }

    fn is_capital(&self, word: usize) -> bool {
        self.tree.tokens[word].span.of(&self.document.text).chars().next().is_some_and(char::is_uppercase)
    }

    fn is_country(&self, words: &Range<usize>) -> bool {
        self.knowledge.country(self.text(words)).is_some()
    }

    /// Whether it is the name, of several words, of a first-level unit (`New Jersey`).
    fn is_unit(&self, words: &Range<usize>) -> bool {
        words.len() > 1 && self.knowledge.places(self.text(words)).iter().any(|row| row.kind == "admin1" && row.primary)
    }

    /// Whether the gazetteer has it and it stands after a preposition of place, beside another place after a comma, or before whom it has (`Sydney police`).
    fn is_supported_place(&self, words: &Range<usize>) -> bool {
        let top = head(self.tree, words.clone());
        let locatives = self.knowledge.words(self.language, "locative");
        let case = |w: usize| self.tree.nodes[w].is("case") && locatives.has(&self.tree.nodes[w].lemma.to_lowercase());
        let oblique = ["obl", "nmod"].iter().any(|r| self.tree.nodes[top].is(r)) && self.tree.children(top).any(case);
        let comma = words.start > 1 && self.tree.tokens[words.start - 1].span.of(&self.document.text) == ",";
        let beside = comma && ["appos", "list", "nmod", "flat", "compound", "parataxis"].iter().any(|r| self.tree.nodes[top].is(r));
        (oblique || beside) && !self.knowledge.places(self.text(words)).is_empty() || self.has_agent(words)
    }

    /// Whether it is the first name of a place, whole and of nobody else, right before a noun for somebody.
    fn has_agent(&self, words: &Range<usize>) -> bool {
        let nodes = &self.tree.nodes;
        let agents = self.knowledge.words(self.language, "agent");
        let before = nodes.get(words.end).is_some_and(|n| n.upos == Upos::NOUN && agents.has(&n.lemma.to_lowercase()));
        let part = words.start.checked_sub(1).is_some_and(|w| self.is_capital(w) && !matches!(nodes[w].upos, Upos::DET | Upos::ADP));
        let name = self.text(words);
        let place = || self.knowledge.places(name).iter().any(|row| row.primary && row.population >= LEAST_POPULATION);
        let other = || self.people.contains(name) || agents.has(&name.to_lowercase()) || !self.knowledge.actors(name).is_empty();
        before && nodes[words.end - 1].upos == Upos::PROPN && !part && self.knowledge.nationality(name).is_none() && place() && !other()
    }

    /// Adjectives and nouns of nationality; in English they have a capital.
    fn nationalities(&self) -> Found {
        let mut found = Found::new();
        let mut start = 0;
        while start < self.tree.nodes.len() {
            let fits = |words: &Range<usize>| {
                let last = &self.tree.nodes[words.end - 1];
                matches!(last.upos, Upos::ADJ | Upos::NOUN | Upos::PROPN)
                    && (self.language != "en" || self.is_capital(words.start))
                    && self.knowledge.nationality(self.text(words)).is_some()
            };
            let hit = [start..start + 2, start..start + 1].into_iter().find(|words| words.end <= self.tree.nodes.len() && fits(words));
            start = hit.as_ref().map_or(start + 1, |words| words.end);
            found.extend(hit.map(|words| (words, ToponymKind::Nationality)));
        }
        found
    }

    /// Adds what overlaps neither a toponym found before nor a name of someone; a country or unit of several words takes the place of a part of its name
    /// that is no name itself (`New` of `New Jersey`).
    fn add(&self, found: &mut Found, more: Found) {
        for (words, kind) in more {
            let meets = |other: &Range<usize>| other.start < words.end && words.start < other.end;
            let named = |n: &Name| match n.kind {
                NameKind::Person => meets(&n.words),
                NameKind::Organisation => meets(&n.words) && n.words != words,
                NameKind::Location | NameKind::Other => false,
            };
            if self.names.iter().any(named) {
                continue;
            }
            if self.is_unit(&words) || words.len() > 1 && self.is_country(&words) {
                let part = |other: &Range<usize>| words.start <= other.start && other.end <= words.end;
                let is_name = |other: &Range<usize>| self.is_country(other) || !self.knowledge.places(self.text(other)).is_empty();
                found.retain(|(other, _)| !part(other) || is_name(other));
            }
            if !found.iter().any(|(other, _)| meets(other)) {
                found.push((words, kind));
            }
        }
    }
}

/// The word of the range that hangs on a word outside it; the first such.
fn head(tree: &Tree, words: Range<usize>) -> usize {
    let outside = |w: &usize| tree.nodes[*w].head.is_none_or(|h| !words.contains(&h));
    words.clone().find(outside).unwrap_or(words.start)
}
