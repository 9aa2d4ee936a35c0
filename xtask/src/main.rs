//! The chores of the workspace, a short fixed list: `cargo xtask <verb>`.

mod bench;
mod ci;
mod data;
mod eval;
mod fuzz;
mod models;

use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const USAGE: &str = "usage: cargo xtask <verb>

  ci       every check beside the README's test command: format, lints, docs, licences, examples, floors of quality (needs ../shared)
  bless    rewrite the casebook's expectations; read the diff
  eval     every figure of quality from ../shared; with --record, add them to gold/scores.csv
  bench    speed and memory on this machine; with --record, write bench/record/<date>-<machine>.csv
  fuzz     read changed seeds for --minutes N (15), from number --from N (0) on; what is found is kept in target/fuzz
  data     rebuild the tables of data/ from ../shared/data
  models   check the weights against their cards; with --train, make them anew from ../shared (hours)
  schema   rewrite schema/diurna-1.json from the types";

fn main() -> ExitCode {
    // One line of cause, without a stack.
    match chore() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flags: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    match arguments.first().map(String::as_str) {
        Some("ci") => ci::check(),
        Some("bless") => bless(),
        Some("eval") => {
            eval::run(flags.contains(&"--record")).and_then(|ok| if ok { Ok(()) } else { bail!("a figure fell below its floor") })
        }
        Some("bench") => bench::run(flags.contains(&"--record")),
        Some("fuzz") => fuzz::run(number(&flags, "--minutes", 15.0)?, number(&flags, "--from", 0)?),
        Some("data") => data::run(&shared()?, &root().join("data")),
        Some("models") => models::check(flags.contains(&"--train")),
        Some("schema") => schema(),
        _ => bail!("{USAGE}"),
    }
}

/// The number after a flag, or the usual one.
fn number<T: std::str::FromStr>(flags: &[&str], name: &str, usual: T) -> anyhow::Result<T> {
    let Some(at) = flags.iter().position(|flag| *flag == name) else { return Ok(usual) };
    flags.get(at + 1).and_then(|number| number.parse().ok()).with_context(|| format!("{name} needs a number"))
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("xtask lies in the repository")
}

/// The folder of shared material beside the repository.
pub fn shared() -> anyhow::Result<PathBuf> {
    let path = root().join("../shared");
    path.canonicalize().with_context(|| format!("{}: not there; evaluation needs the shared folder beside the repository", path.display()))
}

/// A scratch folder that git ignores.
pub fn scratch(name: &str) -> anyhow::Result<PathBuf> {
    let path = root().join("target").join(name);
    std::fs::create_dir_all(&path)?;
    Ok(path)
}

/// Runs a command in the root and fails when it does.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = format!("{command:?}");
    let status = command.current_dir(root()).status().with_context(|| format!("{shown}: cannot be started"))?;
    if !status.success() {
        bail!("{shown}: {status}");
    }
    Ok(())
}

/// Runs a command in the root and gives what it prints.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = format!("{command:?}");
    let output = command.current_dir(root()).output().with_context(|| format!("{shown}: cannot be started"))?;
    if !output.status.success() {
        bail!("{shown}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// `cargo` with these arguments.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Builds the program for release and gives its path.
pub fn program() -> anyhow::Result<PathBuf> {
    run(&mut cargo(&["build", "--quiet", "--release", "--package", "diurna"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok(target.join("release/diurna"))
}

/// Today's day, ISO 8601, for records of figures.
pub fn today() -> anyhow::Result<String> {
    Ok(output(Command::new("date").args(["-u", "+%F"]))?.trim().to_owned())
}

fn bless() -> anyhow::Result<()> {
    run(cargo(&["test", "--quiet", "--package", "diurna", "--test", "casebook"]).env("DIURNA_BLESS", "1"))?;
    run(Command::new("git").args(["diff", "--stat", "--", "casebook"]))
}

fn schema() -> anyhow::Result<()> {
    let made = output(&mut cargo(&["run", "--quiet", "--release", "--package", "diurna", "--", "schema"]))?;
    std::fs::create_dir_all(root().join("schema"))?;
    std::fs::write(root().join("schema/diurna-1.json"), made)?;
    Ok(())
}
