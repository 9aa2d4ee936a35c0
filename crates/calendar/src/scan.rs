//! Text to tokens, each with what it may be in the grammar of times.

use crate::language::{Language, Sense};

/// A token: letters, digits or one sign.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether white space stands before it.
    pub space: bool,
    /// Where its senses lie in [`Tokens::senses`].
    pub senses: (u32, u32),
    /// Its number, if it is digits.
    pub number: Option<f64>,
}

/// The tokens of a text.
#[derive(Debug)]
pub struct Tokens<'a> {
    /// The text.
    pub text: &'a str,
    /// Its language.
    pub language: &'static Language,
    /// The tokens.
    pub list: Vec<Token>,
    /// Their senses, one after another.
    pub senses: Vec<Sense>,
}

/// Longest token the tables are asked about, in bytes.
const MAX_WORD: usize = 24;

impl<'a> Tokens<'a> {
    /// Scans `text`.
    pub fn new(text: &'a str, language: &'static Language) -> Self {
        let mut list: Vec<Token> = Vec::with_capacity(text.len() / 5 + 4);
        let mut last_end = 0;
        for (start, word) in cut(text) {
            list.push(Token { start, end: start + word.len(), space: start > last_end || start == 0, senses: (0, 0), number: None });
            last_end = start + word.len();
        }
        let mut tokens = Self { text, language, list, senses: Vec::new() };
        let mut key = String::new();
        let mut next = String::new();
        for i in 0..tokens.list.len() {
            let from = tokens.senses.len() as u32;
            tokens.look_up(i, &mut key, &mut next);
            // `siglo XIX`.
            if tokens.word(i).bytes().all(|b| matches!(b, b'I' | b'V' | b'X')) {
                tokens.push("roman", "", 1);
            }
            if tokens.word(i).as_bytes().first().is_some_and(u8::is_ascii_digit) {
                tokens.digits(i);
            }
            tokens.list[i].senses = (from, tokens.senses.len() as u32);
        }
        tokens
    }

