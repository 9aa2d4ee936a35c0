//! Where results go: standard output, or a file that appears whole or not at all.

use anyhow::{Context, bail};
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// A place to write to.
pub struct Output {
    writer: Box<dyn Write>,
    /// The file being written and the name it will have.
    file: Option<(PathBuf, PathBuf)>,
}

impl Output {
    /// Standard output, or a new file beside `path`, which takes its name when [`Output::finish`] is called. A device or a pipe is written as it is; a
    /// store is never written over.
    pub fn new(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self { writer: Box::new(BufWriter::new(io::stdout().lock())), file: None });
        };
        if let Ok(there) = std::fs::metadata(path) {
            let named = || format!("{}: cannot be written; check the folder and its rights", path.display());
            if !there.is_file() && !there.is_dir() {
                let device = File::options().write(true).open(path).with_context(named)?;
                return Ok(Self { writer: Box::new(BufWriter::new(device)), file: None });
            }
            if there.is_file() && is_database(path) {
                bail!("{}: is a store, and is not written over; name another file", path.display());
            }
        }
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

/// Whether the file begins as those of `SQLite` do.
fn is_database(path: &Path) -> bool {
    let mut begin = [0; 15];
    File::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok_and(|()| &begin == b"SQLite format 3")
}

/// Refuses an output that is one of the inputs.
pub fn not_an_input(output: Option<&Path>, inputs: &[PathBuf]) -> anyhow::Result<()> {
    let Some(path) = output.filter(|path| path.is_file()) else { return Ok(()) };
    let same = |input: &PathBuf| input.canonicalize().ok().is_some_and(|input| path.canonicalize().ok() == Some(input));
    if inputs.iter().any(same) {
        bail!("{}: is an input, and is not written over; name another file", path.display());
    }
    Ok(())
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
