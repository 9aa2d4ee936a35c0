//! Numbers in digits and words, with the tokens they take.

use crate::language::{Language, Sense};
use crate::scan::Tokens;
use record::{Modifier, Span};

/// A number as written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Its bytes.
    pub span: Span,
    /// Its value; of a range the lower end; of a vague word (`dozens`) the least it can mean.
    pub value: f64,
    /// The upper end of a range.
    pub high: Option<f64>,
    /// A vague word: `several`, `dozens`.
    pub vague: bool,
    /// A word for some quantity that has no number of its own (`several`, `a few`).
    pub unknown: bool,
    /// What stands before or after it: `more than`, `at least`, `about`.
    pub bound: Option<Modifier>,
    /// The bytes of number and bound.
    pub whole: Span,
    /// How many tokens it takes.
    pub(crate) tokens: usize,
}

/// The numbers of a text in order, none overlapping; `a` and `an` count only before a multiplier (`a dozen`).
pub fn numbers(text: &str, language: &str) -> Vec<Number> {
    let Some(language) = crate::language::language(language) else { return Vec::new() };
    let tokens = Tokens::new(text, language);
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.list.len() {
        match read_range(&tokens, i) {
            Some(n) if !is_article(&tokens, i, &n) => {
                let end = i + n.tokens;
                found.push(bounded(&tokens, i, end, n));
                i = end;
            }
            _ => i += 1,
        }
    }
    found
}

/// The number with the words beside it that bound it.
fn bounded(tokens: &Tokens, start: usize, end: usize, mut n: Number) -> Number {
    let bound_of = |i: usize, class: &str| tokens.sense(i, class).map(|s| (s.len as usize, s.value));
    // `at least`, `more than the`: a phrase that ends where the number begins; the longest first.
    let before = (1..=4).rev().filter_map(|back| start.checked_sub(back)).find_map(|i| {
        let class = |c| tokens.language.known_class(c);
        let mut fits = tokens
            .senses(i)
            .iter()
            .filter(|s| Some(s.class) == class("bound") || Some(s.class) == class("over") || Some(s.class) == class("limit"));
        fits.find(|s| i + s.len as usize == start).map(|s| (i, s.value))
    });
    if let Some((i, value)) = before {
        n.bound = modifier(value);
        n.whole.start = tokens.list[i].start;
    } else if let Some((len, value)) = bound_of(end, "limitafter") {
        n.bound = modifier(value);
        n.whole.end = tokens.list.get(end + len - 1).map_or(n.whole.end, |t| t.end);
    }
    n
}

/// The TIMEX3 modifier of that name in the tables.
pub(crate) fn modifier(name: &str) -> Option<Modifier> {
    Some(match name {
        "START" => Modifier::Start,
        "MID" => Modifier::Mid,
        "END" => Modifier::End,
        "MORE_THAN" => Modifier::MoreThan,
        "LESS_THAN" => Modifier::LessThan,
        "EQUAL_OR_MORE" => Modifier::EqualOrMore,
        "EQUAL_OR_LESS" => Modifier::EqualOrLess,
        "APPROX" => Modifier::Approx,
        _ => return None,
    })
}

fn is_article(tokens: &Tokens, i: usize, n: &Number) -> bool {
    n.tokens == 1 && tokens.sense(i, "one").is_some()
}

/// A number, or two joined by `to`, `or` or a dash, at token `i`.
pub(crate) fn read_range(tokens: &Tokens, i: usize) -> Option<Number> {
    let low = read(tokens, i)?;
    let j = i + low.tokens;
    let dash = matches!(tokens.word(j), "-" | "–" | "—") && tokens.touches(j) && tokens.touches(j + 1);
    let between = i > 0 && tokens.sense(i - 1, "between").is_some() && tokens.sense(j, "and").is_some();
    if low.vague || !(dash || between || tokens.sense(j, "to").is_some()) || is_article(tokens, i, &low) {
        return Some(low);
    }
    match read(tokens, j + 1) {
        Some(high) if !high.vague && high.value > low.value && !is_article(tokens, j + 1, &high) => {
            // In `2 to 3 million` both are millions.
            let scale = if high.tokens > 1 && low.tokens == 1 && low.value < 1000.0 && high.value >= 1e6 { 1e6 } else { 1.0 };
            Some(Number {
                span: low.span.cover(high.span),
                whole: low.span.cover(high.span),
                value: low.value * scale,
                high: Some(high.value),
                tokens: low.tokens + 1 + high.tokens,
                ..low
            })
        }
        _ => Some(low),
    }
}

