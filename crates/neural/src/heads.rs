//! Vectors to scores: the heads of words and of pairs of words.

use crate::ModelError;
use crate::kernel::floats::{dot, gelu_all, log_softmax, softmax};
use crate::kernel::{Processor, Rows};
use crate::linear::Linear;
use crate::runs::Run;
use crate::scores::{Scores, Word};
use crate::weights::{File, damaged};
use record::Upos;
use std::sync::Arc;

/// Distance buckets of the `role` head on each side of 0: where they begin.
const DISTANCES: [usize; 10] = [1, 2, 3, 4, 5, 7, 10, 15, 25, 50];

/// All heads.
pub(crate) struct Heads {
    pub(crate) processor: Processor,
    pub(crate) hidden: usize,
    pub(crate) event_threshold: f32,
    pub(crate) upos: WordHead,
    pub(crate) feats: WordHead,
    pub(crate) lemma: WordHead,
    pub(crate) name: WordHead,
    pub(crate) event: WordHead,
    pub(crate) status: WordHead,
    pub(crate) mode: WordHead,
    pub(crate) sector: WordHead,
    arc: Arcs,
    pub(crate) relation: Relations,
    pub(crate) role: Roles,
}

/// Two layers that label a word.
pub(crate) struct WordHead {
    pub(crate) labels: Vec<Arc<str>>,
    first: Linear,
    second: Linear,
}

/// Which word a word hangs on.
struct Arcs {
    dependent: Linear,
    head: Linear,
    bias: Vec<f32>,
    /// What the root is as a head.
    root: Vec<f32>,
}

/// How a word hangs on another.
pub(crate) struct Relations {
    pub(crate) labels: Vec<Arc<str>>,
    dependent: Linear,
    head: Linear,
    out: Linear,
    root: Vec<f32>,
}

/// What a word is to the event of an anchor.
pub(crate) struct Roles {
    pub(crate) labels: Vec<Arc<str>>,
    pub(crate) anchor: Linear,
    pub(crate) word: Linear,
    out: Linear,
    types: Vec<f32>,
    distances: Vec<f32>,
}

impl Heads {
    /// Reads all heads.
    pub(crate) fn read(file: &File, processor: Processor) -> Result<Self, ModelError> {
        let hidden = file.config.hidden;
        let word = |name: &str| WordHead::read(file, processor, name);
        let root = file.floats("root", &[hidden])?;
        let heads = Self {
            processor,
            hidden,
            event_threshold: file.config.event_threshold.unwrap_or(0.5),
            upos: word("upos")?,
            feats: word("feats")?,
            lemma: word("lemma")?,
            name: word("name")?,
            event: word("event")?,
            status: word("status")?,
            mode: word("mode")?,
            sector: word("sector")?,
            arc: Arcs::read(file, processor, &root)?,
            relation: Relations::read(file, processor, &root)?,
            role: Roles::read(file, processor)?,
        };
        if heads.status.labels.len() != 5 || heads.role.labels.len() != 6 {
            return Err(damaged("it has not 5 labels for `status` and 6 for `role`"));
        }
        Ok(heads)
    }

    /// The labels of a head by its name.
    pub(crate) fn labels(&self, head: &str) -> &[Arc<str>] {
        match head {
            "upos" => &self.upos.labels,
            "feats" => &self.feats.labels,
            "lemma" => &self.lemma.labels,
            "name" => &self.name.labels,
            "event" => &self.event.labels,
            "status" => &self.status.labels,
            "mode" => &self.mode.labels,
            "sector" => &self.sector.labels,
            "relation" => &self.relation.labels,
            "role" => &self.role.labels,
            _ => &[],
        }
    }

    /// Appends what the heads say of the words of a run, whose vectors these are.
    pub(crate) fn score(&self, run: &Run, vectors: &[f32], to: &mut Scores) {
        let mut room = Room::new(self.processor);
        let mut rows = Rows::new(self.processor);
        rows.quantise(vectors, self.hidden);
        let (first, arcs_before) = (to.words.len(), to.arcs.len());
        let number = to.runs.len() as u32;
        to.runs.push((first, first + run.sizes.len()));
        to.words.extend(run.sizes.iter().map(|_| Word { run: number, ..Word::default() }));
        let words = &mut to.words[first..];

        self.upos.best(&rows, &mut room, |i, label| words[i].upos = Upos::named(&self.upos.labels[label]));
        self.feats.best(&rows, &mut room, |i, label| words[i].feats = label as u32);
        self.lemma.best(&rows, &mut room, |i, label| words[i].lemma = label as u32);
        self.name.append(&rows, &mut room, &mut to.names, true);
        self.event.append(&rows, &mut room, &mut to.events, false);
        self.status.append(&rows, &mut room, &mut to.statuses, false);
        self.mode.append(&rows, &mut room, &mut to.modes, false);
        self.sector.append(&rows, &mut room, &mut to.sectors, false);

        self.arc.score(run, &rows, &mut room, &mut to.arcs);
        let (mut at, mut arcs_at) = (0, arcs_before);
        for part in &run.parts {
            for word in &mut words[at..at + part.words] {
                let arcs = arcs_at..arcs_at + 1 + part.words;
                word.head = best_of(&to.arcs[arcs.clone()]) as u32;
                word.arcs = (arcs.start, arcs.end);
                word.part = part.first as u32;
                arcs_at = arcs.end;
            }
            at += part.words;
        }
        self.relation.score(run, &rows, &mut room, words);
        rows.store(&mut to.numbers, &mut to.scales);
    }
}

