//! Which paragraphs stand in this part of a page, and what is each?

use super::names;
use super::outline::{BLOCKS, Node, Outline};
use crate::paragraph::ends_sentence;
use crate::report::Piece;
use record::BlockKind;

/// A caption without a sentence is a credit.
const LEAST_CAPTION: usize = 60;

/// Longer runs are no captions.
const MOST_CAPTION: usize = 400;

/// The paragraphs under an element, in order.
pub fn walk(page: &Outline, part: usize, pieces: &mut Vec<Piece>) {
    let end = page.end(part);
    let mut open = Open::default();
    // the elements around, with what each makes of its words
    let mut around: Vec<(usize, Option<BlockKind>, bool)> = Vec::new();
    let mut kind = None;
    let mut seam = Seam::None;
    let mut index = part;
    while index < end {
        while let Some((_, outer, is_block)) = around.last().copied().filter(|(ends, _, _)| *ends <= index) {
            if is_block {
                open.close(pieces, kind);
            }
            kind = outer;
            around.pop();
            seam = Seam::Closed;
        }
        let Some(node) = page.nodes.get(index) else { break };
        if node.dropped {
            if page.boxes.contains(&index) {
                open.close(pieces, kind);
                pieces.push(Piece { kind: Some(BlockKind::Furniture), text: page.words_set_aside(index), author: None });
            }
            index = node.end.max(index + 1);
            continue;
        }
        index += 1;
        if node.tag.is_empty() {
            if seam == Seam::Opened {
                open.part(&node.text);
            }
            seam = Seam::None;
            open.push(&node.text, is_verbatim(page, node));
            continue;
        }
        if seam == Seam::Closed && is_label(node) {
            seam = Seam::Opened;
        }
        match node.tag.as_str() {
            "br" => open.break_line(pieces, kind),
            "td" | "th" if !is_laid_out(page, index - 1) => {
                open.push(" ", false);
                around.push((node.end, kind, false));
            }
            tag if BLOCKS.contains(&tag) => {
                open.close(pieces, kind);
                around.push((node.end, kind, true));
                kind = own_kind(node, kind);
            }
            _ => around.push((node.end, kind, false)),
        }
    }
    for (_, outer, is_block) in around.into_iter().rev() {
        if is_block {
            open.close(pieces, kind);
        }
        kind = outer;
    }
    open.close(pieces, kind);
}

/// What has ended and begun since the last words.
#[derive(PartialEq, Eq)]
enum Seam {
    None,
    Closed,
    Opened,
}

/// Elements that stand side by side without a space between them, set apart by their style.
fn is_label(node: &Node) -> bool {
    matches!(node.tag.as_str(), "span" | "a" | "time")
}

/// Whether a cell of a table holds paragraphs: the table is there for the layout.
fn is_laid_out(page: &Outline, cell: usize) -> bool {
    page.children(cell).any(|child| BLOCKS.contains(&page.tag(child)))
        || (cell..page.end(cell)).filter(|index| page.tag(*index) == "br").nth(1).is_some()
}

fn is_verbatim(page: &Outline, node: &Node) -> bool {
    page.tag(node.block) == "pre"
}

/// What an element makes of the words in it, given what the elements around made of them.
fn own_kind(node: &Node, around: Option<BlockKind>) -> Option<BlockKind> {
    if around == Some(BlockKind::Post) {
        return around;
    }
    match node.tag.as_str() {
        _ if names::is_post(&node.names) => Some(BlockKind::Post),
        _ if names::is_pull_quote(&node.names) => Some(BlockKind::Quotation),
        "figcaption" | "caption" => Some(BlockKind::Caption),
        _ if names::is_caption(&node.names) => Some(BlockKind::Caption),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Headline),
        "blockquote" => Some(BlockKind::Quotation),
        "figure" => around.or(Some(BlockKind::Caption)),
        "table" | "pre" if around == Some(BlockKind::Caption) => None,
        _ => around,
    }
}

/// A paragraph in the making.
#[derive(Default)]
struct Open {
    text: String,
}

