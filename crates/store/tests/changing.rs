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

/// A store as a predecessor of this program left it, out of `tests/earlier` (made by it: ten reports, three of them copies and one removed, linked).
fn of_schema(folder: &Folder, schema: i64) {
    let frame = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/earlier/schema-2.db.zst")).expect("the store");
    let mut file = std::fs::File::create(folder.store()).expect("a file");
    std::io::copy(&mut ruzstd::decoding::StreamingDecoder::new(frame.as_slice()).expect("a frame"), &mut file).expect("unpacked");
    if schema == 1 {
        let db = rusqlite::Connection::open(folder.store()).expect("a database");
        db.execute_batch("DROP TABLE copies; DROP TABLE incidents; DROP TABLE acts; PRAGMA user_version = 1;").expect("an older schema");
    }
}

#[test]
fn a_store_of_the_previous_schema_migrates() {
    for (schema, read) in [(1, true), (1, false), (2, true), (2, false)] {
        let folder = Folder::new(&format!("migrate-{schema}-{read}"));
        of_schema(&folder, schema);
        let store = if read { Store::read(&folder.store()) } else { Store::create(&folder.store()) }.expect("migrated");
        assert_eq!(store.counts().expect("counts").documents, 9);
        let verified = store.verify().expect("read");
        assert_eq!((verified.wrong, verified.documents, verified.records), (0, 9, 9), "{:?}", verified.faults);
        let all = ids(&store, &Filter::default()).len();
        let originals = ids(&store, &Filter { copies: Copies::LeftOut, ..Filter::default() }).len();
        assert_eq!(all - originals, if schema == 1 { 0 } else { 6 }, "links come along");
        assert_eq!(store.incidents(&Filter::default()).is_ok(), schema == 2);
        let page = ids(&store, &Filter { text: Some("zarqonia".into()), ..Filter::default() });
        assert!(!page.is_empty(), "words are found");
        drop(store);
        sealed(
            &std::fs::read(folder.store()).expect("the store"),
            &["Arequipa", "Zarqonia", "Quenta", "Village Post", "page.html", "reports.jsonl"],
        );
        let mut store = Store::create(&folder.store()).expect("a store");
        assert_eq!(store.add(&run(), &[entry(5), entry(77)]).expect("added").new, 2);
        assert_eq!(store.verify().expect("read").wrong, 0);
    }
}

/// Neither words nor packed words are in these bytes.
fn sealed(bytes: &[u8], words: &[&str]) {
    for word in words.iter().map(|w| w.as_bytes()).chain([&b"\x28\xb5\x2f\xfd"[..]]) {
        assert!(!bytes.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word)), "«{}» is in the file", String::from_utf8_lossy(word));
    }
}

