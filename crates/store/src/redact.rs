//! Removing for good: a report, or a person's name in all reports. What is left is a tombstone: the hash, and a link of the chain that says so.

use crate::document::{Cell, key_of};
use crate::index::{catch_up, current};
use crate::keys::{Key, Keys};
use crate::write::{fill, insert_reading, insert_revision, sealed_cell, sealed_document, written};
use crate::{ErrorKind, Store, StoreError};
use record::json::{DocumentBody, RecordLine, Source};
use rusqlite::{Transaction, TransactionBehavior, params};
use serde_json::Value;

/// What stands in the place of a letter that was removed; as many as there were, so that every offset stays true.
const MASK: char = '█';
/// Letters of a name at least; shorter ones would mask words.
const LEAST_LETTERS: usize = 3;

/// Tables derived from events, then from records.
const OF_EVENTS: [&str; 6] = ["roles", "tolls", "attributions", "spans", "incidents", "names"];
const OF_RECORDS: [&str; 2] = ["parties", "places"];

impl Store {
    /// Removes the reports that an identifier or a hash names: raw bytes, text, title, address, names, records. Their hashes stay, so that they are never added again.
    pub fn redact_report(&mut self, id: &str) -> Result<usize, StoreError> {
        let rows = self.ids("SELECT id FROM documents WHERE report = ?1 OR hash = ?1", id)?;
        if rows.is_empty() {
            return Err(StoreError::new(ErrorKind::Usage, format!("no report is called «{id}»"), "give its identifier or its whole hash"));
        }
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&transaction, &self.keys)?;
        for row in &rows {
            let hash: String = transaction.query_row("SELECT hash FROM reports WHERE id = ?1", [row], |r| r.get(0))?;
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
                "UPDATE documents SET report = 'redacted-' || substr(hash, 1, 16), url = NULL, title = NULL, publisher = NULL, byline = NULL, published = NULL, \
                 published_basis = NULL, modified = NULL, language = NULL, characters = 0, redacted = 'whole' WHERE id = ?1",
                [row],
            )?;
            transaction
                .execute("INSERT OR IGNORE INTO destroyed (key) SELECT key FROM reports WHERE id = ?1 AND key IS NOT NULL", [row])?;
            transaction.execute("DELETE FROM codings WHERE report = ?1", [row])?;
            transaction.execute("DELETE FROM readings WHERE report = ?1", [row])?;
            transaction.execute("UPDATE reports SET key = NULL, body = NULL, raw = NULL, redacted = 'whole' WHERE id = ?1", [row])?;
            insert_revision(&transaction, "redaction", &hash, "whole")?;
        }
        current(&transaction, &self.keys)?;
        transaction.commit()?;
        self.destroy_keys()?;
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
        let mut found = Vec::new();
        for row in rows {
            let records = records_of(&self.db, row)?;
            let records: Vec<Coded> =
                records.into_iter().map(|r| Ok((r, self.record(r)?.1, self.acts(r)?))).collect::<Result<_, StoreError>>()?;
            let kept = self.kept(row)?;
            found.push((row, kept.document, kept.sources, records));
        }
        let Self { db, keys } = self;
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&transaction, keys)?;
        let fresh = keys.make(found.len())?;
        for ((row, document, sources, records), key) in found.iter().zip(&fresh) {
            let mut forms = vec![words.clone()];
            for (_, line, _) in records {
                forms.extend(other_forms(line, &words));
            }
            parts_of(&mut forms, document, records)?;
            mask_document(&transaction, keys, key, *row, document, sources, records, &forms)?;
        }
        current(&transaction, keys)?;
        transaction.commit()?;
        let count = found.len();
        if count > 0 {
            self.destroy_keys()?;
            self.forget()?;
        }
        Ok(count)
    }

    /// Destroys the keys of what was removed, here or in the newer store that this file of keys was copied beside.
    pub(crate) fn destroy_keys(&self) -> Result<(), StoreError> {
        let mut statement = self.db.prepare("SELECT key FROM destroyed ORDER BY key")?;
        let ids: Vec<Vec<u8>> = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        let before = self.keys.destroyed()?;
        self.keys.destroy(&ids)?;
        if self.keys.destroyed()? != before {
            // The index of this store knows of them already.
            self.db.execute("UPDATE state SET destroyed = ?1 WHERE destroyed = ?2", params![self.keys.destroyed()?, before])?;
        }
        Ok(())
    }

    /// Rewrites the files, so that nothing of what was removed is left in free pages, indices of words and logs.
    pub(crate) fn forget(&self) -> Result<(), StoreError> {
        self.db.execute_batch(
            "INSERT INTO search (search) VALUES ('optimize'); INSERT INTO names (names) VALUES ('optimize'); VACUUM main; VACUUM plain;",
        )?;
        for file in ["main", "plain"] {
            self.db.query_row(&format!("PRAGMA {file}.wal_checkpoint(TRUNCATE)"), [], |_| Ok(()))?;
        }
        Ok(())
    }
}

