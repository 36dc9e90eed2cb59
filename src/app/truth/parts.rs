//! A summary is never fresher or greener than its parts: worlds by chance, each with its number, and what
//! must hold in all of them.

use std::collections::BTreeMap;

use fastrand::Rng;

use super::seen::{json, overview, screen};
use crate::domain::arch::Arch;
use crate::domain::builds::ArchPhase;
use crate::domain::flow::FlowRow;
use crate::domain::freshness::{Freshness, freshness};
use crate::domain::releases::{Assessment, StateWord};
use crate::domain::source::{Branch, Service, Source};
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{Timestamp, age};
use crate::domain::trouble::Trouble;
use crate::domain::verdict::Verdict;
use crate::store::{ServiceState, Snapshot};
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::outside::{Heard, Outside};
use crate::ui::sample::results::ResultsText;
use crate::ui::sample::statebox::StateBoxText;
use crate::ui::sample::{shipments, week};

/// Worlds that are made.
const WORLDS: u64 = 300;

fn trouble(luck: &mut Rng) -> Trouble {
    let detail = "by chance".to_owned();
    match luck.u8(0..4) {
        0 => Trouble::Unreachable { detail },
        1 => Trouble::SignIn { detail },
        2 => Trouble::Throttled { retry_at: None },
        _ => Trouble::Unreadable { place: "somewhere".to_owned(), detail },
    }
}

/// The week, in which one release stands anywhere in its tasks and its jobs ended anyhow.
fn outside(luck: &mut Rng) -> Outside {
    let mut outside = shipments::outside();
    let mut boxed = StateBoxText::of("4.20.17").due("2026-Mar-25").shipment(498);
    boxed = boxed.candidate(week::CANDIDATE);
    for task in TaskName::TRACKED {
        let (status, ended) = match luck.u8(0..6) {
            0 => ("Fail", "25 11:00"),
            1 => ("In Progress", ""),
            2 => ("Not Started", ""),
            3 => continue,
            _ => ("Pass", "25 11:00"),
        };
        let started = if status == "Not Started" { "" } else { "25 10:00" };
        boxed = boxed.task(&task.to_string(), status, started, ended, "");
    }
    if luck.u8(0..4) == 0 {
        boxed = boxed.blocker("by chance", "25 09:00", "");
    }
    if luck.u8(0..5) == 0 {
        outside.file(Branch::ZStream, "4.20/statebox/4.20.17.yaml", "tasks: [", "25 14:00");
    } else {
        outside.statebox(&boxed);
    }
    let mut results = ResultsText::of("4.20.17", "25 02:00");
    for job in ["upgrade 4.19→ aws-ipi", "upgrade 4.20→ azure-ipi-fips", "upgrade 4.20→ gcp-ipi"]
    {
        let runs = luck.choice(["S", "FSS", "FSF", "FFF", "F", "E", "P", "T", "FSP", "ASS"]);
        results = results.job(job, runs.unwrap());
    }
    outside.results(&if luck.bool() { results } else { results.verdict(luck.bool()) });
    outside
}

/// Some sources never answered, some did so long ago, some are in trouble since.
fn snapshot(luck: &mut Rng) -> Snapshot {
    let outside = outside(luck);
    let sources = outside.sources();
    let silent: Vec<Source> = sources.iter().copied().filter(|_| luck.u8(0..5) == 0).collect();
    let ages: BTreeMap<Source, i64> = sources
        .iter()
        .map(|source| (*source, *luck.choice(&[1, 3, 7, 18, 22, 41, 70, 600]).unwrap()))
        .collect();
    let mut heard = Heard::all_but(&outside, |source| ages[&source], &silent);
    for source in sources {
        if luck.u8(0..6) == 0 {
            heard.trouble(source, &trouble(luck));
        }
    }
    heard.snapshot()
}

fn fetched(snapshot: &Snapshot, source: Source) -> Option<Timestamp> {
    snapshot.feeds.get(&source)?.fetched
}

fn tasks(release: &Assessment) -> impl Iterator<Item = (TaskName, TaskState, bool)> {
    release.flow.iter().filter_map(|row| match row {
        FlowRow::Task(task) => Some((task.name, task.state, task.counted)),
        FlowRow::Gate(_) => None,
    })
}

