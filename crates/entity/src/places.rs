//! Toponyms to places.
//!
//! Every name has candidates in the gazetteer. Which one is meant is told, in this order, by the unit that follows it (`Paris, Texas`),
//! by the countries, units and places the report names beside it, and by how well known each candidate is. One name means one place
//! throughout a report, unless a unit that follows it says otherwise.

mod candidates;
mod containers;

use candidates::Candidate;
use knowledge::Knowledge;
use record::{Document, Location, Mentions, Place, Precision, Toponym, ToponymKind, Tree};
use std::collections::BTreeMap;

/// At most so many different names of a report are weighed against each other; later ones are judged by those.
const MOST_NAMES: usize = 80;
/// Rounds of weighing: a place found helps to find the next.
const ROUNDS: usize = 3;
/// How much it counts that all other evidence is of a candidate's country, of its first-level unit, and that others lie near.
const COUNTRY: f64 = 6.0;
const UNIT: f64 = 6.0;
const NEAR: f64 = 4.0;
/// The distance at which a neighbour counts a third, in kilometres.
const NEAR_KM: f64 = 80.0;

/// How much it counts that a candidate and one of another name lie within a few kilometres, as a town and its county do.
const TOGETHER: f64 = 2.0;
/// The distance at which that counts a third, in kilometres.
const TOGETHER_KM: f64 = 30.0;
/// How many candidates of how many names are held against each other for it; and from how many candidates on a name's nearness may be chance.
const PAIRED: usize = 30;
const CHANCE: f64 = 10.0;

/// One entry a mention of a place, in order.
pub fn resolve(document: &Document, trees: &[Tree], mentions: &Mentions, knowledge: &Knowledge) -> Vec<Place> {
    let _ = trees;
    let text = document.text.as_str();
    let toponyms: Vec<&Toponym> = mentions.toponyms.iter().filter(|t| t.kind != ToponymKind::Nationality).collect();
    let mut names: Vec<Name<'_>> = Vec::new();
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    let mut of_mention = Vec::with_capacity(toponyms.len());
    for toponym in &toponyms {
        let asked = candidates::asked(text, toponym, knowledge);
        let key = (knowledge::fold(asked.name), asked.unit.clone(), asked.hint);
        let nth = *known.entry(key).or_insert_with(|| {
            names.push(Name { candidates: candidates::find(&asked, knowledge), ..Name::default() });
            names.len() - 1
        });
        names[nth].mentions += 1.0;
        of_mention.push(nth);
    }
    one_place_a_name(&known, &mut names);
    let nationalities = nationalities(text, mentions, knowledge);
    pair(&mut names);
    weigh(&mut names, &nationalities);
    let place = |(toponym, nth): (&&Toponym, usize)| Place {
        span: toponym.span,
        head: toponym.head,
        location: names.get(nth).and_then(|name| name.candidates.get(name.best)).map(location),
    };
    let mut places: Vec<Place> = toponyms.iter().zip(of_mention).map(place).collect();
    places.extend(mentions.toponyms.iter().filter(|t| t.kind == ToponymKind::Nationality).filter_map(|t| nationality(text, t, knowledge)));
    places.sort_by_key(|p| p.span);
    places
}

/// The country that a word of nationality points to.
fn nationality(text: &str, word: &Toponym, knowledge: &Knowledge) -> Option<Place> {
    let words = word.span.of(text);
    let country = knowledge.nationality(words).or_else(|| knowledge.country(words))?;
    Some(Place { span: word.span, head: word.head, location: Some(country.location(Precision::Nationality)) })
}

/// A name as written (folded), the unit said to hold it, and a hint at its kind.
type Key = (String, String, candidates::Hint);

/// A name of the report and what it may mean.
#[derive(Default)]
struct Name<'k> {
    candidates: Vec<Candidate<'k>>,
    /// How likely each is.
    shares: Vec<f64>,
    best: usize,
    mentions: f64,
}

/// A bare name means what the same name with its unit means elsewhere in the report.
fn one_place_a_name(known: &BTreeMap<Key, usize>, names: &mut [Name<'_>]) {
    for ((name, ..), bare) in known.iter().filter(|((_, unit, _), _)| unit.is_empty()) {
        let full = known.iter().filter(|((other, unit, _), nth)| other == name && !unit.is_empty() && !names[**nth].candidates.is_empty());
        let Some(full) = full.map(|(_, nth)| *nth).max_by(|a, b| names[*a].mentions.total_cmp(&names[*b].mentions)) else { continue };
        let candidates = names[full].candidates.clone();
        names[*bare].candidates = candidates;
    }
}

/// Countries that nationality words point to, each with a weight.
fn nationalities<'k>(text: &str, mentions: &Mentions, knowledge: &'k Knowledge) -> Vec<(&'k str, f64)> {
    let words = mentions.toponyms.iter().filter(|t| t.kind == ToponymKind::Nationality);
    let countries = words.filter_map(|t| knowledge.nationality(t.span.of(text)).or_else(|| knowledge.country(t.span.of(text))));
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    countries.for_each(|country| *counts.entry(country.iso3.as_str()).or_default() += 1.0);
    counts.into_iter().map(|(iso3, count)| (iso3, 0.6 * (1.0 + count.ln()))).collect()
}

