//! Every phrase that may name a party, sentence by sentence: names, places, nouns, nationalities, pronouns.

use crate::reading::{self, Reading};
use crate::report::Report;
use record::{NameKind, PartyKind, Span, Toponym, ToponymKind, Upos, WordId};
use std::ops::Range;

/// A phrase that may name a party.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The words that name it.
    pub span: Span,
    /// The head of the whole phrase.
    pub head: WordId,
    /// The whole phrase: a title and a name in apposition count as one.
    pub words: Range<usize>,
    pub form: Form,
    /// Lower-cased words that name it; of a noun its lemma.
    pub key: String,
    /// What the words around it say, the nearest first.
    pub readings: Vec<Reading>,
}

/// By what kind of word it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    Name(NameKind),
    /// A country, or a place within it, by its name or its nationality word.
    Country(String),
    /// A noun (`police`); what it says is its first reading.
    Noun,
    Pronoun(Pronoun),
}

/// What a pronoun stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pronoun {
    He,
    She,
    It,
    They,
    /// The speaker.
    I,
    /// The speaker and others.
    We,
}

/// All candidates of the report, in order.
pub fn find(report: &Report) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let (mut names, mut toponyms) = (report.mentions.names.as_slice(), report.mentions.toponyms.as_slice());
    for sentence in 0..report.trees.len() {
        let here;
        (here, names) = names.split_at(names.iter().take_while(|n| n.head.sentence <= sentence).count());
        let places;
        (places, toponyms) = toponyms.split_at(toponyms.iter().take_while(|t| t.head.sentence <= sentence).count());
        if report.is_dateline(sentence) {
            continue;
        }
        let mut found: Vec<Candidate> = Vec::new();
        for name in here.iter().filter(|n| n.head.sentence == sentence) {
            // A place that nobody knows, and that acts, is somebody.
            let acts = report.tree(sentence).nodes.get(name.head.word).is_some_and(|n| &*n.relation == "nsubj");
            let known = |t: &Toponym| !acts || report.toponym(t.head).is_some_and(|t| report.toponym_country(t).is_some());
            let holds = |t: &Toponym| t.words.start <= name.words.start && name.words.end <= t.words.end && known(t);
            let place = places.iter().any(|t| holds(t) && t.kind != ToponymKind::Facility);
            if !place && name.words.end <= report.tree(sentence).nodes.len() {
                found.push(named(report, name));
            }
        }
        for toponym in places.iter().filter(|t| t.head.sentence == sentence && t.kind != ToponymKind::Facility) {
            found.extend(placed(report, toponym, &found));
        }
        for word in 0..report.tree(sentence).nodes.len() {
            let id = WordId { sentence, word };
            if !found.iter().any(|c| c.words.contains(&word) && matches!(c.form, Form::Name(_))) {
                found.extend(
                    pronoun(report, id).or_else(|| noun(report, id, &found)).or_else(|| count(report, id)).or_else(|| opposed(report, id)),
                );
            }
        }
        share_noun(report, sentence, &mut found);
        found.sort_by_key(|c| (c.words.start, c.words.end));
        candidates.extend(found);
    }
    candidates
}

/// Of two countries joined at one noun each has its own: `Tajik and Kyrgyz guards`, `guards from Kyrgyzstan and Tajikistan`.
fn share_noun(report: &Report, sentence: usize, found: &mut [Candidate]) {
    let tree = report.tree(sentence);
    let joined = |a: usize, b: usize| tree.nodes[b].is("conj") && tree.nodes[b].head == Some(a);
    let nouns: Vec<Candidate> = found.iter().filter(|c| c.form == Form::Noun).cloned().collect();
    for c in found.iter_mut().filter(|c| !nouns.iter().any(|noun| noun.words.contains(&c.head.word))) {
        let Form::Country(iso) = &c.form else { continue };
        let here = c.head.word;
        let partners: Vec<usize> = (0..tree.nodes.len()).filter(|&w| joined(here, w) || joined(w, here)).collect();
        let of = |noun: &Candidate, w: usize| {
            noun.words.contains(&w) || tree.nodes[w].head == Some(noun.head.word) && !tree.nodes[w].is("nsubj")
        };
        let country = |w: usize| reading::word_country(report, WordId { sentence, word: w });
        let shares = |noun: &&Candidate| {
            let own = noun.readings.first().and_then(|r| r.country.as_ref());
            partners.iter().any(|&w| of(noun, w) && own.is_some() && country(w).as_ref() == own)
        };
        if let Some((key, reading)) = nouns.iter().find(shares).and_then(|noun| Some((noun.key.clone(), noun.readings.first()?.clone()))) {
            c.readings = vec![Reading { country: Some(iso.clone()), words: c.words.clone(), owner: None, ..reading }];
            (c.form, c.key) = (Form::Noun, key);
        }
    }
}

