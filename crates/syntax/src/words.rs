//! Cuts a paragraph into words, in one pass from left to right: chunks between white space, then pieces of a chunk, then parts of a fused word.

use crate::fused;
use crate::letters::{is_apostrophe, is_capital, is_digit, is_opener, is_word};
use crate::rules::{Kinds, Rules};
use crate::shape;
use record::{Span, Token};

/// A word longer than this, in bytes, is one token and nothing is asked about it.
pub const MAX_LETTERS: usize = 200;

/// The words of `text[span]`.
pub fn cut(text: &str, span: Span, rules: &Rules) -> Vec<Token> {
    let inside = span.of(text);
    let mut words = Words { text: inside, base: span.start, rules, tokens: Vec::with_capacity(inside.len() / 5 + 1) };
    let mut at = 0;
    while at < inside.len() {
        let rest = &inside[at..];
        let chunk = rest.find(char::is_whitespace).unwrap_or(rest.len());
        if chunk == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
        } else {
            words.chunk(at, at + chunk);
            at += chunk;
        }
    }
    words.tokens
}

struct Words<'a> {
    text: &'a str,
    base: usize,
    rules: &'a Rules,
    tokens: Vec<Token>,
}

impl Words<'_> {
    /// Everything between two white spaces.
    fn chunk(&mut self, start: usize, end: usize) {
        let chunk = &self.text[start..end];
        if chunk.bytes().all(|b| b.is_ascii_alphabetic()) {
            return self.word(start, end, true, end);
        }
        let has_at = chunk.contains('@');
        let mut at = start;
        while at < end {
            let rest = &self.text[at..end];
            let n = self.piece(rest, at, end, at == start, has_at).max(rest.chars().next().map_or(1, char::len_utf8));
            at += n;
        }
    }

    /// Adds the word or mark that `rest` begins with, and tells its bytes.
    fn piece(&mut self, rest: &str, at: usize, end: usize, first: bool, has_at: bool) -> usize {
        let Some(c) = rest.chars().next() else { return 0 };
        if is_word(c) || is_digit(c) || matches!(c, '+' | '@' | '#') {
            let mut n = shape::address(rest);
            if n == 0 && has_at {
                n = shape::mail(rest);
            }
            if n == 0 {
                n = shape::handle(rest);
            }
            if n == 0 {
                n = shape::number(rest, self.rules);
            }
            if n > 0 {
                self.whole(at, at + n, first);
                return n;
            }
        }
        if is_word(c) {
            let n = self.letters(rest, at, end);
            self.word(at, at + n, first, end);
            return n;
        }
        let n = self.mark(rest, c, first);
        self.whole(at, at + n, first);
        // A possessive without a letter behind it: the travellers' hotel.
        let possessive = is_apostrophe(c) && c != '‘' && !first && !self.rules.spanish && self.text[..at].ends_with(['s', 'S', 'x', 'z']);
        if possessive
            && !rest[n..].starts_with(|c: char| is_word(c) || is_digit(c))
            && !self.quoted(at)
            && let Some(token) = self.tokens.last_mut()
        {
            token.continues = true;
        }
        n
    }

    /// How many bytes the word at the start of `rest` has, with its hyphens, apostrophes and the stop of an abbreviation.
    fn letters(&self, rest: &str, at: usize, end: usize) -> usize {
        let initials = shape::initials(rest);
        if initials > 0 {
            return initials;
        }
        let mut n = shape::run(rest, |c| is_word(c) || is_digit(c));
        loop {
            let mut after = rest[n..].chars();
            let (Some(c), Some(next)) = (after.next(), after.next()) else { break };
            let letter = is_word(next) || is_digit(next);
            let joins = match c {
                '-' | '‐' | '\u{2011}' => letter && (self.rules.spanish || self.is_prefix(&rest[..n])),
                '–' => letter && !self.rules.spanish && n > 2 && self.is_prefix(&rest[..n]) && next.is_uppercase(),
                '&' => next.is_uppercase() && rest[..n].chars().next_back().is_some_and(char::is_uppercase),
                '·' => is_word(next),
                '/' => {
                    n == 1 && rest.starts_with(['w', 'W', 'c', 'S', 's']) && is_word(next) && !self.rules.spanish && !next.is_uppercase()
                }
                _ => is_apostrophe(c) && is_word(next) && c != '‘',
            };
            if !joins {
                break;
            }
            n += c.len_utf8();
            n += shape::run(&rest[n..], |c| is_word(c) || is_digit(c));
        }
        let upper = rest[..n].chars().all(char::is_uppercase);
        match rest[n..].chars().next() {
            // US$, R$
            Some('$') if upper && n <= 3 => n + 1,
            // n.º, N.°
            Some('.') if n == 1 && rest[n + 1..].starts_with(['º', 'ª', '°']) => n + 3,
            Some('.') => {
                let dotted = shape::dotted(rest, n);
                if dotted > n {
                    return dotted;
                }
                if n <= MAX_LETTERS && !rest[n + 1..].starts_with('.') && self.is_abbreviation(&rest[..n], at, at + n + 1, end) {
                    n + 1
                } else {
                    n
                }
            }
            _ => n,
        }
    }

    /// Whether the hyphen behind these letters is part of the word.
    fn is_prefix(&self, letters: &str) -> bool {
        let last = letters.rsplit(['-', '‐', '\u{2011}']).next().unwrap_or(letters);
        // `UN-backed` is no `un-`.
        self.rules.kinds(last).has(Kinds::PREFIX) && !(last.len() > 1 && last.chars().all(char::is_uppercase))
    }

    /// Whether the stop that ends at `stop` belongs to `word`, by the tables and by what stands around it.
    fn is_abbreviation(&self, word: &str, at: usize, stop: usize, chunk_end: usize) -> bool {
        let capital = is_capital(word);
        let next = self.following(stop);
        let first = next.chars().next();
        let glued = stop < chunk_end && self.text[stop..].starts_with(|c: char| is_word(c) || is_digit(c));
        if word.chars().count() == 1 {
            // An initial; but `plan B.` and `Elizabeth I.` end sentences.
            let kinds = self.rules.kinds(word);
            // 300 a. C., 10 p. m.
            let era = self.rules.spanish && matches!((word, next), ("a" | "d", "C" | "J") | ("a" | "p", "m"));
            let era_end = matches!(word, "C" | "J" | "m")
                && self.tokens.last().is_some_and(|t| matches!(t.span.of_base(self.text, self.base), "a." | "d." | "p."));
            if era || era_end {
                return true;
            }
            return match first {
                Some(_) if !capital => {
                    self.rules.kinds(word).has(Kinds::NUMBER) && first.is_some_and(is_digit) || self.rules.kinds(word).has(Kinds::TITLE)
                }
                Some(c) if c.is_uppercase() => !self.rules.kinds(next).has(Kinds::OPENER) || self.after_name(at) && word != "I",
                Some(c) => c.is_lowercase() || c == ',' || is_digit(c) && kinds.has(Kinds::NUMBER),
                None => false,
            };
        }
        let kinds = self.rules.kinds(word);
        if kinds == Kinds::default() || glued && !(first.is_some_and(is_digit) || kinds.has(Kinds::TITLE) && is_capital(next)) {
            return false;
        }
        let digit = first.is_some_and(is_digit);
        // At the end of a sentence the stop is a word of its own.
        kinds.has(Kinds::END) && first.is_some() && !(is_capital(next) && self.rules.kinds(next).has(Kinds::OPENER))
            || kinds.has(Kinds::LAST) && first.is_some() && !is_capital(next)
            || kinds.has(Kinds::TITLE) && first.is_some() && (capital || !self.rules.kinds(next).has(Kinds::OPENER) || !is_capital(next))
            || kinds.has(Kinds::NUMBER) && (digit || matches!(first, Some('#' | '§')))
            || kinds.has(Kinds::MONTH) && capital && (digit || first == Some(',') || first == Some(')'))
            || kinds.has(Kinds::STATE) && capital && self.text[..at].trim_end().ends_with(',')
    }

    /// The word behind this place, or the one character there that is no word's.
    fn following(&self, at: usize) -> &str {
        let rest = self.text[at..].trim_start_matches(|c: char| c.is_whitespace() || is_opener(c) || matches!(c, '"' | '\''));
        let n = shape::run(rest, |c| is_word(c) || is_digit(c) || is_apostrophe(c));
        if n > MAX_LETTERS { "" } else { &rest[..n.max(rest.chars().next().map_or(0, char::len_utf8))] }
    }

    /// Whether the word before this place has a capital or is an initial.
    fn after_name(&self, at: usize) -> bool {
        self.tokens
            .last()
            .is_some_and(|t| t.span.end <= self.base + at && is_capital(&self.text[t.span.start - self.base..t.span.end - self.base]))
    }

    /// Whether a single quote was opened shortly before.
    fn quoted(&self, at: usize) -> bool {
        const REACH: usize = 40;
        let from = self.tokens.len().saturating_sub(REACH);
        self.tokens[from..]
            .iter()
            .any(|t| t.space_before && t.span.len() == 1 && t.span.end <= self.base + at && t.span.of_base(self.text, self.base) == "'")
    }

    /// Marks: a run of stops, dashes or the like is one, quotes and brackets are single.
    fn mark(&self, rest: &str, c: char, first: bool) -> usize {
        let picture = shape::picture(rest);
        if picture > 0 {
            return picture;
        }
        if first {
            let smiley = shape::smiley(rest);
            if smiley > 0 {
                return smiley;
            }
        }
        match c {
            '.' | '…' => shape::run(rest, |c| matches!(c, '.' | '…')),
            '!' | '?' => shape::run(rest, |c| matches!(c, '!' | '?')),
            '\'' | '’' if first && !self.rules.spanish => clitic_alone(rest).max(if rest.starts_with("''") { 2 } else { c.len_utf8() }),
            '`' | '\'' => shape::run(rest, |d| d == c).clamp(1, 2),
            '-' | '–' | '—' | '*' | '=' | '_' | '~' | '+' | '#' | '/' | '\\' | '|' | '<' | '>' | '^' => shape::run(rest, |d| d == c),
            _ => c.len_utf8(),
        }
    }

    /// A word that may have parts.
    fn word(&mut self, start: usize, end: usize, first: bool, chunk_end: usize) {
        if end - start > MAX_LETTERS {
            return self.whole(start, end, first);
        }
        let word = &self.text[start..end];
        let mid_sentence = self.tokens.last().is_some_and(|t| {
            let before = t.span.of_base(self.text, self.base);
            before.ends_with(|c: char| is_word(c) || is_digit(c) || c == ',')
        });
        let next_capital = || is_capital(self.text[chunk_end..].trim_start());
        let parts = if self.rules.spanish && !word.contains(is_apostrophe) {
            fused::spanish(word, self.rules, mid_sentence, next_capital)
        } else {
            fused::english(word, self.rules)
        };
        if parts.is_empty() {
            return self.whole(start, end, first);
        }
        for (i, part) in parts.into_iter().enumerate() {
            let span = Span::new(self.base + start + part.start, self.base + start + part.end);
            self.tokens.push(Token { span, form: part.form, space_before: first && i == 0, continues: i > 0 });
        }
    }

    /// A word of one part.
    fn whole(&mut self, start: usize, end: usize, first: bool) {
        let form = shape::visible(&self.text[start..end]);
        self.tokens.push(Token { span: Span::new(self.base + start, self.base + end), form, space_before: first, continues: false });
    }
}

/// `'s` and its like standing alone, and `'90s`, `'em`.
fn clitic_alone(rest: &str) -> usize {
    let mark = rest.chars().next().map_or(0, char::len_utf8);
    let n = shape::run(&rest[mark..], |c| is_word(c) || is_digit(c));
    let tail = &rest[mark..mark + n];
    let year = n >= 2 && tail.bytes().take(2).all(|b| b.is_ascii_digit()) && matches!(tail.get(2..), Some("" | "s"));
    let known = ["s", "S", "re", "ve", "ll", "m", "d", "em", "til", "cause", "bout"].contains(&tail);
    // `'s` at the head of a longer word is a quotation.
    if year || (known && !rest[mark + n..].starts_with(is_apostrophe)) { mark + n } else { 0 }
}

/// A span that counts from the text of the report, seen in a paragraph of it.
trait OfBase {
    fn of_base(self, paragraph: &str, base: usize) -> &str;
}

impl OfBase for Span {
    fn of_base(self, paragraph: &str, base: usize) -> &str {
        paragraph.get(self.start.saturating_sub(base)..self.end.saturating_sub(base)).unwrap_or("")
    }
}
