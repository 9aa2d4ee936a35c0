use crate::{Notice, Span};
use jiff::civil::Date;

/// One report as read: its canonical text, what is known of it, and its paragraphs.
///
/// The canonical text of a text file is the whole decoded text; a title given apart is put before the text with a blank line, unless the
/// text already begins with it; of a page it is what was read from it. Nothing is ever changed in it afterwards.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Given, or made from the source and the text (stable).
    pub id: String,
    /// Where it was read from.
    pub source: Source,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// When it was last changed, if the page says so.
    pub modified: Option<Date>,
    /// ISO 639-1 code of the main language (`en`, `es`).
    pub language: Option<String>,
    /// The canonical text.
    pub text: String,
    /// Its paragraphs in order; they do not overlap, and only white space lies between them.
    pub blocks: Vec<Block>,
    /// What the reader noticed.
    pub notices: Vec<Notice>,
}

/// The file, and the member in it (a line, a row, an entry), that a report was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The path as given, `-` for standard input.
    pub file: String,
    /// For example `line 3`.
    pub member: Option<String>,
    /// As what it was read (`html`, `csv`, …), where it was read from bytes.
    pub format: Option<&'static str>,
}

/// The day of publication and how it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The day, in the publisher's own zone.
    pub date: Date,
    /// `flag`, `field`, `header`, `json-ld`, `meta`, `time`, `url`, `dateline`, …
    pub basis: &'static str,
    /// The words of the canonical text that say it, if it was read there.
    pub words: Option<Span>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its bytes, without the white space around it.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
    /// ISO 639-1 code, where it can be told.
    pub language: Option<String>,
    /// Of a post: who posted it and when.
    pub post: Option<PostInfo>,
}

/// Who posted an embedded post, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostInfo {
    /// The handle or name, as written in the block.
    pub author: Option<Span>,
    /// The day.
    pub date: Option<(Date, Span)>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A paragraph of the report.
    Body,
    /// A headline or a heading inside the report.
    Headline,
    /// A line that gives place and day before the report.
    Dateline,
    /// A first line that gives the publication day to the program.
    Header,
    /// A quotation set apart.
    Quotation,
    /// An embedded post of a social network.
    Post,
    /// The words under a picture.
    Caption,
    /// Newsletter boxes, share bars, credits: kept, never coded.
    Furniture,
}

impl Document {
    /// Whether the block is a dateline: it names where the report is from, and nothing else that a record takes.
    pub fn is_dateline(&self, block: usize) -> bool {
        self.blocks.get(block).is_some_and(|b| b.kind == BlockKind::Dateline)
    }
}

impl BlockKind {
    /// Its name in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Headline => "headline",
            Self::Dateline => "dateline",
            Self::Header => "header",
            Self::Quotation => "quotation",
            Self::Post => "post",
            Self::Caption => "caption",
            Self::Furniture => "furniture",
        }
    }

    /// Whether its words are read at all. Of a dateline only the places are kept.
    pub const fn is_parsed(self) -> bool {
        self.is_coded() || matches!(self, Self::Dateline)
    }

    /// Whether events are coded in it.
    pub const fn is_coded(self) -> bool {
        !matches!(self, Self::Dateline | Self::Header | Self::Furniture)
    }
}
