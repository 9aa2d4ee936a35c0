//! `diurna recode`, `diurna diff`, `diurna redact`: new revisions, what they change, what is removed for good.

use crate::arguments::Progress;
use crate::output::Output;
use crate::progress::Meter;
use crate::{INTERRUPTED, MOST_THREADS, STOPPED};
use anyhow::{Context, bail};
use clap::{ArgGroup, Args};
use diurna::Engine;
use rayon::prelude::*;
use record::json::DocumentBody;
use record::{Block, BlockKind, Document, PostInfo, Published, Source, Span};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use store::Entry;

/// Reports of one transaction.
const BATCH: usize = 64;

#[derive(Debug, Args)]
pub struct Diff {
    /// The store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Two runs by their numbers; without them the runs are listed
    #[arg(value_name = "RUN", num_args = 0..=2)]
    runs: Vec<i64>,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["report", "person"])))]
pub struct Redact {
    /// The store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Identifier or whole hash of a report to remove
    #[arg(long, value_name = "ID")]
    report: Option<String>,
    /// Name of a person to mask in every report
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
}

pub fn recode(path: &Path, threads: Option<usize>, progress: Progress) -> anyhow::Result<u8> {
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.min(MOST_THREADS)).build_global().context("--threads")?;
    }
    let named = || path.display().to_string();
    let mut store = super::write(path)?;
    let engine = Engine::new()?;
    let run = super::this_run_of("");
    let rows = store.uncoded(&run).with_context(named)?;
    let shown = if progress == Progress::Auto && std::io::stderr().is_terminal() { Progress::Always } else { progress };
    let mut meter = Meter::new(shown);
    let mut revised = 0;
    for batch in rows.chunks(BATCH) {
        let documents: Vec<(i64, DocumentBody)> =
            batch.iter().map(|row| Ok((*row, store.document(*row)?))).collect::<Result<_, store::StoreError>>().with_context(named)?;
        let bytes: Vec<usize> = documents.iter().map(|(_, d)| d.text.len()).collect();
        let entries: Vec<(i64, Entry)> = documents
            .into_par_iter()
            .map(|(row, body)| {
                let (record, trees) = engine.code_with_trees(document(&body));
                let acts = super::acts::of(&record, &trees);
                let mut record = record::json::record(&record);
                // What was said of the report stays as it was kept.
                record.document = body;
                (row, Entry { record, raw: None, origin: None, acts })
            })
            .collect();
        revised += store.revise(&run, &entries).with_context(named)?;
        for b in bytes {
            meter.report(b);
        }
        if INTERRUPTED.load(Ordering::Relaxed) {
            break;
        }
    }
    meter.finish(revised, 0);
    let outcome = match revised {
        0 if store.runs().with_context(named)?.iter().all(|(_, _, records)| *records == 0) => {
            "the store holds no report; `diurna add` puts them in".to_owned()
        }
        0 => "every report has a record of this program, code, network and tables already".to_owned(),
        n => format!("{n} reports coded again; the old records stay beside the new"),
    };
    meter.say(&format!("{}: {outcome}", path.display()));
    Ok(if INTERRUPTED.load(Ordering::Relaxed) { STOPPED } else { 0 })
}

/// A kept report as the reader once made it.
fn document(body: &DocumentBody) -> Document {
    // Code points to bytes, counted once.
    let mut bytes: Vec<usize> = body.text.char_indices().map(|(at, _)| at).collect();
    bytes.push(body.text.len());
    let at = |point: usize| bytes.get(point).copied().unwrap_or(body.text.len());
    let span = |start: usize, end: usize| Span::new(at(start), at(end));
    let source = body.source.as_ref();
    Document {
        id: body.id.clone(),
        source: Source {
            file: source.map(|s| s.file.clone()).unwrap_or_default(),
            member: source.and_then(|s| s.member.clone()),
            format: None,
        },
        url: body.url.clone(),
        title: body.title.clone(),
        publisher: body.publisher.clone(),
        byline: body.byline.clone(),
        published: body.published.as_deref().and_then(|d| d.parse().ok()).map(|date| Published { date, basis: "store", words: None }),
        modified: body.modified.as_deref().and_then(|d| d.parse().ok()),
        language: body.language.clone(),
        text: body.text.clone(),
        blocks: (body.blocks.iter())
            .map(|b| Block {
                span: span(b.start, b.end),
                kind: kind(&b.kind),
                language: b.language.clone(),
                post: (b.kind == "post").then(|| {
                    let author = b.author.as_ref().map(|a| span(a.start, a.end));
                    PostInfo { author, date: b.posted.as_deref().and_then(|d| d.parse().ok()).map(|d| (d, span(b.start, b.start))) }
                }),
            })
            .collect(),
        notices: Vec::new(),
    }
}

