//! Reported speech in sentences whose trees are written by hand.

use knowledge::Knowledge;
use record::{Block, BlockKind, Document, Node, Span, Token, Tree, Upos};
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let tables = [
        ("words/en/cue.tsv", include_str!("../../../../data/words/en/cue.tsv")),
        ("words/es/cue.tsv", include_str!("../../../../data/words/es/cue.tsv")),
        ("countries.tsv", include_str!("../../../../data/countries.tsv")),
        ("nationalities.tsv", include_str!("../../../../data/nationalities.tsv")),
        ("abbreviations.tsv", include_str!("../../../../data/abbreviations.tsv")),
        ("ontology.tsv", include_str!("../../../../data/ontology.tsv")),
        ("sectors.tsv", include_str!("../../../../data/sectors.tsv")),
        ("contexts.tsv", include_str!("../../../../data/contexts.tsv")),
        ("cameo.tsv", include_str!("../../../../data/cameo.tsv")),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()));
    Knowledge::load(knowledge::compile(&tables).expect("the tables are whole").leak()).expect("a fresh block opens")
});

/// What is said by whom in a sentence of `form/lemma/UPOS/head/relation` words, as `source | cue | content`.
fn said(language: &str, sentence: &str) -> Vec<String> {
    let (mut text, mut tokens, mut nodes) = (String::new(), Vec::new(), Vec::new());
    for word in sentence.split_whitespace() {
        let [form, lemma, upos, head, relation] = word.split('/').collect::<Vec<_>>()[..] else { panic!("{word}") };
        if !text.is_empty() {
            text.push(' ');
        }
        tokens.push(Token { span: Span::new(text.len(), text.len() + form.len()), form: None, space_before: true, continues: false });
        text.push_str(form);
        let head = head.parse::<usize>().expect("a number").checked_sub(1);
        nodes.push(Node { upos: Upos::named(upos), feats: "".into(), lemma: lemma.into(), head, relation: relation.into() });
    }
    let span = Span::new(0, text.len());
    let blocks = vec![Block { span, kind: BlockKind::Body, language: None, post: None }];
    let document = Document { text, blocks, language: Some(language.into()), ..Document::default() };
    let quotes = super::find(&document, &[Tree { block: 0, span, tokens, nodes }], &KNOWLEDGE);
    let of = |s: Option<Span>| s.map_or("-", |s| s.of(&document.text)).to_owned();
    quotes
        .iter()
        .map(|q| {
            let content: Vec<String> = q.content.iter().map(|s| of(Some(*s))).collect();
            format!("{} | {} | {}", of(q.source.map(|s| s.0)), of(q.cue.map(|c| c.0)), content.join(" … "))
        })
        .collect()
}

#[test]
fn a_clause_and_who_says_it() {
    let plain = "The/the/DET/2/det minister/minister/NOUN/3/nsubj said/say/VERB/0/root that/that/SCONJ/6/mark troops/troop/NOUN/6/nsubj fled/flee/VERB/3/ccomp";
    assert_eq!(said("en", plain), ["The minister | said | that troops fled"]);
    let spanish = "El/el/DET/2/det ministro/ministro/NOUN/3/nsubj dijo/decir/VERB/0/root que/que/SCONJ/6/mark tropas/tropa/NOUN/6/nsubj huyeron/huir/VERB/3/ccomp";
    assert_eq!(said("es", spanish), ["El ministro | dijo | que tropas huyeron"]);
}

#[test]
fn a_cue_in_the_midst() {
    let midst = "Troops/troop/NOUN/7/nsubj ,/,/PUNCT/4/punct he/he/PRON/4/nsubj said/say/VERB/7/parataxis ,/,/PUNCT/4/punct had/have/AUX/7/aux fled/flee/VERB/0/root";
    assert_eq!(said("en", midst), ["he | said | Troops … had fled"]);
}

#[test]
fn according_to() {
    let sentence = "According/according/ADP/4/case to/to/ADP/1/fixed the/the/DET/4/det ministry/ministry/NOUN/8/obl ,/,/PUNCT/4/punct \
                    troops/troop/NOUN/8/nsubj had/have/AUX/8/aux fled/flee/VERB/0/root";
    assert_eq!(said("en", sentence), ["the ministry | According to | troops had fled"]);
}

#[test]
fn one_who_says_that_another_denies() {
    let nested = "Rebels/rebel/NOUN/2/nsubj said/say/VERB/0/root that/that/SCONJ/6/mark ministers/minister/NOUN/6/nsubj had/have/AUX/6/aux \
                  denied/deny/VERB/2/ccomp that/that/SCONJ/9/mark troops/troop/NOUN/9/nsubj fled/flee/VERB/6/ccomp";
    assert_eq!(said("en", nested), ["Rebels | said | that ministers had denied that troops fled", "ministers | denied | that troops fled"]);
}

#[test]
fn allegedly_by_nobody() {
    let hedge = "Troops/troop/NOUN/3/nsubj allegedly/allegedly/ADV/3/advmod fled/flee/VERB/0/root";
    assert_eq!(said("en", hedge), ["- | allegedly | Troops … fled"]);
}

#[test]
fn quotation_marks_without_a_tree() {
    let loose = "“/“/PUNCT/0/root We/we/PRON/1/dep will/will/AUX/1/dep not/not/PART/1/dep go/go/VERB/1/dep ,/,/PUNCT/1/dep ”/”/PUNCT/1/dep \
                 Boric/Boric/PROPN/1/dep said/say/VERB/1/dep";
    assert_eq!(said("en", loose), ["Boric | said | “ We will not go , ”"]);
}
