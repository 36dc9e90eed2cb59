//! A change of a state word or verdict, found by comparing two pictures.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::recording::Line;
use crate::domain::arch::Arch;
use crate::domain::changes;
use crate::domain::time::{Date, Timestamp};
use crate::store::board::Tested;
use crate::store::{BuildRow, Snapshot};

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// when
    pub at: Timestamp,
    /// of what
    #[serde(flatten)]
    pub subject: Subject,
    /// the word before; `null`: it was not there
    pub before: Option<&'static str>,
    /// the word after; `null`: it is not there any more
    pub after: Option<&'static str>,
    /// the facts that caused it; never empty
    pub causes: Vec<String>,
    /// the file that changed, and its commit; `null` when only time passed
    pub path: Option<String>,
    /// see `path`
    pub commit: Option<String>,
}

/// What changed its word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Subject {
    /// the verdict of a job
    Job {
        /// build name
        build: String,
        /// architecture
        arch: Arch,
        /// full job name
        job: String,
    },
    /// the state of a build
    Build {
        /// build name
        build: String,
        /// architecture
        arch: Arch,
    },
    /// the state word of a release
    Release {
        /// version
        release: String,
    },
}

/// Why the later picture differs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cause<'a> {
    /// a file changed
    File(&'a Line),
    /// a day began
    Day(Date),
}

/// Every word that differs.
pub(super) fn between(before: &Snapshot, after: &Snapshot, cause: Cause<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    let note =
        |subject, words: (Option<&'static str>, Option<&'static str>), mut causes: Vec<String>| {
            if let Cause::Day(date) = cause {
                causes.push(format!("{date} began (UTC)"));
            }
            let file = match cause {
                Cause::File(line) => Some((line.path.clone(), line.commit.clone())),
                Cause::Day(_) => None,
            };
            let (path, commit) = file.unzip();
            Change { at: after.now, subject, before: words.0, after: words.1, causes, path, commit }
        };

    let old: BTreeMap<_, _> =
        before.board.releases.iter().map(|known| (known.release, known)).collect();
    let new: BTreeMap<_, _> =
        after.board.releases.iter().map(|known| (known.release, known)).collect();
    for release in keys(&old, &new) {
        let (was, is) = (old.get(&release), new.get(&release));
        let same = matches!((was, is), (Some(was), Some(is)) if Arc::ptr_eq(was, is));
        let words = (was.map(|was| was.state.word()), is.map(|is| is.state.word()));
        if !same && words.0 != words.1 {
            let facts = changes::of_release(was.map(|was| &***was), is.map(|is| &***is));
            found.push(note(Subject::Release { release: release.to_string() }, words, facts));
        }
    }
    for y in keys(&before.board.builds, &after.board.builds) {
        let (was, is) = (before.board.builds_of(y), after.board.builds_of(y));
        for (build, arch, was, is) in differing(was, is) {
            builds(&build, arch, was, is, &mut |subject, words, facts| {
                found.push(note(subject, words, facts));
            });
        }
    }
    found
}

type Words = (Option<&'static str>, Option<&'static str>);

fn builds(
    build: &str,
    arch: Arch,
    was: Option<&Tested>,
    is: Option<&Tested>,
    note: &mut dyn FnMut(Subject, Words, Vec<String>),
) {
    fn judged(tested: Option<&Tested>) -> Option<changes::Judged<'_>> {
        let tested = tested?;
        Some((tested.results.as_deref()?, tested.judgement.as_deref()?))
    }
    let (was, is) = (judged(was), judged(is));
    let word = |of: Option<changes::Judged<'_>>| of.map(|(_, judgement)| judgement.state.word());
    if word(was) != word(is) {
        let subject = Subject::Build { build: build.to_owned(), arch };
        note(subject, (word(was), word(is)), changes::of_build(was, is));
    }
    let (Some((is, is_judgement)), Some((was, was_judgement))) = (is, was) else { return };
    for (job, judged) in is.jobs.iter().zip(&is_judgement.jobs) {
        let place = was.jobs.iter().position(|old| old.name == job.name);
        let before = place.and_then(|place| was_judgement.jobs.get(place)).map(|old| old.verdict);
        if before == Some(judged.verdict) {
            continue;
        }
        let mut facts = changes::of_job(place.and_then(|place| was.jobs.get(place)), job);
        if facts.is_empty() {
            facts = changes::of_build(Some((was, was_judgement)), Some((is, is_judgement)));
        }
        let subject = Subject::Job { build: build.to_owned(), arch, job: job.name.to_string() };
        note(subject, (before.map(|verdict| verdict.word()), Some(judged.verdict.word())), facts);
    }
}

/// Pairs of the same build and architecture that are not one and the same row.
fn differing<'a>(
    was: &'a [Arc<BuildRow>],
    is: &'a [Arc<BuildRow>],
) -> Vec<(String, Arch, Option<&'a Tested>, Option<&'a Tested>)> {
    let by_name = |rows: &'a [Arc<BuildRow>]| -> BTreeMap<&'a str, &'a Arc<BuildRow>> {
        rows.iter().map(|row| (row.name.0.as_str(), row)).collect()
    };
    let (was, is) = (by_name(was), by_name(is));
    let mut pairs = Vec::new();
    for name in keys(&was, &is) {
        let (was, is) = (was.get(name), is.get(name));
        if matches!((was, is), (Some(was), Some(is)) if Arc::ptr_eq(was, is)) {
            continue;
        }
        for arch in Arch::ALL {
            let on = |row: Option<&&'a Arc<BuildRow>>| row.and_then(|row| row.tested_on(arch));
            let (was, is) = (on(was), on(is));
            if was != is {
                pairs.push((name.to_owned(), arch, was, is));
            }
        }
    }
    pairs
}

fn keys<K: Ord + Copy, A, B>(a: &BTreeMap<K, A>, b: &BTreeMap<K, B>) -> Vec<K> {
    let mut all: Vec<K> = a.keys().chain(b.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}
