//! Every seed of every target is read, and the first inputs that are made out of them.

use std::path::Path;

/// Inputs made of the seeds of a target.
const INPUTS: u64 = 150;

#[test]
fn seeds_and_their_first_changes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for target in fuzz::TARGETS {
        let seeds = fuzz::seeds(&folder, target).unwrap_or_else(|error| panic!("{target}: {error}"));
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for seed in &seeds {
            fuzz::read(target, seed).unwrap_or_else(|wrong| panic!("{target}: {wrong}"));
        }
        for number in 0..INPUTS {
            let input = fuzz::change(&seeds, &mut fuzz::Random::new(number));
            fuzz::read(target, &input).unwrap_or_else(|wrong| panic!("{target}, input {number}: {wrong}"));
        }
    }
}
