//! Events as JSON: our own line, PLOVER's object, a point on the map.

use super::table::{bounds, sentence};
use super::{Style, Text};
use crate::Found;
use record::json::Role;
use serde_json::{Map, Value, json};

pub const PLOVER_LOSSES: &[&str] = &[
    "`date` is the first day, `enddate` the last; their precision stands in `comment`",
    "tolls are PLOVER's `size`: dead, injured, arrested, each the lowest number told; others and upper bounds are lost",
    "attributions, offsets of roles, dates and places",
    "religion, ethnicity, gender, age and time are never filled: the coder does not read them",
    "status other than actual stands as PLOVER's auxiliary mode (historical, future, hypothetical, negation)",
];

/// The line of `diurna code --format events` and what only a store knows.
pub fn line(found: &Found, style: Style) -> Value {
    let mut line = serde_json::to_value(&found.line).unwrap_or_default();
    line["document"]["hash"] = found.report.as_str().into();
    line["run"] = found.run.into();
    if let Some(incident) = &found.incident {
        line["incident"] = incident.as_str().into();
    }
    if let Some(original) = &found.copy_of {
        line["document"]["copy_of"] = original.as_str().into();
    }
    // Where the event tells no day, users get the report's, and are told so.
    if let (None, Some((from, to)), Some(basis)) = (&found.line.event.date, &found.day, &found.date_basis) {
        line["date_basis"] = basis.as_str().into();
        line["filed_under"] = json!({ "from": from, "to": to });
    }
    if let (Text::Full, Some(record)) = (style.text, &found.record) {
        line["document"]["text"] = record.document.text.as_str().into();
    }
    line
}

/// The object of the PLOVER exchange format.
pub fn plover(found: &Found, style: Style) -> Value {
    let e = &found.line.event;
    let d = &found.line.document;
    let mut o = Map::new();
    let mut put = |name: &str, value: Value| {
        let empty =
            matches!(&value, Value::Null) || value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
        if !empty {
            o.insert(name.to_owned(), value);
        }
    };
    put("id", e.id.as_str().into());
    put("date", found.day.as_ref().map(|d| d.0.as_str()).into());
    put("enddate", found.day.as_ref().filter(|d| d.0 != d.1).map(|d| d.1.as_str()).into());
    put("actor", e.actor.iter().map(entity).collect::<Vec<_>>().into());
    put("recipient", e.recipient.iter().map(entity).collect::<Vec<_>>().into());
    put("event", vec![e.event.as_str()].into());
    put("event_text", vec![e.anchor.text.as_str()].into());
    put("quad_code", e.quad.into());
    put("event_scale", e.score.map(|s| (f64::from(s) * 100.0).round() / 100.0).into());
    let auxiliary = match e.status.as_str() {
        "actual" => None,
        "negated" => Some("negation"),
        other => Some(other),
    };
    put("mode", e.mode.iter().map(String::as_str).chain(auxiliary).collect::<Vec<_>>().into());
    put("context", e.context.iter().map(String::as_str).collect::<Vec<_>>().into());
    put("link", d.url.as_deref().into());
    put("text", Some(sentence(found, style.quote)).filter(|s| !s.is_empty()).into());
    put("text_info", json!({ "start": e.sentence.start, "end": e.sentence.end }));
    if let Some(p) = &e.place {
        let city = p.name.as_deref().filter(|_| matches!(p.precision.as_deref(), Some("city" | "site")));
        let location = json!({ "extracted_place": p.text, "resolved_place": p.name, "geonameid": p.geonames_id, "lat": p.lat, "lon": p.lon, "city": city,
            "province": p.admin1, "country_code": p.country, "resolution": p.precision });
        put("event_loc", without_nulls(location));
    }
    let size = |kind: &str| bounds(&e.toll, kind).0;
    put("size", without_nulls(json!({ "dead": size("killed"), "injured": size("injured"), "arrested": size("detained") })));
    put(
        "cite_info",
        without_nulls(json!({ "corpus": d.publisher, "url": d.url, "title": d.title, "language": d.language, "publication": d.published })),
    );
    put("coder", "diurna".into());
    let basis = found.date_basis.as_deref().map(|b| format!("date_basis: {b}"));
    let precision = e.date.as_ref().map(|d| format!("date_precision: {}", d.precision));
    put("comment", Some([basis, precision].into_iter().flatten().collect::<Vec<_>>().join("; ")).filter(|c| !c.is_empty()).into());
    if let Some(incident) = &found.incident {
        put("incident", incident.as_str().into());
    }
    Value::Object(o)
}

fn entity(r: &Role) -> Value {
    let named = r.name != r.text;
    without_nulls(json!({ "code": r.country, "sector": r.sector, "entity_text": r.text, "identifier_id": r.id,
        "identifier_text": named.then_some(r.name.as_str()), "office": r.office }))
}

/// A point on the map; none for an event without one.
pub fn feature(found: &Found) -> Option<Value> {
    let e = &found.line.event;
    let place = e.place.as_ref()?;
    let (lat, lon) = (place.lat?, place.lon?);
    let names = |roles: &[Role]| roles.iter().map(|r| r.name.as_str()).collect::<Vec<_>>().join("; ");
    let tolls = e.toll.iter().map(super::table::told).collect::<Vec<_>>().join("; ");
    let d = &found.line.document;
    let properties = without_nulls(json!({
        "event": e.event, "mode": some(e.mode.join(" ")), "status": e.status, "anchor": e.anchor.text, "actor": some(names(&e.actor)),
        "recipient": some(names(&e.recipient)), "date_from": found.day.as_ref().map(|d| &d.0), "date_to": found.day.as_ref().map(|d| &d.1),
        "date_basis": found.date_basis, "date_precision": e.date.as_ref().map(|d| &d.precision), "place": place.name, "country": place.country,
        "precision": place.precision, "tolls": some(tolls), "document": d.id, "title": d.title, "url": d.url, "published": d.published,
        "confidence": e.confidence, "incident": found.incident,
    }));
    Some(json!({ "type": "Feature", "id": e.id, "geometry": { "type": "Point", "coordinates": [lon, lat] }, "properties": properties }))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

/// What is not said is absent.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(fields.into_iter().filter(|(_, v)| !v.is_null()).collect()),
        other => other,
    }
}
