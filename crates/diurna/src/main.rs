//! `diurna`: the program. [`run`] names every mode; the work is in the rooms below.

mod acta;
mod arguments;
mod flow;
mod inputs;
mod output;
mod progress;

use anyhow::Context;
use arguments::{Arguments, CodeFormat, Command, ParseFormat, ReadFormat, Reading, Writing};
use article::Fault;
use clap::{CommandFactory, Parser};
use clap_complete::Shell;
use diurna::Engine;
use flow::INTERRUPTED;
use output::Output;
use progress::Meter;
use record::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::Ordering;

/// Some inputs failed.
const SOME_FAILED: u8 = 1;
/// Threads that code, at most, whatever is asked for.
const MOST_THREADS: usize = 256;
/// Wrong usage, or an output that cannot be written.
const USAGE: u8 = 2;
/// Nothing could be read.
const NOTHING_READ: u8 = 3;
/// The user stopped it.
const STOPPED: u8 = 130;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // What was typed stands in the message, and must not act on the terminal.
        Err(error) if error.use_stderr() => {
            let message = error.render().to_string();
            let clean: Vec<String> = message.lines().map(|line| line.replace(|c: char| c.is_control(), " ")).collect();
            let _ = writeln!(io::stderr(), "{}", clean.join("\n").trim_end());
            return ExitCode::from(USAGE);
        }
        Err(help) => help.exit(),
    };
    // Without a handler the program would end at once; with it, the batch at hand is written first.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(STOPPED));
        }
    });
    match run(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let full = |c: &(dyn std::error::Error + 'static)| {
                c.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::StorageFull)
            };
            let remedy = if error.chain().any(full) {
                "; free some space and run the same command again: no half-written file was left"
            } else {
                ""
            };
            let _ = writeln!(anstream::stderr(), "diurna: {}{remedy}", record::note::plain(&format!("{error:#}")));
            ExitCode::from(USAGE)
        }
    }
}

/// Every mode of the program.
fn run(arguments: Arguments) -> anyhow::Result<u8> {
    match arguments.command {
        Command::Code { reading, writing, format, threads } => code(&reading, &writing, format, threads),
        Command::Read { reading, writing, format } => read(&reading, &writing, format),
        Command::Parse { reading, writing, format } => parse(&reading, &writing, format),
        Command::Schema => schema(),
        Command::Completions { shell } => completions(shell),
        Command::Man { command } => man(command.as_deref()),
        Command::Acta(command) => acta::run(command),
    }
}

/// `diurna code`: reports in, events out.
fn code(reading: &Reading, writing: &Writing, format: Option<CodeFormat>, threads: Option<usize>) -> anyhow::Result<u8> {
    let terminal = Output::is_terminal(writing.output.as_deref());
    let format = format.unwrap_or(if terminal { CodeFormat::Text } else { CodeFormat::Events });
    if let Some(threads) = threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads.min(MOST_THREADS)).build_global().context("--threads")?;
    }
    let engine = Engine::new()?;
    let work = |document: Document| {
        let record = engine.code(document);
        let mut written = Vec::new();
        write_record(&mut written, &record, format)?;
        let held = matches!(format, CodeFormat::Text | CodeFormat::Records);
        let notices = record.document.notices.iter().filter(|_| !held).map(|n| n.code).collect();
        Ok(Worked { written, bytes: record.document.text.len(), notices })
    };
    each_report(reading, writing, work)
}

fn write_record(out: &mut Vec<u8>, record: &record::Record, format: CodeFormat) -> io::Result<()> {
    match format {
        CodeFormat::Text => writeln!(out, "{}", record::note::record(record))?,
        CodeFormat::Events => {
            for line in record::json::events(record) {
                serde_json::to_writer(&mut *out, &line)?;
                out.push(b'\n');
            }
        }
        CodeFormat::Records => {
            serde_json::to_writer(&mut *out, &record::json::record(record))?;
            out.push(b'\n');
        }
    }
    Ok(())
}

/// `diurna read`: what is read from the inputs, uncoded.
fn read(reading: &Reading, writing: &Writing, format: Option<ReadFormat>) -> anyhow::Result<u8> {
    let terminal = Output::is_terminal(writing.output.as_deref());
    let format = format.unwrap_or(if terminal { ReadFormat::Text } else { ReadFormat::Json });
    each_report(reading, writing, |document| {
        let mut written = Vec::new();
        match format {
            ReadFormat::Text => writeln!(written, "{}", record::note::document(&document))?,
            ReadFormat::Json => {
                serde_json::to_writer(&mut written, &record::json::read(&document))?;
                written.push(b'\n');
            }
        }
        Ok(Worked { written, bytes: document.text.len(), notices: BTreeSet::new() })
    })
}

