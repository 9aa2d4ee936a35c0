//! From what is written to the days it means.

use crate::fields::{Counted, Fields};
use crate::value::{self, Grain, Stretch};
use record::{Date, Interval, Modifier, TimexKind};

/// The tense of the verb that governs a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum Tense {
    Past,
    Present,
    Future,
    #[default]
    Unknown,
}

/// What is known when a time is read: the publication day and the day named last.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    published: Option<Date>,
    /// The days named last in the report.
    named: Option<Interval>,
    /// How long they are.
    grain: Option<Grain>,
    /// The single day named last.
    day: Option<Date>,
    day_first: bool,
}

/// What a written time means.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// TIMEX3 type.
    pub kind: TimexKind,
    /// TIMEX3 value.
    pub value: String,
    /// TIMEX3 modifier.
    pub modifier: Option<Modifier>,
    /// The days it denotes.
    pub interval: Option<Interval>,
    /// Whether it was counted from the publication day or another time.
    pub relative: bool,
}

/// Years a report may name.
const YEARS: std::ops::RangeInclusive<i32> = 1..=2999;

impl Reading {
    /// The reading of a report published on that day; `day_first` says whether `3/4/2023` is the third of April.
    pub fn new(published: Option<Date>, day_first: bool) -> Self {
        Self { published, day_first, ..Self::default() }
    }

    /// Resolves one expression; `named` moves to its days.
    pub(crate) fn resolve(&mut self, f: &Fields, tense: Tense) -> Resolved {
        let modifier = modifier(f);
        let done = |kind, value: String, interval, relative| Resolved { kind, value, modifier, interval, relative };
        match f.kind {
            "ref" => {
                let value = f.reference.unwrap_or(match f.dem {
                    Some("same") | None => "PAST_REF",
                    _ if tense == Tense::Present => "PRESENT_REF",
                    _ => "PAST_REF",
                });
                let now = self.published.filter(|_| value == "PRESENT_REF").map(Interval::day);
                done(TimexKind::Date, value.to_owned(), now, true)
            }
            "set" => done(TimexKind::Set, set_value(f), None, false),
            "dur" => done(TimexKind::Duration, duration_value(&f.units, f.half), None, false),
            "recent" => self.recent(f, modifier),
            "shift" => self.shift(f, modifier),
            "time" => {
                let (stretch, relative) = self.time(f, tense);
                self.name(&stretch);
                done(TimexKind::Time, stretch.value, stretch.days, relative)
            }
            // `early Friday morning`.
            "date" if f.inner.as_deref().is_some_and(|i| i.kind == "time") => {
                let inner = f.inner.as_deref().cloned().unwrap_or_default();
                let resolved = self.resolve(&inner, tense);
                Resolved { modifier: modifier.or(resolved.modifier), ..resolved }
            }
            _ => match self.date(f, tense) {
                Some((stretch, _)) if stretch.grain == Grain::Part => done(TimexKind::Duration, stretch.value, None, true),
                Some((stretch, relative)) => {
                    self.name(&stretch);
                    let stretch = edge_of(stretch, f.edge);
                    let days = self.rest_of(stretch.days, f.ler);
                    done(TimexKind::Date, stretch.value, days, relative)
                }
                None => done(TimexKind::Date, "XXXX-XX-XX".to_owned(), None, true),
            },
        }
    }

    fn name(&mut self, stretch: &Stretch) {
        if stretch.days.is_some() && stretch.grain <= Grain::Year {
            self.named = stretch.days;
            self.grain = Some(stretch.grain);
            self.day = stretch.days.filter(|d| d.from == d.to).map(|d| d.from).or(self.day);
        }
    }

    /// The day that `that month`, `the following week` count from.
    fn reference(&self) -> Option<Date> {
        self.named.map(|n| n.from).or(self.published)
    }

    /// The day that `two days earlier`, `that day`, `the previous night` count from.
    fn day(&self) -> Option<Date> {
        self.day.or(self.published)
    }

