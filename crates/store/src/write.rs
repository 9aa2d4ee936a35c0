//! Adding records: one writer, one transaction a batch, a link of the chain for each.

use crate::document::{Rest, record_hash};
use crate::pack::{hash, pack};
use crate::{Act, Store, StoreError, document_hash};
use record::json::{DocumentBody, EventBody, RecordLine};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

/// What made records: program, model and data by their names and hashes, and the options that change a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The program's version.
    pub program: String,
    /// The network's hash.
    pub model: String,
    /// The tables' hash.
    pub data: String,
    /// Options that change records, `key=value`, in alphabetical order.
    pub options: String,
}

/// One report coded, ready to be kept.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its record.
    pub record: RecordLine,
    /// The bytes of its file, where it is the only report in it.
    pub raw: Option<Vec<u8>>,
    /// What names those bytes ([`crate::origin_hash`]).
    pub origin: Option<String>,
    /// The words that name acts in it, coded or not.
    pub acts: Vec<Act>,
}

/// What a batch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    /// Reports that were new.
    pub new: usize,
    /// Reports that were there already.
    pub known: usize,
}

/// How much a store holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names of the tables")]
pub struct Counts {
    pub documents: usize,
    pub records: usize,
    pub events: usize,
    pub runs: usize,
    pub revisions: usize,
}

impl Store {
    /// How much it holds.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let count = |table: &str| -> Result<usize, StoreError> {
            Ok(self.db.query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get::<_, i64>(0))? as usize)
        };
        Ok(Counts {
            documents: count("documents WHERE redacted IS NOT 'whole'")?,
            records: count("records")?,
            events: count("events")?,
            runs: count("runs")?,
            revisions: count("revisions")?,
        })
    }

    /// Whether the report of this file, by the hash of its bytes, is there.
    pub fn knows_origin(&self, origin: &str) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM documents WHERE origin = ?1")?;
        Ok(statement.exists([origin])?)
    }

    /// Whether this report is there, and was read from this file and member before.
    pub fn knows(&self, document: &DocumentBody) -> Result<bool, StoreError> {
        let (path, member) = source_of(document);
        let mut statement = self.db.prepare_cached(
            "SELECT 1 FROM documents d JOIN sources s ON s.document = d.id WHERE d.hash = ?1 AND s.path = ?2 AND s.member = ?3",
        )?;
        Ok(statement.exists(params![document_hash(document), path, member])?)
    }

    /// Whether this report is there, wherever it was read from.
    pub fn knows_document(&self, document: &DocumentBody) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM documents WHERE hash = ?1")?;
        Ok(statement.exists([document_hash(document)])?)
    }

    /// Whether this report was removed for good.
    pub fn is_redacted(&self, document: &DocumentBody, origin: Option<&str>) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM documents WHERE redacted = 'whole' AND (hash = ?1 OR origin = ?2)")?;
        Ok(statement.exists(params![document_hash(document), origin])?)
    }

    /// Notes that a known report was also read from this file and member; nothing happens where that is known too.
    pub fn add_source(&mut self, document: &DocumentBody) -> Result<(), StoreError> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let row: Option<i64> = find(&transaction, &document_hash(document))?;
        if let Some(row) = row {
            insert_source(&transaction, row, document)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Keeps a batch of coded reports, all or none. A report that is there already, by its hash, is passed over.
    pub fn add(&mut self, run: &Run, entries: &[Entry]) -> Result<Added, StoreError> {
        let mut added = Added::default();
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let run = run_row(&transaction, run)?;
        for entry in entries {
            let document = &entry.record.document;
            let name = document_hash(document);
            if let Some(row) = find(&transaction, &name)? {
                insert_source(&transaction, row, document)?;
                added.known += 1;
                continue;
            }
            let row = insert_document(&transaction, &name, entry)?;
            insert_source(&transaction, row, document)?;
            insert_record(&transaction, row, &name, run, entry)?;
            added.new += 1;
        }
        transaction.commit()?;
        Ok(added)
    }
}

fn find(db: &Connection, hash: &str) -> Result<Option<i64>, StoreError> {
    Ok(db.prepare_cached("SELECT id FROM documents WHERE hash = ?1")?.query_row([hash], |r| r.get(0)).optional()?)
}

pub(crate) fn run_row(db: &Transaction<'_>, run: &Run) -> Result<i64, StoreError> {
    let values = params![run.program, run.model, run.data, run.options];
    db.prepare_cached("INSERT OR IGNORE INTO runs (program, model, data, options) VALUES (?1, ?2, ?3, ?4)")?.execute(values)?;
    let mut statement = db.prepare_cached("SELECT id FROM runs WHERE program = ?1 AND model = ?2 AND data = ?3 AND options = ?4")?;
    Ok(statement.query_row(values, |r| r.get(0))?)
}

