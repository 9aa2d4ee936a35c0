//! Masking a person in a report and in what was read from it: which letters go? Every offset stays true, since each letter that goes leaves a mark.
//!
//! Masked are the name as given (in any case, with or without accents, over a line break or a hyphen), each of its words standing alone, and the other names by which
//! the record knows the same person. A word alone is left where it is somebody else's or something else's: in the name of a place, in a time, in the longer name of
//! another party.

use record::json::{Party, RecordLine};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands in the place of a letter that was removed.
const MARK: char = '█';
/// Letters of a name at least; shorter ones would mask words.
const LEAST_LETTERS: usize = 3;
/// Letters between two words of one name at most.
const MAX_GAP: usize = 3;
/// Letters of a word that is masked alone at least, in a text; in an address, where small letters tell nothing.
const LEAST_ALONE: usize = 2;
const LEAST_IN_ADDRESS: usize = 4;
/// Words of names, and before names, that name nobody; folded.
const NOBODY: [&str; 36] = [
    "a", "al", "an", "bin", "da", "de", "del", "den", "der", "di", "dos", "e", "el", "ella", "ellos", "he", "her", "his", "i", "ibn", "it",
    "la", "las", "los", "she", "su", "sus", "that", "the", "their", "they", "this", "van", "von", "we", "y",
];

/// A word: its letters, small and without accents; where it stands, in letters of the text.
struct Word {
    folded: String,
    at: Range<usize>,
    capital: bool,
}

fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, letter) in text.chars().enumerate() {
        if is_combining_mark(letter) {
            if let Some(last) = found.last_mut().filter(|_| open) {
                last.at.end = at + 1;
            }
            continue;
        }
        if !letter.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open {
            found.push(Word { folded: String::new(), at: at..at, capital: letter.is_uppercase() });
            open = true;
        }
        if let Some(last) = found.last_mut() {
            last.folded.extend(letter.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
            last.at.end = at + 1;
        }
    }
    found
}

/// A person's name, as somebody asks for it to be removed.
pub struct Name {
    whole: Vec<String>,
    alone: Vec<String>,
}

impl Name {
    /// None for a name of too few letters.
    pub fn new(given: &str) -> Option<Self> {
        let words = words(given);
        let whole: Vec<String> = words.iter().map(|w| w.folded.clone()).collect();
        let is_name = |w: &&Word| w.capital && w.folded.chars().count() >= LEAST_ALONE && !NOBODY.contains(&w.folded.as_str());
        let alone = words.iter().filter(is_name).map(|w| w.folded.clone()).collect();
        (whole.iter().map(|w| w.chars().count()).sum::<usize>() >= LEAST_LETTERS).then_some(Self { whole, alone })
    }

    /// Its words, folded.
    pub fn words(&self) -> &[String] {
        &self.whole
    }

    /// Those of its words that name somebody by themselves, folded.
    pub fn alone(&self) -> &[String] {
        &self.alone
    }

    /// Where the whole name stands.
    fn wholes(&self, words: &[Word]) -> Vec<Range<usize>> {
        let is_here = |run: &&[Word]| {
            run.iter().zip(&self.whole).all(|(w, n)| w.folded == *n) && run.windows(2).all(|p| p[1].at.start - p[0].at.end <= MAX_GAP)
        };
        words.windows(self.whole.len()).filter(is_here).map(|run| run[0].at.start..run[run.len() - 1].at.end).collect()
    }

    /// Whether the whole name stands in a text.
    pub fn stands_in(&self, text: &str) -> bool {
        !self.wholes(&words(text)).is_empty()
    }

    /// An address, a path, an identifier: the whole name, and its longer words alone in any case.
    pub fn in_address(&self, address: &str) -> String {
        let words = words(address);
        let alone = words.iter().filter(|w| w.folded.chars().count() >= LEAST_IN_ADDRESS && self.alone.contains(&w.folded));
        let mut gone = self.wholes(&words);
        gone.extend(alone.map(|w| w.at.clone()));
        marked(address, &gone)
    }

