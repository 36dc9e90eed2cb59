//! Several programs on one machine: one asks the services, the others live from its answers through the
//! cache, and any of them can go on alone.

use std::path::PathBuf;

use oar_tui::sandbox::{Options, ServiceName};

use crate::small_world::{BranchFiles, RELEASE, Served};
use crate::store::spoil;
use crate::terminal::harness::{Cockpit, Launch};

/// One of several programs of the same user.
fn cockpit(world: &Served) -> Cockpit {
    let launch = Launch::new(&["--config", world.profile()]).env("HOME", world.home());
    let mut cockpit = launch.start();
    cockpit.shows(&[RELEASE, "BLOCKED", "1/1"]);
    cockpit
}

fn cache(world: &Served) -> PathBuf {
    world.home().join(".cache/oar-tui/sandbox/cache.db")
}

fn all_requests(world: &Served) -> u64 {
    world.asked(ServiceName::Github, "") + world.asked(ServiceName::Streams, "")
}

/// Questions for the head of a branch that were answered with "as you know it".
fn unchanged(world: &Served) -> u64 {
    let counted = world.running.requests(ServiceName::Github);
    let heads = counted.iter().filter(|one| one.path.contains("/branches/") && one.status == 304);
    heads.map(|one| one.count).sum()
}

/// Everything below the header, whose clock goes on, and above the message line.
fn body(cockpit: &Cockpit) -> Vec<String> {
    cockpit.text().lines().skip(1).take(36).map(|line| line.trim_end().to_owned()).collect()
}

/// Waits for something outside of the program; the program's own clock may stand still meanwhile.
fn wait_for(what: &str, reached: impl Fn() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !reached() {
        assert!(std::time::Instant::now() < deadline, "it never came: {what}");
        std::thread::yield_now();
    }
}

#[test]
fn one_program_polls_for_all_and_when_it_is_killed_another_one_goes_on_where_it_was() {
    let world = BranchFiles::new().serve(Options::default());
    let first = cockpit(&world);
    // three for each branch, three for amd64, one each for what is not there: four architectures, build data
    let asked = 3 * 3 + 3 + 4 + 1;
    wait_for("every source asked", || all_requests(&world) >= asked);

    let mut second = cockpit(&world);
    wait_for("the same picture", || body(&second) == body(&first));
    assert_eq!(all_requests(&world), asked, "the second asked nobody");

    second.press("R").shows(&["asking"]);
    wait_for("the first to ask for the second", || unchanged(&world) == 3);

    first.signal("KILL");
    // its lease ends a few seconds later
    wait_for("the second to take over", || unchanged(&world) >= 6);
    assert_eq!(world.asked(ServiceName::Github, "/_codeload/"), 3, "no branch was loaded again");
    second.shows(&[RELEASE, "BLOCKED"]);
    assert_eq!(second.press("Q").leaves_cleanly().code, 0);
}

#[test]
fn a_cache_that_cannot_be_read_is_told_and_made_anew() {
    let world = BranchFiles::new().serve(Options::default());
    assert_eq!(cockpit(&world).press("Q").leaves_cleanly().code, 0);
    assert!(cache(&world).is_file());
    std::fs::write(cache(&world), "no database".repeat(1_000)).unwrap();

    let mut again = cockpit(&world);
    again.shows(&["could not be used", "starting afresh"]);
    assert_eq!(again.press("Q").leaves_cleanly().code, 0);
    assert!(cache(&world).with_extension("broken.db").is_file(), "what was there is kept");
    let mut third = cockpit(&world);
    assert!(!third.text().contains("could not"), "{}", third.text());
    assert_eq!(third.press("Q").leaves_cleanly().code, 0);
}

#[test]
fn a_cache_that_breaks_under_the_running_program_costs_it_nothing_but_the_cache() {
    let world = BranchFiles::new().serve(Options::default());
    let mut cockpit = cockpit(&world);
    wait_for("every source asked", || world.asked(ServiceName::Github, "releases.yml") > 0);
    spoil(&cache(&world));
    cockpit.shows(&["the cache: ", "going on without it"]);
    cockpit.press("7").shows(&["this program", "the cache: ", "going on without it"]);
    cockpit.press("R").shows(&["asking"]);
    wait_for("the services to be asked all the same", || unchanged(&world) >= 3);
    cockpit.press("1").shows(&[RELEASE, "BLOCKED"]);
    assert_eq!(cockpit.press("Q").leaves_cleanly().code, 0);
}
