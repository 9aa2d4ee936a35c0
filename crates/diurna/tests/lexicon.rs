//! Every row of the event lexicon carries a sentence it must match and one it must not; both are coded here. A row keeps its word when the program codes
//! its type in the one, and not by this row in the other.

use diurna::Engine;
use std::path::Path;

#[test]
fn every_lexicon_row_keeps_its_word() {
    let engine = Engine::new().expect("the program carries its network and tables");
    let mut wrong = Vec::new();
    let mut rows = 0;
    for language in ["en", "es"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../data/words/{language}/event.tsv"));
        let table = std::fs::read_to_string(path).expect("the event lexicon");
        let mut lines = table.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
        let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
        let column = |name: &str| header.iter().position(|h| *h == name).unwrap_or_else(|| panic!("event.tsv has no column {name}"));
        let (key, kind, yes, no) = (0, column("type"), column("yes"), column("no"));
        for line in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            rows += 1;
            let row = format!("lexicon:{language}/{}", cells[key]);
            if !code(&engine, language, cells[yes]).iter().any(|e| e.kind == cells[kind]) {
                wrong.push(format!("{row} {} does not match: {}", cells[kind], cells[yes]));
            } else if code(&engine, language, cells[no]).iter().any(|e| e.kind == cells[kind] && e.why.contains(&row)) {
                wrong.push(format!("{row} {} matches: {}", cells[kind], cells[no]));
            }
        }
    }
    assert!(rows > 0);
    assert!(
        wrong.is_empty(),
        "{} of {rows} rows:\n{}\ngive the row another class, or delete it: the network has read more",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The rows of the other tables of words keep their examples too: what `harm`, `total`, `frame` (the kinds of cues) and `locative` say is found in the one
/// sentence and not in the other.
#[test]
fn every_table_of_words_keeps_its_examples() {
    let engine = Engine::new().expect("the program carries its network and tables");
    let mut wrong = Vec::new();
    for language in ["en", "es"] {
        let mut try_all = |table: &str, shows: fn(&record::Record, &[String]) -> bool| {
            for cells in rows(language, table) {
                let [yes, no] = &cells[cells.len() - 2..] else { panic!("{table}: two sentences a row") };
                for (sentence, wanted) in [(yes, true), (no, false)] {
                    if records(&engine, language, sentence).iter().any(|r| shows(r, &cells)) != wanted {
                        wrong.push(format!("{language}/{table} {}: {sentence}", cells[0]));
                    }
                }
            }
        };
        try_all("harm", |r, row| r.mentions.tolls.iter().any(|t| t.kind.name() == row[2]));
        try_all("total", |r, _| r.mentions.tolls.iter().any(|t| t.total));
        try_all("frame", |r, row| r.mentions.quotes.iter().any(|q| q.cue.is_some_and(|(cue, _)| cue.of(&r.document.text) == row[1])));
        try_all("locative", |r, row| {
            let text = &r.document.text;
            let after =
                |at: usize| [&row[0], &format!("{} de", row[0])].iter().any(|p| text[..at].trim_end().to_lowercase().ends_with(p.as_str()));
            r.mentions.toponyms.iter().any(|t| after(t.span.start))
        });
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

fn rows(language: &str, table: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../data/words/{language}/{table}.tsv"));
    let text = std::fs::read_to_string(path).expect("a table of words");
    let lines = text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).skip(1);
    lines.map(|l| l.split('\t').map(str::to_owned).collect()).collect()
}

/// The events of a sentence.
fn code(engine: &Engine, language: &str, sentence: &str) -> Vec<record::Event> {
    records(engine, language, sentence).into_iter().flat_map(|r| r.events).collect()
}

fn records(engine: &Engine, language: &str, sentence: &str) -> Vec<record::Record> {
    let given = article::Given { path: "row".into(), language: Some(language.into()), ..article::Given::default() };
    let items = article::read(Box::new(std::io::Cursor::new(sentence.as_bytes().to_vec())), &given);
    items.filter_map(Result::ok).map(|d| engine.code(d)).collect()
}
