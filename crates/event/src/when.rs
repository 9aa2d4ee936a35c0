//! When?
//!
//! The time that hangs on the anchor or on its clause. What is told without any is news: it goes on, or happened on the day that the report
//! names first (right for seven of ten such acts of the training reports; the day of publication for six).

use crate::anchors::Anchor;
use crate::grammar;
use crate::report::Report;
use record::{Date, DateBasis, Direction, Event, EventDate, Interval, Status, Timex, TimexKind};

/// The longest way from an anchor to a time of its sentence.
const MAX_STEPS: usize = 12;
/// How many days before publication a report still tells as news.
const NEWS: i64 = 10;

/// The day of an act by the times of the report.
pub fn find(report: &Report, anchor: &Anchor, status: Status) -> Option<EventDate> {
    if let Some(i) = timex(report, anchor, status) {
        let time = &report.mentions.times[i];
        if let Some(days) = time.interval {
            let basis = if time.resolved { DateBasis::Resolved } else { DateBasis::Stated };
            return Some(EventDate { days, basis, words: vec![time.span] });
        }
    }
    report.news.clone().filter(|_| matches!(status, Status::Actual | Status::Negated))
}

/// The first day of the last ten that the report names; where it names none, it tells of its own day.
pub fn day_of_the_news(published: Option<Date>, times: &[Timex]) -> Option<EventDate> {
    let published = published?;
    let earliest = published.checked_sub(jiff::Span::new().days(NEWS)).ok()?;
    let first = times.iter().find_map(|time| {
        let days = time.interval.filter(|d| d.from == d.to && earliest <= d.from && d.to <= published)?;
        let basis = if time.resolved { DateBasis::Resolved } else { DateBasis::Stated };
        Some(EventDate { days, basis, words: vec![time.span] })
    });
    first.or_else(|| Some(EventDate { days: Interval::day(published), basis: DateBasis::Present, words: Vec::new() }))
}

/// The time of the sentence nearest to the anchor in the tree; one that belongs to another clause costs more.
fn timex(report: &Report, anchor: &Anchor, status: Status) -> Option<usize> {
    let tree = report.tree(anchor.word.sentence)?;
    report
        .times_in(anchor.word.sentence)
        .iter()
        .copied()
        .filter(|&i| {
            let time = &report.mentions.times[i];
            let dated = matches!(time.kind, TimexKind::Date | TimexKind::Time) && (time.interval.is_some() || time.hang.is_some());
            // A deadline is no day of what was done, nor a day before of what is to come.
            dated && time.interval.is_none_or(|days| report.published().is_none_or(|p| can_be(status, days, p)))
        })
        .filter_map(|i| {
            let head = report.mentions.times[i].head.word;
            let path = grammar::path(tree, anchor.word.word, head, MAX_STEPS)?;
            // `Mamani, who governed to 2025, denied it`: the years of the relative clause are no day of the denial.
            let relative = |&w: &usize| {
                w != head && tree.nodes[w].is("acl") && tree.nodes[w].head != Some(anchor.word.word) && grammar::is_predicate(tree, w)
            };
            if path.down.iter().any(relative) {
                return None;
            }
            let crossed = path.down.iter().filter(|&&w| w != head && grammar::is_predicate(tree, w)).count();
            let odd = report.mentions.times[i].interval.is_some_and(|days| report.published().is_some_and(|p| !fits(status, days, p)));
            Some((path.up.len() + path.down.len() + 3 * crossed + 4 * usize::from(odd), anchor.word.word.abs_diff(head), i))
        })
        .min()
        .map(|(_, _, i)| i)
}

/// Whether an act of that status can be of those days at all.
fn can_be(status: Status, days: Interval, published: Date) -> bool {
    match status {
        Status::Actual => days.from <= published,
        Status::Future => days.to >= published,
        Status::Historical | Status::Hypothetical | Status::Negated => true,
    }
}

/// Whether an act of that status is likely to be of those days.
fn fits(status: Status, days: Interval, published: Date) -> bool {
    match status {
        Status::Historical => is_long_ago(days, published),
        _ => can_be(status, days, published),
    }
}

/// Whether the days lie more than a year before publication (ruling 16).
pub fn is_long_ago(days: Interval, published: Date) -> bool {
    published.checked_sub(jiff::Span::new().days(365)).is_ok_and(|year| days.to < year)
}

/// Dates the acts whose time hangs on another act of the report (`two days after the vote`), once that is dated.
pub fn link(report: &Report, anchors: &[Anchor], events: &mut [Event]) {
    for (i, anchor) in anchors.iter().enumerate() {
        let Some(time) = timex(report, anchor, Status::Actual).map(|t| &report.mentions.times[t]) else { continue };
        let (None, Some(hang)) = (time.interval, &time.hang) else { continue };
        let Some(of) = anchors.iter().position(|a| a.word.sentence == hang.event.sentence && a.words.contains(&hang.event.word)) else {
            continue;
        };
        let Some(days) = events.get(of).and_then(|e| e.date.as_ref()).map(|d| d.days) else { continue };
        let far = i64::from(hang.days.unwrap_or(0).clamp(-40_000, 40_000)) * if hang.direction == Direction::Before { -1 } else { 1 };
        let moved = |date: Date| date.checked_add(jiff::Span::new().days(far)).ok();
        if let (Some(from), Some(to), Some(event)) = (moved(days.from), moved(days.to), events.get_mut(i)) {
            event.date = Some(EventDate { days: Interval { from, to }, basis: DateBasis::Linked, words: vec![time.span] });
        }
    }
}
