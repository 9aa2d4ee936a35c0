//! Word tables: closed lists of words with what is said of each.

use crate::KnowledgeError;
use crate::table::Table;

/// A word table: rows of cells, found by their first cell (lower-cased); several rows may share it.
#[derive(Debug, Default)]
pub struct WordTable {
    columns: Vec<String>,
    /// Sorted by key; rows of one key in the order of the file.
    keys: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The order of the file.
    order: Vec<usize>,
}

impl WordTable {
    pub(crate) fn read(file: &str, text: &str) -> Result<Self, KnowledgeError> {
        let table = Table::read(file, text)?;
        let mut rows = Vec::with_capacity(table.rows.len());
        for (nth, row) in table.rows.iter().enumerate() {
            let key = table.needed(row, 0)?.to_lowercase();
            rows.push((key, nth, row.cells.iter().map(|cell| (*cell).to_owned()).collect()));
        }
        rows.sort_by(|a: &(String, usize, Vec<String>), b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let mut word_table = Self { columns: table.columns.iter().map(|c| (*c).to_owned()).collect(), ..Self::default() };
        word_table.order = vec![0; rows.len()];
        for (place, (key, nth, cells)) in rows.into_iter().enumerate() {
            word_table.order[nth] = place;
            word_table.keys.push(key);
            word_table.rows.push(cells);
        }
        Ok(word_table)
    }

    /// The rows whose first cell is `key` (compared lower-cased).
    pub fn get(&self, key: &str) -> &[Vec<String>] {
        let key = key.to_lowercase();
        let start = self.keys.partition_point(|k| *k < key);
        let end = start + self.keys.get(start..).unwrap_or(&[]).iter().take_while(|k| **k == key).count();
        self.rows.get(start..end).unwrap_or(&[])
    }

    /// Whether a row has this first cell.
    pub fn has(&self, key: &str) -> bool {
        !self.get(key).is_empty()
    }

    /// All rows in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = &Vec<String>> {
        self.order.iter().filter_map(|place| self.rows.get(*place))
    }

    /// The index of a column by its name in the header line.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENTS: &str = "# nouns of people\nword\tsector\tyes\nPolice\tCOP\ta\nrebel\tREB\tb\npolice\tMIL\tc\n";

    #[test]
    fn rows_are_found_by_their_first_cell() {
        let table = WordTable::read("words/en/agents.tsv", AGENTS).unwrap();
        let sectors = |word: &str| table.get(word).iter().map(|row| row[1].clone()).collect::<Vec<_>>();
        assert_eq!(sectors("POLICE"), ["COP", "MIL"]);
        assert_eq!(sectors("rebels"), [""; 0]);
        assert!(table.has("rebel"));
        assert_eq!(table.column("sector"), Some(1));
        assert_eq!(table.rows().map(|row| row[2].as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(WordTable::default().get("x").is_empty());
    }

    #[test]
    fn a_ragged_row_is_told() {
        let fault = WordTable::read("words/en/x.tsv", "word\tsector\npolice\n").unwrap_err().to_string();
        assert!(fault.starts_with("words/en/x.tsv:2: has 1 cells"), "{fault}");
        let fault = WordTable::read("words/en/x.tsv", "word\tsector\n\tCOP\n").unwrap_err().to_string();
        assert!(fault.starts_with("words/en/x.tsv:2: column `word`: `` is empty") || fault.contains("is empty"), "{fault}");
    }
}
