//! What happened to the releases in hand until the clock starts, and what is under way then. Moments are
//! minutes from the start.

use super::calendar::MINUTE;
use super::checks::Images;
use super::course::Course;
use super::ordinary::carry_on;
use super::roles::Role;

const DAYS: i64 = 1440;

/// Plays a release through to its end.
pub(super) fn play(course: &mut Course<'_>) {
    let begins = match course.release.role {
        Role::Blocked => blocked(course),
        Role::Late => late(course),
        Role::Running => running(course),
        Role::Act => act(course),
        Role::Ready => ready(course),
        Role::Watched => watched(course),
        Role::Waiting => waiting(course),
        Role::Candidate => candidate(course),
        Role::Fresh => 55,
        Role::Ordinary => return carry_on(course, course.release.announced),
    };
    let from = at(course, begins);
    carry_on(course, from);
}

fn at(course: &Course<'_>, minutes: i64) -> i64 {
    // people do not act on the full minute
    course.window.start + minutes * MINUTE + (minutes * 37).rem_euclid(50)
}

/// The first four steps, in the two hours after the release was announced.
fn prepared(course: &mut Course<'_>) {
    let first = course.release.announced + 70 * MINUTE;
    course.own(first, false);
    course.check_cve(first + 131, false);
    course.push(first + 317, first + 46 * MINUTE + 22);
    course.analyze_candidate(first + 102 * MINUTE + 23);
}

fn images(course: &mut Course<'_>, from: i64, to: i64, outcome: Images) {
    let (from, to) = (at(course, from), at(course, to));
    course.check_images(from, to, outcome, false);
}

fn stage(course: &mut Course<'_>, from: i64, to: i64, result: &str) {
    let (from, to) = (at(course, from), at(course, to));
    course.test_stage(from, to, result);
}

fn blocked(course: &mut Course<'_>) -> i64 {
    prepared(course);
    let tracker = "openssl CVE tracker missing from RHSA";
    let note = "Jenkins node pool slow";
    course.raise(at(course, -302), tracker, true, &["check-cve-tracker-bug"]);
    images(course, -280, -192, Images::Unhealthy);
    course.raise(at(course, -80), note, false, &["stage-testing"]);
    stage(course, -65, 140, "SUCCESS");
    course.resolve(at(course, 82), tracker, "ART attached the tracker to the RHSA");
    images(course, 97, 188, Images::Healthy);
    course.resolve(at(course, 150), note, "two more nodes since 15:30");
    195
}

fn late(course: &mut Course<'_>) -> i64 {
    prepared(course);
    let tested = -2 * DAYS;
    images(course, tested, tested + 95, Images::Healthy);
    stage(course, tested + 12, tested + 260, "ABORTED");
    course.judge(at(course, tested + 300));
    stage(course, -430, -125, "FAILURE");
    let note = "stage-testing: the pipeline lost its cluster twice, asked the host owner";
    course.raise(at(course, -118), note, false, &["stage-testing"]);
    course.resolve(at(course, 44), note, "moved to another region");
    50
}

fn running(course: &mut Course<'_>) -> i64 {
    prepared(course);
    images(course, -DAYS - 200, -DAYS - 90, Images::Healthy);
    course.judge(at(course, -DAYS - 60));
    stage(course, -130, 105, "SUCCESS");
    110
}

/// All but the approval, `ago` minutes before the start.
fn all_but_approval(course: &mut Course<'_>, ago: i64) {
    prepared(course);
    images(course, -2 * DAYS - 400, -2 * DAYS - 290, Images::Healthy);
    stage(course, -2 * DAYS - 395, -2 * DAYS - 130, "SUCCESS");
    course.judge(at(course, -2 * DAYS - 100));
    course.check_signature(at(course, -ago));
}

fn act(course: &mut Course<'_>) -> i64 {
    all_but_approval(course, 300);
    let (from, to) = (at(course, 85), at(course, 85 + 19 * 60));
    course.approve(from, to, false);
    90
}

fn ready(course: &mut Course<'_>) -> i64 {
    all_but_approval(course, DAYS + 240);
    let (from, to) = (at(course, -DAYS - 200), at(course, -300));
    course.approve(from, to, true);
    0
}

fn watched(course: &mut Course<'_>) -> i64 {
    all_but_approval(course, 560);
    let (from, to) = (at(course, -540), at(course, 660));
    course.approve(from, to, false);
    665
}

fn waiting(course: &mut Course<'_>) -> i64 {
    let first = course.release.announced + 60 * MINUTE;
    course.own(first, false);
    course.check_cve(first + 183, false);
    course.push(first + 491, first + 139 * MINUTE + 6);
    200
}

fn candidate(course: &mut Course<'_>) -> i64 {
    prepared(course);
    course.judge(at(course, -9 * 60));
    course.stage_not_ready(at(course, -150));
    250
}
