//! The store's commands from outside: what is kept, asked, shown and exported, and what is said when it cannot be.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("diurna-acta-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("a temporary file");
        path.to_string_lossy().into_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn diurna(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_diurna")).args(arguments).output().expect("the program starts")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn done(arguments: &[&str]) -> String {
    let output = diurna(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
    out(&output)
}

/// JSON lines of so many reports, every hundredth of them poisoned.
fn reports(count: usize) -> String {
    let towns = ["Arequipa", "Trujillo", "Lima", "Cusco", "Puno"];
    let line = |n: usize| {
        if n % 100 == 50 {
            return "{\"id\": \"poison\", \"text\": \n".to_owned();
        }
        let text = format!("Police arrested {} farmers in {} on Monday, the interior ministry said.", n + 2, towns[n % 5]);
        format!(
            "{}\n",
            serde_json::json!({ "id": format!("r{n}"), "published": format!("2031-05-{:02}", n % 28 + 1), "title": format!("Arrests, part {n}"), "text": text })
        )
    };
    (0..count).map(line).collect()
}

#[test]
fn a_store_from_the_first_report_to_the_last_export() {
    let folder = Folder::new("whole");
    let (input, store) = (folder.file("reports.jsonl", &reports(120)), folder.path("acta.db"));
    let page = folder.file("page.txt", "published 2031-05-06\n\nPolice <script>alert(1)</script> arrested 14 farmers in Lima on Monday.\n");
    let added = diurna(&["add", "--store", &store, &input, &page, "--progress", "always"]);
    assert_eq!(added.status.code(), Some(1), "one input is poisoned: {}", err(&added));
    assert!(err(&added).contains("line 51"), "{}", err(&added));
    assert!(err(&added).contains("120 new, 0 known, 1 failed"), "{}", err(&added));
    assert!(out(&added).is_empty());
    // The same again adds nothing and leaves the file as it is.
    let before = std::fs::read(&store).expect("the store");
    let again = diurna(&["add", "--store", &store, &page, &input]);
    assert!(err(&again).contains("0 new, 120 known, 1 failed"), "{}", err(&again));
    assert!(std::fs::read(&store).expect("the store") == before, "the file has changed");
    assert!(done(&["verify", "--store", &store]).ends_with("whole\n"));
    // What was coded is what `code` gives.
    let coded = diurna(&["code", &input, "--format", "events"]);
    let events = out(&coded).lines().count();
    let asked = done(&["query", "--store", &store, "--report", "r7"]);
    let event: serde_json::Value = serde_json::from_str(asked.lines().next().expect("an event")).expect("JSON");
    assert_eq!(event["event"], "COERCE");
    assert_eq!(event["document"]["path"], input.as_str());
    assert!(done(&["query", "--store", &store, "--count"]).starts_with(&format!("{} events", events + 1)));
    assert_eq!(done(&["query", "--store", &store, "--place", "lima", "--toll", "detained:80"]).lines().count(), 8);
    assert!(done(&["query", "--store", &store, "--sql", "SELECT count(*) AS n FROM documents"]).contains("{\"n\":120}"));
    // Shown.
    let id = event["id"].as_str().expect("an id");
    assert!(done(&["show", id, "--store", &store]).contains("COERCE"));
    let html = folder.path("report.html");
    let shown = done(&["query", "--store", &store, "--text", "script"]);
    let shown: serde_json::Value = serde_json::from_str(shown.lines().next().expect("an event")).expect("JSON");
    done(&["show", shown["document"]["id"].as_str().expect("an id"), "--store", &store, "--html", &html]);
    let html = std::fs::read_to_string(html).expect("the page");
    assert!(
        html.contains("&lt;script&gt;")
            && !html.contains("<script")
            && html.contains("<mark>")
            && html.contains("prefers-color-scheme: dark")
    );
    // Exported, linked, counted.
    for format in ["jsonl", "csv", "tsv", "parquet", "geojson", "plover", "polecat", "icews", "gdelt", "gdelt-mentions", "phoenix", "acled"]
    {
        let file = folder.path(&format!("out.{format}"));
        done(&["export", "--store", &store, "--format", format, "-o", &file]);
        assert!(std::fs::metadata(&file).expect("the export").len() > 100, "{format}");
        assert!(std::fs::read_to_string(format!("{file}.notes.txt")).expect("the notes").contains("loses"), "{format}");
    }
    let unlinked = diurna(&["export", "--store", &store, "--format", "incidents"]);
    assert!(err(&unlinked).contains("diurna link"), "{}", err(&unlinked));
    done(&["link", "--store", &store]);
    assert!(done(&["export", "--store", &store, "--format", "incidents"]).lines().count() > 1);
    assert!(done(&["plot", "--store", &store, "--by", "day"]).contains("2031-05"));
    let svg = folder.path("plot.svg");
    done(&["plot", "--store", &store, "--by", "day", "--svg", &svg]);
    assert!(std::fs::read_to_string(svg).expect("the chart").ends_with("</svg>\n"));
    // Coded again by the same program, there is nothing to do.
    assert!(err(&diurna(&["recode", "--store", &store])).contains("every report has a record of this program"));
    assert!(done(&["diff", "--store", &store]).contains("120 records"));
    // Countries by name.
    assert_eq!(
        done(&["query", "--store", &store, "--country", "peru", "--count"]),
        done(&["query", "--store", &store, "--country", "PER", "--count"])
    );
    // Removed.
    done(&["redact", "--store", &store, "--report", "r3"]);
    assert!(done(&["verify", "--store", &store]).ends_with("whole\n"));
    assert_eq!(done(&["query", "--store", &store, "--report", "r3"]), "");
}

#[test]
fn exports_have_the_same_bytes_for_every_number_of_threads_and_order() {
    let folder = Folder::new("bytes");
    let lines = reports(60);
    let (one, two): (Vec<&str>, Vec<&str>) =
        lines.lines().filter(|l| !l.contains("poison")).enumerate().fold((vec![], vec![]), |mut s, (n, l)| {
            if n % 2 == 0 {
                s.0.push(l);
            } else {
                s.1.push(l);
            }
            s
        });
    let (a, b) = (folder.file("a.jsonl", &one.join("\n")), folder.file("b.jsonl", &two.join("\n")));
    let exported = |name: &str, threads: &str, inputs: [&str; 2]| -> Vec<Vec<u8>> {
        let store = folder.path(name);
        done(&["add", "--store", &store, "--threads", threads, inputs[0], inputs[1]]);
        done(&["link", "--store", &store]);
        let of = |format: &&str| {
            let file = folder.path("out");
            done(&["export", "--store", &store, "--format", format, "-o", &file]);
            std::fs::read(file).expect("the export")
        };
        ["jsonl", "csv", "parquet", "geojson", "plover", "polecat", "icews", "gdelt", "gdelt-mentions", "phoenix", "acled", "incidents"]
            .iter()
            .map(of)
            .collect()
    };
    let first = exported("1.db", "1", [&a, &b]);
    assert!(exported("2.db", "2", [&b, &a]) == first);
    assert!(exported("8.db", "8", [&a, &b]) == first);
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = Folder::new("cannot");
    let report = folder.file("report.txt", "published 2031-05-06\n\nPolice arrested 14 farmers in Lima on Monday.\n");
    let store = folder.path("acta.db");
    done(&["add", "--store", &store, &report]);
    let text = folder.file("text.db", &"no store at all. ".repeat(1000));
    let none = folder.path("none.db");
    for (arguments, said) in [
        (vec!["query", "--store", none.as_str()], "check the path"),
        (vec!["verify", "--store", text.as_str()], "no store of Diurna"),
        (vec!["add", "--store", text.as_str(), report.as_str()], "no store of Diurna"),
        (vec!["query", "--store", store.as_str(), "--bbox", "1,2,3"], "--bbox"),
        (vec!["query", "--store", store.as_str(), "--near", "95,0,1"], "--near"),
        (vec!["query", "--store", store.as_str(), "--toll", "wounded:3"], "no kind of toll"),
        (vec!["query", "--store", store.as_str(), "--type", "RIOT"], "the codes are AGREE"),
        (vec!["query", "--store", store.as_str(), "--sector", "POLICE"], "the codes are COP"),
        (vec!["query", "--store", store.as_str(), "--country", "Ruritania"], "no such country"),
        (vec!["query", "--store", store.as_str(), "--text", "\"open"], "quotation marks"),
        (vec!["query", "--store", store.as_str(), "--sql", "DROP TABLE events"], "only read"),
        (vec!["query", "--store", store.as_str(), "--run", "5"], "no run 5"),
        (vec!["show", "nothing", "--store", store.as_str()], "nothing is called"),
        (vec!["diff", "--store", store.as_str(), "1", "2"], "no run 2"),
        (vec!["redact", "--store", store.as_str(), "--person", "Nobody Known"], "no report holds"),
        (vec!["export", "--store", store.as_str(), "-o", store.as_str()], "is a store"),
        (vec!["code", report.as_str(), "-o", report.as_str()], "is an input"),
        (vec!["export", "--store", store.as_str(), "-o", "no/such/folder/out.csv"], "cannot be written"),
    ] {
        let output = diurna(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(said), "{arguments:?}: {}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{arguments:?}: {}", err(&output));
    }
    assert!(!Path::new(&none).exists());
}

/// A file that may not grow stands for a full disk: the shell sets the limit, and has the signal passed over as on a disk.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_is_said_once_and_the_store_stays_usable() {
    let folder = Folder::new("full");
    let (few, many) = (folder.file("few.jsonl", &reports(20)), folder.file("many.jsonl", &reports(300)));
    let store = folder.path("acta.db");
    done(&["add", "--store", &store, &few]);
    let size = |ending: &str| std::fs::metadata(format!("{store}{ending}")).expect("the file").len() / 1024;
    let kilobytes = [size(""), size(".index"), size(".keys")].into_iter().max().unwrap_or(0);
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" add --store \"$1\" \"$2\"", kilobytes + 40);
    let output = Command::new("bash").args(["-c", &script, env!("CARGO_BIN_EXE_diurna"), &store, &many]).output().expect("bash");
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let said = err(&output);
    assert!(said.contains("space"), "{said}");
    assert!(done(&["verify", "--store", &store]).ends_with("whole\n"));
    let again = diurna(&["add", "--store", &store, &many]);
    assert!(err(&again).contains("the store holds 297 reports"), "{}", err(&again));
    assert!(done(&["verify", "--store", &store]).ends_with("whole\n"));
}

