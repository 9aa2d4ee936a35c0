//! Quotations and reported speech: source, cue and content, by grammar and by quotation marks.

mod marks;
mod speech;
#[cfg(test)]
mod tests;

use knowledge::Knowledge;
use record::{BlockKind, Document, Quote, Span, Tree, Upos, WordId};

/// A passage in quotation marks with fewer words than this and without a cue is no quotation but a word held at arm's length.
const FEWEST_QUOTED_WORDS: usize = 4;

/// The label of a turn in a transcript has at most this many words.
const LONGEST_LABEL: usize = 4;

/// The quotations of a report, in the order of their contents.
pub fn find(document: &Document, trees: &[Tree], knowledge: &Knowledge) -> Vec<Quote> {
    let passages = marks::passages(document);
    let mut quotes: Vec<Quote> = Vec::new();
    for (sentence, tree) in trees.iter().enumerate().filter(|(_, tree)| !document.is_dateline(tree.block)) {
        let cues = knowledge.words(language(document, tree), "cue");
        quotes.extend(speech::find(document, tree, sentence, cues));
    }
    join(&mut quotes, &passages);
    let found = std::mem::take(&mut quotes);
    quotes.extend(unclaimed(document, trees, knowledge, &passages, &found));
    quotes.extend(found);
    quotes.extend(posts(document, trees));
    quotes.extend(turns(document, trees));
    quotes.retain(|q| q.content.iter().any(|s| !s.is_empty()));
    quotes.sort_by_key(|q| (q.content.first().copied(), q.cue.map(|c| c.0), q.source.map(|s| s.0)));
    quotes.dedup_by(|a, b| a.content == b.content && a.source == b.source);
    quotes
}

/// Who vouches for a figure: the source of the innermost saying that holds it, unless that denies it.
pub fn source_of(document: &Document, trees: &[Tree], knowledge: &Knowledge, quotes: &[Quote], figure: Span) -> Option<(Span, WordId)> {
    let block = document.blocks.get(document.blocks.partition_point(|b| b.span.end <= figure.start))?.span;
    let end = quotes.partition_point(|q| q.content.first().is_some_and(|c| c.start <= figure.start));
    let near = quotes[..end].iter().rev().take_while(|q| q.content.first().is_some_and(|c| c.start >= block.start));
    let holds = near.filter(|q| q.content.iter().any(|c| c.contains(figure)));
    let saying = holds.min_by_key(|q| q.content.iter().map(|c| c.len()).sum::<usize>())?;
    let denies = |(_, cue): (Span, WordId)| {
        let Some(tree) = trees.get(cue.sentence) else { return false };
        let cues = knowledge.words(language(document, tree), "cue");
        cues.get(&tree.nodes[cue.word].lemma.to_lowercase()).iter().any(|row| row.get(2).is_some_and(|attests| attests == "n"))
    };
    saying.source.filter(|_| !saying.cue.is_some_and(denies))
}

fn language<'a>(document: &'a Document, tree: &Tree) -> &'a str {
    let block = document.blocks.get(tree.block).and_then(|b| b.language.as_deref());
    block.or(document.language.as_deref()).unwrap_or("en")
}

/// Reported speech that shares words with a passage in quotation marks takes in the whole passage, unless the cue itself stands inside it. It is
/// direct if most of it stands in them: `said the raid was "a mistake"` is not.
fn join(quotes: &mut [Quote], passages: &[Span]) {
    for quote in quotes {
        let mut marked = 0;
        for passage in passages {
            let cue_inside = quote.cue.is_some_and(|(cue, _)| passage.contains(cue));
            if cue_inside || !quote.content.iter().any(|s| s.overlaps(*passage)) {
                continue;
            }
            marked += passage.len();
            let (inside, outside): (Vec<Span>, Vec<Span>) = quote.content.iter().partition(|s| s.overlaps(*passage));
            let whole = inside.iter().fold(*passage, |a, b| a.cover(*b));
            quote.content = outside;
            quote.content.push(whole);
            quote.content.sort();
        }
        quote.direct = 2 * marked > quote.content.iter().map(|s| s.len()).sum::<usize>();
    }
}

