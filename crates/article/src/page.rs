//! Which report does this page hold?
//!
//! The markup is tamed first (depth, size, scripts), then a tree is built once: the metadata and the day are read from the whole page, the
//! words from what is left after its furniture has gone.

mod body;
mod boxes;
mod date;
mod meta;
mod names;
mod outline;
mod tame;
mod visible;
mod words;
mod written;

use crate::fault::Fault;
use crate::limits::MAX_TAG_BYTES;
use crate::report::{self, Piece, Told};
use crate::source::Inside;
use crate::{Item, decode};
use dom_query::Document as Tree;
use encoding_rs::Encoding;
use outline::Outline;
use record::{BlockKind, Notice};

/// What is known of a page beside its bytes.
#[derive(Debug, Default, Clone)]
pub struct Address {
    /// Where it was fetched from.
    pub url: Option<String>,
    /// The charset that its sender declared.
    pub charset: Option<String>,
}

/// The report of a page given as bytes.
pub fn file(bytes: &[u8], address: Option<&Address>, inside: &Inside) -> Item {
    let declared = address.and_then(|address| address.charset.as_deref()).and_then(decode::charset).or_else(|| declared_charset(bytes));
    let Some(decoded) = decode::decode(bytes, declared) else {
        return Err(Fault::new(inside, "this is binary data, not a page", "save the page as HTML"));
    };
    let mut told = read(&decoded.text, address.and_then(|address| address.url.as_deref()));
    told.notices.splice(0..0, decoded.notices);
    report::document(told, inside)
}

/// What a page says.
pub fn read(html: &str, url: Option<&str>) -> Told {
    let tamed = tame::tame(html);
    let tree = Tree::from(tamed.html.as_ref());
    let meta = meta::read(&tree, url);
    let outline = Outline::new(&tree);
    let day = date::find(&outline, &meta, html);
    let mut pieces = body::pieces(outline, &meta);
    let report = meta.report();
    if is_missing(&report, &pieces) {
        pieces = body::told(report, &meta);
    }
    let mut notices = Vec::new();
    if tamed.cut {
        notices.push(Notice::new("page-tamed", "the page nests too deeply or has too many tags; some markup was left out, no words were"));
    }
    let title =
        meta.title.clone().or_else(|| pieces.iter().find(|piece| piece.kind == Some(BlockKind::Headline)).map(|piece| piece.text.clone()));
    Told {
        url: meta.url,
        title,
        publisher: meta.publisher,
        byline: meta.byline,
        language: meta.language,
        found: day.published,
        modified: day.modified,
        pieces,
        notices,
        ..Told::default()
    }
}

/// Whether the report that the page's data carry is mostly not on the page, which shows it by a script or not at all.
fn is_missing(report: &[Piece], pieces: &[Piece]) -> bool {
    let length = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.len()).sum::<usize>();
    length(report) >= LEAST_TOLD && length(pieces) * 2 < length(report)
}

/// A shorter text in a page's data is a summary, in bytes.
const LEAST_TOLD: usize = 200;

/// The paragraphs of markup that holds nothing but a report: an entry of a feed, the body of a mail.
pub fn fragment(html: &str, title: Option<&str>) -> Vec<Piece> {
    let tree = Tree::fragment(tame::tame(html).html);
    body::whole(&tree, title)
}

/// Whether a field holds markup and no plain words: it closes a paragraph or breaks a line as markup does.
pub fn is_fragment(text: &str) -> bool {
    ["</p>", "</P>", "<br>", "<br/>", "<br />", "<BR>", "</div>"].iter().any(|tag| text.contains(tag))
}

/// The words of a little markup on one line, as in the title of a feed.
pub fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) || html.len() > MAX_TAG_BYTES {
        return meta::folded(html);
    }
    meta::folded(&Tree::fragment(html).text())
}

/// The charset that a page or a feed declares in its first bytes.
pub fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    tame::declared_charset(bytes).and_then(|label| decode::charset(&label))
}

/// Whether a text is markup.
pub fn looks_like(start: &str) -> bool {
    let head: String = start.chars().take(4096).collect::<String>().to_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") {
        return true;
    }
    let tag =
        |name: &str| head.contains(&format!("<{name}")) && (head.contains(&format!("<{name}>")) || head.contains(&format!("<{name} ")));
    if head.starts_with('<') {
        return [
            "html", "head", "body", "div", "p", "article", "table", "span", "section", "main", "h1", "meta", "title", "a", "br", "script",
        ]
        .iter()
        .any(|name| tag(name));
    }
    head.contains("<html") || (tag("body") && head.contains("</"))
}
