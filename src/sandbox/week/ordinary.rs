//! How a release goes when nothing special is told of it: steps in their order, behind their gates, in
//! working hours, with the lengths, failures and issues that were measured.

use super::calendar::{DAY, HOUR, MINUTE, at_work};
use super::checks::Images;
use super::course::Course;

/// Takes every step that was not taken yet, none before `from`.
pub(super) fn carry_on(course: &mut Course<'_>, from: i64) {
    let Some(checked) = begin(course, from) else { return };
    let gate = checked.max(course.release.promoted).max(course.release.stage_release);
    images(course, from.max(gate));
    stage(course, from, from.max(gate));
    judge(course, from);
    finish(course, from);
}

/// Minutes drawn between two bounds, as seconds.
fn minutes(course: &mut Course<'_>, least: i64, most: i64) -> i64 {
    course.dice.between(least * MINUTE, most * MINUTE)
}

/// The next moment at work, `least` to `most` minutes after `at`.
fn soon(course: &mut Course<'_>, at: i64, least: i64, most: i64) -> i64 {
    let wait = minutes(course, least, most);
    at_work(at + wait, &mut course.dice)
}

/// A length in minutes from a measured curve, as seconds.
fn takes(course: &mut Course<'_>, curve: [f64; 4]) -> i64 {
    (course.dice.length(curve) * MINUTE as f64) as i64
}

/// Ownership, CVE check, push, candidate. When the CVE check is through.
fn begin(course: &mut Course<'_>, from: i64) -> Option<i64> {
    let mut files_missing = None;
    if course.done.owned.is_none() {
        let at = soon(course, from.max(course.release.announced + 45 * MINUTE), 5, 240);
        let new_files = course.dice.chance(0.25);
        files_missing = course.own(at, new_files);
    }
    let owned = course.done.owned?;
    if course.done.cve.is_none() {
        let at = from.max(owned) + minutes(course, 1, 5);
        let missed = course.dice.chance(0.1);
        if let Some(issue) = course.check_cve(at, missed) {
            let accepted = soon(course, at, 60, 300);
            course.accept_cve(accepted, &issue);
        }
    }
    let checked = course.done.cve?;
    if course.done.pushed.is_none() {
        let mut at = from.max(owned) + minutes(course, 6, 12);
        if let Some(issue) = files_missing {
            at = soon(course, at, 90, 420);
            course.resolve(at, &issue, "ART moved the advisory to QE");
            course.done.files_came = Some(at);
            at += minutes(course, 1, 20);
        }
        let length = takes(course, [22.0, 132.0, 700.0, 1500.0]);
        let end = at_work(at + length, &mut course.dice);
        course.push(at, end);
    }
    if course.done.analyzed.is_none() && course.dice.chance(0.83) {
        let at = soon(course, from.max(owned), 30, 300);
        course.analyze_candidate(at);
    }
    Some(checked)
}

/// The image check, once promoted and on stage.
fn images(course: &mut Course<'_>, gate: i64) {
    if course.done.consistent.is_some() {
        return;
    }
    let mut at = soon(course, gate, 8, 90);
    if course.dice.chance(0.15) {
        let end = at_work(at + takes(course, [31.0, 55.0, 110.0, 170.0]), &mut course.dice);
        course.check_images(at, end, Images::Broken, false);
        let issue = "image-consistency-check: the Prow run could not reach the release controller";
        course.raise(end + 3 * MINUTE, issue, false, &["image-consistency-check"]);
        at = soon(course, end, 10, 60);
        course.resolve(at - MINUTE, issue, "was back after a few minutes, the run is repeated");
    }
    let end = at_work(at + takes(course, [33.0, 105.0, 320.0, 500.0]), &mut course.dice);
    let asked = course.dice.chance(0.25);
    course.check_images(at, end, Images::Healthy, asked);
}

/// Stage testing, once promoted and on stage. Some ask before the pipeline is ready.
fn stage(course: &mut Course<'_>, from: i64, gate: i64) {
    if course.done.staged.is_some() {
        return;
    }
    let asked = soon(course, from.max(course.release.promoted), 20, 90);
    if asked + HOUR < course.release.stage_release && course.dice.chance(0.8) {
        course.stage_not_ready(asked);
        if course.dice.chance(0.6) {
            let issue = "stage-release pipeline failed: a release plan admission was not found";
            course.raise(asked + 6 * MINUTE, issue, true, &["stage-testing"]);
            course.resolve(gate + 5 * MINUTE, issue, "ART ran the pipeline again, it succeeded");
        }
    }
    let mut at = soon(course, gate, 9, 95);
    if course.dice.chance(0.14) {
        let end = at_work(at + takes(course, [40.0, 180.0, 260.0, 300.0]), &mut course.dice);
        let result = course.dice.pick(&["FAILURE", "ABORTED", "FAILURE"]).unwrap_or("FAILURE");
        course.test_stage(at, end, result);
        at = soon(course, end, 10, 120);
    }
    let end = at_work(at + takes(course, [138.0, 240.0, 400.0, 620.0]), &mut course.dice);
    course.test_stage(at, end, "SUCCESS");
}

/// The promoted build, once its results have a verdict.
fn judge(course: &mut Course<'_>, from: i64) {
    let Some(verdict) = course.promoted.and_then(|tested| tested.verdict) else { return };
    if course.done.judged.is_some() {
        return;
    }
    let asked = soon(course, from.max(course.release.promoted), 60, 200);
    if asked + HOUR < verdict && course.dice.chance(0.5) {
        course.await_results(asked);
    }
    let at = soon(course, from.max(verdict), 8, 120);
    course.judge(at);
}

/// Signature and approval, once all else is through; approval from the day before the date on.
fn finish(course: &mut Course<'_>, from: i64) {
    let done = &course.done;
    let (Some(pushed), Some(consistent)) = (done.pushed, done.consistent) else { return };
    let (Some(staged), Some(judged)) = (done.staged, done.judged) else { return };
    let all = from.max(pushed).max(consistent).max(staged).max(judged);
    if course.done.signed.is_none() {
        let at = soon(course, all, 10, 150);
        course.check_signature(at);
    }
    let Some(signed) = course.done.signed else { return };
    if course.done.approved.is_some() {
        return;
    }
    let day_before = course.release.due - DAY + 6 * HOUR;
    let at = soon(course, from.max(signed).max(day_before), 6, 180);
    let erring = course.dice.chance(0.25);
    let length = match course.dice.chance(0.12) {
        true => MINUTE,
        false => takes(course, [107.0, 1000.0, 1500.0, 2400.0]),
    };
    course.approve(at, at + length, erring);
}
