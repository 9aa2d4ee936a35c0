//! What is compared of a report.

use crate::words::{Token, stem, tokens};
use record::Date;
use record::json::{EventBody, Party, RecordLine, Role};
use std::collections::{BTreeMap, BTreeSet};

/// Days that two tellings of one happening may lie apart: reports count nights, zones and `on Monday` differently.
const SLACK_DAYS: i64 = 1;
/// Letters of a report's text that are looked at; what follows seldom tells another story.
const MAX_LETTERS: usize = 20_000;

/// A report, reduced to what is compared.
#[derive(Debug, Clone)]
pub struct Report {
    /// What names it.
    pub hash: String,
    /// Its day, as a number of days.
    pub day: Option<i64>,
    pub(crate) language: Option<String>,
    pub(crate) tokens: Vec<Token>,
    /// Its events, in the order of the record.
    pub tellings: Vec<Telling>,
    /// The words that name acts in it, coded or not.
    pub acts: Vec<Act>,
}

/// A word that names an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Its dictionary form.
    pub lemma: String,
}

/// An event, reduced to what is compared.
#[derive(Debug, Clone)]
pub struct Telling {
    /// The code point its anchor starts at.
    pub start: usize,
    pub(crate) kind: String,
    pub(crate) mode: BTreeSet<String>,
    pub(crate) happened: bool,
    pub(crate) stem: String,
    /// First and last day, as numbers, where the report tells them.
    pub(crate) days: Option<(i64, i64)>,
    pub(crate) country: Option<String>,
    /// A town or a site, by its name.
    pub(crate) town: Option<String>,
    pub(crate) sides: [Side; 2],
    pub(crate) tolls: BTreeMap<String, (u64, u64)>,
}

/// A side of an event.
#[derive(Debug, Clone, Default)]
pub(crate) struct Side {
    /// Words of names that name someone.
    pub names: BTreeSet<String>,
    pub countries: BTreeSet<String>,
    /// Those that the report's words say.
    pub said: BTreeSet<String>,
    pub sectors: BTreeSet<String>,
    /// Of a side that is one person, the words of that name.
    pub person: BTreeSet<String>,
}

impl Telling {
    /// Whether it cannot be of the time of another; none where one of them has no days.
    pub(crate) fn days_apart(&self, other: &Self) -> Option<bool> {
        let ((from, to), (other_from, other_to)) = self.days.zip(other.days)?;
        Some(from > other_to + SLACK_DAYS || other_from > to + SLACK_DAYS)
    }
}

impl Report {
    /// What is compared of a record.
    pub fn new(hash: &str, record: &RecordLine, acts: Vec<Act>) -> Self {
        let text = &record.document.text;
        let end = text.char_indices().nth(MAX_LETTERS).map_or(text.len(), |(at, _)| at);
        let published = record.document.published.as_deref();
        Self {
            hash: hash.to_owned(),
            day: published.and_then(number),
            language: record.document.language.clone(),
            tokens: tokens(&text[..end]),
            tellings: record.events.iter().map(|e| telling(e, &record.parties)).collect(),
            acts,
        }
    }
}

fn telling(e: &EventBody, parties: &[Party]) -> Telling {
    let place = e.place.as_ref();
    let is_town = place.is_some_and(|p| matches!(p.precision.as_deref(), Some("city" | "site")));
    let first = e.anchor.text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("").to_lowercase();
    Telling {
        start: e.anchor.start,
        kind: e.event.clone(),
        mode: e.mode.iter().cloned().collect(),
        happened: matches!(e.status.as_str(), "actual" | "historical"),
        stem: stem(&first),
        days: e.date.as_ref().and_then(|d| number(&d.from).zip(number(&d.to))),
        country: place.and_then(|p| p.country.clone()),
        town: place.filter(|_| is_town).and_then(|p| p.name.clone()),
        sides: [side(&e.actor, parties), side(&e.recipient, parties)],
        tolls: (e.toll.iter().filter(|t| !t.total)).map(|t| (t.kind.clone(), (t.low.unwrap_or(0), t.high.unwrap_or(u64::MAX)))).collect(),
    }
}

fn side(roles: &[Role], parties: &[Party]) -> Side {
    let mut side = Side::default();
    for role in roles {
        side.countries.extend(role.country.clone());
        side.said.extend(role.country.clone().filter(|_| !role.country_inferred));
        side.sectors.extend(role.sector.clone());
        let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().count() > 2;
        let words = role.name.split(|c: char| !c.is_alphanumeric()).filter(capital);
        side.names.extend(words.map(str::to_lowercase));
    }
    // Alone on a side, one of two names or more whose kind is not known is told apart as a person is.
    if let [one] = roles
        && parties.iter().any(|p| p.party == one.party && (p.kind == "person" || p.kind == "unknown" && side.names.len() > 1))
    {
        side.person.clone_from(&side.names);
    }
    side
}

/// An ISO day as a number.
fn number(day: &str) -> Option<i64> {
    let day: Date = day.parse().ok()?;
    let (y, m, d) = (i64::from(day.year()), i64::from(day.month()), i64::from(day.day()));
    // Days from civil (H. Hinnant): the year begins in March.
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let of_era = y - era * 400;
    let of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn days_are_counted() {
        let n = |d| number(d).expect("a day");
        assert_eq!(n("2031-03-01") - n("2031-02-28"), 1);
        assert_eq!(n("2032-03-01") - n("2032-02-28"), 2);
        assert_eq!(n("2031-01-01") - n("2030-12-31"), 1);
        assert_eq!(number("no day"), None);
    }
}
