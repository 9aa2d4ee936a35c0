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

/// The events of a sentence.
fn code(engine: &Engine, language: &str, sentence: &str) -> Vec<record::Event> {
    let given = article::Given { path: "row".into(), language: Some(language.into()), ..article::Given::default() };
    let items = article::read(Box::new(std::io::Cursor::new(sentence.as_bytes().to_vec())), &given);
    items.filter_map(Result::ok).flat_map(|d| engine.code(d).events).collect()
}
