/// A table or a compiled block that cannot be used: one line that names the place, the cause and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct KnowledgeError(String);

impl KnowledgeError {
    /// A fault in a table (`line` from 1; 0 for the whole file).
    pub(crate) fn table(file: &str, line: usize, column: &str, fault: &str, remedy: &str) -> Self {
        let column = if column.is_empty() { String::new() } else { format!(" column `{column}`:") };
        let line = if line == 0 { String::new() } else { format!("{line}:") };
        Self(format!("{file}:{line}{column} {fault}; {remedy}"))
    }

    /// A fault in a compiled block.
    pub(crate) fn block(fault: &str) -> Self {
        Self(format!("compiled knowledge: {fault}; build the program again from the tables of data/"))
    }
}
