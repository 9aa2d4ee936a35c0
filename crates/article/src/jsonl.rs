//! Which reports stand in these lines of JSON?
//!
//! One object a line; a line that cannot be read is a fault with its number, and the next line is read. A whole JSON document (an object
//! or an array of objects, over many lines) is read too.

use crate::draft::{self, Draft, Drafted};
use crate::fault::Fault;
use crate::limits::MAX_LINE_BYTES;
use crate::report::{self, Told};
use crate::source::{Inside, Items};
use crate::{decode, page};
use record::Notice;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{BufRead, Read};

/// The reports of a stream of lines.
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, inside: &Inside) -> Items<'a> {
    draft::documents(Lines { bytes, inside: inside.clone(), number: 0, offset: 0, ready: VecDeque::new(), done: false })
}

struct Lines<'a> {
    bytes: Box<dyn BufRead + 'a>,
    inside: Inside,
    number: u64,
    offset: u64,
    ready: VecDeque<Drafted>,
    done: bool,
}

impl Iterator for Lines<'_> {
    type Item = Drafted;

    fn next(&mut self) -> Option<Drafted> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if self.done {
                return None;
            }
            let start = self.offset;
            match self.line() {
                Err(fault) => return Some(Err(fault)),
                Ok(None) => self.done = true,
                Ok(Some(line)) if line.iter().all(u8::is_ascii_whitespace) => {}
                Ok(Some(line)) => self.object(&line, start),
            }
        }
    }
}

