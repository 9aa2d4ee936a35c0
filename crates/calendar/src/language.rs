//! The words of a language by class, and its patterns, read once from the tables of `data/<language>/`.
//!
//! Classes: `month weekday season unit part noon holiday decade` name times; `num ord mult one couple vague many` count;
//! `which dem edge ler bound` narrow; `rel relpart ref adjref set` are whole times; `ago after hace dentro fromnow hang` move; `eve` is a day before;
//! `age ageof` stand beside an age.
//! Adding a language is adding a folder and a line in [`LANGUAGES`].

use crate::pattern::{self, Pattern};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// The languages and their tables.
static LANGUAGES: LazyLock<Vec<Language>> = LazyLock::new(|| {
    vec![
        Language::new("en", include_str!("../data/en/words.tsv"), include_str!("../data/en/patterns.tsv")),
        Language::new("es", include_str!("../data/es/words.tsv"), include_str!("../data/es/patterns.tsv")),
    ]
});

/// The tables of that ISO 639-1 code.
pub fn language(code: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|l| l.code == code)
}

/// All languages, in order.
pub fn languages() -> &'static [Language] {
    &LANGUAGES
}

/// What a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// Index into [`Language::classes`].
    pub class: u8,
    /// Its value in that class.
    pub value: &'static str,
    /// How many tokens it takes.
    pub len: u8,
}

/// The words that begin with one token.
#[derive(Debug, Default)]
pub struct Entry {
    /// What the token alone may be; the flag says that it needs a capital.
    pub single: Vec<(Sense, bool)>,
    /// The tokens that follow in a longer phrase, with what the phrase may be.
    pub phrases: Vec<(Vec<String>, Sense, bool)>,
}

/// A language.
#[derive(Debug)]
pub struct Language {
    /// ISO 639-1.
    pub code: &'static str,
    /// Its words by their first token, lower-case and folded.
    pub words: HashMap<String, Entry, BuildHasherDefault<Fx>>,
    /// Names of the classes.
    pub classes: Vec<&'static str>,
    /// Its patterns, in order.
    pub patterns: Vec<Pattern>,
    /// For each class, the patterns that may begin with it.
    pub first: Vec<Vec<usize>>,
}

/// Classes that digits and the scanner give, besides the tables'.
pub const BUILT_IN: [&str; 15] = [
    "lit",
    "int",
    "dnum",
    "year",
    "yy",
    "clock",
    "dotclock",
    "iso",
    "numeric",
    "decade4",
    "decade2",
    "decadenum",
    "roman",
    "number",
    "zonenum",
];

impl Language {
    fn new(code: &'static str, words: &'static str, patterns: &'static str) -> Self {
        let mut language = Self { code, words: HashMap::default(), classes: BUILT_IN.to_vec(), patterns: Vec::new(), first: Vec::new() };
        for row in rows(words) {
            let (Some(word), Some(class)) = (row.first(), row.get(1)) else { continue };
            let value = row.get(2).copied().unwrap_or("");
            let class = language.class(class);
            language.add(word, class, value);
        }
        for row in rows(patterns) {
            let (Some(kind), Some(items)) = (row.first(), row.get(1)) else { continue };
            let pattern = pattern::compile(kind, items, &mut language);
            language.patterns.push(pattern);
        }
        for entry in language.words.values_mut() {
            entry.phrases.sort_by_key(|(rest, ..)| std::cmp::Reverse(rest.len()));
        }
        language.first = vec![Vec::new(); language.classes.len()];
        for (i, p) in language.patterns.iter().enumerate() {
            for class in pattern::first_classes(p, &language, 0) {
                language.first[class as usize].push(i);
            }
        }
        for list in &mut language.first {
            list.sort_unstable();
            list.dedup();
        }
        language
    }

    /// The index of a class, made if it is new.
    pub fn class(&mut self, name: &'static str) -> u8 {
        self.classes.iter().position(|c| *c == name).unwrap_or_else(|| {
            self.classes.push(name);
            self.classes.len() - 1
        }) as u8
    }

    /// The index of a class that exists.
    pub fn known_class(&self, name: &str) -> Option<u8> {
        self.classes.iter().position(|c| *c == name).map(|i| i as u8)
    }

    /// Adds a word or phrase.
    pub fn add(&mut self, word: &'static str, class: u8, value: &'static str) {
        let tokens: Vec<String> = crate::scan::cut(word).map(|(_, t)| crate::scan::fold(t)).collect();
        let Some((head, rest)) = tokens.split_first() else { return };
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let sense = Sense { class, value, len: tokens.len() as u8 };
        let entry = self.words.entry(head.clone()).or_default();
        if rest.is_empty() {
            if !entry.single.contains(&(sense, capital)) {
                entry.single.push((sense, capital));
            }
        } else {
            entry.phrases.push((rest.to_vec(), sense, capital));
        }
    }
}

/// The cells of a table, without comments and the header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).skip(1).map(|l| l.split('\t').collect())
}

/// A fast hash for short words (the multiply-rotate hash of Firefox and rustc); its order never reaches the output.
#[derive(Default)]
pub struct Fx(u64);

impl Hasher for Fx {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().fold(0_u64, |w, &b| w << 8 | u64::from(b));
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}
