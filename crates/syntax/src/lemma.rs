//! The dictionary form of a word: by the tables of words that the treebanks show, else by the rules of inflection (`inflection`), else by the script
//! that the network chose (`models/README.md`).

use crate::inflection::{self, Vocabulary};
use record::Upos;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::LazyLock;

/// The lemmas of a language by form (lower case) and part of speech.
pub struct Lemmas {
    /// `form TAB upos TAB lemma`, sorted by bytes.
    rows: Vec<&'static str>,
    vocabulary: Vocabulary,
    /// Candidates for the lemma of a form of that part of speech.
    rules: fn(&str, Upos) -> Vec<String>,
}

/// Lines of comment and column names before the rows.
const HEAD: usize = 3;

static ENGLISH: LazyLock<Lemmas> = LazyLock::new(|| Lemmas {
    rows: include_str!("lemmas.en.tsv").lines().skip(HEAD).collect(),
    vocabulary: Vocabulary::read(include_str!("vocabulary.en.tsv")),
    rules: inflection::english,
});
static SPANISH: LazyLock<Lemmas> = LazyLock::new(|| Lemmas {
    rows: include_str!("lemmas.es.tsv").lines().skip(HEAD).collect(),
    vocabulary: Vocabulary::read(include_str!("vocabulary.es.tsv")),
    rules: inflection::spanish,
});

impl Lemmas {
    /// The table of a language; none for a language without its own.
    pub fn of(language: &str) -> Option<&'static Self> {
        match language.get(..2) {
            Some("en") => Some(&ENGLISH),
            Some("es") => Some(&SPANISH),
            _ => None,
        }
    }

    fn find(&self, form: &str, upos: Upos) -> Option<&'static str> {
        let order = |row: &&'static str| {
            let mut cells = row.split('\t');
            match cells.next().unwrap_or("").cmp(form) {
                Ordering::Equal => cells.next().unwrap_or("").cmp(upos.name()),
                unequal => unequal,
            }
        };
        self.rows.binary_search_by(order).ok().and_then(|i| self.rows[i].rsplit('\t').next())
    }
}

/// The lemma of a form.
pub fn of(form: &str, upos: Upos, script: &str, known: Option<&Lemmas>) -> Box<str> {
    let Some(known) = known else { return by_script(form, script) };
    let lower = if form.bytes().all(|b| b.is_ascii_lowercase()) { form.into() } else { Cow::from(form.to_lowercase().replace('’', "'")) };
    if let Some(lemma) = known.find(&lower, upos) {
        return lemma.into();
    }
    let ruled = known.vocabulary.best((known.rules)(&lower, upos), upos);
    ruled.map_or_else(|| by_script(form, script), Into::into)
}

/// Applies `<case>|<cut>|<add>` or `!<lemma>` to a form; a script that does not fit leaves the form.
fn by_script(form: &str, script: &str) -> Box<str> {
    if let Some(lemma) = script.strip_prefix('!') {
        return lemma.into();
    }
    let mut parts = script.splitn(3, '|');
    let (Some(case), Some(cut), Some(add)) = (parts.next(), parts.next().and_then(|c| c.parse::<usize>().ok()), parts.next()) else {
        return form.into();
    };
    let base = if case == "=" { form.to_owned() } else { form.to_lowercase() };
    let end = if cut == 0 { base.len() } else { base.char_indices().rev().nth(cut - 1).map_or(0, |(i, _)| i) };
    let lemma = format!("{}{add}", &base[..end]);
    // A script learned on longer words may cut everything off.
    if lemma.is_empty() { base.into() } else { lemma.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_cut_add_and_replace() {
        assert_eq!(&*by_script("Marched", "l|2|"), "march");
        assert_eq!(&*by_script("Ponían", "l|3|er"), "poner");
        assert_eq!(&*by_script("Lima", "=|0|"), "Lima");
        assert_eq!(&*by_script("was", "!be"), "be");
        assert_eq!(&*by_script("a", "l|3|"), "a");
        assert_eq!(&*by_script("Ünder", "nonsense"), "Ünder");
    }

    #[test]
    fn words_of_the_tables_need_no_script() {
        let english = Lemmas::of("en");
        assert_eq!(&*of("Said", Upos::VERB, "l|3|xyz", english), "say");
        assert_eq!(&*of("n’t", Upos::PART, "", english), "not");
        assert_eq!(&*of("left", Upos::ADJ, "", english), "left");
        assert_eq!(&*of("dijo", Upos::VERB, "l|0|", Lemmas::of("es")), "decir");
        assert_eq!(&*of("Besieged", Upos::VERB, "l|3|", english), "besiege");
        assert_eq!(&*of("dijo", Upos::VERB, "l|0|", Lemmas::of("pt")), "dijo");
    }

    #[test]
    fn the_tables_are_sorted() {
        for table in [&*ENGLISH, &*SPANISH] {
            let key = |row: &str| row.rsplit_once('\t').map(|k| k.0.replace('\t', "\u{1}"));
            assert!(table.rows.windows(2).all(|w| key(w[0]) < key(w[1])));
        }
    }
}