impl Lines<'_> {
    /// The next line, or none at the end.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let start = self.offset;
        self.number += 1;
        let mut line = Vec::new();
        match self.bytes.by_ref().take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut line) {
            Err(error) => {
                self.done = true;
                return Err(Fault::from_io(&self.here(), &error, start + line.len() as u64));
            }
            Ok(0) => return Ok(None),
            Ok(_) => {}
        }
        self.offset += line.len() as u64;
        if line.len() > MAX_LINE_BYTES {
            let skipped = self.skip_line();
            let cause = format!("a line of more than {} MB", MAX_LINE_BYTES >> 20);
            skipped?;
            return Err(Fault::new(&self.here(), cause, "give one report a line").at(start));
        }
        Ok(Some(line))
    }

    fn skip_line(&mut self) -> Result<(), Fault> {
        loop {
            let (used, found) = match self.bytes.fill_buf() {
                Ok(buffer) => match buffer.iter().position(|byte| *byte == b'\n') {
                    Some(at) => (at + 1, true),
                    None => (buffer.len(), buffer.is_empty()),
                },
                Err(error) => {
                    self.done = true;
                    return Err(Fault::from_io(&self.here(), &error, self.offset));
                }
            };
            self.bytes.consume(used);
            self.offset += used as u64;
            if found {
                return Ok(());
            }
        }
    }

    fn here(&self) -> Inside {
        self.inside.member(&format!("line {}", self.number))
    }

    /// The report of one line; or, if a JSON document begins here and goes on over lines, all its reports.
    fn object(&mut self, line: &[u8], start: u64) {
        let here = self.here();
        let not_text = || Fault::new(&here, "the line is not text", "give JSON in UTF-8").at(start);
        let Some(decoded) = decode::decode(line, None) else {
            return self.ready.push_back(Err(not_text()));
        };
        let value = match parse(decoded.text.trim_start_matches('\u{feff}')) {
            Ok(value) => value,
            Err(error) if error.is_eof() && self.number == 1 => return self.document(line.to_vec()),
            Err(error) => {
                let fault = Fault::new(&here, format!("the line is not JSON ({error})"), "give one JSON object a line");
                return self.ready.push_back(Err(fault.at(start + error.column().saturating_sub(1) as u64)));
            }
        };
        match value {
            Value::Array(values) if self.number == 1 => self.many(&values),
            value if value.get("items").is_some() && value.get("version").is_some() => self.single(&value),
            value => self.ready.push_back(one(&value, &here, start).map(|mut draft| {
                draft.told.notices.splice(0..0, decoded.notices);
                draft
            })),
        }
    }

    /// A JSON document over many lines.
    fn document(&mut self, mut all: Vec<u8>) {
        self.done = true;
        if let Err(error) = self.bytes.by_ref().take(MAX_LINE_BYTES as u64 + 1).read_to_end(&mut all) {
            return self.ready.push_back(Err(Fault::from_io(&self.inside, &error, all.len() as u64)));
        }
        if all.len() > MAX_LINE_BYTES {
            return self.not_a_document(all);
        }
        let text = decode::decode(&all, None).map(|decoded| decoded.text).unwrap_or_default();
        match parse(text.trim_start_matches('\u{feff}')) {
            Ok(Value::Array(values)) => self.many(&values),
            Ok(value) => self.single(&value),
            Err(error) if error.is_eof() && text.trim_start_matches('\u{feff}').trim_start().starts_with('[') => self.cut(&text, &error),
            Err(error) => self.by_line(&all, &error),
        }
    }

    /// An array whose end is lacking: its whole items are read, then that is told.
    fn cut(&mut self, text: &str, error: &serde_json::Error) {
        let mut rest = text.split_once('[').map_or("", |(_, rest)| rest);
        let mut values = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            let mut items = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
            let Some(Ok(value)) = items.next() else { break };
            rest = rest.get(items.byte_offset()..).unwrap_or("");
            values.push(value);
        }
        self.many(&values);
        let here = self.inside.member(&format!("item {}", values.len() + 1));
        let fault = Fault::new(&here, format!("the list of reports ends too early ({error})"), "fetch or write the file again");
        self.ready.push_back(Err(fault.at((text.len() - rest.len()) as u64)));
    }

    /// A JSON document that is one object: a feed or a report.
    fn single(&mut self, value: &Value) {
        match (value.get("version").and_then(Value::as_str), value.get("items")) {
            (Some(version), Some(Value::Array(items))) if version.contains("jsonfeed") => {
                for (index, item) in items.iter().enumerate() {
                    let here = self.inside.member(&format!("entry {}", index + 1));
                    self.ready.push_back(Ok(entry(item, value, &here)));
                }
            }
            _ => self.ready.push_back(one(value, &self.inside, 0)),
        }
    }

    /// Too long for one document, so it is lines after all, the first of them broken: what was read is read by line, and the rest goes on.
    fn not_a_document(&mut self, mut all: Vec<u8>) {
        let ended = self.bytes.by_ref().take(MAX_LINE_BYTES as u64).read_until(b'\n', &mut all);
        let broken = serde_json::from_slice::<Value>(all.split(|byte| *byte == b'\n').next().unwrap_or_default()).err();
        if let (Ok(_), Some(broken)) = (ended, broken) {
            self.done = false;
            self.offset = all.len() as u64;
            self.number = all.split(|byte| *byte == b'\n').count().saturating_sub(1) as u64;
            self.by_line(&all, &broken);
        }
    }

    /// What is no JSON document as a whole is read line by line after all: each bad line is told.
    fn by_line(&mut self, all: &[u8], whole: &serde_json::Error) {
        let mut offset = 0u64;
        let mut read = Vec::new();
        for (index, line) in all.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let here = self.inside.member(&format!("line {}", index + 1));
            if !line.iter().all(u8::is_ascii_whitespace) {
                read.push(match parse(&String::from_utf8_lossy(line)) {
                    Ok(value) => one(&value, &here, offset),
                    Err(error) => Err(Fault::new(&here, format!("the line is not JSON ({error})"), "give one JSON object a line")
                        .at(offset + error.column().saturating_sub(1) as u64)),
                });
            }
            offset += line.len() as u64;
        }
        if read.iter().any(Result::is_ok) {
            self.ready.extend(read);
        } else {
            let here = self.inside.member(&format!("line {}", whole.line()));
            self.ready.push_back(Err(Fault::new(
                &here,
                format!("this is not JSON ({whole})"),
                "give one JSON object a line, or one JSON document",
            )));
        }
    }

    fn many(&mut self, values: &[Value]) {
        for (index, value) in values.iter().enumerate() {
            self.ready.push_back(one(value, &self.inside.member(&format!("item {}", index + 1)), 0));
        }
    }
}

/// A JSON value. Half a pair of surrogates (`\ud83d` alone, where a writer cut an emoji) is no letter: U+FFFD stands in its place.
fn parse(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|error| match whole_letters(text) {
        Cow::Borrowed(_) => Err(error),
        Cow::Owned(mended) => serde_json::from_str(&mended),
    })
}

/// The text with `\ufffd` in place of each escaped half of a pair of surrogates; as many bytes as before.
fn whole_letters(text: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = Cow::Borrowed(text);
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find('\\')) {
        at += next;
        at += match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                mended.to_mut().replace_range(at..at + 6, "\\ufffd");
                6
            }
            _ => 2,
        };
    }
    mended
}