fn source_of(document: &DocumentBody) -> (&str, &str) {
    let source = document.source.as_ref();
    (source.map_or(document.path.as_str(), |s| s.file.as_str()), source.and_then(|s| s.member.as_deref()).unwrap_or(""))
}

fn insert_source(db: &Transaction<'_>, row: i64, document: &DocumentBody) -> Result<(), StoreError> {
    let (path, member) = source_of(document);
    db.prepare_cached("INSERT OR IGNORE INTO sources (document, path, member) VALUES (?1, ?2, ?3)")?.execute(params![row, path, member])?;
    Ok(())
}

fn insert_document(db: &Transaction<'_>, name: &str, entry: &Entry) -> Result<i64, StoreError> {
    let d = &entry.record.document;
    // A text file is its text: it need not be kept twice.
    let raw = entry.raw.as_ref().filter(|raw| raw.as_slice() != d.text.as_bytes()).map(|raw| pack(raw));
    db.prepare_cached(
        "INSERT INTO documents (hash, origin, report, url, title, publisher, byline, published, published_basis, modified, language, characters, text, raw, blocks) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        name,
        entry.origin,
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
        pack(d.text.as_bytes()),
        raw,
        serde_json::to_string(&d.blocks)?,
    ])?;
    let row = db.last_insert_rowid();
    db.prepare_cached("INSERT INTO search (rowid, title, text) VALUES (?1, ?2, ?3)")?.execute(params![row, d.title, d.text])?;
    Ok(row)
}

/// Keeps one record as the newest revision of its report.
pub(crate) fn insert_record(db: &Transaction<'_>, document: i64, name: &str, run: i64, entry: &Entry) -> Result<i64, StoreError> {
    let record: &RecordLine = &entry.record;
    let (rest, events, own) = written(name, record)?;
    let revision = insert_revision(db, "record", name, &own)?;
    db.prepare_cached("INSERT INTO records (document, run, revision, hash, rest) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        document,
        run,
        revision,
        own,
        pack(&rest)
    ])?;
    let row = db.last_insert_rowid();
    db.prepare_cached("INSERT OR REPLACE INTO latest (document, record) VALUES (?1, ?2)")?.execute(params![document, row])?;
    fill(db, row, entry, &events)?;
    Ok(row)
}

