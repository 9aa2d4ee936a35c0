//! `diurna add`: reports in, a store that holds them; coding by many threads, writing by one.

use crate::arguments::{Progress, Reading};
use crate::output::Output;
use crate::progress::Meter;
use crate::{INTERRUPTED, MOST_THREADS, NOTHING_READ, SOME_FAILED, STOPPED, Stop, error_line, flow, inputs};
use anyhow::Context;
use article::Fault;
use diurna::Engine;
use record::Document;
use record::json::DocumentBody;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use store::{Added, Entry, Run, Store, StoreError, origin_hash};

/// Reports of one transaction: what a crash may cost is coded again.
const BATCH: usize = 64;

/// New reports after which the indices of words are merged.
const MANY: usize = 1000;

/// What became of a report before it is written.
enum Worked {
    /// Removed for good before; it is not added again.
    Redacted,
    /// There already, read from the same place.
    Known,
    /// There already, now met in another place.
    Elsewhere(Box<DocumentBody>),
    /// New.
    Coded(Box<Entry>),
}

/// The writing end.
struct Writer<'a> {
    store: Store,
    run: Run,
    path: &'a Path,
    waiting: Vec<Entry>,
    total: Added,
    redacted: usize,
}

impl Writer<'_> {
    fn take(&mut self, worked: Worked) -> anyhow::Result<()> {
        match worked {
            Worked::Redacted => self.redacted += 1,
            Worked::Known => self.total.known += 1,
            Worked::Elsewhere(document) => {
                self.store.add_source(&document).with_context(|| self.path.display().to_string())?;
                self.total.known += 1;
            }
            Worked::Coded(entry) => self.waiting.push(*entry),
        }
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        if !self.waiting.is_empty() {
            let added = self.store.add(&self.run, &self.waiting).with_context(|| self.path.display().to_string())?;
            self.total.new += added.new;
            self.total.known += added.known;
            self.waiting.clear();
        }
        Ok(())
    }
}

pub fn run(path: &Path, reading: &Reading, threads: Option<usize>, progress: Progress) -> anyhow::Result<u8> {
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.min(MOST_THREADS)).build_global().context("--threads")?;
    }
    let named = || path.display().to_string();
    super::is_file(path)?;
    let store = Store::create(path).with_context(named)?;
    let known = Mutex::new(Store::read(path).with_context(named)?);
    let mut errors = reading.errors.as_deref().map(|path| Output::new(Some(path))).transpose()?;
    let engine = Engine::new()?;
    let shown = match progress {
        // Nothing is printed on standard output, so a bar is in nobody's way.
        Progress::Auto if std::io::stderr().is_terminal() => Progress::Always,
        other => other,
    };
    let mut meter = Meter::new(shown);
    let mut writer = Writer { store, run: super::this_run(reading), path, waiting: Vec::new(), total: Added::default(), redacted: 0 };
    let (mut failed, mut passed) = (0_usize, 0_usize);
    let flow = flow::run(
        || inputs::reports_beside(reading, Some(path)),
        |document| {
            let bytes = document.text.len();
            work(document, &engine, &known).map(|worked| (worked, bytes))
        },
        |result: Result<Result<(Worked, usize), StoreError>, Fault>| {
            match result {
                Ok(worked) => {
                    let (worked, bytes) = worked.with_context(named)?;
                    writer.take(worked)?;
                    meter.report(bytes);
                }
                Err(fault) => {
                    if let Some(errors) = &mut errors {
                        writeln!(errors, "{}", error_line(&fault))?;
                    }
                    if fault.passed {
                        passed += 1;
                        return Ok(());
                    }
                    meter.say(&format!("diurna: {fault}"));
                    failed += 1;
                    if reading.fail_fast {
                        return Err(Stop::AtFault);
                    }
                }
            }
            Ok(())
        },
    );
    // What was coded is kept, whatever stopped the flow.
    let kept = if matches!(flow, Err(Stop::Broken(_))) { Ok(()) } else { writer.flush() };
    let Added { new, known } = writer.total;
    let known = known + writer.redacted;
    let refused = match writer.redacted {
        0 => String::new(),
        n => format!(" ({n} redacted before, and not added again)"),
    };
    meter.say_passed(passed);
    meter.finish(new + known, failed);
    if let Err(Stop::Broken(error)) = flow {
        return Err(error);
    }
    kept?;
    if new >= MANY {
        writer.store.settle().with_context(named)?;
    }
    if let Some(errors) = errors {
        errors.finish()?;
    }
    let counts = writer.store.counts().with_context(named)?;
    let holds = format!("the store holds {} reports with {} events", counts.documents, counts.events);
    meter.say(&format!("{}: {new} new, {known} known{refused}, {failed} failed; {holds}", path.display()));
    if INTERRUPTED.load(Ordering::Relaxed) {
        return Ok(STOPPED);
    }
    Ok(match (new + known, failed) {
        (0, _) => NOTHING_READ,
        (_, 0) => 0,
        _ => SOME_FAILED,
    })
}

/// Codes a report unless the store has it.
fn work(document: Document, engine: &Engine, known: &Mutex<Store>) -> Result<Worked, StoreError> {
    let body = record::json::read(&document).document;
    let raw = raw_of(&document);
    let origin = raw.as_ref().map(|raw| origin_hash(raw, body.published.as_deref()));
    {
        // Only a panic elsewhere could poison the lock, and then the program is ending.
        let known = known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.is_redacted(&body, origin.as_deref())? {
            return Ok(Worked::Redacted);
        }
        if known.knows(&body)? {
            return Ok(Worked::Known);
        }
        if let Some(origin) = &origin
            && known.knows_origin(origin)?
        {
            return Ok(Worked::Elsewhere(Box::new(body)));
        }
        if known.knows_document(&body)? {
            return Ok(Worked::Elsewhere(Box::new(body)));
        }
    }
    let (record, trees) = engine.code_with_trees(document);
    let acts = super::acts::of(&record, &trees);
    Ok(Worked::Coded(Box::new(Entry { record: record::json::record(&record), raw, origin, acts })))
}

/// The bytes of the file a report was read from, if it is the only report in it.
fn raw_of(document: &Document) -> Option<Vec<u8>> {
    let file = Path::new(&document.source.file);
    let size = std::fs::metadata(file).ok().filter(std::fs::Metadata::is_file)?.len();
    if document.source.member.is_some() || size > article::limits::MAX_REPORT_BYTES as u64 {
        return None;
    }
    std::fs::read(file).ok()
}
