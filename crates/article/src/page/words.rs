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
    let mut index = part;
    while index < end {
        while let Some((_, outer, is_block)) = around.last().copied().filter(|(ends, _, _)| *ends <= index) {
            if is_block {
                open.close(pieces, kind);
            }
            kind = outer;
            around.pop();
        }
        let Some(node) = page.nodes.get(index) else { break };
        if node.dropped {
            index = node.end.max(index + 1);
            continue;
        }
        index += 1;
        if node.tag.is_empty() {
            open.push(&node.text, is_verbatim(page, node));
            continue;
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
                kind = own_kind(node).or(kind);
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

/// Whether a cell of a table holds paragraphs: the table is there for the layout.
fn is_laid_out(page: &Outline, cell: usize) -> bool {
    page.children(cell).any(|child| BLOCKS.contains(&page.tag(child)))
}

fn is_verbatim(page: &Outline, node: &Node) -> bool {
    page.tag(node.block) == "pre"
}

/// What an element makes of the words in it.
fn own_kind(node: &Node) -> Option<BlockKind> {
    let class = node.class.to_lowercase();
    let embeds = ["twitter", "tweet", "instagram", "tiktok", "bluesky", "mastodon", "fb-post"];
    match node.tag.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Headline),
        "figcaption" | "caption" => Some(BlockKind::Caption),
        "blockquote" if embeds.iter().any(|site| class.contains(site)) => Some(BlockKind::Post),
        "blockquote" => Some(BlockKind::Quotation),
        _ if class.contains("pullquote") || class.contains("pull-quote") => Some(BlockKind::Quotation),
        _ if names::is_caption(&node.names) => Some(BlockKind::Caption),
        _ => None,
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
