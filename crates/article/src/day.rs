//! Which day does this machine-written date mean?
//!
//! Field and page dates: ISO 8601, compact digits, RFC 2822, seconds since 1970. Dates in words are the calendar's.

use record::Date;

/// What a date field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// A day, in the zone that it is written in.
    Known(Date),
    /// Digits that name no day: month 13, the year 0.
    Impossible,
    /// No date at all.
    None,
}

impl Day {
    pub const fn known(self) -> Option<Date> {
        match self {
            Self::Known(date) => Some(date),
            _ => None,
        }
    }
}

/// Reads the day of a date field. `language` helps with dates in words.
pub fn read(field: &str, language: Option<&str>) -> Day {
    let field = field.trim().trim_matches(['"', '\'']).trim();
    if !field.bytes().any(|byte| byte.is_ascii_digit()) {
        return Day::None;
    }
    match iso(field) {
        Day::None => {}
        day => return day,
    }
    if let Some(date) = epoch(field).or_else(|| rfc2822(field)) {
        return Day::Known(date);
    }
    calendar::full_date(field, language).map_or(Day::None, |(date, _)| Day::Known(date))
}

/// `2023-02-01`, `2023-02-01T10:00:00+01:00`, `2023/2/1`, `2023.02.01`, `20230201`, `20230201T1000`.
pub fn iso(field: &str) -> Day {
    let digits = |text: &str, least: usize, most: usize| -> Option<(i32, usize)> {
        let length = text.bytes().take(most + 1).take_while(u8::is_ascii_digit).count();
        if length < least || length > most {
            return None;
        }
        text.get(..length)?.parse().ok().map(|value| (value, length))
    };
    let compact = field.bytes().take_while(u8::is_ascii_digit).count();
    if (compact == 8 || compact == 14 || compact == 12) && field.get(compact..).is_some_and(ends_day) {
        let part = |from: usize, to: usize| field.get(from..to).and_then(|part| part.parse::<i32>().ok());
        return match (part(0, 4), part(4, 6), part(6, 8)) {
            (Some(year), Some(month), Some(day)) if compact == 8 || (1900..2100).contains(&year) => civil(year, month, day),
            _ => Day::None,
        };
    }
    let Some((year, length)) = digits(field, 4, 4) else { return Day::None };
    let rest = field.get(length..).unwrap_or("");
    let Some(mark) = rest.chars().next().filter(|mark| matches!(mark, '-' | '/' | '.')) else { return Day::None };
    let rest = rest.get(1..).unwrap_or("");
    let Some((month, length)) = digits(rest, 1, 2) else { return Day::None };
    let rest = rest.get(length..).unwrap_or("");
    let Some(rest) = rest.strip_prefix(mark) else { return Day::None };
    let Some((day, length)) = digits(rest, 1, 2) else { return Day::None };
    if rest.get(length..).is_some_and(ends_day) { civil(year, month, day) } else { Day::None }
}

/// What may follow a day: nothing, a time, a space or a closing mark.
fn ends_day(rest: &str) -> bool {
    rest.chars().next().is_none_or(|mark| mark == 'T' || mark == 't' || mark == 'Z' || mark == '_' || !mark.is_alphanumeric())
}

/// The day, if the calendar has it. There is no year 0.
fn civil(year: i32, month: i32, day: i32) -> Day {
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    match parts {
        (Ok(year), Ok(month), Ok(day)) if year > 0 => Date::new(year, month, day).map_or(Day::Impossible, Day::Known),
        _ => Day::Impossible,
    }
}

/// Seconds or milliseconds since 1970, of the years 1995 to 2100.
fn epoch(field: &str) -> Option<Date> {
    let number: i64 = field.split('.').next()?.parse().ok()?;
    let seconds = if number > 100_000_000_000 { number / 1000 } else { number };
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    let date = jiff::tz::TimeZone::UTC.to_datetime(time).date();
    (1995..2100).contains(&date.year()).then_some(date)
}

/// `Wed, 01 Feb 2023 10:00:00 GMT`: the day as written, in its own zone.
fn rfc2822(field: &str) -> Option<Date> {
    let mut words = field.split([' ', ',', '-']).filter(|word| !word.is_empty()).peekable();
    words.next_if(|word| word.chars().all(char::is_alphabetic));
    let day: i8 = words.next()?.parse().ok()?;
    let month = words.next()?.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month)? as i8 + 1;
    let digits = words.next()?;
    let year: i16 = digits.parse().ok()?;
    let year = match year {
        0..=49 if digits.len() == 2 => year + 2000,
        50..=99 if digits.len() == 2 => year + 1900,
        _ => year,
    };
    Date::new(year, month, day).ok().filter(|date| date.year() > 0)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_dates() {
        let known = |text: &str| read(text, None).known().map(|date| date.to_string());
        assert_eq!(known("2023-02-01"), Some("2023-02-01".into()));
        assert_eq!(known("2023-02-01T23:30:00-05:00"), Some("2023-02-01".into()), "the day in the zone it is written in");
        assert_eq!(known("20230201"), Some("2023-02-01".into()));
        assert_eq!(known("2023/2/1 10:00"), Some("2023-02-01".into()));
        assert_eq!(known("Wed, 01 Feb 2023 10:00:00 GMT"), Some("2023-02-01".into()));
        assert_eq!(known("1675209600"), Some("2023-02-01".into()));
        assert_eq!(known("1675209600000"), Some("2023-02-01".into()));
    }

    #[test]
    fn impossible_dates() {
        for text in ["0000-01-01", "2023-13-45", "2023-02-30", "00000101"] {
            assert_eq!(read(text, None), Day::Impossible, "{text}");
        }
        assert_eq!(read("", None), Day::None);
        assert_eq!(read("soon", None), Day::None);
    }
}
