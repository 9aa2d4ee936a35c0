//! What is a report, a sentence, a party, a place, an event, a record?
//!
//! The nouns that the rooms share, as plain data. Every place in a text is a [`Span`]: a half-open **byte** range into the canonical
//! text of the report. At the edge, in [`json`], bytes become Unicode code points; in [`note`] a record becomes the note that a
//! terminal shows and the casebook pins.
//!
//! This room knows nothing of languages, files or networks, and no other room of the house.

mod document;
mod entity;
mod event;
pub mod json;
mod mention;
pub mod note;
mod notice;
mod offsets;
mod sentence;
mod span;

pub use document::{Block, BlockKind, Document, PostInfo, Published, Source};
pub use entity::{Basis, Entities, Location, Office, Party, PartyKind, PartyMention, Place, Precision};
pub use event::{Attribution, DateBasis, Event, EventDate, Role, Status, Toll};
pub use jiff::civil::Date;
pub use mention::{
    Direction, Hang, Interval, Mentions, Modifier, Name, NameKind, Quantity, Quote, Timex, TimexKind, TollKind, Toponym, ToponymKind,
};
pub use notice::Notice;
pub use offsets::Offsets;
pub use sentence::{Node, Sentence, Token, Tree, Upos, WordId};
pub use span::{Attested, Span};

/// One report's record: the document and everything read from it.
#[derive(Debug, Clone)]
pub struct Record {
    /// The report as read.
    pub document: Document,
    /// Times, names, quantities, quotations.
    pub mentions: Mentions,
    /// Parties and places.
    pub entities: Entities,
    /// The events, in the order of their anchors.
    pub events: Vec<Event>,
    /// What could not be read, and why.
    pub notices: Vec<Notice>,
}
