//! Country and sector of a party, from the nearest source that tells: its words, the tables, another party it belongs to, the network, the report.

use crate::candidates::{Candidate, Form};
use crate::coreference;
use crate::home::Home;
use crate::reading::{self, Reading};
use crate::report::Report;
use knowledge::ActorRow;
use record::{Basis, NameKind, Office, Party, PartyKind, PartyMention, WordId};
use std::collections::BTreeMap;

/// A learned sector as likely as this outranks the report's other hints.
const SURE: f32 = 0.5;
/// A learned sector as likely as this outranks a noun inside an organisation's name (`European Union` is no trade union).
const FIRM: f32 = 0.6;
/// A learned sector as likely as this outranks a noun that says no more than a private person (`the man`).
const SURER: f32 = 0.7;
/// A party keeps at most this many offices of the tables.
const MOST_OFFICES: usize = 8;

/// The parties, in the order of their first mentions.
pub fn parties(report: &Report, candidates: &[Candidate], party: &[Option<usize>]) -> Vec<Party> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, id) in party.iter().enumerate() {
        if let Some(id) = id {
            members.entry(*id).or_default().push(i);
        }
    }
    members.retain(|_, m| m.iter().any(|&i| !matches!(candidates[i].form, Form::Pronoun(_))));
    let mut drafts: BTreeMap<usize, Draft> =
        members.iter().map(|(id, m)| (*id, Draft::new(report, m.iter().map(|&i| &candidates[i]).collect()))).collect();
    // What belongs to another party shares its country, and its sector where the noun takes one.
    let owners: Vec<(usize, usize)> = drafts
        .iter()
        .filter_map(|(id, d)| {
            let owner = d.owner?;
            let other = party[coreference::at(candidates, owner)?]?;
            (other != *id).then_some((*id, other))
        })
        .collect();
    for (id, other) in owners {
        let Some((country, sector)) = drafts.get(&other).map(|o| (o.country.clone(), o.sector.clone())) else { continue };
        if let Some(draft) = drafts.get_mut(&id) {
            draft.belong(country, sector);
        }
    }
    let told = drafts.values().filter(|d| d.kind != PartyKind::Country);
    let home = Home::new(report, told.filter_map(|d| Some((d.country.as_deref()?, d.members.as_slice()))));
    let mut parties: Vec<Party> = drafts.into_values().map(|d| d.finish(report, &home)).collect();
    parties.sort_by_key(|p| p.mentions.first().map(|m| (m.span, m.head)));
    parties
}

/// A party as its sources are read.
struct Draft<'a> {
    members: Vec<&'a Candidate>,
    kind: PartyKind,
    name: String,
    country: Option<String>,
    sector: Option<String>,
    /// Whether the sector is settled to be none (a country, an international body).
    settled: bool,
    basis: Option<Basis>,
    offices: Vec<Office>,
    id: Option<String>,
    owner: Option<WordId>,
    takes: bool,
    /// Whether the country of the report says nothing of it (`foreign powers`, a group of no country).
    homeless: bool,
}

impl<'a> Draft<'a> {
    fn new(report: &Report, members: Vec<&'a Candidate>) -> Self {
        let named = |kinds: &[NameKind]| members.iter().filter(|c| matches!(c.form, Form::Name(k) if kinds.contains(&k))).count();
        let (people, bodies) = (named(&[NameKind::Person]), named(&[NameKind::Organisation]));
        let kind = if people + bodies > 0 {
            if people >= bodies { PartyKind::Person } else { PartyKind::Organisation }
        } else {
            members.iter().map(|c| c.kind()).find(|k| *k != PartyKind::Unknown).unwrap_or(PartyKind::Unknown)
        };
        let rank = |c: &&&Candidate| match c.form {
            Form::Name(_) => (2, c.key.split(' ').count()),
            Form::Country(_) => (1, 0),
            _ => (0, 0),
        };
        let fullest = members.iter().rev().max_by_key(rank).map_or("", |c| c.span.of(&report.document.text));
        let mut draft = Self {
            kind,
            name: fullest.split_whitespace().collect::<Vec<_>>().join(" "),
            country: None,
            sector: None,
            settled: false,
            basis: None,
            offices: Vec::new(),
            id: None,
            owner: None,
            takes: false,
            homeless: false,
            members,
        };
        draft.read(report);
        draft
    }