/// A record as it is written: the rest, the events in the order of the text, and its hash.
#[allow(clippy::type_complexity, reason = "read once, where it is made")]
pub(crate) fn written<'a>(name: &str, record: &'a RecordLine) -> Result<(Vec<u8>, Vec<(&'a EventBody, String)>, String), StoreError> {
    let rest = serde_json::to_vec(&Rest {
        schema: record.schema.clone(),
        times: record.times.clone(),
        places: record.places.clone(),
        parties: record.parties.clone(),
        quotes: record.quotes.clone(),
        tolls: record.tolls.clone(),
        notices: record.notices.clone(),
    })?;
    let mut events: Vec<(&EventBody, String)> =
        record.events.iter().map(|e| Ok((e, serde_json::to_string(e)?))).collect::<Result<_, StoreError>>()?;
    events.sort_by_key(|(e, _)| e.anchor.start);
    let bodies: Vec<String> = events.iter().map(|(_, body)| body.clone()).collect();
    let own = record_hash(name, &rest, &bodies);
    Ok((rest, events, own))
}

/// Fills the tables that are derived from a record.
pub(crate) fn fill(db: &Transaction<'_>, row: i64, entry: &Entry, events: &[(&EventBody, String)]) -> Result<(), StoreError> {
    let record = &entry.record;
    if !entry.acts.is_empty() {
        db.prepare_cached("INSERT INTO acts (record, body) VALUES (?1, ?2)")?
            .execute(params![row, pack(&serde_json::to_vec(&entry.acts)?)])?;
    }
    for p in &record.parties {
        db.prepare_cached("INSERT OR IGNORE INTO parties (record, party, name, kind, country, sector, basis, wikidata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![row, p.party, p.name, p.kind, p.country, p.sector, p.basis, p.id])?;
    }
    for (nth, p) in record.places.iter().enumerate() {
        db.prepare_cached(
            "INSERT INTO places (record, nth, first, end, text, name, admin1, country, precision, lat, lon, geonames_id) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            row,
            nth as i64,
            p.start as i64,
            p.end as i64,
            p.text,
            p.name,
            p.admin1,
            p.country,
            p.precision,
            p.lat,
            p.lon,
            p.geonames_id
        ])?;
    }
    for (event, body) in events {
        insert_event(db, row, record.document.published.as_deref(), event, body)?;
    }
    Ok(())
}

fn insert_event(db: &Transaction<'_>, record: i64, published: Option<&str>, e: &EventBody, body: &str) -> Result<(), StoreError> {
    // An event without a day is filed under its report's; `date_basis` says so.
    let (from, to, precision, basis) = match (&e.date, published) {
        (Some(d), _) => (Some(d.from.as_str()), Some(d.to.as_str()), Some(d.precision.as_str()), Some(d.basis.as_str())),
        (None, Some(day)) => (Some(day), Some(day), None, Some("publication")),
        (None, None) => (None, None, None, None),
    };
    let place = e.place.as_ref();
    db.prepare_cached(
        "INSERT INTO events (record, event_id, type, mode, context, quad, score, cameo, status, first, end, day_from, day_to, date_precision, date_basis, \
         place, admin1, country, place_precision, lat, lon, geonames_id, confidence, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
    )?
    .execute(params![
        record,
        e.id,
        e.event,
        listed(&e.mode),
        listed(&e.context),
        e.quad,
        e.score,
        e.cameo,
        e.status,
        e.anchor.start as i64,
        e.anchor.end as i64,
        from,
        to,
        precision,
        basis,
        place.map(|p| p.name.as_deref().unwrap_or(&p.text)),
        place.and_then(|p| p.admin1.as_deref()),
        place.and_then(|p| p.country.as_deref()),
        place.and_then(|p| p.precision.as_deref()),
        place.and_then(|p| p.lat),
        place.and_then(|p| p.lon),
        place.and_then(|p| p.geonames_id),
        e.confidence,
        body,
    ])?;
    let row = db.last_insert_rowid();
    let span = |kind: &str, start: usize, end: usize| -> Result<(), StoreError> {
        db.prepare_cached("INSERT OR IGNORE INTO spans (event, kind, first, end) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            row,
            kind,
            start as i64,
            end as i64
        ])?;
        Ok(())
    };
    span("anchor", e.anchor.start, e.anchor.end)?;
    let mut names = [String::new(), String::new()];
    for (which, side, roles) in [(0, "actor", &e.actor), (1, "recipient", &e.recipient)] {
        for (nth, r) in roles.iter().enumerate() {
            db.prepare_cached(
                "INSERT INTO roles (event, side, nth, party, name, country, sector, office, wikidata) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![row, side, nth as i64, r.party, r.name, r.country, r.sector, r.office, r.id])?;
            span(side, r.start, r.end)?;
            names[which].push_str(&r.name);
            names[which].push_str(" . ");
            if r.text != r.name {
                names[which].push_str(&r.text);
                names[which].push_str(" . ");
            }
        }
    }
    for words in e.date.iter().flat_map(|d| &d.words) {
        span("date", words.start, words.end)?;
    }
    if let Some(p) = place {
        span("place", p.start, p.end)?;
    }
    for (nth, t) in e.toll.iter().enumerate() {
        db.prepare_cached("INSERT INTO tolls (event, nth, kind, low, high, about, total, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                row,
                nth as i64,
                t.kind,
                t.low.map(whole),
                t.high.map(whole),
                t.about,
                t.total,
                t.source.as_ref().map(|s| s.text.as_str())
            ])?;
        span("toll", t.start, t.end)?;
    }
    let mut sources = String::new();
    for (nth, a) in e.attribution.iter().enumerate() {
        let source = a.source.as_ref();
        db.prepare_cached("INSERT INTO attributions (event, nth, party, source, cue) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
            row,
            nth as i64,
            source.and_then(|s| s.party.as_deref()),
            source.map(|s| s.text.as_str()),
            a.cue.as_ref().map(|c| c.text.as_str())
        ])?;
        if let Some(s) = source {
            span("source", s.start, s.end)?;
            sources.push_str(&s.text);
            sources.push_str(" . ");
        }
    }
    let where_it_was = place
        .map(|p| [Some(p.text.as_str()), p.name.as_deref(), p.admin1.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" . "));
    db.prepare_cached("INSERT INTO names (rowid, actor, recipient, place, source) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        row,
        names[0],
        names[1],
        where_it_was,
        sources
    ])?;
    Ok(())
}

/// `SQLite` counts to 2⁶³.
fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A list as one cell that can be searched for ` mode `: space first and last, nothing for none.
pub(crate) fn listed(values: &[String]) -> String {
    if values.is_empty() { String::new() } else { format!(" {} ", values.join(" ")) }
}

/// One more link of the chain.
pub(crate) fn insert_revision(db: &Transaction<'_>, kind: &str, subject: &str, own: &str) -> Result<i64, StoreError> {
    let last: Option<String> =
        db.prepare_cached("SELECT chain FROM revisions ORDER BY id DESC LIMIT 1")?.query_row([], |r| r.get(0)).optional()?;
    let chain = link(last.as_deref().unwrap_or(""), kind, subject, own);
    db.prepare_cached("INSERT INTO revisions (kind, subject, hash, chain) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![kind, subject, own, chain])?;
    Ok(db.last_insert_rowid())
}

/// The chain's value after this link.
pub(crate) fn link(last: &str, kind: &str, subject: &str, own: &str) -> String {
    hash(&[last.as_bytes(), kind.as_bytes(), subject.as_bytes(), own.as_bytes()])
}