/// The kind of paragraph of this name; `Body` for a name that is none's.
fn kind(name: &str) -> BlockKind {
    use BlockKind::{Body, Caption, Dateline, Furniture, Header, Headline, Post, Quotation};
    [Headline, Dateline, Header, Quotation, Post, Caption, Furniture].into_iter().find(|kind| kind.name() == name).unwrap_or(Body)
}

pub fn diff(diff: &Diff) -> anyhow::Result<u8> {
    let store = super::open(&diff.store)?;
    let mut out = Output::new(None)?;
    match diff.runs[..] {
        [] => {
            for (number, run, records) in store.runs()? {
                let options = if run.options.is_empty() { String::new() } else { format!(", {}", run.options) };
                writeln!(out, "{number:>3}  diurna {}, model {}, data {}{options}: {records} records", run.program, run.model, run.data)?;
            }
        }
        [one, two] => {
            let (mut reports, mut touched, mut gone, mut new, mut changed, mut same) = (0, 0, 0, 0, 0, 0);
            store.diff::<anyhow::Error>(one, two, |c| {
                reports += 1;
                gone += c.gone.len();
                new += c.new.len();
                changed += c.changed.len();
                same += c.same;
                if c.gone.is_empty() && c.new.is_empty() && c.changed.is_empty() {
                    return Ok(());
                }
                touched += 1;
                writeln!(out, "── {} {}", super::query::plain(&c.report), c.hash.get(..16).unwrap_or(&c.hash))?;
                for line in &c.gone {
                    writeln!(out, "  − {}", super::query::plain(line))?;
                }
                for line in &c.new {
                    writeln!(out, "  + {}", super::query::plain(line))?;
                }
                for (id, fields) in &c.changed {
                    writeln!(out, "  ~ {} {}", super::query::plain(id), fields.join(", "))?;
                }
                Ok(())
            })?;
            writeln!(out, "{touched} of {reports} reports differ: {gone} events gone, {new} new, {changed} changed, {same} as before")?;
        }
        _ => bail!("give two runs, or none to list them"),
    }
    out.finish()?;
    Ok(0)
}

pub fn redact(redact: &Redact) -> anyhow::Result<u8> {
    let named = || redact.store.display().to_string();
    let mut store = super::write(&redact.store)?;
    let line = match (&redact.report, &redact.person) {
        (Some(id), _) => {
            let count = store.redact_report(id).with_context(named)?;
            format!("{count} reports removed; their hashes stay, so that they are not added again")
        }
        (None, Some(name)) => {
            let masked = store.redact_person(name).with_context(named)?;
            if masked.reports == 0 {
                bail!("{}: no report holds «{name}» whole; give the name as reports have it", named());
            }
            let alone: Vec<String> = masked.alone.iter().map(|(word, n)| format!("«{word}» in {n}")).collect();
            let alone = if alone.is_empty() {
                String::new()
            } else {
                let words = alone.join(", ");
                format!(". Words of it still stand in reports, as others' names or without the rest: {words} (`diurna query --text WORD`)")
            };
            format!("the name is masked in {} reports; run `diurna link` again if events were linked{alone}", masked.reports)
        }
        (None, None) => bail!("give --report or --person"),
    };
    let _ = writeln!(
        anstream::stderr(),
        "{}: {line}. Older copies of the store have lost these reports whole: make a new one; copies of {0}.keys or {0}.index still tell: delete them",
        named()
    );
    Ok(0)
}
