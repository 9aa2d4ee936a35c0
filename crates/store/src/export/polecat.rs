//! POLECAT: 40 columns, one row a pair of actor and recipient.

use super::cell::{Cell, Row, joined};
use super::codes::{Codes, pairs, story};
use crate::Found;
use record::json::Role;

pub const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

pub const LOSSES: &[&str] = &[
    "status: events that are future, hypothetical, negated or historical stand beside those that happened; filter with --status actual",
    "date precision, last day, the words of every value, attributions, tolls, confidence",
    "an event of several actors or recipients gives a row for each pair, so Event ID is not unique",
    "Actor COW and Recipient COW are empty; `Wikipedia … ID` holds the Wikidata identifier; District is empty",
    "Feature Type is the precision of the place (site, city, admin2, admin1, country, region)",
];

pub fn rows(found: &Found, codes: &Codes) -> Vec<Row> {
    let e = &found.line.event;
    let d = &found.line.document;
    let place = e.place.as_ref();
    let is_town = place.is_some_and(|p| matches!(p.precision.as_deref(), Some("site" | "city")));
    let side = |role: Option<&Role>| -> [Cell; 8] {
        [
            role.map(|r| r.name.as_str()).into(),
            role.and_then(|r| r.country.as_deref()).map(|c| codes.name(c)).into(),
            Cell::None,
            role.and_then(|r| r.sector.as_deref()).into(),
            role.and_then(|r| r.sector.as_deref()).into(),
            role.and_then(|r| r.office.as_deref()).into(),
            role.map(|r| r.text.as_str()).into(),
            role.and_then(|r| r.id.as_deref()).into(),
        ]
    };
    let named = found.record.iter().flat_map(|r| &r.places).filter(|p| p.precision.as_deref() != Some("nationality"));
    let places = named.map(|p| p.name.as_deref().unwrap_or(&p.text));
    let locations = joined(places, ";");
    let row = |actor: Option<&Role>, recipient: Option<&Role>| -> Row {
        let mut row: Row = vec![
            e.id.as_str().into(),
            found.day.as_ref().map(|d| d.0.as_str()).into(),
            e.event.as_str().into(),
            e.mode.first().map(String::as_str).into(),
            e.score.map(f64::from).into(),
            Cell::Whole(i64::from(e.quad)),
            e.context.join(";").into(),
        ];
        row.extend(side(actor));
        row.extend(side(recipient));
        row.extend([
            place.and_then(|p| p.name.as_deref()).into(),
            place.filter(|_| is_town).and_then(|p| p.name.as_deref()).into(),
            Cell::None,
            place.and_then(|p| p.admin1.as_deref()).into(),
            place.and_then(|p| p.country.as_deref()).map(|c| codes.name(c)).into(),
            place.and_then(|p| p.lat).into(),
            place.and_then(|p| p.lon).into(),
            place.and_then(|p| p.geonames_id).into(),
            place.map(|p| p.text.as_str()).into(),
            place.and_then(|p| p.precision.as_deref()).into(),
            d.publisher.as_deref().into(),
            d.published.as_deref().into(),
            story(found, &["person"]),
            story(found, &["organisation", "country", "group"]),
            locations.as_str().into(),
            d.language.as_deref().into(),
            "diurna/1".into(),
        ]);
        row
    };
    pairs(&e.actor, &e.recipient).into_iter().map(|(a, r)| row(a, r)).collect()
}
