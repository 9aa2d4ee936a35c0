//! What may be asked of a store: the filters that `query`, `export` and `plot` share.

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use record::Date;
use store::{Copies, Filter, Order, Store};

const ONTOLOGY: &str = include_str!("../../../../data/ontology.tsv");
const SECTORS: &str = include_str!("../../../../data/sectors.tsv");
const COUNTRIES: &str = include_str!("../../../../data/countries.tsv");

const STATUSES: [&str; 5] = ["actual", "future", "hypothetical", "negated", "historical"];
/// Kinds of toll that a record can hold.
const TOLLS: [&str; 6] = ["killed", "injured", "detained", "displaced", "missing", "participants"];

/// Which events. Flags of different names must all hold; of the values of one flag (given again, or parted by commas where they are codes), any.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which events")]
pub struct Asking {
    /// PLOVER types, as PROTEST (a wrong one lists them all)
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// PLOVER modes, as riot
    #[arg(long = "mode", value_name = "MODE", value_delimiter = ',')]
    modes: Vec<String>,
    /// actual, future, hypothetical, negated, historical
    #[arg(long = "status", value_name = "STATUS", value_delimiter = ',')]
    statuses: Vec<String>,
    /// Words of a party's name, on either side
    #[arg(long = "party", value_name = "NAME")]
    parties: Vec<String>,
    /// Words of an actor's name
    #[arg(long = "actor", value_name = "NAME")]
    actors: Vec<String>,
    /// Words of a recipient's name
    #[arg(long = "recipient", value_name = "NAME")]
    recipients: Vec<String>,
    /// Country of a party, on either side (alpha-3, or its name)
    #[arg(long = "party-country", value_name = "CODE", value_delimiter = ',')]
    party_countries: Vec<String>,
    /// Sector of a party, on either side, as GOV
    #[arg(long = "sector", value_name = "CODE", value_delimiter = ',')]
    sectors: Vec<String>,
    /// Words of the name of the place
    #[arg(long = "place", value_name = "NAME")]
    places: Vec<String>,
    /// Country in which it happened (alpha-3, or its name)
    #[arg(long = "country", value_name = "CODE", value_delimiter = ',')]
    countries: Vec<String>,
    /// West,south,east,north in degrees
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true)]
    bbox: Option<String>,
    /// Latitude,longitude,kilometres
    #[arg(long, value_name = "LAT,LON,KM", allow_hyphen_values = true)]
    near: Option<String>,
    /// First day; events whose days touch the interval are found (those without a day by the publication's)
    #[arg(long, value_name = "DAY", value_parser = crate::arguments::day)]
    from: Option<Date>,
    /// Last day, included
    #[arg(long, value_name = "DAY", value_parser = crate::arguments::day)]
    to: Option<Date>,
    /// A kind of toll and the least number, as killed:10
    #[arg(long = "toll", value_name = "KIND:N")]
    tolls: Vec<String>,
    /// Words for who, according to the report, says so
    #[arg(long = "source", value_name = "NAME")]
    sources: Vec<String>,
    /// Who published the report, as written
    #[arg(long = "publisher", value_name = "NAME")]
    publishers: Vec<String>,
    /// Words of the report: AND, OR, NOT, "a phrase", begin*
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Identifier or hash of a report
    #[arg(long = "report", value_name = "ID")]
    reports: Vec<String>,
    /// An incident (after `diurna link`)
    #[arg(long = "incident", value_name = "ID")]
    incidents: Vec<String>,
    /// Leave out reports that are copies of another (after `diurna link`)
    #[arg(long)]
    no_copies: bool,
    /// Least confidence, 0 to 1
    #[arg(long, value_name = "P")]
    confidence: Option<f64>,
    /// Records of this run (`diurna diff` lists them), not the latest
    #[arg(long, value_name = "N")]
    run: Option<i64>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "the flag's help tells")]
pub enum Sort {
    Report,
    Day,
    Latest,
    Confidence,
}

impl Sort {
    pub const fn order(self) -> Order {
        match self {
            Self::Report => Order::Report,
            Self::Day => Order::Day,
            Self::Latest => Order::Latest,
            Self::Confidence => Order::Confidence,
        }
    }
}

impl Asking {
    /// The filter that was meant, for this store: what asks for links needs some.
    pub fn linked(&self, store: &Store) -> anyhow::Result<Filter> {
        let flag = if self.no_copies { "--no-copies" } else { "--incident" };
        if (self.no_copies || !self.incidents.is_empty()) && store.unlinked()?.is_none() {
            bail!("{flag}: no events are linked yet; run `diurna link --store FILE` first");
        }
        self.filter()
    }

