//! The tables, and the way from each earlier schema to the present.
//!
//! Reports, runs, records and their revisions are the ground state and only ever grow. They stand in the store, sealed: no word of a report is there to be read
//! without its key. What is asked stands in the index, a file of its own that is made from the ground and may be deleted: columns for filters (`events`,
//! `roles`, `tolls`, …), the words that are searched (`search`, `names`), which record of a report is the latest, and the links between reports.

use crate::document::Cell;
use crate::keys::Keys;
use crate::pack::{pack, unpack, unpack_text};
use crate::write::{insert_reading, place_of, sealed_cell};
use crate::{Act, ErrorKind, StoreError};
use record::json::DocumentBody;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

/// `PRAGMA application_id` of a store: `DIUR`.
pub const APPLICATION: i64 = 0x4449_5552;
/// `PRAGMA application_id` of an index: `DIUI`.
pub const INDEX: i64 = 0x4449_5549;

/// The schema of this program.
pub const VERSION: i64 = 3;

/// Steps of programs before this one: each leads from schema N to N + 1, and all words stood in the store itself.
const BEFORE: &[&str] = &[FIRST, LINKS];

/// What holds no word: what ran, and the chain.
const CHAIN: &str = "
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, program TEXT NOT NULL, model TEXT NOT NULL, data TEXT NOT NULL, options TEXT NOT NULL,
  UNIQUE (program, model, data, options)
) STRICT;
CREATE TABLE revisions (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL, chain TEXT NOT NULL
) STRICT;
";

