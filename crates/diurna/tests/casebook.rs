//! Runs the casebook: every `report` block is read and coded, and every block that follows it must show what came of it.
//!
//! `cargo xtask bless` rewrites the expectations; read its diff before you commit it.

use diurna::Engine;
use record::{Record, note};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A fenced block of a page: its label, its lines, where its lines begin and end in the page.
struct Fence {
    label: String,
    first: usize,
    end: usize,
}

#[test]
fn casebook() {
    let engine = Engine::new().expect("the program carries its network and tables");
    let bless = std::env::var_os("DIURNA_BLESS").is_some();
    let mut wrong = String::new();
    let mut cases = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page is UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        let mut rewritten = String::new();
        let mut copied = 0;
        let mut records: Vec<Record> = Vec::new();
        for fence in fences(&lines) {
            let inside = &lines[fence.first..fence.end];
            if fence.label == "report" {
                records = read(&engine, &inside.join("\n"));
                continue;
            }
            if fence.label == "reports" {
                records = inside.join("\n").split("\n----\n").flat_map(|report| read(&engine, report)).collect();
                continue;
            }
            let Some(shown) = show(&fence.label, &records) else { continue };
            cases += 1;
            let expected = inside.iter().map(|l| l.trim_end()).collect::<Vec<_>>().join("\n");
            if shown.trim_end() != expected.trim_end() {
                let heading = lines[..fence.first].iter().rfind(|l| l.starts_with('#')).copied().unwrap_or("");
                let _ = writeln!(wrong, "{}:{} {heading}\n--- expected\n{expected}\n--- shown\n{shown}", page.display(), fence.first);
            }
            for line in &lines[copied..fence.first] {
                let _ = writeln!(rewritten, "{line}");
            }
            if !shown.trim_end().is_empty() {
                let _ = writeln!(rewritten, "{}", shown.trim_end());
            }
            copied = fence.end;
        }
        for line in &lines[copied..] {
            let _ = writeln!(rewritten, "{line}");
        }
        if bless && rewritten != text {
            std::fs::write(&page, rewritten).expect("the page can be written");
        }
    }
    assert!(cases > 0, "the casebook is empty");
    assert!(bless || wrong.is_empty(), "{wrong}\nread each; if the record is right now: cargo xtask bless");
}

/// What a block with this label shows of the records; none for a block that is only text.
fn show(label: &str, records: &[Record]) -> Option<String> {
    if label == "incidents" {
        return Some(incidents(records));
    }
    let view: fn(&Record) -> String = match label {
        "record" => note::events,
        "times" => note::times,
        "places" => note::places,
        "parties" => note::parties,
        "quotes" => note::quotes,
        "tolls" => note::tolls,
        "blocks" => |r| note::document(&r.document),
        _ => return None,
    };
    let shown: Vec<String> = records.iter().map(view).map(|s| s.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")).collect();
    Some(shown.join("\n"))
}

/// The incidents that reports tell together, and which of them are copies.
fn incidents(records: &[Record]) -> String {
    let lines: Vec<_> = records.iter().map(record::json::record).collect();
    let reports: Vec<_> = lines.iter().enumerate().map(|(n, r)| incident::Report::new(&format!("{:03}", n + 1), r, Vec::new())).collect();
    let links = incident::link(&reports);
    let mut order: Vec<&str> = Vec::new();
    for m in &links.members {
        if !order.contains(&m.incident.as_str()) {
            order.push(&m.incident);
        }
    }
    let mut shown = String::new();
    for name in order {
        let members: Vec<_> = links.members.iter().filter(|m| m.incident == name).collect();
        let _ = write!(shown, "{:12}", lines[members[0].report].events[members[0].event].event);
        for m in members {
            let _ = write!(shown, " {} «{}»", m.report + 1, lines[m.report].events[m.event].anchor.text);
        }
        shown.push('\n');
    }
    for copy in &links.copies {
        let _ = writeln!(shown, "copy         {} of {}", copy.copy + 1, copy.original + 1);
    }
    shown
}

fn read(engine: &Engine, report: &str) -> Vec<Record> {
    let given = article::Given { path: "casebook".into(), ..article::Given::default() };
    let items = article::read(Box::new(std::io::Cursor::new(report.as_bytes().to_vec())), &given);
    items.map(|item| engine.code(item.expect("a casebook report can be read"))).collect()
}

fn fences(lines: &[&str]) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<(String, usize)> = None;
    for (at, line) in lines.iter().enumerate() {
        let Some(label) = line.strip_prefix("```") else { continue };
        open = match open.take() {
            Some((label, first)) => {
                found.push(Fence { label, first, end: at });
                None
            }
            None => Some((label.trim().to_owned(), at + 1)),
        };
    }
    found
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../casebook");
    let mut pages: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();
    pages
}
