//! What a name may mean.

use super::containers::{self, Unit};
use knowledge::{Knowledge, PlaceRow};
use record::{Toponym, ToponymKind};

/// At most so many places of one name are weighed.
const MOST: usize = 400;

/// How much fame (the logarithm of people) counts against what the report says.
const FAME: f64 = 0.75;

/// A place that a name may mean, and how likely that is before the report is looked at.
#[derive(Clone, Copy)]
pub struct Candidate<'k> {
    pub row: PlaceRow<'k>,
    pub prior: f64,
    /// How far it lies together with a candidate of another name of the report, whichever is meant there.
    pub together: f64,
    /// The cosine of its latitude.
    cosine: f64,
}

/// What the words beside a name say of its kind.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    #[default]
    None,
    /// `Lima province`, `the state of Kano`
    Unit,
    /// `the city of Kano`
    City,
}

/// A name as the text has it.
pub struct Asked<'t> {
    /// The name alone.
    pub name: &'t str,
    /// The name with the words beside it that may belong to it (`Orange County` for `Orange`), if any.
    pub longer: Option<&'t str>,
    /// The words of the unit that follows it, if any.
    pub unit: String,
    pub units: Vec<Unit>,
    pub hint: Hint,
    pub facility: bool,
}

/// Words that make a unit of the name before or after them.
const UNIT_WORDS: [&str; 30] = [
    "province",
    "provinces",
    "state",
    "region",
    "county",
    "district",
    "governorate",
    "department",
    "prefecture",
    "oblast",
    "territory",
    "parish",
    "canton",
    "republic",
    "emirate",
    "krai",
    "raion",
    "provincia",
    "estado",
    "región",
    "departamento",
    "comunidad",
    "distrito",
    "municipality",
    "municipio",
    "division",
    "peninsula",
    "island",
    "valley",
    "borough",
];
const CITY_WORDS: [&str; 12] =
    ["city", "town", "village", "capital", "ciudad", "localidad", "pueblo", "port", "suburb", "hamlet", "villa", "aldea"];
/// Words before a name that are no part of it.
const QUALIFIERS: [&str; 30] = [
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "central",
    "upper",
    "lower",
    "downtown",
    "greater",
    "upstate",
    "rural",
    "inner",
    "mainland",
    "metropolitan",
    "suburban",
    "the",
    "el",
    "la",
];

/// Reads the name of a toponym with the words around it.
pub fn asked<'t>(text: &'t str, toponym: &Toponym, knowledge: &Knowledge) -> Asked<'t> {
    let span = toponym.span.of(text);
    let (name, inside) = span.split_once(',').map_or((span, None), |(name, unit)| (name, Some(unit)));
    let name = trim(name);
    let after = text.get(toponym.span.end..).unwrap_or("");
    let before = text.get(..toponym.span.start).unwrap_or("");
    let next = after.strip_prefix(' ').and_then(|rest| rest.split([' ', ',', '.', ';', '\n', ')']).next()).unwrap_or("");
    let is = |words: &[&str], word: &str| words.contains(&word.to_lowercase().as_str());
    let mut last = before.trim_end().rsplit([' ', '\n']);
    let of = last.next().is_some_and(|word| ["of", "de"].contains(&word));
    let previous = if of { last.next().unwrap_or("") } else { "" };
    let hint = match (next, previous) {
        (next, _) if is(&UNIT_WORDS, next) => Hint::Unit,
        (_, previous) if is(&UNIT_WORDS, previous) => Hint::Unit,
        (_, previous) if is(&CITY_WORDS, previous) => Hint::City,
        _ => Hint::None,
    };
    let longer = (is(&UNIT_WORDS, next) && span == name).then(|| text.get(toponym.span.start..toponym.span.end + 1 + next.len())).flatten();
    let (unit, units) = match inside {
        Some(unit) => containers::named(trim(unit), knowledge),
        None => containers::after(after, knowledge),
    };
    Asked { name, longer, unit, units, hint, facility: toponym.kind == ToponymKind::Facility }
}

fn trim(name: &str) -> &str {
    let name = name.trim().trim_matches(['"', '“', '”', '(', ')']);
    name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name)
}

