use crate::{Interval, Span, WordId};
use jiff::civil::Date;

/// The parties and places of a report.
#[derive(Debug, Clone, Default)]
pub struct Entities {
    /// Everyone who may act or be acted upon, by identity.
    pub parties: Vec<Party>,
    /// One entry a mention of a place, in order.
    pub places: Vec<Place>,
}

impl Entities {
    /// The parties (index, mention) whose mention covers this word, shortest mention first.
    pub fn at(&self, word: WordId) -> Vec<(usize, &PartyMention)> {
        let mut found: Vec<_> = (self.parties.iter().enumerate())
            .flat_map(|(i, p)| p.mentions.iter().map(move |m| (i, m)))
            .filter(|(_, m)| m.head.sentence == word.sentence && m.words.contains(&word.word))
            .collect();
        found.sort_by_key(|(i, m)| (m.words.len(), *i));
        found
    }

    /// The party that words with this head name: by a mention, else by the role that they say of somebody (`The army chief, Omar Diallo, said`).
    pub fn named(&self, words: Span, head: WordId) -> Option<usize> {
        let at = self.at(head);
        let mention = at.iter().find(|(_, m)| m.span.overlaps(words) && m.head == head).or(at.first()).map(|(party, _)| *party);
        let role = |p: &Party| p.offices.iter().any(|o| o.words.is_some_and(|said| words.contains(said)));
        mention.or_else(|| self.parties.iter().position(role))
    }
}

/// Someone who acts or is acted upon: a person, an organisation, a country, a group (`police`, `protesters`).
#[derive(Debug, Clone)]
pub struct Party {
    /// The fullest name the report gives, or the canonical name of the tables.
    pub name: String,
    /// What it is.
    pub kind: PartyKind,
    /// ISO 3166 alpha-3, or IGO, NGO, MNC.
    pub country: Option<String>,
    /// Whether no words and no table say the country: it is the one that the report tells most of.
    pub inferred: bool,
    /// PLOVER sector; none for a country as such.
    pub sector: Option<String>,
    /// Roles, each with its days; those the text gives come first.
    pub offices: Vec<Office>,
    /// Wikidata identifier.
    pub id: Option<String>,
    /// How country and sector are known.
    pub basis: Basis,
    /// Its mentions in order; never empty.
    pub mentions: Vec<PartyMention>,
}

impl Party {
    /// Country, sector, office and their basis on a day: what the text says of it first, then the office held on that day, else what it is at all.
    pub fn on(&self, day: Option<Date>) -> (Option<&str>, Option<&str>, Option<&Office>, Basis) {
        let held =
            |o: &&Office| o.basis != Basis::Table || day.is_some_and(|d| o.from.is_none_or(|f| f <= d) && o.to.is_none_or(|t| d <= t));
        match self.offices.iter().find(held) {
            Some(o) => (o.country.as_deref().or(self.country.as_deref()), o.sector.as_deref().or(self.sector.as_deref()), Some(o), o.basis),
            None => (self.country.as_deref(), self.sector.as_deref(), None, self.basis),
        }
    }
}

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum PartyKind {
    Person,
    Organisation,
    Country,
    Group,
    Unknown,
}

impl PartyKind {
    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Country => "country",
            Self::Group => "group",
            Self::Unknown => "unknown",
        }
    }
}

/// A role held from a day to a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its title, as written or as the tables have it.
    pub title: String,
    /// The country it belongs to.
    pub country: Option<String>,
    /// The sector it gives.
    pub sector: Option<String>,
    /// First day, if known.
    pub from: Option<Date>,
    /// Last day, if known.
    pub to: Option<Date>,
    /// How it is known.
    pub basis: Basis,
    /// The words that say it, where the text does.
    pub words: Option<Span>,
}

/// How a role or a code is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// Words beside the name (`foreign minister`).
    Apposition,
    /// A table of offices or actors.
    Table,
    /// The noun itself (`police`).
    Noun,
    /// Another mention of the same party.
    Coreference,
    /// A nationality or country word on it, or the country the report is about.
    Context,
    /// The learned scores.
    Learned,
}

impl Basis {
    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Apposition => "apposition",
            Self::Table => "table",
            Self::Noun => "noun",
            Self::Coreference => "coreference",
            Self::Context => "context",
            Self::Learned => "learned",
        }
    }
}

/// A mention of a party.
#[derive(Debug, Clone)]
pub struct PartyMention {
    /// The shortest words that name it.
    pub span: Span,
    /// Its sentence and head word.
    pub head: WordId,
    /// Its words in the sentence.
    pub words: std::ops::Range<usize>,
    /// Whether it is a pronoun.
    pub pronoun: bool,
    /// Whether it is a name (neither pronoun nor common noun).
    pub name: bool,
}

/// A mention of a place, and the place it was resolved to.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its words.
    pub span: Span,
    /// Its sentence and head word.
    pub head: WordId,
    /// Where it is; none if no table knows it.
    pub location: Option<Location>,
}

/// A place of the world.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Its usual name.
    pub name: String,
    /// First-level unit.
    pub admin1: Option<String>,
    /// ISO 3166 alpha-3.
    pub country: Option<String>,
    /// How exact the point is.
    pub precision: Precision,
    /// WGS 84 degrees north and east.
    pub point: Option<(f64, f64)>,
    /// `GeoNames` identifier.
    pub geonames_id: Option<u32>,
}

/// How exact a point is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "they say themselves")]
pub enum Precision {
    Site,
    City,
    Admin2,
    Admin1,
    Country,
    Region,
    /// A word of nationality points to the country (`Peruvian`); nothing happens there for it.
    Nationality,
}

impl Precision {
    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::City => "city",
            Self::Admin2 => "admin2",
            Self::Admin1 => "admin1",
            Self::Country => "country",
            Self::Region => "region",
            Self::Nationality => "nationality",
        }
    }
}

/// Days of an office, for tables.
impl Office {
    /// The days it was held, where both are known.
    pub fn days(&self) -> Option<Interval> {
        Some(Interval { from: self.from?, to: self.to? })
    }
}
