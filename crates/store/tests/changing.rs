//! Revisions, differences, redaction, links, and stores of the previous schema.
#![allow(clippy::disallowed_methods, reason = "the tests play the program: they open files")]

mod made;

use made::{Folder, entry, run};
use store::{Changed, Copies, ErrorKind, Filter, Linked, Page, Run, Store, StoreError};

fn later() -> Run {
    Run { program: "2".into(), ..run() }
}

fn ids(store: &Store, filter: &Filter) -> Vec<String> {
    let mut all = Vec::new();
    store
        .events::<StoreError>(filter, Page::default(), |f| {
            all.push(format!("{} {}", f.line.event.id, f.line.event.event));
            Ok(())
        })
        .expect("asked");
    all
}

/// A store as this program's predecessor left it: without links.
fn of_schema_one(folder: &Folder) {
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &(0..20).map(entry).collect::<Vec<_>>()).expect("added");
    drop(store);
    let db = rusqlite::Connection::open(folder.store()).expect("a database");
    db.execute_batch("DROP TABLE copies; DROP TABLE incidents; DROP TABLE acts; PRAGMA user_version = 1;").expect("an older schema");
}

#[test]
fn a_store_of_the_previous_schema_migrates() {
    for read in [true, false] {
        let folder = Folder::new(if read { "migrate-read" } else { "migrate-write" });
        of_schema_one(&folder);
        let store = if read { Store::read(&folder.store()) } else { Store::create(&folder.store()) }.expect("migrated");
        assert_eq!(store.counts().expect("counts").documents, 20);
        assert_eq!(store.verify().expect("read").wrong, 0);
        assert_eq!(ids(&store, &Filter { copies: Copies::LeftOut, ..Filter::default() }).len(), 20);
        drop(store);
        let mut store = Store::create(&folder.store()).expect("a store");
        assert_eq!(store.add(&run(), &[entry(5), entry(77)]).expect("added").new, 1);
    }
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    let folder = Folder::new("migrate-fails");
    of_schema_one(&folder);
    // A table in the way: the step fails half way.
    let db = rusqlite::Connection::open(folder.store()).expect("a database");
    db.execute_batch("CREATE TABLE acts (mine)").expect("a table");
    drop(db);
    assert!(Store::create(&folder.store()).is_err());
    let db = rusqlite::Connection::open(folder.store()).expect("a database");
    let version: i64 = db.query_row("PRAGMA user_version", [], |r| r.get(0)).expect("a version");
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'copies'", [], |r| r.get(0)).expect("a count");
    assert_eq!((version, tables), (1, 0));
}

#[test]
fn a_new_run_stands_beside_the_old() {
    let folder = Folder::new("revise");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &(0..6).map(entry).collect::<Vec<_>>()).expect("added");
    let rows = store.uncoded(&later()).expect("rows");
    assert_eq!(rows.len(), 6);
    let entries: Vec<_> = rows
        .iter()
        .map(|row| {
            let document = store.document(*row).expect("a report");
            let n: usize = document.id[1..].parse().expect("a number");
            let mut entry = entry(n);
            match n {
                0 => entry.record.events.clear(),
                1 => entry.record.events[0].event = "AID".into(),
                _ => {}
            }
            (*row, entry)
        })
        .collect();
    assert_eq!(store.revise(&later(), &entries).expect("revised"), 6);
    assert_eq!(store.revise(&later(), &entries).expect("again"), 0, "a run codes a report once");
    assert!(store.uncoded(&later()).expect("rows").is_empty());
    assert_eq!(ids(&store, &Filter::default()).len(), 5);
    assert_eq!(ids(&store, &Filter { run: Some(1), ..Filter::default() }).len(), 6);
    let mut changes: Vec<Changed> = Vec::new();
    store
        .diff::<StoreError>(1, 2, |c| {
            changes.push(c);
            Ok(())
        })
        .expect("compared");
    let of = |report: &str| changes.iter().find(|c| c.report == report).expect("a report");
    assert_eq!(of("r0").gone.len(), 1);
    assert_eq!(of("r1").changed[0].1, ["event"]);
    assert_eq!(changes.iter().map(|c| c.same).sum::<usize>(), 4);
    let verified = store.verify().expect("read");
    assert_eq!((verified.wrong, verified.records), (0, 12), "{:?}", verified.faults);
    assert_eq!(store.diff::<StoreError>(1, 7, |_| Ok(())).expect_err("no run").kind(), ErrorKind::Usage);
}

