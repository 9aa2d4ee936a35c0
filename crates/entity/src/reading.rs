//! What the words of a noun phrase say of who is meant: sector, country, title.

use crate::candidates::Candidate;
use crate::report::Report;
use knowledge::ActorRow;
use record::{NameKind, PartyKind, Span, Toponym, ToponymKind, Upos, WordId};
use std::ops::Range;

/// A noun in apposition before a name reaches back over this many words at most.
const LONGEST_APPOSITION: usize = 12;

/// What a noun phrase says.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a plain answer about the words, and none excludes another")]
pub struct Reading {
    /// What the noun names.
    pub kind: PartyKind,
    pub sector: Option<String>,
    pub country: Option<String>,
    /// Said to be so no longer (`former`, `ousted`).
    pub former: bool,
    /// The noun itself.
    pub noun: usize,
    /// The noun with what stands before it (`foreign minister`).
    pub words: Range<usize>,
    pub title: Span,
    /// The word of a possessor or complement that is a party itself, and whose country (and sector, where the noun takes one) is meant:
    /// `his government`, `leaders of Hamas`.
    pub owner: Option<WordId>,
    /// Whether the noun takes its sector from its owner.
    pub takes: bool,
    /// Whether it names several.
    pub plural: bool,
    /// Whether the noun is pointed at (`the minister`, `that group`).
    pub definite: bool,
    /// Whether it is of no country, or of others than the report's (`foreign powers`, `the nations`).
    pub homeless: bool,
}

impl Reading {
    /// The people of a country, by their nationality word.
    pub fn people(word: &Toponym, country: String) -> Self {
        Self {
            kind: PartyKind::Group,
            sector: Some("CVL".to_owned()),
            country: Some(country),
            former: false,
            noun: word.head.word,
            words: word.words.clone(),
            title: word.span,
            owner: None,
            takes: false,
            plural: true,
            definite: false,
            homeless: false,
        }
    }

    /// So many people, by a number alone (`thousands marched`); it says no country.
    pub fn count(report: &Report, word: WordId) -> Self {
        let span = report.tree(word.sentence).span_of(word.word..word.word + 1);
        let words = word.word..word.word + 1;
        Self { country: None, ..Self::people(&Toponym { span, head: word, words, kind: ToponymKind::Nationality }, String::new()) }
    }

    /// One of a country, by a nationality word; it says no sector.
    fn native(report: &Report, word: WordId) -> Option<Self> {
        let toponym = report.mentions.toponyms.get(report.toponym(word)?).filter(|t| t.kind == ToponymKind::Nationality)?;
        let country = report.knowledge.nationality(toponym.span.of(&report.document.text))?.iso3.clone();
        Some(Self { kind: PartyKind::Person, sector: None, plural: false, ..Self::people(toponym, country) })
    }
}

/// Reads the noun phrase whose noun is `head`, with nothing before `first`; none where the noun is not one for a party.
pub fn noun(report: &Report, head: WordId, first: usize) -> Option<Reading> {
    run(report, head, first, usize::MAX)
}