/// The report of one JSON value.
fn one(value: &Value, here: &Inside, offset: u64) -> Drafted {
    let Value::Object(fields) = value else {
        return Err(Fault::new(here, format!("the line holds {}, not an object", kind(value)), "give one JSON object a line").at(offset));
    };
    let told = fields_told(fields, here).map_err(|fault| fault.at(offset))?;
    Ok(Draft { told, here: here.clone(), at: offset })
}

/// The report of an entry of a JSON Feed.
fn entry(item: &Value, feed: &Value, here: &Inside) -> Draft {
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let author = item.get("authors").and_then(|authors| authors.get(0)).or_else(|| item.get("author"));
    let title = text(item, "title");
    let pieces = text(item, "content_html").map(|html| page::fragment(&html, title.as_deref())).unwrap_or_default();
    let told = Told {
        id: text(item, "id"),
        url: text(item, "url").or_else(|| text(item, "external_url")),
        publisher: text(feed, "title"),
        byline: author.and_then(|author| text(author, "name")),
        published: text(item, "date_published").or_else(|| text(item, "date_modified")),
        language: text(item, "language").or_else(|| text(feed, "language")),
        text: text(item, "content_text").or_else(|| text(item, "summary")).unwrap_or_default(),
        title,
        pieces,
        ..Told::default()
    };
    Draft { told, here: here.clone(), at: 0 }
}

fn fields_told(fields: &Map<String, Value>, here: &Inside) -> Result<Told, Fault> {
    let unusable = RefCell::new(Vec::new());
    let text = |ours: &str| -> Result<Option<String>, Fault> {
        let names = report::field_names(ours);
        let own = here.given.columns.get(ours).map(String::as_str);
        let found = own
            .into_iter()
            .chain(names.iter().copied().filter(|_| own.is_none()))
            .find_map(|name| fields.get(name).filter(|value| !value.is_null()).map(|value| (name, value)));
        match found {
            None => Ok(None),
            Some((_, Value::String(text))) => Ok(Some(text.clone())),
            Some((_, Value::Number(number))) if ours != "text" => Ok(Some(number.to_string())),
            Some((_, other)) if words_of(other, ours).is_some() => Ok(words_of(other, ours)),
            // What is told of a report may be lacking; its words may not.
            Some((name, other)) if ours != "text" => {
                let message = format!("`{name}` is {} and tells no {ours}; give it as a string", kind(other));
                unusable.borrow_mut().push(Notice::new("field-unusable", message));
                Ok(None)
            }
            Some((name, other)) => {
                Err(Fault::new(here, format!("`{name}` is {}, not a string", kind(other)), format!("give `{name}` as a string")))
            }
        }
    };
    let there = || fields.keys().take(20).cloned().collect::<Vec<_>>().join(", ");
    let Some(body) = text("text")? else {
        let (wanted, remedy) = match here.given.columns.get("text") {
            Some(own) => (own.as_str(), "correct --column"),
            None => ("text", "name the field of the report's words `text`, or say which it is with --column text=NAME"),
        };
        return Err(Fault::new(here, format!("the object has no `{wanted}` (fields: {})", there()), remedy));
    };
    let lacking = here.given.columns.iter().filter(|(_, own)| !fields.contains_key(*own));
    let notices =
        lacking.map(|(ours, own)| Notice::new("field-missing", format!("there is no `{own}` for the {ours} (fields: {})", there())));
    let mut notices: Vec<Notice> = notices.collect();
    let told = Told {
        id: text("id")?,
        url: text("url")?,
        title: text("title")?,
        publisher: text("publisher")?,
        byline: text("byline")?,
        published: text("published")?,
        language: text("language")?,
        text: body,
        ..Told::default()
    };
    notices.extend(unusable.into_inner());
    Ok(Told { notices, ..told })
}

/// Several names, or several paragraphs, in a list; a name in an object (`{"name": "Harbour Times"}`).
fn words_of(value: &Value, ours: &str) -> Option<String> {
    let joint = match ours {
        "text" => "\n\n",
        "byline" | "publisher" => ", ",
        _ => return None,
    };
    match value {
        Value::String(words) => Some(words.clone()),
        Value::Array(several) => several
            .iter()
            .filter(|one| !one.is_null())
            .map(|one| words_of(one, ours))
            .collect::<Option<Vec<_>>>()
            .map(|words| words.join(joint)),
        Value::Object(one) if ours != "text" => one.get("name").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    }
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
