//! Codes that other layouts ask for, and what ours are in them.

use super::cell::{Cell, joined};
use record::json::Role;
use std::collections::BTreeMap;

/// Names and codes of countries, out of the tables of `data/`.
#[derive(Debug, Default)]
pub struct Codes {
    countries: BTreeMap<String, Country>,
}

#[derive(Debug, Default, Clone)]
struct Country {
    name: String,
    numeric: Option<i64>,
    fips: String,
}

impl Codes {
    /// Reads `data/countries.tsv` and `data/country_codes.tsv`; a row that is not as it should be gives no code.
    pub fn read(countries: &str, codes: &str) -> Self {
        let mut read = Self::default();
        for [iso3, name] in columns(countries, ["iso3", "name"]) {
            name.clone_into(&mut read.countries.entry(iso3.to_owned()).or_default().name);
        }
        for [iso3, numeric, fips] in columns(codes, ["iso3", "numeric", "fips"]) {
            let country = read.countries.entry(iso3.to_owned()).or_default();
            country.numeric = numeric.parse().ok();
            fips.clone_into(&mut country.fips);
        }
        read
    }

    /// English name of an alpha-3 code; the code itself where it is no country's.
    pub fn name<'a>(&'a self, iso3: &'a str) -> &'a str {
        self.countries.get(iso3).map(|c| c.name.as_str()).filter(|n| !n.is_empty()).unwrap_or(iso3)
    }

    pub(super) fn numeric(&self, iso3: &str) -> Option<i64> {
        self.countries.get(iso3).and_then(|c| c.numeric)
    }

    pub(super) fn fips(&self, iso3: &str) -> &str {
        self.countries.get(iso3).map_or("", |c| c.fips.as_str())
    }
}

/// These columns of a table with a header and comments.
fn columns<'a, const N: usize>(table: &'a str, names: [&'a str; N]) -> impl Iterator<Item = [&'a str; N]> {
    let mut lines = table.lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let at = names.map(|n| header.iter().position(|h| *h == n).unwrap_or(usize::MAX));
    lines.map(move |line| {
        let cells: Vec<&str> = line.split('\t').collect();
        at.map(|a| cells.get(a).copied().unwrap_or(""))
    })
}

/// The CAMEO agent of a PLOVER sector; where CAMEO has none, nothing.
pub fn agent(sector: &str) -> &str {
    match sector {
        // PLOVER's MED is medical and its JRN the press; CAMEO's HLH and MED.
        "MED" => "HLH",
        "JRN" => "MED",
        "PRM" => "UAF",
        "AGR" => "AGR",
        "SOC" => "CVL",
        "CRM" => "CRM",
        "PRE" | "UNK" => "",
        other => other,
    }
}

/// A CAMEO actor: country, then agent.
pub fn actor(role: &Role) -> String {
    let country = role.country.as_deref().unwrap_or("");
    format!("{country}{}", agent(role.sector.as_deref().unwrap_or("")))
}

/// Goldstein's value of a CAMEO root, as ICEWS and GDELT print it.
pub fn goldstein(cameo: &str) -> Option<f64> {
    Some(match root(cameo) {
        "01" => 0.0,
        "02" => 3.0,
        "03" => 4.0,
        "04" => 1.0,
        "05" => 3.5,
        "06" => 6.0,
        "07" => 7.0,
        "08" => 5.0,
        "09" | "11" => -2.0,
        "10" => -5.0,
        "12" | "16" => -4.0,
        "13" => -6.0,
        "14" => -6.5,
        "15" => -7.2,
        "17" => -7.0,
        "18" => -9.0,
        "19" | "20" => -10.0,
        _ => return None,
    })
}

/// The first two figures of a CAMEO code.
pub fn root(cameo: &str) -> &str {
    cameo.get(..2).unwrap_or("")
}

/// The first three figures of a CAMEO code.
pub fn base(cameo: &str) -> &str {
    cameo.get(..3).unwrap_or(cameo)
}

/// A day as eight figures.
pub fn eight(day: &str) -> String {
    day.replace('-', "")
}

/// Every pair of an actor and a recipient; a side without parties gives one empty place.
pub fn pairs<'a>(actors: &'a [Role], recipients: &'a [Role]) -> Vec<(Option<&'a Role>, Option<&'a Role>)> {
    let side =
        |roles: &'a [Role]| -> Vec<Option<&'a Role>> { if roles.is_empty() { vec![None] } else { roles.iter().map(Some).collect() } };
    let recipients = side(recipients);
    side(actors).into_iter().flat_map(|a| recipients.iter().map(move |r| (a, *r))).collect()
}

/// A whole number that names a row, the same on every machine.
pub fn number(report: &str, event: &str, pair: usize) -> i64 {
    let hash = crate::pack::hash(&[report.as_bytes(), event.as_bytes(), &pair.to_le_bytes()]);
    // Fifty-three bits, so that readers with floating-point numbers keep it whole.
    hash.get(..13).and_then(|h| i64::from_str_radix(h, 16).ok()).unwrap_or(0)
}

/// Names of the parties of a record of one kind.
pub fn story(found: &crate::Found, kinds: &[&str]) -> Cell {
    let parties = found.record.iter().flat_map(|r| &r.parties).filter(|p| kinds.contains(&p.kind.as_str()));
    joined(parties.map(|p| p.name.as_str()), ";").into()
}
