//! People: leaders, ministers, members of parliaments, envoys, heads of parties, with their days.

use super::actors::Actor;
use super::pack::{Pack, Row};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The first year that matters: terms that ended before are left out.
const FIRST_YEAR: i32 = 1995;

/// Reads all sources of people. `countries`: folded names → alpha-3.
pub fn read(packs: &Path, countries: &BTreeMap<String, String>) -> Result<Vec<Actor>> {
    let mut people = Vec::new();
    let mut add = |name: &str, of: &dyn Fn(Row<'_>, &mut Actor) -> Option<u32>, source: &'static str| -> Result<()> {
        for row in Pack::read(packs, name)?.rows().filter(|row| row.get("kind") == "person") {
            let mut person = plain(row, source);
            if let Some(known) = of(row, &mut person)
                && is_person(&person.name, known)
                && lasted(&person.to)
            {
                person.known = (known + recent(&person)).max(1);
                tidy(&mut person);
                people.push(person);
            }
        }
        Ok(())
    };
    // The Senate's president is the vice president, who is in the executive too.
    let seat = |person: &Actor| !person.office.contains("for  (");
    add("us_congress_executive", &|_, person| seat(person).then_some(if person.sector == "GOV" { 60 } else { 25 }), "us")?;
    add("us_congress_openstates", &|_, _| Some(20), "us")?;
    add("uk_ifg_ministers", &uk, "ifg")?;
    add("wikidata_officeholders_eps", &|row, person| wikidata(row, person, countries), "wikidata")?;
    add("factbook_leaders_ambassadors", &factbook, "factbook")?;
    add("factbook_party_leaders", &|_, person| (!person.office.contains('[')).then_some(15), "factbook")?;
    add("cia_world_leaders_2019", &cia, "cia")?;
    add("reign_leaders", &reign, "reign")?;
    add("petrarch_actors_es", &cameo_row, "petrarch")?;
    add("phoenix_countries", &cameo_row, "phoenix")?;
    add("phoenix_international", &cameo_row, "phoenix")?;
    add(
        "ofac_sdn",
        &|_, person| {
            let says = ["REB", "CRM", "GOV", "LEG", "MIL", "COP", "JUD", "SPY"].contains(&person.sector.as_str());
            (says && !person.country.is_empty()).then_some(5)
        },
        "ofac",
    )?;
    Ok(people)
}

/// A row as it is, its end marked where the source stops.
fn plain(row: Row<'_>, source: &'static str) -> Actor {
    let note = row.get("note");
    let stops = note.rsplit_once("open at ").map(|(_, day)| day.trim_start_matches("last snapshot ").trim_start_matches("last update "));
    let stops = stops.map_or("", |day| day.split([' ', ';']).next().unwrap_or(""));
    let to = if row.get("end").is_empty() && !stops.is_empty() { format!("{stops}+") } else { row.get("end").to_owned() };
    Actor {
        name: row.get("name").to_owned(),
        aliases: row.parts("aliases").map(str::to_owned).collect(),
        kind: "person",
        country: match row.get("country") {
            "EUR" | "UNO" | "INT" => "IGO".to_owned(),
            country => country.to_owned(),
        },
        sector: row.get("sector").to_owned(),
        office: row.get("office").trim().to_owned(),
        from: row.get("start").to_owned(),
        to,
        wikidata: row.get("wikidata").to_owned(),
        known: 0,
        source,
    }
}

#[allow(clippy::unnecessary_wraps, reason = "one of the readers of rows, which may refuse a row")]
fn uk(_: Row<'_>, person: &mut Actor) -> Option<u32> {
    // `Secretary of State for Defence, Ministry of Defence`: the department says nothing more.
    if let Some(end) = person.office.find(", ") {
        person.office.truncate(end);
    }
    let office = person.office.as_str();
    Some(if office.starts_with("Prime Minister") {
        60
    } else if office.starts_with("Secretary of State") || office.starts_with("Chancellor") {
        35
    } else {
        15
    })
}

fn wikidata(_: Row<'_>, person: &mut Actor, countries: &BTreeMap<String, String>) -> Option<u32> {
    let office = person.office.clone();
    if office == "results" || (office.starts_with('Q') && office[1..].bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    if office.starts_with("senate ") {
        "senator".clone_into(&mut person.office);
    }
    if office == "People's Deputy of Ukraine" {
        "LEG".clone_into(&mut person.sector);
    }
    if person.country.is_empty() {
        let folded = format!(" {} ", knowledge::fold(&office));
        let named = countries.iter().filter(|(name, _)| name.len() > 3 && folded.contains(&format!(" {name} ")));
        person.country = named.max_by_key(|(name, _)| name.len()).map(|(_, iso3)| iso3.clone())?;
    }
    if !is_latin(&person.name) {
        let latin = person
            .aliases
            .iter()
            .map(|alias| alias.trim_matches([',', ' ']).to_owned())
            .find(|alias| is_latin(alias) && alias.contains(' ') && !alias.contains(','));
        person.name = latin?;
    }
    let lower = office.to_lowercase();
    let national = ["president of", "prime minister", "premier of", "chancellor of", "king of"].iter().any(|head| lower.starts_with(head));
    Some(match person.sector.as_str() {
        "LEG" if lower.starts_with("member") || lower.starts_with("people") || lower.starts_with("senat") => 8,
        _ if national && !lower.contains("senate") && !lower.contains("chamber") => 45,
        _ => 25,
    })
}

fn factbook(_: Row<'_>, person: &mut Actor) -> Option<u32> {
    let name = person.name.clone();
    // Where the rule that split the cell failed, the name holds a title or two names.
    let odd = ["Commissioner", "ministers", "Leader", "Ambassador", "Minister", "President", "Representative", "Council", "Chargé"];
    if name.contains(',') || odd.iter().any(|word| name.split(' ').any(|w| w == *word)) || person.office.starts_with("the ") {
        return None;
    }
    let head = person.office.contains("(chief of state)")
        || person.office.contains("(head of government)")
        || person.office.contains("of state")
        || person.office == "head of government";
    let office = person.office.replace(" (chief of state)", "").replace(" (head of government)", "");
    office.trim_end_matches(" of the").clone_into(&mut person.office);
    if person.office == "Vice" {
        "Vice President".clone_into(&mut person.office);
    }
    Some(if head && !person.office.contains("Ambassador") {
        if person.office.contains("ice ") || person.office.contains("eputy") { 35 } else { 50 }
    } else {
        12
    })
}

/// One snapshot: the days around it are a guess, wide enough to help and named in the head of the table.
#[allow(clippy::unnecessary_wraps, reason = "one of the readers of rows, which may refuse a row")]
fn cia(_: Row<'_>, person: &mut Actor) -> Option<u32> {
    person.office = person.office.replace(" & ", " and ");
    "2018-06".clone_into(&mut person.from);
    "2020-06".clone_into(&mut person.to);
    Some(18)
}

#[allow(clippy::unnecessary_wraps, reason = "one of the readers of rows, which may refuse a row")]
fn reign(_: Row<'_>, person: &mut Actor) -> Option<u32> {
    "leader".clone_into(&mut person.office);
    if let Some((family, given)) = person.name.split_once(", ") {
        person.name = format!("{given} {family}");
    }
    if person.to.is_empty() {
        "2021-03+".clone_into(&mut person.to);
    }
    Some(40)
}

/// Rows of the event-data dictionaries: the office is a CAMEO code.
fn cameo_row(_: Row<'_>, person: &mut Actor) -> Option<u32> {
    let code = person.office.strip_prefix("CAMEO ")?.to_owned();
    person.office = String::new();
    (person.country, person.sector) = cameo(&code, &person.country);
    // Undated rows are nouns and places as often as people; former officials say little.
    if person.from.is_empty() || person.sector.is_empty() || person.sector == "ELI" {
        return None;
    }
    Some(6)
}

/// Country and PLOVER sector of a CAMEO actor code.
pub fn cameo(code: &str, country: &str) -> (String, String) {
    let parts: Vec<&str> = (0..code.len() / 3).filter_map(|i| code.get(i * 3..i * 3 + 3)).collect();
    let first = parts.first().copied().unwrap_or("");
    let nation = match first {
        "IGO" => "IGO",
        "NGO" | "NGM" => "NGO",
        "MNC" => "MNC",
        _ if country == "IMG" => "",
        _ => country,
    };
    let sectors = parts.iter().skip(1).filter_map(|role| {
        Some(match *role {
            "GOV" => "GOV",
            "MIL" => "MIL",
            "COP" => "COP",
            "JUD" => "JUD",
            "LEG" => "LEG",
            "REB" | "SEP" | "INS" | "RAD" => "REB",
            "OPP" => "OPP",
            "PTY" => "PTY",
            "SPY" => "SPY",
            "UAF" => "UAF",
            "BUS" => "BUS",
            "CVL" => "CVL",
            "EDU" => "EDU",
            "ELI" => "ELI",
            "LAB" => "LAB",
            "MED" => "JRN",
            "HLH" => "MED",
            "REF" => "REF",
            "CRM" => "CRM",
            "AGR" => "AGR",
            "NGO" | "HRI" | "ENV" | "DEV" => "SOC",
            _ => return None,
        })
    });
    let sector = match (first, sectors.into_iter().next()) {
        ("IGO", _) => "",
        ("MNC", Some("JRN")) => "JRN",
        ("MNC", _) => "BUS",
        ("NGO", None) => "SOC",
        (_, sector) => sector.unwrap_or(""),
    };
    (nation.to_owned(), sector.to_owned())
}

/// Whether the term ended in or after [`FIRST_YEAR`], or is open.
fn lasted(to: &str) -> bool {
    to.get(..4).and_then(|year| year.parse::<i32>().ok()).is_none_or(|year| year >= FIRST_YEAR)
}

fn recent(person: &Actor) -> u32 {
    match person.to.get(..4).and_then(|year| year.parse::<i32>().ok()) {
        Some(2022..) => 12,
        Some(2015..) => 6,
        _ => 0,
    }
}

/// Latin letters only.
pub fn is_latin(name: &str) -> bool {
    name.chars().all(|c| !c.is_alphabetic() || c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c))
}

/// A name of a person as newspapers write it; only a leader may go by one word.
fn is_person(name: &str, known: u32) -> bool {
    let words = name.split(' ').count();
    let plain = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | '‘' | ','));
    is_latin(name)
        && plain
        && (words >= 2 || known >= 40)
        && words <= 7
        && name.chars().next().is_some_and(char::is_alphabetic)
        && name.chars().count() >= 4
}

/// Aliases worth keeping: Latin, two words or more, in the order in which they are spoken.
fn tidy(person: &mut Actor) {
    person.name = person.name.trim_matches([',', ' ']).to_owned();
    let aliases: BTreeSet<String> = person
        .aliases
        .iter()
        .map(|alias| {
            let alias = alias.trim_matches([',', ' ']);
            alias.split_once(", ").map_or_else(|| alias.to_owned(), |(family, given)| format!("{given} {family}"))
        })
        .filter(|alias| {
            let words: Vec<&str> = alias.split(' ').collect();
            let initials = words.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() < 2).count();
            words.len() >= 2
                && words.len() <= 6
                && words.len() > initials + 1
                && is_latin(alias)
                && !alias.contains([',', '(', ')', '"'])
                && !alias.chars().any(|c| c.is_ascii_digit())
        })
        .collect();
    person.aliases = aliases;
}