/// `diurna parse`: sentences and trees.
fn parse(reading: &Reading, writing: &Writing, format: ParseFormat) -> anyhow::Result<u8> {
    let engine = Engine::new()?;
    each_report(reading, writing, |document| {
        let trees = engine.parse(&document);
        let mut written = Vec::new();
        match format {
            ParseFormat::Conllu => written.extend(syntax::conllu::write(&document, &trees).bytes()),
            ParseFormat::Json => {
                for line in record::json::trees(&document, &trees) {
                    serde_json::to_writer(&mut written, &line)?;
                    written.push(b'\n');
                }
            }
        }
        Ok(Worked { written, bytes: document.text.len(), notices: BTreeSet::new() })
    })
}

/// `diurna schema`: the JSON Schema of the records.
fn schema() -> anyhow::Result<u8> {
    let mut out = Output::new(None)?;
    serde_json::to_writer_pretty(&mut out, &record::json::schema())?;
    writeln!(out)?;
    out.finish()?;
    Ok(0)
}

/// `diurna completions`: what a shell completes, from the one definition of the command line.
fn completions(shell: Shell) -> anyhow::Result<u8> {
    // The generator panics where it cannot write, as into a closed pipe; into memory it always can.
    let mut written = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "diurna", &mut written);
    print(&written)
}

/// `diurna man`: a manual page, from the same definition.
fn man(command: Option<&str>) -> anyhow::Result<u8> {
    let mut program = Arguments::command();
    program.build();
    let page = match command {
        None => program,
        Some(name) => program.find_subcommand(name).with_context(|| format!("there is no command `{name}`; see `diurna --help`"))?.clone(),
    };
    let mut written = Vec::new();
    clap_mangen::Man::new(page).render(&mut written)?;
    print(&written)
}

/// Writes to standard output.
fn print(bytes: &[u8]) -> anyhow::Result<u8> {
    let mut out = Output::new(None)?;
    out.write_all(bytes)?;
    out.finish()?;
    Ok(0)
}

/// Sends every report through `work`, writes what comes of it in the order of the inputs, and tells the faults.
/// What became of a report: bytes for the output, the size of its text, and the codes of notices that the output does not hold.
struct Worked {
    written: Vec<u8>,
    bytes: usize,
    notices: BTreeSet<&'static str>,
}

fn each_report(reading: &Reading, writing: &Writing, work: impl Fn(Document) -> io::Result<Worked> + Sync) -> anyhow::Result<u8> {
    output::not_an_input(writing.output.as_deref(), &reading.inputs)?;
    let mut out = Output::new(writing.output.as_deref())?;
    let mut errors = reading.errors.as_deref().map(|path| Output::new(Some(path))).transpose()?;
    let mut meter = Meter::new(writing.progress);
    let (mut done, mut failed, mut passed) = (0_usize, 0_usize, 0_usize);
    let mut told: BTreeMap<&str, usize> = BTreeMap::new();
    let flow = flow::run(
        || inputs::reports(reading),
        work,
        |result: Result<io::Result<Worked>, Fault>| {
            match result {
                Ok(worked) => {
                    let Worked { written, bytes, notices } = worked?;
                    out.write_all(&written)?;
                    meter.report(bytes);
                    for code in notices {
                        *told.entry(code).or_default() += 1;
                    }
                    done += 1;
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
    for (code, reports) in told {
        let reports = if reports == 1 { "1 report".to_owned() } else { format!("{reports} reports") };
        meter.say(&format!("diurna: notice {code}: {reports}; `diurna read` shows them"));
    }
    meter.say_passed(passed);
    meter.finish(done, failed);
    if let Err(Stop::Broken(error)) = flow {
        return Err(error);
    }
    if let Some(errors) = errors {
        errors.finish()?;
    }
    if INTERRUPTED.load(Ordering::Relaxed) {
        return Ok(STOPPED);
    }
    out.finish()?;
    Ok(match (done, failed) {
        (0, _) => NOTHING_READ,
        (_, 0) => 0,
        _ => SOME_FAILED,
    })
}

/// A failed input as one JSON object; what is not known is absent.
fn error_line(fault: &Fault) -> String {
    let mut line = serde_json::json!({ "path": fault.path, "cause": fault.cause, "remedy": fault.remedy });
    if let Some(member) = &fault.member {
        line["member"] = member.as_str().into();
    }
    if let Some(offset) = fault.offset {
        line["offset"] = offset.into();
    }
    if fault.passed {
        line["passed"] = true.into();
    }
    // What would act on a terminal is written as JSON writes control characters.
    let acts = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    line.to_string().chars().fold(String::new(), |mut safe, c| {
        if acts(c) {
            let _ = std::fmt::Write::write_fmt(&mut safe, format_args!("\\u{:04x}", u32::from(c)));
        } else {
            safe.push(c);
        }
        safe
    })
}

/// Why the writing stopped before the inputs ended.
enum Stop {
    /// `--fail-fast`.
    AtFault,
    /// The output cannot be written.
    Broken(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

/// Whether nobody reads any longer (`diurna … | head`): that is no failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
