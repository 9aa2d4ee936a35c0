//! What may be typed: the one definition of the command line. Help, completions and man page come from here.

use article::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Reads news reports and keeps the record they describe: who did what to whom, when, where, at what cost, and according to whom.
#[derive(Debug, Parser)]
#[command(name = "diurna", version = diurna::VERSION, about, max_term_width = 110, after_help = EXIT_CODES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 some inputs failed, 2 usage, 3 no readable input, 130 interrupted.";

/// What to do.
#[allow(clippy::large_enum_variant, reason = "there is one, made once")]
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Code the political events of reports, each value with its words
    Code {
        #[command(flatten)]
        reading: Reading,
        #[command(flatten)]
        writing: Writing,
        /// How the records are written: text for people, events (one JSON object an event), records (one a report) [default: text on a terminal, else events]
        #[arg(long, value_enum)]
        format: Option<CodeFormat>,
        /// Threads that code [default: one a core]
        #[arg(long, value_name = "N")]
        threads: Option<usize>,
    },
    /// Show what is read from inputs, before any coding: document, paragraphs and their kinds, notices
    Read {
        #[command(flatten)]
        reading: Reading,
        #[command(flatten)]
        writing: Writing,
        /// text for people, json one object a report [default: text on a terminal, else json]
        #[arg(long, value_enum)]
        format: Option<ReadFormat>,
    },
    /// Print sentences, words, tags, lemmas and trees
    Parse {
        #[command(flatten)]
        reading: Reading,
        #[command(flatten)]
        writing: Writing,
        /// CoNLL-U, or one JSON object a sentence
        #[arg(long, value_enum, default_value = "conllu")]
        format: ParseFormat,
    },
    /// Print the JSON Schema of the records
    Schema,
    /// Print the completions of a shell: `diurna completions bash > diurna.bash`
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the manual page of the program, or of one of its commands: `diurna man code | man -l -`
    Man {
        /// The command
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
    #[command(flatten)]
    Acta(crate::acta::Command),
}

/// What to read, and how.
#[derive(Debug, Args)]
pub struct Reading {
    /// Files, folders (read whole), glob patterns, or - for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// The format of the inputs, over what their first bytes show; what is packed is unpacked all the same
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub input_format: Option<Format>,
    /// The column or field that holds one of ours (id, url, title, text, publisher, byline, published, language), where it has no usual name; may be repeated
    #[arg(long, value_name = "OURS=THEIRS", value_parser = column)]
    pub column: Vec<(String, String)>,
    /// The day on which the reports were published (YYYY-MM-DD), over what they say themselves
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub published: Option<record::Date>,
    /// The language of the reports and of all their paragraphs, over what is found
    #[arg(long, value_name = "CODE", value_parser = ["en", "es"])]
    pub lang: Option<String>,
    /// Stop after N reports
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    pub limit: Option<usize>,
    /// Stop at the first input that fails
    #[arg(long)]
    pub fail_fast: bool,
    /// Write one JSON object a failed input to FILE: path, member, offset, cause, remedy
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
}

/// The names of the formats that are read.
fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| Format::named(&name).ok_or("no such format"))
}

/// A number of reports.
fn at_least_one(typed: &str) -> Result<usize, String> {
    typed.parse().ok().filter(|number| *number > 0).ok_or_else(|| "give a whole number, 1 or more".to_owned())
}

/// A day as people type it.
pub fn day(typed: &str) -> Result<record::Date, String> {
    article::day(typed)
}

/// `text=words`: our name of a field and the name it has in the inputs.
fn column(typed: &str) -> Result<(String, String), String> {
    let (ours, theirs) = typed.split_once('=').ok_or("write OURS=THEIRS, such as text=words")?;
    if !article::FIELDS.contains(&ours) {
        return Err(format!("`{ours}` is none of {}", article::FIELDS.join(", ")));
    }
    if theirs.trim().is_empty() {
        return Err(format!("say which column holds `{ours}`"));
    }
    Ok((ours.to_owned(), theirs.to_owned()))
}

/// Where to write, and what to show meanwhile.
#[derive(Debug, Args)]
pub struct Writing {
    /// Write to FILE, which appears whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Show progress on standard error
    #[arg(long, value_enum, default_value = "auto")]
    pub progress: Progress,
}

/// Forms of coded reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the flag's help tells")]
pub enum CodeFormat {
    Text,
    Events,
    Records,
}

/// Forms of read reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the flag's help tells")]
pub enum ReadFormat {
    Text,
    Json,
}

/// Forms of parsed reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the flag's help tells")]
pub enum ParseFormat {
    Conllu,
    Json,
}

/// When progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the names tell")]
pub enum Progress {
    Auto,
    Always,
    Never,
}
