//! How many were killed, hurt, held, driven out, are missed, took part? Figures of harm and crowds.
//!
//! A word of the table `harm` says what is counted and where the counted stand in the tree; their number is read there. Where the tree gives
//! none, the number beside the word counts.

use crate::times::language_of;
use calendar::Number;
use knowledge::{Knowledge, WordTable};
use record::{Document, Modifier, Name, NameKind, Quantity, Span, Timex, TollKind, Tree, Upos, WordId};

/// Verbs of Spanish by which somebody comes to be hurt or dead.
const BECOME: [&str; 5] = ["resultar", "quedar", "salir", "acabar", "terminar"];
/// A figure above this counts no people.
const MOST_PEOPLE: f64 = 1e10;
/// How many words may stand between a number and its word of harm where the tree does not join them.
const REACH: usize = 5;

/// The figures of a report, in order.
pub fn find(document: &Document, trees: &[Tree], times: &[Timex], names: &[Name], knowledge: &Knowledge) -> Vec<Quantity> {
    let mut found = Vec::new();
    for (sentence, tree) in trees.iter().enumerate().filter(|(_, tree)| !document.is_dateline(tree.block)) {
        let language = language_of(document, tree);
        let clause = Clause::new(document, tree, sentence, times, names, knowledge, language);
        for word in 0..tree.nodes.len() {
            let Some(harm) = clause.harm(word) else { continue };
            let Some(figure) = clause.figure_of(word, &harm) else { continue };
            let same = |q: &Quantity| q.kind == harm.counts && (q.head == figure.head || q.span.overlaps(figure.number));
            if !found.iter().any(same) {
                found.push(clause.quantity(word, &harm, &figure));
            }
        }
        if let Some(last) = found.last().filter(|q| q.head.sentence == sentence) {
            let rivals = clause.rivals(last);
            found.extend(rivals);
        }
        // Whom a word of harm counts, no word of a crowd counts too (`dozens hurt as troops fire on march`).
        let harmed: Vec<WordId> = found.iter().filter(|q| q.kind != TollKind::Participants).map(|q| q.head).collect();
        found.retain(|q| q.kind != TollKind::Participants || !harmed.contains(&q.head));
    }
    found
}

/// Endings of English and Spanish words, and what may stand in their place in the dictionary form.
const ENDINGS: [(&str, &[&str]); 22] = [
    ("ed", &["", "e"]),
    ("d", &[""]),
    ("ing", &["", "e"]),
    ("es", &["", "e"]),
    ("s", &[""]),
    ("ies", &["y"]),
    ("ied", &["y"]),
    ("ping", &[""]),
    ("pped", &["p"]),
    ("ó", &["ar"]),
    ("aron", &["ar"]),
    ("ado", &["ar"]),
    ("ada", &["ar", "ado"]),
    ("ados", &["ar", "ado"]),
    ("adas", &["ar", "ado"]),
    ("ió", &["er", "ir"]),
    ("ieron", &["er", "ir"]),
    ("ido", &["er", "ir"]),
    ("ida", &["er", "ir", "ido"]),
    ("idas", &["er", "ir", "ido"]),
    ("as", &["o"]),
    ("a", &["o"]),
];

/// What a word of harm counts, and where.
struct Harm {
    counts: TollKind,
    of: String,
}

/// A number of people in a sentence.
struct Figure {
    low: Option<u64>,
    high: Option<u64>,
    about: bool,
    /// The word of the number, or of the single victim.
    head: WordId,
    /// The bytes of the number with its bound, or of the victim.
    number: Span,
    victims: Option<Span>,
}

/// A sentence with its numbers.
struct Clause<'a> {
    text: &'a str,
    tree: &'a Tree,
    sentence: usize,
    numbers: Vec<Number>,
    /// For each word the number that counts it.
    counts: Vec<Option<usize>>,
    harms: &'a WordTable,
    agents: &'a WordTable,
    cues: &'a WordTable,
    /// The first words of the phrases that add up a longer time.
    totals: Vec<usize>,
    names: Vec<&'a Name>,
}

