//! Which words of this page are the report?
//!
//! What the names of elements tell to be furniture goes first. Then the element is looked for that holds the report: one named for it, else the
//! smallest that holds most of the weight of the paragraphs. Opening paragraphs above it are put before; the boxes in it go.

use super::boxes;
use super::meta::{Meta, folded};
use super::names::{self, Sense};
use super::outline::{BLOCKS, Outline, Sums};
use super::words::walk;
use crate::paragraph::ends_sentence;
use crate::report::Piece;
use dom_query::Document;
use record::BlockKind;

/// A child with more of its parent's weight than this is looked into.
const MOST: f32 = 0.75;

/// An element named for the report must hold this much of the page's weight, or [`ENOUGH`].
const NAMED: f32 = 0.4;

/// Weight that is a report whatever else is on the page.
const ENOUGH: f32 = 1500.0;

/// Parts of one report in elements of one class: more are a list of reports.
const MAX_PARTS: usize = 12;

/// Lengths of an opening paragraph, in characters.
const LEAD: std::ops::RangeInclusive<usize> = 40..=900;

/// The paragraphs of the report, its headline first.
pub fn pieces(mut page: Outline, meta: &Meta) -> Vec<Piece> {
    boxes::drop_furniture(&mut page);
    let sums = page.sums();
    let parts = parts(&page, &sums);
    let Some(first) = parts.first().copied() else { return Vec::new() };
    let mut found: Vec<Piece> = Vec::new();
    let leads = leads(&page, &sums, first);
    for part in &parts {
        boxes::drop_boxes(&mut page, &sums, *part);
        boxes::drop_cards(&mut page, &sums, *part);
    }
    for part in parts {
        walk(&page, part, &mut found);
    }
    while found.last().is_some_and(|last| matches!(last.kind, Some(BlockKind::Headline | BlockKind::Furniture))) {
        found.pop();
    }
    let boxes = found.iter().take_while(|piece| piece.kind == Some(BlockKind::Furniture)).count();
    found.drain(..boxes);
    let begins = |lead: &str, piece: &Piece| piece.text.starts_with(lead.get(..lead.len().min(60)).unwrap_or(lead));
    let new: Vec<Piece> = leads
        .into_iter()
        .filter(|lead| !found.iter().any(|piece| begins(lead, piece)))
        .map(|text| Piece { text, ..Piece::default() })
        .collect();
    found.splice(0..0, new);
    drop_byline(&mut found, meta);
    under(meta.title.as_deref(), found)
}

/// Leaves out the line with the author's name that stands before the first sentence.
fn drop_byline(pieces: &mut Vec<Piece>, meta: &Meta) {
    let Some(name) = meta.byline.as_deref().filter(|name| name.contains(' ')) else { return };
    let is_heading = |piece: &Piece| piece.kind == Some(BlockKind::Headline);
    let opening = pieces.iter().take_while(|piece| is_heading(piece) || !ends_sentence(&piece.text)).count();
    let mut at = 0;
    pieces.retain(|piece| {
        at += 1;
        let is_byline = at <= opening && piece.kind.is_none() && piece.text.chars().count() <= MOST_BYLINE && piece.text.contains(name);
        !is_byline
    });
}

/// The longest line with an author's name, in characters.
const MOST_BYLINE: usize = 100;

/// The paragraphs of markup that is nothing but a report.
pub fn whole(tree: &Document, title: Option<&str>) -> Vec<Piece> {
    let mut found = Vec::new();
    walk(&Outline::new(tree), 0, &mut found);
    under(title, found)
}

/// The paragraphs of a report that stands in the page's data.
pub fn told(pieces: Vec<Piece>, meta: &Meta) -> Vec<Piece> {
    under(meta.title.as_deref(), pieces)
}

/// The paragraphs under their headline, which stands once.
fn under(title: Option<&str>, mut pieces: Vec<Piece>) -> Vec<Piece> {
    let title = title.map(folded).filter(|title| !title.is_empty());
    if let Some(title) = title.filter(|_| !pieces.is_empty()) {
        pieces.retain(|piece| !(piece.kind == Some(BlockKind::Headline) && piece.text == title));
        pieces.insert(0, Piece { kind: Some(BlockKind::Headline), text: title, author: None });
    }
    pieces
}

