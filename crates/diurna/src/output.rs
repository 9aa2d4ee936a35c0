//! Where results go: standard output, or a file that appears whole or not at all.

use anyhow::Context;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// A place to write to.
pub struct Output {
    writer: Box<dyn Write>,
    /// The file being written and the name it will have.
    file: Option<(PathBuf, PathBuf)>,
}

impl Output {
    /// Standard output, or a new file beside `path`, which takes its name when [`Output::finish`] is called.
    pub fn new(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self { writer: Box::new(BufWriter::new(io::stdout().lock())), file: None });
        };
        let mut name = path.file_name().with_context(|| format!("{}: not the name of a file", path.display()))?.to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let file =
            File::create(&part).with_context(|| format!("{}: cannot be written; check the folder and its rights", part.display()))?;
        Ok(Self { writer: Box::new(BufWriter::new(file)), file: Some((part, path.to_owned())) })
    }

    /// Whether a person reads it as it comes.
    pub fn is_terminal(path: Option<&Path>) -> bool {
        path.is_none() && io::stdout().is_terminal()
    }

    /// Writes what is left; a file takes its name now.
    pub fn finish(mut self) -> anyhow::Result<()> {
        self.writer.flush()?;
        if let Some((part, path)) = self.file.take() {
            std::fs::rename(&part, &path).with_context(|| format!("{}: cannot take its name", path.display()))?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for Output {
    /// What was not finished leaves nothing behind.
    fn drop(&mut self) {
        if let Some((part, _)) = &self.file {
            let _ = std::fs::remove_file(part);
        }
    }
}
