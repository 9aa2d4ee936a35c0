//! Which reports does this feed hold?
//!
//! RSS of all ages and Atom are read entry by entry, their elements told apart by local names; JSON Feed is read with JSON.

use crate::Item;
use crate::fault::{Broken, Fault};
use crate::limits::MAX_LINE_BYTES;
use crate::page;
use crate::report::{self, Told};
use crate::source::{Budget, Inside, Items, Spending};
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader};

/// Whether a text begins like a feed.
pub fn looks_like(start: &str) -> bool {
    let head: String = start.chars().take(2048).collect();
    let root = head.split('<').skip(1).find(|tag| !tag.starts_with(['?', '!'])).unwrap_or("");
    let name = root.split([' ', '>', '\n', '\r', '\t', '/']).next().unwrap_or("");
    matches!(name, "rss" | "feed" | "rdf:RDF" | "RDF") && head.trim_start().starts_with('<')
}

/// The reports of a feed, an entry each.
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, inside: &Inside) -> Items<'a> {
    let budget = Budget::new("an entry", MAX_LINE_BYTES as u64, "check that the feed is whole");
    let bytes = BufReader::with_capacity(1 << 16, Spending { inner: bytes, budget: budget.clone() });
    let mut xml = quick_xml::Reader::from_reader(bytes);
    let config = xml.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    Box::new(Entries { xml, feed: Told::default(), inside: inside.clone(), budget, count: 0, done: false })
}

struct Entries<R> {
    xml: quick_xml::Reader<R>,
    /// What is said of the whole feed.
    feed: Told,
    inside: Inside,
    budget: Budget,
    count: usize,
    done: bool,
}

impl<R: BufRead> Iterator for Entries<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.done {
            return None;
        }
        self.budget.reset();
        match self.entry() {
            Ok(Some(entry)) => {
                self.count += 1;
                let here = self.inside.member(&format!("entry {}", self.count));
                Some(report::document(entry.told(&self.feed), &here))
            }
            Ok(None) => {
                self.done = true;
                (self.count == 0).then(|| {
                    Err(Fault::new(&self.inside, "the feed has no entries", "leave it out, or look why nothing was written to it"))
                })
            }
            Err(error) => {
                self.done = true;
                let here = self.inside.member(&format!("entry {}", self.count + 1));
                let offset = self.xml.buffer_position();
                Some(Err(match error {
                    quick_xml::Error::Io(error) => Fault::from_io(&here, &error, offset),
                    error => Fault::new(&here, format!("the feed is not well-formed XML ({error})"), "fetch it again, or correct it there")
                        .at(offset),
                }))
            }
        }
    }
}

/// An entry as its elements say.
#[derive(Default)]
struct Entry {
    told: Told,
    /// The fullest content and whether it is plain text.
    content: String,
    plain: bool,
    summary: String,
    updated: Option<String>,
}

