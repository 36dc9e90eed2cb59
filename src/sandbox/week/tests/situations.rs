//! What a cockpit finds when the clock starts, and that it goes on from there.

use serde_json::Value;

use super::super::plan;
use super::world::{World, after, list, scenario, wednesday};
use crate::domain::arch::Arch;
use crate::domain::builds::Phase;
use crate::domain::time::{Timestamp, day, parse_release_date, parse_stamp};

/// The status of a task; empty when it was not touched.
fn status<'a>(file: &'a Value, task: &str) -> &'a str {
    let task = list(&file["tasks"]).iter().find(|entry| entry["name"] == task);
    task.and_then(|task| task["status"].as_str()).unwrap_or_default()
}

fn text<'a>(file: &'a Value, task: &str) -> &'a str {
    let task = list(&file["tasks"]).iter().find(|entry| entry["name"] == task);
    task.and_then(|task| task["result"].as_str()).unwrap_or_default()
}

fn passed(file: &Value) -> usize {
    list(&file["tasks"]).iter().filter(|task| task["status"] == "Pass").count()
}

fn open_blockers(file: &Value) -> usize {
    let open = |issue: &&Value| issue["blocker"] == true && issue["resolved"] == false;
    list(&file["issues"]).iter().filter(open).count()
}

fn due_in(file: &Value, start: Timestamp) -> i32 {
    let due = parse_release_date(file["metadata"]["release_date"].as_str().unwrap()).unwrap();
    day(start).until(due).unwrap().get_days()
}

/// Starts on a Wednesday afternoon, in the night, on a Sunday and on the last day of a year.
fn starts() -> impl Iterator<Item = (u64, Timestamp)> {
    let texts = [
        "2026-03-25T14:07:00Z",
        "2026-03-26T03:30:00Z",
        "2026-06-14T09:00:00Z",
        "2026-12-31T23:50:00Z",
    ];
    (1..).zip(texts.map(|text| text.parse().unwrap())).chain([(77, wednesday()), (78, wednesday())])
}

#[test]
fn every_state_that_a_board_can_show_exists_at_the_start() {
    for (seed, start) in starts() {
        let world = World::at(&plan(&scenario(), seed, start), start);
        let file = |release: &str| world.statebox(release).unwrap();
        let phase = |release: &str, arch| world.tags.get(&(arch, release.to_owned())).copied();
        let promoted = |release| phase(release, Arch::Amd64) == Some(Phase::Accepted);

        let blocked = file("4.20.17");
        assert_eq!(status(&blocked, "image-consistency-check"), "Fail");
        assert_eq!((open_blockers(&blocked), passed(&blocked), due_in(&blocked, start)), (1, 4, 0));
        assert_eq!(phase("4.20.17", Arch::S390x), Some(Phase::Rejected));
        let late = file("4.21.7");
        assert_eq!((status(&late, "stage-testing"), due_in(&late, start)), ("Fail", -1));
        assert!(text(&late, "stage-testing").contains("is FAILURE"));
        let running = file("4.19.27");
        assert_eq!((status(&running, "stage-testing"), passed(&running)), ("In Progress", 6));
        let act = file("4.18.36");
        assert_eq!((status(&act, "change-advisory-status"), passed(&act)), ("", 8));
        assert!(due_in(&act, start) <= 1 && promoted("4.18.36"));
        let waiting = file("4.17.52");
        assert_eq!((passed(&waiting), list(&waiting["tasks"]).len()), (3, 3));
        assert_eq!(phase("4.17.52", Arch::Amd64), Some(Phase::Pending));
        let fresh = file("4.16.59");
        assert_eq!((list(&fresh["tasks"]).len(), due_in(&fresh, start)), (0, 6));
        let ready = file("4.14.63");
        assert_eq!((status(&ready, "change-advisory-status"), passed(&ready)), ("Pass", 9));
        let watched = file("4.12.88");
        assert_eq!(status(&watched, "change-advisory-status"), "In Progress");
        assert!(text(&watched, "change-advisory-status").contains("metadata_checker_4.12_"));
        let candidate = file("4.22.0-rc.2");
        assert_eq!(status(&candidate, "stage-testing"), "Fail");
        assert!(
            text(&candidate, "stage-testing").contains("stage release pipeline is not success")
        );
        assert_eq!(phase("4.22.0-rc.2", Arch::Ppc64le), Some(Phase::Ready));
        for release in ["4.20.17", "4.21.7", "4.19.27", "4.14.63", "4.12.88", "4.22.0-rc.2"] {
            assert!(promoted(release), "seed {seed}: {release} is not promoted");
        }
    }
}

