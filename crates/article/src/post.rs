//! Which paragraphs of a plain text are embedded posts?
//!
//! The embed of a social network leaves its words and a signature: `— Name (@handle) January 30, 2031`, on a line of its own or after the words.

use record::{Block, BlockKind, PostInfo, Span};

/// The longest signature, in characters.
const MAX_SIGNATURE: usize = 120;

/// The longest post, in characters; a longer paragraph before a signature is the report's own.
const MAX_POST: usize = 600;

/// Marks posts; a signature on its own line takes the paragraph before it along.
pub fn mark(text: &str, blocks: &mut Vec<Block>, language: Option<&str>) {
    let mut index = 0;
    while let Some(block) = blocks.get(index) {
        let signature = if block.kind == BlockKind::Body { signature(block.span.of(text)) } else { None };
        let Some((start, handle)) = signature else {
            index += 1;
            continue;
        };
        let span = block.span;
        let at = |part: Span| Span::new(span.start + part.start, span.start + part.end);
        let tail = Span::new(span.start + handle.end, span.end);
        let date = calendar::full_date(tail.of(text), language)
            .map(|(date, part)| (date, Span::new(tail.start + part.start, tail.start + part.end)));
        let info = PostInfo { author: Some(at(handle)), date };
        let alone = start == 0;
        let before = index.checked_sub(1).and_then(|before| blocks.get(before));
        let takes =
            alone && before.is_some_and(|before| before.kind == BlockKind::Body && before.span.of(text).chars().count() <= MAX_POST);
        let from = if takes { index - 1 } else { index };
        let begin = blocks.get(from).map_or(span, |first| first.span);
        let post = Block { span: begin.cover(span), kind: BlockKind::Post, language: None, post: Some(info) };
        blocks.splice(from..=index, [post]);
        index = from + 1;
    }
}

/// Where the signature begins in a paragraph that ends with one, and the handle in it.
fn signature(words: &str) -> Option<(usize, Span)> {
    let open = words.rfind("(@")?;
    let close = open + words.get(open..)?.find(')')?;
    let handle = Span::new(open + 1, close);
    let name = handle.of(words).get(1..)?;
    if name.is_empty() || name.len() > 50 || !name.chars().all(|mark| mark.is_alphanumeric() || matches!(mark, '_' | '.')) {
        return None;
    }
    let before = words.get(..open)?;
    let dash = before.rfind(['—', '–']).or_else(|| before.rfind("--")).or_else(|| before.starts_with('-').then_some(0))?;
    let tail = words.get(close + 1..)?.trim();
    let short = words.get(dash..)?.chars().count() <= MAX_SIGNATURE;
    let dated =
        tail.is_empty() || (tail.chars().any(|mark| mark.is_ascii_digit()) && tail.chars().count() <= 40 && !tail.ends_with(['.', '!']));
    (short && dated && words.chars().count() <= MAX_POST + MAX_SIGNATURE).then_some((dash, handle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures() {
        let words = "Hoy hablamos de los presos. — Ana Ruiz (@ana_ruiz) January 30, 2031";
        let (start, handle) = signature(words).unwrap();
        assert!(words[start..].starts_with('—'));
        assert_eq!(handle.of(words), "@ana_ruiz");
        assert_eq!(signature("— Ana Ruiz (@ana_ruiz) 30 de enero de 2031").map(|found| found.0), Some(0));
        assert_eq!(signature("Ana Ruiz (@ana_ruiz) — who denied it — left on Monday."), None);
    }
}
