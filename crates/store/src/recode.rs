//! Coding again: new revisions beside the old, and what changed between two runs.

use crate::document::{Kept, key_of};
use crate::index::{catch_up, current};
use crate::write::{insert_record, run_row};
use crate::{Entry, Run, Store, StoreError};
use record::json::{DocumentBody, EventBody};
use rusqlite::{OptionalExtension, TransactionBehavior, params};
use std::collections::BTreeMap;

/// What changed in one report between two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Its identifier.
    pub report: String,
    /// Its hash.
    pub hash: String,
    /// Events that only the first run has: identifier, type and anchor.
    pub gone: Vec<String>,
    /// Events that only the second run has.
    pub new: Vec<String>,
    /// Events that both have: identifier, and the fields that differ.
    pub changed: Vec<(String, Vec<&'static str>)>,
    /// Events that both have alike.
    pub same: usize,
}

impl Store {
    /// The rows of the reports that this run has not coded yet, in the order of their hashes. A report that was redacted as a whole is none.
    pub fn uncoded(&self, run: &Run) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT d.id FROM documents d WHERE coalesce(d.redacted, 'in part') = 'in part' AND d.id NOT IN (SELECT r.document FROM records r JOIN runs u ON u.id = r.run \
                   WHERE u.program = ?1 AND u.model = ?2 AND u.data = ?3 AND u.options = ?4) ORDER BY d.hash";
        let mut statement = self.db.prepare(sql)?;
        let rows = statement.query_map(params![run.program, run.model, run.data, run.options], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The report of a row of [`Store::uncoded`].
    pub fn document(&self, row: i64) -> Result<DocumentBody, StoreError> {
        let Kept { document, .. } = self.kept(row)?;
        Ok(document)
    }

    /// Keeps records of reports that are there, as the newest revision of each; one that this run has coded already is passed over.
    pub fn revise(&mut self, run: &Run, entries: &[(i64, Entry)]) -> Result<usize, StoreError> {
        let Self { db, keys } = self;
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&transaction, keys)?;
        let run = run_row(&transaction, run)?;
        let mut revised = 0;
        for (document, entry) in entries {
            let known =
                transaction.prepare_cached("SELECT 1 FROM records WHERE document = ?1 AND run = ?2")?.exists(params![document, run])?;
            let name: Option<String> =
                transaction.prepare_cached("SELECT hash FROM documents WHERE id = ?1")?.query_row([document], |r| r.get(0)).optional()?;
            if let (false, Some(name)) = (known, name)
                && let Some(key) = key_of(&transaction, keys, *document)?
            {
                insert_record(&transaction, *document, &name, &key, run, entry)?;
                revised += 1;
            }
        }
        current(&transaction, keys)?;
        transaction.commit()?;
        Ok(revised)
    }

    /// Hands what changed between two runs to `each`, for every report that both have coded, in the order of the reports.
    pub fn diff<E: From<StoreError>>(&self, one: i64, two: i64, mut each: impl FnMut(Changed) -> Result<(), E>) -> Result<(), E> {
        self.check_run(one)?;
        self.check_run(two)?;
        let pairs: Vec<(String, String, i64, i64)> = self.pairs(one, two)?;
        for (report, hash, a, b) in pairs {
            let read = |record: i64| -> Result<BTreeMap<(usize, usize), EventBody>, StoreError> {
                let bodies = self.event_bodies(record)?;
                bodies
                    .iter()
                    .map(|b| {
                        let event: EventBody = serde_json::from_str(b)?;
                        Ok(((event.anchor.start, event.anchor.end), event))
                    })
                    .collect()
            };
            let (before, after) = (read(a)?, read(b)?);
            let shown = |e: &EventBody| format!("{} {} «{}»", e.id, e.event, e.anchor.text);
            let mut changed = Changed { report, hash, ..Changed::default() };
            changed.gone.extend(before.iter().filter(|(k, _)| !after.contains_key(k)).map(|(_, e)| shown(e)));
            changed.new.extend(after.iter().filter(|(k, _)| !before.contains_key(k)).map(|(_, e)| shown(e)));
            for (key, e) in &before {
                let Some(other) = after.get(key) else { continue };
                let fields = differences(e, other);
                if fields.is_empty() { changed.same += 1 } else { changed.changed.push((e.id.clone(), fields)) }
            }
            each(changed)?;
        }
        Ok(())
    }

    fn pairs(&self, one: i64, two: i64) -> Result<Vec<(String, String, i64, i64)>, StoreError> {
        let mut statement = self.db.prepare(
            "SELECT d.report, d.hash, a.id, b.id FROM documents d JOIN records a ON a.document = d.id AND a.run = ?1 JOIN records b ON b.document = d.id AND b.run = ?2 \
             ORDER BY d.published, d.report, d.hash",
        )?;
        let rows = statement.query_map(params![one, two], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The fields in which two codings of one anchor differ.
fn differences(a: &EventBody, b: &EventBody) -> Vec<&'static str> {
    let pairs = [
        ("event", a.event == b.event),
        ("mode", a.mode == b.mode),
        ("context", a.context == b.context),
        ("status", a.status == b.status),
        ("actor", a.actor == b.actor),
        ("recipient", a.recipient == b.recipient),
        ("date", a.date == b.date),
        ("place", a.place == b.place),
        ("toll", a.toll == b.toll),
        ("attribution", a.attribution == b.attribution),
        ("confidence", a.confidence.to_bits() == b.confidence.to_bits()),
    ];
    pairs.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
}
