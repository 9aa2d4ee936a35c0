//! Countries and territories, their names and their people's names.

use crate::KnowledgeError;
use crate::fold::{key, keys};
use crate::table::{Table, parts};
use record::{Location, Precision};
use std::collections::BTreeMap;

/// The files of `data/` that this is read from.
pub(crate) const FILES: [&str; 2] = ["countries.tsv", "nationalities.tsv"];

/// A country or territory.
#[derive(Debug, Clone)]
pub struct Country {
    /// ISO 3166 alpha-3.
    pub iso3: String,
    /// English name.
    pub name: String,
    /// Name of the capital.
    pub capital: String,
    /// `GeoNames` id.
    pub geonames_id: u32,
    /// WGS 84.
    pub point: (f64, f64),
    /// Inhabitants.
    pub population: u64,
    /// Alpha-3 codes of its neighbours.
    pub neighbours: Vec<String>,
}

impl Country {
    /// Where it is, as a place of that precision.
    pub fn location(&self, precision: Precision) -> Location {
        Location {
            name: self.name.clone(),
            admin1: None,
            country: Some(self.iso3.clone()),
            precision,
            point: Some(self.point),
            geonames_id: Some(self.geonames_id).filter(|id| *id != 0),
        }
    }
}

/// All countries, with the ways to find one.
#[derive(Debug, Default)]
pub(crate) struct Countries {
    rows: Vec<Country>,
    /// Of each row, its other names as the table has them.
    aliases: Vec<String>,
    codes: BTreeMap<String, usize>,
    names: BTreeMap<String, usize>,
    capitals: BTreeMap<String, usize>,
    /// Nationality words; those that keep their capital stand as written, those that need none folded.
    nationalities: BTreeMap<String, usize>,
}

impl Countries {
    pub(crate) fn read(tables: &BTreeMap<&str, &str>) -> Result<Self, KnowledgeError> {
        let mut countries = Self::default();
        let of = |file: &'static str| Table::read(file, tables.get(file).copied().unwrap_or(""));
        let table = of(FILES[0])?;
        let columns = ["iso3", "name", "names", "capital", "geonames_id", "lat", "lon", "population", "neighbours"];
        let mut at = [0; 9];
        for (to, name) in at.iter_mut().zip(columns) {
            *to = table.column(name)?;
        }
        let [iso3, name, names, capital, geonames_id, lat, lon, population, neighbours] = at;
        for row in &table.rows {
            let code = table.needed(row, iso3)?;
            if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                return Err(table.fault(row, iso3, "is no alpha-3 code", "write three capital letters"));
            }
            let nth = countries.rows.len();
            if countries.codes.insert(code.to_owned(), nth).is_some() {
                return Err(table.fault(row, iso3, "stands twice", "remove one of the rows"));
            }
            countries.aliases.push(row.cells[names].to_owned());
            countries.rows.push(Country {
                iso3: code.to_owned(),
                name: table.needed(row, name)?.to_owned(),
                capital: row.cells[capital].split('|').next().unwrap_or("").to_owned(),
                geonames_id: table.number(row, geonames_id)?,
                point: table.point(row, lat, lon)?,
                population: table.number(row, population)?,
                neighbours: parts(row.cells[neighbours]).map(str::to_owned).collect(),
            });
        }
        // A country's own name goes before another's alias, the bigger capital before the smaller.
        let mut order: Vec<usize> = (0..countries.rows.len()).collect();
        order.sort_by_key(|nth| std::cmp::Reverse(countries.rows[*nth].population));
        for nth in &order {
            countries.names.entry(key(table.rows[*nth].cells[name])).or_insert(*nth);
            for city in parts(table.rows[*nth].cells[capital]) {
                countries.capitals.entry(key(city)).or_insert(*nth);
            }
        }
        for nth in order {
            for alias in parts(table.rows[nth].cells[names]) {
                countries.names.entry(key(alias)).or_insert(nth);
            }
        }
        let table = of(FILES[1])?;
        let [word, iso3] = [table.column("word")?, table.column("iso3")?];
        for row in &table.rows {
            let Some(nth) = countries.codes.get(row.cells[iso3]) else {
                return Err(table.fault(row, iso3, "is no code of countries.tsv", "use an alpha-3 code that stands there"));
            };
            let written = table.needed(row, word)?;
            let entry = if begins_in_capitals(written) { capitalised(written) } else { key(written) };
            // Of several countries of one word the most populous is meant: `Dutch` is not Aruba's.
            let known = countries.nationalities.entry(entry).or_insert(*nth);
            if countries.rows[*nth].population > countries.rows[*known].population {
                *known = *nth;
            }
        }
        Ok(countries)
    }

    /// All of them, each with its other names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Country, &str)> {
        self.rows.iter().zip(self.aliases.iter().map(String::as_str))
    }

    pub(crate) fn by_code(&self, iso3: &str) -> Option<&Country> {
        self.rows.get(*self.codes.get(iso3)?)
    }

    /// By a name as written: `US` is a country, `us` is not; `Turkey` is, `turkey` is not.
    pub(crate) fn by_name(&self, name: &str) -> Option<&Country> {
        name.chars().any(char::is_uppercase).then(|| self.find(&self.names, name)).flatten()
    }

    pub(crate) fn by_capital(&self, name: &str) -> Option<&Country> {
        name.chars().any(char::is_uppercase).then(|| self.find(&self.capitals, name)).flatten()
    }

    /// By a nationality word as written: `Polish` and `polaco` are, `polish` is not.
    pub(crate) fn by_nationality(&self, word: &str) -> Option<&Country> {
        let written = begins_in_capitals(word).then(|| self.find_capitalised(word)).flatten();
        written.or_else(|| self.find(&self.nationalities, word))
    }

    fn find_capitalised(&self, word: &str) -> Option<&Country> {
        self.rows.get(*self.nationalities.get(&capitalised(word))?)
    }

    fn find(&self, names: &BTreeMap<String, usize>, name: &str) -> Option<&Country> {
        keys(name).find_map(|key| self.rows.get(*names.get(&key)?))
    }
}

