//! The same report in every format that is read.

#![allow(clippy::disallowed_methods, reason = "tests read the files that other programs wrote")]

use article::{Fault, Given, Item};
use record::{BlockKind, Document};
use std::io::Write;

const TITLE: &str = "Guards leave the bridge";
const BODY: &str = "Guards left the bridge on Monday after talks with the miners, the interior ministry said.\n\nNobody was hurt. The miners had held the road since March.";

fn read(bytes: &[u8]) -> Vec<Item> {
    article::read(Box::new(bytes), &Given { path: "input".into(), ..Given::default() }).collect()
}

fn documents(bytes: &[u8]) -> Vec<Document> {
    read(bytes).into_iter().map(|item| item.unwrap_or_else(|fault| panic!("{fault}"))).collect()
}

/// Every format gives this text, this title and this day.
fn check(bytes: &[u8]) -> Document {
    let mut documents = documents(bytes);
    assert_eq!(documents.len(), 1);
    let document = documents.remove(0);
    assert_eq!(document.title.as_deref(), Some(TITLE));
    assert_eq!(document.published.as_ref().map(|day| day.date.to_string()).as_deref(), Some("2031-03-25"));
    let coded: Vec<&str> =
        document.blocks.iter().filter(|block| block.kind.is_coded()).map(|block| block.span.of(&document.text)).collect();
    assert_eq!(coded.join("\n\n"), format!("{TITLE}\n\n{BODY}"));
    assert_eq!(document.language.as_deref(), Some("en"));
    ordered(&document);
    document
}

/// Blocks do not overlap and only white space lies between them.
fn ordered(document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        assert!(document.text.get(end..block.span.start).is_some_and(|gap| gap.trim().is_empty()), "{:?}", block.span);
        assert!(!block.span.is_empty() && document.text.get(block.span.start..block.span.end).is_some());
        end = block.span.end;
    }
    assert!(document.text.get(end..).is_some_and(|gap| gap.trim().is_empty()));
}

fn as_text() -> String {
    format!("date 2031-03-25\n\n{TITLE}\n\n{BODY}\n")
}

fn as_page() -> String {
    let paragraphs: String = BODY.split("\n\n").map(|words| format!("<p>{words}</p>")).collect();
    format!(
        "<!DOCTYPE html><html lang='en-GB'><head><title>{TITLE} | The Harbour Times</title><meta property='article:published_time' content='2031-03-25T08:00:00+01:00'>\
         <script>var a = '<p>no</p>';</script></head><body><nav><a href='/'>Home</a> <a href='/world'>World</a></nav><article><h1>{TITLE}</h1>{paragraphs}</article>\
         <footer>© 2031 The Harbour Times</footer></body></html>"
    )
}

fn as_json() -> String {
    serde_json::json!({ "id": "a1", "title": TITLE, "text": BODY, "published": "2031-03-25" }).to_string()
}

#[test]
fn text() {
    let document = check(as_text().as_bytes());
    assert_eq!(document.text, as_text(), "a text file is kept whole");
    assert_eq!(document.blocks[0].kind, BlockKind::Header);
    assert_eq!(document.blocks[1].kind, BlockKind::Headline);
}

#[test]
fn html() {
    let document = check(as_page().as_bytes());
    assert_eq!(document.published.unwrap().basis, "meta");
    assert_eq!(document.language.as_deref(), Some("en"));
}

#[test]
fn jsonl() {
    let line = as_json();
    let documents = documents(format!("{line}\n\n{line}\n").as_bytes());
    assert_eq!(documents.len(), 2);
    assert_eq!(documents[0].id, "a1");
    assert_eq!(documents[1].source.member.as_deref(), Some("line 3"));
    check(line.as_bytes());
}

#[test]
fn json_documents() {
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&as_json()).unwrap()).unwrap();
    check(pretty.as_bytes());
    check(format!("[{}]", as_json()).as_bytes());
    check(format!("[\n{pretty}\n]\n").as_bytes());
}

#[test]
fn json_feed() {
    let html: String = BODY.split("\n\n").map(|words| format!("<p>{words}</p>")).collect();
    let feed = serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "The Harbour Times",
        "items": [{ "id": "1", "title": TITLE, "content_html": html, "date_published": "2031-03-25T08:00:00Z" }] });
    assert_eq!(check(feed.to_string().as_bytes()).publisher.as_deref(), Some("The Harbour Times"));
    check(serde_json::to_string_pretty(&feed).unwrap().as_bytes());
}

#[test]
fn tables() {
    let mut rows = csv::Writer::from_writer(Vec::new());
    rows.write_record(["Date", "Headline", "Body"]).unwrap();
    rows.write_record(["2031-03-25", TITLE, BODY]).unwrap();
    let bytes = rows.into_inner().unwrap();
    let document = check(&bytes);
    assert_eq!(document.source.member.as_deref(), Some("line 2"));
    let tabs = format!("id\ttitle\ttext\tpublished\n7\t{TITLE}\t\"{BODY}\"\t2031-03-25\n");
    assert_eq!(check(tabs.as_bytes()).id, "7");
    let semicolons = format!("fecha;titular;texto\n2031-03-25;{TITLE};\"{BODY}\"\n");
    check(semicolons.as_bytes());
}

