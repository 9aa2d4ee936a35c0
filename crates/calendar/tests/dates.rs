//! Whole dates, impossible dates, hostile numbers, any text at all.

use calendar::{Reading, Tense, find, full_date};

fn full(text: &str, language: Option<&str>) -> Option<(String, String)> {
    full_date(text, language).map(|(d, s)| (d.to_string(), s.of(text).to_owned()))
}

#[test]
fn full_dates() {
    for (text, language, date, words) in [
        ("LIMA, 30 January 2031 (Agency) - Police", None, "2031-01-30", "30 January 2031"),
        ("Jan. 30, 2031 | Updated 3 p.m.", Some("en"), "2031-01-30", "Jan. 30, 2031"),
        ("Posted on Thursday, March 6th, 2031 by staff", Some("en"), "2031-03-06", "Thursday, March 6th, 2031"),
        ("Lima, 30 de enero de 2031.- La policía", None, "2031-01-30", "30 de enero de 2031"),
        ("El 5 de mayo del 2031", Some("es"), "2031-05-05", "El 5 de mayo del 2031"),
        ("published 2031-01-30T10:00", None, "2031-01-30", "2031-01-30"),
        ("30/01/2031", Some("es"), "2031-01-30", "30/01/2031"),
        ("01/30/2031", Some("en"), "2031-01-30", "01/30/2031"),
        ("05/04/2031", None, "2031-04-05", "05/04/2031"),
    ] {
        assert_eq!(full(text, language), Some((date.to_owned(), words.to_owned())), "{text}");
    }
}

#[test]
fn impossible_dates_are_none() {
    for text in ["31 February 2031", "February 30, 2031", "45/45/2031", "2031-13-40", "0 May 2031", "99999999999999999999999", ""] {
        assert_eq!(full_date(text, None), None, "{text}");
    }
}

#[test]
fn multipliers_follow_one_another() {
    let value = |text: &str, language: &str| calendar::numbers(text, language)[0].value;
    assert!((value("tres mil millones de pesos", "es") - 3e9).abs() < 1.0);
    assert!((value("tres mil doscientos", "es") - 3200.0).abs() < 0.1);
    assert!((value("two million five hundred thousand", "en") - 2_500_000.0).abs() < 0.1);
}

#[test]
fn a_table_of_numbers_is_read_in_linear_time() {
    let row = "12 1,200 31/31/31 1.2.3.4 2031 99 :: ' 7 to 8 to 9 a and a half -- 1-2-3-4-5-6 0000 99999999999999999999 ";
    let text = row.repeat(1000);
    let times = find(&text, "en");
    let _ = calendar::numbers(&text, "es");
    let mut reading = Reading::default();
    for t in &times {
        let _ = reading.read(t, Tense::Unknown);
    }
    // Were any step more than linear, this test would not end.
    assert!(times.len() < text.len());
}

/// Pieces that texts of times are made of, with what breaks careless offsets.
const PIECES: [&str; 40] = [
    "on Monday",
    "el pasado martes",
    " ",
    "  ",
    "31",
    "February",
    "30 de febrero",
    "2031",
    "’s",
    "1990s",
    "\u{301}",
    "🕊️",
    "\u{200f}",
    "ñ",
    "\r\n",
    "-",
    "/",
    ":",
    "10:61",
    "a week after",
    "the",
    "last",
    "two",
    "and a half",
    "years",
    "hace",
    "dos",
    "semanas",
    "millones",
    "12/31/1",
    "siglo XIX",
    "İ",
    "ß",
    "'",
    "99999999999999999999",
    ",",
    ".",
    "between 12 and 15",
    "dozens of",
    "de",
];

#[test]
fn any_text_gives_spans_of_its_own_in_order() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..next(14) {
            text += PIECES[next(PIECES.len())];
            if next(3) > 0 {
                text.push(' ');
            }
        }
        for language in ["en", "es", "xx"] {
            let mut reading = Reading::new("2031-03-25".parse().ok(), next(2) == 0);
            let mut end = 0;
            for time in find(&text, language) {
                assert!(time.span.start >= end && !time.span.is_empty() && text.get(time.span.start..time.span.end).is_some(), "{text:?}");
                end = time.span.end;
                let read = reading.read(&time, [Tense::Past, Tense::Future, Tense::Unknown][next(3)]);
                assert!(!read.value.is_empty() && read.interval.is_none_or(|i| i.from <= i.to), "{text:?} {read:?}");
            }
            for number in calendar::numbers(&text, language) {
                assert!(text.get(number.whole.start..number.whole.end).is_some() && number.whole.contains(number.span), "{text:?}");
            }
            let _ = full_date(&text, Some(language));
        }
    }
}
