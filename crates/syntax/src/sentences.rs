//! Where does a sentence end? Asked at every stop of a paragraph, of the words around it.

use crate::letters::{is_capital, is_closer, is_digit, is_opener, is_picture, is_word};
use crate::rules::{Kinds, Rules};
use record::{BlockKind, Span, Token};

/// A sentence of more words is cut at the best place before.
pub const MAX_WORDS: usize = 400;

/// How far a closing bracket, or a verb of saying behind a quoted question, is looked for, in words.
const REACH: usize = 60;

/// Words in capitals that make a headline of what stands before a sentence.
const MIN_SHOUTED: usize = 4;

/// The sentences of a paragraph, as ranges of its words; together they are all of them.
pub fn cut(text: &str, tokens: &[Token], rules: &Rules, kind: BlockKind) -> Vec<std::ops::Range<usize>> {
    let stops = Stops { text, tokens, rules };
    let mut found = Vec::new();
    let mut start = 0;
    let mut i = 0;
    // The bracket that is open, and where it was opened.
    let mut open: Option<usize> = None;
    // How many words in capitals the sentence has, as long as it has no others.
    let mut capitals = 0;
    while i < tokens.len() {
        match stops.word(i) {
            "(" | "[" if open.is_none() => open = Some(i),
            ")" | "]" => open = None,
            _ => {}
        }
        let end = stops.end(i, start, open).or_else(|| stops.broken(i, start, kind)).or_else(|| stops.shouted(i, &mut capitals));
        if let Some(end) = end {
            push(&mut found, &stops, start..end);
            open = open.filter(|o| *o >= end);
            start = end;
            i = end;
            capitals = 0;
        } else {
            i += 1;
        }
    }
    push(&mut found, &stops, start..tokens.len());
    found
}

/// Adds a sentence; one that is too long is cut behind its last semicolon, else comma, of the second half, else where it must.
fn push(found: &mut Vec<std::ops::Range<usize>>, stops: &Stops, mut range: std::ops::Range<usize>) {
    while range.len() > MAX_WORDS {
        let half = range.start + MAX_WORDS / 2;
        let limit = range.start + MAX_WORDS;
        let behind = |marks: &[&str]| (half..limit).rev().find(|&i| marks.contains(&stops.word(i))).map(|i| i + 1);
        let mut cut = behind(&[";", ":", "...", "…"]).or_else(|| behind(&[",", "-", "–", "—"])).unwrap_or(limit);
        // Never between the parts of a fused word (it has four at most).
        while cut > range.start + 1 && stops.tokens.get(cut).is_some_and(|t| t.continues) {
            cut -= 1;
        }
        found.push(range.start..cut);
        range.start = cut;
    }
    if !range.is_empty() {
        found.push(range);
    }
}

struct Stops<'a> {
    text: &'a str,
    tokens: &'a [Token],
    rules: &'a Rules,
}

impl<'a> Stops<'a> {
    /// What stands at word `i`.
    fn word(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }

    /// If a sentence that began at `start` ends with word `i`: where the next begins.
    fn end(&self, i: usize, start: usize, open: Option<usize>) -> Option<usize> {
        let word = self.word(i);
        let last = word.chars().next_back()?;
        if !matches!(last, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '।') {
            return None;
        }
        // A word of an abbreviation, or nothing but the stop.
        let abbreviation = last == '.' && word.starts_with(|c: char| is_word(c) || is_digit(c));
        if !abbreviation && word.starts_with(|c: char| is_word(c) || is_digit(c)) {
            return None;
        }
        let mut next = i + 1;
        let mut quoted = false;
        while self.tokens.get(next).is_some_and(|t| !t.space_before)
            && self.word(next).chars().next().is_some_and(is_closer)
            && self.word(next).chars().count() <= 2
        {
            quoted |= !matches!(self.word(next), ")" | "]" | "}");
            next += 1;
        }
        next += self.note(next);
        if next >= self.tokens.len() {
            return None;
        }
        // A sentence that begins with an ellipsis.
        if last != '…' && word.len() == 1 && matches!(self.word(next), "..." | "…") && self.tokens.get(next).is_some_and(|t| t.space_before)
        {
            return Some(next);
        }
        // What stands behind openers decides.
        let mut seen = next;
        while seen < self.tokens.len() && seen < next + 4 && self.opens(seen) {
            seen += 1;
        }
        let begins = self.word(seen);
        let first = begins.chars().next()?;
        if !self.tokens.get(next)?.space_before {
            // A lost space: `ended.The`, but not `3.The` or `...and`.
            let lost = word == "."
                && !quoted
                && is_capital(begins)
                && begins.chars().count() > 1
                && self.word(i.checked_sub(1)?).ends_with(char::is_lowercase);
            return lost.then_some(next);
        }
        if first.is_lowercase() && !is_address(begins) {
            return None;
        }
        if matches!(first, ',' | ';' | ':' | '.' | '!' | '?' | '…' | '%' | '/' | '&' | ')' | ']' | '}') || is_picture(first) {
            return None;
        }
        // Closing marks that stand apart.
        if first.is_ascii_punctuation() && is_closer(first) && seen + 1 >= self.tokens.len() {
            return None;
        }
        if open.is_some_and(|o| o > start && o < i && self.closes(i, next)) {
            return None;
        }
        if abbreviation {
            return self.after_abbreviation(word, i, begins).then_some(next);
        }
        if last == '.' && i == start + 1 && self.lists(start) {
            return None;
        }
        if quoted && matches!(last, '!' | '?') && self.said(next) {
            return None;
        }
        Some(next)
    }

