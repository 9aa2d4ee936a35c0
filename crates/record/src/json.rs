//! The record at the edge: its JSON shape, with the names of the PLOVER exchange format where it has one.
//!
//! Offsets are Unicode code points into the canonical text, end exclusive (as in the W3C `TextPositionSelector`); `text` always equals the slice. What the
//! report does not say is absent. The JSON Schema is made from these types ([`schema`]).

use crate::offsets::Offsets;
use crate::{Document, Event, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of this shape; it changes when a reader must change.
pub const SCHEMA: &str = "diurna/1";

macro_rules! shape {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident : $kind:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub struct $name { $($(#[$field_about])* #[serde(skip_serializing_if = "Absent::is_absent")] pub $field: $kind),* }
    };
}

/// Whether a field is left out of the JSON.
trait Absent {
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Absent for bool {
    fn is_absent(&self) -> bool {
        !self
    }
}

/// Fields that are always there.
macro_rules! always {
    ($($kind:ty),*) => { $(impl Absent for $kind { fn is_absent(&self) -> bool { false } })* };
}
always!(String, usize, u8, f32, f64, Words, Range, DocumentHead);

shape! {
    /// Words of the canonical text.
    Words {
        /// The words themselves.
        text: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
    }
}

shape! {
    /// A stretch of the canonical text, without its words.
    Range {
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
    }
}

shape! {
    /// Where a report was read from.
    Source {
        /// The file, as given.
        file: String,
        /// The line, row or entry in it.
        member: Option<String>,
    }
}

shape! {
    /// What every event says of its report.
    DocumentHead {
        /// Identifier, given or made from the text.
        id: String,
        /// The file it was read from.
        path: String,
        /// The line, row or entry in the file.
        member: Option<String>,
        /// Address.
        url: Option<String>,
        /// Headline.
        title: Option<String>,
        /// Who published it.
        publisher: Option<String>,
        /// Day of publication, ISO 8601.
        published: Option<String>,
        /// ISO 639-1.
        language: Option<String>,
    }
}

shape! {
    /// A paragraph.
    Block {
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// `body`, `headline`, `dateline`, `header`, `quotation`, `post`, `caption`, `furniture`.
        kind: String,
        /// ISO 639-1.
        language: Option<String>,
        /// Who posted it.
        author: Option<Words>,
        /// When it was posted, ISO 8601.
        posted: Option<String>,
    }
}

shape! {
    /// A report as read.
    DocumentBody {
        /// Identifier, given or made from the text.
        id: String,
        /// The file it was read from.
        path: String,
        /// The file, and the member in it.
        source: Option<Source>,
        /// Address.
        url: Option<String>,
        /// Headline.
        title: Option<String>,
        /// Who published it.
        publisher: Option<String>,
        /// Who wrote it.
        byline: Option<String>,
        /// Day of publication, ISO 8601.
        published: Option<String>,
        /// How that day is known: `flag`, `field`, `header`, `dateline`, …
        published_basis: Option<String>,
        /// Day of the last change, ISO 8601.
        modified: Option<String>,
        /// ISO 639-1.
        language: Option<String>,
        /// The canonical text: every offset counts its code points.
        text: String,
        /// Its paragraphs.
        #[serde(default)]
        blocks: Vec<Block>,
    }
}

shape! {
    /// A party in an event.
    Role {
        /// Its identifier in the record.
        party: String,
        /// The words that name it.
        text: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Whether those words stand in another sentence.
        #[serde(default)]
        elsewhere: bool,
        /// Its fullest or usual name.
        name: String,
        /// ISO 3166 alpha-3, or IGO, NGO, MNC.
        country: Option<String>,
        /// Whether nothing says the country: it is the one that the report tells most of.
        #[serde(default)]
        country_inferred: bool,
        /// PLOVER sector.
        sector: Option<String>,
        /// Office held on the day of the event.
        office: Option<String>,
        /// Wikidata identifier.
        id: Option<String>,
        /// `apposition`, `table`, `noun`, `coreference`, `context`, `learned`.
        basis: String,
    }
}

shape! {
    /// When.
    Date {
        /// First day, ISO 8601.
        from: String,
        /// Last day, included.
        to: String,
        /// `day`, `week`, `month`, `year`, `span`.
        precision: String,
        /// `stated`, `resolved`, `present` (going on: the publication day), `linked` (from another event's day).
        basis: String,
        /// The words that say it.
        #[serde(default)]
        words: Vec<Words>,
    }
}

shape! {
    /// A place as mentioned and as resolved.
    Place {
        /// The words.
        text: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Usual name.
        name: Option<String>,
        /// First-level unit.
        admin1: Option<String>,
        /// ISO 3166 alpha-3.
        country: Option<String>,
        /// `site`, `city`, `admin2`, `admin1`, `country`, `region`; `nationality` of a word that points to a country (`Peruvian`).
        precision: Option<String>,
        /// Degrees north, WGS 84.
        lat: Option<f64>,
        /// Degrees east, WGS 84.
        lon: Option<f64>,
        /// `GeoNames` identifier.
        geonames_id: Option<u32>,
    }
}

shape! {
    /// Words that name someone, and the party where it is known.
    Mentioned {
        /// Its identifier in the record.
        party: Option<String>,
        /// The words.
        text: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
    }
}

shape! {
    /// A figure of harm or of a crowd.
    Toll {
        /// `killed`, `injured`, `detained`, `displaced`, `missing`, `participants`.
        kind: String,
        /// Lowest number it allows.
        low: Option<u64>,
        /// Highest number it allows.
        high: Option<u64>,
        /// Told as `about` or by a vague word.
        #[serde(default)]
        about: bool,
        /// A total over a longer time, not of one incident.
        #[serde(default)]
        total: bool,
        /// The words.
        text: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Those harmed.
        victims: Option<Mentioned>,
        /// Who gives the figure.
        source: Option<Mentioned>,
    }
}

shape! {
    /// Who, according to the report, says so.
    Attribution {
        /// The source; absent for `reportedly` and the like.
        source: Option<Mentioned>,
        /// The word that says it is said.
        cue: Option<Words>,
        /// What is said.
        content: Range,
    }
}

shape! {
    /// One event.
    EventBody {
        /// Identifier: that of the report and the place of the anchor.
        id: String,
        /// PLOVER type.
        event: String,
        /// PLOVER modes.
        #[serde(default)]
        mode: Vec<String>,
        /// PLOVER contexts (from a word list; not evaluated).
        #[serde(default)]
        context: Vec<String>,
        /// PLOVER quad class, 1 to 4.
        quad: u8,
        /// PLOVER score, −10 to +10.
        score: Option<f32>,
        /// CAMEO code, from our own table of type and mode.
        cameo: Option<String>,
        /// `actual`, `future`, `hypothetical`, `negated`, `historical`.
        status: String,
        /// The words that name the act.
        anchor: Words,
        /// Its sentence.
        sentence: Range,
        /// Who did it.
        #[serde(default)]
        actor: Vec<Role>,
        /// To whom.
        #[serde(default)]
        recipient: Vec<Role>,
        /// When.
        date: Option<Date>,
        /// Where.
        place: Option<Place>,
        /// At what cost.
        #[serde(default)]
        toll: Vec<Toll>,
        /// According to whom, innermost first.
        #[serde(default)]
        attribution: Vec<Attribution>,
        /// 0 to 1, two decimals.
        confidence: f64,
        /// The rules and scores that made it.
        #[serde(default)]
        why: Vec<String>,
    }
}

/// One line of `--format events`: an event and its report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventLine {
    /// Always `diurna/1`.
    pub schema: String,
    /// Its report.
    pub document: DocumentHead,
    /// The event.
    #[serde(flatten)]
    pub event: EventBody,
}

shape! {
    /// A time expression (TIMEX3).
    Time {
        /// The words.
        text: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// `DATE`, `TIME`, `DURATION`, `SET`.
        r#type: String,
        /// TIMEX3 value.
        value: String,
        /// TIMEX3 modifier.
        r#mod: Option<String>,
        /// First day it denotes.
        from: Option<String>,
        /// Last day, included.
        to: Option<String>,
        /// The word it is counted from, where it hangs on another event.
        hangs_on: Option<Words>,
    }
}

shape! {
    /// An office of a party.
    Office {
        /// Title.
        title: String,
        /// Its country.
        country: Option<String>,
        /// Its sector.
        sector: Option<String>,
        /// First day.
        from: Option<String>,
        /// Last day.
        to: Option<String>,
        /// How it is known.
        basis: String,
        /// The words that say it.
        words: Option<Words>,
    }
}

shape! {
    /// A party with all its mentions.
    Party {
        /// Identifier in the record, as `p3`.
        party: String,
        /// Fullest or usual name.
        name: String,
        /// `person`, `organisation`, `country`, `group`, `unknown`.
        kind: String,
        /// ISO 3166 alpha-3, or IGO, NGO, MNC.
        country: Option<String>,
        /// Whether nothing says the country: it is the one that the report tells most of.
        #[serde(default)]
        country_inferred: bool,
        /// PLOVER sector.
        sector: Option<String>,
        /// How they are known.
        basis: String,
        /// Wikidata identifier.
        id: Option<String>,
        /// Its offices.
        #[serde(default)]
        offices: Vec<Office>,
        /// Its mentions.
        #[serde(default)]
        mentions: Vec<Words>,
    }
}

shape! {
    /// Who said what.
    Quote {
        /// The source.
        source: Option<Mentioned>,
        /// The word that says it is said.
        cue: Option<Words>,
        /// What is said.
        #[serde(default)]
        content: Vec<Words>,
        /// Whether in quotation marks.
        #[serde(default)]
        direct: bool,
    }
}

shape! {
    /// Something that could not be read.
    Notice {
        /// Fixed code.
        code: String,
        /// First code point.
        start: Option<usize>,
        /// One past the last code point.
        end: Option<usize>,
        /// One line for people.
        message: String,
    }
}

/// One line of `--format records`: everything read from one report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecordLine {
    /// Always `diurna/1`.
    pub schema: String,
    /// The report.
    pub document: DocumentBody,
    /// Time expressions.
    pub times: Vec<Time>,
    /// Places, one entry a mention.
    pub places: Vec<Place>,
    /// Parties, one entry a party.
    pub parties: Vec<Party>,
    /// Quotations and reported speech.
    pub quotes: Vec<Quote>,
    /// Figures of harm and crowds.
    pub tolls: Vec<Toll>,
    /// Events.
    pub events: Vec<EventBody>,
    /// What could not be read.
    pub notices: Vec<Notice>,
}

/// The JSON Schemas of `code --format events`, `code --format records`, `read` and `parse --format json`, under the names
/// `event`, `record`, `read` and `sentence`.
pub fn schema() -> serde_json::Value {
    serde_json::json!({ "event": schemars::schema_for!(EventLine), "record": schemars::schema_for!(RecordLine), "read": schemars::schema_for!(ReadLine),
        "sentence": schemars::schema_for!(SentenceLine) })
}

/// The lines of `--format events` of one record.
pub fn events(record: &crate::Record) -> Vec<EventLine> {
    let edge = Edge::new(record);
    let head = edge.head();
    record.events.iter().map(|e| EventLine { schema: SCHEMA.into(), document: head.clone(), event: edge.event(e) }).collect()
}

/// The line of `--format records` of one record.
pub fn record(record: &crate::Record) -> RecordLine {
    Edge::new(record).record()
}

/// One line of `diurna read`: a report before it is coded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadLine {
    /// Always `diurna/1`.
    pub schema: String,
    /// The report.
    pub document: DocumentBody,
    /// What could not be read.
    pub notices: Vec<Notice>,
}

/// The line of `diurna read` of one document.
pub fn read(document: &Document) -> ReadLine {
    let offsets = Offsets::new(&document.text);
    ReadLine {
        schema: SCHEMA.into(),
        document: document_body(document, &offsets),
        notices: document.notices.iter().map(|n| notice(n, &offsets)).collect(),
    }
}

shape! {
    /// A word in the sense of Universal Dependencies.
    Word {
        /// The words of the text; of a fused token (`del`) the whole token.
        text: String,
        /// First code point.
        start: usize,
        /// One past the last code point.
        end: usize,
        /// Its form, where that differs from the text (`de`, `el`).
        form: Option<String>,
        /// Dictionary form.
        lemma: String,
        /// Part of speech.
        upos: String,
        /// UD features.
        feats: Option<String>,
        /// The number of the word it hangs on, from 1; 0 at the root.
        head: usize,
        /// UD relation.
        relation: String,
    }
}

/// One line of `diurna parse --format json`: a sentence and its tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SentenceLine {
    /// Identifier of the report.
    pub document: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Its words in order.
    pub words: Vec<Word>,
}

