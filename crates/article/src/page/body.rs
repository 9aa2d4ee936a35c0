//! Which words of this page are the report?

use super::meta::{Meta, folded};
use crate::paragraph::ends_sentence;
use crate::report::Piece;
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, ParsePolicy, Readability};
use record::BlockKind;

/// The paragraphs of the report, its headline first.
pub fn pieces(tree: Document, meta: &Meta) -> Vec<Piece> {
    tree.select(FURNITURE).remove();
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    let mut found = Vec::new();
    if let Ok(mut reader) = Readability::with_document(tree, None, Some(config))
        && let Ok(article) = reader.parse()
    {
        let content = Document::fragment(article.content);
        found = walk(&content.root());
    }
    if let Some(title) = &meta.title {
        let title = folded(title);
        found.retain(|piece| !(piece.kind == Some(BlockKind::Headline) && piece.text == title));
        found.insert(0, Piece { kind: Some(BlockKind::Headline), text: title, author: None });
    }
    found
}

/// Elements that never hold the report.
const FURNITURE: &str = "nav, footer, form, noscript, button, select, dialog, template, svg, [role=navigation], [role=dialog], [aria-hidden=true], [hidden]";

/// The paragraphs of a piece of tree, in order; no recursion, so no depth is too deep.
fn walk(root: &NodeRef<'_>) -> Vec<Piece> {
    enum Step<'a> {
        Enter(NodeRef<'a>),
        Leave(Option<BlockKind>, bool),
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = Piece::default();
    let mut kind: Option<BlockKind> = None;
    let mut steps = vec![Step::Enter(root.clone())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) => {
                if node.is_text() {
                    push_words(&mut open.text, &node.text());
                    continue;
                }
                let name = node.node_name().map(|name| name.to_string()).unwrap_or_default();
                if name == "br" {
                    if ends_sentence(open.text.trim_end()) || open.text.ends_with('\n') {
                        flush(&mut pieces, &mut open, kind);
                    } else if !open.text.is_empty() {
                        open.text.push('\n');
                    }
                    continue;
                }
                let is_block = BLOCKS.contains(&name.as_str());
                if is_block {
                    flush(&mut pieces, &mut open, kind);
                    steps.push(Step::Leave(kind, true));
                    kind = own_kind(&name, &node).or(kind);
                } else {
                    if name == "td" || name == "th" {
                        push_words(&mut open.text, " ");
                    }
                    steps.push(Step::Leave(kind, false));
                }
                steps.extend(node.children_it(true).map(Step::Enter));
            }
            Step::Leave(outer, was_block) => {
                if was_block {
                    flush(&mut pieces, &mut open, kind);
                }
                kind = outer;
            }
        }
    }
    flush(&mut pieces, &mut open, kind);
    pieces
}

const BLOCKS: [&str; 34] = [
    "p", "div", "article", "section", "main", "header", "footer", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote",
    "figure", "figcaption", "table", "tr", "caption", "pre", "hr", "address", "details", "summary", "center", "body", "html",
];

fn own_kind(name: &str, node: &NodeRef<'_>) -> Option<BlockKind> {
    let class = node.class().map(|class| class.to_lowercase()).unwrap_or_default();
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(BlockKind::Headline),
        "figcaption" | "caption" => Some(BlockKind::Caption),
        "blockquote" if ["twitter", "tweet", "instagram", "tiktok", "bluesky", "mastodon", "fb-"].iter().any(|site| class.contains(site)) => Some(BlockKind::Post),
        "blockquote" => Some(BlockKind::Quotation),
        _ if class.contains("pullquote") || class.contains("pull-quote") => Some(BlockKind::Quotation),
        _ => None,
    }
}

/// Adds words with white space folded.
fn push_words(text: &mut String, words: &str) {
    for mark in words.chars() {
        if mark.is_whitespace() {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else {
            text.push(mark);
        }
    }
}

fn flush(pieces: &mut Vec<Piece>, open: &mut Piece, kind: Option<BlockKind>) {
    let piece = std::mem::take(open);
    let text = piece.text.trim();
    if !text.is_empty() {
        pieces.push(Piece { kind, text: text.to_owned(), author: None });
    }
}

#[allow(dead_code, reason = "the policy of the fallback")]
const FALLBACK: ParsePolicy = ParsePolicy::Raw;