/// Room for what vectors become within a head.
pub(crate) struct Room {
    hidden: Vec<f32>,
    out: Vec<f32>,
    rows: Rows,
}

impl Room {
    pub(crate) fn new(processor: Processor) -> Self {
        Self { hidden: Vec::new(), out: Vec::new(), rows: Rows::new(processor) }
    }
}

impl WordHead {
    fn read(file: &File, processor: Processor, name: &str) -> Result<Self, ModelError> {
        let labels = labels(file, name)?;
        let first = Linear::read(file, processor, &format!("head.{name}.first"), None, file.config.hidden)?;
        let second = Linear::read(file, processor, &format!("head.{name}.second"), Some(labels.len()), first.outputs())?;
        Ok(Self { labels, first, second })
    }

    /// The score of every label for every row.
    fn logits<'a>(&self, rows: &Rows, room: &'a mut Room) -> &'a mut [f32] {
        self.first.apply(rows, &mut room.hidden);
        gelu_all(&mut room.hidden);
        room.rows.quantise(&room.hidden, self.first.outputs());
        self.second.apply(&room.rows, &mut room.out);
        &mut room.out
    }

    fn best(&self, rows: &Rows, room: &mut Room, mut tell: impl FnMut(usize, usize)) {
        for (i, row) in self.logits(rows, room).chunks_exact(self.labels.len()).enumerate() {
            tell(i, best_of(row));
        }
    }

    fn append(&self, rows: &Rows, room: &mut Room, to: &mut Vec<f32>, logarithms: bool) {
        let mut scratch = Vec::new();
        let logits = self.logits(rows, room);
        for row in logits.chunks_exact_mut(self.labels.len()) {
            if logarithms {
                log_softmax(row, &mut scratch);
            } else {
                softmax(row);
            }
        }
        to.extend_from_slice(logits);
    }
}

impl Arcs {
    fn read(file: &File, processor: Processor, root: &[f32]) -> Result<Self, ModelError> {
        let dependent = Linear::read(file, processor, "arc.dependent", None, file.config.hidden)?;
        let head = Linear::read(file, processor, "arc.head", Some(dependent.outputs()), file.config.hidden)?;
        let bias = file.floats("arc.bias", &[head.outputs()])?;
        let mut root = one(&head, processor, root);
        gelu_all(&mut root);
        Ok(Self { dependent, head, bias, root })
    }

    /// Appends the logarithms of the probabilities of the heads of every word: the root, then the words of its part.
    fn score(&self, run: &Run, rows: &Rows, room: &mut Room, to: &mut Vec<f32>) {
        let width = self.head.outputs();
        let Room { hidden: dependents, out: heads, .. } = room;
        self.dependent.apply(rows, dependents);
        self.head.apply(rows, heads);
        gelu_all(dependents);
        gelu_all(heads);
        let (mut scratch, mut biases, mut at) = (Vec::new(), Vec::new(), 0);
        for part in &run.parts {
            let these = at..at + part.words * width;
            let candidates = || std::iter::once(&self.root[..]).chain(heads[these.clone()].chunks_exact(width));
            biases.clear();
            biases.extend(candidates().map(|head| dot(&self.bias, head)));
            for dependent in dependents[these.clone()].chunks_exact(width) {
                let first = to.len();
                to.extend(candidates().zip(&biases).map(|(head, bias)| dot(dependent, head) + bias));
                log_softmax(&mut to[first..], &mut scratch);
            }
            at = these.end;
        }
    }
}

impl Relations {
    fn read(file: &File, processor: Processor, root: &[f32]) -> Result<Self, ModelError> {
        let labels = labels(file, "relation")?;
        let dependent = Linear::read(file, processor, "relation.dependent", None, file.config.hidden)?;
        let head = Linear::read(file, processor, "relation.head", Some(dependent.outputs()), file.config.hidden)?;
        let out = Linear::read(file, processor, "relation.out", Some(labels.len()), head.outputs())?;
        let root = one(&head, processor, root);
        Ok(Self { labels, dependent, head, out, root })
    }

