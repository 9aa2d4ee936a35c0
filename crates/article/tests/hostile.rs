//! Broken, lying and monstrous inputs: each gives a fault with file, member, offset and remedy, or a report with a notice, and the next input is read.

#![allow(clippy::disallowed_methods, reason = "these tests say that bad input takes bounded time")]

use article::{Given, Item};
use std::io::{BufReader, Read, Write};
use std::time::{Duration, Instant};

fn given() -> Given {
    Given { path: "input".into(), ..Given::default() }
}

fn read(bytes: &[u8]) -> Vec<Item> {
    article::read(Box::new(bytes), &given()).collect()
}

/// The one fault, as people see it.
fn fault(bytes: &[u8]) -> String {
    let items = read(bytes);
    assert_eq!(items.len(), 1);
    let fault = items.into_iter().next().unwrap().expect_err("a fault");
    assert!(!fault.remedy.is_empty() && fault.path == "input");
    fault.to_string()
}

/// The codes of the notices of the one report.
fn notices(bytes: &[u8]) -> Vec<&'static str> {
    let items = read(bytes);
    assert_eq!(items.len(), 1);
    items.into_iter().next().unwrap().unwrap_or_else(|fault| panic!("{fault}")).notices.iter().map(|notice| notice.code).collect()
}

#[test]
fn empty_files() {
    assert_eq!(fault(b""), "input: the input is empty; leave it out, or look why nothing was written to it");
    fault(b" \n\r\n\t");
    fault(b"\xef\xbb\xbf");
    fault(b"date 2031-03-25\n");
}

#[test]
fn binary_files() {
    assert!(fault(b"\x7fELF\x02\x01\x01\0\0\0\0\0").contains("a program"));
    let noise: Vec<u8> = (0..100_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(fault(&noise).contains("binary data"));
    fault(&[0; 1000]);
}

#[test]
fn invalid_utf8() {
    assert!(
        notices(
            "Los años pasan.\n\nLa niña volvió ayer a la ciudad con su hermano mayor, según la policía"
                .as_bytes()
                .iter()
                .copied()
                .chain([0xff])
                .collect::<Vec<_>>()
                .as_slice()
        )
        .contains(&"invalid-bytes")
    );
}

#[test]
fn nul_characters() {
    assert!(notices(b"Police freed two\0editors on Monday.\n").contains(&"nul-characters"));
}

#[test]
fn other_charsets() {
    let text = "El niño volvió a la ciudad. La policía detuvo a dos años después a la señora Ibáñez en Logroño, según el juez.";
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    assert!(notices(&windows).contains(&"charset-guessed"));
    let document = read(&windows).remove(0).unwrap();
    assert_eq!(document.text, text);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&wide).remove(0).unwrap().text, text, "UTF-16 without a mark");
    let marked: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(&marked).remove(0).unwrap().text, text);
    let chinese = "警方星期一逮捕了两名编辑。内政部长说，他们散布谣言。示威者聚集在广场上，要求释放他们。";
    let (gb, _, _) = encoding_rs::GB18030.encode(chinese);
    let document = read(&gb).remove(0).unwrap();
    assert_eq!(document.text, chinese);
    assert!(document.notices.iter().any(|notice| notice.code == "language-unsupported"));
}

#[test]
fn lying_charsets() {
    let words = "La señora Ibáñez volvió a Logroño, según dijo el juez a los periodistas en la puerta.";
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(words);
    for claimed in ["utf-8", "utf-16", "shift_jis", "no-such-charset"] {
        let mut page = format!("<html><head><meta charset={claimed}></head><body><p>").into_bytes();
        page.extend(latin.iter());
        page.extend(b"</p></body></html>");
        let document = read(&page).remove(0).unwrap();
        assert!(document.text.contains("puerta"), "{claimed}: {}", document.text);
        assert!(claimed == "shift_jis" || document.text.contains("señora Ibáñez"), "{claimed}: {}", document.text);
    }
    let page = "<html><head><meta charset=iso-8859-1></head><body><p>La señora Ibáñez volvió a Logroño, según dijo el juez a los periodistas.</p></body></html>";
    assert!(read(page.as_bytes()).remove(0).unwrap().text.contains("señora Ibáñez"));
}