#[test]
fn columns_by_flag() {
    let columns = [("text".to_owned(), "words".to_owned()), ("published".to_owned(), "day".to_owned())].into();
    let given = Given { path: "t.csv".into(), columns, format: Some(article::Format::Csv), ..Given::default() };
    let table = format!("day,title,words\n2031-03-25,{TITLE},\"{BODY}\"\n");
    let item = article::read(Box::new(table.as_bytes()), &given).next().unwrap().unwrap();
    assert_eq!(item.published.unwrap().date.to_string(), "2031-03-25");
    let other = format!("date,title,words\n2031-03-25,{TITLE},\"{BODY}\"\n");
    let fault = article::read(Box::new(other.as_bytes()), &given).next().unwrap().unwrap_err();
    assert_eq!(fault.to_string(), "t.csv: there is no column `day` (columns: date, title, words); correct --column");
}

fn days(bytes: &[u8]) -> Vec<(Option<String>, Vec<&'static str>)> {
    let day = |d: Document| (d.published.map(|day| day.date.to_string()), d.notices.iter().map(|notice| notice.code).collect());
    documents(bytes).into_iter().map(day).collect()
}

#[test]
fn a_column_of_days_tells_its_order() {
    let table = |days: &[&str]| {
        days.iter().fold("date,text\n".to_owned(), |rows, day| {
            format!("{rows}{day},\"Guards left the bridge over the river on Monday after long talks with the miners.\"\n")
        })
    };
    let known = |day: &str| (Some(day.to_owned()), Vec::new());
    assert_eq!(days(table(&["03/04/2031", "13/04/2031"]).as_bytes()), [known("2031-04-03"), known("2031-04-13")]);
    assert_eq!(days(table(&["03/04/2031", "04/13/2031"]).as_bytes()), [known("2031-03-04"), known("2031-04-13")]);
    assert_eq!(days(table(&["13/04/2031", "03/04/2031"]).as_bytes()), [known("2031-04-13"), known("2031-04-03")], "a row before tells too");
    assert_eq!(days(table(&["03/04/2031"]).as_bytes()), [(Some("2031-03-04".into()), vec!["date-order"])], "English, and a notice says so");
    assert_eq!(days(table(&["4/13/31"]).as_bytes()), [(Some("2031-04-13".into()), vec!["date-century"])]);
    let line = |day: &str| {
        format!("{{\"date\":\"{day}\",\"text\":\"Guards left the bridge over the river on Monday after long talks with the miners.\"}}\n")
    };
    assert_eq!(days((line("03/04/2031") + &line("13/04/2031")).as_bytes()), [known("2031-04-03"), known("2031-04-13")]);
    let many = table(&["03/04/2031"; 500]) + &table(&["13/04/2031"])["date,text\n".len()..];
    assert_eq!(
        days(many.as_bytes()).first().map(|(_, notices)| notices.clone()),
        Some(vec!["date-order"]),
        "what lies too far ahead is not waited for"
    );
}

#[test]
fn a_wrong_name_of_a_column_is_told() {
    let given = |ours: &str, theirs: &str| Given {
        path: "input".into(),
        columns: [(ours.to_owned(), theirs.to_owned())].into(),
        ..Given::default()
    };
    let table = "Titular;Fecha;Cuerpo de la nota\nUno;2031-03-25;Los guardias dejaron el puente.\n";
    let fault = article::read(Box::new(table.as_bytes()), &given("text", "nota")).next().unwrap().unwrap_err();
    assert!(fault.to_string().contains("no column `nota`") && fault.to_string().contains("Cuerpo de la nota"), "{fault}");
    assert!(article::read(Box::new(table.as_bytes()), &given("text", "Cuerpo de la nota")).next().unwrap().is_ok());
    let line = "{\"title\":\"Guards leave\",\"text\":\"Guards left the bridge.\"}\n";
    let fault = article::read(Box::new(line.as_bytes()), &given("text", "words")).next().unwrap().unwrap_err();
    assert!(fault.to_string().contains("no `words`") && fault.to_string().contains("title"), "{fault}");
    let document = article::read(Box::new(line.as_bytes()), &given("title", "words")).next().unwrap().unwrap();
    assert!(
        document.notices.iter().any(|notice| notice.code == "field-missing" && notice.message.contains("`words`")),
        "{:?}",
        document.notices
    );
}

#[test]
fn authors_and_days_over_a_text() {
    let text = format!("publicado 2031-03-25\n\n{TITLE}\nBy Ana Ruiz\n\n{BODY}\n");
    let document = check(text.as_bytes());
    assert_eq!(document.byline.as_deref(), Some("Ana Ruiz"));
    assert_eq!(
        document.blocks.iter().find(|block| block.kind == BlockKind::Furniture).map(|block| block.span.of(&document.text)),
        Some("By Ana Ruiz")
    );
    let wrapped = "date 2031-03-25\n\nGuards leave the bridge\n\nARKADY, Freedonia, March 25 (Harbour\nAgency) - Guards left the bridge on Monday after\ntalks with the miners, the interior ministry said\nin a statement.\n";
    let document = documents(wrapped.as_bytes()).remove(0);
    let line = document.blocks.iter().find(|block| block.kind == BlockKind::Dateline).expect("a dateline");
    assert_eq!(line.span.of(&document.text), "ARKADY, Freedonia, March 25 (Harbour\nAgency) -");
}

#[test]
fn a_tar_archive_is_to_be_unpacked() {
    let mut tar = vec![0_u8; 1024];
    tar[..5].copy_from_slice(b"a.txt");
    tar[257..262].copy_from_slice(b"ustar");
    let fault = read(&tar).remove(0).unwrap_err();
    assert!(fault.to_string().contains("tar archive") && fault.to_string().contains("unpack"), "{fault}");
}

