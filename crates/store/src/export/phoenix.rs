//! Phoenix: 26 columns, one row a pair of source and target.

use super::cell::{Cell, Row};
use super::codes::{Codes, actor, agent, eight, goldstein, number, pairs, root};
use crate::Found;
use record::json::Role;

pub const COLUMNS: [&str; 26] = [
    "EventID",
    "Date",
    "Year",
    "Month",
    "Day",
    "Source",
    "SourceRoot",
    "SourceAgent",
    "SourceOthers",
    "Target",
    "TargetRoot",
    "TargetAgent",
    "TargetOthers",
    "EventCode",
    "RootCode",
    "QuadClass",
    "Goldstein",
    "Issues",
    "Lat",
    "Lon",
    "PlaceName",
    "StateName",
    "CountryName",
    "SentenceIDs",
    "URLs",
    "NewsSources",
];

pub const LOSSES: &[&str] = &[
    "status: events that are future, hypothetical, negated or historical stand beside those that happened; filter with --status actual",
    "CAMEO codes are our own table from PLOVER type and mode; Goldstein is that of the CAMEO root; QuadClass is Phoenix's own (0 to 4)",
    "date precision and last day, precision of the place, the words of every value, attributions, tolls, offices, confidence",
    "SourceOthers and TargetOthers are empty; Issues holds PLOVER contexts; SentenceIDs is report and first character of the sentence",
];

pub fn rows(found: &Found, codes: &Codes) -> Vec<Row> {
    let e = &found.line.event;
    let d = &found.line.document;
    let day = found.day.as_ref().map(|d| d.0.as_str());
    let cameo = e.cameo.as_deref().unwrap_or("");
    let place = e.place.as_ref();
    let side = |role: Option<&Role>| -> [Cell; 4] {
        [
            role.map(actor).into(),
            role.and_then(|r| r.country.as_deref()).into(),
            role.and_then(|r| r.sector.as_deref()).map(agent).into(),
            Cell::None,
        ]
    };
    let mut rows = Vec::new();
    for (nth, (source, target)) in pairs(&e.actor, &e.recipient).into_iter().enumerate() {
        let mut row: Row = vec![
            format!("{}_1", number(&found.report, &e.id, nth)).into(),
            day.map(eight).into(),
            day.and_then(|d| d.get(..4)).into(),
            day.and_then(|d| d.get(5..7)).into(),
            day.and_then(|d| d.get(8..10)).into(),
        ];
        row.extend(side(source));
        row.extend(side(target));
        row.extend([
            cameo.into(),
            root(cameo).into(),
            quad(cameo).into(),
            goldstein(cameo).into(),
            e.context.join(";").into(),
            place.and_then(|p| p.lat).into(),
            place.and_then(|p| p.lon).into(),
            place.map(|p| p.name.as_deref().unwrap_or(&p.text)).into(),
            place.and_then(|p| p.admin1.as_deref()).into(),
            place.and_then(|p| p.country.as_deref()).map(|c| codes.name(c)).into(),
            format!("{}_{}", d.id, e.sentence.start).into(),
            d.url.as_deref().into(),
            d.publisher.as_deref().into(),
        ]);
        rows.push(row);
    }
    rows
}

/// Phoenix's classes of CAMEO roots.
fn quad(cameo: &str) -> Option<i64> {
    Some(match root(cameo) {
        "01" | "02" => 0,
        "03" | "04" | "05" => 1,
        "06" | "07" | "08" => 2,
        "09" | "10" | "11" | "12" | "13" | "16" => 3,
        "14" | "15" | "17" | "18" | "19" | "20" => 4,
        _ => return None,
    })
}
