//! Which reports does this web archive hold?
//!
//! WARC and WET: a report for each page or text that was fetched. Records with lying lengths are told, and reading goes on at the next record.

use crate::fault::Fault;
use crate::limits::MAX_REPORT_BYTES;
use crate::page::{self, Address};
use crate::report::{self, Told};
use crate::source::{Inside, Items};
use crate::unpack::Packing;
use crate::{Item, decode};
use std::io::{self, BufRead, Cursor, Read};

/// The longest header of a record or a response.
const MAX_HEADER_BYTES: usize = 64 << 10;

/// The reports of an archive.
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, inside: &Inside) -> Items<'a> {
    Box::new(Records { bytes, inside: inside.clone(), offset: 0, count: 0, version: None, done: false })
}

struct Records<'a> {
    bytes: Box<dyn BufRead + 'a>,
    inside: Inside,
    offset: u64,
    count: u64,
    /// A version line that was read already.
    version: Option<u64>,
    done: bool,
}

/// The named fields of a header.
#[derive(Debug, Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn add(&mut self, line: &str) {
        if let Some((name, value)) = line.split_once(':') {
            self.0.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.done {
            match self.record() {
                Ok(Some(item)) => return Some(item),
                Ok(None) => {}
                Err(error) => {
                    self.done = true;
                    return Some(Err(Fault::from_io(&self.here(None), &error, self.offset)));
                }
            }
        }
        None
    }
}

impl Records<'_> {
    fn here(&self, url: Option<&str>) -> Inside {
        let url = url.map(|url| format!(" <{url}>")).unwrap_or_default();
        self.inside.member(&format!("record {}{url}", self.count))
    }

    /// One line without its end; none at the end of the archive.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let count = self.bytes.by_ref().take(MAX_HEADER_BYTES as u64).read_until(b'\n', &mut line)?;
        self.offset += count as u64;
        Ok((count > 0).then(|| String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// Reads one record: its report, or none if it holds none.
    fn record(&mut self) -> io::Result<Option<Item>> {
        let Some((start, garbage)) = self.find_version()? else { return Ok(None) };
        self.count += 1;
        if garbage > 0 {
            self.version = Some(start);
            let fault = Fault::new(
                &self.here(None),
                format!("{garbage} bytes stand before the record: the record before lied about its length"),
                "write the archive again",
            );
            self.count -= 1;
            return Ok(Some(Err(fault.at(start))));
        }
        let mut fields = Fields::default();
        let mut size = 0;
        while let Some(line) = self.line()? {
            size += line.len();
            if line.is_empty() || size > MAX_HEADER_BYTES {
                break;
            }
            fields.add(&line);
        }
        let url = fields.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        let here = self.here(url.as_deref());
        let Some(length) = fields.get("content-length").and_then(|length| length.parse::<u64>().ok()) else {
            return Ok(Some(Err(Fault::new(&here, "the record does not say how long it is", "write the archive again").at(start))));
        };
        let wanted = matches!(fields.get("warc-type"), Some("response" | "conversion" | "resource"));
        if !wanted || length > MAX_REPORT_BYTES as u64 {
            let skipped = self.skip(length)?;
            let (cause, remedy) = match skipped < length {
                true if self.version.is_some() => {
                    (format!("the record says it has {length} bytes, and the next one begins after {skipped}"), "write the archive again")
                }
                true => (ends_early(length - skipped), "fetch or write the archive again"),
                false => (format!("a record of {} MB", length >> 20), "take the report out of the archive"),
            };
            return Ok((wanted || skipped < length).then(|| Err(Fault::new(&here, cause, remedy).at(start))));
        }
        let mut body = Vec::new();
        self.bytes.by_ref().take(length).read_to_end(&mut body)?;
        self.offset += body.len() as u64;
        if (body.len() as u64) < length {
            self.done = true;
            let cause = ends_early(length - body.len() as u64);
            return Ok(Some(Err(Fault::new(&here, cause, "fetch or write the archive again").at(start))));
        }
        Ok(report(&fields, url, &body, &here).map(|item| item.map_err(|fault| fault.at(start))))
    }

    /// Skips the body of a record, and says how much there was. One that claims to be long may lie: it is skipped line by line, up to the next version.
    fn skip(&mut self, length: u64) -> io::Result<u64> {
        let start = self.offset;
        if length <= MAX_REPORT_BYTES as u64 {
            self.offset += io::copy(&mut self.bytes.by_ref().take(length), &mut io::sink())?;
            return Ok(self.offset - start);
        }
        let mut line = Vec::new();
        let mut before = Vec::new();
        while self.offset - start < length {
            std::mem::swap(&mut line, &mut before);
            line.clear();
            let most = (length - (self.offset - start)).min(MAX_HEADER_BYTES as u64);
            let count = self.bytes.by_ref().take(most).read_until(b'\n', &mut line)?;
            if count == 0 {
                break;
            }
            let is_version = line.starts_with(b"WARC/1.") && line.len() <= 10 && before.trim_ascii().is_empty();
            if is_version {
                self.version = Some(self.offset);
            }
            self.offset += count as u64;
            if is_version {
                return Ok(self.offset - count as u64 - start);
            }
        }
        Ok(self.offset - start)
    }

    /// The next version line: where it begins, and how many bytes were skipped to find it.
    fn find_version(&mut self) -> io::Result<Option<(u64, u64)>> {
        if let Some(start) = self.version.take() {
            return Ok(Some((start, 0)));
        }
        let mut garbage = 0;
        loop {
            let start = self.offset;
            let Some(line) = self.line()? else {
                self.done = true;
                return Ok(None);
            };
            if let Some(at) = line.find("WARC/1.").filter(|at| line.len() - at <= 9) {
                return Ok(Some((start + at as u64, garbage + at as u64)));
            }
            if !line.is_empty() {
                garbage += self.offset - start;
            }
        }
    }
}

fn ends_early(lacking: u64) -> String {
    format!("the archive ends {lacking} bytes before the record does")
}

/// The report of a record, if it holds a page or a text.
fn report(fields: &Fields, url: Option<String>, body: &[u8], here: &Inside) -> Option<Item> {
    let media = fields.get("content-type").unwrap_or("").to_lowercase();
    if !media.starts_with("application/http") {
        return by_media(&media, body, url, here);
    }
    let (head, content) = split_header(body);
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?;
    if status != "200" {
        return None;
    }
    let mut fields = Fields::default();
    lines.for_each(|line| fields.add(line));
    let media = fields.get("content-type").unwrap_or("text/html").to_lowercase();
    if !is_read(&media) {
        return None;
    }
    let whole = if fields.get("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        unchunked(content)
    } else {
        None
    };
    let content = whole.as_deref().unwrap_or(content);
    let coding = fields.get("content-encoding").map(str::to_lowercase).unwrap_or_default();
    let inflated = (coding == "deflate").then(|| inflate(content)).flatten();
    let content = inflated.as_deref().unwrap_or(content);
    match Packing::sniff(content) {
        None if matches!(coding.as_str(), "br" | "compress") && std::str::from_utf8(content).is_err() => {
            let cause = format!("the response is packed as `{coding}`, which is not read");
            Some(Err(Fault::new(here, cause, "fetch the page again without that, or write the archive with its content unpacked")))
        }
        None => by_media(&media, content, url, here),
        Some(packing) => {
            let mut unpacked = Vec::new();
            let read = packing.open(Box::new(Cursor::new(content))).take(MAX_REPORT_BYTES as u64).read_to_end(&mut unpacked);
            match read {
                Ok(_) => by_media(&media, &unpacked, url, here),
                Err(error) => Some(Err(Fault::from_io(here, &error, 0))),
            }
        }
    }
}

/// The bytes of a response packed as `deflate`: with the header of zlib, or bare as some servers send it.
fn inflate(content: &[u8]) -> Option<Vec<u8>> {
    let read = |mut packed: Box<dyn Read + '_>| {
        let mut bytes = Vec::new();
        packed.by_ref().take(MAX_REPORT_BYTES as u64).read_to_end(&mut bytes).ok().filter(|_| !bytes.is_empty())?;
        Some(bytes)
    };
    read(Box::new(flate2::read::ZlibDecoder::new(content))).or_else(|| read(Box::new(flate2::read::DeflateDecoder::new(content))))
}

