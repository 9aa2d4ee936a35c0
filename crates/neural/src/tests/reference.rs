//! The network as `models/README.md` says it, in plain loops and doubles, without quantised activations.

use super::model::{Builder, HIDDEN, LAYERS, labels, pieces};
use crate::Model;
use crate::pieces::Splitting;
use record::{Document, Sentence};
use std::collections::BTreeMap;

pub(super) struct Reference {
    tensors: BTreeMap<String, Vec<f64>>,
}

type Rows = Vec<Vec<f64>>;

impl Reference {
    pub(super) fn new(builder: &Builder) -> Self {
        let float = |at: usize| f64::from(f32::from_le_bytes([0, 1, 2, 3].map(|i| builder.data[at + i])));
        let mut tensors = BTreeMap::new();
        for tensor in &builder.tensors {
            let number = |key: &str| tensor[key].as_u64().unwrap_or(0) as usize;
            let shape: Vec<usize> = tensor["shape"].as_array().into_iter().flatten().filter_map(|n| Some(n.as_u64()? as usize)).collect();
            let (count, offset, scales) = (shape.iter().product::<usize>(), number("offset"), number("scales"));
            let values = match tensor["kind"].as_str() {
                Some("f32") => (0..count).map(|i| float(offset + 4 * i)).collect(),
                Some("i8") => (0..count).map(|i| f64::from(builder.data[offset + i] as i8) * float(scales + 4 * (i / shape[1]))).collect(),
                _ => Vec::new(),
            };
            tensors.insert(tensor["name"].as_str().unwrap_or("").to_string(), values);
        }
        Self { tensors }
    }

    fn linear(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let (weight, bias) = (&self.tensors[&format!("{name}.weight")], &self.tensors[&format!("{name}.bias")]);
        weight.chunks(x.len()).zip(bias).map(|(row, b)| row.iter().zip(x).map(|(w, x)| w * x).sum::<f64>() + b).collect()
    }

    fn norm(&self, name: &str, x: &[f64]) -> Vec<f64> {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64;
        let (weight, bias) = (&self.tensors[&format!("{name}.weight")], &self.tensors[&format!("{name}.bias")]);
        x.iter().zip(weight).zip(bias).map(|((x, w), b)| (x - mean) / (variance + 1e-12).sqrt() * w + b).collect()
    }

    fn plus(a: &[f64], b: &[f64]) -> Vec<f64> {
        a.iter().zip(b).map(|(a, b)| a + b).collect()
    }

    /// The vectors of the words of a sentence that is a run.
    pub(super) fn vectors(&self, model: &Model, document: &Document, sentence: &Sentence) -> Rows {
        let (mut ids, mut sizes, mut room) = (vec![0], Vec::new(), Splitting::default());
        for token in &sentence.tokens {
            sizes.push(model.pieces.split(token.form(&document.text), token.space_before, &mut room, &mut ids));
        }
        ids.push(2);
        assert!(ids.iter().all(|&id| (id as usize) < pieces().len()));
        let row = |name: &str, at: usize| &self.tensors[name][at * HIDDEN..(at + 1) * HIDDEN];
        let embed =
            |(at, &id): (usize, &u32)| self.norm("embed.norm", &Self::plus(row("embed.word", id as usize), row("embed.position", at)));
        let mut x: Rows = ids.iter().enumerate().map(embed).collect();
        for i in 0..LAYERS {
            let name = |part: &str| format!("layer.{i}.{part}");
            let [q, k, v] = ["query", "key", "value"].map(|part| x.iter().map(|x| self.linear(&name(part), x)).collect::<Rows>());
            x = (0..x.len())
                .map(|at| {
                    let mut context = vec![0.0; HIDDEN];
                    for first in (0..HIDDEN).step_by(32) {
                        let scores: Vec<f64> =
                            k.iter().map(|k| (first..first + 32).map(|d| q[at][d] * k[d]).sum::<f64>() / 32f64.sqrt()).collect();
                        for (p, v) in softmax(&scores).iter().zip(&v) {
                            (first..first + 32).for_each(|d| context[d] += p * v[d]);
                        }
                    }
                    let x = self.norm(&name("attention_norm"), &Self::plus(&x[at], &self.linear(&name("output"), &context)));
                    let up: Vec<f64> = self.linear(&name("up"), &x).into_iter().map(gelu).collect();
                    self.norm(&name("output_norm"), &Self::plus(&x, &self.linear(&name("down"), &up)))
                })
                .collect();
        }
        let mut at = 1;
        let mean = |&size: &usize| {
            let these = &x[at..at + size];
            at += size;
            (0..HIDDEN).map(|d| these.iter().map(|x| x[d]).sum::<f64>() / size as f64).collect()
        };
        sizes.iter().map(mean).collect()
    }

