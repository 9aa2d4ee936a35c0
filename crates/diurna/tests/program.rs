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

#[test]
fn a_format_and_columns_by_flag() {
    let folder = Folder::new("columns");
    let table = folder.file("table.dat", b"nr;day;words\n4;2031-03-25;Police in the town of Bree arrested 14 demonstrators on Monday.\n");
    let columns = ["--column", "text=words", "--column", "published=day", "--column", "id=nr"];
    let output = diurna(&[&["code", &table, "--input-format", "csv"][..], &columns].concat(), b"");
    assert_eq!(code_of(&output), 0, "{}", err(&output));
    let line = String::from_utf8(output.stdout).expect("UTF-8");
    let event: serde_json::Value = serde_json::from_str(line.lines().next().expect("an event")).expect("JSON");
    assert_eq!((&event["document"]["id"], &event["date"]["from"]), (&"4".into(), &"2031-03-24".into()));
    let output = diurna(&["read", &table, "--input-format", "csv", "--column", "text=word"], b"");
    assert_eq!(code_of(&output), 3);
    assert!(err(&output).contains("there is no column `word` (columns: nr, day, words)"), "{}", err(&output));
    for wrong in [&["--column", "words"][..], &["--column", "tekst=words"], &["--column", "text="], &["--input-format", "doc"]] {
        assert_eq!(code_of(&diurna(&[&["read", &table][..], wrong].concat(), b"")), 2, "{wrong:?}");
    }
    // The flag wins over the first bytes: a page read as text keeps its tags.
    let output = diurna(&["read", "-", "--input-format", "text"], b"<p>Police freed two editors on Monday.</p>");
    assert!(String::from_utf8_lossy(&output.stdout).contains("<p>Police"));
}

#[test]
fn a_limit_and_the_first_fault() {
    let folder = Folder::new("limit");
    let lines: String = (0..200).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Police freed {n} editors on Monday.\"}}\n")).collect();
    let good = folder.file("a.jsonl", lines.as_bytes());
    let bad = folder.file("b.jsonl", format!("not json\n{lines}").as_bytes());
    let count = |output: &Output| String::from_utf8_lossy(&output.stdout).lines().count();
    assert_eq!(count(&diurna(&["read", &good, "--limit", "3"], b"")), 3);
    assert_eq!(count(&diurna(&["read", &good, &good, "--limit", "201"], b"")), 201, "the limit is of all inputs together");
    assert_eq!(count(&diurna(&["read", &good, "--limit", "0"], b"")), 0);
    let errors = folder.path().join("errors.jsonl");
    let errors_path = errors.to_str().expect("a path");
    let output = diurna(&["read", &good, &bad, &good, "--fail-fast", "--errors", errors_path, "--progress", "never"], b"");
    assert_eq!(code_of(&output), 1);
    assert_eq!(count(&output), 200, "what came before the fault is written");
    let told: serde_json::Value = serde_json::from_str(std::fs::read_to_string(&errors).expect("the errors").trim()).expect("one object");
    let names: Vec<&str> = told.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(names, ["cause", "member", "offset", "path", "remedy"]);
    assert_eq!((&told["member"], &told["offset"]), (&"line 1".into(), &1.into()));
    let output = diurna(&["read", &good, &bad, &good], b"");
    assert_eq!((code_of(&output), count(&output)), (1, 600), "without it the others are read");
}

#[test]
fn records_come_in_the_order_of_the_inputs_for_any_number_of_threads() {
    let line = |n: usize| {
        // Long and short reports take different times.
        let more = "The ministry said nothing. ".repeat(n % 7 * 10);
        serde_json::json!({ "id": n.to_string(), "published": "2031-03-25", "text": format!("Police arrested {n} people in Lima on Monday. {more}") })
    };
    let input: String = (2..150).map(|n| format!("{}\n", line(n))).collect();
    let run = |threads| diurna(&["code", "-", "--format", "records", "--threads", threads], input.as_bytes()).stdout;
    let one = run("1");
    let ids: Vec<String> = String::from_utf8_lossy(&one)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["document"]["id"].as_str().expect("an id").to_owned())
        .collect();
    assert_eq!(ids, (2..150).map(|n| n.to_string()).collect::<Vec<_>>());
    for threads in ["2", "7"] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