/// The lines of `diurna parse --format json` of one report.
pub fn trees(document: &Document, trees: &[crate::Tree]) -> Vec<SentenceLine> {
    let offsets = Offsets::new(&document.text);
    let word = |token: &crate::Token, node: &crate::Node| {
        let Words { text, start, end } = words(&document.text, &offsets, token.span);
        Word {
            text,
            start,
            end,
            form: token.form.as_deref().map(str::to_owned),
            lemma: node.lemma.to_string(),
            upos: node.upos.name().into(),
            feats: Some(node.feats.to_string()).filter(|f| !f.is_empty()),
            head: node.head.map_or(0, |h| h + 1),
            relation: node.relation.to_string(),
        }
    };
    let line = |tree: &crate::Tree| {
        let (start, end) = offsets.points(tree.span);
        SentenceLine {
            document: document.id.clone(),
            start,
            end,
            words: tree.tokens.iter().zip(&tree.nodes).map(|(t, n)| word(t, n)).collect(),
        }
    };
    trees.iter().map(line).collect()
}

/// A notice, with its place in code points.
fn notice(notice: &crate::Notice, offsets: &Offsets) -> Notice {
    let points = notice.span.map(|s| offsets.points(s));
    Notice { code: notice.code.into(), start: points.map(|p| p.0), end: points.map(|p| p.1), message: notice.message.clone() }
}

