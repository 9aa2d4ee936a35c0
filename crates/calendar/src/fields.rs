//! What a match says, sorted by field.

use crate::number::Number;
use crate::pattern::{Match, Piece};
use crate::scan::Tokens;

/// A year of two digits below this is of the 2000s, another of the 1900s (POSIX).
pub const SHORT_YEARS: i32 = 69;

/// A counted unit, as `three weeks` or `week`.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// How many.
    pub number: Option<Number>,
    /// Which unit of the tables.
    pub unit: &'static str,
    /// Whether the word is a plural.
    pub plural: bool,
}

/// The fields of an expression.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, clippy::struct_excessive_bools, reason = "they are the classes of the tables, and each stands for itself")]
pub struct Fields {
    pub year: Option<i32>,
    pub month: Option<i32>,
    pub day: Option<i32>,
    pub last: Option<i32>,
    pub weekday: Option<i32>,
    pub season: Option<&'static str>,
    pub units: Vec<Counted>,
    pub number: Option<Number>,
    pub ord: Option<i32>,
    pub which: Option<&'static str>,
    pub dem: Option<&'static str>,
    pub rel: Option<i32>,
    pub part: Option<&'static str>,
    pub clock: Option<(u32, u32)>,
    pub zone: Option<&'static str>,
    pub edge: Option<&'static str>,
    pub ler: Option<&'static str>,
    pub bound: Option<&'static str>,
    pub shift: Option<i32>,
    pub hang: Option<i32>,
    pub reference: Option<&'static str>,
    pub set: Option<&'static str>,
    pub every: Option<i32>,
    pub one: bool,
    /// `last`, before its noun and not `the last` or `pasado`.
    pub bare_last: bool,
    pub holiday: Option<&'static str>,
    pub decade: Option<i32>,
    pub century: bool,
    pub half: bool,
    pub determiner: bool,
    pub plural: bool,
    pub numeric: Option<(i32, i32, i32)>,
    pub time: bool,
    pub inner: Option<Box<Fields>>,
    pub kind: &'static str,
}

impl Fields {
    /// Reads the fields of a match.
    pub fn of(found: &Match, tokens: &Tokens) -> Self {
        let mut f = Self { kind: found.kind, ..Self::default() };
        for piece in &found.pieces {
            match piece {
                Piece::Inner(inner) => f.inner = Some(Box::new(Self::of(inner, tokens))),
                Piece::Number(n) => f.number = Some(*n),
                Piece::Word(class, value, i) => f.word(class, value, *i, tokens),
            }
        }
        f
    }

