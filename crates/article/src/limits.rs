//! How much is too much? Every bound on what is read, in one place.

/// The longest text of one report, in bytes (some 120,000 words). Coding takes memory by the text, most where it is one sentence: 0.6 kB a byte.
pub const MAX_TEXT_BYTES: usize = 768 << 10;

/// The longest input that holds one report with its markup: a page, a mail, a text file.
pub const MAX_REPORT_BYTES: usize = 16 << 20;

/// The longest line of a JSONL file, the longest row of a table, the longest entry of a feed.
pub const MAX_LINE_BYTES: usize = 16 << 20;

/// The most that one compressed file may unpack to: four tebibytes; a bomb is told by [`MAX_UNPACK_RATIO`] long before.
pub const MAX_UNPACKED_BYTES: u64 = 4 << 40;

/// How many bytes may come out of one compressed byte, over the whole file so far. Text rarely packs better than 1 to 20, DEFLATE's bound is 1 to 1032.
pub const MAX_UNPACK_RATIO: u64 = 250;

/// Below this many unpacked bytes the ratio is not looked at.
pub const UNPACK_GRACE_BYTES: u64 = 32 << 20;

/// Columns of a table.
pub const MAX_COLUMNS: usize = 10_000;

/// Parts of one mail.
pub const MAX_MAIL_PARTS: usize = 100_000;

/// How many layers of packing (a gzip in a zip in a gzip) are opened.
pub const MAX_LAYERS: u8 = 4;

/// How many bytes are looked at to tell a format.
pub const SNIFF_BYTES: usize = 64 << 10;

/// Elements open at once in a page; deeper start tags are left out, as browsers do.
pub const MAX_DEPTH: usize = 256;

/// Tags of a page that are built into a tree; pages with more are read as bare text.
pub const MAX_TAGS: usize = 200_000;

/// The longest tag of a page; the attributes of a longer one are left out.
pub const MAX_TAG_BYTES: usize = 32 << 10;

/// How far the end of a part for readers without scripts is looked for.
pub const MAX_NOSCRIPT_BYTES: usize = 256 << 10;

/// Paragraphs of one report; what comes after is one paragraph more.
pub const MAX_BLOCKS: usize = 100_000;

/// The longest footer of a Parquet file; it names all columns of all row groups.
pub const MAX_FOOTER_BYTES: u64 = 32 << 20;

/// The pages of a Parquet file that are held at once, packed and unpacked, over all columns that are read. A writer's usual page has 1 MB, the largest 100.
pub const MAX_PAGES_BYTES: usize = 256 << 20;

/// The longest file that must be held whole because its format is read from the end and it comes through a pipe or out of an archive.
pub const MAX_HELD_BYTES: usize = 128 << 20;

/// At most this many reports are held back until a day of their input tells which number of `03/04/2031` is the day.
pub const MAX_WAITING_REPORTS: usize = 200;
/// The bytes of their text.
pub const MAX_WAITING_BYTES: usize = 4 << 20;