/// READY rests on the approval, figures on what was read, phases on who said them.
fn greener(snapshot: &Snapshot, release: &Assessment, world: u64) {
    let name = format!("{} of world {world}", release.release);
    let approved = |(task, state, _): (TaskName, TaskState, bool)| {
        task == TaskName::ChangeAdvisoryStatus && state.is_through()
    };
    if matches!(release.state, StateWord::Ready | StateWord::Shipped) {
        assert!(tasks(release).any(approved), "{name}");
    }
    let read = fetched(snapshot, Source::Branch(Branch::ZStream)).is_some();
    if !read {
        assert_eq!(release.state, StateWord::Unknown, "{name}");
    }
    let through = tasks(release).filter(|(_, state, counted)| *counted && state.is_through());
    let through = u8::try_from(through.count()).unwrap();
    assert!(release.passed.is_none_or(|passed| read && passed == through), "{name}");
    for arch in Arch::ALL {
        let known = matches!(release.phases[arch.index()], ArchPhase::Known(_));
        // result files record the phase as it was when they were made
        let recorded = fetched(snapshot, Source::Branch(Branch::Record)).is_some();
        let said = recorded || fetched(snapshot, Source::Tags(arch)).is_some();
        assert!(!known || said, "{name} on {arch}: nobody said so");
    }
    if let Some(build) = &release.jobs.build {
        let rows = snapshot.board.builds_of(release.release.y);
        let row = rows.iter().find(|row| row.name == *build).unwrap();
        let tested = row.tested_on(Arch::Amd64).unwrap();
        let judged = &tested.judgement.as_ref().unwrap().jobs;
        let listed = judged.iter().any(|job| !job.unregistered);
        let finished = tested.results.as_ref().unwrap().is_finished();
        // in a finished file every job counts that the registry does not call optional
        let required = judged.iter().filter(|job| !job.optional && (finished || !job.unregistered));
        let passed = required.clone().filter(|job| job.verdict == Verdict::Passed).count();
        let told =
            release.jobs.required.map(|required| (release.jobs.passed as usize, required as usize));
        assert_eq!(told, (listed || finished).then(|| (passed, required.count())), "{name}");
    } else {
        assert_eq!((release.jobs.passed, release.jobs.required), (0, Some(0)), "{name}");
    }
}

/// The row says the age of the oldest fact in it, and marks it when any of them is stale.
fn fresher(snapshot: &Snapshot, rows: &[String], release: &Assessment, world: u64) {
    let own = [
        Source::Branch(Branch::ZStream),
        Source::Branch(Branch::Record),
        Source::Bugs,
        Source::Shipment(release.release),
    ];
    let own = own.into_iter().chain(Arch::ALL.map(Source::Tags));
    let parts: Vec<(Source, Timestamp)> =
        own.filter_map(|source| Some((source, fetched(snapshot, source)?))).collect();
    let level = |(source, at): &(Source, Timestamp)| freshness(*source, Some(*at), snapshot.now);
    let stale = parts.iter().any(|part| level(part) >= Freshness::Stale);
    let oldest = parts.iter().map(|(_, at)| *at).min();
    let expected = oldest.map_or("?".to_owned(), |at| {
        format!("{}{}", age(at, snapshot.now), if stale { "~" } else { "" })
    });
    let name = format!(" {} ", release.release);
    let row = rows.iter().find(|row| row.contains(&name)).unwrap();
    let told = row.split_whitespace().next_back().unwrap();
    assert_eq!(told, expected, "{row:?} of world {world}");
}

/// A service is fine only when none of its sources is in trouble and one of them answered, and an old
/// answer makes its mark old.
fn services(snapshot: &Snapshot, strip: &str, world: u64) {
    for service in [Service::Streams, Service::Github, Service::Gitlab] {
        let own: Vec<_> =
            snapshot.feeds.iter().filter(|(source, _)| source.service() == service).collect();
        let troubled = own.iter().any(|(_, feed)| feed.trouble.is_some());
        let answered = own.iter().any(|(_, feed)| feed.fetched.is_some());
        let stale = own.iter().any(|(source, feed)| {
            feed.fetched.is_some() && feed.freshness(**source, snapshot.now) >= Freshness::Stale
        });
        let fine = snapshot.service(service) == ServiceState::Fine;
        assert!(!fine || (answered && !troubled), "{service:?} of world {world}");
        let (pass, old) = (format!(" {} ✓", service.name()), format!(" {} ✓~", service.name()));
        assert_eq!(strip.contains(&pass), fine, "{strip:?} of world {world}");
        assert_eq!(strip.contains(&old), fine && stale, "{strip:?} of world {world}");
    }
}

#[test]
fn a_summary_is_never_fresher_or_greener_than_its_parts() {
    let (mut green, mut unread, mut old) = (0, 0, 0);
    for world in 0..WORLDS {
        let mut luck = Rng::with_seed(world);
        let snapshot = snapshot(&mut luck);
        let rows = screen(&snapshot, "1", GlyphSet::Unicode);
        let listed = json(&snapshot, &overview());
        let listed = listed["releases"].as_array().unwrap();
        for release in &snapshot.board.releases {
            greener(&snapshot, release, world);
            let name = release.release.to_string();
            if listed.iter().any(|one| one["release"] == name.as_str()) {
                fresher(&snapshot, &rows, release, world);
            }
            green += u32::from(release.state == StateWord::Ready);
            unread += u32::from(release.passed.is_none());
        }
        services(&snapshot, &rows[2], world);
        old += u32::from(rows[2].contains("✓~"));
    }
    // chance made what is to be told apart
    assert!(green > 100 && unread > 30 && old > 50, "{green} {unread} {old}");
}
