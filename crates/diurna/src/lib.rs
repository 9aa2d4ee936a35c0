//! The main path: one report in, one record out.
//!
//! ```no_run
//! let engine = diurna::Engine::new()?;
//! let document = record::Document::default();
//! let record = engine.code(document);
//! println!("{}", record::note::record(&record));
//! # Ok::<(), diurna::EngineError>(())
//! ```
//!
//! The order of the steps exists in [`Engine::code_watched`] and nowhere else. Files, flags, threads and the network live in the program (`main.rs`), the only room that
//! opens them; weights and tables are carried inside the program.

use knowledge::Knowledge;
use neural::Model;
use record::{Document, Record, Tree};
use std::sync::{Mutex, PoisonError};

/// The compiled tables of `data/`.
static KNOWLEDGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));
/// The trained network.
static WEIGHTS: &[u8] = include_bytes!("../../../models/base/weights.bin");

/// Program, code, model and data, as `--version` tells them.
pub const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    " (code ",
    env!("DIURNA_CODE_HASH"),
    ", model base ",
    env!("DIURNA_MODEL_HASH"),
    ", data ",
    env!("DIURNA_DATA_HASH"),
    ")"
);

/// Weights or tables that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The network.
    #[error("the network cannot be used: {0}")]
    Model(#[from] neural::ModelError),
    /// The tables.
    #[error("the tables cannot be used: {0}")]
    Knowledge(#[from] knowledge::KnowledgeError),
}

/// What the program was taught and told, ready to code reports; share it between threads.
pub struct Engine {
    model: Model,
    knowledge: Knowledge,
    /// Reports of more than [`LARGE`] bytes take turns.
    large: Mutex<()>,
}

/// Bytes of a report from which on only one is coded at a time: memory grows with the longest sentence (up to half a GB for the longest report of one).
pub const LARGE: usize = 128 << 10;

impl Engine {
    /// Opens the network and the tables that the program carries.
    pub fn new() -> Result<Self, EngineError> {
        Ok(Self { model: Model::load(WEIGHTS)?, knowledge: Knowledge::load(KNOWLEDGE)?, large: Mutex::new(()) })
    }

    /// Codes one report. The record depends on the report, the program and its data alone.
    pub fn code(&self, document: Document) -> Record {
        self.code_with_trees(document).0
    }

    /// Codes one report and gives its trees too.
    pub fn code_with_trees(&self, document: Document) -> (Record, Vec<Tree>) {
        self.code_watched(document, |_| ())
    }

    /// As [`Self::code_with_trees`]; calls `done` with the name of each room as soon as it is through.
    pub fn code_watched(&self, document: Document, mut done: impl FnMut(&'static str)) -> (Record, Vec<Tree>) {
        let Self { model, knowledge, large } = self;
        let _turn = (document.text.len() > LARGE).then(|| large.lock().unwrap_or_else(PoisonError::into_inner));
        let sentences = syntax::segment(&document);
        done("sentences");
        let scores = model.score(&document, &sentences);
        done("neural");
        let trees = syntax::parse(&document, sentences, &scores);
        done("syntax");
        let mentions = mention::find(&document, &trees, &scores, knowledge);
        done("mention");
        let entities = entity::resolve(&document, &trees, &mentions, &scores, knowledge);
        done("entity");
        let (events, unpolitical) = event::code(&document, &trees, &mentions, &entities, &scores, knowledge);
        done("event");
        let notices = document.notices.iter().cloned().chain(unpolitical).collect();
        (Record { document, mentions, entities, events, notices }, trees)
    }

    /// The sentences of a report with their words, tags, lemmas and trees.
    pub fn parse(&self, document: &Document) -> Vec<Tree> {
        let sentences = syntax::segment(document);
        let scores = self.model.score(document, &sentences);
        syntax::parse(document, sentences, &scores)
    }
}
