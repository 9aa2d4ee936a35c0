//! Which words of this page are the report?
//!
//! What the names of elements tell to be furniture goes first. Then the element is looked for that holds the report: one named for it, else the
//! smallest that holds most of the weight of the paragraphs. Opening paragraphs above it are put before; lists of links and boxes of
//! related reports in it go.

use super::meta::{Meta, folded};
use super::names::{self, Sense};
use super::outline::{BLOCKS, Outline, Sums};
use super::words::{MOST_CLOCK, is_clock, walk};
use crate::furniture;
use crate::paragraph::ends_sentence;
use crate::report::Piece;
use dom_query::Document;
use record::BlockKind;
use std::collections::BTreeMap;

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

/// Lengths of a box that is kept as furniture, in characters.
const BOXED: std::ops::RangeInclusive<usize> = 20..=300;

/// The paragraphs of the report, its headline first.
pub fn pieces(mut page: Outline, meta: &Meta) -> Vec<Piece> {
    drop_furniture(&mut page);
    let sums = page.sums();
    let parts = parts(&page, &sums);
    let Some(first) = parts.first().copied() else { return Vec::new() };
    let mut found: Vec<Piece> = Vec::new();
    let leads = leads(&page, &sums, first);
    drop_boxes(&mut page, &sums, &parts);
    drop_cards(&mut page, &sums, &parts);
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

/// Leaves out what is hidden and what its name tells to be furniture, unless too much of the page lies in it.
fn drop_furniture(page: &mut Outline) {
    let sums = page.sums();
    let end = page.end(0);
    let weight = sums.weight(0, end).max(1.0);
    let plain = sums.text(0, end).saturating_sub(sums.links(0, end)).max(1) as f32;
    let share = |from: usize, to: usize| {
        let text = sums.text(from, to) as f32 - 1.5 * sums.links(from, to) as f32;
        (sums.weight(from, to) / weight).max(0.9 * text / plain)
    };
    // what went by a name that may mean another thing
    let mut doubtful: Vec<usize> = Vec::new();
    let mut index = 1;
    while index < end {
        let to = page.end(index);
        let Some(node) = page.nodes.get(index) else { break };
        let sense = names::furniture(&node.names);
        let limit = match node.tag.as_str() {
            "" | "article" | "main" | "h1" | "html" | "body" if !node.hidden => None,
            _ if !node.hidden && sums.text(index, to) < MOST_CLOCK && is_clock(&page.words(index)) => None,
            _ if !node.hidden && names::is_pull_quote(&node.names) => None,
            "p" if !node.hidden && names::is_lead(&node.names) && sums.links(index, to) == 0 => None,
            _ if node.hidden => Some(0.3),
            "form" => Some(0.5),
            tag => match sense {
                Some(Sense::Comments) => Some(if plain * (1.0 - share(index, to)) < 600.0 { 0.5 } else { 0.95 }),
                Some(Sense::Beside) => Some(0.5),
                Some(Sense::Furniture) => Some(0.25),
                None => (tag == "aside").then_some(0.25),
            },
        };
        if limit.is_some_and(|limit| share(index, to) <= limit) {
            if sense == Some(Sense::Furniture) && !node.hidden {
                doubtful.push(index);
            }
            if names::is_newsletter(&node.names) && BOXED.contains(&sums.text(index, to)) && !node.hidden {
                page.set_aside(index);
            } else {
                page.drop(index);
            }
            index = to;
        } else {
            index += 1;
        }
    }
    // a template that gives such names to the parts of its reports
    let left = page.sums();
    if left.weight(0, end) < LEAST_LEFT * weight && left.text(0, end).saturating_sub(left.links(0, end)) < LEAST_WORDS {
        doubtful.into_iter().for_each(|index| page.restore(index));
    }
}

/// If the names leave less of the page's weight than this share, they were misread.
const LEAST_LEFT: f32 = 0.25;

/// So many characters are a report, whatever else went.
const LEAST_WORDS: usize = 600;

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
        let is_deck = node.tag == "h2" && links == 0 && headline.and_then(|above| page.nodes.get(above)).is_some_and(|above| above.parent == node.parent);
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

/// Leaves out lists of links, and boxes that a heading tells to be of related reports.
fn drop_boxes(page: &mut Outline, sums: &Sums, parts: &[usize]) {
    for part in parts {
        let (mut index, end) = (part + 1, page.end(*part));
        let all = sums.weight(*part, end).max(1.0);
        while index < end {
            let to = page.end(index);
            let (text, links) = (sums.text(index, to), sums.links(index, to));
            let tag = page.tag(index);
            let is_column = tag == "td" && (page.children(index).count() > 1 || has_many_links(page, index));
            let is_box = is_column || matches!(tag, "ul" | "ol" | "table" | "div" | "section" | "dl");
            let linked = links * 10 > text * 6;
            if page.nodes.get(index).is_some_and(|node| node.dropped) {
                index = to.max(index + 1);
                continue;
            }
            if text > 0 && linked && !(text < MOST_CLOCK && is_clock(&page.words(index))) && ((is_box && sums.weight(index, to) < 200.0) || (tag == "p" && links >= text && text < 120)) {
                page.drop(index);
                index = to;
                continue;
            }
            if text < 60 && text > 6 && is_comments_heading(page, index) {
                drop_after(page, index, *part);
                index = to;
                continue;
            }
            if tag == "p" && text < 160 && is_labelled_link(page, sums, index) {
                page.set_aside(index);
                index = to;
                continue;
            }
            let is_heading = matches!(tag, "h2" | "h3" | "h4" | "h5" | "h6" | "strong" | "b" | "p" | "div") && (1..60).contains(&text);
            if is_heading && furniture::heads_a_list(&page.words(index)) {
                drop_under_heading(page, sums, index, *part, all);
            }
            index += 1;
        }
    }
}

/// `12 comments`: the heading of what readers wrote.
fn is_comments_heading(page: &Outline, index: usize) -> bool {
    if !matches!(page.tag(index), "h2" | "h3" | "h4" | "h5") {
        return false;
    }
    let words = page.words(index).to_lowercase();
    let mut count = 0;
    let counted = words.split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
        count += 1;
        word.bytes().all(|byte| byte.is_ascii_digit()) || COMMENTS.contains(&word)
    });
    let named = words.split(|mark: char| !mark.is_alphanumeric()).any(|word| COMMENTS.get(..NAMED_COMMENTS).unwrap_or_default().contains(&word));
    counted && named && count <= 4
}

