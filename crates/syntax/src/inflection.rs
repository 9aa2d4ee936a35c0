//! Which dictionary form may an inflected word have? Rules give candidates; the words of news decide.

use record::Upos;

/// Words with how often they were seen, and how often where a verb stands; sorted by bytes.
pub struct Vocabulary {
    rows: Vec<(&'static str, [u32; 2])>,
}

/// Lines of comment and column names before the rows.
const HEAD: usize = 3;

impl Vocabulary {
    /// Reads `word TAB seen TAB verb`.
    pub fn read(table: &'static str) -> Self {
        let row = |line: &'static str| {
            let mut cells = line.split('\t');
            let word = cells.next()?;
            let mut count = || cells.next()?.parse().ok();
            Some((word, [count()?, count()?]))
        };
        Self { rows: table.lines().skip(HEAD).filter_map(row).collect() }
    }

    /// How often the word was seen, where a verb stands and at all.
    fn seen(&self, word: &str) -> (u32, u32) {
        self.rows.binary_search_by_key(&word, |r| r.0).map_or((0, 0), |i| (self.rows[i].1[1], self.rows[i].1[0]))
    }

    /// The candidate seen most: of a verb where verbs stand; none where none is known. The first of equals.
    pub fn best(&self, candidates: Vec<String>, upos: Upos) -> Option<String> {
        let weigh = |word: &str| match (upos, self.seen(word)) {
            (Upos::VERB | Upos::AUX, seen) => seen,
            (_, (_, all)) => (all, 0),
        };
        let known = candidates.into_iter().map(|c| (weigh(&c), c)).filter(|(seen, _)| *seen > (0, 0));
        known.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, word)| word)
    }
}

/// English verbs whose past is not regular: form, lemma. Prefixes (`over-`, `under-`, `with-`, `re-`) are taken off. Sorted.
#[rustfmt::skip]
const IRREGULAR: &[(&str, &str)] = &[
    ("arisen", "arise"), ("arose", "arise"), ("awoke", "awake"), ("awoken", "awake"), ("bent", "bend"), ("bit", "bite"),
    ("bitten", "bite"), ("bled", "bleed"), ("bore", "bear"), ("borne", "bear"), ("bound", "bind"), ("bred", "breed"), ("built", "build"),
    ("burnt", "burn"), ("came", "come"), ("clung", "cling"), ("crept", "creep"), ("did", "do"), ("done", "do"), ("drawn", "draw"),
    ("drew", "draw"), ("dug", "dig"), ("fed", "feed"), ("fled", "flee"), ("flew", "fly"), ("flown", "fly"), ("flung", "fling"),
    ("forbade", "forbid"), ("forbidden", "forbid"), ("forgave", "forgive"), ("forgiven", "forgive"), ("froze", "freeze"),
    ("frozen", "freeze"), ("gone", "go"), ("ground", "grind"), ("held", "hold"), ("hid", "hide"), ("hidden", "hide"), ("hung", "hang"),
    ("knelt", "kneel"), ("laid", "lay"), ("led", "lead"), ("lent", "lend"), ("lit", "light"), ("ran", "run"), ("rang", "ring"),
    ("ridden", "ride"), ("risen", "rise"), ("rode", "ride"), ("rose", "rise"), ("rung", "ring"), ("sang", "sing"), ("sank", "sink"),
    ("saw", "see"), ("seen", "see"), ("shaken", "shake"), ("shook", "shake"), ("shrank", "shrink"), ("shrunk", "shrink"),
    ("slain", "slay"), ("slew", "slay"), ("sold", "sell"), ("sought", "seek"), ("sped", "speed"), ("spilt", "spill"),
    ("sprang", "spring"), ("sprung", "spring"), ("stole", "steal"), ("stolen", "steal"), ("stood", "stand"), ("stridden", "stride"),
    ("striven", "strive"), ("strode", "stride"), ("strove", "strive"), ("stuck", "stick"), ("stung", "sting"), ("sung", "sing"),
    ("sunk", "sink"), ("swept", "sweep"), ("swore", "swear"), ("sworn", "swear"), ("swung", "swing"), ("taken", "take"),
    ("taught", "teach"), ("thought", "think"), ("threw", "throw"), ("thrown", "throw"), ("told", "tell"), ("took", "take"),
    ("tore", "tear"), ("torn", "tear"), ("went", "go"), ("wept", "weep"), ("wore", "wear"), ("worn", "wear"), ("wove", "weave"),
    ("woven", "weave"), ("written", "write"), ("wrote", "write"), ("wrung", "wring"),
];

