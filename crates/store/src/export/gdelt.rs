//! GDELT 2.0: events of 61 columns and mentions of 16, one row a pair of actors.

use super::cell::{Cell, Row};
use super::codes::{Codes, actor, agent, base, eight, goldstein, number, pairs, root};
use crate::Found;
use record::json::{Place, Role};

pub const COLUMNS: [&str; 61] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

pub const MENTIONS: [&str; 16] = [
    "GLOBALEVENTID",
    "EventTimeDate",
    "MentionTimeDate",
    "MentionType",
    "MentionSourceName",
    "MentionIdentifier",
    "SentenceID",
    "Actor1CharOffset",
    "Actor2CharOffset",
    "ActionCharOffset",
    "InRawText",
    "Confidence",
    "MentionDocLen",
    "MentionDocTone",
    "MentionDocTranslationInfo",
    "Extras",
];

pub const LOSSES: &[&str] = &[
    "status: events that are future, hypothetical, negated or historical stand beside those that happened; filter with --status actual",
    "GLOBALEVENTID is a hash, unique for each pair of actors; a report's event is a row, not merged with those of other reports",
    "CAMEO codes are our own table from PLOVER type and mode; GoldsteinScale is that of the CAMEO root; QuadClass is PLOVER's",
    "actor codes are country and agent out of PLOVER's country and sector; known groups, ethnic and religious codes are empty",
    "AvgTone, Actor1Geo, Actor2Geo, ADM1 and ADM2 codes are empty; FeatureID is the GeoNames id; Geo_Type tells city, unit or country only",
    "DATEADDED is the day of publication at midnight; NumMentions, NumSources and NumArticles count this report alone",
    "last day and date precision, the words of every value, attributions, tolls, offices, confidence (it stands in the mentions)",
    "GDELT's own files have no line of names: --no-header leaves it out",
];

pub const MENTION_LOSSES: &[&str] = &[
    "SentenceID, tone and translation are empty; offsets are code points of the canonical text",
    "times are days at midnight; Confidence is ours times 100",
];

pub fn rows(found: &Found, codes: &Codes) -> Vec<Row> {
    let e = &found.line.event;
    let d = &found.line.document;
    let day = found.day.as_ref().map(|d| d.0.as_str());
    let cameo = e.cameo.as_deref().unwrap_or("");
    let mut rows = Vec::new();
    for (nth, (one, two)) in pairs(&e.actor, &e.recipient).into_iter().enumerate() {
        let mut row: Row = vec![
            number(&found.report, &e.id, nth).into(),
            day.map(eight).into(),
            day.and_then(|d| d.get(..7)).map(eight).into(),
            day.and_then(|d| d.get(..4)).into(),
            day.and_then(fraction).into(),
        ];
        row.extend(party(one));
        row.extend(party(two));
        row.extend([
            // The first event of a report is its lead.
            Cell::Whole(i64::from(found.record.as_ref().is_some_and(|r| r.events.first().is_some_and(|f| f.id == e.id)))),
            cameo.into(),
            base(cameo).into(),
            root(cameo).into(),
            Cell::Whole(i64::from(e.quad)),
            goldstein(cameo).into(),
            Cell::Whole(1),
            Cell::Whole(1),
            Cell::Whole(1),
            Cell::None,
        ]);
        row.extend(std::iter::repeat_n(Cell::None, 16));
        row.extend(geo(e.place.as_ref(), codes));
        row.extend([d.published.as_deref().map(|p| format!("{}000000", eight(p))).into(), d.url.as_deref().into()]);
        rows.push(row);
    }
    rows
}

fn party(role: Option<&Role>) -> [Cell; 10] {
    let code = role.map(actor);
    let name = role.map(|r| r.name.to_uppercase());
    let country = role.and_then(|r| r.country.as_deref());
    let kind = role.and_then(|r| r.sector.as_deref()).map(agent);
    let none = Cell::None;
    [code.into(), name.into(), country.into(), none.clone(), none.clone(), none.clone(), none.clone(), kind.into(), none.clone(), none]
}

fn geo(place: Option<&Place>, codes: &Codes) -> [Cell; 8] {
    let Some(p) = place else { return std::array::from_fn(|_| Cell::None) };
    let country = p.country.as_deref().unwrap_or("");
    let american = country == "USA";
    let kind = match p.precision.as_deref() {
        Some("country" | "region") => 1,
        Some("admin1" | "admin2") if american => 2,
        Some("site" | "city") if american => 3,
        Some("site" | "city") => 4,
        Some("admin1" | "admin2") => 5,
        _ => 0,
    };
    let name = p.name.as_deref().unwrap_or(&p.text);
    let parts = [Some(name), p.admin1.as_deref().filter(|a| *a != name), Some(codes.name(country)).filter(|c| !c.is_empty() && *c != name)];
    [
        Cell::Whole(kind),
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ").into(),
        codes.fips(country).into(),
        Cell::None,
        Cell::None,
        p.lat.into(),
        p.lon.into(),
        p.geonames_id.into(),
    ]
}

/// Year and the part of it that has passed, as GDELT reckons: months of thirty days.
fn fraction(day: &str) -> Option<f64> {
    let number = |range: std::ops::Range<usize>| day.get(range)?.parse::<f64>().ok();
    let (year, month, date) = (number(0..4)?, number(5..7)?, number(8..10)?);
    Some(((year + ((month - 1.0) * 30.0 + date) / 365.0) * 1e4).round() / 1e4)
}

pub fn mentions(found: &Found) -> Vec<Row> {
    let e = &found.line.event;
    let d = &found.line.document;
    let midnight = |day: Option<&str>| -> Cell { day.map(|d| format!("{}000000", eight(d))).into() };
    let length = found.record.as_ref().map(|r| r.document.text.chars().count());
    let pairs = pairs(&e.actor, &e.recipient);
    let row = |(nth, (one, two)): (usize, (Option<&Role>, Option<&Role>))| -> Row {
        vec![
            number(&found.report, &e.id, nth).into(),
            midnight(found.day.as_ref().map(|d| d.0.as_str())),
            midnight(d.published.as_deref()),
            // 1 is the web; 2 a citation without an address.
            Cell::Whole(if d.url.is_some() { 1 } else { 2 }),
            d.publisher.as_deref().into(),
            d.url.as_deref().unwrap_or(&d.id).into(),
            Cell::None,
            one.map(|r| r.start).into(),
            two.map(|r| r.start).into(),
            e.anchor.start.into(),
            Cell::Whole(1),
            Cell::Whole((e.confidence * 100.0).round() as i64),
            length.into(),
            Cell::None,
            Cell::None,
            Cell::None,
        ]
    };
    pairs.into_iter().enumerate().map(row).collect()
}
