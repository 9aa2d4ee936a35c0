//! Parties of sentences whose trees are written by hand.

use knowledge::Knowledge;
use neural::Scores;
use record::{
    Block, BlockKind, Document, Entities, Mentions, Name, NameKind, Node, Quote, Span, Token, Toponym, ToponymKind, Tree, Upos, WordId,
};
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let tables = [
        ("words/en/agent.tsv", include_str!("../../../data/words/en/agent.tsv")),
        ("words/es/agent.tsv", include_str!("../../../data/words/es/agent.tsv")),
        ("countries.tsv", include_str!("../../../data/countries.tsv")),
        ("nationalities.tsv", include_str!("../../../data/nationalities.tsv")),
        ("abbreviations.tsv", include_str!("../../../data/abbreviations.tsv")),
        ("ontology.tsv", include_str!("../../../data/ontology.tsv")),
        ("sectors.tsv", include_str!("../../../data/sectors.tsv")),
        ("contexts.tsv", include_str!("../../../data/contexts.tsv")),
        ("cameo.tsv", include_str!("../../../data/cameo.tsv")),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()));
    let block = knowledge::compile(&tables).expect("the tables are whole");
    Knowledge::load(block.leak()).expect("a fresh block opens")
});

/// A report of hand-written sentences. A word is `form/UPOS/head/relation`, with features after a further slash; a name is put in brackets
/// with its kind before it: `P[`, `O[`, `L[` (a place) or `N[` (a nationality), and the word `]`.
fn report(language: &str, sentences: &[&str]) -> (Document, Vec<Tree>, Mentions) {
    let (mut text, mut trees, mut mentions) = (String::new(), Vec::new(), Mentions::default());
    for (sentence, written) in sentences.iter().enumerate() {
        let (mut tokens, mut nodes, mut open) = (Vec::new(), Vec::new(), None);
        let begin = text.len();
        for word in written.split(' ') {
            match word {
                "P[" | "O[" | "L[" | "N[" => open = Some((word, tokens.len())),
                "]" => {
                    let Some((kind, first)) = open.take() else { continue };
                    let words = first..tokens.len();
                    let inside = |n: &Node| n.head.is_some_and(|h| words.contains(&h));
                    let head = words.clone().find(|&w| !inside(&nodes[w])).unwrap_or(first);
                    let of = |t: &[Token]| t[first].span.cover(t[t.len() - 1].span);
                    let (span, head) = (of(&tokens), WordId { sentence, word: head });
                    let name = |kind| Name { span, head, words: words.clone(), kind };
                    let place = |kind| Toponym { span, head, words: words.clone(), kind };
                    match kind {
                        "P[" => mentions.names.push(name(NameKind::Person)),
                        "O[" => mentions.names.push(name(NameKind::Organisation)),
                        "L[" => {
                            mentions.names.push(name(NameKind::Location));
                            mentions.toponyms.push(place(ToponymKind::Name));
                        }
                        _ => mentions.toponyms.push(place(ToponymKind::Nationality)),
                    }
                }
                _ => {
                    let parts: Vec<&str> = word.split('/').collect();
                    let [form, upos, head, relation, ..] = parts[..] else { panic!("{word}") };
                    if !text.is_empty() {
                        text.push(' ');
                    }
                    let span = Span::new(text.len(), text.len() + form.len());
                    text.push_str(form);
                    tokens.push(Token { span, form: None, space_before: true, continues: false });
                    let feats = parts.get(4).copied().unwrap_or("");
                    let plural = feats.contains("Plur");
                    let lemma = if plural { form.trim_end_matches('s') } else { form };
                    nodes.push(Node {
                        upos: Upos::named(upos),
                        feats: feats.into(),
                        lemma: lemma.into(),
                        head: head.parse::<usize>().expect("a number").checked_sub(1),
                        relation: relation.into(),
                    });
                }
            }
        }
        trees.push(Tree { block: 0, span: Span::new(begin, text.len()), tokens, nodes });
    }
    let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Body, language: None, post: None };
    (Document { text, blocks: vec![block], language: Some(language.into()), ..Document::default() }, trees, mentions)
}

fn resolve(language: &str, sentences: &[&str]) -> (Document, Entities) {
    let (document, trees, mentions) = report(language, sentences);
    let entities = crate::resolve(&document, &trees, &mentions, &Scores::default(), &KNOWLEDGE);
    (document, entities)
}

