//! What were we told?
//!
//! Ontology, word tables, countries, actors with their offices and days, and the gazetteer: the readable tables of `data/`, compiled by
//! [`compile`] (the program's build script runs it) into one block of bytes that [`Knowledge::load`] opens without parsing it.
//! This room opens no file: bytes come in, answers go out.
//!
//! Names are found in any case and with or without accents, but an acronym (`US`, `ETA`, `WHO`) only in capitals. Big tables (places,
//! actors) are read where they lie; small ones (words, ontology, countries) are read whole when the block is opened.

mod actors;
mod block;
mod countries;
mod error;
mod fold;
mod gazetteer;
mod names;
mod ontology;
mod table;
mod units;
mod words;

pub use actors::{ActorRow, OPEN_YEARS};
pub use countries::Country;
pub use error::KnowledgeError;
pub use fold::fold;
pub use gazetteer::PlaceRow;
pub use ontology::Ontology;
pub use words::WordTable;

use block::{Block, BlockWriter};
use std::collections::BTreeMap;

/// The folder of `data/` with the word tables: `words/<language>/<table>.tsv`.
const WORDS: &str = "words/";

/// Compiles the readable tables, given as (path below `data/`, text), into one block. Files that are no tables (`README.md`) are passed by.
pub fn compile(tables: &[(String, String)]) -> Result<Vec<u8>, KnowledgeError> {
    let of = |wanted: &dyn Fn(&str) -> bool| -> BTreeMap<&str, &str> {
        let wanted = tables.iter().filter(|(file, _)| file.rsplit('.').next() == Some("tsv") && wanted(file));
        wanted.map(|(file, text)| (file.as_str(), text.as_str())).collect()
    };
    let mut block = BlockWriter::default();
    let small = of(&|file| [&ontology::FILES[..], &countries::FILES, &[units::FILE]].concat().contains(&file));
    let words = of(&|file| file.starts_with(WORDS));
    for (file, text) in small.iter().chain(&words) {
        if let Some(line) = text.lines().position(|line| line.contains('\u{c}')) {
            return Err(KnowledgeError::table(file, line + 1, "", "holds a form feed", "remove it"));
        }
    }
    // Read once here so that faults are told when the program is built, not when it runs.
    Ontology::read(&small)?;
    let countries = countries::Countries::read(&small)?;
    read_words(words.iter().map(|(file, text)| (*file, *text)))?;
    units::Abbreviations::read(&small)?;
    block.add("small", block::join(&small));
    block.add("words", block::join(&words));
    gazetteer::compile(&of(&|file| file.starts_with(gazetteer::FOLDER)), &countries, &mut block)?;
    actors::compile(&of(&|file| file.starts_with(actors::FOLDER)), &mut block)?;
    Ok(block.finish())
}

/// All the tables, opened.
pub struct Knowledge {
    words: BTreeMap<String, BTreeMap<String, WordTable>>,
    languages: Vec<String>,
    none: WordTable,
    ontology: Ontology,
    countries: countries::Countries,
    gazetteer: gazetteer::Gazetteer,
    abbreviations: units::Abbreviations,
    actors: actors::Actors,
}

impl Knowledge {
    /// Opens a compiled block.
    pub fn load(bytes: &'static [u8]) -> Result<Self, KnowledgeError> {
        let block = Block::open(bytes)?;
        let small = block::split(block.text("small")?).collect();
        let words = read_words(block::split(block.text("words")?))?;
        Ok(Self {
            languages: words.keys().cloned().collect(),
            words,
            none: WordTable::default(),
            ontology: Ontology::read(&small)?,
            countries: countries::Countries::read(&small)?,
            abbreviations: units::Abbreviations::read(&small)?,
            gazetteer: gazetteer::Gazetteer::open(block)?,
            actors: actors::Actors::open(block)?,
        })
    }

    /// The table `data/words/<language>/<table>.tsv`; an empty one where there is none.
    pub fn words(&self, language: &str, table: &str) -> &WordTable {
        self.words.get(language).and_then(|tables| tables.get(table)).unwrap_or(&self.none)
    }

    /// The languages that have word tables, in alphabetical order.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// The PLOVER ontology.
    pub fn ontology(&self) -> &Ontology {
        &self.ontology
    }

    /// Places that carry this name (any case and accents; an alternate name counts), most populous first.
    pub fn places(&self, name: &str) -> Vec<PlaceRow<'_>> {
        self.gazetteer.get(name)
    }

    /// Whether some place name is these words or begins with them, so that a longest-match search may stop early.
    pub fn is_place_prefix(&self, words: &str) -> bool {
        self.gazetteer.has_prefix(words)
    }

    /// The first-level units (name, alpha-3) that an abbreviation stands for, as it follows the name of a city (`Austin, TX`, `Perth, W.A.`);
    /// as written, dots apart.
    pub fn abbreviated(&self, abbreviation: &str) -> &[(String, String)] {
        self.abbreviations.get(abbreviation)
    }

    /// The country of a name or alias (`Peru`, `the U.S.`, `Holland`), in any language of the tables. The name is taken as written:
    /// one without a capital letter names no country.
    pub fn country(&self, name: &str) -> Option<&Country> {
        self.countries.by_name(name)
    }

    /// The country of a nationality word (`Peruvian`, `peruanas`, `Britons`), as written: `Polish` is one, `polish` is not.
    pub fn nationality(&self, word: &str) -> Option<&Country> {
        self.countries.by_nationality(word)
    }

    /// The country of that alpha-3 code.
    pub fn country_by_code(&self, iso3: &str) -> Option<&Country> {
        self.countries.by_code(iso3)
    }

    /// The country whose capital bears this name (`Lima`, `Washington`).
    pub fn country_by_capital(&self, name: &str) -> Option<&Country> {
        self.countries.by_capital(name)
    }

    /// Everyone the tables know under this name or alias (any case and accents), best known first.
    pub fn actors(&self, name: &str) -> Vec<ActorRow<'_>> {
        self.actors.get(name)
    }
}

/// The word tables, by language and name.
fn read_words<'a>(
    tables: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<BTreeMap<String, BTreeMap<String, WordTable>>, KnowledgeError> {
    let mut words: BTreeMap<String, BTreeMap<String, WordTable>> = BTreeMap::new();
    for (file, text) in tables {
        let path = file.strip_prefix(WORDS).and_then(|rest| rest.strip_suffix(".tsv")).and_then(|rest| rest.split_once('/'));
        let Some((language, name)) = path else {
            return Err(KnowledgeError::table(file, 0, "", "is no word table", "name it words/<language>/<table>.tsv"));
        };
        words.entry(language.to_owned()).or_default().insert(name.to_owned(), WordTable::read(file, text)?);
    }
    Ok(words)
}

#[cfg(test)]
mod tests;
