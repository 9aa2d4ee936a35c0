//! The tables, and the way from each earlier schema to the next.
//!
//! Reports (`documents`), runs, records and their revisions are the ground state and only ever grow; what else stands here is derived from them:
//! columns for filters (`events`, `roles`, `tolls`, …), the words that are searched (`search`, `names`), and which record of a report is the latest.

use crate::{ErrorKind, StoreError};
use rusqlite::{Connection, TransactionBehavior};

/// `PRAGMA application_id` of a store: `DIUR`.
pub const APPLICATION: i64 = 0x4449_5552;

/// Each step leads from schema N to N + 1; a store of the present schema has seen them all.
pub const STEPS: &[&str] = &[FIRST, LINKS];

/// The schema of this program.
pub const VERSION: i64 = STEPS.len() as i64;

const FIRST: &str = "
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, program TEXT NOT NULL, model TEXT NOT NULL, data TEXT NOT NULL, options TEXT NOT NULL,
  UNIQUE (program, model, data, options)
) STRICT;
CREATE TABLE revisions (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL, chain TEXT NOT NULL
) STRICT;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, origin TEXT, report TEXT NOT NULL, url TEXT, title TEXT, publisher TEXT, byline TEXT,
  published TEXT, published_basis TEXT, modified TEXT, language TEXT, characters INTEGER NOT NULL, text BLOB, raw BLOB, blocks TEXT NOT NULL,
  redacted TEXT
) STRICT;
CREATE INDEX documents_origin ON documents (origin) WHERE origin IS NOT NULL;
CREATE INDEX documents_order ON documents (published, report, hash);
CREATE INDEX documents_report ON documents (report);
CREATE TABLE sources (
  document INTEGER NOT NULL REFERENCES documents, path TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (document, path, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents, run INTEGER NOT NULL REFERENCES runs,
  revision INTEGER NOT NULL REFERENCES revisions, hash TEXT NOT NULL, rest BLOB NOT NULL,
  UNIQUE (document, run)
) STRICT;
CREATE TABLE latest (document INTEGER PRIMARY KEY REFERENCES documents, record INTEGER NOT NULL REFERENCES records) STRICT;
CREATE TABLE parties (
  record INTEGER NOT NULL REFERENCES records, party TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT, sector TEXT,
  basis TEXT NOT NULL, wikidata TEXT, PRIMARY KEY (record, party)
) STRICT, WITHOUT ROWID;
CREATE TABLE places (
  record INTEGER NOT NULL REFERENCES records, nth INTEGER NOT NULL, first INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, name TEXT,
  admin1 TEXT, country TEXT, precision TEXT, lat REAL, lon REAL, geonames_id INTEGER, PRIMARY KEY (record, nth)
) STRICT, WITHOUT ROWID;
CREATE TABLE events (
  id INTEGER PRIMARY KEY, record INTEGER NOT NULL REFERENCES records, event_id TEXT NOT NULL, type TEXT NOT NULL, mode TEXT NOT NULL,
  context TEXT NOT NULL, quad INTEGER NOT NULL, score REAL, cameo TEXT, status TEXT NOT NULL, first INTEGER NOT NULL, end INTEGER NOT NULL,
  day_from TEXT, day_to TEXT, date_precision TEXT, date_basis TEXT, place TEXT, admin1 TEXT, country TEXT, place_precision TEXT,
  lat REAL, lon REAL, geonames_id INTEGER, confidence REAL NOT NULL, body TEXT NOT NULL
) STRICT;
CREATE INDEX events_record ON events (record, first);
CREATE INDEX events_name ON events (event_id);
CREATE INDEX events_type ON events (type, day_from);
CREATE INDEX events_day ON events (day_from, day_to);
CREATE INDEX events_country ON events (country, day_from) WHERE country IS NOT NULL;
CREATE INDEX events_point ON events (lat, lon) WHERE lat IS NOT NULL;
CREATE TABLE roles (
  event INTEGER NOT NULL REFERENCES events, side TEXT NOT NULL, nth INTEGER NOT NULL, party TEXT NOT NULL, name TEXT NOT NULL, country TEXT,
  sector TEXT, office TEXT, wikidata TEXT, PRIMARY KEY (event, side, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX roles_country ON roles (country, sector) WHERE country IS NOT NULL;
CREATE INDEX roles_sector ON roles (sector) WHERE sector IS NOT NULL;
CREATE TABLE tolls (
  event INTEGER NOT NULL REFERENCES events, nth INTEGER NOT NULL, kind TEXT NOT NULL, low INTEGER, high INTEGER, about INTEGER NOT NULL,
  total INTEGER NOT NULL, source TEXT, PRIMARY KEY (event, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX tolls_kind ON tolls (kind, low);
CREATE TABLE attributions (
  event INTEGER NOT NULL REFERENCES events, nth INTEGER NOT NULL, party TEXT, source TEXT, cue TEXT, PRIMARY KEY (event, nth)
) STRICT, WITHOUT ROWID;
CREATE TABLE spans (
  event INTEGER NOT NULL REFERENCES events, kind TEXT NOT NULL, first INTEGER NOT NULL, end INTEGER NOT NULL,
  PRIMARY KEY (event, kind, first, end)
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (title, text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE names USING fts5 (actor, recipient, place, source, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
";

/// Copies and incidents, and the words of acts that they are found by.
const LINKS: &str = "
CREATE TABLE copies (
  document INTEGER PRIMARY KEY REFERENCES documents, original INTEGER NOT NULL REFERENCES documents, likeness REAL NOT NULL
) STRICT;
CREATE TABLE incidents (event INTEGER PRIMARY KEY REFERENCES events, incident TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE INDEX incidents_name ON incidents (incident);
CREATE TABLE acts (record INTEGER PRIMARY KEY REFERENCES records, body BLOB NOT NULL) STRICT;
";

/// Whether the file is a store, an empty file, or something else; gives the schema (0 for an empty file).
pub fn version(db: &Connection) -> Result<i64, StoreError> {
    let application: i64 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == APPLICATION {
        if version > VERSION {
            let cause = format!("the store has schema {version}, this program knows schemas up to {VERSION}");
            return Err(StoreError::new(ErrorKind::Version, cause, "use the newer program that made it"));
        }
        return Ok(version);
    }
    if application == 0 && version == 0 && tables == 0 {
        return Ok(0);
    }
    let remedy = "name another file; `diurna add --store FILE INPUT…` makes one";
    Err(StoreError::new(ErrorKind::NotAStore, "this is another program's database, no store of Diurna", remedy))
}

/// Brings a store to the present schema, all steps in one transaction.
pub fn migrate(db: &mut Connection) -> Result<(), StoreError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again: another program may have done it while this one waited.
    let from = version(&transaction)?;
    for step in STEPS.iter().skip(from as usize) {
        transaction.execute_batch(step)?;
    }
    if from < VERSION {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(())
}
