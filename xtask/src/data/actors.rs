//! The actors' tables: every source read into rows of one shape, rows of one actor brought together, told once.

use super::bodies;
use super::countries::Codes;
use super::pack::Output;
use super::people;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const COLUMNS: [&str; 11] = ["name", "aliases", "kind", "country", "sector", "office", "from", "to", "wikidata", "known", "source"];

/// The sources: short name, what it is, licence; the most trusted first.
pub const SOURCES: [(&str, &str); 16] = [
    ("us", "unitedstates/congress-legislators@dfa9622 and openstates/people@934bf09a94, CC0-1.0"),
    ("ifg", "Institute for Government ministers database, instituteforgov/ifg-ministers-database-public@92e2270, CC BY 4.0"),
    ("wikidata", "Wikidata query results in every-politician-scrapers/*, CC0-1.0"),
    ("factbook", "CIA World Factbook, 240 snapshots 2015-2026, factbook/factbook.json@8662a8b1, public domain"),
    ("cia", "CIA World Leaders of 2019-06-04, WilliamRADFunk/cia-world-leaders@d52b3b8, public domain"),
    ("reign", "REIGN, OEFDataScience/REIGN.github.io@d7a8a6f, MIT"),
    ("partyfacts", "Party Facts, hdigital/partyfactsdata@764de89, MIT"),
    ("petrarch", "Open Event Data Alliance, openeventdata/UniversalPetrarch@067552d (Spanish), MIT"),
    ("phoenix", "Open Event Data Alliance, openeventdata/Dictionaries@aa75b79 and petrarch2@676801c (armed groups after START TOPS), MIT"),
    ("ucdp", "UCDP/PRIO Armed Conflict Dataset 23.1 (Davies et al. 2023; Gleditsch et al. 2002), CC BY 4.0"),
    ("ofac", "US Treasury OFAC SDN list of 2023-12-08, public domain"),
    ("iati", "IATI code lists, IATI/IATI-Codelists-NonEmbedded@7aeece7, MIT"),
    ("financedatabase", "JerBouma/FinanceDatabase@268be5d29, MIT"),
    ("fundus", "PyPI fundus 0.5.7, MIT"),
    ("feeds", "plenaryapp/awesome-rss-feeds@9ff012e, CC0-1.0"),
    ("hand", "this project, CC0-1.0"),
];

/// One role of an actor, as a source has it.
#[derive(Debug, Clone, Default)]
pub struct Actor {
    pub name: String,
    pub aliases: BTreeSet<String>,
    pub kind: &'static str,
    pub country: String,
    pub sector: String,
    pub office: String,
    pub from: String,
    pub to: String,
    pub wikidata: String,
    pub known: u32,
    pub source: &'static str,
}

/// Writes `people.tsv`, `parties.tsv`, `groups.tsv` and `bodies.tsv`.
pub fn write(packs: &Path, out: &Path, codes: &Codes, countries: &BTreeMap<String, String>) -> Result<()> {
    let known: BTreeSet<&str> = codes.values().map(String::as_str).chain(["IGO", "NGO", "MNC", ""]).collect();
    let mut actors = people::read(packs, countries)?;
    actors.extend(bodies::read(packs, codes)?);
    // A name that is a country's would take its events; a code that is none would be a false one.
    actors.retain(|actor| known.contains(actor.country.as_str()) && !countries.contains_key(&knowledge::fold(&actor.name)));
    for actor in &mut actors {
        actor.aliases.retain(|alias| !countries.contains_key(&knowledge::fold(alias)));
    }
    let files = [
        ("people.tsv", "People with their offices", &["person"][..]),
        ("parties.tsv", "Political parties", &["party"]),
        ("groups.tsv", "Armed groups", &["armed_group"]),
        (
            "bodies.tsv",
            "International bodies, agencies, forces, companies, media and other organisations",
            &["igo", "ngo", "agency", "org", "company", "media"],
        ),
    ];
    for (file, what, kinds) in files {
        let rows: Vec<Actor> = actors.iter().filter(|actor| kinds.contains(&actor.kind)).cloned().collect();
        table(what, &bring_together(rows)).write(&out.join(file))?;
    }
    Ok(())
}

