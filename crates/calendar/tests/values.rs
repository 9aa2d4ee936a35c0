//! What times mean: type, value and days, for a report of Tuesday, 25 March 2031.

use calendar::{Reading, Tense, find};

fn read(text: &str, language: &str, tense: Tense) -> Vec<(String, String)> {
    let mut reading = Reading::new("2031-03-25".parse().ok(), language != "en");
    find(text, language).iter().map(|t| (t.span.of(text).to_owned(), reading.read(t, tense).value)).collect()
}

/// `words=value`, several parted by `;`.
fn check(language: &str, tense: Tense, cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let got: Vec<String> = read(text, language, tense).into_iter().map(|(w, v)| format!("{w}={v}")).collect();
        if got.join("; ") != *expected {
            wrong.push(format!("{text}\n  wanted {expected}\n  got    {}", got.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn english_past() {
    check(
        "en",
        Tense::Past,
        &[
            ("They met on Monday.", "Monday=2031-03-24"),
            ("They met on Tuesday.", "Tuesday=2031-03-25"),
            ("Last Wednesday they met.", "Last Wednesday=2031-03-19"),
            ("It began in mid-December.", "mid-December=2030-12"),
            ("It fell in June, 2029.", "June, 2029=2029-06"),
            ("They met on December 28.", "December 28=2030-12-28"),
            ("It lasted more than a month and a half.", "more than a month and a half=P1.5M"),
            ("It lasted two and a half years.", "two and a half years=P2.5Y"),
            ("He was arrested a week after the speech.", "a week=P1W"),
            ("On March 10 they met; two days earlier they had fought.", "March 10=2031-03-10; two days earlier=2031-03-08"),
            ("On March 10 they met; the previous night they had fought.", "March 10=2031-03-10; the previous night=2031-03-09TNI"),
            ("On March 10 they met; the following day they fought.", "March 10=2031-03-10; the following day=2031-03-11"),
            ("He left two weeks ago.", "two weeks ago=2031-W11"),
            ("He left four years ago.", "four years ago=2027"),
            ("She was held for the past three weeks.", "the past three weeks=P3W"),
            ("It rose in the first quarter of 2030.", "the first quarter of 2030=2030-Q1"),
            ("It rose in the third quarter of last year.", "the third quarter of last year=2030-Q3"),
            ("It was banned in the 1990s.", "the 1990s=199"),
            ("It was banned in the early 1980s.", "the early 1980s=198"),
            ("In the 19th century it burned.", "the 19th century=18"),
            ("They met on Christmas Day.", "Christmas Day=2030-12-25"),
            ("They met in late 2030 and early January.", "late 2030=2030; early January=2031-01"),
            ("They met at the end of February.", "the end of February=2031-02"),
            ("The last week of February was calm.", "The last week of February=2031-W09"),
            ("It exploded at 6:40 p.m. on Sunday.", "6:40 p.m. on Sunday=2031-03-23T18:40"),
            ("It exploded at 16:08 UTC.", "16:08 UTC=2031-03-25T16:08Z"),
            ("They met on Monday night.", "Monday night=2031-03-24TNI"),
            ("They met this morning.", "this morning=2031-03-25TMO"),
            ("They met last night.", "last night=2031-03-24TNI"),
            ("They met yesterday afternoon.", "yesterday afternoon=2031-03-24TAF"),
            ("They met earlier this month.", "earlier this month=2031-03"),
            ("They met earlier today.", "earlier today=2031-03-25"),
            ("They met last week, last month and last year.", "last week=2031-W12; last month=2031-02; last year=2030"),
            ("They march every Thursday.", "every Thursday=XXXX-WXX-4"),
            ("A monthly count of the daily raids.", "monthly=P1M; daily=P1D"),
            ("At that time he was a clerk.", "that time=PAST_REF"),
            ("The decree is dated 31 February 2031.", "31 February 2031=2031-02"),
            ("The summer of 2029 was hot.", "The summer of 2029=2029-SU"),
            ("On 17 May 2030 and 2030-05-18.", "17 May 2030=2030-05-17; 2030-05-18=2030-05-18"),
            ("Over the past decade they fought.", "the past decade=P10Y"),
            ("a 12-hour siege and a three-year war", "12-hour=PT12H; three-year=P3Y"),
            ("He is now recently back.", "now=PRESENT_REF; recently=PAST_REF"),
            ("Years of war in recent months.", "recent months=PXM"),
            ("They met early Monday and late Tuesday.", "early Monday=2031-03-24; late Tuesday=2031-03-25"),
            (
                "On March 10 it burned. The pact runs to 2035. Earlier that day they had met.",
                "March 10=2031-03-10; 2035=2035; Earlier that day=2031-03-10",
            ),
            ("They met last Monday and last Friday.", "last Monday=2031-03-17; last Friday=2031-03-21"),
            ("Early Friday morning shots rang out.", "Early Friday morning=2031-03-21TMO"),
            (
                "On March 10 it burned; around 10pm the previous night they fled.",
                "March 10=2031-03-10; 10pm the previous night=2031-03-09T22:00",
            ),
            ("Since the fall of the government, and shortly after the vote.", ""),
            ("A 25-year-old man, 30 years old, and an 8-month-old siege.", "8-month-old=P8M"),
            ("In the early hours of Sunday shots rang out.", "the early hours of Sunday=2031-03-23TMO"),
            ("Some 2000 workers stayed.", ""),
            ("Stocks continue to fall.", ""),
            ("About a quarter of voters may march.", ""),
            ("He was second; a second man came.", ""),
        ],
    );
}

#[test]
fn english_future() {
    check(
        "en",
        Tense::Future,
        &[
            ("They will meet on Friday.", "Friday=2031-03-28"),
            ("They will meet on Monday.", "Monday=2031-03-31"),
            ("They will meet next Thursday.", "next Thursday=2031-03-27"),
            ("It holds until April 2.", "April 2=2031-04-02"),
            ("They will meet in January.", "January=2032-01"),
            ("They will meet next week.", "next week=2031-W14"),
            ("They will meet in two weeks.", "two weeks=P2W"),
            ("Over the next four years it will grow.", "the next four years=P4Y"),
            ("They will meet tomorrow night.", "tomorrow night=2031-03-26TNI"),
        ],
    );
}

#[test]
fn spanish() {
    check(
        "es",
        Tense::Past,
        &[
            ("La policía lo detuvo el pasado martes.", "el pasado martes=2031-03-18"),
            ("Lo detuvo el lunes por la noche.", "el lunes por la noche=2031-03-24TNI"),
            ("Empezó hace dos semanas.", "hace dos semanas=2031-W11"),
            ("Empezó hace cuatro años.", "hace cuatro años=2027"),
            ("Empezó a mediados de febrero.", "mediados de febrero=2031-02"),
            ("El 5 de mayo de 2030 y el 3 de marzo.", "El 5 de mayo de 2030=2030-05-05; el 3 de marzo=2031-03-03"),
            ("La semana pasada y el mes pasado.", "La semana pasada=2031-W12; el mes pasado=2031-02"),
            ("Ayer y anoche.", "Ayer=2031-03-24; anoche=2031-03-24TNI"),
            ("En los últimos tres meses.", "los últimos tres meses=P3M"),
            ("Más de un mes y medio.", "Más de un mes y medio=P1.5M"),
            ("En los años noventa y el siglo XIX.", "los años noventa=199; el siglo XIX=18"),
            ("El primer trimestre de 2030.", "El primer trimestre de 2030=2030-Q1"),
            ("A las 18:30 horas de ayer.", "las 18:30 horas de ayer=2031-03-24T18:30"),
            ("Cada jueves marchan.", "Cada jueves=XXXX-WXX-4"),
            ("Esta mañana hubo choques.", "Esta mañana=2031-03-25TMO"),
            ("El 12/02/2031 se firmó.", "12/02/2031=2031-02-12"),
        ],
    );
    check(
        "es",
        Tense::Future,
        &[("Marcharán el próximo 2 de abril.", "el próximo 2 de abril=2031-04-02"), ("Volverá el viernes.", "el viernes=2031-03-28")],
    );
}

#[test]
fn nothing_is_counted_without_a_publication_day() {
    let mut reading = Reading::new(None, false);
    for time in find("They met on Monday, two weeks ago, last year, in June and on 3 May.", "en") {
        let read = reading.read(&time, Tense::Past);
        assert_eq!(read.interval, None, "{read:?}");
    }
}

#[test]
fn times_that_hang_say_on_which_side_and_how_far() {
    let hang =
        |text: &str, language: &str| find(text, language).first().and_then(|t| t.hang).map(|(side, days)| (format!("{side:?}"), days));
    assert_eq!(hang("Police arrested him a week after the speech.", "en"), Some(("After".into(), Some(7))));
    assert_eq!(hang("He left two days before the vote.", "en"), Some(("Before".into(), Some(2))));
    assert_eq!(hang("He left the day after the vote.", "en"), Some(("After".into(), Some(1))));
    assert_eq!(hang("Lo detuvieron dos días después del discurso.", "es"), Some(("After".into(), Some(2))));
    assert_eq!(hang("He left two days ago.", "en"), None);
}