impl<'a> Clause<'a> {
    fn new(
        document: &'a Document,
        tree: &'a Tree,
        sentence: usize,
        times: &[Timex],
        names: &'a [Name],
        knowledge: &'a Knowledge,
        language: &str,
    ) -> Self {
        let text = &document.text;
        let at = tree.span.start;
        let shift = |s: Span| Span::new(s.start + at, s.end + at);
        let mut numbers = calendar::numbers(tree.span.of(text), language);
        for n in &mut numbers {
            (n.span, n.whole) = (shift(n.span), shift(n.whole));
        }
        let first = times.partition_point(|t| t.span.end <= tree.span.start);
        let here = times.get(first..).unwrap_or(&[]).iter().take_while(|t| t.span.start < tree.span.end);
        let taken: Vec<Span> = here.map(|t| t.span).collect();
        numbers.retain(|n| n.value <= MOST_PEOPLE && !taken.iter().any(|t| t.overlaps(n.span)) && !is_measure(text, n.span));
        let names = names.iter().filter(|n| n.head.sentence == sentence).collect();
        let counts = counts(tree, &numbers);
        Self {
            totals: if numbers.is_empty() { Vec::new() } else { totals(text, tree, &taken, knowledge.words(language, "total")) },
            cues: knowledge.words(language, "cue"),
            text,
            counts,
            tree,
            sentence,
            numbers,
            harms: knowledge.words(language, "harm"),
            agents: knowledge.words(language, "agent"),
            names,
        }
    }

    fn form(&self, word: usize) -> String {
        self.tree.tokens[word].form(self.text).to_lowercase()
    }

