//! One spelling for the many in which a name is written.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest name that is looked up, in bytes; longer ones are nobody's.
pub(crate) const LONGEST_NAME: usize = 160;

/// The name in lower case without accents, apostrophes and dots; other punctuation becomes a space; a leading `the` goes.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        name.bytes().for_each(|b| put(&mut folded, b.to_ascii_lowercase() as char));
    } else {
        for c in name.nfd().filter(|c| !is_combining_mark(*c)) {
            match c {
                'ß' => folded.push_str("ss"),
                'æ' | 'Æ' => folded.push_str("ae"),
                'œ' | 'Œ' => folded.push_str("oe"),
                'þ' | 'Þ' => folded.push_str("th"),
                'ø' | 'Ø' => folded.push('o'),
                'ł' | 'Ł' => folded.push('l'),
                'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
                'ħ' | 'Ħ' => folded.push('h'),
                'ŧ' | 'Ŧ' => folded.push('t'),
                'ı' => folded.push('i'),
                'ə' | 'Ə' => folded.push('a'),
                '’' | '‘' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' | '´' | 'ʹ' | 'ʺ' => {}
                _ => c.to_lowercase().for_each(|c| put(&mut folded, c)),
            }
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    if folded.len() > 4 && folded.starts_with("the ") {
        folded.drain(..4);
    }
    folded
}

/// Appends one character of a name, or the space it stands for, or nothing.
fn put(folded: &mut String, c: char) {
    match c {
        '\'' | '.' | '`' => {}
        _ if c.is_alphanumeric() => folded.push(c),
        _ if folded.is_empty() || folded.ends_with(' ') => {}
        _ => folded.push(' '),
    }
}

/// The key of a name that is an acronym (`USA`, `U.S.`, `ETA`): such a name counts only where it is written in capitals.
pub(crate) fn acronym(name: &str) -> Option<String> {
    if !(2..=16).contains(&name.len()) || !name.is_ascii() {
        return None;
    }
    let letters: String = name.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let capitals = letters.bytes().filter(u8::is_ascii_uppercase).count();
    let alone = !name.contains(' ') || name.split(' ').all(|part| part.len() == 2 && part.ends_with('.'));
    let proper = letters.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'&'));
    (alone && proper && capitals >= 2 && letters.len() <= 8).then(|| format!("={letters}"))
}

/// The key under which a name of a table is kept.
pub(crate) fn key(name: &str) -> String {
    acronym(name).unwrap_or_else(|| fold(name))
}

/// The keys under which a name as written may be found, the likelier first.
pub(crate) fn keys(name: &str) -> impl Iterator<Item = String> {
    let name = if name.len() > LONGEST_NAME { "" } else { name };
    let bare = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
    let acronym = acronym(bare);
    // Four capitals may be a headline's (`LIMA`); two or three are an acronym: `EU` is not the town of Eu.
    let short = acronym.as_ref().is_some_and(|key| key.len() <= 4);
    let folded = Some(fold(name)).filter(|key| !key.is_empty() && !short);
    acronym.into_iter().chain(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_spellings_are_one() {
        for (name, folded) in [
            ("The Hague", "hague"),
            ("São  Paulo", "sao paulo"),
            ("N'Djamena", "ndjamena"),
            ("N’Djamena", "ndjamena"),
            ("St. Louis", "st louis"),
            ("Al-Qā‘idah", "al qaidah"),
            ("Łódź", "lodz"),
            ("…", ""),
            ("the", "the"),
        ] {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn acronyms_need_their_capitals() {
        assert_eq!(acronym("U.S."), Some("=US".into()));
        assert_eq!(acronym("U. S."), Some("=US".into()));
        assert_eq!(acronym("FARC-EP"), Some("=FARC-EP".into()));
        for none in ["us", "Us", "LA PAZ", "A", "Peru", "G7"] {
            assert_eq!(acronym(none), None, "{none}");
        }
        assert_eq!(keys("the US").collect::<Vec<_>>(), ["=US"]);
        assert_eq!(keys("LIMA").collect::<Vec<_>>(), ["=LIMA", "lima"]);
        assert_eq!(keys("us").collect::<Vec<_>>(), ["us"]);
    }
}
