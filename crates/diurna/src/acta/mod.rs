//! The store's part of the command line: keep, ask, show, export, link. What may be typed stands here, what it does in the modules beside.

mod acts;
mod add;
mod asking;
mod export;
mod link;
mod page;
mod plot;
mod query;
mod recode;
mod show;
mod verify;

use crate::arguments::{Progress, Reading};
use anyhow::{Context, bail};
use clap::{Subcommand, ValueEnum};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use store::{Run, Store};

/// What to do with a store.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Code reports and keep their records in a store; a report that is there already adds nothing
    Add {
        /// The store: one file, made where there is none
        #[arg(long, value_name = "FILE")]
        store: PathBuf,
        #[command(flatten)]
        reading: Reading,
        /// Threads that code [default: one a core]
        #[arg(long, value_name = "N")]
        threads: Option<usize>,
        /// Show progress on standard error
        #[arg(long, value_enum, default_value = "auto")]
        progress: Progress,
    },
    /// Ask a store for events, by what, who, where, when, at what cost, according to whom
    Query(query::Query),
    /// Show a report of a store with its events, their evidence marked
    Show(show::Show),
    /// Write events or incidents of a store in another layout: tables, Parquet, `GeoJSON`, PLOVER, POLECAT, ICEWS, GDELT, Phoenix, ACLED
    Export(export::ExportArguments),
    /// Find reports that are copies, and events of different reports that tell one happening
    Link(link::Link),
    /// Count events of a store by day, week, month, type, country or pair of countries
    Plot(plot::Plot),
    /// Code the reports of a store again with this program, as new revisions beside the old
    Recode {
        /// The store
        #[arg(long, value_name = "FILE")]
        store: PathBuf,
        /// Threads that code [default: one a core]
        #[arg(long, value_name = "N")]
        threads: Option<usize>,
        /// Show progress on standard error
        #[arg(long, value_enum, default_value = "auto")]
        progress: Progress,
    },
    /// Say what changed between two runs, report by report and in counts
    Diff(recode::Diff),
    /// Remove a report, or a person's name, from a store for good
    Redact(recode::Redact),
    /// Read every span, hash and reference of a store again and say what is wrong
    Verify {
        /// The store
        #[arg(long, value_name = "FILE")]
        store: PathBuf,
    },
}

/// Every mode of the store.
pub fn run(command: Command) -> anyhow::Result<u8> {
    match command {
        Command::Add { store, reading, threads, progress } => add::run(&store, &reading, threads, progress),
        Command::Query(query) => query::run(&query),
        Command::Show(show) => show::run(&show),
        Command::Export(arguments) => export::run(&arguments),
        Command::Link(link) => link::run(&link),
        Command::Plot(plot) => plot::run(&plot),
        Command::Recode { store, threads, progress } => recode::recode(&store, threads, progress),
        Command::Diff(diff) => recode::diff(&diff),
        Command::Redact(redact) => recode::redact(&redact),
        Command::Verify { store } => verify::run(&store),
    }
}

/// What is there under the name of a store must be a file: a pipe would be waited for without end.
fn is_file(path: &Path) -> anyhow::Result<()> {
    match std::fs::metadata(path) {
        Ok(there) if there.is_dir() => bail!("{}: is a folder; name a file", path.display()),
        Ok(there) if !there.is_file() => bail!("{}: is no file; name a file", path.display()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => bail!("{}: {error}; check the rights of its folder", path.display()),
        _ => Ok(()),
    }
}

/// Opens a store for reading, with its name in the error.
fn open(path: &Path) -> anyhow::Result<Store> {
    is_there(path)?;
    Store::read(path).with_context(|| path.display().to_string())
}

/// Opens a store that is there, for writing.
fn write(path: &Path) -> anyhow::Result<Store> {
    is_there(path)?;
    Store::write(path).with_context(|| path.display().to_string())
}

fn is_there(path: &Path) -> anyhow::Result<()> {
    is_file(path)?;
    if !path.exists() {
        bail!("{}: there is no such store; check the path; `diurna add --store FILE INPUT…` makes one", path.display());
    }
    Ok(())
}

/// The name of a flag's value, as it is typed.
fn typed(value: &impl ValueEnum) -> String {
    value.to_possible_value().map_or_else(String::new, |v| v.get_name().to_owned())
}

/// What this program is, for the store: records of another program, code, network or table are another run.
fn this_run(reading: &Reading) -> Run {
    this_run_of(&reading.lang.as_ref().map_or_else(String::new, |l| format!("lang={l}")))
}

fn this_run_of(options: &str) -> Run {
    Run {
        program: concat!(env!("CARGO_PKG_VERSION"), " code ", env!("DIURNA_CODE_HASH")).to_owned(),
        model: format!("base {}", env!("DIURNA_MODEL_HASH")),
        data: env!("DIURNA_DATA_HASH").to_owned(),
        options: options.to_owned(),
    }
}