    /// Reads the words, then the tables.
    fn read(&mut self, report: &Report) {
        if let Some(iso) = self.members.iter().find_map(|c| if let Form::Country(iso) = &c.form { Some(iso.clone()) } else { None })
            && self.members.iter().all(|c| !matches!(c.form, Form::Name(_)))
        {
            if let Some(known) = report.knowledge.country(&self.name).or_else(|| report.knowledge.nationality(&self.name)) {
                self.name.clone_from(&known.name);
            }
            // A state or a town that acts is its government; a country is itself.
            if !self.members.iter().any(|c| report.is_country(c.span.of(&report.document.text), &iso)) {
                self.sector = Some("GOV".to_owned());
            }
            self.country = Some(iso);
            self.settled = true;
            self.basis = Some(Basis::Table);
            self.kind = PartyKind::Country;
            return;
        }
        let rows =
            if self.members.iter().any(|c| matches!(c.form, Form::Name(_))) { report.knowledge.actors(&self.name) } else { Vec::new() };
        let rows: Vec<ActorRow> = rows.into_iter().filter(|r| (r.kind == "person") == (self.kind == PartyKind::Person)).collect();
        let members = self.members.clone();
        match self.kind {
            PartyKind::Person if members.iter().any(|c| matches!(c.form, Form::Name(_))) => self.read_person(report, &members, &rows),
            _ if members.iter().any(|c| matches!(c.form, Form::Name(_))) => self.read_body(report, &members, &rows),
            _ => self.read_noun(&members),
        }
    }

