//! Like ACLED: 31 columns, one row an event that happened and that ACLED's types have a place for.

use super::cell::{Cell, Row, joined};
use super::codes::Codes;
use super::table::{bounds, sentence, told};
use super::{Style, cell};
use crate::Found;
use record::json::{EventBody, Role};

pub const COLUMNS: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

pub const LOSSES: &[&str] = &[
    "only events that happened, and of them only those that ACLED's types have a place for; the types are mapped from PLOVER type, mode and sectors, not coded by ACLED's rules",
    "one row a report's event: reports of one happening are not merged (see the export of incidents)",
    "fatalities is the lowest number of killed that is told, empty where none is told (ACLED writes 0); conflicting figures stand in notes",
    "region, admin2, admin3, source_scale and timestamp are empty; inter codes follow PLOVER sectors",
    "time_precision is 1 for a day, 2 for a week or a span up to a week, 3 for longer; a day of publication counts as 2",
    "attributions, last day, offices, confidence, the words of values",
];

pub fn rows(found: &Found, codes: &Codes, style: Style) -> Vec<Row> {
    let e = &found.line.event;
    let d = &found.line.document;
    let Some([disorder, kind, sub]) = types(e) else { return Vec::new() };
    let (first, others): (Option<&Role>, &[Role]) = (e.actor.first(), e.actor.get(1..).unwrap_or(&[]));
    let (second, more): (Option<&Role>, &[Role]) = (e.recipient.first(), e.recipient.get(1..).unwrap_or(&[]));
    let (one, two) = (first.map_or(0, |r| inter(r, kind)), second.map_or(0, |r| inter(r, kind)));
    let (low, high) = (one.min(two), one.max(two));
    let interaction = if low == 0 { high * 10 } else { low * 10 + high };
    let civilians = two == 7 && matches!(kind, "Violence against civilians" | "Explosions/Remote violence");
    let place = e.place.as_ref();
    let country = place.and_then(|p| p.country.as_deref());
    let day = found.day.as_ref().map(|d| d.0.as_str());
    let precision = match (e.date.as_ref().map(|d| d.precision.as_str()), found.date_basis.as_deref()) {
        (Some("day"), _) => Some(1),
        (Some("week"), _) | (None, Some("publication")) => Some(2),
        (Some(_), _) => Some(3),
        (None, _) => None,
    };
    let geo = place.and_then(|p| p.precision.as_deref()).map(|p| match p {
        "site" | "city" => 1_i64,
        "admin2" => 2,
        _ => 3,
    });
    let names = |roles: &[Role]| -> Cell { joined(roles.iter().map(|r| r.name.as_str()), "; ").into() };
    let mut notes = sentence(found, style.quote);
    for toll in &e.toll {
        notes.push_str(if notes.is_empty() { "" } else { " | " });
        notes.push_str(&told(toll));
    }
    vec![vec![
        e.id.as_str().into(),
        day.into(),
        day.and_then(|d| d.get(..4)).into(),
        precision.map(i64::from).into(),
        disorder.into(),
        kind.into(),
        sub.into(),
        first.map(|r| r.name.as_str()).into(),
        names(others),
        Cell::Whole(one),
        second.map(|r| r.name.as_str()).into(),
        names(more),
        Cell::Whole(two),
        Cell::Whole(interaction),
        if civilians { "Civilian targeting".into() } else { Cell::None },
        country.and_then(|c| codes.numeric(c)).into(),
        Cell::None,
        country.map(|c| codes.name(c)).into(),
        place.and_then(|p| p.admin1.as_deref()).into(),
        Cell::None,
        Cell::None,
        place.map(|p| p.name.as_deref().unwrap_or(&p.text)).into(),
        place.and_then(|p| p.lat).into(),
        place.and_then(|p| p.lon).into(),
        geo.into(),
        d.publisher.as_deref().into(),
        Cell::None,
        cell::Cell::from(notes),
        bounds(&e.toll, "killed").0.into(),
        bounds(&e.toll, "participants").0.map(|n| format!("crowd size={n}")).into(),
        Cell::None,
    ]]
}

/// Disorder type, event type and sub-event type; none for what ACLED does not keep.
fn types(e: &EventBody) -> Option<[&'static str; 3]> {
    const POLITICAL: &str = "Political violence";
    const REMOTE: &str = "Explosions/Remote violence";
    const CIVILIANS: &str = "Violence against civilians";
    const STRATEGIC: &str = "Strategic developments";
    if e.status != "actual" {
        return None;
    }
    let mode = e.mode.first().map_or("", String::as_str);
    Some(match (e.event.as_str(), mode) {
        ("PROTEST", "riot") => [POLITICAL, "Riots", "Violent demonstration"],
        ("PROTEST", "vandalize") => [POLITICAL, "Riots", "Mob violence"],
        ("PROTEST", _) => ["Demonstrations", "Protests", "Peaceful protest"],
        ("ASSAULT", "crowd-control") => ["Demonstrations", "Protests", "Excessive force against protesters"],
        ("ASSAULT", "suicide-attack") => [POLITICAL, REMOTE, "Suicide bomb"],
        ("ASSAULT", "aerial" | "drone") => [POLITICAL, REMOTE, "Air/drone strike"],
        ("ASSAULT", "heavy-weapons") => [POLITICAL, REMOTE, "Shelling/artillery/missile attack"],
        ("ASSAULT", "explosives") => [POLITICAL, REMOTE, "Remote explosive/landmine/IED"],
        ("ASSAULT", "unconventional") => [POLITICAL, REMOTE, "Chemical weapon"],
        ("ASSAULT", "abduct") => [POLITICAL, CIVILIANS, "Abduction/forced disappearance"],
        ("ASSAULT", "sexual") => [POLITICAL, CIVILIANS, "Sexual violence"],
        ("ASSAULT", "destroy") | ("COERCE", "seize") => [STRATEGIC, STRATEGIC, "Looting/property destruction"],
        ("ASSAULT", _) if is_armed(&e.actor) && is_armed(&e.recipient) => [POLITICAL, "Battles", "Armed clash"],
        ("ASSAULT", _) => [POLITICAL, CIVILIANS, "Attack"],
        ("COERCE", "arrest") => [STRATEGIC, STRATEGIC, "Arrests"],
        ("RETREAT", "ceasefire") => [STRATEGIC, STRATEGIC, "Agreement"],
        ("RETREAT", "withdraw" | "disarm") | ("MOBILIZE", _) => [STRATEGIC, STRATEGIC, "Change to group/activity"],
        _ => return None,
    })
}

fn is_armed(roles: &[Role]) -> bool {
    roles.iter().any(|r| matches!(r.sector.as_deref(), Some("MIL" | "COP" | "REB" | "PRM" | "UAF" | "SPY")))
}

/// ACLED's kind of actor by PLOVER sector.
fn inter(role: &Role, kind: &str) -> i64 {
    match (role.sector.as_deref().unwrap_or(""), role.country.as_deref().unwrap_or("")) {
        (_, "IGO" | "NGO" | "MNC") => 8,
        ("GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG", _) => 1,
        ("REB" | "UAF", _) => 2,
        ("PRM", _) => 3,
        (_, _) if kind == "Riots" => 5,
        (_, _) if kind == "Protests" => 6,
        _ => 7,
    }
}
