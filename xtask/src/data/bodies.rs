//! Parties, armed groups, international bodies, agencies, forces, companies, media.

use super::actors::Actor;
use super::countries::Codes;
use super::pack::{Pack, Row};
use super::people::{cameo, is_latin};
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::Path;

/// Names that are words first: they would turn any text about greens, tigers or movements into a party or a group.
const WORDS: [&str; 64] = [
    "unknown",
    "1 percent",
    "independent",
    "independents",
    "others",
    "other",
    "none",
    "miscellaneous",
    "army",
    "navy",
    "air force",
    "police",
    "militia",
    "national guard",
    "coast guard",
    "gendarmerie",
    "ministry of interior",
    "ministry of defense",
    "ministry of defence",
    "rebels",
    "guerrillas",
    "opposition",
    "government",
    "freedom fighters",
    "self defense groups",
    "peoples army",
    "national front",
    "unity",
    "solidarity",
    "justice",
    "freedom",
    "people",
    "center",
    "alliance",
    "coalition",
    "movement",
    "democrats",
    "future",
    "hope",
    "progress",
    "union",
    "revolution",
    "resistance",
    "the base",
    "base",
    "students",
    "youth",
    "victory",
    "law and order",
    "reform",
    "change",
    "forward",
    "homeland",
    "order",
    "order",
    "truth",
    "peace",
    "fatherland",
    "dawn",
    "renaissance",
    "reconstruction",
    "new force",
    "action",
    "country",
];

/// Reads all sources of bodies.
pub fn read(packs: &Path, codes: &Codes) -> Result<Vec<Actor>> {
    let nouns = nouns(packs)?;
    let mut bodies = Vec::new();
    let mut add = |name: &str, source: &'static str, of: &dyn Fn(Row<'_>, &mut Actor) -> Option<u32>| -> Result<()> {
        for row in Pack::read(packs, name)?.rows() {
            let mut body = plain(row, source);
            let Some(known) = of(row, &mut body) else { continue };
            body.known = known;
            if tidy(&mut body, &nouns) {
                bodies.push(body);
            }
        }
        Ok(())
    };
    add("partyfacts_parties", "partyfacts", &|row, body| {
        // A founding year of 1800 stands for an unknown one.
        body.from = if row.get("start") == "1800" { String::new() } else { row.get("start").to_owned() };
        row.get("end").clone_into(&mut body.to);
        let gone = row.get("end").parse::<i32>().is_ok_and(|year| year < 1985);
        (!gone).then_some(if row.get("end").is_empty() && !body.wikidata.is_empty() { 20 } else { 10 })
    })?;
    add("factbook_parties", "factbook", &|_, _| Some(22))?;
    add("factbook_armed_groups", "factbook", &|row, body| {
        // The first country listed is not the group's own.
        if row.get("country") == "IMG" {
            body.country.clear();
        }
        (!body.name.contains(" – ") && !body.name.contains(',')).then_some(25)
    })?;
    add("ucdp_prio_sides", "ucdp", &|row, body| {
        row.get("start").clone_into(&mut body.from);
        body.to = if row.get("end").is_empty() { "2022+".to_owned() } else { String::new() };
        let old = row.get("end").parse::<i32>().is_ok_and(|year| year < 1985);
        if row.get("country") == "IMG" {
            body.country.clear();
        }
        (!old && !row.get("name").starts_with("Republic of")).then_some(15)
    })?;
    add("phoenix_milnonstate", "phoenix", &|row, body| {
        let code = row.get("office").strip_prefix("CAMEO ")?;
        let person = ["MUS", "GRB"].iter().any(|role| code.contains(role));
        (body.country, body.sector) = cameo(code, row.get("country"));
        "REB".clone_into(&mut body.sector);
        (!person).then_some(10)
    })?;
    add("ofac_sdn", "ofac", &|row, body| {
        let listed = row.get("note").contains("FTO") && row.get("sector") == "REB" && row.get("kind") == "org";
        body.kind = "armed_group";
        body.name = uncapitalised(&body.name);
        body.aliases = body.aliases.iter().map(|alias| uncapitalised(alias)).collect();
        listed.then_some(18)
    })?;
    add("phoenix_international", "phoenix", &|row, body| {
        if row.get("kind") != "org" {
            return None;
        }
        let code = row.get("office").strip_prefix("CAMEO ")?;
        (body.country, body.sector) = cameo(code, row.get("country"));
        (body.kind, body.sector) = match (body.country.as_str(), body.sector.as_str()) {
            ("IGO", _) => ("igo", String::new()),
            ("NGO", sector) => ("ngo", sector.to_owned()),
            ("MNC", _) => ("company", "BUS".to_owned()),
            (_, "JRN") => ("media", "JRN".to_owned()),
            _ => return None,
        };
        Some(if body.kind == "igo" { 30 } else { 8 })
    })?;
    add("petrarch_actors_es", "petrarch", &|row, body| {
        let code = row.get("office").strip_prefix("CAMEO ")?;
        (body.country, body.sector) = cameo(code, row.get("country"));
        (body.kind, body.sector) = match (body.country.as_str(), row.get("kind")) {
            ("IGO", "org") => ("igo", String::new()),
            ("NGO", "org") => ("ngo", if body.sector.is_empty() { "SOC".to_owned() } else { body.sector.clone() }),
            _ => return None,
        };
        Some(8)
    })?;
    add("iati_organisations", "iati", &|row, body| {
        (body.country, body.sector, body.kind) = match row.get("country") {
            "IGO" => ("IGO".to_owned(), String::new(), "igo"),
            "NGO" => ("NGO".to_owned(), "SOC".to_owned(), "ngo"),
            "" if row.get("office").starts_with("OrganisationIdentifier 4") => ("IGO".to_owned(), String::new(), "igo"),
            "" if row.get("office").starts_with("OrganisationIdentifier 2") => ("NGO".to_owned(), "SOC".to_owned(), "ngo"),
            country if codes.values().any(|code| code == country) => (country.to_owned(), "GOV".to_owned(), "agency"),
            _ => return None,
        };
        Some(if body.kind == "igo" { 22 } else { 10 })
    })?;
    add("factbook_security_forces", "factbook", &|row, body| {
        if row.get("note").contains("generic name") {
            // `Navy` needs its country from the text, but its name in the country's own language may say it.
            body.name = body.aliases.iter().find(|alias| alias.contains(' ')).cloned()?;
        }
        (!row.get("name").contains(" is ") && !row.get("name").contains(" had ")).then_some(20)
    })?;
    add("factbook_legislatures_courts", "factbook", &|_, _| Some(18))?;
    add("companies_financedatabase", "financedatabase", &|row, body| {
        "MNC".clone_into(&mut body.country);
        body.aliases.insert(without_form(row.get("name")));
        Some(if row.get("note").starts_with("Mega") { 22 } else { 14 })
    })?;
    add("media_fundus", "fundus", &|_, _| Some(16))?;
    add("media_rss_feeds", "feeds", &|_, _| Some(16))?;
    Ok(bodies)
}

