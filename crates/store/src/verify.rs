//! Is everything as it was written? The file, the references, the chain, every hash, every span, and the tables that filters ask.

use crate::document::{Cell, Kept, cell, key_of, line, record_hash};
use crate::index::{self, tell_document, tell_source};
use crate::schema::PLAIN;
use crate::write::{fill, link, written};
use crate::{Store, StoreError, document_hash};
use rusqlite::{Connection, types};
use serde_json::Value;

/// What is derived from a record, for one record: each table with its columns but for those that number rows.
const DERIVED: [(&str, &str); 7] = [
    (
        "events",
        "SELECT event_id, type, mode, context, quad, score, cameo, status, first, end, day_from, day_to, date_precision, date_basis, place, admin1, \
         country, place_precision, lat, lon, geonames_id, confidence, body FROM events WHERE record = ?1 ORDER BY first, id",
    ),
    (
        "roles",
        "SELECT event_id, side, nth, party, name, roles.country, sector, office, wikidata FROM roles JOIN events ON id = event WHERE record = ?1 ORDER BY first, id, side, nth",
    ),
    (
        "tolls",
        "SELECT event_id, nth, kind, low, high, about, total, source FROM tolls JOIN events ON id = event WHERE record = ?1 ORDER BY first, id, nth",
    ),
    (
        "attributions",
        "SELECT event_id, nth, party, source, cue FROM attributions JOIN events ON id = event WHERE record = ?1 ORDER BY first, id, nth",
    ),
    (
        "spans",
        "SELECT event_id, kind, s.first, s.end FROM spans s JOIN events e ON e.id = event WHERE record = ?1 ORDER BY e.first, e.id, kind, s.first, s.end",
    ),
    ("parties", "SELECT party, name, kind, country, sector, basis, wikidata FROM parties WHERE record = ?1 ORDER BY party"),
    (
        "places",
        "SELECT nth, first, end, text, name, admin1, country, precision, lat, lon, geonames_id FROM places WHERE record = ?1 ORDER BY nth",
    ),
];

/// What is derived from a report.
const OF_REPORT: [(&str, &str); 2] = [
    (
        "documents",
        "SELECT hash, report, url, title, publisher, byline, published, published_basis, modified, language, characters, redacted FROM documents WHERE id = ?1",
    ),
    ("sources", "SELECT path, member FROM sources WHERE document = ?1 ORDER BY path, member"),
];

/// How many faults are told; the rest is counted.
const MAX_TOLD: usize = 100;

/// What was looked at, and what is wrong.
#[derive(Debug, Clone, Default)]
pub struct Verified {
    /// Reports whose text was read.
    pub documents: usize,
    /// Records whose hash was computed anew.
    pub records: usize,
    /// Words that were compared with the text.
    pub spans: usize,
    /// Reports that were removed for good.
    pub removed: usize,
    /// Links of the chain.
    pub revisions: usize,
    /// What is wrong, a line each; at most a hundred.
    pub faults: Vec<String>,
    /// How many faults there are.
    pub wrong: usize,
}

impl Verified {
    fn fault(&mut self, line: String) {
        self.wrong += 1;
        if self.faults.len() < MAX_TOLD {
            self.faults.push(line);
        }
    }
}