    /// A heading, a name: the whole name, and its words alone where they begin with a capital.
    pub fn in_name(&self, name: &str) -> String {
        let words = words(name);
        let mut gone = self.wholes(&words);
        gone.extend(words.iter().filter(|w| w.capital && self.alone.contains(&w.folded)).map(|w| w.at.clone()));
        marked(name, &gone)
    }

    fn in_words(&self, text: &str) -> String {
        marked(text, &self.wholes(&words(text)))
    }

    /// The parties of a record that are this person.
    fn parties<'a>(&self, line: &'a RecordLine) -> Vec<&'a Party> {
        let one_of_its = |text: &str| {
            let own: Vec<Word> = words(text);
            own.iter().any(|w| self.alone.contains(&w.folded))
                && own.iter().all(|w| self.alone.contains(&w.folded) || NOBODY.contains(&w.folded.as_str()))
        };
        let is_person = |p: &&Party| matches!(p.kind.as_str(), "person" | "unknown");
        let bears = |p: &&Party| {
            std::iter::once(p.name.as_str()).chain(p.mentions.iter().map(|m| m.text.as_str())).any(|t| self.stands_in(t) || one_of_its(t))
        };
        line.parties.iter().filter(is_person).filter(bears).collect()
    }

    /// The letters of a report's text that go, given its records.
    pub fn in_text(&self, text: &str, records: &[&RecordLine]) -> Vec<Range<usize>> {
        let words = words(text);
        let mut gone = self.wholes(&words);
        let mut kept: Vec<Range<usize>> = Vec::new();
        for line in records {
            let own: BTreeSet<&str> = self.parties(line).iter().map(|p| p.party.as_str()).collect();
            kept.extend(line.places.iter().map(|p| p.start..p.end));
            kept.extend(line.times.iter().map(|t| t.start..t.end));
            for party in &line.parties {
                for m in &party.mentions {
                    let first = words.partition_point(|w| w.at.start < m.start);
                    let within = words[first..].iter().take_while(|w| w.at.end <= m.end);
                    let names = within.filter(|w| w.capital && !NOBODY.contains(&w.folded.as_str()));
                    if own.contains(party.party.as_str()) {
                        gone.extend(names.map(|w| w.at.clone()));
                    } else if names.count() > 1 && !self.stands_in(&m.text) {
                        kept.push(m.start..m.end);
                    }
                }
            }
        }
        let is_kept = |at: &Range<usize>| kept.iter().any(|k| k.start <= at.start && at.end <= k.end);
        let alone = words.iter().filter(|w| w.capital && self.alone.contains(&w.folded) && !is_kept(&w.at));
        gone.extend(alone.map(|w| w.at.clone()));
        gone
    }

    /// Everything that was read from a report: what has a place in the text says what the masked text says there; names and addresses are masked; who this person is in
    /// a table is not told.
    pub fn in_record(&self, line: &RecordLine, text: &str) -> Result<RecordLine, serde_json::Error> {
        let own: BTreeSet<String> = self.parties(line).iter().map(|p| p.party.clone()).collect();
        let letters: Vec<char> = text.chars().collect();
        let mut value = serde_json::to_value(line)?;
        self.mask(&mut value, "", &letters, &own);
        serde_json::from_value(value)
    }

    fn mask(&self, value: &mut Value, key: &str, letters: &[char], own: &BTreeSet<String>) {
        match value {
            Value::String(text) => {
                *text = match key {
                    "id" | "url" | "path" | "file" | "member" => self.in_address(text),
                    "title" | "byline" | "publisher" | "author" | "handle" => self.in_name(text),
                    _ => self.in_words(text),
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|v| self.mask(v, key, letters, own)),
            Value::Object(fields) => {
                let is_own = fields.get("party").and_then(Value::as_str).is_some_and(|p| own.contains(p));
                if is_own && fields.contains_key("id") {
                    fields.insert("id".into(), Value::Null);
                }
                let number = |name: &str| fields.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
                let slice = number("start").zip(number("end")).and_then(|(start, end)| letters.get(start..end));
                let slice: Option<String> = slice.filter(|_| fields.get("text").is_some_and(Value::is_string)).map(|s| s.iter().collect());
                let is_touched = slice.as_ref().is_some_and(|s| s.contains(MARK));
                for (name, field) in fields.iter_mut() {
                    match field {
                        Value::String(text) if name == "name" && is_own => *text = self.in_own_name(text),
                        Value::String(text) if name == "name" && is_touched => *text = self.in_name(text),
                        Value::String(_) if name == "text" && slice.is_some() => {}
                        _ => self.mask(field, name, letters, own),
                    }
                }
                if let Some(slice) = slice {
                    fields.insert("text".into(), slice.into());
                }
            }
            _ => {}
        }
    }

    /// The name by which a table or the report knows this person: every word of it that begins with a capital.
    fn in_own_name(&self, name: &str) -> String {
        let words = words(name);
        let mut gone = self.wholes(&words);
        gone.extend(words.iter().filter(|w| w.capital && !NOBODY.contains(&w.folded.as_str())).map(|w| w.at.clone()));
        marked(name, &gone)
    }
}

