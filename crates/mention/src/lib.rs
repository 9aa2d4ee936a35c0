//! Which words carry a value: times, quantities of harm, names, toponyms, quotations?
//!
//! Each kind has a module of its own, and none of them reads another's findings, so that their order does not matter.

mod names;
mod quotes;
mod times;
mod tolls;
mod toponyms;

use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Mentions, Tree};

/// Finds every mention of a report.
pub fn find(document: &Document, trees: &[Tree], scores: &Scores, knowledge: &Knowledge) -> Mentions {
    Mentions {
        names: names::find(document, trees, scores, knowledge),
        times: times::find(document, trees),
        toponyms: toponyms::find(document, trees, scores, knowledge),
        tolls: tolls::find(document, trees, knowledge),
        quotes: quotes::find(document, trees, scores, knowledge),
        notices: Vec::new(),
    }
}
