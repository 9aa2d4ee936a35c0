//! Asking: events stream out one by one, never held together.

use crate::document::Kept;
use crate::filter::{Ask, Conditions, Filter, Order};
use crate::{ErrorKind, Store, StoreError};
use record::json::{DocumentHead, EventBody, EventLine, RecordLine, SCHEMA};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params, params_from_iter};
use std::rc::Rc;

/// Letters of a hash or an identifier, at least, that name a report by its beginning.
const LEAST_PREFIX: usize = 6;

/// So many rows are better not listed: a page of them comes sooner out of the reports in their order, and where other conditions leave fewer events, those are asked one by one.
const MANY: u64 = 2000;
/// Reports, records and events, joined as the filter's indices suggest, and in the order of the reports.
const BY_FILTER: &str = "documents d JOIN records r ON r.document = d.id JOIN events e ON e.record = r.id";
const IN_ORDER: &str =
    "documents d CROSS JOIN records r ON r.document = d.id CROSS JOIN events e INDEXED BY events_record ON e.record = r.id";

/// Which part of what is found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page {
    /// The order.
    pub order: Order,
    /// How many are passed over first.
    pub offset: u64,
    /// How many at most.
    pub limit: Option<u64>,
    /// What comes with each event.
    pub with: With,
}

/// What comes with each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum With {
    /// The event and the head of its report.
    #[default]
    Head,
    /// Also the whole record of the report: its text, parties and places.
    Record,
}

/// An event found, and its report.
#[derive(Debug, Clone)]
pub struct Found {
    /// The event and the head of its report.
    pub line: EventLine,
    /// The event as it was written, JSON.
    pub body: String,
    /// What names the report.
    pub report: String,
    /// How the day of publication is known.
    pub published_basis: Option<String>,
    /// The day it is filed under: its own, else that of the publication.
    pub day: Option<(String, String)>,
    /// How that day is known; `publication` where it is that of the report.
    pub date_basis: Option<String>,
    /// The run that coded it.
    pub run: i64,
    /// The incident it tells, once events are linked.
    pub incident: Option<String>,
    /// The hash of the report that its report is a copy of.
    pub copy_of: Option<String>,
    /// The whole record, where it was asked for; the same for the events of one report.
    pub record: Option<Rc<RecordLine>>,
}

/// What an identifier names.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The hash of the report.
    pub hash: String,
    /// Its record, by the latest run.
    pub record: RecordLine,
    /// Every file and member it was read from.
    pub sources: Vec<record::json::Source>,
    /// `whole` or `in part`, where something was removed for good.
    pub redacted: Option<String>,
    /// The events that the identifier names; all, where it names the report.
    pub events: Vec<String>,
}

impl Store {
    /// Hands every event that the filter lets through to `each`, in order, until it fails.
    pub fn events<E: From<StoreError>>(&self, filter: &Filter, page: Page, mut each: impl FnMut(Found) -> Result<(), E>) -> Result<(), E> {
        let conditions = filter.conditions()?;
        if let Some(run) = filter.run {
            self.check_run(run)?;
        }
        let (tables, conditions, mut values) = self.plan(filter, page, &conditions)?;
        let sql = format!(
            "SELECT e.body, e.day_from, e.day_to, e.date_basis, e.record, r.run, d.id, d.hash, d.report, d.url, d.title, d.publisher, d.published, \
             d.published_basis, d.language, (SELECT path FROM sources s WHERE s.document = d.id ORDER BY path, member LIMIT 1), \
             (SELECT member FROM sources s WHERE s.document = d.id ORDER BY path, member LIMIT 1), \
             (SELECT incident FROM incidents i WHERE i.event = e.id), \
             (SELECT o.hash FROM copies c JOIN documents o ON o.id = c.original WHERE c.document = d.id) \
             FROM {tables} WHERE {conditions} ORDER BY {} LIMIT ? OFFSET ?",
            page.order.sql()
        );
        let bound = |n: u64| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
        values.push(page.limit.map_or(Value::Integer(-1), bound));
        values.push(bound(page.offset));
        let mut statement = self.db.prepare(&sql).map_err(|e| asked(e, filter))?;
        let mut rows = statement.query(params_from_iter(values)).map_err(|e| asked(e, filter))?;
        let mut last: Option<(i64, Rc<RecordLine>)> = None;
        while let Some(r) = rows.next().map_err(|e| asked(e, filter))? {
            let mut found = found(r)?;
            if page.with == With::Record {
                let row: i64 = r.get(4).map_err(StoreError::from)?;
                let record = match &last {
                    Some((known, record)) if *known == row => record.clone(),
                    _ => Rc::new(self.record(row)?.1),
                };
                last = Some((row, record.clone()));
                found.record = Some(record);
            }
            each(found)?;
        }
        Ok(())
    }

    /// From where and in what way a page is found soonest: the tables, the conditions, their values.
    fn plan(&self, filter: &Filter, page: Page, conditions: &Conditions) -> Result<(&'static str, String, Vec<Value>), StoreError> {
        let is_many = |sql: &str, values: &[Value]| -> Result<bool, StoreError> {
            let mut statement = self.db.prepare(sql).map_err(|e| asked(e, filter))?;
            let count: i64 = statement.query_row(params_from_iter(values), |r| r.get(0)).map_err(|e| asked(e, filter))?;
            Ok(count as u64 == MANY)
        };
        let probes = conditions.probes(MANY).map(|probe| probe.map_or(Ok(false), |(sql, values)| is_many(&sql, values)));
        let long: Vec<bool> = probes.collect::<Result<_, _>>()?;
        let near = page.order == Order::Report && page.limit.is_some_and(|l| l.saturating_add(page.offset) <= MANY / 2);
        let (others, values) = conditions.sql(Ask::LongLeftOut, &long);
        let others = format!("SELECT count(*) FROM (SELECT 1 FROM {BY_FILTER} WHERE {others} LIMIT {MANY})");
        let (tables, ask) = match (near || long.contains(&true)) && is_many(&others, &values)? {
            true if near => (IN_ORDER, Ask::LongOfEach),
            true => (BY_FILTER, Ask::Lists),
            false => (BY_FILTER, Ask::LongOfEach),
        };
        let (sql, values) = conditions.sql(ask, &long);
        Ok((tables, sql, values))
    }

