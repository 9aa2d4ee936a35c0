//! The word tables of this room: abbreviations, fused words, sentence openers (`en.tsv`, `es.tsv`).

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word of the tables does; a word may do several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kinds(u16);

impl Kinds {
    /// Its full stop never ends a sentence.
    pub const TITLE: Self = Self(1);
    /// An abbreviation only before a digit.
    pub const NUMBER: Self = Self(1 << 1);
    /// The short name of a month or weekday.
    pub const MONTH: Self = Self(1 << 2);
    /// The short name of a state, after a comma.
    pub const STATE: Self = Self(1 << 3);
    /// Its full stop ends a sentence only before an opener.
    pub const END: Self = Self(1 << 4);
    /// Its full stop ends a sentence before any capital but that of a zone.
    pub const LAST: Self = Self(1 << 5);
    /// What follows a time of day.
    pub const ZONE: Self = Self(1 << 6);
    /// Opens a sentence, with a capital.
    pub const OPENER: Self = Self(1 << 7);
    /// A verb that goes on after a quoted question or cry.
    pub const SPEECH: Self = Self(1 << 8);
    /// Stays with the hyphen and the word after it.
    pub const PREFIX: Self = Self(1 << 9);
    /// Looks like a verb with a pronoun behind it and is none.
    pub const WHOLE: Self = Self(1 << 10);
    /// Is cut off the number before it.
    pub const UNIT: Self = Self(1 << 11);

    /// Whether it does any of these things.
    pub const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// Both.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn named(name: &str) -> Self {
        match name {
            "title" => Self::TITLE,
            "number" => Self::NUMBER,
            "month" => Self::MONTH,
            "state" => Self::STATE,
            "end" => Self::END,
            "last" => Self::LAST,
            "zone" => Self::ZONE,
            "opener" => Self::OPENER,
            "speech" => Self::SPEECH,
            "prefix" => Self::PREFIX,
            "whole" => Self::WHOLE,
            "unit" => Self::UNIT,
            _ => Self(0),
        }
    }
}

/// The rules of one language.
pub struct Rules {
    /// Whether Spanish pronouns are cut off verbs, and hyphens and ranges kept within words.
    pub spanish: bool,
    kinds: HashMap<&'static str, Kinds>,
    parts: HashMap<&'static str, Vec<&'static str>>,
}

/// Longest word, in bytes, that is looked up; the tables hold none longer.
const LONGEST: usize = 24;

static ENGLISH: LazyLock<Rules> = LazyLock::new(|| Rules::read(include_str!("en.tsv"), false));
static SPANISH: LazyLock<Rules> = LazyLock::new(|| Rules::read(include_str!("es.tsv"), true));

impl Rules {
    /// The rules of a language; none for a language that is not read.
    pub fn of(language: &str) -> Option<&'static Self> {
        match language.split('-').next() {
            Some("en") => Some(&ENGLISH),
            Some("es") => Some(&SPANISH),
            _ => None,
        }
    }

    /// What the word (any case, without its full stop) does.
    pub fn kinds(&self, word: &str) -> Kinds {
        lower(word, |w| self.kinds.get(w).copied()).unwrap_or_default()
    }

    /// The parts of a fused word (any case), in lower case.
    pub fn parts(&self, word: &str) -> Option<&[&'static str]> {
        lower(word, |w| self.parts.get(w).map(Vec::as_slice))
    }

    fn read(table: &'static str, spanish: bool) -> Self {
        let mut rules = Self { spanish, kinds: HashMap::new(), parts: HashMap::new() };
        for row in table.lines().filter(|l| !l.starts_with('#')).skip(1) {
            let mut cells = row.split('\t');
            let (Some(word), Some(kind)) = (cells.next(), cells.next()) else { continue };
            if kind == "split" {
                rules.parts.insert(word, cells.next().unwrap_or("").split(' ').collect());
            } else {
                let known = rules.kinds.entry(word).or_default();
                *known = known.or(Kinds::named(kind));
            }
        }
        rules
    }
}

/// Calls `look` with the word in lower case, without allocation; words longer than any of the tables give nothing.
fn lower<T>(word: &str, look: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    if word.len() > LONGEST {
        return None;
    }
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return look(word);
    }
    let mut buffer = [0u8; LONGEST * 2];
    let mut n = 0;
    for c in word.chars().flat_map(char::to_lowercase) {
        let c = if c == '’' { '\'' } else { c };
        let end = n + c.len_utf8();
        c.encode_utf8(buffer.get_mut(n..end)?);
        n = end;
    }
    look(std::str::from_utf8(buffer.get(..n)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_says_a_known_kind() {
        for table in [include_str!("en.tsv"), include_str!("es.tsv")] {
            for row in table.lines().filter(|l| !l.starts_with('#')).skip(1) {
                let cells: Vec<_> = row.split('\t').collect();
                assert_eq!(cells.len(), 3, "{row}");
                assert!(cells[1] == "split" && !cells[2].is_empty() || Kinds::named(cells[1]) != Kinds(0), "{row}");
                assert!(cells[0].len() <= LONGEST && (cells[0] == cells[0].to_lowercase()), "{row}");
            }
        }
    }

    #[test]
    fn words_are_found_in_any_case() {
        let (english, spanish) = (Rules::of("en-GB").unwrap(), Rules::of("es").unwrap());
        assert!(english.kinds("Gen").has(Kinds::TITLE));
        assert!(spanish.kinds("NÚM").has(Kinds::NUMBER));
        assert_eq!(spanish.parts("Del"), Some(&["de", "el"][..]));
        assert_eq!(english.parts("Cannot"), Some(&["can", "not"][..]));
        assert!(Rules::of("pt").is_none());
    }
}