    /// `earlier this year` ends with the publication day, `later this year` begins after it.
    fn rest_of(&self, days: Option<Interval>, ler: Option<&str>) -> Option<Interval> {
        let (mut days, now) = (days?, self.published);
        let inside = |d: Option<Date>| d.filter(|d| days.from <= *d && *d <= days.to);
        match ler {
            Some("START") => days.to = inside(now).unwrap_or(days.to),
            Some("END") => days.from = inside(now).unwrap_or(days.from),
            _ => {}
        }
        Some(days)
    }

    /// `the past three weeks`, `recent months`, `the next two days`.
    fn recent(&self, f: &Fields, modifier: Option<Modifier>) -> Resolved {
        let value = if f.inner.is_some() || !f.units.is_empty() { duration_value(&f.units, f.half) } else { "PXX".to_owned() };
        let length = f.units.first().and_then(|u| {
            let n = u
                .number
                .map_or(if u.plural { None } else { Some(1.0) }, |n| if n.unknown { None } else { Some(n.high.unwrap_or(n.value)) })?;
            Some((n * value::unit_days(u.unit)?).round() as i64)
        });
        let interval = match (f.which, self.published, length) {
            (Some("last" | "past" | "recent"), Some(now), Some(days)) => value::plus(now, -days).map(|from| Interval { from, to: now }),
            (Some("next"), Some(now), Some(days)) => value::plus(now, days).map(|to| Interval { from: now, to }),
            _ => None,
        };
        Resolved { kind: TimexKind::Duration, value, modifier, interval, relative: interval.is_some() }
    }

    /// `two weeks ago`, `three days earlier`, `a month later`, `dentro de dos años`.
    fn shift(&mut self, f: &Fields, modifier: Option<Modifier>) -> Resolved {
        let direction = f.shift.unwrap_or(-1);
        let by_day = f.units.first().is_none_or(|u| matches!(value::unit_of(u.unit), (_, "D" | "H" | "S", _) | (_, "M", true)));
        let from = match (f.time, by_day) {
            (true, _) => self.published,
            (false, true) => self.day(),
            (false, false) => self.reference(),
        };
        let unit = f.units.first();
        let number = unit.map_or(Some(1.0), |u| match u.number {
            Some(n) if n.unknown => None,
            Some(n) => Some(n.value),
            None if u.plural => None,
            None => Some(1.0),
        });
        let stretch = match (number, unit, from) {
            (Some(n), Some(u), Some(from)) => {
                moved(from, n + if f.half && u.number.is_some() { 0.5 } else { 0.0 }, u.unit, direction, f.half && u.number.is_none())
            }
            _ => None,
        };
        match stretch {
            Some(s) => {
                self.name(&s);
                let kind = if unit.is_some_and(|u| value::unit_of(u.unit).2) { TimexKind::Time } else { TimexKind::Date };
                Resolved { kind, value: s.value, modifier, interval: s.days, relative: true }
            }
            None if number.is_none() => {
                let value = if direction < 0 { "PAST_REF" } else { "FUTURE_REF" };
                Resolved { kind: TimexKind::Date, value: value.to_owned(), modifier, interval: None, relative: true }
            }
            None => Resolved { kind: TimexKind::Date, value: "XXXX-XX-XX".to_owned(), modifier, interval: None, relative: true },
        }
    }

