use crate::fault::Fault;
use crate::limits::{MAX_LAYERS, MAX_REPORT_BYTES, SNIFF_BYTES};
use crate::source::{Inside, Items, not_nothing, one};
use crate::unpack::Packing;
use crate::{decode, feed, jsonl, mail, mbox, page, parquet, report, table, warc, zip};
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};

/// What kind of input these bytes are, once unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One report as plain text.
    Text,
    /// One page.
    Html,
    /// One JSON object a line, or one JSON document.
    Jsonl,
    /// A table with commas, semicolons or bars.
    Csv,
    /// A table with tabs.
    Tsv,
    /// A Parquet file.
    Parquet,
    /// RSS or Atom.
    Feed,
    /// A web archive, WARC or WET.
    Warc,
    /// One mail.
    Mail,
    /// Many mails in one file, as mail programs keep a folder.
    Mbox,
}

impl Format {
    /// All of them, in the order of the manual.
    pub const ALL: [Self; 10] =
        [Self::Text, Self::Html, Self::Jsonl, Self::Csv, Self::Tsv, Self::Parquet, Self::Feed, Self::Warc, Self::Mail, Self::Mbox];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Feed => "feed",
            Self::Warc => "warc",
            Self::Mail => "mail",
            Self::Mbox => "mbox",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// Reads the reports of a file; only what is read from its end is sought in, the rest is a stream.
pub fn open_file<'a>(mut file: impl Read + Seek + 'static, inside: &Inside) -> Items<'a> {
    let mut head = Vec::new();
    if let Err(error) = file.by_ref().take(parquet::MARK.len() as u64).read_to_end(&mut head) {
        return one(Err(Fault::from_io(inside, &error, 0)));
    }
    let is_parquet = head == parquet::MARK && inside.given.format.is_none_or(|format| format == Format::Parquet);
    // A named pipe cannot seek; it is read as a stream.
    if is_parquet && file.stream_position().is_ok() {
        let inside = &Inside { format: Some(Format::Parquet), ..inside.clone() };
        return not_nothing(parquet::read(Box::new(file), inside), inside);
    }
    open(Box::new(BufReader::with_capacity(1 << 16, Cursor::new(head).chain(file))), inside)
}

/// Reads the reports of a stream, unpacking and sniffing first.
pub fn open<'a>(mut bytes: Box<dyn BufRead + 'a>, inside: &Inside) -> Items<'a> {
    let mut head = Vec::new();
    if let Err(error) = bytes.by_ref().take(SNIFF_BYTES as u64).read_to_end(&mut head) {
        if head.is_empty() {
            return one(Err(Fault::from_io(inside, &error, 0)));
        }
        // What came before the break is read; then the break is told.
        bytes = Box::new(BufReader::new(BrokenOff(Some(error))));
    }
    if head.iter().all(u8::is_ascii_whitespace) && head.len() < SNIFF_BYTES {
        return one(Err(Fault::new(inside, "the input is empty", "leave it out, or look why nothing was written to it")));
    }
    let packing = Packing::sniff(&head);
    let whole: Box<dyn BufRead + 'a> = Box::new(Cursor::new(head.clone()).chain(bytes));
    if let Some(packing) = packing {
        if inside.layers >= MAX_LAYERS {
            return one(Err(Fault::new(inside, format!("packed more than {MAX_LAYERS} times over"), "unpack it first")));
        }
        return open(packing.open(whole), &inside.deeper());
    }
    if head.starts_with(b"PK\x05\x06") {
        return one(Err(Fault::new(inside, "the zip archive is empty", "leave it out, or look why nothing was written to it")));
    }
    if head.starts_with(b"PK\x03\x04") {
        return not_nothing(zip::read(whole, inside), inside);
    }
    let format = match inside.given.format {
        Some(format) => format,
        None if is_beside(inside) => {
            let fault = Fault::new(inside, "this belongs to a page and is no report", "name it alone to have it read");
            return one(Err(Fault { passed: true, ..fault }));
        }
        None => match sniff(&head, inside) {
            Ok(format) => format,
            Err(what) if what.ends_with("archive") => return one(Err(Fault::new(inside, format!("this is {what}"), "unpack it first"))),
            Err(what) => {
                let fault = Fault::new(inside, format!("this is {what}, not text"), "save it as text in UTF-8, or as HTML");
                let passed = (inside.given.found || inside.member.is_some()) && BESIDE.contains(&what);
                return one(Err(Fault { passed, ..fault }));
            }
        },
    };
    let inside = &Inside { format: Some(format), ..inside.clone() };
    let items = match format {
        Format::Text => one(whole_report(whole, inside).and_then(|bytes| report::text_file(&bytes, inside))),
        Format::Html => one(whole_report(whole, inside).and_then(|bytes| page::file(&bytes, None, inside))),
        Format::Mail => one(whole_report(whole, inside).and_then(|bytes| mail::file(&bytes, inside))),
        Format::Jsonl => jsonl::read(decode::utf8(whole, &head, None), inside),
        Format::Csv => {
            let mark =
                decode::glance(&head).map_or(b',', |text| table::sniff(&text, &inside.given).unwrap_or_else(|| table::likely_mark(&text)));
            table::read(decode::utf8(whole, &head, None), mark, inside)
        }
        Format::Tsv => table::read(decode::utf8(whole, &head, None), b'\t', inside),
        Format::Feed => feed::read(decode::utf8(whole, &head, page::declared_charset(&head)), inside),
        Format::Warc => warc::read(whole, inside),
        Format::Parquet => parquet::stream(whole, inside),
        Format::Mbox => mbox::read(whole, inside),
    };
    let declared = if format == Format::Feed { page::declared_charset(&head) } else { None };
    let streams = matches!(format, Format::Jsonl | Format::Csv | Format::Tsv | Format::Feed);
    let items = match decode::guessed(&head, declared).filter(|_| streams) {
        None => items,
        Some(notice) => Box::new(items.map(move |item| {
            item.map(|mut document| {
                document.notices.push(notice.clone());
                document
            })
        })),
    };
    not_nothing(items, inside)
}

