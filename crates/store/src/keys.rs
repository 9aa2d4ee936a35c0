//! A key for each report, in a file beside the store. What a key sealed, in the store and in every copy of it, is gone with the key.

use crate::{ErrorKind, StoreError};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// `PRAGMA application_id` of a file of keys: `DIUK`.
const APPLICATION: i64 = 0x4449_554B;
const TABLE: &str = "
CREATE TABLE keys (id BLOB PRIMARY KEY, key BLOB) STRICT, WITHOUT ROWID;
CREATE INDEX keys_gone ON keys (id) WHERE key IS NULL;
";
const ID_BYTES: usize = 16;
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The keys of a store.
pub struct Keys {
    db: Connection,
}

/// What is known of a key.
pub enum Found {
    /// It is there.
    Key(Key),
    /// It was destroyed: what it sealed is removed for good.
    Destroyed,
    /// The file has never heard of it: it is another file, or an old one.
    Unknown,
}

/// A key and its name.
pub struct Key {
    /// What names it in the store.
    pub id: Vec<u8>,
    bytes: [u8; KEY_BYTES],
}

impl Keys {
    /// Of a file that is open; made ready where it is empty.
    pub fn create(mut db: Connection) -> Result<Self, StoreError> {
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if transaction.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |r| r.get(0))? {
            transaction.execute_batch(TABLE)?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
        }
        transaction.commit()?;
        Self::open(db)
    }

    /// Of a file that is open.
    pub fn open(db: Connection) -> Result<Self, StoreError> {
        let application: i64 = db.query_row("PRAGMA application_id", [], |r| r.get(0))?;
        if application != APPLICATION {
            let remedy = "put the file of keys that belongs to the store beside it";
            return Err(StoreError::new(ErrorKind::NotAStore, "the file beside the store holds no keys", remedy));
        }
        db.pragma_update(None, "secure_delete", "ON")?;
        Ok(Self { db })
    }

    /// So many new keys, written before anything is sealed with them.
    pub fn make(&mut self, count: usize) -> Result<Vec<Key>, StoreError> {
        let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut keys = Vec::with_capacity(count);
        for _ in 0..count {
            let key = Key { id: random::<ID_BYTES>()?.to_vec(), bytes: random()? };
            transaction.prepare_cached("INSERT INTO keys (id, key) VALUES (?1, ?2)")?.execute(params![key.id, key.bytes])?;
            keys.push(key);
        }
        transaction.commit()?;
        Ok(keys)
    }

    /// The key of this name.
    pub fn get(&self, id: &[u8]) -> Result<Found, StoreError> {
        let mut statement = self.db.prepare_cached("SELECT key FROM keys WHERE id = ?1")?;
        let key: Option<Option<[u8; KEY_BYTES]>> = statement.query_row([id], |r| r.get(0)).optional()?;
        Ok(match key {
            Some(Some(bytes)) => Found::Key(Key { id: id.to_vec(), bytes }),
            Some(None) => Found::Destroyed,
            None => Found::Unknown,
        })
    }

    /// Destroys keys and the traces of them in the file and its log; a name that it does not know is noted as that of a destroyed one.
    pub fn destroy(&self, ids: &[Vec<u8>]) -> Result<(), StoreError> {
        let mut destroyed = 0;
        for id in ids {
            let sql = "INSERT INTO keys (id, key) VALUES (?1, NULL) ON CONFLICT (id) DO UPDATE SET key = NULL WHERE key IS NOT NULL";
            destroyed += self.db.prepare_cached(sql)?.execute([id])?;
        }
        if destroyed > 0 {
            self.db.execute_batch("VACUUM")?;
            self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// How many were destroyed.
    pub fn destroyed(&self) -> Result<i64, StoreError> {
        Ok(self.db.query_row("SELECT count(*) FROM keys WHERE key IS NULL", [], |r| r.get(0))?)
    }
}

impl Key {
    /// Seals bytes; `place` says what they are, so that a cell put in another's place does not open.
    pub fn seal(&self, place: &str, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce = random::<NONCE_BYTES>()?;
        let mut cell = nonce.to_vec();
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        cell.extend(
            self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| StoreError::damaged("a cell is too long to be sealed"))?,
        );
        Ok(cell)
    }

    /// Opens what was sealed.
    pub fn open(&self, place: &str, cell: &[u8]) -> Result<Vec<u8>, StoreError> {
        let broken = || StoreError::damaged("a sealed cell does not open with its key");
        let (nonce, sealed) = cell.split_first_chunk::<NONCE_BYTES>().ok_or_else(broken)?;
        self.cipher().decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place.as_bytes() }).map_err(|_| broken())
    }

    /// Bytes by which something of the report is known again, and that tell nothing without the key.
    pub const fn secret(&self) -> &[u8] {
        &self.bytes
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.bytes.into())
    }
}

/// Random bytes of the system: a key that could be made again would destroy nothing.
fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    let remedy = "keys are made of it; try again";
    getrandom::fill(&mut bytes)
        .map_err(|e| StoreError::new(ErrorKind::Other, format!("the system gives no random bytes ({e})"), remedy))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_opens_with_its_key_in_its_place_only() {
        let mut keys = Keys::create(Connection::open_in_memory().expect("memory")).expect("keys");
        let made = keys.make(2).expect("keys");
        let cell = made[0].seal("text", b"police arrested 14 people").expect("sealed");
        assert_eq!(made[0].open("text", &cell).expect("opened"), b"police arrested 14 people");
        assert!(made[0].open("raw", &cell).is_err() && made[1].open("text", &cell).is_err() && made[0].open("text", &cell[..9]).is_err());
        keys.destroy(&[made[0].id.clone(), b"never heard of".to_vec()]).expect("destroyed");
        assert!(matches!(keys.get(&made[0].id), Ok(Found::Destroyed)));
        assert!(matches!(keys.get(&made[1].id), Ok(Found::Key(_))));
        assert!(matches!(keys.get(b"another"), Ok(Found::Unknown)));
        assert_eq!(keys.destroyed().expect("a count"), 2);
    }
}