/// Candidates for an English verb or noun; none for words of other classes.
pub fn english(form: &str, upos: Upos) -> Vec<String> {
    let mut out = Vec::new();
    let mut add = |suffix: &str, endings: &[&str]| {
        if let Some(stem) = form.strip_suffix(suffix).filter(|s| s.len() > 1) {
            out.extend(endings.iter().map(|e| format!("{stem}{e}")));
            // `stopped`, `planning`: the last consonant once.
            let doubled = endings.contains(&"") && matches!(suffix, "ed" | "ing") && stem.is_ascii() && {
                let b = stem.as_bytes();
                b.len() > 2 && b[b.len() - 1] == b[b.len() - 2] && !b"aeiou".contains(&b[b.len() - 1])
            };
            if doubled {
                out.push(stem[..stem.len() - 1].to_owned());
            }
        }
    };
    match upos {
        Upos::VERB | Upos::AUX => {
            if let Some(lemma) = irregular(form) {
                return vec![lemma];
            }
            for (suffix, endings) in [
                ("ied", &["y", "ie"][..]),
                ("ed", &["", "e"]),
                ("ying", &["ie", "y"]),
                ("ing", &["", "e"]),
                ("ies", &["y", "ie"]),
                ("es", &["", "e"]),
                ("s", &[""]),
            ] {
                add(suffix, endings);
            }
            out.push(form.to_owned());
        }
        Upos::NOUN => {
            for (suffix, endings) in
                [("ies", &["y", "ie"][..]), ("ves", &["f", "fe", "ve"]), ("es", &["", "e"]), ("s", &[""]), ("men", &["man"])]
            {
                add(suffix, endings);
            }
        }
        _ => {}
    }
    out
}

fn irregular(form: &str) -> Option<String> {
    let find = |form: &str| IRREGULAR.binary_search_by_key(&form, |r| r.0).ok().map(|i| IRREGULAR[i].1);
    if let Some(lemma) = find(form) {
        return Some(lemma.to_owned());
    }
    ["over", "under", "with", "re", "up", "fore", "mis", "out", "un"]
        .iter()
        .find_map(|prefix| Some(format!("{prefix}{}", find(form.strip_prefix(prefix)?)?)))
}

/// Regular endings of the Spanish conjugations, by infinitive.
const SPANISH: [(&str, &[&str]); 3] = [
    (
        "ar",
        &[
            "ó", "aron", "é", "amos", "aste", "ado", "ada", "ados", "adas", "ando", "a", "an", "o", "as", "aba", "aban", "ábamos", "ará",
            "arán", "aré", "aremos", "aría", "arían", "e", "en", "es", "ase", "asen", "ara", "aran",
        ],
    ),
    (
        "er",
        &[
            "ió", "ieron", "í", "imos", "ido", "ida", "idos", "idas", "iendo", "e", "en", "o", "es", "ía", "ían", "erá", "erán", "eré",
            "eremos", "ería", "erían", "a", "an", "as", "iera", "ieran", "iese", "iesen", "yó", "yeron", "yendo", "ído", "ída",
        ],
    ),
    (
        "ir",
        &[
            "ió", "ieron", "í", "imos", "ido", "ida", "idos", "idas", "iendo", "e", "en", "o", "es", "ía", "ían", "irá", "irán", "iré",
            "iremos", "iría", "irían", "a", "an", "as", "iera", "ieran", "iese", "iesen", "yó", "yeron", "yendo", "ye", "yen", "ya", "yan",
            "jo", "jeron", "ído",
        ],
    ),
];
/// Ends of Spanish verbs that are not regular, with those of their infinitives (`detuvieron`, `impuesto`).
const SPANISH_STRONG: [(&str, &str); 24] = [
    ("tuvo", "tener"),
    ("tuvieron", "tener"),
    ("tiene", "tener"),
    ("tienen", "tener"),
    ("tendrá", "tener"),
    ("puso", "poner"),
    ("pusieron", "poner"),
    ("puesto", "poner"),
    ("puesta", "poner"),
    ("puestos", "poner"),
    ("puestas", "poner"),
    ("dijo", "decir"),
    ("dijeron", "decir"),
    ("hizo", "hacer"),
    ("vino", "venir"),
    ("vinieron", "venir"),
    ("dujo", "ducir"),
    ("dujeron", "ducir"),
    ("trajo", "traer"),
    ("trajeron", "traer"),
    ("scrito", "scribir"),
    ("suelto", "solver"),
    ("vuelto", "volver"),
    ("bierto", "brir"),
];