#[test]
fn builds_show_what_they_have_to_show_at_the_start() {
    for (seed, start) in starts() {
        let world = World::at(&plan(&scenario(), seed, start), start);
        let results = |build: &str| world.results(build).unwrap();
        let states = |build: &str| -> Vec<(String, usize)> {
            let state =
                |job: &Value| job["firstJob"]["jobState"].as_str().unwrap_or_default().to_owned();
            let jobs = results(build);
            list(&jobs["result"])
                .iter()
                .map(|job| (state(job), list(&job["retriedJobs"]).len()))
                .collect()
        };
        let blocked = states("4.20.17");
        let retried = blocked.iter().filter(|(state, retries)| state == "failure" && *retries == 2);
        assert_eq!(
            (blocked[0].0.as_str(), retried.count()),
            ("success", 2),
            "seed {seed}: {blocked:?}"
        );
        assert!(results("4.20.17")["aggregated"].is_null(), "seed {seed}");
        let by_hand = results("4.14.63");
        assert_eq!(by_hand["manual_promotion"], true, "seed {seed}");
        assert_eq!((&by_hand["aggregated"], &by_hand["accepted"]), (&true.into(), &false.into()));
        assert_eq!(states("4.22.0-rc.2").len(), 2, "two of three jobs were triggered");
        for release in ["4.21.7", "4.19.27", "4.18.36", "4.12.88"] {
            assert_eq!(results(release)["accepted"], true, "seed {seed}: {release}");
        }
        let candidate = |release: &str| {
            let file = world.statebox(release).unwrap();
            file["metadata"]["candidate_builds"]["x86_64"].as_str().unwrap().to_owned()
        };
        let erred = states(&candidate("4.16.59"));
        assert!(
            erred.iter().any(|(state, retries)| state == "error" && *retries == 0),
            "seed {seed}"
        );
        assert_eq!(results(&candidate("4.17.52"))["accepted"], true);
        for arch in Arch::ALL {
            let mine = |phase| {
                world.tags.iter().filter(|((at, _), is)| *at == arch && **is == phase).count()
            };
            assert!(
                mine(Phase::Accepted) > 100 && mine(Phase::Rejected) > 10,
                "seed {seed}: {arch}"
            );
        }
    }
}

#[test]
fn some_stamps_lie_after_the_moment_they_were_written() {
    let world = World::at(&plan(&scenario(), 1, wednesday()), wednesday());
    let file = world.statebox("4.18.36").unwrap();
    let later = |task: &&Value| {
        task["completed_at"].as_str().and_then(parse_stamp).is_some_and(|at| at > wednesday())
    };
    assert!(list(&file["tasks"]).iter().any(|task| later(&task)), "no local time with a Z");
}

#[test]
fn releases_in_hand_are_approved_within_the_week_and_new_ones_are_announced() {
    for (seed, start) in starts() {
        let plan = plan(&scenario(), seed, start);
        let end = World::at(&plan, after(start, 8 * 1440));
        let in_hand = ["4.20.17", "4.21.7", "4.19.27", "4.18.36", "4.17.52", "4.12.88"];
        for release in in_hand {
            let file = end.statebox(release).unwrap();
            assert_eq!(
                passed(&file),
                9 - usize::from(status(&file, "analyze-candidate-build").is_empty())
            );
            assert_eq!(open_blockers(&file), 0, "seed {seed}: {release}");
        }
        let begin = World::at(&plan, start);
        let count = |world: &World| world.all("z-stream", "statebox").len();
        assert!(count(&end) >= count(&begin) + 6, "seed {seed}: too few new releases");
        assert_eq!(end.tags.get(&(Arch::S390x, "4.20.17".to_owned())), Some(&Phase::Accepted));
    }
}

#[test]
fn past_releases_are_finished_and_shipped_on_their_day() {
    for (seed, start) in starts() {
        let world = World::at(&plan(&scenario(), seed, start), start);
        for (path, file) in world.all("z-stream", "statebox") {
            if due_in(&file, start) <= -3 {
                assert_eq!(status(&file, "change-advisory-status"), "Pass", "seed {seed}: {path}");
            }
        }
    }
}
