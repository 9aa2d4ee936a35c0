//! Patterns over classes of words, read from `data/<language>/patterns.tsv`, and how they match.
//!
//! A pattern is a row of items: a class (`month`), a class with a value (`unit=Q`), a word (`'of'`), a sign (`,`), a number (`<num>`), the end of a clause
//! (`<end>`), or another kind of pattern (`<date>`); `a|b` is either, `a?` may be absent, and `_a` must stand there but is not part of the expression.

use crate::language::{Language, Sense};
use crate::number::{self, Number};
use crate::scan::Tokens;

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    /// What it makes.
    pub kind: &'static str,
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    item: Item,
    optional: bool,
    context: bool,
}

#[derive(Debug)]
enum Item {
    Senses(Vec<(u8, Option<&'static str>)>),
    Number,
    End,
    Kind(&'static str),
}

/// A piece of a match.
#[derive(Debug, Clone)]
pub enum Piece {
    /// A word in a class, and its token.
    Word(&'static str, &'static str, usize),
    /// A number.
    Number(Number),
    /// A whole expression inside (`March` in `the last week of March`).
    Inner(Box<Match>),
}

/// A pattern found.
#[derive(Debug, Clone)]
pub struct Match {
    /// What it makes.
    pub kind: &'static str,
    /// Its first token and one past its last, without what is only context.
    pub tokens: (usize, usize),
    /// Its pieces in order, context included.
    pub pieces: Vec<Piece>,
}

/// Kinds that stand on their own; the others are parts of patterns.
pub const WHOLE: [&str; 7] = ["date", "time", "dur", "recent", "shift", "set", "ref"];
/// How deep patterns may hold patterns.
const MAX_DEPTH: usize = 4;

/// Reads a pattern, adding its words to the language.
pub fn compile(kind: &'static str, items: &'static str, language: &mut Language) -> Pattern {
    let mut steps = Vec::new();
    for item in items.split(' ').filter(|i| !i.is_empty()) {
        let (context, item) = item.strip_prefix('_').map_or((false, item), |i| (true, i));
        let (optional, item) = item.strip_suffix('?').map_or((false, item), |i| (true, i));
        let item = match item.strip_prefix('<').and_then(|i| i.strip_suffix('>')) {
            Some("num") => Item::Number,
            Some("end") => Item::End,
            Some(kind) => Item::Kind(kind),
            None => Item::Senses(item.split('|').map(|one| sense(one, language)).collect()),
        };
        steps.push(Step { item, optional, context });
    }
    Pattern { kind, steps }
}

fn sense(item: &'static str, language: &mut Language) -> (u8, Option<&'static str>) {
    let literal = item.trim_matches('\'');
    if literal.len() < item.len() || !item.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let class = language.class("lit");
        language.add(literal, class, literal);
        return (class, Some(literal));
    }
    match item.split_once('=') {
        Some((class, value)) => (language.class(class), Some(value)),
        None => (language.class(item), None),
    }
}

/// The classes a pattern may begin with.
pub fn first_classes(pattern: &Pattern, language: &Language, depth: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for step in &pattern.steps {
        match &step.item {
            Item::Senses(list) => out.extend(list.iter().map(|(c, _)| *c)),
            Item::Number => {
                let names = ["number", "num", "mult", "one", "vague", "couple", "many"];
                out.extend(names.iter().filter_map(|n| language.known_class(n)));
            }
            Item::Kind(kind) if depth < MAX_DEPTH => {
                for p in language.patterns.iter().filter(|p| p.kind == *kind) {
                    if !std::ptr::eq(p, pattern) {
                        out.extend(first_classes(p, language, depth + 1));
                    }
                }
            }
            Item::Kind(_) | Item::End => {}
        }
        if !step.optional {
            break;
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// The longest whole expression that begins at token `i`.
pub fn best(tokens: &Tokens, i: usize) -> Option<Match> {
    longest(tokens, i, |kind| WHOLE.contains(&kind), 0)
}

fn longest(tokens: &Tokens, i: usize, wanted: impl Fn(&str) -> bool, depth: usize) -> Option<Match> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut best: Option<(usize, Match)> = None;
    let mut tried: u128 = 0;
    let mut tried_high: u128 = 0;
    for sense in tokens.senses(i) {
        for &p in &tokens.language.first[sense.class as usize] {
            let bit = 1_u128 << (p % 128);
            let seen = if p < 128 { &mut tried } else { &mut tried_high };
            let pattern = &tokens.language.patterns[p];
            if *seen & bit != 0 && p < 256 || !wanted(pattern.kind) {
                continue;
            }
            *seen |= bit;
            let mut found = Match { kind: pattern.kind, tokens: (i, i), pieces: Vec::new() };
            if step(tokens, pattern, 0, i, &mut found, depth) && found.tokens.1 > found.tokens.0 {
                // The longer one, else the one that stands first in the table.
                let better = best.as_ref().is_none_or(|(q, b)| found.tokens.1 > b.tokens.1 || found.tokens.1 == b.tokens.1 && p < *q);
                if better {
                    best = Some((p, found));
                }
            }
        }
    }
    best.map(|(_, found)| found)
}

/// Matches the steps from `k` on at token `i`; `found` grows, and is as before where they do not match.
fn step(tokens: &Tokens, pattern: &Pattern, k: usize, i: usize, found: &mut Match, depth: usize) -> bool {
    let Some(now) = pattern.steps.get(k) else { return true };
    let before = (found.tokens, found.pieces.len());
    let take = |found: &mut Match, pieces: &mut dyn FnMut(&mut Vec<Piece>), len: usize| {
        pieces(&mut found.pieces);
        if now.context {
            if found.tokens.1 <= found.tokens.0 {
                found.tokens = (i + len, i + len);
            }
        } else {
            found.tokens.1 = i + len;
        }
        if step(tokens, pattern, k + 1, i + len, found, depth) {
            return true;
        }
        found.tokens = before.0;
        found.pieces.truncate(before.1);
        false
    };
    match &now.item {
        Item::Senses(list) => {
            for s in tokens.senses(i) {
                if list.iter().any(|(class, value)| *class == s.class && value.is_none_or(|v| v == s.value))
                    && take(found, &mut |p| p.push(word(tokens, s, i)), s.len as usize)
                {
                    return true;
                }
            }
        }
        Item::End => {}
        Item::Number => {
            if let Some(n) = number::read_range(tokens, i)
                && take(found, &mut |p| p.push(Piece::Number(n)), n.tokens)
            {
                return true;
            }
        }
        Item::Kind(kind) => {
            if let Some(inner) = longest(tokens, i, |k| k == *kind || *kind == "date" && k == "time", depth + 1) {
                let len = inner.tokens.1 - i;
                let mut give = |p: &mut Vec<Piece>| {
                    if WHOLE.contains(kind) {
                        p.push(Piece::Inner(Box::new(inner.clone())));
                    } else {
                        p.extend(inner.pieces.iter().cloned());
                    }
                };
                if len > 0 && take(found, &mut give, len) {
                    return true;
                }
            }
        }
    }
    if matches!(now.item, Item::End) && ends(tokens, i) {
        return step(tokens, pattern, k + 1, i, found, depth);
    }
    now.optional && step(tokens, pattern, k + 1, i, found, depth)
}

/// Whether a clause ends before token `i`.
fn ends(tokens: &Tokens, i: usize) -> bool {
    matches!(tokens.word(i), "" | "." | "," | ";" | ":" | ")" | "(" | "!" | "?" | "\"" | "”" | "»" | "-" | "–" | "—")
}

fn word(tokens: &Tokens, sense: &Sense, i: usize) -> Piece {
    Piece::Word(tokens.language.classes[sense.class as usize], sense.value, i)
}

#[cfg(test)]
mod tests {
    use super::{Match, Pattern, step};
    use crate::language::language;
    use crate::scan::Tokens;

    /// The tokens that a pattern matches first in a text, context left out.
    fn first(pattern: &Pattern, tokens: &Tokens) -> Option<(usize, usize)> {
        (0..tokens.list.len()).find_map(|i| {
            let mut found = Match { kind: pattern.kind, tokens: (i, i), pieces: Vec::new() };
            (step(tokens, pattern, 0, i, &mut found, 0) && found.tokens.1 > found.tokens.0).then_some(found.tokens)
        })
    }

    #[test]
    fn every_pattern_keeps_its_examples() {
        let tables = [("en", include_str!("../data/en/patterns.tsv")), ("es", include_str!("../data/es/patterns.tsv"))];
        let mut wrong = Vec::new();
        for (code, table) in tables {
            let language = language(code).expect("a language");
            for (pattern, row) in language.patterns.iter().zip(crate::language::rows(table)) {
                let [_, items, yes, no] = row[..] else {
                    wrong.push(format!("{code} {row:?}: four cells"));
                    continue;
                };
                if first(pattern, &Tokens::new(yes, language)).is_none() {
                    wrong.push(format!("{code} `{items}` does not match yes `{yes}`"));
                }
                if first(pattern, &Tokens::new(no, language)).is_some() {
                    wrong.push(format!("{code} `{items}` matches no `{no}`"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
