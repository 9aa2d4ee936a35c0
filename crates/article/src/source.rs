//! Where in the input are we?
use crate::{Given, Item};
use record::Source;

/// The place of a stream of bytes inside the input: what was given for the file, the member of it, and how many packings it lies in.
#[derive(Debug, Clone, Default)]
pub struct Inside {
    pub given: Given,
    pub member: Option<String>,
    pub layers: u8,
}

/// The reports of one stream.
pub type Items<'a> = Box<dyn Iterator<Item = Item> + 'a>;

impl Inside {
    pub fn file(given: Given) -> Self {
        Self { given, member: None, layers: 0 }
    }

    /// A member of this stream; `a.zip` holding `b.jsonl` gives `b.jsonl, line 3`.
    pub fn member(&self, name: &str) -> Self {
        let member = match &self.member {
            Some(outer) => format!("{outer}, {name}"),
            None => name.to_owned(),
        };
        Self { member: Some(member), ..self.clone() }
    }

    /// The same place, one packing deeper; a format given by flag is that of the packing, so what is in it is sniffed.
    pub fn deeper(&self) -> Self {
        Self { layers: self.layers.saturating_add(1), ..self.clone() }
    }

    pub fn source(&self) -> Source {
        Source { file: self.given.path.clone(), member: self.member.clone() }
    }
}

/// Exactly one item.
pub fn one<'a>(item: Item) -> Items<'a> {
    Box::new(std::iter::once(item))
}

/// No item.
pub fn none<'a>() -> Items<'a> {
    Box::new(std::iter::empty())
}
