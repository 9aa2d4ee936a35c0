//! Opening: for writing, for reading, on a disk that may not be written.

use crate::keys::Keys;
use crate::{ErrorKind, Store, StoreError, filter, index, schema};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Beside the store: the keys that its reports are sealed with, and the index of what they say.
const KEYS: &str = "keys";
const PLAIN: &str = "index";
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
        Self::writer(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?.with_every_key()
    }

    /// Opens a store that is there, for writing.
    pub fn write(path: &Path) -> Result<Self, StoreError> {
        Self::writer(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?.with_every_key()
    }

    /// Opens a store that is there, for reading; nothing in it can be changed through it. One of an earlier schema is migrated first.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        match Self::reader(path) {
            Ok(Some(store)) => Ok(store),
            // Of an earlier schema, or the index is not there or lags behind.
            Ok(None) => {
                drop(Self::writer(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?);
                let busy = || StoreError::new(ErrorKind::Busy, "the store changes while it is opened", "try again");
                Self::reader(path)?.ok_or_else(busy)
            }
            Err(e) if matches!(e.kind(), ErrorKind::Missing | ErrorKind::ReadOnly | ErrorKind::Other) => {
                let unmade = || {
                    StoreError::new(
                        ErrorKind::ReadOnly,
                        "the index of the store is to be made anew, and may not be written",
                        "open the store once where it may be written",
                    )
                };
                match Self::immutable(path) {
                    Ok(store) => store.ok_or_else(unmade),
                    Err(_) => Err(e),
                }
            }
            Err(e) => Err(e),
        }
    }

    /// Lets store and index grow to so many pages each of 4 KiB and no further, as a quota would.
    pub fn limit_pages(&mut self, pages: u32) -> Result<(), StoreError> {
        // The pragma answers with the limit.
        self.db.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
        self.db.pragma_update_and_check(Some("plain"), "max_page_count", pages, |_| Ok(()))?;
        Ok(())
    }

    /// The store, if it can read all that it holds: what is sealed with the keys of one file is lost as soon as another is put beside the store.
    fn with_every_key(self) -> Result<Self, StoreError> {
        match self.without_key()?.1 {
            0 => Ok(self),
            n => Err(StoreError::new(
                ErrorKind::Keys,
                format!("the keys of {n} reports are not in the file of keys, so nothing is written"),
                "put the newest copy of that file beside the store; without it, what can be read may be asked, and reports be added to a new store",
            )),
        }
    }

    fn writer(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let there = path.exists();
        // A store on a disk that may not be written cannot be opened, for want of its log.
        Self::open_for_writing(path, flags).map_err(|e| if there && e.kind() == ErrorKind::Missing { read_only() } else { e })
    }

    fn open_for_writing(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
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
            return Err(read_only());
        }
        let before = schema::version(&db)?;
        let beside = sidecar(path, KEYS);
        let sealed = before == schema::VERSION && has_reports(&db)?;
        let keys = Connection::open_with_flags(&beside, with_keys(sealed));
        let keys = keys.map_err(|e| if beside.exists() { e.into() } else { without_keys(&db, &beside) })?;
        keys.busy_timeout(WAIT)?;
        keys.pragma_update(None, "journal_mode", "WAL")?;
        keys.pragma_update(None, "synchronous", "FULL")?;
        let mut keys = if sealed { Keys::open(keys)? } else { Keys::create(keys)? };
        let links = if before < schema::VERSION { Some(schema::migrate(&mut db, &mut keys)?) } else { None };
        let plain = sidecar(path, PLAIN);
        make_index(&plain)?;
        attach(&db, name_of(&plain)?)?;
        db.pragma_update(Some("plain"), "secure_delete", "ON")?;
        // It can be made again, so its log need not reach the disk at once.
        db.pragma_update(Some("plain"), "synchronous", "NORMAL")?;
        db.pragma_update(Some("plain"), "cache_size", -CACHE_KIB)?;
        db.set_prepared_statement_cache_capacity(64);
        filter::functions(&db)?;
        let mut store = Self { db, keys };
        // Wherever an old copy of the keys is put, those of removed reports are destroyed again.
        store.destroy_keys()?;
        if !index::is_current(&store.db, &store.keys)? {
            let transaction = store.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let anew = index::catch_up(&transaction, &store.keys)?;
            transaction.commit()?;
            if anew {
                store.settle()?;
                store.db.execute_batch("VACUUM plain")?;
            }
        }
        if let Some(links) = links.filter(|_| (1..schema::VERSION).contains(&before)) {
            if !(links.copies.is_empty() && links.members.is_empty()) {
                store.set_links(&links.copies, &links.members)?;
            }
            store.forget()?;
        }
        Ok(store)
    }

    /// Read and write flags let the last reader clear the log away; `query_only` keeps it from writing anything else. None where a writer has to open it first.
    fn reader(path: &Path) -> Result<Option<Self>, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        Self::for_reading(db, path, &|beside| Ok((Connection::open_with_flags(beside, flags)?, name_of(beside)?.to_owned())))
    }

    /// On a disk that may not be written there can be no log; the files are read as they lie.
    fn immutable(path: &Path) -> Result<Option<Self>, StoreError> {
        let address = |path: &Path| {
            let mut address = String::from("file:");
            for byte in path.to_string_lossy().bytes() {
                if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
                    address.push(char::from(byte));
                } else {
                    let _ = write!(address, "%{byte:02X}");
                }
            }
            address.push_str("?immutable=1");
            address
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(address(path), flags)?;
        Self::for_reading(db, path, &|beside| Ok((Connection::open_with_flags(address(beside), flags)?, address(beside))))
    }

    /// `open` opens a file beside the store, and gives the name by which it is attached.
    #[allow(clippy::type_complexity, reason = "read once, where it is made")]
    fn for_reading(
        db: Connection,
        path: &Path,
        open: &dyn Fn(&Path) -> Result<(Connection, String), StoreError>,
    ) -> Result<Option<Self>, StoreError> {
        db.busy_timeout(WAIT)?;
        match schema::version(&db)? {
            schema::VERSION => {}
            0 => return Err(StoreError::new(ErrorKind::NotAStore, "the file is empty", "`diurna add --store FILE INPUT…` fills one")),
            _ => return Ok(None),
        }
        let (keys, plain) = (sidecar(path, KEYS), sidecar(path, PLAIN));
        if !keys.exists() {
            return if has_reports(&db)? { Err(without_keys(&db, &keys)) } else { Ok(None) };
        }
        if !plain.exists() {
            return Ok(None);
        }
        let keys = open(&keys)?.0;
        keys.busy_timeout(WAIT)?;
        let keys = Keys::open(keys)?;
        attach(&db, &open(&plain)?.1)?;
        db.pragma_update(None, "cache_size", -CACHE_KIB)?;
        db.pragma_update(Some("plain"), "cache_size", -CACHE_KIB)?;
        db.pragma_update(None, "query_only", "ON")?;
        db.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_CELL_BYTES)?;
        db.set_prepared_statement_cache_capacity(64);
        filter::functions(&db)?;
        if !index::is_index(&db, "plain")? || !index::is_current(&db, &keys)? {
            return Ok(None);
        }
        Ok(Some(Self { db, keys }))
    }
}

