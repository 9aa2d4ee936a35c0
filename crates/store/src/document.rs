//! Reports at rest: what names one, and how one is put together again.

use crate::keys::{Found, Key, Keys};
use crate::pack::{hash, unpack};
use crate::write::place_of;
use crate::{Act, ErrorKind, Store, StoreError};
use record::json::{DocumentBody, EventBody, Notice, Party, Place, Quote, RecordLine, Source, Time, Toll};
use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

/// The hash that names a report: what it says, its identifier, address, title, publisher and day. Not where it was read from, nor how its paragraphs were told apart.
pub fn document_hash(document: &DocumentBody) -> String {
    let told = [&document.url, &document.title, &document.publisher, &document.published].map(|f| f.as_deref().unwrap_or("").as_bytes());
    hash(&[document.id.as_bytes(), document.text.as_bytes(), told[0], told[1], told[2], told[3]])
}

/// The hash that names the bytes of a file and what was said of them, so that the same file is known before it is coded, whatever a later program reads in it.
pub fn origin_hash(raw: &[u8], published: Option<&str>) -> String {
    hash(&[raw, published.unwrap_or("").as_bytes()])
}

/// A record without its report and its events.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rest {
    pub schema: String,
    pub times: Vec<Time>,
    pub places: Vec<Place>,
    pub parties: Vec<Party>,
    pub quotes: Vec<Quote>,
    pub tolls: Vec<Toll>,
    pub notices: Vec<Notice>,
}

/// A record as it is sealed: without its report, the rest and the events as they are written, and the words that name acts.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub rest: String,
    pub events: Vec<String>,
    pub acts: Vec<Act>,
}

/// A record's own hash: its report's, the rest of it and its events, as they are written.
pub(crate) fn record_hash(document: &str, rest: &[u8], events: &[String]) -> String {
    let mut parts = vec![document.as_bytes(), rest];
    parts.extend(events.iter().map(String::as_bytes));
    hash(&parts)
}

/// A report as kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What names it.
    pub hash: String,
    /// The report; of a redacted one only its identifier.
    pub document: DocumentBody,
    /// Every file and member it was read from.
    pub sources: Vec<Source>,
    /// `whole` or `in part`, where something was removed for good.
    pub redacted: Option<String>,
}