/// The end of a stream that broke.
struct BrokenOff(Option<io::Error>);

impl Read for BrokenOff {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// All bytes of an input that holds one report.
pub fn whole_report(mut bytes: Box<dyn BufRead + '_>, inside: &Inside) -> Result<Vec<u8>, Fault> {
    let mut all = Vec::new();
    match bytes.by_ref().take(MAX_REPORT_BYTES as u64 + 1).read_to_end(&mut all) {
        Ok(_) if all.len() > MAX_REPORT_BYTES => {
            let cause = format!("one report of more than {} MB", MAX_REPORT_BYTES >> 20);
            Err(Fault::new(inside, cause, "give one report a file, or JSONL with one report a line").at(MAX_REPORT_BYTES as u64))
        }
        Ok(_) => Ok(all),
        Err(error) => Err(Fault::from_io(inside, &error, all.len() as u64)),
    }
}

/// The format that the first bytes show, or what they are if they hold no text.
fn sniff(head: &[u8], inside: &Inside) -> Result<Format, &'static str> {
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(what);
    }
    if head.get(TAR_MARK.0..).is_some_and(|rest| rest.starts_with(TAR_MARK.1)) {
        return Err("a tar archive");
    }
    if head.starts_with(b"WARC/1.") {
        return Ok(Format::Warc);
    }
    if head.starts_with(parquet::MARK) {
        return Ok(Format::Parquet);
    }
    let text = decode::glance(head).ok_or("binary data")?;
    let start = text.trim_start();
    if !start.starts_with('<') && starts_json(start) {
        return Ok(Format::Jsonl);
    }
    if feed::looks_like(start) {
        return Ok(Format::Feed);
    }
    // A mail may hold a page; no page begins with the headers of a mail.
    if mail::looks_like(start) {
        return Ok(if start.starts_with(mbox::MARK) { Format::Mbox } else { Format::Mail });
    }
    if page::looks_like(start) {
        return Ok(Format::Html);
    }
    Ok(match table::sniff(start, &inside.given) {
        Some(b'\t') => Format::Tsv,
        Some(_) => Format::Csv,
        None => Format::Text,
    })
}

/// Whether one of the first lines is a JSON object, or the text opens like a JSON document.
fn starts_json(start: &str) -> bool {
    let opens = |line: &str| {
        let mut marks = line.chars().filter(|c| !c.is_whitespace());
        matches!((marks.next(), marks.next()), (Some('{'), Some('"')) | (Some('['), Some('{')))
    };
    let object = |line: &str| line.trim_start().starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    opens(start) || start.lines().take(4).any(object)
}

/// What lies beside reports in folders and archives, and holds none.
const BESIDE: [&str; 5] = ["a picture", "a program", "a sound file", "a sound or video file", "a font"];
/// Names of what pages bring along, by their ends: text, but nobody's report.
const BESIDE_ENDS: [&str; 6] = [".css", ".js", ".mjs", ".map", ".svg", ".ico"];

/// Whether a file found in a folder or an archive belongs to a page and is no report.
fn is_beside(inside: &Inside) -> bool {
    let name = inside.member.as_deref().or_else(|| inside.given.found.then_some(inside.given.path.as_str())).unwrap_or("").to_lowercase();
    BESIDE_ENDS.iter().any(|end| name.ends_with(end))
}

/// Where a tar archive has its mark, and what it is.
const TAR_MARK: (usize, &[u8]) = (257, b"ustar");

/// First bytes of what people have on disk beside reports.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\0\x01\0\0\0", "a font"),
    (b"OTTO", "a font"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"RIFF", "a sound or video file"),
    (b"\0\0\0\x18ftyp", "a video file"),
    (b"\0\0\0\x20ftyp", "a video file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
];
