//! Which day does this machine-written date mean?
//!
//! Field and page dates: ISO 8601, compact digits, seconds since 1970, RFC 2822, days and months in digits. Dates in words are the calendar's.

use calendar::SHORT_YEARS;
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

/// Which number of `03/04/2031` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// The order of a language's readers.
    pub fn usual(language: Option<&str>) -> Self {
        if language == Some("en") { Self::MonthFirst } else { Self::DayFirst }
    }
}

/// A day in digits with the year last (`13/04/2031`, `13.4.31`): its first two numbers and its year, and whether two digits say the year.
struct Digits {
    first: i32,
    second: i32,
    year: i32,
    short: bool,
}

fn digits(field: &str) -> Option<Digits> {
    let field = bare(field);
    let mark = field.chars().find(|mark| !mark.is_ascii_digit()).filter(|mark| matches!(mark, '/' | '-' | '.'))?;
    let mut parts = field.splitn(3, mark);
    let (first, second, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let small = |part: &str| part.parse().ok().filter(|_| (1..=2).contains(&part.len()));
    let (first, second, written): (i32, i32, i32) = (small(first)?, small(second)?, rest.get(..length)?.parse().ok()?);
    let short = length == 2;
    let year = match written {
        _ if !short => written,
        ..SHORT_YEARS => 2000 + written,
        _ => 1900 + written,
    };
    ((short || length == 4) && rest.get(length..).is_some_and(ends_day)).then_some(Digits { first, second, year, short })
}

/// The order that a field tells: one of its numbers is no month.
pub fn order(field: &str) -> Option<Order> {
    let d = digits(field)?;
    match (d.first > 12, d.second > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Whether a field could be of either order.
pub fn is_ambiguous(field: &str) -> bool {
    digits(field).is_some_and(|d| d.first <= 12 && d.second <= 12 && d.first != d.second)
}

/// Whether two digits say the year of a field.
pub fn is_short(field: &str) -> bool {
    digits(field).is_some_and(|d| d.short)
}

fn bare(field: &str) -> &str {
    field.trim().trim_matches(['"', '\'']).trim()
}

/// Reads the day of a date field. `language` helps with dates in words, `order` with those in digits that tell none themselves.
pub fn read(field: &str, language: Option<&str>, order: Order) -> Day {
    let field = bare(field);
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
    if let Some(Digits { first, second, year, .. }) = digits(field) {
        let (day, month) = match self::order(field).unwrap_or(order) {
            Order::DayFirst => (first, second),
            Order::MonthFirst => (second, first),
        };
        return civil(year, month, day);
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

/// `Wed, 01 Feb 2023 10:00:00 GMT`, and the month first, as some mail programs write it: the day as written, in its own zone.
fn rfc2822(field: &str) -> Option<Date> {
    let mut words = field.split([' ', ',', '-']).filter(|word| !word.is_empty()).peekable();
    let month = |word: &str| {
        let name = word.get(..3)?.to_ascii_lowercase();
        MONTHS.iter().position(|known| *known == name).map(|nth| nth as i8 + 1)
    };
    words.next_if(|word| word.chars().all(char::is_alphabetic) && month(word).is_none());
    let (first, second) = (words.next()?, words.next()?);
    let (day, month) = match month(first) {
        Some(month) => (second.parse().ok()?, month),
        None => (first.parse().ok()?, month(second)?),
    };
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
        let known = |text: &str| read(text, None, Order::DayFirst).known().map(|date| date.to_string());
        assert_eq!(known("2023-02-01"), Some("2023-02-01".into()));
        assert_eq!(known("2023-02-01T23:30:00-05:00"), Some("2023-02-01".into()), "the day in the zone it is written in");
        assert_eq!(known("20230201"), Some("2023-02-01".into()));
        assert_eq!(known("2023/2/1 10:00"), Some("2023-02-01".into()));
        assert_eq!(known("Wed, 01 Feb 2023 10:00:00 GMT"), Some("2023-02-01".into()));
        assert_eq!(known("Wed, Feb 1, 2023 at 8:00 AM"), Some("2023-02-01".into()));
        assert_eq!(known("1675209600"), Some("2023-02-01".into()));
        assert_eq!(known("1675209600000"), Some("2023-02-01".into()));
    }

    #[test]
    fn days_in_digits() {
        let known = |text: &str, order| read(text, Some("en"), order).known().map(|date| date.to_string());
        assert_eq!(known("03/04/2031", Order::DayFirst), Some("2031-04-03".into()));
        assert_eq!(known("03/04/2031", Order::MonthFirst), Some("2031-03-04".into()));
        assert_eq!(known("13.4.31 10:00", Order::MonthFirst), Some("2031-04-13".into()), "a number that is no month is the day");
        assert_eq!(known("4/13/31", Order::DayFirst), Some("2031-04-13".into()));
        assert_eq!(known("1-2-69", Order::DayFirst), Some("1969-02-01".into()));
        assert_eq!(read("31/31/2031", None, Order::DayFirst), Day::Impossible);
        assert!(is_ambiguous("03/04/2031") && !is_ambiguous("04/04/2031") && !is_ambiguous("13/04/2031") && !is_ambiguous("2031-03-04"));
    }

    #[test]
    fn impossible_dates() {
        for text in ["0000-01-01", "2023-13-45", "2023-02-30", "00000101"] {
            assert_eq!(read(text, None, Order::DayFirst), Day::Impossible, "{text}");
        }
        assert_eq!(read("", None, Order::DayFirst), Day::None);
        assert_eq!(read("soon", None, Order::DayFirst), Day::None);
    }
}
