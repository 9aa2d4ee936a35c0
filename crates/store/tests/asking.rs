//! Filters, pages, SQL, exports: what is asked is what comes, in an order that does not depend on when it was added.
#![allow(clippy::disallowed_methods, reason = "the tests play the program: they open files")]

mod made;

use made::{Folder, entry, run};
use store::export::{Codes, Export, Guard, Layout, Style, Text};
use store::{By, Copies, ErrorKind, Filter, Found, Order, Page, Store, StoreError};

fn filled(folder: &Folder, order: impl Iterator<Item = usize>, batch: usize) -> Store {
    let entries: Vec<_> = order.map(entry).collect();
    let mut store = Store::create(&folder.store()).expect("a store");
    for batch in entries.chunks(batch) {
        store.add(&run(), batch).expect("added");
    }
    store
}

fn found(store: &Store, filter: &Filter, page: Page) -> Vec<Found> {
    let mut all = Vec::new();
    store
        .events::<StoreError>(filter, page, |f| {
            all.push(f);
            Ok(())
        })
        .expect("asked");
    all
}

#[test]
fn every_filter_lets_through_what_it_names() {
    let folder = Folder::new("filters");
    let store = filled(&folder, 0..60, 20);
    let count = |filter: Filter| {
        let events = found(&store, &filter, Page::default()).len() as u64;
        assert_eq!(store.count(&filter).expect("counted").0, events);
        events
    };
    let one = |s: &str| vec![s.to_owned()];
    assert_eq!(count(Filter::default()), 60);
    assert_eq!(count(Filter { types: one("COERCE"), modes: one("arrest"), statuses: one("actual"), ..Filter::default() }), 60);
    assert_eq!(count(Filter { types: one("AID"), ..Filter::default() }), 0);
    assert_eq!(count(Filter { modes: one("arr"), ..Filter::default() }), 0);
    assert_eq!(count(Filter { actors: one("police"), ..Filter::default() }), 60);
    assert_eq!(count(Filter { recipients: one("police"), ..Filter::default() }), 0);
    assert_eq!(count(Filter { parties: one("FARMERS"), ..Filter::default() }), 60);
    assert_eq!(count(Filter { party_countries: one("FRA"), ..Filter::default() }), 20);
    assert_eq!(count(Filter { sectors: one("LAB"), ..Filter::default() }), 60);
    // Accents do not matter, whole words do.
    assert_eq!(count(Filter { places: one("koln7"), ..Filter::default() }), 1);
    assert_eq!(count(Filter { countries: one("DEU"), ..Filter::default() }), 60);
    assert_eq!(count(Filter { area: Some([6.0, 49.0, 8.0, 50.095]), ..Filter::default() }), 10);
    assert_eq!(count(Filter { area: Some([179.0, -90.0, 7.0, 90.0]), ..Filter::default() }), 1);
    assert_eq!(count(Filter { near: Some([50.0, 7.0, 1.0]), ..Filter::default() }), 1);
    assert!(count(Filter { near: Some([50.0, 7.0, 10.0]), ..Filter::default() }) > 1);
    assert_eq!(count(Filter { from: Some("2031-02-02".into()), to: Some("2031-02-02".into()), ..Filter::default() }), 1);
    assert_eq!(count(Filter { tolls: vec![("detained".into(), 50)], ..Filter::default() }), 2);
    assert_eq!(count(Filter { publishers: one("The Village Post"), ..Filter::default() }), 60);
    assert_eq!(count(Filter { text: Some("arrested AND köln12".into()), ..Filter::default() }), 1);
    assert_eq!(count(Filter { reports: one("r5"), ..Filter::default() }), 1);
    assert_eq!(count(Filter { confidence: Some(0.95), ..Filter::default() }), 0);
    assert_eq!(count(Filter { run: Some(1), copies: Copies::LeftOut, ..Filter::default() }), 60);
}

