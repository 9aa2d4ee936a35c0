//! `diurna export`: events or incidents in the layouts of others, with a note of what is lost beside the file.

use super::asking::Asking;
use crate::output::Output;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::PathBuf;
use store::Page;
use store::export::{Codes, Export, Guard, Header, Layout, QUOTE_CHARACTERS, Style, Text, incidents};

const COUNTRIES: &str = include_str!("../../../../data/countries.tsv");
const COUNTRY_CODES: &str = include_str!("../../../../data/country_codes.tsv");

#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    #[command(flatten)]
    asking: Asking,
    /// The layout; what it loses stands in FILE.notes.txt beside the output
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// Leave cells as they are: without it, those that a spreadsheet would run as a formula begin with an apostrophe
    #[arg(long)]
    raw: bool,
    /// The whole text of the reports too (jsonl, csv, tsv, parquet)
    #[arg(long)]
    full_text: bool,
    /// Tables without the names of their columns
    #[arg(long)]
    no_header: bool,
    /// Write to FILE, which appears whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the flag's help tells")]
pub enum Format {
    Jsonl,
    Csv,
    Tsv,
    Parquet,
    Geojson,
    Plover,
    Polecat,
    Icews,
    Gdelt,
    GdeltMentions,
    Phoenix,
    Acled,
    /// One row an incident
    Incidents,
}

impl Format {
    const fn layout(self) -> Option<Layout> {
        Some(match self {
            Self::Jsonl => Layout::Jsonl,
            Self::Csv => Layout::Csv,
            Self::Tsv => Layout::Tsv,
            Self::Parquet => Layout::Parquet,
            Self::Geojson => Layout::Geojson,
            Self::Plover => Layout::Plover,
            Self::Polecat => Layout::Polecat,
            Self::Icews => Layout::Icews,
            Self::Gdelt => Layout::Gdelt,
            Self::GdeltMentions => Layout::GdeltMentions,
            Self::Phoenix => Layout::Phoenix,
            Self::Acled => Layout::Acled,
            Self::Incidents => return None,
        })
    }
}

/// What the notes of an export of incidents say.
const INCIDENT_NOTES: &str = "one row an incident\n\nWhat this layout loses or changes:\n\
* the words of every value; they stand in the events (`diurna query --incident ID`)\n\
* actors, recipients and places are names, the most told first\n\
* date_from and date_to are the days that all reports allow, empty where they contradict each other; date_earliest and date_latest the days that any report allows\n\
* tolls are bounds over the reports; each figure as told, with its source and report, stands in `tolls`\n\
* independent_sources counts reports that are no copies, one a publisher where publishers are known\n";

pub fn run(arguments: &ExportArguments) -> anyhow::Result<u8> {
    let store = super::open(&arguments.store)?;
    let filter = arguments.asking.linked(&store)?;
    let name = super::typed(&arguments.format);
    if arguments.full_text && !matches!(arguments.format, Format::Jsonl | Format::Csv | Format::Tsv | Format::Parquet) {
        bail!("--full-text: {name} has no place for a report's text; take jsonl, csv, tsv or parquet");
    }
    if arguments.no_header && matches!(arguments.format, Format::Jsonl | Format::Parquet | Format::Geojson | Format::Plover) {
        bail!("--no-header: {name} is no table of lines; leave it out");
    }
    if arguments.format == Format::Incidents && filter.run.is_some() {
        bail!("--run: incidents are of the latest records; leave it out");
    }
    let style = Style {
        quote: QUOTE_CHARACTERS,
        guard: if arguments.raw { Guard::Raw } else { Guard::Formulas },
        text: if arguments.full_text { Text::Full } else { Text::Quotes },
        header: if arguments.no_header { Header::None } else { Header::Names },
    };
    if arguments.format == Format::Parquet && Output::is_terminal(arguments.output.as_deref()) {
        bail!("a terminal cannot show Parquet; name a file with -o");
    }
    let out = Output::new(arguments.output.as_deref())?;
    let (out, notes) = if let Some(layout) = arguments.format.layout() {
        let codes = Codes::read(COUNTRIES, COUNTRY_CODES);
        let mut export = Export::new(layout, style, &codes, out)?;
        let page = Page { with: Export::<Output>::with(layout, style), ..Page::default() };
        store.events::<anyhow::Error>(&filter, page, |found| Ok(export.event(&found)?))?;
        let (out, _, notes) = export.finish()?;
        (out, notes)
    } else {
        let rows = store.incidents(&filter).with_context(|| arguments.store.display().to_string())?;
        let later = store.unlinked()?.unwrap_or(0);
        if later > 0 {
            let _ = writeln!(
                anstream::stderr(),
                "diurna: {later} events came after the last `diurna link` and are in no incident; run it again"
            );
        }
        (
            incidents(&rows, style, out)?,
            format!("{INCIDENT_NOTES}\n{} incidents written; {later} events of the store are not linked yet\n", rows.len()),
        )
    };
    if let Some(path) = &arguments.output {
        let mut name = path.file_name().context("not the name of a file")?.to_owned();
        name.push(".notes.txt");
        let mut file = Output::new(Some(&path.with_file_name(name)))?;
        file.write_all(notes.as_bytes())?;
        out.finish()?;
        file.finish()?;
    } else {
        out.finish()?;
    }
    Ok(0)
}