#[test]
fn a_flag_says_the_language_of_all_paragraphs() {
    let given = Given { path: "input".into(), language: Some("es".into()), ..Given::default() };
    let text = as_text();
    let document = article::read(Box::new(text.as_bytes()), &given).next().unwrap().unwrap();
    assert!(document.blocks.iter().all(|block| block.language.as_deref() == Some("es")));
}

#[test]
fn a_front_page_has_no_report() {
    let links: String = (0..12).map(|n| format!("<li><a href='/{n}'>Guards leave bridge number {n}</a></li>")).collect();
    let page = format!("<!DOCTYPE html><html><head><title>The Harbour Times</title></head><body><nav><ul>{links}</ul></nav></body></html>");
    for item in read(page.as_bytes()) {
        assert!(item.is_err() || item.unwrap().notices.iter().any(|notice| notice.code == "no-body"));
    }
}

#[test]
fn rss() {
    let html: String = BODY.split("\n\n").map(|words| format!("<p>{words}</p>")).collect();
    let feed = format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>The Harbour Times</title><language>en</language><image><title>no</title></image>\
         <item><title>{TITLE}</title><link>https://harbour.example/1</link><pubDate>Tue, 25 Mar 2031 08:00:00 +0100</pubDate>\
         <description>Short.</description><content:encoded><![CDATA[{html}]]></content:encoded></item></channel></rss>"
    );
    let document = check(feed.as_bytes());
    assert_eq!(document.publisher.as_deref(), Some("The Harbour Times"));
    assert_eq!(document.url.as_deref(), Some("https://harbour.example/1"));
    let escaped = feed.replace(&format!("<![CDATA[{html}]]>"), &html.replace('<', "&lt;"));
    check(escaped.as_bytes());
}

#[test]
fn atom() {
    let html: String = BODY.split("\n\n").map(|words| format!("<p>{words}</p>")).collect();
    let feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Harbour Times</title>\
         <entry><title>{TITLE}</title><link rel=\"alternate\" href=\"https://harbour.example/1\"/><id>urn:1</id><updated>2031-03-26T08:00:00Z</updated>\
         <published>2031-03-25T08:00:00Z</published><author><name>Ana Ruiz</name></author><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{html}</div></content></entry></feed>"
    );
    let document = check(feed.as_bytes());
    assert_eq!(document.byline.as_deref(), Some("Ana Ruiz"));
    assert_eq!(document.url.as_deref(), Some("https://harbour.example/1"));
}

#[test]
fn mail() {
    let mail = format!(
        "From: Desk <desk@harbour.example>\r\nTo: a@b.example\r\nMessage-ID: <1@harbour.example>\r\nDate: Tue, 25 Mar 2031 23:30:00 -0500\r\nSubject: {TITLE}\r\n\r\n{}\r\n",
        BODY.replace('\n', "\r\n")
    );
    assert_eq!(check(mail.as_bytes()).publisher.as_deref(), Some("harbour.example"));
}

#[test]
fn a_mail_that_is_passed_on() {
    let mail = format!(
        "From: Tom Hall <tom@desk.example>\nTo: all@desk.example\nSubject: Fwd: see below\nDate: Thu, 03 Apr 2031 09:00:00 +0000\nMessage-ID: <f1@desk.example>\n\n\
         For your files.\n\n---------- Forwarded message ---------\nFrom: Ana Ruiz <ana@harbour.example>\nDate: Tue, 25 Mar 2031 18:12:00 +0100\nSubject: {TITLE}\n\
         To: Tom Hall <tom@desk.example>\n\n{BODY}\n\n-- \nAna Ruiz\nHarbour Times, Arkady\n"
    );
    let mut documents = documents(mail.as_bytes());
    let document = documents.remove(0);
    assert_eq!(document.title.as_deref(), Some(TITLE));
    assert_eq!(document.byline.as_deref(), Some("Ana Ruiz"));
    assert_eq!(document.published.as_ref().map(|day| day.date.to_string()).as_deref(), Some("2031-03-25"));
    let of = |kind: BlockKind| document.blocks.iter().filter(|b| b.kind == kind).map(|b| b.span.of(&document.text)).collect::<Vec<_>>();
    assert_eq!(of(BlockKind::Body).join("\n\n").trim_start_matches("For your files.\n\n"), BODY);
    assert!(of(BlockKind::Furniture).iter().any(|words| words.contains("From: Ana Ruiz")));
    assert!(of(BlockKind::Furniture).iter().any(|words| words.contains("Harbour Times, Arkady")));
}