#[test]
fn hostile_questions_are_told() {
    let folder = Folder::new("hostile");
    let mut store = filled(&folder, 0..3, 3);
    let asked = |filter: Filter| store.events::<StoreError>(&filter, Page::default(), |_| Ok(())).expect_err("refused").kind();
    assert_eq!(asked(Filter { text: Some("\"open".into()), ..Filter::default() }), ErrorKind::Usage);
    assert_eq!(asked(Filter { text: Some("a AND AND".into()), ..Filter::default() }), ErrorKind::Usage);
    assert_eq!(asked(Filter { actors: vec!["\"'--".into()], ..Filter::default() }), ErrorKind::Usage);
    assert_eq!(asked(Filter { run: Some(9), ..Filter::default() }), ErrorKind::Usage);
    assert_eq!(asked(Filter { types: vec![String::new(); 100_000], ..Filter::default() }), ErrorKind::Usage);
    let harmless =
        Filter { actors: vec!["police\") OR (\"x".into()], types: vec!["x'; DROP TABLE events; --".into()], ..Filter::default() };
    assert!(found(&store, &harmless, Page::default()).is_empty());
    let last = std::cell::RefCell::new(String::new());
    let mut sql = |statement: &str| {
        let mut rows = 0;
        store
            .sql::<StoreError>(
                statement,
                5,
                || false,
                |row| {
                    rows += 1;
                    *last.borrow_mut() = serde_json::to_string(&row).expect("a row");
                    Ok(())
                },
            )
            .map(|more| (rows, more))
    };
    assert_eq!(sql("SELECT type, country FROM events").expect("rows"), (3, false));
    assert_eq!(sql("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n").expect("rows"), (5, true));
    sql("SELECT 1 AS a, NULL AS b, 2 AS a, 3 AS a_2").expect("rows");
    assert_eq!(last.take(), r#"{"a":1,"b":null,"a_2":2,"a_2_2":3}"#, "no column is dropped, and each stands where the statement has it");
    for statement in [
        "DELETE FROM events",
        "INSERT INTO runs VALUES (1,1,1,1,1)",
        "ATTACH 'other.db' AS o",
        "PRAGMA query_only = OFF",
        "PRAGMA user_version = 7",
        "SELECT 1; DROP TABLE events",
        "nonsense",
        "",
        "VACUUM",
        "WITH x AS (SELECT 1) DELETE FROM events",
    ] {
        assert_eq!(sql(statement).expect_err(statement).kind(), ErrorKind::Usage, "{statement}");
    }
    let over = store.sql::<StoreError>(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
        5,
        || true,
        |_| Ok(()),
    );
    assert_eq!(over.expect_err("it never ends").kind(), ErrorKind::Limit);
}

#[test]
fn pages_follow_each_other() {
    let folder = Folder::new("pages");
    let store = filled(&folder, 0..40, 40);
    for order in [Order::Report, Order::Day, Order::Latest, Order::Confidence] {
        let whole: Vec<String> =
            found(&store, &Filter::default(), Page { order, ..Page::default() }).into_iter().map(|f| f.line.event.id).collect();
        let mut paged = Vec::new();
        for offset in (0..40).step_by(7) {
            let page = Page { order, offset, limit: Some(7), ..Page::default() };
            paged.extend(found(&store, &Filter::default(), page).into_iter().map(|f| f.line.event.id));
        }
        assert_eq!(whole, paged);
    }
    let days: Vec<_> =
        found(&store, &Filter::default(), Page { order: Order::Latest, ..Page::default() }).into_iter().map(|f| f.day).collect();
    assert!(days.is_sorted_by(|a, b| a >= b));
}

const LAYOUTS: [Layout; 12] = [
    Layout::Jsonl,
    Layout::Csv,
    Layout::Tsv,
    Layout::Parquet,
    Layout::Geojson,
    Layout::Plover,
    Layout::Polecat,
    Layout::Icews,
    Layout::Gdelt,
    Layout::GdeltMentions,
    Layout::Phoenix,
    Layout::Acled,
];

fn export(store: &Store, layout: Layout, style: Style) -> Vec<u8> {
    let codes = Codes::read("iso3\tname\nDEU\tGermany\n", "iso3\tnumeric\tfips\nDEU\t276\tGM\n");
    let mut export = Export::new(layout, style, &codes, Vec::new()).expect("memory");
    let page = Page { with: Export::<Vec<u8>>::with(layout, style), ..Page::default() };
    store
        .events::<StoreError>(&Filter::default(), page, |f| {
            export.event(&f).expect("memory");
            Ok(())
        })
        .expect("asked");
    export.finish().expect("memory").0
}

#[test]
fn every_layout_has_the_same_bytes_whatever_the_order_of_arrival() {
    let folders = [Folder::new("order-a"), Folder::new("order-b"), Folder::new("order-c")];
    let stores =
        [filled(&folders[0], 0..50, 50), filled(&folders[1], (0..50).rev(), 1), filled(&folders[2], (0..50).map(|n| n * 7 % 50), 8)];
    for layout in LAYOUTS {
        let first = export(&stores[0], layout, Style::default());
        assert!(!first.is_empty());
        for store in &stores {
            assert!(export(store, layout, Style::default()) == first, "{layout:?} depends on the order");
        }
    }
}

#[test]
fn tables_are_whole() {
    let folder = Folder::new("tables");
    let mut hostile = entry(1);
    hostile.record.document.publisher = Some("=cmd|' /C calc'!A0".into());
    hostile.record.document.title = Some("a \"title\",\nwith\ttabs".into());
    hostile.record.events[0].actor[0].name = "+Police; \"x\"".into();
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &[entry(0), hostile]).expect("added");
    let comma = [Layout::Csv, Layout::Acled];
    for (layout, width) in [
        (Layout::Csv, 61),
        (Layout::Tsv, 61),
        (Layout::Polecat, 40),
        (Layout::Icews, 20),
        (Layout::Gdelt, 61),
        (Layout::GdeltMentions, 16),
        (Layout::Phoenix, 26),
        (Layout::Acled, 31),
    ] {
        let bytes = export(&store, layout, Style::default());
        let mark = if comma.contains(&layout) { b',' } else { b'\t' };
        let text = String::from_utf8(bytes).expect("UTF-8");
        for line in text.lines() {
            assert_eq!(cells(line, mark), width, "{layout:?}: {line}");
        }
        assert_eq!(text.lines().count(), 3, "{layout:?}");
        for line in text.lines() {
            assert!(
                !line.split(char::from(mark)).any(|c| c.trim_matches('"').starts_with(['=', '+', '@'])),
                "{layout:?}: a formula: {line}"
            );
        }
    }
    let raw = String::from_utf8(export(&store, Layout::Csv, Style { guard: Guard::Raw, ..Style::default() })).expect("UTF-8");
    assert!(raw.contains(",=cmd|"));
    let full = String::from_utf8(export(&store, Layout::Csv, Style { text: Text::Full, ..Style::default() })).expect("UTF-8");
    assert!(full.lines().next().expect("names").ends_with(",text"));
}

