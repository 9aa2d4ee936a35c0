//! Which reports do the members of this archive hold?
//!
//! Members are read one after another from the local headers, so an archive can come through a pipe. Nothing is written anywhere, so a path
//! with `..` can do no harm; it is told.

use crate::fault::{Broken, Fault};
use crate::limits::MAX_LAYERS;
use crate::source::{Inside, Items};
use crate::unpack::{Capped, WRONG_SUM};
use crate::{Item, format};
use flate2::Crc;
use record::Notice;
use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// The reports of an archive, member after member.
pub fn read<'a>(bytes: Box<dyn BufRead + 'a>, inside: &Inside) -> Items<'a> {
    Box::new(Members { slot: Rc::new(RefCell::new(Some(bytes))), inside: inside.clone(), offset: 0, open: None, done: false })
}

type Stream<'a> = Box<dyn BufRead + 'a>;
type Slot<'a> = Rc<RefCell<Option<Stream<'a>>>>;

struct Members<'a> {
    /// The stream, while no member has it.
    slot: Slot<'a>,
    inside: Inside,
    offset: u64,
    open: Option<Open<'a>>,
    done: bool,
}

/// A member that is being read.
struct Open<'a> {
    items: Items<'a>,
    header: Header,
    taken: Rc<Cell<u64>>,
    sum: Rc<RefCell<Sum>>,
    notice: Option<Notice>,
}

/// What a local header says.
#[derive(Debug, Clone)]
struct Header {
    name: String,
    method: u16,
    flags: u16,
    /// Bytes in the archive; unknown if they come after the member.
    packed: Option<u64>,
    /// Checksum and bytes once unpacked; unknown if they come after the member.
    whole: Option<(u32, u64)>,
}

/// How far from the end of an archive the record that ends it can begin: 22 bytes and a comment.
const END_BYTES: usize = 22 + (64 << 10);

const ENCRYPTED: u16 = 1;
const SIZES_FOLLOW: u16 = 8;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

impl Iterator for Members<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(open) = &mut self.open {
                if let Some(item) = open.items.next() {
                    return Some(item.map(|mut document| {
                        document.notices.extend(open.notice.clone());
                        document
                    }));
                }
                let Some(open) = self.open.take() else { continue };
                match self.close(open) {
                    Ok(None) => {}
                    Ok(Some(fault)) => return Some(Err(fault)),
                    Err(error) => return Some(Err(self.broken(&error))),
                }
            }
            if self.done {
                return None;
            }
            match self.member() {
                Ok(None) => {}
                Ok(Some(fault)) => return Some(Err(fault)),
                Err(error) => return Some(Err(self.broken(&error))),
            }
        }
    }
}

