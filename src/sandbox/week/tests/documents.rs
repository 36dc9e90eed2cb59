//! StateBoxes, tracking files and build data: that they read, and that they agree with each other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::plan;
use super::world::{World, after, keys, list, scenario, tree, wednesday};
use crate::domain::builds::{BuildName, Stream};
use crate::domain::document::DocumentKey;
use crate::domain::source::Branch;
use crate::domain::tasks::TaskName;
use crate::domain::time::{parse_release_date, parse_stamp};
use crate::domain::version::Release;
use crate::sandbox::sheets::plan::PlannedTab;

const TOP: [&str; 7] =
    ["schema_version", "release", "created_at", "updated_at", "metadata", "tasks", "issues"];

#[test]
fn every_file_ever_written_reads_and_its_path_is_known() {
    let plan = plan(&scenario(), 6, wednesday());
    for commit in &plan.commits {
        // sealed, and no document of the cockpit's
        let read = commit.changes.iter().filter(|(path, _)| path != "oar/core/configstore.json");
        for (path, content) in read {
            if let Some(content) = content {
                tree(path, content);
            }
            let branch = Branch::ALL.into_iter().find(|branch| branch.name() == commit.branch);
            match branch {
                Some(branch) => {
                    assert_eq!(commit.repo, "openshift/release-tests");
                    assert!(DocumentKey::of(branch, path).is_some(), "{path}");
                }
                None => {
                    assert_eq!(commit.repo, "openshift-eng/ocp-build-data");
                    assert!(commit.branch.starts_with("openshift-"), "{}", commit.branch);
                    assert_eq!(path, "releases.yml");
                }
            }
        }
    }
}

#[test]
fn a_statebox_has_the_documented_keys_and_values_at_every_step() {
    let plan = plan(&scenario(), 6, wednesday());
    let mut steps = 0;
    for commit in plan.commits.iter().filter(|commit| commit.branch == "z-stream") {
        for (path, content) in &commit.changes {
            let Some(content) = content.as_ref().filter(|_| path.contains("statebox")) else {
                continue;
            };
            let file = tree(path, content);
            assert_eq!(keys(&file), TOP, "{path}");
            assert!(path.ends_with(&format!("/{}.yaml", file["release"].as_str().unwrap())));
            check_parts(path, &file, commit.at);
            steps += 1;
        }
    }
    assert!(steps > 300, "{steps} steps");
}

fn check_parts(path: &str, file: &Value, at: crate::domain::time::Timestamp) {
    let stamp = |value: &Value| parse_stamp(value.as_str().unwrap()).unwrap();
    let lag = at.duration_since(stamp(&file["updated_at"])).as_secs();
    let first = at == parse_stamp("2026-03-11T14:07:00Z").unwrap();
    assert!(first || (0..=340).contains(&lag), "{path} was saved {lag} s before its commit");
    assert!(parse_release_date(file["metadata"]["release_date"].as_str().unwrap()).is_some());
    for task in list(&file["tasks"]) {
        assert_eq!(keys(task), ["name", "status", "started_at", "completed_at", "result"]);
        let name: TaskName = task["name"].as_str().unwrap().parse().unwrap();
        assert!(name.tracked(), "{name}");
        let status = task["status"].as_str().unwrap();
        assert!(["In Progress", "Pass", "Fail"].contains(&status), "{status}");
        assert_eq!(task["completed_at"].is_null(), status == "In Progress", "{path} {name}");
        stamp(&task["started_at"]);
        assert!(!task["result"].as_str().unwrap().contains('@'), "addresses are masked");
    }
    for issue in list(&file["issues"]) {
        let resolved = issue["resolved"].as_bool().unwrap();
        assert_eq!(issue.get("resolved_at").is_some(), resolved, "{path}");
        assert_eq!(issue["resolution"].is_string(), resolved, "{path}");
        stamp(&issue["reported_at"]);
    }
}

#[test]
fn tracking_file_statebox_build_data_and_builds_agree() {
    let plan = plan(&scenario(), 7, wednesday());
    for minutes in [0, 3 * 1440, 7 * 1440] {
        let world = World::at(&plan, after(wednesday(), minutes));
        for (path, file) in world.all("z-stream", "statebox") {
            let release: Release = file["release"].as_str().unwrap().parse().unwrap();
            let (y, metadata) = (release.y, &file["metadata"]);
            let data = world.all(&format!("openshift-{y}"), "releases.yml");
            let group = &data[0].1["releases"][release.release_key()]["assembly"]["group"];
            let advisories = group.get("advisories").unwrap_or(&group["advisories!"]);
            assert_eq!(advisories, &metadata["advisory_ids"], "{path}");
            let shipment = group.get("shipment").unwrap_or(&group["shipment!"]);
            assert_eq!(shipment["url"], metadata["shipment_mr"], "{path}");
            if metadata["jira_ticket"] != "ART-0" {
                assert_eq!(group["release_jira"], metadata["jira_ticket"], "{path}");
            }
            if release.pre.is_none() {
                let tracking = world.all("z-stream", &format!("{y}.z.yaml"));
                let tracked = &tracking[0].1["releases"][release.to_string()];
                assert_eq!(tracked["advisories"]["rpm"], metadata["advisory_ids"]["rpm"], "{path}");
                assert_eq!(tracked["release_jira"], group["release_jira"], "{path}");
            }
            if let Some(candidate) = metadata["candidate_builds"]["x86_64"].as_str() {
                let name = BuildName(candidate.to_owned());
                assert_eq!((name.y(), name.stream()), (Some(y), Stream::Nightly));
            }
        }
    }
}

