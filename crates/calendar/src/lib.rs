//! Which days does this written date mean?
//!
//! Days, intervals, and the grammar of written dates in every language; a page's dateline and a sentence's `last Monday` are read by the same rules.
//!
//! [`find`] finds the times written in a text, `Reading::resolve` says which days one of them means, given the publication day, the days
//! named before and the tense of the verb; [`full_date`] reads a whole date; [`numbers`] reads numbers in digits and words. Words and patterns
//! are tables, `data/<language>/words.tsv` and `patterns.tsv`. Time and memory are linear in the text.
//!
//! ```
//! let text = "The minister met union leaders last Wednesday.";
//! let mut reading = calendar::Reading::new("2031-03-21".parse().ok(), false);
//! let times = calendar::find(text, "en");
//! let day = reading.read(&times[0], calendar::Tense::Past);
//! assert_eq!((times[0].span.of(text), day.value.as_str()), ("last Wednesday", "2031-03-19"));
//! ```

mod fields;
mod language;
mod number;
mod pattern;
mod resolve;
mod scan;
mod value;

pub use fields::SHORT_YEARS;
pub use number::{Number, numbers};
pub use resolve::{Reading, Resolved, Tense};

use fields::Fields;
use record::{Date, Direction, Span};
use scan::Tokens;

/// How many tokens before the first word of time an expression may begin.
const REACH: usize = 9;

/// A time as written, not yet resolved.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its bytes.
    pub span: Span,
    /// Where a word for a side follows (`two days` before `after the vote`): the side, and how many days away.
    pub hang: Option<(Direction, Option<i32>)>,
    /// What stands after that word, where there is one.
    pub hang_end: usize,
    fields: Fields,
}

/// The times written in `text`, in order, none overlapping. Of a language without tables there are none.
pub fn find(text: &str, language: &str) -> Vec<Written> {
    let Some(language) = language::language(language) else { return Vec::new() };
    let tokens = Tokens::new(text, language);
    let core: Vec<bool> = language.classes.iter().map(|c| !PLAIN.contains(c)).collect();
    // The next token from each on that may be a word of time.
    let mut next = vec![usize::MAX; tokens.list.len() + 1];
    for i in (0..tokens.list.len()).rev() {
        let is_core = tokens.senses(i).iter().any(|s| core[s.class as usize]);
        next[i] = if is_core { i } else { next[i + 1] };
    }
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.list.len() {
        match next[i] {
            usize::MAX => break,
            n if n - i > REACH => i = n - REACH,
            _ => match at(&tokens, i) {
                Some(m) => {
                    i = m.tokens.1.max(i + 1);
                    let time = written(&tokens, &m);
                    if is_plausible(&tokens, &m, &time) {
                        found.push(time);
                    }
                }
                None => i += 1,
            },
        }
    }
    found
}

/// Classes that are in times but say nothing of time by themselves.
const PLAIN: &[&str] = &[
    "lit", "int", "number", "zonenum", "num", "ord", "mult", "one", "couple", "vague", "many", "which", "dem", "these", "edge", "ler",
    "bound", "after", "hang", "filler", "det", "prep", "nth", "and", "to", "half", "future", "ahead", "pastverb", "between", "roman",
    "age", "ageof",
];

/// The expression that begins at token `i`, unless a longer one begins within its context.
fn at(tokens: &Tokens, i: usize) -> Option<pattern::Match> {
    let found = pattern::best(tokens, i)?;
    if found.tokens.0 > i
        && let Some(later) = pattern::best(tokens, found.tokens.0)
        && later.tokens.1 >= found.tokens.1
    {
        return Some(later);
    }
    Some(found)
}

/// Not `a quarter of the voters`, `the now-defunct group`, `25-year-old`.
fn is_plausible(tokens: &Tokens, found: &pattern::Match, time: &Written) -> bool {
    let f = &time.fields;
    let share = f.kind == "dur" && f.units.first().is_some_and(|u| u.unit == "Q" && !u.plural && u.number.is_some_and(|n| n.value <= 1.0));
    let compound = f.kind == "ref" && tokens.word(found.tokens.1) == "-" && tokens.touches(found.tokens.1);
    // An age (`25-year-old`, `aged 25 years`, `25 años de edad`) places nothing in time.
    let mut after = found.tokens.1;
    if tokens.word(after) == "-" {
        after += 1;
    }
    let aged = tokens.sense(after, "age").is_some() || found.tokens.0.checked_sub(1).is_some_and(|i| tokens.sense(i, "ageof").is_some());
    let age = f.kind == "dur" && f.units.first().is_some_and(|u| matches!(u.unit, "Y" | "M" | "W" | "D")) && aged;
    let next = tokens.word(found.tokens.1).to_lowercase();
    // `shortly after the attack`, `since the fall of the government`, `the last day to vote`.
    let beside = f.kind == "ref" && f.reference == Some("FUTURE_REF") && tokens.sense(found.tokens.1, "hang").is_some();
    let ruin = f.season.is_some() && f.year.is_none() && f.inner.is_none() && next == "of" && time.span.of(tokens.text).ends_with("fall");
    let last_of_all = f.which == Some("last") && f.determiner && f.units.iter().any(|u| u.unit == "D" && !u.plural && u.number.is_none());
    let last_of_all = last_of_all && tokens.language.code == "en";
    !(share || compound || age || beside || ruin || last_of_all)
}