    fn read_person(&mut self, report: &Report, members: &[&'a Candidate], rows: &[ActorRow]) {
        let readings: Vec<&Reading> = members.iter().filter(|c| matches!(c.form, Form::Name(_))).flat_map(|c| &c.readings).collect();
        for r in &readings {
            self.country = self.country.take().or_else(|| r.country.clone());
            self.owner = self.owner.or(r.owner);
            if let Some(sector) = &r.sector {
                let title = r.title.of(&report.document.text).to_owned();
                if !self.offices.iter().any(|o| o.title == title) {
                    self.offices.push(Office {
                        title,
                        country: None,
                        sector: Some(sector.clone()),
                        from: None,
                        to: None,
                        basis: Basis::Apposition,
                        words: Some(r.title),
                    });
                }
            }
        }
        // What a person is says more than what they were; a noun that only passes on a sector says less than one with a sector of its own.
        if let Some(best) = readings.iter().filter(|r| r.sector.is_some()).min_by_key(|r| (r.takes, r.former)) {
            self.sector.clone_from(&best.sector);
            self.takes = best.takes;
            self.basis = Some(Basis::Apposition);
            let title = best.title.of(&report.document.text);
            self.offices.sort_by_key(|o| o.title != title);
        }
        if let Some(first) = report.chosen(rows) {
            self.id = (!first.wikidata.is_empty()).then(|| first.wikidata.to_owned());
            // Namesakes of several countries, none of which the report names, tell none.
            let several = !first.is_curated() && rows.iter().any(|r| r.country != rows[0].country) && !report.names_country(first.country);
            self.country = self.country.take().or_else(|| filled(first.country).filter(|_| !several));
            for row in rows.iter().filter(|r| r.name == first.name && !r.office.is_empty()).take(MOST_OFFICES) {
                self.offices.push(Office {
                    title: row.office.to_owned(),
                    country: filled(row.country),
                    sector: filled(row.sector),
                    from: row.from,
                    to: row.to,
                    basis: Basis::Table,
                    words: None,
                });
            }
        }
        for office in &mut self.offices {
            office.country = office.country.take().or_else(|| self.country.clone());
        }
        self.offices.extend(last_office(&self.offices));
        // Of what a person is, an office of state that the words give counts first, then one the tables know for the day, then what else the words say.
        let office = |o: &Office| matches!(o.sector.as_deref(), Some("GOV" | "LEG" | "ELI" | "OPP" | "REL"));
        self.offices.sort_by_key(|o| if o.basis == Basis::Table { 1 } else { u8::from(!office(o)) * 2 });
    }

    fn read_body(&mut self, report: &Report, members: &[&'a Candidate], rows: &[ActorRow]) {
        // `the Belarusian KGB`: a nationality before the name.
        self.country = members.iter().filter(|c| matches!(c.form, Form::Name(_))).find_map(|c| reading::country_before(report, c));
        if let Some(row) = report.body(rows) {
            self.homeless = row.is_curated() && row.country.is_empty();
            self.id = (!row.wikidata.is_empty()).then(|| row.wikidata.to_owned());
            self.country = self.country.take().or_else(|| filled(row.country));
            self.sector = filled(row.sector);
            self.settled = row.kind == "igo" || row.country == "IGO";
            self.basis = Some(Basis::Table);
        }
        let learned = self.learned(report).filter(|(_, p)| *p > FIRM);
        for r in members.iter().flat_map(|c| &c.readings) {
            self.country = self.country.take().or_else(|| r.country.clone());
            self.owner = self.owner.or(r.owner);
            if self.sector.is_none() && !self.settled && learned.is_none() && !r.takes {
                self.sector.clone_from(&r.sector);
                self.basis = self.basis.or(Some(Basis::Noun));
            }
        }
    }

    fn read_noun(&mut self, members: &[&'a Candidate]) {
        for r in members.iter().flat_map(|c| &c.readings) {
            self.country = self.country.take().or_else(|| r.country.clone());
            self.owner = self.owner.or(r.owner);
            self.settled |= r.kind == PartyKind::Country;
            self.homeless |= r.homeless;
            if self.sector.is_none() {
                self.sector.clone_from(&r.sector);
                self.takes = r.takes;
                self.basis = Some(Basis::Noun);
            }
        }
    }

    /// Takes over what the party it belongs to has.
    fn belong(&mut self, country: Option<String>, sector: Option<String>) {
        self.country = self.country.take().or(country);
        if self.takes && sector.is_some() {
            self.sector = sector;
            self.takes = false;
        }
    }

    fn finish(mut self, report: &Report, home: &Home) -> Party {
        let learned = self.learned(report);
        if let Some((None, _)) =
            learned.as_ref().filter(|(_, p)| self.kind == PartyKind::Organisation && self.sector.is_none() && *p > SURE)
        {
            self.settled = true;
            self.country = self.country.take().or_else(|| Some("IGO".to_owned()));
        }
        if self.kind != PartyKind::Country
            && !self.settled
            && let Some((sector, _)) = learned.filter(|(sector, p)| match self.sector {
                None => true,
                Some(_) if self.takes => *p > SURE,
                Some(ref plain) => {
                    plain == "CVL" && self.basis == Some(Basis::Noun) && sector.as_ref().is_some_and(|s| s != plain) && *p > SURER
                }
            })
        {
            self.sector = sector;
            self.basis = Some(Basis::Learned);
        }
        // Who speaks for a body of many countries is no government's (`Kofi Annan`).
        if self.kind == PartyKind::Person && self.country.as_deref() == Some("IGO") && self.sector.as_deref() == Some("GOV") {
            self.sector = None;
        }
        let mut inferred = false;
        if self.country.is_none() && !self.homeless {
            self.country = home.of(&self.members);
            inferred = self.country.is_some();
        }
        for office in &mut self.offices {
            office.country = office.country.take().or_else(|| self.country.clone());
        }
        let mentions = self
            .members
            .iter()
            .map(|c| PartyMention {
                span: c.span,
                head: c.head,
                words: c.words.clone(),
                pronoun: matches!(c.form, Form::Pronoun(_)),
                name: matches!(c.form, Form::Name(_) | Form::Country(_)),
            })
            .collect();
        Party {
            name: self.name,
            kind: self.kind,
            country: self.country,
            inferred,
            sector: self.sector,
            offices: self.offices,
            id: self.id,
            basis: self.basis.unwrap_or(Basis::Context),
            mentions,
        }
    }

    /// The likeliest sector by the network over the words of all its names and nouns, with its probability; an empty one is none.
    fn learned(&self, report: &Report) -> Option<(Option<String>, f32)> {
        let labels = report.scores.labels("sector");
        let mut sum = vec![0.0_f32; labels.len()];
        let mut words = 0.0;
        for c in self.members.iter().filter(|c| !matches!(c.form, Form::Pronoun(_))) {
            let scores = report.scores.sector(c.head);
            if scores.len() == sum.len() {
                words += 1.0;
                for (total, p) in sum.iter_mut().zip(scores) {
                    *total += p;
                }
            }
        }
        let best = (0..sum.len()).filter(|_| words > 0.0).reduce(|a, b| if sum[b] > sum[a] { b } else { a })?;
        Some((Some(labels[best].to_string()).filter(|label| label != "none"), sum[best] / words))
    }
}

/// Who held an office of state that the tables say has ended is of the elite (PLOVER's ELI) from the next day on, as far as they know.
fn last_office(offices: &[Office]) -> Option<Office> {
    let state = |o: &&Office| o.basis == Basis::Table && matches!(o.sector.as_deref(), Some("GOV" | "LEG"));
    let last = offices.iter().filter(state).max_by_key(|o| (o.to.is_none(), o.to))?;
    Some(Office {
        title: format!("former {}", last.title),
        sector: Some("ELI".to_owned()),
        from: Some(last.to?.tomorrow().ok()?),
        to: None,
        ..last.clone()
    })
}

fn filled(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}
