//! Pages in the styles of publishers' templates, each beside what must be read from it: what the page says of itself, then a line a paragraph.
//!
//! Every page was written for the purpose. A page is read as it stands, so each is a template in small: its menus, boxes and comments too.

use article::Given;
use std::fmt::Write as _;

fn check(name: &str, page: &str, expected: &str) {
    let given = Given { path: name.into(), ..Given::default() };
    let document = article::read(Box::new(page.as_bytes()), &given).next().unwrap().unwrap();
    let mut read = String::new();
    let told = [
        ("title", &document.title),
        ("byline", &document.byline),
        ("publisher", &document.publisher),
        ("url", &document.url),
        ("language", &document.language),
    ];
    for (field, value) in told {
        if let Some(value) = value {
            writeln!(read, "{field}: {value}").unwrap();
        }
    }
    let day = document.published.as_ref().map_or_else(|| "unknown".to_owned(), |day| format!("{} {}", day.date, day.basis));
    writeln!(read, "published: {day}").unwrap();
    if let Some(day) = document.modified {
        writeln!(read, "modified: {day}").unwrap();
    }
    for block in &document.blocks {
        let words: Vec<&str> = block.span.of(&document.text).split_whitespace().collect();
        writeln!(read, "{}: {}", block.kind.name(), words.join(" ")).unwrap();
    }
    assert_eq!(read, expected, "{name}");
}

macro_rules! pages {
    ($($name:ident),+ $(,)?) => {
        $(#[test]
        fn $name() {
            let name = stringify!($name);
            check(name, include_str!(concat!("pages/", stringify!($name), ".html")), include_str!(concat!("pages/", stringify!($name), ".txt")));
        })+
    };
}

pages!(
    agency_es,
    agency_wire,
    amp,
    arc,
    blog,
    blogger,
    broadcaster,
    broadsheet,
    cards_inside,
    data_only,
    diario,
    drupal,
    embedded_posts,
    essay_platform,
    gallery,
    ghost,
    hidden_twice,
    joomla,
    live_blog,
    live_blog_data,
    madrid_daily,
    microdata,
    ministry,
    newsletter_post,
    old_breaks,
    old_table_layout,
    opinion,
    paywall_stub,
    publishers_zone,
    questions,
    radio_transcript,
    rich_links,
    rights_group,
    split_date,
    un_agency,
    wordpress_blocks,
    wordpress_newspaper,
);
