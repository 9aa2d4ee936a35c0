//! Pairs of quotation marks.

use record::{Document, Span};

/// A passage without a closing mark is cut after this many bytes at the next white space.
const LONGEST_OPEN_PASSAGE: usize = 2_000;

/// The passages in quotation marks, marks included, in order; nested ones count as part of the outer. A mark that is not closed in its
/// paragraph reaches to its end (as in quotations of several paragraphs).
pub fn passages(document: &Document) -> Vec<Span> {
    let mut found = Vec::new();
    for block in document.blocks.iter().filter(|b| b.kind.is_coded()) {
        let text = block.span.of(&document.text);
        let mut open: Option<(usize, char)> = None;
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            let after = text[at + c.len_utf8()..].chars().next().unwrap_or(' ');
            match open {
                None => {
                    if let Some(close) = closing(c, before, after) {
                        open = Some((at, close));
                    }
                }
                Some((start, close)) if c == close && (close != '\u{2019}' || !after.is_alphanumeric()) => {
                    found.push(Span::new(block.span.start + start, block.span.start + at + c.len_utf8()));
                    open = None;
                }
                Some(_) => {}
            }
            before = c;
        }
        // ‘ is also an apostrophe: without its partner it opens nothing.
        if let Some((start, _)) = open.filter(|(_, close)| *close != '\u{2019}') {
            let cut = text[start..].char_indices().map(|(i, _)| i).find(|i| *i > LONGEST_OPEN_PASSAGE).unwrap_or(text.len() - start);
            found.push(Span::new(block.span.start + start, block.span.start + start + cut));
        }
    }
    found
}

/// The mark that closes what `mark` opens, if it opens anything here.
fn closing(mark: char, before: char, after: char) -> Option<char> {
    let opens = !before.is_alphanumeric() && !after.is_whitespace();
    match mark {
        '\u{201c}' | '\u{201e}' => Some('\u{201d}'),
        '«' => Some('»'),
        '"' if opens => Some('"'),
        '\u{2018}' if opens => Some('\u{2019}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Block, BlockKind};

    fn quoted(text: &str) -> Vec<&str> {
        let block = Block { span: Span::new(0, text.len()), kind: BlockKind::Body, language: None, post: None };
        let document = Document { text: text.to_owned(), blocks: vec![block], ..Document::default() };
        passages(&document).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn pairs_nested_and_unbalanced() {
        assert_eq!(quoted("“We stay,” she said. “They said ‘go’ twice.”"), ["“We stay,”", "“They said ‘go’ twice.”"]);
        assert_eq!(quoted("The \"so-called\" plan of the 1990's"), ["\"so-called\""]);
        assert_eq!(quoted("He said: \"We will not"), ["\"We will not"]);
        assert_eq!(quoted("«Nos vamos», dijo"), ["«Nos vamos»"]);
        assert_eq!(quoted("the ministers’ wives’ cars"), [""; 0]);
    }
}
