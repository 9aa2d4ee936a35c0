//! Which day does this page show?
//!
//! Every date that is marked up or written on the page is scored by what its element is called, where it stands and what stands beside it.

use super::date::{YEARS, stamped};
use super::meta::Meta;
use super::names::{self, Sense};
use super::outline::Outline;
use super::written;
use record::Date;

/// A visible date with this score surely is the page's own.
pub const SURE: i32 = 4;

/// Below it, a visible date may be of anything.
pub const LEAST: i32 = 1;

/// The dates that the page shows: the likeliest of publication with its score, and the one said to be of the last change.
#[derive(Default)]
pub struct Visible {
    pub published: Option<(Date, i32)>,
    /// Whether the page says of the likeliest that it is the day of a change.
    pub is_change: bool,
    pub modified: Option<Date>,
}

/// The likeliest date on the page, by what its element is called, where it stands and what stands beside it.
pub fn find(page: &Outline, meta: &Meta) -> Visible {
    let language = meta.language.as_deref().filter(|_| !meta.day_first);
    let headline = headline(page, meta);
    let mut found = Visible::default();
    for (index, node) in page.nodes.iter().enumerate() {
        let (date, marked) = match &node.stamp {
            Some((stamp, published)) => (stamped(stamp, language).map(|(date, _)| date), 3 + i32::from(*published) * 2),
            None if node.tag.is_empty() => (readable(&node.text, language), 0),
            None => (in_pieces(page, index, language), 0),
        };
        let Some(date) = date else { continue };
        if node.tag.is_empty() && found.modified.is_none() && is_last_change(&node.text) {
            found.modified = Some(date);
        }
        let score = marked + around(page, index, headline) + place(index, headline) + beside(page, index);
        if score >= LEAST && found.published.is_none_or(|(_, most)| score > most) {
            found.published = Some((date, score));
            found.is_change = is_change(page, index);
        }
    }
    found
}

/// Whether the words say that the page was last changed then.
fn is_last_change(words: &str) -> bool {
    let words = words.to_lowercase();
    [
        "last modified",
        "last edited",
        "last updated",
        "zuletzt",
        "última edición",
        "última modificación",
        "última actualización",
        "dernière m",
    ]
    .iter()
    .any(|label| words.contains(label))
}

/// Whether the words beside a date say that it is of a change, and of nothing else.
fn is_change(page: &Outline, index: usize) -> bool {
    let above = |at: &usize| page.nodes.get(*at).map(|node| node.parent).filter(|parent| parent < at);
    std::iter::successors(Some(index), above).take(LEVELS).any(|at| {
        let words = if page.end(at).saturating_sub(at) > 30 { String::new() } else { page.words(at).to_lowercase() };
        let says = |labels: &[&str]| labels.iter().any(|label| words.contains(label));
        words.chars().count() <= LONG && says(&CHANGED) && !says(&["publi", "posted", "first "])
    })
}

/// So many elements around a date are asked what they say of it.
const LEVELS: usize = 3;

/// Words that say a date is of a change.
const CHANGED: [&str; 8] = ["updated", "modified", "aktualisiert", "geändert", "actualizado", "actualización", "mis à jour", "stand:"];

/// A date whose day, month and year are elements of their own, in a small element named for it or in a short paragraph.
fn in_pieces(page: &Outline, index: usize, language: Option<&str>) -> Option<Date> {
    let end = page.end(index);
    let is_small = (index + 3..=index + 14).contains(&end);
    let named = |index: usize| {
        page.nodes.get(index).is_some_and(|node| node.names.iter().flatten().any(|name| DATE_NAMES.iter().any(|word| name.contains(word))))
    };
    if !is_small || !(named(index) || page.nodes.get(index).is_some_and(|node| node.block == index)) {
        return None;
    }
    let texts = page.nodes.get(index..end)?.iter().filter(|node| node.text.bytes().any(|byte| byte.is_ascii_alphanumeric()));
    if texts.clone().count() < 2 || texts.clone().any(|node| node.text.len() > MOST_PIECE || readable(&node.text, language).is_some()) {
        return None;
    }
    readable(&page.words(index), language)
}

/// The longest piece of a date in pieces, in bytes.
const MOST_PIECE: usize = 40;

/// What elements that hold a date are called.
const DATE_NAMES: [&str; 6] = ["date", "datum", "fecha", "publi", "time", "posted"];

fn readable(text: &str, language: Option<&str>) -> Option<Date> {
    let text = text.trim_start();
    let head = match text.char_indices().nth(MOST_DATE) {
        Some((end, _)) => text.char_indices().nth(HEAD).and_then(|(head, _)| text.get(..head.min(end))).unwrap_or(text),
        None => text,
    };
    let dated = head.len() >= 6 && head.bytes().filter(u8::is_ascii_digit).count() >= 3;
    if dated { written::day(head, language) } else { None }.filter(|date| YEARS.contains(&date.year()))
}

