use super::model::{build, pieces, report};
use crate::pieces::Splitting;
use crate::{Model, runs};

fn split(model: &Model, form: &str, marked: bool) -> Vec<String> {
    let mut ids = Vec::new();
    model.pieces.split(form, marked, &mut Splitting::default(), &mut ids);
    ids.iter().map(|&id| pieces()[id as usize].clone()).collect()
}

#[test]
fn words_split_into_known_pieces() {
    let model = Model::load(&build(31).file()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(split(&model, "the", true), ["\u{2581}the"]);
    assert_eq!(split(&model, "protesters", true), ["\u{2581}protest", "ers"]);
    assert_eq!(split(&model, ".", false), ["."]);
    // Folded: a full-width letter and a ligature.
    assert_eq!(split(&model, "ａﬁ", false), ["a", "f", "i"]);
    assert_eq!(split(&model, "accio\u{301}n", false).concat(), "acción");
    // What is unknown is one piece, together with its unknown neighbours.
    assert_eq!(split(&model, "中文", false), ["<unk>"]);
    assert_eq!(split(&model, "中a文", false), ["<unk>", "a", "<unk>"]);
    assert_eq!(split(&model, "", false), ["<unk>"]);
    assert_eq!(split(&model, &"q".repeat(300), false).len(), 16);
}

#[test]
fn runs_hold_whole_sentences_while_they_fit() {
    let model = Model::load(&build(32).file()).unwrap_or_else(|e| panic!("{e}"));
    let sentence = |words: usize| vec!["the".to_string(); words];
    let (document, sentences) = report(&[sentence(20), sentence(20), sentence(1), sentence(100), sentence(3), sentence(40)]);
    let mut shapes = Vec::new();
    runs::cut(&model.pieces, model.max_run, &document, &sentences, |run| {
        assert_eq!(run.pieces.len(), run.sizes.iter().sum::<u32>() as usize + 2);
        shapes.push(run.parts.iter().map(|part| (part.first, part.words)).collect::<Vec<_>>());
    });
    let expected: [&[(usize, usize)]; 7] = [&[(0, 20), (0, 20)], &[(0, 1)], &[(0, 40)], &[(40, 40)], &[(80, 20)], &[(0, 3)], &[(0, 40)]];
    assert_eq!(shapes, expected);
}
