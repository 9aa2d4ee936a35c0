//! Where in the input are we?
use crate::fault::{Broken, Fault};
use crate::{Format, Given, Item};
use record::Source;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The place of a stream of bytes inside the input: what was given for the file, the member of it, and how many packings it lies in.
#[derive(Debug, Clone, Default)]
pub struct Inside {
    pub given: Given,
    pub member: Option<String>,
    pub layers: u8,
    /// As what it is read.
    pub format: Option<Format>,
}

/// The reports of one stream.
pub type Items<'a> = Box<dyn Iterator<Item = Item> + 'a>;

impl Inside {
    pub fn file(given: Given) -> Self {
        Self { given, member: None, layers: 0, format: None }
    }

    /// A member of this stream; `a.zip` holding `b.jsonl` gives `b.jsonl, line 3`.
    pub fn member(&self, name: &str) -> Self {
        let member = match &self.member {
            Some(outer) => format!("{outer}, {name}"),
            None => name.to_owned(),
        };
        Self { member: Some(member), ..self.clone() }
    }

    /// The same place, one packing deeper; a format given by flag is that of what is packed.
    pub fn deeper(&self) -> Self {
        Self { layers: self.layers.saturating_add(1), ..self.clone() }
    }

    pub fn source(&self) -> Source {
        Source { file: self.given.path.clone(), member: self.member.clone(), format: self.format.map(Format::name) }
    }
}

/// Exactly one item.
pub fn one<'a>(item: Item) -> Items<'a> {
    Box::new(std::iter::once(item))
}

/// The items, or a fault if there are none: an archive without members, a table without rows.
pub fn not_nothing<'a>(items: Items<'a>, inside: &Inside) -> Items<'a> {
    let mut any = false;
    let fault = Fault::new(inside, "there is no report in it", "leave it out, or look why nothing was written to it");
    let mut last = Some(fault);
    let mut items = items;
    Box::new(std::iter::from_fn(move || {
        let item = items.next();
        any |= item.is_some();
        item.or_else(|| last.take().filter(|_| !any).map(Err))
    }))
}

/// How many bytes one entry of a stream may still take; a reader that splits the stream resets it at each entry.
#[derive(Debug, Clone)]
pub struct Budget {
    left: Rc<Cell<u64>>,
    most: u64,
    what: &'static str,
    remedy: &'static str,
}

impl Budget {
    pub fn new(what: &'static str, most: u64, remedy: &'static str) -> Self {
        Self { left: Rc::new(Cell::new(most)), most, what, remedy }
    }

    pub fn reset(&self) {
        self.left.set(self.most);
    }
}

/// A stream that breaks off when an entry takes more than its budget.
pub struct Spending<R> {
    pub inner: R,
    pub budget: Budget,
}

impl<R: Read> Read for Spending<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.budget.left.get().checked_sub(count as u64) {
            Some(left) => self.budget.left.set(left),
            None => return Err(Broken::io(format!("{} of more than {} MB", self.budget.what, self.budget.most >> 20), self.budget.remedy)),
        }
        Ok(count)
    }
}