    /// The rows of a table for a word: by its lemma, its form, and what its form may come from by its ending, should the lemma be wrong.
    fn rows<'t>(&self, table: &'t WordTable, word: usize) -> impl Iterator<Item = &'t Vec<String>> + use<'t> {
        let form = self.form(word);
        let mut keys = vec![self.tree.nodes[word].lemma.to_string()];
        for (ending, bases) in ENDINGS.iter().filter(|(e, _)| form.len() > e.len() + 2) {
            if let Some(stem) = form.strip_suffix(ending) {
                keys.extend(bases.iter().map(|base| format!("{stem}{base}")));
            }
        }
        keys.push(form);
        keys.into_iter().flat_map(move |key| table.get(&key))
    }

    /// What the word counts, if it is a word of harm.
    fn harm(&self, word: usize) -> Option<Harm> {
        let node = &self.tree.nodes[word];
        let form = self.form(word);
        let fits = |pos: &str| match pos {
            "v" => node.upos == Upos::VERB || node.upos == Upos::ADJ && node.lemma.as_ref() != form,
            "a" => matches!(node.upos, Upos::ADJ | Upos::VERB | Upos::NOUN | Upos::ADV),
            _ => matches!(node.upos, Upos::NOUN | Upos::PROPN | Upos::ADJ),
        };
        // `resultaron heridos`: what somebody came to be is said of them.
        let state = node.upos == Upos::ADJ || node.head.is_some_and(|h| BECOME.contains(&&*self.tree.nodes[h].lemma));
        let said = self.rows(self.harms, word).find(|r| state && r.get(1).is_some_and(|pos| pos == "a" && fits(pos)));
        let row = said.or_else(|| self.rows(self.harms, word).find(|r| r.get(1).is_some_and(|pos| fits(pos))))?;
        let (mut counts, of) = (kind_named(row.get(2)?)?, row.get(3)?.clone());
        if of == "toll" && counts != TollKind::Participants {
            // `the number of injured`, `la cifra de muertos`, `the death toll`.
            let counted =
                self.dependents(word, &["nmod", "compound", "amod"]).into_iter().find_map(|c| self.harm(c).filter(|h| h.of != "toll"));
            counts = counted.map_or(counts, |h| h.counts);
        }
        let named = self.names.iter().any(|n| n.words.contains(&word) && n.words.len() > 1);
        (!named).then_some(Harm { counts, of })
    }

    /// The figure that a word of harm gives.
    fn figure_of(&self, word: usize, harm: &Harm) -> Option<Figure> {
        if self.is_negated(word) {
            return None;
        }
        if harm.of == "toll" {
            return self.toll_after(word, harm.counts);
        }
        if harm.of == "up" && !self.tree.children(word).any(|c| self.form(c) == "up") {
            return None;
        }
        // `the kidnapped wife` tells no act; a crowd is more than one.
        let person = harm.counts != TollKind::Participants && !self.tree.nodes[word].is("amod");
        let pronoun = |v: usize| harm.counts == TollKind::Detained && self.tree.nodes[v].upos == Upos::PRON;
        // `six dead, dozens injured`: the dead are not those injured, whatever the tree of a headline says.
        let other = |v: usize| self.tree.nodes[v].upos == Upos::ADJ && self.harm(v).is_some_and(|h| h.counts != harm.counts);
        let of = |heads: Vec<usize>| {
            heads.into_iter().filter(|&v| v == word || !other(v)).find_map(|v| self.figure(v, person && v != word && !pronoun(v)))
        };
        let own = of(self.counted(word, &harm.of)).or_else(|| self.one_such(word)).or_else(|| self.beside(word, harm));
        own.or_else(|| of(self.shared(word, &harm.of))).or_else(|| self.estimated(word, &harm.of))
    }

    /// `un muerto y 30 detenidos`, `un herido grave y cinco leves`: a word for somebody harmed, with the article for one.
    fn one_such(&self, word: usize) -> Option<Figure> {
        let someone = self.rows(self.harms, word).any(|r| r.get(3).is_some_and(|of| of == "person"));
        let one = self.tree.children(word).find(|&c| matches!(self.form(c).as_str(), "un" | "una")).filter(|_| someone)?;
        let number = self.tree.tokens[one].span;
        let head = WordId { sentence: self.sentence, word };
        Some(self.joined(word, Figure { low: Some(1), high: Some(1), about: false, head, number, victims: None }))
    }

    /// `put the dead at 670`, `elevó a 12 los heridos`: those counted are the object, their bare number hangs on the same verb.
    fn estimated(&self, word: usize, of: &str) -> Option<Figure> {
        let verb = self.tree.nodes[word].head.filter(|_| self.tree.nodes[word].is("obj") && !matches!(of, "obj" | "up" | "subj"))?;
        let led = |c: usize| self.tree.children(c).any(|k| matches!(self.form(k).as_str(), "at" | "to" | "en" | "a"));
        let near = self.dependents(verb, &["obl"]).into_iter().chain(self.dependents(word, &["nmod"]));
        near.filter(|&c| self.tree.nodes[c].upos == Upos::NUM && led(c)).find_map(|c| self.number_at(c).map(|n| self.figure_from(n, c)))
    }

    /// Figures that rival one named before in their sentence: bare numbers that somebody claims (`while organisers claimed 5,000`;
    /// `8.000, según la policía`).
    fn rivals(&self, before: &Quantity) -> Vec<Quantity> {
        let tree = self.tree;
        let is_cue = |w: usize, frames: &[&str]| {
            let rows = [tree.nodes[w].lemma.to_lowercase(), self.form(w)].map(|key| self.cues.get(&key));
            rows.iter().flat_map(|rows| rows.iter()).any(|row| row.get(1).is_some_and(|f| frames.contains(&f.as_str())))
        };
        let claimed = |n: &&Number| {
            let word = tree.word_at(n.span.start);
            let end = tree.word_at(n.span.end.saturating_sub(1)) + 1;
            let bare = tree.nodes.get(end).is_none_or(|next| !matches!(next.upos, Upos::NOUN | Upos::ADJ | Upos::PROPN | Upos::NUM));
            let top = tree.nodes[word].head.filter(|_| ["obj", "ccomp", "obl", "xcomp"].iter().any(|r| tree.nodes[word].is(r)));
            let by_verb = top.is_some_and(|h| is_cue(h, &["clause", "tell", "object", "figure"]));
            let comma = end + usize::from(tree.nodes.get(end).is_some_and(|_| self.form(end) == ","));
            let phrase = || (comma..(comma + 2).min(tree.nodes.len())).map(|w| self.form(w)).collect::<Vec<_>>().join(" ");
            let by_whom = comma < tree.nodes.len()
                && (is_cue(comma, &["preposition"])
                    || self.cues.get(&phrase()).iter().any(|r| r.get(1).is_some_and(|f| f == "preposition")));
            bare && n.span.start >= before.span.end && (by_verb || by_whom)
        };
        let quantity = |n: &Number| {
            let figure = self.figure_from(n, tree.word_at(n.span.start));
            Quantity {
                low: figure.low,
                high: figure.high,
                about: figure.about,
                head: figure.head,
                span: n.whole,
                victims: None,
                ..before.clone()
            }
        };
        self.numbers.iter().filter(claimed).map(quantity).collect()
    }

    fn dependents(&self, word: usize, relations: &[&str]) -> Vec<usize> {
        let is = |c: usize, r: &str| if r.contains(':') { &*self.tree.nodes[c].relation == r } else { self.tree.nodes[c].is(r) };
        self.tree.children(word).filter(|&c| relations.iter().any(|r| is(c, r))).collect()
    }

    /// Those a verb is done to in the passive; a participle alone (`six killed in raid`) and a reflexive verb are passive too.
    fn passive_subjects(&self, verb: usize) -> Vec<usize> {
        let participle = self.tree.nodes[verb].feat("VerbForm=Part");
        let aux = self.dependents(verb, &["aux"]);
        // A participle after `be` is passive whatever the tree calls it.
        let passive = participle && aux.iter().all(|&a| matches!(&*self.tree.nodes[a].lemma, "be" | "ser"));
        let mut out = self.dependents(verb, &["nsubj:pass"]);
        if !out.is_empty() || passive || !self.dependents(verb, &["aux:pass", "expl"]).is_empty() {
            out.extend(self.dependents(verb, &["nsubj"]));
        }
        out
    }

    /// The heads of those counted that hang on the word of harm itself or that it hangs on, the likeliest first.
    fn counted(&self, word: usize, of: &str) -> Vec<usize> {
        let tree = self.tree;
        let node = &tree.nodes[word];
        let describes = node.is("acl") || node.is("amod");
        let mut out = match of {
            "obj" | "up" => {
                let mut out = self.dependents(word, &["obj"]);
                if out.is_empty() {
                    out = self.dependents(word, &["iobj", "obl:arg"]);
                    out.extend(self.passive_subjects(word));
                }
                if out.is_empty() && describes && !node.feat("VerbForm=Ger") {
                    out.extend(node.head);
                }
                // `31 people were killed and 70 injured`.
                if out.is_empty() && self.number_at(word).is_some() {
                    out.push(word);
                }
                out
            }
            "subj" => {
                let mut out = self.dependents(word, &["nsubj"]);
                if out.is_empty() && describes {
                    out.extend(node.head);
                }
                out
            }
            "adj" => {
                let mut out: Vec<usize> = self.number_at(word).map(|_| word).into_iter().collect();
                out.extend(self.dependents(word, &["nsubj"]));
                if describes {
                    out.extend(node.head);
                }
                out
            }
            "noun" | "person" | "life" => {
                let of_whom = |&n: &usize| tree.children(n).any(|c| matches!(self.form(c).as_str(), "of" | "de" | "del"));
                let mut out = vec![word];
                out.extend(self.dependents(word, &["nmod"]).into_iter().filter(of_whom));
                // `eleven of the deaths`.
                out.extend(
                    node.head.filter(|&h| of_whom(&word) && self.number_at(h).is_some_and(|n| n.span.overlaps(tree.tokens[h].span))),
                );
                out
            }
            _ => Vec::new(),
        };
        self.resolve_relatives(word, &mut out);
        out
    }

    /// Those counted that a word of harm shares with the verb above it or joined to it (`was shot and killed`, `left 30 people dead`).
    fn shared(&self, word: usize, of: &str) -> Vec<usize> {
        let tree = self.tree;
        let node = &tree.nodes[word];
        let mut out = Vec::new();
        if matches!(of, "obj" | "up") {
            // `killed or injured 20 people`: the object after both.
            for c in self.dependents(word, &["conj"]) {
                out.extend(self.dependents(c, &["obj"]).into_iter().filter(|_| c <= word + 3));
            }
        }
        let joins = ["conj", "xcomp", "advcl", "obj", "advmod", "obl"];
        let state = matches!(of, "adj" | "state");
        let under_verb = |h: usize| state && matches!(tree.nodes[h].upos, Upos::VERB | Upos::AUX);
        if let Some(h) =
            node.head.filter(|&h| !matches!(of, "noun" | "person" | "life") && (joins.iter().any(|r| node.is(r)) || under_verb(h)))
        {
            let objects = self.dependents(h, &["obj"]).into_iter().filter(|&o| o != word && (o > word || !node.is("conj")));
            out.extend(objects);
            if out.is_empty() && (!node.is("obj") || BECOME.contains(&&*tree.nodes[h].lemma)) {
                out = if of == "subj" || state { self.dependents(h, &["nsubj"]) } else { self.passive_subjects(h) };
                out.retain(|&o| o != word);
            }
        }
        self.resolve_relatives(word, &mut out);
        out
    }

    /// `the people who died`: those are the noun that the clause is about.
    fn resolve_relatives(&self, word: usize, heads: &mut [usize]) {
        let tree = self.tree;
        for v in heads {
            let relative = tree.nodes[*v].feat("PronType=Rel")
                || matches!(self.form(*v).as_str(), "who" | "whom" | "which" | "that" | "que" | "quienes");
            if relative {
                let clause = std::iter::once(word).chain(tree.ancestors(word)).find(|&w| tree.nodes[w].is("acl"));
                *v = clause.and_then(|c| tree.nodes[c].head).unwrap_or(*v);
            }
        }
    }

    /// The number on a noun, with those joined to it by `and`; of a single person, one.
    fn figure(&self, v: usize, single: bool) -> Option<Figure> {
        self.one(v, single).map(|figure| self.joined(v, figure))
    }

    /// A figure with those joined to its noun by `and`; a word of harm has a figure of its own.
    fn joined(&self, v: usize, mut figure: Figure) -> Figure {
        let described = self.dependents(v, &["amod"]);
        let harmed = |c: usize| (c..(c + 2).min(self.tree.nodes.len())).any(|w| w != v && self.harm(w).is_some());
        let heads = std::iter::once(v).chain(described.into_iter().filter(|&a| a > v));
        let conjuncts: Vec<usize> = heads.flat_map(|h| self.dependents(h, &["conj"])).filter(|&c| !harmed(c)).collect();
        for c in conjuncts {
            let Some(more) = self.one(c, true) else { continue };
            let add = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
            figure.low = add(figure.low, more.low);
            figure.high = add(figure.high, more.high);
            figure.about |= more.about;
            figure.victims = figure.victims.zip(more.victims).map(|(a, b)| a.cover(b)).or(figure.victims);
        }
        figure
    }

    fn one(&self, v: usize, single: bool) -> Option<Figure> {
        let tree = self.tree;
        if let Some(n) = self.number_at(v) {
            return Some(self.figure_from(n, v));
        }
        // `a total of 60 people`, `a group of twelve students`.
        if matches!(&*tree.nodes[v].lemma, "total" | "group" | "crowd" | "pair" | "estimate" | "grupo" | "multitud") {
            let inside = tree.children(v).filter(|&c| tree.nodes[c].is("nmod"));
            return inside.into_iter().find_map(|c| self.number_at(c).map(|n| self.figure_from(n, c)));
        }
        // `most of the 240`.
        if !matches!(tree.nodes[v].upos, Upos::NOUN | Upos::PROPN | Upos::VERB) {
            let inside = tree.children(v).filter(|&c| tree.nodes[c].is("nmod"));
            if let Some(found) = inside.into_iter().find_map(|c| self.number_at(c).map(|n| self.figure_from(n, c))) {
                return Some(found);
            }
        }
        let both = tree.children(v).any(|c| matches!(self.form(c).as_str(), "both" | "ambos" | "ambas"))
            || matches!(&*tree.nodes[v].lemma, "couple" | "pareja");
        if single && (both || self.is_person(v)) {
            let span = self.noun_span(v);
            let head = WordId { sentence: self.sentence, word: v };
            let many = if both { 2 } else { 1 };
            return Some(Figure { low: Some(many), high: Some(many), about: false, head, number: span, victims: Some(span) });
        }
        None
    }

    /// The number that counts a noun: on the word itself, or on words that hang on it and count it.
    fn number_at(&self, v: usize) -> Option<&Number> {
        self.counts.get(v).copied().flatten().and_then(|n| self.numbers.get(n))
    }

    fn figure_from(&self, n: &Number, v: usize) -> Figure {
        let value = n.value.max(0.0) as u64;
        let before = self.text.get(..n.span.start).unwrap_or("").trim_end();
        let revised = n.high.filter(|_| [" from", " de", " desde"].iter().any(|w| before.ends_with(w)));
        let (low, high) = match (revised.or(n.high), n.bound) {
            (Some(high), _) if revised.is_some() => (Some(high as u64), Some(high as u64)),
            (Some(high), _) => (Some(value), Some(high as u64)),
            (None, Some(Modifier::MoreThan | Modifier::EqualOrMore)) => (Some(value), None),
            (None, Some(Modifier::LessThan | Modifier::EqualOrLess)) => (None, Some(value)),
            (None, _) if n.vague => (Some(value), None),
            (None, _) => (Some(value), Some(value)),
        };
        // `dozens of people`: those harmed are the people.
        let noun = if self.tree.tokens[v].span.overlaps(n.span) {
            self.tree.children(v).find(|&c| self.tree.nodes[c].is("nmod"))
        } else {
            Some(v)
        };
        let word = self.tree.word_at(n.span.start);
        Figure {
            low,
            high,
            about: n.vague || n.bound == Some(Modifier::Approx),
            head: WordId { sentence: self.sentence, word },
            number: n.whole,
            victims: noun.map(|w| self.noun_span(w)).filter(|s| !s.overlaps(n.whole)),
        }
    }

    /// `the death toll rose from 58 to 60`: the last number that `to`, `at` or `of` leads to, else the first. A crowd's (`put the turnout at 900`) must be led
    /// to, and count nothing else.
    fn toll_after(&self, word: usize, counts: TollKind) -> Option<Figure> {
        let crowd = counts == TollKind::Participants;
        let end = self.tree.tokens[word].span.end;
        let deadly =
            self.tree.children(word).any(|c| matches!(&*self.tree.nodes[c].lemma, "death" | "dead" | "casualty" | "mortal" | "fatality"));
        let before = self.text.get(self.tree.span.start..self.tree.tokens[word].span.start)?.trim_end().to_lowercase();
        let harmed = self.dependents(word, &["nmod", "compound", "amod"]).into_iter().any(|c| self.harm(c).is_some_and(|h| h.of != "toll"));
        if !crowd && !deadly && !harmed && !before.ends_with("death") {
            return None;
        }
        let after: Vec<&Number> = self.numbers.iter().filter(|n| n.span.start >= end && n.span.start < end + 90).take(3).collect();
        let led = |n: &&&Number| {
            let before = self.text.get(end..n.whole.start).unwrap_or("").trim_end();
            [" to", " at", " of", " a", " en", " de", " reached", " is", " was"].iter().any(|w| before.ends_with(w))
        };
        let people = |n: &&Number| {
            let next = self.tree.word_at(n.span.end.saturating_sub(1)) + 1;
            let noun = self.tree.nodes.get(next).is_some_and(|n| n.upos == Upos::NOUN);
            !noun
                || self.rows(self.agents, next).any(|r| r.get(2).is_some_and(|kind| kind == "person"))
                || matches!(&*self.tree.nodes[next].lemma, "people" | "person" | "persona")
        };
        if crowd {
            let n = after.iter().find(|n| led(n) && people(n))?;
            return Some(self.figure_from(n, self.tree.word_at(n.span.start)));
        }
        let Some(n) = after.iter().rev().find(led).or(after.first()) else { return self.estimated(word, "toll") };
        Some(self.figure_from(n, self.tree.word_at(n.span.start)))
    }

    /// The number directly beside a word of harm, where the tree does not join them.
    fn beside(&self, word: usize, harm: &Harm) -> Option<Figure> {
        let tree = self.tree;
        let passes = |i: usize| {
            let node = &tree.nodes[i];
            let joins = matches!(self.form(i).as_str(), "of" | "de" | "\"" | "'" | "“" | "”" | "‘" | "’" | "«" | "»");
            joins || !matches!(node.upos, Upos::PUNCT | Upos::VERB | Upos::CCONJ | Upos::SCONJ | Upos::ADP | Upos::PRON | Upos::NUM)
        };
        let before = self.numbers.iter().rev().find(|n| n.span.end <= tree.tokens[word].span.start);
        if let Some(n) = before {
            let last = tree.word_at(n.span.end - 1);
            // Before a finite active verb stand those who act.
            let acts = matches!(harm.of.as_str(), "obj" | "up")
                && (tree.nodes[word].feat("VerbForm=Fin") || tree.nodes[word].feat("Mood=Ind"))
                && self.passive_subjects(word).is_empty();
            if last < word && !acts && word - last <= REACH && (last + 1..word).all(passes) && !self.has_own_object(word, harm) {
                return Some(self.figure_from(n, (last + 1..word).rev().find(|&i| tree.nodes[i].upos == Upos::NOUN).unwrap_or(last)));
            }
        }
        let after = self.numbers.iter().find(|n| n.whole.start >= tree.tokens[word].span.end)?;
        let first = tree.word_at(after.whole.start);
        let near = matches!(harm.of.as_str(), "obj" | "up") && first == word + 1;
        let noun = tree.word_at(after.span.end - 1) + 1;
        near.then(|| self.figure_from(after, if tree.nodes.get(noun).is_some_and(|n| n.upos == Upos::NOUN) { noun } else { first }))
    }

    fn has_own_object(&self, word: usize, harm: &Harm) -> bool {
        matches!(harm.of.as_str(), "obj" | "up") && self.tree.children(word).any(|c| self.tree.nodes[c].is("obj"))
    }

    /// `no one was killed`, `nobody`, `not`.
    fn is_negated(&self, word: usize) -> bool {
        let negates = |w: usize| {
            matches!(
                self.form(w).as_str(),
                "no" | "nobody" | "none" | "not" | "n't" | "never" | "nadie" | "ningún" | "ninguna" | "ninguno" | "without" | "sin"
            )
        };
        self.tree.children(word).any(|c| negates(c) || self.tree.nodes[c].is("nsubj") && self.tree.children(c).any(negates))
    }

    /// Whether a word names one person.
    fn is_person(&self, v: usize) -> bool {
        let node = &self.tree.nodes[v];
        match node.upos {
            Upos::PRON => matches!(self.form(v).as_str(), "he" | "she" | "him" | "her" | "él" | "ella"),
            Upos::PROPN | Upos::X => self.names.iter().any(|n| n.kind == NameKind::Person && n.words.contains(&v)),
            Upos::NOUN if !node.feat("Number=Plur") => {
                let mut rows = self.rows(self.agents, v);
                rows.any(|r| r.get(2).is_some_and(|kind| kind == "person"))
                    || self.names.iter().any(|n| n.kind == NameKind::Person && n.words.contains(&v))
            }
            _ => false,
        }
    }

    /// A noun with what describes it directly before it, without number and determiner.
    fn noun_span(&self, v: usize) -> Span {
        let tree = self.tree;
        let joins =
            |i: usize| ["amod", "compound", "flat", "nmod:poss"].iter().any(|r| tree.nodes[i].is(r)) && tree.nodes[i].head == Some(v);
        let counts = |i: usize| self.numbers.iter().any(|n| n.whole.overlaps(tree.tokens[i].span));
        let mut first = v;
        while first > 0 && joins(first - 1) && !counts(first - 1) {
            first -= 1;
        }
        let mut last = v;
        while last + 1 < tree.nodes.len() && tree.nodes[last + 1].is("flat") && tree.nodes[last + 1].head == Some(v) {
            last += 1;
        }
        tree.span_of(first..last + 1)
    }

    /// Whether the clause of a word adds up a longer time.
    fn is_total(&self, word: usize) -> bool {
        let clause = |w: usize| {
            let subject = |&v: &usize| self.tree.children(v).any(|c| self.tree.nodes[c].is("nsubj") || self.tree.nodes[c].is("csubj"));
            std::iter::once(w).chain(self.tree.ancestors(w)).find(subject).unwrap_or(self.tree.root())
        };
        // `desde que empezó la guerra` is said of the clause that it stands in.
        let above = |t: usize| {
            let mark = self.tree.nodes[t].head.filter(|_| self.tree.nodes[t].is("mark"));
            mark.and_then(|h| self.tree.nodes[h].head).unwrap_or(t)
        };
        self.totals.iter().any(|&t| clause(above(t)) == clause(word))
    }

    fn quantity(&self, word: usize, harm: &Harm, figure: &Figure) -> Quantity {
        let tree = self.tree;
        let whole = figure.number.cover(tree.tokens[word].span);
        let near = figure.victims.map_or(figure.number, |v| figure.number.cover(v));
        let span = if whole.len() <= 80 { whole } else { near };
        Quantity {
            kind: harm.counts,
            low: figure.low,
            high: figure.high,
            about: figure.about,
            span,
            head: figure.head,
            harm: WordId { sentence: self.sentence, word },
            victims: figure.victims,
            total: self.is_total(word),
            source: None,
        }
    }
}