/// The same, where the words from `begin` on belong to the phrase whatever the tree says.
fn run(report: &Report, head: WordId, first: usize, begin: usize) -> Option<Reading> {
    let sentence = head.sentence;
    let tree = report.tree(sentence);
    let agent = report.agent(sentence, first, head.word)?;
    let phrase = tree.phrase(head.word);
    let mut start = phrase.start.min(agent.words.start).max(first).min(begin);
    // A country or nationality right before the phrase is its own, whatever the tree says (`US troops`).
    while start > first && !has_case(report, sentence, start - 1) && word_country(report, WordId { sentence, word: start - 1 }).is_some() {
        start -= 1;
    }
    let mut sector = agent.sector.map(str::to_owned);
    let mut former = false;
    let mut country = agent.international.then(|| "IGO".to_owned());
    let mut given = None;
    let plural = report.is_plural(head);
    let mut homeless = agent.kind == "country" && plural;
    for word in start..agent.words.start {
        let word = WordId { sentence, word };
        let modifier = report.modifier(word);
        former |= modifier.former;
        homeless |= modifier.abroad;
        given = modifier.sector.or(given);
        country = word_country(report, word).or(country);
    }
    if let Some(body) = body_before(report, sentence, start..agent.words.start) {
        given = filled(body.sector).or(given);
        country = filled(body.country).map(str::to_owned).or(country);
    }
    // What follows the noun in its phrase (`policía peruana`), and a nationality inside the table's own phrase.
    for word in (head.word + 1..phrase.end).chain(agent.words.start..head.word) {
        let word = WordId { sentence, word };
        if agent.takes && word.word > head.word {
            given = report.modifier(word).sector.or(given);
        }
        country = country.or_else(|| word_country(report, word));
    }
    let mut owner = None;
    for child in tree.children(head.word) {
        let node = &tree.nodes[child];
        let id = WordId { sentence, word: child };
        // `Bush administration`, `Hezbollah leader`: a name right before the noun that names no country.
        let named = child < head.word
            && node.upos == Upos::PROPN
            && ["compound", "nmod:unmarked", "flat"].iter().any(|r| node.is(r))
            && word_country(report, id).is_none();
        if named {
            owner = owner.or(Some(id));
        } else if node.is("nmod:poss") || (node.is("det") && node.feat("Poss=Yes")) {
            country = country.or_else(|| word_country(report, id));
            owner = Some(id);
        } else if node.is("nmod") && child > head.word {
            let Some(case) = tree.children(child).find(|&c| tree.nodes[c].is("case")) else { continue };
            let case = report.form(WordId { sentence, word: case });
            let belongs = matches!(case.as_str(), "of" | "from" | "for" | "de" | "del" | "with");
            let stands = matches!(case.as_str(), "in" | "at" | "en") && sector.as_deref() != Some("MIL");
            if belongs || stands {
                if agent.takes && belongs && given.is_none() {
                    given = report.agent(sentence, tree.phrase(child).start, child).and_then(|a| a.sector);
                }
                country = country.or_else(|| phrase_country(report, sentence, tree.phrase(child))).or_else(|| {
                    let complement = tree.children(child).find(|&c| tree.nodes[c].is("nmod"))?;
                    phrase_country(report, sentence, tree.phrase(complement))
                });
                if belongs && owner.is_none() {
                    owner = Some(id);
                }
            }
        }
    }
    let taken = agent.takes && given.is_some();
    if taken {
        sector = given.map(str::to_owned);
    }
    let kind = match agent.kind {
        "person" if plural => PartyKind::Group,
        "person" => PartyKind::Person,
        "country" => PartyKind::Country,
        _ => PartyKind::Organisation,
    };
    let elite = former && agent.kind == "person" && matches!(sector.as_deref(), Some("GOV" | "LEG" | "PTY"));
    if elite {
        sector = Some("ELI".to_owned());
    }
    let words = start..agent.words.end.max(head.word + 1);
    Some(Reading {
        kind,
        sector,
        country,
        former,
        noun: head.word,
        title: tree.span_of(words.clone()),
        words,
        owner,
        takes: agent.joins && !taken && !elite,
        plural,
        definite: is_definite(report, head),
        homeless,
    })
}

/// The body whose name the words end with, by the tables (`White House spokesman`, `Hezbollah militants`).
fn body_before<'a>(report: &Report<'a>, sentence: usize, words: Range<usize>) -> Option<ActorRow<'a>> {
    let last = WordId { sentence, word: words.end.checked_sub(1)? };
    let class = report.tree(sentence).nodes[last.word].upos;
    if !matches!(class, Upos::PROPN | Upos::NOUN) {
        return None;
    }
    let named = words.clone().filter(|&word| report.is_capital(last) && report.is_capital(WordId { sentence, word }));
    named.into_iter().find_map(|start| {
        let rows = report.knowledge.actors(report.text(sentence, start..words.end));
        // A noun with a capital may only begin a sentence: the well known groups alone.
        let fits = |r: &ActorRow| r.kind != "person" && (class == Upos::PROPN || r.kind == "armed_group" || r.is_curated());
        let rows: Vec<ActorRow> = rows.into_iter().filter(fits).collect();
        report.body(&rows).copied()
    })
}

fn filled(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}

/// Whether a definite article or a demonstrative stands on the word.
pub fn is_definite(report: &Report, word: WordId) -> bool {
    let tree = report.tree(word.sentence);
    let points = |c: usize| tree.nodes[c].is("det") && (tree.nodes[c].feat("Definite=Def") || tree.nodes[c].feat("PronType=Dem"));
    tree.children(word.word).any(points)
}

