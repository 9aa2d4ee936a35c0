//! Words that are not words of the language: addresses, handles, numbers, initials, pictures. Each function tells how many bytes from the
//! start of `rest` belong to such a word, 0 for none; none looks further than its word and a fixed distance.

use crate::letters::{is_digit, is_invisible, is_mark, is_picture, is_word};
use crate::rules::{Kinds, Rules};

/// Longest local part of an e-mail address; a search for `@` goes no further.
const MAX_LOCAL_PART: usize = 64;

/// Most labels of a dotted word (`a.b.c`); the rest is a word of its own.
const MAX_LABELS: usize = 16;

/// Last labels of addresses that are written without `www.`.
const DOMAINS: [&str; 22] = [
    "com", "org", "net", "gov", "edu", "info", "mil", "int", "io", "tv", "co", "uk", "us", "eu", "es", "mx", "ar", "cl", "pe", "ve", "ca",
    "au",
];

/// `https://…`, `www.…`: up to the end of the chunk, less the punctuation behind it.
pub fn address(rest: &str) -> usize {
    let begins = |p: &str| rest.as_bytes().get(..p.len()).is_some_and(|b| b.eq_ignore_ascii_case(p.as_bytes()));
    if ["http://", "https://", "ftp://", "www."].into_iter().any(begins) { trimmed(rest) } else { 0 }
}

/// `someone@example.org`.
pub fn mail(rest: &str) -> usize {
    let local = rest.bytes().take(MAX_LOCAL_PART + 1).take_while(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(b)).count();
    if local == 0 || rest.as_bytes().get(local) != Some(&b'@') {
        return 0;
    }
    let host = &rest[local + 1..];
    let n = host.bytes().take_while(|b| b.is_ascii_alphanumeric() || b".-_".contains(b)).count();
    let n = host[..n].trim_end_matches(['.', '-', '_']).len();
    if n == 0 { 0 } else { local + 1 + n }
}

/// `@handle`, `#hashtag` (not `#1`).
pub fn handle(rest: &str) -> usize {
    let Some(mark @ ('@' | '#')) = rest.chars().next() else { return 0 };
    let name = run(&rest[1..], |c| is_word(c) || is_digit(c));
    match rest[1..].chars().next() {
        Some(c) if is_word(c) || (mark == '@' && rest[1..=name].contains(is_word)) => 1 + name,
        _ => 0,
    }
}

/// One picture with what modifies it: skin, joined pictures, a pair of flag letters, a key.
pub fn picture(rest: &str) -> usize {
    let mut end = 0;
    let mut flags = 0;
    let mut joined = true;
    for (i, c) in rest.char_indices() {
        let flag = matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
        let modifier = matches!(c, '\u{1F3FB}'..='\u{1F3FF}' | '\u{FE0E}' | '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}');
        if end > 0 && (modifier || c == '\u{200D}') {
            joined = c == '\u{200D}';
        } else if is_picture(c) && (joined || (flag && flags == 1)) {
            flags = if flag { flags + 1 } else { 0 };
            joined = false;
        } else {
            break;
        }
        end = i + c.len_utf8();
    }
    end
}

/// Initials and letters with stops: `U.S.`, `a.m.`, `J.K.` of `J.K.Rowling`, `EE.UU.`; at least two letters or pairs.
pub fn initials(rest: &str) -> usize {
    let mut end = 0;
    let mut parts = 0;
    let mut width = 0;
    loop {
        let part = run(&rest[end..], char::is_alphabetic);
        let letters = rest[end..end + part].chars().take(3).count();
        let pair = letters == 2 && rest[end..end + part].chars().all(char::is_uppercase);
        if !(letters == 1 || pair) || (parts > 0 && letters != width) {
            break;
        }
        width = letters;
        parts += 1;
        let stop = rest[end + part..].starts_with('.');
        if !stop {
            // `U.S` without its last stop; but `J.K` of `J.Kim` was cut off by the letters behind.
            if parts > 1 && !rest[end + part..].starts_with(is_digit) {
                end += part;
            } else {
                parts -= 1;
            }
            break;
        }
        end += part + 1;
    }
    // A second stop is a full stop or an ellipsis behind the word.
    if parts > 1 { end } else { 0 }
}