    /// A part of a day or a clock time.
    fn time(&mut self, f: &Fields, tense: Tense) -> (Stretch, bool) {
        let inner = f.inner.as_deref();
        let part = f.part.or(inner.and_then(|i| i.part));
        let mut clock = f.clock.or(inner.and_then(|i| i.clock));
        let own_date =
            f.weekday.is_some() || f.rel.is_some() || f.month.is_some() || f.holiday.is_some() || f.units.iter().any(|u| u.unit == "D");
        if clock.is_none() && !own_date && (f.day.is_some() || f.ord.is_some() || f.one) {
            clock = f.day.or(f.ord).or(Some(1)).map(|h| (h.unsigned_abs(), 0));
        }
        // `the early hours of Sunday`.
        let hours = f.units.iter().any(|u| u.unit == "h");
        let part = part.or(match f.edge {
            Some("START") if hours => Some("MO"),
            Some("END") if hours => Some("NI"),
            _ => None,
        });
        if let (Some((h, _)), Some("AF" | "EV" | "NI")) = (&mut clock, part)
            && (1..12).contains(h)
        {
            *h += 12;
        }
        let mut day = f.clone();
        (day.part, day.clock, day.edge, day.ler, day.inner) = (None, None, None, None, None);
        let (base, relative) = if let Some(inner) = inner.filter(|i| i.kind == "time") {
            // `10 p.m. the previous night`.
            let days = self.resolve(inner, tense).interval;
            (days.map(|d| Stretch::day(d.from)), true)
        } else if let Some(inner) = inner {
            self.date(inner, tense).map_or((None, true), |(s, r)| (Some(s), r))
        } else if own_date || f.numeric.is_some() || f.year.is_some() {
            self.date(&day, tense).map_or((None, true), |(s, r)| (Some(s), r))
        } else {
            let base = match (f.which, f.dem) {
                (Some("last" | "past"), _) => self.published.and_then(|d| value::plus(d, -1)),
                (Some("next"), _) => self.published.and_then(|d| value::plus(d, 1)),
                (Some("this"), _) => self.published,
                (Some("prev"), _) => self.day().and_then(|d| value::plus(d, -1)),
                _ if f.shift.is_some() => self.day().and_then(|d| value::plus(d, -1)),
                (Some("follow"), _) => self.day().and_then(|d| value::plus(d, 1)),
                (_, Some(_)) => self.day(),
                _ => self.near(),
            };
            (base.map(Stretch::day), true)
        };
        let base = base.unwrap_or_else(|| Stretch::open("XXXX-XX-XX", Grain::Day));
        let value = match (clock, part) {
            (Some((h, m)), _) => {
                format!("{}T{h:02}:{m:02}{}", base.value, f.zone.or(inner.and_then(|i| i.zone)).filter(|z| *z == "Z").unwrap_or(""))
            }
            (None, Some(part)) => format!("{}T{part}", base.value),
            _ => base.value.clone(),
        };
        (Stretch { value, days: base.days, grain: base.grain }, relative)
    }

    /// The day a bare clock time or `in the morning` belongs to: the day named last, if it is close, else the publication day.
    fn near(&self) -> Option<Date> {
        let named = self.named.filter(|n| n.from == n.to).map(|n| n.from);
        match (named, self.published) {
            (Some(n), Some(p)) if p.until(n).map_or(0, |s| s.get_days()).abs() <= 7 => Some(n),
            (Some(n), None) => Some(n),
            (_, p) => p,
        }
    }

