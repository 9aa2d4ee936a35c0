//! Words that are several words in the sense of Universal Dependencies: `don't`, `city's`, `cannot`; `del`, `al`, `decirle`, `dárselo`.

use crate::letters::{is_apostrophe, is_capital};
use crate::rules::{Kinds, Rules};

/// A part of a word: its bytes in the word, and its form where that is not what stands there.
pub struct Part {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The form, if it differs.
    pub form: Option<Box<str>>,
}

/// The parts of an English word; none if it is one word.
pub fn english(word: &str, rules: &Rules) -> Vec<Part> {
    if let Some(parts) = rules.parts(word) {
        return cut_at(word, parts.iter().map(|p| p.chars().count()));
    }
    if !word.contains(is_apostrophe) {
        return Vec::new();
    }
    let mut cuts = vec![word.len()];
    let mut end = word.len();
    // `wouldn't've` has three.
    while let Some(cut) = clitic(&word[..end]).filter(|_| cuts.len() < 4) {
        cuts.push(cut);
        end = cut;
    }
    cuts.push(0);
    cuts.reverse();
    if cuts.len() == 2 { Vec::new() } else { cuts.windows(2).map(|w| Part { start: w[0], end: w[1], form: None }).collect() }
}

/// Where the last clitic of the word begins.
fn clitic(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rev().take(4).find(|(_, c)| is_apostrophe(*c))?;
    let tail = &word[at + mark.len_utf8()..];
    if at == 0 {
        return None;
    }
    if tail.eq_ignore_ascii_case("t") {
        let n = at.checked_sub(1).filter(|n| *n > 0 && word.is_char_boundary(*n) && word[*n..at].eq_ignore_ascii_case("n"))?;
        return Some(n);
    }
    ["s", "m", "re", "ve", "ll", "d"].iter().any(|c| tail.eq_ignore_ascii_case(c)).then_some(at)
}

/// The longest stem in which a Spanish pronoun is looked for; longer words are one word.
const MAX_STEM: usize = 40;
const SECOND: [&str; 11] = ["se", "lo", "la", "le", "los", "las", "les", "me", "te", "nos", "os"];
const FIRST: [&str; 5] = ["se", "me", "te", "nos", "os"];

/// The parts of a Spanish word; none if it is one word. A capital within a sentence is a name's (`Carlos`, `Del Toro`).
pub fn spanish(word: &str, rules: &Rules, mid_sentence: bool, next_capital: impl Fn() -> bool) -> Vec<Part> {
    let shouted = word.len() > 1 && word.chars().all(char::is_uppercase);
    let name = mid_sentence && is_capital(word) && !shouted;
    if let Some(parts) = rules.parts(word) {
        if name && next_capital() {
            return Vec::new();
        }
        let exact = parts.iter().map(|p| p.chars().count()).sum::<usize>() == word.chars().count()
            && parts.concat().chars().zip(word.chars()).all(|(a, b)| Some(a) == b.to_lowercase().next());
        if exact {
            return cut_at(word, parts.iter().map(|p| p.chars().count()));
        }
        let forms = parts.iter().enumerate().map(|(i, p)| {
            if shouted {
                p.to_uppercase()
            } else if i == 0 && is_capital(word) {
                p.chars().take(1).flat_map(char::to_uppercase).chain(p.chars().skip(1)).collect()
            } else {
                (*p).to_owned()
            }
        });
        return forms.map(|f| Part { start: 0, end: word.len(), form: Some(f.into()) }).collect();
    }
    // The cheap question first: every pronoun ends so.
    if name || word.len() < 5 || !word.ends_with(['e', 'o', 'a', 's', 'E', 'O', 'A', 'S']) || word.len() > MAX_STEM {
        return Vec::new();
    }
    let lower = word.to_lowercase();
    if lower.len() != word.len() {
        return Vec::new();
    }
    let Some(last) = enclitics(&lower) else { return Vec::new() };
    if rules.kinds(word).has(Kinds::WHOLE) {
        return Vec::new();
    }
    let stem = &word[..last[0]];
    let verb = without_accent(stem);
    let mut bounds = last.clone();
    bounds.push(word.len());
    if verb == stem {
        let mut cuts = vec![0];
        cuts.extend(bounds);
        return cuts.windows(2).map(|w| Part { start: w[0], end: w[1], form: None }).collect();
    }
    let whole = |form: &str| Part { start: 0, end: word.len(), form: Some(form.into()) };
    let pronouns = bounds.windows(2).map(|w| whole(&word[w[0]..w[1]]));
    std::iter::once(whole(&verb)).chain(pronouns).collect()
}