/// The rows of one actor (one country, and a name or an alias of several words in common) get one name, one set of aliases and one
/// weight; a row that adds nothing to a more trusted one goes.
fn bring_together(mut rows: Vec<Actor>) -> Vec<Vec<Actor>> {
    rows.sort_by(|a, b| (rank(a.source), &a.country, &a.name, &a.from).cmp(&(rank(b.source), &b.country, &b.name, &b.from)));
    let mut parent: Vec<usize> = (0..rows.len()).collect();
    let mut owners: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        let single = row.kind == "person" && !row.name.contains(' ');
        let mut keys = vec![(row.country.clone(), knowledge::fold(&row.name))];
        // An alias joins rows only where it is another row's name; so names go in first, aliases after.
        if !row.wikidata.is_empty() {
            keys.push((String::new(), row.wikidata.clone()));
        }
        for key in keys {
            if !single {
                let owner = *owners.entry(key).or_insert(i);
                join(&mut parent, owner, i);
            }
        }
    }
    for (i, row) in rows.iter().enumerate() {
        for alias in row.aliases.iter().filter(|alias| row.kind != "person" || alias.contains(' ')) {
            if row.kind == "person"
                && alias.chars().count() > 7
                && let Some(owner) = owners.get(&(row.country.clone(), knowledge::fold(alias)))
            {
                join(&mut parent, *owner, i);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<Actor>> = BTreeMap::new();
    for (i, row) in rows.into_iter().enumerate() {
        groups.entry(find(&mut parent, i)).or_default().push(row);
    }
    let mut actors: Vec<Vec<Actor>> = groups.into_values().map(one_actor).collect();
    actors.sort_by(|a, b| (&a[0].country, &a[0].name).cmp(&(&b[0].country, &b[0].name)));
    actors
}

fn find(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}

fn join(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(parent, a), find(parent, b));
    parent[a.max(b)] = a.min(b);
}

fn rank(source: &str) -> usize {
    SOURCES.iter().position(|(name, _)| *name == source).unwrap_or(SOURCES.len())
}

/// How many aliases an actor may have.
const MOST_ALIASES: usize = 10;

/// The rows of one actor, in the order of trust, made one.
fn one_actor(rows: Vec<Actor>) -> Vec<Actor> {
    let name = rows[0].name.clone();
    let wikidata = rows.iter().map(|row| row.wikidata.as_str()).find(|id| !id.is_empty()).unwrap_or("").to_owned();
    let sources: BTreeSet<&str> = rows.iter().map(|row| row.source).collect();
    let known = rows.iter().map(|row| row.known).max().unwrap_or(0) + 4 * (sources.len() as u32 - 1);
    let mut aliases: Vec<String> = Vec::new();
    let mut seen = BTreeSet::from([knowledge::fold(&name)]);
    for row in &rows {
        for alias in std::iter::once(&row.name).chain(&row.aliases) {
            let key = if alias.chars().all(|c| !c.is_lowercase()) { alias.clone() } else { knowledge::fold(alias) };
            if aliases.len() < MOST_ALIASES && !key.is_empty() && *alias != name && seen.insert(key) {
                aliases.push(alias.clone());
            }
        }
    }
    let mut kept: Vec<Actor> = Vec::new();
    for row in rows {
        match kept.iter_mut().find(|better| tells_nothing_new(&row, better)) {
            Some(better) if better.source == row.source && better.office == row.office => {
                better.to = latest(&better.to, &row.to);
                better.from = earliest(&better.from, &row.from);
            }
            Some(_) => {}
            None => kept.push(row),
        }
    }
    for row in &mut kept {
        // Two sources, or two notes of one, may contradict each other: then the start is not known.
        if !row.to.is_empty() && row.from.as_str() > row.to.as_str() {
            row.from.clear();
        }
    }
    kept.sort_by(|a, b| b.from.cmp(&a.from).then(a.office.cmp(&b.office)));
    for (i, row) in kept.iter_mut().enumerate() {
        row.name.clone_from(&name);
        row.wikidata.clone_from(&wikidata);
        row.known = known;
        // Aliases stand on the first row of an actor and hold for all of them.
        row.aliases = if i == 0 { aliases.iter().cloned().collect() } else { BTreeSet::new() };
    }
    kept
}

/// Whether a row says no more than a more trusted one: the same office in touching days; or no office at all and the same sector,
/// in days that the other covers in part; or nothing but "a former official".
fn tells_nothing_new(row: &Actor, better: &Actor) -> bool {
    if better.kind != "person" {
        return better.sector == row.sector || row.sector.is_empty();
    }
    if row.office.is_empty() && row.sector == "ELI" {
        return true;
    }
    let same = row.office == better.office || row.office.is_empty() || row.source == "reign" || row.source == "cia";
    same && row.sector == better.sector && touches(row, better)
}

/// Whether two terms overlap or follow within a year.
fn touches(a: &Actor, b: &Actor) -> bool {
    let start = |day: &str| day.get(..4).and_then(|year| year.parse::<i32>().ok()).unwrap_or(0);
    let end = |day: &str| day.get(..4).and_then(|year| year.parse::<i32>().ok()).unwrap_or(9999);
    start(&a.from) <= end(&b.to).saturating_add(1) && start(&b.from) <= end(&a.to).saturating_add(1)
}

fn latest(a: &str, b: &str) -> String {
    if a.is_empty() || b.is_empty() { String::new() } else { a.max(b).to_owned() }
}

fn earliest(a: &str, b: &str) -> String {
    if a.is_empty() || b.is_empty() { String::new() } else { a.min(b).to_owned() }
}

fn table(what: &str, actors: &[Vec<Actor>]) -> Output {
    let used: BTreeSet<&str> = actors.iter().flatten().map(|row| row.source).collect();
    let mut head = vec![
        format!(
            "{what}. Aliases stand on an actor's first row and hold for all its rows (same name, kind and country, one after the other)."
        ),
        "from, to: a day, a month or a year; a + after an end: still so where the source stops. known: the higher, the better known."
            .to_owned(),
        "source and licence: per row, as follows".to_owned(),
    ];
    head.extend(SOURCES.iter().filter(|(name, _)| used.contains(name)).map(|(name, what)| format!("  {name}: {what}")));
    let mut output = Output::new(&head.iter().map(String::as_str).collect::<Vec<_>>(), &COLUMNS);
    for row in actors.iter().flatten() {
        let aliases = row.aliases.iter().map(String::as_str).collect::<Vec<_>>().join("|");
        let known = row.known.max(1).to_string();
        output.row(&[
            &row.name,
            &aliases,
            row.kind,
            &row.country,
            &row.sector,
            &row.office,
            &row.from,
            &row.to,
            &row.wikidata,
            &known,
            row.source,
        ]);
    }
    output
}