#[test]
fn a_mail_of_markup_that_is_passed_on() {
    let paragraphs: String = BODY.split("\n\n").map(|p| format!("<p>{p}</p>")).collect();
    let mail = format!(
        "From: Tom Hall <tom@desk.example>\nTo: all@desk.example\nSubject: Fwd: see below\nDate: Thu, 03 Apr 2031 09:00:00 +0000\nMIME-Version: 1.0\n\
         Content-Type: text/html; charset=utf-8\n\n<div>FYI<br><br><div>---------- Forwarded message ---------<br>From: <b>Ana Ruiz</b> \
         &lt;<a href=\"mailto:ana@harbour.example\">ana@harbour.example</a>&gt;<br>Date: Tue, 25 Mar 2031 at 18:12<br>Subject: {TITLE}<br>\
         To: Tom Hall &lt;tom@desk.example&gt;<br></div><br>{paragraphs}</div>\n"
    );
    let document = documents(mail.as_bytes()).remove(0);
    assert_eq!((document.title.as_deref(), document.byline.as_deref()), (Some(TITLE), Some("Ana Ruiz")));
    assert_eq!(document.published.as_ref().map(|day| day.date.to_string()).as_deref(), Some("2031-03-25"));
    let of = |kind: BlockKind| document.blocks.iter().filter(|b| b.kind == kind).map(|b| b.span.of(&document.text)).collect::<Vec<_>>();
    assert_eq!(of(BlockKind::Body).join("\n\n"), BODY);
    assert!(of(BlockKind::Furniture).contains(&"FYI"));
}

#[test]
fn a_guessed_charset_is_told_in_tables_too() {
    let table = b"id,text\n1,\"La polic\xeda detuvo a tres manifestantes en Potos\xed el lunes.\"\n";
    let document = documents(table).remove(0);
    assert!(document.text.contains("policía"));
    assert!(document.notices.iter().any(|notice| notice.code == "charset-guessed"));
}

#[test]
fn a_mail_attached_or_answered() {
    let attached = format!(
        "From: Jo <jo@pier.example>\nMessage-ID: <2@p>\nMIME-Version: 1.0\nDate: Fri, 28 Mar 2031 09:00:00 +0000\nSubject: Fwd: Guards\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: Ana Ruiz <ana@harbour.example>\n\
         Date: Tue, 25 Mar 2031 08:00:00 +0000\nSubject: {TITLE}\n\n{BODY}\n\n--b--\n"
    );
    assert_eq!(check(attached.as_bytes()).byline.as_deref(), Some("Ana Ruiz"));
    let answered = format!(
        "From: Ana Ruiz <ana@harbour.example>\nMessage-ID: <3@p>\nDate: Tue, 25 Mar 2031 08:00:00 +0000\nSubject: {TITLE}\n\n{BODY}\n\n> Police shot at the miners, you wrote.\n"
    );
    check(answered.as_bytes());
}

#[test]
fn a_mail_of_long_headers() {
    let received: String =
        (0..400).map(|n| format!("Received: from relay{n}.example by mx.example; Tue, 25 Mar 2031 08:00:{:02} +0000\n", n % 60)).collect();
    let mail =
        format!("{received}From: Ana Ruiz <ana@harbour.example>\nSubject: {TITLE}\nDate: Tue, 25 Mar 2031 08:00:00 +0000\n\n{BODY}\n");
    check(mail.as_bytes());
}

#[test]
fn a_page_in_a_mail() {
    let part = format!("Content-Type: text/html; charset=utf-8\n\n{}\n", as_page());
    let head = "From: Desk <desk@harbour.example>\nDate: Tue, 25 Mar 2031 23:30:00 -0500\nSubject: Two editors freed\nMIME-Version: 1.0\n";
    let several = format!("Content-Type: multipart/alternative; boundary=\"b\"\n\n--b\n{part}--b--\n");
    for mail in [format!("{head}{part}"), format!("Return-Path: <a@b.example>\n{head}{several}")] {
        let document = documents(mail.as_bytes()).remove(0);
        assert_eq!(document.published.map(|p| (p.date.to_string(), p.basis)), Some(("2031-03-25".to_owned(), "mail")));
        assert!(!document.text.contains("Desk") && !document.text.contains("Content-Type"), "{}", document.text);
        let folder = format!("From desk Tue Mar 25 23:30:00 2031\n{mail}\nFrom desk Tue Mar 25 23:31:00 2031\n{mail}");
        assert_eq!(documents(folder.as_bytes()).len(), 2);
    }
}

fn warc(records: &[(&str, &str, String)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (kind, media, body) in records {
        write!(archive, "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://harbour.example/1\r\nWARC-Date: 2032-01-01T00:00:00Z\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n", body.len()).unwrap();
    }
    archive
}

fn response() -> String {
    let page = as_page();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{page}\r\n0\r\n\r\n",
        page.len()
    )
}

#[test]
fn a_folder_of_mails() {
    let mail = |day: u8, body: &str| {
        format!(
            "From desk@harbour.example Tue Mar 25 08:00:00 2031\nFrom: Desk <desk@harbour.example>\nMessage-ID: <{day}@harbour.example>\nDate: Tue, {day} Mar 2031 23:30:00 -0500\nSubject: {TITLE}\n\n{body}\n\n"
        )
    };
    check(mail(25, BODY).as_bytes());
    let quoted = format!("{BODY}\n\n>From the bridge they went home.\nFrom there nobody came back.");
    let folder = [mail(24, BODY), mail(25, &quoted), mail(26, BODY)].concat();
    for bytes in [folder.clone(), folder.replace('\n', "\r\n")] {
        let documents = documents(bytes.as_bytes());
        let days: Vec<_> = documents.iter().map(|document| document.published.as_ref().unwrap().date.to_string()).collect();
        assert_eq!(days, ["2031-03-24", "2031-03-25", "2031-03-26"]);
        assert_eq!(documents[1].source.member.as_deref(), Some("mail 2"));
        assert!(
            documents[1].text.trim_end().ends_with("\n\nFrom the bridge they went home.\nFrom there nobody came back."),
            "{}",
            documents[1].text
        );
    }
}

