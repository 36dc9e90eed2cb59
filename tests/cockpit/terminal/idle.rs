//! Idle means zero bytes (design/ux.md §12).

use oar_tui::sandbox::{Options, ServiceName};

use super::harness::{Launch, Screen};
use crate::small_world::{BranchFiles, RELEASE};

/// What the header says of the time, `14:07 UTC`.
fn minute(picture: &str) -> &str {
    let (before, _) = picture.split_once(" UTC").unwrap_or_default();
    before.rsplit(' ').next().unwrap_or_default()
}

#[test]
fn while_nothing_changes_only_a_new_minute_is_written_however_often_services_answer() {
    // a minute of the program is a quarter of a second, and each service is asked every two or three
    let world = BranchFiles::new().serve(Options { speed: 240.0, ..Options::default() });
    let mut cockpit =
        Launch::new(&["--no-cache", "--config", world.profile()]).size(120, 40).start();
    let polls = || {
        world.asked(ServiceName::Streams, "/amd64/")
            + world.asked(ServiceName::Github, "/branches/")
    };
    cockpit.shows(&[RELEASE, "BLOCKED"]);
    // every source has answered, the troubles of those that cannot are on the screen
    cockpit.wait_until("every source asked twice", |_| polls() >= 2 + 3 * 2);
    let (settled, before) = (cockpit.screen().pictures.len(), polls());
    let minutes = 8;
    cockpit.wait_until("more minutes", |screen: &Screen| screen.pictures.len() > settled + minutes);
    let pictures = cockpit.screen().pictures[settled..].to_vec();
    assert!(polls() > before, "nobody was asked in that time");
    for pair in pictures.windows(2) {
        assert_ne!(minute(&pair[0]), minute(&pair[1]), "{}\n{}", pair[0], pair[1]);
    }
    cockpit.press("Q");
    assert_eq!(cockpit.leaves_cleanly().code, 0);
}
