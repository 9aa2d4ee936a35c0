//! Counting: how many events, with and without those that copies repeat, and how many happenings.

use crate::{Filter, Store, StoreError};

/// What counts are taken by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum By {
    Day,
    Week,
    Month,
    Year,
    Type,
    Country,
    /// Countries of actor and recipient.
    Pair,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The day (ISO 8601; weeks as `2031-W07`), type, country, or pair of countries; empty for events without one.
    pub key: String,
    /// Events told.
    pub events: u64,
    /// Events told in reports that are no copies.
    pub without_copies: u64,
    /// Happenings; as many as events that no copy tells, where events are not linked yet.
    pub incidents: u64,
    /// Reports.
    pub reports: u64,
}

impl By {
    const fn sql(self) -> &'static str {
        match self {
            Self::Day => "coalesce(e.day_from, '')",
            Self::Week => "coalesce(strftime('%G-W%V', e.day_from), '')",
            Self::Month => "coalesce(substr(e.day_from, 1, 7), '')",
            Self::Year => "coalesce(substr(e.day_from, 1, 4), '')",
            Self::Type => "e.type",
            Self::Country => "coalesce(e.country, '')",
            Self::Pair => "p.pair",
        }
    }
}

impl Store {
    /// Counts of the events that the filter lets through, in the order of their keys.
    pub fn tally(&self, filter: &Filter, by: By) -> Result<Vec<Count>, StoreError> {
        let (conditions, values) = filter.conditions()?.lists();
        let pairs = match by {
            By::Pair => {
                "JOIN (SELECT DISTINCT a.event AS event, a.country || ' > ' || b.country AS pair FROM roles a JOIN roles b ON b.event = a.event AND b.side = 'recipient' \
                 WHERE a.side = 'actor' AND a.country IS NOT NULL AND b.country IS NOT NULL) p ON p.event = e.id"
            }
            _ => "",
        };
        let sql = format!(
            "SELECT {}, count(*), sum(c.document IS NULL), count(DISTINCT CASE WHEN i.incident IS NOT NULL THEN i.incident WHEN c.document IS NULL THEN e.id END), \
             count(DISTINCT d.id) FROM documents d JOIN records r ON r.document = d.id JOIN events e ON e.record = r.id {pairs} LEFT JOIN copies c ON c.document = d.id \
             LEFT JOIN incidents i ON i.event = e.id WHERE {} GROUP BY 1 ORDER BY 1",
            by.sql(),
            conditions
        );
        let mut statement = self.db.prepare(&sql)?;
        let number = |r: &rusqlite::Row<'_>, at: usize| r.get::<_, i64>(at).map(|n| n as u64);
        let counts = statement.query_map(rusqlite::params_from_iter(values), |r| {
            Ok(Count {
                key: r.get(0)?,
                events: number(r, 1)?,
                without_copies: number(r, 2)?,
                incidents: number(r, 3)?,
                reports: number(r, 4)?,
            })
        })?;
        Ok(counts.collect::<Result<_, _>>()?)
    }
}