/// A record with the words that name acts in it.
type Coded = (i64, RecordLine, Vec<crate::Act>);

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

/// Adds what records have made of parts of the name (a given name alone), and puts longer forms first, so that no part of one is left.
fn parts_of(forms: &mut Vec<String>, document: &DocumentBody, records: &[Coded]) -> Result<(), StoreError> {
    let values: Vec<Value> = records.iter().map(|(_, line, _)| serde_json::to_value(line)).collect::<Result<_, _>>()?;
    loop {
        forms.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
        forms.dedup();
        let text: Vec<char> = masked(&document.text, forms).chars().collect();
        let mut parts = Vec::new();
        for value in &values {
            spans(value, &mut |start, end, words| {
                let hidden = text.get(start..end).is_some_and(|slice| !slice.iter().any(|c| c.is_alphanumeric()) && slice.contains(&MASK));
                if hidden && words.chars().count() >= LEAST_LETTERS && !forms.iter().any(|f| f == words) {
                    parts.push(words.to_owned());
                }
            });
        }
        if parts.is_empty() {
            return Ok(());
        }
        forms.extend(parts);
    }
}

/// Every span of a JSON value with its words.
fn spans(value: &Value, each: &mut dyn FnMut(usize, usize, &str)) {
    match value {
        Value::Array(values) => values.iter().for_each(|v| spans(v, each)),
        Value::Object(fields) => {
            fields.values().for_each(|v| spans(v, each));
            let number = |name: &str| fields.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            if let (Some(start), Some(end), Some(words)) = (number("start"), number("end"), fields.get("text").and_then(Value::as_str)) {
                each(start, end, words);
            }
        }
        _ => {}
    }
}

/// Masks a report and seals it with another key, so that copies with the name in it cannot be read.
#[allow(clippy::too_many_arguments, reason = "all that a report is sealed from")]
fn mask_document(
    db: &Transaction<'_>,
    keys: &Keys,
    key: &Key,
    row: i64,
    document: &DocumentBody,
    sources: &[Source],
    records: &[Coded],
    forms: &[String],
) -> Result<(), StoreError> {
    if key_of(db, keys, row)?.is_none() {
        return Ok(());
    }
    let hash: String = db.query_row("SELECT hash FROM reports WHERE id = ?1", [row], |r| r.get(0))?;
    let mask = |field: &Option<String>| field.as_deref().map(|f| masked(f, forms));
    let document = DocumentBody {
        text: masked(&document.text, forms),
        title: mask(&document.title),
        byline: mask(&document.byline),
        url: mask(&document.url),
        ..document.clone()
    };
    db.execute("INSERT OR IGNORE INTO destroyed (key) SELECT key FROM reports WHERE id = ?1", [row])?;
    let body = sealed_document(key, &hash, &document)?;
    db.execute("UPDATE reports SET key = ?2, body = ?3, raw = NULL, redacted = 'in part' WHERE id = ?1", params![row, key.id, body])?;
    db.execute("DELETE FROM readings WHERE report = ?1", [row])?;
    for source in sources {
        insert_reading(db, row, &hash, key, &source.file, source.member.as_deref().unwrap_or(""))?;
    }
    db.execute("DELETE FROM search WHERE rowid = ?1", [row])?;
    db.execute(
        "UPDATE documents SET title = ?2, byline = ?3, url = ?4, redacted = 'in part' WHERE id = ?1",
        params![row, document.title, document.byline, document.url],
    )?;
    db.execute("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)", params![row, document.title, document.text])?;
    let text: Vec<char> = document.text.chars().collect();
    for (record, line, acts) in records {
        let mut value = serde_json::to_value(line)?;
        mask_values(&mut value, forms, &text);
        let line: RecordLine = serde_json::from_value(value)?;
        clear(db, *record)?;
        let (rest, events, own) = written(&hash, &line)?;
        let masked_acts = acts.iter().map(|a| crate::Act(a.0, a.1, masked(&a.2, forms))).collect();
        let cell = Cell { rest, events: events.iter().map(|(_, body)| body.clone()).collect(), acts: masked_acts };
        db.execute("UPDATE codings SET body = ?2, hash = ?3 WHERE id = ?1", params![record, sealed_cell(key, &hash, &cell)?, own])?;
        fill(db, *record, &events, &line)?;
        insert_revision(db, "redaction", &hash, &own)?;
    }
    Ok(())
}

/// Masks every string of a JSON value; the words of a span are what stands there in the masked text.
fn mask_values(value: &mut Value, forms: &[String], document: &[char]) {
    match value {
        Value::String(text) => *text = masked(text, forms),
        Value::Array(values) => values.iter_mut().for_each(|v| mask_values(v, forms, document)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|v| mask_values(v, forms, document));
            let number = |name: &str| fields.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            let slice = number("start").zip(number("end")).and_then(|(start, end)| document.get(start..end));
            if let (Some(slice), Some(Value::String(words))) = (slice, fields.get_mut("text")) {
                *words = slice.iter().collect();
            }
        }
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