impl<'a> Members<'a> {
    fn broken(&mut self, error: &io::Error) -> Fault {
        self.done = true;
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                Fault::new(&self.inside, "the zip archive ends too early", "fetch or copy it again").at(self.offset)
            }
            _ => Fault::from_io(&self.inside, error, self.offset),
        }
    }

    /// Opens the next member; a fault if it cannot be read.
    fn member(&mut self) -> io::Result<Option<Fault>> {
        let Some(header) = self.header()? else {
            self.done = true;
            return Ok(None);
        };
        let here = self.inside.deeper().member(&header.name);
        let is_noise = header.name.ends_with('/') || header.name.starts_with("__MACOSX/") || header.name.ends_with(".DS_Store");
        let refusal = if is_noise {
            None
        } else if header.name == "[Content_Types].xml" || header.name == "content.xml" {
            self.done = true;
            return Ok(Some(Fault::new(&self.inside, "this is an office document", "save it as text or HTML")));
        } else if header.flags & ENCRYPTED != 0 {
            Some(("the member is encrypted", "unpack the archive first"))
        } else if !matches!(header.method, STORED | DEFLATED) {
            Some(("the member is packed in a way that is not read", "unpack the archive first"))
        } else if header.packed.is_none() && header.method == STORED {
            Some(("the member does not say how long it is", "unpack the archive first"))
        } else if here.layers > MAX_LAYERS {
            Some(("archives are nested too deeply", "unpack the outer ones first"))
        } else {
            self.lend(header, &here);
            return Ok(None);
        };
        let start = self.offset;
        match header.packed {
            Some(length) => self.skip(length)?,
            None => self.done = true,
        }
        Ok(refusal.map(|(cause, remedy)| Fault::new(&here, cause, remedy).at(start)))
    }

    /// Gives the stream to the reader of a member.
    fn lend(&mut self, header: Header, here: &Inside) {
        let taken = Rc::new(Cell::new(0));
        let Some(stream) = self.slot.borrow_mut().take() else {
            self.done = true;
            return;
        };
        let lent =
            Lent { stream: Some(stream), slot: Rc::clone(&self.slot), taken: Rc::clone(&taken), left: header.packed.unwrap_or(u64::MAX) };
        let unpacked: Box<dyn Read + 'a> = match header.method {
            STORED => Box::new(lent),
            _ => Box::new(flate2::bufread::DeflateDecoder::new(lent)),
        };
        let sum = Rc::new(RefCell::new(Sum::default()));
        let unpacked = Summed { inner: unpacked, sum: Rc::clone(&sum), whole: header.whole };
        let capped = Capped { inner: unpacked, name: "zip", packed: Rc::clone(&taken), unpacked: 0 };
        let notice = is_odd(&header.name).then(|| {
            Notice::new(
                "zip-path",
                format!("the member's path `{}` leads out of the archive; it was read and written nowhere", header.name),
            )
        });
        let items = format::open(Box::new(BufReader::with_capacity(1 << 16, capped)), here);
        self.open = Some(Open { items, header, taken, sum, notice });
    }

    /// Takes the stream back and goes to the end of the member; a fault if its bytes are damaged.
    fn close(&mut self, open: Open<'a>) -> io::Result<Option<Fault>> {
        let Open { items, header, taken, sum, .. } = open;
        drop(items);
        self.offset += taken.get();
        match header.packed {
            Some(length) => self.skip(length.saturating_sub(taken.get())).map(|()| None),
            None => self.follow(&header.name, &sum.borrow()),
        }
    }

    /// The checksum that follows a member whose header had none.
    fn follow(&mut self, name: &str, sum: &Sum) -> io::Result<Option<Fault>> {
        if !sum.ended {
            return Ok(None);
        }
        let at = self.offset;
        let mut told = self.bytes::<4>()?;
        if told == *b"PK\x07\x08" {
            told = self.bytes::<4>()?;
        }
        let damaged = u32::from_le_bytes(told) != sum.crc.sum();
        let here = self.inside.deeper().member(name);
        Ok(damaged.then(|| Fault::new(&here, format!("zip data are damaged ({WRONG_SUM})"), "fetch or copy the file again").at(at)))
    }

    /// The next local header, looked for where sizes follow the member or were not true; none after the last member.
    fn header(&mut self) -> io::Result<Option<Header>> {
        let mut last = [0u8; 4];
        let mut fill = 0;
        loop {
            let mut byte = [0u8; 1];
            if self.with(|stream| stream.read(&mut byte))? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.offset += 1;
            last.rotate_left(1);
            last[3] = byte[0];
            fill += 1;
            match &last {
                b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" if fill >= 4 => return self.end(last).map(|()| None),
                b"PK\x03\x04" if fill >= 4 => {}
                _ => continue,
            }
            let head = self.bytes::<26>()?;
            let short = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
            let long = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
            if short(0) & 0xff > 63 {
                continue;
            }
            let (flags, method) = (short(2), short(4));
            let (name_length, extra_length) = (usize::from(short(22)), usize::from(short(24)));
            let name = self.many(name_length)?;
            let extra = self.many(extra_length)?;
            let packed = match long(14) {
                u32::MAX => wide_size(&extra),
                _ if flags & SIZES_FOLLOW != 0 => None,
                size => Some(u64::from(size)),
            };
            let packed = packed.filter(|_| flags & SIZES_FOLLOW == 0);
            let whole = (flags & SIZES_FOLLOW == 0 && long(18) != u32::MAX).then(|| (long(10), u64::from(long(18))));
            return Ok(Some(Header { name: String::from_utf8_lossy(&name).into_owned(), method, flags, packed, whole }));
        }
    }

    /// After the last member: whether the directory is whole, so that no member behind a cut is missed without a word.
    fn end(&mut self, sign: [u8; 4]) -> io::Result<()> {
        let mut tail = sign.to_vec();
        let mut piece = vec![0; END_BYTES];
        loop {
            let count = self.with(|stream| stream.read(&mut piece))?;
            if count == 0 {
                break;
            }
            tail.extend_from_slice(piece.get(..count).unwrap_or_default());
            tail.drain(..tail.len().saturating_sub(2 * END_BYTES));
        }
        let is_whole = tail.windows(22).any(|end| end.starts_with(b"PK\x05\x06"));
        if is_whole { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Stream<'a>) -> io::Result<T>) -> io::Result<T> {
        match self.slot.borrow_mut().as_mut() {
            Some(stream) => act(stream),
            None => Err(Broken::io("the archive is still being read", "report this")),
        }
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.with(|stream| stream.read_exact(&mut bytes))?;
        self.offset += N as u64;
        Ok(bytes)
    }

    fn many(&mut self, count: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; count];
        self.with(|stream| stream.read_exact(&mut bytes))?;
        self.offset += count as u64;
        Ok(bytes)
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = self.with(|stream| io::copy(&mut stream.by_ref().take(length), &mut io::sink()))?;
        self.offset += skipped;
        if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

/// The checksum of what was unpacked so far.
#[derive(Default)]
struct Sum {
    crc: Crc,
    /// Whether that is all of it.
    ended: bool,
}

/// Unpacked bytes on their way, with their checksum; at their end it is compared with what the header says.
struct Summed<R> {
    inner: R,
    sum: Rc<RefCell<Sum>>,
    whole: Option<(u32, u64)>,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut sum = self.sum.borrow_mut();
        sum.crc.update(buffer.get(..count).unwrap_or_default());
        sum.ended |= count == 0 && !buffer.is_empty();
        let length = |bytes: u64| bytes as u32;
        match self.whole {
            Some((told, bytes)) if count == 0 && !buffer.is_empty() && (told, length(bytes)) != (sum.crc.sum(), sum.crc.amount()) => {
                Err(io::Error::other(WRONG_SUM))
            }
            _ => Ok(count),
        }
    }
}