fn named(report: &Report, name: &record::Name) -> Candidate {
    let sentence = name.head.sentence;
    let tree = report.tree(sentence);
    let mut readings = reading::beside_name(report, name.head, &name.words, name.kind);
    let mut words = name.words.clone();
    let mut head = name.head;
    for r in &readings {
        // A title before the name, or a noun in apposition that the name closes.
        let noun = r.noun;
        let joined = r.words.end <= name.words.start
            && (r.words.end == name.words.start
                || tree.nodes[name.head.word].head == Some(noun) && !tree.nodes[name.head.word].is("nsubj"));
        if joined {
            words.start = words.start.min(r.words.start);
            if tree.nodes[name.head.word].head == Some(noun) {
                head = WordId { sentence, word: noun };
            }
        }
    }
    if name.kind != NameKind::Person {
        readings.extend(inside(report, name));
        // A nationality right before the name is the body's (`the Belarusian KGB`).
        let before = words.start.checked_sub(1).map(|word| WordId { sentence, word });
        let nationality = |w: &WordId| report.toponym(*w).is_some_and(|t| report.mentions.toponyms[t].kind == ToponymKind::Nationality);
        let of_name = |w: &WordId| tree.nodes[w.word].head.is_some_and(|h| name.words.contains(&h));
        words.start = before.filter(nationality).filter(of_name).map_or(words.start, |w| w.word);
    }
    let key = report.text(sentence, name.words.clone()).to_lowercase();
    Candidate { span: name.span, head, words, form: Form::Name(name.kind), key, readings }
}

/// What the noun inside the name of an organisation says (`Supreme Court`, `Ministry of Defence`).
fn inside(report: &Report, name: &record::Name) -> Option<Reading> {
    let sentence = name.head.sentence;
    let heads = [name.head.word, name.words.end - 1, name.words.start];
    let mut reading = heads.into_iter().find_map(|word| reading::noun(report, WordId { sentence, word }, name.words.start))?;
    reading.country = reading::name_country(report, sentence, name.words.clone()).or(reading.country);
    Some(reading)
}

fn placed(report: &Report, toponym: &Toponym, found: &[Candidate]) -> Option<Candidate> {
    let index = report.toponym(toponym.head)?;
    let country = report.toponym_country(index)?.to_owned();
    let sentence = toponym.head.sentence;
    let tree = report.tree(sentence);
    let node = tree.nodes.get(toponym.head.word)?;
    if found.iter().any(|c| c.words.start <= toponym.words.start && toponym.words.end <= c.words.end) {
        return None;
    }
    // Part of a phrase that names someone itself: `Israeli soldiers`.
    if ["amod", "compound", "nmod:unmarked", "flat"].iter().any(|r| node.is(r)) {
        let noun =
            node.head.filter(|h| !toponym.words.contains(h)).filter(|&h| reading::noun(report, WordId { sentence, word: h }, 0).is_some());
        if noun.is_some_and(|h| tree.phrase(h).contains(&toponym.head.word)) {
            return None;
        }
    }
    let key = report.text(sentence, toponym.words.clone()).to_lowercase();
    // `Palestinians` are people of the country, `the Palestinians` its side.
    let definite = reading::is_definite(report, toponym.head);
    let people = toponym.kind == ToponymKind::Nationality && node.feat("Number=Plur") && node.upos != Upos::ADJ && !definite;
    let (form, readings) =
        if people { (Form::Noun, vec![Reading::people(toponym, country)]) } else { (Form::Country(country), Vec::new()) };
    Some(Candidate { span: toponym.span, head: toponym.head, words: toponym.words.clone(), form, key, readings })
}

