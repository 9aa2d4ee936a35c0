//! What happens to a reader that is given what nobody would write?
//!
//! A target a reader: [`read`] reads bytes as that target does and says what is wrong with what came out; [`change`] makes new inputs out
//! of seeds (`seeds/<target>/`). There is no guidance by coverage (that needs a nightly compiler), so seeds show every part of a format. A
//! run is the same for the same number: `tests/seeds.rs` runs the first few hundred inputs of every target, `cargo xtask fuzz` more of them.

mod change;

use article::{Format, Given, Item};
pub use change::{Random, change};
use std::io;
use std::path::Path;

/// Names of targets: the formats, and what is told by its first bytes alone.
pub const TARGETS: [&str; 16] =
    ["text", "html", "jsonl", "csv", "tsv", "parquet", "feed", "warc", "mail", "mbox", "zip", "gzip", "zstd", "bzip2", "xz", "any"];

/// Items of one input: a byte can be a row, but not many.
const MAX_ITEMS: usize = 5_000_000;

/// The seeds of a target, in the order of their names; `any` has those of all.
pub fn seeds(folder: &Path, target: &str) -> io::Result<Vec<Vec<u8>>> {
    let mut paths = Vec::new();
    for own in TARGETS.into_iter().filter(|own| *own != "any" && (target == "any" || target == *own)) {
        for entry in std::fs::read_dir(folder.join(own))? {
            paths.push(entry?.path());
        }
    }
    paths.sort();
    paths.iter().map(std::fs::read).collect()
}

/// Reads an input as the target does: the number of items, or what is wrong with them.
pub fn read(target: &str, bytes: &[u8]) -> Result<usize, String> {
    let given = Given { path: "input".into(), format: Format::named(target), ..Given::default() };
    let mut count = 0;
    for item in article::read(Box::new(bytes), &given) {
        count += 1;
        check(&item)?;
        if count > MAX_ITEMS {
            return Err(format!("more than {MAX_ITEMS} items"));
        }
    }
    if count == 0 {
        return Err("neither report nor fault".into());
    }
    Ok(count)
}

/// A fault says what happened and what to do; a report's paragraphs lie in its text, in order, and leave nothing out but white space.
fn check(item: &Item) -> Result<(), String> {
    let document = match item {
        Ok(document) => document,
        Err(fault) => {
            let told = fault.path == "input" && !fault.cause.is_empty() && !fault.remedy.is_empty() && !fault.cause.contains('\n');
            return if told { Ok(()) } else { Err(format!("a fault that does not tell: {fault:?}")) };
        }
    };
    let text = &document.text;
    if text.len() > article::limits::MAX_TEXT_BYTES {
        return Err(format!("a text of {} bytes", text.len()));
    }
    let gap = |from: usize, to: usize| text.get(from..to).is_some_and(|gap| gap.trim().is_empty());
    let mut end = 0;
    for block in &document.blocks {
        let words = text.get(block.span.start..block.span.end).ok_or_else(|| format!("{:?} is no place in the text", block.span))?;
        if words.is_empty() || !gap(end, block.span.start) {
            return Err(format!("{:?} leaves words out, or comes out of order", block.span));
        }
        if let Some(author) = block.post.as_ref().and_then(|post| post.author)
            && text.get(author.start..author.end).is_none()
        {
            return Err(format!("the author {author:?} is no place in the text"));
        }
        end = block.span.end;
    }
    if !gap(end, text.len()) {
        return Err("the last paragraph leaves words out".into());
    }
    if document.published.as_ref().is_some_and(|day| day.date.year() < 1) {
        return Err("a day before the year 1".into());
    }
    Ok(())
}
