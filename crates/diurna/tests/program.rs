//! The program from outside: exit codes, streams, bad input.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const REPORT: &str =
    "published 2031-03-25\n\nPolice in the town of Bree arrested 14 demonstrators on Monday, the interior ministry said.\n";

fn diurna(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_diurna"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        // The program may end before it has read everything; that is its right.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("no panic");
    output
}

fn code_of(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("diurna-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }
    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        path.to_string_lossy().into_owned()
    }
    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn events_are_the_default_in_a_pipe() {
    let output = diurna(&["code", "-"], REPORT.as_bytes());
    assert_eq!(code_of(&output), 0, "{}", err(&output));
    let line = String::from_utf8(output.stdout).expect("UTF-8");
    let event: serde_json::Value = serde_json::from_str(line.lines().next().expect("an event")).expect("JSON");
    assert_eq!(event["event"], "COERCE");
    assert_eq!(event["date"]["from"], "2031-03-24");
    assert_eq!(event["document"]["published"], "2031-03-25");
}

#[test]
fn one_bad_file_fails_alone() {
    let folder = Folder::new("one-bad");
    let good = folder.file("good.txt", REPORT.as_bytes());
    let bad = folder.file("bad.txt", b"");
    let errors = folder.path().join("errors.jsonl");
    let output = diurna(&["code", &bad, &good, "--errors", errors.to_str().expect("a path")], b"");
    assert_eq!(code_of(&output), 1);
    assert!(!output.stdout.is_empty());
    assert!(err(&output).contains("bad.txt"), "{}", err(&output));
    let told: serde_json::Value = serde_json::from_str(std::fs::read_to_string(errors).expect("the errors").trim()).expect("JSON");
    assert!(told["path"].as_str().expect("a path").ends_with("bad.txt"));
    assert!(told["remedy"].is_string());
}

#[test]
fn nothing_readable_is_three_and_wrong_usage_two() {
    assert_eq!(code_of(&diurna(&["code", "no/such/file.txt"], b"")), 3);
    assert_eq!(code_of(&diurna(&["code"], b"")), 2);
    assert_eq!(code_of(&diurna(&["code", "-", "--published", "2023-02-31"], b"")), 2);
    assert_eq!(code_of(&diurna(&["code", "-", "-o", "no/such/folder/out.jsonl"], REPORT.as_bytes())), 2);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let line = serde_json::json!({"id": "a", "published": "2031-03-25", "text": REPORT.lines().last().expect("a line")}).to_string();
    let input = format!("{line}\n").repeat(400);
    let mut child = Command::new(env!("CARGO_BIN_EXE_diurna"))
        .args(["code", "-", "--format", "records"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("no panic");
    assert_eq!(code_of(&output), 0, "{}", err(&output));
    assert_eq!(err(&output), "");
}

#[test]
fn an_output_file_appears_whole_or_not_at_all() {
    let folder = Folder::new("whole");
    let out = folder.path().join("out.jsonl");
    let out = out.to_str().expect("a path");
    assert_eq!(code_of(&diurna(&["code", "-", "-o", out], REPORT.as_bytes())), 0);
    assert!(std::fs::read_to_string(out).expect("the output").contains("\"event\""));
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside it");
}

/// Each hostile input is read beside a good one: it gives a notice or a fault with its name, the good one is coded, nothing panics.
#[test]
fn hostile_inputs() {
    let folder = Folder::new("hostile");
    let good = folder.file("z-good.txt", REPORT.as_bytes());
    let mut deep = "<div>".repeat(300_000);
    deep.push_str("<p>Police arrested 14 demonstrators in Bree on Monday.</p>");
    let hostile: Vec<(&str, Vec<u8>)> = vec![
        ("empty.txt", Vec::new()),
        ("binary.txt", (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
        ("not-utf8.txt", b"Police arrested 14 \xff\xfe\xc3\x28 demonstrators on Monday in the town of Bree, officials said.".to_vec()),
        ("nul.txt", b"Police arrested\0 14 demonstrators\0 on Monday in the town of Bree, officials said.".to_vec()),
        ("million-letters.txt", vec![b'a'; 1_000_000]),
        ("deep.html", deep.into_bytes()),
        ("lines.jsonl", b"{\"id\":\"1\",\"text\":\"Police arrested 14 people.\"}\nnot json\n{\"id\":\"2\",\"text\":7}\n".to_vec()),
        ("year-0.txt", b"published 0000-01-01\n\nPolice arrested 14 demonstrators.".to_vec()),
        ("quotes.txt", "\u{201c}".repeat(50_000).into_bytes()),
        ("stops.txt", b". ".repeat(100_000)),
    ];
    for (name, bytes) in hostile {
        let bad = folder.file(name, &bytes);
        let output = diurna(&["code", &bad, &good, "--format", "records"], b"");
        let said = err(&output);
        assert!(matches!(code_of(&output), 0 | 1), "{name}: {said}");
        assert!(!said.contains("panicked"), "{name}: {said}");
        let records = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(records.lines().any(|l| l.contains("z-good.txt") && l.contains("\"COERCE\"")), "{name}: the good report was lost");
        let told = said.contains(name) || records.lines().any(|l| l.contains(name));
        assert!(told, "{name}: neither record nor fault");
    }
}

/// Thirty megabytes on one line: bounded time and memory.
#[test]
fn a_line_of_thirty_megabytes() {
    let sentence = b"Police arrested 14 demonstrators in the town of Bree on Monday, officials said. ";
    let line: Vec<u8> = sentence.iter().copied().cycle().take(30 << 20).collect();
    let folder = Folder::new("long-line");
    let good = folder.file("z-good.txt", REPORT.as_bytes());
    let bad = folder.file("long.txt", &line);
    let output = diurna(&["code", &bad, &good], b"");
    assert!(matches!(code_of(&output), 0 | 1), "{}", err(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("z-good.txt"));
}