/// Candidates for a Spanish verb, noun or adjective; none for words of other classes.
pub fn spanish(form: &str, upos: Upos) -> Vec<String> {
    let mut out = Vec::new();
    match upos {
        Upos::VERB | Upos::AUX => {
            for (end, infinitive) in SPANISH_STRONG {
                out.extend(form.strip_suffix(end).map(|stem| format!("{stem}{infinitive}")));
            }
            for (infinitive, endings) in SPANISH {
                for stem in endings.iter().filter_map(|e| form.strip_suffix(e)).filter(|s| s.len() > 1) {
                    out.extend(stems(stem).into_iter().map(|s| s + infinitive));
                }
            }
            if ["ar", "er", "ir", "ír"].iter().any(|e| form.ends_with(e)) {
                out.push(form.to_owned());
            }
        }
        Upos::NOUN => {
            for (suffix, ending) in
                [("iones", "ión"), ("ones", "ón"), ("anes", "án"), ("eses", "és"), ("ces", "z"), ("es", ""), ("es", "e"), ("s", "")]
            {
                out.extend(form.strip_suffix(suffix).filter(|s| s.len() > 1).map(|stem| format!("{stem}{ending}")));
            }
        }
        Upos::ADJ => {
            for (suffix, ending) in [("as", "o"), ("os", "o"), ("a", "o"), ("es", ""), ("es", "e"), ("s", "")] {
                out.extend(form.strip_suffix(suffix).filter(|s| s.len() > 1).map(|stem| format!("{stem}{ending}")));
            }
        }
        _ => {}
    }
    out
}

/// A stem, and as it may be written or sounded in the infinitive: `ataqu-` attac-, `amenac-` amenaz-, `nieg-` neg-, `muer-` mor-, `pid-` ped-.
fn stems(stem: &str) -> Vec<String> {
    let mut out = vec![stem.to_owned()];
    for (end, base) in [("c", "z"), ("qu", "c"), ("gu", "g"), ("j", "g"), ("y", "")] {
        out.extend(stem.strip_suffix(end).map(|s| format!("{s}{base}")));
    }
    for i in 0..out.len() {
        for (sound, base) in [("ie", "e"), ("ue", "o"), ("i", "e"), ("u", "o")] {
            let word = &out[i];
            if let Some(at) = word.rfind(sound) {
                let changed = format!("{}{base}{}", &word[..at], &word[at + sound.len()..]);
                out.push(changed);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> (Vocabulary, Vocabulary) {
        (Vocabulary::read(include_str!("vocabulary.en.tsv")), Vocabulary::read(include_str!("vocabulary.es.tsv")))
    }

    #[test]
    fn inflected_words_of_news_have_their_lemma() {
        let (en, es) = vocabulary();
        for (form, upos, lemma) in [
            ("besieged", Upos::VERB, "besiege"),
            ("expelled", Upos::VERB, "expel"),
            ("jailed", Upos::VERB, "jail"),
            ("defied", Upos::VERB, "defy"),
            ("bombing", Upos::VERB, "bomb"),
            ("exceed", Upos::VERB, "exceed"),
            ("overthrew", Upos::VERB, "overthrow"),
            ("ministries", Upos::NOUN, "ministry"),
            ("troops", Upos::NOUN, "troop"),
            ("clashes", Upos::NOUN, "clash"),
        ] {
            assert_eq!(en.best(english(form, upos), upos).as_deref(), Some(lemma), "{form}");
        }
        for (form, upos, lemma) in [
            ("amenazó", Upos::VERB, "amenazar"),
            ("suspendieron", Upos::VERB, "suspender"),
            ("advirtió", Upos::VERB, "advertir"),
            ("detuvieron", Upos::VERB, "detener"),
            ("ataquen", Upos::VERB, "atacar"),
            ("deportaciones", Upos::NOUN, "deportación"),
            ("convoyes", Upos::NOUN, "convoy"),
        ] {
            assert_eq!(es.best(spanish(form, upos), upos).as_deref(), Some(lemma), "{form}");
        }
    }

    #[test]
    fn strange_words_have_none() {
        let (en, es) = vocabulary();
        for form in ["", "s", "éed", "ßing", "xqzzed", "ñó"] {
            assert_eq!(en.best(english(form, Upos::VERB), Upos::VERB), None, "{form}");
            assert_eq!(es.best(spanish(form, Upos::NOUN), Upos::NOUN), None, "{form}");
        }
    }

    #[test]
    fn the_tables_are_sorted() {
        let (en, es) = vocabulary();
        assert!(IRREGULAR.windows(2).all(|w| w[0].0 < w[1].0));
        assert!([en, es].iter().all(|v| v.rows.windows(2).all(|w| w[0].0 < w[1].0)));
    }
}
