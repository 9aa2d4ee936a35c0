//! The questions of this room on sentences with trees written by hand, without a network.

use crate::anchors::Anchor;
use crate::report::{Report, TYPES};
use crate::{attribution, lexicon, toll, ways, when};
use knowledge::Knowledge;
use neural::Scores;
use record::{
    Block, BlockKind, DateBasis, Document, Entities, Interval, Mentions, Node, Published, Quantity, Quote, Span, Status, Timex, TimexKind,
    Token, TollKind, Tree, Upos, WordId,
};

/// A report of one sentence.
struct Sentence {
    document: Document,
    trees: Vec<Tree>,
    mentions: Mentions,
    entities: Entities,
}

impl Sentence {
    /// Words as `form lemma UPOS head relation`, heads from 1, separated by lines.
    fn new(lines: &str) -> Self {
        let (mut text, mut tokens, mut nodes) = (String::new(), Vec::new(), Vec::new());
        for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let start = text.len();
            text.push_str(cells[0]);
            tokens.push(Token { span: Span::new(start, text.len()), form: None, space_before: true, continues: false });
            text.push(' ');
            let head: usize = cells[3].parse().unwrap();
            nodes.push(Node {
                upos: Upos::named(cells[2]),
                feats: cells.get(5).copied().unwrap_or("").into(),
                lemma: cells[1].into(),
                head: head.checked_sub(1),
                relation: cells[4].into(),
            });
        }
        let span = Span::new(0, text.len());
        let document = Document {
            blocks: vec![Block { span, kind: BlockKind::Body, language: Some("en".into()), post: None }],
            published: Some(Published { date: "2031-03-26".parse().unwrap(), basis: "field", words: None }),
            text,
            ..Document::default()
        };
        Self { document, trees: vec![Tree { block: 0, span, tokens, nodes }], mentions: Mentions::default(), entities: Entities::default() }
    }

    fn with<T>(&self, ask: impl FnOnce(&Report) -> T) -> T {
        let (scores, knowledge) = (Scores::default(), knowledge());
        ask(&Report::new(&self.document, &self.trees, &self.mentions, &self.entities, &scores, &knowledge))
    }

    fn word(&self, form: &str) -> WordId {
        let word = self.trees[0].tokens.iter().position(|t| t.span.of(&self.document.text) == form).unwrap();
        WordId { sentence: 0, word }
    }

    fn span(&self, from: &str, to: &str) -> Span {
        let span = |w: WordId| self.trees[0].tokens[w.word].span;
        span(self.word(from)).cover(span(self.word(to)))
    }

    fn anchor(&self, form: &str, kind: &str) -> Anchor {
        let word = self.word(form);
        let kind = TYPES.iter().position(|t| *t == kind).unwrap();
        Anchor { word, words: word.word..word.word + 1, span: self.span(form, form), kind, confidence: 1.0, mode: None, why: Vec::new() }
    }
}

fn knowledge() -> Knowledge {
    let tables = [
        ("ontology.tsv", include_str!("../../../data/ontology.tsv")),
        ("cameo.tsv", include_str!("../../../data/cameo.tsv")),
        ("sectors.tsv", "sector\nCOP\n"),
        ("contexts.tsv", "context\nlegal\n"),
        (
            "countries.tsv",
            "iso3\tname\tnames\tcapital\tgeonames_id\tlat\tlon\tpopulation\tneighbours\nPER\tPeru\t\tLima\t1\t-10\t-76\t3\t\n",
        ),
        ("nationalities.tsv", "word\tiso3\nPeruvian\tPER\n"),
        ("abbreviations.tsv", "abbreviation\tadmin1\tcountry\nTX\tTexas\tUSA\n"),
        ("places/none.tsv", "id\tname\talternates\tkind\tfeature\tcountry\tadmin1\tpoint\tpopulation\n"),
        ("actors/none.tsv", "name\taliases\tkind\tcountry\tsector\toffice\tfrom\tto\twikidata\tknown\tsource\n"),
        ("words/en/event.tsv", include_str!("../../../data/words/en/event.tsv")),
        ("words/en/class.tsv", include_str!("../../../data/words/en/class.tsv")),
        ("words/en/status.tsv", include_str!("../../../data/words/en/status.tsv")),
    ];
    let tables: Vec<(String, String)> = tables.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
    Knowledge::load(knowledge::compile(&tables).unwrap().leak()).unwrap()
}

/// Gunmen shot two officers in Mora on Monday, the ministry said.
fn shooting() -> Sentence {
    Sentence::new(
        "Gunmen gunman NOUN 2 nsubj\n shot shoot VERB 11 ccomp\n two two NUM 4 nummod\n officers officer NOUN 2 obj\n in in ADP 6 case
         Mora Mora PROPN 2 obl\n on on ADP 8 case\n Monday Monday PROPN 2 obl\n the the DET 10 det\n ministry ministry NOUN 11 nsubj
         said say VERB 0 root",
    )
}