/// Passages in quotation marks that no cue of their sentence claimed: they go on from the quotation before them in their paragraph, or follow
/// a sentence that ends with a colon.
fn unclaimed(document: &Document, trees: &[Tree], knowledge: &Knowledge, passages: &[Span], found: &[Quote]) -> Vec<Quote> {
    let mut more: Vec<Quote> = Vec::new();
    for passage in passages {
        // What is reported within the passage (`"We urge all states to …"`) leaves open who speaks it.
        let claims = |q: &Quote| q.content.iter().any(|s| s.overlaps(*passage)) && !q.cue.is_some_and(|(cue, _)| passage.contains(cue));
        if found.iter().any(claims) || words_in(trees, *passage) < FEWEST_QUOTED_WORDS {
            continue;
        }
        if let Some((source, cue)) = beside(document, trees, knowledge, *passage) {
            more.push(Quote { source: Some(source), cue: Some(cue), content: vec![*passage], direct: true });
            continue;
        }
        let block = document.blocks.iter().find(|b| b.span.overlaps(*passage));
        let before = |q: &&Quote| {
            let end = q.content.last().map_or(0, |s| s.end).max(q.cue.map_or(0, |c| c.0.end));
            let same_block = block.is_some_and(|b| q.content.iter().any(|s| b.span.overlaps(*s)));
            q.direct && same_block && end <= passage.start
        };
        let last = found.iter().chain(&more).filter(before).max_by_key(|q| q.content.first().copied());
        let source = last.and_then(|q| q.source).or_else(|| announced(document, trees, *passage));
        let cue = last.and_then(|q| q.cue);
        if source.is_some() || words_in(trees, *passage) >= 2 * FEWEST_QUOTED_WORDS {
            more.push(Quote { source, cue: cue.filter(|_| source.is_some()), content: vec![*passage], direct: true });
        }
    }
    more
}

/// A cue in the sentence where the passage ends, else in that where it begins, with whoever stands next to it.
fn beside(document: &Document, trees: &[Tree], knowledge: &Knowledge, passage: Span) -> Option<((Span, WordId), (Span, WordId))> {
    let first = trees.partition_point(|t| t.span.end <= passage.start);
    let last = trees.partition_point(|t| t.span.start < passage.end).checked_sub(1)?;
    [last, first].into_iter().find_map(|sentence| {
        let tree = trees.get(sentence)?;
        speech::beside(document, tree, sentence, knowledge.words(language(document, tree), "cue"), passage)
    })
}

fn words_in(trees: &[Tree], span: Span) -> usize {
    let first = trees.partition_point(|t| t.span.end <= span.start);
    let sentences = trees[first..].iter().take_while(|t| t.span.start < span.end);
    sentences.flat_map(|t| &t.tokens).filter(|t| span.contains(t.span)).count()
}

/// The subject of the sentence right before the passage, where that ends with a colon, or where a name or pronoun for a person stands before it in its
/// paragraph (`The mayor's office waited, but Sanda disagreed. "We will not …"`).
fn announced(document: &Document, trees: &[Tree], passage: Span) -> Option<(Span, WordId)> {
    let sentence = trees.partition_point(|t| t.span.end <= passage.start).checked_sub(1)?;
    let tree = &trees[sentence];
    let subject = tree.children(tree.root()).find(|&c| tree.nodes[c].is("nsubj"))?;
    let colon = tree.span.of(&document.text).trim_end().ends_with(':');
    let beside = trees.get(sentence + 1).is_some_and(|next| next.block == tree.block && next.span.start == passage.start);
    let person = tree.nodes[subject].upos == Upos::PROPN || tree.nodes[subject].feat("PronType=Prs");
    (colon || beside && person).then(|| (speech::short(tree, subject), WordId { sentence, word: subject }))
}

/// The turns of a transcript: a paragraph that begins with a name in capitals and a colon (`BORIC: We will not go.`).
fn turns(document: &Document, trees: &[Tree]) -> Vec<Quote> {
    let mut quotes = Vec::new();
    for (sentence, tree) in trees.iter().enumerate().filter(|(_, tree)| !document.is_dateline(tree.block)) {
        let Some(block) = document.blocks.get(tree.block).filter(|b| b.span.start == tree.span.start && b.kind != BlockKind::Headline)
        else {
            continue;
        };
        let Some(colon) = tree.tokens.iter().take(LONGEST_LABEL + 1).position(|t| t.span.of(&document.text) == ":") else { continue };
        let label = tree.span_of(0..colon);
        let letters = label.of(&document.text);
        let capitals = letters.chars().filter(|c| c.is_uppercase()).count() > 2 && !letters.chars().any(char::is_lowercase);
        let content = Span::new(tree.tokens[colon].span.end, block.span.end);
        if colon > 0 && capitals && !content.of(&document.text).trim().is_empty() {
            quotes.push(Quote {
                source: Some((label, WordId { sentence, word: colon - 1 })),
                cue: None,
                content: vec![content],
                direct: true,
            });
        }
    }
    quotes
}

/// What stands in an embedded post is said by who posted it.
fn posts(document: &Document, trees: &[Tree]) -> Vec<Quote> {
    let mut quotes = Vec::new();
    for (index, block) in document.blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Post) {
        let Some(author) = block.post.as_ref().and_then(|p| p.author) else { continue };
        let within = |(_, t): &(usize, &Tree)| t.block == index && t.span.overlaps(author);
        let Some((sentence, tree)) = trees.iter().enumerate().find(within) else { continue };
        let word = tree.tokens.iter().position(|t| t.span.overlaps(author)).unwrap_or(0);
        quotes.push(Quote { source: Some((author, WordId { sentence, word })), cue: None, content: vec![block.span], direct: true });
    }
    quotes
}