/// One record on its way out: bytes become code points, indices become identifiers.
struct Edge<'a> {
    record: &'a crate::Record,
    offsets: Offsets<'a>,
}

impl<'a> Edge<'a> {
    fn new(record: &'a crate::Record) -> Self {
        Self { record, offsets: Offsets::new(&record.document.text) }
    }

    fn words(&self, span: Span) -> Words {
        words(&self.record.document.text, &self.offsets, span)
    }

    fn range(&self, span: Span) -> Range {
        let (start, end) = self.offsets.points(span);
        Range { start, end }
    }

    fn mentioned(&self, party: Option<usize>, span: Span) -> Mentioned {
        let Words { text, start, end } = self.words(span);
        Mentioned { party: party.map(party_id), text, start, end }
    }

    /// The party whose mention has this head word, where there is one.
    fn party_at(&self, span: Span) -> Option<usize> {
        let holds = |p: &crate::Party| p.mentions.iter().any(|m| m.span.overlaps(span) && (span.contains(m.span) || m.span.contains(span)));
        self.record.entities.parties.iter().position(holds)
    }

    fn head(&self) -> DocumentHead {
        let d = &self.record.document;
        DocumentHead {
            id: d.id.clone(),
            path: d.source.file.clone(),
            member: d.source.member.clone(),
            url: d.url.clone(),
            title: d.title.clone(),
            publisher: d.publisher.clone(),
            published: d.published.as_ref().map(|p| p.date.to_string()),
            language: d.language.clone(),
        }
    }

