//! From what was typed to a stream of reports: files, folders, glob patterns, standard input.

use crate::arguments::Reading;
use article::{Fault, Given, Item};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Bytes read from standard input at a time.
const BUFFER: usize = 1 << 16;

/// Every report of the inputs, one after another, each with the faults met on the way.
pub fn reports(reading: &Reading) -> impl Iterator<Item = Item> + use<> {
    let given = Given {
        published: reading.published,
        language: reading.lang.clone(),
        format: reading.input_format,
        columns: reading.column.iter().cloned().collect(),
        ..Given::default()
    };
    let mut left = reading.limit.unwrap_or(usize::MAX);
    files(reading.inputs.clone())
        .flat_map(move |file| -> Box<dyn Iterator<Item = Item>> {
            match file {
                Ok(path) => read(&path, &given),
                Err(fault) => Box::new(std::iter::once(Err(fault))),
            }
        })
        .take_while(move |item| {
            let go_on = left > 0;
            left -= usize::from(item.is_ok() && go_on);
            go_on
        })
}

/// The files that the inputs name, in the order typed, folders in the order of their names.
fn files(inputs: Vec<PathBuf>) -> impl Iterator<Item = Result<PathBuf, Fault>> + use<> {
    inputs.into_iter().flat_map(|input| -> Box<dyn Iterator<Item = Result<PathBuf, Fault>>> {
        if input.as_os_str() == "-" || input.is_file() {
            return Box::new(std::iter::once(Ok(input)));
        }
        if input.is_dir() {
            return Box::new(folder(&input));
        }
        // Named pipes and the like: present, neither file nor folder.
        if input.exists() {
            return Box::new(std::iter::once(Ok(input)));
        }
        match matches(&input) {
            Some(found) => Box::new(found.into_iter().flat_map(|p| -> Box<dyn Iterator<Item = Result<PathBuf, Fault>>> {
                if p.is_dir() { Box::new(folder(&p)) } else { Box::new(std::iter::once(Ok(p))) }
            })),
            None => {
                Box::new(std::iter::once(Err(fault(&input, "no such file or folder", "check the path; a pattern must match something"))))
            }
        }
    })
}

/// The paths that a glob pattern matches, if there are any.
fn matches(pattern: &Path) -> Option<Vec<PathBuf>> {
    let found: Vec<PathBuf> = glob::glob(pattern.to_str()?).ok()?.filter_map(Result::ok).collect();
    (!found.is_empty()).then_some(found)
}

/// Every file below a folder, by name; hidden ones are passed over.
fn folder(folder: &Path) -> impl Iterator<Item = Result<PathBuf, Fault>> + use<> {
    let root = folder.to_path_buf();
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.'))
        .filter(|entry| entry.as_ref().map_or(true, |e| e.file_type().is_file()))
        .map(move |entry| match entry {
            Ok(entry) => Ok(entry.into_path()),
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
    Fault { path: path.to_string_lossy().into_owned(), member: None, offset: None, cause: cause.to_lowercase(), remedy: remedy.to_owned() }
}
