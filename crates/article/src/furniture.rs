//! Which of these paragraphs are not the report?
//!
//! Newsletter boxes, share bars, related headlines, credits and consent forms, told by tables of phrases and by a few shapes. Precision comes
//! first: a rule holds only for paragraphs short enough to be nothing else, and each row carries a paragraph that it must leave alone.

use crate::paragraph::ends_sentence;
use record::{Block, BlockKind};
use std::sync::LazyLock;

/// The tables of all languages: a report may carry the boilerplate of another.
const TABLES: [&str; 4] = [
    include_str!("../data/furniture/en.tsv"),
    include_str!("../data/furniture/es.tsv"),
    include_str!("../data/furniture/de.tsv"),
    include_str!("../data/furniture/fr.tsv"),
];

/// No rule looks at longer paragraphs.
const MAX_WORDS: usize = 80;

/// The longest headline in a list of related ones, in words.
const MAX_LISTED_WORDS: usize = 18;

/// Marks the furniture among the blocks. Only body blocks and headlines can become furniture; the headline over the report cannot.
pub fn mark(text: &str, blocks: &mut [Block]) {
    let first = blocks.iter().find(|block| !matches!(block.kind, BlockKind::Header | BlockKind::Dateline)).map(|block| block.span);
    let mut marks: Vec<Option<Mark>> = Vec::with_capacity(blocks.len());
    for block in blocks.iter() {
        let open = matches!(block.kind, BlockKind::Body | BlockKind::Quotation | BlockKind::Caption)
            || (block.kind == BlockKind::Headline && first != Some(block.span));
        marks.push(if open { judge(block.span.of(text)) } else { None });
    }
    let mut mail = Mail::None;
    for (block, mark) in
        blocks.iter().zip(&mut marks).filter(|(block, _)| block.kind == BlockKind::Body || block.kind == BlockKind::Headline)
    {
        mail = mail.next(block.span.of(text));
        *mark = mark.or((mail != Mail::None).then_some(Mark::Furniture));
    }
    note(text, blocks, &mut marks);
    let listed = listed(text, blocks, &marks);
    for ((block, mark), listed) in blocks.iter_mut().zip(&marks).zip(listed) {
        if mark.is_some() || listed {
            block.kind = BlockKind::Furniture;
        }
    }
}

/// The longest note over a mail that is passed on.
pub const MAX_NOTE_BYTES: usize = 400;

/// A note over a mail that is passed on is none of its words.
fn note(text: &str, blocks: &[Block], marks: &mut [Option<Mark>]) {
    let Some(at) = blocks.iter().position(|block| is_forward_mark(block.span.of(text).lines().next().unwrap_or(""))) else { return };
    let above =
        || (0..at).filter(|index| blocks[*index].kind == BlockKind::Body || *index > 0 && blocks[*index].kind == BlockKind::Headline);
    if above().map(|index| blocks[index].span.len()).sum::<usize>() <= MAX_NOTE_BYTES {
        above().for_each(|index| marks[index] = Some(Mark::Furniture));
    }
}

/// Whether a short run of words is the heading of a list of other reports.
pub fn heads_a_list(words: &str) -> bool {
    judge(words) == Some(Mark::List)
}

/// What a mail program wrote between the words of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mail {
    None,
    /// The mark of a mail that is passed on, or its headers.
    Headers,
    /// A signature, which goes on to the end.
    Signature,
}

impl Mail {
    /// What the paragraph is, after one that is `self`.
    fn next(self, words: &str) -> Self {
        let mut lines = words.lines();
        let first = lines.next().unwrap_or("");
        let header = |line: &str| line.split_once(':').is_some_and(|(name, _)| is_header(name));
        if self == Self::Signature || matches!(first, "--" | "-- ") {
            Self::Signature
        } else if is_forward_mark(first)
            || is_answer_mark(words)
            || header(first) && (self == Self::Headers || words.lines().filter(|line| header(line)).count() > 1)
        {
            Self::Headers
        } else {
            Self::None
        }
    }
}

/// The headers that mail programs write over a mail that is passed on.
const HEADERS: [&str; 15] =
    ["from", "to", "cc", "date", "sent", "subject", "reply-to", "de", "para", "fecha", "asunto", "enviado", "enviado el", "von", "betreff"];

/// Whether a name is that of a header that mail programs write.
pub fn is_header(name: &str) -> bool {
    HEADERS.contains(&name.trim_matches([' ', '*']).to_lowercase().as_str())
}

