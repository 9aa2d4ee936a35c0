//! Which reports are copies of one another? Those that share most of their runs of five words.

use crate::words::hash;
use crate::{Copy, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Words of a run.
const RUN: usize = 5;
/// The smallest hashes of a report's runs that are kept: two reports share as large a part of them as of all.
const SKETCH: usize = 96;
/// Part of the runs that copies share at least.
const LIKE: f64 = 0.5;
/// Reports with one run in common that are compared; a run that more of them share is a formula, not a trace.
const MAX_SHARERS: usize = 200;
/// Days between the publication of a report and of its copy at most: the same words a month later are a bulletin's, of another month.
const DAYS: i64 = 14;
/// Acts of a report that are compared with those of its like: a report has seldom so many, and each is compared with each.
const MOST: usize = 100;
/// Runs of a report at least; shorter ones are too short to tell a copy.
const LEAST: usize = 12;

/// The copies among reports that are sorted by their hashes.
pub fn find(reports: &[&Report]) -> Vec<Copy> {
    let sketches: Vec<Vec<u64>> = reports.iter().map(|r| sketch(r)).collect();
    let mut sharers: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (nth, sketch) in sketches.iter().enumerate() {
        for run in sketch {
            sharers.entry(*run).or_default().push(nth);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for group in sharers.values().filter(|g| g.len() > 1 && g.len() <= MAX_SHARERS) {
        for (at, a) in group.iter().enumerate() {
            pairs.extend(group[at + 1..].iter().map(|b| (*a, *b)));
        }
    }
    let mut roots: Vec<usize> = (0..reports.len()).collect();
    for (a, b) in pairs {
        if likeness(&sketches[a], &sketches[b]) >= LIKE && !are_apart(reports[a], reports[b]) {
            let (a, b) = (root(&mut roots, a), root(&mut roots, b));
            roots[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for nth in 0..reports.len() {
        groups.entry(root(&mut roots, nth)).or_default().push(nth);
    }
    let mut copies = Vec::new();
    for group in groups.values().filter(|g| g.len() > 1) {
        // The first to be published is the original; of one day, the longest: copies are cut.
        let rank = |n: &usize| (reports[*n].day.unwrap_or(i64::MAX), std::cmp::Reverse(reports[*n].tokens.len()), *n);
        let original = group.iter().copied().min_by_key(rank).unwrap_or(group[0]);
        for copy in group.iter().copied().filter(|n| *n != original) {
            copies.push(Copy { copy, original, likeness: (likeness(&sketches[copy], &sketches[original]) * 100.0).round() / 100.0 });
        }
    }
    copies.sort_by_key(|c| c.copy);
    copies
}

/// Whether reports in the same words tell of different times: published too far apart, or no act that both tell is of one time in both.
fn are_apart(a: &Report, b: &Report) -> bool {
    if a.day.zip(b.day).is_some_and(|(a, b)| (a - b).abs() > DAYS) {
        return true;
    }
    let first = |r: &Report| r.tellings.len().min(MOST);
    let mut both = a.tellings[..first(a)]
        .iter()
        .flat_map(|x| b.tellings[..first(b)].iter().filter_map(|y| (x.stem == y.stem).then(|| x.days_apart(y))?));
    both.next().is_some_and(|first| first && both.all(|apart| apart))
}

fn root(roots: &mut [usize], mut at: usize) -> usize {
    while roots[at] != at {
        roots[at] = roots[roots[at]];
        at = roots[at];
    }
    at
}

/// The smallest hashes of the runs of words, sorted; none for a report too short.
fn sketch(report: &Report) -> Vec<u64> {
    let words = &report.tokens;
    let runs: BTreeSet<u64> =
        words.windows(RUN).map(|run| hash(run.iter().flat_map(|t| t.word.bytes().chain(std::iter::once(0))))).collect();
    if runs.len() < LEAST { Vec::new() } else { runs.into_iter().take(SKETCH).collect() }
}

/// Part of the runs that two reports share: of the smallest hashes of both together, those that both have. Where one report is cut from the other, the part of the
/// shorter counts half.
fn likeness(a: &[u64], b: &[u64]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (one, two): (BTreeSet<u64>, BTreeSet<u64>) = (a.iter().copied().collect(), b.iter().copied().collect());
    let union: Vec<u64> = one.union(&two).copied().take(SKETCH).collect();
    let shared = union.iter().filter(|h| one.contains(h) && two.contains(h)).count();
    shared as f64 / union.len() as f64
}
