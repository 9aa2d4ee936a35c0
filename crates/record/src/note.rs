//! The record as a note for people: what a terminal shows, the casebook pins and a bug report quotes.
//!
//! ```text
//! ASSAULT      «killed»             actual
//!   actor      … COP                «Police»
//!   date       2031-03-24           «Monday»
//!   killed     60 or more           «at least 60 dead»
//!   says       interior ministry    «the interior ministry said»
//! ```
//!
//! The first column names the value, the second is the value, the third gives the words that say it. `…` stands for a country that the report does not tell,
//! `(PER)` for one that no words say of this party: the one that the report tells most of. Words taken from another sentence are followed by `(elsewhere)`.

use crate::{Document, Event, EventDate, Notice, Place, Record, Role, Span, Toll};
use std::fmt::Write;

/// Width of the first column.
const NAME: usize = 12;
/// Least width of the second column.
const VALUE: usize = 20;

/// The whole note of a report: a heading, its events, its notices.
pub fn record(record: &Record) -> String {
    let mut note = heading(&record.document, false);
    if record.events.is_empty() {
        note.push_str("no political event\n");
    }
    note.push_str(&events(record));
    notices(&mut note, &record.notices);
    note
}

/// A report before it is coded: a heading, its paragraphs with their kinds, its notices.
pub fn document(document: &Document) -> String {
    let mut note = heading(document, true);
    for block in &document.blocks {
        let _ = writeln!(note, "{} {}", padded(block.kind.name(), NAME), plain(block.span.of(&document.text)));
    }
    notices(&mut note, &document.notices);
    note
}

/// The time expressions of a report: words, TIMEX3 type and value, days.
pub fn times(record: &Record) -> String {
    let text = &record.document.text;
    let mut note = String::new();
    for t in &record.mentions.times {
        let modifier = t.modifier.map(|m| format!(" {}", m.name())).unwrap_or_default();
        let days = t.interval.map_or_else(String::new, |i| format!(" {} to {}", i.from, i.to));
        let hang = t.hang.as_ref().and_then(|h| h.words).map(|w| format!(" from {}", quoted(text, w))).unwrap_or_default();
        line(&mut note, t.kind.name(), &format!("{}{modifier}", t.value), &format!("{}{days}{hang}", quoted(text, t.span)));
    }
    note
}

/// The places of a report, one line a mention.
pub fn places(record: &Record) -> String {
    let mut note = String::new();
    for p in &record.entities.places {
        let precision = p.location.as_ref().map_or("unresolved", |l| l.precision.name());
        line(&mut note, precision, &location(p), &quoted(&record.document.text, p.span));
    }
    note
}

/// The parties of a report, each with its mentions.
pub fn parties(record: &Record) -> String {
    let mut note = String::new();
    for p in &record.entities.parties {
        let code = [country(p.country.as_deref(), p.inferred), p.sector.clone().unwrap_or_default()].join(" ");
        let offices: String = p.offices.iter().map(|o| format!(", {}", plain(&o.title))).collect();
        let spans: Vec<Span> = p.mentions.iter().map(|m| m.span).collect();
        line(&mut note, p.kind.name(), &format!("{} {}{offices}", code.trim(), plain(&p.name)), &all_quoted(&record.document.text, &spans));
    }
    note
}

/// Who said what.
pub fn quotes(record: &Record) -> String {
    let text = &record.document.text;
    let mut note = String::new();
    for q in &record.mentions.quotes {
        let source = q.source.map_or_else(|| "someone".to_owned(), |(s, _)| quoted(text, s));
        let cue = q.cue.map(|(c, _)| quoted(text, c)).unwrap_or_default();
        line(&mut note, if q.direct { "direct" } else { "indirect" }, &format!("{source} {cue}"), &all_quoted(text, &q.content));
    }
    note
}

/// The figures of a report.
pub fn tolls(record: &Record) -> String {
    let text = &record.document.text;
    let mut note = String::new();
    for q in &record.mentions.tolls {
        let victims = q.victims.map(|v| format!(" of {}", quoted(text, v))).unwrap_or_default();
        let value = bounds(q.low, q.high, q.about, q.total);
        let source = q.source.map(|(s, _)| format!(" by {}", quoted(text, s))).unwrap_or_default();
        line(&mut note, q.kind.name(), &value, &format!("{}{victims}{source}", quoted(text, q.span)));
    }
    note
}

fn heading(d: &Document, uncoded: bool) -> String {
    let mut note = String::new();
    let member = d.source.member.as_ref().map(|m| format!(" ({})", plain(m))).unwrap_or_default();
    let day = d.published.as_ref().map_or_else(|| "undated".to_owned(), |p| format!("{} ({})", p.date, p.basis));
    let language = d.language.as_deref().unwrap_or("language unknown");
    let format = d.source.format.map(|f| format!(" · {f}")).filter(|_| uncoded).unwrap_or_default();
    let _ = writeln!(note, "── {}{member} · {day} · {language}{format}", plain(&d.source.file));
    if let Some(title) = &d.title {
        let _ = writeln!(note, "   {}", plain(title));
    }
    let told = [&d.publisher, &d.byline, &d.url].into_iter().flatten().filter(|_| uncoded);
    for value in told {
        let _ = writeln!(note, "   {}", plain(value));
    }
    note.push('\n');
    note
}

