//! Who is known by name: people with their offices and days, parties, armed groups, bodies, companies, media.

use crate::KnowledgeError;
use crate::block::{Block, BlockWriter, Strings, StringsWriter, u32_at};
use crate::fold::{key, keys};
use crate::names::{Names, NamesWriter};
use crate::table::{Row, Table, parts};
use record::Date;
use std::collections::BTreeMap;

/// The folder of `data/` that this is read from; all its tables have the same columns.
pub(crate) const FOLDER: &str = "actors/";
const COLUMNS: [&str; 11] = ["name", "aliases", "kind", "country", "sector", "office", "from", "to", "wikidata", "known", "source"];
const KINDS: [&str; 10] = ["person", "party", "org", "agency", "igo", "ngo", "media", "company", "armed_group", "country"];
/// Bytes of a compiled row.
const ROW: usize = 22;
/// How long an office counts as held after the day its source stops at with the holder still in it (`2022-01+`): most change hands later.
pub const OPEN_YEARS: i16 = 2;

/// One role of somebody the tables know. A person with three offices has three rows with the same `wikidata` or `name`.
#[derive(Debug, Clone, Copy)]
pub struct ActorRow<'a> {
    /// Usual name.
    pub name: &'a str,
    /// `person`, `party`, `org`, `agency`, `igo`, `ngo`, `media`, `company`, `armed_group`, `country`.
    pub kind: &'a str,
    /// Alpha-3, IGO, NGO, MNC or empty.
    pub country: &'a str,
    /// PLOVER sector or empty.
    pub sector: &'a str,
    /// Title of the office or empty.
    pub office: &'a str,
    /// First day.
    pub from: Option<Date>,
    /// Last day; of an office still held where its source stops, the one of another source, else [`OPEN_YEARS`] later. None: no end is known.
    pub to: Option<Date>,
    /// Wikidata id or empty.
    pub wikidata: &'a str,
    /// The source's short name, told in the head of the table.
    pub source: &'a str,
}

impl ActorRow<'_> {
    /// Whether the row was written by hand for news: it outranks namesakes of other sources, and its empty country means none.
    pub fn is_curated(&self) -> bool {
        self.source == "hand"
    }
}

/// A row of a table, checked.
struct Actor<'a> {
    name: &'a str,
    aliases: &'a str,
    class: [&'a str; 4],
    office: &'a str,
    wikidata: &'a str,
    days: [u32; 2],
    /// Of an office still held where its source stops: that day. Else 0.
    seen: u32,
    known: u32,
}

impl<'a> Actor<'a> {
    /// What the rows of one actor have in common.
    fn identity(&self) -> [&'a str; 3] {
        [self.name, self.class[0], self.class[1]]
    }
}

/// Compiles the tables of `data/actors/`.
pub(crate) fn compile(tables: &BTreeMap<&str, &str>, block: &mut BlockWriter) -> Result<(), KnowledgeError> {
    let mut actors = Vec::new();
    for (file, text) in tables {
        read(file, text, &mut actors)?;
    }
    close(&mut actors);
    let mut aliases: BTreeMap<[&str; 3], Vec<&str>> = BTreeMap::new();
    for actor in actors.iter().filter(|actor| !actor.aliases.is_empty()) {
        aliases.entry(actor.identity()).or_default().push(actor.aliases);
    }
    // Rows lie in the order in which they are answered: best known first, then the latest office.
    actors.sort_by(|a, b| b.known.cmp(&a.known).then(a.name.cmp(b.name)).then(b.days.cmp(&a.days)));
    let (mut strings, mut names, mut rows) = (StringsWriter::default(), NamesWriter::default(), Vec::with_capacity(actors.len() * ROW));
    let mut classes: BTreeMap<[&str; 4], u16> = BTreeMap::new();
    let mut class_rows = Vec::new();
    for (nth, actor) in (0u32..).zip(&actors) {
        let next = classes.len() as u16;
        let class = *classes.entry(actor.class).or_insert_with(|| {
            actor.class.iter().for_each(|string| class_rows.extend(strings.add(string).to_le_bytes()));
            next
        });
        for string in [actor.name, actor.office, actor.wikidata] {
            rows.extend(strings.add(string).to_le_bytes());
        }
        rows.extend(actor.days[0].to_le_bytes());
        rows.extend(actor.days[1].to_le_bytes());
        rows.extend(class.to_le_bytes());
        // Aliases stand on one row of an actor and hold for all of them.
        let aliases = aliases.get(&actor.identity()).into_iter().flatten().copied();
        for name in aliases.flat_map(parts).chain([actor.name]) {
            names.add(key(name), nth);
        }
    }
    block.add("act-rows", rows);
    block.add("act-clas", class_rows);
    block.add("act-strs", strings.finish());
    block.add("act-name", names.finish());
    Ok(())
}