#[test]
fn what_needs_links_says_so() {
    let folder = Folder::new("unlinked");
    let (input, store) = (folder.file("reports.jsonl", &reports(20)), folder.path("acta.db"));
    done(&["add", "--store", &store, &input]);
    for arguments in [
        &["query", "--no-copies"][..],
        &["query", "--incident", "i1"],
        &["plot", "--count", "incidents"],
        &["export", "--format", "incidents"],
    ] {
        let asked = diurna(&[arguments, &["--store", &store]].concat());
        assert!(asked.status.code() == Some(2) && err(&asked).contains("diurna link"), "{arguments:?}: {}", err(&asked));
    }
    done(&["link", "--store", &store]);
    let later = folder.file("later.txt", "published 2031-06-03\n\nSoldiers killed 5 protesters in Puno on Monday, a doctor said.\n");
    done(&["add", "--store", &store, &later]);
    let exported = diurna(&["export", "--format", "incidents", "--store", &store]);
    assert!(exported.status.success() && err(&exported).contains("1 events came after"), "{}", err(&exported));
    assert!(!out(&exported).contains("Puno on Monday"));
}

#[test]
fn flags_that_would_do_nothing_are_refused() {
    let folder = Folder::new("flags");
    let (input, store) = (folder.file("reports.jsonl", &reports(5)), folder.path("acta.db"));
    done(&["add", "--store", &store, &input]);
    for (arguments, said) in [
        (&["query", "--sql", "select 1", "--type", "PROTEST"][..], "--type"),
        (&["export", "--format", "acled", "--full-text"], "has no place for"),
        (&["export", "--format", "geojson", "--no-header"], "is no table"),
        (&["export", "--format", "incidents", "--run", "1"], "latest records"),
        (&["query", "--toll", "killed:-1"], "killed:10"),
    ] {
        let asked = diurna(&[arguments, &["--store", &store]].concat());
        assert!(asked.status.code() == Some(2) && err(&asked).contains(said), "{arguments:?}: {}", err(&asked));
    }
    // What is written in other cases is known all the same; an empty page is no empty answer.
    assert!(done(&["query", "--store", &store, "--status", "ACTUAL", "--toll", "DETAINED:3", "--count"]).starts_with("4 events"));
    let page = diurna(&["query", "--store", &store, "--offset", "200"]);
    assert!(err(&page).contains("none of them within"), "{}", err(&page));
    let sorted =
        "with recursive c(x) as (select randomblob(1000000) union all select randomblob(1000000) from c) select * from c order by 1";
    let sorted = diurna(&["query", "--store", &store, "--sql", sorted]);
    assert!(err(&sorted).contains("300 MB"), "{}", err(&sorted));
}