    /// A date; the flag says that it was counted from another day.
    fn date(&self, f: &Fields, tense: Tense) -> Option<(Stretch, bool)> {
        let now = self.published;
        if let Some((a, b, y)) = f.numeric {
            let (d, m) = if self.day_first { (a, b) } else { (b, a) };
            let day = value::date(y, m, d).or_else(|| value::date(y, d, m));
            return Some((day.map_or_else(|| Stretch::open("XXXX-XX-XX", Grain::Day), Stretch::day), false));
        }
        if let Some(offset) = f.rel {
            return Some((
                now.and_then(|n| value::plus(n, i64::from(offset))).map_or_else(|| Stretch::open("XXXX-XX-XX", Grain::Day), Stretch::day),
                true,
            ));
        }
        if let Some(inner) = f.inner.as_deref() {
            return self.inside(f, inner, tense);
        }
        // `the same month last year`: the time named last, a year before.
        if f.dem == Some("same") && f.units.iter().any(|u| u.unit == "Y") && (f.which.is_some() || f.shift.is_some()) {
            let (named, years) = (self.named?, f.shift.unwrap_or(step(f.which)));
            let from = value::plus_months(named.from, 12 * i64::from(years))?;
            return Some((self.same_grain(from), true));
        }
        if let Some(rule) = f.holiday {
            if rule.len() == 10 {
                return Some((Stretch::day(rule.parse().ok()?), false));
            }
            let year = f.year.or_else(|| {
                let now = now?;
                let in_year = |y: i32| value::holiday(rule, y).map(|d| (y, d));
                self.pick([-1, 0, 1].iter().filter_map(|k| in_year(i32::from(now.year()) + k)), f.which, tense).map(|(y, _)| y)
            })?;
            return Some((Stretch::day(value::holiday(rule, year)?), f.year.is_none()));
        }
        if let Some(decade) = f.decade {
            return Some((Stretch::decade(decade), false));
        }
        if f.century || f.units.first().is_some_and(|u| u.unit == "C") && f.ord.is_some() {
            return Some((Stretch::century(f.ord? - 1), false));
        }
        if let Some(unit) = f.units.iter().find(|u| matches!(u.unit, "Q" | "S" | "T" | "B")) {
            return self.quarter(f, unit, tense);
        }
        if f.half {
            let y = f.year.or(now.map(|n| i32::from(n.year())))?;
            return Some((Stretch::half(y, if f.ord == Some(-1) { 2 } else { f.ord.unwrap_or(1) }), f.year.is_none()));
        }
        if f.month.is_some() || f.day.is_some() {
            let (mut stretch, relative) = self.month_day(f, tense)?;
            // `12-13 November`: the value is that of the first day.
            let until =
                stretch.days.zip(f.last).and_then(|(d, last)| value::date(i32::from(d.from.year()), i32::from(d.from.month()), last));
            if let (Some(days), Some(until)) = (&mut stretch.days, until) {
                days.to = days.to.max(until);
            }
            return Some((stretch, relative));
        }
        if let Some(weekday) = f.weekday {
            // `Tuesday of last week`.
            if f.units.iter().any(|u| u.unit == "W")
                && let Some(monday) = self.published.and_then(|n| value::plus(n, 7 * i64::from(step(f.which)) + 1 - value::weekday(n)))
            {
                return Some((Stretch::day(value::plus(monday, i64::from(weekday) - 1)?), true));
            }
            return Some((
                self.weekday(i64::from(weekday), f, tense)
                    .map_or_else(|| Stretch::open(format!("XXXX-WXX-{weekday}"), Grain::Day), Stretch::day),
                true,
            ));
        }
        if let Some(season) = f.season {
            return self.season(f, season, tense);
        }
        if let Some(year) = f.year {
            return Some((Stretch::year(year), false)).filter(|_| YEARS.contains(&year));
        }
        if let Some(unit) = f.units.first() {
            return self.unit(f, unit, tense);
        }
        None
    }

    /// The stretch around a day as long as the one named last.
    fn same_grain(&self, day: Date) -> Stretch {
        let (year, month) = (i32::from(day.year()), i32::from(day.month()));
        match self.grain {
            Some(Grain::Week) => Stretch::week(day),
            Some(Grain::Month) => Stretch::month(year, month),
            Some(Grain::Quarter) => Stretch::quarter(year, (month - 1) / 3 + 1),
            Some(Grain::Year) => Stretch::year(year),
            _ => Stretch::day(day),
        }
    }

    /// `the end of March`, `the first quarter of last year`, `the last week of June`.
    fn inside(&self, f: &Fields, inner: &Fields, tense: Tense) -> Option<(Stretch, bool)> {
        let (outer, relative) = if inner.kind == "time" { return None } else { self.date(inner, tense)? };
        let Some(days) = outer.days else { return Some((outer, relative)) };
        let outer = if inner.edge.is_some() { edge_of(outer, inner.edge) } else { outer };
        let year = i32::from(days.from.year());
        let nth = f.ord.unwrap_or(1);
        let stretch = match f.units.first().map(|u| u.unit) {
            Some("Q") => Stretch::quarter(year, if nth < 0 { 4 } else { nth.clamp(1, 4) }),
            Some("S") => Stretch::half(year, if nth < 0 { 2 } else { nth.clamp(1, 2) }),
            Some("T") => Stretch::third(year, if nth < 0 { 3 } else { nth.clamp(1, 3) }),
            Some("W") if nth < 0 => Stretch::week(value::plus(days.to, -3)?),
            Some("W") => Stretch::week(value::plus(days.from, i64::from(nth) * 7 - 4)?),
            Some("WE") => {
                let saturday = value::plus(days.from, (6 - value::weekday(days.from)).rem_euclid(7) + i64::from(nth.max(1) - 1) * 7)?;
                Stretch::weekend(if nth < 0 { value::plus(days.to, -((value::weekday(days.to) - 6).rem_euclid(7)))? } else { saturday })
            }
            Some("D") if nth < 0 => Stretch::day(days.to),
            Some("D") => Stretch::day(value::plus(days.from, i64::from(nth) - 1)?),
            Some("M") if nth < 0 => Stretch::month(i32::from(days.to.year()), i32::from(days.to.month())),
            Some("M") => Stretch::month(year, i32::from(days.from.month()) + nth - 1),
            None if f.half && outer.grain == Grain::Year => Stretch::half(year, if nth < 0 { 2 } else { nth.clamp(1, 2) }),
            _ => outer,
        };
        Some((stretch, relative))
    }