#[test]
fn a_removed_report_leaves_its_hash_and_nothing_else() {
    let folder = Folder::new("redact");
    let mut store = Store::create(&folder.store()).expect("a store");
    let mut secret = entry(3);
    secret.raw = Some(b"<p>Zarquonvale raw bytes</p>".to_vec());
    let text = "Police in Zarquonvale arrested 9 farmers.";
    secret.record.document.text = text.into();
    secret.record.document.title = Some("Zarquonvale title".into());
    secret.record.events.clear();
    secret.record.places.clear();
    secret.record.parties.clear();
    store.add(&run(), &[entry(1), secret.clone(), entry(2)]).expect("added");
    assert_eq!(store.redact_report("r3").expect("removed"), 1);
    drop(store);
    let bytes = std::fs::read(folder.store()).expect("the file");
    for word in ["Zarquonvale", "zarquonvale"] {
        assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "«{word}» is left in the file");
    }
    let mut store = Store::create(&folder.store()).expect("a store");
    let verified = store.verify().expect("read");
    assert_eq!(verified.wrong, 0, "{:?}", verified.faults);
    assert_eq!(store.counts().expect("counts").documents, 2, "a tombstone is no report");
    assert_eq!(store.add(&run(), &[secret]).expect("known").new, 0, "what was removed is not added again");
    assert_eq!(ids(&store, &Filter { text: Some("zarquonvale".into()), ..Filter::default() }).len(), 0);
    assert_eq!(store.redact_report("nobody").expect_err("no report").kind(), ErrorKind::Usage);
}

#[test]
fn a_masked_name_is_gone_and_every_offset_holds() {
    let folder = Folder::new("person");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &(0..4).map(entry).collect::<Vec<_>>()).expect("added");
    // The tests' parties are named by their words.
    assert_eq!(store.redact_person("Köln2").expect("masked"), 1);
    drop(store);
    let store = Store::read(&folder.store()).expect("a store");
    let verified = store.verify().expect("read");
    assert_eq!(verified.wrong, 0, "{:?}", verified.faults);
    let shown = store.show("r2").expect("shown").remove(0);
    assert!(shown.record.document.text.contains("█████") && !shown.record.document.text.contains("Köln2"));
    assert_eq!(shown.redacted.as_deref(), Some("in part"));
    assert_eq!(ids(&store, &Filter { text: Some("köln2".into()), ..Filter::default() }).len(), 0);
    assert_eq!(ids(&store, &Filter::default()).len(), 4);
}

#[test]
fn links_come_and_go() {
    let folder = Folder::new("links");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &(0..3).map(entry).collect::<Vec<_>>()).expect("added");
    let asked = Filter::default();
    assert_eq!(store.incidents(&asked).expect_err("not linked").kind(), ErrorKind::Usage);
    let hash = |id: &str| store.show(id).expect("shown").remove(0).hash;
    let (a, b, c) = (hash("r0"), hash("r1"), hash("r2"));
    let linked = |report: &str, incident: &str| Linked {
        report: report.into(),
        event: String::new(),
        nth: 0,
        incident: incident.into(),
        why: "type".into(),
    };
    store.set_links(&[(b.clone(), a.clone(), 0.9)], &[linked(&a, "i1"), linked(&b, "i1"), linked(&c, "i2")]).expect("linked");
    let incidents = store.incidents(&asked).expect("incidents");
    assert_eq!(incidents.len(), 2);
    assert_eq!((incidents[0].events.len(), incidents[0].independent, incidents[0].copies), (2, 1, 1));
    assert_eq!(incidents[0].tolls["detained"], (Some(2), Some(3)));
    assert_eq!(incidents[0].days, Some(("2031-01-01".into(), "2031-02-02".into())));
    assert_eq!(incidents[0].common_days, None, "they contradict each other");
    assert_eq!(ids(&store, &Filter { incidents: vec!["i1".into()], ..Filter::default() }).len(), 2);
    assert_eq!(ids(&store, &Filter { copies: Copies::LeftOut, ..Filter::default() }).len(), 2);
    assert_eq!(store.verify().expect("read").wrong, 0);
    store.set_links(&[], &[]).expect("taken away");
    assert_eq!(store.incidents(&asked).expect_err("not linked").kind(), ErrorKind::Usage);
}