    fn role(&self, role: &crate::Role) -> Role {
        let Words { text, start, end } = self.words(role.span);
        let party = self.record.entities.parties.get(role.party);
        Role {
            party: party_id(role.party),
            name: party.map_or_else(|| text.clone(), |p| p.name.clone()),
            text,
            start,
            end,
            elsewhere: role.elsewhere,
            country: role.country.clone(),
            country_inferred: role.inferred,
            sector: role.sector.clone(),
            office: role.office.as_ref().map(|o| o.title.clone()),
            id: party.and_then(|p| p.id.clone()),
            basis: role.basis.name().into(),
        }
    }

    fn place(&self, place: &crate::Place) -> Place {
        let Words { text, start, end } = self.words(place.span);
        let location = place.location.as_ref();
        Place {
            text,
            start,
            end,
            name: location.map(|l| l.name.clone()),
            admin1: location.and_then(|l| l.admin1.clone()),
            country: location.and_then(|l| l.country.clone()),
            precision: location.map(|l| l.precision.name().into()),
            lat: location.and_then(|l| l.point).map(|p| p.0),
            lon: location.and_then(|l| l.point).map(|p| p.1),
            geonames_id: location.and_then(|l| l.geonames_id),
        }
    }

    fn event(&self, event: &Event) -> EventBody {
        let anchor = self.words(event.anchor);
        EventBody {
            id: format!("{}:{}", self.record.document.id, anchor.start),
            event: event.kind.clone(),
            mode: event.mode.clone(),
            context: event.context.clone(),
            quad: event.quad,
            score: event.score,
            cameo: event.cameo.clone(),
            status: event.status.name().into(),
            sentence: self.range(event.sentence),
            anchor,
            actor: event.actor.iter().map(|r| self.role(r)).collect(),
            recipient: event.recipient.iter().map(|r| self.role(r)).collect(),
            date: event.date.as_ref().map(|d| Date {
                from: d.days.from.to_string(),
                to: d.days.to.to_string(),
                precision: d.days.precision().into(),
                basis: d.basis.name().into(),
                words: d.words.iter().map(|w| self.words(*w)).collect(),
            }),
            place: event.place.as_ref().map(|p| self.place(p)),
            toll: event.toll.iter().map(|t| self.toll(t)).collect(),
            attribution: (event.attribution.iter())
                .map(|a| Attribution {
                    source: a.source.map(|s| self.mentioned(a.party, s)),
                    cue: a.cue.map(|c| self.words(c)),
                    content: self.range(a.content),
                })
                .collect(),
            confidence: f64::from((event.confidence * 100.0).round()) / 100.0,
            why: event.why.clone(),
        }
    }