/// A number with its separators, sign, and ordinal or decade ending: `1,200.50`, `10:30`, `9/11`, `21st`, `1990s`, `2-1` where ranges are one word.
pub fn number(rest: &str, rules: &Rules) -> usize {
    let sign = usize::from(rest.starts_with('+'));
    let digits = |s: &str| run(s, is_digit);
    let first = digits(&rest[sign..]);
    if first == 0 {
        return 0;
    }
    let mut end = sign + first;
    // The end of the first group, the digits of the last, and how many dashes lie between.
    let (mut before, mut last, mut dashes) = (end, 0, 0);
    while let Some(c) = rest[end..].chars().next() {
        let more = digits(&rest[end + c.len_utf8()..]);
        match c {
            '.' | ',' | ':' | '/' if more > 0 => {
                end += 1 + more;
                if dashes == 0 {
                    before = end;
                }
            }
            '-' if more > 0 && dashes < 4 => {
                (dashes, last) = (dashes + 1, more);
                end += 1 + more;
            }
            '–' if more > 0 && rules.spanish && dashes < 4 => {
                (dashes, last) = (dashes + 1, more);
                end += 3 + more;
            }
            _ => break,
        }
    }
    // A range in English is three words; a telephone number or a date is one.
    if dashes > 0 && !rules.spanish {
        let phone = dashes == 1 && before == 3 && last == 4;
        if !(dashes >= 2 && before <= 4 || phone) {
            end = before;
        }
    }
    let mut tail = run(&rest[end..], |c| is_word(c) || is_digit(c));
    // Spanish keeps `23-F` and `12-M` together.
    if tail == 0 && rules.spanish && rest[end..].strip_prefix('-').is_some_and(|r| r.starts_with(char::is_alphabetic)) {
        tail = 1 + run(&rest[end + 1..], |c| is_word(c) || is_digit(c));
    }
    if tail == 0 {
        return end + decade(&rest[..end], &rest[end..]);
    }
    if rules.kinds(&rest[end..end + tail]).has(Kinds::UNIT) {
        return end;
    }
    end + tail
}

/// Where a word goes on behind a stop inside it, `Example.com`, `file.doc`: the bytes of the whole.
pub fn dotted(rest: &str, word: usize) -> usize {
    let mut end = word;
    for _ in 0..MAX_LABELS {
        let Some(after) = rest[end..].strip_prefix('.') else { break };
        let label = run(after, |c| c.is_ascii_alphanumeric() || c == '-');
        let capital = after.starts_with(|c: char| c.is_ascii_uppercase());
        let shouted = rest[..end].bytes().all(|b| !b.is_ascii_lowercase());
        // `ended.The` is two sentences whose space was lost.
        if label == 0 || (capital && !shouted && !DOMAINS.contains(&after[..label].to_ascii_lowercase().as_str())) {
            break;
        }
        end += 1 + after[..label].trim_end_matches('-').len();
    }
    if end == word {
        return word;
    }
    let last = rest[..end].rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    if DOMAINS.contains(&last.as_str()) && rest[end..].starts_with('/') { trimmed(rest) } else { end }
}

/// How many bytes of `rest` at its start are such characters.
pub fn run(rest: &str, is: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !is(c)).unwrap_or(rest.len())
}

/// A smiley that fills the chunk but for punctuation behind it.
pub fn smiley(chunk: &str) -> usize {
    const FACES: [&str; 24] = [
        ":-)", ":)", ":-(", ":(", ";-)", ";)", ":-D", ":D", ":-P", ":P", ":-/", ":/", "=)", "=(", ":'(", "<3", "(:", ":-|", ":|", ":o",
        ":O", "^_^", "XD", ":-*",
    ];
    let bare = chunk.trim_end_matches(['.', ',', '!', '?']);
    if bare.len() < 4 && FACES.contains(&bare) { bare.len() } else { 0 }
}

/// `'s` behind a decade, `1990's`.
fn decade(number: &str, rest: &str) -> usize {
    let year = matches!(number.len(), 2 | 4) && number.ends_with('0') && number.bytes().all(|b| b.is_ascii_digit());
    let tail = if rest.starts_with("'s") {
        2
    } else if rest.starts_with("’s") {
        4
    } else {
        0
    };
    if year && tail > 0 && !rest[tail..].starts_with(|c| is_word(c) || is_digit(c)) { tail } else { 0 }
}

/// A chunk less the punctuation and closing brackets behind it (a bracket that was opened inside stays).
fn trimmed(chunk: &str) -> usize {
    let mut end = chunk.len();
    let open = chunk.contains('(');
    while let Some(c) = chunk[..end].chars().next_back() {
        let trailing =
            matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ']' | '}' | '>' | '"' | '\'' | '”' | '’' | '»' | '…') || (c == ')' && !open);
        if !trailing {
            break;
        }
        end -= c.len_utf8();
    }
    end
}

/// The form of a word without the characters that show nothing; none if nothing changes or nothing is left.
pub fn visible(word: &str) -> Option<Box<str>> {
    if word.is_ascii() || !word.contains(is_invisible) || word.starts_with(is_picture) {
        return None;
    }
    let form: String = word.chars().filter(|c| !is_invisible(*c)).collect();
    (!form.is_empty() && !form.chars().all(is_mark)).then(|| form.into())
}
