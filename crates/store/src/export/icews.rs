//! ICEWS: 20 columns, one row a pair of source and target.

use super::cell::{Cell, Row};
use super::codes::{Codes, goldstein, number, pairs};
use crate::Found;
use record::json::Role;

pub const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

pub const LOSSES: &[&str] = &[
    "status: events that are future, hypothetical, negated or historical stand beside those that happened; filter with --status actual",
    "CAMEO codes are our own table from PLOVER type and mode; Event Text is that type and mode; sectors are PLOVER's",
    "date precision and last day, precision of the place, the words of every value, attributions, tolls, offices, confidence",
    "Event ID is a hash, unique for each pair of source and target; Sentence Number and District are empty",
];

pub fn rows(found: &Found, codes: &Codes) -> Vec<Row> {
    let e = &found.line.event;
    let d = &found.line.document;
    let place = e.place.as_ref();
    let is_town = place.is_some_and(|p| matches!(p.precision.as_deref(), Some("site" | "city")));
    let side = |role: Option<&Role>| -> [Cell; 3] {
        [
            role.map(|r| r.name.as_str()).into(),
            role.and_then(|r| r.sector.as_deref()).into(),
            role.and_then(|r| r.country.as_deref()).map(|c| codes.name(c)).into(),
        ]
    };
    let cameo = e.cameo.as_deref().unwrap_or("");
    let mut rows = Vec::new();
    for (nth, (source, target)) in pairs(&e.actor, &e.recipient).into_iter().enumerate() {
        let mut row: Row = vec![number(&found.report, &e.id, nth).into(), found.day.as_ref().map(|d| d.0.as_str()).into()];
        row.extend(side(source));
        row.extend([e.mode.iter().fold(e.event.clone(), |k, m| k + " " + m).into(), cameo.into(), goldstein(cameo).into()]);
        row.extend(side(target));
        row.extend([
            d.id.as_str().into(),
            Cell::None,
            d.publisher.as_deref().into(),
            place.filter(|_| is_town).and_then(|p| p.name.as_deref()).into(),
            Cell::None,
            place.and_then(|p| p.admin1.as_deref()).into(),
            place.and_then(|p| p.country.as_deref()).map(|c| codes.name(c)).into(),
            place.and_then(|p| p.lat).into(),
            place.and_then(|p| p.lon).into(),
        ]);
        rows.push(row);
    }
    rows
}