    fn toll(&self, toll: &crate::Toll) -> Toll {
        let Words { text, start, end } = self.words(toll.span);
        Toll {
            kind: toll.kind.name().into(),
            low: toll.low,
            high: toll.high,
            about: toll.about,
            total: toll.total,
            text,
            start,
            end,
            victims: toll.victims.map(|v| self.mentioned(self.party_at(v), v)),
            source: toll.source.map(|(party, span)| self.mentioned(party, span)),
        }
    }

    fn time(&self, time: &crate::Timex) -> Time {
        let Words { text, start, end } = self.words(time.span);
        Time {
            text,
            start,
            end,
            r#type: time.kind.name().into(),
            value: time.value.clone(),
            r#mod: time.modifier.map(|m| m.name().into()),
            from: time.interval.map(|i| i.from.to_string()),
            to: time.interval.map(|i| i.to.to_string()),
            hangs_on: time.hang.as_ref().and_then(|h| h.words).map(|w| self.words(w)),
        }
    }

    fn party(&self, (index, party): (usize, &crate::Party)) -> Party {
        Party {
            party: party_id(index),
            name: party.name.clone(),
            kind: party.kind.name().into(),
            country: party.country.clone(),
            country_inferred: party.inferred,
            sector: party.sector.clone(),
            basis: party.basis.name().into(),
            id: party.id.clone(),
            offices: (party.offices.iter())
                .map(|o| Office {
                    title: o.title.clone(),
                    country: o.country.clone(),
                    sector: o.sector.clone(),
                    from: o.from.map(|d| d.to_string()),
                    to: o.to.map(|d| d.to_string()),
                    basis: o.basis.name().into(),
                    words: o.words.map(|w| self.words(w)),
                })
                .collect(),
            mentions: party.mentions.iter().map(|m| self.words(m.span)).collect(),
        }
    }

    fn record(&self) -> RecordLine {
        let r = self.record;
        RecordLine {
            schema: SCHEMA.into(),
            document: document_body(&r.document, &self.offsets),
            times: r.mentions.times.iter().map(|t| self.time(t)).collect(),
            places: r.entities.places.iter().map(|p| self.place(p)).collect(),
            parties: r.entities.parties.iter().enumerate().map(|p| self.party(p)).collect(),
            quotes: (r.mentions.quotes.iter())
                .map(|q| Quote {
                    source: q.source.map(|(s, head)| self.mentioned(r.entities.named(s, head), s)),
                    cue: q.cue.map(|(c, _)| self.words(c)),
                    content: q.content.iter().map(|c| self.words(*c)).collect(),
                    direct: q.direct,
                })
                .collect(),
            tolls: (r.mentions.tolls.iter())
                .map(|q| {
                    self.toll(&crate::Toll {
                        kind: q.kind,
                        low: q.low,
                        high: q.high,
                        about: q.about,
                        span: q.span,
                        victims: q.victims,
                        total: q.total,
                        source: q.source.map(|(s, head)| (r.entities.named(s, head), s)),
                    })
                })
                .collect(),
            events: r.events.iter().map(|e| self.event(e)).collect(),
            notices: r.notices.iter().map(|n| notice(n, &self.offsets)).collect(),
        }
    }
}

fn party_id(index: usize) -> String {
    format!("p{}", index + 1)
}

fn words(text: &str, offsets: &Offsets, span: Span) -> Words {
    let (start, end) = offsets.points(span);
    Words { text: span.of(text).into(), start, end }
}

fn document_body(d: &Document, offsets: &Offsets) -> DocumentBody {
    DocumentBody {
        id: d.id.clone(),
        path: d.source.file.clone(),
        source: Some(Source { file: d.source.file.clone(), member: d.source.member.clone() }),
        url: d.url.clone(),
        title: d.title.clone(),
        publisher: d.publisher.clone(),
        byline: d.byline.clone(),
        published: d.published.as_ref().map(|p| p.date.to_string()),
        published_basis: d.published.as_ref().map(|p| p.basis.into()),
        modified: d.modified.map(|m| m.to_string()),
        language: d.language.clone(),
        text: d.text.clone(),
        blocks: (d.blocks.iter())
            .map(|b| {
                let (start, end) = offsets.points(b.span);
                let post = b.post.as_ref();
                Block {
                    start,
                    end,
                    kind: b.kind.name().into(),
                    language: b.language.clone(),
                    author: post.and_then(|p| p.author).map(|a| words(&d.text, offsets, a)),
                    posted: post.and_then(|p| p.date).map(|(day, _)| day.to_string()),
                }
            })
            .collect(),
    }
}
