//! When was this page published?
//!
//! The page's own data are asked in the order of how seldom they lie: the article object of JSON-LD, `meta` fields, marked-up times, the
//! address, a visible date near the headline.

use super::meta::Meta;
use crate::day::{self, Day};
use dom_query::{Document, NodeRef};
use record::Date;

/// The days of a page.
#[derive(Debug, Default)]
pub struct Days {
    pub published: Option<(Date, &'static str)>,
    pub modified: Option<Date>,
}

/// Pages are not older than the web, and clocks of publishers err.
const YEARS: std::ops::Range<i16> = 1993..2100;

/// The `meta` fields that bear the day of publication, the surest first.
const PUBLISHED: [&str; 40] = [
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "article.published",
    "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date.published", "publish-date", "publish_date",
    "published-date", "published_date", "publishdate", "publication_date", "publication-date", "pubdate", "pub_date", "article:publication_date",
    "article_date_original", "originalpublicationdate", "original-publish-date", "rnews:datepublished", "release_date", "date.release", "date_published", "displaydate",
    "vr:published_time", "timestamp", "dc.date", "dcterms.date", "dc.date.available", "date", "ptime", "created", "datecreated",
];

/// The fields that bear the day of the last change.
const MODIFIED: [&str; 14] = [
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dc.date.modified", "dcterms.modified", "last-modified", "lastmod", "modified",
    "modificationdate", "revised", "article:modified", "dateupdate", "lastmodified",
];

/// The days that a page gives.
pub fn find(tree: &Document, meta: &Meta) -> Days {
    let language = meta.language.as_deref();
    let modified = said(meta, "dateModified").or_else(|| meta.field(&MODIFIED).and_then(|text| plausible(text, language)));
    let published = said(meta, "datePublished")
        .map(|date| (date, "json-ld"))
        .or_else(|| PUBLISHED.iter().find_map(|name| meta.field(&[name]).and_then(|text| plausible(text, language))).map(|date| (date, "meta")))
        .or_else(|| address_day(meta.url.as_deref()?).map(|date| (date, "url")))
        .or_else(|| timed(tree, language).map(|date| (date, "time")))
        .or_else(|| visible(tree, language).map(|date| (date, "visible")))
        .or_else(|| said(meta, "dateCreated").or_else(|| said(meta, "uploadDate")).or(modified).map(|date| (date, "modified")));
    Days { published, modified }
}

fn said(meta: &Meta, name: &str) -> Option<Date> {
    meta.articles.iter().find_map(|article| plausible(article.get(name)?.as_str()?, None))
}

fn plausible(text: &str, language: Option<&str>) -> Option<Date> {
    if text.len() > 200 {
        return None;
    }
    day::read(text, language).known().filter(|date| YEARS.contains(&date.year()))
}

/// `/2023/02/01/`, `/2023-02-01-`, `/20230201` in an address.
pub fn address_day(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    for (at, _) in path.char_indices().filter(|(_, mark)| mark.is_ascii_digit()) {
        let before = path.get(..at).and_then(|before| before.chars().next_back());
        if before.is_some_and(|mark| mark.is_ascii_digit()) {
            continue;
        }
        let Some(rest) = path.get(at..) else { continue };
        if let Day::Known(date) = day::iso(rest).known().map_or_else(|| slashed(rest), Day::Known)
            && YEARS.contains(&date.year())
        {
            return Some(date);
        }
    }
    None
}

fn slashed(rest: &str) -> Day {
    let head: String = rest.chars().take_while(|mark| mark.is_ascii_digit() || matches!(mark, '/' | '-' | '_')).map(|mark| if mark == '_' { '-' } else { mark }).collect();
    day::iso(head.trim_end_matches(['/', '-']))
}

/// `time` elements and elements marked `datePublished`.
fn timed(tree: &Document, language: Option<&str>) -> Option<Date> {
    let of = |node: &NodeRef<'_>| {
        ["datetime", "content", "title", "data-datetime", "data-date"]
            .iter()
            .find_map(|name| node.attr(name).and_then(|value| plausible(&value, language)))
            .or_else(|| plausible(&node.text(), language))
    };
    let selectors = ["[itemprop=datePublished]", "time[pubdate]", "header time", "article time", "h1 ~ time", "time[datetime]", "time", "abbr.published", ".published[title]"];
    selectors.iter().find_map(|selector| tree.select(selector).nodes().iter().take(20).find_map(of))
}

/// A date in an element that is named for it.
fn visible(tree: &Document, language: Option<&str>) -> Option<Date> {
    let selector = "[class*=date], [id*=date], [class*=publish], [class*=posted], [class*=byline], [class*=fecha], [class*=meta], [class*=time], [class*=datum]";
    tree.select(selector).nodes().iter().take(200).find_map(|node| {
        let text = super::meta::folded(&node.text());
        if text.len() > 300 { None } else { calendar::full_date(&text, language).map(|(date, _)| date) }.filter(|date| YEARS.contains(&date.year()))
    })
}
