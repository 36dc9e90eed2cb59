//! `oar-tui keys`: the catalogue with the chords of the active keymap.

use super::appearance;
use super::arguments::Arguments;
use super::headless::Exit;
use super::headless::sheet::Sheet;
use crate::actions::{CATALOG, Keymap, chord::print_sequence};

/// Prints every action with its keys.
pub fn run(_arguments: &Arguments) -> Exit {
    let (keymap, problems) = appearance::keymap();
    for problem in problems {
        eprintln!("oar-tui: {problem}");
    }
    print!("{}", sheet(&keymap).table(true));
    Exit::Ok
}

fn sheet(keymap: &Keymap) -> Sheet {
    let row = |entry: &crate::actions::Entry| {
        let chords = keymap.chords_of(entry.action);
        let keys: Vec<String> = chords.into_iter().map(print_sequence).collect();
        vec![entry.name.to_owned(), keys.join("  "), entry.help.to_owned()]
    };
    Sheet { columns: vec!["action", "keys", "what"], rows: CATALOG.iter().map(row).collect() }
}