#[test]
fn one_line_of_30_megabytes() {
    let line = "word ".repeat(6_000_000);
    let start = Instant::now();
    assert!(fault(line.as_bytes()).contains("MB"));
    let mut lines = format!("{{\"text\":\"{line}\"}}\n").into_bytes();
    lines.extend(b"{\"text\":\"Police freed two editors on Monday.\"}\n");
    let items = read(&lines);
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].as_ref().unwrap_err().member.as_deref(), Some("line 1"));
    assert!(items[1].is_ok());
    assert!(start.elapsed() < Duration::from_secs(240));
}

#[test]
fn a_hundred_megabytes_on_one_line() {
    let line = |open: &'static [u8], unit: &'static [u8]| {
        let more = unit.iter().copied().cycle().take(100 << 20).collect::<Vec<u8>>();
        open.chain(std::io::Cursor::new(more)).chain(&b"\"}\n{\"text\":\"Police freed two editors on Monday.\"}\n"[..])
    };
    let all = |bytes: Box<dyn std::io::BufRead>| -> Vec<Item> { article::read(bytes, &given()).collect() };
    let items = all(Box::new(BufReader::new(line(b"{\"text\":\"", b"word "))));
    assert_eq!(items.len(), 2, "the long line is passed over, the next is read");
    assert!(items[0].as_ref().unwrap_err().to_string().starts_with("input (line 1) at byte 0: a line of more than 16 MB"));
    assert!(items[1].is_ok());
    for open in [
        &b"Police left. "[..],
        b"<html><body><p>",
        b"Subject: x\r\nMIME-Version: 1.0\r\n\r\n",
        b"From a Mon\nSubject: x\nMIME-Version: 1.0\n\n",
        b"<rss><channel><item><title>",
        b"title,text\nx,\"",
    ] {
        let items = all(Box::new(BufReader::new(line(open, b"word "))));
        let faults: Vec<String> = items.iter().filter_map(|item| item.as_ref().err()).map(ToString::to_string).collect();
        assert!(faults.iter().any(|fault| fault.contains(" MB")), "{}: {faults:?}", String::from_utf8_lossy(open));
    }
}

#[test]
fn a_word_of_half_a_million_letters() {
    let text = format!("Police freed two editors. {} They left.", "a".repeat(500_000));
    assert!(read(text.as_bytes()).remove(0).is_ok());
}

#[test]
fn divs_300_000_deep() {
    let start = Instant::now();
    let page = format!(
        "<html><body>{}<p>Police freed two editors on Monday, the interior ministry said in a statement.</p>",
        "<div>".repeat(300_000)
    );
    let items = read(page.as_bytes());
    let document = items.into_iter().next().unwrap().unwrap();
    assert!(document.text.contains("Police freed two editors"), "{}", document.text);
    assert!(document.notices.iter().any(|notice| notice.code == "page-tamed"));
    for tag in ["<b>", "<a href=x>", "<table><tr><td>", "<font>", "<ul><li>", "<p><object>", "<blockquote>"] {
        let page = format!("<html><body>{}<p>Police freed two editors on Monday, the ministry said.</p>", tag.repeat(100_000));
        let _ = read(page.as_bytes());
    }
    assert!(start.elapsed() < Duration::from_secs(240), "{:?}", start.elapsed());
}

#[test]
fn a_million_elements_and_half_a_million_entities() {
    let start = Instant::now();
    let page = format!("<html><body><p>Police freed two editors on Monday.</p>{}</body></html>", "<div>x</div>".repeat(1_000_000));
    let _ = read(page.as_bytes());
    let page = format!("<html><body><p>Police freed two editors on Monday. {}</p></body></html>", "&eacute;&#8217; ".repeat(25_000));
    let _ = read(page.as_bytes());
    let page = format!(
        "<html><body {}><p>Police freed two editors on Monday.</p></body></html>",
        (0..300_000).map(|n| format!("a{n} ")).collect::<String>()
    );
    let _ = read(page.as_bytes());
    assert!(start.elapsed() < Duration::from_secs(240), "{:?}", start.elapsed());
}