#[test]
fn every_assembly_that_inherits_has_its_parent_and_some_replace_what_they_inherit() {
    let plan = plan(&scenario(), 7, wednesday());
    let world = World::at(&plan, wednesday());
    let (mut inherit, mut replace) = (0, 0);
    for (branch, _) in world.files.keys().filter(|(_, path)| path == "releases.yml") {
        let file = &world.all(branch, "releases.yml")[0].1;
        for name in keys(&file["releases"]) {
            let assembly = &file["releases"][name]["assembly"];
            if let Some(parent) = assembly["basis"]["assembly"].as_str() {
                assert!(file["releases"][parent].is_object(), "{branch}: {name} has no {parent}");
                inherit += 1;
            }
            replace += keys(&assembly["group"]).iter().filter(|key| key.ends_with('!')).count();
        }
    }
    assert!(inherit >= 20 && replace >= 10, "{inherit} inherit, {replace} replace");
}

#[test]
fn a_pointer_names_a_build_that_was_tested_and_is_never_older_than_the_one_before() {
    let plan = plan(&scenario(), 8, wednesday());
    let mut newest: BTreeMap<&str, String> = BTreeMap::new();
    let latest = |path: &str| path.contains("ocp-latest-") && path.contains("-nightly-");
    for (path, content) in plan.commits.iter().flat_map(|commit| &commit.changes) {
        let Some(content) = content.as_ref().filter(|_| latest(path)) else { continue };
        let name = tree(path, content)["name"].as_str().unwrap().to_owned();
        let before = newest.insert(path, name.clone()).unwrap_or_default();
        assert!(before < name, "{path}: {before} then {name}");
    }
    assert_eq!(newest.len(), 12);
    let end = World::at(&plan, after(wednesday(), 8 * 1440));
    for name in newest.values() {
        assert!(end.tags.keys().any(|(_, tag)| tag == name), "{name} is no tag");
    }
}

#[test]
fn five_past_stateboxes_tell_how_long_each_task_takes() {
    for seed in 1..5 {
        let plan = plan(&scenario(), seed, wednesday());
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        for (_, file) in World::at(&plan, wednesday()).all("z-stream", "statebox") {
            for task in list(&file["tasks"]) {
                let stamp = |key: &str| task[key].as_str().and_then(parse_stamp);
                if let (Some(from), Some(to)) = (stamp("started_at"), stamp("completed_at"))
                    && from < to
                {
                    *told.entry(task["name"].as_str().unwrap().to_owned()).or_default() += 1;
                }
            }
        }
        // a judgement is mostly one update: it has no length
        let timed = TaskName::TRACKED.iter().filter(|task| !task.name().starts_with("analyze"));
        for task in timed {
            let count = told.get(task.name()).copied().unwrap_or_default();
            assert!(count >= 8, "seed {seed}: {task} has {count}");
        }
    }
}

#[test]
fn the_legacy_report_of_a_release_in_hand_says_what_its_statebox_says() {
    let start = wednesday();
    let plan = plan(&scenario(), 6, start);
    let tabs = &plan.plans.sheets["sandbox-report-4-12"];
    let tab = tabs.iter().find(|tab| tab.title == "4.12.88").unwrap();
    assert!(tab.at(tab.made - 1).is_none());
    let place = ("z-stream".to_owned(), "_releases/4.12/statebox/4.12.88.yaml".to_owned());
    let (mut seen, mut told) = (Vec::new(), 0);
    for hours in (-5 * 24..48).step_by(4) {
        let moment = after(start, hours * 60);
        let Some(tab) = tab.at(moment.as_second()) else { continue };
        let world = World::at(&plan, moment);
        let Some(file) = world.files.get(&place) else { continue };
        let file = tree(&place.1, file);
        let words: Vec<&str> =
            list(&file["tasks"]).iter().filter_map(|task| task["status"].as_str()).collect();
        let mut own: Vec<&str> = (7..18).map(|row| tab.typed(row, 1)).collect();
        own.retain(|word| *word != "Not Started");
        let sorted = |mut words: Vec<&str>| {
            words.sort_unstable();
            words.join(" ")
        };
        told = told.max(own.len());
        let fails = words.contains(&"Fail");
        assert!(!fails || tab.typed(0, 1) == "Red", "{hours} h: a task failed");
        assert_eq!(sorted(own), sorted(words), "{hours} h");
        seen.push(hours);
    }
    assert!(told > 5 && seen.len() > 12, "{told} tasks in {} hours", seen.len());
    let widest = |tabs: &[PlannedTab]| tabs.iter().map(|tab| tab.size().1).max();
    assert_eq!(widest(&tabs[..1]), Some(2), "the template lists no bugs");
    assert_eq!(widest(tabs), Some(5), "somewhere bugs waited");
}
