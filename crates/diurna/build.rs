//! Compiles the tables of `data/` into one block, and hashes it, the weights and the code, so that the program carries the first two and can name all three.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let data = root.join("data");
    let weights = root.join("models/base/weights.bin");
    println!("cargo::rerun-if-changed={}", data.display());
    println!("cargo::rerun-if-changed={}", weights.display());

    let mut tables = Vec::new();
    for entry in walkdir::WalkDir::new(&data).sort_by_file_name() {
        let path = entry?.into_path();
        if path.extension().is_some_and(|e| e == "tsv") {
            let name = path.strip_prefix(&data)?.to_string_lossy().replace('\\', "/");
            tables.push((name, fs::read_to_string(&path)?));
        }
    }
    let block = knowledge::compile(&tables)?;
    let read = fs::read(&weights)
        .map_err(|e| format!("models/base/weights.bin: {e}; it is part of the repository: check that the clone is whole"))?;
    println!("cargo::rustc-env=DIURNA_CODE_HASH={}", hash(&code(&root.join("crates"))?));
    println!("cargo::rustc-env=DIURNA_DATA_HASH={}", hash(&block));
    println!("cargo::rustc-env=DIURNA_MODEL_HASH={}", hash(&read));
    fs::write(out.join("knowledge.bin"), block)?;
    Ok(())
}

/// Every source file and table of the rooms that a record can depend on, one after another with its name; not of the rooms that only keep records.
fn code(crates: &Path) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed={}", crates.display());
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(crates).sort_by_file_name() {
        let path = entry?.into_path();
        let name = path.strip_prefix(crates)?.to_string_lossy().replace('\\', "/");
        let room = name.split('/').next().unwrap_or("");
        let counts = ["/src/", "/data/"].iter().any(|place| name.contains(place)) && [".rs", ".tsv"].iter().any(|end| name.ends_with(end));
        if counts && !["store", "incident"].contains(&room) && !name.starts_with("diurna/src/acta/") {
            all.extend(name.bytes());
            // A checkout may have other line ends.
            all.extend(fs::read(&path)?.into_iter().filter(|b| *b != b'\r'));
        }
    }
    Ok(all)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|b| format!("{b:02x}")).collect()
}
