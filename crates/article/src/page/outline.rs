//! How is this page built?
//!
//! The tree of a page as flat arrays in document order: an element's descendants are the indices from its own to its end, so lengths of text are
//! differences of running sums and nothing recurses.

use super::names;
use crate::paragraph::ends_sentence;
use dom_query::{Document, NodeRef};
use std::collections::BTreeSet;

/// An element or a run of text.
#[derive(Debug, Default)]
pub struct Node {
    /// Lower-case name of an element; empty for text.
    pub tag: String,
    /// The words of its names.
    pub names: Vec<Vec<String>>,
    /// Class attribute, to tell elements of one kind.
    pub class: String,
    /// A date marked up for machines, and whether it is marked as that of publication.
    pub stamp: Option<(String, bool)>,
    /// Text, for a run of text.
    pub text: String,
    /// Index of the parent; the root's own.
    pub parent: usize,
    /// One past the last descendant.
    pub end: usize,
    /// The nearest element that makes a paragraph.
    pub block: usize,
    pub in_link: bool,
    /// Not shown.
    pub hidden: bool,
    /// Left out, with all descendants marked too.
    pub dropped: bool,
}

/// Elements never looked into.
const SKIPPED: [&str; 31] = [
    "amp-ad",
    "amp-embed",
    "amp-sidebar",
    "amp-social-share",
    "script",
    "style",
    "noscript",
    "nav",
    "footer",
    "button",
    "svg",
    "iframe",
    "select",
    "textarea",
    "dialog",
    "template",
    "object",
    "embed",
    "input",
    "head",
    "menu",
    "video",
    "audio",
    "canvas",
    "map",
    "math",
    "datalist",
    "progress",
    "meter",
    "applet",
    "frameset",
];

/// Elements that make a paragraph of their own.
pub const BLOCKS: [&str; 38] = [
    "p",
    "div",
    "article",
    "section",
    "main",
    "header",
    "footer",
    "aside",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "figure",
    "figcaption",
    "table",
    "tr",
    "caption",
    "pre",
    "hr",
    "address",
    "details",
    "summary",
    "center",
    "body",
    "html",
    "td",
    "th",
    "form",
    "fieldset",
];

/// Bytes of a paragraph that no card of a report among others has twice.
const LEAST_SENTENCE: usize = 80;

/// The page in document order.
pub struct Outline {
    pub nodes: Vec<Node>,
    /// Boxes left out whose words are kept as furniture where they stand.
    pub boxes: BTreeSet<usize>,
}

/// Running sums over the nodes: of any range the length of text, of text in links, and of text in paragraphs.
pub struct Sums {
    text: Vec<usize>,
    links: Vec<usize>,
    weight: Vec<f32>,
}

impl Sums {
    /// Characters of text from one index to another.
    pub fn text(&self, from: usize, to: usize) -> usize {
        self.text.get(to).copied().unwrap_or(0).saturating_sub(self.text.get(from).copied().unwrap_or(0))
    }

    /// Characters of text within links.
    pub fn links(&self, from: usize, to: usize) -> usize {
        self.links.get(to).copied().unwrap_or(0).saturating_sub(self.links.get(from).copied().unwrap_or(0))
    }

    /// What the paragraphs weigh: their text less twice their links.
    pub fn weight(&self, from: usize, to: usize) -> f32 {
        self.weight.get(to).copied().unwrap_or(0.0) - self.weight.get(from).copied().unwrap_or(0.0)
    }
}