fn is_read(media: &str) -> bool {
    ["text/html", "application/xhtml", "text/plain"].iter().any(|known| media.starts_with(known))
}

fn by_media(media: &str, body: &[u8], url: Option<String>, here: &Inside) -> Option<Item> {
    if !is_read(media) {
        return None;
    }
    let charset = media.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ', ';']).to_owned());
    if !media.starts_with("text/plain") {
        return Some(page::file(body, Some(&Address { url, charset }), here));
    }
    let Some(decoded) = decode::decode(body, charset.as_deref().and_then(decode::charset)) else {
        return Some(Err(Fault::new(here, "the record is binary data, not text", "leave it out")));
    };
    Some(report::document(Told { url, text: decoded.text, notices: decoded.notices, ..Told::default() }, here))
}

/// The header of a response and what comes after the blank line.
fn split_header(body: &[u8]) -> (String, &[u8]) {
    let crlf = body.windows(4).take(MAX_HEADER_BYTES).position(|four| four == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = body.windows(2).take(MAX_HEADER_BYTES).position(|two| two == b"\n\n").map(|at| (at, at + 2));
    let (end, start) = crlf.or(lf).unwrap_or((body.len(), body.len()));
    (String::from_utf8_lossy(body.get(..end).unwrap_or_default()).into_owned(), body.get(start..).unwrap_or_default())
}

/// The content of a chunked response; none if it is not chunked after all.
fn unchunked(mut content: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(content.len());
    loop {
        let end = content.iter().take(100).position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(content.get(..end)?).ok()?;
        let length = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        content = content.get(end + 1..)?;
        if length == 0 {
            return Some(whole);
        }
        let chunk = content.get(..length.min(content.len()))?;
        whole.extend_from_slice(chunk);
        content = content.get(chunk.len()..)?;
        content = content.strip_prefix(b"\r\n").or_else(|| content.strip_prefix(b"\n")).unwrap_or(content);
        if content.is_empty() {
            return Some(whole);
        }
    }
}
