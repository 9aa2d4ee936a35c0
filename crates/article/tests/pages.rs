//! Pages in the styles of publishers' templates, each beside what must be read from it: the day, then a line a paragraph.

use article::Given;

fn check(name: &str, page: &str, expected: &str) {
    let given = Given { path: name.into(), ..Given::default() };
    let document = article::read(Box::new(page.as_bytes()), &given).next().unwrap().unwrap();
    let day = document.published.as_ref().map_or_else(|| "unknown".to_owned(), |day| format!("{} {}", day.date, day.basis));
    let lines = document.blocks.iter().map(|block| {
        let words: Vec<&str> = block.span.of(&document.text).split_whitespace().collect();
        format!("{}: {}\n", block.kind.name(), words.join(" "))
    });
    let read: String = std::iter::once(format!("published: {day}\n")).chain(lines).collect();
    assert_eq!(read, expected, "{name}");
}

macro_rules! pages {
    ($($name:ident),+) => {
        $(#[test]
        fn $name() {
            let name = stringify!($name);
            check(name, include_str!(concat!("pages/", stringify!($name), ".html")), include_str!(concat!("pages/", stringify!($name), ".txt")));
        })+
    };
}

pages!(broadsheet, diario, blog, old_table_layout);
