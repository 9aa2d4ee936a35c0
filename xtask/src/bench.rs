//! Speed and memory on this machine; compare figures as ratios of one run, machines differ.

use crate::{output, program, root, scratch, shared, today};
use anyhow::Context;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::Instant;

/// Reports of the older news that are coded.
const REPORTS: usize = 400;

/// Measures the program whole.
pub fn run(record: bool) -> anyhow::Result<()> {
    let program = program()?;
    let folder = scratch("bench")?;
    let archive = shared()?.join("data/language/news_wikinews_en/wikinews_2004_2018.jsonl.zst");
    let news = output(Command::new("python3").args(["-c", UNPACK]).arg(&archive).arg(REPORTS.to_string()))?;
    let input = folder.join("news.jsonl");
    fs::write(&input, &news)?;
    let words: usize = news
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .map(|r| r["text"].as_str().unwrap_or("").split_whitespace().count())
        .sum();
    let first = timed(Command::new(&program).args(["code", "examples/border-clash.txt", "--format", "events", "--progress", "never"]))?;
    let read = timed(Command::new(&program).arg("read").arg(&input).args(["--progress", "never", "-o"]).arg(folder.join("read.jsonl")))?;
    let one = timed(
        Command::new(&program).arg("code").arg(&input).args(["--threads", "1", "--progress", "never", "-o"]).arg(folder.join("one.jsonl")),
    )?;
    let all = timed(Command::new(&program).arg("code").arg(&input).args(["--progress", "never", "-o"]).arg(folder.join("all.jsonl")))?;
    let rate = |t: &Timed| words as f64 / t.seconds;
    let rows = [
        ("start to first record, s", first.seconds),
        ("code, 1 thread, words/s", rate(&one)),
        ("code, all threads, words/s", rate(&all)),
        ("read, words/s", rate(&read)),
        ("peak memory, code, all threads, MiB", all.peak_mib),
        ("peak memory, read, MiB", read.peak_mib),
    ];
    let machine = machine();
    println!("{machine}; {REPORTS} reports, {words} words");
    let mut csv = String::from("date,machine,figure,value\n");
    for (name, value) in rows {
        println!("{name:40} {value:10.2}");
        let _ = writeln!(csv, "{},{machine},\"{name}\",{value:.2}", today()?);
    }
    if record {
        let path = root().join("bench/record").join(format!("{}-{}.csv", today()?, machine.replace([' ', '(', ')'], "")));
        fs::create_dir_all(path.parent().context("a folder")?)?;
        fs::write(path, csv)?;
    }
    Ok(())
}

/// Prints the first N reports of a zstd JSONL file with the fields the program reads.
const UNPACK: &str = r"
import json, subprocess, sys
lines = subprocess.run(['zstd', '-dc', sys.argv[1]], capture_output=True, check=True).stdout.decode().splitlines()
for n, line in enumerate(lines[:int(sys.argv[2])]):
    r = json.loads(line)
    print(json.dumps({'id': str(n), 'published': r.get('date'), 'text': r['title'] + '\n\n' + r['text']}))
";

struct Timed {
    seconds: f64,
    peak_mib: f64,
}

/// Runs a command and gives its time and the peak of its memory.
fn timed(command: &mut Command) -> anyhow::Result<Timed> {
    let start = Instant::now();
    let mut child = command.current_dir(root()).stdout(std::process::Stdio::null()).spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let now = fs::read_to_string(&status_file).unwrap_or_default();
        let high = now.lines().find_map(|l| l.strip_prefix("VmHWM:")).and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok());
        peak = peak.max(high.unwrap_or(0.0) / 1024.0);
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    anyhow::ensure!(status.success(), "{command:?}: {status}");
    Ok(Timed { seconds: start.elapsed().as_secs_f64(), peak_mib: peak })
}

/// The processor and the widest integer instructions it has.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| info.lines().find(|l| l.starts_with(name)).and_then(|l| l.split(": ").nth(1)).unwrap_or("unknown").to_owned();
    let flags = field("flags");
    let widest = ["avx512_vnni", "avx2"].into_iter().find(|f| flags.split(' ').any(|g| g == *f)).unwrap_or("scalar");
    format!("{} {widest}", field("model name"))
}
