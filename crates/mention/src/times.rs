//! When? Time expressions, each resolved against the publication day, the tense of its verb and the days named before it.

use calendar::{Reading, Tense, Written};
use knowledge::{Knowledge, WordTable};
use record::{Document, Hang, Span, Timex, Tree, Upos, WordId};

/// The times of a report, in order.
pub fn find(document: &Document, trees: &[Tree], knowledge: &Knowledge) -> Vec<Timex> {
    let text = &document.text;
    let mut reading = Reading::new(document.published.as_ref().map(|p| p.date), day_first(document));
    let mut times: Vec<Timex> = Vec::new();
    for (sentence, tree) in trees.iter().enumerate().filter(|(_, tree)| !document.is_dateline(tree.block)) {
        let language = language_of(document, tree);
        let words = tree.span.of(text);
        // The words of a post count from its own day.
        let post = document.blocks.get(tree.block).and_then(|b| b.post.as_ref()?.date);
        let mut posted = post.map(|(day, _)| Reading::new(Some(day), false));
        for written in calendar::find(words, language) {
            let span = Span::new(tree.span.start + written.span.start, tree.span.start + written.span.end);
            let Some(head) = head_of(tree, span) else { continue };
            // `the Daily Herald`; `may march`.
            let alone = tree.tokens[head].span == span;
            let other = matches!(tree.nodes[head].upos, Upos::VERB | Upos::AUX) || written.is_set() && tree.nodes[head].upos == Upos::PROPN;
            let agents = knowledge.words(language, "agent");
            if alone && other || is_name(tree, head, span) || written.is_years() && is_age(tree, head, agents) {
                continue;
            }
            let hang = hang_of(tree, sentence, &written);
            let until =
                tree.children(head).any(|c| matches!(tree.tokens[c].form(text).to_lowercase().as_str(), "until" | "till" | "hasta"));
            let tense = match tense_of(tree, head, text, language) {
                Tense::Unknown | Tense::Present if until => Tense::Future,
                tense => tense,
            };
            let resolved = posted.as_mut().unwrap_or(&mut reading).read(&written, tense);
            times.push(Timex {
                span,
                head: WordId { sentence, word: head },
                kind: resolved.kind,
                value: resolved.value,
                modifier: resolved.modifier,
                interval: if hang.is_some() { None } else { resolved.interval },
                resolved: resolved.relative,
                hang,
            });
        }
    }
    times
}

/// The language of a sentence's block, else of the report, else English.
pub(crate) fn language_of<'a>(document: &'a Document, tree: &Tree) -> &'a str {
    let block = document.blocks.get(tree.block).and_then(|b| b.language.as_deref());
    block.or(document.language.as_deref()).unwrap_or("en")
}

/// Whether `3/4/2023` is the third of April: so say another date of the report, its address, or its language, in this order.
fn day_first(document: &Document) -> bool {
    let mut parts = document.text.split(|c: char| !c.is_ascii_digit() && c != '/').filter(|w| w.len() >= 8 && w.matches('/').count() == 2);
    let told = parts.find_map(|w| {
        let mut numbers = w.split('/').filter_map(|p| p.parse::<u32>().ok());
        match (numbers.next()?, numbers.next()?) {
            (13..=31, 1..=12) => Some(true),
            (1..=12, 13..=31) => Some(false),
            _ => None,
        }
    });
    let domain = document.url.as_deref().and_then(|u| u.split('/').nth(2)).and_then(|h| h.rsplit('.').next());
    let by_domain = domain.filter(|d| d.len() == 2).map(|d| d != "us");
    told.or(by_domain).unwrap_or(document.language.as_deref().is_some_and(|l| l != "en"))
}

/// The word of the span that hangs on a word outside it.
pub(crate) fn head_of(tree: &Tree, span: Span) -> Option<usize> {
    let inside = |i: usize| tree.tokens.get(i).is_some_and(|t| t.span.overlaps(span));
    let words: Vec<usize> = (0..tree.tokens.len()).filter(|&i| inside(i)).collect();
    (words.iter().rev()).find(|&&i| tree.nodes[i].head.is_none_or(|h| !inside(h)) && !tree.nodes[i].is("case")).or(words.last()).copied()
}

