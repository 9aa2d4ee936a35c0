//! From what was typed to a stream of reports: files, folders, glob patterns, standard input.

use crate::arguments::Reading;
use article::{Fault, Given, Item};
use std::fs::File;
use std::io::BufReader;
use std::path::{Component, Path, PathBuf};

/// Bytes read from standard input at a time.
const BUFFER: usize = 1 << 16;

/// Every report of the inputs, one after another, each with the faults met on the way.
pub fn reports(reading: &Reading) -> impl Iterator<Item = Item> + use<> {
    reports_beside(reading, None)
}

/// The same; a file found in a folder that is `own` (a store), or one of those that lie beside it, is no input.
pub fn reports_beside(reading: &Reading, own: Option<&Path>) -> impl Iterator<Item = Item> + use<> {
    let own = own.and_then(|own| own.canonicalize().ok());
    let is_own = move |path: &Path| {
        let (Some(own), Ok(path)) = (&own, path.canonicalize()) else { return false };
        let rest = path.as_os_str().as_encoded_bytes().strip_prefix(own.as_os_str().as_encoded_bytes());
        rest.is_some_and(|rest| {
            let rest = [&b".keys"[..], b".index"].iter().find_map(|end| rest.strip_prefix(*end)).unwrap_or(rest);
            [&b""[..], b"-wal", b"-shm", b"-journal"].contains(&rest)
        })
    };
    let given = Given {
        published: reading.published,
        language: reading.lang.clone(),
        format: reading.input_format,
        columns: reading.column.iter().cloned().collect(),
        ..Given::default()
    };
    let mut left = reading.limit.unwrap_or(usize::MAX);
    files(reading.inputs.clone())
        .filter(move |file| !file.as_ref().is_ok_and(|(path, found)| *found && is_own(path)))
        .flat_map(move |file| -> Box<dyn Iterator<Item = Item>> {
            match file {
                Ok((path, found)) => read(&path, &Given { found, ..given.clone() }),
                Err(fault) => Box::new(std::iter::once(Err(fault))),
            }
        })
        .take_while(move |item| {
            let go_on = left > 0;
            left -= usize::from(item.is_ok() && go_on);
            go_on
        })
}

/// A file, and whether it was found in a folder or by a pattern; typed by its name, it is meant.
type Named = Result<(PathBuf, bool), Fault>;

/// The files that the inputs name, in the order typed, folders in the order of their names.
fn files(inputs: Vec<PathBuf>) -> impl Iterator<Item = Named> + use<> {
    inputs.into_iter().flat_map(|input| -> Box<dyn Iterator<Item = Named>> {
        if input.as_os_str() == "-" || input.is_file() {
            return Box::new(std::iter::once(Ok((input, false))));
        }
        if input.is_dir() {
            return Box::new(folder(&input));
        }
        // Named pipes and the like: present, neither file nor folder.
        if input.exists() {
            return Box::new(std::iter::once(Ok((input, false))));
        }
        match matches(&input) {
            Some(found) => Box::new(found.into_iter().flat_map(|p| -> Box<dyn Iterator<Item = Named>> {
                if p.is_dir() { Box::new(folder(&p)) } else { Box::new(std::iter::once(Ok((p, true)))) }
            })),
            None => {
                Box::new(std::iter::once(Err(fault(&input, "no such file or folder", "check the path; a pattern must match something"))))
            }
        }
    })
}

/// The paths that a pattern matches, if there are any, by name. A folder that matches is one path; links are followed, but never round in a circle.
fn matches(pattern: &Path) -> Option<Vec<PathBuf>> {
    let wanted = glob::Pattern::new(pattern.to_str()?).ok()?;
    let options = glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };
    let is_plain = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
    let base: PathBuf = pattern.components().take_while(is_plain).collect();
    let parts = pattern.components().count() - base.components().count();
    let deep = if pattern.components().any(|part| part.as_os_str() == "**") { usize::MAX } else { parts };
    let start = if base.as_os_str().is_empty() { Path::new(".") } else { &base };
    let mut walk = walkdir::WalkDir::new(start).follow_links(true).min_depth(1).max_depth(deep).sort_by_file_name().into_iter();
    let mut found = Vec::new();
    while let Some(entry) = walk.next() {
        let Ok(entry) = entry else { continue };
        let path = if base.as_os_str().is_empty() { entry.path().strip_prefix(".").unwrap_or(entry.path()) } else { entry.path() };
        if wanted.matches_path_with(path, options) {
            if entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
            found.push(path.to_owned());
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Every file below a folder, by name; hidden ones are passed over.
fn folder(folder: &Path) -> impl Iterator<Item = Named> + use<> {
    let root = folder.to_path_buf();
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.'))
        .filter(|entry| entry.as_ref().map_or(true, |e| e.file_type().is_file()))
        .map(move |entry| match entry {
            Ok(entry) => Ok((entry.into_path(), true)),
            Err(error) => Err(fault(error.path().unwrap_or(&root), &error.to_string(), "check that the folder may be read")),
        })
}

/// The reports of one file.
fn read(path: &Path, given: &Given) -> Box<dyn Iterator<Item = Item>> {
    let given = Given { path: path.to_string_lossy().into_owned(), ..given.clone() };
    if path.as_os_str() == "-" {
        return article::read(Box::new(BufReader::with_capacity(BUFFER, std::io::stdin())), &given);
    }
    match File::open(path) {
        Ok(file) => article::read_file(file, &given),
        Err(error) => Box::new(std::iter::once(Err(fault(path, &error.to_string(), "check that the file may be read")))),
    }
}

fn fault(path: &Path, cause: &str, remedy: &str) -> Fault {
    Fault {
        path: path.to_string_lossy().into_owned(),
        passed: false,
        member: None,
        offset: None,
        cause: cause.to_lowercase(),
        remedy: remedy.to_owned(),
    }
}
