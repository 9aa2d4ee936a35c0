//! Which reports tell one story? Those alike in the words that few reports use (tf-idf, cosine), joined by average likeness. Reports of two languages
//! are compared by the words that both languages use in the collection: names, figures.

use crate::words::is_common;
use crate::{Copy, Report};
use std::collections::{BTreeMap, BTreeSet};

/// Average likeness of two groups of reports that are one story.
const LIKE: f64 = 0.17;
/// Likeness of two reports that are compared at all.
const NEAR: f64 = 0.08;
/// Days between the reports of one story at most.
const DAYS: i64 = 21;
/// Words of a report by which others are found.
const KEYS: usize = 14;
/// A word that more reports have among their keys finds none.
const MAX_SHARERS: usize = 300;
/// Reports of a group in which every pair is compared; in larger ones the nearest are joined first, under a stricter bound.
const MAX_GROUP: usize = 1500;
/// How much stricter, each time that a group is too large.
const STEP: f64 = 0.05;
/// Words that both languages use, in a report that is compared with reports of another language at least.
const LEAST_SHARED: usize = 8;
/// Reports that a collection is taken to have besides its own: in a small one no word is rare.
const BACKGROUND: f64 = 60.0;

/// The stories, each a list of reports; every report stands in one.
pub fn find(reports: &[&Report], copies: &[Copy]) -> Vec<Vec<usize>> {
    let vectors = Vectors::of(reports);
    let edges = edges(reports, &vectors, copies);
    let mut stories = Vec::new();
    let all: Vec<usize> = (0..reports.len()).collect();
    split(&all, &edges, NEAR, &mut |group| stories.extend(average(group, &vectors, reports)));
    stories.sort();
    stories
}

/// Words with their weights, sorted by word, of length one.
type Vector = Vec<(u32, f64)>;

/// The reports as vectors of words.
struct Vectors {
    whole: Vec<Vector>,
    /// Only of words that reports of another language use too.
    shared: Vec<Vector>,
    languages: Vec<Option<String>>,
}

impl Vectors {
    fn of(reports: &[&Report]) -> Self {
        let languages: Vec<Option<String>> = reports.iter().map(|r| r.language.clone()).collect();
        let whole = vectors(reports);
        let mut users: BTreeMap<u32, (&str, bool)> = BTreeMap::new();
        for (vector, language) in whole.iter().zip(&languages) {
            let Some(language) = language.as_deref() else { continue };
            for (id, _) in vector {
                let (first, is_shared) = users.entry(*id).or_insert((language, false));
                *is_shared |= *first != language;
            }
        }
        let of_both = |v: &Vector| -> Vector {
            let kept: Vector = v.iter().copied().filter(|(id, _)| users.get(id).is_some_and(|u| u.1)).collect();
            if kept.len() < LEAST_SHARED { Vector::new() } else { unit(kept) }
        };
        Self { shared: whole.iter().map(of_both).collect(), whole, languages }
    }

    fn likeness(&self, a: usize, b: usize) -> f64 {
        let differ = self.languages[a].as_ref().zip(self.languages[b].as_ref()).is_some_and(|(a, b)| a != b);
        let vectors = if differ { &self.shared } else { &self.whole };
        cosine(&vectors[a], &vectors[b])
    }
}

/// A vector made to be of length one.
fn unit(mut vector: Vector) -> Vector {
    let length = vector.iter().map(|(_, w)| w * w).sum::<f64>().sqrt();
    if length > 0.0 {
        for (_, w) in &mut vector {
            *w /= length;
        }
    }
    vector
}

fn vectors(reports: &[&Report]) -> Vec<Vector> {
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    let mut spread: Vec<u32> = Vec::new();
    let mut counts: Vec<BTreeMap<u32, u32>> = Vec::with_capacity(reports.len());
    for report in reports {
        let mut count: BTreeMap<u32, u32> = BTreeMap::new();
        for token in report.tokens.iter().filter(|t| !is_common(&t.word)) {
            let next = spread.len() as u32;
            let id = *ids.entry(&token.stem).or_insert(next);
            if id == next {
                spread.push(0);
            }
            *count.entry(id).or_default() += 1;
        }
        for id in count.keys() {
            spread[*id as usize] += 1;
        }
        counts.push(count);
    }
    let all = reports.len() as f64 + BACKGROUND;
    let weigh = |count: BTreeMap<u32, u32>| -> Vector {
        let weight = |id: u32, n: u32| (1.0 + f64::from(n).ln()) * (all / (f64::from(spread[id as usize]) + 0.5)).ln().max(0.0);
        unit(count.into_iter().map(|(id, n)| (id, weight(id, n))).collect())
    };
    counts.into_iter().map(weigh).collect()
}

fn cosine(a: &Vector, b: &Vector) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// Whether two reports may tell one story at all: published within three weeks, or one without a day.
fn is_near(a: &Report, b: &Report) -> bool {
    a.day.zip(b.day).is_none_or(|(a, b)| (a - b).abs() <= DAYS)
}

