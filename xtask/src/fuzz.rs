//! Every reader for a while on inputs that nobody would write; `fuzz/` says how they are made.

use crate::{root, scratch};
use ::fuzz::{Random, TARGETS, change, read, seeds};
use anyhow::{Context, bail};
use std::panic;
use std::time::{Duration, Instant};

/// An input may take so long in an unhurried build; what is slower is a finding.
const SLOW: Duration = Duration::from_secs(5);

/// Reads changed seeds for so many minutes in all, and tells what was found; each finding is kept in `target/fuzz`.
pub fn run(minutes: f64, first: u64) -> anyhow::Result<()> {
    let folder = scratch("fuzz")?;
    let share = Duration::from_secs_f64(minutes * 60.0 / TARGETS.len() as f64);
    panic::set_hook(Box::new(|_| {}));
    let (mut all, mut findings) = (0, 0);
    for target in TARGETS {
        let seeds = seeds(&root().join("fuzz/seeds"), target).with_context(|| format!("{target}: no seeds"))?;
        let start = Instant::now();
        let (mut number, mut slowest, mut found) = (first, Duration::ZERO, 0);
        while start.elapsed() < share {
            let input = change(&seeds, &mut Random::new(number));
            let before = Instant::now();
            let wrong = match panic::catch_unwind(|| read(target, &input)) {
                Ok(Ok(_)) => None,
                Ok(Err(wrong)) => Some(wrong),
                Err(panicked) => {
                    let words = panicked.downcast_ref::<String>().cloned();
                    Some(format!(
                        "a panic: {}",
                        words.or_else(|| panicked.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
                    ))
                }
            };
            let took = before.elapsed();
            slowest = slowest.max(took);
            if let Some(wrong) = wrong.or_else(|| (took > SLOW).then(|| format!("took {took:?}"))) {
                found += 1;
                println!("{target}, input {number}: {wrong}");
                std::fs::write(folder.join(format!("{target}-{number}")), &input)?;
            }
            number += 1;
        }
        println!("{target:10} {:8} inputs, slowest {slowest:?}, {found} findings", number - first);
        all += number - first;
        findings += found;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown").to_owned();
    println!("{all} inputs, {findings} findings, peak memory {}", peak.trim_start_matches("VmHWM:").trim());
    if findings > 0 {
        bail!("{findings} findings, kept in {}", folder.display())
    }
    Ok(())
}
