//! Which language is this written in?

use std::sync::LazyLock;
use whatlang::{Detector, Lang};

/// Languages that events are coded in.
pub const SUPPORTED: [&str; 2] = ["en", "es"];

/// Below this many letters the language of a text is not told.
const LEAST_LETTERS: usize = 40;

/// Below this many letters the statistics of a text err often (one English sentence is surely French to them), and its small words are asked first.
const LONG_LETTERS: usize = 300;

/// Below this many letters a paragraph's language is its report's.
const LEAST_PARAGRAPH: usize = 60;

/// How sure a paragraph must be of another language than its report's.
const SURE: f64 = 0.9;

/// As much of a text is looked at.
const LOOK_BYTES: usize = 16 << 10;

/// The language of a whole text, as ISO 639-1.
pub fn of_text(text: &str) -> Option<&'static str> {
    let head = head(text);
    if letters(head) < LEAST_LETTERS {
        return None;
    }
    let long = letters(head) > LONG_LETTERS;
    let found = whatlang::detect(head).filter(|found| long || found.is_reliable()).and_then(|found| code(found.lang()));
    // Of a long text the words are asked only where the letters tell a language that is not coded: lists, figures and quotations mislead them.
    if long && found.is_some_and(|found| SUPPORTED.contains(&found)) { found } else { by_words(head).or(found) }
}

/// The language of a long text that is surely another than told: a page's template often says `en` whatever is written in it.
pub fn other(text: &str, told: &str) -> Option<&'static str> {
    let head = head(text);
    let found = whatlang::detect(head).filter(|found| letters(head) > LONG_LETTERS && found.is_reliable() && found.confidence() >= SURE)?;
    let found = code(found.lang())?;
    (found != told && by_words(head) == Some(found)).then_some(found)
}

/// Words that a sentence of each language we code cannot well do without, and that its neighbours seldom have.
const SMALL_WORDS: [(&str, &[&str]); 2] = [
    ("en", &["the", "of", "and", "to", "on", "with", "from", "said", "says", "were", "after", "their", "who", "that", "against", "been"]),
    ("es", &["el", "los", "las", "una", "del", "dijo", "según", "y", "tras", "fue", "fueron", "por", "para", "su", "contra", "en"]),
];

/// How many different ones a short text must have, and one of how many of its words.
const LEAST_SMALL_WORDS: (usize, usize) = (2, 8);

/// The language of a sentence or two, too few letters for their statistics, by its small words.
fn by_words(text: &str) -> Option<&'static str> {
    let words: Vec<String> = text.split(|mark: char| !mark.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let told = |small: &[&str]| {
        let all = words.iter().filter(|w| small.contains(&w.as_str())).count();
        let distinct = small.iter().filter(|s| words.iter().any(|w| w == *s)).count();
        if distinct >= LEAST_SMALL_WORDS.0 && all * LEAST_SMALL_WORDS.1 >= words.len() { all } else { 0 }
    };
    let [one, other] = SMALL_WORDS.map(|(language, small)| (told(small), language));
    match one.0.cmp(&other.0) {
        std::cmp::Ordering::Greater => Some(one.1),
        std::cmp::Ordering::Less => Some(other.1),
        std::cmp::Ordering::Equal => None,
    }
}

/// The language of a paragraph in a report of that language: another only where that is sure.
pub fn of_paragraph(paragraph: &str, report: Option<&str>) -> Option<String> {
    let head = head(paragraph);
    if letters(head) < LEAST_PARAGRAPH || (letters(head) <= LONG_LETTERS && report.is_some() && by_words(head) == report) {
        return report.map(str::to_owned);
    }
    let detector = if report.is_some_and(|report| SUPPORTED.contains(&report)) { &*BETWEEN } else { &*ANY };
    let among = detector.detect(head).filter(|found| found.confidence() >= SURE);
    let any = || whatlang::detect(head).filter(|found| found.is_reliable() && found.confidence() >= SURE);
    let other = among.filter(|found| code(found.lang()) != report).or_else(any);
    other.and_then(|found| code(found.lang())).or(report).map(str::to_owned)
}

