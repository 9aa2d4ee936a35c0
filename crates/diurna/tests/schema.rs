//! The committed JSON Schema is the one the types make.

use std::path::Path;

#[test]
fn the_committed_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/diurna-1.json");
    let committed = std::fs::read_to_string(path).expect("schema/diurna-1.json: run `cargo xtask schema`");
    let made = serde_json::to_string_pretty(&record::json::schema()).expect("plain data");
    assert!(committed.trim_end() == made, "schema/diurna-1.json is old: run `cargo xtask schema` and read the diff");
}
