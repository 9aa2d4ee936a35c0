//! `diurna show`: a report with its events and their evidence, on the terminal or as a page.

use super::page;
use super::query::plain;
use crate::output::Output;
use anyhow::Context;
use clap::Args;
use record::json::{EventBody, RecordLine, Role};
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use store::Shown;

#[derive(Debug, Args)]
pub struct Show {
    /// Identifier of a report or an event, or the first letters (six at least) of a report's identifier or hash
    #[arg(value_name = "ID")]
    id: String,
    /// The store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Write one self-contained page to FILE instead (light and dark, printable, no script)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub fn run(show: &Show) -> anyhow::Result<u8> {
    let shown = super::open(&show.store)?.show(&show.id).with_context(|| show.store.display().to_string())?;
    let mut out = Output::new(show.html.as_deref())?;
    if show.html.is_some() {
        out.write_all(page::page(&shown).as_bytes())?;
    } else {
        let colour = Output::is_terminal(None);
        let marks = if colour { ["\u{1b}[1;4m", "\u{1b}[0m"] } else { ["[", "]"] };
        for report in &shown {
            out.write_all(note(report, marks).as_bytes())?;
        }
    }
    out.finish()?;
    Ok(0)
}

/// Where words of the evidence stand, none overlapping, in order: start, end, and the numbers of the events they serve.
pub fn evidence(record: &RecordLine, wanted: &[String]) -> Vec<(usize, usize, Vec<usize>)> {
    let mut edges: Vec<(usize, usize, usize)> = Vec::new();
    for (n, e) in record.events.iter().enumerate().filter(|(_, e)| wanted.contains(&e.id)) {
        let mut add = |start: usize, end: usize| edges.push((start, end, n + 1));
        add(e.anchor.start, e.anchor.end);
        e.actor.iter().chain(&e.recipient).for_each(|r| add(r.start, r.end));
        e.date.iter().flat_map(|d| &d.words).for_each(|w| add(w.start, w.end));
        e.place.iter().for_each(|p| add(p.start, p.end));
        e.toll.iter().for_each(|t| add(t.start, t.end));
        e.attribution.iter().flat_map(|a| &a.source).for_each(|s| add(s.start, s.end));
    }
    // Cut at every edge, so that pieces do not overlap; then join neighbours that serve the same events.
    let mut cuts: Vec<usize> = edges.iter().flat_map(|(s, e, _)| [*s, *e]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut pieces: Vec<(usize, usize, Vec<usize>)> = Vec::new();
    for pair in cuts.windows(2) {
        let mut serves: Vec<usize> = edges.iter().filter(|(s, e, _)| *s <= pair[0] && pair[1] <= *e).map(|(_, _, n)| *n).collect();
        serves.sort_unstable();
        serves.dedup();
        if serves.is_empty() {
            continue;
        }
        match pieces.last_mut() {
            Some(last) if last.1 == pair[0] && last.2 == serves => last.1 = pair[1],
            _ => pieces.push((pair[0], pair[1], serves)),
        }
    }
    pieces
}

/// A report for the terminal: head, text with its evidence marked, events.
fn note(shown: &Shown, [open, close]: [&str; 2]) -> String {
    let d = &shown.record.document;
    let mut note =
        format!("── {} · {} · {}\n", plain(&d.id), d.published.as_deref().unwrap_or("undated"), &shown.hash[..16.min(shown.hash.len())]);
    if let Some(title) = &d.title {
        let _ = writeln!(note, "   {}", plain(title));
    }
    for value in [&d.publisher, &d.byline, &d.url].into_iter().flatten() {
        let _ = writeln!(note, "   {}", plain(value));
    }
    for source in &shown.sources {
        let _ = writeln!(note, "   read from {} {}", plain(&source.file), source.member.as_deref().map(plain).unwrap_or_default());
    }
    if let Some(redacted) = &shown.redacted {
        let _ = writeln!(note, "   redacted {redacted}: what was removed cannot be shown");
    }
    note.push('\n');
    let text: Vec<char> = d.text.chars().collect();
    let mut at = 0;
    for (start, end, serves) in evidence(&shown.record, &shown.events) {
        note.push_str(&clean(text.get(at..start).unwrap_or(&[])));
        let numbers = serves.iter().map(usize::to_string).collect::<Vec<_>>().join(",");
        let _ = write!(note, "{open}{}{close}{}", clean(text.get(start..end).unwrap_or(&[])), superscript(&numbers));
        at = end;
    }
    note.push_str(&clean(text.get(at..).unwrap_or(&[])));
    note.push_str("\n\n");
    if shown.record.events.is_empty() {
        note.push_str("no political event\n");
    }
    for (n, e) in shown.record.events.iter().enumerate().filter(|(_, e)| shown.events.contains(&e.id)) {
        note.push_str(&event(n + 1, e));
    }
    note
}

fn event(number: usize, e: &EventBody) -> String {
    let kind = e.mode.iter().fold(e.event.clone(), |k, m| k + " " + m);
    let mut note = format!("{number:>3}  {kind}  «{}»  {}  {:.2}  {}\n", plain(&e.anchor.text), e.status, e.confidence, e.id);
    for (name, value, words) in rows(e) {
        let _ = writeln!(note, "     {name:<13} {value}  «{}»", plain(&words));
    }
    note
}

/// The values of an event, each with its name and words.
pub fn rows(e: &EventBody) -> Vec<(String, String, String)> {
    let mut rows = Vec::new();
    for (side, roles) in [("actor", &e.actor), ("recipient", &e.recipient)] {
        rows.extend(roles.iter().map(|r| (side.to_owned(), party(r), r.text.clone())));
    }
    if let Some(d) = &e.date {
        let days = if d.from == d.to { d.from.clone() } else { format!("{} to {}", d.from, d.to) };
        let words = d.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join("» «");
        rows.push(("date".into(), format!("{days} ({}, {})", d.precision, d.basis), words));
    }
    if let Some(p) = &e.place {
        let parts = [p.name.as_deref(), p.admin1.as_deref().filter(|a| Some(*a) != p.name.as_deref()), p.country.as_deref()];
        let name = parts.into_iter().flatten().map(plain).collect::<Vec<_>>().join(", ");
        rows.push(("place".into(), if name.is_empty() { "unresolved".into() } else { name }, p.text.clone()));
    }
    for t in &e.toll {
        let value = match (t.low, t.high) {
            (Some(low), Some(high)) if low == high => low.to_string(),
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("{low} or more"),
            (None, Some(high)) => format!("{high} or fewer"),
            (None, None) => "unknown".to_owned(),
        };
        let by = t.source.as_ref().map(|s| format!(", says {}", plain(&s.text))).unwrap_or_default();
        rows.push((t.kind.clone(), format!("{}{value}{by}", if t.about { "about " } else { "" }), t.text.clone()));
    }
    for a in &e.attribution {
        let source = a.source.as_ref().map_or("someone", |s| s.text.as_str());
        rows.push(("says".into(), plain(source), a.cue.as_ref().map(|c| c.text.clone()).unwrap_or_default()));
    }
    rows
}

fn party(r: &Role) -> String {
    let code = [r.country.as_deref(), r.sector.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let office = r.office.as_ref().map(|o| format!(", {}", plain(o))).unwrap_or_default();
    format!("{}{}{}{office}", code, if code.is_empty() { "" } else { " " }, plain(&r.name))
}

/// Text as it stands, line breaks kept, without characters that would act on a terminal.
fn clean(text: &[char]) -> String {
    let acts = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.iter().map(|c| if acts(*c) { ' ' } else { *c }).collect()
}

fn superscript(digits: &str) -> String {
    digits
        .chars()
        .map(|c| match c {
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            _ => 'ˑ',
        })
        .collect()
}
