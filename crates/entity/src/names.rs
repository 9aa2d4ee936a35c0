//! Which names are one: full and short forms of persons, organisations and their acronyms, a country under all its names.

use crate::candidates::{Candidate, Form};
use crate::report::Report;
use record::NameKind;
use std::collections::BTreeMap;

/// At most this many different fuller names are tried for a short one.
const MOST_NAMESAKES: usize = 12;

/// The party number of each name and country; none for nouns and pronouns. Returns also how many parties there are.
pub fn link(report: &Report, candidates: &[Candidate]) -> (Vec<Option<usize>>, usize) {
    let mut party: Vec<Option<usize>> = vec![None; candidates.len()];
    let mut count = 0;
    let mut countries: BTreeMap<String, usize> = BTreeMap::new();
    let mut exact: BTreeMap<String, usize> = BTreeMap::new();
    // The full names by their words: which parties have this word in their name, and where they are mentioned.
    let mut fuller: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut longest: Vec<usize> = (0..candidates.len()).filter(|&i| matches!(candidates[i].form, Form::Name(_))).collect();
    longest.sort_by_key(|&i| std::cmp::Reverse(words(&candidates[i].key).len()));

    for (i, c) in candidates.iter().enumerate() {
        if let Form::Country(iso) = &c.form {
            let text = c.span.of(&report.document.text);
            let key = if report.is_country(text, iso) { iso.clone() } else { c.key.clone() };
            let next = *countries.entry(key).or_insert(count);
            count = count.max(next + 1);
            party[i] = Some(next);
        }
    }
    let acronyms = expansions(report, candidates);
    for &i in &longest {
        let c = &candidates[i];
        let Form::Name(kind) = c.form else { continue };
        let key = acronyms.get(&c.key).cloned().unwrap_or_else(|| c.key.clone());
        // `El Ejército` is not the Ejército de Liberación Nacional: a noun for a body is no short name.
        let noun = !key.contains(' ') && kind != NameKind::Person && !report.agents(c.head.sentence).get(&key).is_empty();
        let short = || short_form(candidates, &party, &fuller, i, kind).filter(|_| !noun);
        let found = exact.get(&key).copied().or_else(short);
        let id = found.unwrap_or(count);
        count = count.max(id + 1);
        party[i] = Some(id);
        if found.is_none() {
            for word in words(&key) {
                let namesakes = fuller.entry(word.to_owned()).or_default();
                if namesakes.len() < MOST_NAMESAKES {
                    namesakes.push(i);
                }
            }
            exact.insert(key, id);
        } else if words(&c.key).len() > 1 {
            exact.entry(key).or_insert(id);
        }
    }
    (party, count)
}

fn words(key: &str) -> Vec<&str> {
    key.split([' ', '-', '.']).filter(|w| !w.is_empty()).collect()
}

/// The party of a fuller name that this one shortens: of a person by the last word, else the first, else any; of an organisation by the first
/// words. Of several the one mentioned last before it, else the first after it.
fn short_form(
    candidates: &[Candidate],
    party: &[Option<usize>],
    fuller: &BTreeMap<String, Vec<usize>>,
    index: usize,
    kind: NameKind,
) -> Option<usize> {
    let short = words(&candidates[index].key);
    let last = short.last()?;
    if last.chars().count() < 2 {
        return None;
    }
    let rank = |full: &[&str], other: NameKind| -> Option<usize> {
        if full.len() <= short.len() {
            return None;
        }
        let person = kind == NameKind::Person || other == NameKind::Person;
        if person && (kind == NameKind::Organisation || other == NameKind::Organisation || kind == NameKind::Location) {
            return None;
        }
        let inside = short.iter().all(|w| full.contains(w));
        match person {
            true if inside && full.last() == Some(last) => Some(0),
            true if inside && full.first() == short.first() => Some(1),
            true if inside => Some(2),
            false if full.starts_with(&short) => Some(0),
            _ => None,
        }
    };
    let namesakes = fuller.get(*last)?;
    namesakes
        .iter()
        .filter_map(|&i| {
            let Form::Name(other) = candidates[i].form else { return None };
            let rank = rank(&words(&candidates[i].key), other)?;
            let before = i < index;
            Some(((rank, !before, index.abs_diff(i)), party[i]?))
        })
        .min()
        .map(|(_, p)| p)
}

/// Acronyms with what they stand for: `Free Syrian Army (FSA)`, and names whose capitals they are.
fn expansions(report: &Report, candidates: &[Candidate]) -> BTreeMap<String, String> {
    let mut initials: BTreeMap<String, String> = BTreeMap::new();
    for c in candidates.iter().filter(|c| matches!(c.form, Form::Name(k) if k != NameKind::Person)) {
        let text = c.span.of(&report.document.text);
        if text.split_whitespace().count() > 1 {
            let letters: String = text.split([' ', '-']).filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect();
            if letters.chars().count() > 1 {
                initials.entry(letters.to_lowercase()).or_insert_with(|| c.key.clone());
            }
        }
    }
    let mut found = BTreeMap::new();
    for pair in candidates.windows(2) {
        let (full, short) = (&pair[0], &pair[1]);
        let names = matches!(full.form, Form::Name(k) if k != NameKind::Person) && matches!(short.form, Form::Name(_));
        if names && full.head.sentence == short.head.sentence && full.words.end + 1 == short.words.start {
            let between = report.text(full.head.sentence, full.words.end..short.words.start);
            let text = short.span.of(&report.document.text);
            if between == "(" && !text.contains(' ') && text.chars().filter(|c| c.is_uppercase()).count() > 1 {
                found.insert(short.key.clone(), full.key.clone());
            }
        }
    }
    for c in candidates.iter().filter(|c| matches!(c.form, Form::Name(_))) {
        let text = c.span.of(&report.document.text);
        let bare = c.key.replace('.', "");
        let acronym = bare.chars().count() > 1 && text.chars().all(|c| c.is_uppercase() || c == '.');
        if let Some(full) = initials.get(&bare).filter(|_| acronym) {
            found.entry(c.key.clone()).or_insert_with(|| full.clone());
        }
    }
    found
}