fn written(tokens: &Tokens, found: &pattern::Match) -> Written {
    let (first, last) = (found.tokens.0, found.tokens.1 - 1);
    let span = Span::new(tokens.list[first].start, tokens.list[last].end);
    let fields = Fields::of(found, tokens);
    // `dos días después del voto`.
    let side = fields.hang.or(fields.shift.filter(|_| fields.kind == "dur"));
    let hang = side.map(|side| {
        let days = fields.units.first().and_then(|u| {
            let n = u.number.map_or(Some(1.0), |n| if n.unknown { None } else { Some(n.value) })?;
            Some((n * value::unit_days(u.unit)?).round() as i32)
        });
        (if side < 0 { Direction::Before } else { Direction::After }, days)
    });
    let hang_end = tokens.list.get(found.tokens.1).map_or(span.end, |t| t.end);
    Written { span, hang, hang_end, fields }
}

impl Written {
    /// Whether it names a time that returns (`daily`, `every Monday`).
    pub fn is_set(&self) -> bool {
        self.fields.kind == "set"
    }

    /// Whether it is a number of years (`34 years`), as an age is.
    pub fn is_years(&self) -> bool {
        self.fields.kind == "dur" && self.fields.units.first().is_some_and(|u| u.unit == "Y" && u.number.is_some())
    }
}

impl Reading {
    /// What a written time means; later times may count from it.
    pub fn read(&mut self, written: &Written, tense: Tense) -> Resolved {
        self.resolve(&written.fields, tense)
    }
}

/// The first full date (day, month and year) written in `text`, as `30 January 2023`, `Jan. 30, 2023`, `30 de enero de 2023`, `2023-01-30`, `30/01/2023` (day first
/// unless `language` is `en` and it cannot be otherwise), and the bytes that say it. Impossible dates are none.
pub fn full_date(text: &str, language: Option<&str>) -> Option<(Date, Span)> {
    let one = |code: &str| {
        find(text, code).into_iter().find_map(|w| {
            let f = &w.fields;
            let whole = f.numeric.is_some() || f.year.is_some() && f.month.is_some() && (f.day.is_some() || f.ord.is_some());
            let date = |day_first| {
                let mut reading = Reading::new(None, day_first);
                let days = reading.read(&w, Tense::Unknown).interval?;
                // There is no year 0.
                (whole && days.from == days.to && days.from.year() > 0).then_some((days.from, w.span))
            };
            date(language != Some("en"))
        })
    };
    match language.filter(|l| language::language(l).is_some()) {
        Some(code) => one(code).or_else(|| language::languages().iter().filter(|l| l.code != code).find_map(|l| one(l.code))),
        None => language::languages().iter().filter_map(|l| one(l.code)).min_by_key(|(_, span)| span.start),
    }
}

/// Reads a phrase that is known to be a time: the longest expression in it.
pub fn phrase(text: &str, language: &str) -> Option<Written> {
    find(text, language).into_iter().max_by_key(|w| w.span.len())
}

/// A guess at the tense of the clause around a time from its words alone, for where there is no tree: a word of the table's class `future`
/// near it.
pub fn tense_by_words(text: &str, time: Span, language: &str) -> Tense {
    let Some(language) = language::language(language) else { return Tense::Unknown };
    let from = text[..time.start].rfind(['.', '\n', ';']).map_or(0, |i| i + 1);
    let to = text[time.end..].find(['.', '\n', ';']).map_or(text.len(), |i| time.end + i);
    let tokens = Tokens::new(&text[from..to], language);
    let at = tokens.list.iter().position(|t| from + t.start >= time.start).unwrap_or(0);
    let near = at.saturating_sub(12)..(at + 8).min(tokens.list.len());
    let future = near.clone().any(|i| tokens.sense(i, "future").is_some());
    let past = near.clone().any(|i| tokens.word(i).ends_with("ed") || tokens.sense(i, "pastverb").is_some());
    if future {
        Tense::Future
    } else if past {
        Tense::Past
    } else {
        Tense::Unknown
    }
}

/// Whether a word says by itself that what it governs lies ahead (`will`, `scheduled`, `previsto`).
pub fn looks_forward(word: &str, language: &str) -> bool {
    is_of(word, language, "future")
}

/// Whether an infinitive under this word lies ahead (`agreed to meet`, `was set to begin`).
pub fn leads_ahead(word: &str, language: &str) -> bool {
    is_of(word, language, "ahead")
}

fn is_of(word: &str, language: &str, class: &str) -> bool {
    language::language(language).is_some_and(|l| Tokens::new(word, l).sense(0, class).is_some())
}
