//! The plan as a whole: sorted, bounded, the same for the same seed, and never still.

mod documents;
mod situations;
mod verdicts;
pub(super) mod world;

use std::collections::BTreeSet;

use super::plan;
use crate::domain::time::{SignedDuration, Timestamp, day};
use crate::sandbox::timeline::{Scenario, Timeline};
use world::{World, after, scenario, wednesday};

fn printed(plan: &Timeline) -> String {
    format!("{:?}{:?}", plan.commits, plan.tags)
}

#[test]
fn the_same_seed_gives_the_same_week_and_another_seed_another() {
    let draw = |seed| printed(&plan(&scenario(), seed, wednesday()));
    let first = draw(1);
    assert!(first == draw(1), "two plans with one seed differ");
    assert!(first != draw(2), "two seeds give one plan");
}

#[test]
fn everything_is_sorted_by_time_and_lies_within_the_window() {
    let (week, start) = (scenario(), wednesday());
    let plan = plan(&week, 3, start);
    let days = |days: f64| SignedDuration::from_secs((days * 86_400.0) as i64);
    let inside = start - days(week.days_before)..=start + days(week.days_after);
    assert!(plan.commits.is_sorted_by_key(|commit| commit.at));
    assert!(plan.tags.is_sorted_by_key(|change| change.at));
    assert!(plan.commits.iter().all(|commit| inside.contains(&commit.at)));
    assert!(plan.tags.iter().all(|change| inside.contains(&change.at)));
}

#[test]
fn something_changes_in_every_hour_of_a_working_day() {
    for seed in 1..6 {
        let start = wednesday();
        let plan = plan(&scenario(), seed, start);
        let hour = |at: Timestamp| at.as_second().div_euclid(3600);
        let commits = plan.commits.iter().filter(|commit| !commit.changes.is_empty());
        let lively: BTreeSet<i64> = commits
            .map(|commit| hour(commit.at))
            .chain(plan.tags.iter().map(|change| hour(change.at)))
            .collect();
        for minutes in (-2 * 1440..7 * 1440).step_by(60) {
            let at = after(start, minutes);
            let weekday = day(at).weekday().to_monday_one_offset();
            assert!(weekday > 5 || lively.contains(&hour(at)), "seed {seed}: nothing at {at}");
        }
    }
}

#[test]
fn a_quarter_of_the_commits_on_record_changes_nothing() {
    for seed in 1..6 {
        let plan = plan(&scenario(), seed, wednesday());
        let recent = after(wednesday(), -2 * 1440);
        let commits =
            plan.commits.iter().filter(|commit| commit.branch == "record" && commit.at > recent);
        let (empty, all) = commits.fold((0.0, 0.0), |(empty, all), commit| {
            (empty + f64::from(u8::from(commit.changes.is_empty())), all + 1.0)
        });
        assert!((0.2..0.32).contains(&(empty / all)), "seed {seed}: {empty} of {all}");
        assert!((110.0..230.0).contains(&(all / 10.0)), "seed {seed}: {all} in ten days");
    }
}

#[test]
fn the_branches_hold_a_few_hundred_files_at_the_start() {
    let plan = plan(&scenario(), 1, wednesday());
    let world = World::at(&plan, wednesday());
    let count = |branch| world.files.keys().filter(|(at, _)| at == branch).count();
    assert!((200..420).contains(&count("record")), "{} record files", count("record"));
    assert!((45..80).contains(&count("z-stream")), "{} z-stream files", count("z-stream"));
    assert_eq!(count("main"), 12 + 1, "registries and the configuration");
    assert_eq!(count("openshift-4.20"), 1);
    let largest = world.files.values().map(|content| content.len()).max().unwrap();
    assert!(largest < 40_000, "the largest file has {largest} bytes");
    let planned: usize = plan
        .commits
        .iter()
        .flat_map(|commit| &commit.changes)
        .filter_map(|(_, content)| content.as_ref().map(|content| content.len()))
        .sum();
    assert!(planned < 20_000_000, "{planned} bytes are planned");
}

#[test]
fn any_start_seed_and_size_can_be_planned() {
    let starts = ["2026-03-29T02:00:00Z", "2024-02-29T23:59:59Z", "1970-01-01T00:00:00Z"];
    let starts = starts.map(|text| text.parse().unwrap());
    for start in starts.into_iter().chain([Timestamp::MIN, Timestamp::MAX]) {
        let plan = plan(&scenario(), 9, start);
        assert!(plan.commits.len() > 1000, "{start}: {} commits", plan.commits.len());
        World::at(&plan, Timestamp::MAX);
    }
    let sizes = [
        (0, 0.0, 0.0),
        (u32::MAX, f64::NAN, f64::INFINITY),
        (3, -5.0, 0.5),
        (12, 1.0, f64::NEG_INFINITY),
    ];
    for (releases, days_before, days_after) in sizes {
        let week =
            Scenario { name: "odd".into(), releases, days_before, days_after, weather: true };
        let plan = plan(&week, u64::MAX, wednesday());
        let world = World::at(&plan, wednesday());
        assert!(!world.files.is_empty(), "{releases} releases");
    }
}
