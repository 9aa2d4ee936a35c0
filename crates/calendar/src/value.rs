//! Days of the calendar and the TIMEX3 values that name them.

use record::{Date, Interval};

/// A stretch of the calendar with its TIMEX3 value.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// TIMEX3 value, as `2023-02-01` or `2023-W05`.
    pub value: String,
    /// Its days, both included.
    pub days: Option<Interval>,
    /// How long it is.
    pub grain: Grain,
}

/// The size of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum Grain {
    Part,
    Day,
    Weekend,
    Week,
    Month,
    Season,
    Quarter,
    Half,
    Year,
    Decade,
    Century,
}

/// The day, if there is one.
pub fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `days` after `from`; none beyond the calendar.
pub fn plus(from: Date, days: i64) -> Option<Date> {
    from.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// `months` after `from`, on the last day of the month where it is shorter.
pub fn plus_months(from: Date, months: i64) -> Option<Date> {
    from.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

/// Monday is 1, Sunday 7.
pub fn weekday(day: Date) -> i64 {
    i64::from(day.weekday().to_monday_one_offset())
}

impl Stretch {
    /// A day.
    pub fn day(day: Date) -> Self {
        Self { value: day.to_string(), days: Some(Interval::day(day)), grain: Grain::Day }
    }

    /// The ISO week around a day.
    pub fn week(day: Date) -> Self {
        let week = day.iso_week_date();
        let from = plus(day, 1 - weekday(day)).unwrap_or(day);
        let to = plus(from, 6).unwrap_or(day);
        Self { value: format!("{:04}-W{:02}", week.year(), week.week()), days: Some(Interval { from, to }), grain: Grain::Week }
    }

    /// The weekend of the ISO week around a day.
    pub fn weekend(day: Date) -> Self {
        let week = Self::week(day);
        let days = week.days.and_then(|w| Some(Interval { from: plus(w.from, 5)?, to: w.to }));
        Self { value: week.value + "-WE", days, grain: Grain::Weekend }
    }

    /// A month.
    pub fn month(year: i32, month: i32) -> Self {
        let days = date(year, month, 1).map(|from| Interval { from, to: from.last_of_month() });
        Self { value: format!("{year:04}-{month:02}"), days, grain: Grain::Month }
    }

    /// A year.
    pub fn year(year: i32) -> Self {
        Self { value: format!("{year:04}"), days: span((year, 1), (year, 12)), grain: Grain::Year }
    }

    /// A quarter, 1 to 4.
    pub fn quarter(year: i32, quarter: i32) -> Self {
        Self { value: format!("{year:04}-Q{quarter}"), days: span((year, quarter * 3 - 2), (year, quarter * 3)), grain: Grain::Quarter }
    }

    /// A third of a year (`cuatrimestre`), 1 to 3.
    pub fn third(year: i32, third: i32) -> Self {
        Self { value: format!("{year:04}-T{third}"), days: span((year, third * 4 - 3), (year, third * 4)), grain: Grain::Half }
    }

    /// A half year, 1 or 2.
    pub fn half(year: i32, half: i32) -> Self {
        Self { value: format!("{year:04}-H{half}"), days: span((year, half * 6 - 5), (year, half * 6)), grain: Grain::Half }
    }

    /// A season (`SP`, `SU`, `FA`, `WI`) of the northern half; a winter begins in the December of its year.
    pub fn season(year: i32, season: &str) -> Self {
        let days = match season {
            "SP" => span((year, 3), (year, 5)),
            "SU" => span((year, 6), (year, 8)),
            "FA" => span((year, 9), (year, 11)),
            _ => span((year, 12), (year + 1, 2)),
        };
        Self { value: format!("{year:04}-{season}"), days, grain: Grain::Season }
    }

    /// A decade by its first three digits.
    pub fn decade(decade: i32) -> Self {
        Self { value: format!("{decade:03}"), days: span((decade * 10, 1), (decade * 10 + 9, 12)), grain: Grain::Decade }
    }

    /// A century by its first two digits (the 20th is 19).
    pub fn century(century: i32) -> Self {
        Self { value: format!("{century:02}"), days: span((century * 100, 1), (century * 100 + 99, 12)), grain: Grain::Century }
    }

    /// A value without days.
    pub fn open(value: impl Into<String>, grain: Grain) -> Self {
        Self { value: value.into(), days: None, grain }
    }

    /// Its beginning, middle or end third, with the value unchanged.
    #[must_use]
    pub fn third_of(mut self, third: i64) -> Self {
        if let Some(days) = self.days {
            let length = i64::from(days.from.until(days.to).map_or(0, |s| s.get_days())) + 1;
            if length > 2 {
                let from = plus(days.from, length * third / 3).unwrap_or(days.from);
                let to = if third == 2 { days.to } else { plus(days.from, length * (third + 1) / 3 - 1).unwrap_or(days.to) };
                self.days = Some(Interval { from, to });
            }
        }
        self
    }
}

/// From the first day of a month to the last of another.
fn span(from: (i32, i32), to: (i32, i32)) -> Option<Interval> {
    Some(Interval { from: date(from.0, from.1, 1)?, to: date(to.0, to.1, 1)?.last_of_month() })
}

/// The day of a holiday rule in a year: `12-25`; `n11-4-4` the fourth Thursday of November (−1: the last); `e-2` days from Easter.
pub fn holiday(rule: &str, year: i32) -> Option<Date> {
    if let Some(days) = rule.strip_prefix('e') {
        return plus(easter(year)?, days.parse().ok()?);
    }
    if let Some(rule) = rule.strip_prefix('n') {
        let (month, rest) = rule.split_once('-')?;
        let (day, nth) = rest.split_once('-')?;
        let (month, day, nth): (i32, i64, i64) = (month.parse().ok()?, day.parse().ok()?, nth.parse().ok()?);
        let first = date(year, month, 1)?;
        return if nth > 0 {
            plus(first, (day - weekday(first)).rem_euclid(7) + (nth - 1) * 7)
        } else {
            let last = first.last_of_month();
            plus(last, -(weekday(last) - day).rem_euclid(7))
        };
    }
    let (month, day) = rule.split_once('-')?;
    date(year, month.parse().ok()?, day.parse().ok()?)
}

/// Easter Sunday of the western churches (the anonymous Gregorian computus).
#[allow(clippy::many_single_char_names, reason = "they are the computus' own")]
fn easter(year: i32) -> Option<Date> {
    let a = year.rem_euclid(19);
    let (b, c) = (year.div_euclid(100), year.rem_euclid(100));
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15).rem_euclid(30);
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    date(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1)
}

/// A TIMEX3 duration of one unit.
pub fn duration(number: &str, unit: &str) -> String {
    let (multiply, letter, time) = unit_of(unit);
    let number = match number.parse::<f64>() {
        Ok(n) => plain(n * f64::from(multiply)),
        Err(_) => number.to_owned(),
    };
    format!("P{}{number}{letter}", if time { "T" } else { "" })
}

/// A number without trailing zeros.
pub fn plain(n: f64) -> String {
    let n = (n * 100.0).round() / 100.0;
    if n.fract() == 0.0 { format!("{n:.0}") } else { n.to_string() }
}

/// How many of which TIMEX3 letter a unit of the tables is, and whether it is a part of a day.
pub fn unit_of(unit: &str) -> (u16, &'static str, bool) {
    match unit {
        "Y" => (1, "Y", false),
        "M" => (1, "M", false),
        "W" => (1, "W", false),
        "Q" => (1, "Q", false),
        "WE" => (1, "WE", false),
        "h" => (1, "H", true),
        "m" => (1, "M", true),
        "s" => (1, "S", true),
        "F" => (2, "W", false),
        "E" => (10, "Y", false),
        "C" => (100, "Y", false),
        "L" => (1000, "Y", false),
        "5Y" => (5, "Y", false),
        "3Y" => (3, "Y", false),
        "S" => (6, "M", false),
        "T" => (4, "M", false),
        "B" => (2, "M", false),
        _ => (1, "D", false),
    }
}

/// About how many days a unit is; none for parts of a day.
pub fn unit_days(unit: &str) -> Option<f64> {
    let (multiply, letter, time) = unit_of(unit);
    let days = match letter {
        _ if time => return None,
        "Y" => 365.25,
        "Q" => 91.3,
        "M" => 30.44,
        "W" | "WE" => 7.0,
        _ => 1.0,
    };
    Some(days * f64::from(multiply))
}
