//! `diurna plot`: how many events, as a sparkline, a chart, a table.

use super::asking::Asking;
use super::page::escaped;
use crate::output::Output;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use store::{By, Count};

/// Bars of a sparkline.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Columns of a chart at most.
const MAX_COLUMNS: usize = 5000;

#[derive(Debug, Args)]
pub struct Plot {
    /// The store
    #[arg(long, value_name = "FILE")]
    store: PathBuf,
    #[command(flatten)]
    asking: Asking,
    /// What is counted by
    #[arg(long, value_enum, default_value = "month")]
    by: ByArgument,
    /// What is counted: events told, those that no copy repeats, happenings (after `diurna link`), reports
    #[arg(long, value_enum, default_value = "events")]
    count: What,
    /// Write a chart to FILE
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write all counts to FILE
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum ByArgument {
    Day,
    Week,
    Month,
    Year,
    Type,
    Country,
    Pair,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the flag's help tells")]
pub enum What {
    Events,
    WithoutCopies,
    Incidents,
    Reports,
}

impl What {
    const fn of(self, count: &Count) -> u64 {
        match self {
            Self::Events => count.events,
            Self::WithoutCopies => count.without_copies,
            Self::Incidents => count.incidents,
            Self::Reports => count.reports,
        }
    }
}

pub fn run(plot: &Plot) -> anyhow::Result<u8> {
    let by = match plot.by {
        ByArgument::Day => By::Day,
        ByArgument::Week => By::Week,
        ByArgument::Month => By::Month,
        ByArgument::Year => By::Year,
        ByArgument::Type => By::Type,
        ByArgument::Country => By::Country,
        ByArgument::Pair => By::Pair,
    };
    let store = super::open(&plot.store)?;
    if matches!(plot.count, What::Incidents | What::WithoutCopies) && store.unlinked()?.is_none() {
        bail!("--count {}: no events are linked yet; run `diurna link --store FILE` first", super::typed(&plot.count));
    }
    let counts = store.tally(&plot.asking.linked(&store)?, by).with_context(|| plot.store.display().to_string())?;
    if counts.is_empty() {
        let _ = writeln!(anstream::stderr(), "diurna: no event of the store is like that; leave out a filter to find more");
    }
    if let Some(path) = &plot.csv {
        let mut out = Output::new(Some(path))?;
        writeln!(out, "key,events,without_copies,incidents,reports")?;
        for c in &counts {
            writeln!(out, "{},{},{},{},{}", c.key, c.events, c.without_copies, c.incidents, c.reports)?;
        }
        out.finish()?;
    }
    if let Some(path) = &plot.svg {
        let columns = if is_time(by) { filled(&counts, by) } else { counts.clone() };
        if columns.len() > MAX_COLUMNS {
            bail!("{} columns are too many for a chart; count --by month or year, or ask for fewer days", columns.len());
        }
        let mut out = Output::new(Some(path))?;
        out.write_all(chart(&columns, plot.count).as_bytes())?;
        out.finish()?;
    }
    if plot.csv.is_none() && plot.svg.is_none() && !counts.is_empty() {
        let mut out = Output::new(None)?;
        out.write_all(terminal(&counts, by, plot.count).as_bytes())?;
        out.finish()?;
    }
    Ok(0)
}

const fn is_time(by: By) -> bool {
    matches!(by, By::Day | By::Week | By::Month | By::Year)
}

/// The counts with the days, months or years between them that have none. Weeks stand as they are told.
fn filled(counts: &[Count], by: By) -> Vec<Count> {
    let mut all: Vec<Count> = Vec::new();
    for count in counts.iter().filter(|c| !c.key.is_empty()) {
        while let Some(next) =
            all.last().and_then(|last| following(&last.key, by)).filter(|next| *next < count.key && all.len() <= MAX_COLUMNS)
        {
            all.push(Count { key: next, events: 0, without_copies: 0, incidents: 0, reports: 0 });
        }
        all.push(count.clone());
    }
    all
}

fn following(key: &str, by: By) -> Option<String> {
    match by {
        By::Day => key.parse::<record::Date>().ok()?.tomorrow().ok().map(|d| d.to_string()),
        By::Month => {
            let (year, month) = key.split_once('-')?;
            let (year, month): (i32, u32) = (year.parse().ok()?, month.parse().ok()?);
            Some(if month == 12 { format!("{:04}-01", year + 1) } else { format!("{year:04}-{:02}", month + 1) })
        }
        By::Year => key.parse::<i32>().ok().map(|y| format!("{:04}", y + 1)),
        _ => None,
    }
}

/// A line of bars for times, a bar a line for kinds.
fn terminal(counts: &[Count], by: By, what: What) -> String {
    let columns = if is_time(by) { filled(counts, by) } else { counts.to_vec() };
    let most = columns.iter().map(|c| what.of(c)).max().unwrap_or(0).max(1);
    let sum: u64 = counts.iter().map(|c| what.of(c)).sum();
    let mut shown = String::new();
    if is_time(by) {
        let bars: String = columns
            .iter()
            .map(|c| match what.of(c) {
                0 => ' ',
                n => BARS[((n * 8).div_ceil(most) as usize).clamp(1, 8) - 1],
            })
            .collect();
        let (first, last) = (columns.first().map_or("", |c| c.key.as_str()), columns.last().map_or("", |c| c.key.as_str()));
        let unit = match by {
            By::Day => "a day",
            By::Week => "a week",
            By::Month => "a month",
            _ => "a year",
        };
        let at = columns.iter().find(|c| what.of(c) == most).map_or("", |c| c.key.as_str());
        let _ =
            writeln!(shown, "{bars}\n{first} to {last}, one bar {unit}; most {most} ({at}), together {sum}; each count with --csv FILE");
        if let Some(undated) = counts.iter().find(|c| c.key.is_empty()) {
            let _ = writeln!(shown, "{} without a day", what.of(undated));
        }
    } else {
        let width = columns.iter().map(|c| c.key.chars().count()).max().unwrap_or(0).max(4);
        let mut sorted = columns;
        sorted.sort_by(|a, b| what.of(b).cmp(&what.of(a)).then_with(|| a.key.cmp(&b.key)));
        for c in &sorted {
            let key = if c.key.is_empty() { "none" } else { &c.key };
            let bar = "█".repeat(((what.of(c) * 40).div_ceil(most)) as usize);
            let _ = writeln!(shown, "{key:width$} {:>8} {bar}", what.of(c));
        }
    }
    shown
}

/// A chart of columns, as large as the page that holds it, each column with its words.
fn chart(columns: &[Count], what: What) -> String {
    const WIDTH: f64 = 960.0;
    const HEIGHT: f64 = 320.0;
    const EDGE: f64 = 48.0;
    let most = columns.iter().map(|c| what.of(c)).max().unwrap_or(0).max(1);
    let step = (WIDTH - 2.0 * EDGE) / columns.len().max(1) as f64;
    let (first, last) = (columns.first().map_or("", |c| c.key.as_str()), columns.last().map_or("", |c| c.key.as_str()));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"t\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title id=\"t\">events, {} to {}, most {most}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        escaped(first),
        escaped(last)
    );
    let bottom = HEIGHT - EDGE;
    for (nth, count) in columns.iter().enumerate() {
        let value = what.of(count);
        let tall = value as f64 / most as f64 * (bottom - EDGE / 2.0);
        let (x, y) = (EDGE + nth as f64 * step, bottom - tall);
        let key = escaped(&count.key);
        let _ = writeln!(
            svg,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{:.2}\" height=\"{tall:.2}\" fill=\"#2f5d8a\"><title>{key}: {value}</title></rect>",
            (step * 0.85).max(0.2)
        );
    }
    let end = WIDTH - EDGE;
    let _ = writeln!(svg, "<path d=\"M{EDGE} {bottom}H{end}\" stroke=\"#333\"/>");
    let _ = writeln!(svg, "<text x=\"{EDGE}\" y=\"{}\">{}</text>", bottom + 20.0, escaped(first));
    let _ = writeln!(svg, "<text x=\"{end}\" y=\"{}\" text-anchor=\"end\">{}</text>", bottom + 20.0, escaped(last));
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{most}</text>", EDGE - 6.0, EDGE / 2.0 + 5.0);
    let _ = writeln!(svg, "<text x=\"{}\" y=\"{bottom}\" text-anchor=\"end\">0</text>\n</svg>", EDGE - 6.0);
    svg
}
