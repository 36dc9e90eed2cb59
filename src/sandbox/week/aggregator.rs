//! The hourly pass over the record branch: the controller notices a new build and triggers its jobs,
//! the aggregator polls runs, starts retries, and writes a verdict when every job is finished
//! (`reference/test-results.md` §3, `reference/prow-controller.md` §4–6).

use super::builds::Build;
use super::calendar::{DAY, HOUR, MINUTE};
use super::jobs::{End, Fate, Life};
use super::ledger::{Ledger, Place, Window};
use super::random::{Dice, luck, mix};
use super::records::{self, Verdict};

/// The account whose token both use.
const BOT: &str = "release-qe-bot";

/// What came out of a build's tests, as far as others wait for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tested {
    /// when its file got a verdict; `None`: not within the window
    pub(super) verdict: Option<i64>,
    /// that verdict
    pub(super) accepted: bool,
    /// when a person promoted it in spite of it
    pub(super) promoted_by_hand: Option<i64>,
    /// jobs that passed, of those in its file
    pub(super) passed: usize,
    /// jobs in its file
    pub(super) jobs: usize,
}

/// One version of a result file.
struct Version {
    at: i64,
    /// differs from the one before
    changed: bool,
    verdict: Verdict,
}

/// When the pass of an hour begins: around minute 20.
fn pass(hour: i64, seed: u64) -> i64 {
    let late = mix(seed ^ hour.unsigned_abs(), "pass") % 300;
    hour * HOUR + 18 * MINUTE + late as i64
}

/// The first pass that begins at `at` or later.
fn pass_from(at: i64, seed: u64) -> i64 {
    let hour = at.div_euclid(HOUR);
    (hour - 1..hour + 3).map(|hour| pass(hour, seed)).find(|begins| *begins >= at).unwrap_or(at)
}

/// Follows a build through its tests and writes its files down. `None` when it is never tested.
pub(super) fn follow(book: &mut Ledger, window: &Window, build: &Build) -> Option<Tested> {
    let noticed = build.accepted?.max(build.tested_from.unwrap_or(i64::MIN));
    let begins = pass_from(noticed, window.seed);
    if begins > window.closes {
        return None;
    }
    // y-streams are handled one after the other, nightly before stable
    let turn = build.line.rank() % 100 * 8 + if build.nightly { 0 } else { 3 };
    let created = begins + turn + 32;
    let mut dice = Dice::of(mix(window.seed, "tests"), &build.name);
    let mut lives = trigger(&mut dice, window, build, created);
    let (versions, tested) = poll(&mut dice, window, build, &mut lives, (begins, created));
    write(book, window, build, &lives, created, &versions);
    for life in &lives {
        [&life.first]
            .into_iter()
            .chain(&life.retries)
            .for_each(|run| book.run(run.planned(&life.job)));
    }
    Some(tested)
}

/// Starts the jobs, five seconds apart.
fn trigger(dice: &mut Dice, window: &Window, build: &Build, created: i64) -> Vec<Life> {
    let jobs = if build.nightly { build.line.nightly_jobs() } else { build.line.stable_jobs() };
    let count = jobs.len().saturating_sub(build.lost_triggers);
    let start = created - 5 * count as i64;
    (0..)
        .zip(jobs.into_iter().take(count))
        .map(|(nth, job)| {
            let luck = luck(window.seed, &job.name, build.nth);
            Life::begin(dice, job, start + nth * 5, fate(build, nth as usize), luck)
        })
        .collect()
}

fn fate(build: &Build, job: usize) -> Fate {
    build.fates.get(job).copied().unwrap_or(Fate::Chance)
}

