//! What an event is read from: the report's words, trees, mentions and parties, at hand by sentence.

use crate::when;
use knowledge::Knowledge;
use neural::Scores;
use record::{BlockKind, Date, Document, Entities, EventDate, Mentions, Node, PartyMention, Tree, WordId};

/// The 16 PLOVER types in the order of the network's labels (after `none`).
pub const TYPES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// One report and all that the rooms before have read from it.
pub struct Report<'a> {
    pub document: &'a Document,
    pub trees: &'a [Tree],
    pub mentions: &'a Mentions,
    pub entities: &'a Entities,
    pub scores: &'a Scores,
    pub knowledge: &'a Knowledge,
    /// The day that the report tells of where it gives none.
    pub news: Option<EventDate>,
    /// Party mentions by sentence: index of the party, and the mention; in the order of their words.
    parties: Vec<Vec<(usize, &'a PartyMention)>>,
    /// Indices of the times by sentence.
    times: Vec<Vec<usize>>,
    /// Indices of the place mentions by sentence.
    places: Vec<Vec<usize>>,
    /// Indices of the tolls by sentence.
    tolls: Vec<Vec<usize>>,
}

impl<'a> Report<'a> {
    pub fn new(
        document: &'a Document,
        trees: &'a [Tree],
        mentions: &'a Mentions,
        entities: &'a Entities,
        scores: &'a Scores,
        knowledge: &'a Knowledge,
    ) -> Self {
        let n = trees.len();
        let mut parties = vec![Vec::new(); n];
        for (i, party) in entities.parties.iter().enumerate() {
            for mention in &party.mentions {
                if let Some(here) = parties.get_mut(mention.head.sentence) {
                    here.push((i, mention));
                }
            }
        }
        for here in &mut parties {
            here.sort_by_key(|(i, m)| (m.words.start, m.words.end, *i));
        }
        let by_sentence = |sentences: Vec<usize>| {
            let mut lists = vec![Vec::new(); n];
            for (i, sentence) in sentences.into_iter().enumerate() {
                if let Some(list) = lists.get_mut(sentence) {
                    list.push(i);
                }
            }
            lists
        };
        let times = by_sentence(mentions.times.iter().map(|t| t.head.sentence).collect());
        let places = by_sentence(entities.places.iter().map(|p| p.head.sentence).collect());
        let tolls = by_sentence(mentions.tolls.iter().map(|t| t.harm.sentence).collect());
        let news = when::day_of_the_news(document.published.as_ref().map(|p| p.date), &mentions.times);
        Self { document, trees, mentions, entities, scores, knowledge, news, parties, times, places, tolls }
    }

    pub fn published(&self) -> Option<Date> {
        self.document.published.as_ref().map(|p| p.date)
    }

    pub fn tree(&self, sentence: usize) -> Option<&'a Tree> {
        self.trees.get(sentence)
    }

    pub fn node(&self, word: WordId) -> Option<&'a Node> {
        self.trees.get(word.sentence)?.nodes.get(word.word)
    }

    /// The lower-cased lemma of a word.
    pub fn lemma(&self, word: WordId) -> String {
        self.node(word).map_or_else(String::new, |n| n.lemma.to_lowercase())
    }

    /// The language a sentence is read in.
    pub fn language(&self, sentence: usize) -> &'a str {
        let block = self.trees.get(sentence).and_then(|t| self.document.blocks.get(t.block));
        block.and_then(|b| b.language.as_deref()).or(self.document.language.as_deref()).unwrap_or("en")
    }

    /// Whether `key` stands in a word table of the sentence's language.
    pub fn listed(&self, sentence: usize, table: &str, key: &str) -> bool {
        self.knowledge.words(self.language(sentence), table).has(key)
    }

    pub fn parties_in(&self, sentence: usize) -> &[(usize, &'a PartyMention)] {
        self.parties.get(sentence).map_or(&[], Vec::as_slice)
    }

    pub fn times_in(&self, sentence: usize) -> &[usize] {
        self.times.get(sentence).map_or(&[], Vec::as_slice)
    }

    /// Whether a sentence is the report's headline.
    pub fn in_headline(&self, sentence: usize) -> bool {
        let block = self.trees.get(sentence).and_then(|t| self.document.blocks.get(t.block));
        block.is_some_and(|b| b.kind == BlockKind::Headline)
    }

    pub fn places_in(&self, sentence: usize) -> &[usize] {
        self.places.get(sentence).map_or(&[], Vec::as_slice)
    }

    pub fn tolls_in(&self, sentence: usize) -> &[usize] {
        self.tolls.get(sentence).map_or(&[], Vec::as_slice)
    }
}