/// An office still held where its source stops ended when another source says that the person's offices of that sector at that time did.
fn close(actors: &mut [Actor<'_>]) {
    let mut ended: BTreeMap<_, Vec<[u32; 2]>> = BTreeMap::new();
    for actor in actors.iter().filter(|a| a.seen == 0 && a.days[1] != 0) {
        ended.entry((actor.identity(), actor.class[2])).or_default().push(actor.days);
    }
    for actor in actors.iter_mut().filter(|a| a.seen != 0) {
        let others = ended.get(&(actor.identity(), actor.class[2])).into_iter().flatten();
        let told = others.filter(|[from, to]| (*from..=*to).contains(&actor.seen)).map(|[_, to]| *to).max();
        actor.days[1] = told.unwrap_or(actor.days[1]);
    }
}

fn read<'a>(file: &'a str, text: &'a str, actors: &mut Vec<Actor<'a>>) -> Result<(), KnowledgeError> {
    let table = Table::read(file, text)?;
    let mut at = [0; COLUMNS.len()];
    for (to, name) in at.iter_mut().zip(COLUMNS) {
        *to = table.column(name)?;
    }
    let [name, aliases, kind, country, sector, office, from, to, wikidata, known, source] = at;
    for row in &table.rows {
        if !KINDS.contains(&row.cells[kind]) {
            return Err(table.fault(row, kind, "is no kind of actor", &format!("write one of {}", KINDS.join(", "))));
        }
        for column in [country, sector] {
            let code = row.cells[column];
            if !code.is_empty() && (code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase())) {
                return Err(table.fault(row, column, "is no code", "write three capital letters or nothing"));
            }
        }
        let days = [day(&table, row, from, false)?, day(&table, row, to, true)?];
        let seen = if row.cells[to].ends_with('+') { days[1] - OPEN_YEARS as u32 * 10_000 } else { 0 };
        if days[1] != 0 && days[0] > days[1] {
            return Err(table.fault(row, to, "is before `from`", "put the days in order"));
        }
        actors.push(Actor {
            name: table.needed(row, name)?,
            aliases: row.cells[aliases],
            class: [row.cells[kind], row.cells[country], row.cells[sector], table.needed(row, source)?],
            office: row.cells[office],
            wikidata: row.cells[wikidata],
            days,
            seen,
            known: table.number(row, known)?,
        });
    }
    Ok(())
}

/// A day as one number (`20230131`), 0 where there is none. A month or a year stands for its first day, or as an end for its last.
fn day(table: &Table<'_>, row: &Row<'_>, column: usize, end: bool) -> Result<u32, KnowledgeError> {
    let cell = row.cells[column];
    if cell.is_empty() {
        return Ok(0);
    }
    let (written, open) = cell.strip_suffix('+').map_or((cell, false), |rest| (rest, true));
    let read = || {
        let mut numbers = written.split('-').map(|part| part.parse::<i16>().ok());
        let year = numbers.next()?? + if open { OPEN_YEARS } else { 0 };
        let month = numbers.next().map_or(Some(if end { 12 } else { 1 }), |month| month)? as i8;
        let first = Date::new(year, month, 1).ok()?;
        let date = match numbers.next() {
            // 29 February two years on is the 28th.
            Some(day) => Date::new(year, month, (day? as i8).min(first.days_in_month())).ok()?,
            None if end => first.last_of_month(),
            None => first,
        };
        (year > 0 && numbers.next().is_none()).then_some(date)
    };
    match read() {
        Some(date) if !open || end => Ok(date.year() as u32 * 10_000 + date.month() as u32 * 100 + date.day() as u32),
        _ => Err(table.fault(
            row,
            column,
            "is no day",
            "write 2023-01-31, 2023-01 or 2023; an end still open where the source stops takes a +",
        )),
    }
}

/// The compiled actors.
pub(crate) struct Actors {
    rows: &'static [u8],
    classes: &'static [u8],
    strings: Strings,
    names: Names,
}

impl Actors {
    pub(crate) fn open(block: Block) -> Result<Self, KnowledgeError> {
        Ok(Self {
            rows: block.section("act-rows")?,
            classes: block.section("act-clas")?,
            strings: Strings(block.section("act-strs")?),
            names: Names::open(block.section("act-name")?)?,
        })
    }

    pub(crate) fn get(&self, name: &str) -> Vec<ActorRow<'_>> {
        let mut found: Vec<u32> = keys(name).flat_map(|key| self.names.get(&key)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|number| self.row(number)).collect()
    }

    fn row(&self, number: u32) -> Option<ActorRow<'_>> {
        let at = (number as usize).checked_mul(ROW)?;
        let row = self.rows.get(at..at.checked_add(ROW)?)?;
        let class = usize::from(u16::from_le_bytes([row[20], row[21]])) * 16;
        Some(ActorRow {
            name: self.strings.get(u32_at(row, 0)?),
            office: self.strings.get(u32_at(row, 4)?),
            wikidata: self.strings.get(u32_at(row, 8)?),
            from: date(u32_at(row, 12)?),
            to: date(u32_at(row, 16)?),
            kind: self.strings.get(u32_at(self.classes, class)?),
            country: self.strings.get(u32_at(self.classes, class + 4)?),
            sector: self.strings.get(u32_at(self.classes, class + 8)?),
            source: self.strings.get(u32_at(self.classes, class + 12)?),
        })
    }
}

fn date(number: u32) -> Option<Date> {
    Date::new((number / 10_000) as i16, (number / 100 % 100) as i8, (number % 100) as i8).ok().filter(|_| number != 0)
}