#[test]
fn jsonl_lines_that_are_not() {
    let lines = "{\"text\":\"Police freed two editors.\"}\nnot json\n{\"text\": 7}\n[1]\n{\"title\":\"x\"}\n{\"text\":\"\"}\n{\"text\":\"Police left.\",\"published\":\"0000-01-01\"}\n{\"text\":\"cut";
    let items = read(lines.as_bytes());
    let told: Vec<String> =
        items.iter().map(|item| item.as_ref().map_or_else(ToString::to_string, |document| document.text.clone())).collect();
    assert_eq!(items.len(), 8, "{told:#?}");
    assert!(told[1].starts_with("input (line 2) at byte 38: the line is not JSON"), "{}", told[1]);
    assert_eq!(told[2], "input (line 3) at byte 46: `text` is a number, not a string; give `text` as a string");
    assert!(told[3].contains("an array, not an object"));
    assert!(told[4].contains("no `text`"));
    assert!(told[5].contains("no text"));
    assert!(items[6].as_ref().unwrap().notices.iter().any(|notice| notice.code == "date-impossible"));
    assert!(told[7].contains("line 8"));
}

#[test]
fn a_broken_first_line() {
    let items = read(b"{\"text\":\"cut\n{\"text\":\"Police left.\"}\n");
    assert_eq!(items.len(), 2);
    assert!(items[0].is_err() && items[1].is_ok());
}

#[test]
fn a_date_in_the_year_0() {
    assert!(notices(b"date 0000-01-01\n\nPolice freed two editors.\n").contains(&"date-impossible"));
    assert!(notices(b"Police freed two editors.\n").contains(&"date-unknown"));
    // Found by the fuzz targets: a dateline, a field in words, a page.
    for text in [
        "Police freed two editors.\n\nPublished: 0000-01-01",
        "{\"text\":\"Police left.\",\"published\":\"1 January 0000\"}",
        "<html><body><p class=date>Published: January 1, 0000</p><p>Police freed two editors on Monday, the ministry said.</p></body></html>",
    ] {
        let document = read(text.as_bytes()).remove(0).unwrap();
        assert_eq!(document.published, None, "{text}");
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn truncated_gzip() {
    let lines: String = (0..20_000).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"Police freed {n} editors on Monday.\"}}\n")).collect();
    let packed = gzip(lines.as_bytes());
    let items = read(&packed[..packed.len() / 2]);
    assert!(items.len() > 1000, "the lines before the break are read");
    let fault = items.last().unwrap().as_ref().unwrap_err();
    assert_eq!(fault.cause, "gzip data end too early");
    assert!(fault.offset.is_some());
    assert!(fault.to_string().contains("line "));
    assert!(items[..items.len() - 1].iter().all(Result::is_ok));
    assert!(self::fault(&packed[..5]).contains("gzip"));
}

#[test]
fn a_gzip_bomb() {
    // the running cap stops it after a tenth
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::repeat(b'{').take(300 << 20), &mut writer).unwrap();
    let packed = writer.finish().unwrap();
    let start = Instant::now();
    let items: Vec<Item> =
        article::read(Box::new(BufReader::new(packed.as_slice())), &Given { format: Some(article::Format::Jsonl), ..given() }).collect();
    assert!(
        items.iter().any(|item| item.as_ref().is_err_and(|fault| fault.cause.contains("unpack to more than"))),
        "{:?}",
        items.iter().map(|item| item.as_ref().err()).collect::<Vec<_>>()
    );
    assert!(start.elapsed() < Duration::from_secs(240));
}

