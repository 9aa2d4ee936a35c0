//! Every row of the event lexicon carries a sentence it must match and one it must not; both are coded here.

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
            for (sentence, wanted) in [(cells[yes], true), (cells[no], false)] {
                let found = codes(&engine, language, sentence, cells[kind]);
                if found != wanted {
                    let verb = if wanted { "does not match" } else { "matches" };
                    wrong.push(format!("{language} «{}» {} {verb}: {sentence}", cells[key], cells[kind]));
                }
            }
        }
    }
    assert!(rows > 0);
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whether the program codes an event of this type in the sentence.
fn codes(engine: &Engine, language: &str, sentence: &str, kind: &str) -> bool {
    let given = article::Given { path: "row".into(), language: Some(language.into()), ..article::Given::default() };
    let items = article::read(Box::new(std::io::Cursor::new(sentence.as_bytes().to_vec())), &given);
    items.filter_map(Result::ok).any(|d| engine.code(d).events.iter().any(|e| e.kind == kind))
}
