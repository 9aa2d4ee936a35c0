//! `diurna link`: which reports are copies, which events tell one happening?

use crate::output::Output;
use anyhow::Context;
use clap::Args;
use incident::{Act, Links, Report};
use std::io::Write;
use std::path::{Path, PathBuf};
use store::Linked;

#[derive(Debug, Args)]
pub struct Link {
    /// The store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    /// Take all links away
    #[arg(long)]
    undo: bool,
    /// Write one JSON object an act to FILE, coded or not, that another report may tell too: report, words, incident
    #[arg(long, value_name = "FILE")]
    acts: Option<PathBuf>,
}

pub fn run(link: &Link) -> anyhow::Result<u8> {
    let named = || link.store.display().to_string();
    let mut store = super::write(&link.store)?;
    if link.undo {
        store.set_links(&[], &[]).with_context(named)?;
        return Ok(0);
    }
    let mut reports: Vec<Report> = Vec::new();
    let mut names: Vec<(String, Vec<String>)> = Vec::new();
    store
        .linkable::<store::StoreError>(|l| {
            let acts = l.acts.into_iter().map(|a| Act { start: a.0, end: a.1, lemma: a.2 }).collect();
            reports.push(Report::new(&l.hash, &l.record, acts));
            names.push((l.record.document.id, l.record.events.into_iter().map(|e| e.id).collect()));
            Ok(())
        })
        .with_context(named)?;
    if reports.is_empty() {
        let _ = writeln!(anstream::stderr(), "{}: the store holds no report; `diurna add` puts them in", named());
    }
    let links = incident::link(&reports);
    let copies: Vec<(String, String, f64)> =
        links.copies.iter().map(|c| (reports[c.copy].hash.clone(), reports[c.original].hash.clone(), c.likeness)).collect();
    let members: Vec<Linked> = (links.members.iter())
        .map(|m| Linked {
            report: reports[m.report].hash.clone(),
            event: names[m.report].1[m.event].clone(),
            nth: m.event,
            incident: m.incident.clone(),
            why: m.why.clone(),
        })
        .collect();
    store.set_links(&copies, &members).with_context(named)?;
    if let Some(path) = &link.acts {
        write_acts(path, &reports, &names, &links)?;
    }
    let mut told: Vec<&str> = links.members.iter().map(|m| m.incident.as_str()).collect();
    told.sort_unstable();
    told.dedup();
    let (events, happenings) = (links.members.len(), told.len());
    let _ = writeln!(
        anstream::stderr(),
        "{}: {events} events tell {happenings} happenings; {} reports are copies",
        link.store.display(),
        copies.len()
    );
    Ok(0)
}

/// The acts of every report, coded events among them, each with its incident.
fn write_acts(path: &Path, reports: &[Report], names: &[(String, Vec<String>)], links: &Links) -> anyhow::Result<()> {
    let mut out = Output::new(Some(path))?;
    for a in &links.acts {
        let act = &reports[a.report].acts[a.act];
        let line = serde_json::json!({ "document": { "id": names[a.report].0 }, "anchor": { "start": act.start, "end": act.end }, "lemma": act.lemma,
            "incident": a.incident });
        writeln!(out, "{line}")?;
    }
    out.finish()
}
