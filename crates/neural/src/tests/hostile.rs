use super::model::{HIDDEN, MAX_RUN, build, report};
use crate::{Model, Scores};
use record::{Document, Sentence, Upos, WordId};

fn model() -> Model {
    Model::load(&build(11).file()).unwrap_or_else(|e| panic!("{e}"))
}

/// Asks everything of every word.
fn ask(scores: &Scores, sentences: &[Sentence]) {
    for (sentence, tokens) in sentences.iter().enumerate() {
        for word in (0..tokens.tokens.len()).step_by(1 + tokens.tokens.len() / 50) {
            let id = WordId { sentence, word };
            let sum: f32 = scores.heads(id).iter().map(|x| x.exp()).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum}");
            assert_eq!(scores.event(id).len(), scores.labels("event").len());
            assert!(scores.status(id).iter().all(|p| p.is_finite()));
            scores.relation(id, None);
            scores.relation(id, Some(word / 2));
            assert!(scores.role(id, "ASSAULT", id).is_some());
        }
    }
}

#[test]
fn strange_words() {
    let words: Vec<String> =
        ["a".repeat(100_000), "é".repeat(100_000), "e\u{301}".repeat(50_000), "\u{301}".repeat(100_000), "\u{fdfa}".repeat(10_000)]
            .into_iter()
            .chain(
                [
                    "🙂",
                    "👩‍👩‍👧",
                    "\u{200b}",
                    "\u{200d}\u{200d}",
                    "\u{202e}abc\u{202c}",
                    "שלום",
                    "مرحبا",
                    "\0",
                    "\u{1}",
                    "\u{feff}",
                    "𝕏",
                    "\t",
                    "\u{a0}",
                    "中文",
                ]
                .map(String::from),
            )
            .collect();
    let (document, sentences) = report(&[words]);
    ask(&model().score(&document, &sentences), &sentences);
}

#[test]
fn a_sentence_of_ten_thousand_words() {
    let (document, sentences) = report(&[vec!["police".into(); 10_000], vec!["The".into(), "minister".into()]]);
    let scores = model().score(&document, &sentences);
    ask(&scores, &sentences);
    let last = WordId { sentence: 0, word: 9_999 };
    assert!(scores.part_start(last) > 9_999 - MAX_RUN && scores.heads(last).len() <= MAX_RUN + 1);
    assert_eq!(scores.part_start(WordId { sentence: 1, word: 1 }), 0);
    assert!(scores.role(last, "ASSAULT", WordId { sentence: 0, word: 0 }).is_none());
}

#[test]
fn nothing_and_what_is_not_there() {
    let model = model();
    let empty = model.score(&Document::default(), &[]);
    let (document, mut sentences) = report(&[vec!["The".into(), "police".into()]]);
    sentences.push(Sentence { tokens: Vec::new(), ..sentences[0].clone() });
    sentences.push(sentences[0].clone());
    let scores = model.score(&document, &sentences);
    let far = usize::MAX;
    for scores in [&empty, &scores, &Scores::default()] {
        for (sentence, word) in [(9, 0), (0, 9), (1, 0), (far, far), (far, 0), (0, far)] {
            let id = WordId { sentence, word };
            assert_eq!((scores.upos(id), &*scores.feats(id), &*scores.lemma_script(id)), (Upos::X, "", "=|0|"));
            assert!(scores.heads(id).is_empty() && scores.name(id).is_empty() && scores.event(id).is_empty());
            assert!(scores.mode(id).is_empty() && scores.sector(id).is_empty() && scores.role(id, "AGREE", id).is_none());
            assert_eq!((scores.status(id)[0].to_bits(), &*scores.relation(id, Some(far))), (1f32.to_bits(), "dep"));
        }
    }
    let id = WordId { sentence: 2, word: 1 };
    assert_eq!(scores.event(id), scores.event(WordId { sentence: 2, word: 1 }));
    assert!(scores.role(id, "no such type", id).is_none());
    scores.relation(id, Some(far));
    assert!(model.labels("no such head").is_empty() && HIDDEN > 0);
}
