//! Abbreviations of first-level units.

use crate::KnowledgeError;
use crate::table::Table;
use std::collections::BTreeMap;

/// The file of `data/` that this is read from.
pub(crate) const FILE: &str = "abbreviations.tsv";

/// Units (name, alpha-3) by abbreviation without dots.
#[derive(Debug, Default)]
pub(crate) struct Abbreviations(BTreeMap<String, Vec<(String, String)>>);

impl Abbreviations {
    pub(crate) fn read(tables: &BTreeMap<&str, &str>) -> Result<Self, KnowledgeError> {
        let mut found = Self::default();
        let table = Table::read(FILE, tables.get(FILE).copied().unwrap_or(""))?;
        let [abbreviation, admin1, country] = [table.column("abbreviation")?, table.column("admin1")?, table.column("country")?];
        for row in &table.rows {
            let unit = (table.needed(row, admin1)?.to_owned(), table.needed(row, country)?.to_owned());
            let units = found.0.entry(table.needed(row, abbreviation)?.replace(['.', ' '], "")).or_default();
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        Ok(found)
    }

    pub(crate) fn get(&self, abbreviation: &str) -> &[(String, String)] {
        self.0.get(&abbreviation.replace(['.', ' '], "")).map_or(&[], Vec::as_slice)
    }
}
