//! Where does one paragraph of this text end and the next begin?
//!
//! Blank lines always separate. What a single line break means is the text's habit: in a hard-wrapped text it is a space, in a text with one
//! paragraph a line it separates. The habit is read from the lengths of the lines: a wrapped line ends where the next word would not have fitted.

use crate::limits::MAX_BLOCKS;
use record::Span;

/// The longest line of a text that is wrapped by hand or by a mail program, in characters.
const WIDEST_WRAP: usize = 132;

/// The shortest such line.
const NARROWEST_WRAP: usize = 30;

/// The longest line of authors, in words.
const MAX_BYLINE_WORDS: usize = 9;

/// The paragraphs, without the white space around them.
pub fn split(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let width = wrap_width(text, &lines);
    let mut paragraphs: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    for (index, line) in lines.iter().enumerate() {
        if line.is_empty() {
            paragraphs.extend(open.take());
            continue;
        }
        let joined = match open {
            None => *line,
            Some(before) => {
                let last = lines.get(index.wrapping_sub(1)).copied().unwrap_or(*line);
                if separates(last.of(text), line.of(text), width) {
                    paragraphs.push(before);
                    *line
                } else {
                    before.cover(*line)
                }
            }
        };
        open = Some(joined);
    }
    paragraphs.extend(open);
    if paragraphs.len() > MAX_BLOCKS {
        let end = paragraphs.last().map_or(0, |last| last.end);
        paragraphs.truncate(MAX_BLOCKS);
        if let Some(last) = paragraphs.last_mut() {
            last.end = end;
        }
    }
    paragraphs
}

/// The lines as trimmed spans; a blank line is an empty span.
fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut previous = '\0';
    for (at, mark) in text.char_indices() {
        match mark {
            '\n' if previous == '\r' => start = at + 1,
            '\n' | '\r' | '\u{85}' | '\u{2028}' => {
                lines.push(trim(text, Span::new(start, at)));
                start = at + mark.len_utf8();
            }
            '\u{2029}' | '\u{c}' => {
                lines.push(trim(text, Span::new(start, at)));
                lines.push(Span::new(at, at));
                start = at + mark.len_utf8();
            }
            _ => {}
        }
        previous = mark;
    }
    lines.push(trim(text, Span::new(start, text.len())));
    lines
}

/// The span without the white space at its ends.
pub fn trim(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}

/// The width the text is wrapped at, if it is.
fn wrap_width(text: &str, lines: &[Span]) -> Option<usize> {
    let pairs =
        || lines.windows(2).filter_map(|pair| if let [a, b] = pair { (!a.is_empty() && !b.is_empty()).then_some((*a, *b)) } else { None });
    let width = pairs().map(|(line, _)| line.of(text).chars().count()).max()?;
    if !(NARROWEST_WRAP..=WIDEST_WRAP).contains(&width) {
        return None;
    }
    let (mut full, mut open, mut all) = (0usize, 0usize, 0usize);
    for (line, next) in pairs() {
        all += 1;
        full += usize::from(is_full(line.of(text), next.of(text), width));
        open += usize::from(!ends_sentence(line.of(text)));
    }
    (full * 10 >= all * 6 && open * 2 >= all).then_some(width)
}

/// Whether the first word of the next line would not have fitted on this one. A few characters are forgiven: wrapping is not always greedy.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().map_or(0, |word| word.chars().count());
    line.chars().count() + 1 + word + 2 > width
}

fn separates(line: &str, next: &str, width: Option<usize>) -> bool {
    if is_byline(line) || is_byline(next) {
        return true;
    }
    // A bracket that the next line closes (`ARKADY, March 25 (Harbour` / `News Agency) -`).
    let opens = line.rfind('(').is_some_and(|at| line.rfind(')').is_none_or(|closed| closed < at));
    if opens && next.find(')').is_some_and(|at| next.find('(').is_none_or(|other| at < other)) {
        return false;
    }
    match width {
        Some(width) => !is_full(line, next, width) && ends_sentence(line),
        None => !(continues(line) && next.chars().next().is_some_and(char::is_lowercase)),
    }
}

/// Whether a line names the authors and says nothing else (`By Ana Ruiz, Arkady`, `Por Ana Ruiz y Tomás Hall`).
pub fn is_byline(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let by = words.next().is_some_and(|word| {
        ["by", "por"].contains(&word.trim_end_matches(':').to_lowercase().as_str()) && word.starts_with(char::is_uppercase)
    });
    let mut count = 0;
    let named = words.all(|word| {
        count += 1;
        let capital = word.starts_with(char::is_uppercase)
            && word.chars().all(|mark| mark.is_alphabetic() || matches!(mark, '.' | ',' | '\'' | '’' | '-'));
        capital || count > 1 && ["and", "y", "e", "de", "del", "van", "von", "bin", "al", "da", "dos", "in", "en", "|"].contains(&word)
    });
    by && named && (2..=MAX_BYLINE_WORDS).contains(&count) && !line.ends_with(['.', ':', ';', ','])
}

/// Whether a line breaks off in the middle: its last character is a letter, a comma or the like.
fn continues(line: &str) -> bool {
    line.chars().next_back().is_some_and(|mark| mark.is_alphanumeric() || matches!(mark, ',' | ';' | '-' | '–' | '—' | '('))
}

/// Whether the last mark is one that ends a sentence, quotes and brackets aside.
pub fn ends_sentence(line: &str) -> bool {
    let last = line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_', '“']).chars().next_back();
    last.is_some_and(|mark| matches!(mark, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = split(text).into_iter().map(|span| span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn blank_lines_separate() {
        check("One.\n\n  Two two. \r\n\r\n\r\nThree", &["One.", "Two two.", "Three"]);
    }

    #[test]
    fn one_line_paragraphs() {
        check(
            "Miners block the road\nMiners in Arkady blocked the northern road on Monday, demanding back pay.\nThe ministry called it illegal.",
            &[
                "Miners block the road",
                "Miners in Arkady blocked the northern road on Monday, demanding back pay.",
                "The ministry called it illegal.",
            ],
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "Miners in the town of Arkady blocked the northern\nroad on Monday, demanding pay that they say is\nowed since March.\nThe ministry of labour called the blockade illegal\nand sent two envoys to the mine.";
        check(
            text,
            &[
                "Miners in the town of Arkady blocked the northern\nroad on Monday, demanding pay that they say is\nowed since March.",
                "The ministry of labour called the blockade illegal\nand sent two envoys to the mine.",
            ],
        );
    }

    #[test]
    fn authors_stand_alone() {
        let text = "Miners block the northern road out of Arkady\nBy Ana Ruiz and Tom Hall\nMiners in the town of Arkady blocked the northern\nroad on Monday, demanding pay that they say is\nowed since March.";
        check(
            text,
            &[
                "Miners block the northern road out of Arkady",
                "By Ana Ruiz and Tom Hall",
                "Miners in the town of Arkady blocked the northern\nroad on Monday, demanding pay that they say is\nowed since March.",
            ],
        );
        for line in ["By Monday", "By Monday evening the road was open", "By the River", "By Ana Ruiz was written.", "by Ana Ruiz"] {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn a_broken_line_goes_on() {
        check(
            "The army, which had denied\nthe raid, admitted it.\nA second village was hit.",
            &["The army, which had denied\nthe raid, admitted it.", "A second village was hit."],
        );
    }

    #[test]
    fn hostile_texts() {
        check("", &[]);
        check(" \n\t\n", &[]);
        check("\r\r\n\u{2029}\u{c}x", &["x"]);
    }
}