/// Polls once an hour until every job is finished, or the build is gone.
fn poll(
    dice: &mut Dice,
    window: &Window,
    build: &Build,
    lives: &mut [Life],
    (mut begins, created): (i64, i64),
) -> (Vec<Version>, Tested) {
    let until = build.gone.unwrap_or(created + 14 * DAY).min(window.closes);
    // within a pass the files are handled in turn
    let turn = 4 * MINUTE + (mix(window.seed, &build.name) % 720) as i64;
    let mut at = created + turn.min(5 * MINUTE);
    let mut before = created;
    let mut versions = Vec::new();
    let mut tested = Tested {
        verdict: None,
        accepted: false,
        promoted_by_hand: None,
        passed: 0,
        jobs: lives.len(),
    };
    while at <= until {
        let mut changed = versions.is_empty();
        for (nth, life) in lives.iter_mut().enumerate() {
            changed |= life
                .retries
                .iter()
                .chain([&life.first])
                .any(|run| run.over(at) && !run.over(before));
            if life.first.over(at) && life.first.end == End::Failure && life.retries.is_empty() {
                life.retry(dice, at, fate(build, nth));
                changed = true;
            }
        }
        if lives.iter().all(|life| life.complete(at)) {
            tested.passed = lives.iter().filter(|life| life.passed(at)).count();
            tested.accepted = tested.passed == lives.len() && !lives.is_empty();
            tested.verdict = Some(at);
            let verdict = Verdict {
                aggregated: Some(true),
                accepted: Some(tested.accepted),
                manual_promotion: false,
            };
            versions.push(Version { at, changed: true, verdict });
            tested.promoted_by_hand = promote(dice, window, build, &tested, at, &mut versions);
            break;
        }
        versions.push(Version { at, changed, verdict: Verdict::default() });
        before = at;
        begins = pass_from(begins + MINUTE, window.seed);
        at = begins + turn;
    }
    (versions, tested)
}

/// A rejected build that is wanted nevertheless may be promoted by hand: a third of the promoted
/// releases, and a few nightlies. The next pass aggregates the file again; `accepted` keeps its computed value.
fn promote(
    dice: &mut Dice,
    window: &Window,
    build: &Build,
    tested: &Tested,
    verdict_at: i64,
    versions: &mut Vec<Version>,
) -> Option<i64> {
    let told = build.fates.contains(&Fate::Loses);
    let wanted = dice.chance(if build.nightly { 0.03 } else { 0.33 }) || told;
    let at = verdict_at + dice.between(2 * HOUR, 12 * HOUR);
    if tested.accepted || !wanted {
        return None;
    }
    let verdict = |aggregated| Verdict {
        aggregated: Some(aggregated),
        accepted: Some(false),
        manual_promotion: true,
    };
    let next = pass_from(at + MINUTE, window.seed) + 5 * MINUTE;
    versions.push(Version { at, changed: true, verdict: verdict(false) });
    versions.push(Version { at: next, changed: true, verdict: verdict(true) });
    Some(at)
}

/// Writes the commits that somebody can see.
fn write(
    book: &mut Ledger,
    window: &Window,
    build: &Build,
    lives: &[Life],
    created: i64,
    versions: &[Version],
) {
    let deleted = build.gone.map(|gone| pass_from(gone, window.seed) + 6 * MINUTE);
    let place = || Place::tests("record");
    let path = || records::result_path(build);
    let pointer = vec![(records::latest_path(build), Some(records::latest(build)))];
    book.commit(created - 32, place(), "update file content", BOT, pointer);
    if !window.sees(created, deleted) {
        return;
    }
    if created >= window.opens {
        let changes = vec![(path(), Some(records::triggered(build, lives)))];
        book.commit(created, place(), "create new file", BOT, changes);
    }
    let mut left_out = false;
    for (nth, version) in versions.iter().enumerate() {
        let next = versions.get(nth + 1).map(|next| next.at).or(deleted);
        let told = version.at >= window.detail();
        let opening = version.at < window.opens && next.is_none_or(|next| next >= window.opens);
        let last = nth + 1 == versions.len() && window.sees(version.at, next);
        if !(told || opening || last) {
            left_out = true;
            continue;
        }
        let content = || records::polled(build, lives, version.at, version.verdict);
        // what a step that was left out had changed comes with the next one
        let rewritten = version.changed || std::mem::take(&mut left_out);
        let changes = if rewritten { vec![(path(), Some(content()))] } else { Vec::new() };
        let message =
            if version.verdict.manual_promotion && version.verdict.aggregated == Some(false) {
                "promote test results"
            } else {
                "update file content"
            };
        book.commit(version.at, place(), message, BOT, changes);
    }
    if let Some(deleted) = deleted {
        book.commit(deleted, place(), "delete file", BOT, vec![(path(), None)]);
    }
}