    /// Of several candidates the one that `last` or `next`, else the tense, asks for.
    fn pick<T: Copy>(&self, among: impl Iterator<Item = (T, Date)>, which: Option<&str>, tense: Tense) -> Option<(T, Date)> {
        let now = self.published?;
        let all: Vec<(T, Date)> = among.collect();
        let past = |strict: bool| all.iter().rev().find(|(_, d)| if strict { *d < now } else { *d <= now });
        let coming = |strict: bool| all.iter().find(|(_, d)| if strict { *d > now } else { *d >= now });
        let distance = |d: Date| now.until(d).map_or(i32::MAX, |s| s.get_days().abs());
        match (which, tense) {
            (Some("last" | "past" | "prev"), _) => past(true),
            (Some("next" | "follow"), _) => coming(true),
            // The nearest one, where a day on the side that the tense speaks against counts as farther.
            _ => all.iter().min_by_key(|(_, d)| {
                let farther = match tense {
                    Tense::Past if *d > now => 6,
                    Tense::Future if *d < now => 6,
                    Tense::Unknown | Tense::Present if *d > now => 3,
                    _ => 1,
                };
                distance(*d).saturating_mul(farther)
            }),
        }
        .copied()
    }

    /// A month or a day of a month, with or without its year.
    fn month_day(&self, f: &Fields, tense: Tense) -> Option<(Stretch, bool)> {
        let year_word = f.units.iter().any(|u| u.unit == "Y");
        let now = self.published;
        let this_year = now.map(|n| i32::from(n.year()));
        let year = f.year.or(if year_word { this_year.map(|y| y + step(f.which)) } else { None });
        let open = |month: Option<i32>, day: Option<i32>| match (month, day) {
            (Some(m), Some(d)) => Stretch::open(format!("XXXX-{m:02}-{d:02}"), Grain::Day),
            (Some(m), None) => Stretch::open(format!("XXXX-{m:02}"), Grain::Month),
            _ => Stretch::open("XXXX-XX-XX", Grain::Day),
        };
        // `March eighth`.
        let day = f.day.or(if f.month.is_some() { f.ord.filter(|o| (1..=31).contains(o)) } else { None });
        match (f.month, day) {
            (Some(m), Some(d)) => {
                if let Some(y) = year {
                    // Of an impossible day the month stands.
                    return Some((value::date(y, m, d).map_or_else(|| Stretch::month(y, m), Stretch::day), f.year.is_none()));
                }
                let Some(now) = now else { return value::date(2000, m, d).map(|_| (open(Some(m), Some(d)), true)) };
                let y = i32::from(now.year());
                // 29 February may be four years away.
                let near = (y - 4..=y + 4).filter_map(|y| value::date(y, m, d).map(|day| (y, day)));
                let which = f.which.filter(|w| *w != "this");
                self.pick(near, which, soft(tense)).map(|(_, day)| (Stretch::day(day), true))
            }
            (Some(m), None) => {
                if let Some(y) = year {
                    return Some((Stretch::month(y, m), f.year.is_none())).filter(|_| YEARS.contains(&y));
                }
                let Some(now) = now else { return Some((open(Some(m), None), true)) };
                let (y, this) = (i32::from(now.year()), i32::from(now.month()));
                let y = match (f.which, tense) {
                    (Some("last" | "past" | "prev"), _) if m >= this => y - 1,
                    (Some("next" | "follow"), _) if m <= this => y + 1,
                    (None, Tense::Past) if m > this => y - 1,
                    (None, Tense::Future) if m < this => y + 1,
                    (None, Tense::Unknown | Tense::Present) if m - this > 6 => y - 1,
                    _ => y,
                };
                Some((Stretch::month(y, m), true))
            }
            (None, Some(d)) => {
                // `el 8`: the day of this month, or of the one the tense asks for.
                let now = now?;
                let near = (-1..=1).filter_map(|k| {
                    let first = value::plus_months(now.first_of_month(), k)?;
                    value::date(i32::from(first.year()), i32::from(first.month()), d).map(|day| (k, day))
                });
                self.pick(near, f.which, tense).map(|(_, day)| (Stretch::day(day), true))
            }
            _ => None,
        }
    }