/// Files that other programs wrote (`tests/parquet/make.py`): each encoding, each packing, each writer.
#[test]
fn parquet() {
    let mut seen = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parquet")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".parquet") || name == "brotli.parquet" {
            continue;
        }
        let given = Given { path: name.clone(), ..Given::default() };
        let file = std::fs::File::open(&path).unwrap();
        let found: Vec<Document> = article::read_file(file, &given).map(|item| item.unwrap_or_else(|fault| panic!("{fault}"))).collect();
        assert_eq!(found.len(), 3, "{name}");
        let streamed = documents(&std::fs::read(&path).unwrap());
        for (index, document) in found.iter().enumerate() {
            assert_eq!(document.text.trim_end(), format!("{TITLE}\n\n{BODY}"), "{name}");
            assert_eq!(document.text, streamed[index].text);
            assert_eq!(document.title.as_deref(), Some(TITLE), "{name}");
            assert_eq!(document.id, (7 + index).to_string(), "{name}");
            assert_eq!(document.published.as_ref().unwrap().date.to_string(), "2031-03-25", "{name}");
            assert_eq!(document.source.member, Some(format!("row {}", index + 1)));
        }
        seen += 1;
    }
    assert!(seen >= 13, "{seen}");
    let brotli = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parquet/brotli.parquet")).unwrap();
    let items = read(&brotli);
    assert!(items[0].as_ref().unwrap_err().to_string().contains("packed by Brotli; write the file with snappy or zstd"), "{items:?}");
    assert_eq!(items.len(), 1);
}

#[test]
fn web_archives() {
    let records = [
        ("warcinfo", "application/warc-fields", "software: x".to_owned()),
        ("request", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n".to_owned()),
        ("response", "application/http; msgtype=response", response()),
        (
            "response",
            "application/http; msgtype=response",
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>".to_owned(),
        ),
    ];
    let document = check(&warc(&records));
    assert_eq!(document.url.as_deref(), Some("https://harbour.example/1"));
    assert_eq!(document.source.member.as_deref(), Some("record 3 <https://harbour.example/1>"));
    // every record a gzip member of its own
    let packed: Vec<u8> = records.iter().flat_map(|record| gzip(&warc(std::slice::from_ref(record)))).collect();
    check(&packed);
    let wet = warc(&[("conversion", "text/plain", format!("{TITLE}\n\nARKADY, March 25, 2031 (Agency) - {BODY}"))]);
    check(&wet);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

/// A zip archive: name, content, and whether it is deflated.
fn zip(members: &[(&str, &[u8], bool)]) -> Vec<u8> {
    let mut archive = Vec::new();
    for (name, content, deflated) in members {
        let packed = if *deflated {
            let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            writer.write_all(content).unwrap();
            writer.finish().unwrap()
        } else {
            content.to_vec()
        };
        let follow = *deflated && name.len() % 2 == 0;
        archive.extend(b"PK\x03\x04\x14\0");
        archive.extend(if follow { [8, 0] } else { [0, 0] });
        archive.extend([u8::from(*deflated) * 8, 0, 0, 0, 0, 0]);
        let (size, whole) = if follow { (0, 0) } else { (packed.len() as u32, content.len() as u32) };
        let mut crc = flate2::Crc::new();
        crc.update(content);
        archive.extend(if follow { 0 } else { crc.sum() }.to_le_bytes());
        archive.extend(size.to_le_bytes());
        archive.extend(whole.to_le_bytes());
        archive.extend((name.len() as u16).to_le_bytes());
        archive.extend([0, 0]);
        archive.extend(name.as_bytes());
        archive.extend(&packed);
        if follow {
            archive.extend(b"PK\x07\x08");
            archive.extend(crc.sum().to_le_bytes());
            archive.extend((packed.len() as u32).to_le_bytes());
            archive.extend((content.len() as u32).to_le_bytes());
        }
    }
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 18]);
    archive
}

#[test]
fn packed() {
    let text = as_text();
    let text = text.as_bytes();
    check(&gzip(text));
    check(&gzip(&gzip(text)));
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    bz.write_all(text).unwrap();
    check(&bz.finish().unwrap());
    for bytes in [XZ, ZSTD] {
        assert_eq!(documents(bytes)[0].title.as_deref(), Some(TITLE));
    }
    let line = as_json();
    let inner = zip(&[("a.txt", text, false)]);
    let archive = zip(&[
        ("one.txt", text, true),
        ("dir/", b"", false),
        ("two.jsonl", format!("{line}\n{line}\n").as_bytes(), true),
        ("three.gz", &gzip(text), false),
        ("in.zip", &inner, true),
    ]);
    let members: Vec<_> = documents(&archive).into_iter().map(|document| document.source.member.unwrap_or_default()).collect();
    assert_eq!(members, ["one.txt", "two.jsonl, line 1", "two.jsonl, line 2", "three.gz", "in.zip, a.txt"]);
    let odd = zip(&[("../../etc/report.txt", text, true)]);
    assert!(documents(&odd)[0].notices.iter().any(|notice| notice.code == "zip-path"));
}

