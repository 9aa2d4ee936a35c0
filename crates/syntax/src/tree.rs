//! One head a word, one root, no circle.
//!
//! The likeliest head of each word is taken as it is; only where that gives a circle, no root or several is the best tree looked for
//! (Chu, Liu and Edmonds), over the likeliest heads of each word.

/// A broken sentence of more words than this is mended word by word instead, in linear time.
pub const MAX_REPAIR: usize = 250;

/// How many roots are tried when several words, or none, want to be the root.
const ROOTS_TRIED: usize = 4;

/// The heads of `n` words. `scores(w)` gives log-probabilities: of the root, then of the words from `start` on (a sentence too long for the network is
/// scored in parts). What is missing or not a number is never chosen while there is something else.
pub fn heads<'s>(n: usize, scores: impl Fn(usize) -> (usize, &'s [f32])) -> Vec<Option<usize>> {
    if n == 0 {
        return Vec::new();
    }
    let sound = |s: Option<&f32>| s.copied().filter(|s| s.is_finite()).map_or(WORST, |s| s.max(WORST));
    let score = |word: usize, head: Option<usize>| {
        let (start, row) = scores(word);
        match head {
            None => sound(row.first()),
            Some(h) if h == word => 2.0 * WORST,
            // A word of another part hangs on the likeliest root there.
            Some(h) if h < start || h - start + 1 >= row.len() => WORST + sound(scores(h).1.first()).max(WORST / 2.0),
            Some(h) => sound(row.get(h - start + 1)),
        }
    };
    let mut likeliest: Vec<Option<usize>> = (0..n)
        .map(|w| {
            let (start, row) = scores(w);
            let heads = (0..row.len()).map(|i| (i.checked_sub(1).map(|i| i + start), sound(row.get(i))));
            let fit = heads.filter(|(h, _)| *h != Some(w) && h.is_none_or(|h| h < n));
            fit.fold((None, f32::MIN), |a, b| if b.1 > a.1 { b } else { a }).0
        })
        .collect();
    if !is_tree(&likeliest) {
        if n <= MAX_REPAIR {
            likeliest = best_tree(n, &score);
        } else {
            mend(&mut likeliest, &score);
        }
    }
    likeliest
}

/// What an arc that must not be costs.
const WORST: f32 = -1e5;

/// Whether there is exactly one root and every word leads to it.
pub fn is_tree(heads: &[Option<usize>]) -> bool {
    if heads.iter().filter(|h| h.is_none()).count() != 1 {
        return false;
    }
    // 0: not seen, 1: on the way, 2: leads to the root.
    let mut state = vec![0u8; heads.len()];
    for start in 0..heads.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(w) = at {
            match state[w] {
                0 => {
                    state[w] = 1;
                    path.push(w);
                    at = heads[w];
                }
                1 => return false,
                _ => break,
            }
        }
        for w in path {
            state[w] = 2;
        }
    }
    true
}

/// The best tree with one root: Edmonds once for each of the likeliest roots.
fn best_tree(n: usize, score: &impl Fn(usize, Option<usize>) -> f32) -> Vec<Option<usize>> {
    let mut roots: Vec<usize> = (0..n).collect();
    roots.sort_by(|a, b| score(*b, None).total_cmp(&score(*a, None)).then(a.cmp(b)));
    let mut best: Option<(f64, Vec<Option<usize>>)> = None;
    for &root in roots.iter().take(ROOTS_TRIED) {
        let weight = |head: usize, word: usize| f64::from(score(word, Some(head)));
        let matrix: Vec<Vec<f64>> = (0..n).map(|h| (0..n).map(|w| weight(h, w)).collect()).collect();
        let heads = arborescence(&matrix, root);
        let total = f64::from(score(root, None)) + heads.iter().enumerate().filter_map(|(w, h)| h.map(|h| weight(h, w))).sum::<f64>();
        if best.as_ref().is_none_or(|b| total > b.0) {
            best = Some((total, heads));
        }
    }
    best.map(|b| b.1).unwrap_or_default()
}

/// Chu-Liu/Edmonds on a full matrix `weight[head][word]`: contracts one circle at a time. Cubic at worst, for sentences of [`MAX_REPAIR`] words.
fn arborescence(weight: &[Vec<f64>], root: usize) -> Vec<Option<usize>> {
    let n = weight.len();
    let heads: Vec<Option<usize>> = (0..n)
        .map(|w| {
            if w == root { None } else { (0..n).filter(|&h| h != w).max_by(|&a, &b| weight[a][w].total_cmp(&weight[b][w]).then(b.cmp(&a))) }
        })
        .collect();
    let Some(circle) = circle(&heads) else { return heads };
    let mut inside = vec![false; n];
    for &w in &circle {
        inside[w] = true;
    }
    // The words outside keep their order; the circle becomes the last word.
    let outside: Vec<usize> = (0..n).filter(|&w| !inside[w]).collect();
    let m = outside.len();
    let own = |w: usize| heads[w].map_or(0.0, |h| weight[h][w]);
    let mut small = vec![vec![f64::NEG_INFINITY; m + 1]; m + 1];
    let mut enters = vec![0; m];
    let mut leaves = vec![0; m];
    for (i, &a) in outside.iter().enumerate() {
        for (j, &b) in outside.iter().enumerate() {
            small[i][j] = weight[a][b];
        }
        for &c in &circle {
            let entering = weight[a][c] - own(c);
            if entering > small[i][m] {
                (small[i][m], enters[i]) = (entering, c);
            }
            if weight[c][a] > small[m][i] {
                (small[m][i], leaves[i]) = (weight[c][a], c);
            }
        }
    }
    let new_root = outside.iter().position(|&w| w == root).unwrap_or(0);
    let solved = arborescence(&small, new_root);
    let mut out = heads;
    for (i, &w) in outside.iter().enumerate() {
        out[w] = solved[i].map(|h| if h == m { leaves[i] } else { outside[h] });
    }
    if let Some(Some(h)) = solved.get(m)
        && let Some(&entry) = enters.get(*h)
    {
        out[entry] = Some(outside[*h]);
    }
    out
}