/// The line that mail programs write over the mail that is answered (`On Tue, Mar 25, 2031 at 8:00 AM Ana Ruiz <ana@news.example> wrote:`).
fn is_answer_mark(words: &str) -> bool {
    let opens = ["On ", "El ", "Am ", "Le "].iter().any(|opening| words.starts_with(opening));
    let closes = ["wrote:", "escribió:", "schrieb:", "écrit :"].iter().any(|end| words.ends_with(end));
    opens && closes && words.contains('@') && words.len() <= MAX_NOTE_BYTES
}

/// The line that mail programs write over a mail that is passed on; of markup its headers may follow on it.
pub fn is_forward_mark(line: &str) -> bool {
    let words = line.trim_matches(|mark: char| !mark.is_alphanumeric()).to_lowercase();
    let words = words.split_once("---").map_or(words.as_str(), |(mark, _)| mark.trim_end());
    ["forwarded message", "original message", "begin forwarded message", "mensaje reenviado", "mensaje original"].contains(&words)
}

/// What a paragraph by itself shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Furniture,
    /// The heading of a list of headlines.
    List,
}

/// Headlines after the heading of a list: at least two, or the last of the report.
fn listed(text: &str, blocks: &[Block], marks: &[Option<Mark>]) -> Vec<bool> {
    let mut listed = vec![false; blocks.len()];
    let is_entry = |index: usize| {
        let block = blocks.get(index)?;
        let words = block.span.of(text);
        let short = block.kind == BlockKind::Body && !ends_sentence(words) && words.split_whitespace().count() <= MAX_LISTED_WORDS;
        Some(short && marks.get(index).copied().flatten().is_none())
    };
    for (index, _) in marks.iter().enumerate().filter(|(_, mark)| **mark == Some(Mark::List)) {
        let entries = (index + 1..blocks.len()).take_while(|next| is_entry(*next) == Some(true)).count();
        let last = index + 1 + entries == blocks.len();
        if entries >= 2 || (last && entries > 0) {
            listed.iter_mut().skip(index + 1).take(entries).for_each(|entry| *entry = true);
        }
    }
    listed
}

fn judge(paragraph: &str) -> Option<Mark> {
    let tokens = tokens(paragraph, MAX_WORDS)?;
    let words = tokens.iter().filter(|token| is_word(token)).count();
    // What a mail answers, as mail programs mark it.
    let quoted = paragraph.lines().all(|line| line.starts_with('>'));
    if words == 0
        || quoted
        || is_menu(paragraph)
        || is_captioned(paragraph)
        || is_address(paragraph)
        || is_share_bar(paragraph)
        || is_initials(paragraph)
    {
        return Some(Mark::Furniture);
    }
    RULES.iter().find(|rule| words <= rule.words && rule.holds(&tokens)).map(Rule::mark)
}

/// The words under a picture that end with whose picture it is (`Los mineros, ayer en el puente. Foto: APG` may be a paragraph of the report, and stays; without the
/// stop it is none).
fn is_captioned(paragraph: &str) -> bool {
    let credits = ["Foto: ", "Fotos: ", "Fotografía: ", "Photo: ", "Photograph: ", "FOTO: ", "PHOTO: "];
    let Some((words, name)) = credits.iter().find_map(|mark| paragraph.rsplit_once(*mark)) else { return false };
    name.chars().next().is_some_and(char::is_uppercase)
        && words.len() < MAX_CAPTION_BYTES
        && !words.contains(". ")
        && !ends_sentence(words.trim_end())
        && !paragraph.contains('\n')
        && (1..=4).contains(&name.split_whitespace().count())
}

/// The longest words under a picture.
const MAX_CAPTION_BYTES: usize = 400;

/// Short names with bars between them, and no sentence: the links at the foot of a page.
fn is_menu(paragraph: &str) -> bool {
    let parts: Vec<&str> = paragraph.split('|').collect();
    parts.len() > 2
        && !ends_sentence(paragraph)
        && parts.iter().all(|part| (1..=3).contains(&part.split_whitespace().count()) && !part.contains(|c: char| c.is_numeric()))
}

/// A row of the tables.
#[derive(Debug)]
struct Rule {
    phrase: Vec<String>,
    place: Place,
    words: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    Start,
    /// The start of a link to another report: a headline, no sentence.
    Link,
    End,
    Any,
    List,
    Only,
}

static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| TABLES.iter().flat_map(|table| rows(table)).filter_map(|row| Rule::read(&row)).collect());

/// The rows of a table, as cells.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

