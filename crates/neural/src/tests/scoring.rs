use super::model::{Dice, EVENTS, build, random_report};
use super::reference::Reference;
use crate::kernel::Processor;
use crate::{Model, Scores};
use record::{Document, Sentence, WordId};

/// All that is kept of a report, to the bit.
fn bits(scores: &Scores) -> Vec<u32> {
    let floats = [&scores.names, &scores.events, &scores.statuses, &scores.modes, &scores.sectors, &scores.arcs, &scores.scales];
    let words = scores.words.iter().flat_map(|w| [w.upos as u32, w.feats, w.lemma, w.head, w.relation, w.run, w.part]);
    floats.into_iter().flatten().map(|x| x.to_bits()).chain(words).chain(scores.numbers.iter().map(|&n| n as u32)).collect()
}

#[test]
fn a_score_does_not_depend_on_other_reports_nor_on_the_processor() {
    let (file, mut dice) = (build(21).file(), Dice(22));
    let reports: Vec<(Document, Vec<Sentence>)> = (0..12).map(|i| random_report(&mut dice, i, 20)).collect();
    let borrowed: Vec<(&Document, &[Sentence])> = reports.iter().map(|(d, s)| (d, &s[..])).collect();
    let mut first = None;
    for processor in Processor::all() {
        let model = Model::load_for(&file, processor).unwrap_or_else(|e| panic!("{e}"));
        let together: Vec<_> = model.score_many(&borrowed).iter().map(bits).collect();
        let apart: Vec<_> = reports.iter().map(|(d, s)| bits(&model.score(d, s))).collect();
        assert!(together == apart, "{processor:?}: batch");
        assert!(first.get_or_insert_with(|| apart.clone()) == &apart, "{processor:?}: processor");
    }
}

/// Read on one machine, the same on all.
#[test]
fn a_score_has_the_same_bits_on_every_machine() {
    let (document, sentences) = random_report(&mut Dice(27), 5, 20);
    let model = Model::load(&build(26).file()).unwrap_or_else(|e| panic!("{e}"));
    let hash = |hash: u32, bits: u32| (hash ^ bits).wrapping_mul(0x0100_0193).rotate_left(5);
    assert_eq!(bits(&model.score(&document, &sentences)).into_iter().fold(0x811c_9dc5, hash), 912_268_964);
}

#[test]
fn the_parts_of_a_report_do_not_see_each_other() {
    let model = Model::load(&build(23).file()).unwrap_or_else(|e| panic!("{e}"));
    // Each fills most of a run, so that no two fit into one.
    let words = |word: &str| vec![word.to_string(); 30];
    let (document, sentences) = super::model::report(&[words("x"), words("y"), words("z")]);
    let all = model.score(&document, &sentences);
    let alone = model.score(&document, &sentences[1..2]);
    for word in 0..30 {
        assert_eq!(all.event(WordId { sentence: 1, word }), alone.event(WordId { sentence: 0, word }));
    }
}

#[test]
fn agrees_with_a_plain_network() {
    let builder = build(24);
    let (model, reference) = (Model::load(&builder.file()).unwrap_or_else(|e| panic!("{e}")), Reference::new(&builder));
    let mut dice = Dice(25);
    let (mut words, mut differ) = (0, 0);
    for _ in 0..12 {
        let (document, sentences) = random_report(&mut dice, 1, 5);
        let scores = model.score(&document, &sentences);
        let h = reference.vectors(&model, &document, &sentences[0]);
        let near = |ours: &[f32], theirs: &[f32]| {
            assert_eq!(ours.len(), theirs.len());
            let far = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(far < 0.03, "{ours:?} {theirs:?}");
        };
        let arcs = reference.arcs(&h);
        for word in 0..h.len() {
            let id = WordId { sentence: 0, word };
            near(scores.event(id), &reference.probabilities("event", &h[word]));
            near(&scores.status(id), &reference.probabilities("status", &h[word]));
            near(scores.sector(id), &reference.probabilities("sector", &h[word]));
            near(scores.mode(id), &reference.probabilities("mode", &h[word]));
            near(&scores.name(id).iter().map(|x| x.exp()).collect::<Vec<_>>(), &reference.probabilities("name", &h[word]));
            near(&scores.heads(id).iter().map(|x| x.exp()).collect::<Vec<_>>(), &arcs[word]);
            let best = |label: &str, head: &str| {
                let p = reference.probabilities(head, &h[word]);
                let top = p.iter().copied().fold(0.0, f32::max);
                let ours = model.labels(head).iter().position(|l| &**l == label).map_or(0.0, |i| p[i]);
                usize::from(ours < top - 0.02)
            };
            differ += best(scores.upos(id).name(), "upos") + best(&scores.feats(id), "feats") + best(&scores.lemma_script(id), "lemma");
            words += 3;
            for other in 0..h.len() {
                let role = scores.role(id, EVENTS[2], WordId { sentence: 0, word: other }).unwrap_or_default();
                near(&role, &reference.role(&h[word], &h[other], 1, other as isize - word as isize));
                let relation = scores.relation(id, Some(other));
                let p = reference.relation(&h[word], Some(&h[other]));
                let top = p.iter().copied().fold(0.0, f32::max);
                let ours = model.labels("relation").iter().position(|l| *l == relation).map_or(0.0, |i| p[i]);
                assert!(ours > top - 0.03, "{ours} {top}");
            }
            let p = reference.relation(&h[word], None);
            let ours = model.labels("relation").iter().position(|l| *l == scores.relation(id, None)).map_or(0.0, |i| p[i]);
            assert!(ours > p.iter().copied().fold(0.0, f32::max) - 0.03);
        }
    }
    assert!(differ * 50 <= words, "{differ} of {words}");
}
