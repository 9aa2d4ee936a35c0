//! Reports at rest: what names one, and how one is put together again.

use crate::pack::{hash, unpack, unpack_text};
use crate::{Store, StoreError};
use record::json::{Block, DocumentBody, EventBody, Notice, Party, Place, Quote, RecordLine, Source, Time, Toll};
use rusqlite::{OptionalExtension, params};
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

impl Store {
    /// The report of this row.
    pub(crate) fn kept(&self, row: i64) -> Result<Kept, StoreError> {
        let sources = self.sources(row)?;
        let mut statement = self.db.prepare_cached(
            "SELECT hash, report, url, title, publisher, byline, published, published_basis, modified, language, text, blocks, redacted FROM documents WHERE id = ?1",
        )?;
        let mut rows = statement.query([row])?;
        let r = rows.next()?.ok_or_else(|| StoreError::damaged(format!("report {row} is missing")))?;
        let text = r.get_ref(10)?.as_blob_or_null().map_err(|_| StoreError::damaged("a text is no blob"))?;
        let blocks: Vec<Block> = serde_json::from_str(&r.get::<_, String>(11)?)?;
        let first = sources.first().cloned().unwrap_or_else(|| Source { file: String::new(), member: None });
        let document = DocumentBody {
            id: r.get(1)?,
            path: first.file.clone(),
            source: Some(first),
            url: r.get(2)?,
            title: r.get(3)?,
            publisher: r.get(4)?,
            byline: r.get(5)?,
            published: r.get(6)?,
            published_basis: r.get(7)?,
            modified: r.get(8)?,
            language: r.get(9)?,
            text: text.map(unpack_text).transpose()?.unwrap_or_default(),
            blocks,
        };
        Ok(Kept { hash: r.get(0)?, document, sources, redacted: r.get(12)? })
    }

    /// The files a report was read from, in alphabetical order, so that the first does not depend on which came first.
    fn sources(&self, row: i64) -> Result<Vec<Source>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT path, member FROM sources WHERE document = ?1 ORDER BY path, member")?;
        let found = statement.query_map([row], |r| {
            let member: String = r.get(1)?;
            Ok(Source { file: r.get(0)?, member: Some(member).filter(|m| !m.is_empty()) })
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The bytes a report was read from, where they were kept: those of its file, if it was the only report in it.
    pub fn raw(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT coalesce(raw, text) FROM documents WHERE hash = ?1")?;
        let frame: Option<Option<Vec<u8>>> = statement.query_row([hash], |r| r.get(0)).optional()?;
        frame.flatten().map(|f| unpack(&f)).transpose()
    }

    /// The record of this row, whole.
    pub(crate) fn record(&self, record: i64) -> Result<(Kept, RecordLine), StoreError> {
        let mut statement = self.db.prepare_cached("SELECT document, rest FROM records WHERE id = ?1")?;
        let (document, rest): (i64, Vec<u8>) = statement
            .query_row([record], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?
            .ok_or_else(|| StoreError::damaged(format!("record {record} is missing")))?;
        let kept = self.kept(document)?;
        let Rest { schema, times, places, parties, quotes, tolls, notices } = serde_json::from_slice(&unpack(&rest)?)?;
        let events: Vec<EventBody> = self.event_bodies(record)?.iter().map(|b| serde_json::from_str(b)).collect::<Result<_, _>>()?;
        let line = RecordLine { schema, document: kept.document.clone(), times, places, parties, quotes, tolls, events, notices };
        Ok((kept, line))
    }

    /// The events of a record as they are written, in the order of the text.
    pub(crate) fn event_bodies(&self, record: i64) -> Result<Vec<String>, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT body FROM events WHERE record = ?1 ORDER BY first, id")?;
        let bodies = statement.query_map(params![record], |r| r.get(0))?;
        Ok(bodies.collect::<Result<_, _>>()?)
    }
}