/// Whether the words are part of a name (`April Jones`, `Tuesday Group`, `20 Minutes`).
fn is_name(tree: &Tree, head: usize, span: Span) -> bool {
    let node = &tree.nodes[head];
    let joined = |i: usize| {
        tree.nodes[i].is("flat") && !tree.tokens[i].span.overlaps(span) && tree.nodes[i].upos == Upos::PROPN && !is_number(tree, i)
    };
    node.upos == Upos::PROPN && tree.children(head).any(joined)
}

/// Whether years are somebody's age (`un maestro de 34 años`, `Elena Tapia, de 34 años`): with `de` on a noun for a person or on a name.
fn is_age(tree: &Tree, head: usize, agents: &WordTable) -> bool {
    let of = tree.children(head).any(|c| tree.nodes[c].is("case") && &*tree.nodes[c].lemma == "de");
    let who = tree.nodes[head].head.filter(|_| of && tree.nodes[head].is("nmod"));
    who.is_some_and(|w| {
        tree.nodes[w].upos == Upos::PROPN
            || agents.get(&tree.nodes[w].lemma.to_lowercase()).iter().any(|r| r.get(2).is_some_and(|kind| kind == "person"))
    })
}

fn is_number(tree: &Tree, word: usize) -> bool {
    tree.nodes[word].upos == Upos::NUM || tree.nodes[word].lemma.starts_with(|c: char| c.is_ascii_digit())
}

/// The event that `two days after` hangs on: the word that the preposition or conjunction marks.
fn hang_of(tree: &Tree, sentence: usize, written: &Written) -> Option<Hang> {
    let (direction, days) = written.hang?;
    let marker = tree.word_at(tree.span.start + written.hang_end.checked_sub(1)?);
    let node = &tree.nodes[marker];
    let event = node.head.filter(|_| node.is("case") || node.is("mark") || node.is("fixed"))?;
    (event > marker && tree.nodes[event].upos != Upos::NUM).then_some(Hang {
        event: WordId { sentence, word: event },
        words: Some(tree.tokens[event].span),
        direction,
        days,
    })
}

/// The tense of the verb above a word; verbs without a tense of their own take that of the verb above them.
pub(crate) fn tense_of(tree: &Tree, word: usize, text: &str, language: &str) -> Tense {
    let mut infinitive = false;
    for w in tree.ancestors(word) {
        let node = &tree.nodes[w];
        let verbal = matches!(node.upos, Upos::VERB | Upos::AUX) || tree.children(w).any(|c| tree.nodes[c].is("cop"));
        if !verbal {
            continue;
        }
        let form = tree.tokens[w].form(text);
        if calendar::looks_forward(form, language) || infinitive && calendar::leads_ahead(form, language) {
            return Tense::Future;
        }
        let helpers: Vec<usize> = tree.children(w).filter(|&c| tree.nodes[c].is("aux") || tree.nodes[c].is("cop")).collect();
        // `are to meet on Friday`, whether the tree hangs the infinitive on `are` or `are` on the infinitive.
        let be = |w: usize| &*tree.nodes[w].lemma == "be";
        let to = tree.children(w).any(|c| tree.nodes[c].is("mark") && &*tree.nodes[c].lemma == "to");
        if infinitive && be(w) || to && node.feat("VerbForm=Inf") && helpers.iter().any(|&c| be(c)) {
            return Tense::Future;
        }
        let has = |feature: &str| node.feat(feature) || helpers.iter().any(|&c| tree.nodes[c].feat(feature));
        if helpers.iter().any(|&c| calendar::looks_forward(tree.tokens[c].form(text), language)) || has("Tense=Fut") || has("Mood=Cnd") {
            return Tense::Future;
        }
        let finite = has("VerbForm=Fin") || has("Mood=Ind");
        // `has been arrested`, `fue detenido`, `was told`.
        let perfect = helpers.iter().any(|&c| matches!(&*tree.nodes[c].lemma, "have" | "haber"));
        if has("Tense=Past") && (finite || perfect || helpers.is_empty()) || has("Tense=Imp") {
            let participle = node.feat("VerbForm=Part") && helpers.iter().all(|&c| tree.nodes[c].feat("Tense=Pres")) && !helpers.is_empty();
            if perfect || !participle {
                return Tense::Past;
            }
            return Tense::Present;
        }
        if finite && has("Tense=Pres") {
            return if infinitive { Tense::Unknown } else { Tense::Present };
        }
        infinitive |= has("VerbForm=Inf");
    }
    if infinitive { Tense::Future } else { Tense::Unknown }
}
