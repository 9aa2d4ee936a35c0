//! Who are the parties, and where are the places?
//!
//! Phrases that may name a party are found in `candidates` and read in `reading`; `names` joins the names of one party, `coreference`
//! joins nouns and pronouns to them, and `codes` says country, sector and offices, each with how it is known.

mod candidates;
mod codes;
mod coreference;
mod home;
mod names;
mod places;
mod reading;
mod report;
#[cfg(test)]
mod tests;

use knowledge::Knowledge;
use neural::Scores;
use record::{Document, Entities, Mentions, Tree};

/// Resolves names, nouns and pronouns to parties, and toponyms to places.
pub fn resolve(document: &Document, trees: &[Tree], mentions: &Mentions, scores: &Scores, knowledge: &Knowledge) -> Entities {
    let places = places::resolve(document, trees, mentions, knowledge);
    let report = report::Report::new(document, trees, mentions, scores, knowledge, &places);
    let candidates = candidates::find(&report);
    let (mut party, count) = names::link(&report, &candidates);
    coreference::link(&report, &candidates, &mut party, count);
    let parties = codes::parties(&report, &candidates, &party);
    Entities { parties, places }
}
