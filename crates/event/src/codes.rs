//! Which type, mode and codes, after all is known?

use crate::anchors::Anchor;
use crate::report::Report;
use record::Status;

/// Least probability of a learned mode.
const MODE: f32 = 0.6;
/// Least probability of a learned mode where a row of the lexicon gives one.
const OVER_ROW: f32 = 0.9;

/// The type that an act has with its status: a projected consultation, support, cooperation or aid is an agreement to it.
pub fn kind(anchor: &Anchor, status: Status) -> &'static str {
    match anchor.kind() {
        "CONSULT" | "SUPPORT" | "COOPERATE" | "AID" if status == Status::Future => "AGREE",
        kind => kind,
    }
}

/// The mode within a type: the network's where it is sure, else the lexicon's.
pub fn mode(report: &Report, anchor: &Anchor, kind: &str) -> Vec<String> {
    let ontology = report.knowledge.ontology();
    let learned = learned_mode(report, anchor, kind);
    let written = anchor.mode.clone().filter(|_| kind == anchor.kind());
    let chosen = match learned {
        Some((mode, p)) if p >= if written.is_none() { MODE } else { OVER_ROW } => mode,
        _ => written,
    };
    chosen.into_iter().filter(|m| ontology.has_mode(kind, m)).collect()
}

/// The likeliest mode of the type by the network (none: no mode), and its probability among the modes of the type.
fn learned_mode(report: &Report, anchor: &Anchor, kind: &str) -> Option<(Option<String>, f32)> {
    let p = report.scores.mode(anchor.word);
    let labels = report.scores.labels("mode");
    let within: Vec<(Option<String>, f32)> = labels
        .iter()
        .zip(p)
        .filter_map(|(label, p)| match label.split_once('/') {
            Some((of, mode)) => (of == kind).then(|| (Some(mode.to_owned()), *p)),
            None => Some((None, *p)),
        })
        .collect();
    let sum: f32 = within.iter().map(|(_, p)| p).sum();
    let (mode, p) = within.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (sum > 0.0).then(|| (mode, p / sum))
}
