//! A simulated release week: what a dozen y-streams build, test and ship around a given moment, drawn
//! from the distributions measured on the real branches, with one release in each situation that a
//! cockpit has to show. Everything follows from scenario, seed and start; nothing is read.
//!
//! The order is that of cause and effect: releases with their dates → builds and their tags → tests and
//! verdicts → what the leads do, and what they write down.

mod advisories;
mod aggregator;
mod bug_keys;
mod bugs;
mod build_data;
mod builds;
mod calendar;
mod chat;
mod checks;
mod configstore;
mod course;
mod directory;
mod grades;
mod jobs;
mod ledger;
mod log;
mod notifier;
mod ordinary;
mod payloads;
mod people;
mod plans;
mod qe_marks;
mod random;
mod records;
mod release;
mod reports;
mod roles;
mod scenes;
mod shipment_files;
mod shipments;
mod stage_runs;
mod statebox;
mod streams;
mod suites;
mod tasks;
mod texts;
mod tracker;
mod weather;
mod yaml;

use std::collections::HashMap;

use crate::domain::time::Timestamp;

use super::timeline::{Scenario, Timeline};
use calendar::DAY;
use course::Course;
use ledger::{Ledger, Window};

/// The most days that are told before and after the start.
const MOST_DAYS: f64 = 60.0;

/// Plans the week. `start` is when the sandbox's clock starts: what lies before it is history. The same
/// arguments give the same plan.
pub fn plan(scenario: &Scenario, seed: u64, start: Timestamp) -> Timeline {
    let window = window(scenario, seed, start);
    let open = usize::try_from(scenario.releases).unwrap_or(usize::MAX);
    let releases = release::all(&window, open);
    let mut book = Ledger::new(window);
    streams::registries(&mut book, &window);
    configstore::write(&mut book, &window);
    let builds = builds::all(&mut book, &window, &releases);
    let tested: HashMap<String, aggregator::Tested> = builds
        .iter()
        .filter_map(|build| {
            Some((build.name.clone(), aggregator::follow(&mut book, &window, build)?))
        })
        .collect();
    tasks::track(&mut book, &window, &releases);
    build_data::write(&mut book, &window, &releases);
    let mut done = HashMap::new();
    for release in releases.iter().filter(|release| release.has_statebox()) {
        let promoted = tested.get(&release.name).copied();
        let candidate = tested.get(&release.candidate()).copied();
        let course = Course::new(&window, release, promoted, candidate);
        done.insert(release.name.clone(), tasks::write(&mut book, &window, course));
    }
    let mut plans = plans::plans(&window, &releases, &done);
    plans.job_runs.extend(book.runs());
    if scenario.weather {
        plans.weather = weather::weather(&window);
    }
    Timeline { plans, ..book.close() }
}

fn window(scenario: &Scenario, seed: u64, start: Timestamp) -> Window {
    // half a year from either end of time, so that no sum of days leaves it
    let edge = 180 * DAY;
    let (first, last) = (Timestamp::MIN.as_second() + edge, Timestamp::MAX.as_second() - edge);
    let start = start.as_second().clamp(first, last);
    // what is no number becomes no days
    let days = |days: f64| (days.clamp(0.0, MOST_DAYS) * DAY as f64) as i64;
    let (before, after) = (days(scenario.days_before), days(scenario.days_after));
    Window { seed, opens: start - before, start, closes: start + after }
}

#[cfg(test)]
mod tests;
