//! The report as this room sees it: its words, the countries its words name, and the tables for their language.

use knowledge::{ActorRow, Knowledge, WordTable};
use neural::Scores;
use record::{Document, Mentions, Place, Span, ToponymKind, Tree, WordId};
use std::collections::BTreeMap;
use std::ops::Range;

/// The longest noun of the agent table, in words.
const LONGEST_NOUN: usize = 5;

/// A report says where it plays in its first words, of about this many bytes: a country named there counts this many times.
const OPENING: usize = 200;
const OPENING_WEIGHT: usize = 5;

pub struct Report<'a> {
    pub document: &'a Document,
    pub trees: &'a [Tree],
    pub mentions: &'a Mentions,
    pub scores: &'a Scores,
    pub knowledge: &'a Knowledge,
    /// For each word of a toponym: the index of the toponym.
    toponyms: BTreeMap<WordId, usize>,
    /// For each toponym: its country.
    countries: Vec<Option<String>>,
    /// The countries named, with how much each is.
    named: BTreeMap<String, usize>,
    /// The country most named, if any is.
    pub home: Option<String>,
}

/// A row of the agent table that fits a noun.
pub struct Agent<'a> {
    /// The words of the table's phrase.
    pub words: Range<usize>,
    pub sector: Option<&'a str>,
    /// Whether it is a body of many countries.
    pub international: bool,
    /// `person`, `body`, `country`.
    pub kind: &'a str,
    /// Whether words beside it give its sector.
    pub takes: bool,
    /// Whether the party it belongs to does too.
    pub joins: bool,
}

/// What a word says of a noun beside it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Modifier<'a> {
    /// The sector it gives.
    pub sector: Option<&'a str>,
    /// Said to be so no longer.
    pub former: bool,
    /// Of no country, or of others than the report's.
    pub abroad: bool,
}

impl<'a> Report<'a> {
    pub fn new(
        document: &'a Document,
        trees: &'a [Tree],
        mentions: &'a Mentions,
        scores: &'a Scores,
        knowledge: &'a Knowledge,
        places: &[Place],
    ) -> Self {
        let located: BTreeMap<Span, &str> =
            places.iter().filter_map(|p| Some((p.span, p.location.as_ref()?.country.as_deref()?))).collect();
        let mut toponyms = BTreeMap::new();
        let mut countries = Vec::new();
        for (index, toponym) in mentions.toponyms.iter().enumerate() {
            let text = toponym.span.of(&document.text);
            let country = match toponym.kind {
                ToponymKind::Nationality => knowledge.nationality(text).map(|c| c.iso3.clone()),
                _ => knowledge.country(text).map(|c| c.iso3.clone()).or_else(|| located.get(&toponym.span).map(|c| (*c).to_owned())),
            };
            countries.push(country);
            toponyms.extend(toponym.words.clone().map(|word| (WordId { sentence: toponym.head.sentence, word }, index)));
        }
        let mut report = Self { document, trees, mentions, scores, knowledge, toponyms, countries, named: BTreeMap::new(), home: None };
        report.weigh();
        report
    }

    /// Weighs the countries named; the opening counts more. Home is the heaviest, of several the one named first.
    fn weigh(&mut self) {
        let mut order: Vec<&str> = Vec::new();
        for (toponym, country) in self.mentions.toponyms.iter().zip(&self.countries) {
            let Some(country) = country else { continue };
            let weight = self.weight(toponym.span);
            if !self.named.contains_key(country) {
                order.push(country);
            }
            *self.named.entry(country.clone()).or_default() += weight;
        }
        self.home = order.into_iter().reduce(|a, b| if self.named[b] > self.named[a] { b } else { a }).map(str::to_owned);
    }

    /// How much it counts that words stand where they do.
    pub fn weight(&self, words: Span) -> usize {
        let begin = self.trees.first().map_or(0, |t| t.span.start);
        if words.start < begin + OPENING { OPENING_WEIGHT } else { 1 }
    }

    /// Whether the words name the country as such: its name, its nationality, its capital.
    pub fn is_country(&self, words: &str, iso: &str) -> bool {
        self.knowledge.country(words).is_some()
            || self.knowledge.nationality(words).is_some()
            || self.knowledge.country_by_capital(words).is_some_and(|c| c.iso3 == iso)
    }

    /// Whether the report names the country.
    pub fn names_country(&self, country: &str) -> bool {
        self.named.contains_key(country)
    }

