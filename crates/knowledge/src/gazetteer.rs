//! The gazetteer: populated places, administrative units, countries, regions and seas, by name.

use crate::KnowledgeError;
use crate::block::{Block, BlockWriter, Strings, StringsWriter, u32_at};
use crate::countries::{Countries, Country};
use crate::fold::{fold, key, keys};
use crate::names::{Names, NamesWriter};
use crate::table::{Table, parts};
use std::collections::BTreeMap;

/// The folder of `data/` that this is read from; all its tables have the same columns.
pub(crate) const FOLDER: &str = "places/";
const COLUMNS: [&str; 9] = ["id", "name", "alternates", "kind", "feature", "country", "admin1", "point", "population"];
const KINDS: [&str; 6] = ["city", "admin1", "admin2", "country", "region", "site"];
/// Bytes of a compiled row.
const ROW: usize = 26;

/// A place of the gazetteer.
#[derive(Debug, Clone, Copy)]
pub struct PlaceRow<'a> {
    /// Usual name.
    pub name: &'a str,
    /// First-level unit's name.
    pub admin1: &'a str,
    /// Alpha-3.
    pub country: &'a str,
    /// `city`, `admin1`, `admin2`, `country`, `region`, `site`.
    pub kind: &'a str,
    /// WGS 84.
    pub point: (f64, f64),
    /// Inhabitants (0: unknown).
    pub population: u64,
    /// `GeoNames` id (0: none).
    pub geonames_id: u32,
    /// `GeoNames` feature code (`PPLC`, `ADM1`, …).
    pub feature: &'a str,
    /// Whether the name asked for is the usual name, not an alternate.
    pub primary: bool,
}

/// A row of a table, checked.
struct Place<'a> {
    name: &'a str,
    alternates: &'a str,
    admin1: &'a str,
    class: (&'a str, &'a str, &'a str),
    point: (f64, f64),
    population: u32,
    id: u32,
}

/// Compiles the tables of `data/places/`, and the countries as places.
pub(crate) fn compile<'a>(
    tables: &BTreeMap<&'a str, &'a str>,
    countries: &'a Countries,
    block: &mut BlockWriter,
) -> Result<(), KnowledgeError> {
    let mut places: Vec<Place<'a>> = countries.iter().map(of_country).collect();
    for (file, text) in tables {
        read(file, text, &mut places)?;
    }
    // Rows lie in the order in which they are answered: most populous first.
    places.sort_by(|a, b| b.population.cmp(&a.population).then(a.name.cmp(b.name)).then(a.id.cmp(&b.id)));
    let (mut strings, mut names, mut rows) = (StringsWriter::default(), NamesWriter::default(), Vec::with_capacity(places.len() * ROW));
    let mut classes: BTreeMap<(&str, &str, &str), u16> = BTreeMap::new();
    let mut class_rows = Vec::new();
    for (nth, place) in (0u32..).zip(&places) {
        let next = classes.len() as u16;
        let class = *classes.entry(place.class).or_insert_with(|| {
            for string in [place.class.0, place.class.1, place.class.2] {
                class_rows.extend(strings.add(string).to_le_bytes());
            }
            next
        });
        rows.extend(strings.add(place.name).to_le_bytes());
        rows.extend(strings.add(place.admin1).to_le_bytes());
        rows.extend(((place.point.0 * 1e5).round() as i32).to_le_bytes());
        rows.extend(((place.point.1 * 1e5).round() as i32).to_le_bytes());
        rows.extend(place.population.to_le_bytes());
        rows.extend(place.id.to_le_bytes());
        rows.extend(class.to_le_bytes());
        // The lowest bit tells the usual name from an alternate.
        let usual = key(place.name);
        for alternate in parts(place.alternates) {
            let alternate = key(alternate);
            if alternate != usual {
                names.add(alternate, nth << 1);
            }
        }
        names.add(usual, nth << 1 | 1);
    }
    block.add("plc-rows", rows);
    block.add("plc-clas", class_rows);
    block.add("plc-strs", strings.finish());
    block.add("plc-name", names.finish());
    Ok(())
}

