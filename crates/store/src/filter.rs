//! What is asked of a store, and the SQL it becomes. Every value is bound; none is ever written into a statement.

use crate::{ErrorKind, Store, StoreError};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

/// A degree of latitude, in kilometres.
const DEGREE_KM: f64 = 111.2;
/// Mean radius of the earth, in kilometres.
pub const EARTH_KM: f64 = 6371.0;
/// Values of one kind that a filter may hold.
pub const MAX_VALUES: usize = 500;

/// Teaches the database what `SQLite` does not know: `distance_km(lat, lon, lat, lon)`, along the great circle.
pub(crate) fn functions(db: &rusqlite::Connection) -> Result<(), StoreError> {
    use rusqlite::functions::FunctionFlags;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("distance_km", 4, flags, |context| {
        let degrees = |at: usize| context.get::<f64>(at).map(f64::to_radians);
        let (lat, lon, other_lat, other_lon) = (degrees(0)?, degrees(1)?, degrees(2)?, degrees(3)?);
        let half = |a: f64| (a / 2.0).sin().powi(2);
        let chord = half(other_lat - lat) + lat.cos() * other_lat.cos() * half(other_lon - lon);
        Ok(2.0 * EARTH_KM * chord.sqrt().min(1.0).asin())
    })?;
    Ok(())
}

/// Which events are asked for. Filters of different kinds must all hold; of the values of one kind, any.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// PLOVER types.
    pub types: Vec<String>,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// `actual`, `future`, `hypothetical`, `negated`, `historical`.
    pub statuses: Vec<String>,
    /// Words of a party's name, on either side.
    pub parties: Vec<String>,
    /// Words of an actor's name.
    pub actors: Vec<String>,
    /// Words of a recipient's name.
    pub recipients: Vec<String>,
    /// Countries of a party, on either side.
    pub party_countries: Vec<String>,
    /// Sectors of a party, on either side.
    pub sectors: Vec<String>,
    /// Words of a place's name.
    pub places: Vec<String>,
    /// Countries in which it happened.
    pub countries: Vec<String>,
    /// West, south, east, north.
    pub area: Option<[f64; 4]>,
    /// Latitude, longitude, kilometres.
    pub near: Option<[f64; 3]>,
    /// First day; events that touch the interval are found.
    pub from: Option<String>,
    /// Last day, included.
    pub to: Option<String>,
    /// Kinds of toll with the least number.
    pub tolls: Vec<(String, u64)>,
    /// Words for who says so.
    pub sources: Vec<String>,
    /// Publishers, as written.
    pub publishers: Vec<String>,
    /// Words of the report, in the syntax of FTS5.
    pub text: Option<String>,
    /// Identifiers or hashes of reports.
    pub reports: Vec<String>,
    /// Incidents.
    pub incidents: Vec<String>,
    /// Whether reports that are copies of another count.
    pub copies: Copies,
    /// Least confidence.
    pub confidence: Option<f64>,
    /// Records of this run, not the latest.
    pub run: Option<i64>,
}

/// Whether reports that are copies of another count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// They do.
    #[default]
    Count,
    /// Only the originals do.
    LeftOut,
}

/// The order in which events come; equal ones in the order of their reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By the reports: day, identifier, place in the text.
    #[default]
    Report,
    /// By the day of the event, earliest first.
    Day,
    /// By the day of the event, latest first.
    Latest,
    /// The surest first.
    Confidence,
}

/// The conditions of a filter, each with its values.
pub(crate) struct Conditions {
    parts: Vec<(Condition, Vec<Value>)>,
}

/// One condition on `e` (events), `r` (records) and `d` (documents).
enum Condition {
    /// On a row as it stands.
    Row(String),
    /// On what another table says of it.
    Of(Of),
}

/// What another table says: `key` of the row stands as `column` in the rows of `table` that are `such`. They can be listed once, which costs as much as there are,
/// or asked for each row that comes so far.
struct Of {
    key: &'static str,
    column: &'static str,
    table: &'static str,
    such: String,
}

impl Of {
    fn list(&self) -> String {
        let Self { key, column, table, such } = self;
        format!("{key} IN (SELECT {column} FROM {table} WHERE {such})")
    }

    /// By its key, never by another index (`+`); words are in no other.
    fn of_each(&self) -> String {
        let Self { key, column, table, such } = self;
        let by_key = if *column == "rowid" { "" } else { "+" };
        format!("EXISTS (SELECT 1 FROM {table} WHERE {by_key}{such} AND {column} = {key})")
    }
}

/// How what other tables say is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// All as lists.
    Lists,
    /// Those that are long for each row, the others as lists.
    LongOfEach,
    /// Those that are long not at all.
    LongLeftOut,
}