impl Rule {
    fn read(row: &[&str]) -> Option<Self> {
        let [phrase, place, words, ..] = row else { return None };
        let place = match *place {
            "whole" => Place::Whole,
            "start" => Place::Start,
            "link" => Place::Link,
            "end" => Place::End,
            "any" => Place::Any,
            "list" => Place::List,
            "only" => Place::Only,
            _ => return None,
        };
        let mut phrase: Vec<String> = tokens(phrase, usize::MAX)?;
        if place == Place::Only {
            phrase.sort();
        }
        Some(Self { phrase, place, words: words.parse().ok()? })
    }

    const fn mark(&self) -> Mark {
        if matches!(self.place, Place::List) { Mark::List } else { Mark::Furniture }
    }

    fn holds(&self, tokens: &[String]) -> bool {
        let bare = if self.phrase.first().is_some_and(|first| is_word(first)) { without_marks_before(tokens) } else { tokens };
        match self.place {
            Place::Whole | Place::List => self.ends(bare).any(|end| bare.iter().skip(end).all(|token| !is_word(token) || is_number(token))),
            Place::Start => self.ends(bare).next().is_some(),
            Place::Link => self.ends(bare).next().is_some() && tokens.last().is_none_or(|last| last != "."),
            Place::Any => (0..bare.len()).any(|from| self.ends(bare.get(from..).unwrap_or_default()).next().is_some()),
            Place::End => (0..bare.len()).any(|from| {
                let rest = bare.get(from..).unwrap_or_default();
                self.ends(rest).any(|end| rest.iter().skip(end).all(|token| !is_word(token)))
            }),
            Place::Only => {
                let known = |token: &String| !is_word(token) || is_number(token) || self.phrase.binary_search(token).is_ok();
                tokens.iter().filter(|token| is_word(token)).count() > 1 && tokens.iter().all(known)
            }
        }
    }

    /// Where the phrase may end if it begins at the first token; `*` stands for up to the whole rest.
    fn ends<'a>(&'a self, tokens: &'a [String]) -> impl Iterator<Item = usize> + 'a {
        let (head, tail) = match self.phrase.iter().position(|part| part == "*") {
            None => (self.phrase.as_slice(), None),
            Some(star) => (self.phrase.get(..star).unwrap_or_default(), self.phrase.get(star + 1..)),
        };
        let begins = tokens.starts_with(head);
        let starts = match tail {
            None => head.len()..=head.len(),
            Some(_) => head.len()..=tokens.len(),
        };
        let tail = tail.unwrap_or_default();
        starts.filter(move |from| begins && tokens.get(*from..).is_some_and(|rest| rest.starts_with(tail))).map(|from| from + tail.len())
    }
}

/// Lower-case words and single marks; none if there are more than `most` words. Apostrophes are of one shape.
fn tokens(text: &str, most: usize) -> Option<Vec<String>> {
    let mut tokens: Vec<String> = Vec::new();
    let mut words = 0usize;
    let mut open = false;
    for mark in text.chars() {
        let mark = if mark == '’' { '\'' } else { mark };
        if mark.is_alphanumeric() || (open && mark == '\'') {
            if !open {
                words += 1;
                if words > most || tokens.len() > 8 * MAX_WORDS {
                    return None;
                }
                tokens.push(String::new());
            }
            if let Some(word) = tokens.last_mut() {
                word.extend(mark.to_lowercase());
            }
            open = true;
        } else {
            open = false;
            if !mark.is_whitespace() && tokens.len() <= 8 * MAX_WORDS {
                tokens.push(mark.to_string());
            }
        }
    }
    Some(tokens)
}

fn is_word(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_alphanumeric)
}

