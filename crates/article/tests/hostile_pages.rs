//! Pages made to take all the time and memory there is: each is read within bounds, or left out with a fault, and nothing panics.

#![allow(clippy::disallowed_methods, reason = "these tests say that bad input takes bounded time")]

use article::{Given, Item};
use std::time::{Duration, Instant};

/// A generous bound for a slow machine without optimisation; each of these pages would take hours if a step were quadratic.
const BOUND: Duration = Duration::from_secs(240);

const REPORT: &str = "<p>Police freed two editors on Monday, the interior ministry said in a statement to the press.</p>";

fn read(page: &str) -> Vec<Item> {
    let start = Instant::now();
    let items = article::read(Box::new(page.as_bytes()), &Given { path: "page.html".into(), ..Given::default() }).collect();
    assert!(start.elapsed() < BOUND, "{:?}", start.elapsed());
    items
}

fn text(page: &str) -> String {
    read(page).remove(0).unwrap_or_else(|fault| panic!("{fault}")).text
}

#[test]
fn boxes_within_boxes() {
    for tag in ["<div class=\"card\">", "<section class=\"newsletter\">", "<table><tr><td>", "<article>", "<ul><li>", "<h2>", "<noscript>"]
    {
        let page = format!("<html><body>{REPORT}{}{REPORT}</body></html>", tag.repeat(20_000));
        assert!(text(&page).contains("Police freed two editors"), "{tag}");
    }
}

#[test]
fn rows_without_end() {
    for row in [
        "<div class=\"card\"><a href=\"/x\"><h3>Another report on another matter</h3></a><p>More.</p></div>",
        "<p>READ: <a href=\"/x\">Another report</a></p>",
        "<h3>12 comments</h3><p>I was there.</p>",
        "<time datetime=\"2031-03-25\">25 March 2031</time>",
        "<span class=\"date\"><b>25</b><i>March</i><u>2031</u></span>",
        "<div class=\"byline\">By <a>Ana Ruiz</a></div>",
        "<noscript><p>one<p>two<p>three</noscript>",
    ] {
        let page = format!("<html><body><article>{REPORT}{}</article></body></html>", row.repeat(5_000));
        assert!(text(&page).contains("Police freed two editors"), "{row}");
    }
}

#[test]
fn data_that_lies() {
    let nested = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let graph = format!("{}{{}}{}", "{\"@graph\":[".repeat(500), "]}".repeat(500));
    let updates = vec!["{\"headline\":\"x\",\"articleBody\":\"&amp;&lt;p&gt;\"}"; 20_000].join(",");
    for data in [
        nested,
        graph,
        "{\"@type\":\"NewsArticle\",\"datePublished\":{\"a\":1},\"author\":[[[]]],\"articleBody\":7,\"liveBlogUpdate\":{}}".to_owned(),
        format!("{{\"@type\":\"LiveBlogPosting\",\"liveBlogUpdate\":[{updates}]}}"),
        "{\"@type\":\"NewsArticle\",\"datePublished\":\"0000-00-00T99:99:99Z\",\"headline\":\"\\u0000\\ufeff\"}".to_owned(),
    ] {
        let page = format!("<html><head><script type=\"application/ld+json\">{data}</script></head><body>{REPORT}</body></html>");
        let document = read(&page).remove(0).unwrap();
        assert!(document.published.is_none());
    }
}

#[test]
fn charsets_that_lie() {
    let words = "<p>La señora Ibáñez volvió a Logroño, según dijo el juez a los periodistas que esperaban.</p>";
    for declared in ["utf-16", "iso-2022-jp", "x-user-defined", "koi8-r", "no such thing", ""] {
        let page = format!("<html><head><meta charset=\"{declared}\"></head><body>{words}</body></html>");
        assert!(text(&page).contains("señora Ibáñez"), "{declared}");
    }
}

#[test]
fn marks_without_width() {
    let page =
        "<html><body><p>The mini\u{ad}ster of the inte\u{200b}rior said on Monday that two editors had been freed.</p></body></html>";
    assert!(text(page).contains("The minister of the interior"));
}
