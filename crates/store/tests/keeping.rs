//! What was kept stays kept: killed writers, full disks, two writers, files that are no store.
#![allow(clippy::disallowed_methods, reason = "the tests play the program: they open files and start processes")]

mod made;

use made::{Folder, entry, run};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use store::{ErrorKind, Store};

/// Tells a copy of this test that it is the writer.
const WRITER: &str = "STORE_TEST_WRITER";
/// Writers killed.
const KILLS: usize = 200;

#[test]
fn the_same_again_adds_nothing_and_leaves_the_file_as_it_is() {
    let folder = Folder::new("same");
    let entries: Vec<_> = (0..30).map(entry).collect();
    let add = |entries: &[store::Entry]| {
        let mut store = Store::create(&folder.store()).expect("a store");
        store.add(&run(), entries).expect("added")
    };
    assert_eq!(add(&entries).new, 30);
    let before = std::fs::read(folder.store()).expect("the file");
    assert_eq!(add(&entries).known, 30);
    assert_eq!(std::fs::read(folder.store()).expect("the file"), before, "nothing was added, but the file changed");
    assert_eq!(std::fs::read_dir(&folder.0).expect("the folder").count(), 3, "only keys and index are left beside it");
    // A report met at another place is the same report.
    let mut moved = entry(3);
    moved.record.document.source = Some(record::json::Source { file: "a-copy.jsonl".into(), member: None });
    assert_eq!(add(&[moved]).known, 1);
    let store = Store::read(&folder.store()).expect("a store");
    assert_eq!(store.counts().expect("counts").documents, 30);
    let verified = store.verify().expect("read");
    assert_eq!((verified.wrong, verified.records, verified.revisions), (0, 30, 30), "{:?}", verified.faults);
    assert!(verified.spans >= 30 * 8);
}

/// Not a test of its own: the writer that [`two_hundred_killed_writers`] kills. It adds reports one batch after another and says how many are kept.
#[test]
fn writer() {
    let Ok(path) = std::env::var(WRITER) else { return };
    let mut store = Store::create(Path::new(&path)).expect("a store");
    let mut n = store.counts().expect("counts").documents;
    loop {
        let entries: Vec<_> = (n..n + 7).map(entry).collect();
        store.add(&run(), &entries).expect("added");
        n += 7;
        println!("kept {n}");
    }
}

fn start_writer(path: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "writer", "--nocapture"])
        .env(WRITER, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a writer")
}

/// Kills a writer 200 times in the middle of its work: every report that was told as kept is there, nothing is half there.
#[test]
fn two_hundred_killed_writers() {
    let folder = Folder::new("kill");
    let path = folder.store();
    let mut kept = 0;
    let mut random: u64 = 7;
    for kill in 0..KILLS {
        let mut child = start_writer(&path);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let lines = (random >> 33) % 4;
        let mut told = BufReader::new(child.stdout.take().expect("a pipe"))
            .lines()
            .map_while(Result::ok)
            .filter_map(|l| l.strip_prefix("kept ").or_else(|| l.split("kept ").nth(1)).and_then(|n| n.trim().parse::<usize>().ok()));
        for n in told.by_ref().take(lines as usize) {
            kept = n;
        }
        std::thread::sleep(std::time::Duration::from_micros((random >> 20) % 3000));
        child.kill().expect("killed");
        child.wait().expect("ended");
        // What it still told before it died.
        kept = told.last().unwrap_or(kept).max(kept);
        if kill % 20 == 19 {
            whole(&path, kept);
        }
    }
    assert!(kept > 0);
    whole(&path, kept);
}

fn whole(path: &Path, at_least: usize) {
    let store = Store::read(path).expect("a store");
    let documents = store.counts().expect("counts").documents;
    assert!(documents >= at_least, "{at_least} reports were kept, {documents} are there");
    assert_eq!(documents % 7, 0, "a batch is there in part");
    let verified = store.verify().expect("read");
    assert_eq!(verified.wrong, 0, "{:?}", verified.faults);
}

#[test]
fn a_full_disk_is_told_and_the_store_stays_usable() {
    let folder = Folder::new("full");
    let mut store = Store::create(&folder.store()).expect("a store");
    store.add(&run(), &[entry(0)]).expect("added");
    store.limit_pages(120).expect("a limit");
    let error = (1..).step_by(50).find_map(|n| store.add(&run(), &(n..n + 50).map(entry).collect::<Vec<_>>()).err()).expect("it must fill");
    assert_eq!(error.kind(), ErrorKind::Full, "{error}");
    let documents = store.counts().expect("counts").documents;
    assert_eq!(documents % 50, 1, "a batch is there in part");
    drop(store);
    let mut store = Store::create(&folder.store()).expect("it opens again");
    assert_eq!(store.verify().expect("read").wrong, 0);
    assert_eq!(store.add(&run(), &[entry(9999)]).expect("there is space again").new, 1);
    assert_eq!(store.verify().expect("read").wrong, 0);
}

#[test]
fn two_writers_lose_nothing() {
    let folder = Folder::new("two");
    let path = folder.store();
    std::thread::scope(|scope| {
        for side in 0..2 {
            let path = &path;
            scope.spawn(move || {
                let mut store = Store::create(path).expect("a store");
                for n in (0..100).step_by(5) {
                    // Half of the reports are the same.
                    let from = n + side * 50;
                    store.add(&run(), &(from..from + 5).map(entry).collect::<Vec<_>>()).expect("the second waits");
                }
            });
        }
    });
    let store = Store::read(&path).expect("a store");
    assert_eq!(store.counts().expect("counts").documents, 150);
    assert_eq!(store.verify().expect("read").wrong, 0);
}

