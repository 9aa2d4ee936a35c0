//! Which events of one story tell the same happening? Each pair is weighed; what cannot be the same (another town, another day) keeps groups apart, whatever else is alike.

use crate::report::{Report, Telling};
use crate::words::{hash, stem};
use crate::{ActLink, Member};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Weight from which two tellings are one happening.
const ENOUGH: f64 = 2.5;
/// Tellings of one story that are weighed pair by pair; of the rest only those of one type and stem are.
const MAX_TELLINGS: usize = 1500;

/// A telling by its place: report, event.
type At = (usize, usize);

/// Every event with its incident, and every act that another report of the story tells too.
pub fn find(reports: &[&Report], stories: &[Vec<usize>]) -> (Vec<Member>, Vec<ActLink>) {
    let (mut members, mut acts) = (Vec::new(), Vec::new());
    for story in stories {
        let found = of_story(reports, story);
        acts.extend(acts_of(reports, story, &found));
        members.extend(found);
    }
    members.sort_by_key(|m| (m.report, m.event));
    acts.sort_by_key(|a| (a.report, a.act));
    (members, acts)
}

fn of_story(reports: &[&Report], story: &[usize]) -> Vec<Member> {
    let all: Vec<At> = story.iter().flat_map(|r| (0..reports[*r].tellings.len()).map(move |e| (*r, e))).collect();
    let tellings: Vec<&Telling> = all.iter().map(|(r, e)| &reports[*r].tellings[*e]).collect();
    let mut ties: Vec<(f64, usize, usize, String)> = Vec::new();
    for i in 0..tellings.len() {
        for j in i + 1..tellings.len() {
            let (a, b) = (tellings[i], tellings[j]);
            let pressed = tellings.len() > MAX_TELLINGS && (a.kind != b.kind || a.stem != b.stem);
            if !pressed
                && let Some((weight, why)) = weigh(a, b, all[i].0 == all[j].0)
                && weight >= ENOUGH
            {
                ties.push((weight, i, j, why));
            }
        }
    }
    // The strongest first; equal ones in the order of the reports.
    ties.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut group: Vec<usize> = (0..tellings.len()).collect();
    let mut inside: Vec<Vec<usize>> = (0..tellings.len()).map(|i| vec![i]).collect();
    let mut why = vec![String::new(); tellings.len()];
    for (_, i, j, said) in ties {
        let (a, b) = (group[i].min(group[j]), group[i].max(group[j]));
        if a != b {
            if inside[a].iter().any(|x| inside[b].iter().any(|y| clash(tellings[*x], tellings[*y]).is_some())) {
                continue;
            }
            let moved = std::mem::take(&mut inside[b]);
            for m in &moved {
                group[*m] = a;
            }
            inside[a].extend(moved);
        }
        for (own, other) in [(i, j), (j, i)] {
            if why[own].is_empty() {
                why[own] = format!("{said} with {}:{}", short(&reports[all[other].0].hash), tellings[other].start);
            }
        }
    }
    let name = |g: usize| {
        let first = inside[g].iter().map(|i| (reports[all[*i].0].hash.as_str(), tellings[*i].start)).min();
        first.map_or_else(String::new, |(h, start)| name_of(h, &start.to_string()))
    };
    (0..tellings.len())
        .map(|i| Member {
            incident: name(group[i]),
            report: all[i].0,
            event: all[i].1,
            why: if why[i].is_empty() { "alone".to_owned() } else { why[i].clone() },
        })
        .collect()
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// An incident is named after its first telling.
fn name_of(report: &str, place: &str) -> String {
    let mut name = String::from("i");
    let _ = write!(name, "{:016x}", hash(report.bytes().chain([0]).chain(place.bytes())));
    name
}

/// Why two tellings cannot be of one happening.
fn clash(a: &Telling, b: &Telling) -> Option<&'static str> {
    if a.happened != b.happened {
        return Some("status");
    }
    if a.days_apart(b) == Some(true) {
        return Some("days");
    }
    if let (Some(a), Some(b)) = (&a.country, &b.country)
        && a != b
    {
        return Some("country");
    }
    if let (Some(a), Some(b)) = (&a.town, &b.town)
        && a != b
    {
        return Some("town");
    }
    // Another person on one side, or others by their names and by their countries.
    let others = (0..2).any(|s| {
        let (a, b) = (&a.sides[s], &b.sides[s]);
        let apart = |x: &BTreeSet<String>, y: &BTreeSet<String>| !x.is_empty() && !y.is_empty() && x.is_disjoint(y);
        apart(&a.person, &b.person) || apart(&a.names, &b.names) && apart(&a.said, &b.said)
    });
    others.then_some("parties")
}

