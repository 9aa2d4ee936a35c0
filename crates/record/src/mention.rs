use crate::{Span, WordId};
use jiff::civil::Date;

/// Everything in a report that a value can be read from.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// Names, in order; longest first where one holds another.
    pub names: Vec<Name>,
    /// Time expressions, in order, none overlapping.
    pub times: Vec<Timex>,
    /// Names and adjectives of places, not yet resolved, in order.
    pub toponyms: Vec<Toponym>,
    /// Figures of harm and crowds, in order.
    pub tolls: Vec<Quantity>,
    /// Who said what, in order of their contents.
    pub quotes: Vec<Quote>,
}

/// A name as written.
#[derive(Debug, Clone)]
pub struct Name {
    /// Its bytes, without titles and determiners.
    pub span: Span,
    /// The sentence and the head word of the name.
    pub head: WordId,
    /// Its words in the sentence.
    pub words: std::ops::Range<usize>,
    /// What it names.
    pub kind: NameKind,
}

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum NameKind {
    Person,
    Organisation,
    Location,
    Other,
}

/// A time expression (TIMEX3).
#[derive(Debug, Clone)]
pub struct Timex {
    /// Its bytes.
    pub span: Span,
    /// Its sentence and the word it hangs by.
    pub head: WordId,
    /// TIMEX3 type.
    pub kind: TimexKind,
    /// TIMEX3 value, as `2023-02-01`, `P1M`, `2023-W05`, `PRESENT_REF`.
    pub value: String,
    /// TIMEX3 modifier.
    pub modifier: Option<Modifier>,
    /// The days it denotes, both included, where they can be told.
    pub interval: Option<Interval>,
    /// Whether it is counted from the publication day or another time (`Monday`), or says itself (`30 January 2023`).
    pub resolved: bool,
    /// Where it is counted from an event the text names (`two days after the vote`): the interval is unknown until that is dated.
    pub hang: Option<Hang>,
}

/// A time that hangs on an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hang {
    /// The word that names that event.
    pub event: WordId,
    /// Its bytes.
    pub words: Option<Span>,
    /// Before, after, or at it.
    pub direction: Direction,
    /// How far, in days; none if not said.
    pub days: Option<i32>,
}

/// On which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum Direction {
    Before,
    After,
    At,
}

/// Days from `from` to `to`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "they say themselves")]
pub struct Interval {
    pub from: Date,
    pub to: Date,
}

impl Interval {
    /// One day.
    pub const fn day(date: Date) -> Self {
        Self { from: date, to: date }
    }

    /// `day`, `week`, `month`, `year` or `span`, by its length and where it begins.
    pub fn precision(self) -> &'static str {
        let days = self.from.until(self.to).map_or(0, |s| s.get_days()) + 1;
        match days {
            ..=1 => "day",
            7 => "week",
            28..=31 if self.from.day() == 1 => "month",
            365..=366 if self.from.day() == 1 && self.from.month() == 1 => "year",
            _ => "span",
        }
    }
}

/// TIMEX3 types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "TIMEX3's own")]
pub enum TimexKind {
    Date,
    Time,
    Duration,
    Set,
}

impl TimexKind {
    /// Its TIMEX3 name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// TIMEX3 modifiers that news uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "TIMEX3's own")]
pub enum Modifier {
    Start,
    Mid,
    End,
    Approx,
    MoreThan,
    LessThan,
    EqualOrMore,
    EqualOrLess,
    Before,
    After,
}

impl Modifier {
    /// Its TIMEX3 name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Mid => "MID",
            Self::End => "END",
            Self::Approx => "APPROX",
            Self::MoreThan => "MORE_THAN",
            Self::LessThan => "LESS_THAN",
            Self::EqualOrMore => "EQUAL_OR_MORE",
            Self::EqualOrLess => "EQUAL_OR_LESS",
            Self::Before => "BEFORE",
            Self::After => "AFTER",
        }
    }
}

/// A name or adjective of a place, as written.
#[derive(Debug, Clone)]
pub struct Toponym {
    /// Its bytes.
    pub span: Span,
    /// Its sentence and head word.
    pub head: WordId,
    /// Its words in the sentence.
    pub words: std::ops::Range<usize>,
    /// What kind of place word.
    pub kind: ToponymKind,
}

/// What a place word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToponymKind {
    /// The name of a place (country, unit, city, feature).
    Name,
    /// An adjective or noun of nationality (`Peruvian`): a country, not a place of an event.
    Nationality,
    /// A named building, square or site.
    Facility,
}

/// A figure of harm or of a crowd.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// What is counted.
    pub kind: TollKind,
    /// The lowest number it allows; none if unbounded below.
    pub low: Option<u64>,
    /// The highest number it allows; none if unbounded above.
    pub high: Option<u64>,
    /// Told as `about`, or by a vague word (`dozens`).
    pub about: bool,
    /// The words of figure and harm (`at least 60 dead`).
    pub span: Span,
    /// The word of the number, or of the single victim (`a student was killed`).
    pub head: WordId,
    /// The word of harm (`dead`, `killed`, `arrested`).
    pub harm: WordId,
    /// The words for those harmed.
    pub victims: Option<Span>,
    /// A total over a longer time (`since December`), not of one incident.
    pub total: bool,
    /// The words for who gives the figure: the source of the innermost saying that holds it and does not deny it.
    pub source: Option<(Span, WordId)>,
}

/// What a toll counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum TollKind {
    Killed,
    Injured,
    Detained,
    Displaced,
    Missing,
    Participants,
}

impl TollKind {
    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Injured => "injured",
            Self::Detained => "detained",
            Self::Displaced => "displaced",
            Self::Missing => "missing",
            Self::Participants => "participants",
        }
    }
}

/// Who said what.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The words for the source, as short as names it; none if the text does not say.
    pub source: Option<(Span, WordId)>,
    /// The word that says it is said (`reported`, `according to`).
    pub cue: Option<(Span, WordId)>,
    /// What is said; in two spans where the cue stands between.
    pub content: Vec<Span>,
    /// Whether it stands in quotation marks.
    pub direct: bool,
}
