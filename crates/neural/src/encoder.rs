//! Word pieces to vectors: the transformer.

use crate::ModelError;
use crate::kernel::attention::{HEAD, Scratch, attend};
use crate::kernel::floats::{add_and_norm, add_scaled, gelu_all};
use crate::kernel::{Processor, Rows};
use crate::linear::Linear;
use crate::runs::Run;
use crate::weights::{File, damaged};

/// Rows taken through a layer together, so that what they become on the way stays in the processor's cache.
const BLOCK: usize = 48;

/// The embeddings and the layers.
pub(crate) struct Encoder {
    hidden: usize,
    word: Vec<u8>,
    word_scales: Vec<f32>,
    position: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    eps: f32,
    processor: Processor,
}

struct Layer {
    /// Query, key and value side by side.
    projections: Linear,
    output: Linear,
    attention_norm: Norm,
    up: Linear,
    down: Linear,
    output_norm: Norm,
}

struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Norm {
    fn read(file: &File, name: &str) -> Result<Self, ModelError> {
        let shape = [file.config.hidden];
        Ok(Self { weight: file.floats(&format!("{name}.weight"), &shape)?, bias: file.floats(&format!("{name}.bias"), &shape)? })
    }
}

impl Encoder {
    /// Reads embeddings of `pieces` word pieces and all layers.
    pub(crate) fn read(file: &File, processor: Processor, pieces: usize) -> Result<Self, ModelError> {
        let config = &file.config;
        if config.heads * HEAD != config.hidden {
            return Err(damaged("its attention heads are not of 32 numbers"));
        }
        let (word, word_scales) = file.integers("embed.word", Some(pieces), config.hidden)?;
        let position = file.float_rows("embed.position", config.hidden)?;
        if position.len() < (config.max_run + 2) * config.hidden || config.max_word_pieces > config.max_run {
            return Err(damaged("it has fewer positions than a run has pieces"));
        }
        let layer = |i: usize| {
            let name = |part: &str| format!("layer.{i}.{part}");
            let linear = |part, outputs, inputs| Linear::read(file, processor, &name(part), Some(outputs), inputs);
            let projections = ["query", "key", "value"].map(name);
            Ok(Layer {
                projections: Linear::read_all(
                    file,
                    processor,
                    &projections.each_ref().map(String::as_str),
                    Some(config.hidden),
                    config.hidden,
                )?,
                output: linear("output", config.hidden, config.hidden)?,
                attention_norm: Norm::read(file, &name("attention_norm"))?,
                up: linear("up", config.ffn, config.hidden)?,
                down: linear("down", config.hidden, config.ffn)?,
                output_norm: Norm::read(file, &name("output_norm"))?,
            })
        };
        Ok(Self {
            hidden: config.hidden,
            word: word.to_vec(),
            word_scales,
            position,
            norm: Norm::read(file, "embed.norm")?,
            layers: (0..config.layers).map(layer).collect::<Result<_, ModelError>>()?,
            eps: config.eps,
            processor,
        })
    }

    /// The vectors of the words of several runs, run after run: of each word the mean over its pieces. What a run's are does not depend on
    /// the others.
    pub(crate) fn encode(&self, runs: &[Run]) -> Vec<Vec<f32>> {
        let mut rows = self.embed(runs);
        let mut room = Room::new(self.processor);
        for layer in &self.layers {
            layer.apply(&mut rows, runs, self.hidden, self.eps, &mut room);
        }
        let mut pieces = rows.chunks_exact(self.hidden);
        let mean = |run: &Run| {
            let mut words = vec![0.0; run.sizes.len() * self.hidden];
            pieces.next(); // of the start
            for (word, &size) in words.chunks_exact_mut(self.hidden).zip(&run.sizes) {
                for piece in pieces.by_ref().take(size as usize) {
                    add_scaled(word, piece, 1.0 / size as f32);
                }
            }
            pieces.next(); // of the end
            words
        };
        runs.iter().map(mean).collect()
    }

    fn embed(&self, runs: &[Run]) -> Vec<f32> {
        let count: usize = runs.iter().map(|run| run.pieces.len()).sum();
        let (mut rows, mut positions) = (Vec::with_capacity(count * self.hidden), Vec::with_capacity(count * self.hidden));
        for run in runs {
            for &piece in &run.pieces {
                let (piece, scale) = (piece as usize, self.word_scales.get(piece as usize).copied().unwrap_or(0.0));
                let numbers = self.word.get(piece * self.hidden..(piece + 1) * self.hidden).unwrap_or(&[]);
                rows.extend(numbers.iter().map(|&number| f32::from(number as i8) * scale));
            }
            positions.extend_from_slice(&self.position[..run.pieces.len() * self.hidden]);
        }
        add_and_norm(&mut rows, &positions, &self.norm.weight, &self.norm.bias, self.eps);
        rows
    }
}

/// Room for what rows become within a layer.
struct Room {
    quantised: Rows,
    projected: Vec<f32>,
    context: Vec<f32>,
    wide: Vec<f32>,
    more: Vec<f32>,
    scratch: Scratch,
}

impl Room {
    fn new(processor: Processor) -> Self {
        let (projected, context, wide, more) = Default::default();
        Self { quantised: Rows::new(processor), projected, context, wide, more, scratch: Scratch::default() }
    }
}

impl Layer {
    fn apply(&self, rows: &mut [f32], runs: &[Run], hidden: usize, eps: f32, room: &mut Room) {
        let Room { quantised, projected, context, wide, more, scratch } = room;
        projected.resize(rows.len() * 3, 0.0);
        for (block, projected) in rows.chunks(BLOCK * hidden).zip(projected.chunks_mut(BLOCK * hidden * 3)) {
            quantised.quantise(block, hidden);
            self.projections.apply_into(quantised, projected);
        }
        context.resize(rows.len(), 0.0);
        let mut at = 0;
        for run in runs {
            let size = run.pieces.len() * hidden;
            for first in (0..hidden).step_by(HEAD) {
                attend(&projected[at * 3..(at + size) * 3], hidden, first, scratch, &mut context[at..at + size]);
            }
            at += size;
        }
        for (block, context) in rows.chunks_mut(BLOCK * hidden).zip(context.chunks(BLOCK * hidden)) {
            quantised.quantise(context, hidden);
            self.output.apply(quantised, more);
            add_and_norm(block, more, &self.attention_norm.weight, &self.attention_norm.bias, eps);
            quantised.quantise(block, hidden);
            self.up.apply(quantised, wide);
            gelu_all(wide);
            quantised.quantise(wide, self.up.outputs());
            self.down.apply(quantised, more);
            add_and_norm(block, more, &self.output_norm.weight, &self.output_norm.bias, eps);
        }
    }
}
