//! Where do the records lie, and which of them do I ask for?
//!
//! One `SQLite` file keeps reports, runs and records, sealed; their keys and the index of what they say stand in two files beside it. It only grows: a report is known by the hash of what it says, so the same report again adds nothing; a new run
//! over old reports adds revisions beside the old ones; every revision is a link of a hash chain. What can be asked is asked through [`Filter`]; what is found
//! is streamed, in an order that depends on the reports alone and not on when they came. The room is given the path of the file; it knows no clock and no threads.

mod count;
mod document;
mod error;
pub mod export;
mod filter;
mod index;
mod keys;
mod links;
mod mask;
mod open;
mod pack;
mod query;
mod recode;
mod redact;
mod schema;
mod sql;
mod verify;
mod write;

pub use count::{By, Count};
pub use document::{document_hash, origin_hash};
pub use error::{ErrorKind, StoreError};
pub use filter::{Copies, EARTH_KM, Filter, MAX_VALUES, Order};
pub use links::{Act, Incident, Linkable, Linked};
pub use open::WAIT;
pub use query::{Found, Page, Shown, With};
pub use recode::Changed;
pub use redact::Masked;
pub use verify::Verified;
pub use write::{Added, Counts, Entry, Run};

use rusqlite::Connection;

/// A store, opened.
pub struct Store {
    /// The sealed reports, and the index attached as `plain`.
    db: Connection,
    /// Never attached: no question reaches a key.
    keys: keys::Keys,
}
