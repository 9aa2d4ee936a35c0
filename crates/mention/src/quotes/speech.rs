//! Reported speech in one sentence, by the cue words of the language and the relations around them.

use knowledge::WordTable;
use record::{Document, Quote, Span, Tree, Upos, WordId};

/// A source has at most this many words; the rest of its phrase is left off.
const LONGEST_SOURCE: usize = 14;

/// Everything the sentence reports as said.
pub fn find(document: &Document, tree: &Tree, sentence: usize, cues: &WordTable) -> Vec<Quote> {
    let scene = Scene { document, tree, sentence, cues };
    (0..tree.nodes.len()).filter_map(|word| scene.quote(word)).collect()
}

/// The cue nearest to a passage in quotation marks, outside it, and its speaker: by grammar, else the noun next to the cue.
pub fn beside(
    document: &Document,
    tree: &Tree,
    sentence: usize,
    cues: &WordTable,
    passage: Span,
) -> Option<((Span, WordId), (Span, WordId))> {
    let scene = Scene { document, tree, sentence, cues };
    let outside = |w: usize| !passage.overlaps(tree.tokens[w].span);
    let away = |w: usize| {
        let span = tree.tokens[w].span;
        if span.end <= passage.start { passage.start - span.end } else { span.start.saturating_sub(passage.end) }
    };
    let says =
        |w: usize| matches!(tree.nodes[w].upos, Upos::VERB | Upos::AUX) && scene.frames(w).iter().any(|f| matches!(*f, "clause" | "tell"));
    let cue = (0..tree.nodes.len()).filter(|&w| outside(w) && away(w) < FARTHEST_CUE && says(w)).min_by_key(|&w| away(w))?;
    let noun = |w: &usize| matches!(tree.nodes[*w].upos, Upos::NOUN | Upos::PROPN | Upos::PRON) && outside(*w);
    let after = || (cue + 1..(cue + 4).min(tree.nodes.len())).find(noun);
    let before = || (cue.saturating_sub(3)..cue).rev().find(noun);
    let source = scene.speaker(cue).filter(|&w| outside(w)).or_else(before).or_else(after)?;
    let id = |word: usize| WordId { sentence, word };
    Some(((short(tree, source), id(source)), (tree.tokens[cue].span, id(cue))))
}

/// The shortest words that name who is meant by `head`: its phrase without clauses and appositions.
pub fn short(tree: &Tree, head: usize) -> Span {
    // `el gral. Julio Paz`: what follows without a comma belongs to the name.
    let joined = |w: usize| {
        tree.nodes[w].is("appos") && tree.nodes[w].head == Some(head) && w > head && (head + 1..=w).all(|i| !tree.nodes[i].is("punct"))
    };
    let clause = |w: usize| {
        !joined(w) && {
            ["acl", "appos", "parataxis", "advcl", "punct", "ccomp", "dep", "cc"].iter().any(|r| tree.nodes[w].is(r))
                || (tree.nodes[w].is("case") && tree.nodes[w].head == Some(head) && w < head)
        }
    };
    let inside: Vec<bool> = {
        let mut inside = vec![false; tree.nodes.len()];
        let mut stack = vec![head];
        while let Some(w) = stack.pop() {
            inside[w] = true;
            stack.extend(tree.children(w).filter(|&c| !inside[c] && (!clause(c) || bridges(tree, c, head))));
        }
        inside
    };
    let mut words = head..head + 1;
    while words.start > 0 && inside[words.start - 1] && words.len() < LONGEST_SOURCE {
        words.start -= 1;
    }
    while words.end < inside.len() && inside[words.end] && words.len() < LONGEST_SOURCE {
        words.end += 1;
    }
    while words.end > head + 1 && tree.nodes[words.end - 1].is("punct") {
        words.end -= 1;
    }
    tree.span_of(words)
}

/// Whether a word that would end a phrase stands within it: `and` between two sources, a hyphen in a name.
fn bridges(tree: &Tree, word: usize, head: usize) -> bool {
    let node = &tree.nodes[word];
    (node.is("cc") && node.head != Some(head)) || (node.is("punct") && tree.tokens[word].span.len() == 1 && !tree.tokens[word].space_before)
}

/// A cue this many bytes away from a passage does not speak it.
const FARTHEST_CUE: usize = 120;

struct Scene<'a> {
    document: &'a Document,
    tree: &'a Tree,
    sentence: usize,
    cues: &'a WordTable,
}

