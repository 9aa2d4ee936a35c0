use crate::{Basis, Interval, Office, Place, Span, TollKind, WordId};

/// One act that the report tells: who did what to whom, when, where, at what cost, according to whom.
#[derive(Debug, Clone)]
pub struct Event {
    /// PLOVER type, as `CONSULT`.
    pub kind: String,
    /// PLOVER modes.
    pub mode: Vec<String>,
    /// PLOVER contexts.
    pub context: Vec<String>,
    /// PLOVER quad class, 1 to 4.
    pub quad: u8,
    /// PLOVER score, −10 to +10, where its table has one.
    pub score: Option<f32>,
    /// CAMEO code (own table from type, mode and anchor).
    pub cameo: Option<String>,
    /// Whether it happened.
    pub status: Status,
    /// The words that name the act.
    pub anchor: Span,
    /// Its sentence and first word.
    pub word: WordId,
    /// The bytes of its sentence.
    pub sentence: Span,
    /// Who did it.
    pub actor: Vec<Role>,
    /// To whom.
    pub recipient: Vec<Role>,
    /// When.
    pub date: Option<EventDate>,
    /// Where.
    pub place: Option<Place>,
    /// At what cost.
    pub toll: Vec<Toll>,
    /// According to whom, innermost first.
    pub attribution: Vec<Attribution>,
    /// 0 to 1, as printed: two decimals.
    pub confidence: f32,
    /// The rules and scores that made it.
    pub why: Vec<String>,
}

/// A party in an event.
#[derive(Debug, Clone)]
pub struct Role {
    /// Index into [`crate::Entities::parties`].
    pub party: usize,
    /// The words that name it here (or elsewhere in the report, see `elsewhere`).
    pub span: Span,
    /// Whether the words stand in another sentence.
    pub elsewhere: bool,
    /// Country on the day of the event.
    pub country: Option<String>,
    /// Whether it is only the country that the report tells most of.
    pub inferred: bool,
    /// Sector on that day.
    pub sector: Option<String>,
    /// Office on that day.
    pub office: Option<Office>,
    /// How they are known.
    pub basis: Basis,
}

/// When an event happened.
#[derive(Debug, Clone)]
pub struct EventDate {
    /// The days, both included.
    pub days: Interval,
    /// How the days are known.
    pub basis: DateBasis,
    /// The words that say it; empty only for [`DateBasis::Present`].
    pub words: Vec<Span>,
}

/// How the days of an event are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateBasis {
    /// The text gives the day itself.
    Stated,
    /// The text gives a time counted from the publication day or another time.
    Resolved,
    /// Told as going on: the publication day.
    Present,
    /// Another event's day, on which this one hangs.
    Linked,
}

impl DateBasis {
    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Resolved => "resolved",
            Self::Present => "present",
            Self::Linked => "linked",
        }
    }
}

/// A figure of an event.
#[derive(Debug, Clone)]
pub struct Toll {
    /// What is counted.
    pub kind: TollKind,
    /// The lowest number it allows.
    pub low: Option<u64>,
    /// The highest number it allows.
    pub high: Option<u64>,
    /// Told as `about` or by a vague word.
    pub about: bool,
    /// The words of it.
    pub span: Span,
    /// Those harmed.
    pub victims: Option<Span>,
    /// A total over a longer time.
    pub total: bool,
    /// Who gives the figure, where someone does: party (if resolved) and words.
    pub source: Option<(Option<usize>, Span)>,
}

/// Who, according to the report, says so.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// The party, if resolved.
    pub party: Option<usize>,
    /// The words for the source; none for `reportedly` and the like.
    pub source: Option<Span>,
    /// The word that says it is said.
    pub cue: Option<Span>,
    /// What is said.
    pub content: Span,
}

/// Whether an event happened, by the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum Status {
    Actual,
    Future,
    Hypothetical,
    Negated,
    Historical,
}

impl Status {
    /// All, in the order of the network's labels.
    pub const ALL: [Self; 5] = [Self::Actual, Self::Future, Self::Hypothetical, Self::Negated, Self::Historical];

    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Future => "future",
            Self::Hypothetical => "hypothetical",
            Self::Negated => "negated",
            Self::Historical => "historical",
        }
    }
}
