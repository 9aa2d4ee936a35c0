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
    /// Whether the sentence adds up a longer time.
    total: bool,
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
            total: !numbers.is_empty() && adds_up(tree.span.of(text), knowledge.words(language, "total")),
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
        let (counts, of) = (kind_named(row.get(2)?)?, row.get(3)?.clone());
        let named = self.names.iter().any(|n| n.words.contains(&word) && n.words.len() > 1);
        (!named).then_some(Harm { counts, of })
    }

    /// The figure that a word of harm gives.
    fn figure_of(&self, word: usize, harm: &Harm) -> Option<Figure> {
        if self.is_negated(word) {
            return None;
        }
        if harm.of == "toll" {
            return self.toll_after(word);
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
        of(self.counted(word, &harm.of)).or_else(|| self.beside(word, harm)).or_else(|| of(self.shared(word, &harm.of)))
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
            "noun" | "life" => {
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
        if let Some(h) = node.head.filter(|&h| !matches!(of, "noun" | "life") && (joins.iter().any(|r| node.is(r)) || under_verb(h))) {
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
        let mut figure = self.one(v, single)?;
        for c in self.tree.children(v).filter(|&c| self.tree.nodes[c].is("conj")) {
            let Some(more) = self.one(c, true) else { continue };
            let add = |a: Option<u64>, b: Option<u64>| Some(a?.saturating_add(b?));
            figure.low = add(figure.low, more.low);
            figure.high = add(figure.high, more.high);
            figure.about |= more.about;
            figure.victims = figure.victims.zip(more.victims).map(|(a, b)| a.cover(b)).or(figure.victims);
        }
        Some(figure)
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

    /// `the death toll rose from 58 to 60`: the last number that `to`, `at` or `of` leads to, else the first.
    fn toll_after(&self, word: usize) -> Option<Figure> {
        let end = self.tree.tokens[word].span.end;
        let deadly =
            self.tree.children(word).any(|c| matches!(&*self.tree.nodes[c].lemma, "death" | "dead" | "casualty" | "mortal" | "fatality"));
        let before = self.text.get(self.tree.span.start..self.tree.tokens[word].span.start)?.trim_end().to_lowercase();
        if !deadly && !before.ends_with("death") {
            return None;
        }
        let after: Vec<&Number> = self.numbers.iter().filter(|n| n.span.start >= end && n.span.start < end + 90).take(3).collect();
        let led = |n: &&&Number| {
            let before = self.text.get(end..n.whole.start).unwrap_or("").trim_end();
            [" to", " at", " of", " a", " en", " de", " reached", " is", " was"].iter().any(|w| before.ends_with(w))
        };
        let n = after.iter().rev().find(led).or(after.first())?;
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
            total: self.total,
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

/// Whether a sentence says that its figures add up a longer time (`since December`, `so far`).
fn adds_up(sentence: &str, totals: &WordTable) -> bool {
    let sentence = sentence.to_lowercase();
    let is_letter = |i: usize| sentence.as_bytes().get(i).is_some_and(u8::is_ascii_alphabetic);
    let whole = |at: usize, len: usize| (at == 0 || !is_letter(at - 1)) && !is_letter(at + len);
    totals.rows().filter_map(|r| r.first()).any(|phrase| sentence.match_indices(phrase.as_str()).any(|(at, _)| whole(at, phrase.len())))
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