/// A text without these letters.
pub fn marked(text: &str, gone: &[Range<usize>]) -> String {
    let mut shown: Vec<char> = text.chars().collect();
    for at in gone {
        shown[at.clone()].fill(MARK);
    }
    shown.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::json::Words;

    fn masked(name: &str, text: &str, records: &[&RecordLine]) -> String {
        marked(text, &Name::new(name).expect("a name").in_text(text, records))
    }

    #[test]
    fn a_name_is_masked_however_it_is_written() {
        let text = "ANA MÚÑOZ met Muñoza and ana\nmúñoz. Muñoz's, Ana Mu\u{301}n\u{303}oz, Ana Munoz.";
        let shown = masked("Ana Múñoz", text, &[]);
        assert_eq!(shown, "█████████ met Muñoza and █████████. █████'s, ███████████, █████████.");
        assert_eq!(shown.chars().count(), text.chars().count(), "no offset moves");
    }

    #[test]
    fn a_word_alone_is_left_where_it_is_anothers() {
        let text = "Jack London met Luis London in London in May. London spoke; the London fog.";
        let at = |words: &str, from: usize| {
            let start = text[from..].find(words).expect("it stands there") + from;
            Words { start, end: start + words.len(), text: words.to_owned() }
        };
        let (other, town) = (at("Luis London", 0), at("London", 28));
        let line = serde_json::json!({ "schema": "diurna-1", "document": { "id": "r1", "path": "", "text": text, "blocks": [] },
            "parties": [{ "party": "p1", "name": "Luis London", "kind": "person", "basis": "noun", "mentions": [other] }], "places": [town], "times": [], "quotes": [], "tolls": [], "events": [], "notices": [] });
        let line: RecordLine = serde_json::from_value(line).expect("a record");
        assert_eq!(masked("Jack London", text, &[&line]), "███████████ met Luis London in London in May. ██████ spoke; the ██████ fog.");
    }

    #[test]
    fn particles_and_short_names() {
        assert_eq!(
            masked("Juan de la Cruz", "Juan de la Cruz y la policía; La Paz; Cruz.", &[]),
            "███████████████ y la policía; La Paz; ████."
        );
        assert_eq!(masked("Xi Jinping", "Xi said. He met xi.", &[]), "██ said. He met xi.");
        assert!(Name::new("Xi").is_none() && Name::new("").is_none());
        let name = Name::new("Ana Quispe").expect("a name");
        assert_eq!(name.in_address("https://n.example/ana-quispe-freed?q=quispe"), "https://n.example/██████████-freed?q=██████");
        assert_eq!(name.in_address("rd/Ana-Quispe.txt#Banana"), "rd/██████████.txt#Banana");
    }
}