#[test]
fn what_is_no_store_is_told_and_left_alone() {
    let folder = Folder::new("foreign");
    let text = folder.0.join("notes.txt");
    std::fs::write(&text, "Notes of a meeting, long enough to look like something.".repeat(100)).expect("a file");
    let foreign = folder.0.join("foreign.db");
    rusqlite::Connection::open(&foreign).expect("a database").execute_batch("CREATE TABLE mine (x)").expect("a table");
    let newer = folder.0.join("newer.db");
    drop(Store::create(&newer).expect("a store"));
    rusqlite::Connection::open(&newer).expect("a database").pragma_update(None, "user_version", 1000).expect("a version");
    let empty = folder.0.join("empty.db");
    std::fs::write(&empty, b"").expect("a file");
    for (path, kind) in
        [(&text, ErrorKind::NotAStore), (&foreign, ErrorKind::NotAStore), (&newer, ErrorKind::Version), (&empty, ErrorKind::NotAStore)]
    {
        let before = std::fs::read(path).expect("the file");
        assert_eq!(Store::read(path).err().expect("no store").kind(), kind, "{}", path.display());
        if path != &empty {
            assert_eq!(Store::create(path).err().expect("no store").kind(), kind, "{}", path.display());
        }
        assert_eq!(std::fs::read(path).expect("the file"), before, "{} was changed", path.display());
    }
    assert_eq!(Store::read(&folder.0.join("none.db")).err().expect("no file").kind(), ErrorKind::Missing);
    assert_eq!(Store::create(&folder.0.join("no/folder/acta.db")).err().expect("no folder").kind(), ErrorKind::Missing);
    assert!(!folder.0.join("none.db").exists());
}

#[test]
fn what_was_changed_behind_its_back_is_told() {
    let folder = Folder::new("tamper");
    let fresh = || {
        for ending in ["", ".keys", ".index"] {
            let _ = std::fs::remove_file(folder.beside(ending));
        }
        let mut store = Store::create(&folder.store()).expect("a store");
        store.add(&run(), &(0..5).map(entry).collect::<Vec<_>>()).expect("added");
    };
    for (change, said) in [
        ("UPDATE documents SET title = 'another' WHERE id = 2", "the table `documents` does not say"),
        ("UPDATE sources SET path = 'another' WHERE document = 2", "the table `sources` does not say"),
        ("UPDATE events SET body = replace(body, 'arrested', 'released') WHERE id = 3", "the table `events` does not say"),
        ("UPDATE codings SET hash = 'another' WHERE id = 3", "not the one that was kept"),
        ("UPDATE reports SET hash = 'another' WHERE id = 3", "does not open"),
        ("DELETE FROM revisions WHERE id = 2", "chain is broken"),
        ("DELETE FROM latest WHERE document = 4", "without a record"),
        ("UPDATE reports SET body = x'00112233' WHERE id = 1", "does not open"),
        ("UPDATE reports SET body = (SELECT body FROM reports WHERE id = 2) WHERE id = 1", "does not open"),
        ("UPDATE codings SET body = (SELECT body FROM codings WHERE id = 2) WHERE id = 1", "does not open"),
        ("DELETE FROM codings WHERE id = 5", "only the index knows"),
        ("DELETE FROM reports WHERE id = 5", "only the index knows"),
        ("DELETE FROM events WHERE id = 5", "the table `events` does not say"),
        ("DELETE FROM documents WHERE id = 5", "the index does not know"),
        ("UPDATE roles SET country = 'XXX'", "the table `roles` does not say"),
        ("DELETE FROM spans WHERE kind = 'anchor'", "the table `spans` does not say"),
        ("UPDATE events SET day_from = '1999-01-01' WHERE id = 2", "the table `events` does not say"),
        ("DELETE FROM search WHERE rowid = 2", "`search` has 4 entries, not 5"),
        ("UPDATE codings SET run = 77 WHERE id = 1", "not there"),
        ("UPDATE records SET run = 77 WHERE id = 1", "the index does not know"),
    ] {
        fresh();
        let db = rusqlite::Connection::open(folder.store()).expect("a database");
        db.execute("ATTACH ?1 AS plain", [folder.beside(".index").to_str()]).expect("the index");
        db.execute_batch(&format!("PRAGMA foreign_keys = OFF; {change}")).expect("the change");
        drop(db);
        let verified = Store::read(&folder.store()).expect("a store").verify().expect("read");
        assert!(verified.wrong > 0 && verified.faults.iter().any(|f| f.contains(said)), "{change}: {:?}", verified.faults);
    }
}

#[test]
fn cut_and_scribbled_files_are_told_without_a_panic() {
    let folder = Folder::new("cut");
    let path = folder.store();
    let mut store = Store::create(&path).expect("a store");
    store.add(&run(), &(0..40).map(entry).collect::<Vec<_>>()).expect("added");
    drop(store);
    let bytes = std::fs::read(&path).expect("the file");
    let mut random: u64 = 3;
    for _ in 0..60 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = (random >> 16) as usize % bytes.len();
        let mut hurt = bytes.clone();
        if random.is_multiple_of(3) {
            hurt.truncate(at);
        } else {
            let end = (at + 64).min(hurt.len());
            hurt[at..end].fill((random >> 50) as u8);
        }
        std::fs::write(&path, hurt).expect("the file");
        // Either an error or a verdict; a page that nothing uses may be scribbled on unseen.
        if let Ok(store) = Store::read(&path) {
            let _ = store.verify();
        }
    }
}