/// The elements that hold the report, in order.
fn parts(page: &Outline, sums: &Sums) -> Vec<usize> {
    let all = sums.weight(0, page.end(0));
    let weight = |index: usize| sums.weight(index, page.end(index));
    let named: Vec<usize> = (0..page.nodes.len())
        .filter(|index| page.nodes.get(*index).is_some_and(|node| !node.dropped && !node.tag.is_empty() && names::is_body(&node.names)))
        .filter(|index| weight(*index) > 0.0)
        .collect();
    let most = named.iter().map(|index| weight(*index)).fold(0.0, f32::max);
    if most > 0.0
        && (most >= NAMED * all || most > ENOUGH)
        && let Some(best) = named.iter().rev().find(|index| weight(**index) >= 0.9 * most)
    {
        return alike(page, sums, *best);
    }
    let articles = (0..page.nodes.len()).filter(|index| page.tag(*index) == "article" && weight(*index) >= NAMED * all);
    let mut index = articles.max_by(|a, b| weight(*a).total_cmp(&weight(*b)).then(b.cmp(a))).unwrap_or(0);
    loop {
        let heaviest = page.children(index).max_by(|a, b| weight(*a).total_cmp(&weight(*b)));
        match heaviest {
            Some(child)
                if weight(child) > 0.0
                    && weight(child) >= MOST * weight(index)
                    && !matches!(page.tag(child), "p" | "li" | "td" | "blockquote") =>
            {
                index = child;
            }
            _ => break,
        }
    }
    // what is left is a side column: the report itself is very short
    let beside = |index: usize| {
        page.nodes.get(index).is_some_and(|node| matches!(names::furniture(&node.names), Some(Sense::Beside | Sense::Comments)))
    };
    if let Some(best) = named.iter().max_by(|a, b| weight(**a).total_cmp(&weight(**b)))
        && std::iter::successors(Some(index), |at| page.nodes.get(*at).map(|node| node.parent).filter(|above| above < at)).any(beside)
        && !beside(*best)
    {
        return alike(page, sums, *best);
    }
    if matches!(page.tag(index), "ul" | "tr") {
        index = page.nodes.get(index).map_or(0, |node| node.parent);
    }
    vec![index]
}

/// The element and those of its class that stand beside it: a report in parts.
fn alike(page: &Outline, sums: &Sums, best: usize) -> Vec<usize> {
    let class = page.nodes.get(best).map_or("", |node| node.class.as_str());
    let mut parts: Vec<usize> = Vec::new();
    for (index, node) in page.nodes.iter().enumerate() {
        let around = index < best && node.end > best;
        let within = parts.last().is_some_and(|last| index < page.end(*last)) || (index > best && index < page.end(best));
        let same = !node.dropped && !class.is_empty() && node.class == class && !around && sums.weight(index, node.end) > 0.0;
        if index == best || (same && !within) {
            parts.push(index);
        }
    }
    if parts.len() > MAX_PARTS { vec![best] } else { parts }
}

/// The opening paragraphs above the report: named for it, or sentences between the headline and the report.
fn leads(page: &Outline, sums: &Sums, first: usize) -> Vec<String> {
    let is_heading = |index: &usize| {
        page.tag(*index) == "h1" && page.nodes.get(*index).is_some_and(|node| !node.dropped) && sums.text(*index, page.end(*index)) > 10
    };
    let headline = (0..first).rev().find(is_heading);
    let mut leads: Vec<String> = Vec::new();
    for index in 0..first {
        let Some(node) = page.nodes.get(index).filter(|node| !node.dropped && !node.tag.is_empty() && node.end <= first) else { continue };
        let (text, links) = (sums.text(index, node.end), sums.links(index, node.end));
        if !LEAD.contains(&text) || links * 10 > text * 3 {
            continue;
        }
        let below = headline.is_some_and(|headline| index >= page.end(headline));
        let is_leaf = || !page.children(index).any(|child| BLOCKS.contains(&page.tag(child)));
        let is_paragraph = BLOCKS.contains(&node.tag.as_str())
            && !matches!(node.tag.as_str(), "li" | "figcaption" | "caption")
            && !node.tag.starts_with('h');
        let is_deck = node.tag == "h2"
            && links == 0
            && headline.and_then(|above| page.nodes.get(above)).is_some_and(|above| above.parent == node.parent);
        let structural = below && text >= 60 && is_paragraph && is_leaf() && !names::is_caption(&node.names);
        if !(structural || (below && is_deck) || names::is_lead(&node.names)) {
            continue;
        }
        let words = page.words(index);
        let told = leads.iter().any(|lead| lead.contains(&words) || words.contains(lead.as_str()));
        if !told && (!structural || ends_sentence(&words) || names::is_lead(&node.names)) {
            leads.push(words);
        }
    }
    leads
}
