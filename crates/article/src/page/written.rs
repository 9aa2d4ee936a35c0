//! Which day is written here, in any language?
//!
//! The calendar's grammar first; pages in languages that it does not know write their day with digits or with the name of a month.

use record::Date;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The first full date in a short text, and how many characters are beside it.
pub fn day(text: &str, language: Option<&str>) -> Option<Date> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() > 400 {
        return None;
    }
    let tokens = tokens(text);
    let dotted = (0..tokens.len()).filter(|at| tokens.get(at + 1) == Some(&Token::Mark('.'))).find_map(|at| digits(&tokens, at));
    dotted
        .or_else(|| calendar::full_date(text, language).map(|(date, _)| date))
        .or_else(|| (0..tokens.len()).find_map(|at| named(&tokens, at).or_else(|| digits(&tokens, at))))
}

/// A number, a word, or a mark.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    Number(i32, usize),
    Word(String),
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_digit = first.is_ascii_digit();
        let length = rest
            .find(|mark: char| if is_digit { !mark.is_ascii_digit() } else { !mark.is_alphabetic() || is_ideograph(mark) })
            .unwrap_or(rest.len())
            .max(first.len_utf8());
        let (part, tail) = rest.split_at(length);
        tokens.push(match part.parse() {
            Ok(number) if is_digit => Token::Number(number, part.len()),
            _ if first.is_alphabetic() && !is_ideograph(first) => Token::Word(part.to_lowercase()),
            _ => Token::Mark(first),
        });
        rest = tail.trim_start();
    }
    tokens
}

fn is_ideograph(mark: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&mark) || ('\u{ac00}'..='\u{d7a3}').contains(&mark)
}

/// `30. Januar 2031`, `le 1er mai 2031`, `30 de enero de 2031`, `Juli 12, 2031`: a month's name at this token.
fn named(tokens: &[Token], at: usize) -> Option<Date> {
    let Token::Word(name) = tokens.get(at)? else { return None };
    let month = *MONTHS.get(name.as_str())?;
    let before = tokens.get(..at)?.iter().rev().take(3).find_map(number);
    let mut after = tokens.get(at + 1..)?.iter().take(6).filter_map(number);
    let first = after.next()?;
    let second = after.next();
    match (before, first, second) {
        (Some((day, 1 | 2)), (year, 4), _) | (_, (day, 1 | 2), Some((year, 4))) => civil(year, month, day),
        _ => None,
    }
}

const fn number(token: &Token) -> Option<(i32, usize)> {
    match token {
        Token::Number(value, length) => Some((*value, *length)),
        _ => None,
    }
}

/// `30.1.2031`, `30/01/2031`, `2031年1月30日`, `2031. 1. 30`: numbers from this token on, day first.
fn digits(tokens: &[Token], at: usize) -> Option<Date> {
    let [
        Token::Number(first, first_length),
        Token::Mark(mark),
        Token::Number(second, second_length),
        Token::Mark(other),
        Token::Number(third, third_length),
    ] = tokens.get(at..at + 5)?
    else {
        return None;
    };
    let joined = mark == other && matches!(mark, '.' | '/' | '-') || (matches!(mark, '年' | '년') && matches!(other, '月' | '월'));
    let follows = tokens.get(at + 5);
    if !joined
        || *second_length > 2
        || at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| before == &Token::Mark(*mark))
        || follows == Some(&Token::Mark('/'))
    {
        return None;
    }
    match (first_length, third_length) {
        (4, 1 | 2) => civil(*first, *second, *third),
        (1 | 2, 4) => civil(*third, *second, *first).or_else(|| civil(*third, *first, *second)),
        (1 | 2, 2) if *mark == '.' => civil(2000 + third, *second, *first),
        // `26/10/31`: only the day can be so large, and the year is not so far off
        (2, 2) if *mark == '/' && (13..=31).contains(first) && *third <= 40 && *third != *first => civil(2000 + third, *second, *first),
        _ => None,
    }
}

fn civil(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

static MONTHS: LazyLock<BTreeMap<&str, i32>> = LazyLock::new(|| {
    let rows = include_str!("../../data/page/months.tsv").lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        Some((cells.next()?, cells.next()?.parse().ok()?))
    })
    .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_languages() {
        let read = |text: &str| day(text, None).map(|date| date.to_string());
        for text in [
            "30. Januar 2031",
            "30.01.2031, 10:00 Uhr",
            "Donnerstag, 30.1.2031",
            "le 30 janvier 2031",
            "30 января 2031",
            "30 stycznia 2031",
            "2031年1月30日 10:00",
            "30/01/2031",
            "Januar 30, 2031",
            "2031. 1. 30",
            "30 Ocak 2031",
        ] {
            assert_eq!(read(text).as_deref(), Some("2031-01-30"), "{text}");
        }
        for text in ["", "12", "1.2.3.4", "32.13.2031", "Tel. 030 1234567", "Januar"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
