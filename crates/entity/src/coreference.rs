//! Which nouns and pronouns mean a party named before. Precision before recall: a wrong link accuses the wrong party.

use crate::candidates::{Candidate, Form, Pronoun};
use crate::report::Report;
use record::{NameKind, PartyKind, Tree, WordId};
use std::collections::BTreeMap;

/// A pronoun looks back over this many sentences.
const REACH: usize = 3;
/// And over this many mentions at most.
const MOST_ANTECEDENTS: usize = 40;

/// Gives every noun and pronoun a party: one named before, or a new one; a pronoun that nothing fits stays without.
pub fn link(report: &Report, candidates: &[Candidate], party: &mut [Option<usize>], mut count: usize) -> usize {
    let mut linker = Linker { report, candidates, genders: BTreeMap::new(), speakers: speakers(report, candidates) };
    linker.read_genders(party);
    let mut nouns: BTreeMap<(String, Option<String>, Option<String>), usize> = BTreeMap::new();
    for i in 0..candidates.len() {
        if party[i].is_some() {
            continue;
        }
        match candidates[i].form {
            Form::Noun => {
                let id = linker.noun(i, party).unwrap_or_else(|| {
                    let c = &candidates[i];
                    let reading = c.readings.first();
                    let words = report.text(c.head.sentence, c.words.clone()).to_lowercase();
                    let name = if reading.is_some_and(|r| r.plural || r.kind != PartyKind::Person) { c.key.clone() } else { words };
                    let key = (name, reading.and_then(|r| r.sector.clone()), reading.and_then(|r| r.country.clone()));
                    *nouns.entry(key).or_insert(count)
                });
                party[i] = Some(id);
                count = count.max(id + 1);
            }
            Form::Pronoun(Pronoun::I | Pronoun::We) => {}
            Form::Pronoun(which) => {
                party[i] = linker.pronoun(i, which, party);
                if let (Some(id), Pronoun::He | Pronoun::She) = (party[i], which) {
                    linker.genders.entry(id).or_insert(which == Pronoun::She);
                }
            }
            _ => {}
        }
    }
    for i in 0..candidates.len() {
        if let Form::Pronoun(Pronoun::I | Pronoun::We) = candidates[i].form {
            party[i] = linker.speaker_of(i).and_then(|s| party[s]);
        }
    }
    count
}

/// For each quotation its span and the candidate that speaks.
fn speakers(report: &Report, candidates: &[Candidate]) -> Vec<(record::Span, usize)> {
    let mut found = Vec::new();
    for quote in &report.mentions.quotes {
        let Some((_, word)) = quote.source else { continue };
        if let Some(speaker) = at(candidates, word) {
            let spoken = quote.content.iter().filter_map(|s| if quote.direct { Some(*s) } else { in_marks(report, *s) });
            found.extend(spoken.map(|s| (s, speaker)));
        }
    }
    found
}

/// The words of reported speech that stand in quotation marks (`said they "would defend our land"`).
fn in_marks(report: &Report, span: record::Span) -> Option<record::Span> {
    const MARKS: [char; 5] = ['"', '“', '”', '«', '»'];
    let words = span.of(&report.document.text);
    let (first, last) = (words.find(MARKS)?, words.rfind(MARKS)?);
    (first < last).then(|| record::Span::new(span.start + first, span.start + last))
}

/// The shortest candidate that covers a word.
pub fn at(candidates: &[Candidate], word: WordId) -> Option<usize> {
    let first = candidates.partition_point(|c| c.head.sentence < word.sentence);
    (first..candidates.len())
        .take_while(|&i| candidates[i].head.sentence == word.sentence)
        .filter(|&i| candidates[i].words.contains(&word.word))
        .min_by_key(|&i| candidates[i].words.len())
}

/// The verb whose subject a verb without one of its own shares (`denied knowing him`, `met and praised him`).
fn governor(tree: &Tree, verb: usize) -> usize {
    let own = |w: usize| tree.children(w).any(|c| tree.nodes[c].is("nsubj"));
    let shares = |w: &usize| !own(*w) && (tree.nodes[*w].is("xcomp") || tree.nodes[*w].is("conj"));
    std::iter::successors(Some(verb), |w| tree.nodes[*w].head.filter(|_| shares(w))).take(tree.nodes.len()).last().unwrap_or(verb)
}