/// Whether a preposition stands on the word.
fn has_case(report: &Report, sentence: usize, word: usize) -> bool {
    let tree = report.tree(sentence);
    tree.children(word).any(|c| tree.nodes[c].is("case"))
}

/// The country a word names by itself: of a toponym at it, of a country's name or of a nationality.
pub fn word_country(report: &Report, word: WordId) -> Option<String> {
    if let Some(country) = report.toponym(word).and_then(|t| report.toponym_country(t)) {
        return Some(country.to_owned());
    }
    if !report.is_capital(word) && report.language(word.sentence) == "en" {
        return None;
    }
    let tree = report.tree(word.sentence);
    if !matches!(tree.nodes[word.word].upos, Upos::PROPN | Upos::ADJ | Upos::NOUN | Upos::X) {
        return None;
    }
    if let Some(country) = pair_country(report, word) {
        return Some(country);
    }
    let form = report.text(word.sentence, word.word..word.word + 1);
    let known = report.knowledge.nationality(form).or_else(|| report.knowledge.country(form));
    known.map(|c| c.iso3.clone())
}

/// The country of a name of two words that ends with the word (`New Jersey` is not Jersey's).
fn pair_country(report: &Report, word: WordId) -> Option<String> {
    let before = WordId { word: word.word.checked_sub(1)?, ..word };
    let name = report.text(word.sentence, before.word..word.word + 1);
    let pair = (report.is_capital(before) && report.is_capital(word)).then(|| report.knowledge.places(name))?;
    pair.into_iter().find(|row| matches!(row.kind, "country" | "admin1")).map(|row| row.country.to_owned())
}

/// The first country that a word or two of the range name.
pub fn phrase_country(report: &Report, sentence: usize, words: Range<usize>) -> Option<String> {
    words.clone().find_map(|word| {
        let two = (word + 2 <= words.end).then(|| report.text(sentence, word..word + 2));
        let pair = two.and_then(|t| report.knowledge.country(t).or_else(|| report.knowledge.nationality(t))).map(|c| c.iso3.clone());
        pair.or_else(|| word_country(report, WordId { sentence, word }))
    })
}

/// The country of an organisation by a word of its name: a country, a nationality, else a capital.
pub fn name_country(report: &Report, sentence: usize, words: Range<usize>) -> Option<String> {
    phrase_country(report, sentence, words.clone()).or_else(|| {
        let capital = |word: usize| capital_country(report, report.text(sentence, word..word + 1));
        words.into_iter().filter(|&w| report.is_capital(WordId { sentence, word: w })).find_map(capital)
    })
}

/// The country whose capital is the greatest place of that name (`Nairobi Women's Hospital`, but not `Thames Valley Police`).
fn capital_country(report: &Report, name: &str) -> Option<String> {
    let country = report.knowledge.country_by_capital(name)?;
    let greatest = report.knowledge.places(name).into_iter().max_by_key(|row| row.population)?;
    (greatest.country == country.iso3).then(|| country.iso3.clone())
}

/// The country of a nationality word right before the name of a body.
pub fn country_before(report: &Report, name: &Candidate) -> Option<String> {
    let sentence = name.head.sentence;
    let before =
        (name.words.start..report.tree(sentence).nodes.len()).take_while(|&w| report.toponym(WordId { sentence, word: w }).is_some());
    let before = before.last()?;
    (report.tree(sentence).tokens[before].span.end < name.span.start).then(|| word_country(report, WordId { sentence, word: before }))?
}

