//! PLOVER: types, modes, contexts, sectors and scores; and our own table to CAMEO.

use crate::KnowledgeError;
use crate::table::Table;
use std::collections::{BTreeMap, BTreeSet};

/// The files of `data/` that this is read from.
pub(crate) const FILES: [&str; 4] = ["ontology.tsv", "cameo.tsv", "sectors.tsv", "contexts.tsv"];

/// PLOVER: types, modes, contexts, scores; and our own table to CAMEO.
#[derive(Debug, Default)]
pub struct Ontology {
    kinds: BTreeMap<String, Kind>,
    sectors: BTreeSet<String>,
    contexts: BTreeSet<String>,
}

/// A type: its quad class, and what is known of it and of each mode (the empty mode is the type itself).
#[derive(Debug, Default)]
struct Kind {
    quad: u8,
    modes: BTreeMap<String, Values>,
}

#[derive(Debug, Default)]
struct Values {
    score: Option<f32>,
    cameo: Option<String>,
}

impl Ontology {
    pub(crate) fn read(tables: &BTreeMap<&str, &str>) -> Result<Self, KnowledgeError> {
        let mut ontology = Self::default();
        let of = |file: &'static str| Table::read(file, tables.get(file).copied().unwrap_or(""));
        let table = of(FILES[0])?;
        let [kind, mode, quad, score] = [table.column("type")?, table.column("mode")?, table.column("quad")?, table.column("score")?];
        for row in &table.rows {
            let class: u8 = table.number(row, quad)?;
            if !(1..=4).contains(&class) {
                return Err(table.fault(row, quad, "is no quad class", "write 1, 2, 3 or 4"));
            }
            let known = ontology.kinds.entry(table.needed(row, kind)?.to_owned()).or_default();
            known.quad = class;
            let number: f32 = table.number(row, score)?;
            let values = Values { score: (!row.cells[score].is_empty()).then_some(number), cameo: None };
            if known.modes.insert(row.cells[mode].to_owned(), values).is_some() {
                return Err(table.fault(row, mode, "stands twice under its type", "remove one of the rows"));
            }
        }
        let table = of(FILES[1])?;
        let [kind, mode, cameo] = [table.column("type")?, table.column("mode")?, table.column("cameo")?];
        for row in &table.rows {
            let known = ontology.kinds.get_mut(row.cells[kind]).and_then(|k| k.modes.get_mut(row.cells[mode]));
            let Some(values) = known else {
                return Err(table.fault(row, mode, "is no mode of the row's type", "use the types and modes of ontology.tsv"));
            };
            values.cameo = Some(table.needed(row, cameo)?.to_owned());
        }
        for (file, codes) in [(FILES[2], &mut ontology.sectors), (FILES[3], &mut ontology.contexts)] {
            let table = of(file)?;
            for row in &table.rows {
                codes.insert(table.needed(row, 0)?.to_owned());
            }
        }
        Ok(ontology)
    }

    /// The types, in alphabetical order.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.kinds.keys().map(String::as_str)
    }

    /// Quad class 1–4 of a type; none for an unknown type.
    pub fn quad(&self, kind: &str) -> Option<u8> {
        self.kinds.get(kind).map(|k| k.quad)
    }

    /// Score of a type and mode (the type's own where the mode has none).
    pub fn score(&self, kind: &str, mode: Option<&str>) -> Option<f32> {
        self.value(kind, mode, |values| values.score)
    }

    /// CAMEO code of type and mode.
    pub fn cameo(&self, kind: &str, mode: Option<&str>) -> Option<&str> {
        self.value(kind, mode, |values| values.cameo.as_deref())
    }

    /// Whether the type has this mode.
    pub fn has_mode(&self, kind: &str, mode: &str) -> bool {
        !mode.is_empty() && self.kinds.get(kind).is_some_and(|k| k.modes.contains_key(mode))
    }

    /// Whether a PLOVER sector.
    pub fn is_sector(&self, code: &str) -> bool {
        self.sectors.contains(code)
    }

    /// Whether a PLOVER context.
    pub fn is_context(&self, code: &str) -> bool {
        self.contexts.contains(code)
    }

    /// What a mode says, else what its type says.
    fn value<'a, T>(&'a self, kind: &str, mode: Option<&str>, of: impl Fn(&'a Values) -> Option<T>) -> Option<T> {
        let modes = &self.kinds.get(kind)?.modes;
        mode.and_then(|mode| modes.get(mode)).and_then(&of).or_else(|| modes.get("").and_then(&of))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(ontology: &'static str, cameo: &'static str) -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([
            ("ontology.tsv", ontology),
            ("cameo.tsv", cameo),
            ("sectors.tsv", "code\nCOP\n"),
            ("contexts.tsv", "code\nlegal\n"),
        ])
    }

    #[test]
    fn a_mode_without_a_score_has_its_types() {
        let rows = "type\tmode\tquad\tscore\nPROTEST\t\t4\t-5\nPROTEST\triot\t4\t-7\nPROTEST\tvandalize\t4\t\n";
        let ontology = Ontology::read(&tables(rows, "type\tmode\tcameo\nPROTEST\t\t140\nPROTEST\triot\t145\n")).unwrap();
        assert_eq!(ontology.quad("PROTEST"), Some(4));
        assert_eq!(ontology.quad("FIGHT"), None);
        assert_eq!(ontology.score("PROTEST", Some("riot")), Some(-7.0));
        assert_eq!(ontology.score("PROTEST", Some("vandalize")), Some(-5.0));
        assert_eq!(ontology.cameo("PROTEST", Some("riot")), Some("145"));
        assert_eq!(ontology.cameo("PROTEST", Some("vandalize")), Some("140"));
        assert!(ontology.has_mode("PROTEST", "riot") && !ontology.has_mode("PROTEST", "") && !ontology.has_mode("AID", "riot"));
        assert!(ontology.is_sector("COP") && !ontology.is_sector("XXX") && ontology.is_context("legal"));
    }

    #[test]
    fn a_wrong_class_is_told() {
        let fault = Ontology::read(&tables("type\tmode\tquad\tscore\nPROTEST\t\t5\t\n", "type\tmode\tcameo\n")).unwrap_err();
        assert!(fault.to_string().starts_with("ontology.tsv:2: column `quad`: `5` is no quad class"), "{fault}");
    }
}
