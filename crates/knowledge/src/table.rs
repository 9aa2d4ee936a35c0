//! Tab-separated tables: `#` comment lines, one line of column names, then rows.

use crate::KnowledgeError;

/// A table as read: its rows borrow the text.
pub(crate) struct Table<'a> {
    pub(crate) file: &'a str,
    pub(crate) columns: Vec<&'a str>,
    pub(crate) rows: Vec<Row<'a>>,
}

/// A row and the number of its line, from 1.
pub(crate) struct Row<'a> {
    pub(crate) line: usize,
    pub(crate) cells: Vec<&'a str>,
}

impl<'a> Table<'a> {
    /// Reads a table. Every row must have as many cells as there are columns.
    pub(crate) fn read(file: &'a str, text: &'a str) -> Result<Self, KnowledgeError> {
        let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
        let Some((first, header)) = lines.next() else {
            return Err(KnowledgeError::table(file, 0, "", "has no line of column names", "add one, its names separated by tabs"));
        };
        let columns: Vec<&str> = header.split('\t').map(str::trim).collect();
        for (i, column) in columns.iter().enumerate() {
            if column.is_empty() || columns[..i].contains(column) {
                let fault = "is empty or stands twice in the line of column names";
                return Err(KnowledgeError::table(file, first, column, fault, "give every column a name of its own"));
            }
        }
        let mut rows = Vec::new();
        for (line, text) in lines {
            let mut cells = Vec::with_capacity(columns.len());
            cells.extend(text.split('\t').map(str::trim));
            if cells.len() != columns.len() {
                let fault = format!("has {} cells, the line of column names has {}", cells.len(), columns.len());
                return Err(KnowledgeError::table(file, line, "", &fault, "write a tab for every empty cell too, and none inside a cell"));
            }
            rows.push(Row { line, cells });
        }
        Ok(Self { file, columns, rows })
    }

    /// The index of a column that the table must have.
    pub(crate) fn column(&self, name: &str) -> Result<usize, KnowledgeError> {
        self.columns.iter().position(|c| *c == name).ok_or_else(|| {
            let fault = format!("is missing (there are: {})", self.columns.join(", "));
            KnowledgeError::table(self.file, 0, name, &fault, "add it to the line of column names")
        })
    }

    /// A fault in a cell.
    pub(crate) fn fault(&self, row: &Row<'_>, column: usize, fault: &str, remedy: &str) -> KnowledgeError {
        let value = row.cells.get(column).copied().unwrap_or("");
        let name = self.columns.get(column).copied().unwrap_or("");
        KnowledgeError::table(self.file, row.line, name, &format!("`{value}` {fault}"), remedy)
    }

    /// A cell that must not be empty.
    pub(crate) fn needed(&self, row: &Row<'a>, column: usize) -> Result<&'a str, KnowledgeError> {
        match row.cells.get(column) {
            Some(cell) if !cell.is_empty() => Ok(cell),
            _ => Err(self.fault(row, column, "is empty", "fill it or remove the row")),
        }
    }

    /// A cell read as a number; the default of its type where it is empty.
    pub(crate) fn number<T: std::str::FromStr + Default>(&self, row: &Row<'a>, column: usize) -> Result<T, KnowledgeError> {
        match row.cells.get(column) {
            Some(cell) if !cell.is_empty() => cell.parse().map_err(|_| self.fault(row, column, "is not a number", "write digits only")),
            _ => Ok(T::default()),
        }
    }

    /// Two cells read as degrees north and east.
    pub(crate) fn point(&self, row: &Row<'a>, north: usize, east: usize) -> Result<(f64, f64), KnowledgeError> {
        let point: (f64, f64) = (self.number(row, north)?, self.number(row, east)?);
        if point.0.abs() > 90.0 || point.0.is_nan() {
            return Err(self.fault(row, north, "is no latitude", "write degrees north from -90 to 90"));
        }
        if point.1.abs() > 180.0 || point.1.is_nan() {
            return Err(self.fault(row, east, "is no longitude", "write degrees east from -180 to 180"));
        }
        Ok(point)
    }
}

/// The parts of a cell of several values.
pub(crate) fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty())
}