impl Outline {
    /// Lays out what is under `root`.
    pub fn new(tree: &Document) -> Self {
        let root = tree.select_single("body").nodes().first().copied().unwrap_or_else(|| tree.root());
        let mut nodes: Vec<Node> = vec![Node { tag: "body".into(), ..Node::default() }];
        // what is still to be entered, under which parent; None ends that parent
        let mut steps: Vec<(Option<NodeRef<'_>>, usize)> = root.children_it(true).map(|child| (Some(child), 0)).collect();
        while let Some((step, parent)) = steps.pop() {
            let Some(node) = step else {
                let end = nodes.len();
                if let Some(ended) = nodes.get_mut(parent) {
                    ended.end = end;
                }
                continue;
            };
            let index = nodes.len();
            let Some((block, in_link, hidden)) = nodes.get(parent).map(|above| (above.block, above.in_link, above.hidden)) else {
                continue;
            };
            if node.is_text() {
                nodes.push(Node {
                    text: node.text().replace(UNSEEN, ""),
                    parent,
                    end: index + 1,
                    block,
                    in_link,
                    hidden,
                    ..Node::default()
                });
                continue;
            }
            let Some(tag) = node.node_name().map(|name| name.to_string()) else { continue };
            if SKIPPED.contains(&tag.as_str()) {
                continue;
            }
            let class = node.class().map(|class| class.to_string()).unwrap_or_default();
            let all = [
                tag.contains('-').then(|| tag.clone()),
                Some(class.clone()),
                attribute(&node, "id"),
                attribute(&node, "itemprop"),
                attribute(&node, "role"),
                attribute(&node, "data-component"),
            ];
            let all = all.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let is_block = BLOCKS.contains(&tag.as_str());
            let style = attribute(&node, "style").unwrap_or_default().replace(' ', "");
            let hides =
                node.has_attr("hidden") || attribute(&node, "aria-hidden").as_deref() == Some("true") || style.contains("display:none");
            nodes.push(Node {
                stamp: stamp(&node, &tag),
                names: names::words(&names::without_terms(&all)),
                class,
                parent,
                end: index + 1,
                block: if is_block { index } else { block },
                in_link: in_link || tag == "a",
                hidden: hidden || hides,
                tag,
                ..Node::default()
            });
            steps.push((None, index));
            steps.extend(node.children_it(true).map(|child| (Some(child), index)));
        }
        let end = nodes.len();
        if let Some(body) = nodes.first_mut() {
            body.end = end;
        }
        let mut page = Self { nodes, boxes: BTreeSet::new() };
        page.close_links();
        page
    }

    /// A link that holds paragraphs was never closed: its words are no link's.
    fn close_links(&mut self) {
        let mut index = 0;
        while index < self.nodes.len() {
            let end = self.end(index).max(index + 1);
            if self.tag(index) == "a" {
                let is_sentence =
                    |at: &usize| self.tag(*at) == "p" && ends_sentence(&self.words(*at)) && self.words(*at).len() >= LEAST_SENTENCE;
                if (index..end).filter(is_sentence).nth(1).is_some() {
                    self.nodes.get_mut(index..end).unwrap_or_default().iter_mut().for_each(|node| node.in_link = false);
                }
                index = end;
            } else {
                index += 1;
            }
        }
    }

    pub fn end(&self, index: usize) -> usize {
        self.nodes.get(index).map_or(index, |node| node.end)
    }

    pub fn tag(&self, index: usize) -> &str {
        self.nodes.get(index).map_or("", |node| node.tag.as_str())
    }

    /// Leaves out an element with all it holds.
    pub fn drop(&mut self, index: usize) {
        let end = self.end(index);
        self.nodes.get_mut(index..end).unwrap_or_default().iter_mut().for_each(|node| node.dropped = true);
    }

    /// Takes back what was left out.
    pub fn restore(&mut self, index: usize) {
        self.boxes.remove(&index);
        let end = self.end(index);
        for node in self.nodes.get_mut(index..end).unwrap_or_default() {
            node.dropped = false;
        }
    }

    /// Leaves out an element, but keeps its words as furniture where it stands.
    pub fn set_aside(&mut self, index: usize) {
        self.drop(index);
        self.boxes.insert(index);
    }

    /// The element children that are not left out.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.end(index);
        let mut next = index + 1;
        std::iter::from_fn(move || {
            while next < end {
                let node = self.nodes.get(next)?;
                let child = next;
                next = node.end.max(next + 1);
                if !node.dropped && !node.tag.is_empty() {
                    return Some(child);
                }
            }
            None
        })
    }

