//! Which words carry a value: times, quantities of harm, names, toponyms, quotations?
//!
//! Each kind has a module of its own; toponyms read the names, tolls names and times, and nothing else reads another's findings. Who gives a
//! figure is told where all stand together.

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
    let names = names::find(document, trees, scores, knowledge);
    let times = times::find(document, trees, knowledge);
    let quotes = quotes::find(document, trees, knowledge);
    let mut tolls = tolls::find(document, trees, &times, &names, knowledge);
    for toll in &mut tolls {
        toll.source = quotes::source_of(document, trees, knowledge, &quotes, toll.span);
    }
    Mentions { toponyms: toponyms::find(document, trees, &names, knowledge), tolls, quotes, times, names }
}