/// The title that stands right before a name (`Canadian Industry Minister Tony Clement`), and what stands in apposition to it.
pub fn beside_name(report: &Report, head: WordId, words: &Range<usize>, kind: NameKind) -> Vec<Reading> {
    let sentence = head.sentence;
    let tree = report.tree(sentence);
    let mut readings = Vec::new();
    let mut read = |noun_head: usize, first: usize, begin: usize| {
        if !words.contains(&noun_head) && !readings.iter().any(|r: &Reading| r.words.contains(&noun_head)) {
            readings.extend(run(report, WordId { sentence, word: noun_head }, first, begin));
        }
    };
    if kind != NameKind::Organisation && words.start > 0 && matches!(tree.nodes[words.start - 1].upos, Upos::NOUN | Upos::PROPN | Upos::ADJ)
    {
        let first = nominal_start(report, sentence, words.start);
        // `Secretary of State Condoleezza Rice`: the table's phrase reaches over a preposition.
        if let Some(agent) = report.agent(sentence, 0, words.start - 1).filter(|agent| agent.words.start < first) {
            read(words.start - 1, nominal_start(report, sentence, agent.words.start).min(agent.words.start), usize::MAX);
        }
        read(words.start - 1, first, first);
    }
    // `A member of parliament, X, …`, whatever the tree says: the nearest noun for one person before the comma, nothing but its complements between.
    if kind == NameKind::Person && words.start > 1 && report.text(sentence, words.start - 1..words.start) == "," {
        let nominal = |w: &usize| {
            matches!(tree.nodes[*w].upos, Upos::NOUN | Upos::PROPN | Upos::ADJ | Upos::ADP | Upos::DET | Upos::PART)
                || tree.nodes[*w].is("amod")
                || report.is_hyphen(sentence, *w)
        };
        let run = (0..words.start - 1).rev().take(LONGEST_APPOSITION).take_while(nominal).last().unwrap_or(words.start);
        let person = |w: &usize| {
            let reading = noun(report, WordId { sentence, word: *w }, run);
            tree.nodes[*w].upos == Upos::NOUN && reading.is_some_and(|r| r.kind == PartyKind::Person && !r.plural)
        };
        if let Some(found) = (run..words.start - 1).find(person) {
            read(found, run, usize::MAX);
        }
    }
    let node = &tree.nodes[head.word];
    if let Some(up) = node.head {
        // Of a headline, the tree may hang `Blinken` on the minister who `hosts` him.
        let apart = (up + 1..words.start).any(|w| matches!(tree.nodes[w].upos, Upos::VERB));
        let beside = !apart && node.is("appos")
            || !apart
                && ((node.is("flat") || node.is("compound") || (node.is("nmod") && !has_case(report, sentence, head.word)))
                    && up < words.start
                    && adjacent(report, sentence, up, words.start));
        if beside {
            read(up, 0, usize::MAX);
        }
        if node.is("nsubj") && tree.children(up).any(|c| tree.nodes[c].is("cop")) {
            read(up, 0, usize::MAX);
        }
    }
    for child in tree.children(head.word).filter(|c| tree.nodes[*c].is("appos") || tree.nodes[*c].is("parataxis")) {
        if kind != NameKind::Organisation || report.text(sentence, child..child + 1).chars().all(char::is_lowercase) {
            read(child, words.end, usize::MAX);
        }
    }
    // `An Australian, Jack Tolland`: a nationality that stands for the person, whatever the tree makes of the comma.
    let own = tree.children(head.word).filter(|&c| tree.nodes[c].is("appos") || tree.nodes[c].is("amod"));
    let is_comma = words.start > 2 && report.text(sentence, words.start - 1..words.start) == ",";
    let before = (is_comma && tree.nodes[words.start - 3].upos == Upos::DET).then(|| words.start - 2);
    let beside = node.head.filter(|_| node.is("appos")).or(before).into_iter().chain(own);
    for word in beside.filter(|_| kind == NameKind::Person) {
        readings.extend(Reading::native(report, WordId { sentence, word }));
    }
    readings
}

fn adjacent(report: &Report, sentence: usize, up: usize, start: usize) -> bool {
    let tree = report.tree(sentence);
    (up + 1..start).all(|w| matches!(tree.nodes[w].upos, Upos::PROPN | Upos::NOUN | Upos::ADJ | Upos::PUNCT | Upos::ADP))
}

/// Where the run of nouns and adjectives before `end` begins.
fn nominal_start(report: &Report, sentence: usize, end: usize) -> usize {
    let tree = report.tree(sentence);
    let word = |w: usize| matches!(tree.nodes[w].upos, Upos::NOUN | Upos::PROPN | Upos::ADJ | Upos::NUM) || tree.nodes[w].is("amod");
    let fits = |w: usize| word(w) || report.is_hyphen(sentence, w);
    (0..end).rev().take_while(|&w| fits(w)).last().unwrap_or(end)
}
