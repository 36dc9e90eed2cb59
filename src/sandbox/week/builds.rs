//! Builds: nightlies and promoted releases, their names, and the phases their tags go through on the
//! five architectures.

use crate::domain::arch::Arch;
use crate::domain::builds::Phase;

use super::calendar::{DAY, HOUR, MINUTE, name_stamp};
use super::jobs::Fate;
use super::ledger::{Ledger, Window};
use super::random::{Dice, luck, mix};
use super::release::Release;
use super::roles::Tags;
use super::streams::{LINES, Line};

/// A build of amd64 as the job controller sees it.
pub(super) struct Build {
    pub(super) line: &'static Line,
    pub(super) name: String,
    pub(super) nightly: bool,
    /// the how-manieth of its y-stream and kind, among those that are tested
    pub(super) nth: i64,
    /// the release controller accepted it; `None`: it did not
    pub(super) accepted: Option<i64>,
    /// recycled; a promoted build stays
    pub(super) gone: Option<i64>,
    /// the controller does not get round to it before
    pub(super) tested_from: Option<i64>,
    /// how its jobs come out, in registry order; those beyond the list as chance has it
    pub(super) fates: &'static [Fate],
    /// triggers that got lost: so many jobs, from the end of the list, are not in its file
    pub(super) lost_triggers: usize,
}

/// All builds that can matter in the window, and their tags. Oldest first within a y-stream and kind.
pub(super) fn all(book: &mut Ledger, window: &Window, releases: &[Release]) -> Vec<Build> {
    let mut builds = Vec::new();
    for line in &LINES {
        let mine = || releases.iter().filter(|release| std::ptr::eq(release.line, line));
        nightlies(&mut builds, book, window, line, &mine().collect::<Vec<_>>());
        builds.extend(mine().map(|release| promoted(book, window, release)));
    }
    builds
}

fn nightlies(
    builds: &mut Vec<Build>,
    book: &mut Ledger,
    window: &Window,
    line: &'static Line,
    releases: &[&Release],
) {
    let mut dice = Dice::of(window.seed, line.y);
    // two thirds of what is built is accepted and reaches the test jobs
    let spacing = (DAY as f64 * 0.66 / line.nightlies_per_day) as i64;
    let mut at = window.opens - 16 * DAY + dice.between(0, spacing);
    let mut made: Vec<(i64, Option<&Release>)> = Vec::new();
    while at < window.closes {
        let moment = at + dice.between(-spacing / 4, spacing / 4);
        let near = |release: &&&Release| (release.candidate_made - moment).abs() < 9 * HOUR;
        if !releases.iter().any(|release| near(&release)) {
            made.push((moment, None));
        }
        at += spacing;
    }
    made.extend(releases.iter().map(|&release| (release.candidate_made, Some(release))));
    made.sort_by_key(|(moment, _)| *moment);
    let mut new: Vec<Build> = (0..)
        .zip(made)
        .map(|(nth, (moment, release))| nightly(book, window, line, (nth, moment), release))
        .collect();
    only_the_latest_is_tested(&mut new);
    // one in a few hundred is never finished; it is open all the while until it is recycled
    let long_ago = window.start - 10 * DAY;
    let hung = |build: &&mut Build| build.accepted.is_some_and(|at| at > long_ago);
    if line.y == "4.19"
        && let Some(build) = new.iter_mut().find(hung)
    {
        build.fates = &[Fate::Chance, Fate::Hangs];
    }
    builds.append(&mut new);
}

