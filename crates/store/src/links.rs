//! Links between reports: copies and incidents. They are derived: made anew as a whole, thrown away at will; no record knows of them.

use crate::{ErrorKind, Store, StoreError};
use record::json::{EventBody, RecordLine, Toll};
use rusqlite::{TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A word that names an act: first code point, one past the last, dictionary form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act(pub usize, pub usize, pub String);

/// An event's place in an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The hash of its report.
    pub report: String,
    /// Its identifier.
    pub event: String,
    /// Its place among the record's events.
    pub nth: usize,
    /// The incident.
    pub incident: String,
    /// What speaks for it.
    pub why: String,
}

/// One incident: what its reports tell, with bounds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Incident {
    /// Its name.
    pub id: String,
    /// The type most tellings have.
    pub event: String,
    /// All modes told.
    pub mode: Vec<String>,
    /// Names of actors, the most told first.
    pub actors: Vec<String>,
    /// Names of recipients, the most told first.
    pub recipients: Vec<String>,
    /// The days that all tellings with days allow.
    pub common_days: Option<(String, String)>,
    /// The first and the last day that any telling allows.
    pub days: Option<(String, String)>,
    /// Names of places, the most told first.
    pub places: Vec<String>,
    /// Countries of the places.
    pub countries: Vec<String>,
    /// Of the place most told, WGS 84.
    pub point: Option<(f64, f64)>,
    /// The lowest and the highest number told, a kind.
    pub tolls: BTreeMap<String, (Option<u64>, Option<u64>)>,
    /// Every figure as told, with its source and its report.
    pub told: Vec<String>,
    /// Identifiers of its events.
    pub events: Vec<String>,
    /// Its reports: identifier and hash.
    pub documents: Vec<String>,
    /// Reports that are no copies, of different publishers where they are known.
    pub independent: usize,
    /// Reports that are copies of another.
    pub copies: usize,
    /// What ties its tellings.
    pub why: Vec<String>,
}

/// What is needed to link a report.
pub struct Linkable {
    /// Its hash.
    pub hash: String,
    /// Its latest record.
    pub record: RecordLine,
    /// The words that name acts in it.
    pub acts: Vec<Act>,
}

impl Store {
    /// Hands the latest record of every report to `each`.
    pub fn linkable<E: From<StoreError>>(&self, mut each: impl FnMut(Linkable) -> Result<(), E>) -> Result<(), E> {
        let ids: Vec<i64> = {
            let mut statement = self.db.prepare("SELECT l.record FROM latest l JOIN documents d ON d.id = l.document WHERE d.redacted IS NULL OR d.redacted = 'in part' ORDER BY d.hash").map_err(StoreError::from)?;
            let rows = statement.query_map([], |r| r.get(0)).map_err(StoreError::from)?;
            rows.collect::<Result<_, _>>().map_err(StoreError::from)?
        };
        for id in ids {
            let (kept, record) = self.record(id)?;
            each(Linkable { hash: kept.hash, record, acts: self.acts(id)? })?;
        }
        Ok(())
    }

    pub(crate) fn acts(&self, record: i64) -> Result<Vec<Act>, StoreError> {
        Ok(crate::document::cell(&self.db, &self.keys, record)?.acts)
    }

