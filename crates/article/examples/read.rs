//! Prints what is read from files, one JSON object a report: `cargo run --release -p article --example read -- FILE…`.
//!
//! For measuring this room alone; `diurna read` is for people.

#![allow(clippy::disallowed_methods, reason = "an example is a program: it opens files")]

use std::io::{BufReader, Write};

fn main() -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for path in std::env::args().skip(1) {
        let given = article::Given { path: path.clone(), ..Default::default() };
        for item in article::read(Box::new(BufReader::new(std::fs::File::open(&path)?)), &given) {
            match item {
                Ok(document) => {
                    let blocks: Vec<_> = document
                        .blocks
                        .iter()
                        .map(|block| serde_json::json!({ "kind": block.kind.name(), "language": block.language, "text": block.span.of(&document.text) }))
                        .collect();
                    let notices: Vec<_> = document.notices.iter().map(|notice| format!("{}: {}", notice.code, notice.message)).collect();
                    let value = serde_json::json!({ "document": {
                        "id": document.id, "path": path, "member": document.source.member, "title": document.title, "url": document.url,
                        "publisher": document.publisher, "byline": document.byline, "language": document.language,
                        "published": document.published.as_ref().map(|day| day.date.to_string()), "basis": document.published.as_ref().map(|day| day.basis),
                        "modified": document.modified.map(|day| day.to_string()), "text": document.text, "blocks": blocks, "notices": notices,
                    }});
                    writeln!(out, "{value}")?;
                }
                Err(fault) => eprintln!("{fault}"),
            }
        }
    }
    out.flush()
}
