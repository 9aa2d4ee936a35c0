//! What went wrong with a store, and what to do.

use std::fmt;

/// A store that cannot do what was asked: one line of cause, one of remedy.
#[derive(Debug, thiserror::Error)]
#[error("{cause}; {remedy}")]
pub struct StoreError {
    kind: ErrorKind,
    cause: String,
    remedy: String,
}

/// The kinds of [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The disk, or the quota, is full.
    Full,
    /// The store or its folder may not be written.
    ReadOnly,
    /// Somebody else is writing.
    Busy,
    /// There is no such file, or it cannot be opened.
    Missing,
    /// The keys that its reports are sealed with are missing.
    Keys,
    /// The file is no store of this program.
    NotAStore,
    /// A newer or older program made it.
    Version,
    /// The file is damaged.
    Damaged,
    /// A query ran over its limit.
    Limit,
    /// The question cannot be understood.
    Usage,
    /// Anything else.
    Other,
}

impl StoreError {
    /// An error of this kind.
    pub fn new(kind: ErrorKind, cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, cause: cause.into(), remedy: remedy.into() }
    }

    /// Its kind.
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn damaged(what: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Damaged, format!("the store is damaged: {what}"), "put back a copy; `diurna verify` says what else is wrong")
    }

    pub(crate) fn usage(cause: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, cause, remedy)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let told = one_line(&error.to_string());
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::new(
                ErrorKind::Full,
                "there is no space left on the disk",
                "free some and run the same command again: what was kept is safe, the rest is added then",
            ),
            Some(Code::ReadOnly | Code::PermissionDenied) => Self::new(
                ErrorKind::ReadOnly,
                "the store may not be written",
                "check the rights of the file and of its folder, or copy it to where you may write",
            ),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::new(
                ErrorKind::Busy,
                "another program is writing to the store",
                "wait until it has ended, then run the same command again",
            ),
            Some(Code::CannotOpen) => {
                Self::new(ErrorKind::Missing, "the store cannot be opened", "check the path; `diurna add --store FILE INPUT…` makes one")
            }
            Some(Code::NotADatabase) => Self::new(
                ErrorKind::NotAStore,
                "this is no store of Diurna",
                "name another file; `diurna add --store FILE INPUT…` makes one",
            ),
            Some(Code::DatabaseCorrupt) => Self::damaged(told),
            Some(Code::SystemIoFailure) => Self::new(
                ErrorKind::Other,
                format!("the disk does not read or write as it should ({told})"),
                "check space, quota and rights, then run the same command again: what was kept is safe",
            ),
            Some(Code::OperationInterrupted) => {
                Self::new(ErrorKind::Limit, "the query took longer than its limit", "ask for less, or raise `--timeout`")
            }
            _ => Self::new(ErrorKind::Other, told, "run `diurna verify` to see whether the store is whole"),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::damaged(error)
    }
}

/// Messages of other libraries may hold line breaks and be long.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}