    /// Puts these links in the place of all earlier ones: copies as (copy, original, likeness) by hashes. None at all takes the links away.
    pub fn set_links(&mut self, copies: &[(String, String, f64)], members: &[Linked]) -> Result<(), StoreError> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        crate::index::catch_up(&transaction, &self.keys)?;
        transaction.execute_batch("DELETE FROM copies; DELETE FROM incidents;")?;
        for (copy, original, likeness) in copies {
            transaction
                .prepare_cached(
                    "INSERT INTO copies (document, original, likeness) SELECT a.id, b.id, ?3 FROM documents a, documents b WHERE a.hash = ?1 AND b.hash = ?2",
                )?
                .execute(params![copy, original, likeness])?;
        }
        for m in members {
            transaction
                .prepare_cached(
                    "INSERT INTO incidents (event, incident, why) SELECT e.id, ?3, ?4 FROM documents d JOIN latest l ON l.document = d.id \
                     JOIN events e ON e.record = l.record WHERE d.hash = ?1 ORDER BY e.first, e.id LIMIT 1 OFFSET ?2",
                )?
                .execute(params![m.report, m.nth as i64, m.incident, m.why])?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// How many events of the latest records came after events were linked; none where none are linked.
    pub fn unlinked(&self) -> Result<Option<u64>, StoreError> {
        let (linked, all): (i64, i64) = self.db.query_row(
            "SELECT (SELECT count(*) FROM incidents), (SELECT count(*) FROM latest l JOIN events e ON e.record = l.record)",
            [],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        Ok((linked > 0).then(|| all.saturating_sub(linked).max(0) as u64))
    }

    /// The incidents of the events that a filter lets through (each with all its tellings), in the order of their names.
    pub fn incidents(&self, filter: &crate::Filter) -> Result<Vec<Incident>, StoreError> {
        if self.unlinked()?.is_none() {
            return Err(StoreError::new(ErrorKind::Usage, "no events are linked yet", "run `diurna link --store FILE` first"));
        }
        let (conditions, values) = filter.conditions()?.lists();
        let sql = format!(
            "SELECT i.incident, e.body, d.report, d.hash, d.publisher, e.event_id, i.why, c.document IS NOT NULL FROM incidents i \
             JOIN events e ON e.id = i.event JOIN records r ON r.id = e.record JOIN documents d ON d.id = r.document LEFT JOIN copies c ON c.document = d.id \
             WHERE i.incident IN (SELECT i.incident FROM documents d JOIN records r ON r.document = d.id JOIN events e ON e.record = r.id \
             JOIN incidents i ON i.event = e.id WHERE {conditions}) ORDER BY i.incident, d.published, d.report, d.hash, e.first, e.id"
        );
        let mut statement = self.db.prepare(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let mut incidents: Vec<Incident> = Vec::new();
        let mut group: Vec<Telling> = Vec::new();
        let mut name = String::new();
        while let Some(r) = rows.next()? {
            let incident: String = r.get(0)?;
            if incident != name {
                incidents.extend(sum(&name, &group));
                group.clear();
                name = incident;
            }
            group.push(Telling {
                event: serde_json::from_str(&r.get::<_, String>(1)?)?,
                report: r.get(2)?,
                hash: r.get(3)?,
                publisher: r.get(4)?,
                id: r.get(5)?,
                why: r.get(6)?,
                is_copy: r.get(7)?,
            });
        }
        incidents.extend(sum(&name, &group));
        Ok(incidents)
    }
}

struct Telling {
    event: EventBody,
    report: String,
    hash: String,
    publisher: Option<String>,
    id: String,
    why: String,
    is_copy: bool,
}

/// What tellings of one incident say together; none for no tellings.
fn sum(id: &str, group: &[Telling]) -> Option<Incident> {
    let first = group.first()?;
    let of = |values: Vec<String>| -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for v in values {
            *counts.entry(v).or_default() += 1;
        }
        let mut counted: Vec<(String, usize)> = counts.into_iter().collect();
        counted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        counted.into_iter().map(|(v, _)| v).collect()
    };
    let all = |f: &dyn Fn(&EventBody) -> Vec<String>| of(group.iter().flat_map(|t| f(&t.event)).collect());
    let places = all(&|e| e.place.iter().map(|p| p.name.clone().unwrap_or_else(|| p.text.clone())).collect());
    let dates = || group.iter().filter_map(|t| t.event.date.as_ref());
    let common = dates().map(|d| d.from.as_str()).max().zip(dates().map(|d| d.to.as_str()).min()).filter(|(from, to)| from <= to);
    let whole = dates().map(|d| d.from.clone()).min().zip(dates().map(|d| d.to.clone()).max());
    let point = group
        .iter()
        .filter_map(|t| t.event.place.as_ref())
        .find(|p| Some(p.name.as_ref().unwrap_or(&p.text)) == places.first() && p.lat.is_some());
    let mut tolls: BTreeMap<String, (Option<u64>, Option<u64>)> = BTreeMap::new();
    let figures: Vec<&Toll> = group.iter().flat_map(|t| &t.event.toll).filter(|t| !t.total).collect();
    for kind in figures.iter().map(|t| t.kind.as_str()).collect::<BTreeSet<_>>() {
        let own = || figures.iter().filter(|t| t.kind == kind);
        // A figure told as "at least" leaves the whole without an upper bound.
        let high = if own().all(|t| t.high.is_some()) { own().filter_map(|t| t.high).max() } else { None };
        tolls.insert(kind.to_owned(), (own().filter_map(|t| t.low).min(), high));
    }
    let told = group.iter().flat_map(|t| {
        t.event.toll.iter().map(|toll| {
            let source = toll.source.as_ref().map(|s| format!(", says {}", s.text)).unwrap_or_default();
            format!("{}: {}{source} ({})", toll.kind, toll.text, t.report)
        })
    });
    let documents: Vec<(&str, &str)> =
        group.iter().map(|t| (t.report.as_str(), t.hash.as_str())).collect::<BTreeSet<_>>().into_iter().collect();
    let own: BTreeSet<&str> = group.iter().filter(|t| !t.is_copy).map(|t| t.publisher.as_deref().unwrap_or(&t.hash)).collect();
    let copies: BTreeSet<&str> = group.iter().filter(|t| t.is_copy).map(|t| t.hash.as_str()).collect();
    Some(Incident {
        id: id.to_owned(),
        event: all(&|e| vec![e.event.clone()]).first().cloned().unwrap_or_else(|| first.event.event.clone()),
        mode: all(&|e| e.mode.clone()),
        actors: all(&|e| e.actor.iter().map(|r| r.name.clone()).collect()),
        recipients: all(&|e| e.recipient.iter().map(|r| r.name.clone()).collect()),
        common_days: common.map(|(from, to)| (from.to_owned(), to.to_owned())),
        days: whole,
        point: point.and_then(|p| p.lat.zip(p.lon)),
        countries: all(&|e| e.place.iter().filter_map(|p| p.country.clone()).collect()),
        places,
        tolls,
        told: told.collect(),
        events: group.iter().map(|t| t.id.clone()).collect(),
        documents: documents.iter().map(|(report, hash)| format!("{report} ({})", hash.get(..12).unwrap_or(hash))).collect(),
        // At least one report is the first to tell it, even where all are copies of a report outside.
        independent: own.len().max(1),
        copies: copies.len(),
        why: of(group.iter().map(|t| t.why.clone()).filter(|w| w != "alone").collect()),
    })
}