/// A small file that unpacks to pages, a zip member, a Parquet page without end: each stops at its cap.
#[test]
fn other_bombs() {
    let zeros = |count: u64| {
        let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::copy(&mut std::io::repeat(b'{').take(count), &mut writer).unwrap();
        writer.finish().unwrap()
    };
    let packed = zeros(300 << 20);
    let mut archive = zip_member("bomb.jsonl", 8, &packed);
    archive.extend(zip_member("good.txt", 0, b"Police freed two editors on Monday."));
    let items: Vec<Item> =
        article::read(Box::new(archive.as_slice()), &Given { format: Some(article::Format::Jsonl), ..given() }).collect();
    let faults: Vec<String> = items.iter().filter_map(|item| item.as_ref().err()).map(ToString::to_string).collect();
    assert!(
        faults.iter().any(|fault| fault.starts_with("input (bomb.jsonl, line 1)") && fault.contains("zip data unpack to more than")),
        "{faults:?}"
    );
    // A page of an archive's response that unpacks without end is cut at the size of a report.
    let page = gzip(&vec![b' '; 64 << 20]);
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
    let mut archive =
        format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n", head.len() + page.len())
            .into_bytes();
    archive.extend(head);
    archive.extend(page);
    archive.extend(b"\r\n\r\n");
    let items = read(&archive);
    assert_eq!(items.len(), 1);
    assert!(items[0].is_err(), "{items:?}");
}

#[test]
fn nested_packings() {
    let mut bytes = b"Police left.".to_vec();
    for _ in 0..9 {
        bytes = gzip(&bytes);
    }
    assert!(fault(&bytes).contains("times over"));
}

/// A zip archive's member: method 0 is stored, 8 deflated.
fn zip_member(name: &str, method: u8, packed: &[u8]) -> Vec<u8> {
    let mut member = b"PK\x03\x04\x14\0\0\0".to_vec();
    member.extend([method, 0, 0, 0, 0, 0]);
    let mut crc = flate2::Crc::new();
    if method == 0 {
        crc.update(packed);
    }
    member.extend(crc.sum().to_le_bytes());
    member.extend((packed.len() as u32).to_le_bytes());
    member.extend(crc.amount().to_le_bytes());
    member.extend((name.len() as u16).to_le_bytes());
    member.extend([0, 0]);
    member.extend(name.as_bytes());
    member.extend(packed);
    member
}

#[test]
fn nested_archives() {
    let mut bytes = zip_member("report.txt", 0, b"Police left the bridge.");
    for depth in 0..9 {
        bytes = zip_member(&format!("{depth}.zip"), 0, &bytes);
    }
    bytes.extend(zip_member("good.txt", 0, b"Police freed two editors on Monday."));
    let items = read(&bytes);
    let faults: Vec<String> = items.iter().filter_map(|item| item.as_ref().err()).map(ToString::to_string).collect();
    assert!(faults.iter().any(|fault| fault.contains("nested too deeply") && fault.contains("8.zip, 7.zip")), "{faults:?}");
    assert!(items.iter().any(|item| item.as_ref().is_ok_and(|document| document.text.contains("two editors"))), "the next member is read");
}

#[test]
fn zip_paths_that_lead_out() {
    for path in ["../../etc/passwd.txt", "/etc/report.txt", "C:\\report.txt", "a/../../b.txt", "\\\\host\\share.txt"] {
        let items = read(&zip_member(path, 0, b"Police freed two editors on Monday."));
        let document = items.into_iter().next().unwrap().unwrap();
        assert!(document.notices.iter().any(|notice| notice.code == "zip-path" && notice.message.contains(path)), "{path}");
        assert_eq!(document.source.member.as_deref(), Some(path));
    }
}

fn table(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/parquet/{name}.parquet", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn broken_parquet() {
    assert!(fault(b"PAR1").contains("the file ends too early"));
    assert!(fault(b"PAR1\xff\xff\xff\x7fPAR1").contains("the footer is too long"));
    let whole = table("snappy");
    assert!(fault(&whole[..whole.len() / 2]).contains("the file ends too early"));
    let mut encrypted = whole.clone();
    let end = encrypted.len();
    encrypted[end - 4..].copy_from_slice(b"PARE");
    assert!(fault(&encrypted).contains("encrypted"));
    // Every 23rd byte changed in turn: a report, a notice or a fault, never more rows than there are.
    for name in ["snappy", "zstd", "plain-v2", "delta_byte_array", "delta_length_byte_array", "duckdb", "time-int96"] {
        let whole = table(name);
        for at in (4..whole.len()).step_by(23) {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = whole.clone();
                changed[at] ^= flip;
                let items = read(&changed);
                assert!(items.len() <= 4_000_000, "{name} {at}: {}", items.len());
            }
        }
    }
}