/// Completions and man pages come from the one definition: every command and every long flag is in them.
#[test]
fn completions_and_manual_pages() {
    let text = |arguments: &[&str]| {
        let output = diurna(arguments, b"");
        assert_eq!(code_of(&output), 0, "{arguments:?}: {}", err(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let flags = ["input-format", "column", "published", "lang", "limit", "fail-fast", "errors", "output", "progress", "threads", "format"];
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let completions = text(&["completions", shell]);
        for word in flags.iter().chain(&["code", "read", "parse", "schema", "completions", "man", "parquet", "records"]) {
            assert!(completions.contains(word), "{shell}: {word}");
        }
    }
    let page = text(&["man"]);
    assert!(page.contains(".TH diurna 1") && page.contains("Exit codes"), "{page}");
    for command in ["code", "read", "parse", "schema", "completions", "man"] {
        assert!(page.contains(&format!("diurna\\-{command}(1)")), "{command}: {page}");
        assert!(text(&["man", command]).contains(".TH"));
    }
    let page = text(&["man", "code"]);
    for flag in flags {
        assert!(page.contains(&format!("\\-\\-{}", flag.replace('-', "\\-"))), "{flag}: {page}");
    }
    assert_eq!(code_of(&diurna(&["man", "nothing"], b"")), 2);
    assert_eq!(code_of(&diurna(&["completions", "csh"], b"")), 2);
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

/// The system refuses the program more than 512 MB of address space, and all is read or told.
#[cfg(target_os = "linux")]
#[test]
fn monsters_in_512_megabytes() {
    let folder = Folder::new("monsters");
    let good = folder.file("z-good.txt", REPORT.as_bytes());
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(b'{'), 400 << 20), &mut bomb).expect("memory");
    let long = |open: &str| [open.as_bytes(), &b"word ".repeat(20 << 20)].concat();
    let monsters = [
        ("bomb.gz", bomb.finish().expect("memory")),
        ("line.txt", long("")),
        ("line.jsonl", long("{\"text\":\"")),
        ("line.html", long("<html><body><p>")),
        ("row.csv", long("title,text\nx,\"")),
        ("divs.html", "<div>x</div>".repeat(1_000_000).into_bytes()),
        ("lines.txt", "x\n".repeat(900_000).into_bytes()),
        ("entities.html", format!("<p>{}</p>", "&eacute;&#8217; ".repeat(500_000)).into_bytes()),
        ("claims.parquet", b"PAR1\xff\xff\xff\x01PAR1".to_vec()),
        ("claims.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nx".to_vec()),
    ];
    for (name, bytes) in monsters {
        let path = folder.file(name, &bytes);
        let command = format!("ulimit -v {}; exec \"$0\" read \"$@\"", 512 << 10);
        let output = Command::new("sh")
            .args(["-c", &command, env!("CARGO_BIN_EXE_diurna"), &path, &good, "--progress", "never"])
            .output()
            .expect("a shell");
        assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {:?} {}", output.status, err(&output));
        assert!(String::from_utf8_lossy(&output.stdout).contains("z-good.txt"), "{name}: the good report was lost");
        assert!(!err(&output).contains("panicked"), "{name}: {}", err(&output));
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

#[cfg(unix)]
#[test]
fn patterns_do_not_go_round_in_links() {
    let folder = std::env::temp_dir().join(format!("diurna-links-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("sub/a")).expect("a temporary folder");
    for (name, text) in [("one.txt", "Police arrested 14 farmers in Lima."), ("sub/two.txt", "Soldiers killed 5 protesters in Puno.")] {
        std::fs::write(folder.join(name), text).expect("a temporary file");
    }
    std::os::unix::fs::symlink(".", folder.join("self")).expect("a link");
    std::os::unix::fs::symlink("../..", folder.join("sub/a/up")).expect("a link");
    for (pattern, reports) in [("**/*.txt", 2), ("*.txt", 1), ("s*", 1), ("**", 2)] {
        let read = Command::new(env!("CARGO_BIN_EXE_diurna")).current_dir(&folder).args(["read", "--format", "json", pattern]).output();
        let read = read.expect("the program starts");
        let text = String::from_utf8_lossy(&read.stdout).into_owned();
        assert_eq!(text.lines().count(), reports, "{pattern}: {text} {}", String::from_utf8_lossy(&read.stderr));
    }
    std::fs::remove_dir_all(&folder).expect("a temporary folder");
}