fn noun(report: &Report, word: WordId, found: &[Candidate]) -> Option<Candidate> {
    let tree = report.tree(word.sentence);
    let node = &tree.nodes[word.word];
    let modifies = ["compound", "amod", "flat", "fixed", "nmod:unmarked"].iter().any(|r| node.is(r));
    // A modifier of a noun that names a party is part of that phrase; of another noun it names its own (`police brutality`).
    let heads_phrase = !modifies
        || ((node.is("compound") || node.is("amod"))
            && node.head.is_some_and(|h| reading::noun(report, WordId { sentence: word.sentence, word: h }, 0).is_none()));
    let nominal = match node.upos {
        Upos::NOUN | Upos::PROPN => true,
        // `the military`, `military coup`
        Upos::ADJ => {
            node.is("amod") && report.body_sector(word.sentence, &report.lemma(word)).is_some()
                || tree.children(word.word).any(|c| tree.nodes[c].is("det"))
        }
        _ => false,
    };
    // The name of a country is no noun for one (`United States`).
    let country = found.iter().any(|c| matches!(c.form, Form::Country(_)) && c.words.contains(&word.word));
    if !nominal || !heads_phrase || country {
        return None;
    }
    let reading = reading::noun(report, word, 0)?;
    if found
        .iter()
        .any(|c| matches!(c.form, Form::Name(_)) && c.readings.iter().any(|r| r.words.contains(&word.word)) && c.words.contains(&word.word))
    {
        return None;
    }
    let mut words = reading.words.start..tree.phrase(word.word).end.max(reading.words.end);
    // A proper name written as a phrase: `Parliament of the United Kingdom`.
    if report.is_capital(word) && reading.kind == PartyKind::Organisation {
        let complement = tree.children(word.word).find(|&c| c > word.word && tree.nodes[c].is("nmod") && tree.nodes[c].upos == Upos::PROPN);
        words.end = words.end.max(complement.map_or(0, |c| tree.phrase(c).end));
    }
    Some(Candidate {
        span: tree.span_of(words.clone()),
        head: word,
        words,
        form: Form::Noun,
        key: report.lemma(word),
        readings: vec![reading],
    })
}

/// A number of people that stands alone as one side of a verb (`thousands marched`, `two were killed`).
fn count(report: &Report, word: WordId) -> Option<Candidate> {
    let tree = report.tree(word.sentence);
    let node = &tree.nodes[word.word];
    let side = matches!(&*node.relation, "nsubj" | "nsubj:pass") && node.head.is_some_and(|h| tree.nodes[h].upos == Upos::VERB);
    let of = tree.nodes.get(word.word + 1).is_some_and(|next| next.is("case") || next.is("nmod"));
    let is_number = || !calendar::numbers(&report.form(word), report.language(word.sentence)).is_empty();
    if !matches!(node.upos, Upos::NUM | Upos::NOUN) || !side || of || !report.form(word).chars().all(char::is_alphabetic) || !is_number() {
        return None;
    }
    let words = word.word..word.word + 1;
    let readings = vec![Reading::count(report, word)];
    Some(Candidate { span: tree.span_of(words.clone()), head: word, words, form: Form::Noun, key: report.form(word), readings })
}

/// Whom others are against, by a word of their phrase (`anti-government protesters`).
fn opposed(report: &Report, word: WordId) -> Option<Candidate> {
    let form = report.form(word);
    let key = form.strip_prefix("anti")?.trim_start_matches('-').to_owned();
    let words = word.word..word.word + 1;
    let reading = Reading {
        kind: PartyKind::Organisation,
        plural: false,
        sector: Some(report.body_sector(word.sentence, &key)?),
        ..Reading::count(report, word)
    };
    Some(Candidate {
        span: report.tree(word.sentence).span_of(words.clone()),
        head: word,
        words,
        form: Form::Noun,
        key,
        readings: vec![reading],
    })
}

fn pronoun(report: &Report, word: WordId) -> Option<Candidate> {
    let tree = report.tree(word.sentence);
    let node = &tree.nodes[word.word];
    if !matches!(node.upos, Upos::PRON | Upos::DET) || node.is("expl") {
        return None;
    }
    let form = report.form(word);
    let which = match form.as_str() {
        "he" | "him" | "his" | "himself" | "él" => Pronoun::He,
        "she" | "her" | "hers" | "herself" | "ella" => Pronoun::She,
        "it" | "its" | "itself" => Pronoun::It,
        "they" | "them" | "their" | "theirs" | "themselves" | "ellos" | "ellas" => Pronoun::They,
        "i" | "me" | "my" | "mine" | "myself" | "yo" => Pronoun::I,
        "we" | "us" | "our" | "ours" | "ourselves" | "nosotros" | "nosotras" => Pronoun::We,
        _ => return None,
    };
    let words = word.word..word.word + 1;
    Some(Candidate { span: tree.span_of(words.clone()), head: word, words, form: Form::Pronoun(which), key: form, readings: Vec::new() })
}

impl Candidate {
    /// What it is, as far as its own words tell.
    pub fn kind(&self) -> PartyKind {
        match &self.form {
            Form::Name(NameKind::Person) => PartyKind::Person,
            Form::Name(NameKind::Organisation) => PartyKind::Organisation,
            Form::Country(_) => PartyKind::Country,
            Form::Noun => self.readings.first().map_or(PartyKind::Unknown, |r| r.kind),
            Form::Name(_) | Form::Pronoun(_) => PartyKind::Unknown,
        }
    }
}