    /// The filter that was meant.
    pub fn filter(&self) -> anyhow::Result<Filter> {
        if let Some(p) = self.confidence.filter(|p| !(0.0..=1.0).contains(p)) {
            bail!("--confidence {p}: not between 0 and 1");
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from > to
        {
            bail!("--from {from} is after --to {to}");
        }
        Ok(Filter {
            types: known("--type", &self.types, &column(ONTOLOGY, "type"), str::to_uppercase)?,
            modes: known("--mode", &self.modes, &column(ONTOLOGY, "mode"), str::to_lowercase)?,
            statuses: known("--status", &self.statuses, &STATUSES, str::to_lowercase)?,
            parties: self.parties.clone(),
            actors: self.actors.clone(),
            recipients: self.recipients.clone(),
            party_countries: self.party_countries.iter().map(|c| country("--party-country", c)).collect::<anyhow::Result<_>>()?,
            sectors: known("--sector", &self.sectors, &column(SECTORS, "sector"), str::to_uppercase)?,
            places: self.places.clone(),
            countries: self.countries.iter().map(|c| country("--country", c)).collect::<anyhow::Result<_>>()?,
            area: self.bbox.as_deref().map(area).transpose()?,
            near: self.near.as_deref().map(near).transpose()?,
            from: self.from.map(|d| d.to_string()),
            to: self.to.map(|d| d.to_string()),
            tolls: self.tolls.iter().map(|t| toll(t)).collect::<anyhow::Result<_>>()?,
            sources: self.sources.clone(),
            publishers: self.publishers.clone(),
            text: self.text.clone(),
            reports: self.reports.clone(),
            incidents: self.incidents.clone(),
            copies: if self.no_copies { Copies::LeftOut } else { Copies::Count },
            confidence: self.confidence,
            run: self.run,
        })
    }
}

/// The different values of a column of a table, in their order.
fn column<'a>(table: &'a str, name: &str) -> Vec<&'a str> {
    let mut lines = table.lines().filter(|l| !l.starts_with('#'));
    let at = lines.next().and_then(|head| head.split('\t').position(|c| c == name)).unwrap_or(0);
    let mut values: Vec<&str> = Vec::new();
    for value in lines.filter_map(|l| l.split('\t').nth(at)).filter(|v| !v.is_empty()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// Codes that are there, in the case in which they are written.
fn known(flag: &str, typed: &[String], codes: &[&str], case: fn(&str) -> String) -> anyhow::Result<Vec<String>> {
    let code = |typed: &String| {
        let code = case(typed.trim());
        if codes.contains(&code.as_str()) { Ok(code) } else { bail!("{flag} {typed}: no such code; the codes are {}", codes.join(", ")) }
    };
    typed.iter().map(code).collect()
}

/// The alpha-3 code of a country that is written as such, as alpha-2, or by a name it has in some language; `IGO`, `NGO` and `MNC` are no countries, but stand for one.
fn country(flag: &str, typed: &str) -> anyhow::Result<String> {
    let written = typed.trim();
    if ["IGO", "NGO", "MNC"].iter().any(|code| code.eq_ignore_ascii_case(written)) {
        return Ok(written.to_uppercase());
    }
    let is_meant = |cell: &str| cell.to_lowercase() == written.to_lowercase();
    let mut others = Vec::new();
    for line in COUNTRIES.lines().filter(|l| !l.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [alpha3, alpha2, name, more, ..] = cells[..] else { continue };
        if [alpha3, alpha2, name].into_iter().any(is_meant) {
            return Ok(alpha3.to_owned());
        }
        if more.split('|').any(is_meant) {
            others.push(alpha3);
        }
    }
    match others[..] {
        [one] => Ok(one.to_owned()),
        [] => bail!("{flag} {typed}: no such country; write its code of three letters, as PER or GEO, or its name"),
        _ => bail!("{flag} {typed}: the name of several; write the code of one: {}", others.join(", ")),
    }
}

/// So many numbers, parted by commas.
fn numbers<const N: usize>(text: &str, flag: &str, example: &str) -> anyhow::Result<[f64; N]> {
    let parts: Option<Vec<f64>> = text.split(',').map(|p| p.trim().parse().ok().filter(|n: &f64| n.is_finite())).collect();
    parts.and_then(|p| p.try_into().ok()).with_context(|| format!("{flag} {text}: not {N} numbers; write it as {example}"))
}

fn area(text: &str) -> anyhow::Result<[f64; 4]> {
    let [west, south, east, north] = numbers(text, "--bbox", "-10.5,35,4.5,44")?;
    if south > north || !(-90.0..=90.0).contains(&south) || north > 90.0 || west.abs() > 180.0 || east.abs() > 180.0 {
        bail!("--bbox {text}: no box on the globe; write west,south,east,north in degrees");
    }
    Ok([west, south, east, north])
}

fn near(text: &str) -> anyhow::Result<[f64; 3]> {
    let [lat, lon, km] = numbers(text, "--near", "48.86,2.35,50")?;
    if lat.abs() > 90.0 || lon.abs() > 180.0 || km < 0.0 {
        bail!("--near {text}: no point on the globe; write latitude,longitude,kilometres");
    }
    Ok([lat, lon, km])
}

fn toll(text: &str) -> anyhow::Result<(String, u64)> {
    let (kind, low) = text.split_once(':').unwrap_or((text, "0"));
    let kind = kind.trim().to_lowercase();
    if !TOLLS.contains(&kind.as_str()) {
        bail!("--toll {text}: no kind of toll; the kinds are {}", TOLLS.join(", "));
    }
    let Ok(low) = low.trim().parse() else { bail!("--toll {text}: no number of people; write it as {kind}:10") };
    Ok((kind, low))
}
