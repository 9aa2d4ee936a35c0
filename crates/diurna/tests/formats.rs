//! The examples in every kind of input give the same records, as far as the kind carries the same text.

use article::{Format, Given};
use diurna::Engine;
use record::{Document, Record};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the program carries its data"));

struct Report {
    name: String,
    file: String,
    day: String,
    title: String,
    body: String,
}

impl Report {
    fn json(&self) -> Value {
        json!({ "id": self.name, "title": self.title, "text": self.body, "published": self.day })
    }

    fn html(&self) -> String {
        self.body.split("\n\n").map(|words| format!("<p>{words}</p>")).collect()
    }

    fn page(&self) -> String {
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><title>{0}</title><meta property=\"article:published_time\" content=\"{1}\"></head>\
             <body><article><h1>{0}</h1>{2}</article></body></html>",
            self.title,
            self.day,
            self.html()
        )
    }

    fn mail(&self) -> String {
        format!(
            "From: Desk <desk@harbour.example>\nMessage-ID: <{}>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nDate: {}\nSubject: {}\n\n{}\n",
            self.name,
            mail_day(&self.day),
            self.title,
            self.body
        )
    }
}

/// `2031-03-12` as mails write it.
fn mail_day(day: &str) -> String {
    let parts: Vec<&str> = day.split('-').collect();
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {} {} 10:00:00 +0000", parts[2], month[parts[1].parse::<usize>().expect("a month") - 1], parts[0])
}

/// The examples that are text: a day, a headline, paragraphs.
fn examples() -> Vec<Report> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut reports: Vec<Report> = std::fs::read_dir(folder)
        .expect("the examples")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|end| end == "txt"))
        .map(|path| {
            let file = std::fs::read_to_string(&path).expect("text");
            let mut parts = file.splitn(3, "\n\n");
            let day = parts.next().and_then(|line| line.split(' ').nth(1)).expect("a day").to_owned();
            let (title, body) = (parts.next().expect("a title").to_owned(), parts.next().expect("a body").trim_end().to_owned());
            Report { name: path.file_stem().expect("a name").to_string_lossy().into_owned(), file, day, title, body }
        })
        .collect();
    reports.sort_by(|a, b| a.name.cmp(&b.name));
    reports
}

fn read(bytes: &[u8], format: Option<Format>) -> Vec<Document> {
    let given = Given { path: "input".into(), format, ..Given::default() };
    article::read(Box::new(bytes), &given).map(|item| item.unwrap_or_else(|fault| panic!("{fault}"))).collect()
}

/// The record without what an input alone knows: names of files and mails, senders, addresses.
fn bare(record: &Record) -> Value {
    let mut value = serde_json::to_value(record::json::record(record)).expect("JSON");
    let document = value["document"].as_object_mut().expect("a document");
    for known in ["id", "path", "source", "url", "publisher", "byline", "published_basis", "notices"] {
        document.remove(known);
    }
    value.as_object_mut().expect("an object").remove("id");
    for event in value["events"].as_array_mut().expect("events") {
        let event = event.as_object_mut().expect("an event");
        event.remove("id");
        event.remove("document");
    }
    value
}

/// The events as people see them: words instead of places in the text.
fn shown(record: &Record) -> String {
    record::note::events(record)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).expect("memory");
    writer.finish().expect("memory")
}

fn warc(reports: &[Report], kind: &str, media: &str, body: impl Fn(&Report) -> String) -> Vec<u8> {
    let record = |report| {
        let body = body(report);
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n", body.len())
    };
    reports.iter().map(record).collect::<String>().into_bytes()
}

fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content) in members {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        archive.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0");
        archive.extend(crc.sum().to_le_bytes());
        archive.extend((content.len() as u32).to_le_bytes());
        archive.extend((content.len() as u32).to_le_bytes());
        archive.extend((name.len() as u16).to_le_bytes());
        archive.extend([0, 0]);
        archive.extend(name.as_bytes());
        archive.extend(content);
    }
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 18]);
    archive
}

