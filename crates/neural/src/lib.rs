//! What was this program taught?
//!
//! Runs the trained network (`models/README.md` is the contract) over sentences and gives [`Scores`]: plain questions about words and pairs
//! of words, never a tensor. The weights come in as bytes. A score depends on the report's own run of sentences and on nothing else: not on the
//! batch, the thread, the kind of processor's order of sums, or other reports.

mod encoder;
mod heads;
mod kernel;
mod linear;
mod pieces;
mod runs;
mod scores;
#[cfg(test)]
mod tests;
mod weights;

pub use scores::Scores;

use encoder::Encoder;
use heads::Heads;
use kernel::Processor;
use pieces::Pieces;
use record::{Document, Sentence};
use runs::Run;
use std::sync::Arc;
use weights::File;

/// Pieces that are taken through the network together, at least: enough that its weights are not read anew for every short report.
const CHUNK: usize = 192;

/// The trained network, ready to run; cheap to share between threads.
pub struct Model {
    pieces: Pieces,
    encoder: Encoder,
    heads: Arc<Heads>,
    max_run: usize,
}

/// A weights file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ModelError(String);

impl Model {
    /// Reads `weights.bin`.
    pub fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::load_for(bytes, Processor::here())
    }

    fn load_for(bytes: &[u8], processor: Processor) -> Result<Self, ModelError> {
        let file = File::open(bytes)?;
        let pieces = Pieces::read(&file)?;
        let encoder = Encoder::read(&file, processor, pieces.count())?;
        Ok(Self { pieces, encoder, heads: Arc::new(Heads::read(&file, processor)?), max_run: file.config.max_run })
    }

    /// The labels of a head, by the names of `models/README.md` (`event`, `mode`, `role`, …); empty for any other name.
    pub fn labels(&self, head: &str) -> &[Arc<str>] {
        self.heads.labels(head)
    }

    /// Scores every word of a report.
    pub fn score(&self, document: &Document, sentences: &[Sentence]) -> Scores {
        self.score_many(&[(document, sentences)]).pop().unwrap_or_default()
    }

    /// The same for several reports at once, which is faster where they are short, and gives the same scores.
    pub fn score_many(&self, reports: &[(&Document, &[Sentence])]) -> Vec<Scores> {
        let mut all: Vec<Scores> = reports.iter().map(|(_, sentences)| Scores::new(&self.heads, sentences)).collect();
        let (mut chunk, mut owners, mut size) = (Vec::new(), Vec::new(), 0);
        for (number, (document, sentences)) in reports.iter().enumerate() {
            runs::cut(&self.pieces, self.max_run, document, sentences, |run| {
                size += run.pieces.len();
                chunk.push(run);
                owners.push(number);
                if size >= CHUNK {
                    self.score_chunk(&mut chunk, &mut owners, &mut all);
                    size = 0;
                }
            });
        }
        self.score_chunk(&mut chunk, &mut owners, &mut all);
        all
    }

    /// How many word pieces the network reads of a report: the measure of its work.
    pub fn pieces(&self, document: &Document, sentences: &[Sentence]) -> usize {
        let mut count = 0;
        runs::cut(&self.pieces, self.max_run, document, sentences, |run| count += run.pieces.len());
        count
    }

    fn score_chunk(&self, runs: &mut Vec<Run>, owners: &mut Vec<usize>, all: &mut [Scores]) {
        for ((run, vectors), owner) in runs.iter().zip(self.encoder.encode(runs)).zip(&*owners) {
            self.heads.score(run, &vectors, &mut all[*owner]);
        }
        runs.clear();
        owners.clear();
    }
}
