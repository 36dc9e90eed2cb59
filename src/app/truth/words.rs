//! State words, gates, verdicts and rungs as they come out at the end of the road: recorded documents go
//! in, the word is read off the screen and out of the JSON. The rules themselves have their tables beside
//! them: `domain/releases/tests.rs`, `domain/flow/tests.rs`, `domain/acceptance/cases.rs`,
//! `domain/escalation/cases.rs` and `hours_cases.rs` with weekends and changes of the clock.

use serde_json::Value;

use super::seen::{json, overview, screen, week};
use crate::app::headless::Wanted;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample;
use crate::ui::sample::bugs::week_with_bugs_at;
use crate::ui::sample::results::ResultsText;

fn row<'a>(rows: &'a [String], key: &str) -> &'a str {
    rows.iter().find(|row| row.contains(key)).unwrap_or_else(|| panic!("no {key} in {rows:#?}"))
}

#[test]
fn each_state_word_and_gate_is_the_recorded_one() {
    let snapshot = week();
    let (rows, view) = (screen(&snapshot, "1", GlyphSet::Unicode), json(&snapshot, &overview()));
    // release, word, its gates: build promoted, stage-release, async tasks passed, promoted acceptable
    let table = [
        ("4.21.7", "BLOCKED", "open open open open"),
        ("4.20.17", "BLOCKED", "open open shut_by_failure shut"),
        ("4.18.36", "ACT", "open open open open"),
        ("4.19.27", "RUNNING", "open shut_by_failure shut open"),
        ("4.17.52", "WAITING", "shut shut shut shut"),
        ("4.16.59", "NOT STRT", "shut shut shut shut"),
        // ships by Errata: nothing is released to stage
        ("4.12.88", "READY", "open open open"),
        ("4.14.63", "READY", "open open open open"),
    ];
    let releases = view["releases"].as_array().unwrap();
    for (name, word, gates) in table {
        let release = releases.iter().find(|one| one["release"] == name).unwrap();
        assert_eq!(release["state"], word, "{name}");
        assert!(row(&rows, &format!(" {name} ")).contains(&format!(" {word} ")), "{name}");
        let flow = release["flow"].as_array().unwrap().iter().filter(|row| row["row"] == "gate");
        let states: Vec<&str> = flow.map(|gate| gate["state"].as_str().unwrap()).collect();
        assert_eq!(states.join(" "), gates, "{name}");
    }
}

#[test]
fn each_job_verdict_is_that_of_its_runs() {
    // runs in order, verdict, on the screen; rows of reference/test-results.md §9
    let table = [
        ("S", "passed", "✓ pass"), // 1
        ("P", "pending", "▶ run"), // 2
        ("T", "pending", "▶ run"),
        ("F", "failed", "✗ 0/2"), // 13: nothing else is open, so nobody retries it
        ("E", "error", "! error"), // 6
        ("FSS", "passed", "✓ 2/2"), // 7
        ("FSF", "failed", "✗ 1/2"), // 8
        ("FFF", "failed", "✗ 0/2"), // 9
        ("FSP", "pending", "▶ 1/2"), // 10
        ("FS", "passed", "✓ 1/1"), // 11: one of two triggers was lost
        ("FF", "failed", "✗ 0/1"), // 12
        ("FFSS", "passed", "✓ 2/2"), // 14: three retries
        ("FSSSF", "passed", "✓ 3/3"), // 15: four retries
        ("FSSFF", "failed", "✗ 2/3"),
        ("FES", "failed", "✗ 1/2"), // 16: an error is no success
        ("ASS", "passed", "✓ 2/2"),
        ("FAS", "failed", "✗ 1/2"),
        ("FAA", "failed", "✗ 0/2"),
    ];
    for (letters, verdict, shown) in table {
        let results = ResultsText::of("4.20.17", "25 09:40").job("upgrade 4.20→ gcp-ipi", letters);
        let snapshot = sample::week_with_results(&results);
        let view = json(&snapshot, &Wanted::Builds(Some(sample::release("4.20.17"))));
        let builds = view["builds"].as_array().unwrap();
        let build = builds.iter().find(|one| one["name"] == "4.20.17").unwrap();
        let told: Vec<&Value> =
            build["jobs"].as_array().unwrap().iter().map(|job| &job["verdict"]).collect();
        assert_eq!(told, [verdict], "{letters}");
        let rows = screen(&snapshot, "J 3", GlyphSet::Unicode);
        let cell = row(&rows, "upgrade 4.20→ gcp-ipi").to_owned();
        assert!(cell.contains(shown), "{letters}: {shown:?} in {cell:?}");
    }
}

#[test]
fn each_escalation_rung_is_that_of_the_notices() {
    // a Wednesday, and the Saturday after it
    let wednesday = week_with_bugs_at(sample::now());
    let rows = screen(&wednesday, "4", GlyphSet::Unicode);
    let table = [
        ("OCPBUGS-81042", "✓ ✓ ! ·", "late"),
        ("OCPBUGS-81088", "! ▶ · ·", "(none)"),
        ("OCPBUGS-81222", "? ? ? ?", "?"),
        ("OCPBUGS-81009", "✓ ✓ ✓ ✓", "label is set"),
        ("OCPBUGS-81150", "– – – –", "no timer"),
    ];
    for (key, rungs, word) in table {
        let row = row(&rows, key);
        assert!(row.contains(rungs) && row.contains(word), "{row:?}");
    }
    let saturday = screen(&week_with_bugs_at(sample::at("28 12:00")), "4", GlyphSet::Unicode);
    // since Wed 12:00, due Thu 12:10, not told since: late, and a weekend adds nothing
    assert!(
        row(&saturday, "OCPBUGS-81133").contains(" ! · · · "),
        "{}",
        row(&saturday, "OCPBUGS-81133")
    );
}