    fn weekday(&self, weekday: i64, f: &Fields, tense: Tense) -> Option<Date> {
        let last = |from: Date, strict: bool| {
            value::plus(from, -((value::weekday(from) - weekday - i64::from(strict)).rem_euclid(7) + i64::from(strict)))
        };
        let next = |from: Date, strict: bool| {
            value::plus(from, (weekday - value::weekday(from) - i64::from(strict)).rem_euclid(7) + i64::from(strict))
        };
        let now = self.published?;
        match (f.which, f.dem) {
            // Yesterday is hardly `last Thursday` on a Friday.
            (Some("last"), _) if f.bare_last && last(now, true) == value::plus(now, -1) => value::plus(now, -8),
            (Some("last" | "past" | "recent"), _) => last(now, true),
            (Some("prev"), _) => last(self.reference()?, true),
            (Some("follow"), _) => next(self.reference()?, true),
            (Some("next"), _) => next(now, true),
            (Some("this"), _) if tense == Tense::Past => last(now, false),
            // `la reunión de este miércoles`, on a Thursday.
            (Some("this"), _) if tense == Tense::Unknown && last(now, true) == value::plus(now, -1) => last(now, true),
            (Some("this"), _) => next(now, false),
            (_, Some(_)) => last(self.reference()?, false),
            _ if tense == Tense::Future => next(now, false),
            _ => last(now, false),
        }
    }

    fn season(&self, f: &Fields, season: &'static str, tense: Tense) -> Option<(Stretch, bool)> {
        let now = self.published.map(|n| (i32::from(n.year()), n));
        let year_word = f.units.iter().any(|u| u.unit == "Y");
        if let Some(y) = f.year.or(if year_word { now.map(|n| n.0 + step(f.which)) } else { None }) {
            return Some((Stretch::season(y, season), f.year.is_none()));
        }
        let Some((y, now)) = now else { return Some((Stretch::open(format!("XXXX-{season}"), Grain::Season), true)) };
        let begins = Stretch::season(y, season).days?.from;
        let ends = Stretch::season(y, season).days?.to;
        let y = match (f.which, tense) {
            (Some("last" | "past" | "prev"), _) if now <= ends => y - 1,
            (Some("next" | "follow"), _) if now >= begins => y + 1,
            (None, Tense::Past) if now < begins => y - 1,
            (None, Tense::Future) if now > ends => y + 1,
            _ => y,
        };
        Some((Stretch::season(y, season), true))
    }