fn read_only() -> StoreError {
    let remedy = "check the rights of the file and of its folder, or copy it to where you may write";
    StoreError::new(ErrorKind::ReadOnly, "the store may not be written", remedy)
}

/// A file beside the store: its name, a point, and what it holds.
fn sidecar(path: &Path, holds: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(holds);
    name.into()
}

fn name_of(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| StoreError::usage("the name of the store is not UTF-8", "name it in letters that can be written"))
}

fn attach(db: &Connection, name: &str) -> Result<(), StoreError> {
    db.execute("ATTACH ?1 AS plain", [name])?;
    Ok(())
}

/// The index of another schema is deleted and made anew.
fn make_index(path: &Path) -> Result<(), StoreError> {
    let mut db = Connection::open(path)?;
    db.busy_timeout(WAIT)?;
    if !index::is_index(&db, "main")? {
        db.pragma_update(None, "journal_mode", "WAL")?;
        index::make(&mut db)?;
    }
    Ok(())
}

fn has_reports(db: &Connection) -> Result<bool, StoreError> {
    Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM reports WHERE key IS NOT NULL)", [], |r| r.get(0))?)
}

/// The flags by which the file of keys is opened: it is made with the store, and never again once reports are sealed.
fn with_keys(sealed: bool) -> OpenFlags {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if sealed { flags } else { flags | OpenFlags::SQLITE_OPEN_CREATE }
}

fn without_keys(db: &Connection, path: &Path) -> StoreError {
    let count =
        |what: &str| db.query_row(&format!("SELECT count(*) FROM reports WHERE key IS {what}"), [], |r| r.get::<_, i64>(0)).unwrap_or(0);
    let cause = format!(
        "{} is missing: {} reports are sealed with its keys ({} were removed for good)",
        path.display(),
        count("NOT NULL"),
        count("NULL")
    );
    StoreError::new(ErrorKind::Keys, cause, "put it back beside the store; without it they cannot be read")
}
