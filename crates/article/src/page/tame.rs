//! Can this markup be built into a tree safely?
//!
//! Tree builders take quadratic time on deep nesting and on tags with thousands of attributes. One pass over the markup leaves out scripts,
//! styles and comments, start tags beyond a depth or a number, and the attributes of monstrous tags; words are never left out.

use crate::limits::{MAX_DEPTH, MAX_NOSCRIPT_BYTES, MAX_REPORT_BYTES, MAX_TAG_BYTES, MAX_TAGS};
use std::collections::BTreeMap;

/// Markup that is safe to build.
pub struct Tamed {
    pub html: String,
    /// Whether tags were left out beyond scripts, styles and comments.
    pub cut: bool,
}

/// Elements that never hold others, or that the next of their kind closes.
const UNCOUNTED: [&str; 26] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dd", "dt",
    "option", "tr", "td", "th", "tbody", "thead", "html", "body",
];

/// Elements whose content is not markup.
const RAW: [&str; 7] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed"];

/// Elements left out with all they hold.
const DROPPED: [&str; 5] = ["script", "style", "textarea", "iframe", "noembed"];

/// Leaves out what a tree does not need or could not bear.
pub fn tame(html: &str) -> Tamed {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<String> = Vec::new();
    let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
    let (mut rest, mut tags, mut cut) = (html, 0usize, false);
    let mut searched = 0usize;
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at(at);
        out.push_str(text);
        if let Some(comment) = markup.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| comment.get(end + 3..).unwrap_or(""));
            continue;
        }
        let Some((name, is_end)) = tag_name(markup) else {
            // A sign alone costs the builder as much as a tag.
            tags += 1;
            out.push(if tags > MAX_TAGS { ' ' } else { '<' });
            rest = markup.get(1..).unwrap_or("");
            continue;
        };
        let end = tag_end(markup);
        let tag = markup.get(..end).unwrap_or(markup);
        rest = markup.get(end..).unwrap_or("");
        // a report that only a script shows stands in full for readers without scripts
        if name == "noscript" {
            let window = rest.get(..floor(rest, MAX_NOSCRIPT_BYTES)).unwrap_or("");
            let content = if is_end || searched > MAX_REPORT_BYTES { "" } else { window.get(..raw_end(window, "noscript")).unwrap_or("") };
            searched += window.len();
            if is_end && !open.iter().any(|other| other == "noscript") {
                continue;
            }
            if !is_end && (content.len() >= LEAST_NOSCRIPT && content.matches("<p").nth(2).is_some()) {
                continue;
            }
        }
        if !is_end && RAW.contains(&name.as_str()) {
            let close = raw_end(rest, &name);
            let content = rest.get(..close).unwrap_or(rest);
            rest = rest.get(close..).unwrap_or("");
            let is_data = name == "script" && tag.to_ascii_lowercase().contains("ld+json");
            if is_data || !DROPPED.contains(&name.as_str()) {
                out.push_str(tag);
                out.push_str(content);
                out.extend(["</", &name, ">"]);
            }
            rest = after_end_tag(rest, &name);
            continue;
        }
        let counted = !UNCOUNTED.contains(&name.as_str());
        if is_end {
            let missing = skipped.get_mut(&name).filter(|count| **count > 0);
            if let Some(count) = missing {
                *count -= 1;
                continue;
            }
            if let Some(at) = open.iter().rposition(|other| *other == name) {
                open.truncate(at);
            }
        } else if counted && !tag.ends_with("/>") && (open.len() >= MAX_DEPTH || tags >= MAX_TAGS) {
            *skipped.entry(name).or_default() += 1;
            cut = true;
            out.push(' ');
            continue;
        } else if counted {
            open.push(name.clone());
        }
        tags += 1;
        if tags > MAX_TAGS {
            cut = true;
            out.push(' ');
        } else if tag.len() > MAX_TAG_BYTES {
            cut = true;
            out.extend(["<", &name, ">"]);
        } else {
            out.push_str(tag);
        }
    }
    out.push_str(rest);
    Tamed { html: out, cut }
}