/// Pairs of reports that are alike, with their likeness; each found by a word that both lean on.
fn edges(reports: &[&Report], vectors: &Vectors, copies: &[Copy]) -> Vec<(usize, usize, f64)> {
    let mut sharers: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for vectors in [&vectors.whole, &vectors.shared] {
        for (nth, vector) in vectors.iter().enumerate() {
            let mut keys: Vec<(u32, f64)> = vector.clone();
            keys.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            for (id, _) in keys.into_iter().take(KEYS) {
                sharers.entry(id).or_default().insert(nth);
            }
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = copies.iter().map(|c| (c.copy.min(c.original), c.copy.max(c.original))).collect();
    for group in sharers.values().filter(|g| g.len() <= MAX_SHARERS) {
        for (at, a) in group.iter().enumerate() {
            pairs.extend(group.iter().skip(at + 1).filter(|b| is_near(reports[*a], reports[**b])).map(|b| (*a, *b)));
        }
    }
    let weigh = |(a, b): (usize, usize)| (a, b, vectors.likeness(a, b));
    pairs.into_iter().map(weigh).filter(|(_, _, like)| *like >= NEAR).collect()
}

/// The member that stands for the group of this one.
fn root(place: &BTreeMap<usize, usize>, mut at: usize) -> usize {
    while place[&at] != at {
        at = place[&at];
    }
    at
}

/// Hands every group of reports that edges join to `each`; a group that is too large is cut by a stricter bound first.
fn split(members: &[usize], edges: &[(usize, usize, f64)], bound: f64, each: &mut impl FnMut(&[usize])) {
    let mut place: BTreeMap<usize, usize> = members.iter().map(|m| (*m, *m)).collect();
    for (a, b, _) in
        edges.iter().filter(|(a, b, like)| *like >= bound && place.contains_key(a) && place.contains_key(b)).collect::<Vec<_>>()
    {
        let (a, b) = (root(&place, *a), root(&place, *b));
        if a != b {
            place.insert(a.max(b), a.min(b));
        }
        // Short ways, so that long chains stay quick.
        place.insert(b, a.min(b));
        place.insert(a, a.min(b));
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for m in members {
        groups.entry(root(&place, *m)).or_default().push(*m);
    }
    for group in groups.values() {
        if group.len() <= MAX_GROUP {
            each(group);
        } else if bound < 1.0 {
            let inner: BTreeSet<usize> = group.iter().copied().collect();
            let own: Vec<(usize, usize, f64)> = edges.iter().filter(|(a, b, _)| inner.contains(a) && inner.contains(b)).copied().collect();
            split(group, &own, bound + STEP, each);
        } else {
            // Reports that are all the same to the letter: they are one story.
            group.chunks(MAX_GROUP).for_each(&mut *each);
        }
    }
}

/// Joins the two groups that are most alike, on average over their pairs, until none are alike enough.
fn average(group: &[usize], vectors: &Vectors, reports: &[&Report]) -> Vec<Vec<usize>> {
    let n = group.len();
    let mut members: Vec<Vec<usize>> = group.iter().map(|g| vec![*g]).collect();
    let mut like = vec![0.0_f64; n * n];
    for i in 0..n {
        for j in i + 1..n {
            // Reports too far apart in time speak against joining their groups.
            let near = is_near(reports[group[i]], reports[group[j]]);
            let value = if near { vectors.likeness(group[i], group[j]) } else { 0.0 };
            like[i * n + j] = value;
            like[j * n + i] = value;
        }
    }
    let mut alive: Vec<usize> = (0..n).collect();
    // The nearest neighbour of each, so that a join costs one pass.
    let nearest = |i: usize, alive: &[usize], like: &[f64]| -> (f64, usize) {
        let others = alive.iter().copied().filter(|j| *j != i);
        others.map(|j| (like[i * n + j], j)).fold((-1.0, usize::MAX), |best, next| if next.0 > best.0 { next } else { best })
    };
    let mut best: Vec<(f64, usize)> = (0..n).map(|i| nearest(i, &alive, &like)).collect();
    while alive.len() > 1 {
        let Some(i) = alive.iter().copied().fold(None, |top: Option<usize>, i| match top {
            Some(t) if best[t].0 >= best[i].0 => Some(t),
            _ => Some(i),
        }) else {
            break;
        };
        let (value, j) = best[i];
        if value < LIKE {
            break;
        }
        let (i, j) = (i.min(j), i.max(j));
        let (own, joined) = (members[i].len() as f64, members[j].len() as f64);
        let moved = std::mem::take(&mut members[j]);
        members[i].extend(moved);
        alive.retain(|k| *k != j);
        for k in alive.iter().copied().filter(|k| *k != i) {
            let value = (own * like[i * n + k] + joined * like[j * n + k]) / (own + joined);
            like[i * n + k] = value;
            like[k * n + i] = value;
        }
        for k in alive.clone() {
            if k == i || best[k].1 == i || best[k].1 == j {
                best[k] = nearest(k, &alive, &like);
            } else if like[k * n + i] > best[k].0 {
                best[k] = (like[k * n + i], i);
            }
        }
    }
    alive
        .into_iter()
        .map(|i| {
            let mut story = std::mem::take(&mut members[i]);
            story.sort_unstable();
            story
        })
        .collect()
}