#[test]
fn a_store_is_a_file_and_no_input_of_its_own() {
    let folder = Folder::new("own");
    folder.file("one.txt", "published 2031-06-03\n\nSoldiers killed 5 protesters in Puno on Monday, a doctor said.\n");
    let (inputs, store) = (folder.0.to_string_lossy().into_owned(), folder.path("acta.db"));
    for said in ["1 new, 0 known, 0 failed", "0 new, 1 known, 0 failed"] {
        let added = diurna(&["add", "--store", &store, &inputs]);
        assert!(added.status.success() && err(&added).contains(said), "{}", err(&added));
    }
    for arguments in [&["query", "--store", &inputs][..], &["add", "--store", &inputs, &store]] {
        let asked = diurna(arguments);
        assert!(err(&asked).contains("is a folder"), "{}", err(&asked));
    }
    let missing = diurna(&["query", "--store", &folder.path("none.db")]);
    assert!(err(&missing).contains("no such store"), "{}", err(&missing));
}

#[test]
fn a_masked_name_does_not_come_back_and_no_neighbour_is_lost() {
    let folder = Folder::new("masked");
    let text = "published 2031-05-06\n\nPolice arrested community leader Ana Quispe in Juliaca on Monday. ANA\nQUISPE'S brother said so.\n";
    // Its name begins as the store's does.
    folder.file("acta.db-Ana-Quispe.txt", text);
    let (inputs, store) = (folder.0.to_string_lossy().into_owned(), folder.path("acta.db"));
    assert!(err(&diurna(&["add", "--store", &store, &inputs])).contains("1 new, 0 known, 0 failed"));
    done(&["redact", "--store", &store, "--person", "Ana Quispe"]);
    assert!(err(&diurna(&["add", "--store", &store, &inputs])).contains("0 new, 1 known, 0 failed"));
    assert!(done(&["verify", "--store", &store]).contains("whole"));
    let held = done(&[
        "query",
        "--store",
        &store,
        "--sql",
        "select path from sources union select body from events union select name from parties",
    ]);
    assert!(!held.to_lowercase().contains("quispe"), "{held}");
}

#[test]
fn names_of_countries_in_other_languages_and_of_several() {
    let folder = Folder::new("countries");
    let (input, store) = (folder.file("reports.jsonl", &reports(5)), folder.path("acta.db"));
    done(&["add", "--store", &store, &input]);
    for (country, found) in [("Perú", true), ("China", false), ("Guinea", false)] {
        assert_eq!(!done(&["query", "--store", &store, "--country", country, "--count"]).starts_with("0 "), found, "{country}");
    }
    let several = diurna(&["query", "--store", &store, "--country", "Congo"]);
    assert!(err(&several).contains("COD, COG"), "{}", err(&several));
}
