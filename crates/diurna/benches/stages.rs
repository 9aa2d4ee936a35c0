//! The cost of each stage, one thread: `cargo bench -p diurna --bench stages -- REPORTS.jsonl` prints a line `figure<tab>value` each. Compare as ratios of one
//! run; `cargo xtask bench` writes them down.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// Without a file: one of the examples, this many times.
const ROUNDS: usize = 50;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let given = std::env::args().skip(1).find(|a| !a.starts_with("--"));
    let rounds = if given.is_some() { 1 } else { ROUNDS };
    let path = given.map_or_else(|| root.join("examples/border-clash.txt"), Into::into);
    let file = std::fs::File::open(&path).expect("the reports open");
    let given = article::Given { path: path.display().to_string(), ..Default::default() };
    let reports: Vec<record::Document> = article::read_file(file, &given).filter_map(Result::ok).collect();
    let words: usize = rounds * reports.iter().map(|d| d.text.split_whitespace().count()).sum::<usize>();
    let bytes: usize = rounds * reports.iter().map(|d| d.text.len()).sum::<usize>();

    let start = Instant::now();
    let engine = diurna::Engine::new().expect("the engine opens");
    println!("open network and tables, ms\t{:.1}", start.elapsed().as_secs_f64() * 1e3);

    let mut seconds: BTreeMap<&str, f64> = BTreeMap::new();
    for _ in 0..rounds {
        for report in &reports {
            let mut last = Instant::now();
            engine.code_watched(report.clone(), |stage| {
                *seconds.entry(stage).or_default() += last.elapsed().as_secs_f64();
                last = Instant::now();
            });
        }
    }
    let all: f64 = seconds.values().sum();
    for (stage, s) in seconds {
        println!("{stage}, words/s\t{:.0}", words as f64 / s);
        println!("{stage}, share of the time\t{:.3}", s / all);
    }
    let start = Instant::now();
    let found: usize = (0..rounds).flat_map(|_| &reports).map(times).sum();
    println!("written times ({found}), MB/s\t{:.1}", bytes as f64 / start.elapsed().as_secs_f64() / 1e6);
}

fn times(report: &record::Document) -> usize {
    let language = report.language.as_deref().unwrap_or("en");
    report.text.lines().map(|line| calendar::find(line, language).len()).sum()
}
