//! How fast is a store of many reports? Ready-made records are inserted (coding them is not the point), then questions are asked 21 times each.
//!
//! `cargo run --release -p store --example hundred_thousand -- 100000 FOLDER` prints rows for `bench/record`; `ask` after it asks the store that is there.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock and the size of its file")]

#[path = "../tests/made/mod.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod made;

use made::{entry, run};
use std::path::{Path, PathBuf};
use std::time::Instant;
use store::{By, Filter, Order, Page, Store, StoreError};

/// Reports of a transaction, as `diurna add` has them.
const BATCH: usize = 64;
/// Times that a question is asked.
const TIMES: usize = 21;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().and_then(|n| n.parse().ok()).expect("usage: speed COUNT FOLDER");
    let folder: PathBuf = arguments.next().expect("usage: speed COUNT FOLDER").into();
    let path = folder.join(format!("speed-{count}.db"));
    if arguments.next().as_deref() != Some("ask") {
        insert(&path, count);
    }
    for end in ["", ".index", ".keys"] {
        let file = format!("{}{end}", path.display());
        println!("size of store{end} {count},MiB,{:.1}", std::fs::metadata(file).expect("the file").len() as f64 / f64::from(1 << 20));
    }
    let store = Store::read(&path).expect("a store");
    let one = |s: &str| vec![s.to_owned()];
    let page = Page { limit: Some(50), ..Page::default() };
    let questions: Vec<(&str, Filter, Page)> = vec![
        ("first page", Filter::default(), page),
        ("a type, latest first", Filter { types: one("COERCE"), ..Filter::default() }, Page { order: Order::Latest, ..page }),
        ("a day", Filter { from: Some("2031-05-05".into()), to: Some("2031-05-05".into()), ..Filter::default() }, page),
        (
            "a name",
            Filter { parties: one("farmers"), from: Some("2031-05-05".into()), to: Some("2031-05-05".into()), ..Filter::default() },
            page,
        ),
        ("a place's name", Filter { places: one("köln77"), ..Filter::default() }, page),
        ("words of the text", Filter { text: Some("köln4711".into()), ..Filter::default() }, page),
        ("frequent words of the text", Filter { text: Some("farmers AND monday".into()), ..Filter::default() }, page),
        ("a country of a party", Filter { party_countries: one("PER"), ..Filter::default() }, page),
        ("a box", Filter { area: Some([7.1, 50.1, 7.11, 50.11]), ..Filter::default() }, page),
        ("a radius", Filter { near: Some([50.5, 7.3, 2.0]), ..Filter::default() }, page),
        ("a toll", Filter { tolls: vec![("detained".into(), 50)], ..Filter::default() }, page),
        ("a report", Filter { reports: one("r4711"), ..Filter::default() }, page),
    ];
    for (name, filter, page) in questions {
        let mut times: Vec<f64> = (0..TIMES)
            .map(|_| {
                let begun = Instant::now();
                store.events::<StoreError>(&filter, page, |_| Ok(())).expect("asked");
                begun.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("query {count}: {name},ms,{:.2}", times[TIMES / 2]);
    }
    let begun = Instant::now();
    store.tally(&Filter::default(), By::Month).expect("counted");
    println!("counts by month {count},ms,{:.1}", begun.elapsed().as_secs_f64() * 1000.0);
    let begun = Instant::now();
    let mut events = 0_usize;
    store
        .events::<StoreError>(&Filter::default(), Page::default(), |_| {
            events += 1;
            Ok(())
        })
        .expect("asked");
    println!("stream all {count},events/s,{:.0}", events as f64 / begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let verified = store.verify().expect("read");
    println!("verify {count},s,{:.2}", begun.elapsed().as_secs_f64());
    assert_eq!(verified.wrong, 0, "{:?}", verified.faults);
}

fn insert(path: &Path, count: usize) {
    for end in ["", "-wal", "-shm", ".keys", ".index", ".index-wal", ".index-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    let mut store = Store::create(path).expect("a store");
    let begun = Instant::now();
    let mut part = Instant::now();
    for from in (0..count).step_by(BATCH) {
        let entries: Vec<_> = (from..(from + BATCH).min(count)).map(entry).collect();
        store.add(&run(), &entries).expect("added");
        if from / (count / 4).max(1) != (from + BATCH) / (count / 4).max(1) {
            println!("insert quarter to {},s,{:.2}", from + BATCH, part.elapsed().as_secs_f64());
            part = Instant::now();
        }
    }
    store.settle().expect("merged");
    println!("insert {count},reports/s,{:.0}", count as f64 / begun.elapsed().as_secs_f64());
}