/// A Parquet file of one row group: plain pages of text, not packed.
fn parquet(reports: &[Report]) -> Vec<u8> {
    // Thrift's compact protocol: numbers as zigzag, fields by their distance from the one before.
    let number = |value: u64| {
        let (mut value, mut bytes) = (value << 1, Vec::new());
        while value > 127 {
            bytes.push(value as u8 | 128);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    };
    let text = |text: &str| [vec![text.len() as u8], text.as_bytes().to_vec()].concat();
    let columns: [(&str, Vec<&str>); 4] = [
        ("id", reports.iter().map(|report| report.name.as_str()).collect()),
        ("title", reports.iter().map(|report| report.title.as_str()).collect()),
        ("text", reports.iter().map(|report| report.body.as_str()).collect()),
        ("published", reports.iter().map(|report| report.day.as_str()).collect()),
    ];
    let rows = reports.len() as u64;
    let mut file = b"PAR1".to_vec();
    let mut chunks = Vec::new();
    let mut schema = [vec![0x48], text("root"), vec![0x15], number(columns.len() as u64), vec![0]].concat();
    for (name, cells) in &columns {
        let page: Vec<u8> =
            cells.iter().flat_map(|cell| [(cell.len() as u32).to_le_bytes().to_vec(), cell.as_bytes().to_vec()].concat()).collect();
        let size = number(page.len() as u64);
        let header =
            [&[0x15, 0, 0x15], &size[..], &[0x15], &size, &[0x2c, 0x15], &number(rows), &[0x15, 0, 0x15, 6, 0x15, 6, 0, 0]].concat();
        let start = number(file.len() as u64);
        let length = number((header.len() + page.len()) as u64);
        file.extend(header);
        file.extend(page);
        schema.extend([vec![0x15, 12, 0x25, 0, 0x18], text(name), vec![0x25, 0, 0]].concat());
        let meta = [
            &[0x15, 12, 0x19, 0x15, 0, 0x19, 0x18],
            &text(name)[..],
            &[0x15, 0, 0x16],
            &number(rows),
            &[0x16],
            &length,
            &[0x16],
            &length,
            &[0x26],
            &start,
            &[0],
        ]
        .concat();
        chunks.extend([&[0x26][..], &start, &[0x1c], &meta, &[0]].concat());
    }
    let count = columns.len() as u8;
    let group = [&[0x19, count << 4 | 0x0c], &chunks[..], &[0x16, 0, 0x16], &number(rows), &[0]].concat();
    let footer = [&[0x15, 2, 0x19, (count + 1) << 4 | 0x0c], &schema[..], &[0x16], &number(rows), &[0x19, 0x1c], &group, &[0]].concat();
    file.extend(&footer);
    file.extend((footer.len() as u32).to_le_bytes());
    file.extend(b"PAR1");
    file
}

#[test]
fn the_examples_in_every_kind_of_input() {
    let reports = examples();
    assert!(reports.len() >= 4);
    let lines: String = reports.iter().map(|report| format!("{}\n", report.json())).collect();
    let coded = |documents: Vec<Document>| -> Vec<Record> { documents.into_iter().map(|document| ENGINE.code(document)).collect() };
    let expected = coded(read(lines.as_bytes(), None));
    assert_eq!(
        expected.iter().filter(|record| !record.events.is_empty()).count(),
        reports.len() - 1,
        "only the report on sport has no events"
    );
    let bare_expected: Vec<Value> = expected.iter().map(bare).collect();
    let shown_expected: Vec<String> = expected.iter().map(shown).collect();

    let cells = |mark: &str| -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let rows = reports.iter().map(|r| [&r.name, &r.day, &r.title, &r.body].map(|cell| quoted(cell)).join(mark));
        std::iter::once(["id", "published", "title", "text"].join(mark)).chain(rows).collect::<Vec<_>>().join("\n")
    };
    let items = |of: &dyn Fn(&Report) -> String| reports.iter().map(of).collect::<String>();
    let rss = format!(
        "<rss version=\"2.0\"><channel><title>Times</title>{}</channel></rss>",
        items(&|r| format!(
            "<item><title>{}</title><guid>{}</guid><pubDate>{}</pubDate><content:encoded><![CDATA[{}]]></content:encoded></item>",
            r.title,
            r.name,
            mail_day(&r.day),
            r.html()
        ))
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Times</title>{}</feed>",
        items(&|r| format!(
            "<entry><title>{}</title><id>{}</id><published>{}</published><content type=\"xhtml\"><div>{}</div></content></entry>",
            r.title,
            r.name,
            r.day,
            r.html()
        ))
    );
    let json_feed = json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Times",
        "items": reports.iter().map(|r| json!({ "id": r.name, "title": r.title, "content_text": r.body, "date_published": r.day })).collect::<Vec<_>>() });
    let mbox = items(&|r| format!("From desk@harbour.example Tue Mar 25 08:00:00 2031\n{}\n", r.mail()));
    let pages = |r: &Report| format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", r.page());
    let same_text: [(&str, Vec<u8>); 12] = [
        ("json", json!(reports.iter().map(Report::json).collect::<Vec<_>>()).to_string().into_bytes()),
        ("csv", cells(",").into_bytes()),
        ("tsv", cells("\t").into_bytes()),
        ("parquet", parquet(&reports)),
        ("json feed", json_feed.to_string().into_bytes()),
        ("rss", rss.into_bytes()),
        ("atom", atom.into_bytes()),
        ("warc", warc(&reports, "response", "application/http; msgtype=response", pages)),
        ("jsonl.gz", gzip(lines.as_bytes())),
        ("csv in gzip in zip", zip(&[("a.csv.gz".to_owned(), gzip(cells(",").as_bytes()))])),
        (
            "warc by members",
            [0, 1]
                .iter()
                .flat_map(|half| {
                    let (first, second) = reports.split_at(2);
                    gzip(&warc(if *half == 0 { first } else { second }, "response", "application/http", pages))
                })
                .collect(),
        ),
        ("zip of pages", zip(&reports.iter().map(|r| (format!("{}.html", r.name), r.page().into_bytes())).collect::<Vec<_>>())),
    ];
    for (kind, bytes) in same_text {
        let records: Vec<Value> = coded(read(&bytes, None)).iter().map(bare).collect();
        assert_eq!(records.len(), reports.len(), "{kind}");
        for (record, expected) in records.iter().zip(&bare_expected) {
            assert!(record == expected, "{kind}:\n{record:#}\nis not\n{expected:#}");
        }
    }
    // These carry a header line or a last line break beside the text.
    let files = zip(&reports.iter().map(|r| (format!("{}.txt", r.name), r.file.clone().into_bytes())).collect::<Vec<_>>());
    let wet = |r: &Report| format!("date {}\n\n{}\n\n{}", r.day, r.title, r.body);
    let mails = zip(&reports.iter().map(|r| (format!("{}.eml", r.name), r.mail().into_bytes())).collect::<Vec<_>>());
    for (kind, bytes) in [("text", files), ("mails", mails), ("mbox", mbox.into_bytes())] {
        let records: Vec<String> = coded(read(&bytes, None)).iter().map(shown).collect();
        assert_eq!(records, shown_expected, "{kind}");
    }
    // A WET has no days of publication: they are given.
    for (report, expected) in reports.iter().zip(&shown_expected) {
        let archive = warc(std::slice::from_ref(report), "conversion", "text/plain", |r| format!("{}\n\n{}", r.title, r.body));
        let given = Given { published: report.day.parse().ok(), ..Given::default() };
        let documents = article::read(Box::new(archive.as_slice()), &given).map(|item| item.expect("a report")).collect();
        assert_eq!(coded(documents).iter().map(shown).collect::<Vec<_>>(), [expected.as_str()], "wet");
        assert_eq!(
            read(wet(report).as_bytes(), Some(Format::Text))[0].published.as_ref().map(|day| day.date.to_string()),
            Some(report.day.clone())
        );
    }
}
