//! `diurna query`: which events?

use super::asking::{Asking, Sort};
use crate::output::Output;
use anyhow::Context;
use clap::{Args, ValueEnum};
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::{Found, Page, Store, With};

/// Events on one page of a terminal.
const SCREEN: u64 = 25;

#[derive(Debug, Args)]
pub struct Query {
    /// The store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    #[command(flatten)]
    asking: Asking,
    /// In which order: by report, by day of the event, the latest first, the surest first
    #[arg(long, value_enum, default_value = "report")]
    sort: Sort,
    /// At most so many [default: 25 on a terminal, else all]
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Pass over so many first
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: u64,
    /// text for people, jsonl one object an event [default: text on a terminal, else jsonl]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Only count events and reports
    #[arg(long)]
    count: bool,
    /// One SELECT of your own instead of the filters; each row comes as a JSON object (at most `--limit`, 10000 if not given)
    #[arg(long, value_name = "SELECT", conflicts_with_all = ["Asking", "count", "offset", "sort"])]
    sql: Option<String>,
    /// Seconds that the SELECT may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    timeout: u64,
    /// Write to FILE, which appears whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the flag's help tells")]
pub enum Format {
    Text,
    Jsonl,
}

/// Rows that a SELECT may give where no limit is given.
const SQL_ROWS: u64 = 10_000;

pub fn run(query: &Query) -> anyhow::Result<u8> {
    let mut store = super::open(&query.store)?;
    let mut out = Output::new(query.output.as_deref())?;
    if let Some(sql) = &query.sql {
        select(&mut store, sql, query, &mut out)?;
    } else {
        events(&store, &query.store, query, &mut out)?;
    }
    out.finish()?;
    Ok(0)
}

fn select(store: &mut Store, sql: &str, query: &Query, out: &mut Output) -> anyhow::Result<()> {
    let end = Instant::now() + Duration::from_secs(query.timeout);
    let limit = query.limit.unwrap_or(SQL_ROWS);
    let more = store.sql::<anyhow::Error>(
        sql,
        limit,
        move || Instant::now() > end,
        |row| {
            serde_json::to_writer(&mut *out, &row)?;
            writeln!(out)?;
            Ok(())
        },
    )?;
    if more {
        let _ = writeln!(anstream::stderr(), "diurna: there are more than {limit} rows; raise --limit for the rest");
    }
    Ok(())
}

fn events(store: &Store, path: &Path, query: &Query, out: &mut Output) -> anyhow::Result<()> {
    let filter = query.asking.linked(store)?;
    if query.count {
        let (events, reports) = store.count(&filter).with_context(|| path.display().to_string())?;
        writeln!(out, "{events} events in {reports} reports")?;
        return Ok(());
    }
    let terminal = Output::is_terminal(query.output.as_deref());
    let format = query.format.unwrap_or(if terminal { Format::Text } else { Format::Jsonl });
    let limit = query.limit.or(terminal.then_some(SCREEN));
    let page = Page { order: query.sort.order(), offset: query.offset, limit, with: With::Head };
    let mut given = 0;
    store.events::<anyhow::Error>(&filter, page, |found| {
        given += 1;
        match format {
            Format::Text => write!(out, "{}", note(&found))?,
            Format::Jsonl => {
                serde_json::to_writer(&mut *out, &store::export::line(&found, store::export::Style::default()))?;
                writeln!(out)?;
            }
        }
        Ok(())
    })?;
    if given == 0 {
        let (all, _) = store.count(&filter).with_context(|| path.display().to_string())?;
        let _ = match all {
            0 => writeln!(anstream::stderr(), "diurna: no event of the store is like that; leave out a filter to find more"),
            _ => writeln!(anstream::stderr(), "diurna: {all} events are like that, none of them within --offset and --limit"),
        };
    } else if query.limit.is_none() && limit == Some(given) {
        let next = query.offset + given;
        let _ = writeln!(anstream::stderr(), "diurna: there may be more: --offset {next}");
    }
    Ok(())
}

/// An event on a few lines: what `diurna show` tells in full.
fn note(found: &Found) -> String {
    let e = &found.line.event;
    let day = found.day.as_ref().map_or_else(
        || "undated".to_owned(),
        |(from, to)| {
            let days = if from == to { from.clone() } else { format!("{from} to {to}") };
            if found.date_basis.as_deref() == Some("publication") { format!("{days} (publication)") } else { days }
        },
    );
    let kind = e.mode.iter().fold(e.event.clone(), |k, m| k + " " + m);
    let side = |roles: &[record::json::Role]| roles.iter().map(|r| plain(&r.name)).collect::<Vec<_>>().join(", ");
    let mut note = format!("{day}  {kind}  {}", side(&e.actor));
    if !e.recipient.is_empty() {
        let _ = write!(note, " → {}", side(&e.recipient));
    }
    if let Some(place) = &e.place {
        let _ = write!(note, "  in {}", plain(place.name.as_deref().unwrap_or(&place.text)));
    }
    for t in &e.toll {
        let _ = write!(note, "  {}: «{}»", t.kind, plain(&t.text));
    }
    if e.status != "actual" {
        let _ = write!(note, "  ({})", e.status);
    }
    let _ = writeln!(note, "\n    «{}»  {}  {}", plain(&e.anchor.text), e.id, plain(found.line.document.title.as_deref().unwrap_or("")));
    note
}

/// Text on one line, without control characters that would act on a terminal.
pub fn plain(text: &str) -> String {
    let acts = |c: char| c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let shown: String = text.chars().map(|c| if acts(c) { ' ' } else { c }).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
