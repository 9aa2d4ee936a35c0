//! `cargo xtask data`: from the raw packs of `shared/data` to the readable tables of `data/`.
//!
//! Written: countries, nationalities, places, actors, and `README.md`. Kept by hand and only checked: `ontology.tsv`, `cameo.tsv`, `sectors.tsv`,
//! `contexts.tsv`, `places/hand.tsv`, `actors/hand.tsv` and all word tables.

mod actors;
mod bodies;
mod countries;
mod pack;
mod people;
mod places;
mod readme;

use anyhow::{Context as _, Result, ensure};
use std::collections::BTreeSet;
use std::path::Path;

/// Reads the packs below `shared/data`, writes the tables below `out`, and compiles all of them once to check them.
pub fn run(shared: &Path, out: &Path) -> Result<()> {
    let packs = shared.join("data");
    check_ontology(&packs.join("ontology/plover_ontology.json"), &out.join("ontology.tsv"))?;
    let (codes, names) = countries::write(&packs.join("places"), out)?;
    places::write(&packs.join("places"), &out.join("places"), &codes)?;
    actors::write(&packs.join("actors"), &out.join("actors"), &codes, &names)?;
    readme::write(&packs.join("places"), out)?;
    let tables = pack::tables(out)?;
    let block = knowledge::compile(&tables)?;
    let bytes: usize = tables.iter().map(|(_, text)| text.len()).sum();
    println!("data: {} tables of {} kB compile to {} kB", tables.len(), bytes / 1000, block.len() / 1000);
    Ok(())
}

/// Types and modes of our hand-kept table are those of the manual.
fn check_ontology(manual: &Path, table: &Path) -> Result<()> {
    let manual: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(manual).with_context(|| manual.display().to_string())?)?;
    let mut wanted = BTreeSet::new();
    for (kind, of) in manual["events"].as_object().context("the manual has no events")? {
        wanted.insert((kind.clone(), String::new()));
        for mode in of["modes"].as_object().into_iter().flatten() {
            wanted.insert((kind.clone(), mode.0.clone()));
        }
    }
    let text = std::fs::read_to_string(table).with_context(|| table.display().to_string())?;
    for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let mut cells = line.split('\t').map(str::to_owned);
        let key = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        ensure!(wanted.remove(&key), "{}: {} {} is not in the manual; remove the row", table.display(), key.0, key.1);
    }
    ensure!(wanted.is_empty(), "{}: {:?} are missing; add them", table.display(), wanted);
    Ok(())
}