/// The key of a report; none for one that was removed for good, here or in a newer copy of this store.
pub(crate) fn key_of(db: &Connection, keys: &Keys, row: i64) -> Result<Option<Key>, StoreError> {
    let mut statement = db.prepare_cached("SELECT hash, key FROM reports WHERE id = ?1")?;
    let found: Option<(String, Option<Vec<u8>>)> = statement.query_row([row], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    let (hash, id) = found.ok_or_else(|| StoreError::damaged(format!("report {row} is missing")))?;
    let Some(id) = id else { return Ok(None) };
    match keys.get(&id)? {
        Found::Key(key) => Ok(Some(key)),
        Found::Destroyed => Ok(None),
        Found::Unknown => Err(StoreError::new(
            ErrorKind::Keys,
            format!("the key of report {} is not in the file of keys", hash.get(..16).unwrap_or(&hash)),
            "put the newest copy of that file beside the store; without it the report cannot be read",
        )),
    }
}

/// The report of this row.
pub(crate) fn kept(db: &Connection, keys: &Keys, row: i64) -> Result<Kept, StoreError> {
    let key = key_of(db, keys, row)?;
    let mut statement = db.prepare_cached("SELECT hash, body, redacted FROM reports WHERE id = ?1")?;
    let (hash, cell, redacted): (String, Option<Vec<u8>>, Option<String>) =
        statement.query_row([row], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let (Some(key), Some(cell)) = (key, cell) else {
        let id = format!("redacted-{}", hash.get(..16).unwrap_or(&hash));
        return Ok(Kept { document: tombstone(id), hash, sources: Vec::new(), redacted: Some("whole".into()) });
    };
    let mut document: DocumentBody = serde_json::from_slice(&unpack(&key.open(&place_of("report", &hash), &cell)?)?)?;
    let sources = sources(db, row, &hash, &key)?;
    let first = sources.first().cloned().unwrap_or_else(|| Source { file: String::new(), member: None });
    document.path.clone_from(&first.file);
    document.source = Some(first);
    Ok(Kept { hash, document, sources, redacted })
}

/// What is left of a report that was removed.
const fn tombstone(id: String) -> DocumentBody {
    DocumentBody {
        id,
        path: String::new(),
        source: None,
        url: None,
        title: None,
        publisher: None,
        byline: None,
        published: None,
        published_basis: None,
        modified: None,
        language: None,
        text: String::new(),
        blocks: Vec::new(),
    }
}

/// The files a report was read from, in alphabetical order, so that the first does not depend on which came first.
fn sources(db: &Connection, row: i64, hash: &str, key: &Key) -> Result<Vec<Source>, StoreError> {
    let mut statement = db.prepare_cached("SELECT body FROM readings WHERE report = ?1")?;
    let mut rows = statement.query([row])?;
    let mut places: Vec<(String, String)> = Vec::new();
    while let Some(r) = rows.next()? {
        places.push(serde_json::from_slice(&key.open(&place_of("reading", hash), &r.get::<_, Vec<u8>>(0)?)?)?);
    }
    places.sort();
    Ok(places.into_iter().map(|(file, member)| Source { file, member: Some(member).filter(|m| !m.is_empty()) }).collect())
}

/// A record as it is sealed.
pub(crate) fn cell(db: &Connection, keys: &Keys, record: i64) -> Result<Cell, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT r.id, r.hash, c.body FROM codings c JOIN reports r ON r.id = c.report WHERE c.id = ?1")?;
    let (report, hash, body): (i64, String, Vec<u8>) = statement
        .query_row([record], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?
        .ok_or_else(|| StoreError::damaged(format!("record {record} is missing")))?;
    let key = key_of(db, keys, report)?.ok_or_else(|| StoreError::damaged(format!("record {record} is of a report that was removed")))?;
    Ok(serde_json::from_slice(&unpack(&key.open(&place_of("record", &hash), &body)?)?)?)
}

/// A record put together again.
pub(crate) fn line(document: &DocumentBody, cell: &Cell) -> Result<RecordLine, StoreError> {
    let Rest { schema, times, places, parties, quotes, tolls, notices } = serde_json::from_str(&cell.rest)?;
    let events: Vec<EventBody> = cell.events.iter().map(|b| serde_json::from_str(b)).collect::<Result<_, _>>()?;
    Ok(RecordLine { schema, document: document.clone(), times, places, parties, quotes, tolls, events, notices })
}

impl Store {
    /// The report of this row.
    pub(crate) fn kept(&self, row: i64) -> Result<Kept, StoreError> {
        kept(&self.db, &self.keys, row)
    }

    /// How many reports were removed for good, and of how many the key is not there.
    pub(crate) fn without_key(&self) -> Result<(usize, usize), StoreError> {
        let mut statement = self.db.prepare("SELECT key FROM reports")?;
        let mut rows = statement.query([])?;
        let (mut removed, mut unknown) = (0, 0);
        while let Some(row) = rows.next()? {
            match row.get::<_, Option<Vec<u8>>>(0)?.map(|id| self.keys.get(&id)).transpose()? {
                None | Some(Found::Destroyed) => removed += 1,
                Some(Found::Unknown) => unknown += 1,
                Some(Found::Key(_)) => {}
            }
        }
        Ok((removed, unknown))
    }

    /// The bytes a report was read from, where they were kept: those of its file, if it was the only report in it.
    pub fn raw(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT id, raw FROM reports WHERE hash = ?1")?;
        let found: Option<(i64, Option<Vec<u8>>)> = statement.query_row([hash], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
        let Some((row, raw)) = found else { return Ok(None) };
        let Some(key) = key_of(&self.db, &self.keys, row)? else { return Ok(None) };
        match raw {
            Some(raw) => Ok(Some(unpack(&key.open(&place_of("raw", hash), &raw)?)?)),
            None => Ok(Some(self.kept(row)?.document.text.into_bytes())),
        }
    }

    /// The record of this row, whole.
    pub(crate) fn record(&self, record: i64) -> Result<(Kept, RecordLine), StoreError> {
        let cell = cell(&self.db, &self.keys, record)?;
        let report: i64 = self.db.prepare_cached("SELECT report FROM codings WHERE id = ?1")?.query_row([record], |r| r.get(0))?;
        let kept = self.kept(report)?;
        let line = line(&kept.document, &cell)?;
        Ok((kept, line))
    }

    /// The events of a record as they are written, in the order of the text.
    pub(crate) fn event_bodies(&self, record: i64) -> Result<Vec<String>, StoreError> {
        Ok(cell(&self.db, &self.keys, record)?.events)
    }
}