/// What readers' words are called, then what may stand beside it.
const COMMENTS: [&str; 16] = [
    "comments", "comentarios", "commentaires", "kommentare", "comentários", "commenti", "reacties", "comment", "comentario", "commentaire", "kommentar",
    "responses", "the", "de", "lectores", "readers",
];

/// How many of them name it.
const NAMED_COMMENTS: usize = 12;

/// Leaves out a heading and what follows it in the elements around, up to the part.
fn drop_after(page: &mut Outline, heading: usize, part: usize) {
    let parent = page.nodes.get(heading).map_or(part, |node| node.parent).max(part);
    let end = page.end(parent);
    let mut next = heading;
    while next < end {
        let to = page.end(next).max(next + 1);
        page.drop(next);
        next = to;
    }
}

/// `READ: a headline`, the headline a link: a few words, a colon, and nothing but links.
fn is_labelled_link(page: &Outline, sums: &Sums, index: usize) -> bool {
    let (text, links) = (sums.text(index, page.end(index)), sums.links(index, page.end(index)));
    if links == 0 || links * 10 < text * 6 || text > links + 24 {
        return false;
    }
    let texts = page.nodes.get(index..page.end(index)).unwrap_or_default().iter().filter(|node| !node.text.trim().is_empty());
    let label: String = texts.clone().take_while(|node| !node.in_link).map(|node| node.text.as_str()).collect();
    let rest = texts.skip_while(|node| !node.in_link).all(|node| node.in_link);
    rest && label.trim_end().ends_with([':', '|', '►', '»'])
}

/// Whether a cell of a table is a menu.
fn has_many_links(page: &Outline, index: usize) -> bool {
    (index..page.end(index)).filter(|index| page.tag(*index) == "a").nth(2).is_some()
}

/// Leaves out the box that a heading stands in, if it is small; else the heading and the list of links after it.
fn drop_under_heading(page: &mut Outline, sums: &Sums, heading: usize, part: usize, all: f32) {
    let parent = |index: usize| page.nodes.get(index).map_or(0, |node| node.parent);
    let mut around = parent(heading);
    while around > part && parent(around) > part && sums.weight(parent(around), page.end(parent(around))) < 0.15 * all {
        around = parent(around);
    }
    let linked = |index: usize| sums.links(index, page.end(index)) * 4 >= sums.text(index, page.end(index));
    if around > part && sums.weight(around, page.end(around)) < 0.25 * all && !matches!(page.tag(around), "p" | "li") && linked(around) {
        page.drop(around);
        return;
    }
    let mut next = page.end(heading);
    page.drop(heading);
    while matches!(page.tag(next), "ul" | "ol") && sums.links(next, page.end(next)) * 2 > sums.text(next, page.end(next)) {
        page.drop(next);
        next = page.end(next);
    }
}

/// Leaves out cards that lead to other reports: neighbours of one class, each with a title that is a link and a few words under it.
fn drop_cards(page: &mut Outline, sums: &Sums, parts: &[usize]) {
    for part in parts {
        let end = page.end(*part);
        let mut index = *part;
        while index < end {
            let cards: Vec<usize> = page.children(index).filter(|child| is_card(page, sums, *child)).collect();
            let class = |card: usize| page.nodes.get(card).map_or_else(String::new, |node| format!("{} {}", node.tag, node.class));
            let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            cards.into_iter().for_each(|card| rows.entry(class(card)).or_default().push(card));
            rows.into_values().filter(|row| row.len() >= LEAST_CARDS).flatten().for_each(|card| page.drop(card));
            index += 1;
        }
    }
}

/// So many neighbours make a row of cards.
const LEAST_CARDS: usize = 2;

/// The longest card, and the shortest title of one, in characters.
const CARD: (usize, usize) = (500, 20);

fn is_card(page: &Outline, sums: &Sums, index: usize) -> bool {
    let end = page.end(index);
    let (most, title) = CARD;
    if !matches!(page.tag(index), "div" | "article" | "section" | "li")
        || !(title..=most).contains(&sums.text(index, end))
        || sums.links(index, end) * 5 < sums.text(index, end)
        || page.nodes.get(index).is_none_or(|node| node.class.is_empty())
    {
        return false;
    }
    let texts = || page.nodes.get(index..end).unwrap_or_default().iter().filter(|node| !node.dropped && !node.text.trim().is_empty());
    let first = texts().find(|node| node.text.trim().chars().count() >= title);
    let blocks = texts().map(|node| node.block).collect::<std::collections::BTreeSet<_>>().len();
    first.is_some_and(|node| node.in_link) && blocks >= 2
}