/// The longest run of text that is looked through for a date; of a longer one the first [`HEAD`] characters are.
const MOST_DATE: usize = 160;

/// A paragraph may begin with its day.
const HEAD: usize = 40;

/// The index of the headline: the first heading that the title begins with or that begins the title, else the first `h1`.
fn headline(page: &Outline, meta: &Meta) -> Option<usize> {
    let title = meta.title.as_deref().unwrap_or("");
    let is_heading = |index: &usize| matches!(page.tag(*index), "h1" | "h2" | "h3" | "h4");
    let named = (0..page.nodes.len()).filter(is_heading).take(MOST_HEADINGS).find(|index| {
        let words = page.words(*index);
        words.chars().count() >= LEAST_HEADING && (title.starts_with(&words) || (!title.is_empty() && words.starts_with(title)))
    });
    named.or_else(|| (0..page.nodes.len()).find(|index| page.tag(*index) == "h1"))
}

/// So many headings are compared with the title.
const MOST_HEADINGS: usize = 60;

/// A shorter heading is the name of the site or of a section.
const LEAST_HEADING: usize = 8;

/// What the elements around say, up to the one that holds the headline or most of the page: what is said of that is said of the report too.
fn around(page: &Outline, index: usize, headline: Option<usize>) -> i32 {
    let mut score = 0;
    let mut at = index;
    for _ in 0..12 {
        let Some(node) = page.nodes.get(at) else { break };
        let holds_headline = headline.is_some_and(|headline| at < headline && headline < node.end);
        if holds_headline || (node.end - at) * 2 > page.nodes.len() {
            break;
        }
        if names::furniture(&node.names).is_some_and(|sense| sense != Sense::Furniture)
            || matches!(node.tag.as_str(), "aside" | "li")
            || node.hidden
        {
            score -= 3;
        }
        let says = |words: &[&str]| node.names.iter().flatten().any(|name| words.iter().any(|word| name.contains(word)));
        if score < 3 && says(&["date", "datum", "fecha", "publi", "posted", "pubdate", "byline", "meta", "time", "dateline", "info"]) {
            score += 2;
        }
        if says(&["modif", "updat", "edited", "comment", "related", "sidebar", "archive", "teaser"]) {
            score -= 2;
        }
        if at == 0 {
            break;
        }
        at = node.parent;
    }
    score.clamp(-6, 4)
}

/// How near the headline it stands.
fn place(index: usize, headline: Option<usize>) -> i32 {
    match headline {
        Some(headline) if index >= headline && index - headline <= 40 => 3,
        Some(headline) if index < headline && headline - index <= 25 => 2,
        Some(headline) if index > headline && index - headline <= 120 => 1,
        _ => 0,
    }
}

/// What the words beside it say.
fn beside(page: &Outline, index: usize) -> i32 {
    let block = page.nodes.get(index).map_or(index, |node| node.block);
    let end = page.end(block);
    if end.saturating_sub(block) > 200 {
        return -1;
    }
    let words: String = page.words(block).to_lowercase();
    if words.chars().count() > LONG {
        if page.nodes.get(index).is_some_and(|node| node.text.trim().chars().count() <= HEAD) {
            return 1;
        }
        let begins = page.nodes.get(index).is_some_and(|node| words.starts_with(&super::meta::folded(&node.text).to_lowercase()));
        return if begins { 0 } else { -3 };
    }
    if words.contains('©') || words.contains("copyright") {
        return -5;
    }
    if NOT_ITS_OWN.iter().any(|label| words.contains(label)) {
        return -4;
    }
    let says = |labels: &[&str]| labels.iter().any(|label| words.contains(label));
    let published = says(&[
        "publi",
        "veröffentlicht",
        "erstellt",
        "datum",
        "posted",
        "geschrieben",
        "pressemitteilung",
        "pubblicato",
        "opublikowano",
        "vom ",
    ]);
    let modified = says(&CHANGED);
    let alone = words.chars().count() <= 60;
    i32::from(alone) + 2 * i32::from(published) - i32::from(modified && !published)
}

/// Labels of the day of the visit or of a reader's registration.
const NOT_ITS_OWN: [&str; 12] = [
    "aktuelle zeit",
    "current time",
    "it is currently",
    "today is",
    "heute ist",
    "hoy es",
    "hora actual",
    "registriert",
    "registered",
    "joined",
    "member since",
    "anmeldedatum",
];

/// In a longer paragraph a date is of what it tells, unless it opens it.
const LONG: usize = 250;