fn plain(row: Row<'_>, source: &'static str) -> Actor {
    const KINDS: [&str; 8] = ["party", "org", "agency", "igo", "ngo", "media", "company", "armed_group"];
    Actor {
        name: row.get("name").to_owned(),
        aliases: row.parts("aliases").map(str::to_owned).collect(),
        kind: KINDS.iter().find(|kind| **kind == row.get("kind")).copied().unwrap_or("org"),
        country: if row.get("country") == "EUR" { "IGO".to_owned() } else { row.get("country").to_owned() },
        sector: row.get("sector").to_owned(),
        wikidata: row.get("wikidata").to_owned(),
        source,
        ..Actor::default()
    }
}

/// `Army of the Men` for `ARMY OF THE Men`: some lists write short words in capitals.
fn uncapitalised(name: &str) -> String {
    let word = |word: &str| match word {
        _ if !name.contains(char::is_lowercase) || word.contains('-') => word.to_owned(),
        "OF" | "THE" | "FOR" | "AND" | "IN" | "ON" => word.to_lowercase(),
        _ if word.chars().all(char::is_uppercase) => {
            let mut letters = word.chars();
            letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
        }
        _ => word.to_owned(),
    };
    let name = name.split(' ').map(word).collect::<Vec<_>>().join(" ");
    name.strip_prefix("the ").map(str::to_owned).unwrap_or(name)
}

/// `Zurich Insurance Group` for `Zurich Insurance Group AG`.
fn without_form(name: &str) -> String {
    const FORMS: [&str; 22] = [
        "Inc",
        "Inc.",
        "Corp",
        "Corp.",
        "Corporation",
        "Company",
        "Co.",
        "Co",
        "Ltd",
        "Ltd.",
        "Limited",
        "plc",
        "PLC",
        "AG",
        "S.A.",
        "SA",
        "SE",
        "N.V.",
        "NV",
        "ASA",
        "AB",
        "LLC",
    ];
    let mut words: Vec<&str> = name.trim_end_matches('.').split(' ').collect();
    while words.len() > 1 && words.last().is_some_and(|last| FORMS.contains(last) || FORMS.contains(&format!("{last}.").as_str())) {
        words.pop();
    }
    words.join(" ").trim_end_matches(',').to_owned()
}

/// Words for people in general, which no body may be called.
fn nouns(packs: &Path) -> Result<BTreeSet<String>> {
    let mut nouns: BTreeSet<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    for name in ["agents_wordnet_en", "agents_plover_en"] {
        nouns.extend(Pack::read(packs, name)?.rows().map(|row| knowledge::fold(row.get("name"))));
    }
    Ok(nouns)
}

/// Whether the body has a name worth keeping; drops the aliases that are not.
fn tidy(body: &mut Actor, nouns: &BTreeSet<String>) -> bool {
    if body.kind == "company" {
        let short = without_form(&body.name);
        body.aliases.insert(short);
    }
    // `Irish National Liberation Army (inla)`: the bracket is an acronym or a remark.
    if let Some((name, rest)) = body.name.clone().split_once(" (") {
        let inside = rest.trim_end_matches(')');
        if inside.len() <= 8 && !inside.contains(' ') {
            body.aliases.insert(inside.to_uppercase());
        }
        name.clone_into(&mut body.name);
    }
    body.name = body.name.trim_matches(['"', ' ', '.', ',']).replace(['“', '”', '"'], "");
    let good = |name: &str| {
        let folded = knowledge::fold(name);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        let code = name.chars().all(|c| !c.is_lowercase());
        is_latin(name)
            && letters >= 2
            && (code || letters >= 4)
            && name.len() < 90
            && !name.contains(['(', ')', '#', ';', '~', '[', '@'])
            && name
                .chars()
                .next()
                .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || name.starts_with("al-") || name.starts_with('e'))
            && !nouns.contains(&folded)
            && !folded.starts_with("aka ")
    };
    let own = knowledge::fold(&body.name);
    body.aliases = body
        .aliases
        .iter()
        .map(|alias| alias.trim_matches(['"', ' ', ',']).to_owned())
        .filter(|alias| good(alias) && knowledge::fold(alias) != own)
        .collect();
    good(&body.name)
}