/// What speaks for two tellings being of one happening, and what is alike; none where they clash.
fn weigh(a: &Telling, b: &Telling, same_report: bool) -> Option<(f64, String)> {
    if (a.kind != b.kind && a.stem != b.stem) || clash(a, b).is_some() {
        return None;
    }
    let mut weight = 0.0;
    let mut alike: Vec<&str> = Vec::new();
    let mut add = |points: f64, what: &'static str| {
        weight += points;
        if points > 0.0 {
            alike.push(what);
        }
    };
    if a.kind == b.kind {
        add(1.0, "type");
        if !a.mode.is_disjoint(&b.mode) {
            add(0.5, "mode");
        } else if !a.mode.is_empty() && !b.mode.is_empty() {
            add(-0.5, "mode");
        }
    }
    if a.stem == b.stem {
        add(1.5, "wording");
    }
    for (side, name) in [(0, "actor"), (1, "recipient")] {
        let (x, y) = (&a.sides[side], &b.sides[side]);
        if !x.names.is_disjoint(&y.names) {
            add(1.0, name);
        } else if !x.sectors.is_empty() && !y.sectors.is_empty() && x.sectors.is_disjoint(&y.sectors) {
            add(-0.5, name);
        } else if !x.countries.is_disjoint(&y.countries) || !x.sectors.is_disjoint(&y.sectors) {
            add(0.5, name);
        } else if !x.names.is_empty() && !y.names.is_empty() {
            add(-1.0, name);
        }
    }
    if a.town.is_some() && a.town == b.town {
        add(1.0, "town");
    } else if a.country.is_some() && a.country == b.country {
        add(0.25, "country");
    }
    if let (Some(x), Some(y)) = (a.days, b.days) {
        add(if x.0 == y.0 && x.1 == y.1 { 1.0 } else { 0.5 }, "days");
    }
    for (kind, (low, high)) in &a.tolls {
        if let Some((other_low, other_high)) = b.tolls.get(kind) {
            // Figures that differ are told side by side; they speak against the link, but a little.
            add(if low <= other_high && other_low <= high { 0.75 } else { -0.25 }, "toll");
        }
    }
    // One report seldom tells one act twice with the same words for another happening; it often tells two acts of one type.
    if same_report && a.stem != b.stem {
        add(-1.0, "same report");
    }
    Some((weight, alike.join(", ")))
}

/// Acts of a story by their stems; an act joins the incident of the coded events with its stem where there is only one.
fn acts_of(reports: &[&Report], story: &[usize], members: &[Member]) -> Vec<ActLink> {
    let mut coded: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut own: BTreeMap<(usize, usize), &str> = BTreeMap::new();
    for m in members {
        let telling = &reports[m.report].tellings[m.event];
        coded.entry(&telling.stem).or_default().insert(&m.incident);
        own.insert((m.report, telling.start), &m.incident);
    }
    let mut by_stem: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for r in story {
        for (nth, act) in reports[*r].acts.iter().enumerate() {
            by_stem.entry(stem(&act.lemma.to_lowercase())).or_default().push((*r, nth));
        }
    }
    let mut links = Vec::new();
    for (stem, places) in by_stem {
        let incidents = coded.get(stem.as_str());
        let common = if let Some([one]) = incidents.map(|i| i.iter().collect::<Vec<_>>()).as_deref() {
            (**one).to_owned()
        } else {
            let first = places.iter().map(|(r, _)| reports[*r].hash.as_str()).min().unwrap_or("");
            name_of(first, &stem)
        };
        for (report, act) in places {
            let incident = own.get(&(report, reports[report].acts[act].start)).map_or(common.clone(), |i| (*i).to_owned());
            links.push(ActLink { incident, report, act });
        }
    }
    links
}
