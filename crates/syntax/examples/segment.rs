//! Raw documents on standard input (form feeds between documents, blank lines between paragraphs) to words in CoNLL-U: `segment en|es [--time]`.

#![allow(clippy::disallowed_methods, reason = "a tool for measuring, not a part of the room")]

use record::{Block, BlockKind, Document, Span};
use std::io::Read;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let language = arguments.next().unwrap_or_else(|| "en".to_owned());
    let timed = arguments.next().is_some();
    let mut raw = String::new();
    if std::io::stdin().read_to_string(&mut raw).is_err() {
        return;
    }
    let documents: Vec<Document> = raw.split('\u{c}').map(|text| document(text, &language)).collect();
    let begun = std::time::Instant::now();
    let mut words = 0;
    for document in &documents {
        let sentences = syntax::segment(document);
        words += sentences.iter().map(|s| s.tokens.len()).sum::<usize>();
        if !timed {
            print!("{}", syntax::conllu::write_words(document, &sentences));
        }
    }
    if timed {
        let seconds = begun.elapsed().as_secs_f64();
        println!("{words} words, {seconds:.3} s, {:.0} words/s", words as f64 / seconds);
    }
}

fn document(text: &str, language: &str) -> Document {
    let mut at = 0;
    let mut blocks = Vec::new();
    for paragraph in text.split("\n\n") {
        let start = at + paragraph.len() - paragraph.trim_start().len();
        let end = at + paragraph.trim_end().len();
        if end > start {
            blocks.push(Block { span: Span::new(start, end), kind: BlockKind::Body, language: None, post: None });
        }
        at += paragraph.len() + 2;
    }
    Document { text: text.to_owned(), blocks, language: Some(language.to_owned()), ..Document::default() }
}