/// The number at token `i`.
pub(crate) fn read(tokens: &Tokens, i: usize) -> Option<Number> {
    let start = tokens.list.get(i)?.start;
    let number = |value: f64, len: usize, vague: bool, unknown: bool| {
        let end = tokens.list.get(i + len.max(1) - 1).map_or(start, |t| t.end);
        Some(Number {
            span: Span::new(start, end),
            value,
            high: None,
            vague,
            unknown,
            bound: None,
            whole: Span::new(start, end),
            tokens: len,
        })
    };
    let longest = |class: &str| {
        let class = tokens.language.known_class(class)?;
        tokens.senses(i).iter().filter(|s| s.class == class).max_by_key(|s| s.len).copied()
    };
    if let Some(s) = longest("many") {
        return number(s.value.parse().ok()?, s.len as usize, true, false);
    }
    if let Some(s) = longest("couple") {
        return number(s.value.parse().ok()?, s.len as usize, false, false);
    }
    // `some 5,000` bounds a number; it is none.
    let counts = |s: &Sense| count(tokens, i + s.len as usize).is_none();
    if let Some(s) = longest("vague").filter(counts) {
        return number(3.0, s.len as usize, true, true);
    }
    let (mut value, mut at) = count(tokens, i)?;
    // `two and a half`, `2 1/2`, `dos y medio`.
    if tokens.word(at) == "1/2" || tokens.word(at) == "½" {
        value += 0.5;
        at += 1;
    } else if tokens.sense(at, "and").is_some() {
        let half = if tokens.sense(at + 1, "one").is_some() { at + 2 } else { at + 1 };
        if tokens.sense(half, "half").is_some() && followed_by_unit(tokens, half + 1) {
            value += 0.5;
            at = half + 1;
        }
    }
    number(value, at - i, false, false)
}

fn followed_by_unit(tokens: &Tokens, i: usize) -> bool {
    ["unit", "units", "mult"].iter().any(|c| tokens.sense(i, c).is_some())
}

/// Reads cardinal words and digits: units are added, multipliers multiply what stands before them.
fn count(tokens: &Tokens, i: usize) -> Option<(f64, usize)> {
    let language: &Language = tokens.language;
    let (num, mult, one) = (language.known_class("num")?, language.known_class("mult")?, language.known_class("one")?);
    let (mut total, mut current, mut at) = (0.0_f64, 0.0_f64, i);
    // The size of the last word added, which the next must be smaller than (`twenty three`, not `three twenty`).
    let mut room = f64::INFINITY;
    let mut glue = None;
    loop {
        let token = tokens.list.get(at);
        let senses = tokens.senses(at);
        let value_of = |class: u8| senses.iter().find(|s| s.class == class && s.len == 1).and_then(|s| s.value.parse::<f64>().ok());
        let mult_sense = senses.iter().filter(|s| s.class == mult).max_by_key(|s| s.len);
        if let Some(n) = token.and_then(|t| t.number) {
            if at != i {
                break;
            }
            current = n;
            room = 0.0;
            at += 1;
        } else if let Some(s) = mult_sense {
            let m: f64 = s.value.parse().ok()?;
            if at == i && m > 1000.0 && language.code == "en" {
                return None;
            }
            if m >= 1000.0 && current == 0.0 && total > 0.0 {
                // `tres mil millones`.
                total *= m;
            } else if m >= 1000.0 {
                total += current.max(1.0) * m;
                current = 0.0;
            } else {
                current = current.max(1.0) * m;
            }
            room = m;
            at += s.len as usize;
            glue = None;
        } else if let Some(n) = value_of(num) {
            if n >= room || room == 0.0 {
                break;
            }
            current += n;
            room = if n >= 100.0 {
                100.0
            } else if n >= 20.0 && n % 10.0 == 0.0 {
                10.0
            } else {
                0.5
            };
            at += 1;
            glue = None;
        } else if at == i && value_of(one).is_some() {
            at += 1;
            // `a hundred`; but `a` alone is one.
            if !tokens.senses(at).iter().any(|s| s.class == mult) {
                current = 1.0;
                break;
            }
        } else if at > i
            && glue.is_none()
            && room >= 10.0
            && (tokens.sense(at, "and").is_some() || tokens.word(at) == "-" && tokens.touches(at))
        {
            // `hundred and fifty`, `twenty-three`, `treinta y dos`: taken only if a fitting word follows.
            glue = Some(at);
            at += 1;
        } else {
            break;
        }
    }
    if let Some(back) = glue
        && at == back + 1
    {
        at = back;
    }
    (at > i).then_some((total + current, at))
}
