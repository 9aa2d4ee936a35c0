//! Which way round are the days of this input written?
//!
//! `03/04/2031` is the third of April or the fourth of March. Another row of the same column may tell (`13/04/2031`): rows that wait for it are held back,
//! so many and so long only.

use crate::day::{self, Order};
use crate::fault::Fault;
use crate::limits::{MAX_WAITING_BYTES, MAX_WAITING_REPORTS};
use crate::report::{self, Told};
use crate::source::{Inside, Items};
use crate::{Item, page};
use std::collections::VecDeque;

/// A report as a row or an object tells it, not yet read.
pub struct Draft {
    pub told: Told,
    pub here: Inside,
    /// The byte where it begins.
    pub at: u64,
}

pub type Drafted = Result<Draft, Fault>;

/// The reports of such drafts, in their order.
pub fn documents<'a>(drafts: impl Iterator<Item = Drafted> + 'a) -> Items<'a> {
    Box::new(Documents { drafts, waiting: VecDeque::new(), order: None, given_up: false })
}

struct Documents<D> {
    drafts: D,
    waiting: VecDeque<Drafted>,
    order: Option<Order>,
    /// Whether so many rows told no order that none is waited for.
    given_up: bool,
}

impl<D: Iterator<Item = Drafted>> Iterator for Documents<D> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let next = self.waiting.pop_front().or_else(|| self.take())?;
        if self.order.is_none() && !self.given_up && published(&next).is_some_and(day::is_ambiguous) {
            self.wait();
        }
        let order = self.order;
        Some(next.and_then(|Draft { told, here, at }| {
            report::document(without_markup(Told { order, ..told }), &here).map_err(|fault| fault.at(at))
        }))
    }
}

impl<D: Iterator<Item = Drafted>> Documents<D> {
    /// The next draft; its day may tell the order.
    fn take(&mut self) -> Option<Drafted> {
        let draft = self.drafts.next()?;
        self.order = self.order.or_else(|| published(&draft).and_then(day::order));
        Some(draft)
    }

    /// Reads on until a day tells the order.
    fn wait(&mut self) {
        let mut bytes = 0;
        while self.order.is_none() && self.waiting.len() < MAX_WAITING_REPORTS && bytes < MAX_WAITING_BYTES {
            let Some(draft) = self.take() else { break };
            bytes += draft.as_ref().map_or(0, |draft| draft.told.text.len());
            self.waiting.push_back(draft);
        }
        self.given_up = self.order.is_none();
    }
}

/// A field that holds markup is read as such.
fn without_markup(mut told: Told) -> Told {
    if told.pieces.is_empty() && page::is_fragment(&told.text) {
        told.title = told.title.map(|title| page::plain(&title));
        told.pieces = page::fragment(&told.text, told.title.as_deref());
        told.text.clear();
    }
    told
}

fn published(draft: &Drafted) -> Option<&str> {
    draft.as_ref().ok()?.told.published.as_deref()
}