/// A shorter part for readers without scripts holds a picture or a plea to turn them on, in bytes.
const LEAST_NOSCRIPT: usize = 1000;

/// The last boundary between characters that is not beyond `most` bytes.
fn floor(text: &str, most: usize) -> usize {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// The charset that a page declares in its first bytes.
pub fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_ascii_lowercase();
    let at = head
        .find("charset=")
        .map(|at| at + 8)
        .or_else(|| head.starts_with("<?xml").then(|| head.find("encoding=").map(|at| at + 9)).flatten())?;
    let label = head.get(at..)?.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|mark: char| !(mark.is_ascii_alphanumeric() || matches!(mark, '-' | '_' | ':'))).unwrap_or(label.len());
    label.get(..end).filter(|label| !label.is_empty()).map(str::to_owned)
}

/// The lower-case name of the tag that begins here, and whether it is an end tag.
fn tag_name(markup: &str) -> Option<(String, bool)> {
    let (body, is_end) = match markup.strip_prefix("</") {
        Some(body) => (body, true),
        None => (markup.strip_prefix('<')?, false),
    };
    if !body.starts_with(|mark: char| mark.is_ascii_alphabetic()) {
        return None;
    }
    let end = body.find(|mark: char| mark.is_ascii_whitespace() || matches!(mark, '>' | '/' | '<')).unwrap_or(body.len()).min(64);
    Some((body.get(..end).unwrap_or("").to_ascii_lowercase(), is_end))
}

/// Where the tag ends, `>` included; quotes after `=` hide a `>`.
fn tag_end(markup: &str) -> usize {
    let bytes = markup.as_bytes();
    let mut quote = 0u8;
    let mut after_equals = false;
    for (at, byte) in bytes.iter().copied().enumerate() {
        if quote != 0 {
            if byte == quote {
                quote = 0;
            }
            continue;
        }
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' if after_equals => quote = byte,
            _ => {}
        }
        after_equals = byte == b'=' || (after_equals && byte.is_ascii_whitespace());
    }
    markup.len()
}

/// Where the raw content before `</name` ends.
fn raw_end(rest: &str, name: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find("</")) {
        let start = from + at;
        let found = bytes.get(start + 2..start + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return start;
        }
        from = start + 2;
    }
    rest.len()
}

fn after_end_tag<'a>(rest: &'a str, name: &str) -> &'a str {
    match tag_name(rest) {
        Some((found, true)) if found == name => rest.get(tag_end(rest)..).unwrap_or(""),
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_comments_go_words_stay() {
        let html = "<p>One<!-- x > y --><script>if (a<b) {\"</p>\"}</script><b title='a>b'>two</b></p><SCRIPT type='application/ld+json'>{}</SCRIPT>";
        let tamed = tame(html);
        assert_eq!(tamed.html, "<p>One<b title='a>b'>two</b></p><SCRIPT type='application/ld+json'>{}</script>");
        assert!(!tamed.cut);
    }

    #[test]
    fn depth_is_bounded() {
        let html = format!("{}deep{}<p>after</p>", "<div>".repeat(300_000), "</div>".repeat(300_000));
        let tamed = tame(&html);
        assert!(tamed.cut && tamed.html.contains("deep") && tamed.html.contains("<p>after</p>"));
        assert!(tamed.html.matches("<div>").count() <= MAX_DEPTH);
    }

    #[test]
    fn monstrous_tags_lose_their_attributes() {
        let html = format!("<div {}>word</div>", "a ".repeat(MAX_TAG_BYTES));
        assert_eq!(tame(&html).html, "<div>word</div>");
    }

    #[test]
    fn unclosed_things() {
        for html in ["<", "<a", "<a href=\"", "</", "<!--", "<script>", "a < b", "<p"] {
            let _ = tame(html);
        }
        assert_eq!(tame("a < b").html, "a < b");
    }
}
