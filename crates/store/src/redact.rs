//! Removing for good: a report, or a person's name in all reports. What is left is a tombstone: the hash, and a link of the chain that says so.

use crate::pack::{pack, unpack};
use crate::write::{fill, insert_revision, written};
use crate::{Entry, ErrorKind, Store, StoreError};
use record::json::RecordLine;
use rusqlite::{Transaction, TransactionBehavior, params};
use serde_json::Value;

/// What stands in the place of a letter that was removed; as many as there were, so that every offset stays true.
const MASK: char = '█';
/// Letters of a name at least; shorter ones would mask words.
const LEAST_LETTERS: usize = 3;

/// Tables derived from events, then from records.
const OF_EVENTS: [&str; 6] = ["roles", "tolls", "attributions", "spans", "incidents", "names"];
const OF_RECORDS: [&str; 3] = ["parties", "places", "acts"];

impl Store {
    /// Removes the reports that an identifier or a hash names: raw bytes, text, title, address, names, records. Their hashes stay, so that they are never added again.
    pub fn redact_report(&mut self, id: &str) -> Result<usize, StoreError> {
        let rows = self.ids("SELECT id FROM documents WHERE report = ?1 OR hash = ?1", id)?;
        if rows.is_empty() {
            return Err(StoreError::new(ErrorKind::Usage, format!("no report is called «{id}»"), "give its identifier or its whole hash"));
        }
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for row in &rows {
            let hash: String = transaction.query_row("SELECT hash FROM documents WHERE id = ?1", [row], |r| r.get(0))?;
            let records = records_of(&transaction, *row)?;
            transaction.execute("DELETE FROM copies WHERE document = ?1 OR original = ?1", [row])?;
            transaction.execute("DELETE FROM latest WHERE document = ?1", [row])?;
            for record in records {
                clear(&transaction, record)?;
                transaction.execute("DELETE FROM records WHERE id = ?1", [record])?;
            }
            transaction.execute("DELETE FROM sources WHERE document = ?1", [row])?;
            transaction.execute("DELETE FROM search WHERE rowid = ?1", [row])?;
            transaction.execute(
                "UPDATE documents SET report = 'redacted-' || substr(hash, 1, 16), url = NULL, title = NULL, publisher = NULL, byline = NULL, published_basis = NULL, \
                 text = NULL, raw = NULL, blocks = '[]', characters = 0, redacted = 'whole' WHERE id = ?1",
                [row],
            )?;
            insert_revision(&transaction, "redaction", &hash, "whole")?;
        }
        transaction.commit()?;
        self.forget()?;
        Ok(rows.len())
    }

    /// Masks a person's name, and the names by which records know the same party, in every report that holds it; the raw bytes of those reports go. Gives how many.
    pub fn redact_person(&mut self, name: &str) -> Result<usize, StoreError> {
        let words: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_LETTERS {
            return Err(StoreError::new(ErrorKind::Usage, format!("«{name}» is too short for a name"), "give the name as reports have it"));
        }
        let phrase = format!("\"{}\"", words.replace('"', " "));
        // The words of the text, the title, and the names that records have made of them.
        let rows = self.ids(
            "SELECT id FROM documents WHERE id IN (SELECT rowid FROM search WHERE search MATCH ?1) OR id IN (SELECT r.document FROM names n JOIN events e ON e.id = n.rowid \
             JOIN records r ON r.id = e.record WHERE names MATCH ?1) ORDER BY hash",
            &phrase,
        )?;
        let mut kept = Vec::new();
        for row in rows {
            let records = records_of(&self.db, row)?;
            let lines: Vec<(i64, RecordLine, Vec<crate::Act>)> =
                records.into_iter().map(|r| Ok((r, self.record(r)?.1, self.acts(r)?))).collect::<Result<_, StoreError>>()?;
            kept.push((row, lines));
        }
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (row, lines) in &kept {
            let mut forms = vec![words.clone()];
            for (_, line, _) in lines {
                forms.extend(other_forms(line, &words));
            }
            // Longer forms first, so that no part of one is left.
            forms.sort_by_key(|f| std::cmp::Reverse(f.chars().count()));
            forms.dedup();
            mask_document(&transaction, *row, lines, &forms)?;
        }
        transaction.commit()?;
        let count = kept.len();
        if count > 0 {
            self.forget()?;
        }
        Ok(count)
    }