    #[allow(clippy::unnecessary_wraps, reason = "its siblings may find no date")]
    fn quarter(&self, f: &Fields, unit: &Counted, tense: Tense) -> Option<(Stretch, bool)> {
        let year_word = f.units.iter().any(|u| u.unit == "Y");
        let make = |year: i32, n: i32| match unit.unit {
            "S" => Stretch::half(year, n),
            "T" => Stretch::third(year, n),
            _ => Stretch::quarter(year, n),
        };
        let (months, count) = match unit.unit {
            "S" => (6, 2),
            "T" => (4, 3),
            _ => (3, 4),
        };
        let now = self.published;
        let year = f.year.or(if year_word { now.map(|n| i32::from(n.year()) + step(f.which)) } else { None });
        let now = now.map(|n| (i32::from(n.year()), (i32::from(n.month()) - 1) / months + 1));
        let nth = f.ord.map(|o| if o < 0 { count } else { o.clamp(1, count) });
        match (nth, year, now) {
            (Some(n), Some(y), _) => Some((make(y, n), f.year.is_none())),
            (Some(_), None, Some((y, this))) if f.ord == Some(-1) && unit.unit == "Q" && f.determiner => {
                Some((if this == 1 { make(y - 1, count) } else { make(y, this - 1) }, true))
            }
            (Some(n), None, Some((y, this))) => {
                let far = i32::from(tense != Tense::Past);
                let y = if n > this + far && tense != Tense::Future {
                    y - 1
                } else if n < this && tense == Tense::Future {
                    y + 1
                } else {
                    y
                };
                Some((make(y, n), true))
            }
            (None, Some(y), Some((_, this))) => Some((make(y, this), true)),
            (None, None, Some((y, this))) => {
                let index = y * count + this - 1 + if f.which == Some("recent") { -1 } else { step(f.which) };
                Some((make(index.div_euclid(count), index.rem_euclid(count) + 1), true))
            }
            _ => Some((Stretch::open(nth.map_or_else(|| "XXXX-QX".to_owned(), |n| format!("XXXX-Q{n}")), Grain::Quarter), true)),
        }
    }

    /// `last week`, `this year`, `the following day`, `that month`, `the weekend`.
    fn unit(&self, f: &Fields, unit: &Counted, tense: Tense) -> Option<(Stretch, bool)> {
        // `the past year` is a length of time, `last year` a year.
        if f.which == Some("past") && f.determiner || f.which == Some("recent") {
            return Some((Stretch::open(duration_value(&f.units, false), Grain::Part), true));
        }
        let by_reference = f.dem.is_some() || matches!(f.which, Some("prev" | "follow"));
        let plain = f.which.is_none() && f.dem.is_none();
        let from = if by_reference && unit.unit == "D" {
            self.day()
        } else if by_reference {
            self.reference()
        } else if plain && unit.unit == "D" {
            self.near()
        } else {
            self.published
        };
        let offset = i64::from(step(f.which));
        let Some(from) = from else {
            let value = match unit.unit {
                "W" => "XXXX-WXX",
                "M" => "XXXX-XX",
                "Y" => "XXXX",
                _ => "XXXX-XX-XX",
            };
            return Some((Stretch::open(value, Grain::Week), true));
        };
        let year = i32::from(from.year());
        let stretch = match unit.unit {
            "D" => Stretch::day(value::plus(from, offset)?),
            "W" => Stretch::week(value::plus(from, offset * 7)?),
            "F" => Stretch::week(value::plus(from, offset * 14)?),
            "WE" => {
                // The weekend that has begun last, unless the words or the tense look forward.
                let saturday = value::plus(from, -(value::weekday(from) - 6).rem_euclid(7))?;
                let forward = f.which == Some("next") || matches!(f.which, Some("this") | None) && tense == Tense::Future;
                let ahead = f.which == Some("this") && tense != Tense::Past && value::weekday(from) >= 4;
                let begun = value::weekday(from) >= 6;
                let back = f.which == Some("last") && begun;
                let weeks = if f.which == Some("next") || (forward || ahead) && !begun { 1 } else { -i64::from(back) };
                Stretch::weekend(value::plus(saturday, weeks * 7)?)
            }
            "M" => {
                let month = value::plus_months(from.first_of_month(), offset)?;
                Stretch::month(i32::from(month.year()), i32::from(month.month()))
            }
            "Y" => Stretch::year(year + offset as i32),
            "E" => Stretch::decade(year / 10 + offset as i32),
            "C" => Stretch::century(year / 100 + offset as i32),
            _ => Stretch::open(duration_value(&f.units, false), Grain::Part),
        };
        Some((stretch, true))
    }
}