#[test]
fn the_lexicon_reads_objects_of_passives_and_classes() {
    let active = Sentence::new("France France PROPN 2 nsubj\n sent send VERB 0 root\n troops troop NOUN 2 obj\n north north ADV 2 advmod");
    let found = active.with(|r| lexicon::entries(r, active.word("sent")));
    assert_eq!(found.iter().map(|e| e.kind.map(|k| TYPES[k])).collect::<Vec<_>>(), [Some("MOBILIZE")]);
    assert_eq!(found[0].mode.as_deref(), Some("troops"));
    let passive = Sentence::new(
        "Soldiers soldier NOUN 3 nsubj:pass\n were be AUX 3 aux:pass\n withdrawn withdraw VERB 0 root\n from from ADP 5 case\n town town NOUN 3 obl",
    );
    let found = passive.with(|r| lexicon::entries(r, passive.word("withdrawn")));
    assert_eq!(found.first().and_then(|e| e.kind).map(|k| TYPES[k]), Some("RETREAT"));
    let letter = Sentence::new("She she PRON 2 nsubj\n sent send VERB 0 root\n flowers flower NOUN 2 obj");
    assert!(letter.with(|r| lexicon::entries(r, letter.word("sent"))).is_empty());
}

#[test]
fn the_way_to_a_party_passes_over_coordination() {
    let s = Sentence::new(
        "Police police NOUN 4 nsubj\n and and CCONJ 3 cc\n troops troop NOUN 1 conj\n fired fire VERB 0 root\n at at ADP 6 case\n marchers marcher NOUN 4 obl",
    );
    let anchor = s.anchor("fired", "ASSAULT");
    assert_eq!(ways::shape(&s.trees[0], &anchor, 0), "v >nsubj");
    assert_eq!(ways::shape(&s.trees[0], &anchor, 2), "v >nsubj");
    assert_eq!(ways::shape(&s.trees[0], &anchor, 5), "v >obl+at");
}

#[test]
fn the_time_of_the_clause_dates_the_act_and_none_means_the_day_of_the_news() {
    let mut s = shooting();
    let anchor = s.anchor("shot", "ASSAULT");
    let untimed = s.with(|r| when::find(r, &anchor, Status::Actual)).unwrap();
    assert_eq!((untimed.basis, untimed.days), (DateBasis::Present, Interval::day("2031-03-26".parse().unwrap())));
    assert!(s.with(|r| when::find(r, &anchor, Status::Hypothetical)).is_none());
    let monday = Interval::day("2031-03-24".parse().unwrap());
    s.mentions.times.push(Timex {
        span: s.span("Monday", "Monday"),
        head: s.word("Monday"),
        kind: TimexKind::Date,
        value: "2031-03-24".into(),
        modifier: None,
        interval: Some(monday),
        resolved: true,
        hang: None,
    });
    let timed = s.with(|r| when::find(r, &anchor, Status::Actual)).unwrap();
    assert_eq!((timed.days, timed.basis, timed.words), (monday, DateBasis::Resolved, vec![s.span("Monday", "Monday")]));
}

#[test]
fn a_figure_goes_to_the_act_that_can_cost_it() {
    let mut s = Sentence::new(
        "Police police NOUN 2 nsubj\n broke break VERB 0 root\n up up ADP 2 compound:prt\n a a DET 5 det\n rally rally NOUN 2 obj
         and and CCONJ 7 cc\n arrested arrest VERB 2 conj\n nine nine NUM 9 nummod\n people people NOUN 7 obj",
    );
    s.mentions.tolls.push(Quantity {
        kind: TollKind::Detained,
        low: Some(9),
        high: Some(9),
        about: false,
        span: s.span("arrested", "people"),
        head: s.word("nine"),
        harm: s.word("arrested"),
        victims: Some(s.span("people", "people")),
        total: false,
        source: None,
    });
    let anchors = [s.anchor("rally", "PROTEST"), s.anchor("arrested", "COERCE")];
    let tolls = s.with(|r| toll::assign(r, &anchors));
    assert!(tolls[0].is_empty());
    assert_eq!((tolls[1][0].kind, tolls[1][0].low), (TollKind::Detained, Some(9)));
}

#[test]
fn what_is_said_stands_under_its_source_and_the_saying_does_not() {
    let mut s = shooting();
    let said = s.word("said");
    s.mentions.quotes.push(Quote {
        source: Some((s.span("the", "ministry"), s.word("ministry"))),
        cue: Some((s.span("said", "said"), said)),
        content: vec![s.span("Gunmen", "Monday")],
        direct: false,
    });
    let (shot, saying) = (s.anchor("shot", "ASSAULT"), s.anchor("said", "ACCUSE"));
    let found = s.with(|r| attribution::of(r, &shot));
    assert_eq!(found.iter().map(|a| a.source).collect::<Vec<_>>(), [Some(s.span("the", "ministry"))]);
    assert!(s.with(|r| attribution::of(r, &saying)).is_empty());
}

#[test]
fn without_a_network_nothing_is_claimed() {
    let s = shooting();
    let knowledge = knowledge();
    let (events, _) = crate::code(&s.document, &s.trees, &s.mentions, &s.entities, &Scores::default(), &knowledge);
    assert!(events.is_empty());
}
