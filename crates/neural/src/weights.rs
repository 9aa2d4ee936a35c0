//! The file of weights: everything it says of itself is checked before it is used.

use crate::ModelError;
use serde::Deserialize;
use std::collections::BTreeMap;

const MAGIC: &[u8; 8] = b"DIURNA\x00\x01";
/// Where a model's sizes end: far beyond any that is trained, and small enough that no product of two overflows.
const MAX_SIZE: usize = 1 << 20;

/// A file of weights, opened.
pub(crate) struct File<'a> {
    /// What it says of its shape.
    pub(crate) config: Config,
    /// The labels of each head.
    pub(crate) labels: BTreeMap<String, Vec<String>>,
    tensors: BTreeMap<String, Tensor>,
    data: &'a [u8],
}

/// The shape of the network.
#[derive(Deserialize)]
pub(crate) struct Config {
    pub(crate) layers: usize,
    pub(crate) hidden: usize,
    pub(crate) heads: usize,
    pub(crate) ffn: usize,
    pub(crate) max_run: usize,
    pub(crate) max_word_pieces: usize,
    pub(crate) eps: f32,
    /// The probability of `none` below which a word is an anchor.
    pub(crate) event_threshold: Option<f32>,
    /// The score of a character no piece has; without it, 10 below the lowest score.
    pub(crate) unk_score: Option<f64>,
}

#[derive(Deserialize)]
struct Header {
    config: Config,
    labels: BTreeMap<String, Vec<String>>,
    tensors: Vec<Tensor>,
}

#[derive(Deserialize)]
struct Tensor {
    name: String,
    kind: Kind,
    shape: Vec<usize>,
    offset: usize,
    scales: Option<usize>,
}

#[derive(Deserialize, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    F32,
    I8,
    Bytes,
}

impl<'a> File<'a> {
    /// Reads the header.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ModelError> {
        let (magic, rest) = bytes.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        if magic != MAGIC {
            return Err(ModelError("not a file of weights for this program (it does not begin with its mark)".into()));
        }
        let (size, rest) = rest.split_first_chunk::<4>().ok_or_else(|| damaged("it ends before its header"))?;
        let size = u32::from_le_bytes(*size) as usize;
        let header = rest.get(..size).ok_or_else(|| damaged("it ends within its header"))?;
        let header: Header = serde_json::from_slice(header).map_err(|e| damaged(&format!("its header cannot be read: {e}")))?;
        let data = bytes.get((12 + size).next_multiple_of(64)..).ok_or_else(|| damaged("it ends after its header"))?;
        let c = &header.config;
        let sizes = [c.layers, c.hidden, c.heads, c.ffn, c.max_run, c.max_word_pieces];
        if sizes.iter().any(|&size| size == 0 || size > MAX_SIZE) || !(c.eps >= 0.0 && c.eps < 1.0) {
            return Err(damaged("its config is out of bounds"));
        }
        let tensors = header.tensors.into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect();
        Ok(Self { config: header.config, labels: header.labels, tensors, data })
    }

    /// The labels of a head; never empty.
    pub(crate) fn labels(&self, head: &str) -> Result<&[String], ModelError> {
        let labels = self.labels.get(head).map_or(&[][..], Vec::as_slice);
        if labels.is_empty() { Err(damaged(&format!("it has no labels for `{head}`"))) } else { Ok(labels) }
    }

    /// A tensor of bytes.
    pub(crate) fn bytes(&self, name: &str) -> Result<&'a [u8], ModelError> {
        let tensor = self.tensor(name, Kind::Bytes)?;
        let [size] = tensor.shape[..] else { return Err(wrong_shape(name)) };
        self.part(name, tensor.offset, size, 1)
    }

    /// A tensor of floats of this shape.
    pub(crate) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let tensor = self.tensor(name, Kind::F32)?;
        if tensor.shape != shape {
            return Err(wrong_shape(name));
        }
        self.read_floats(name, tensor.offset, &tensor.shape)
    }

    /// A tensor of floats with this many columns, and as many rows as the file says.
    pub(crate) fn float_rows(&self, name: &str, columns: usize) -> Result<Vec<f32>, ModelError> {
        let tensor = self.tensor(name, Kind::F32)?;
        match tensor.shape[..] {
            [_, size] if size == columns => self.read_floats(name, tensor.offset, &tensor.shape),
            [_] if columns == 1 => self.read_floats(name, tensor.offset, &tensor.shape),
            _ => Err(wrong_shape(name)),
        }
    }

    /// A matrix of integers with this many inputs and outputs (none: as many as the file says), row-major, and the scale of each output.
    pub(crate) fn integers(&self, name: &str, outputs: Option<usize>, inputs: usize) -> Result<(&'a [u8], Vec<f32>), ModelError> {
        let tensor = self.tensor(name, Kind::I8)?;
        let rows = match tensor.shape[..] {
            [rows, columns] if columns == inputs && rows > 0 && outputs.is_none_or(|outputs| outputs == rows) => rows,
            _ => return Err(wrong_shape(name)),
        };
        let scales = tensor.scales.ok_or_else(|| damaged(&format!("tensor `{name}` has no scales")))?;
        let size = rows.checked_mul(inputs).ok_or_else(|| wrong_shape(name))?;
        let numbers = self.part(name, tensor.offset, size, 1)?;
        Ok((numbers, self.read_floats(name, scales, &[rows])?))
    }

    fn tensor(&self, name: &str, kind: Kind) -> Result<&Tensor, ModelError> {
        let tensor = self.tensors.get(name).ok_or_else(|| damaged(&format!("tensor `{name}` is missing")))?;
        if tensor.kind == kind { Ok(tensor) } else { Err(damaged(&format!("tensor `{name}` is of the wrong kind"))) }
    }

    fn read_floats(&self, name: &str, offset: usize, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let count = shape.iter().try_fold(1usize, |product, &size| product.checked_mul(size)).ok_or_else(|| wrong_shape(name))?;
        let bytes = self.part(name, offset, count, 4)?;
        let floats: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|&four| f32::from_le_bytes(four)).collect();
        if floats.iter().all(|x| x.is_finite()) { Ok(floats) } else { Err(damaged(&format!("tensor `{name}` holds what is no number"))) }
    }

    fn part(&self, name: &str, offset: usize, count: usize, width: usize) -> Result<&'a [u8], ModelError> {
        let end = count.checked_mul(width).and_then(|size| size.checked_add(offset));
        end.and_then(|end| self.data.get(offset..end)).ok_or_else(|| damaged(&format!("it ends before tensor `{name}` does")))
    }
}

/// The one error for a file that was ours and is no longer whole.
pub(crate) fn damaged(what: &str) -> ModelError {
    ModelError(format!("the file of weights is damaged: {what}; fetch it anew"))
}

fn wrong_shape(name: &str) -> ModelError {
    damaged(&format!("tensor `{name}` has the wrong shape"))
}