/// What is sealed (`body`, `raw`), by which key, and the names of keys that are to be destroyed wherever they are met.
const SEALED: &str = "
CREATE TABLE reports (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, origin TEXT, key BLOB, body BLOB, raw BLOB, redacted TEXT) STRICT;
CREATE INDEX reports_origin ON reports (origin) WHERE origin IS NOT NULL;
CREATE TABLE readings (report INTEGER NOT NULL REFERENCES reports, name TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (report, name)) STRICT, WITHOUT ROWID;
CREATE TABLE codings (
  id INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports, run INTEGER NOT NULL REFERENCES runs,
  revision INTEGER NOT NULL REFERENCES revisions, hash TEXT NOT NULL, body BLOB NOT NULL, UNIQUE (report, run)
) STRICT;
CREATE TABLE destroyed (key BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
";

/// The index.
pub const PLAIN: &str = "
CREATE TABLE state (chain TEXT NOT NULL, destroyed INTEGER NOT NULL) STRICT;
INSERT INTO state VALUES ('', 0);
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, report TEXT NOT NULL, url TEXT, title TEXT, publisher TEXT, byline TEXT,
  published TEXT, published_basis TEXT, modified TEXT, language TEXT, characters INTEGER NOT NULL, redacted TEXT
) STRICT;
CREATE INDEX documents_order ON documents (published, report, hash);
CREATE INDEX documents_report ON documents (report);
CREATE TABLE sources (
  document INTEGER NOT NULL REFERENCES documents, path TEXT NOT NULL, member TEXT NOT NULL, PRIMARY KEY (document, path, member)
) STRICT, WITHOUT ROWID;
CREATE TABLE records (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents, run INTEGER NOT NULL, UNIQUE (document, run)
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
CREATE TABLE copies (
  document INTEGER PRIMARY KEY REFERENCES documents, original INTEGER NOT NULL REFERENCES documents, likeness REAL NOT NULL
) STRICT;
CREATE TABLE incidents (event INTEGER PRIMARY KEY REFERENCES events, incident TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE INDEX incidents_name ON incidents (incident);
CREATE INDEX documents_redacted ON documents (redacted) WHERE redacted IS NOT NULL;
";

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

/// Brings a store to the present schema, all in one transaction; gives the links that stood in it. Keys come first: nothing is ever sealed with one that is not kept.
pub fn migrate(db: &mut Connection, keys: &mut Keys) -> Result<Links, StoreError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again: another program may have done it while this one waited.
    let from = version(&transaction)?;
    let mut links = Links::default();
    if from == 0 {
        transaction.execute_batch(CHAIN)?;
        transaction.execute_batch(SEALED)?;
    } else if from < VERSION {
        for step in BEFORE.iter().skip(from as usize) {
            transaction.execute_batch(step)?;
        }
        links = seal(&transaction, keys)?;
    }
    if from < VERSION {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(links)
}

/// Copies (copy, original, likeness) and members of incidents, as [`crate::Store::set_links`] takes them.
#[derive(Default)]
pub struct Links {
    pub copies: Vec<(String, String, f64)>,
    pub members: Vec<crate::Linked>,
}

/// From schema 2: words that stood in the open are sealed, and the tables that held them go.
fn seal(db: &Transaction<'_>, keys: &mut Keys) -> Result<Links, StoreError> {
    let links = links_of(db)?;
    db.execute_batch(SEALED)?;
    let count: i64 = db.query_row("SELECT count(*) FROM documents WHERE redacted IS NOT 'whole'", [], |r| r.get(0))?;
    let mut fresh = keys.make(count as usize)?.into_iter();
    let mut documents = db.prepare(
        "SELECT id, hash, origin, report, url, title, publisher, byline, published, published_basis, modified, language, text, blocks, raw, redacted FROM documents ORDER BY id",
    )?;
    let mut rows = documents.query([])?;
    while let Some(r) = rows.next()? {
        let (row, hash, redacted): (i64, String, Option<String>) = (r.get(0)?, r.get(1)?, r.get(15)?);
        let origin: Option<String> = r.get(2)?;
        let insert = "INSERT INTO reports (id, hash, origin, key, body, raw, redacted) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let key = if redacted.as_deref() == Some("whole") { None } else { fresh.next() };
        let Some(key) = key else {
            db.execute(insert, params![row, hash, origin, None::<Vec<u8>>, None::<Vec<u8>>, None::<Vec<u8>>, "whole"])?;
            continue;
        };
        let body = DocumentBody {
            id: r.get(3)?,
            path: String::new(),
            source: None,
            url: r.get(4)?,
            title: r.get(5)?,
            publisher: r.get(6)?,
            byline: r.get(7)?,
            published: r.get(8)?,
            published_basis: r.get(9)?,
            modified: r.get(10)?,
            language: r.get(11)?,
            text: r.get::<_, Option<Vec<u8>>>(12)?.map(|t| unpack_text(&t)).transpose()?.unwrap_or_default(),
            blocks: serde_json::from_str(&r.get::<_, String>(13)?)?,
        };
        let raw: Option<Vec<u8>> = r.get(14)?;
        let body = key.seal(&place_of("report", &hash), &pack(&serde_json::to_vec(&body)?))?;
        let raw = raw.map(|raw| key.seal(&place_of("raw", &hash), &raw)).transpose()?;
        db.execute(insert, params![row, hash, origin, key.id, body, raw, redacted])?;
        let mut sources = db.prepare_cached("SELECT path, member FROM sources WHERE document = ?1")?;
        let mut sources = sources.query([row])?;
        while let Some(s) = sources.next()? {
            insert_reading(db, row, &hash, &key, &s.get::<_, String>(0)?, &s.get::<_, String>(1)?)?;
        }
        let mut records = db.prepare_cached("SELECT id, run, revision, hash, rest FROM records WHERE document = ?1 ORDER BY id")?;
        let mut records = records.query([row])?;
        while let Some(c) = records.next()? {
            let id: i64 = c.get(0)?;
            let rest = unpack_text(&c.get::<_, Vec<u8>>(4)?)?;
            let mut events = db.prepare_cached("SELECT body FROM events WHERE record = ?1 ORDER BY first, id")?;
            let events: Vec<String> = events.query_map([id], |e| e.get(0))?.collect::<Result<_, _>>()?;
            let acts: Option<Vec<u8>> =
                db.prepare_cached("SELECT body FROM acts WHERE record = ?1")?.query_row([id], |a| a.get(0)).optional()?;
            let acts: Vec<Act> = acts.map_or(Ok(Vec::new()), |a| Ok::<_, StoreError>(serde_json::from_slice(&unpack(&a)?)?))?;
            let cell = sealed_cell(&key, &hash, &Cell { rest, events, acts })?;
            let values = params![id, row, c.get::<_, i64>(1)?, c.get::<_, i64>(2)?, c.get::<_, String>(3)?, cell];
            db.execute("INSERT INTO codings (id, report, run, revision, hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", values)?;
        }
    }
    drop(rows);
    drop(documents);
    // Tables that point at others go first.
    db.execute_batch(
        "DROP TABLE copies; DROP TABLE incidents; DROP TABLE acts; DROP TABLE search; DROP TABLE names; DROP TABLE spans; DROP TABLE attributions; DROP TABLE tolls; \
         DROP TABLE roles; DROP TABLE events; DROP TABLE places; DROP TABLE parties; DROP TABLE latest; DROP TABLE records; DROP TABLE sources; DROP TABLE documents;",
    )?;
    Ok(links)
}

fn links_of(db: &Transaction<'_>) -> Result<Links, StoreError> {
    let mut copies = db.prepare(
        "SELECT a.hash, b.hash, likeness FROM copies c JOIN documents a ON a.id = c.document JOIN documents b ON b.id = c.original",
    )?;
    let copies = copies.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect::<Result<_, _>>()?;
    let mut members = db.prepare(
        "SELECT d.hash, e.event_id, row_number() OVER (PARTITION BY e.record ORDER BY e.first, e.id) - 1, i.incident, i.why FROM events e \
         JOIN latest l ON l.record = e.record JOIN documents d ON d.id = l.document LEFT JOIN incidents i ON i.event = e.id",
    )?;
    let mut rows = members.query([])?;
    let mut linked = Vec::new();
    while let Some(r) = rows.next()? {
        if let (Some(incident), Some(why)) = (r.get(3)?, r.get(4)?) {
            linked.push(crate::Linked { report: r.get(0)?, event: r.get(1)?, nth: r.get::<_, i64>(2)? as usize, incident, why });
        }
    }
    Ok(Links { copies, members: linked })
}
