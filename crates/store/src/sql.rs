//! SQL of the user's own: reading only, with a limit of time and rows.

use crate::{ErrorKind, Store, StoreError};
use rusqlite::types::ValueRef;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Steps of the engine between two looks at the clock of the caller.
const STEPS: i32 = 10_000;
/// Memory that a statement may take, for pages, sorting and cells.
const MAX_HEAP_BYTES: i64 = 300 << 20;
/// The longest statement, in bytes.
const MAX_SQL_BYTES: usize = 64 << 10;

/// A row of an answer: its columns by name, in the order of the statement; a JSON object.
#[derive(Debug)]
pub struct Row(Vec<(String, Value)>);

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Store {
    /// Runs one statement that only reads and hands each row to `each`. `is_over` is asked now and then whether time is up: this room knows no clock.
    /// Stops after `limit` rows; says whether there were more.
    pub fn sql<E: From<StoreError>>(
        &mut self,
        statement: &str,
        limit: u64,
        is_over: impl FnMut() -> bool + Send + 'static,
        mut each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<bool, E> {
        let faulty = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => StoreError::from(error),
            Some(rusqlite::ErrorCode::OutOfMemory) => StoreError::new(
                ErrorKind::Limit,
                "the SQL needs more than 300 MB of memory",
                "ask for fewer rows or columns, or sort less at once",
            ),
            _ => StoreError::new(
                ErrorKind::Usage,
                format!("the SQL does not run: {error}"),
                "the tables: SELECT name, sql FROM plain.sqlite_schema",
            ),
        };
        if statement.len() > MAX_SQL_BYTES {
            return Err(StoreError::usage("the SQL is longer than 64 kB", "make it shorter").into());
        }
        // Sorting may take so much memory and no disk.
        self.db.pragma_update(None, "temp_store", "MEMORY").map_err(StoreError::from)?;
        self.db.pragma_update_and_check(None, "hard_heap_limit", MAX_HEAP_BYTES, |_| Ok(())).map_err(StoreError::from)?;
        self.db.progress_handler(STEPS, Some(is_over)).map_err(StoreError::from)?;
        let mut prepared = self.db.prepare(statement).map_err(faulty)?;
        let first = statement.split_whitespace().next().unwrap_or("").to_ascii_uppercase();
        if !prepared.readonly() || !["SELECT", "WITH", "VALUES", "EXPLAIN"].contains(&first.as_str()) {
            return Err(StoreError::usage("the SQL would not only read", "give one SELECT").into());
        }
        let names = told_apart(prepared.column_names().map(str::to_owned));
        let mut rows = prepared.query([]).map_err(faulty)?;
        let mut given = 0;
        let mut more = false;
        while let Some(row) = rows.next().map_err(faulty)? {
            if given == limit {
                more = true;
                break;
            }
            let mut cells = Vec::with_capacity(names.len());
            for (nth, name) in names.iter().enumerate() {
                let value = match row.get_ref(nth).map_err(faulty)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(n) => n.into(),
                    ValueRef::Real(n) => n.into(),
                    ValueRef::Text(t) => String::from_utf8_lossy(t).into_owned().into(),
                    ValueRef::Blob(b) => format!("{} bytes", b.len()).into(),
                };
                cells.push((name.clone(), value));
            }
            each(Row(cells))?;
            given += 1;
        }
        drop(rows);
        drop(prepared);
        self.db.progress_handler(0, None::<fn() -> bool>).map_err(StoreError::from)?;
        Ok(more)
    }
}

/// Names of columns; one that came before gets a number, as `type_2`.
fn told_apart(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for name in names {
        let numbered = (2..).map(|n: usize| format!("{name}_{n}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|n| !told.contains(n));
        told.extend(free);
    }
    told
}