/// Between two languages little text is enough to tell.
static BETWEEN: LazyLock<Detector> = LazyLock::new(|| Detector::with_allowlist(vec![Lang::Eng, Lang::Spa]));

static ANY: LazyLock<Detector> = LazyLock::new(Detector::new);

/// `en` of `en-US`, `EN`, `eng` or `English`.
pub fn normal(label: &str) -> Option<String> {
    let label = label.trim().to_lowercase();
    let first = label.split(['-', '_', ',', ';']).next().unwrap_or("").trim();
    if first.len() == 2 && first.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(first.to_owned());
    }
    let named =
        |lang: &whatlang::Lang| lang.code() == first || lang.eng_name().eq_ignore_ascii_case(first) || lang.name().to_lowercase() == first;
    whatlang::Lang::all().iter().find(|lang| named(lang)).and_then(|lang| code(*lang)).map(str::to_owned)
}

/// Letters, an ideograph as a word.
fn letters(text: &str) -> usize {
    let weight = |mark: char| if ('\u{3040}'..='\u{9fff}').contains(&mark) { 3 } else { usize::from(mark.is_alphabetic()) };
    text.chars().map(weight).sum()
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(LOOK_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// ISO 639-1 of whatlang's ISO 639-3.
fn code(lang: whatlang::Lang) -> Option<&'static str> {
    let three = lang.code();
    CODES.iter().find(|(long, _)| *long == three).map(|(_, short)| *short)
}

const CODES: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spanish_quotation_in_an_english_report() {
        let report = "Teachers marched through the capital on Tuesday to ask for better pay, and the ministry promised to receive their delegates within the week.";
        assert_eq!(of_text(report), Some("en"));
        let quote = "No vamos a dejar la plaza hasta que el gobierno nos reciba y cumpla lo que prometió a los maestros.";
        assert_eq!(of_paragraph(quote, Some("en")).as_deref(), Some("es"));
        assert_eq!(of_paragraph("Sí.", Some("en")).as_deref(), Some("en"));
        let names = "Soldiers killed at least 12 protesters in Khartoum on Monday, a doctors' committee said.";
        assert_eq!(of_paragraph(names, Some("en")).as_deref(), Some("en"));
    }

    #[test]
    fn a_sentence_is_enough() {
        for (text, language) in [
            ("Soldiers killed at least 12 protesters in Khartoum on Monday, a doctors' committee said.", Some("en")),
            (
                "Video: Police shoot at protesters in Lima\nPolice shot at protesters in Lima on Monday, wounding four, said the union.",
                Some("en"),
            ),
            ("Gunmen abducted two priests from a seminary near Kaduna, the diocese said.", Some("en")),
            ("La policía detuvo a 14 campesinos en Arequipa, dijo el ministerio.", Some("es")),
            ("Marcharon los maestros por el centro de Lima el lunes.", Some("es")),
            ("Die Polizei nahm am Montag in Berlin drei Demonstranten fest.", None),
            ("Politiet anholdt to mænd i København mandag aften, siger ministeren.", None),
            ("A polícia deteve três manifestantes em Lisboa na segunda-feira.", None),
            ("La police a arrêté trois manifestants à Dakar lundi soir.", None),
        ] {
            let found = of_text(text);
            assert!(language.map_or(!matches!(found, Some("en" | "es")), |l| found == Some(l)), "{text}: {found:?}");
        }
    }

    #[test]
    fn labels() {
        assert_eq!(normal("en-US").as_deref(), Some("en"));
        assert_eq!(normal("Spanish").as_deref(), Some("es"));
        assert_eq!(normal("spa").as_deref(), Some("es"));
        assert_eq!(normal("x"), None);
    }
}
