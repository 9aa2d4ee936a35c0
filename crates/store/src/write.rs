//! Adding records: one writer, one transaction a batch, a link of the chain for each.

use crate::document::{Cell, Rest, record_hash};
use crate::index::{catch_up, current, tell_document, tell_source};
use crate::keys::{Found, Key};
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
            documents: count("documents WHERE coalesce(redacted, 'in part') = 'in part'")?,
            records: count("records")?,
            events: count("events")?,
            runs: count("runs")?,
            revisions: count("revisions")?,
        })
    }

    /// Merges the indices of words after many reports were added, so that questions by words need not look into many parts.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        self.db.execute_batch("INSERT INTO search (search) VALUES ('optimize'); INSERT INTO names (names) VALUES ('optimize');")?;
        Ok(())
    }

    /// Whether the report of this file, by the hash of its bytes, is there.
    pub fn knows_origin(&self, origin: &str) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM reports WHERE origin = ?1")?;
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
        let mut statement = self.db.prepare_cached("SELECT 1 FROM reports WHERE hash = ?1")?;
        Ok(statement.exists([document_hash(document)])?)
    }

    /// Whether this report was removed for good.
    pub fn is_redacted(&self, document: &DocumentBody, origin: Option<&str>) -> Result<bool, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT 1 FROM reports WHERE redacted = 'whole' AND (hash = ?1 OR origin = ?2)")?;
        Ok(statement.exists(params![document_hash(document), origin])?)
    }

    /// Notes that a known report was also read from this file and member; nothing happens where that is known too.
    pub fn add_source(&mut self, document: &DocumentBody) -> Result<(), StoreError> {
        // Of a report in which a name was masked no further file is noted: its path may hold the name.
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&transaction, &self.keys)?;
        let hash = document_hash(document);
        if let Some(row) = find(&transaction, &hash)?
            && transaction.query_row("SELECT redacted IS NULL FROM reports WHERE id = ?1", [row], |r| r.get(0))?
        {
            let (path, member) = source_of(document);
            insert_source(&transaction, &self.keys, row, &hash, path, member)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Keeps a batch of coded reports, all or none. A report that is there already, by its hash, is passed over.
    pub fn add(&mut self, run: &Run, entries: &[Entry]) -> Result<Added, StoreError> {
        let Self { db, keys } = self;
        let mut added = Added::default();
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&transaction, keys)?;
        let run = run_row(&transaction, run)?;
        let mut named = Vec::with_capacity(entries.len());
        for entry in entries {
            let name = document_hash(&entry.record.document);
            let is_new = find(&transaction, &name)?.is_none();
            named.push((entry, name, is_new));
        }
        let mut fresh = keys.make(named.iter().filter(|(_, _, is_new)| *is_new).count())?.into_iter();
        for (entry, name, is_new) in named {
            let key = if is_new { fresh.next() } else { None };
            let (path, member) = source_of(&entry.record.document);
            // The same report twice in a batch is found the second time.
            match (find(&transaction, &name)?, key) {
                (Some(row), _) => {
                    insert_source(&transaction, keys, row, &name, path, member)?;
                    added.known += 1;
                }
                (None, Some(key)) => {
                    let row = insert_document(&transaction, &name, &key, entry)?;
                    insert_reading(&transaction, row, &name, &key, path, member)?;
                    tell_source(&transaction, row, path, member)?;
                    insert_record(&transaction, row, &name, &key, run, entry)?;
                    added.new += 1;
                }
                (None, None) => {}
            }
        }
        current(&transaction, keys)?;
        transaction.commit()?;
        Ok(added)
    }
}

