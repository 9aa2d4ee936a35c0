//! Which reports are copies of one another, and which events of different reports tell the same happening?
//!
//! Copies come first (`copies`): reports that share most of their runs of five words. Then reports that tell one story (`stories`): alike in the words
//! that few reports use. Within a story, events are weighed against each other (`happenings`): type, parties, place, days, toll, wording; what speaks for a
//! link and what against it is kept as `why`. Nothing here depends on the order in which reports came, and nothing is changed in any record: links can be
//! thrown away and made again.

mod copies;
mod happenings;
mod report;
mod stories;
mod words;

pub use report::{Act, Report, Telling};

/// A report that is a copy of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// The copy, an index into the reports.
    pub copy: usize,
    /// The report it is a copy of.
    pub original: usize,
    /// Part of their runs of words that they share, 0 to 1.
    pub likeness: f64,
}

/// An event as one telling of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The incident.
    pub incident: String,
    /// The report, an index into the reports.
    pub report: usize,
    /// The event, an index into the report's tellings.
    pub event: usize,
    /// What speaks for it: the strongest tie to another telling; `alone` where there is none.
    pub why: String,
}

/// A word that names an act, coded or not, and the incident it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActLink {
    /// The incident.
    pub incident: String,
    /// The report, an index into the reports.
    pub report: usize,
    /// The act, an index into the report's acts.
    pub act: usize,
}

/// All that was found.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Copies, each with its original.
    pub copies: Vec<Copy>,
    /// Every event, with its incident.
    pub members: Vec<Member>,
    /// Every act that another report tells too.
    pub acts: Vec<ActLink>,
}

/// Links the events of reports. The answer is the same for any order of the reports: they are named by their hashes.
///
/// ```
/// let links = incident::link(&[]);
/// assert!(links.members.is_empty() && links.copies.is_empty());
/// ```
pub fn link(reports: &[Report]) -> Links {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by(|a, b| reports[*a].hash.cmp(&reports[*b].hash));
    let sorted: Vec<&Report> = order.iter().map(|i| &reports[*i]).collect();
    let copies = copies::find(&sorted);
    let stories = stories::find(&sorted, &copies);
    let (members, acts) = happenings::find(&sorted, &stories);
    Links {
        copies: copies.into_iter().map(|c| Copy { copy: order[c.copy], original: order[c.original], ..c }).collect(),
        members: members.into_iter().map(|m| Member { report: order[m.report], ..m }).collect(),
        acts: acts.into_iter().map(|a| ActLink { report: order[a.report], ..a }).collect(),
    }
}