#[test]
fn a_migration_that_fails_changes_nothing() {
    for (schema, way) in [(1, "acts"), (2, "codings")] {
        let folder = Folder::new(&format!("migrate-fails-{schema}"));
        of_schema(&folder, schema);
        // A table in the way: the step fails half way.
        let db = rusqlite::Connection::open(folder.store()).expect("a database");
        db.execute_batch(&format!("CREATE TABLE {way} (mine)")).expect("a table");
        drop(db);
        assert!(Store::create(&folder.store()).is_err());
        let db = rusqlite::Connection::open(folder.store()).expect("a database");
        let version: i64 = db.query_row("PRAGMA user_version", [], |r| r.get(0)).expect("a version");
        let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'reports'", [], |r| r.get(0)).expect("a count");
        let documents: i64 = db.query_row("SELECT count(*) FROM documents", [], |r| r.get(0)).expect("a count");
        assert_eq!((version, tables, documents), (schema, 0, 10));
        db.execute_batch(&format!("DROP TABLE {way}")).expect("out of the way");
        drop(db);
        assert_eq!(Store::create(&folder.store()).expect("migrated").verify().expect("read").wrong, 0);
    }
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
    for ending in ["", ".index", ".keys"] {
        let bytes = std::fs::read(folder.beside(ending)).expect("the file");
        sealed(&bytes, &["Zarquonvale"]);
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
    assert_eq!(store.redact_person("Köln2").expect("masked").reports, 1);
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
fn parts_of_a_masked_name_are_gone_too() {
    let folder = Folder::new("parts");
    of_schema(&folder, 2);
    let mut store = Store::create(&folder.store()).expect("migrated");
    // The given name alone is a mention of its own there.
    assert_eq!(store.redact_person("Odalys Quenta").expect("masked").reports, 1);
    let verified = store.verify().expect("read");
    assert_eq!(verified.wrong, 0, "{:?}", verified.faults);
    drop(store);
    sealed(&std::fs::read(folder.beside(".index")).expect("the index"), &["Odalys", "Quenta"]);
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

/// Copies files of a store into another folder, under the names of a store there.
fn copy(from: &Folder, to: &Folder, endings: &[&str]) {
    for ending in endings {
        std::fs::copy(from.beside(ending), to.beside(ending)).expect("copied");
    }
}

#[test]
fn backups_die_with_the_key() {
    let folder = Folder::new("backup");
    let mut store = Store::create(&folder.store()).expect("a store");
    let mut page = entry(3);
    page.raw = Some(b"<p>Police in K\xc3\xb6ln3 arrested 5 farmers on Monday.</p>".to_vec());
    store.add(&run(), &[entry(0), entry(1), entry(2), page]).expect("added");
    let hash = |id: &str| store.show(id).expect("shown").remove(0).hash;
    let hashes = [hash("r0"), hash("r2"), hash("r3")];
    drop(store);
    let (backup, everything) = (Folder::new("backup-alone"), Folder::new("backup-everything"));
    copy(&folder, &backup, &[""]);
    copy(&folder, &everything, &["", ".keys", ".index"]);
    // No copy of the store alone tells a word of any report, with or without redaction.
    sealed(
        &std::fs::read(backup.store()).expect("the file"),
        &["Köln", "oln2", "police", "farmers", "arrested", "COERCE", "made.jsonl", "Village Post"],
    );
    let mut store = Store::create(&folder.store()).expect("a store");
    assert_eq!(store.redact_report("r3").expect("removed"), 1);
    assert_eq!(store.redact_person("Köln2").expect("masked").reports, 1);
    assert_eq!(store.verify().expect("read").wrong, 0);
    drop(store);
    // The old copy beside the keys of today: what was removed stays removed, all else reads. So it is where the old index was copied too.
    for (old, endings) in [(&backup, &[".keys"][..]), (&everything, &[".keys"])] {
        copy(&folder, old, endings);
        let mut store = Store::read(&old.store()).expect("the backup opens");
        let verified = store.verify().expect("read");
        assert_eq!((verified.wrong, verified.documents, verified.removed, verified.revisions), (0, 2, 2, 4), "{:?}", verified.faults);
        assert_eq!(ids(&store, &Filter::default()), ["r0:16 COERCE", "r1:16 COERCE"]);
        assert!(store.raw(&hashes[0]).expect("asked").is_some());
        for gone in &hashes[1..] {
            assert_eq!(store.raw(gone).expect("asked"), None);
            let shown = store.show(gone).expect("a tombstone").remove(0);
            assert_eq!((shown.record.document.text.as_str(), shown.redacted.as_deref()), ("", Some("whole")));
        }
        assert_eq!(ids(&store, &Filter { text: Some("köln3 OR köln2".into()), ..Filter::default() }).len(), 0);
        drop(store);
        for ending in ["", ".index", ".keys"] {
            sealed(&std::fs::read(old.beside(ending)).expect("the file"), &["Köln2", "Köln3"]);
        }
        store = Store::create(&old.store()).expect("a store");
        assert_eq!(store.add(&run(), &[entry(3)]).expect("known").new, 0, "what was removed is not added again");
        assert_eq!(store.add(&run(), &[entry(9)]).expect("added").new, 1);
        assert_eq!(store.verify().expect("read").wrong, 0);
    }
    // An old file of keys beside the store of today: the keys of what was removed are destroyed in it, too.
    let old_keys = Folder::new("backup-keys");
    let mut fresh = Store::create(&old_keys.store()).expect("a store");
    fresh.add(&run(), &[entry(3), entry(4)]).expect("added");
    drop(fresh);
    std::fs::copy(old_keys.beside(".keys"), old_keys.0.join("keys-of-then")).expect("copied");
    std::fs::copy(old_keys.store(), old_keys.0.join("then.db")).expect("copied");
    Store::write(&old_keys.store()).expect("a store").redact_report("r3").expect("removed");
    std::fs::copy(old_keys.0.join("keys-of-then"), old_keys.beside(".keys")).expect("put back");
    drop(Store::write(&old_keys.store()).expect("a store"));
    std::fs::copy(old_keys.beside(".keys"), old_keys.0.join("then.db.keys")).expect("copied");
    let then = Store::read(&old_keys.0.join("then.db")).expect("the backup opens");
    assert_eq!(ids(&then, &Filter::default()).len(), 1);
}

#[test]
fn without_keys_one_clear_error() {
    let folder = Folder::new("keys");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &(0..4).map(entry).collect::<Vec<_>>()).expect("added");
    store.redact_report("r3").expect("removed");
    drop(store);
    let away = folder.0.join("away");
    std::fs::rename(folder.beside(".keys"), &away).expect("moved");
    for opened in [Store::read(&folder.store()), Store::write(&folder.store()), Store::create(&folder.store())] {
        let error = opened.err().expect("no keys");
        assert_eq!(error.kind(), ErrorKind::Keys);
        assert!(error.to_string().contains("3 reports are sealed with its keys (1 were removed for good)"), "{error}");
    }
    assert!(!folder.beside(".keys").exists(), "no empty file takes its place");
    // Keys of before some reports came: the others read, and those wait.
    std::fs::rename(&away, folder.beside(".keys")).expect("put back");
    std::fs::copy(folder.beside(".keys"), &away).expect("copied");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &[entry(7), entry(8)]).expect("added");
    drop(store);
    let newest = std::fs::read(folder.beside(".keys")).expect("the keys");
    std::fs::copy(&away, folder.beside(".keys")).expect("an old copy");
    std::fs::remove_file(folder.beside(".index")).expect("the index may go");
    let store = Store::read(&folder.store()).expect("a store");
    assert_eq!(ids(&store, &Filter::default()).len(), 3);
    let verified = store.verify().expect("read");
    assert_eq!(verified.faults, ["2 reports cannot be read: their keys are not in the file of keys"]);
    drop(store);
    nothing_is_written(&folder, "the keys of 2 reports are not in the file of keys");
    std::fs::write(folder.beside(".keys"), newest).expect("put back");
    let store = Store::read(&folder.store()).expect("a store");
    assert_eq!((ids(&store, &Filter::default()).len(), store.verify().expect("read").wrong), (5, 0));
    drop(store);
    // The keys of another store are none.
    let other = Folder::new("keys-other");
    drop(Store::create(&other.store()).expect("a store"));
    copy(&other, &folder, &[".keys"]);
    let verified = Store::read(&folder.store()).expect("a store").verify().expect("read");
    assert_eq!(verified.faults, ["5 reports cannot be read: their keys are not in the file of keys"]);
    nothing_is_written(&folder, "the keys of 5 reports are not in the file of keys");
    std::fs::write(folder.beside(".keys"), "").expect("emptied");
    nothing_is_written(&folder, "holds no keys");
}

/// What would be sealed with the keys of a wrong file is lost when the right one comes back, so a writer refuses.
fn nothing_is_written(folder: &Folder, why: &str) {
    for opened in [Store::write(&folder.store()), Store::create(&folder.store())] {
        let error = opened.err().expect("the wrong keys");
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[test]
fn the_index_is_made_anew_at_will() {
    let folder = Folder::new("index");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &(0..10).map(entry).collect::<Vec<_>>()).expect("added");
    drop(store);
    let old = std::fs::read(folder.beside(".index")).expect("the index");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &(10..20).map(entry).collect::<Vec<_>>()).expect("added");
    store.redact_person("Köln2").expect("masked");
    let before = ids(&store, &Filter { parties: vec!["farmers".into()], ..Filter::default() });
    drop(store);
    let anew: [&dyn Fn(); 3] = [
        // Away, of another day, of another schema.
        &|| std::fs::remove_file(folder.beside(".index")).expect("removed"),
        &|| std::fs::write(folder.beside(".index"), &old).expect("put back"),
        &|| {
            std::fs::remove_file(folder.beside(".index")).expect("removed");
            std::fs::write(folder.beside(".index"), b"").expect("an empty file");
        },
    ];
    for change in anew {
        change();
        let store = Store::read(&folder.store()).expect("a store");
        assert_eq!(ids(&store, &Filter { parties: vec!["farmers".into()], ..Filter::default() }), before);
        let verified = store.verify().expect("read");
        assert_eq!(verified.wrong, 0, "{:?}", verified.faults);
        drop(store);
        sealed(&std::fs::read(folder.beside(".index")).expect("the index"), &["Köln2 ", "Köln2\""]);
    }
}
