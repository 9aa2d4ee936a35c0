//! What does the page say of itself?

use crate::limits::MAX_TEXT_BYTES;
use crate::report::Piece;
use crate::{language, paragraph};
use dom_query::{Document, NodeRef};
use record::BlockKind;
use serde_json::Value;

/// The metadata of a page.
#[derive(Debug, Default)]
pub struct Meta {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    /// The page is in the English of a country that writes the day before the month.
    pub day_first: bool,
    /// The `meta` elements: lower-case name, content.
    pub fields: Vec<(String, String)>,
    /// The objects of JSON-LD that describe an article, else any that bear a date.
    pub articles: Vec<Value>,
}

impl Meta {
    /// The first non-empty `meta` of these names, in the order of the names.
    pub fn field(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|wanted| {
            self.fields.iter().find(|(name, content)| name == wanted && !content.trim().is_empty()).map(|(_, content)| content.trim())
        })
    }

    /// The first string of that name in the article objects.
    fn said(&self, name: &str) -> Option<String> {
        self.articles.iter().find_map(|article| named(article.get(name)?))
    }
}

/// Reads the head of a page.
pub fn read(tree: &Document, url: Option<&str>) -> Meta {
    let mut meta = Meta { fields: fields(tree), articles: articles(tree), ..Meta::default() };
    let link = |selector: &str| tree.select_single(selector).attr("href").map(|href| href.to_string());
    meta.url = [link("link[rel=canonical]"), meta.field(&["og:url", "twitter:url"]).map(str::to_owned), url.map(str::to_owned)]
        .into_iter()
        .flatten()
        .find(|address| address.starts_with("http"));
    let root = tree.select_single("html");
    let label = root
        .attr("lang")
        .or_else(|| root.attr("xml:lang"))
        .map(|lang| lang.to_string())
        .or_else(|| meta.field(&["content-language", "og:locale", "dc.language", "language", "inlanguage"]).map(str::to_owned));
    meta.day_first = label
        .as_deref()
        .map(str::to_lowercase)
        .is_some_and(|label| label.starts_with("en-") && !["us", "ca", "ph"].iter().any(|country| label.ends_with(country)));
    meta.language = label.and_then(|label| language::normal(&label));
    meta.publisher = meta
        .field(&["og:site_name", "application-name", "publisher", "dc.publisher"])
        .map(str::to_owned)
        .or_else(|| meta.said("publisher"))
        .or_else(|| marked_publisher(tree))
        .map(|name| folded(&name))
        .filter(|name| !name.is_empty() && !name.starts_with("http"));
    meta.byline = byline(tree, &meta);
    meta.title = title(tree, &meta);
    meta
}

impl Meta {
    /// The report that the article object itself carries, as paragraphs: its text, or the entries of a live report.
    pub fn report(&self) -> Vec<Piece> {
        let length = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
        let entries = |article: &Value| -> Vec<Piece> {
            let updates = article.get("liveBlogUpdate").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            updates.iter().take(MOST_ENTRIES).flat_map(entry).collect()
        };
        self.articles.iter().flat_map(|article| [paragraphs(article), entries(article)]).max_by_key(length).unwrap_or_default()
    }
}

/// Entries of a live report that are read from its data.
const MOST_ENTRIES: usize = 2000;

/// An entry of a live report under its heading.
fn entry(update: &Value) -> Vec<Piece> {
    let heading = update.get("headline").and_then(Value::as_str).map(super::plain).filter(|heading| !heading.is_empty());
    let heading = heading.map(|text| Piece { kind: Some(BlockKind::Headline), text, author: None });
    heading.into_iter().chain(paragraphs(update)).collect()
}

/// The text of an article object, which may have been escaped as for markup.
fn paragraphs(article: &Value) -> Vec<Piece> {
    let Some(text) = article.get("articleBody").and_then(Value::as_str).filter(|text| text.len() <= MAX_TEXT_BYTES) else {
        return Vec::new();
    };
    if text.contains("<p") || text.contains("<br") {
        return super::fragment(text, None);
    }
    let pieces = paragraph::split(text).into_iter().map(|span| super::plain(span.of(text)));
    pieces.filter(|text| !text.is_empty()).map(|text| Piece { text, ..Piece::default() }).collect()
}

/// White space folded to single spaces.
pub fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn marked_publisher(tree: &Document) -> Option<String> {
    let name = tree.select_single("[itemprop=publisher] [itemprop=name]");
    name.attr("content").map(|name| name.to_string()).or_else(|| Some(name.text().to_string()))
}

fn fields(tree: &Document) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for node in tree.select("meta").nodes() {
        let Some(content) = node.attr("content") else { continue };
        for key in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(key) {
                fields.push((name.trim().to_lowercase(), content.to_string()));
            }
        }
    }
    fields
}

fn byline(tree: &Document, meta: &Meta) -> Option<String> {
    let shown = || {
        let nodes = tree.select("[rel=author], [itemprop=author], [class*=byline], [class*=Byline], [class*=author], [class*=Author], [class*=byline] a, [class*=byline] span");
        nodes.nodes().iter().take(MOST_BYLINES).map(|node| without_by(&folded(&node.text()))).find(|name| is_name(name))
    };
    let written = || meta.field(&["twitter:label1"]).filter(|label| WRITTEN_BY.contains(&label.to_lowercase().as_str()));
    let named = meta
        .said("author")
        .or_else(|| meta.field(&["author", "article:author", "dc.creator", "parsely-author", "sailthru.author"]).map(str::to_owned))
        .or_else(|| written().and_then(|_| meta.field(&["twitter:data1"])).map(str::to_owned))
        .map(|name| without_by(&super::plain(&name)))
        .filter(|name| !name.is_empty() && !name.starts_with("http") && !name.contains('@'));
    // the account that put the page up is no author
    let is_account = |name: &String| ACCOUNTS.contains(&name.to_lowercase().as_str());
    named.clone().filter(|name| !is_account(name)).or_else(shown).or(named)
}

