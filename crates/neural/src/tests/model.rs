//! A tiny random network, written as its file, and reports to read.

use record::{Document, Sentence, Span, Token};
use serde_json::{Value, json};

pub(super) const HIDDEN: usize = 64;
pub(super) const FFN: usize = 90;
pub(super) const LAYERS: usize = 2;
pub(super) const PAIR: usize = 24;
pub(super) const MAX_RUN: usize = 40;
pub(super) const EVENTS: [&str; 3] = ["none", "AGREE", "ASSAULT"];

/// A sequence that looks random, the same on every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        ((self.next() >> 33) as usize) % end.max(1)
    }

    /// Between −1 and 1.
    pub(super) fn float(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

/// A file in the making.
pub(super) struct Builder {
    pub(super) tensors: Vec<Value>,
    pub(super) data: Vec<u8>,
    dice: Dice,
}

impl Builder {
    fn place(&mut self, bytes: &[u8]) -> usize {
        self.data.resize(self.data.len().next_multiple_of(64), 0);
        let at = self.data.len();
        self.data.extend_from_slice(bytes);
        at
    }

    pub(super) fn floats(&mut self, name: &str, shape: &[usize], centre: f32, spread: f32) {
        let numbers: Vec<f32> = (0..shape.iter().product()).map(|_| centre + spread * self.dice.float()).collect();
        let offset = self.place(&numbers.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>());
        self.tensors.push(json!({"name": name, "kind": "f32", "shape": shape, "offset": offset}));
    }

    fn integers(&mut self, name: &str, outputs: usize, inputs: usize) {
        let numbers: Vec<u8> = (0..outputs * inputs).map(|_| (self.dice.below(255) as i32 - 127) as i8 as u8).collect();
        let scales: Vec<u8> =
            (0..outputs).flat_map(|_| ((0.8 + 0.2 * self.dice.float()) / 127.0 / (inputs as f32).sqrt() * 2.0).to_le_bytes()).collect();
        let (offset, scales) = (self.place(&numbers), self.place(&scales));
        self.tensors.push(json!({"name": name, "kind": "i8", "shape": [outputs, inputs], "offset": offset, "scales": scales}));
    }

    fn linear(&mut self, name: &str, outputs: usize, inputs: usize) {
        self.integers(&format!("{name}.weight"), outputs, inputs);
        self.floats(&format!("{name}.bias"), &[outputs], 0.0, 0.3);
    }

    fn norm(&mut self, name: &str) {
        self.floats(&format!("{name}.weight"), &[HIDDEN], 1.0, 0.3);
        self.floats(&format!("{name}.bias"), &[HIDDEN], 0.0, 0.3);
    }
}

pub(super) fn pieces() -> Vec<String> {
    let words =
        ["\u{2581}the", "\u{2581}police", "\u{2581}", "ing", "\u{2581}protest", "ers", "minister", "\u{2581}la", "ción", "\u{2581}."];
    let specials = ["<s>", "<pad>", "</s>", "<unk>"].map(String::from);
    let letters = ('a'..='z').chain('A'..='Z').chain("áéíóúñ.,0123456789-«»".chars()).map(String::from);
    specials.into_iter().chain(words.map(String::from)).chain(letters).collect()
}

pub(super) fn labels() -> Value {
    let many = |n: usize, mark: &str| (0..n).map(|i| format!("{mark}{i}")).collect::<Vec<_>>();
    json!({"upos": record::Upos::ALL.map(|(name, _)| name), "feats": many(37, "F="), "lemma": many(50, "l|0|"), "event": EVENTS,
        "name": ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"], "status": ["actual", "future", "hypothetical", "negated", "historical"],
        "mode": ["none", "ASSAULT/beat"], "sector": ["none", "GOV", "COP"], "relation": many(33, "rel"),
        "role": ["none", "actor", "recipient", "place", "toll", "source"]})
}

/// The pieces of a file, before they are put together.
pub(super) fn build(seed: u64) -> Builder {
    let mut b = Builder { tensors: Vec::new(), data: Vec::new(), dice: Dice(seed) };
    let text: Vec<u8> = pieces().iter().flat_map(|piece| std::iter::once(piece.len() as u8).chain(piece.bytes())).collect();
    let offset = b.place(&text);
    b.tensors.push(json!({"name": "pieces", "kind": "bytes", "shape": [text.len()], "offset": offset}));
    b.floats("piece_scores", &[pieces().len()], -6.0, 2.0);
    b.integers("embed.word", pieces().len(), HIDDEN);
    b.floats("embed.position", &[MAX_RUN + 2, HIDDEN], 0.0, 0.3);
    b.norm("embed.norm");
    for i in 0..LAYERS {
        for part in ["query", "key", "value", "output"] {
            b.linear(&format!("layer.{i}.{part}"), HIDDEN, HIDDEN);
        }
        b.linear(&format!("layer.{i}.up"), FFN, HIDDEN);
        b.linear(&format!("layer.{i}.down"), HIDDEN, FFN);
        b.norm(&format!("layer.{i}.attention_norm"));
        b.norm(&format!("layer.{i}.output_norm"));
    }
    let count = |head: &str| labels()[head].as_array().map_or(0, Vec::len);
    for (head, hidden) in
        [("upos", 20), ("feats", 33), ("lemma", 40), ("name", 20), ("event", 48), ("status", 20), ("mode", 20), ("sector", 17)]
    {
        b.linear(&format!("head.{head}.first"), hidden, HIDDEN);
        b.linear(&format!("head.{head}.second"), count(head), hidden);
    }
    b.floats("root", &[HIDDEN], 0.0, 1.0);
    b.linear("arc.dependent", PAIR, HIDDEN);
    b.linear("arc.head", PAIR, HIDDEN);
    b.floats("arc.bias", &[PAIR], 0.0, 0.5);
    b.linear("relation.dependent", PAIR, HIDDEN);
    b.linear("relation.head", PAIR, HIDDEN);
    b.linear("relation.out", count("relation"), PAIR);
    b.linear("role.anchor", PAIR, HIDDEN);
    b.linear("role.word", PAIR, HIDDEN);
    b.linear("role.out", count("role"), PAIR);
    b.floats("role.type", &[EVENTS.len() - 1, PAIR], 0.0, 0.5);
    b.floats("role.distance", &[21, PAIR], 0.0, 0.5);
    b
}

impl Builder {
    /// The bytes of the file.
    pub(super) fn file(&self) -> Vec<u8> {
        let config = json!({"layers": LAYERS, "hidden": HIDDEN, "heads": HIDDEN / 32, "ffn": FFN, "max_run": MAX_RUN, "max_word_pieces": 16,
            "eps": 1e-12, "event_threshold": 0.4});
        let header = json!({"name": "tiny", "config": config, "labels": labels(), "tensors": self.tensors}).to_string();
        let mut file = b"DIURNA\x00\x01".to_vec();
        file.extend((header.len() as u32).to_le_bytes());
        file.extend(header.bytes());
        file.resize(file.len().next_multiple_of(64), 0);
        file.extend(&self.data);
        file
    }
}

/// A report of sentences of words; a word that begins with `+` follows its neighbour without a space.
pub(super) fn report(sentences: &[Vec<String>]) -> (Document, Vec<Sentence>) {
    let (mut text, mut all) = (String::new(), Vec::new());
    for words in sentences {
        let (begin, mut tokens) = (text.len(), Vec::new());
        for word in words {
            let (space_before, word) = word.strip_prefix('+').map_or((true, word.as_str()), |rest| (tokens.is_empty(), rest));
            if space_before && !tokens.is_empty() {
                text.push(' ');
            }
            let span = Span::new(text.len(), text.len() + word.len());
            text.push_str(word);
            tokens.push(Token { span, form: None, space_before, continues: false });
        }
        all.push(Sentence { block: 0, span: Span::new(begin, text.len()), tokens });
        text.push('\n');
    }
    (Document { text, ..Document::default() }, all)
}

/// A report of random words.
pub(super) fn random_report(dice: &mut Dice, sentences: usize, longest: usize) -> (Document, Vec<Sentence>) {
    let words = ["The", "police", "protesters", "la", "acción", "minister", "saying", "+,", "+.", "«", "2023", "x", "Ωmega"];
    let sentence = |dice: &mut Dice| (0..=dice.below(longest)).map(|_| words[dice.below(words.len())].to_string()).collect();
    report(&(0..sentences).map(|_| sentence(dice)).collect::<Vec<_>>())
}