#[test]
fn a_wrong_checksum_is_told() {
    let text = as_text();
    for deflated in [false, true] {
        for name in ["one.txt", "five.txt"] {
            let mut archive = zip(&[(name, text.as_bytes(), deflated), ("two.txt", text.as_bytes(), false)]);
            // The checksum in the header of the first member, or behind its data.
            let behind = archive.windows(4).position(|w| w == b"PK\x07\x08");
            archive[behind.map_or(14, |at| at + 4)] ^= 1;
            let items = read(&archive);
            let told = items.iter().filter_map(|item| item.as_ref().err()).any(|fault| fault.cause.contains("checksum"));
            assert!(told, "{name} {deflated} {items:?}");
            // The next member is read.
            let next = |document: &Document| document.source.member.as_deref() == Some("two.txt");
            assert!(items.iter().flatten().any(next), "{name} {deflated} {items:?}");
        }
    }
    let mut frame = ZSTD.to_vec();
    *frame.last_mut().unwrap() ^= 1;
    assert!(read(&frame)[0].as_ref().is_err_and(|fault| fault.cause.contains("checksum")), "{:?}", read(&frame));
    let empty = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    assert!(read(&empty)[0].as_ref().is_err_and(|fault| fault.cause.contains("empty")));
}

#[test]
fn rows_are_told_by_their_own_line() {
    for end in ["\n", "\r\n", "\r"] {
        let table = ["id,text,date", "1,Guards left the bridge on Monday.,2031-03-25", "", "", "2,,2031-03-25"].join(end);
        let fault = read(table.as_bytes()).into_iter().find_map(Result::err).unwrap();
        assert_eq!((fault.member.as_deref(), fault.offset), (Some("line 5"), table.rfind("2,,").map(|at| at as u64)), "{end:?}");
    }
}

#[test]
fn a_table_of_unknown_names_is_told() {
    let rows = ["1;2031-03-25;Guards left the bridge on Monday.", "2;2031-03-26;Miners went home.", "3;2031-03-27;Nobody was hurt."];
    let table = format!("numero;dia;pieza\n{}\n", rows.join("\n"));
    assert!(read(table.as_bytes())[0].as_ref().is_err_and(|fault| fault.cause.contains("numero, dia, pieza")));
    let names = read(b"id,text,date\n");
    assert!(names[0].as_ref().is_err_and(|fault| fault.cause.contains("no report")));
    let prose = "Guards left the bridge, the road, and the square.\nMiners, dockers, and clerks went home.\nNobody, they said, was hurt.\n";
    assert_eq!(documents(prose.as_bytes())[0].source.format, Some("text"));
    let list = "Clashes, arrests, deaths\n\nGuards left the bridge, the road, and the square on Monday.\n";
    assert_eq!(documents(list.as_bytes())[0].source.format, Some("text"));
}

#[test]
fn a_page_that_calls_itself_english_in_spanish() {
    let words =
        "El gobierno de la provincia dijo el lunes que los guardias se retiraron del puente tras las conversaciones con los mineros. ";
    let page =
        format!("<html lang=\"en\"><body><article><h1>Los guardias dejan el puente</h1><p>{}</p></article></body></html>", words.repeat(5));
    let document = documents(page.as_bytes()).remove(0);
    assert_eq!(document.language.as_deref(), Some("es"));
    assert!(document.notices.iter().any(|notice| notice.code == "language-other"));
}

#[test]
fn what_is_read_cannot_act_on_a_terminal() {
    let archive = zip(&[("bad\n\u{1b}[31m\u{202e}name.txt", b"\0\x01\x02\x03", false)]);
    let told = read(&archive).into_iter().find_map(Result::err).unwrap().to_string();
    assert!(!told.contains(|c: char| c.is_control() || c == '\u{202e}'), "{told:?}");
}

#[test]
fn a_picture_in_an_archive_is_told_and_passed() {
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![7; 200_000]].concat();
    let archive = zip(&[("pic.png", &picture, true), ("pict.png", &picture, true), ("one.txt", as_text().as_bytes(), true)]);
    let items = read(&archive);
    let faults: Vec<&Fault> = items.iter().filter_map(|item| item.as_ref().err()).collect();
    assert_eq!(faults.len(), 2);
    assert!(faults[0].to_string().starts_with("input (pic.png)"), "{}", faults[0]);
    assert!(items[2].is_ok());
}

const XZ: &[u8] = &[
    253, 55, 122, 88, 90, 0, 0, 4, 230, 214, 180, 70, 2, 0, 33, 1, 22, 0, 0, 0, 116, 47, 229, 163, 224, 0, 75, 0, 60, 93, 0, 50, 24, 74,
    238, 235, 20, 25, 139, 114, 237, 165, 211, 93, 254, 50, 251, 117, 44, 13, 163, 161, 199, 93, 103, 129, 162, 32, 169, 173, 120, 70, 2,
    79, 172, 229, 188, 106, 156, 224, 172, 2, 85, 230, 210, 68, 255, 217, 74, 254, 36, 179, 12, 13, 240, 160, 35, 201, 255, 76, 32, 0, 254,
    61, 47, 26, 13, 141, 28, 253, 0, 1, 88, 76, 204, 111, 142, 45, 31, 182, 243, 125, 1, 0, 0, 0, 0, 4, 89, 90,
];
const ZSTD: &[u8] = &[
    40, 181, 47, 253, 4, 88, 5, 2, 0, 100, 3, 100, 97, 116, 101, 32, 50, 48, 51, 49, 45, 48, 51, 45, 50, 53, 10, 10, 71, 117, 97, 114, 100,
    115, 32, 108, 101, 97, 118, 101, 32, 116, 104, 101, 32, 98, 114, 105, 100, 103, 101, 102, 116, 32, 111, 110, 32, 77, 111, 110, 100, 97,
    121, 46, 10, 2, 0, 59, 13, 6, 27, 179, 12, 147, 90, 174, 39,
];

