use super::model::{Dice, build};
use crate::Model;

#[test]
fn a_whole_file_loads() {
    assert!(Model::load(&build(1).file()).is_ok());
}

#[test]
fn a_foreign_file_is_said_to_be_one() {
    for bytes in [&b""[..], b"PK\x03\x04 a zip", b"DIURNA\x00\x02 a later one", &[0; 1000]] {
        let error = Model::load(bytes).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("not a file of weights"), "{error}");
    }
}

#[test]
fn a_file_cut_anywhere_is_damaged() {
    let file = build(2).file();
    let mut dice = Dice(3);
    for size in (8..300).chain((0..200).map(|_| 8 + dice.below(file.len() - 8))) {
        let error = Model::load(&file[..size]).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("damaged"), "{size}: {error}");
    }
}

#[test]
fn flipped_bytes_are_an_error_or_other_weights_but_never_a_panic() {
    let file = build(4).file();
    let header = 12 + u32::from_le_bytes([file[8], file[9], file[10], file[11]]) as usize;
    let mut dice = Dice(5);
    let (document, sentences) = super::model::random_report(&mut dice, 3, 10);
    for _ in 0..600 {
        let mut bytes = file.clone();
        for _ in 0..=dice.below(3) {
            let at = if dice.below(4) > 0 { dice.below(header) } else { dice.below(file.len()) };
            bytes[at] = dice.next() as u8;
        }
        if let Ok(model) = Model::load(&bytes) {
            model.score(&document, &sentences);
        }
    }
}

#[test]
fn sizes_that_overflow_are_refused() {
    for (from, to) in [
        ("\"hidden\":64", "\"hidden\":18446744073709551615"),
        ("\"layers\":2", "\"layers\":900719925474"),
        ("\"max_run\":40", "\"max_run\":0"),
        ("\"offset\":0", "\"offset\":18446744073709551600"),
        ("\"shape\":[42,64]", "\"shape\":[4611686018427387905,64]"),
    ] {
        let file = build(6).file();
        let size = u32::from_le_bytes([file[8], file[9], file[10], file[11]]) as usize;
        let header = String::from_utf8_lossy(&file[12..12 + size]).into_owned();
        assert!(header.contains(from), "{from}");
        let header = header.replacen(from, to, 1);
        let mut bytes = file[..8].to_vec();
        bytes.extend((header.len() as u32).to_le_bytes());
        bytes.extend(header.bytes());
        bytes.resize(bytes.len().next_multiple_of(64), 0);
        bytes.extend(&file[(12 + size).next_multiple_of(64)..]);
        let error = Model::load(&bytes).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains("damaged"), "{to}: {error}");
    }
}