impl Scene<'_> {
    fn quote(&self, word: usize) -> Option<Quote> {
        let node = &self.tree.nodes[word];
        let frames = self.frames(word);
        let has = |frame: &str| frames.contains(&frame);
        let (clause, object) = (has("clause") || has("tell"), has("clause") || has("object"));
        if matches!(node.upos, Upos::VERB | Upos::AUX) && has("figure") {
            return self.estimate(word);
        }
        if matches!(node.upos, Upos::VERB | Upos::AUX) && has("that") {
            return self.verb(word, true, false).filter(|q| self.is_speech(word, q));
        }
        if matches!(node.upos, Upos::VERB | Upos::AUX) && (clause || object) {
            self.verb(word, clause, object)
        } else if node.upos == Upos::NOUN && has("noun") {
            self.noun(word)
        } else if has("adverb") && matches!(node.upos, Upos::ADV | Upos::ADJ) && node.head.is_some() {
            self.hedge(word)
        } else {
            self.preposition(word)
        }
    }

    fn frames(&self, word: usize) -> Vec<&str> {
        let lemma = self.tree.nodes[word].lemma.to_lowercase();
        self.cues.get(&lemma).iter().filter_map(|row| row.get(1)).map(String::as_str).collect()
    }

    fn form(&self, word: usize) -> String {
        self.tree.tokens[word].form(&self.document.text).to_lowercase()
    }

    fn child(&self, word: usize, relations: &[&str]) -> Option<usize> {
        self.dependents(word, relations).into_iter().next()
    }

    fn dependents(&self, word: usize, relations: &[&str]) -> Vec<usize> {
        self.tree.children(word).filter(|&c| relations.iter().any(|r| self.tree.nodes[c].is(r))).collect()
    }

    fn verb(&self, cue: usize, clause: bool, object: bool) -> Option<Quote> {
        let mut content = if clause { self.clause_content(cue) } else { Vec::new() };
        if content.is_empty() && object {
            content = self.object_content(cue);
        }
        if content.is_empty() {
            return None;
        }
        let source = self.speaker(cue).filter(|s| !content.contains(s));
        // `Nobody has claimed the attack.`
        let nobody = source.is_some_and(|s| self.tree.nodes[s].feat("PronType=Neg"));
        (!nobody).then(|| self.quoted(source, Some(cue..cue + 1), &content))
    }

    /// Whether what a verb of acts (`held`, `began`) takes is said by it: a clause with its conjunction, or words in quotation marks.
    fn is_speech(&self, cue: usize, quote: &Quote) -> bool {
        let marked = |c: usize| self.tree.children(c).any(|m| self.tree.nodes[m].is("mark") && !self.is_infinitive_mark(m));
        let marks = ['"', '\u{201c}', '\u{201d}', '«'];
        self.child(cue, &["ccomp"]).is_some_and(marked) || quote.content.iter().any(|s| s.of(&self.document.text).contains(marks))
    }

    fn is_infinitive_mark(&self, word: usize) -> bool {
        matches!(self.form(word).as_str(), "to" | "a" | "de")
    }

    /// `put the turnout at 1,200`, `cifró en 670 los muertos`, `habló de 12 muertos`: what is counted and its number, bare or of people.
    fn estimate(&self, cue: usize) -> Option<Quote> {
        let object = self.child(cue, &["obj"]);
        let leads: &[&str] = if object.is_some() { &["at", "en", "a"] } else { &["of", "de"] };
        let led = |c: usize| self.tree.children(c).any(|k| self.tree.nodes[k].is("case") && leads.contains(&self.form(k).as_str()));
        let counted = |c: usize| self.child(c, &["nummod"]).is_some();
        let people = |c: usize| matches!(&*self.tree.nodes[c].lemma, "people" | "person" | "persona") || object.is_none();
        let number = |c: &usize| led(*c) && (self.tree.nodes[*c].upos == Upos::NUM || counted(*c) && people(*c));
        let of = self.tree.children(cue).chain(object.into_iter().flat_map(|o| self.tree.children(o))).find(number)?;
        let mut content = self.tree.subtree(of);
        content.extend(object.map(|o| self.tree.subtree(o)).unwrap_or_default());
        content.sort_unstable();
        content.dedup();
        Some(self.quoted(self.speaker(cue), Some(cue..cue + 1), &content))
    }

    /// What a clause-taking cue says: its clause, or the sentence it is put into (`…, he said, …`).
    fn clause_content(&self, cue: usize) -> Vec<usize> {
        if let Some(clause) = self.child(cue, &["ccomp"]) {
            return self.tree.subtree(clause);
        }
        let node = &self.tree.nodes[cue];
        if let Some(head) = node.head.filter(|_| node.is("parataxis")) {
            let aside = self.tree.subtree(cue);
            return self.tree.subtree(head).into_iter().filter(|w| !aside.contains(w)).collect();
        }
        self.child(cue, &["parataxis"]).filter(|&c| c > cue).map(|c| self.tree.subtree(c)).unwrap_or_default()
    }

    /// What a cue names: its objects and complements.
    fn object_content(&self, cue: usize) -> Vec<usize> {
        let named = |c: usize| {
            let n = &self.tree.nodes[c];
            let about = n.is("obl") && !n.is("obl:agent") && !n.is("obl:tmod") && !n.is("obl:unmarked") && c == cue + 1 + self.gap(cue, c);
            c > cue && (["obj", "xcomp", "ccomp"].iter().any(|r| n.is(r)) || about)
        };
        let mut words: Vec<usize> = self.tree.children(cue).filter(|&c| named(c)).flat_map(|c| self.tree.subtree(c)).collect();
        words.sort_unstable();
        words
    }

    /// How many words of the complement's own phrase stand between the cue and its head.
    fn gap(&self, cue: usize, complement: usize) -> usize {
        let inside = self.tree.subtree(complement);
        (cue + 1..complement).filter(|w| inside.contains(w)).count()
    }

    /// Who says it: the subject; of a passive the agent; of a verb without a subject of its own that of the verb or noun it hangs on.
    fn speaker(&self, cue: usize) -> Option<usize> {
        let mut verb = cue;
        for _ in 0..4 {
            let passive = self.child(verb, &["aux:pass", "nsubj:pass", "csubj:pass"]).is_some();
            if passive {
                return self.agent(verb);
            }
            let node = &self.tree.nodes[verb];
            if let Some(subject) = self.tree.children(verb).find(|&c| self.tree.nodes[c].is("nsubj")) {
                let relative =
                    self.tree.nodes[subject].feat("PronType=Rel") || matches!(self.form(subject).as_str(), "who" | "which" | "que");
                return if relative && node.is("acl") { node.head } else { Some(subject) };
            }
            verb = match node.head {
                Some(head) if node.is("acl") => return Some(head),
                Some(head) if ["conj", "xcomp", "advcl", "parataxis", "ccomp"].iter().any(|r| node.is(r)) => head,
                _ => return None,
            };
        }
        None
    }

    fn agent(&self, verb: usize) -> Option<usize> {
        self.tree.children(verb).find(|&c| {
            let by = |k: usize| self.tree.nodes[k].is("case") && matches!(self.form(k).as_str(), "by" | "por");
            self.tree.nodes[c].is("obl") && self.tree.children(c).any(by)
        })
    }

    /// `her claim that …`, `la denuncia de que …`.
    fn noun(&self, cue: usize) -> Option<Quote> {
        let clause = self.tree.children(cue).find(|&c| {
            let n = &self.tree.nodes[c];
            (n.is("acl") || n.is("ccomp")) && !n.is("acl:relcl") && self.tree.children(c).any(|m| self.tree.nodes[m].is("mark"))
        })?;
        let possessor = self.child(cue, &["nmod:poss"]);
        let of = || {
            self.tree.children(cue).find(|&c| {
                let by = |k: usize| {
                    self.tree.nodes[k].is("case") && matches!(self.form(k).as_str(), "by" | "of" | "from" | "de" | "del" | "por")
                };
                self.tree.nodes[c].is("nmod") && self.tree.children(c).any(by)
            })
        };
        Some(self.quoted(possessor.or_else(of), Some(cue..cue + 1), &self.tree.subtree(clause)))
    }

    /// `allegedly`: what it modifies is said by nobody named.
    fn hedge(&self, cue: usize) -> Option<Quote> {
        let head = self.tree.nodes[cue].head?;
        let content: Vec<usize> = self.tree.subtree(head).into_iter().filter(|&w| w != cue).collect();
        Some(self.quoted(None, Some(cue..cue + 1), &content))
    }

    /// `according to …`: the rest of the clause is what is said.
    fn preposition(&self, first: usize) -> Option<Quote> {
        let node = &self.tree.nodes[first];
        if !matches!(node.upos, Upos::ADP | Upos::VERB | Upos::ADV | Upos::SCONJ) {
            return None;
        }
        let mut phrase = String::new();
        let length = (1..=4).rev().find(|&n| {
            phrase = (first..(first + n).min(self.tree.nodes.len())).map(|w| self.form(w)).collect::<Vec<_>>().join(" ");
            self.cues.get(&phrase).iter().any(|row| row.get(1).is_some_and(|f| f == "preposition"))
        })?;
        let cue = first..(first + length).min(self.tree.nodes.len());
        // The source is whom its noun is of (`in the words of the mayor`), else the first word outside it that it hangs on, or that hangs on it.
        let of = cue.clone().flat_map(|w| self.dependents(w, &["nmod", "obl"])).find(|w| *w >= cue.end);
        let up = self.tree.ancestors(first).find(|w| !cue.contains(w) && *w > first);
        let down = || self.tree.subtree(first).into_iter().find(|w| !cue.contains(w));
        let source = of.or(up).or_else(down)?;
        let aside = self.tree.subtree(source);
        let governor = self.tree.ancestors(source).find(|w| !cue.contains(w))?;
        // `según dijo X`: the clause after the cue has its own verb, and the source is its subject.
        let subject = self.child(source, &["nsubj"]).filter(|_| matches!(self.tree.nodes[source].upos, Upos::VERB | Upos::AUX));
        let source = subject.unwrap_or(source);
        let content: Vec<usize> = self.item(cue.start).unwrap_or_else(|| {
            let apposed = self.apposed(source);
            let named = self.named(source);
            let says =
                |w: &usize| !aside.contains(w) && !cue.contains(w) && !apposed.contains(w) && !named.overlaps(self.tree.tokens[*w].span);
            self.tree.subtree(governor).into_iter().filter(says).collect()
        });
        let quote = self.quoted(Some(source), Some(cue), &content);
        Some(Quote { source: quote.source.map(|(_, word)| (self.named(source), word)), ..quote })
    }

    /// The short words for a source, with the name right after a title that ends in a full stop (`el gral. Julio Paz`), however the tree joins them.
    fn named(&self, source: usize) -> Span {
        let span = short(self.tree, source);
        let first = self.tree.tokens.partition_point(|t| t.span.start < span.end);
        let is_name = |w: &usize| self.tree.nodes[*w].upos == Upos::PROPN;
        let last = (first..self.tree.nodes.len()).take_while(is_name).last();
        match last.filter(|_| span.of(&self.document.text).ends_with('.')) {
            Some(last) => span.cover(self.tree.tokens[last].span),
            None => span,
        }
    }

    /// `…: 5.000, según el sindicato; 800, según la policía`: an item without a verb, between a colon or semicolon and the cue, is all that is said.
    fn item(&self, cue: usize) -> Option<Vec<usize>> {
        let stop = (0..cue).rev().find(|&w| matches!(self.form(w).as_str(), ":" | ";"))?;
        let words: Vec<usize> = (stop + 1..cue).collect();
        let verbless = words.iter().all(|&w| !matches!(self.tree.nodes[w].upos, Upos::VERB | Upos::AUX));
        (verbless && words.iter().any(|&w| self.tree.nodes[w].upos != Upos::PUNCT)).then_some(words)
    }

    /// `According to Dr. Mensah, a surgeon at the hospital, …`: what stands between commas after a name and begins with an article or a noun in the
    /// singular describes it.
    fn apposed(&self, source: usize) -> std::ops::Range<usize> {
        let nodes = &self.tree.nodes;
        let comma = |w: usize| self.form(w) == ",";
        let end = self.named(source).end;
        let first = self.tree.tokens.partition_point(|t| t.span.start < end);
        let named = first > 0 && nodes[first - 1].upos == Upos::PROPN;
        let opens = named
            && first + 3 < nodes.len()
            && comma(first)
            && (nodes[first + 1].upos == Upos::DET || nodes[first + 1].upos == Upos::NOUN && nodes[first + 1].feat("Number=Sing"));
        let last = (first + 1..nodes.len()).find(|&w| comma(w) || nodes[w].upos == Upos::VERB).filter(|&w| opens && comma(w));
        last.map_or(0..0, |last| first..last + 1)
    }

    fn quoted(&self, source: Option<usize>, cue: Option<std::ops::Range<usize>>, content: &[usize]) -> Quote {
        let id = |word: usize| WordId { sentence: self.sentence, word };
        let cut = cue.clone().unwrap_or(0..0);
        Quote {
            source: source.map(|s| (short(self.tree, s), id(s))),
            cue: cue.map(|c| (self.tree.span_of(c.clone()), id(c.start))),
            content: self.runs(content, &cut),
            direct: false,
        }
    }

    /// The words as spans: one, or two where the cue stands between; without punctuation at the ends.
    fn runs(&self, content: &[usize], cue: &std::ops::Range<usize>) -> Vec<Span> {
        let (before, after): (Vec<usize>, Vec<usize>) = content.iter().partition(|w| **w < cue.start);
        let trim = |words: &[usize]| {
            let solid = |w: &&usize| self.tree.nodes[**w].upos != Upos::PUNCT;
            let first = *words.iter().find(solid)?;
            let last = *words.iter().rev().find(solid)?;
            Some(self.tree.span_of(first..last + 1))
        };
        [before, after].iter().filter_map(|words| trim(words)).collect()
    }
}