fn is_number(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_marks_before(tokens: &[String]) -> &[String] {
    let start = tokens.iter().position(|token| is_word(token)).unwrap_or(tokens.len());
    tokens.get(start..).unwrap_or_default()
}

/// The names of a share bar that lost the spaces between them: `FacebookTwitterWhatsApp`.
fn is_share_bar(paragraph: &str) -> bool {
    let lower = paragraph.to_lowercase();
    let (mut rest, mut count) = (lower.as_str(), 0);
    while let Some(after) = SHARED_ON.iter().find_map(|name| rest.strip_prefix(name)) {
        (rest, count) = (after, count + 1);
    }
    rest.is_empty() && count > 1
}

/// Where pages offer to be shared, as the buttons call it.
const SHARED_ON: [&str; 18] = [
    "facebook",
    "twitter",
    "whatsapp",
    "telegram",
    "linkedin",
    "reddit",
    "pinterest",
    "flipboard",
    "messenger",
    "instagram",
    "threads",
    "bluesky",
    "email",
    "e-mail",
    "correo",
    "print",
    "imprimir",
    "tumblr",
];

/// A paragraph that is nothing but addresses of pages or mailboxes.
fn is_address(paragraph: &str) -> bool {
    paragraph.split_whitespace().all(|word| {
        let word = word.trim_matches(|mark: char| matches!(mark, '(' | ')' | '<' | '>' | '[' | ']'));
        let mailbox = word.split_once('@').is_some_and(|(name, site)| !name.is_empty() && !site.contains('@') && site.contains('.'));
        mailbox || ["http://", "https://", "www.", "pic.twitter.com/"].iter().any(|start| word.starts_with(start))
    })
}

/// Initials of editors and the agencies they drew on: `ab/cd (Reuters, AP)`, `jc (efe, afp)`, `AB/cd`.
fn is_initials(paragraph: &str) -> bool {
    let (initials, agencies) = match paragraph.split_once('(') {
        Some((before, after)) => (before.trim(), after.trim_end().strip_suffix(')')),
        None => (paragraph.trim(), None),
    };
    let slash = initials.contains('/');
    let short = |part: &str| (1..=3).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic);
    let parts_ok = !initials.is_empty()
        && initials.split(['/', ',', ' ']).filter(|part| !part.is_empty()).all(short)
        && initials.chars().count() <= 12;
    let agency = |name: &str| AGENCIES.contains(&name.trim().trim_matches('.').to_lowercase().as_str());
    match agencies {
        Some(list) => parts_ok && list.split([',', ';', '/']).all(agency),
        None => parts_ok && slash && initials.split('/').all(|part| (2..=3).contains(&part.chars().count())) && !initials.contains(' '),
    }
}

/// News agencies as they sign.
const AGENCIES: [&str; 26] = [
    "afp",
    "ap",
    "reuters",
    "rtr",
    "rtrs",
    "efe",
    "dpa",
    "kna",
    "epd",
    "ansa",
    "apa",
    "ips",
    "upi",
    "pa",
    "tass",
    "xinhua",
    "europa press",
    "ep",
    "notimex",
    "telam",
    "télam",
    "bloomberg",
    "dw",
    "lusa",
    "ani",
    "pti",
];

#[cfg(test)]
mod tests {
    use super::*;
    use record::Span;

    #[test]
    fn every_row_marks_its_yes_and_leaves_its_no() {
        let mut wrong: Vec<String> = Vec::new();
        for row in TABLES.iter().flat_map(|table| rows(table)) {
            let [phrase, _, _, yes, no] = row.as_slice() else { panic!("five cells: {row:?}") };
            let rule = Rule::read(&row).unwrap_or_else(|| panic!("{phrase}"));
            let holds = |text: &str| {
                let tokens = tokens(text, MAX_WORDS).unwrap();
                tokens.iter().filter(|token| is_word(token)).count() <= rule.words && rule.holds(&tokens)
            };
            if !holds(yes) {
                wrong.push(format!("{phrase}: must mark {yes}"));
            }
            if judge(no).is_some() {
                wrong.push(format!("{phrase}: must leave {no}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn shapes() {
        for furniture in [
            "jc (efe, afp)",
            "ab/cd (Reuters, AP)",
            "* * *",
            "https://example.org/a https://example.org/b",
            "AB/cd",
            "FacebookTwitterWhatsApp",
            "desk@harbour.example",
        ] {
            assert!(judge(furniture).is_some(), "{furniture}");
        }
        for body in ["Yes.", "Facebook", "@ana_ruiz", "No (laughs)", "EU", "The unit (AFP) left."] {
            assert_eq!(judge(body), None, "{body}");
        }
    }

    #[test]
    fn a_list_of_related_headlines() {
        let text = "The road is open again, police said.\n\nRelated stories\n\nDockers strike in three ports\n\nCourt frees two editors\n\nThe mayor thanked the guards.";
        let block = |span| Block { span, kind: BlockKind::Body, language: None, post: None };
        let mut blocks: Vec<Block> = crate::paragraph::split(text).into_iter().map(block).collect();
        mark(text, &mut blocks);
        let kept: Vec<&str> = blocks.iter().filter(|b| b.kind == BlockKind::Body).map(|b: &Block| Span::of(b.span, text)).collect();
        assert_eq!(kept, ["The road is open again, police said.", "The mayor thanked the guards."]);
    }
}
