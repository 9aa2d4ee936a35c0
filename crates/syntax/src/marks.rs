//! Where punctuation hangs, by the guidelines of Universal Dependencies.
//!
//! Nothing hangs on a mark. Quotes and brackets hang on the head of what they enclose; a mark between two units on the lower of the two, whose
//! border it shows; a mark at the end on the root. What the tree of the other words leaves open keeps the head that the network chose.

/// Hangs the words that are `marks` anew. `heads` is a tree and stays one.
pub fn hang(heads: &mut [Option<usize>], marks: &[bool], forms: &[&str]) {
    let is_mark = |w: usize| marks.get(w).copied().unwrap_or(false);
    if !marks.contains(&true) {
        return;
    }
    for word in 0..heads.len() {
        while let Some(mark) = heads[word].filter(|&h| is_mark(h)) {
            heads[word] = heads[mark];
        }
    }
    let Some(root) = heads.iter().position(Option::is_none) else { return };
    let partners = pairs(marks, forms);
    for mark in (0..heads.len()).filter(|&w| is_mark(w)) {
        let place = match partners[mark] {
            Some(other) => enclosed(heads, marks, mark.min(other), mark.max(other)),
            None => between(heads, marks, forms, mark, root),
        };
        if place.is_some() {
            heads[mark] = place;
        }
    }
}

/// The other half of each quote or bracket that has one.
fn pairs(marks: &[bool], forms: &[&str]) -> Vec<Option<usize>> {
    let mut partner = vec![None; marks.len()];
    let mut open: Vec<usize> = Vec::new();
    for (i, form) in forms.iter().enumerate().filter(|(i, _)| marks.get(*i) == Some(&true)) {
        if let Some(&o) = open.last().filter(|&&o| closes(forms[o], form)) {
            open.pop();
            (partner[o], partner[i]) = (Some(i), Some(o));
        } else if closing(form).is_some() {
            open.push(i);
        }
    }
    let straight: Vec<usize> = (0..marks.len()).filter(|&i| marks[i] && forms.get(i) == Some(&"\"")).collect();
    for two in straight.chunks_exact(2).filter(|_| straight.len().is_multiple_of(2)) {
        (partner[two[0]], partner[two[1]]) = (Some(two[1]), Some(two[0]));
    }
    partner
}

fn closing(form: &str) -> Option<&'static str> {
    Some(match form {
        "(" => ")",
        "[" => "]",
        "{" => "}",
        "“" => "”",
        "«" => "»",
        "‘" => "’",
        "¿" => "?",
        "¡" => "!",
        _ => return None,
    })
}

fn closes(open: &str, form: &str) -> bool {
    closing(open) == Some(form)
}

/// The one word between the two that hangs on a word outside.
fn enclosed(heads: &[Option<usize>], marks: &[bool], first: usize, last: usize) -> Option<usize> {
    let mut tops = (first + 1..last).filter(|&w| !marks[w] && heads[w].is_none_or(|h| h <= first || h >= last));
    let top = tops.next();
    top.filter(|_| tops.next().is_none())
}

/// The lower of the two units that meet at the mark; or, if the network chose so, a unit within it that an equal mark opens (`, a jurist,`).
fn between(heads: &[Option<usize>], marks: &[bool], forms: &[&str], mark: usize, root: usize) -> Option<usize> {
    let left = (0..mark).rev().find(|&w| !marks[w]).map(|w| climb(heads, w, |h| h < mark));
    let right = (mark + 1..heads.len()).find(|&w| !marks[w]).map(|w| climb(heads, w, |h| h > mark));
    match (left, right) {
        (Some(_), None) => Some(root),
        (Some(l), Some(r)) if is_above(heads, l, r) => Some(r),
        (Some(l), Some(r)) if is_above(heads, r, l) => {
            let chosen = heads[mark].filter(|&c| c < mark && c != l && is_above(heads, l, c));
            chosen.filter(|&c| opened_by(heads, marks, c, mark).is_some_and(|o| forms.get(o) == forms.get(mark))).or(Some(l))
        }
        (None, right) => right,
        _ => None,
    }
}

/// The mark before the first word of what hangs on `unit`, if its last word is the last before `mark`.
fn opened_by(heads: &[Option<usize>], marks: &[bool], unit: usize, mark: usize) -> Option<usize> {
    let last = (0..mark).rev().find(|&w| !marks[w])?;
    let first = (0..mark).find(|&w| !marks[w] && is_above(heads, unit, w))?;
    first.checked_sub(1).filter(|&o| marks[o] && is_above(heads, unit, last))
}

/// The highest word above `word`, on its side.
fn climb(heads: &[Option<usize>], word: usize, same_side: impl Fn(usize) -> bool) -> usize {
    let mut at = word;
    while let Some(head) = heads[at].filter(|&h| same_side(h)) {
        at = head;
    }
    at
}

fn is_above(heads: &[Option<usize>], above: usize, word: usize) -> bool {
    std::iter::successors(Some(word), |&w| heads[w]).any(|w| w == above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::is_tree;
    use proptest::prelude::*;

    fn hung(forms: &[&str], heads: &[Option<usize>]) -> Vec<Option<usize>> {
        let marks: Vec<bool> = forms.iter().zip(heads).map(|(f, h)| h.is_some() && !f.starts_with(char::is_alphabetic)).collect();
        let mut heads = heads.to_vec();
        hang(&mut heads, &marks, forms);
        heads
    }

    #[test]
    fn a_comma_hangs_on_the_unit_it_borders_and_the_stop_on_the_root() {
        // Mayor Lin, a jurist, spoke.
        let words = ["Mayor", "Lin", ",", "a", "jurist", ",", "spoke", "."];
        let heads = hung(&words, &[Some(1), Some(6), Some(6), Some(4), Some(1), Some(4), None, Some(0)]);
        assert_eq!(heads, [Some(1), Some(6), Some(4), Some(4), Some(1), Some(4), None, Some(6)]);
    }

    #[test]
    fn quotes_hang_on_the_head_of_what_they_enclose() {
        let heads = hung(&["They", "cried", "\"", "Go", "home", "\"", "."], &[Some(1), None, Some(1), Some(1), Some(3), Some(1), Some(3)]);
        assert_eq!(heads, [Some(1), None, Some(3), Some(1), Some(3), Some(3), Some(1)]);
    }

    proptest! {
        #[test]
        fn a_tree_stays_a_tree(choices in proptest::collection::vec((0usize..50, any::<bool>(), 0usize..8), 1..50)) {
            let n = choices.len();
            let heads: Vec<_> = choices.iter().enumerate().map(|(i, c)| if i == 0 { None } else { Some(c.0 % i) }).collect();
            // Turned round, so that heads lie on both sides.
            let flip = |w: usize| (w * 7 + 3) % n;
            let (mut turned, mut marks) = (vec![None; n], vec![false; n]);
            if (0..n).map(flip).collect::<std::collections::BTreeSet<_>>().len() == n {
                for (i, h) in heads.iter().enumerate() {
                    turned[flip(i)] = h.map(flip);
                    marks[flip(i)] = choices[i].1 && h.is_some();
                }
            } else {
                turned = heads;
                marks = choices.iter().enumerate().map(|(i, c)| c.1 && i > 0).collect();
            }
            let forms: Vec<&str> = choices.iter().map(|c| ["\"", "(", ")", ",", "“", "”", "¿", "?"][c.2]).collect();
            hang(&mut turned, &marks, &forms);
            prop_assert!(is_tree(&turned));
            prop_assert!(turned.iter().flatten().all(|&h| !marks[h]));
        }
    }
}