    fn word(&mut self, class: &str, value: &'static str, i: usize, tokens: &Tokens) {
        let number = || value.parse::<i32>().ok();
        let digits = || tokens.word(i).chars().filter(char::is_ascii_digit).collect::<String>().parse::<i32>().ok();
        match class {
            "month" => self.month = number(),
            "weekday" => self.weekday = number(),
            "weekdays" => (self.weekday, self.plural) = (number(), true),
            "season" | "fall" => self.season = Some(value),
            "seasons" => (self.season, self.plural) = (Some(value), true),
            "unit" | "units" | "secondu" => {
                self.units.push(Counted { number: self.number.take(), unit: value, plural: class == "units" });
            }
            "part" => self.part = Some(value),
            "parts" => (self.part, self.plural) = (Some(value), true),
            "ord" | "num" => self.ord = number(),
            "int" => self.ord = digits(),
            // `12-13 November`: the second number is the last day.
            "dnum" if self.day.is_some() => self.last = digits(),
            "dnum" => self.day = digits(),
            // `la víspera`; `the eve of the vote`.
            "eve" => {
                self.units.push(Counted { number: None, unit: "D", plural: false });
                (self.which, self.shift) = (Some("prev"), Some(-1));
            }
            "year" => self.year = digits(),
            "yy" => self.year = digits().map(|y| if y < 30 { 2000 + y } else { 1900 + y }),
            "decade4" => self.decade = digits().map(|y| y / 10),
            "decade2" | "decadenum" => self.decade = digits().map(|y| if y < 20 { 200 + y / 10 } else { 190 + y / 10 }),
            "decade" => self.decade = number(),
            "roman" => (self.ord, self.century) = (roman(tokens.word(i)), true),
            "which" => {
                self.bare_last = tokens.word(i).eq_ignore_ascii_case("last") && !self.determiner;
                self.which = self.which.filter(|w| *w != "this").or(Some(value));
            }
            "dem" => self.dem = Some(value),
            "these" => self.which = Some(value),
            "rel" => self.rel = number(),
            "relpart" => {
                let (day, part) = value.split_once(' ').unwrap_or(("0", value));
                (self.rel, self.part) = (day.parse().ok(), Some(part));
            }
            "clock" | "dotclock" => {
                let mut parts = tokens.word(i).split([':', '.']).map(|p| p.parse::<u32>().unwrap_or(0));
                self.clock = Some((parts.next().unwrap_or(0), parts.next().unwrap_or(0)));
            }
            "zonenum" => self.clock = digits().map(|n| (n as u32 / 100, n as u32 % 100)),
            "noon" => self.clock = value.split_once(':').and_then(|(h, m)| Some((h.parse().ok()?, m.parse().ok()?))),
            "ampm" => self.ampm(value == "p"),
            "zone" => self.zone = Some(value),
            "edge" => self.edge = Some(value),
            "ler" => self.ler = Some(value),
            "bound" | "over" => self.bound = Some(value),
            "ago" | "hace" | "after" | "fromnow" | "dentro" => {
                self.shift = number();
                // Counted from now, not from a day already named.
                self.time = class != "after";
            }
            "hang" => self.hang = number(),
            "ref" | "adjref" | "momentnow" => self.reference = Some(value),
            "set" => self.set = Some(value),
            "one" => self.one = true,
            "every" => self.every = number(),
            "per" | "times" => self.every = Some(1),
            "holiday" | "sept11" => self.holiday = Some(value),
            "half" => self.half = true,
            "qn" => {
                self.ord = number();
                self.units.push(Counted { number: None, unit: "Q", plural: false });
            }
            "det" => self.determiner = true,
            "iso" => {
                let mut parts = tokens.word(i).split(['-', '/']).map(|p| p.parse::<i32>().ok());
                (self.year, self.month, self.day) = (parts.next().flatten(), parts.next().flatten(), parts.next().flatten());
            }
            "numeric" => {
                let parts: Vec<i32> = tokens.word(i).split(['-', '/', '.']).filter_map(|p| p.parse().ok()).collect();
                if let [a, b, y] = parts[..] {
                    self.numeric = Some((
                        a,
                        b,
                        if y < SHORT_YEARS {
                            2000 + y
                        } else if y < 100 {
                            1900 + y
                        } else {
                            y
                        },
                    ));
                }
            }
            "lit" => match value {
                "the" => self.determiner = true,
                "before" => self.shift = Some(-1),
                "after" => self.shift = Some(1),
                "past" => self.reference = Some("PAST_REF"),
                "future" | "later" => self.reference = Some("FUTURE_REF"),
                "single" => self.ord = Some(1),
                "end" => self.edge = Some("END"),
                "o'clock" => self.ampm(false),
                _ => {}
            },
            _ => {}
        }
    }

    fn ampm(&mut self, afternoon: bool) {
        let (mut h, m) = self.clock.unwrap_or_else(|| (self.last.take().or(self.day.take()).or(self.ord.take()).unwrap_or(0) as u32, 0));
        if afternoon && h < 12 {
            h += 12;
        } else if !afternoon && h == 12 && self.zone.is_none() {
            h = 0;
        }
        self.clock = Some((h, m));
    }
}

/// A number in Roman letters up to 39.
fn roman(word: &str) -> Option<i32> {
    let value = |c| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        _ => None,
    };
    let digits: Vec<i32> = word.chars().map(value).collect::<Option<_>>()?;
    Some(digits.iter().enumerate().map(|(i, &d)| if digits.get(i + 1).is_some_and(|&n| n > d) { -d } else { d }).sum())
}