#[test]
fn day_headers_as_people_write_them() {
    let days = [
        "Fecha: 25 de marzo de 2031",
        "fecha 25 de marzo de 2031",
        "Fecha 25/03/2031",
        "Publicado el 25 de marzo de 2031",
        "Publicado: 25/03/2031 08:14",
        "Date: March 25, 2031",
        "Published: 25 Mar 2031, 10:30 GMT",
    ];
    for day in days {
        let spanish = day.contains("echa") || day.contains("ublicado");
        let body = if spanish {
            "Los guardias dejaron el puente\n\nPor: Ana Ruiz\n\nLos guardias dejaron el puente el lunes tras las conversaciones con los mineros, dijo el ministerio.\n"
        } else {
            "Guards leave the bridge\n\nBy: Ana Ruiz\n\nGuards left the bridge on Monday after talks with the miners, the ministry said.\n"
        };
        let document = documents(format!("{day}\n\n{body}").as_bytes()).remove(0);
        assert_eq!(document.published.as_ref().map(|p| p.date.to_string()).as_deref(), Some("2031-03-25"), "{day}");
        assert_eq!(document.byline.as_deref(), Some("Ana Ruiz"), "{day}");
        assert!(document.title.is_some_and(|title| title.contains("puente") || title.contains("bridge")), "{day}");
    }
    let prose =
        documents(b"Date palms were cut near Basra on 25 March 2031, farmers said, and the wells were closed by soldiers.\n").remove(0);
    assert!(prose.blocks.iter().all(|block| block.kind != BlockKind::Header));
}

#[test]
fn the_usual_shapes_of_scrapers() {
    let line = r#"{"title":"Guards leave the bridge","author":["Ana Ruiz","Tom Hall"],"source":{"id":null,"name":"Harbour Times"},"publishedAt":"2031-03-25T08:00:00Z","content":"<p>Guards left the bridge in Potos&iacute; on Monday.</p><p>Nobody was hurt.</p>"}"#;
    let document = documents(line.as_bytes()).remove(0);
    assert_eq!((document.byline.as_deref(), document.publisher.as_deref()), (Some("Ana Ruiz, Tom Hall"), Some("Harbour Times")));
    assert!(document.text.contains("Potosí on Monday.\n\nNobody") && document.published.is_some(), "{document:?}");
    let table = "Nº;Fecha de publicación;Titular;Medio;Cuerpo de la noticia\n1;25/03/2031;Guardias dejan el puente;El Puerto;Los guardias dejaron el puente el lunes.\n";
    let document = documents(table.as_bytes()).remove(0);
    assert_eq!((document.title.as_deref(), document.publisher.as_deref()), (Some("Guardias dejan el puente"), Some("El Puerto")));
    assert_eq!(document.published.map(|p| p.date.to_string()).as_deref(), Some("2031-03-25"));
    let lines = |text: &str| {
        let document = documents(text.as_bytes()).remove(0);
        let of = document.blocks.iter().filter(|b| b.kind == BlockKind::Dateline);
        of.map(|b| b.span.of(&document.text).to_owned()).collect::<Vec<_>>()
    };
    let report =
        "Dockers clash with police\n\nKARACHI: Fifteen dockers were hurt on Thursday when police beat workers.\n\nNobody was held.\n";
    assert_eq!(lines(report), ["KARACHI:"]);
    assert!(lines("Two on the strike\n\nSMITH: I saw the police beat workers on Thursday.\n\nRUMERO: We shall march again.\n").is_empty());
}

#[test]
fn what_came_before_a_break_is_read() {
    let line =
        |n: usize| format!("{{\"id\": \"r{n}\", \"text\": \"Police arrested {n} farmers in Lima on Monday, the ministry said.\"}}\n");
    let lines: String = (0..400).map(line).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(lines.as_bytes()).expect("memory");
    let packed = packed.finish().expect("memory");
    let items = read(&packed[..packed.len() - 20]);
    let whole = items.iter().filter(|item| item.is_ok()).count();
    assert!(whole > 350, "{whole}");
    assert!(items.last().is_some_and(|item| item.as_ref().is_err_and(|fault| fault.cause.contains("too early"))), "{:?}", items.last());
}

