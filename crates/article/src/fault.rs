use crate::source::Inside;
use record::note::plain;

/// An input that could not be read: file, place in it, what happened, what to do.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[error("{}{}{}: {}; {remedy}", plain(path), member.as_ref().map(|m| format!(" ({})", plain(m))).unwrap_or_default(), offset.map(|o| format!(" at byte {o}")).unwrap_or_default(), plain(cause))]
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
    /// Whether it only lay beside reports, in a folder or an archive, and holds none: a picture, a sound, a style sheet.
    pub passed: bool,
}

impl Fault {
    pub(crate) fn new(inside: &Inside, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            path: inside.given.path.clone(),
            member: inside.member.clone(),
            offset: None,
            cause: one_line(&cause.into()),
            remedy: remedy.into(),
            passed: false,
        }
    }

    pub(crate) fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// A stream that broke: the unpackers tell their own remedies through [`Broken`].
    pub(crate) fn from_io(inside: &Inside, error: &std::io::Error, offset: u64) -> Self {
        let broken = error.get_ref().and_then(|inner| inner.downcast_ref::<Broken>());
        match broken {
            Some(broken) => Self::new(inside, broken.cause.clone(), broken.remedy),
            None => Self::new(inside, error.to_string(), "check that the file is whole and readable"),
        }
        .at(offset)
    }
}

/// Why a stream broke, carried through `std::io::Error`.
#[derive(Debug, thiserror::Error, Clone)]
#[error("{cause}")]
pub struct Broken {
    pub cause: String,
    pub remedy: &'static str,
}

impl Broken {
    pub fn io(cause: impl Into<String>, remedy: &'static str) -> std::io::Error {
        std::io::Error::new(std::io::ErrorKind::InvalidData, Self { cause: cause.into(), remedy })
    }
}

/// Messages of other libraries may hold line breaks and be long.
fn one_line(cause: &str) -> String {
    let line: String = cause.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
