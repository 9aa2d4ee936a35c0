//! Which mails does this folder of a mail program hold?
//!
//! Mails follow one another, each after a line `From …`; inside them such lines are written `>From …`.

use crate::fault::Fault;
use crate::limits::MAX_REPORT_BYTES;
use crate::source::{Inside, Items};
use crate::{Item, mail};
use std::io::{self, BufRead, Read};

/// How the line before a mail begins.
pub const MARK: &str = "From ";

/// As much of a line is looked at, and read at a time.
const PIECE_BYTES: u64 = 64 << 10;

/// The reports of a folder, a mail each.
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, inside: &Inside) -> Items<'a> {
    Box::new(Mails { bytes, inside: inside.clone(), offset: 0, count: 0, done: false })
}

struct Mails<'a> {
    bytes: Box<dyn BufRead + 'a>,
    inside: Inside,
    offset: u64,
    count: u64,
    done: bool,
}

impl Iterator for Mails<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.done {
            let start = self.offset;
            match self.mail() {
                Err(error) => {
                    self.done = true;
                    let here = self.inside.member(&format!("mail {}", self.count + 1));
                    return Some(Err(Fault::from_io(&here, &error, self.offset)));
                }
                // What stands before the first mark, or between two of them.
                Ok(mail) if mail.iter().all(u8::is_ascii_whitespace) => {}
                Ok(mail) => {
                    self.count += 1;
                    let here = self.inside.member(&format!("mail {}", self.count));
                    if mail.len() > MAX_REPORT_BYTES {
                        let cause = format!("a mail of more than {} MB", MAX_REPORT_BYTES >> 20);
                        return Some(Err(Fault::new(&here, cause, "save what it holds as text").at(start)));
                    }
                    return Some(mail::file(&mail, &here).map_err(|fault| fault.at(start)));
                }
            }
        }
        None
    }
}

impl Mails<'_> {
    /// The bytes up to the next mark or the end; of a longer mail than is read, a byte more than the limit.
    fn mail(&mut self) -> io::Result<Vec<u8>> {
        let mut mail = Vec::new();
        let (mut at_start, mut after_blank) = (true, true);
        loop {
            let mut piece = Vec::new();
            let count = self.bytes.by_ref().take(PIECE_BYTES).read_until(b'\n', &mut piece)?;
            self.offset += count as u64;
            if count == 0 {
                self.done = true;
                return Ok(mail);
            }
            if at_start && after_blank && piece.starts_with(MARK.as_bytes()) {
                return Ok(mail);
            }
            let quoted = at_start && piece.first() == Some(&b'>');
            let bare = piece.iter().position(|byte| *byte != b'>').unwrap_or(0);
            let unquoted = quoted && piece.get(bare..).is_some_and(|rest| rest.starts_with(MARK.as_bytes()));
            after_blank = at_start && matches!(piece.as_slice(), b"\n" | b"\r\n");
            at_start = piece.ends_with(b"\n");
            let piece = piece.get(usize::from(unquoted)..).unwrap_or_default();
            mail.extend_from_slice(piece.get(..piece.len().min((MAX_REPORT_BYTES + 1).saturating_sub(mail.len()))).unwrap_or_default());
        }
    }
}
