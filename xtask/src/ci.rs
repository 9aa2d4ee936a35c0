//! Everything that CI checks beside `cargo test`.

use crate::{cargo, eval, models, output, program, root, run, scratch};
use anyhow::{Context, bail};
use std::process::Command;

/// Licences that a dependency may have; each expression must offer one of them.
const LICENCES: [&str; 14] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "bzip2-1.0.6",
    "ISC",
    "Zlib",
    "CC0-1.0",
    "Unicode-3.0",
    "MPL-2.0",
    "Unlicense",
    "0BSD",
];

/// Runs all checks in turn and stops at the first that fails.
pub fn check() -> anyhow::Result<()> {
    step("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("lints", || run(&mut cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"])))?;
    step("docs", || run(cargo(&["doc", "--quiet", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings")))?;
    step("licences", licences)?;
    step("weights", || models::check(false))?;
    step("examples", examples)?;
    step("tables", tables)?;
    step("quality", || if eval::run(false)? { Ok(()) } else { bail!("a figure fell below its floor") })
}

/// The exports load in `pandas`, `polars` and `duckdb` without options; what that needs is installed below `target/`.
fn tables() -> anyhow::Result<()> {
    let folder = scratch("tables")?;
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv"))).context("Python 3 with its module venv is needed")?;
    }
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(root().join("xtask/tables.txt")))?;
    run(Command::new(python).arg(root().join("xtask/tables.py")).arg(program()?).arg(root().join("examples")).arg(&folder))
}

fn step(name: &str, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    eprintln!("── {name}");
    work().with_context(|| format!("the check «{name}» failed"))
}

/// Every dependency offers a licence that the program may carry.
fn licences() -> anyhow::Result<()> {
    let metadata: serde_json::Value = serde_json::from_str(&output(&mut cargo(&["metadata", "--format-version", "1", "--locked"]))?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names packages")?;
    let mut refused = Vec::new();
    for package in packages.iter().filter(|p| !p["source"].is_null()) {
        let licence = package["license"].as_str().unwrap_or("");
        let parts = licence.split([' ', '/', '(', ')']).filter(|p| !p.is_empty());
        if !parts.clone().any(|p| LICENCES.contains(&p)) {
            refused.push(format!("{} ({licence})", package["name"].as_str().unwrap_or("?")));
        }
    }
    if !refused.is_empty() {
        bail!("licences that are not on the list in xtask/src/ci.rs: {}", refused.join(", "));
    }
    Ok(())
}

/// The README's first command runs and codes the examples; the report on sport gives nothing.
fn examples() -> anyhow::Result<()> {
    let program = program()?;
    let lines = output(Command::new(program).args(["code", "examples", "--format", "events", "--progress", "never"]))?;
    if lines.contains("football") {
        bail!("examples/football.txt must yield no event");
    }
    for file in std::fs::read_dir(root().join("examples"))? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if !name.starts_with("football") && !lines.contains(&name) {
            bail!("examples/{name} yields no event");
        }
    }
    Ok(())
}