/// A footer that claims a thousand million rows of nothing, and pages that say they are huge.
#[test]
fn lying_parquet() {
    let whole = table("none");
    let footer = whole.len() - 8 - u32::from_le_bytes(whole[whole.len() - 8..whole.len() - 4].try_into().unwrap()) as usize;
    // The rows of the file (field 3 of the footer, 3 as a zigzag) become many.
    for (at, _) in whole[footer..].iter().enumerate().filter(|(_, byte)| **byte == 0x06) {
        let at = footer + at;
        let mut lying = whole[..at].to_vec();
        lying.extend([0xfe, 0xff, 0xff, 0xff, 0x0f]);
        lying.extend(&whole[at + 1..whole.len() - 8]);
        let size = (lying.len() - footer) as u32;
        lying.extend(size.to_le_bytes());
        lying.extend(b"PAR1");
        let items = read(&lying);
        assert!(items.len() <= 5, "{at}: {}", items.len());
    }
}

#[test]
fn archives_that_lie() {
    let record = |length: usize, body: &str| {
        format!("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n")
    };
    let body = "Police freed two editors on Monday.";
    let archive = format!("{}{}{}", record(10, body), record(body.len(), body), record(body.len() + 1000, body));
    let items = read(archive.as_bytes());
    assert_eq!(items.iter().filter(|item| item.as_ref().is_ok_and(|document| document.text == body)).count(), 1);
    let faults: Vec<String> = items.iter().filter_map(|item| item.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("lied about its length") && faults[1].contains("ends 9"), "{faults:?}");
    assert!(read(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n")[0].is_err());
    assert!(fault(b"PK\x03\x04").contains("ends too early"));
}

#[test]
fn tables_that_break() {
    let table = "title,text\none,Police left.\nonly one cell\ntwo,\"Guards left.\"\n";
    let items = read(table.as_bytes());
    assert_eq!(items.len(), 3);
    assert!(items[1].as_ref().unwrap_err().to_string().contains("(line 3)"));
    let open = format!("title,text\none,\"{}", "x, ".repeat(8 << 20));
    let items = read(open.as_bytes());
    assert!(items.last().unwrap().as_ref().unwrap_err().cause.contains("a row of more than"), "{items:?}");
}

#[test]
fn quotes_that_are_not_closed() {
    let faults =
        |table: &str| -> Vec<String> { read(table.as_bytes()).into_iter().filter_map(Result::err).map(|f| f.to_string()).collect() };
    let open = faults("id,text\n1,\"Police arrested ten.\n2,Troops left the town.\n");
    assert!(open.len() == 1 && open[0].contains("(line 2) at byte 10: a quote that opens in this row"), "{open:?}");
    let crossed = faults("id,text\n1,\"Police arrested ten.\n2,\"Troops left the town.\"\n3,Guards came.\n");
    assert!(crossed.len() == 1 && crossed[0].contains("(line 2)"), "{crossed:?}");
    let windows = faults("id,text\r\n1,Guards came.\r\n2,\"Police arrested ten.\r\n3,Troops left the town.\r\n");
    assert!(windows.len() == 1 && windows[0].contains("(line 3) at byte 27"), "{windows:?}");
    // Quoted paragraphs, doubled quotes, and quotes inside bare cells are as they should be.
    assert_eq!(
        faults("id,text\r\n1,\"He said \"\"no\"\".\r\n\r\nThen, \"\"he\"\" left.\"\r\n2,a 5\" gun and \"more\"\r\n"),
        Vec::<String>::new()
    );
    // A long table with one such row loses what is behind it with a word, and keeps what is before.
    let long = format!("id,text\n{}x,\"open\n{}", "1,Police left.\n".repeat(5_000), "2,Guards left.\n".repeat(5_000));
    let items = read(long.as_bytes());
    assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 5_000);
    assert!(items.last().is_some_and(Result::is_err));
    assert!(fault(b"id,text,text\n1,Police left.,Guards left.\n").contains("two columns have the name `text`"));
}

#[test]
fn half_a_pair_of_surrogates() {
    let items = read(b"{\"text\":\"Police left \\ud83d the \\\\ud83d town \\ud83d\\ude00 \\udc00\"}\n");
    assert_eq!(items[0].as_ref().unwrap().text, "Police left \u{fffd} the \\ud83d town \u{1f600} \u{fffd}");
}

#[test]
fn a_record_that_claims_the_rest_of_the_world() {
    let body = "Police freed two editors on Monday.";
    let record = |kind: &str, length: &str| {
        format!("WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n")
    };
    for kind in ["conversion", "request"] {
        let archive = format!("{}{}", record(kind, "9223372036854775807"), record("conversion", "35"));
        let items = read(archive.as_bytes());
        assert!(items[0].as_ref().unwrap_err().cause.contains("the next one begins after"), "{items:?}");
        assert_eq!(items[1].as_ref().unwrap().text, body);
    }
    assert!(read(record("request", "5000").as_bytes())[0].as_ref().unwrap_err().cause.contains("the archive ends"));
}

#[test]
fn a_zip_without_its_end() {
    let whole = [zip_member("a.txt", 0, b"Police freed two editors on Monday."), b"PK\x05\x06".to_vec(), vec![0; 18]].concat();
    assert!(read(&whole).iter().all(Result::is_ok));
    for cut in [10, 22] {
        let items = read(&whole[..whole.len() - cut]);
        assert!(items[0].is_ok() && items[1].as_ref().unwrap_err().cause.contains("ends too early"), "{items:?}");
    }
}

#[test]
fn mail_in_mail_in_mail() {
    let head = "From: a@b.example\r\nSubject: Two freed\r\nMIME-Version: 1.0\r\n";
    let inner: Vec<String> = (0..20_000).map(|n| format!("Content-Type: multipart/mixed; boundary=\"b{n}\"\r\n\r\n--b{n}\r\n")).collect();
    let mail = format!("{head}{}Content-Type: text/plain\r\n\r\nPolice freed two editors on Monday.\r\n", inner.concat());
    assert!(fault(mail.as_bytes()).contains("the mail has no text"));
}

#[test]
fn feeds_that_break() {
    let feed = "<rss><channel><item><title>One</title><description>Police left the bridge.</description></item><item><title>Two</title><description>cut";
    let items = read(feed.as_bytes());
    assert!(items[0].is_ok());
    assert!(items[1].as_ref().unwrap_err().to_string().contains("entry 2"));
    let _ = read(format!("<rss>{}", "<a>".repeat(300_000)).as_bytes());
    let _ = read(b"<rss><channel><item></wrong></item></channel></rss>");
}

#[test]
fn every_cut_of_every_format_is_survived() {
    let samples: [&[u8]; 6] = [
        "date 2031-03-25\r\n\r\nLIMA, Jan. 30 (EFE) — La policía…\n\n— A (@a) January 30, 2031\n\n© é".as_bytes(),
        "<html><head><meta name=date content='2031-03-25'><script type='application/ld+json'>{\"@type\":\"NewsArticle\"}</script></head><body><p>Añó &amp; <b>x</b></p><!-- --></body></html>".as_bytes(),
        "{\"text\":\"Police — left é.\",\"published\":\"2031\"}\n".as_bytes(),
        "id,text\n1,\"é, x\"\n".as_bytes(),
        "<rss><channel><item><title>é &amp; x</title><link href=\"a\"/></item></channel></rss>".as_bytes(),
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 60\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>é\r\n0\r\n".as_bytes(),
    ];
    for sample in samples {
        for end in 0..sample.len() {
            let _ = read(&sample[..end]);
            let _ = read(&sample[end..]);
            let mut changed = sample.to_vec();
            changed[end] ^= 0x3c;
            let _ = read(&changed);
        }
    }
}
