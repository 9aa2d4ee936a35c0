//! Trees in CoNLL-U, the exchange format of Universal Dependencies.

use record::{Document, Node, Sentence, Span, Token, Tree};
use std::fmt::Write;

/// The trees of a report as CoNLL-U. Every word has its bytes, and a fused word its line with the range of its parts.
pub fn write(document: &Document, trees: &[Tree]) -> String {
    let rows = trees.iter().map(|t| Row { block: t.block, span: t.span, tokens: &t.tokens, nodes: Some(&t.nodes) });
    render(document, rows)
}

/// The same for sentences without analysis: forms only.
pub fn write_words(document: &Document, sentences: &[Sentence]) -> String {
    let rows = sentences.iter().map(|s| Row { block: s.block, span: s.span, tokens: &s.tokens, nodes: None });
    render(document, rows)
}

struct Row<'a> {
    block: usize,
    span: Span,
    tokens: &'a [Token],
    nodes: Option<&'a [Node]>,
}

fn render<'a>(document: &Document, rows: impl Iterator<Item = Row<'a>>) -> String {
    let mut out = String::new();
    let id = one_line(&document.id);
    let _ = writeln!(out, "# newdoc{}{id}", if id.is_empty() { "" } else { " id = " });
    let mut block = None;
    for (number, row) in rows.enumerate() {
        if block != Some(row.block) {
            block = Some(row.block);
            out.push_str("# newpar\n");
        }
        let _ = writeln!(
            out,
            "# sent_id = {}{}{}\n# text = {}",
            id,
            if id.is_empty() { "" } else { "-" },
            number + 1,
            one_line(row.span.of(&document.text))
        );
        sentence(&mut out, &document.text, &row);
        out.push('\n');
    }
    out
}

fn sentence(out: &mut String, text: &str, row: &Row) {
    let mut fused_end = 0;
    for (i, token) in row.tokens.iter().enumerate() {
        let parts = 1 + row.tokens[i + 1..].iter().take_while(|t| t.continues).count();
        let space = |last: usize| row.tokens.get(last + 1).is_some_and(|t| !t.space_before);
        if i >= fused_end && parts > 1 {
            fused_end = i + parts;
            let span = token.span.cover(row.tokens[fused_end - 1].span);
            let misc = misc(span, space(fused_end - 1));
            let _ = writeln!(out, "{}-{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", i + 1, fused_end, cell(span.of(text)));
        }
        let misc = if i < fused_end { misc(token.span, false) } else { misc(token.span, space(i)) };
        let form = cell(token.form(text));
        match row.nodes.and_then(|n| n.get(i)) {
            Some(n) => {
                let head = n.head.map_or(0, |h| h + 1);
                let feats = if n.feats.is_empty() { "_" } else { &n.feats };
                let _ = writeln!(
                    out,
                    "{}\t{form}\t{}\t{}\t_\t{feats}\t{head}\t{}\t_\t{misc}",
                    i + 1,
                    cell(&n.lemma),
                    n.upos.name(),
                    n.relation
                );
            }
            None => {
                let _ = writeln!(out, "{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}", i + 1);
            }
        }
    }
}

fn misc(span: Span, no_space: bool) -> String {
    format!("{}Bytes={}:{}", if no_space { "SpaceAfter=No|" } else { "" }, span.start, span.end)
}

/// White space within a line is one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A cell of the table holds no tab or line break and is never empty.
fn cell(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if clean.is_empty() { "_".to_owned() } else { clean }
}