/// How many units `last`, `next` and the like are away.
fn step(which: Option<&str>) -> i32 {
    match which {
        Some("last" | "past" | "prev") => -1,
        Some("next" | "follow") => 1,
        _ => 0,
    }
}

/// For a day of a month the tense counts only if it is clear.
fn soft(tense: Tense) -> Tense {
    if tense == Tense::Present { Tense::Unknown } else { tense }
}

/// A day moved by a number of units, in the unit's own grain.
fn moved(from: Date, n: f64, unit: &str, direction: i32, half: bool) -> Option<Stretch> {
    let (multiply, letter, time) = value::unit_of(unit);
    let n = if half { 0.5 } else { n } * f64::from(multiply) * f64::from(direction);
    if !n.is_finite() || n.abs() > 1e7 {
        return None;
    }
    let whole = n.trunc() as i64;
    Some(match letter {
        _ if time => Stretch::day(from),
        "Y" if n.fract() != 0.0 || multiply == 1 && half => {
            let day = value::plus_months(from, (n * 12.0).round() as i64)?;
            Stretch::month(i32::from(day.year()), i32::from(day.month()))
        }
        "Y" => {
            let year = i64::from(from.year()) + whole;
            Stretch::year(i32::try_from(year).ok().filter(|y| YEARS.contains(y))?)
        }
        "M" | "Q" => {
            let months = if letter == "Q" { n * 3.0 } else { n };
            let day = value::plus_months(from.first_of_month(), months.round() as i64)?;
            Stretch::month(i32::from(day.year()), i32::from(day.month()))
        }
        "W" | "WE" => Stretch::week(value::plus(from, (n * 7.0).round() as i64)?),
        _ => Stretch::day(value::plus(from, n.round() as i64)?),
    })
}

fn edge_of(stretch: Stretch, edge: Option<&str>) -> Stretch {
    match edge {
        Some("START") => stretch.third_of(0),
        Some("MID") => stretch.third_of(1),
        Some("END") => stretch.third_of(2),
        _ => stretch,
    }
}

fn modifier(f: &Fields) -> Option<Modifier> {
    crate::number::modifier(f.bound.or(f.edge).or(f.inner.as_deref().and_then(|i| i.edge))?)
}

/// The TIMEX3 value of counted units.
pub(crate) fn duration_value(units: &[Counted], half: bool) -> String {
    let number = |u: &Counted| match u.number {
        Some(n) if n.unknown || n.vague => "X".to_owned(),
        Some(n) => value::plain(n.value + if half { 0.5 } else { 0.0 }),
        None if half => "0.5".to_owned(),
        None if u.plural => "X".to_owned(),
        None => "1".to_owned(),
    };
    match units {
        [] => "PXM".to_owned(),
        [one] => value::duration(&number(one), one.unit),
        many => {
            let (mut days, mut time) = (String::new(), String::new());
            for u in many {
                let one = value::duration(&number(u), u.unit);
                match one.strip_prefix("PT") {
                    Some(t) => time += t,
                    None => days += one.trim_start_matches('P'),
                }
            }
            if time.is_empty() { format!("P{days}") } else { format!("P{days}T{time}") }
        }
    }
}

fn set_value(f: &Fields) -> String {
    if let Some(value) = f.set {
        return value.to_owned();
    }
    let part = f.part.map_or(String::new(), |p| format!("T{p}"));
    if let Some(weekday) = f.weekday {
        return format!("XXXX-WXX-{weekday}{part}");
    }
    if let Some(month) = f.month {
        return format!("XXXX-{month:02}");
    }
    if let Some(season) = f.season {
        return format!("XXXX-{season}");
    }
    if let Some(part) = f.part {
        return format!("XXXX-XX-XXT{part}");
    }
    match f.units.first() {
        Some(Counted { number: None, unit: "WE", .. }) if f.every.is_none_or(|n| n == 1) => "XXXX-WXX-WE".to_owned(),
        Some(u) => {
            let n =
                u.number.map_or_else(|| f.every.unwrap_or(1).to_string(), |n| if n.vague { "X".to_owned() } else { value::plain(n.value) });
            value::duration(&n, u.unit)
        }
        None => "P1X".to_owned(),
    }
}
