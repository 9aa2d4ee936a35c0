//! Speed and memory on this machine; compare figures as ratios of one run, machines differ.

use crate::{output, program, root, scratch, shared, today};
use anyhow::Context;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// Reports of the older news that are coded.
const REPORTS: usize = 400;

/// Size of the web archive that is written for the bench, in bytes; a tenth of it is read too: memory must be the same.
const ARCHIVE_BYTES: usize = 1 << 30;

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
    let reading = |input: &Path, into: &str| {
        timed(Command::new(&program).arg("read").arg(input).args(["--format", "json", "--progress", "never", "-o"]).arg(folder.join(into)))
    };
    let read = reading(&archive, "read.jsonl")?;
    let reports = fs::read_to_string(folder.join("read.jsonl"))?.lines().count();
    let (small, large) = (folder.join("small.warc"), folder.join("large.warc"));
    web_archive(&small, ARCHIVE_BYTES / 10)?;
    let pages = web_archive(&large, ARCHIVE_BYTES)?;
    let (tenth, whole) = (reading(&small, "pages.jsonl")?, reading(&large, "pages.jsonl")?);
    for path in [small, large, folder.join("pages.jsonl")] {
        fs::remove_file(path)?;
    }
    let one = timed(
        Command::new(&program).arg("code").arg(&input).args(["--threads", "1", "--progress", "never", "-o"]).arg(folder.join("one.jsonl")),
    )?;
    let all = timed(Command::new(&program).arg("code").arg(&input).args(["--progress", "never", "-o"]).arg(folder.join("all.jsonl")))?;
    let store = folder.join("acta.db");
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("acta.db{end}")));
    }
    let kept = timed(Command::new(&program).arg("add").arg("--store").arg(&store).arg(&input).args(["--progress", "never"]))?;
    let rate = |t: &Timed| words as f64 / t.seconds;
    let rows = [
        ("start to first record, s", first.seconds),
        ("code, 1 thread, words/s", rate(&one)),
        ("code, all threads, words/s", rate(&all)),
        ("add, all threads, words/s", rate(&kept)),
        ("add, share of the speed of code", all.seconds / kept.seconds),
        ("read, older Wikinews, reports/s a core", reports as f64 / read.cpu_seconds),
        ("read, WARC of 1 GB, pages/s a core", pages as f64 / whole.cpu_seconds),
        ("peak memory, code, all threads, MiB", all.peak_mib),
        ("peak memory, read, older Wikinews, MiB", read.peak_mib),
        ("peak memory, read, WARC of 0.1 GB, MiB", tenth.peak_mib),
        ("peak memory, read, WARC of 1 GB, MiB", whole.peak_mib),
    ];
    let machine = machine();
    println!("{machine}; {REPORTS} reports, {words} words");
    let mut csv = String::from("date,machine,figure,value\n");
    let stages = output(Command::new("cargo").args(["bench", "-q", "-p", "diurna", "--bench", "stages", "--"]).arg(&input))?;
    let stages = stages.lines().filter_map(|l| l.split_once('\t')).filter_map(|(name, value)| Some((name, value.parse().ok()?)));
    for (name, value) in rows.into_iter().chain(stages) {
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

/// Writes a web archive of about that size, pages of 50 kB with their furniture and scripts, and gives the number of pages.
fn web_archive(path: &Path, bytes: usize) -> anyhow::Result<usize> {
    let mut out = BufWriter::new(File::create(path)?);
    let (mut written, mut pages) = (0, 0);
    while written < bytes {
        let page = page(pages);
        let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{page}", page.len());
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbour.example/{pages}\r\nWARC-Date: 2031-03-26T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{response}\r\n\r\n",
            response.len()
        );
        out.write_all(record.as_bytes())?;
        written += record.len();
        pages += 1;
    }
    out.flush()?;
    Ok(pages)
}

/// A page of a newspaper that does not exist.
fn page(number: usize) -> String {
    let links: String =
        (0..60).map(|n| format!("<li><a href=\"/{n}\">Dockers strike in port {n}, and the court frees editor {number}</a></li>")).collect();
    let script = format!("<script>window.page = {{ number: {number}, list: [{}] }};</script>", "\"harbour\", ".repeat(2_500));
    let body: String = (0..25)
        .map(|n| format!("<p class=\"text\">Guards left bridge {n} on Monday after talks with {number} miners, the interior ministry said in a statement. Nobody was hurt, and the miners, who had held the road since March, went home to their <a href=\"/v/{n}\">villages</a> in the evening.</p>"))
        .collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>Guards leave bridge {number} | The Harbour Times</title><meta property=\"article:published_time\" content=\"2031-03-25T08:00:00+01:00\">{script}</head><body><nav><ul>{links}</ul></nav><article><h1>Guards leave bridge {number}</h1>{body}</article><aside><h2>Related stories</h2><ul>{links}</ul></aside><footer>© 2031 The Harbour Times</footer></body></html>"
    )
}

struct Timed {
    seconds: f64,
    /// Seconds of all its threads, in hundredths, up to its last hundredth but one.
    cpu_seconds: f64,
    peak_mib: f64,
}

/// Runs a command and gives its time and the peak of its memory.
fn timed(command: &mut Command) -> anyhow::Result<Timed> {
    let start = Instant::now();
    let mut child = command.current_dir(root()).stdout(std::process::Stdio::null()).spawn()?;
    let status_file = format!("/proc/{}/status", child.id());
    let ticks_file = format!("/proc/{}/stat", child.id());
    let mut peak = 0.0_f64;
    let mut cpu_seconds = 0.0_f64;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let now = fs::read_to_string(&status_file).unwrap_or_default();
        let high = now.lines().find_map(|l| l.strip_prefix("VmHWM:")).and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok());
        peak = peak.max(high.unwrap_or(0.0) / 1024.0);
        let stat = fs::read_to_string(&ticks_file).unwrap_or_default();
        let fields: Vec<f64> =
            stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11).take(2).filter_map(|f| f.parse().ok()).collect();
        cpu_seconds = cpu_seconds.max(fields.iter().sum::<f64>() / 100.0);
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    anyhow::ensure!(status.success(), "{command:?}: {status}");
    Ok(Timed { seconds: start.elapsed().as_secs_f64(), cpu_seconds, peak_mib: peak })
}

/// The processor and the widest integer instructions it has.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| info.lines().find(|l| l.starts_with(name)).and_then(|l| l.split(": ").nth(1)).unwrap_or("unknown").to_owned();
    let flags = field("flags");
    let widest = ["avx512_vnni", "avx2"].into_iter().find(|f| flags.split(' ').any(|g| g == *f)).unwrap_or("scalar");
    format!("{} {widest}", field("model name"))
}