    /// Rewrites the file, so that nothing of what was removed is left in its free pages, its indices of words and its log.
    fn forget(&self) -> Result<(), StoreError> {
        self.db.execute_batch("INSERT INTO search (search) VALUES ('optimize'); INSERT INTO names (names) VALUES ('optimize'); VACUUM;")?;
        self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

fn records_of(db: &rusqlite::Connection, document: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT id FROM records WHERE document = ?1 ORDER BY id")?;
    let rows = statement.query_map([document], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Empties the tables derived from a record.
fn clear(db: &Transaction<'_>, record: i64) -> Result<(), StoreError> {
    for table in OF_EVENTS {
        let key = if table == "names" { "rowid" } else { "event" };
        db.execute(&format!("DELETE FROM {table} WHERE {key} IN (SELECT id FROM events WHERE record = ?1)"), [record])?;
    }
    db.execute("DELETE FROM events WHERE record = ?1", [record])?;
    for table in OF_RECORDS {
        db.execute(&format!("DELETE FROM {table} WHERE record = ?1"), [record])?;
    }
    Ok(())
}

/// The other names of the party that bears this one.
fn other_forms(line: &RecordLine, name: &str) -> Vec<String> {
    let bears = |text: &str| find(&letters(text), &letters(name), 0).is_some();
    let parties = line.parties.iter().filter(|p| bears(&p.name) || p.mentions.iter().any(|m| bears(&m.text)));
    let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    let forms = parties.flat_map(|p| p.mentions.iter().map(|m| m.text.clone()).chain(std::iter::once(p.name.clone())));
    // A pronoun or `the minister` names nobody.
    let pronouns = ["He", "She", "They", "Él", "Ella", "His", "Her", "It"];
    forms.filter(|f| capital(f) && !pronouns.contains(&f.as_str()) && f.chars().count() >= LEAST_LETTERS).collect()
}

fn mask_document(db: &Transaction<'_>, row: i64, lines: &[(i64, RecordLine, Vec<crate::Act>)], forms: &[String]) -> Result<(), StoreError> {
    let (hash, text, fields) = db.query_row("SELECT hash, text, title, byline, url FROM documents WHERE id = ?1", [row], |r| {
        let fields: [Option<String>; 3] = [r.get(2)?, r.get(3)?, r.get(4)?];
        Ok((r.get::<_, String>(0)?, r.get::<_, Option<Vec<u8>>>(1)?, fields))
    })?;
    let text = text.map(|t| unpack(&t)).transpose()?.map(|t| masked(&String::from_utf8_lossy(&t), forms));
    let [title, byline, url] = fields.map(|field| field.map(|f| masked(&f, forms)));
    db.execute(
        "UPDATE documents SET text = ?2, title = ?3, byline = ?4, url = ?5, raw = NULL, redacted = 'in part' WHERE id = ?1",
        params![row, text.as_ref().map(|t| pack(t.as_bytes())), title, byline, url],
    )?;
    db.execute("DELETE FROM search WHERE rowid = ?1", [row])?;
    db.execute("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)", params![row, title, text])?;
    for (record, line, acts) in lines {
        let mut value = serde_json::to_value(line)?;
        mask_values(&mut value, forms);
        let line: RecordLine = serde_json::from_value(value)?;
        clear(db, *record)?;
        let entry = Entry { record: line, raw: None, origin: None, acts: acts.clone() };
        let (rest, events, own) = written(&hash, &entry.record)?;
        db.execute("UPDATE records SET rest = ?2, hash = ?3 WHERE id = ?1", params![record, pack(&rest), own])?;
        fill(db, *record, &entry, &events)?;
        insert_revision(db, "redaction", &hash, &own)?;
    }
    Ok(())
}

/// Masks every string of a JSON value.
fn mask_values(value: &mut Value, forms: &[String]) {
    match value {
        Value::String(text) => *text = masked(text, forms),
        Value::Array(values) => values.iter_mut().for_each(|v| mask_values(v, forms)),
        Value::Object(fields) => fields.values_mut().for_each(|v| mask_values(v, forms)),
        _ => {}
    }
}

/// The text with every form of the name masked letter by letter.
fn masked(text: &str, forms: &[String]) -> String {
    let mut shown: Vec<char> = text.chars().collect();
    let folded = letters(text);
    for form in forms {
        let form = letters(form);
        let mut from = 0;
        while let Some(at) = find(&folded, &form, from) {
            shown[at..at + form.len()].fill(MASK);
            from = at + form.len();
        }
    }
    shown.into_iter().collect()
}

/// One letter for each letter, small, white space made one kind.
fn letters(text: &str) -> Vec<char> {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c.to_lowercase().next().unwrap_or(c) }).collect()
}

/// Where the letters stand as whole words.
fn find(text: &[char], form: &[char], from: usize) -> Option<usize> {
    if form.is_empty() || text.len() < form.len() {
        return None;
    }
    let word = |at: usize| text.get(at).is_some_and(|c| c.is_alphanumeric());
    let whole = |at: &usize| (*at == 0 || !word(at - 1)) && !word(at + form.len());
    (from..=text.len() - form.len()).filter(|at| text[*at..at + form.len()] == *form).find(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_masked_as_whole_words_and_no_offset_moves() {
        let forms = ["Ana Múñoz".to_owned(), "Múñoz".to_owned()];
        assert_eq!(masked("ANA MÚÑOZ met Muñoza and ana\nmúñoz. Múñoz's.", &forms), "█████████ met Muñoza and █████████. █████'s.");
    }
}