/// The candidates of a name; those alone that the unit after it holds, if there are any.
pub fn find<'k>(asked: &Asked<'_>, knowledge: &'k Knowledge) -> Vec<Candidate<'k>> {
    let mut rows = asked.longer.map(|longer| knowledge.places(longer)).unwrap_or_default();
    if rows.is_empty() {
        rows = named(asked.name, asked.facility, knowledge);
    }
    rows.truncate(MOST);
    let mut candidates: Vec<Candidate<'k>> = rows.into_iter().map(|row| Candidate::new(row, asked.hint)).collect();
    // `Georgia, Alabama and Tennessee` is a list: a country or a great unit gives way to a town of its name only where that is one of note;
    // and `China, Japan and Korea` is nothing but a list.
    let nation = candidates.first().is_some_and(|c| c.row.kind == "country" && c.row.primary);
    let units = asked.units.iter().filter(|unit| !nation || !unit.is_country());
    let held: Vec<Candidate<'k>> = candidates.iter().filter(|c| units.clone().any(|unit| unit.holds(&c.row))).copied().collect();
    let great = candidates.iter().map(|c| c.prior).fold(0.0, f64::max) > 15.0 * FAME && candidates.first().is_some_and(|c| !c.is_small());
    if held.iter().any(|c| !great || c.row.population >= 5_000) {
        candidates = held;
    }
    candidates
}

/// Rows of the gazetteer for a name, as written or without the words that only point at a part of it.
fn named<'k>(name: &str, facility: bool, knowledge: &'k Knowledge) -> Vec<PlaceRow<'k>> {
    // `the North` names a side of something, and no place of that name.
    if name.split_whitespace().all(|word| QUALIFIERS.contains(&word.to_lowercase().as_str())) {
        return Vec::new();
    }
    let abbreviated = || {
        let units = knowledge.abbreviated(name).iter();
        units
            .flat_map(|(unit, country)| {
                knowledge.places(unit).into_iter().filter(move |row| row.kind == "admin1" && row.country == country && row.name == unit)
            })
            .collect::<Vec<_>>()
    };
    // `Pa.` is Pennsylvania, not the town of Pa; `L.A.` is no state.
    let dotted = name.ends_with('.') && name.matches('.').count() == 1;
    let rows = if dotted { abbreviated() } else { Vec::new() };
    if !rows.is_empty() {
        return rows;
    }
    let rows = knowledge.places(name);
    if !rows.is_empty() {
        return rows;
    }
    let rows = abbreviated();
    if !rows.is_empty() {
        return rows;
    }
    let mut words: Vec<&str> = name.split_whitespace().take(8).collect();
    while words.len() > 1 && QUALIFIERS.contains(&words[0].to_lowercase().as_str()) {
        words.remove(0);
        let rows = knowledge.places(&words.join(" "));
        if !rows.is_empty() {
            return rows;
        }
    }
    // `Kabul airport` is in Kabul: the point is the city's and is told as such.
    while words.len() > 1 && (facility || words.last().is_some_and(|last| is_unit_or_city(last))) {
        words.pop();
        let rows = knowledge.places(&words.join(" "));
        if rows.iter().any(|row| row.kind != "country") {
            return rows;
        }
    }
    Vec::new()
}

fn is_unit_or_city(word: &str) -> bool {
    let word = word.to_lowercase();
    UNIT_WORDS.contains(&word.as_str()) || CITY_WORDS.contains(&word.as_str())
}

impl<'k> Candidate<'k> {
    fn new(row: PlaceRow<'k>, hint: Hint) -> Self {
        let people = |floor: f64| (row.population as f64).max(floor).ln();
        let mut prior = match (row.kind, row.feature) {
            ("country", _) => people(1e6).max(15.0) + 1.5,
            ("admin1", _) => people(1e4),
            ("admin2", _) => people(1e3) - 1.5,
            (_, "PPLC") => people(1e4) + 3.0,
            (_, "PPLA") => people(500.0) + 0.7,
            (_, "PPLX") => people(500.0) - 1.0,
            (_, "CONT") => 19.0,
            (_, "RGN" | "SEA" | "ISL") => 12.0,
            ("site", _) => 10.0,
            ("region", _) => 7.5,
            _ => people(200.0),
        };
        if !row.primary {
            prior -= if row.kind == "country" { 6.0 } else { 4.0 };
        }
        prior += match (hint, row.kind) {
            (Hint::Unit, "admin1" | "admin2" | "region") | (Hint::City, "city") => 5.0,
            _ => 0.0,
        };
        Self { row, prior: prior * FAME, together: 0.0, cosine: row.point.0.to_radians().cos() }
    }

    /// Whether its point tells where it is: not a country or a continent.
    pub fn is_small(&self) -> bool {
        matches!(self.row.kind, "city" | "admin2" | "site")
    }

    /// The distance in kilometres; near enough for weighing.
    pub fn km(&self, other: &Candidate<'_>) -> f64 {
        let north = self.row.point.0 - other.row.point.0;
        let east = (self.row.point.1 - other.row.point.1).abs();
        let east = east.min(360.0 - east) * self.cosine.max(0.1);
        111.2 * north.hypot(east)
    }
}