    /// The text of token `i`; empty beyond the end.
    pub fn word(&self, i: usize) -> &'a str {
        self.list.get(i).map_or("", |t| &self.text[t.start..t.end])
    }

    /// What token `i` may be.
    pub fn senses(&self, i: usize) -> &[Sense] {
        self.list.get(i).map_or(&[], |t| &self.senses[t.senses.0 as usize..t.senses.1 as usize])
    }

    /// The sense of token `i` in that class.
    pub fn sense(&self, i: usize, class: &str) -> Option<Sense> {
        let class = self.language.known_class(class)?;
        self.senses(i).iter().find(|s| s.class == class).copied()
    }

    /// Whether token `i` stands directly after the one before it.
    pub fn touches(&self, i: usize) -> bool {
        self.list.get(i).is_some_and(|t| !t.space)
    }

    fn look_up(&mut self, i: usize, key: &mut String, next: &mut String) {
        let word = self.word(i);
        if word.len() > MAX_WORD {
            return;
        }
        fold_into(word, key);
        let Some(entry) = self.language.words.get(key.as_str()) else { return };
        let capital = word.chars().next().is_some_and(|c| !c.is_lowercase());
        // Phrases first, the longest of them first: a pattern takes the first that fits.
        for (rest, sense, needs) in &entry.phrases {
            let fits = (capital || !needs)
                && rest.iter().enumerate().all(|(k, want)| {
                    let got = self.word(i + 1 + k);
                    got.len() <= MAX_WORD && {
                        fold_into(got, next);
                        next == want
                    }
                });
            if fits {
                self.senses.push(*sense);
            }
        }
        for (sense, needs) in &entry.single {
            if capital || !needs {
                self.senses.push(*sense);
            }
        }
    }

    fn push(&mut self, class: &str, value: &'static str, len: usize) {
        if let Some(class) = self.language.known_class(class) {
            self.senses.push(Sense { class, value, len: len as u8 });
        }
    }

    /// What digits may be: a day, a year, a clock, a decade, a whole date.
    fn digits(&mut self, i: usize) {
        let word = self.word(i);
        // Not the tail of a longer thing (`v2.5`, `A320`, `$5`).
        let glued = self.touches(i) && i > 0 && {
            let before = self.word(i - 1);
            before.ends_with(|c: char| c.is_alphanumeric()) || matches!(before, "$" | "€" | "£" | "#" | "@" | "¥")
        };
        let number = plain_number(word, self.language.code);
        self.list[i].number = number;
        if number.is_some() {
            self.push("number", "", 1);
        }
        if glued {
            return;
        }
        let plain = word.bytes().all(|b| b.is_ascii_digit());
        let percent = matches!(self.word(i + 1), "%" | "°");
        if plain && !percent {
            let n: u32 = word.parse().unwrap_or(u32::MAX);
            self.push("int", "", 1);
            let plural = self.touches(i + 1) && self.word(i + 1) == "s";
            if plural && word.len() == 4 && n.is_multiple_of(10) && (1500..2100).contains(&n) {
                self.push("decade4", "", 2);
                return;
            }
            if plural && word.len() == 2 && n.is_multiple_of(10) {
                self.push("decade2", "", 2);
                return;
            }
            let closed = !self.touches(i + 1) || !self.word(i + 1).starts_with(|c: char| c.is_alphanumeric());
            if (1..=31).contains(&n) && word.len() <= 2 {
                self.push("dnum", "", 1);
            }
            if word.len() == 2 && n.is_multiple_of(10) && n >= 20 {
                self.push("decadenum", "", 1);
            }
            if word.len() == 4 && closed && self.is_year(i, n) {
                self.push("year", "", 1);
            }
            if word.len() == 4 && n < 2400 && n % 100 < 60 {
                self.push("zonenum", "", 1);
            }
            if word.len() == 2 && closed && i > 0 && matches!(self.word(i - 1), "'" | "’" | "‘") && self.touches(i) {
                self.push("yy", "", 1);
            }
        } else if let Some(class) = shape(word) {
            self.push(class, "", 1);
        }
    }

    /// Whether a number of four digits is a year here.
    fn is_year(&self, i: usize, n: u32) -> bool {
        let next = self.word(i + 1);
        let word_follows = next.starts_with(char::is_lowercase) && self.list.get(i + 1).is_some_and(|t| t.space);
        let counted = word_follows && next.len() > 3 && next.ends_with('s') && self.sense(i + 1, "prep").is_none()
            || matches!(
                next,
                "people"
                    | "men"
                    | "women"
                    | "feet"
                    | "per"
                    | "percent"
                    | "km"
                    | "kg"
                    | "mm"
                    | "m"
                    | "GMT"
                    | "UTC"
                    | "hrs"
                    | "de"
                    | "million"
                    | "personas"
            ) && n.is_multiple_of(10)
                && next != "de";
        let after_preposition = i > 0 && (self.sense(i - 1, "prep").is_some() || self.sense(i - 1, "month").is_some());
        let after_article = i > 0 && self.sense(i - 1, "det").is_some();
        match n {
            1900..=2099 if n.is_multiple_of(100) => (after_preposition || !word_follows || after_article) && !counted,
            1900..=2099 => !counted || after_article || after_preposition && n < 2040,
            1200..=1899 => (after_preposition || after_article) && !counted && (!word_follows || self.sense(i + 1, "prep").is_some()),
            _ => false,
        }
    }
}

/// Cuts a text into runs of letters, runs of digits (with `.`, `,`, `:`, `/`, `-` between digits) and single signs.
pub fn cut(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let b = bytes[at];
            if b.is_ascii_whitespace() {
                at += 1;
                continue;
            }
            let start = at;
            if b.is_ascii_digit() {
                at += 1;
                while at < bytes.len()
                    && (bytes[at].is_ascii_digit()
                        || matches!(bytes[at], b'.' | b',' | b':' | b'/') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                        || bytes[at] == b'-' && is_date(&bytes[start..]))
                {
                    at += 1;
                }
            } else if b.is_ascii_alphabetic() {
                at += letters(&text[at..]);
            } else if b.is_ascii() {
                at += 1;
            } else {
                let c = text[at..].chars().next().unwrap_or(' ');
                if c.is_whitespace() {
                    at += c.len_utf8();
                    continue;
                }
                at += if c.is_alphabetic() { letters(&text[at..]) } else { c.len_utf8() };
            }
            return Some((start, &text[start..at]));
        }
        None
    })
}