impl Conditions {
    /// For each condition, whether it is a list and how its length is found: the number of rows, at most `most`.
    pub fn probes(&self, most: u64) -> impl Iterator<Item = Option<(String, &[Value])>> {
        self.parts.iter().map(move |(condition, values)| match condition {
            Condition::Row(_) => None,
            Condition::Of(of) => {
                Some((format!("SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT {most})", of.table, of.such), values.as_slice()))
            }
        })
    }

    /// As SQL, with the values in their order; `long` says of each condition whether its list is.
    pub fn sql(&self, ask: Ask, long: &[bool]) -> (String, Vec<Value>) {
        let (mut parts, mut bound) = (Vec::new(), Vec::new());
        for ((condition, values), long) in self.parts.iter().zip(long.iter().copied().chain(std::iter::repeat(false))) {
            parts.push(match (condition, ask) {
                (Condition::Row(sql), _) => sql.clone(),
                (Condition::Of(_), Ask::LongLeftOut) if long => continue,
                (Condition::Of(of), Ask::LongOfEach) if long => of.of_each(),
                (Condition::Of(of), _) => of.list(),
            });
            bound.extend(values.iter().cloned());
        }
        (parts.join(" AND "), bound)
    }

    /// As SQL, with all that other tables say as lists.
    pub fn lists(&self) -> (String, Vec<Value>) {
        self.sql(Ask::Lists, &[])
    }
}

impl Order {
    pub(crate) const fn sql(self) -> &'static str {
        match self {
            Self::Report => "d.published, d.report, d.hash, e.first, e.id",
            Self::Day => "e.day_from IS NULL, e.day_from, e.day_to, d.published, d.report, d.hash, e.first, e.id",
            Self::Latest => "e.day_from DESC, e.day_to DESC, d.published, d.report, d.hash, e.first, e.id",
            Self::Confidence => "e.confidence DESC, d.published, d.report, d.hash, e.first, e.id",
        }
    }
}

impl Filter {
    /// The conditions on `e` (events), `r` (records) and `d` (documents).
    pub(crate) fn conditions(&self) -> Result<Conditions, StoreError> {
        let mut all = Conditions { parts: Vec::new() };
        match self.run {
            Some(run) => all.and("r.run = ?", [Value::Integer(run)]),
            None => all.and("EXISTS (SELECT 1 FROM latest l WHERE l.document = d.id AND l.record = e.record)", []),
        }
        all.any_of("e.type", &self.types)?;
        all.any_of("e.status", &self.statuses)?;
        all.any_of("e.country", &self.countries)?;
        all.any_of("d.publisher", &self.publishers)?;
        all.either("instr(e.mode, ' ' || ? || ' ') > 0", &self.modes)?;
        for (columns, names) in [
            ("actor recipient", &self.parties),
            ("actor", &self.actors),
            ("recipient", &self.recipients),
            ("place", &self.places),
            ("source", &self.sources),
        ] {
            all.named(columns, names)?;
        }
        all.side("country", &self.party_countries)?;
        all.side("sector", &self.sectors)?;
        if let Some(area) = self.area {
            all.area(area);
        }
        if let Some(near) = self.near {
            all.near(near);
        }
        // ISO days compare as text.
        if let Some(from) = &self.from {
            all.and("e.day_to >= ?", [Value::Text(from.clone())]);
        }
        if let Some(to) = &self.to {
            all.and("e.day_from <= ?", [Value::Text(to.clone())]);
        }
        for (kind, low) in &self.tolls {
            let low = i64::try_from(*low).unwrap_or(i64::MAX);
            let such = "kind = ? AND coalesce(high, low) >= ?";
            all.of("e.id", "event", "tolls", such.into(), [Value::Text(kind.clone()), Value::Integer(low)]);
        }
        if let Some(text) = &self.text {
            all.of("d.id", "rowid", "search", "search MATCH ?".into(), [Value::Text(text.clone())]);
        }
        if !self.reports.is_empty() {
            let values: Vec<Value> = self.reports.iter().chain(&self.reports).cloned().map(Value::Text).collect();
            let marks = marks(self.reports.len())?;
            all.and(&format!("(d.report IN ({marks}) OR d.hash IN ({marks}))"), values);
        }
        if !self.incidents.is_empty() {
            let such = format!("incident IN ({})", marks(self.incidents.len())?);
            all.of("e.id", "event", "incidents", such, self.incidents.iter().cloned().map(Value::Text));
        }
        if self.copies == Copies::LeftOut {
            all.and("d.id NOT IN (SELECT document FROM copies)", []);
        }
        if let Some(confidence) = self.confidence {
            all.and("e.confidence >= ?", [Value::Real(confidence)]);
        }
        Ok(all)
    }
}

