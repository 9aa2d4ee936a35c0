//! Which text do these bytes write?
//!
//! A mark at the start, then valid UTF-8, then UTF-16 without a mark, then the declared charset if it fits, then UTF-8 with a few broken
//! bytes, then a guess. Declared charsets lie often enough that valid UTF-8 is believed first.

use encoding_rs::{Decoder, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use record::Notice;
use std::io::{self, BufRead, BufReader, Read};

/// A decoded text.
pub struct Decoded {
    pub text: String,
    pub notices: Vec<Notice>,
}

/// Decodes a whole input; nothing is ever lost, broken bytes become U+FFFD with a notice. None if the bytes are no text at all.
pub fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<Decoded> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return told(encoding, bytes.get(length..).unwrap_or_default(), false);
    }
    let declared = declared.filter(|encoding| is_possible(encoding, bytes));
    let escapes = declared == Some(ISO_2022_JP) && bytes.contains(&0x1b);
    if !escapes && let Ok(text) = std::str::from_utf8(bytes) {
        return wide(bytes).map_or_else(|| readable(text.to_owned(), Vec::new()), |encoding| told(encoding, bytes, true));
    }
    if let Some(encoding) = wide(bytes) {
        return told(encoding, bytes, true);
    }
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return readable(text.into_owned(), Vec::new());
    }
    if is_mostly_utf8(bytes) {
        return told(UTF_8, bytes, false);
    }
    told(guess(bytes), bytes, true)
}

/// Whether the bytes can be of that charset: UTF-16 has zero bytes in every space, line break and mark of markup.
fn is_possible(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    !(encoding == UTF_16LE || encoding == UTF_16BE) || bytes.contains(&0)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes.get(..GUESS_BYTES).unwrap_or(bytes), true);
    detector.guess(None, false)
}

/// The first bytes as text, to sniff a format by; none if they are binary.
pub fn glance(head: &[u8]) -> Option<String> {
    decode(cut_at_character(head), None).map(|decoded| decoded.text)
}

/// The charset of that label, if there is one.
pub fn charset(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// As much is looked at to guess a charset.
const GUESS_BYTES: usize = 256 << 10;

/// A head may end within a character.
fn cut_at_character(head: &[u8]) -> &[u8] {
    match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() => head.get(..error.valid_up_to()).unwrap_or(head),
        _ => head,
    }
}

fn told(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Option<Decoded> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let mut notices = Vec::new();
    if guessed {
        notices.push(guess_notice(encoding));
    }
    if broken {
        let offset = if encoding == UTF_8 { std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to()) } else { 0 };
        let place = if encoding == UTF_8 { format!(", the first at byte {offset}") } else { String::new() };
        notices.push(Notice::new(
            "invalid-bytes",
            format!("bytes that are not {} became U+FFFD{place}; save the text as UTF-8", encoding.name()),
        ));
    }
    readable(text.into_owned(), notices)
}

fn guess_notice(encoding: &'static Encoding) -> Notice {
    Notice::new("charset-guessed", format!("no charset is told and the bytes are not UTF-8; read as {}", encoding.name()))
}

/// None for binary data: more than one in twenty characters is a control character.
fn readable(text: String, mut notices: Vec<Notice>) -> Option<Decoded> {
    let mut controls = 0usize;
    let mut count = 0usize;
    for character in text.chars() {
        count += 1;
        controls += usize::from(
            (character.is_control() && !matches!(character, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{85}')) || character == '\u{fffd}',
        );
    }
    if controls * 20 > count {
        return None;
    }
    let controls = text.chars().filter(|c| *c == '\0').count();
    if controls > 0 {
        notices.push(Notice::new("nul-characters", format!("{controls} NUL characters stand in the text; they were kept")));
    }
    Some(Decoded { text, notices })
}

/// UTF-16 without a mark: every other byte is mostly zero, the rest mostly not.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 2 > pairs && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 2 > pairs && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether nearly all that is beyond ASCII is well-formed UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * 4 <= good || (good == 0 && bad == 1 && bytes.len() > 1 && bytes.last().is_some_and(|byte| *byte >= 0xc0))
}

/// A stream of lines or entries as UTF-8, if its first bytes are of another charset.
pub fn utf8<'a>(bytes: Box<dyn BufRead + 'a>, head: &[u8], declared: Option<&'static Encoding>) -> Box<dyn BufRead + 'a> {
    let (encoding, _) = of_stream(head, declared);
    if encoding == UTF_8 {
        return bytes;
    }
    let recoded = Recoded { inner: bytes, decoder: encoding.new_decoder(), ready: Vec::new(), taken: 0, done: false };
    Box::new(BufReader::with_capacity(1 << 16, recoded))
}

/// What tells that the charset of a stream is a guess.
pub fn guessed(head: &[u8], declared: Option<&'static Encoding>) -> Option<Notice> {
    let (encoding, guessed) = of_stream(head, declared);
    guessed.then(|| guess_notice(encoding))
}

/// The charset of a stream by its first bytes, and whether it is a guess.
fn of_stream(head: &[u8], declared: Option<&'static Encoding>) -> (&'static Encoding, bool) {
    let head = cut_at_character(head);
    match (Encoding::for_bom(head), wide(head)) {
        (Some((encoding, _)), _) => (encoding, false),
        (None, Some(encoding)) => (encoding, true),
        (None, None) if std::str::from_utf8(head).is_ok() => (UTF_8, false),
        (None, None) => match declared.filter(|encoding| *encoding != UTF_8 && is_possible(encoding, head)) {
            Some(declared) => (declared, false),
            None if is_mostly_utf8(head) => (UTF_8, false),
            None => (guess(head), true),
        },
    }
}

/// A stream in another charset, read as UTF-8.
struct Recoded<R> {
    inner: R,
    decoder: Decoder,
    ready: Vec<u8>,
    taken: usize,
    done: bool,
}

impl<R: BufRead> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken >= self.ready.len() && !self.done {
            let input = self.inner.fill_buf()?;
            let length = input.len();
            self.done = length == 0;
            let mut text = String::with_capacity(self.decoder.max_utf8_buffer_length(length).unwrap_or(4 * length + 16));
            let (_, used, _) = self.decoder.decode_to_string(input, &mut text, self.done);
            self.inner.consume(used);
            self.ready = text.into_bytes();
            self.taken = 0;
        }
        let rest = self.ready.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..count), rest.get(..count)) {
            into.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}
