//! Attention of the pieces of one run to each other, a head at a time.

use super::floats::exponentials;
use super::lanes::{LANES, Lanes, wide};

/// Numbers a head has.
pub(crate) const HEAD: usize = 32;
/// Vectors of a head's numbers.
const PARTS: usize = HEAD / LANES;
/// Queries taken together.
const QUERIES: usize = 4;
/// Vectors of keys taken together.
const KEYS: usize = 2;

/// Room for one head of one run.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Keys: of each group of pieces, a dimension a row.
    keys: Vec<[[[f32; LANES]; KEYS]; HEAD]>,
    /// Values, a piece a row.
    values: Vec<[[f32; LANES]; PARTS]>,
    /// Scores of a few queries.
    scores: [Vec<[[f32; LANES]; KEYS]>; QUERIES],
}

wide! {
    /// For each piece of a run the mean of all values, weighted by how its query meets their keys. A row of `projected` holds queries, keys
    /// and values, `width` each; the head's numbers begin at `first`. A row of `to` is `width` long.
    pub(crate) fn attend(projected: &[f32], width: usize, first: usize, scratch: &mut Scratch, to: &mut [f32]) {
        let Scratch { keys, values, scores } = scratch;
        let count = to.len() / width;
        keys.clear();
        keys.resize(count.div_ceil(KEYS * LANES), [[[0.0; LANES]; KEYS]; HEAD]);
        values.clear();
        for (at, row) in projected.chunks_exact(3 * width).enumerate() {
            let (group, part, lane) = (at / (KEYS * LANES), at / LANES % KEYS, at % LANES);
            for (keys, &key) in keys[group].iter_mut().zip(&row[width + first..]) {
                keys[part][lane] = key;
            }
            let mut value = [[0.0; LANES]; PARTS];
            value.as_flattened_mut().copy_from_slice(&row[2 * width + first..2 * width + first + HEAD]);
            values.push(value);
        }
        for scores in &mut *scores {
            scores.clear();
            scores.resize(keys.len(), [[0.0; LANES]; KEYS]);
        }
        let scale = 1.0 / (HEAD as f32).sqrt();
        for (block, to) in projected.chunks(QUERIES * 3 * width).zip(to.chunks_mut(QUERIES * width)) {
            // Of the last block some queries may be missing; their sums go nowhere.
            let mut queries = [[0.0; QUERIES]; HEAD];
            for (number, row) in block.chunks_exact(3 * width).enumerate() {
                for (query, &x) in queries.iter_mut().zip(&row[first..]) {
                    query[number] = x * scale;
                }
            }
            for (group, keys) in keys.iter().enumerate() {
                let mut sums = [[L::splat(0.0); KEYS]; QUERIES];
                for (query, keys) in queries.iter().zip(keys) {
                    let keys = [L::load(&keys[0]), L::load(&keys[1])];
                    for (sums, &query) in sums.iter_mut().zip(query) {
                        let query = L::splat(query);
                        sums[0] = sums[0] + query * keys[0];
                        sums[1] = sums[1] + query * keys[1];
                    }
                }
                for (scores, sums) in scores.iter_mut().zip(sums) {
                    sums[0].store(&mut scores[group][0]);
                    sums[1].store(&mut scores[group][1]);
                }
            }
            for (pair, to) in scores.chunks_exact_mut(2).zip(to.chunks_mut(2 * width)) {
                let [a, b] = pair else { continue };
                let (a, b) = (a.as_flattened_mut().as_flattened_mut(), b.as_flattened_mut().as_flattened_mut());
                let shares = [1.0 / exponentials::<L>(&mut a[..count]), 1.0 / exponentials::<L>(&mut b[..count])];
                let mut sums = [[L::splat(0.0); PARTS]; 2];
                for (value, (&a, &b)) in values.iter().zip(a.iter().zip(&*b)) {
                    let (a, b) = (L::splat(a), L::splat(b));
                    for part in 0..PARTS {
                        let value = L::load(&value[part]);
                        sums[0][part] = sums[0][part] + a * value;
                        sums[1][part] = sums[1][part] + b * value;
                    }
                }
                for ((to, sums), share) in to.chunks_mut(width).zip(sums).zip(shares) {
                    for (to, sum) in to[first..].as_chunks_mut().0.iter_mut().zip(sums) {
                        (sum * L::splat(share)).store(to);
                    }
                }
            }
        }
    }
}