    /// The text under an element, white space folded.
    pub fn words(&self, index: usize) -> String {
        self.words_of(index, |node| !node.dropped)
    }

    /// The text under an element that was left out.
    pub fn words_set_aside(&self, index: usize) -> String {
        self.words_of(index, |node| !node.hidden)
    }

    fn words_of(&self, index: usize, is_told: impl Fn(&Node) -> bool) -> String {
        let mut words = String::new();
        for node in self.nodes.get(index..self.end(index)).unwrap_or_default().iter().filter(|node| is_told(node)) {
            if node.tag.is_empty() {
                words.push_str(&node.text);
            } else if BLOCKS.contains(&node.tag.as_str()) || node.tag == "br" {
                words.push(' ');
            }
        }
        super::meta::folded(&words)
    }

    /// Running sums over what is not left out.
    pub fn sums(&self) -> Sums {
        let count = self.nodes.len();
        let mut own = vec![(0usize, 0usize); count];
        let mut sums = Sums { text: vec![0; count + 1], links: vec![0; count + 1], weight: vec![0.0; count + 1] };
        for (index, node) in self.nodes.iter().enumerate() {
            let length = if node.dropped { 0 } else { folded_length(&node.text) };
            let linked = if node.in_link { length } else { 0 };
            if let Some(own) = own.get_mut(node.block) {
                own.0 += length;
                own.1 += linked;
            }
            sums.text[index + 1] = sums.text[index] + length;
            sums.links[index + 1] = sums.links[index] + linked;
        }
        for (index, node) in self.nodes.iter().enumerate() {
            let (length, linked) = own.get(index).copied().unwrap_or((0, 0));
            let factor = match node.tag.as_str() {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "figcaption" | "caption" | "address" | "dt" => 0.0,
                "li" | "td" | "th" => 0.5,
                _ => 1.0,
            };
            let weight = if length < LEAST_PARAGRAPH { 0.0 } else { length.saturating_sub(2 * linked) as f32 * factor };
            sums.weight[index + 1] = sums.weight[index] + weight;
        }
        sums
    }
}

/// Soft hyphens and marks without width, which only guide the breaking of lines.
const UNSEEN: [char; 4] = ['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'];

/// Shorter runs of text weigh nothing.
const LEAST_PARAGRAPH: usize = 20;

/// The machine date of an element.
fn stamp(node: &NodeRef<'_>, tag: &str) -> Option<(String, bool)> {
    let property = attribute(node, "itemprop").or_else(|| attribute(node, "property")).unwrap_or_default().to_lowercase();
    let published = property.contains("datepublished") || node.has_attr("pubdate");
    let data =
        ["data-datetime", "data-published", "data-publish-date", "data-timestamp"].into_iter().find_map(|name| attribute(node, name));
    if data.is_some() && !matches!(tag, "a" | "img" | "body") {
        return data.map(|value| (value, published));
    }
    if !(tag == "time" || tag == "relative-time" || published || (tag == "abbr" && node.has_class("published"))) {
        return None;
    }
    let given =
        ["datetime", "content", "title"].into_iter().find_map(|name| attribute(node, name)).filter(|value| !value.trim().is_empty());
    given.map(|value| (value, published))
}

fn attribute(node: &NodeRef<'_>, name: &str) -> Option<String> {
    node.attr(name).map(|value| value.to_string())
}

/// Characters, with white space folded.
fn folded_length(text: &str) -> usize {
    let mut length = 0;
    let mut space = true;
    for mark in text.chars() {
        let is_space = mark.is_whitespace();
        length += usize::from(!(is_space && space));
        space = is_space;
    }
    length.saturating_sub(usize::from(space && length > 0))
}