fn notices(note: &mut String, notices: &[Notice]) {
    for n in notices {
        let _ = writeln!(note, "notice       {}: {}", n.code, n.message);
    }
}

/// The events of a report, a blank line between them.
pub fn events(record: &Record) -> String {
    let notes: Vec<String> = record.events.iter().map(|e| event(record, e)).collect();
    notes.join("\n")
}

/// One event.
fn event(record: &Record, event: &Event) -> String {
    let text = &record.document.text;
    let mut note = String::new();
    let kind = event.mode.iter().fold(event.kind.clone(), |k, m| k + " " + m);
    line(&mut note, &kind, &quoted(text, event.anchor), event.status.name());
    for (name, side) in [("  actor", &event.actor), ("  recipient", &event.recipient)] {
        for role in side {
            let mut said = quoted(text, role.span);
            if role.elsewhere {
                said.push_str(" (elsewhere)");
            }
            line(&mut note, name, &code_of(record, role), &said);
        }
    }
    if let Some(date) = &event.date {
        let said = if date.words.is_empty() { "(going on)".to_owned() } else { all_quoted(text, &date.words) };
        line(&mut note, "  date", &days(date), &said);
    }
    if let Some(place) = &event.place {
        line(&mut note, "  place", &location(place), &quoted(text, place.span));
    }
    for toll in &event.toll {
        let mut said = quoted(text, toll.span);
        if let Some((_, source)) = toll.source {
            let _ = write!(said, " by {}", quoted(text, source));
        }
        line(&mut note, &format!("  {}", toll.kind.name()), &figure(toll), &said);
    }
    for a in &event.attribution {
        let (value, said) = match (a.source, a.cue) {
            (Some(source), cue) => {
                let name =
                    a.party.and_then(|p| record.entities.parties.get(p)).map_or_else(|| source.of(text).to_owned(), |p| p.name.clone());
                let span = cue.filter(|c| near(text, source, *c)).map_or(source, |c| source.cover(c));
                (name, quoted(text, span))
            }
            (None, Some(cue)) => ("someone".to_owned(), quoted(text, cue)),
            (None, None) => continue,
        };
        line(&mut note, "  says", &value, &said);
    }
    note
}

/// Country, sector, and the name where the words do not give it.
fn code_of(record: &Record, role: &Role) -> String {
    let mut value = country(role.country.as_deref(), role.inferred);
    if let Some(sector) = &role.sector {
        let _ = write!(value, " {sector}");
    }
    let name = record.entities.parties.get(role.party).map_or("", |p| p.name.as_str());
    if !name.is_empty() && !name.eq_ignore_ascii_case(role.span.of(&record.document.text)) {
        let _ = write!(value, " {}", plain(name));
    }
    if let Some(office) = &role.office {
        let _ = write!(value, ", {}", plain(&office.title));
    }
    value
}

fn country(code: Option<&str>, inferred: bool) -> String {
    let code = code.unwrap_or("…");
    if inferred { format!("({code})") } else { code.to_owned() }
}

fn days(date: &EventDate) -> String {
    let (from, to) = (date.days.from, date.days.to);
    match date.days.precision() {
        "day" => from.to_string(),
        "month" => format!("{:04}-{:02}", from.year(), from.month()),
        "year" => format!("{:04}", from.year()),
        _ => format!("{from} to {to}"),
    }
}

fn figure(toll: &Toll) -> String {
    bounds(toll.low, toll.high, toll.about, toll.total)
}

fn bounds(low: Option<u64>, high: Option<u64>, about: bool, total: bool) -> String {
    let mut value = match (low, high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or fewer"),
        (None, None) => "unknown".to_owned(),
    };
    if about {
        value.insert_str(0, "about ");
    }
    if total {
        value.push_str(" in all");
    }
    value
}

/// Name, unit and country of a place.
fn location(place: &Place) -> String {
    let Some(l) = &place.location else { return "unresolved".to_owned() };
    let unit = l.admin1.as_ref().filter(|a| **a != l.name);
    [Some(&l.name), unit, l.country.as_ref()].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Whether two spans stand so close that one quotation may show both.
fn near(text: &str, a: Span, b: Span) -> bool {
    let gap = a.cover(b);
    gap.len() <= a.len() + b.len() + 40 && !gap.of(text).contains('\n')
}

fn all_quoted(text: &str, spans: &[Span]) -> String {
    spans.iter().map(|s| quoted(text, *s)).collect::<Vec<_>>().join(" ")
}

fn quoted(text: &str, span: Span) -> String {
    format!("«{}»", plain(span.of(text)))
}

/// Text on one line, without control characters that would act on a terminal.
pub fn plain(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_control() || is_direction_mark(c) { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn line(note: &mut String, name: &str, value: &str, words: &str) {
    let _ = writeln!(note, "{} {} {words}", padded(name, NAME), padded(value, VALUE));
}

fn padded(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length < width { format!("{text}{}", " ".repeat(width - length)) } else { format!("{text} ") }
}
