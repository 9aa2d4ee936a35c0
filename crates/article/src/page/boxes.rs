//! Which parts of this page are not the report?
//!
//! Furniture by the names of elements, then, in what holds the report, lists of links, boxes that a heading tells to be of other reports,
//! rows of cards, and what readers wrote. A box that asks the reader to subscribe is kept as furniture where it stands.

use super::names::{self, Sense};
use super::outline::{Outline, Sums};
use super::words::{MOST_CLOCK, is_clock};
use crate::furniture;
use std::collections::BTreeMap;

/// Lengths of a box that is kept as furniture, in characters.
const BOXED: std::ops::RangeInclusive<usize> = 20..=300;

/// Leaves out what is hidden and what its name tells to be furniture, unless too much of the page lies in it.
pub fn drop_furniture(page: &mut Outline) {
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
        for index in doubtful {
            page.restore(index);
        }
    }
}

/// If the names leave less of the page's weight than this share, they were misread.
const LEAST_LEFT: f32 = 0.25;

/// So many characters are a report, whatever else went.
const LEAST_WORDS: usize = 600;

/// Leaves out lists of links, and boxes that a heading tells to be of related reports.
pub fn drop_boxes(page: &mut Outline, sums: &Sums, part: usize) {
    let (mut index, end) = (part + 1, page.end(part));
    let all = sums.weight(part, end).max(1.0);
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
        if text > 0
            && linked
            && !(text < MOST_CLOCK && is_clock(&page.words(index)))
            && ((is_box && sums.weight(index, to) < 200.0) || (tag == "p" && links >= text && text < 120))
        {
            page.drop(index);
            index = to;
            continue;
        }
        if text < 60 && text > 6 && is_comments_heading(page, index) {
            drop_after(page, index);
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
            drop_under_heading(page, sums, index, part, all);
        }
        index += 1;
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
    let named =
        words.split(|mark: char| !mark.is_alphanumeric()).any(|word| COMMENTS.get(..NAMED_COMMENTS).unwrap_or_default().contains(&word));
    counted && named && count <= 4
}

/// What readers' words are called, then what may stand beside it.
const COMMENTS: [&str; 16] = [
    "comments",
    "comentarios",
    "commentaires",
    "kommentare",
    "comentários",
    "commenti",
    "reacties",
    "comment",
    "comentario",
    "commentaire",
    "kommentar",
    "responses",
    "the",
    "de",
    "lectores",
    "readers",
];

/// How many of them name it.
const NAMED_COMMENTS: usize = 12;

/// Leaves out a heading and what follows it in the element around.
fn drop_after(page: &mut Outline, heading: usize) {
    let end = page.nodes.get(heading).map_or(heading, |node| page.end(node.parent));
    let mut next = heading;
    while next < end {
        page.drop(next);
        next = page.end(next).max(next + 1);
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
pub fn drop_cards(page: &mut Outline, sums: &Sums, part: usize) {
    for index in part..page.end(part) {
        let mut rows: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for card in page.children(index).filter(|child| is_card(page, sums, *child)) {
            let Some(node) = page.nodes.get(card) else { continue };
            rows.entry((&node.tag, &node.class)).or_default().push(card);
        }
        let cards: Vec<usize> = rows.into_values().filter(|row| row.len() >= LEAST_CARDS).flatten().collect();
        for card in cards {
            page.drop(card);
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