fn of_country<'a>((country, names): (&'a Country, &'a str)) -> Place<'a> {
    Place {
        name: &country.name,
        alternates: names,
        admin1: "",
        class: (&country.iso3, "country", "PCLI"),
        point: country.point,
        population: u32::try_from(country.population).unwrap_or(u32::MAX),
        id: country.geonames_id,
    }
}

fn read<'a>(file: &'a str, text: &'a str, places: &mut Vec<Place<'a>>) -> Result<(), KnowledgeError> {
    let table = Table::read(file, text)?;
    let mut at = [0; COLUMNS.len()];
    for (to, name) in at.iter_mut().zip(COLUMNS) {
        *to = table.column(name)?;
    }
    let [id, name, alternates, kind, feature, country, admin1, point, population] = at;
    for row in &table.rows {
        if !KINDS.contains(&row.cells[kind]) {
            return Err(table.fault(row, kind, "is no kind of place", &format!("write one of {}", KINDS.join(", "))));
        }
        let degrees = row.cells[point].split_once(' ').and_then(|(north, east)| Some((north.parse().ok()?, east.parse().ok()?)));
        let Some(degrees) = degrees.filter(|(north, east): &(f64, f64)| north.abs() <= 90.0 && east.abs() <= 180.0) else {
            return Err(table.fault(row, point, "is no point", "write degrees north, a space, degrees east"));
        };
        places.push(Place {
            name: table.needed(row, name)?,
            alternates: row.cells[alternates],
            admin1: row.cells[admin1],
            class: (row.cells[country], row.cells[kind], row.cells[feature]),
            point: degrees,
            population: table.number(row, population)?,
            id: table.number(row, id)?,
        });
    }
    Ok(())
}

/// The compiled gazetteer.
pub(crate) struct Gazetteer {
    rows: &'static [u8],
    classes: &'static [u8],
    strings: Strings,
    names: Names,
}

impl Gazetteer {
    pub(crate) fn open(block: Block) -> Result<Self, KnowledgeError> {
        Ok(Self {
            rows: block.section("plc-rows")?,
            classes: block.section("plc-clas")?,
            strings: Strings(block.section("plc-strs")?),
            names: Names::open(block.section("plc-name")?)?,
        })
    }

    pub(crate) fn get(&self, name: &str) -> Vec<PlaceRow<'_>> {
        let mut found: Vec<u32> = keys(name).flat_map(|key| self.names.get(&key)).collect();
        found.sort_unstable();
        found.dedup_by_key(|number| *number >> 1);
        found.into_iter().filter_map(|number| self.row(number)).collect()
    }

    pub(crate) fn has_prefix(&self, words: &str) -> bool {
        // A leading article is not part of any key.
        let folded = fold(words);
        folded == "the" || keys(words).any(|key| self.names.has_prefix(&key))
    }

    fn row(&self, number: u32) -> Option<PlaceRow<'_>> {
        let at = (number >> 1) as usize * ROW;
        let row = self.rows.get(at..at.checked_add(ROW)?)?;
        let class = usize::from(u16::from_le_bytes([row[24], row[25]])) * 12;
        let degrees = |at| Some(f64::from(u32_at(row, at)? as i32) / 1e5);
        Some(PlaceRow {
            name: self.strings.get(u32_at(row, 0)?),
            admin1: self.strings.get(u32_at(row, 4)?),
            country: self.strings.get(u32_at(self.classes, class)?),
            kind: self.strings.get(u32_at(self.classes, class + 4)?),
            feature: self.strings.get(u32_at(self.classes, class + 8)?),
            point: (degrees(8)?, degrees(12)?),
            population: u64::from(u32_at(row, 16)?),
            geonames_id: u32_at(row, 20)?,
            primary: number & 1 == 1,
        })
    }
}