/// Where the pronouns behind a verb begin, one or two of them; none if the word has none.
fn enclitics(word: &str) -> Option<Vec<usize>> {
    let cut =
        |w: &str, among: &[&str]| among.iter().filter(|p| w.ends_with(*p)).map(|p| w.len() - p.len()).max_by_key(|at| usize::MAX - at);
    let last = cut(word, &SECOND)?;
    let stem = &word[..last];
    let pronoun = &word[last..];
    // An infinitive or gerund with two pronouns has an accent: dárselo, diciéndoselo.
    if let Some(first) = cut(stem, &FIRST) {
        let verb = &word[..first];
        if ["ár", "ér", "ír", "ándo", "iéndo", "yéndo", "éndo"].iter().any(|e| verb.ends_with(e)) && verb.len() > 3 {
            return Some(vec![first, last]);
        }
        // written without its accent
        if ["ar", "er", "ir"].iter().any(|e| verb.ends_with(e))
            && verb.len() > 3
            && ["lo", "la", "los", "las"].contains(&pronoun)
            && &stem[first..] == "se"
        {
            return Some(vec![first, last]);
        }
    }
    let gerund = ["ándo", "iéndo", "yéndo", "éndo"].iter().any(|e| stem.ends_with(e)) && stem.len() > 5;
    if gerund || (stem.ends_with("ír") && stem.len() > 3) {
        return Some(vec![last]);
    }
    let infinitive = ["ar", "er", "ir"].iter().any(|e| stem.ends_with(e)) && stem.len() > 2;
    // Too many nouns and verbs end so: claros, dineros; convierte, muerte, acuerde.
    let noun = pronoun == "os" || (pronoun == "te" && stem.ends_with("ier")) || (pronoun == "te" && stem.ends_with("uer"));
    if infinitive && !noun && (stem.len() > 3 || ["se", "le", "les"].contains(&pronoun) || ["dar", "ser", "ver"].contains(&stem)) {
        return Some(vec![last]);
    }
    // Orders have an accent before their last two syllables: únanse, dígame, háganlo.
    let accented = stem.contains(['á', 'é', 'í', 'ó', 'ú']);
    let order = match pronoun {
        "me" | "se" => stem.ends_with(['a', 'e', 'n']),
        "te" => stem.ends_with(['a', 'e']),
        "lo" | "la" | "le" | "los" | "las" | "les" => stem.ends_with('n'),
        _ => false,
    };
    let late = stem.char_indices().rev().take(2).any(|(_, c)| matches!(c, 'á' | 'é' | 'í' | 'ó' | 'ú'));
    (accented && order && !late && stem.len() > 3).then(|| vec![last])
}

/// The verb as it is written alone: `dár` → `dar`, `diciéndo` → `diciendo`; `oír` keeps its accent.
fn without_accent(stem: &str) -> String {
    let lower = stem.to_lowercase();
    if lower.strip_suffix("ír").is_some_and(|s| s.ends_with(['a', 'e', 'o'])) {
        return stem.to_owned();
    }
    let bare = |c: char| match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' => 'u',
        'Á' => 'A',
        'É' => 'E',
        'Í' => 'I',
        'Ó' => 'O',
        'Ú' => 'U',
        _ => c,
    };
    stem.chars().map(bare).collect()
}

/// Parts that stand one behind the other, given by their numbers of characters; the last takes the rest.
fn cut_at(word: &str, lengths: impl Iterator<Item = usize>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut start = 0;
    for n in lengths {
        let end = word[start..].char_indices().nth(n).map_or(word.len(), |(i, _)| start + i);
        parts.push(Part { start, end, form: None });
        start = end;
    }
    parts.retain(|p| p.start < p.end);
    if let Some(last) = parts.last_mut() {
        last.end = word.len();
    }
    parts
}