    pub(super) fn probabilities(&self, head: &str, h: &[f64]) -> Vec<f32> {
        let hidden: Vec<f64> = self.linear(&format!("head.{head}.first"), h).into_iter().map(gelu).collect();
        let logits = self.linear(&format!("head.{head}.second"), &hidden);
        assert_eq!(Some(logits.len()), labels()[head].as_array().map(Vec::len));
        single(&softmax(&logits))
    }

    pub(super) fn arcs(&self, h: &Rows) -> Vec<Vec<f32>> {
        let through = |name: &str, x: &[f64]| self.linear(name, x).into_iter().map(gelu).collect::<Vec<f64>>();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let heads: Rows = std::iter::once(&self.tensors["root"]).chain(h).map(|x| through("arc.head", x)).collect();
        let scores = |x: &Vec<f64>| {
            let d = through("arc.dependent", x);
            single(&softmax(&heads.iter().map(|h| dot(&d, h) + dot(&self.tensors["arc.bias"], h)).collect::<Vec<_>>()))
        };
        h.iter().map(scores).collect()
    }

    pub(super) fn relation(&self, dependent: &[f64], head: Option<&[f64]>) -> Vec<f32> {
        let sum =
            Self::plus(&self.linear("relation.dependent", dependent), &self.linear("relation.head", head.unwrap_or(&self.tensors["root"])));
        single(&softmax(&self.linear("relation.out", &sum.into_iter().map(gelu).collect::<Vec<_>>())))
    }

    pub(super) fn role(&self, anchor: &[f64], word: &[f64], kind: usize, distance: isize) -> Vec<f32> {
        let bucket = match distance.abs() {
            n @ 0..=4 => n,
            5..=6 => 5,
            7..=9 => 6,
            10..=14 => 7,
            15..=24 => 8,
            25..=49 => 9,
            _ => 10,
        } * distance.signum()
            + 10;
        let mut sum = Self::plus(&self.linear("role.anchor", anchor), &self.linear("role.word", word));
        let width = sum.len();
        for (table, at) in [("role.type", kind), ("role.distance", bucket as usize)] {
            sum = Self::plus(&sum, &self.tensors[table][at * width..(at + 1) * width]);
        }
        single(&softmax(&self.linear("role.out", &sum.into_iter().map(gelu).collect::<Vec<_>>())))
    }
}

fn single(numbers: &[f64]) -> Vec<f32> {
    numbers.iter().map(|&x| x as f32).collect()
}

fn softmax(scores: &[f64]) -> Vec<f64> {
    let top = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|x| (x - top).exp()).sum();
    scores.iter().map(|x| (x - top).exp() / sum).collect()
}

/// With the error function by its series.
fn gelu(x: f64) -> f64 {
    let z = (x / 2f64.sqrt()).clamp(-5.0, 5.0);
    let (mut term, mut sum) = (z, z);
    for n in 1..120 {
        let n = f64::from(n);
        term *= -z * z / n;
        sum += term / (2.0 * n + 1.0);
    }
    0.5 * x * (1.0 + sum * 2.0 / std::f64::consts::PI.sqrt())
}
