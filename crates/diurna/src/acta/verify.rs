//! `diurna verify`: is everything as it was written?

use crate::SOME_FAILED;
use crate::output::Output;
use anyhow::Context;
use std::io::Write;
use std::path::Path;

pub fn run(path: &Path) -> anyhow::Result<u8> {
    let verified = super::open(path)?.verify().with_context(|| path.display().to_string())?;
    let mut out = Output::new(None)?;
    for fault in &verified.faults {
        writeln!(out, "{fault}")?;
    }
    if verified.wrong > verified.faults.len() {
        writeln!(out, "… and {} more", verified.wrong - verified.faults.len())?;
    }
    let verdict = match verified.wrong {
        0 => "whole".to_owned(),
        1 => "1 fault; put back a copy, or add the report again to a new store".to_owned(),
        n => format!("{n} faults; put back a copy, or add the reports again to a new store"),
    };
    let (documents, records, spans, revisions) = (verified.documents, verified.records, verified.spans, verified.revisions);
    let removed = match verified.removed {
        0 => String::new(),
        n => format!(" ({n} more removed for good)"),
    };
    writeln!(out, "{documents} reports{removed}, {records} records, {spans} spans, {revisions} revisions: {verdict}")?;
    out.finish()?;
    Ok(if verified.wrong == 0 { 0 } else { SOME_FAILED })
}
