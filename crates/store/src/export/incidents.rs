//! One row an incident: what its reports agree on, and the bounds of what they do not.

use super::cell::{Cell, Row};
use crate::Incident;

/// The columns.
pub fn incident_columns() -> Vec<&'static str> {
    vec![
        "incident",
        "event",
        "mode",
        "actor",
        "recipient",
        "date_from",
        "date_to",
        "date_earliest",
        "date_latest",
        "place",
        "places",
        "country",
        "lat",
        "lon",
        "killed_low",
        "killed_high",
        "injured_low",
        "injured_high",
        "detained_low",
        "detained_high",
        "displaced_low",
        "displaced_high",
        "missing_low",
        "missing_high",
        "participants_low",
        "participants_high",
        "tolls",
        "events",
        "reports",
        "independent_sources",
        "copies",
        "documents",
        "why",
    ]
}

pub fn row(i: &Incident) -> Row {
    let mut row: Row = vec![
        i.id.as_str().into(),
        i.event.as_str().into(),
        i.mode.join("; ").into(),
        i.actors.join("; ").into(),
        i.recipients.join("; ").into(),
        i.common_days.as_ref().map(|d| d.0.as_str()).into(),
        i.common_days.as_ref().map(|d| d.1.as_str()).into(),
        i.days.as_ref().map(|d| d.0.as_str()).into(),
        i.days.as_ref().map(|d| d.1.as_str()).into(),
        i.places.first().map(String::as_str).into(),
        i.places.join("; ").into(),
        i.countries.join("; ").into(),
        i.point.map(|p| p.0).into(),
        i.point.map(|p| p.1).into(),
    ];
    for kind in ["killed", "injured", "detained", "displaced", "missing", "participants"] {
        let (low, high) = i.tolls.get(kind).copied().unwrap_or_default();
        row.extend([Cell::from(low), Cell::from(high)]);
    }
    row.extend([
        i.told.join("; ").into(),
        i.events.len().into(),
        i.documents.len().into(),
        i.independent.into(),
        i.copies.into(),
        i.documents.join("; ").into(),
        i.why.join("; ").into(),
    ]);
    row
}
