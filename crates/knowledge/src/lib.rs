//! What were we told?
//!
//! Ontology, word tables, countries, actors with their offices and days, and the gazetteer: the readable tables of `data/`, compiled by
//! [`compile`] (the program's build script runs it) into one block of bytes that [`Knowledge::load`] opens without parsing it.
//! This room opens no file: bytes come in, answers go out.

use record::Date;

/// All the tables, opened.
pub struct Knowledge {
    _private: (),
}

/// A table or a compiled block that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct KnowledgeError(String);

/// Compiles the readable tables, given as (path below `data/`, text), into one block.
pub fn compile(_tables: &[(String, String)]) -> Result<Vec<u8>, KnowledgeError> {
    todo!()
}

impl Knowledge {
    /// Opens a compiled block.
    pub fn load(_bytes: &'static [u8]) -> Result<Self, KnowledgeError> {
        todo!()
    }
    /// The table `data/words/<language>/<table>.tsv`; an empty one where there is none.
    pub fn words(&self, _language: &str, _table: &str) -> &WordTable {
        todo!()
    }
    /// The languages that have word tables.
    pub fn languages(&self) -> &[String] {
        todo!()
    }
    /// The PLOVER ontology.
    pub fn ontology(&self) -> &Ontology {
        todo!()
    }
    /// Places that carry this name (any case and accents; an alternate name counts), most populous first.
    pub fn places(&self, _name: &str) -> Vec<PlaceRow<'_>> {
        todo!()
    }
    /// Whether some place name begins with these words, so that a longest-match search may stop early.
    pub fn is_place_prefix(&self, _words: &str) -> bool {
        todo!()
    }
    /// The country of a name or alias (`Peru`, `the U.S.`, `Holland`), in any language of the tables.
    pub fn country(&self, _name: &str) -> Option<&Country> {
        todo!()
    }
    /// The country of a nationality word (`Peruvian`, `peruanas`, `Britons`).
    pub fn nationality(&self, _word: &str) -> Option<&Country> {
        todo!()
    }
    /// The country of that alpha-3 code.
    pub fn country_by_code(&self, _iso3: &str) -> Option<&Country> {
        todo!()
    }
    /// The country whose capital bears this name (`Lima`, `Washington`).
    pub fn country_by_capital(&self, _name: &str) -> Option<&Country> {
        todo!()
    }
    /// Everyone the tables know under this name or alias (any case and accents), best known first.
    pub fn actors(&self, _name: &str) -> Vec<ActorRow<'_>> {
        todo!()
    }
}

/// A word table: rows of cells, found by their first cell (lower-cased); several rows may share it.
#[derive(Debug, Default)]
pub struct WordTable {
    _private: (),
}

impl WordTable {
    /// The rows whose first cell is `key` (compared lower-cased).
    pub fn get(&self, _key: &str) -> &[Vec<String>] {
        todo!()
    }
    /// Whether a row has this first cell.
    pub fn has(&self, key: &str) -> bool {
        !self.get(key).is_empty()
    }
    /// All rows in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::empty()
    }
    /// The index of a column by its name in the header line.
    pub fn column(&self, _name: &str) -> Option<usize> {
        todo!()
    }
}

/// PLOVER: types, modes, contexts, scores; and our own table to CAMEO.
#[derive(Debug, Default)]
pub struct Ontology {
    _private: (),
}

impl Ontology {
    /// Quad class 1–4 of a type; none for an unknown type.
    pub fn quad(&self, _kind: &str) -> Option<u8> {
        todo!()
    }
    /// Score of a type and mode (the type's own where the mode has none).
    pub fn score(&self, _kind: &str, _mode: Option<&str>) -> Option<f32> {
        todo!()
    }
    /// CAMEO code of type and mode.
    pub fn cameo(&self, _kind: &str, _mode: Option<&str>) -> Option<&str> {
        todo!()
    }
    /// Whether the type has this mode.
    pub fn has_mode(&self, _kind: &str, _mode: &str) -> bool {
        todo!()
    }
    /// Whether a PLOVER sector.
    pub fn is_sector(&self, _code: &str) -> bool {
        todo!()
    }
}

/// A country or territory.
#[derive(Debug, Clone)]
pub struct Country {
    /// ISO 3166 alpha-3.
    pub iso3: String,
    /// English name.
    pub name: String,
    /// Name of the capital.
    pub capital: String,
    /// `GeoNames` id.
    pub geonames_id: u32,
    /// WGS 84.
    pub point: (f64, f64),
    /// Inhabitants.
    pub population: u64,
    /// Alpha-3 codes of its neighbours.
    pub neighbours: Vec<String>,
}

/// A place of the gazetteer.
#[derive(Debug, Clone, Copy)]
pub struct PlaceRow<'a> {
    /// Usual name.
    pub name: &'a str,
    /// First-level unit's name.
    pub admin1: &'a str,
    /// Alpha-3.
    pub country: &'a str,
    /// `city`, `admin1`, `admin2`, `country`, `region`, `site`.
    pub kind: &'a str,
    /// WGS 84.
    pub point: (f64, f64),
    /// Inhabitants (0: unknown).
    pub population: u64,
    /// `GeoNames` id (0: none).
    pub geonames_id: u32,
    /// `GeoNames` feature code (`PPLC`, `ADM1`, …).
    pub feature: &'a str,
    /// Whether the name asked for is the usual name, not an alternate.
    pub primary: bool,
}

/// One role of somebody the tables know. A person with three offices has three rows with the same `id` or `name`.
#[derive(Debug, Clone, Copy)]
pub struct ActorRow<'a> {
    /// Usual name.
    pub name: &'a str,
    /// `person`, `party`, `org`, `agency`, `igo`, `ngo`, `media`, `company`, `armed_group`, `country`.
    pub kind: &'a str,
    /// Alpha-3, IGO, NGO, MNC or empty.
    pub country: &'a str,
    /// PLOVER sector or empty.
    pub sector: &'a str,
    /// Title of the office or empty.
    pub office: &'a str,
    /// First day.
    pub from: Option<Date>,
    /// Last day (none: not known to have ended).
    pub to: Option<Date>,
    /// Wikidata id or empty.
    pub wikidata: &'a str,
    /// The file of `data/` it comes from.
    pub source: &'a str,
}
