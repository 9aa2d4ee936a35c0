//! Which report does this mail hold?

use crate::Item;
use crate::fault::Fault;
use crate::limits::MAX_MAIL_PARTS;
use crate::report::{self, Told};
use crate::source::Inside;
use crate::{furniture, page};
use mail_parser::{Address, MessageParser};
use record::Date;

/// Headers that only mail has; one must be there.
const SIGNS: [&str; 6] = ["message-id", "received", "mime-version", "return-path", "content-type", "delivered-to"];

/// Whether a text begins with the headers of a mail.
pub fn looks_like(start: &str) -> bool {
    let mut names: Vec<String> = Vec::new();
    for line in start.lines().take_while(|line| !line.trim().is_empty()) {
        if line.starts_with([' ', '\t']) && !names.is_empty() {
            continue;
        }
        let name = line.split_once(':').map(|(name, _)| name.to_lowercase());
        match name.filter(|name| !name.is_empty() && name.chars().all(|mark| mark.is_ascii_alphanumeric() || matches!(mark, '-' | '_'))) {
            Some(name) => names.push(name),
            None if names.is_empty() && line.starts_with("From ") => {}
            None => return false,
        }
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    (has("from") || has("subject") || has("date")) && SIGNS.iter().any(|sign| has(sign))
}

/// The report of a mail: its subject, its sender, its day in the sender's zone, its first text.
pub fn file(bytes: &[u8], inside: &Inside) -> Item {
    let parts = bytes.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"--")).count();
    if parts > MAX_MAIL_PARTS {
        return Err(Fault::new(
            inside,
            format!("the mail has up to {parts} parts; at most {MAX_MAIL_PARTS} are read"),
            "save its text apart",
        ));
    }
    let Some(mail) = MessageParser::default().parse(bytes) else {
        return Err(Fault::new(inside, "this is not a mail", "save the mail again, or its words as text"));
    };
    // A mail whose only text is another mail attached passes that on.
    let own = mail.text_bodies().chain(mail.html_bodies()).any(|part| part.text_contents().is_some_and(|text| !text.trim().is_empty()));
    let attached = mail.attachments().find_map(|part| part.message()).filter(|_| !own);
    let mail = attached.unwrap_or(&mail);
    let sender = mail.from().and_then(Address::first);
    let mut told = Told {
        id: mail.message_id().map(str::to_owned),
        title: mail.subject().map(str::to_owned),
        byline: sender.and_then(|sender| sender.name()).map(str::to_owned),
        publisher: sender.and_then(|sender| sender.address()).and_then(|address| address.rsplit_once('@')).map(|(_, site)| site.to_owned()),
        found: mail
            .date()
            .and_then(|time| Date::new(time.year as i16, time.month as i8, time.day as i8).ok())
            .filter(|date| date.year() > 0)
            .map(|date| (date, "mail")),
        ..Told::default()
    };
    let text = mail
        .text_bodies()
        .next()
        .filter(|part| part.is_text() && !part.is_text_html())
        .and_then(|part| part.text_contents())
        .filter(|text| !text.trim().is_empty());
    match (text, mail.body_html(0)) {
        (Some(text), _) => {
            told.text = unquoted(&text.replace("\r\n", "\n"));
            let of = forwarded(&told.text);
            pass_on(&mut told, of);
        }
        (None, Some(html)) => {
            let words: Vec<String> = page::fragment(&html, None).iter().map(|piece| in_lines(&piece.text)).collect();
            let of = forwarded(&words.join("\n\n"));
            pass_on(&mut told, of);
            told.pieces = page::fragment(&html, told.title.as_deref());
        }
        (None, None) => return Err(Fault::new(inside, "the mail has no text", "save what it holds as text")),
    }
    report::document(told, inside)
}

/// Takes what a forwarded mail says of itself for what its bearer said.
fn pass_on(told: &mut Told, of: Option<Forwarded>) {
    let Some(of) = of else { return };
    told.title = of.subject.or(told.title.take());
    (told.byline, told.publisher) = (of.from, None);
    told.published = of.date;
    told.found = told.found.filter(|_| told.published.is_none());
}

/// The words of a paragraph of markup, which stand on one line, with a line for the mark of a mail that is passed on and for each of its headers.
fn in_lines(words: &str) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in words.split(' ') {
        let is_header = word.strip_suffix(':').is_some_and(furniture::is_header);
        let ends_mark = lines.len() == 1 && furniture::is_forward_mark(&lines[0]);
        if is_header || ends_mark && word.chars().any(char::is_alphanumeric) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(word);
            line.push(' ');
        }
    }
    lines.join("\n")
}

/// What a forwarded mail says of itself.
struct Forwarded {
    from: Option<String>,
    subject: Option<String>,
    date: Option<String>,
}

/// The headers of a mail that this one does nothing but pass on: a short note, the mark of the mail program, then the mail.
fn forwarded(text: &str) -> Option<Forwarded> {
    let at = text.lines().map(str::trim).position(furniture::is_forward_mark)?;
    if text.lines().take(at).map(str::len).sum::<usize>() > furniture::MAX_NOTE_BYTES {
        return None;
    }
    let lines: Vec<&str> =
        text.lines().skip(at + 1).skip_while(|line| line.trim().is_empty()).take_while(|line| !line.trim().is_empty()).collect();
    let value = |names: [&str; 3]| {
        let mut headers = lines.iter().filter_map(|line| line.split_once(':'));
        let (_, value) = headers.find(|(name, _)| names.contains(&name.trim_matches([' ', '*']).to_lowercase().as_str()))?;
        Some(value.trim_matches([' ', '*']).to_owned()).filter(|value| !value.is_empty())
    };
    let name =
        |from: String| from.split(['<', '[']).next().map(|name| name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty());
    Some(Forwarded {
        from: value(["from", "de", "von"]).and_then(name),
        subject: value(["subject", "asunto", "betreff"]),
        date: value(["date", "fecha", "sent"]).or_else(|| value(["enviado", "enviado el", "datum"])),
    })
}

/// The text without the marks of quotation, where most of its lines have one.
fn unquoted(text: &str) -> String {
    let full = || text.lines().filter(|line| !line.trim().is_empty());
    if full().filter(|line| line.starts_with('>')).count() * 2 <= full().count() {
        return text.to_owned();
    }
    let bare = |line: &str| line.trim_start_matches(['>', ' ']).to_owned();
    text.lines().map(|line| if line.starts_with('>') { bare(line) } else { line.to_owned() }).collect::<Vec<_>>().join("\n")
}