fn find(db: &Connection, hash: &str) -> Result<Option<i64>, StoreError> {
    Ok(db.prepare_cached("SELECT id FROM reports WHERE hash = ?1")?.query_row([hash], |r| r.get(0)).optional()?)
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

/// What a sealed cell is, and of which report.
pub(crate) fn place_of(kind: &str, hash: &str) -> String {
    format!("{kind} {hash}")
}

/// Notes where a report that is there was read; one that was removed tells nothing more.
fn insert_source(db: &Transaction<'_>, keys: &crate::keys::Keys, row: i64, hash: &str, path: &str, member: &str) -> Result<(), StoreError> {
    let known = "SELECT 1 FROM sources WHERE document = ?1 AND path = ?2 AND member = ?3";
    if db.prepare_cached(known)?.exists(params![row, path, member])? {
        return Ok(());
    }
    let key: Option<Vec<u8>> = db.prepare_cached("SELECT key FROM reports WHERE id = ?1")?.query_row([row], |r| r.get(0))?;
    if let Some(id) = key
        && let Found::Key(key) = keys.get(&id)?
    {
        insert_reading(db, row, hash, &key, path, member)?;
        tell_source(db, row, path, member)?;
    }
    Ok(())
}

/// Seals where a report was read; the same place twice is one.
pub(crate) fn insert_reading(db: &Transaction<'_>, row: i64, name: &str, key: &Key, path: &str, member: &str) -> Result<(), StoreError> {
    let own = hash(&[key.secret(), path.as_bytes(), member.as_bytes()]);
    let body = key.seal(&place_of("reading", name), &serde_json::to_vec(&(path, member))?)?;
    db.prepare_cached("INSERT OR IGNORE INTO readings (report, name, body) VALUES (?1, ?2, ?3)")?.execute(params![row, own, body])?;
    Ok(())
}

fn insert_document(db: &Transaction<'_>, name: &str, key: &Key, entry: &Entry) -> Result<i64, StoreError> {
    let d = &entry.record.document;
    // A text file is its text: it need not be kept twice.
    let raw = entry.raw.as_ref().filter(|raw| raw.as_slice() != d.text.as_bytes());
    let raw = raw.map(|raw| key.seal(&place_of("raw", name), &pack(raw))).transpose()?;
    let body = sealed_document(key, name, d)?;
    db.prepare_cached("INSERT INTO reports (hash, origin, key, body, raw) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
        name,
        entry.origin,
        key.id,
        body,
        raw
    ])?;
    let row = db.last_insert_rowid();
    tell_document(db, row, name, d, None)?;
    Ok(row)
}

/// A report sealed; where it was read stands apart.
pub(crate) fn sealed_document(key: &Key, name: &str, document: &DocumentBody) -> Result<Vec<u8>, StoreError> {
    let body = DocumentBody { path: String::new(), source: None, ..document.clone() };
    key.seal(&place_of("report", name), &pack(&serde_json::to_vec(&body)?))
}

/// A record sealed.
pub(crate) fn sealed_cell(key: &Key, name: &str, cell: &Cell) -> Result<Vec<u8>, StoreError> {
    key.seal(&place_of("record", name), &pack(&serde_json::to_vec(cell)?))
}

/// Keeps one record as the newest revision of its report.
pub(crate) fn insert_record(db: &Transaction<'_>, report: i64, name: &str, key: &Key, run: i64, entry: &Entry) -> Result<i64, StoreError> {
    let (rest, events, own) = written(name, &entry.record)?;
    let revision = insert_revision(db, "record", name, &own)?;
    let cell = Cell { rest, events: events.iter().map(|(_, body)| body.clone()).collect(), acts: entry.acts.clone() };
    let body = sealed_cell(key, name, &cell)?;
    db.prepare_cached("INSERT INTO codings (report, run, revision, hash, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![report, run, revision, own, body])?;
    let row = db.last_insert_rowid();
    tell_record(db, row, report, run)?;
    fill(db, row, &events, &entry.record)?;
    Ok(row)
}

/// Tells the index of a record, the latest of its report.
pub(crate) fn tell_record(db: &Transaction<'_>, row: i64, report: i64, run: i64) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO records (id, document, run) VALUES (?1, ?2, ?3)")?.execute(params![row, report, run])?;
    db.prepare_cached("INSERT OR REPLACE INTO latest (document, record) VALUES (?1, ?2)")?.execute(params![report, row])?;
    Ok(())
}

/// A record as it is written: the rest, the events in the order of the text, and its hash.
#[allow(clippy::type_complexity, reason = "read once, where it is made")]
pub(crate) fn written<'a>(name: &str, record: &'a RecordLine) -> Result<(String, Vec<(&'a EventBody, String)>, String), StoreError> {
    let rest = serde_json::to_string(&Rest {
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
    let own = record_hash(name, rest.as_bytes(), &bodies);
    Ok((rest, events, own))
}

/// Fills the tables that are derived from a record.
pub(crate) fn fill(db: &Connection, row: i64, events: &[(&EventBody, String)], record: &RecordLine) -> Result<(), StoreError> {
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

fn insert_event(db: &Connection, record: i64, published: Option<&str>, e: &EventBody, body: &str) -> Result<(), StoreError> {
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
