//! Removing for good: a report, or a person's name in all reports. What is left is a tombstone: the hash, and a link of the chain that says so.

use crate::document::{Cell, key_of};
use crate::index::{catch_up, current, tell_source};
use crate::keys::{Key, Keys};
use crate::mask::{Name, marked};
use crate::write::{fill, insert_reading, insert_revision, sealed_cell, sealed_document, written};
use crate::{ErrorKind, Store, StoreError};
use record::json::{DocumentBody, RecordLine, Source};
use rusqlite::{Transaction, TransactionBehavior, params};

/// What became of a person's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// Reports in which it was masked.
    pub reports: usize,
    /// Words of the name that stand in other reports, or as other names, and in how many.
    pub alone: Vec<(String, usize)>,
}

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

    /// Masks a person's name, and the names by which records know the same party, in every report that holds it whole; the raw bytes of those reports go.
    pub fn redact_person(&mut self, given: &str) -> Result<Masked, StoreError> {
        let Some(name) = Name::new(given) else {
            return Err(StoreError::new(
                ErrorKind::Usage,
                format!("«{given}» is too short for a name"),
                "give the name as reports have it",
            ));
        };
        // The words of the text, the title, and the names that records have made of them.
        let rows = self.ids(
            "SELECT id FROM documents WHERE id IN (SELECT rowid FROM search WHERE search MATCH ?1) OR id IN (SELECT r.document FROM names n JOIN events e ON e.id = n.rowid \
             JOIN records r ON r.id = e.record WHERE names MATCH ?1) ORDER BY hash",
            &format!("\"{}\"", name.words().join(" ")),
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
            mask_document(&transaction, keys, key, *row, document, sources, records, &name)?;
        }
        current(&transaction, keys)?;
        transaction.commit()?;
        let reports = found.len();
        if reports > 0 {
            self.destroy_keys()?;
            self.forget()?;
        }
        let mut alone = Vec::new();
        for word in name.alone() {
            let count =
                self.db.query_row("SELECT count(*) FROM search WHERE search MATCH ?1", [format!("\"{word}\"")], |r| r.get::<_, i64>(0))?;
            alone.extend((count > 0).then(|| (word.clone(), count as usize)));
        }
        Ok(Masked { reports, alone })
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
    name: &Name,
) -> Result<(), StoreError> {
    if key_of(db, keys, row)?.is_none() {
        return Ok(());
    }
    let hash: String = db.query_row("SELECT hash FROM reports WHERE id = ?1", [row], |r| r.get(0))?;
    let lines: Vec<&RecordLine> = records.iter().map(|(_, line, _)| line).collect();
    let gone = name.in_text(&document.text, &lines);
    let named = |field: &Option<String>| field.as_deref().map(|f| name.in_name(f));
    let document = DocumentBody {
        id: name.in_address(&document.id),
        text: marked(&document.text, &gone),
        title: named(&document.title),
        byline: named(&document.byline),
        publisher: named(&document.publisher),
        url: document.url.as_deref().map(|url| name.in_address(url)),
        ..document.clone()
    };
    db.execute("INSERT OR IGNORE INTO destroyed (key) SELECT key FROM reports WHERE id = ?1", [row])?;
    let body = sealed_document(key, &hash, &document)?;
    db.execute("UPDATE reports SET key = ?2, body = ?3, raw = NULL, redacted = 'in part' WHERE id = ?1", params![row, key.id, body])?;
    db.execute("DELETE FROM readings WHERE report = ?1", [row])?;
    db.execute("DELETE FROM sources WHERE document = ?1", [row])?;
    for source in sources {
        let (file, member) = (name.in_address(&source.file), name.in_address(source.member.as_deref().unwrap_or("")));
        insert_reading(db, row, &hash, key, &file, &member)?;
        tell_source(db, row, &file, &member)?;
    }
    db.execute("DELETE FROM search WHERE rowid = ?1", [row])?;
    db.execute(
        "UPDATE documents SET report = ?2, title = ?3, byline = ?4, publisher = ?5, url = ?6, redacted = 'in part' WHERE id = ?1",
        params![row, document.id, document.title, document.byline, document.publisher, document.url],
    )?;
    db.execute("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)", params![row, document.title, document.text])?;
    for (record, line, acts) in records {
        let line = name.in_record(line, &document.text)?;
        clear(db, *record)?;
        let (rest, events, own) = written(&hash, &line)?;
        let masked_acts = acts.iter().map(|a| crate::Act(a.0, a.1, name.in_address(&a.2))).collect();
        let cell = Cell { rest, events: events.iter().map(|(_, body)| body.clone()).collect(), acts: masked_acts };
        db.execute("UPDATE codings SET body = ?2, hash = ?3 WHERE id = ?1", params![record, sealed_cell(key, &hash, &cell)?, own])?;
        fill(db, *record, &events, &line)?;
        insert_revision(db, "redaction", &hash, &own)?;
    }
    Ok(())
}
