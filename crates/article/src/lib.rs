//! Which reports do these bytes hold?
use record::Document;

/// What the caller knows of the bytes.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// The path as given, `-` for standard input.
    pub path: String,
    /// A publication day given by flag.
    pub published: Option<record::Date>,
    /// A language given by flag.
    pub language: Option<String>,
}

/// One report, or why it could not be read. A file may hold many of either.
pub type Item = Result<Document, Fault>;

/// An input that could not be read: file, place in it, what happened, what to do.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[error("{path}{}: {cause}; {remedy}", member.as_ref().map(|m| format!(" ({m})")).unwrap_or_default())]
pub struct Fault {
    /// The file.
    pub path: String,
    /// The line, row or entry in it.
    pub member: Option<String>,
    /// Byte offset in the file, if known.
    pub offset: Option<u64>,
    /// What happened, lower-case, one line.
    pub cause: String,
    /// What to do, one line.
    pub remedy: String,
}

/// Reads the reports out of a stream of bytes, one after another, whatever its format (sniffed, not guessed from names), without holding more than one in memory.
pub fn read<'a>(bytes: Box<dyn std::io::BufRead + 'a>, given: &Given) -> Box<dyn Iterator<Item = Item> + 'a> {
    let _ = (bytes, given);
    todo!()
}