    /// Of namesakes the one whose country the report names most; none where it names none of theirs.
    pub fn nearest<'r, T>(&self, rows: &'r [T], country: impl Fn(&T) -> &str) -> Option<&'r T> {
        let weight = |row: &T| self.named.get(country(row)).copied().unwrap_or(0);
        rows.iter().filter(|r| weight(r) > 0).reduce(|a, b| if weight(b) > weight(a) { b } else { a })
    }

    /// The row meant among namesakes: of those written by hand, else of all, the one of the country the report names most, else the best known.
    pub fn chosen<'r, 'k>(&self, rows: &'r [ActorRow<'k>]) -> Option<&'r ActorRow<'k>> {
        let hand: Vec<&ActorRow> = rows.iter().filter(|r| r.is_curated()).collect();
        match hand.first() {
            Some(first) => Some(self.nearest(&hand, |r| r.country).unwrap_or(first)),
            None => self.nearest(rows, |r| r.country).or(rows.first()),
        }
    }

    /// The body meant. One of a country that the report does not name is another of that name (training reports: in 40 of 61 cases), unless written by hand.
    pub fn body<'r, 'k>(&self, rows: &'r [ActorRow<'k>]) -> Option<&'r ActorRow<'k>> {
        let elsewhere = |r: &ActorRow| self.knowledge.country_by_code(r.country).is_some() && !self.names_country(r.country);
        self.chosen(rows).filter(|r| r.is_curated() || !elsewhere(r))
    }

    pub fn tree(&self, sentence: usize) -> &'a Tree {
        &self.trees[sentence]
    }

    /// Whether the sentence is a dateline, which names a place and no party.
    pub fn is_dateline(&self, sentence: usize) -> bool {
        self.document.is_dateline(self.trees[sentence].block)
    }

    pub fn language(&self, sentence: usize) -> &'a str {
        let block = self.document.blocks.get(self.trees[sentence].block).and_then(|b| b.language.as_deref());
        block.or(self.document.language.as_deref()).unwrap_or("en")
    }

    pub fn agents(&self, sentence: usize) -> &'a WordTable {
        self.knowledge.words(self.language(sentence), "agent")
    }

    pub fn text(&self, sentence: usize, words: Range<usize>) -> &'a str {
        self.trees[sentence].span_of(words).of(&self.document.text)
    }

    /// A word as written, lower-cased.
    pub fn form(&self, word: WordId) -> String {
        self.trees[word.sentence].tokens[word.word].form(&self.document.text).to_lowercase()
    }

    pub fn is_capital(&self, word: WordId) -> bool {
        let token = &self.trees[word.sentence].tokens[word.word];
        token.form(&self.document.text).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the word is a hyphen within a word.
    pub fn is_hyphen(&self, sentence: usize, word: usize) -> bool {
        let token = &self.trees[sentence].tokens[word];
        !token.space_before && token.span.of(&self.document.text) == "-"
    }

    pub fn lemma(&self, word: WordId) -> String {
        self.trees[word.sentence].nodes[word.word].lemma.to_lowercase()
    }

    /// Whether a noun stands for several, by its tag or by its form beside its lemma.
    pub fn is_plural(&self, word: WordId) -> bool {
        let (form, lemma) = (self.form(word), self.lemma(word));
        self.tree(word.sentence).nodes[word.word].feat("Number=Plur") || form.strip_suffix('s').is_some_and(|stem| stem.starts_with(&lemma))
    }

    /// The toponym at a word.
    pub fn toponym(&self, word: WordId) -> Option<usize> {
        self.toponyms.get(&word).copied()
    }

    pub fn toponym_country(&self, toponym: usize) -> Option<&str> {
        self.countries.get(toponym)?.as_deref()
    }

    /// The longest noun of the agent table that ends with `head` and begins at `first` or later, or begins with `head`
    /// (`secretary of state`, `guardia civil`).
    pub fn agent(&self, sentence: usize, first: usize, head: usize) -> Option<Agent<'a>> {
        let first = first.max((head + 1).saturating_sub(LONGEST_NOUN));
        let last = (head + LONGEST_NOUN).min(self.trees[sentence].nodes.len());
        let mut best: Option<Agent> = None;
        let phrases = (first..=head).map(|start| start..head + 1).chain((head + 2..=last).rev().map(|end| head..end));
        for words in phrases {
            if best.as_ref().is_some_and(|b| b.words.len() >= words.len()) {
                continue;
            }
            let id = WordId { sentence, word: head };
            best = [self.form(id), self.lemma(id)].iter().find_map(|own| self.agent_row(sentence, words.clone(), head, own)).or(best);
        }
        best
    }

    fn agent_row(&self, sentence: usize, words: Range<usize>, head: usize, own: &str) -> Option<Agent<'a>> {
        let mut key = String::new();
        for word in words.clone() {
            if !key.is_empty() && self.trees[sentence].tokens[word].space_before {
                key.push(' ');
            }
            key += &(if word == head { own.to_owned() } else { self.form(WordId { sentence, word }) });
        }
        let row = self.agents(sentence).get(&key).iter().find(|r| matches!(cell(r, 2), "person" | "body" | "country"))?;
        let international = cell(row, 1) == "IGO";
        let sector = sector(cell(row, 1)).filter(|_| !international);
        Some(Agent {
            words,
            sector,
            international,
            kind: cell(row, 2),
            takes: matches!(cell(row, 3), "y" | "m"),
            joins: cell(row, 3) == "y",
        })
    }

    /// The sector of a body that the agent table has by this noun.
    pub fn body_sector(&self, sentence: usize, noun: &str) -> Option<String> {
        let row = self.agents(sentence).get(noun).iter().find(|r| cell(r, 2) == "body")?;
        sector(cell(row, 1)).map(str::to_owned)
    }

    /// What a word says of a noun beside it.
    pub fn modifier(&self, word: WordId) -> Modifier<'a> {
        let agents = self.agents(word.sentence);
        let rows = [self.form(word), self.lemma(word)].into_iter().map(|key| agents.get(&key)).find(|rows| !rows.is_empty());
        let Some(rows) = rows else { return Modifier::default() };
        let says = |kind: &str| rows.iter().any(|r| cell(r, 2) == kind);
        if says("former") || says("abroad") {
            return Modifier { sector: None, former: says("former"), abroad: says("abroad") };
        }
        let row = rows.iter().find(|r| cell(r, 2) == "adjective").or_else(|| rows.first());
        Modifier { sector: row.and_then(|r| sector(cell(r, 1))), ..Modifier::default() }
    }
}

fn cell(row: &[String], index: usize) -> &str {
    row.get(index).map_or("", String::as_str)
}

fn sector(cell: &str) -> Option<&str> {
    (!cell.is_empty() && cell != "-").then_some(cell)
}