/// Notes for every candidate how closely it lies together with some candidate of each other name.
fn pair(names: &mut [Name<'_>]) {
    for nth in 0..names.len().min(PAIRED) {
        for candidate in 0..names[nth].candidates.len().min(PAIRED) {
            let one = names[nth].candidates[candidate];
            let others = names.iter().take(PAIRED).enumerate().filter(|(other, name)| *other != nth && !name.candidates.is_empty());
            let nearest = others.map(|(_, name)| {
                let nearest = name.candidates.iter().take(PAIRED).filter(|c| c.is_small()).map(|c| c.km(&one)).fold(f64::MAX, f64::min);
                (-nearest / TOGETHER_KM).exp() * (CHANCE / name.candidates.len() as f64).min(1.0)
            });
            names[nth].candidates[candidate].together = if one.is_small() { nearest.sum::<f64>().min(1.5) } else { 0.0 };
        }
    }
}

/// Chooses for every name its likeliest candidate, in rounds.
fn weigh(names: &mut [Name<'_>], nationalities: &[(&str, f64)]) {
    for name in names.iter_mut() {
        let scores: Vec<f64> = name.candidates.iter().map(|c| c.prior).collect();
        settle(name, &scores);
    }
    for _ in 0..ROUNDS {
        let evidence = Evidence::of(names, nationalities);
        let scores: Vec<Vec<f64>> = (0..names.len()).map(|nth| evidence.scores(names, nth)).collect();
        names.iter_mut().zip(&scores).for_each(|(name, scores)| settle(name, scores));
    }
}

/// Turns scores into shares and the best.
fn settle(name: &mut Name<'_>, scores: &[f64]) {
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a))).unwrap_or(0);
    let top = scores.get(best).copied().unwrap_or(0.0);
    let weights: Vec<f64> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f64 = weights.iter().sum();
    name.best = best;
    name.shares = weights.into_iter().map(|weight| weight / sum).collect();
}

/// What the names of a report say together, under the shares of the last round.
#[derive(Default)]
struct Evidence<'k> {
    countries: BTreeMap<&'k str, f64>,
    units: BTreeMap<(&'k str, &'k str), f64>,
    of_countries: f64,
    of_units: f64,
}

impl<'k> Evidence<'k> {
    fn of(names: &[Name<'k>], nationalities: &[(&'k str, f64)]) -> Self {
        let mut evidence = Self::default();
        for (iso3, weight) in nationalities {
            *evidence.countries.entry(iso3).or_default() += weight;
            evidence.of_countries += weight;
        }
        for name in names {
            evidence.add(name, 1.0);
        }
        evidence
    }

    fn add(&mut self, name: &Name<'k>, sign: f64) {
        let weight = sign * (1.0 + name.mentions.ln());
        for (candidate, share) in name.candidates.iter().zip(&name.shares).filter(|(c, share)| **share > 0.01 && !c.row.country.is_empty())
        {
            *self.countries.entry(candidate.row.country).or_default() += weight * share;
            self.of_countries += weight * share;
            if !candidate.row.admin1.is_empty() {
                *self.units.entry((candidate.row.country, candidate.row.admin1)).or_default() += weight * share;
                self.of_units += weight * share;
            }
        }
    }

    /// The scores of a name's candidates in the light of all other names.
    fn scores(&self, names: &[Name<'k>], nth: usize) -> Vec<f64> {
        let name = &names[nth];
        let mut own = Self::default();
        own.add(name, 1.0);
        let share = |all: f64, own: Option<&f64>, sum: f64| (all - own.copied().unwrap_or(0.0)).max(0.0) / (sum.max(0.0) + 1.0);
        let near = |candidate: &Candidate<'_>| {
            let others = names.iter().take(MOST_NAMES).enumerate().filter(|(other, _)| *other != nth);
            let others = others.filter_map(|(_, other)| Some((other.candidates.get(other.best)?, other.shares.get(other.best)?)));
            let others = others.filter(|(other, _)| other.is_small() && other.row.geonames_id != candidate.row.geonames_id);
            others.map(|(other, share)| share * (-other.km(candidate) / NEAR_KM).exp()).sum::<f64>().min(1.5)
        };
        let score = |candidate: &Candidate<'k>| {
            let row = &candidate.row;
            let mut score = candidate.prior + TOGETHER * candidate.together;
            if let Some(all) = self.countries.get(row.country) {
                score += COUNTRY * share(*all, own.countries.get(row.country), self.of_countries - own.of_countries);
            }
            let unit = (row.country, row.admin1);
            if let Some(all) = self.units.get(&unit) {
                score += UNIT * share(*all, own.units.get(&unit), self.of_units - own.of_units);
            }
            score + if candidate.is_small() { NEAR * near(candidate) } else { 0.0 }
        };
        name.candidates.iter().map(score).collect()
    }
}

fn location(candidate: &Candidate<'_>) -> Location {
    let row = &candidate.row;
    let precision = match row.kind {
        "country" => Precision::Country,
        "admin1" => Precision::Admin1,
        "admin2" => Precision::Admin2,
        "region" => Precision::Region,
        "site" => Precision::Site,
        _ => Precision::City,
    };
    let stated = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    Location {
        name: row.name.to_owned(),
        admin1: stated(row.admin1),
        country: stated(row.country),
        precision,
        point: Some(row.point),
        geonames_id: (row.geonames_id != 0).then_some(row.geonames_id),
    }
}

#[cfg(test)]
mod tests;