/// The code of the party whose mention these words are, as `PER GOV`.
fn code(language: &str, sentences: &[&str], words: &str) -> String {
    let (document, entities) = resolve(language, sentences);
    let mentioned = entities.parties.iter().find(|p| p.mentions.iter().any(|m| m.span.of(&document.text) == words));
    let party = mentioned.unwrap_or_else(|| panic!("no «{words}» among {:#?}", entities.parties));
    let (country, sector, ..) = party.on(None);
    format!("{} {}", country.unwrap_or("-"), sector.unwrap_or("-"))
}

const MINISTER: &str = "L[ Peru/PROPN/5/nmod:poss ] 's/PART/1/case de/X/5/amod facto/X/3/fixed foreign/ADJ/6/amod minister/NOUN/9/nsubj ,/PUNCT/8/punct \
                        P[ Ana/PROPN/6/appos Gervasi/PROPN/8/flat ] travelled/VERB/0/root";

#[test]
fn a_title_before_a_name() {
    let minister = MINISTER.replace("Peru/PROPN/5", "Peru/PROPN/6").replace("minister/NOUN/9", "minister/NOUN/10");
    assert_eq!(code("en", &[&minister], "Ana Gervasi"), "PER GOV");
}

#[test]
fn police_have_the_country_of_their_words_or_of_the_report() {
    let soldiers = "N[ Syrian/ADJ/2/amod ] soldiers/NOUN/3/nsubj/Number=Plur fled/VERB/0/root";
    assert_eq!(code("en", &[soldiers], "Syrian soldiers"), "SYR MIL");
    let police = "police/NOUN/2/nsubj fled/VERB/0/root";
    assert_eq!(code("en", &[soldiers, police], "police"), "SYR COP");
}

#[test]
fn a_member_takes_the_sector_of_what_it_is_a_member_of() {
    let members = "members/NOUN/4/nsubj/Number=Plur of/ADP/3/case parliament/NOUN/1/nmod fled/VERB/0/root";
    assert_eq!(code("en", &[members], "members of parliament"), "- LEG");
    let leader = "the/DET/3/det rebel/NOUN/3/compound leader/NOUN/4/nsubj fled/VERB/0/root";
    assert_eq!(code("en", &[leader], "rebel leader"), "- REB");
    let former = "a/DET/3/det former/ADJ/3/amod president/NOUN/4/nsubj fled/VERB/0/root";
    assert_eq!(code("en", &[former], "former president"), "- ELI");
}

#[test]
fn one_person_under_every_name() {
    let first =
        "the/DET/3/det N[ Chilean/ADJ/3/amod ] president/NOUN/6/nsubj P[ Gabriel/PROPN/3/flat Boric/PROPN/4/flat ] spoke/VERB/0/root";
    let later = "P[ Boric/PROPN/2/nsubj ] spoke/VERB/0/root";
    let pronoun = "He/PRON/2/nsubj spoke/VERB/0/root";
    let noun = "The/DET/2/det/Definite=Def president/NOUN/3/nsubj spoke/VERB/0/root";
    let (document, entities) = resolve("en", &[first, later, pronoun, noun]);
    let boric = entities.parties.iter().find(|p| p.name == "Gabriel Boric").expect("the full name");
    let mentions: Vec<&str> = boric.mentions.iter().map(|m| m.span.of(&document.text)).collect();
    assert_eq!(mentions, ["Gabriel Boric", "Boric", "He", "president"]);
    assert_eq!(boric.country.as_deref(), Some("CHL"));
    assert_eq!(boric.mentions[0].words, 1..5);
}

#[test]
fn spanish_phrases_run_to_the_right() {
    let police = "la/DET/2/det policía/NOUN/4/nsubj N[ peruana/ADJ/2/amod ] huyó/VERB/0/root";
    assert_eq!(code("es", &[police], "policía peruana"), "PER COP");
    let court = "la/DET/2/det corte/NOUN/4/nsubj suprema/ADJ/2/amod falló/VERB/0/root";
    assert_eq!(code("es", &[court], "corte suprema"), "- JUD");
}

#[test]
fn i_is_the_speaker() {
    let (document, trees, mut mentions) =
        report("en", &["I/PRON/2/nsubj resign/VERB/5/ccomp ,/PUNCT/2/punct P[ Boric/PROPN/5/nsubj ] said/VERB/0/root"]);
    let said =
        Quote { source: Some((mentions.names[0].span, mentions.names[0].head)), cue: None, content: vec![Span::new(0, 8)], direct: true };
    mentions.quotes.push(said);
    let entities = crate::resolve(&document, &trees, &mentions, &Scores::default(), &KNOWLEDGE);
    assert_eq!(entities.parties.len(), 1);
    assert_eq!(entities.parties[0].mentions.len(), 2);
}
