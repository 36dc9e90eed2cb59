//! The program where something of what it is used to is missing: it starts, and says a sentence.

use oar_tui::sandbox::Options;

use super::bytes;
use super::harness::Launch;
use crate::small_world::{BranchFiles, RELEASE, program};

#[test]
fn without_a_folder_for_its_cache_it_goes_on_in_memory_and_says_so() {
    let world = BranchFiles::new().serve(Options::default());
    // A file where the home should be: nobody can write below it, not even root.
    let home = world.home().join("no-folder");
    std::fs::write(&home, "").unwrap();
    let printed = program(&home)
        .current_dir(world.home())
        .args(["--config", world.profile(), "overview", "--once"])
        .output()
        .unwrap();
    let (out, err) =
        (String::from_utf8_lossy(&printed.stdout), String::from_utf8_lossy(&printed.stderr));
    assert_eq!(printed.status.code(), Some(0), "{err}");
    assert!(out.contains(RELEASE) && err.contains("facts are kept in memory only"), "{out}{err}");

    let mut cockpit = Launch::new(&["--config", world.profile()]).env("HOME", &home).start();
    cockpit.shows(&[RELEASE, "BLOCKED", "no cache: "]);
    assert_eq!(cockpit.press("Q").leaves_cleanly().code, 0);
}

#[test]
fn without_a_home_a_locale_and_a_known_terminal_it_draws_in_ascii() {
    let mut launch = Launch::new(&["demo"]).env("TERM", "vt100");
    for name in ["LANG", "HOME"] {
        launch = launch.without(name);
    }
    let mut cockpit = launch.start();
    cockpit.shows(&["4.20.17", "BLOCKED", "? help"]);
    let ended = cockpit.press("Q").leaves_cleanly();
    assert_eq!(ended.code, 0);
    assert!(ended.bytes.is_ascii(), "{}", String::from_utf8_lossy(&ended.bytes));
}

#[test]
fn a_dumb_terminal_gets_the_view_as_text_with_a_sentence() {
    let ended = Launch::new(&["demo"]).env("TERM", "dumb").start().leaves_cleanly();
    let text = String::from_utf8(ended.bytes).unwrap();
    assert!(text.contains("TERM=dumb") && text.contains("Needs a human now"), "{text}");
    assert_eq!((ended.code, text.contains('\u{1b}')), (0, false), "{text}");
}

#[test]
fn a_clock_that_is_an_hour_ahead_is_told() {
    let world = BranchFiles::new().serve(Options::default());
    let profile = std::fs::read_to_string(world.profile()).unwrap();
    let clock = world.running.clock();
    let ahead = (clock.start + std::time::Duration::from_secs(3630)).to_string();
    std::fs::write(world.profile(), profile.replace(&clock.start.to_string(), &ahead)).unwrap();
    let mut cockpit = Launch::new(&["--no-cache", "--config", world.profile()]).start();
    cockpit.shows(&[RELEASE, "local clock is 1h ahead"]);
    // like every message it goes with the next key, and does not come back
    cockpit.press("j").hides("local clock");
    let ended = cockpit.press("Q").leaves_cleanly();
    assert_eq!((ended.code, bytes::foreign(&ended.bytes)), (0, Vec::new()));
}