fn nightly(
    book: &mut Ledger,
    window: &Window,
    line: &'static Line,
    (nth, made): (i64, i64),
    candidate_of: Option<&Release>,
) -> Build {
    let date = name_stamp(made);
    let name = format!("{}.0-0.nightly-{date}", line.y);
    let mut dice = Dice::of(window.seed, &name);
    let (least, most) = line.keeps;
    let recycled = made + dice.between(least * DAY, most * DAY);
    let gone = candidate_of.map_or(recycled, |release| recycled.max(release.due + 3 * DAY));
    let mut accepted = None;
    for arch in Arch::ALL {
        let suffix = suffix(arch);
        let stream = format!("{}.0-0.nightly{suffix}", line.y);
        let tag = format!("{stream}-{date}");
        let mut settled = made + (dice.length([3.3, 5.4, 9.0, 18.0]) * HOUR as f64) as i64;
        if candidate_of.is_some() {
            settled = settled.min(made + 8 * HOUR);
        }
        let ready = made + dice.between(15 * MINUTE, 50 * MINUTE);
        let good = luck(window.seed, &stream, nth) < if arch == Arch::Amd64 { 0.68 } else { 0.8 };
        let end = match good || candidate_of.is_some() {
            true => Phase::Accepted,
            false if dice.chance(0.05) => Phase::Failed,
            false => Phase::Rejected,
        };
        if arch == Arch::Amd64 && end == Phase::Accepted {
            accepted = Some(settled);
        }
        if gone > window.opens {
            // nobody tells the steps of a nightly of long ago
            if settled > window.detail() {
                book.tag(made, arch, &stream, &tag, Some(Phase::Pending));
                if end != Phase::Failed {
                    book.tag(ready, arch, &stream, &tag, Some(Phase::Ready));
                }
            }
            book.tag(settled, arch, &stream, &tag, Some(end));
            book.tag(gone, arch, &stream, &tag, None);
        }
    }
    Build {
        line,
        name,
        nightly: true,
        nth,
        accepted,
        gone: Some(gone),
        tested_from: None,
        fates: candidate_of.map_or(&[], |release| release.candidate_fates),
        lost_triggers: usize::from(candidate_of.is_none() && dice.chance(0.03)),
    }
}

/// The controller asks for the newest accepted build: one that is accepted after a newer one is never
/// tested. Those that are tested are counted.
fn only_the_latest_is_tested(builds: &mut [Build]) {
    let mut newer_accepted = i64::MAX;
    for build in builds.iter_mut().rev() {
        match build.accepted {
            Some(at) if at < newer_accepted => newer_accepted = at,
            _ => build.accepted = None,
        }
    }
    let tested = builds.iter_mut().filter(|build| build.accepted.is_some());
    for (nth, build) in (0..).zip(tested) {
        build.nth = nth;
    }
}

fn promoted(book: &mut Ledger, window: &Window, release: &Release) -> Build {
    let mut dice = Dice::of(mix(window.seed, "promoted"), &release.name);
    for arch in Arch::ALL {
        let suffix = suffix(arch);
        let kind = if release.name.contains("-ec.") { "dev-preview" } else { "stable" };
        let stream = format!("{}-{kind}{suffix}", release.line.major());
        let mut tag = |at, phase| book.tag(at, arch, &stream, &release.name, Some(phase));
        let accepted = match arch {
            Arch::Amd64 => release.promoted,
            _ => release.promoted + dice.between(-10 * MINUTE, 50 * MINUTE),
        };
        let pending = match release.tags {
            Tags::PendingSince(at) => at + dice.between(0, 5 * MINUTE),
            _ => accepted - dice.between(90 * MINUTE, 150 * MINUTE),
        };
        tag(pending, Phase::Pending);
        tag(accepted - dice.between(35 * MINUTE, 60 * MINUTE), Phase::Ready);
        match release.tags {
            Tags::RejectedOnS390x { at, until } if arch == Arch::S390x => {
                tag(at, Phase::Rejected);
                tag(until - 2 * HOUR, Phase::Ready);
                tag(until, Phase::Accepted);
            }
            Tags::VerifyingOnPpc64le { until } if arch == Arch::Ppc64le => {
                tag(until, Phase::Accepted)
            }
            _ => tag(accepted, Phase::Accepted),
        }
    }
    Build {
        line: release.line,
        name: release.name.clone(),
        nightly: false,
        nth: release.step,
        accepted: Some(release.promoted),
        gone: None,
        tested_from: release.tested_from,
        fates: release.fates,
        lost_triggers: release.lost_triggers,
    }
}

fn suffix(arch: Arch) -> String {
    if arch == Arch::Amd64 { String::new() } else { format!("-{arch}") }
}