struct Linker<'a> {
    report: &'a Report<'a>,
    candidates: &'a [Candidate],
    /// Whether a party is female, where that is known.
    genders: BTreeMap<usize, bool>,
    speakers: Vec<(record::Span, usize)>,
}

impl Linker<'_> {
    /// By the address before a name (`Mrs`) or the first name.
    fn read_genders(&mut self, party: &[Option<usize>]) {
        for (i, c) in self.candidates.iter().enumerate() {
            let (Some(id), Form::Name(NameKind::Person)) = (party[i], &c.form) else { continue };
            let sentence = c.head.sentence;
            let first = self.report.tree(sentence).word_at(c.span.start);
            let before = first.checked_sub(1).map(|word| self.report.form(WordId { sentence, word }));
            let forename = c.key.split_once(' ').map(|(forename, _)| forename.to_owned());
            let table = self.report.knowledge.words(self.report.language(sentence), "forename");
            for word in before.into_iter().chain(forename) {
                if let Some(gender) = table.get(word.trim_end_matches('.')).first().and_then(|row| row.get(1)) {
                    self.genders.entry(id).or_insert(gender == "f");
                }
            }
        }
    }

    /// `the minister` after `foreign minister X`; `the party` after `the Labour Party`; `the country`; `the soldiers` after `Syrian soldiers`.
    fn noun(&self, index: usize, party: &[Option<usize>]) -> Option<usize> {
        let c = &self.candidates[index];
        let reading = c.readings.first()?;
        // `Carlos Rumero, a union leader,`: a noun that says what somebody is, is that person.
        let says = |other: &Candidate| other.form == Form::Name(NameKind::Person) && other.readings.iter().any(|r| r.noun == c.head.word);
        let first = self.candidates.partition_point(|other| other.head.sentence < c.head.sentence);
        let own = (first..self.candidates.len()).take_while(|&i| self.candidates[i].head.sentence == c.head.sentence);
        if let Some(id) = own.filter(|&i| says(&self.candidates[i])).find_map(|i| party[i]) {
            return Some(id);
        }
        if reading.plural || !reading.definite {
            return self.same_noun(index, party);
        }
        let agrees = |other: &Option<String>| match (&reading.country, other) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let titled = |other: &Candidate| {
            other.readings.iter().any(|r| self.ends_alike(c, other, r) && agrees(&r.country) && r.former == reading.former)
        };
        let at_home = |iso: &String| reading.owner.is_none() && self.report.home.as_ref() == Some(iso);
        let meant = |other: &Candidate| match (reading.kind, &other.form) {
            (PartyKind::Person, Form::Name(NameKind::Person))
            | (PartyKind::Organisation, Form::Name(NameKind::Organisation | NameKind::Other)) => {
                titled(other) && self.is_of_its_sort(other, reading)
            }
            (PartyKind::Country, Form::Country(iso)) => at_home(iso) && self.report.knowledge.country(&other.key).is_some(),
            _ => false,
        };
        let earlier = (0..index).rev().filter(|&i| party[i].is_some()).take(10 * MOST_ANTECEDENTS);
        let found = earlier.map(|i| (i, &self.candidates[i])).find(|(_, other)| meant(other));
        found.and_then(|(i, _)| party[i]).or_else(|| self.same_noun(index, party))
    }

    /// A noun without a country or an owner means the party that the same noun with a country meant last.
    fn same_noun(&self, index: usize, party: &[Option<usize>]) -> Option<usize> {
        let c = &self.candidates[index];
        let reading = c.readings.first().filter(|r| r.country.is_none() && r.owner.is_none())?;
        let alike = |other: &Candidate| {
            let told =
                other.readings.first().is_some_and(|r| r.country.is_some() && r.sector == reading.sector && r.plural == reading.plural);
            other.form == Form::Noun && other.key == c.key && told
        };
        (0..index).rev().take(10 * MOST_ANTECEDENTS).find(|&i| alike(&self.candidates[i])).and_then(|i| party[i])
    }

    /// Whether the tables do not know the name as something else than the noun says (`the army` is not the Army of National Liberation).
    fn is_of_its_sort(&self, name: &Candidate, noun: &crate::reading::Reading) -> bool {
        let rows = self.report.knowledge.actors(name.span.of(&self.report.document.text));
        let known = self.report.chosen(&rows).map_or("", |row| row.sector);
        noun.sector
            .as_deref()
            .is_none_or(|sector| noun.takes || known.is_empty() || known == sector || name.form == Form::Name(NameKind::Person))
    }

    fn ends_alike(&self, noun: &Candidate, other: &Candidate, reading: &crate::reading::Reading) -> bool {
        let last = WordId { sentence: other.head.sentence, word: reading.noun };
        self.report.lemma(last) == noun.key || self.report.form(last) == noun.key
    }

    /// The best antecedent before the pronoun.
    fn pronoun(&self, index: usize, which: Pronoun, party: &[Option<usize>]) -> Option<usize> {
        let here = &self.candidates[index];
        let mut best: Option<(f32, usize)> = None;
        let recent = (0..index).rev().take_while(|&i| self.candidates[i].head.sentence + REACH >= here.head.sentence);
        for i in recent.take(MOST_ANTECEDENTS) {
            let Some(id) = party[i] else { continue };
            let Some(score) = self.fit(i, index, id, which, party) else { continue };
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, id));
            }
        }
        best.filter(|(score, _)| *score > if which == Pronoun::It { 1.0 } else { -2.0 }).map(|(_, id)| id)
    }

    fn fit(&self, candidate: usize, pronoun: usize, id: usize, which: Pronoun, party: &[Option<usize>]) -> Option<f32> {
        let (c, here) = (&self.candidates[candidate], &self.candidates[pronoun]);
        let plural = c.readings.first().is_some_and(|r| r.plural) && c.form == Form::Noun;
        let base = match (&c.form, which) {
            (Form::Name(NameKind::Person), Pronoun::He | Pronoun::She) => 1.0,
            (Form::Noun, Pronoun::He | Pronoun::She) if c.kind() == PartyKind::Person && !plural => 0.0,
            (Form::Name(NameKind::Other), Pronoun::He | Pronoun::She) => -1.0,
            (Form::Noun, Pronoun::They) if plural => 1.0,
            (Form::Name(NameKind::Organisation), Pronoun::They) => -0.2,
            (Form::Noun, Pronoun::They) if c.kind() == PartyKind::Organisation => 0.2,
            (Form::Name(NameKind::Organisation), Pronoun::It) => 0.5,
            (Form::Country(_), Pronoun::It) => 0.2,
            (Form::Noun, Pronoun::It) if matches!(c.kind(), PartyKind::Organisation | PartyKind::Country) && !plural => 0.3,
            (Form::Pronoun(other), _) if *other == which => 0.7,
            _ => return None,
        };
        if let (Pronoun::He | Pronoun::She, Some(female)) = (which, self.genders.get(&id))
            && *female != (which == Pronoun::She)
        {
            return None;
        }
        let (tree, theirs) = (self.report.tree(here.head.sentence), self.report.tree(c.head.sentence));
        let distance = here.head.sentence - c.head.sentence;
        let node = &tree.nodes[here.head.word];
        let other = &theirs.nodes[c.head.word];
        if distance == 0 {
            // Two arguments of one verb are two parties, unless the pronoun is a possessor.
            let possessor = node.is("nmod") || node.is("det");
            if !possessor
                && node.head.is_some_and(|verb| other.head == Some(verb) || other.head == Some(governor(tree, verb)) && other.is("nsubj"))
            {
                return None;
            }
            // What is inside its own phrase is not its antecedent (`his lawyer`).
            if c.words.contains(&here.head.word) || tree.ancestors(here.head.word).any(|a| a == c.head.word) {
                return None;
            }
        }
        // Nobody speaks of himself as `he` in his own quotation.
        if self.speaker_of(pronoun).is_some_and(|s| party[s] == Some(id)) {
            return None;
        }
        let subject = other.is("nsubj");
        let mut score = base - 1.6 * distance as f32 + if subject { 1.5 } else { 0.0 };
        if subject && node.is("nsubj") {
            score += 0.5;
        }
        if other.is("nmod:poss") {
            score -= 0.3;
        }
        // A title alone (the headline) is a weak place to look.
        Some(score)
    }

    /// The candidate that speaks the words a pronoun stands in.
    fn speaker_of(&self, index: usize) -> Option<usize> {
        let span = self.candidates[index].span;
        self.speakers.iter().filter(|(content, _)| content.contains(span)).min_by_key(|(content, _)| content.len()).map(|(_, s)| *s)
    }
}
