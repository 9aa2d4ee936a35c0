//! The training side's own words and labels for sentences made for the purpose: `models/base/golden.json`.

#![allow(clippy::disallowed_methods, reason = "the test reads what the training side wrote")]

use crate::Model;
use crate::pieces::Splitting;
use record::{Document, Sentence, Span, Token, WordId};
use serde_json::Value;
use std::path::Path;

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The sentences of a run, and the text they stand in.
fn read(run: &Value) -> (Document, Vec<Sentence>) {
    let (mut text, mut sentences) = (String::new(), Vec::new());
    for sentence in run["sentences"].as_array().into_iter().flatten() {
        let begin = text.len();
        let mut tokens = Vec::new();
        for word in sentence["words"].as_array().into_iter().flatten() {
            let span = Span::new(text.len(), text.len() + word["form"].as_str().map_or(0, str::len));
            text.push_str(word["form"].as_str().unwrap_or(""));
            tokens.push(Token { span, form: None, space_before: word["space_before"] == true, continues: word["continues"] == true });
        }
        sentences.push(Sentence { block: 0, span: Span::new(begin, text.len()), tokens });
    }
    (Document { text, ..Document::default() }, sentences)
}

#[test]
fn agrees_with_the_training_side() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/base");
    let (Ok(weights), Ok(golden)) = (std::fs::read(folder.join("weights.bin")), std::fs::read(folder.join("golden.json"))) else {
        println!("no trained network in models/base: nothing to compare");
        return;
    };
    let model = Model::load(&weights).unwrap_or_else(|e| panic!("{e}"));
    let golden: Value = serde_json::from_slice(&golden).unwrap_or_else(|e| panic!("{e}"));
    let mut differ = std::collections::BTreeMap::<&str, usize>::new();
    let (mut words, mut furthest) = (0, 0.0f32);
    for run in golden["runs"].as_array().into_iter().flatten() {
        let (document, sentences) = read(run);
        let scores = model.score(&document, &sentences);
        let mut room = Splitting::default();
        let ids = (0..).zip(&sentences).flat_map(|(sentence, s)| (0..s.tokens.len()).map(move |word| WordId { sentence, word }));
        let best = |row: &[f32]| row.iter().enumerate().fold((0, f32::MIN), |b, (i, &x)| if x > b.1 { (i, x) } else { b }).0;
        for (at, id) in ids.enumerate() {
            let token = &sentences[id.sentence].tokens[id.word];
            let mut pieces = Vec::new();
            model.pieces.split(token.form(&document.text), token.space_before || token.continues || id.word == 0, &mut room, &mut pieces);
            let theirs: Vec<u32> = run["pieces"][at].as_array().into_iter().flatten().filter_map(|n| Some(n.as_u64()? as u32)).collect();
            assert_eq!(pieces, theirs, "{}", token.form(&document.text));
            let mut check = |what, ours: &str| *differ.entry(what).or_default() += usize::from(texts(&run[what]).get(at) != Some(&ours));
            check("upos", scores.upos(id).name());
            check("name", &model.labels("name")[best(scores.name(id))]);
            let anchor = scores.event(id)[0] < scores.event_threshold();
            check("event", &model.labels("event")[if anchor { 1 + best(&scores.event(id)[1..]) } else { 0 }]);
            check("feats", Some(&*scores.feats(id)).filter(|feats| !feats.is_empty()).unwrap_or("_"));
            check("lemma", &scores.lemma_script(id));
            let head = best(scores.heads(id));
            check("relation", &scores.relation(id, head.checked_sub(1)));
            *differ.entry("head").or_default() += usize::from(run["head"][at].as_u64() != Some(head as u64));
            let none = run["event_none"][at].as_f64().unwrap_or(f64::NAN) as f32;
            furthest = furthest.max((scores.event(id)[0] - none).abs());
            words += 1;
        }
    }
    println!("{words} words; labels that differ: {differ:?}; probability of none at most {furthest} off");
    // A word has seven labels; none of them may often differ, and of all few.
    let (all, kinds) = (differ.values().sum::<usize>(), differ.len());
    assert!(words > 0 && differ.values().all(|&n| n * 50 <= words) && all * 100 <= words * kinds, "{differ:?} of {words}");
}
