//! The unit said to hold a place: `Paris, Texas`, `Alexandria, La.`, `Pandi, Bulacan`.

use knowledge::{Knowledge, PlaceRow};

/// The most words of a unit's name.
const MOST_WORDS: usize = 4;
/// A district reaches so far around its middle, in degrees.
const DISTRICT_DEGREES: f64 = 0.8;

/// A unit or a country.
#[derive(Debug, Clone)]
pub struct Unit {
    country: String,
    /// Its name where it is a first-level unit.
    admin1: Option<String>,
    /// Its point where it is a smaller one.
    point: Option<(f64, f64)>,
}

impl Unit {
    /// Whether it is a whole country.
    pub fn is_country(&self) -> bool {
        self.admin1.is_none() && self.point.is_none()
    }

    /// Whether a place lies in it.
    pub fn holds(&self, row: &PlaceRow<'_>) -> bool {
        let near = |point: (f64, f64)| (point.0 - row.point.0).abs() < DISTRICT_DEGREES && (point.1 - row.point.1).abs() < DISTRICT_DEGREES;
        row.country == self.country
            && row.kind != "country"
            && self.admin1.as_deref().is_none_or(|admin1| admin1 == row.admin1 && row.kind != "admin1")
            && self.point.is_none_or(near)
    }
}

/// The unit in the words after a name, as written, and what it may be; nothing where no unit follows.
pub fn after(after: &str, knowledge: &Knowledge) -> (String, Vec<Unit>) {
    let Some(rest) = [", ", " (", ",\n"].iter().find_map(|mark| after.strip_prefix(mark)) else { return (String::new(), Vec::new()) };
    if !rest.starts_with(char::is_uppercase) {
        return (String::new(), Vec::new());
    }
    // The words that may belong to it: as far as the next comma, bracket or line.
    let end = rest.find([',', ';', ')', '\n', '(', '—', ':']).unwrap_or(rest.len());
    let words: Vec<&str> = rest[..end].split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
    for length in (1..=words.len()).rev() {
        let (name, units) = named(&words[..length].join(" "), knowledge);
        if !units.is_empty() {
            return (name, units);
        }
    }
    (String::new(), Vec::new())
}

/// What a unit's name may mean.
pub fn named(name: &str, knowledge: &Knowledge) -> (String, Vec<Unit>) {
    let bare = name.trim_end_matches(['.', ',', ' ']);
    let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
    let mut units: Vec<Unit> = Vec::new();
    for (admin1, country) in knowledge.abbreviated(bare) {
        units.push(Unit { country: country.clone(), admin1: Some(admin1.clone()), point: None });
    }
    if let Some(country) = knowledge.country(bare) {
        units.push(Unit { country: country.iso3.clone(), admin1: None, point: None });
    }
    if bare.starts_with(char::is_uppercase) {
        for row in knowledge.places(bare).iter().take(40) {
            match row.kind {
                "admin1" => units.push(Unit { country: row.country.to_owned(), admin1: Some(row.admin1.to_owned()), point: None }),
                "admin2" => units.push(Unit { country: row.country.to_owned(), admin1: None, point: Some(row.point) }),
                _ => {}
            }
        }
    }
    (if units.is_empty() { String::new() } else { knowledge::fold(bare) }, units)
}
