//! Words for comparing: folded, without endings, without the words that every report uses.

/// Words that say nothing of a story, English and Spanish; sorted.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "a", "about", "according", "afirmó", "after", "against", "al", "all", "also", "an", "and", "ante", "any", "are", "as", "at",
    "aunque", "año", "años", "be", "been", "before", "being", "but", "by", "cada", "can", "como", "con", "contra", "could", "cuando",
    "de", "del", "desde", "did", "dijo", "do", "does", "donde", "dos", "during", "día", "e", "el", "ella", "en", "entre", "era", "es",
    "ese", "esta", "estaba", "este", "esto", "está", "están", "first", "for", "from", "fue", "fueron", "ha", "había", "had", "han",
    "has", "hasta", "have", "he", "her", "here", "him", "his", "i", "if", "in", "into", "is", "it", "its", "just", "la", "las", "last",
    "le", "les", "lo", "los", "may", "me", "might", "more", "most", "mr", "mrs", "ms", "must", "muy", "más", "new", "ni", "no", "not",
    "now", "o", "of", "off", "on", "one", "only", "or", "other", "otros", "our", "out", "over", "para", "pero", "por", "porque", "que",
    "quien", "reported", "reportedly", "reports", "s", "said", "say", "saying", "says", "se", "según", "ser", "she", "should", "si",
    "sido", "sin", "sobre", "some", "son", "su", "sus", "t", "también", "tan", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "tiene", "to", "told", "tras", "two", "un", "una", "under", "uno", "up", "very", "was", "we",
    "were", "what", "when", "where", "which", "while", "who", "will", "with", "would", "y", "ya", "year", "years", "you",
];

/// Endings that are cut, the longest first.
const ENDINGS: &[&str] = &[
    "amientos", "imientos", "amiento", "imiento", "aciones", "ations", "iciones", "ación", "ation", "ición", "ments", "iendo", "ieron",
    "ment", "ings", "ions", "ando", "aron", "ados", "idos", "adas", "idas", "ing", "ers", "ors", "ion", "ado", "ido", "ada", "ida", "ies",
    "ied", "er", "or", "ed", "es", "ly", "as", "os", "ar", "ir", "ó", "e", "s", "d", "y", "a", "o",
];

/// Letters of a stem at least.
const STEM: usize = 3;

/// A word as it was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Folded.
    pub word: String,
    /// Without its ending.
    pub stem: String,
}

/// The words of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    parts
        .map(|w| {
            let word = w.to_lowercase();
            Token { stem: stem(&word), word }
        })
        .collect()
}

/// Whether every report uses it.
pub fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// A lower-case word without its ending, a doubled last letter made one (`stopped`, `stop`).
pub fn stem(word: &str) -> String {
    let letters = word.chars().count();
    let cut =
        ENDINGS.iter().find(|e| word.ends_with(**e) && letters - e.chars().count() >= STEM).map_or(word, |e| &word[..word.len() - e.len()]);
    let mut back = cut.chars().rev();
    match (back.next(), back.next()) {
        (Some(last), Some(before)) if last == before && cut.chars().count() > STEM => cut[..cut.len() - last.len_utf8()].to_owned(),
        _ => cut.to_owned(),
    }
}

/// FNV-1a, the same on every machine.
pub fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    // The plain hash of short words differs in few high bits: mix them at the end.
    let h = bytes.into_iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let h = (h ^ (h >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    h ^ (h >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_act_have_one_stem() {
        assert!(COMMON.is_sorted(), "the list is searched by halves");
        for (a, b) in
            [("arrested", "arrest"), ("stopped", "stop"), ("killing", "killed"), ("detuvieron", "detuvieron"), ("liberaron", "liberado")]
        {
            assert_eq!(stem(a), stem(b), "{a}, {b}");
        }
        assert_eq!(stem("es"), "es");
        assert!(is_common("said") && !is_common("arrest"));
    }
}