    /// How many words a note mark behind a stop has: `[12]`, `[1-3]`.
    fn note(&self, at: usize) -> usize {
        let glued = |i: usize| self.tokens.get(i).is_some_and(|t| !t.space_before);
        if self.word(at) != "[" || !glued(at) {
            return 0;
        }
        let inside = (at + 1..at + 8)
            .take_while(|&i| glued(i) && self.word(i).chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | ',')))
            .count();
        let close = at + 1 + inside;
        if inside > 0 && glued(close) && self.word(close) == "]" { inside + 2 } else { 0 }
    }

    /// Whether a sentence ends with this abbreviation when `begins` comes next.
    fn after_abbreviation(&self, word: &str, i: usize, begins: &str) -> bool {
        let bare = word.trim_end_matches('.');
        let kinds = self.rules.kinds(bare);
        let next = self.rules.kinds(begins);
        if kinds.has(Kinds::LAST) {
            let zone = next.has(Kinds::ZONE) || (begins.len() > 1 && begins.len() < 5 && begins.chars().all(char::is_uppercase));
            return is_capital(begins) && !zone;
        }
        if kinds.has(Kinds::TITLE.or(Kinds::NUMBER).or(Kinds::MONTH).or(Kinds::STATE)) && !kinds.has(Kinds::END) {
            return false;
        }
        // One initial stands before a name; but the second of `a. C.` may be the last word.
        if bare.chars().count() == 1 && !i.checked_sub(1).is_some_and(|before| matches!(self.word(before), "a." | "d." | "p.")) {
            return false;
        }
        next.has(Kinds::OPENER) && is_capital(begins)
    }

    /// A line that begins with a list mark, or a new line of a post, begins a sentence.
    fn broken(&self, i: usize, start: usize, kind: BlockKind) -> Option<usize> {
        let next = i + 1;
        let (now, then) = (self.tokens.get(i)?, self.tokens.get(next)?);
        if next <= start || !then.space_before {
            return None;
        }
        let gap = Span::new(now.span.end, then.span.start).of(self.text);
        if !gap.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
            return None;
        }
        let word = self.word(next);
        let listed = matches!(word, "•" | "*" | "◦" | "▪" | "·" | "‣" | "●" | "■" | "►")
            || (matches!(word, "-" | "–" | "—") && matches!(self.word(i), "." | ":" | ";" | "!" | "?"));
        let posted = kind == BlockKind::Post
            && (is_capital(word) || word.starts_with(|c: char| matches!(c, '@' | '#') || is_picture(c)) || is_address(word));
        (listed || posted).then_some(next)
    }

    /// A headline in capitals without a stop, run into the sentence behind it.
    fn shouted(&self, i: usize, capitals: &mut usize) -> Option<usize> {
        let word = self.word(i);
        let loud = word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-');
        *capitals = if loud { capitals.saturating_add(1) } else { usize::MAX };
        let next = self.word(i + 1);
        let over =
            loud && (MIN_SHOUTED..usize::MAX).contains(capitals) && is_capital(next) && next.chars().nth(1).is_none_or(char::is_lowercase);
        (over && self.rules.kinds(next).has(Kinds::OPENER)).then_some(i + 1)
    }

    /// Marks before the first word of a sentence.
    fn opens(&self, i: usize) -> bool {
        let word = self.word(i);
        word.chars().all(|c| is_opener(c) || matches!(c, '"' | '\'' | '-' | '–' | '—' | '*' | '•' | '`' | '’'))
            || word == "..."
            || word == "…"
    }

    /// Whether the bracket that is open at `i` closes within reach, before another sentence of its own has begun and ended.
    fn closes(&self, i: usize, next: usize) -> bool {
        (i..self.tokens.len().min(next + REACH)).any(|j| matches!(self.word(j), ")" | "]"))
    }

    /// `1. First`: the number of a list, not a sentence.
    fn lists(&self, start: usize) -> bool {
        let word = self.word(start);
        word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit()) || word.len() == 1 && word.chars().all(|c| c.is_ascii_alphabetic())
    }

    /// Whether a verb of saying follows within a few names: `"Why?" Maria Lopez asked.`
    fn said(&self, next: usize) -> bool {
        for j in next..next + 5 {
            let word = self.word(j);
            if self.rules.kinds(word).has(Kinds::SPEECH) {
                return true;
            }
            if !(is_capital(word) || (j > next && matches!(word, "." | "de" | "of" | "'s" | "also" | "then" | "later" | ","))) {
                return false;
            }
        }
        false
    }
}

fn is_address(word: &str) -> bool {
    word.starts_with("http") && word.contains("://") || word.starts_with("www.")
}
