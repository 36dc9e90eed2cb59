//! What a release lead does, from the first picture to the shell: in a large and in a small window, in
//! colours and in one colour, told in the operator's keys.

use crate::terminal::bytes;
use crate::terminal::harness::{Cockpit, Launch};

const ESC: &str = "\x1b";
const ENTER: &str = "\r";

/// `oar-tui demo` with these options, once all facts are there.
fn demo(columns: u16, rows: u16, look: &[&str]) -> Cockpit {
    let arguments: Vec<&str> = look.iter().copied().chain(["demo"]).collect();
    let mut cockpit = Launch::new(&arguments).size(columns, rows).start();
    // the last facts to come are the histories of the bugs: the highest rung of the blocked release
    cockpit.wait_until("a full overview", |screen| {
        let picture = screen.text();
        let mut lines = picture.lines();
        lines.any(|line| {
            line.contains("4.20.17") && line.contains("BLOCKED") && line.contains("MGR")
        })
    });
    cockpit
}

/// From the first picture to the failed task, its job and back; `runs` and `verdict` stand in the cell of
/// a job that failed once and runs again twice.
fn why_is_this_release_blocked(cockpit: &mut Cockpit, [runs, verdict]: [&str; 2]) {
    cockpit.press("j").stands_on("4.20.17");
    cockpit.shows(&["image-consistency-check failed", "blocker open on check-cve-tracker-bug"]);
    cockpit.shows(&["image-consistency failed: Completed", "you"]);

    cockpit.press(ENTER).stands_on("image-consistency-check");
    cockpit.shows(&["4.20.17", "BLOCKED", "FAIL", "Completed image health check."]);
    cockpit.shows(&["blocks", "GATE async tasks passed", "openssl CVE tracker missing from"]);

    cockpit.press("3").shows(&["Prow jobs", "azure-ipi-fips", runs, verdict, "1/3"]);
    cockpit.press("j").stands_on("azure-ipi-fips");
    cockpit.shows(&["needs 2 of 2 retries to pass"]);

    cockpit.press("?").shows(&["type to search", "row down"]);
    cockpit.press("every").hides("row down").shows(&["refresh everything"]);
    // the smallest thing first: the search, then the help
    cockpit.press(ESC).shows(&["row down"]).press(ESC).hides("type to search");

    cockpit.press("/").press("fips").hides("gcp-ipi").shows(&["azure-ipi-fips"]);
    cockpit.press(ENTER).press(ESC).shows(&["gcp-ipi"]);

    cockpit.press("J").shows(&["4.18.36"]).hides("4.20.17");
    cockpit.press("K").shows(&["4.20.17", runs, verdict]);

    cockpit.press("q").stands_on("image-consistency-check");
    cockpit.press(ESC).stands_on("4.20.17").shows(&["4.21.7", "Needs a human now"]);
}

#[test]
fn a_lead_finds_why_a_release_is_blocked_and_the_way_back() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut cockpit = demo(columns, rows, &[]);
        why_is_this_release_blocked(&mut cockpit, ["✗▶▶", "▶ 0/2"]);
        let ended = cockpit.press("Q").leaves_cleanly();
        assert_eq!((ended.code, ended.text.trim()), (0, ""));
        assert_ne!(bytes::colours(&ended.bytes), Vec::<String>::new(), "states have colours");
        assert_eq!(bytes::foreign(&ended.bytes), Vec::<String>::new());
    }
}

#[test]
fn the_same_in_one_colour_and_ascii_alone() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut cockpit = demo(columns, rows, &["--glyphs", "ascii", "--color", "never"]);
        why_is_this_release_blocked(&mut cockpit, ["x@@", "@ 0/2"]);
        let ended = cockpit.press("Q").leaves_cleanly();
        assert_eq!((ended.code, ended.text.trim()), (0, ""));
        assert_eq!(bytes::colours(&ended.bytes), Vec::<String>::new());
        let text = String::from_utf8(ended.bytes).unwrap();
        let strange: String = text.chars().filter(|c| !c.is_ascii()).collect();
        assert_eq!(strange, "");
    }
}

#[test]
fn a_log_is_opened_at_its_end_searched_followed_and_left() {
    for (columns, rows) in [(120, 40), (80, 24)] {
        let mut cockpit = Launch::new(&["demo"]).size(columns, rows).start();
        cockpit.shows(&["4.19.27", "RUNNING"]);
        // view 5: the job that ended last
        cockpit.press("5").press("/").press("4.19.27").press(ENTER).shows(&["─ manual"]);
        cockpit.press("L").shows(&["log ─ gitlab smoke", "Job succeeded", "the run is over"]);
        cockpit.press("gg").shows(&["Running with gitlab-runner", "attempt 0"]);
        cockpit.press("/").press("job succ").press(ENTER).shows(&["Job succeeded"]);
        cockpit.press("n").shows(&["no more \"job succ\" below"]);
        cockpit.press("F").shows(&["the run is over, this is the end of its log"]);
        // the smallest thing first: the search, then the log, then the filter
        cockpit.press(ESC).press(ESC).hides("log ─ gitlab").shows(&["4.19.27", "─ manual"]);
        // view 2: what Jenkins prints while the stage pipeline runs
        cockpit.press(ENTER).stands_on("stage-testing");
        cockpit.press("L").shows(&["log ─ jenkins stage pipeline", "the run goes on"]);
        cockpit.press("F").shows(&["follows"]);
        cockpit.press("gg").shows(&["Started by user", "not followed any more"]);
        cockpit.press("q").stands_on("stage-testing");
        let ended = cockpit.press("Q").leaves_cleanly();
        assert_eq!((ended.code, ended.text.trim()), (0, ""));
        assert_eq!(bytes::foreign(&ended.bytes), Vec::<String>::new());
    }
}
