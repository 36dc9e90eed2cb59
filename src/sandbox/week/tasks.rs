//! Announcements and StateBoxes: what the z-stream branch shows of every release.

use std::sync::Arc;

use super::calendar::{MINUTE, stamp};
use super::course::{Course, Done};
use super::ledger::{Ledger, Place, Window};
use super::release::{Release, numbers};
use super::scenes;
use super::statebox::{Deed, Document};
use super::streams::{LINES, Line};

/// Plays a release and writes down every save of its StateBox. When each step was taken.
pub(super) fn write(book: &mut Ledger, window: &Window, mut course: Course<'_>) -> Done {
    let release = course.release;
    // the release detector looks once an hour
    let created = release.announced + course.dice.between(14, 40) * MINUTE;
    // the clock of whoever saves runs behind the one of the commits, always by as much
    let behind = course.dice.length([5.0, 94.0, 333.0, 333.0]) as i64;
    scenes::play(&mut course);
    let mut beats = course.beats;
    beats.sort_by_key(|beat| beat.at);
    let path = format!("_releases/{}/statebox/{}.yaml", release.line.y, release.name);
    let place = || Place::tests("z-stream");
    let change = |document: &Document<'_>| {
        vec![(path.clone(), Some(Arc::from(document.text().into_bytes())))]
    };
    let mut document = Document::new(release, created);
    let next = beats.first().map(|beat| beat.at + behind);
    if window.sees(created + behind, next) {
        let message = format!("Initialize StateBox for release {}", release.name);
        book.commit(created + behind, place(), message, "release-qe-bot", change(&document));
    }
    let mut beats = beats.into_iter().peekable();
    while let Some(beat) = beats.next() {
        let at = beat.at.max(created + 1) + behind;
        if let Deed::Task { name, status, .. } = beat.deed {
            course.done.saved.push((at, name, status));
        }
        let message = beat.deed.message();
        document.apply(beat);
        if window.sees(at, beats.peek().map(|next| next.at + behind)) {
            book.commit(at, place(), message, release.lead.name, change(&document));
        }
    }
    course.done
}

/// Writes the tracking files: one commit per announcement, as ART's bot makes them.
pub(super) fn track(book: &mut Ledger, window: &Window, releases: &[Release]) {
    for line in &LINES {
        let path = format!("_releases/{0}/{0}.z.yaml", line.y);
        let mut announced: Vec<&Release> = releases
            .iter()
            .filter(|release| std::ptr::eq(release.line, line) && release.tracked())
            .filter(|release| release.announced >= window.opens)
            .collect();
        announced.sort_by_key(|release| release.announced);
        let first = releases
            .iter()
            .filter(|release| std::ptr::eq(release.line, line) && release.tracked())
            .filter(|release| release.announced < window.opens)
            .map(|release| release.step)
            .max();
        let mut write = |at, step, message: String| {
            let change = vec![(path.clone(), Some(Arc::from(tracking(line, step).into_bytes())))];
            book.commit(at, Place::tests("z-stream"), message, "openshift-bot", change);
        };
        write(window.opens - 1, first, "tracking files".to_owned());
        for release in announced {
            write(release.announced, Some(release.step), release.name.clone());
        }
    }
}

/// A tracking file up to a release (`reference/statebox.md` §13); keys sorted as text.
fn tracking(line: &Line, upto: Option<i64>) -> String {
    let Some(newest) = line.patch().zip(upto).map(|(patch, step)| patch + step) else {
        return "releases: {}\n".to_owned();
    };
    // some numbers were never used
    let mut patches: Vec<i64> =
        (0..=newest).filter(|patch| *patch > newest - 12 || patch % 23 != 7).collect();
    patches.sort_by_key(i64::to_string);
    let mut out = "releases:\n".to_owned();
    for patch in patches {
        let (rpm, jira) = numbers(line, patch);
        let y = line.y;
        out.push_str(&format!("  {y}.{patch}:\n    advisories:\n"));
        if patch % 9 == 4 {
            out.push_str(&format!("      microshift: {}\n", 908_000 + jira % 1000));
        }
        out.push_str(&format!(
            "      rhcos: {}\n      rpm: {rpm}\n    release_jira: ART-{jira}\n",
            rpm + 1
        ));
    }
    out
}

/// When build data of a release is there: some time before it is announced.
pub(super) fn merged(release: &Release) -> i64 {
    release.announced - 40 * MINUTE
}

/// The moment from which a candidate's assembly counts, as build data writes it.
pub(super) fn basis_time(release: &Release) -> String {
    stamp(release.candidate_made).replace('Z', "+00:00")
}
