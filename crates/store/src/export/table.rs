//! Our own table: one row an event, every column named, nothing filled in.

use super::cell::{Cell, Row, joined};
use super::{Style, Text};
use crate::Found;
use record::json::{Role, Toll};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Whole,
    Real,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

pub const LOSSES: &[&str] = &[
    "offsets of all words but the anchor's, the spans of attributions, and `why`",
    "several parties of a side stand in one cell, parted by `; `, in the order of the text; a party without a code leaves no mark among the codes",
    "several figures of one kind are one interval (lowest and highest); each as told stands in `tolls`",
    "sentences are cut after 300 characters",
    "a line break or tab within a cell is a blank, in csv and tsv, so that a row is a line and offsets stay true; jsonl and parquet keep them",
];

/// Kinds of toll, each with a column for its lowest and its highest number.
const TOLLS: [[&str; 3]; 6] = [
    ["killed", "killed_low", "killed_high"],
    ["injured", "injured_low", "injured_high"],
    ["detained", "detained_low", "detained_high"],
    ["displaced", "displaced_low", "displaced_high"],
    ["missing", "missing_low", "missing_high"],
    ["participants", "participants_low", "participants_high"],
];

pub fn columns(text: Text) -> Vec<Column> {
    let of = |kind| move |name: &&'static str| Column { name, kind };
    let mut columns: Vec<Column> = Vec::new();
    columns.extend(["id", "event", "mode", "context"].iter().map(of(Kind::Text)));
    columns.push(Column { name: "quad", kind: Kind::Whole });
    columns.push(Column { name: "score", kind: Kind::Real });
    columns.extend(["cameo", "status"].iter().map(of(Kind::Text)));
    columns.push(Column { name: "confidence", kind: Kind::Real });
    columns.extend(
        [
            "date_from",
            "date_to",
            "date_precision",
            "date_basis",
            "actor",
            "actor_country",
            "actor_sector",
            "actor_office",
            "actor_id",
            "recipient",
            "recipient_country",
            "recipient_sector",
            "recipient_office",
            "recipient_id",
            "place",
            "place_text",
            "admin1",
            "country",
            "place_precision",
        ]
        .iter()
        .map(of(Kind::Text)),
    );
    columns.extend(["lat", "lon"].iter().map(of(Kind::Real)));
    columns.push(Column { name: "geonames_id", kind: Kind::Whole });
    columns.extend(TOLLS.iter().flat_map(|[_, low, high]| [low, high]).map(of(Kind::Whole)));
    columns.extend(["tolls", "source", "anchor"].iter().map(of(Kind::Text)));
    columns.extend(["anchor_start", "anchor_end"].iter().map(of(Kind::Whole)));
    columns.extend(
        [
            "sentence",
            "document_id",
            "document_hash",
            "title",
            "url",
            "publisher",
            "published",
            "published_basis",
            "language",
            "path",
            "incident",
            "copy_of",
        ]
        .iter()
        .map(of(Kind::Text)),
    );
    columns.push(Column { name: "run", kind: Kind::Whole });
    if text == Text::Full {
        columns.push(Column { name: "text", kind: Kind::Text });
    }
    columns
}

pub fn row(found: &Found, style: Style) -> Row {
    let e = &found.line.event;
    let d = &found.line.document;
    let mut row: Row = Vec::with_capacity(64);
    row.extend([e.id.as_str().into(), e.event.as_str().into(), list(&e.mode), list(&e.context)]);
    row.extend([Cell::Whole(i64::from(e.quad)), e.score.map(|s| (f64::from(s) * 100.0).round() / 100.0).into()]);
    row.extend([e.cameo.as_deref().into(), e.status.as_str().into(), e.confidence.into()]);
    row.extend([found.day.as_ref().map(|d| d.0.as_str()).into(), found.day.as_ref().map(|d| d.1.as_str()).into()]);
    row.extend([e.date.as_ref().map(|d| d.precision.as_str()).into(), found.date_basis.as_deref().into()]);
    for side in [&e.actor, &e.recipient] {
        let cell = |of: fn(&Role) -> &str| -> Cell { joined(side.iter().map(of), "; ").into() };
        row.extend([
            cell(|r| &r.name),
            cell(|r| r.country.as_deref().unwrap_or("")),
            cell(|r| r.sector.as_deref().unwrap_or("")),
            cell(|r| r.office.as_deref().unwrap_or("")),
            cell(|r| r.id.as_deref().unwrap_or("")),
        ]);
    }
    let place = e.place.as_ref();
    row.extend([
        place.and_then(|p| p.name.as_deref()).into(),
        place.map(|p| p.text.as_str()).into(),
        place.and_then(|p| p.admin1.as_deref()).into(),
        place.and_then(|p| p.country.as_deref()).into(),
        place.and_then(|p| p.precision.as_deref()).into(),
        place.and_then(|p| p.lat).into(),
        place.and_then(|p| p.lon).into(),
        place.and_then(|p| p.geonames_id).into(),
    ]);
    for [kind, ..] in TOLLS {
        let (low, high) = bounds(&e.toll, kind);
        row.extend([low.into(), high.into()]);
    }
    let tolls: Vec<String> = e.toll.iter().map(told).collect();
    row.push(tolls.join("; ").into());
    row.push(joined(e.attribution.iter().filter_map(|a| a.source.as_ref()).map(|s| s.text.as_str()), "; ").into());
    row.extend([e.anchor.text.as_str().into(), e.anchor.start.into(), e.anchor.end.into()]);
    row.extend([sentence(found, style.quote).into(), d.id.as_str().into(), found.report.as_str().into(), d.title.as_deref().into()]);
    row.extend([
        d.url.as_deref().into(),
        d.publisher.as_deref().into(),
        d.published.as_deref().into(),
        found.published_basis.as_deref().into(),
    ]);
    row.extend([d.language.as_deref().into(), d.path.as_str().into(), found.incident.as_deref().into(), found.copy_of.as_deref().into()]);
    row.push(found.run.into());
    if style.text == Text::Full {
        row.push(found.record.as_ref().map(|r| r.document.text.as_str()).into());
    }
    row
}

fn list(values: &[String]) -> Cell {
    values.join("; ").into()
}

/// The lowest and the highest number of a kind; totals over a longer time are not of this event.
pub fn bounds(tolls: &[Toll], kind: &str) -> (Option<u64>, Option<u64>) {
    let own = || tolls.iter().filter(|t| t.kind == kind && !t.total);
    let low = own().filter_map(|t| t.low).min();
    // One figure without an upper bound leaves the whole without one.
    let high = if own().all(|t| t.high.is_some()) { own().filter_map(|t| t.high).max() } else { None };
    (low, high)
}

/// A figure as told.
pub fn told(t: &Toll) -> String {
    let total = if t.total { " (in all)" } else { "" };
    let source = t.source.as_ref().map(|s| format!(" ({})", s.text)).unwrap_or_default();
    format!("{}: {}{total}{source}", t.kind, t.text)
}

/// The event's sentence, cut after so many characters.
pub fn sentence(found: &Found, most: usize) -> String {
    let Some(record) = &found.record else { return String::new() };
    let range = &found.line.event.sentence;
    let length = range.end.saturating_sub(range.start);
    let mut sentence: String = record.document.text.chars().skip(range.start).take(length.min(most)).collect();
    if length > most {
        sentence.push('…');
    }
    sentence
}
