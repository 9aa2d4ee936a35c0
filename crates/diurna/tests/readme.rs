//! The README tells the truth: its example is what the program prints, and it names every command and flag.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn printed(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_diurna")).args(arguments).current_dir(root()).output().expect("the program starts");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn the_example_is_what_the_program_prints() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let block = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("README.md shows an example");
    let shown = printed(&["code", "examples/border-clash.txt", "--format", "text"]);
    let kept = |text: &str| text.lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>().join("\n");
    assert!(kept(&shown).starts_with(kept(block).trim_end()), "README.md shows\n{block}\nbut the program prints\n{shown}");
}

#[test]
fn every_command_and_flag_is_named() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("README.md");
    let help = printed(&["--help"]);
    let commands = help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("help lists the commands");
    // Deeper lines go on with a description.
    let named = commands.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   "));
    for command in named.filter_map(|l| l.split_whitespace().next()).filter(|c| *c != "help") {
        assert!(readme.contains(&format!("diurna {command}")), "README.md does not show `diurna {command}`");
        let flags = printed(&[command, "--help"]);
        for flag in flags.split_whitespace().filter(|w| w.starts_with("--") && w.len() > 2).map(|w| w.trim_end_matches([',', '.', ')'])) {
            assert!(flag == "--help" || readme.contains(flag), "README.md does not name `{flag}` of `diurna {command}`");
        }
    }
}