    /// The likeliest relation of every word to its likeliest head.
    fn score(&self, run: &Run, rows: &Rows, room: &mut Room, words: &mut [Word]) {
        let width = self.head.outputs();
        let (mut dependents, mut heads) = (Vec::new(), Vec::new());
        self.dependent.apply(rows, &mut dependents);
        self.head.apply(rows, &mut heads);
        room.hidden.clear();
        let mut at = 0;
        for part in &run.parts {
            for i in at..at + part.words {
                let head = match words[i].head as usize {
                    0 => &self.root[..],
                    head => &heads[(at + head - 1) * width..(at + head) * width],
                };
                room.hidden.extend(dependents[i * width..(i + 1) * width].iter().zip(head).map(|(d, h)| d + h));
            }
            at += part.words;
        }
        gelu_all(&mut room.hidden);
        room.rows.quantise(&room.hidden, width);
        self.out.apply(&room.rows, &mut room.out);
        for (word, logits) in words.iter_mut().zip(room.out.chunks_exact(self.labels.len())) {
            word.relation = best_of(logits) as u32;
        }
    }

    /// The likeliest relation of one word, whose vector `dependent` is, to `head`; none: the root.
    pub(crate) fn of(&self, dependent: &Rows, head: Option<&Rows>, processor: Processor) -> usize {
        let (mut room, mut sum) = (Room::new(processor), Vec::new());
        self.dependent.apply(dependent, &mut sum);
        if let Some(head) = head {
            self.head.apply(head, &mut room.hidden);
        } else {
            room.hidden.extend_from_slice(&self.root);
        }
        sum.iter_mut().zip(&room.hidden).for_each(|(sum, head)| *sum += head);
        gelu_all(&mut sum);
        room.rows.quantise(&sum, self.head.outputs());
        self.out.apply(&room.rows, &mut room.out);
        best_of(&room.out)
    }
}

impl Roles {
    fn read(file: &File, processor: Processor) -> Result<Self, ModelError> {
        let labels = labels(file, "role")?;
        let anchor = Linear::read(file, processor, "role.anchor", None, file.config.hidden)?;
        let word = Linear::read(file, processor, "role.word", Some(anchor.outputs()), file.config.hidden)?;
        let out = Linear::read(file, processor, "role.out", Some(labels.len()), word.outputs())?;
        let types = file.floats("role.type", &[file.labels("event")?.len() - 1, word.outputs()])?;
        let distances = file.floats("role.distance", &[2 * DISTANCES.len() + 1, word.outputs()])?;
        Ok(Self { labels, anchor, word, out, types, distances })
    }

    /// Probabilities of the roles, from the projections of anchor and word, the type's number and how many words after the anchor it stands.
    pub(crate) fn of(&self, anchor: &[f32], word: &[f32], kind: usize, distance: isize, room: &mut Room) -> [f32; 6] {
        let width = self.word.outputs();
        let row = |table: &[f32], at: usize, i: usize| table.get(at * width + i).copied().unwrap_or(0.0);
        let bucket = bucket(distance);
        room.hidden.clear();
        room.hidden.extend(
            anchor.iter().zip(word).enumerate().map(|(i, (a, w))| a + w + row(&self.types, kind, i) + row(&self.distances, bucket, i)),
        );
        gelu_all(&mut room.hidden);
        room.rows.quantise(&room.hidden, width);
        self.out.apply(&room.rows, &mut room.out);
        softmax(&mut room.out);
        std::array::from_fn(|i| room.out.get(i).copied().unwrap_or(0.0))
    }
}

fn bucket(distance: isize) -> usize {
    let steps = DISTANCES.iter().filter(|&&begin| distance.unsigned_abs() >= begin).count();
    if distance < 0 { DISTANCES.len() - steps } else { DISTANCES.len() + steps }
}

fn labels(file: &File, head: &str) -> Result<Vec<Arc<str>>, ModelError> {
    Ok(file.labels(head)?.iter().map(|label| Arc::from(label.as_str())).collect())
}

/// A layer's outputs for one vector.
fn one(layer: &Linear, processor: Processor, vector: &[f32]) -> Vec<f32> {
    let (mut rows, mut out) = (Rows::new(processor), Vec::new());
    rows.quantise(vector, vector.len());
    layer.apply(&rows, &mut out);
    out
}

/// The first of the largest numbers.
fn best_of(row: &[f32]) -> usize {
    let first = (0, f32::NEG_INFINITY);
    row.iter().enumerate().fold(first, |best, (i, &x)| if x > best.1 { (i, x) } else { best }).0
}