    /// How many events the filter lets through, and of how many reports.
    pub fn count(&self, filter: &Filter) -> Result<(u64, u64), StoreError> {
        let (conditions, values) = filter.conditions()?.lists();
        let sql = format!("SELECT count(*), count(DISTINCT d.id) FROM {BY_FILTER} WHERE {conditions}");
        let mut statement = self.db.prepare(&sql).map_err(|e| asked(e, filter))?;
        let counts = statement.query_row(params_from_iter(values), |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)));
        counts.map(|(events, reports)| (events as u64, reports as u64)).map_err(|e| asked(e, filter))
    }

    /// The reports that an identifier names: that of a report or an event, or the first letters (six at least) of a report's identifier or hash.
    pub fn show(&self, id: &str) -> Result<Vec<Shown>, StoreError> {
        let mut rows: Vec<i64> = self.ids("SELECT id FROM documents WHERE report = ?1 ORDER BY hash", id)?;
        if rows.is_empty() && id.len() >= LEAST_PREFIX && id.bytes().all(|b| b.is_ascii_hexdigit()) {
            let sql =
                "SELECT id FROM documents WHERE (hash >= ?1 AND hash < ?1 || 'g') OR (report >= ?1 AND report < ?1 || 'g') ORDER BY hash";
            rows = self.ids(sql, &id.to_lowercase())?;
        }
        let mut events = Vec::new();
        if rows.is_empty() {
            let sql = "SELECT DISTINCT r.document FROM events e JOIN records r ON r.id = e.record JOIN documents d ON d.id = r.document \
                       WHERE e.event_id = ?1 ORDER BY d.hash";
            rows = self.ids(sql, id)?;
            events.push(id.to_owned());
        }
        if rows.is_empty() && self.db.query_row("SELECT EXISTS (SELECT 1 FROM incidents WHERE incident = ?1)", [id], |r| r.get(0))? {
            return Err(StoreError::usage(format!("«{id}» is an incident"), format!("`diurna query --incident {id}` gives its events")));
        }
        if rows.is_empty() {
            return Err(StoreError::usage(
                format!("nothing is called «{}»", id.chars().take(80).collect::<String>()),
                "give the `id` of an event or a report, as `diurna query` prints it",
            ));
        }
        rows.into_iter().map(|row| self.shown(row, events.clone())).collect()
    }

    fn shown(&self, row: i64, events: Vec<String>) -> Result<Shown, StoreError> {
        let latest: Option<i64> =
            self.db.query_row("SELECT record FROM latest WHERE document = ?1", params![row], |r| r.get(0)).optional()?;
        let (kept, record): (Kept, RecordLine) = if let Some(record) = latest {
            self.record(record)?
        } else {
            let kept = self.kept(row)?;
            let document = kept.document.clone();
            let record = RecordLine {
                schema: SCHEMA.into(),
                document,
                times: Vec::new(),
                places: Vec::new(),
                parties: Vec::new(),
                quotes: Vec::new(),
                tolls: Vec::new(),
                events: Vec::new(),
                notices: Vec::new(),
            };
            (kept, record)
        };
        let events = if events.is_empty() { record.events.iter().map(|e| e.id.clone()).collect() } else { events };
        Ok(Shown { hash: kept.hash, record, sources: kept.sources, redacted: kept.redacted, events })
    }

    pub(crate) fn ids(&self, sql: &str, value: &str) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let rows = statement.query_map([value], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn found(r: &rusqlite::Row<'_>) -> Result<Found, StoreError> {
    let body: String = r.get(0)?;
    let event: EventBody = serde_json::from_str(&body)?;
    let (from, to): (Option<String>, Option<String>) = (r.get(1)?, r.get(2)?);
    let document = DocumentHead {
        id: r.get(8)?,
        path: r.get::<_, Option<String>>(15)?.unwrap_or_default(),
        member: r.get::<_, Option<String>>(16)?.filter(|m| !m.is_empty()),
        url: r.get(9)?,
        title: r.get(10)?,
        publisher: r.get(11)?,
        published: r.get(12)?,
        language: r.get(14)?,
    };
    Ok(Found {
        line: EventLine { schema: SCHEMA.into(), document, event },
        body,
        report: r.get(7)?,
        published_basis: r.get(13)?,
        day: from.zip(to),
        date_basis: r.get(3)?,
        run: r.get(5)?,
        incident: r.get(17)?,
        copy_of: r.get(18)?,
        record: None,
    })
}

/// An error of a query: the search words of people may not be in the syntax of FTS5.
fn asked(error: rusqlite::Error, filter: &Filter) -> StoreError {
    match (&filter.text, error.sqlite_error_code()) {
        (Some(text), Some(rusqlite::ErrorCode::Unknown)) => StoreError::new(
            ErrorKind::Usage,
            format!("«{}» cannot be searched for ({error})", text.chars().take(80).collect::<String>()),
            "put words with signs in quotation marks: --text '\"cease-fire\" AND border'",
        ),
        _ => error.into(),
    }
}