fn begins_in_capitals(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// The key of a word that must be written with a capital: an acronym's own, else `^` and the folded word.
fn capitalised(word: &str) -> String {
    crate::fold::acronym(word).filter(|_| word.len() < 6).unwrap_or_else(|| format!("^{}", crate::fold::fold(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_tells_a_country_from_a_word() {
        let countries = Countries::read(&BTreeMap::from([
            (
                "countries.tsv",
                "iso3\tname\tnames\tcapital\tgeonames_id\tlat\tlon\tpopulation\tneighbours\n\
                 USA\tUnited States\tUS|U.S.A.|Estados Unidos\tWashington|Washington, DC\t6252001\t38\t-97\t327\tCAN|MEX\n\
                 POL\tPoland\tPolonia\tWarsaw|Varsovia\t798544\t52\t20\t37\t\n",
            ),
            ("nationalities.tsv", "word\tiso3\nPolish\tPOL\npolaco\tPOL\nAmerican\tPOL\nUS\tUSA\nAmerican\tUSA\n"),
        ]))
        .unwrap();
        let code = |country: Option<&Country>| country.map_or("", |c| c.iso3.as_str()).to_owned();
        for (name, iso3) in [
            ("the U.S.", "USA"),
            ("US", "USA"),
            ("us", ""),
            ("the United States", "USA"),
            ("UNITED STATES", "USA"),
            ("poland", ""),
            ("Polonia", "POL"),
        ] {
            assert_eq!(code(countries.by_name(name)), iso3, "{name}");
        }
        for (word, iso3) in [
            ("Polish", "POL"),
            ("POLISH", "POL"),
            ("polish", ""),
            ("polaco", "POL"),
            ("Polaco", "POL"),
            ("American", "USA"),
            ("US", "USA"),
            ("us", ""),
        ] {
            assert_eq!(code(countries.by_nationality(word)), iso3, "{word}");
        }
        assert_eq!(code(countries.by_capital("Varsovia")), "POL");
        assert_eq!(code(countries.by_capital("Washington")), "USA");
        assert_eq!(countries.by_code("USA").unwrap().neighbours, ["CAN", "MEX"]);
    }

    #[test]
    fn an_unknown_code_is_told() {
        let fault = Countries::read(&BTreeMap::from([
            ("countries.tsv", "iso3\tname\tnames\tcapital\tgeonames_id\tlat\tlon\tpopulation\tneighbours\n"),
            ("nationalities.tsv", "word\tiso3\nPolish\tPOL\n"),
        ]));
        assert!(fault.unwrap_err().to_string().starts_with("nationalities.tsv:2: column `iso3`: `POL` is no code"));
    }
}