/// For each word the number that counts it: the number's own words, and the noun they hang on.
fn counts(tree: &Tree, numbers: &[Number]) -> Vec<Option<usize>> {
    let mut counts = vec![None; tree.nodes.len()];
    // No number counts the words of another (`six dead, dozens injured`).
    for (index, number) in numbers.iter().enumerate() {
        let first = tree.tokens.partition_point(|t| t.span.end <= number.span.start);
        for (own, _) in counts[first..].iter_mut().zip(&tree.tokens[first..]).take_while(|(_, t)| number.span.overlaps(t.span)) {
            own.get_or_insert(index);
        }
    }
    for (index, number) in numbers.iter().enumerate() {
        let first = tree.tokens.partition_point(|t| t.span.end <= number.span.start);
        let inside = |i: usize| tree.tokens.get(i).is_some_and(|t| number.span.overlaps(t.span));
        for start in (first..tree.nodes.len()).take_while(|&i| inside(i)) {
            let mut at = start;
            for _ in 0..6 {
                counts[at].get_or_insert(index);
                let node = &tree.nodes[at];
                if counts[at] != Some(index) {
                    break;
                }
                let counting = ["nummod", "det", "amod", "advmod", "compound"].iter().any(|r| node.is(r));
                // `un muerto y 30 detenidos`: a number before a noun counts none that stands before it.
                let end = (at..tree.nodes.len()).find(|&i| !inside(i));
                let ahead = end.is_some_and(|i| matches!(tree.nodes[i].upos, Upos::NOUN | Upos::ADJ));
                match node.head {
                    Some(h) if h < first && ahead && !inside(h) => break,
                    Some(h) if inside(at) && (inside(h) || counting) => at = h,
                    _ => break,
                }
            }
        }
    }
    counts
}