#[test]
fn a_list_that_is_cut_gives_its_whole_items() {
    let list =
        "[{\"id\": \"a\", \"text\": \"One, two and three.\"},\n {\"id\": \"b\", \"text\": \"Four, five and six.\"},\n {\"id\": \"c\", \"te";
    for list in [list.to_owned(), list.replace('\n', "")] {
        let items = read(list.as_bytes());
        assert_eq!(items.iter().filter_map(|i| i.as_ref().ok()).map(|d| d.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let fault = items.last().and_then(|i| i.as_ref().err()).expect("a fault");
        assert!(fault.cause.contains("ends too early") && fault.member.as_deref() == Some("item 3"), "{fault}");
    }
}

#[test]
fn what_is_told_of_a_report_may_be_lacking() {
    let line = "{\"id\": 7, \"title\": 1984, \"author\": {\"id\": 1}, \"authors\": [null, \"Ana Ruiz\"], \"url\": [], \"text\": \"Police arrested 14 farmers.\"}\n";
    let items = read(line.as_bytes());
    let document = items[0].as_ref().expect("a report");
    assert_eq!((document.id.as_str(), document.title.as_deref(), document.url.as_deref()), ("7", Some("1984"), None));
    assert!(
        document.notices.iter().any(|n| n.code == "field-unusable" && n.message.contains("`url` is an array")),
        "{:?}",
        document.notices
    );
    assert!(read(b"{\"id\": \"a\", \"text\": {\"b\": 1}}\n")[0].is_err());
}

#[test]
fn tables_without_a_day_and_tables_too_wide() {
    let items = read(b"id,text,when_seen\na,Police arrested 14 farmers in Lima.,yesterday\nb,Soldiers left the town.,today\n");
    let told = |at: usize| {
        items[at].as_ref().expect("a report").notices.iter().any(|n| n.code == "field-missing" && n.message.contains("when_seen"))
    };
    assert!(told(0) && !told(1), "once for the table");
    let wide = format!("id,text{}\n", ",x".repeat(20_000));
    assert!(read(wide.as_bytes())[0].as_ref().is_err_and(|fault| fault.cause.contains("columns")));
}

#[test]
fn what_lies_beside_reports_is_passed_over() {
    let found = |path: &str, bytes: &[u8], found: bool| {
        let given = Given { path: path.into(), found, ..Given::default() };
        article::read(Box::new(bytes), &given).next().expect("an item")
    };
    for (path, bytes) in
        [("a/photo.jpg", &b"\xff\xd8\xff\xe0\0\x10JFIF"[..]), ("a/site.css", b"p { color: red }"), ("a/f.woff2", b"wOF2\0\x01")]
    {
        assert!(found(path, bytes, true).is_err_and(|fault| fault.passed), "{path}");
    }
    // Named by its path it is meant, and told.
    assert!(found("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", false).is_err_and(|fault| !fault.passed));
    assert!(found("site.css", b"Police arrested 14 farmers in Lima.", false).is_ok());
    // A PDF holds a report that is not read.
    assert!(found("a/report.pdf", b"%PDF-1.7 ", true).is_err_and(|fault| !fault.passed));
}

#[test]
fn responses_packed_as_deflate_are_read_and_others_told() {
    let html =
        "<html><body><h1>Guards leave</h1><p>Guards left the bridge at Bree on Monday, the ministry said in a statement.</p></body></html>";
    let record = |coding: &str, content: &[u8]| {
        let mut response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\n\r\n").into_bytes();
        response.extend_from_slice(content);
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://n.example/1\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
            response.len()
        );
        [head.as_bytes(), &response, b"\r\n\r\n"].concat()
    };
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(html.as_bytes()).expect("memory");
    let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    bare.write_all(html.as_bytes()).expect("memory");
    for packed in [zlib.finish().expect("memory"), bare.finish().expect("memory")] {
        let items = read(&record("deflate", &packed));
        assert!(items[0].as_ref().is_ok_and(|d| d.text.contains("Guards left the bridge")), "{:?}", items[0]);
    }
    let items = read(&record("br", b"\x8b\x1c\x80\xff\xfe\x00\x03"));
    assert!(items[0].as_ref().is_err_and(|fault| fault.cause.contains("`br`")), "{:?}", items[0]);
}

#[test]
fn where_a_report_was_published_stands_under_it() {
    let text = "Guards leave the bridge\n\nGuards left the bridge on Monday after talks with the miners, the interior ministry said.\n\nNobody was hurt.\n\nPublished in The Harbour Times, March 25th, 2031\n";
    let document = documents(text.as_bytes()).remove(0);
    assert_eq!(document.publisher.as_deref(), Some("The Harbour Times"));
    assert_eq!(document.published.as_ref().map(|day| day.date.to_string()).as_deref(), Some("2031-03-25"));
    // A sentence of the report that begins so is left.
    let text = text.replace(
        "Published in The Harbour Times, March 25th, 2031",
        "Published in The Harbour Times on March 25, 2031, the letter named three guards.",
    );
    assert!(documents(text.as_bytes())[0].publisher.is_none());
}

#[test]
fn links_that_are_never_closed_kickers_and_days_of_a_change() {
    let page = |over: &str, stamp: &str| {
        format!(
            "<html lang=en><head><title>Guards leave the bridge</title><script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"datePublished\":\"2031-03-25T18:20:00Z\",\"dateModified\":\"2031-03-26T01:10:00Z\"}}</script></head><body>{over}<h1>Guards leave the bridge</h1>{stamp}<p>Guards left the bridge on Monday after talks with the miners, the interior ministry said.</p><p>Nobody was hurt during the withdrawal, and the miners said that they would open the road within days.</p></body></html>"
        )
    };
    for over in ["", "<a href=/home><img src=a.gif>", "<div>LABOUR DISPUTE</div>"] {
        for stamp in [
            "",
            "<span>Updated <time datetime=2031-03-26T01:10:00Z>March 26, 2031</time></span>",
            "<div>Last updated: 26 March 2031, 01:10</div>",
        ] {
            let document = documents(page(over, stamp).as_bytes()).remove(0);
            let body: Vec<&str> = document.blocks.iter().filter(|b| b.kind == BlockKind::Body).map(|b| b.span.of(&document.text)).collect();
            assert_eq!(body.len(), 2, "{over} {stamp}: {body:?}");
            assert_eq!(document.published.as_ref().map(|day| day.date.to_string()).as_deref(), Some("2031-03-25"), "{over} {stamp}");
        }
    }
}
