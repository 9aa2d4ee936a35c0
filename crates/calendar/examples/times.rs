//! Reads reports (one JSON object a line: id, published, text) and prints their times as records, one a line; `phrases FILE LANG` checks a table
//! of expressions (expression, type, value; blocks headed by their reference day), `speed FILE` says how fast a text is read.
#![allow(clippy::disallowed_methods, reason = "an example reads files")]

use calendar::{Reading, Tense, find};
use std::io::Read;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["phrases", file, language] => phrases(&std::fs::read_to_string(file).expect("the file can be read"), language),
        ["speed", file, language] => {
            let text = std::fs::read_to_string(file).expect("the file can be read");
            let start = std::time::Instant::now();
            let times = find(&text, language).len();
            let seconds = start.elapsed().as_secs_f64();
            println!("{times} times, {:.1} MB/s", text.len() as f64 / 1e6 / seconds);
        }
        _ => records(args.first().map_or("en", String::as_str)),
    }
}

fn records(language: &str) {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).expect("the input is UTF-8");
    for line in input.lines() {
        let report: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
        let text = report["text"].as_str().unwrap_or("");
        let published = report["published"].as_str().and_then(|d| d.parse().ok());
        let mut reading = Reading::new(published, language != "en");
        let mut times = Vec::new();
        let mut at = 0;
        for part in text.split_inclusive('\n') {
            let is_dateline = calendar::full_date(part, Some(language)).is_some_and(|(_, s)| s.of(part) == part.trim());
            for t in find(part, language).iter().filter(|_| !is_dateline) {
                let tense = calendar::tense_by_words(part, t.span, language);
                let r = reading.read(t, tense);
                let chars = |byte: usize| text[..at + byte].chars().count();
                times.push(serde_json::json!({"start": chars(t.span.start), "end": chars(t.span.end), "text": t.span.of(part),
                    "type": format!("{:?}", r.kind).to_uppercase(), "value": r.value, "tense": format!("{tense:?}"),
                    "from": r.interval.map(|i| i.from.to_string()), "to": r.interval.map(|i| i.to.to_string())}));
            }
            at += part.len();
        }
        println!("{}", serde_json::json!({"document": {"id": report["id"]}, "times": times}));
    }
}

fn phrases(table: &str, language: &str) {
    let mut reading = Reading::default();
    let (mut right, mut typed, mut all, mut head) = (0, 0, 0, true);
    for line in table.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [words, kind, value] = cells[..] else {
            head = true;
            continue;
        };
        if std::mem::take(&mut head) {
            reading = Reading::new(value.get(..10).and_then(|d| d.parse().ok()), language != "en");
            continue;
        }
        all += 1;
        let found = calendar::phrase(words, language);
        let got = found.map(|w| reading.read(&w, Tense::Unknown));
        let (got_kind, got_value) = got.map_or(("-".into(), "-".into()), |r| (format!("{:?}", r.kind).to_uppercase(), r.value));
        typed += usize::from(got_kind == kind);
        if got_kind == kind && got_value == value {
            right += 1;
        } else {
            println!("{words}\t{kind} {value}\t{got_kind} {got_value}");
        }
    }
    println!("right {right} of {all}: {:.3}; type {:.3}", f64::from(right) / f64::from(all), typed as f64 / f64::from(all));
}
