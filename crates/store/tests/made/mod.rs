//! Records written for the tests.

use record::json::{Date, DocumentBody, EventBody, Party, Place, Range, RecordLine, Role, SCHEMA, Source, Toll, Words};
use std::path::PathBuf;
use store::{Entry, Run};

/// A folder that goes when the test ends.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("store-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    pub fn store(&self) -> PathBuf {
        self.0.join("acta.db")
    }

    /// The file of this ending beside the store.
    #[allow(dead_code, reason = "not every test looks beside the store")]
    pub fn beside(&self, ending: &str) -> PathBuf {
        self.0.join(format!("acta.db{ending}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn run() -> Run {
    Run { program: "1".into(), model: "m".into(), data: "d".into(), options: String::new() }
}

/// The report number `n` of a village that bears it: one arrest, with its words where they stand.
pub fn entry(n: usize) -> Entry {
    let text = format!("Police in Köln{n} arrested {} farmers on Monday.", n % 50 + 2);
    let words = |part: &str| {
        let at = text.find(part).expect("the part stands in the text");
        let start = text[..at].chars().count();
        Words { text: part.into(), start, end: start + part.chars().count() }
    };
    let (police, anchor, farmers, day, town) =
        (words("Police"), words("arrested"), words("farmers"), words("Monday"), words(&format!("Köln{n}")));
    let toll = words(&format!("{} farmers", n % 50 + 2));
    let role = |party: &str, w: &Words, sector: &str| Role {
        party: party.into(),
        text: w.text.clone(),
        start: w.start,
        end: w.end,
        elsewhere: false,
        name: w.text.clone(),
        country_inferred: false,
        country: Some(["DEU", "FRA", "PER"][n % 3].into()),
        sector: Some(sector.into()),
        office: None,
        id: None,
        basis: "noun".into(),
    };
    let party = |party: &str, w: &Words, sector: &str| Party {
        party: party.into(),
        name: w.text.clone(),
        kind: "group".into(),
        country: None,
        country_inferred: false,
        sector: Some(sector.into()),
        basis: "noun".into(),
        id: None,
        offices: Vec::new(),
        mentions: vec![w.clone()],
    };
    let month_day = format!("2031-{:02}-{:02}", n % 12 + 1, n % 28 + 1);
    let place = Place {
        text: town.text.clone(),
        start: town.start,
        end: town.end,
        name: Some(format!("Köln{}", n % 97)),
        admin1: None,
        country: Some("DEU".into()),
        precision: Some("city".into()),
        lat: Some(50.0 + (n % 100) as f64 / 100.0),
        lon: Some(7.0 + (n % 70) as f64 / 100.0),
        geonames_id: Some(n as u32),
    };
    let event = EventBody {
        id: format!("r{n}:{}", anchor.start),
        event: "COERCE".into(),
        mode: vec!["arrest".into()],
        context: Vec::new(),
        quad: 4,
        score: Some(-5.0),
        cameo: Some("173".into()),
        status: "actual".into(),
        sentence: Range { start: 0, end: text.chars().count() },
        actor: vec![role("p1", &police, "COP")],
        recipient: vec![role("p2", &farmers, "LAB")],
        date: Some(Date {
            from: month_day.clone(),
            to: month_day.clone(),
            precision: "day".into(),
            basis: "resolved".into(),
            words: vec![day],
        }),
        place: Some(place.clone()),
        toll: vec![Toll {
            kind: "detained".into(),
            low: Some((n % 50 + 2) as u64),
            high: Some((n % 50 + 2) as u64),
            about: false,
            total: false,
            text: toll.text.clone(),
            start: toll.start,
            end: toll.end,
            victims: None,
            source: None,
        }],
        attribution: Vec::new(),
        confidence: 0.9,
        why: vec!["lexicon:en/arrest.01".into()],
        anchor,
    };
    let document = DocumentBody {
        id: format!("r{n}"),
        path: "made.jsonl".into(),
        source: Some(Source { file: "made.jsonl".into(), member: Some(format!("line {n}")) }),
        url: None,
        title: None,
        publisher: Some("The Village Post".into()),
        byline: None,
        published: Some(month_day),
        published_basis: Some("field".into()),
        modified: None,
        language: Some("en".into()),
        text: text.clone(),
        blocks: Vec::new(),
    };
    let record = RecordLine {
        schema: SCHEMA.into(),
        document,
        times: Vec::new(),
        places: vec![place],
        parties: vec![party("p1", &police, "COP"), party("p2", &farmers, "LAB")],
        quotes: Vec::new(),
        tolls: Vec::new(),
        events: vec![event],
        notices: Vec::new(),
    };
    Entry { record, raw: None, origin: None, acts: Vec::new() }
}