/// Cells of a line, counted outside quotation marks.
fn cells(line: &str, mark: u8) -> usize {
    let mut inside = false;
    1 + line
        .bytes()
        .filter(|b| {
            inside ^= *b == b'"';
            !inside && *b == mark
        })
        .count()
}

#[test]
fn an_event_without_a_day_says_whose_day_it_has() {
    let folder = Folder::new("basis");
    let mut undated = entry(4);
    undated.record.events[0].date = None;
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &[undated]).expect("added");
    let line = String::from_utf8(export(&store, Layout::Jsonl, Style::default())).expect("UTF-8");
    let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
    assert!(line.get("date").is_none());
    assert_eq!(line["date_basis"], "publication");
    let csv = String::from_utf8(export(&store, Layout::Csv, Style::default())).expect("UTF-8");
    assert!(csv.contains(",publication,"));
    let plover = String::from_utf8(export(&store, Layout::Plover, Style::default())).expect("UTF-8");
    assert!(plover.contains("date_basis: publication"));
}

#[test]
fn counts_by_what_is_asked() {
    let folder = Folder::new("counts");
    let store = filled(&folder, 0..48, 48);
    let by = |by| store.tally(&Filter::default(), by).expect("counted");
    assert_eq!(by(By::Month).len(), 12);
    assert!(by(By::Month).iter().all(|c| (c.events, c.without_copies, c.incidents, c.reports) == (4, 4, 4, 4)));
    assert_eq!(by(By::Type)[0].events, 48);
    assert_eq!(by(By::Pair).iter().map(|c| c.key.as_str()).collect::<Vec<_>>(), ["DEU > DEU", "FRA > FRA", "PER > PER"]);
    assert!(by(By::Week)[0].key.starts_with("2031-W"));
}
