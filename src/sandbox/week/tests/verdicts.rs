//! Result files against the aggregator's rules, recomputed from the text alone.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::plan;
use super::world::{World, keys, list, scenario, tree, wednesday};

fn over(run: &Value) -> bool {
    !run["jobCompletionTime"].is_null()
}

fn good(run: &Value) -> bool {
    run["jobState"] == "success"
}

/// Complete and passed, by best of three.
fn verdict(job: &Value) -> (bool, bool) {
    let (first, retries) = (&job["firstJob"], list(&job["retriedJobs"]));
    let complete = over(first) && retries.iter().all(over);
    let wins = retries.iter().filter(|run| good(run)).count();
    (complete, good(first) || (!retries.is_empty() && complete && wins > retries.len() / 2))
}

#[test]
fn every_recorded_verdict_follows_from_the_runs_in_the_file() {
    let plan = plan(&scenario(), 4, wednesday());
    let (mut with, mut without) = (0, 0);
    let changes = plan.commits.iter().filter(|commit| commit.branch == "record");
    for (path, content) in changes.flat_map(|commit| &commit.changes) {
        let Some(content) = content.as_ref().filter(|_| path.contains("-result-")) else {
            continue;
        };
        let file = tree(path, content);
        let jobs: Vec<(bool, bool)> = list(&file["result"]).iter().map(verdict).collect();
        let accepted = jobs.iter().all(|(_, passed)| *passed);
        let complete = jobs.iter().all(|(complete, _)| *complete);
        match file["accepted"].as_bool() {
            Some(recorded) => {
                assert_eq!((recorded, complete), (accepted, true), "{path}");
                with += 1;
            }
            None => {
                let waits = |job: &Value| job["firstJob"]["jobState"] == "failure";
                let retried = |job: &Value| !list(&job["retriedJobs"]).is_empty();
                let due = list(&file["result"]).iter().any(|job| waits(job) && !retried(job));
                assert!(!complete || due, "{path} is complete and has no verdict");
                without += 1;
            }
        }
        assert!(!file["manual_promotion"].is_boolean() || file["accepted"] == false, "{path}");
    }
    assert!(with > 300 && without > 500, "{with} with, {without} without a verdict");
}

#[test]
fn runs_fail_and_recover_as_often_as_measured() {
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for seed in 1..5 {
        let plan = plan(&scenario(), seed, wednesday());
        for (_, file) in World::at(&plan, wednesday()).all("record", "-result-") {
            for job in list(&file["result"]).iter().filter(|job| over(&job["firstJob"])) {
                let mut count = |what| *counts.entry(what).or_default() += 1.0;
                count("first");
                if job["firstJob"]["jobState"] == "failure" {
                    count("failed");
                    let (complete, passed) = verdict(job);
                    if complete {
                        count("judged");
                    }
                    if passed {
                        count("recovered");
                    }
                }
            }
        }
    }
    let share = |part, whole| counts[part] / counts[whole];
    let failed = share("failed", "first");
    assert!((0.22..0.33).contains(&failed), "{failed} of the first runs failed");
    let recovered = share("recovered", "judged");
    assert!((0.24..0.40).contains(&recovered), "{recovered} of the failed jobs recovered");
}

#[test]
fn a_run_is_described_by_the_documented_keys_in_their_order() {
    let plan = plan(&scenario(), 5, wednesday());
    let order =
        ["jobStartTime", "jobID", "jobURL", "jobState", "jobCompletionTime", "testResultSummary"];
    let mut fresh = 0;
    for commit in plan.commits.iter().filter(|commit| commit.branch == "record") {
        for (path, content) in &commit.changes {
            let Some(content) = content.as_ref().filter(|_| path.contains("-result-")) else {
                continue;
            };
            let file = tree(path, content);
            assert_eq!(keys(&file)[..2], ["result", "build"], "{path}");
            assert_eq!(keys(&file["build"]), ["name", "phase", "pullSpec", "downloadURL"]);
            for job in list(&file["result"]) {
                if job.get("retriedJobs").is_none() {
                    assert_eq!(keys(&job["firstJob"]), ["jobID"], "{path}");
                    fresh += 1;
                    continue;
                }
                for run in list(&job["retriedJobs"]).iter().chain([&job["firstJob"]]) {
                    let held = keys(run);
                    assert!([4, 5, 6].contains(&held.len()), "{path}: {held:?}");
                    assert_eq!(held, order[..held.len()], "{path}");
                    assert!(
                        held.len() == 4
                            || run["jobStartTime"].as_str() < run["jobCompletionTime"].as_str()
                    );
                }
            }
        }
    }
    assert!(fresh > 200, "{fresh} jobs were seen when they were triggered");
}

#[test]
fn every_job_has_five_successful_runs_at_the_start() {
    for seed in 1..8 {
        let plan = plan(&scenario(), seed, wednesday());
        let world = World::at(&plan, wednesday());
        let mut successes: BTreeMap<String, usize> = BTreeMap::new();
        for (_, file) in world.all("record", "-result-") {
            for job in list(&file["result"]) {
                let runs = list(&job["retriedJobs"]).iter().chain([&job["firstJob"]]);
                let name = job["jobName"].as_str().unwrap().to_owned();
                *successes.entry(name).or_default() += runs.filter(|run| good(run)).count();
            }
        }
        let mut registered = 0;
        for (path, registry) in world.all("main", "-test-jobs-") {
            for job in ["nightly", "stable"].into_iter().flat_map(|kind| list(&registry[kind])) {
                let name = job["prowJob"].as_str().unwrap();
                let count = successes.get(name).copied().unwrap_or_default();
                assert!(count >= 5, "seed {seed}, {path}: {name} succeeded {count} times");
                registered += 1;
            }
        }
        assert_eq!(registered, 2 * 8 + 10 * 9);
    }
}