/// So many elements are looked at for a name.
const MOST_BYLINES: usize = 50;

/// Labels of the card that names the author.
const WRITTEN_BY: [&str; 5] = ["written by", "escrito por", "by", "por", "verfasst von"];

/// Names of the accounts that content systems begin with.
const ACCOUNTS: [&str; 9] = ["admin", "administrator", "administrador", "super user", "webmaster", "editor", "root", "user", "web"];

/// One to eight words without digits.
fn is_name(name: &str) -> bool {
    let words = name.split_whitespace().count();
    (1..=8).contains(&words)
        && name.chars().count() <= 80
        && name.chars().next().is_some_and(char::is_uppercase)
        && !name.contains(|mark: char| mark.is_ascii_digit() || matches!(mark, '@' | ':' | '?' | '!' | '/'))
}

/// The name after `By`.
fn without_by(name: &str) -> String {
    let lower = name.to_lowercase();
    let by =
        ["publicado por ", "escrito por ", "posted by ", "written by ", "by ", "por ", "von "].into_iter().find(|by| lower.starts_with(by));
    by.and_then(|by| name.get(by.len()..)).unwrap_or(name).trim().to_owned()
}

/// The headline: told by the article object or `og:title`, else the `h1` that the page's `title` holds, else the `title` without the site's name.
fn title(tree: &Document, meta: &Meta) -> Option<String> {
    let page = folded(&tree.select_single("title").text());
    let shown: Vec<String> = tree.select("h1").nodes().iter().map(|node| folded(&node.text())).filter(|text| !text.is_empty()).collect();
    let told = meta
        .said("headline")
        .or_else(|| meta.field(&["og:title", "twitter:title", "dc.title", "headline"]).map(str::to_owned))
        .map(|title| super::plain(&title));
    if let Some(told) = told.filter(|title| !title.is_empty()) {
        let shorter = shown.iter().find(|heading| told.starts_with(heading.as_str()) && heading.chars().count() > 10);
        return Some(shorter.cloned().unwrap_or_else(|| without_site(&told, meta.publisher.as_deref())));
    }
    // the longest heading that the page's title holds: a shorter one is the name of the site
    let headings: Vec<String> = tree
        .select("h1, h2, h3")
        .nodes()
        .iter()
        .take(MOST_HEADINGS)
        .map(|node| folded(&node.text()))
        .filter(|text| !text.is_empty())
        .collect();
    let held = headings.iter().filter(|heading| page.contains(heading.as_str())).max_by_key(|heading| heading.len());
    let matching =
        held.or_else(|| shown.iter().find(|heading| !page.is_empty() && heading.contains(page.as_str()))).or(match shown.as_slice() {
            [only] => Some(only),
            _ => None,
        });
    matching.cloned().or_else(|| (!page.is_empty()).then(|| without_site(&page, meta.publisher.as_deref())))
}

/// So many headings are compared with the page's title.
const MOST_HEADINGS: usize = 60;

/// `Headline | Site` without the site.
fn without_site(title: &str, publisher: Option<&str>) -> String {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " · ", " » "] {
        if let Some((head, tail)) = title.rsplit_once(mark) {
            let is_site = publisher.is_some_and(|name| tail.trim().eq_ignore_ascii_case(name))
                || (mark != " - " && tail.split_whitespace().count() <= 4);
            if head.split_whitespace().count() >= 3 && is_site {
                return head.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

/// The article objects of all JSON-LD scripts.
fn articles(tree: &Document) -> Vec<Value> {
    let mut found = Vec::new();
    for node in tree.select("script").nodes().iter().filter(|node| is_json(node)) {
        let text = node.text();
        let text = text.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>").trim_end_matches(';').trim();
        if let Ok(value) = serde_json::from_str::<Value>(text).or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " "))) {
            collect(value, &mut found, 0);
        }
    }
    let is_article =
        |value: &Value| types(value).iter().any(|name| ["article", "posting", "report", "liveblog"].iter().any(|kind| name.contains(kind)));
    let (articles, others): (Vec<Value>, Vec<Value>) = found.into_iter().partition(is_article);
    if articles.is_empty() { others.into_iter().filter(|value| value.get("datePublished").is_some()).collect() } else { articles }
}

fn is_json(node: &NodeRef<'_>) -> bool {
    node.attr("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
}

/// All objects of a JSON-LD value that can stand for the page: itself, the members of lists and graphs, its main entity.
fn collect(value: Value, found: &mut Vec<Value>, depth: u8) {
    if depth > 4 || found.len() > 200 {
        return;
    }
    match value {
        Value::Array(values) => values.into_iter().for_each(|value| collect(value, found, depth + 1)),
        Value::Object(mut fields) => {
            for name in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = fields.remove(name).filter(|inner| inner.is_array() || inner.is_object()) {
                    collect(inner, found, depth + 1);
                }
            }
            found.push(Value::Object(fields));
        }
        _ => {}
    }
}

fn types(value: &Value) -> Vec<String> {
    match value.get("@type") {
        Some(Value::String(name)) => vec![name.to_lowercase()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_lowercase).collect(),
        _ => Vec::new(),
    }
}

/// A string, the `name` of an object, or the names of a list.
fn named(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => fields.get("name").and_then(Value::as_str).map(str::to_owned),
        Value::Array(values) => {
            let names: Vec<String> = values.iter().filter(|value| !value.is_array()).filter_map(named).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}
