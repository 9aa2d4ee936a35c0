//! Opening: for writing, for reading, on a disk that may not be written.

use crate::{ErrorKind, Store, StoreError, filter, schema};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

/// How long a writer waits for another before it says so.
pub const WAIT: Duration = Duration::from_secs(30);
/// Memory for pages, in KiB.
const CACHE_KIB: i64 = 64 << 10;
/// The largest cell that a question may make.
const MAX_CELL_BYTES: i32 = 64 << 20;
/// Pages in the write-ahead log after which it is brought home.
const CHECKPOINT_PAGES: i64 = 4000;

impl Store {
    /// Opens a store for writing, and makes it where there is none.
    ///
    /// ```
    /// let folder = std::env::temp_dir().join(format!("store-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// let store = store::Store::create(&folder.join("acta.db")).unwrap();
    /// assert_eq!(store.counts().unwrap().documents, 0);
    /// # drop(store);
    /// # std::fs::remove_dir_all(&folder).unwrap();
    /// ```
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Self::writer(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens a store that is there, for writing.
    pub fn write(path: &Path) -> Result<Self, StoreError> {
        Self::writer(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// Opens a store that is there, for reading; nothing in it can be changed through it. One of an earlier schema is migrated first.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let store = match Self::reader(path) {
            Err(e) if matches!(e.kind(), ErrorKind::Missing | ErrorKind::ReadOnly | ErrorKind::Other) => {
                Self::immutable(path).map_err(|_| e)
            }
            other => other,
        }?;
        match schema::version(&store.db)? {
            schema::VERSION => Ok(store),
            0 => Err(StoreError::new(ErrorKind::NotAStore, "the file is empty", "`diurna add --store FILE INPUT…` fills one")),
            _ => {
                drop(store);
                drop(Self::write(path)?);
                Self::reader(path)
            }
        }
    }

    /// Lets the file grow to so many pages of 4 KiB and no further, as a quota would.
    pub fn limit_pages(&mut self, pages: u32) -> Result<(), StoreError> {
        // The pragma answers with the limit.
        self.db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        Ok(())
    }

    fn writer(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let mut db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        db.busy_timeout(WAIT)?;
        // Before anything is changed: is it ours?
        schema::version(&db)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "foreign_keys", "ON")?;
        db.pragma_update(None, "secure_delete", "ON")?;
        db.pragma_update(None, "cache_size", -CACHE_KIB)?;
        db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        if db.is_readonly("main")? {
            return Err(StoreError::new(
                ErrorKind::ReadOnly,
                "the store may not be written",
                "check the rights of the file and of its folder, or copy it to where you may write",
            ));
        }
        if schema::version(&db)? < schema::VERSION {
            schema::migrate(&mut db)?;
        }
        db.set_prepared_statement_cache_capacity(64);
        filter::functions(&db)?;
        Ok(Self { db })
    }

    /// Read and write flags let the last reader clear the log away; `query_only` keeps it from writing anything else.
    fn reader(path: &Path) -> Result<Self, StoreError> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        Self::for_reading(db)
    }

    /// On a disk that may not be written there can be no log; the file is read as it lies.
    fn immutable(path: &Path) -> Result<Self, StoreError> {
        let mut address = String::from("file:");
        for byte in path.to_string_lossy().bytes() {
            if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
                address.push(char::from(byte));
            } else {
                let _ = write!(address, "%{byte:02X}");
            }
        }
        address.push_str("?immutable=1");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::for_reading(Connection::open_with_flags(address, flags)?)
    }

    fn for_reading(db: Connection) -> Result<Self, StoreError> {
        db.busy_timeout(WAIT)?;
        schema::version(&db)?;
        db.pragma_update(None, "cache_size", -CACHE_KIB)?;
        db.pragma_update(None, "query_only", "ON")?;
        db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES)?;
        db.set_prepared_statement_cache_capacity(64);
        filter::functions(&db)?;
        Ok(Self { db })
    }
}