/// Some circle of the heads, if there is one.
fn circle(heads: &[Option<usize>]) -> Option<Vec<usize>> {
    let mut seen_in = vec![usize::MAX; heads.len()];
    for start in 0..heads.len() {
        let mut at = Some(start);
        while let Some(w) = at.filter(|&w| seen_in[w] == usize::MAX) {
            seen_in[w] = start;
            at = heads[w];
        }
        if let Some(first) = at.filter(|&w| seen_in[w] == start) {
            let mut circle = vec![first];
            let mut w = heads[first];
            while let Some(next) = w.filter(|&x| x != first) {
                circle.push(next);
                w = heads[next];
            }
            return Some(circle);
        }
    }
    None
}

/// For very long sentences: keeps the likeliest root and hangs on it what does not lead there.
fn mend(heads: &mut [Option<usize>], score: &impl Fn(usize, Option<usize>) -> f32) {
    let best = |a: usize, b: usize| if score(b, None) > score(a, None) { b } else { a };
    let root = (0..heads.len()).filter(|&w| heads[w].is_none()).reduce(best).or_else(|| (0..heads.len()).reduce(best)).unwrap_or(0);
    let mut leads = vec![false; heads.len()];
    leads[root] = true;
    heads[root] = None;
    for start in 0..heads.len() {
        let mut path = Vec::new();
        let mut at = start;
        // `leads` marks the path as well, so that a circle ends at its own words.
        while !leads[at] {
            leads[at] = true;
            path.push(at);
            match heads[at] {
                Some(h) if !leads[h] || !path.contains(&h) => at = h,
                _ => {
                    heads[at] = Some(root);
                    at = root;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_circle_is_broken_where_it_costs_least() {
        // Words 0 and 1 want each other; the root would rather be 1.
        let rows = [vec![-5.0, -9.0, -0.1, -9.0], vec![-1.0, -0.2, -9.0, -9.0], vec![-9.0, -9.0, -0.1, -9.0]];
        assert_eq!(heads(3, |w| (0, &rows[w])), [Some(1), None, Some(1)]);
    }

    #[test]
    fn two_roots_become_one() {
        let rows = [vec![-0.1, -9.0, -2.0], vec![-0.2, -1.0, -9.0]];
        assert_eq!(heads(2, |w| (0, &rows[w])), [None, Some(0)]);
    }

    #[test]
    fn scores_that_say_nothing_still_give_a_tree() {
        for n in [1, 2, 7, 300] {
            assert!(is_tree(&heads(n, |_| (0, &[]))));
            let nan = vec![f32::NAN; n + 1];
            assert!(is_tree(&heads(n, |_| (0, &nan))));
        }
    }

    #[test]
    fn parts_of_a_long_sentence_hang_on_its_root() {
        // Words 0 and 1 are one part, 2 and 3 another; 1 and 3 are the roots there.
        let rows = [vec![-9.0, -9.0, -0.1], vec![-0.1, -9.0, -9.0], vec![-9.0, -9.0, -0.1], vec![-0.2, -5.0, -9.0]];
        assert_eq!(heads(4, |w| (w / 2 * 2, &rows[w])), [Some(1), None, Some(3), Some(1)]);
    }

    proptest! {
        #[test]
        fn any_scores_give_a_tree(n in 1usize..40, seed in proptest::collection::vec(-20f32..0.0, 41 * 41), long in proptest::bool::weighted(0.1)) {
            let n = if long { n + MAX_REPAIR } else { n };
            let rows: Vec<Vec<f32>> = (0..n).map(|w| (0..=n).map(|h| seed[(w * 31 + h * 17) % seed.len()]).collect()).collect();
            prop_assert!(is_tree(&heads(n, |w| (0, &rows[w]))));
        }

        #[test]
        fn no_tree_of_three_words_is_better(seed in proptest::collection::vec(-20f32..0.0, 12)) {
            let rows: Vec<Vec<f32>> = (0..3).map(|w| seed[w * 4..w * 4 + 4].to_vec()).collect();
            let total = |h: &[Option<usize>]| h.iter().enumerate().map(|(w, h)| rows[w][h.map_or(0, |h| h + 1)]).sum::<f32>();
            let likeliest = heads(3, |w| (0, &rows[w]));
            let options = |w: usize| (0..4).filter(move |h| *h != w + 1).map(|h: usize| h.checked_sub(1));
            for a in options(0) { for b in options(1) { for c in options(2) {
                let other = [a, b, c];
                prop_assert!(!is_tree(&other) || total(&other) <= total(&likeliest) + 1e-4, "{:?} {:?}", other, likeliest);
            }}}
        }
    }
}
