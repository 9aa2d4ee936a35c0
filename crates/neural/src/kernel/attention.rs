//! Attention of the pieces of one run to each other, a head at a time.

use super::floats::{LANES, exponentials, wide};

/// Numbers a head has.
pub(crate) const HEAD: usize = 32;
/// Keys scored together.
const KEYS: usize = 16;
/// Queries scored together.
const QUERIES: usize = 4;

/// Room for one head of one run.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Keys, a dimension a row, padded to whole groups.
    keys: Vec<f32>,
    /// Values, a piece a row.
    values: Vec<[f32; HEAD]>,
    /// Scores of a few queries.
    scores: Vec<f32>,
}

wide! {
    /// For each piece of a run the mean of all values, weighted by how its query meets their keys. A row of `projected` holds queries, keys
    /// and values, `width` each; the head's numbers begin at `first`. A row of `to` is `width` long.
    pub(crate) fn attend(projected: &[f32], width: usize, first: usize, scratch: &mut Scratch, to: &mut [f32]) {
        let count = to.len() / width;
        let padded = count.next_multiple_of(KEYS);
        let Scratch { keys, values, scores } = scratch;
        keys.clear();
        keys.resize(HEAD * padded, 0.0);
        values.clear();
        for (at, row) in projected.chunks_exact(3 * width).enumerate() {
            for (i, &key) in row[width + first..width + first + HEAD].iter().enumerate() {
                keys[i * padded + at] = key;
            }
            let mut value = [0.0; HEAD];
            value.copy_from_slice(&row[2 * width + first..2 * width + first + HEAD]);
            values.push(value);
        }
        scores.clear();
        scores.resize(QUERIES * padded, 0.0);
        let scale = 1.0 / (HEAD as f32).sqrt();
        for begin in (0..count).step_by(QUERIES) {
            let mut queries = [[0.0; HEAD]; QUERIES];
            let real = QUERIES.min(count - begin);
            for (query, row) in queries.iter_mut().zip(projected[begin * 3 * width..].chunks_exact(3 * width)) {
                for (to, &number) in query.iter_mut().zip(&row[first..first + HEAD]) {
                    *to = number * scale;
                }
            }
            for group in (0..padded).step_by(KEYS) {
                let mut sums = [[[0.0f32; LANES]; KEYS / LANES]; QUERIES];
                for (i, keys) in keys.chunks_exact(padded).enumerate() {
                    if let Some(keys) = keys[group..].first_chunk::<KEYS>() {
                        for (sums, query) in sums.iter_mut().zip(&queries) {
                            for (part, sums) in sums.iter_mut().enumerate() {
                                for lane in 0..LANES {
                                    sums[lane] += query[i] * keys[part * LANES + lane];
                                }
                            }
                        }
                    }
                }
                for (sums, scores) in sums.iter().zip(scores.chunks_exact_mut(padded)) {
                    scores[group..group + KEYS].copy_from_slice(sums.as_flattened());
                }
            }
            let mut totals = [1.0; QUERIES];
            for (scores, total) in scores.chunks_exact_mut(padded).zip(&mut totals).take(real) {
                *total = exponentials(&mut scores[..count]);
            }
            for pair in (0..real).step_by(2) {
                let (a, b) = scores[pair * padded..(pair + 2) * padded].split_at(padded);
                let mut sums = [[[0.0f32; LANES]; HEAD / LANES]; 2];
                for ((value, &a), &b) in values.iter().zip(a).zip(b) {
                    for part in 0..HEAD / LANES {
                        for lane in 0..LANES {
                            sums[0][part][lane] += a * value[part * LANES + lane];
                            sums[1][part][lane] += b * value[part * LANES + lane];
                        }
                    }
                }
                for (row, sums) in (pair..real.min(pair + 2)).zip(&sums) {
                    let at = (begin + row) * width + first;
                    let share = 1.0 / totals[row];
                    for (to, &sum) in to[at..at + HEAD].iter_mut().zip(sums.as_flattened()) {
                        *to = sum * share;
                    }
                }
            }
        }
    }
}
