//! The house rules as tests: floors, unsafe code, the files that no room may lack.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floor of every room; a room may use lower floors only.
const FLOORS: [(&str, u8); 12] = [
    ("record", 0),
    ("calendar", 1),
    ("knowledge", 1),
    ("neural", 1),
    ("article", 2),
    ("syntax", 2),
    ("mention", 2),
    ("entity", 2),
    ("event", 2),
    ("incident", 2),
    ("store", 2),
    ("diurna", 3),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rooms named under `[dependencies]` of a manifest.
fn rooms_used(manifest: &str) -> Vec<String> {
    let section = manifest.split("[dependencies]").nth(1).unwrap_or("").split("\n[").next().unwrap_or("");
    let names = section.lines().filter_map(|l| l.split(['.', '=', ' ']).next());
    names.filter(|n| FLOORS.iter().any(|(room, _)| room == n)).map(str::to_owned).collect()
}

#[test]
fn a_room_uses_lower_floors_only() {
    let floors: BTreeMap<&str, u8> = FLOORS.into_iter().collect();
    let mut seen = 0;
    for entry in fs::read_dir(root().join("crates")).expect("crates/ is there") {
        let path = entry.expect("crates/ can be listed").path();
        if !path.is_dir() {
            continue;
        }
        let room = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let floor =
            *floors.get(room.as_str()).unwrap_or_else(|| panic!("crates/{room} has no floor: add it to FLOORS and ARCHITECTURE.md"));
        let manifest = fs::read_to_string(path.join("Cargo.toml")).expect("a manifest");
        for used in rooms_used(&manifest) {
            assert!(floors[used.as_str()] < floor, "crates/{room} (floor {floor}) may not use {used} (floor {})", floors[used.as_str()]);
        }
        seen += 1;
    }
    assert_eq!(seen, FLOORS.len());
}

#[test]
fn unsafe_code_lives_in_neural_only() {
    for (path, text) in sources() {
        let allowed = path.ends_with("tests/house.rs") || path.components().any(|c| c.as_os_str() == "neural");
        assert!(allowed || !text.contains("allow(unsafe_code"), "{}: unsafe code is allowed in crates/neural only", path.display());
    }
}

#[test]
fn nothing_is_left_undone() {
    let marks = ["todo!(", "unimplemented!(", "FIX\u{4d}E", "#[ignore"];
    for (path, text) in sources() {
        if path.ends_with("tests/house.rs") {
            continue;
        }
        for mark in marks {
            assert!(!text.contains(mark), "{}: {mark}", path.display());
        }
    }
}

#[test]
fn architecture_is_short_and_names_every_room() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(page.lines().count() < 200, "ARCHITECTURE.md has {} lines", page.lines().count());
    for (room, _) in FLOORS {
        assert!(page.contains(&format!("`{room}`")), "ARCHITECTURE.md does not name `{room}`");
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    walkdir::WalkDir::new(root().join("crates"))
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .map(|p| (p.clone(), fs::read_to_string(&p).expect("sources are UTF-8")))
        .collect()
}