/// The packed size in the extra field of large members.
fn wide_size(extra: &[u8]) -> Option<u64> {
    let mut rest = extra;
    while let [a, b, c, d, tail @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*c, *d]));
        let field = tail.get(..length)?;
        if u16::from_le_bytes([*a, *b]) == 1 {
            return field.get(8..16)?.try_into().ok().map(u64::from_le_bytes);
        }
        rest = tail.get(length..)?;
    }
    None
}

fn is_odd(name: &str) -> bool {
    name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..") || name.as_bytes().get(1) == Some(&b':')
}

/// The stream in the hands of a member's reader; it goes back when the reader is dropped.
struct Lent<'a> {
    stream: Option<Stream<'a>>,
    slot: Slot<'a>,
    taken: Rc<Cell<u64>>,
    left: u64,
}

impl BufRead for Lent<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match &mut self.stream {
            Some(stream) if self.left > 0 => {
                let buffer = stream.fill_buf()?;
                let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
                Ok(buffer.get(..most).unwrap_or_default())
            }
            _ => Ok(&[]),
        }
    }

    fn consume(&mut self, count: usize) {
        if let Some(stream) = &mut self.stream {
            stream.consume(count);
            self.left = self.left.saturating_sub(count as u64);
            self.taken.set(self.taken.get() + count as u64);
        }
    }
}

impl Read for Lent<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = {
            let ready = self.fill_buf()?;
            let count = ready.len().min(buffer.len());
            if let (Some(into), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
                into.copy_from_slice(from);
            }
            count
        };
        self.consume(count);
        Ok(count)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take()
            && let Ok(mut slot) = self.slot.try_borrow_mut()
        {
            *slot = Some(stream);
        }
    }
}