impl Store {
    /// Reads everything again and says what is wrong.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let mut verified = Verified::default();
        self.verify_file(&mut verified)?;
        // One look for all that follows: another program may be writing.
        let _reading = self.db.unchecked_transaction()?;
        self.verify_keys(&mut verified)?;
        self.verify_chain(&mut verified)?;
        self.verify_records(&mut verified)?;
        Ok(verified)
    }

    fn verify_file(&self, verified: &mut Verified) -> Result<(), StoreError> {
        let mut statement = self.db.prepare("PRAGMA integrity_check(100)")?;
        let lines: Vec<String> = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
        for line in lines.iter().filter(|l| *l != "ok") {
            verified.fault(format!("file: {line}"));
        }
        for file in ["main", "plain"] {
            let mut statement = self.db.prepare(&format!("PRAGMA {file}.foreign_key_check"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
                verified.fault(format!("a row of {table} points at a row of {parent} that is not there"));
            }
        }
        for (what, sql) in [
            (
                "reports without a record",
                "documents d LEFT JOIN latest l ON l.document = d.id WHERE l.record IS NULL AND d.redacted IS NULL",
            ),
            ("reports that the index does not know", "reports WHERE id NOT IN (SELECT id FROM documents)"),
            (
                "records that the index does not know",
                "(SELECT c.id, c.report, c.run FROM codings c JOIN documents d ON d.id = c.report WHERE coalesce(d.redacted, 'in part') = 'in part' \
                 EXCEPT SELECT id, document, run FROM records)",
            ),
            (
                "reports whose latest record is not the last that was coded",
                "latest l JOIN codings c ON c.id = l.record WHERE c.revision < (SELECT max(revision) FROM codings WHERE report = l.document)",
            ),
            ("reports that only the index knows", "documents WHERE id NOT IN (SELECT id FROM reports)"),
            ("records that only the index knows", "records WHERE id NOT IN (SELECT id FROM codings)"),
        ] {
            let count: i64 = self.db.query_row(&format!("SELECT count(*) FROM {sql}"), [], |r| r.get(0))?;
            if count > 0 {
                verified.fault(format!("{count} {what}"));
            }
        }
        Ok(())
    }

    /// Is every key there, and how many were destroyed?
    fn verify_keys(&self, verified: &mut Verified) -> Result<(), StoreError> {
        let (removed, unknown) = self.without_key()?;
        verified.removed += removed;
        if unknown > 0 {
            verified.fault(format!("{unknown} reports cannot be read: their keys are not in the file of keys"));
        }
        Ok(())
    }

    fn verify_chain(&self, verified: &mut Verified) -> Result<(), StoreError> {
        let mut statement = self.db.prepare("SELECT id, kind, subject, hash, chain FROM revisions ORDER BY id")?;
        let mut rows = statement.query([])?;
        let mut last = String::new();
        while let Some(row) = rows.next()? {
            let (id, kind, subject, own, chain): (i64, String, String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            verified.revisions += 1;
            if link(&last, &kind, &subject, &own) != chain {
                verified.fault(format!("revision {id}: the chain is broken: something was changed or removed before it"));
            }
            last = chain;
        }
        Ok(())
    }

    fn verify_records(&self, verified: &mut Verified) -> Result<(), StoreError> {
        let mut statement = self.db.prepare(
            "SELECT c.id, c.hash, v.hash, c.report FROM codings c LEFT JOIN revisions v ON v.id = c.revision ORDER BY c.report, c.id",
        )?;
        let mut rows = statement.query([])?;
        let mut last: Option<(i64, Kept, Vec<char>)> = None;
        let anew = scratch()?;
        while let Some(row) = rows.next()? {
            let record: i64 = row.get(0)?;
            if let Err(error) = self.verify_record(row, &mut last, &anew, verified) {
                // Of a report whose key is not there it was said already.
                if error.kind() != crate::ErrorKind::Keys {
                    verified.fault(format!("record {record}: {error}"));
                }
            }
        }
        for (index, of) in [("search", "documents WHERE coalesce(redacted, 'in part') = 'in part'"), ("names", "events")] {
            let count = |from: &str| self.db.query_row(&format!("SELECT count(*) FROM {from}"), [], |r| r.get::<_, i64>(0));
            let (is, should) = (count(&format!("{index}_docsize"))?, count(of)?);
            if is != should {
                verified.fault(format!("the index of words `{index}` has {is} entries, not {should}"));
            }
        }
        Ok(())
    }

    fn verify_record(
        &self,
        row: &rusqlite::Row<'_>,
        last: &mut Option<(i64, Kept, Vec<char>)>,
        anew: &Connection,
        verified: &mut Verified,
    ) -> Result<(), StoreError> {
        let (record, own, chained, report): (i64, String, Option<String>, i64) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        // A record of a report that a newer copy of the store has removed: nothing can be read of it.
        if key_of(&self.db, &self.keys, report)?.is_none() {
            return Ok(());
        }
        if last.as_ref().is_none_or(|(row, ..)| *row != report) {
            let kept = self.kept(report)?;
            verified.documents += 1;
            if kept.redacted.is_none() && document_hash(&kept.document) != kept.hash {
                verified.fault(format!("report {}: text, title, address or day are not those that were kept", kept.document.id));
            }
            let scratch = anew;
            clear(scratch)?;
            tell_document(scratch, report, &kept.hash, &kept.document, kept.redacted.as_deref())?;
            for source in &kept.sources {
                tell_source(scratch, report, &source.file, source.member.as_deref().unwrap_or(""))?;
            }
            for (name, query) in OF_REPORT {
                if table(&self.db, query, report)? != table(scratch, query, report)? {
                    verified.fault(format!("report {}: the table `{name}` does not say what was kept", kept.document.id));
                }
            }
            let text = kept.document.text.chars().collect();
            *last = Some((report, kept, text));
        }
        let Some((_, kept, text)) = last else { return Ok(()) };
        let name = &kept.document.id;
        verified.records += 1;
        let cell = cell(&self.db, &self.keys, record)?;
        if record_hash(&kept.hash, cell.rest.as_bytes(), &cell.events) != own
            || (kept.redacted.is_none() && chained.as_deref() != Some(&own))
        {
            verified.fault(format!("report {name}: record {record} is not the one that was kept"));
        }
        for value in std::iter::once(&cell.rest).chain(&cell.events) {
            let mut wrong = Vec::new();
            verified.spans += compare(&serde_json::from_str(value)?, text, &mut wrong);
            for line in wrong {
                verified.fault(format!("report {name}: {line}"));
            }
        }
        self.verify_derived(record, kept, &cell, anew, verified)
    }

    /// Fills the tables that are derived from a record anew and compares them.
    fn verify_derived(&self, record: i64, kept: &Kept, cell: &Cell, anew: &Connection, verified: &mut Verified) -> Result<(), StoreError> {
        let line = line(&kept.document, cell)?;
        let (_, events, _) = written(&kept.hash, &line)?;
        let scratch = anew;
        clear(scratch)?;
        fill(scratch, record, &events, &line)?;
        for (name, query) in DERIVED {
            if table(&self.db, query, record)? != table(scratch, query, record)? {
                verified.fault(format!("report {}: the table `{name}` does not say what record {record} says", kept.document.id));
            }
        }
        Ok(())
    }
}

/// A store without anything, in memory.
fn scratch() -> Result<Connection, StoreError> {
    let db = Connection::open_in_memory()?;
    db.pragma_update(None, "foreign_keys", false)?;
    db.set_prepared_statement_cache_capacity(64);
    db.execute_batch(PLAIN)?;
    // The indices of words are counted elsewhere; here they would only cost time.
    db.execute_batch(
        "DROP TABLE search; CREATE TABLE search (title, text); DROP TABLE names; CREATE TABLE names (actor, recipient, place, source);",
    )?;
    // One transaction without end: nothing of it is ever kept.
    db.execute_batch("BEGIN")?;
    Ok(db)
}

/// Takes everything out of it.
fn clear(scratch: &Connection) -> Result<(), StoreError> {
    for table in index::TABLES.iter().chain(&["search", "names"]) {
        scratch.prepare_cached(&format!("DELETE FROM {table}"))?.execute([])?;
    }
    Ok(())
}

fn table(db: &Connection, query: &str, record: i64) -> Result<Vec<Vec<types::Value>>, StoreError> {
    let mut statement = db.prepare_cached(query)?;
    let width = statement.column_count();
    let rows = statement.query_map([record], |r| (0..width).map(|at| r.get(at)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Compares every `text` with `start` and `end` beside it with the slice; gives how many there are.
fn compare(value: &Value, text: &[char], wrong: &mut Vec<String>) -> usize {
    match value {
        Value::Array(values) => values.iter().map(|v| compare(v, text, wrong)).sum(),
        Value::Object(fields) => {
            let inner: usize = fields.values().map(|v| compare(v, text, wrong)).sum();
            let number = |name: &str| fields.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            let (Some(start), Some(end)) = (number("start"), number("end")) else { return inner };
            let slice = text.get(start..end);
            let words = fields.get("text").and_then(Value::as_str);
            let right = match (slice, words) {
                (Some(slice), Some(words)) => slice.iter().copied().eq(words.chars()),
                (Some(_), None) => true,
                (None, _) => false,
            };
            if !right {
                wrong.push(format!("characters {start} to {end} are not «{}»", words.unwrap_or("").chars().take(60).collect::<String>()));
            }
            inner + 1
        }
        _ => 0,
    }
}
