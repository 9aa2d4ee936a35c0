//! The weights and their cards.

use crate::{root, run, shared};
use anyhow::{Context, bail};
use sha2::{Digest, Sha256};
use std::process::Command;

/// Minutes that training may take on a free machine.
const MINUTES: &str = "80";

/// Checks every model's weights against the hash in its card; with `train`, makes them anew first.
pub fn check(train: bool) -> anyhow::Result<()> {
    if train {
        run(Command::new("bash")
            .arg("training/make.sh")
            .arg(shared()?)
            .arg(crate::scratch("training")?)
            .arg(root().join("models/base"))
            .arg(MINUTES))?;
    }
    for entry in std::fs::read_dir(root().join("models"))? {
        let folder = entry?.path();
        if !folder.is_dir() {
            continue;
        }
        let card = std::fs::read_to_string(folder.join("model.toml")).with_context(|| format!("{}: no card", folder.display()))?;
        let weights = std::fs::read(folder.join("weights.bin"))?;
        let hash: String = Sha256::digest(&weights).iter().map(|b| format!("{b:02x}")).collect();
        if !card.contains(&hash) {
            bail!("{}: the card does not name the hash of the weights ({hash})", folder.display());
        }
        println!("{}  {} bytes  sha256 {hash}", folder.file_name().unwrap_or_default().to_string_lossy(), weights.len());
    }
    Ok(())
}