impl Open {
    /// Adds words with white space folded, or as they are.
    fn push(&mut self, words: &str, verbatim: bool) {
        for mark in words.chars() {
            if verbatim && mark == '\n' {
                self.text.push('\n');
            } else if !mark.is_whitespace() {
                self.text.push(mark);
            } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    /// A space between two labels that would run together: `2031World`, `Brandt3 min`.
    fn part(&mut self, words: &str) {
        let small = self.text.ends_with(|mark: char| mark.is_lowercase() || mark.is_ascii_digit());
        let digit = self.text.ends_with(|mark: char| mark.is_ascii_digit());
        if small && words.starts_with(|mark: char| mark.is_uppercase() || (mark.is_ascii_digit() && !digit)) {
            self.text.push(' ');
        }
    }

    /// A line break ends the paragraph after a sentence or after another break.
    fn break_line(&mut self, pieces: &mut Vec<Piece>, kind: Option<BlockKind>) {
        if kind != Some(BlockKind::Post) && (ends_sentence(self.text.trim_end()) || self.text.ends_with('\n')) {
            self.close(pieces, kind);
        } else if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn close(&mut self, pieces: &mut Vec<Piece>, kind: Option<BlockKind>) {
        let whole = std::mem::take(&mut self.text);
        let text = whole.trim();
        if text.is_empty() {
            return;
        }
        let length = text.chars().count();
        let kind = if kind == Some(BlockKind::Caption) && length > MOST_CAPTION { None } else { kind };
        if kind == Some(BlockKind::Caption) && (length < LEAST_CAPTION || !ends_sentence(text)) {
            return;
        }
        if kind == Some(BlockKind::Post) {
            return post(pieces, text);
        }
        let kind = if is_clock(text) { Some(BlockKind::Dateline) } else { kind };
        pieces.push(Piece { kind, text: text.to_owned(), author: None });
    }
}

/// The words of one embedded post are one paragraph, its signature at the end.
fn post(pieces: &mut Vec<Piece>, text: &str) {
    let handle = text.rfind("(@").and_then(|at| text.get(at + 1..)).and_then(|rest| rest.split(')').next()).map(str::to_owned);
    match pieces.last_mut() {
        Some(last) if last.kind == Some(BlockKind::Post) && last.author.is_none() => {
            last.text.push('\n');
            last.text.push_str(text);
            last.author = handle;
        }
        _ => pieces.push(Piece { kind: Some(BlockKind::Post), text: text.to_owned(), author: handle }),
    }
}

/// Whether the words are the hour of an entry of a live report: `10:32`, `10.32am GMT`, `14:05 h`.
pub fn is_clock(words: &str) -> bool {
    if words.len() > MOST_CLOCK {
        return false;
    }
    let mut hours = 0;
    words.split_whitespace().all(|word| {
        let word = word.to_lowercase();
        let digits = word.trim_end_matches(|mark: char| !mark.is_ascii_digit());
        let is_hour = digits.split_once([':', '.', 'h']).is_some_and(|(hour, minute)| {
            hour.parse::<u8>().is_ok_and(|hour| hour < 24) && minute.len() == 2 && minute.parse::<u8>().is_ok_and(|minute| minute < 60)
        });
        let rest = word.get(digits.len()..).unwrap_or("");
        hours += u8::from(is_hour);
        if digits.is_empty() { BESIDE_HOUR.contains(&word.as_str()) } else { is_hour && (rest.is_empty() || BESIDE_HOUR.contains(&rest)) }
    }) && hours == 1
}

/// The longest line that is an hour, in bytes.
pub const MOST_CLOCK: usize = 24;

/// What stands beside an hour.
const BESIDE_HOUR: [&str; 20] = [
    "am", "pm", "a.m.", "p.m.", "h", "hs", "hrs", "hrs.", "horas", "uhr", "et", "est", "edt", "gmt", "bst", "utc", "cet", "cest", "-", "|",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_entries() {
        for hour in ["10:32", "10.32am GMT", "14:05 h", "9:15 p.m.", "21h30"] {
            assert!(is_clock(hour), "{hour}");
        }
        for words in ["10", "25:00", "10:32 Police arrive", "10.5", "1.200", "", "10:32 11:30", "3.14159"] {
            assert!(!is_clock(words), "{words}");
        }
    }
}