impl Conditions {
    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.parts.push((Condition::Row(sql.to_owned()), values.into_iter().collect()));
    }

    fn of(&mut self, key: &'static str, column: &'static str, table: &'static str, such: String, values: impl IntoIterator<Item = Value>) {
        self.parts.push((Condition::Of(Of { key, column, table, such }), values.into_iter().collect()));
    }

    fn any_of(&mut self, column: &str, values: &[String]) -> Result<(), StoreError> {
        if !values.is_empty() {
            self.and(&format!("{column} IN ({})", marks(values.len())?), values.iter().cloned().map(Value::Text));
        }
        Ok(())
    }

    fn either(&mut self, sql: &str, values: &[String]) -> Result<(), StoreError> {
        if !values.is_empty() {
            marks(values.len())?;
            let parts = vec![sql; values.len()].join(" OR ");
            self.and(&format!("({parts})"), values.iter().cloned().map(Value::Text));
        }
        Ok(())
    }

    /// Words of names, in any case and with or without accents; the words of one name must follow each other.
    fn named(&mut self, columns: &str, names: &[String]) -> Result<(), StoreError> {
        if names.is_empty() {
            return Ok(());
        }
        marks(names.len())?;
        let phrases: Vec<String> = names.iter().map(|n| phrase(n)).collect::<Result<_, _>>()?;
        let words = format!("{{{columns}}} : ({})", phrases.join(" OR "));
        self.of("e.id", "rowid", "names", "names MATCH ?".into(), [Value::Text(words)]);
        Ok(())
    }

    fn side(&mut self, column: &str, values: &[String]) -> Result<(), StoreError> {
        if !values.is_empty() {
            let such = format!("{column} IN ({})", marks(values.len())?);
            self.of("e.id", "event", "roles", such, values.iter().cloned().map(Value::Text));
        }
        Ok(())
    }

    /// A box that crosses the day line has its west east of its east.
    fn area(&mut self, [west, south, east, north]: [f64; 4]) {
        let between = if west <= east { "e.lon >= ? AND e.lon <= ?" } else { "(e.lon >= ? OR e.lon <= ?)" };
        self.and(&format!("e.lat >= ? AND e.lat <= ? AND {between}"), [south, north, west, east].map(Value::Real));
    }

    /// By the great circle; a box goes before, so that the index helps.
    fn near(&mut self, [lat, lon, km]: [f64; 3]) {
        let north = km / DEGREE_KM;
        self.and("e.lat >= ? AND e.lat <= ?", [lat - north, lat + north].map(Value::Real));
        self.and("distance_km(e.lat, e.lon, ?, ?) <= ?", [lat, lon, km].map(Value::Real));
    }
}

/// A name as an FTS5 phrase.
fn phrase(name: &str) -> Result<String, StoreError> {
    if !name.chars().any(char::is_alphanumeric) {
        return Err(StoreError::usage(format!("«{name}» holds no word"), "give words of a name"));
    }
    Ok(format!("\"{}\"", name.replace(['"', '\0'], " ")))
}

fn marks(count: usize) -> Result<String, StoreError> {
    if count > MAX_VALUES {
        return Err(StoreError::usage(format!("{count} values of one filter"), format!("give at most {MAX_VALUES}")));
    }
    Ok(vec!["?"; count].join(", "))
}

impl Store {
    /// The runs, oldest first: number, what ran, and how many records it made.
    pub fn runs(&self) -> Result<Vec<(i64, crate::Run, usize)>, StoreError> {
        let mut statement = self.db.prepare(
            "SELECT id, program, model, data, options, (SELECT count(*) FROM records WHERE run = runs.id) FROM runs ORDER BY id",
        )?;
        let runs = statement.query_map([], |r| {
            let run = crate::Run { program: r.get(1)?, model: r.get(2)?, data: r.get(3)?, options: r.get(4)? };
            Ok((r.get(0)?, run, r.get::<_, i64>(5)? as usize))
        })?;
        Ok(runs.collect::<Result<_, _>>()?)
    }

    /// Fails where there is no such run.
    pub fn check_run(&self, run: i64) -> Result<(), StoreError> {
        let known: Option<i64> = self.db.query_row("SELECT 1 FROM runs WHERE id = ?1", params![run], |r| r.get(0)).optional()?;
        let last: Option<i64> = self.db.query_row("SELECT max(id) FROM runs", [], |r| r.get(0))?;
        match (known, last) {
            (Some(_), _) => Ok(()),
            (None, Some(last)) => Err(StoreError::usage(format!("there is no run {run}"), format!("the runs are 1 to {last}"))),
            (None, None) => Err(StoreError::new(ErrorKind::Usage, "the store is empty", "`diurna add --store FILE INPUT…` fills it")),
        }
    }
}