/// Whether digits with dashes are a date (`2023-01-30`, `30-01-2023`) rather than a range.
fn is_date(bytes: &[u8]) -> bool {
    let shape: Vec<usize> =
        bytes[..bytes.len().min(11)].split(|&b| b == b'-').map(|p| p.iter().take_while(|b| b.is_ascii_digit()).count()).collect();
    matches!(shape.as_slice(), [4, 1 | 2, 1 | 2, ..] | [1 | 2, 1 | 2, 2 | 4, ..])
}

/// The length of the letters at the start of `text`.
fn letters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut n = 0;
    while n < bytes.len() {
        if bytes[n].is_ascii_alphabetic() {
            n += 1;
        } else if bytes[n].is_ascii() {
            break;
        } else {
            match text[n..].chars().next() {
                Some(c) if c.is_alphabetic() => n += c.len_utf8(),
                _ => break,
            }
        }
    }
    n
}

/// Lower-case, without the accents of vowels.
pub fn fold(word: &str) -> String {
    let mut out = String::new();
    fold_into(word, &mut out);
    out
}

fn fold_into(word: &str, out: &mut String) {
    out.clear();
    for c in word.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            for l in c.to_lowercase() {
                out.push(match l {
                    'á' => 'a',
                    'é' => 'e',
                    'í' => 'i',
                    'ó' => 'o',
                    'ú' | 'ü' => 'u',
                    '’' | '‘' => '\'',
                    _ => l,
                });
            }
        }
    }
}

/// A number in digits: `1,200`, `1.2` (in English) or `1.200`, `1,2` (elsewhere).
pub fn plain_number(word: &str, language: &str) -> Option<f64> {
    let (group, point) = if language == "en" { (',', '.') } else { ('.', ',') };
    if word.contains([':', '/', '-']) || word.len() > 18 {
        return None;
    }
    // The other language's groups are read too where they can be nothing else (`1.200` is a group of three in Spanish only).
    let mut clean = String::with_capacity(word.len());
    let (whole, fraction) = word.split_once(point).unwrap_or((word, ""));
    for (k, part) in whole.split(group).enumerate() {
        if k > 0 && part.len() != 3 {
            return if word.matches(group).count() == 1 && !word.contains(point) && language != "en" {
                word.replace(group, ".").parse().ok()
            } else {
                None
            };
        }
        clean.push_str(part);
    }
    if !fraction.is_empty() {
        if fraction.contains([group, point]) {
            return None;
        }
        clean.push('.');
        clean.push_str(fraction);
    }
    clean.parse().ok()
}

/// The class of digits with signs between.
fn shape(word: &str) -> Option<&'static str> {
    let count = |c: char| word.matches(c).count();
    let parts: Vec<&str> = word.split([':', '/', '-', '.']).collect();
    if parts.iter().any(|p| p.len() > 4 || p.contains(',')) {
        return None;
    }
    let signs = word.len() - word.bytes().filter(u8::is_ascii_digit).count();
    match (parts.as_slice(), signs) {
        ([y, m, d], 2) if y.len() == 4 && m.len() <= 2 && d.len() <= 2 && (count('-') == 2 || count('/') == 2) => Some("iso"),
        ([a, b, y], 2)
            if a.len() <= 2
                && b.len() <= 2
                && (y.len() == 4 || y.len() == 2)
                && (count('-') == 2 || count('/') == 2 || count('.') == 2) =>
        {
            Some("numeric")
        }
        ([h, m] | [h, m, _], _) if (count(':') == signs || signs == 1 && count('.') == 1) && h.len() <= 2 && m.len() == 2 => {
            let ok = h.parse::<u32>().is_ok_and(|h| h <= 24) && m.parse::<u32>().is_ok_and(|m| m < 60);
            ok.then_some(if count('.') == 1 { "dotclock" } else { "clock" })
        }
        _ => None,
    }
}