/// Where a sentence says that figures add up a longer time (`since December`, `so far`): the first word of each such phrase. Of a phrase that needs a time
/// (`desde`) one follows; of one that needs a noun (`since`) a time or what happened.
fn totals(text: &str, tree: &Tree, times: &[Span], table: &WordTable) -> Vec<usize> {
    let form = |w: usize| tree.tokens[w].form(text).to_lowercase();
    let fits = |first: usize, row: &[String]| {
        let words: Vec<&str> = row.first().map(|p| p.split(' ').collect()).unwrap_or_default();
        let end = first + words.len();
        let here = end <= tree.nodes.len() && words.iter().enumerate().all(|(i, word)| form(first + i) == *word);
        let time = || (end..(end + 3).min(tree.nodes.len())).any(|w| times.iter().any(|t| t.overlaps(tree.tokens[w].span)));
        let noun = || tree.nodes[first].is("case") && tree.nodes[first].upos == Upos::ADP;
        here && match row.get(1).map(String::as_str) {
            Some("time") => time(),
            Some("noun") => time() || noun(),
            _ => true,
        }
    };
    (0..tree.nodes.len()).filter(|&first| table.rows().any(|row| fits(first, row))).collect()
}

/// A share, a price or a length, not a number of people.
fn is_measure(text: &str, span: Span) -> bool {
    let before = text.get(..span.start).unwrap_or("").trim_end().chars().next_back();
    let after = text.get(span.end..).unwrap_or("").trim_start();
    let units = [
        "%",
        "percent",
        "per cent",
        "por ciento",
        "dollar",
        "euro",
        "kilomet",
        "kilómet",
        "km",
        "metres",
        "meters",
        "metros",
        "miles ",
        "tonnes",
        "tons",
        "º",
    ];
    before.is_some_and(|c| matches!(c, '$' | '€' | '£' | '#')) || units.iter().any(|u| after.starts_with(u))
}

fn kind_named(name: &str) -> Option<TollKind> {
    let all = [TollKind::Killed, TollKind::Injured, TollKind::Detained, TollKind::Displaced, TollKind::Missing, TollKind::Participants];
    all.into_iter().find(|k| k.name() == name)
}
