//! What must hold of every record: the words are the text's, nothing is claimed without words, the same input gives the same bytes.

use diurna::Engine;
use proptest::prelude::*;
use record::{Document, Record};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the program carries its network and tables"));

fn examples() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).expect("examples/").filter_map(Result::ok).map(|e| e.path()).collect();
    files.sort();
    files.iter().flat_map(|f| read(&std::fs::read(f).expect("an example can be read"))).collect()
}

fn read(bytes: &[u8]) -> Vec<Document> {
    let given = article::Given { path: "test".into(), ..article::Given::default() };
    article::read(Box::new(std::io::Cursor::new(bytes.to_vec())), &given).filter_map(Result::ok).collect()
}

/// Every object that has `text`, `start` and `end` names a slice of the canonical text, in code points.
fn check_words(points: &[char], value: &Value, path: &str) {
    match value {
        Value::Object(fields) => {
            if let (Some(Value::String(text)), Some(start), Some(end)) = (fields.get("text"), fields.get("start"), fields.get("end")) {
                let (start, end) = (start.as_u64().expect("an offset") as usize, end.as_u64().expect("an offset") as usize);
                let slice: String =
                    points.get(start..end).unwrap_or_else(|| panic!("{path}: {start}..{end} is outside the text")).iter().collect();
                assert_eq!(&slice, text, "{path}: the words are not the slice {start}..{end}");
                assert!(!text.is_empty(), "{path}: a value without words");
            }
            for (name, inner) in fields {
                check_words(points, inner, &format!("{path}.{name}"));
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(i, inner)| check_words(points, inner, &format!("{path}[{i}]"))),
        // What is not said is absent: never null, never an empty string.
        Value::Null => panic!("{path} is null"),
        Value::String(s) => assert!(!s.is_empty() || path.rsplit('.').next() == Some("text"), "{path} is empty"),
        _ => {}
    }
}

fn check(record: &Record) {
    let points: Vec<char> = record.document.text.chars().collect();
    check_words(&points, &serde_json::to_value(record::json::record(record)).expect("plain data"), "record");
    for (i, line) in record::json::events(record).iter().enumerate() {
        check_words(&points, &serde_json::to_value(line).expect("plain data"), &format!("event[{i}]"));
    }
    for event in &record.events {
        let block = record.document.blocks.iter().find(|b| b.span.contains(event.anchor)).expect("an anchor stands in a paragraph");
        assert!(block.kind.is_coded(), "an event was coded in a {} block", block.kind.name());
        assert!(event.date.as_ref().is_none_or(|d| !d.words.is_empty() || d.basis == record::DateBasis::Present), "a date without words");
        assert!((0.0..=1.0).contains(&event.confidence));
        assert!(!event.why.is_empty(), "an event without a reason");
    }
    let anchors: Vec<_> = record.events.iter().map(|e| e.anchor).collect();
    assert!(anchors.is_sorted(), "events stand in the order of their anchors");
    assert!(anchors.windows(2).all(|w| w[0] != w[1]), "one anchor, one event");
}

#[test]
fn every_value_of_the_examples_stands_beside_its_words() {
    for document in examples() {
        check(&ENGINE.code(document));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let documents = examples();
    let bytes = |d: &Document| serde_json::to_vec(&record::json::record(&ENGINE.code(d.clone()))).expect("plain data");
    let one_by_one: Vec<_> = documents.iter().map(bytes).collect();
    let mut backwards: Vec<_> = documents.iter().rev().map(bytes).collect();
    backwards.reverse();
    assert_eq!(one_by_one, backwards, "the order of the reports changes a record");
    let threaded: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = documents.iter().map(|d| scope.spawn(move || bytes(d))).collect();
        threads.into_iter().map(|t| t.join().expect("no thread panics")).collect()
    });
    assert_eq!(one_by_one, threaded, "threads change a record");
}

/// Pieces of hostile and of ordinary text.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Police killed at least 12 protesters in Lima on Monday, the ministry said.".to_owned()),
        Just("El ministro dijo que 20 personas fueron detenidas el martes.".to_owned()),
        Just("👩🏽‍🚀🇵🇪 e\u{301}\u{200B}".to_owned()),
        Just("שלום «عربي» \u{202E}abc\u{202C}".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("\n".to_owned()),
        Just("\u{FEFF}\u{0}\u{1}".to_owned()),
        Just("“‘(\"".to_owned()),
        "\\PC{0,12}",
        "[A-Za-z0-9 ,.$%'-]{0,24}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_keeps_its_offsets(fragments in prop::collection::vec(fragment(), 0..12), dated: bool) {
        let text = format!("{}{}", if dated { "published 2031-03-25\n" } else { "" }, fragments.join(" "));
        for document in read(text.as_bytes()) {
            check(&ENGINE.code(document));
        }
    }
}
