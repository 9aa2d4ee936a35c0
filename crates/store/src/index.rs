//! What can be asked stands in a file of its own, made from the sealed reports; here it is brought up to them.

use crate::document::{Cell, cell, kept, line};
use crate::keys::{Found, Keys};
use crate::schema::{INDEX, PLAIN, VERSION};
use crate::write::{fill, tell_record, written};
use crate::{ErrorKind, StoreError};
use record::json::DocumentBody;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

/// Tables of the index, those first that point at others.
pub(crate) const TABLES: [&str; 14] = [
    "copies",
    "incidents",
    "spans",
    "attributions",
    "tolls",
    "roles",
    "events",
    "places",
    "parties",
    "latest",
    "records",
    "sources",
    "documents",
    "state",
];

/// Whether the file holds an index of this program; not where it is empty or of another schema.
pub(crate) fn is_index(db: &Connection, schema: &str) -> Result<bool, StoreError> {
    let pragma = |name: &str| db.query_row(&format!("PRAGMA {schema}.{name}"), [], |r| r.get::<_, i64>(0));
    Ok(pragma("application_id")? == INDEX && pragma("user_version")? == VERSION)
}

/// Makes the tables of the index in an empty file.
pub(crate) fn make(db: &mut Connection) -> Result<(), StoreError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have done it while this one waited.
    if !is_index(&transaction, "main")? {
        if transaction.query_row("SELECT count(*) > 0 FROM sqlite_schema", [], |r| r.get(0))? {
            let remedy = "it is no index of this program; move it away, and a new one is made";
            return Err(StoreError::new(ErrorKind::NotAStore, "another file stands where the index should", remedy));
        }
        transaction.execute_batch(PLAIN)?;
        transaction.pragma_update(None, "application_id", INDEX)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(())
}

fn tip(db: &Connection) -> Result<String, StoreError> {
    let last = db.prepare_cached("SELECT chain FROM revisions ORDER BY id DESC LIMIT 1")?.query_row([], |r| r.get(0)).optional()?;
    Ok(last.unwrap_or_default())
}

/// Whether the index tells what the sealed reports and their keys say.
pub(crate) fn is_current(db: &Connection, keys: &Keys) -> Result<bool, StoreError> {
    let state: Option<(String, i64)> =
        db.prepare_cached("SELECT chain, destroyed FROM state")?.query_row([], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    if state != Some((tip(db)?, keys.destroyed()?)) {
        return Ok(false);
    }
    let mut lost = db.prepare_cached("SELECT r.key FROM documents d JOIN reports r ON r.id = d.id WHERE d.redacted = 'lost'")?;
    let mut rows = lost.query([])?;
    while let Some(r) = rows.next()? {
        if !matches!(keys.get(&r.get::<_, Vec<u8>>(0)?)?, Found::Unknown) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Notes that the index is up to the last revision.
pub(crate) fn current(db: &Connection, keys: &Keys) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM state")?.execute([])?;
    db.prepare_cached("INSERT INTO state (chain, destroyed) VALUES (?1, ?2)")?.execute(params![tip(db)?, keys.destroyed()?])?;
    Ok(())
}

/// Brings the index up to the sealed reports. It lags behind where a writer was stopped between the two files; where it cannot be told by how much, where
/// something was removed, or where it is of another copy of the store, all of it is made anew. Says whether that was so.
pub(crate) fn catch_up(db: &Transaction<'_>, keys: &Keys) -> Result<bool, StoreError> {
    if is_current(db, keys)? {
        return Ok(false);
    }
    let known = "SELECT v.id FROM revisions v JOIN state s ON s.chain = v.chain AND s.destroyed = ?1 WHERE NOT EXISTS \
                 (SELECT 1 FROM revisions l WHERE l.id > v.id AND l.kind = 'redaction') AND NOT EXISTS (SELECT 1 FROM documents WHERE redacted = 'lost')";
    let known: Option<i64> = db.query_row(known, [keys.destroyed()?], |r| r.get(0)).optional()?;
    if known.is_none() {
        for table in TABLES {
            db.execute(&format!("DELETE FROM plain.{table}"), [])?;
        }
        db.execute_batch("INSERT INTO search (search) VALUES ('delete-all'); INSERT INTO names (names) VALUES ('delete-all');")?;
    }
    let mut missing = db.prepare("SELECT id, hash FROM reports WHERE id NOT IN (SELECT id FROM documents) ORDER BY id")?;
    let mut rows = missing.query([])?;
    while let Some(r) = rows.next()? {
        let (row, hash): (i64, String) = (r.get(0)?, r.get(1)?);
        match kept(db, keys, row) {
            Ok(kept) => {
                tell_document(db, row, &hash, &kept.document, kept.redacted.as_deref())?;
                for source in &kept.sources {
                    tell_source(db, row, &source.file, source.member.as_deref().unwrap_or(""))?;
                }
            }
            // A report whose key is not there waits for it.
            Err(e) if e.kind() == ErrorKind::Keys => lost(db, row, &hash)?,
            Err(e) => return Err(e),
        }
    }
    let mut codings = db.prepare(
        "SELECT c.id, c.report, c.run, d.hash FROM codings c JOIN documents d ON d.id = c.report WHERE c.revision > ?1 AND coalesce(d.redacted, 'in part') = 'in part' \
         ORDER BY c.revision",
    )?;
    let mut rows = codings.query([known.unwrap_or(0)])?;
    while let Some(r) = rows.next()? {
        let (row, report, run, hash): (i64, i64, i64, String) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
        let cell: Cell = cell(db, keys, row)?;
        let record = line(&kept(db, keys, report)?.document, &cell)?;
        let (_, events, _) = written(&hash, &record)?;
        tell_record(db, row, report, run)?;
        fill(db, row, &events, &record)?;
    }
    current(db, keys)?;
    Ok(known.is_none())
}

/// Tells the index of a report; of one that was removed, only that it was.
pub(crate) fn tell_document(db: &Connection, row: i64, hash: &str, d: &DocumentBody, redacted: Option<&str>) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO documents (id, hash, report, url, title, publisher, byline, published, published_basis, modified, language, characters, redacted) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        row,
        hash,
        d.id,
        d.url,
        d.title,
        d.publisher,
        d.byline,
        d.published,
        d.published_basis,
        d.modified,
        d.language,
        d.text.chars().count() as i64,
        redacted
    ])?;
    if redacted != Some("whole") {
        db.prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?.execute(params![row, d.title, d.text])?;
    }
    Ok(())
}

fn lost(db: &Connection, row: i64, hash: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO documents (id, hash, report, characters, redacted) VALUES (?1, ?2, 'unread-' || substr(?2, 1, 16), 0, 'lost')";
    db.prepare_cached(sql)?.execute(params![row, hash])?;
    Ok(())
}

/// Tells the index where a report was read.
pub(crate) fn tell_source(db: &Connection, row: i64, path: &str, member: &str) -> Result<(), StoreError> {
    let sql = "INSERT OR IGNORE INTO sources (document, path, member) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![row, path, member])?;
    Ok(())
}