impl<R: BufRead> Entries<R> {
    /// The next entry; what stands outside entries goes to the feed.
    fn entry(&mut self) -> Result<Option<Entry>, quick_xml::Error> {
        let mut entry: Option<Entry> = None;
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut kind = String::new();
        let mut markup: Option<usize> = None;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            let event = self.xml.read_event_into(&mut buffer)?;
            match &event {
                Event::Eof if entry.is_some() => return Err(cut_short()),
                Event::Eof => return Ok(None),
                Event::Start(start) | Event::Empty(start) => {
                    let is_empty = matches!(event, Event::Empty(_));
                    let name = local(start);
                    if markup.is_some() {
                        text.extend(["<", &name, if is_empty { "/>" } else { ">" }]);
                    } else if (name == "item" || name == "entry") && entry.is_none() {
                        entry = Some(Entry::default());
                        path.clear();
                        continue;
                    } else {
                        text.clear();
                        kind = attribute(start, "type").unwrap_or_default();
                        if name == "link"
                            && let Some(href) =
                                attribute(start, "href").filter(|_| attribute(start, "rel").is_none_or(|rel| rel == "alternate"))
                        {
                            entry.as_mut().map_or(&mut self.feed, |entry| &mut entry.told).url.get_or_insert(href);
                        }
                        if name == "content" && kind == "xhtml" {
                            markup = Some(path.len());
                        }
                    }
                    if !is_empty {
                        path.push(name);
                    }
                }
                Event::End(_) => {
                    let Some(name) = path.pop() else {
                        if let Some(entry) = entry.take() {
                            return Ok(Some(entry));
                        }
                        continue;
                    };
                    if markup.is_some_and(|depth| path.len() > depth) {
                        text.extend(["</", &name, ">"]);
                        continue;
                    }
                    markup = None;
                    let parent = path.last().map_or("", String::as_str);
                    match &mut entry {
                        Some(entry) => entry.element(&name, parent, std::mem::take(&mut text), &kind),
                        None => feed_element(&mut self.feed, &name, parent, &text),
                    }
                }
                Event::Text(words) => text.push_str(words),
                Event::CData(words) => text.push_str(words),
                Event::GeneralRef(name) => push_reference(&mut text, name, markup.is_some()),
                _ => {}
            }
        }
    }
}

impl Entry {
    fn element(&mut self, name: &str, parent: &str, text: String, kind: &str) {
        let words = text.trim();
        if words.is_empty() {
            return;
        }
        let told = &mut self.told;
        let set = |field: &mut Option<String>| {
            field.get_or_insert_with(|| words.to_owned());
        };
        match (name, parent) {
            ("name", "author") | ("creator" | "author", _) => set(&mut told.byline),
            (_, parent) if !parent.is_empty() => {}
            ("title", _) => set(&mut told.title),
            ("link", _) => set(&mut told.url),
            ("guid" | "id", _) => set(&mut told.id),
            ("pubDate" | "published" | "date" | "issued", _) => set(&mut told.published),
            ("updated" | "modified", _) => set(&mut self.updated),
            ("language", _) => set(&mut told.language),
            ("encoded" | "content", _) if text.len() > self.content.len() => {
                self.plain = name == "content" && matches!(kind, "" | "text" | "text/plain");
                self.content = text;
            }
            ("description" | "summary", _) if text.len() > self.summary.len() => self.summary = text,
            _ => {}
        }
    }

    fn told(self, feed: &Told) -> Told {
        let Self { mut told, content, plain, summary, updated } = self;
        told.published = told.published.or_else(|| updated.clone());
        told.publisher = told.publisher.or_else(|| feed.title.clone());
        told.language = told.language.or_else(|| feed.language.clone());
        told.title = told.title.map(|title| page::plain(&title));
        let plain = plain && !content.is_empty();
        let content = if content.trim().is_empty() { summary } else { content };
        if plain || !content.contains('<') && !content.contains('&') {
            told.text = content;
        } else {
            told.pieces = page::fragment(&content, told.title.as_deref());
        }
        told
    }
}

fn feed_element(feed: &mut Told, name: &str, parent: &str, text: &str) {
    let words = text.trim();
    match name {
        "title" if matches!(parent, "channel" | "feed") && !words.is_empty() => feed.title = Some(page::plain(words)),
        "language" if !words.is_empty() => feed.language = Some(words.to_owned()),
        _ => {}
    }
}

fn cut_short() -> quick_xml::Error {
    quick_xml::Error::Io(std::sync::Arc::new(Broken::io("the feed ends within an entry", "fetch it again")))
}

/// The name without its prefix.
fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.html_attributes().filter_map(Result::ok).find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_or_else(|_| found.value.to_string(), |value| value.to_string()))
}

/// `&amp;` and its like; in markup and for names of HTML they stay as written and are resolved with the markup.
fn push_reference(text: &mut String, reference: &quick_xml::events::BytesRef<'_>, in_markup: bool) {
    let name: &str = reference;
    let known = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    match known.filter(|_| !in_markup) {
        Some(mark) => text.push(mark),
        None => text.extend(["&", name, ";"]),
    }
}
