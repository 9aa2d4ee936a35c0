//! Treebank text to trees in CoNLL-U, for `bench/syntax.py`: `parse WEIGHTS en|es raw < TEXT` (form feeds between documents, blank lines between
//! paragraphs) or `parse WEIGHTS en|es gold < CONLLU` (the treebank's own sentences and words).

#![allow(clippy::disallowed_methods, reason = "a tool for measuring, not a part of the room")]

use neural::Model;
use record::{Block, BlockKind, Document, Sentence, Span, Token};
use std::io::Read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [weights, language, mode] = arguments.as_slice() else { return Err("usage: parse WEIGHTS en|es raw|gold".into()) };
    let model = Model::load(&std::fs::read(weights)?)?;
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let reports: Vec<(Document, Vec<Sentence>)> = if mode == "gold" {
        treebank(&input, language)
    } else {
        input.split('\u{c}').map(|text| document(text, language)).map(|d| (syntax::segment(&d), d)).map(|(s, d)| (d, s)).collect()
    };
    for (document, sentences) in reports {
        let scores = model.score(&document, &sentences);
        print!("{}", syntax::conllu::write(&document, &syntax::parse(&document, sentences, &scores)));
    }
    Ok(())
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

/// The documents of a treebank with its own sentences and words; the text is laid out anew.
fn treebank(conllu: &str, language: &str) -> Vec<(Document, Vec<Sentence>)> {
    let mut reports: Vec<(Document, Vec<Sentence>)> = Vec::new();
    for lines in conllu.split("\n\n").filter(|l| !l.trim().is_empty()) {
        if reports.is_empty() || lines.lines().any(|l| l.starts_with("# newdoc")) {
            reports.push((Document { language: Some(language.to_owned()), ..Document::default() }, Vec::new()));
        }
        let Some((document, sentences)) = reports.last_mut() else { continue };
        let text = &mut document.text;
        let begin = text.len();
        let mut tokens: Vec<Token> = Vec::new();
        let mut space_before = true;
        // The number of the last word of the fused token that is open, its bytes, and whether its first word is still to come.
        let mut fused = (0, Span::new(0, 0), false);
        for line in lines.lines().filter(|l| !l.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, form, .., misc] = cells.as_slice() else { continue };
            if id.contains('.') {
                continue;
            }
            let number: usize = id.rsplit('-').next().and_then(|n| n.parse().ok()).unwrap_or(0);
            if !id.contains('-') && number <= fused.0 {
                tokens.push(Token {
                    span: fused.1,
                    form: Some((*form).into()),
                    space_before: space_before && fused.2,
                    continues: !fused.2,
                });
                fused.2 = false;
                if number == fused.0 {
                    space_before = text.ends_with(' ');
                }
                continue;
            }
            let span = Span::new(text.len(), text.len() + form.len());
            text.push_str(form);
            let space = !misc.contains("SpaceAfter=No");
            if space {
                text.push(' ');
            }
            if id.contains('-') {
                fused = (number, span, true);
            } else {
                tokens.push(Token { span, form: None, space_before, continues: false });
                space_before = space;
            }
        }
        if !text.ends_with(' ') {
            text.push(' ');
        }
        let span = Span::new(begin, text.trim_end().len());
        let block = document.blocks.len();
        document.blocks.push(Block { span, kind: BlockKind::Body, language: None, post: None });
        sentences.push(Sentence { block, span, tokens });
    }
    reports
}
