//! Log texts that end up as `result` of a task. The phrases from which job ids, addresses and states
//! can be read are those of the real commands (`reference/workflow.md` §4.0); the rest is ours.

use super::aggregator::Tested;
use super::calendar::{DAY, HOUR, MINUTE, file_stamp};
use super::log::Log;
use super::random::Dice;
use super::release::Release;

const CHECK: &str = "Image Consistency Check";
const STAGE: &str = "Stage Testing";

/// The image check was triggered.
pub(super) fn image_check_triggered(log: Log, at: i64, job: &str, url: &str) -> Log {
    log.marker(at, CHECK, "In Progress")
        .info(at + 6, &format!("Triggered image consistency check Prow job: {job}"))
        .info(at + 6, &format!("Prow job URL: {url}"))
        .info(at + 7, "the release channel was told")
}

/// The image check was asked for, and is not finished.
pub(super) fn image_check_running(log: Log, at: i64, job: &str, url: &str) -> Log {
    log.info(at, &format!("Checking image consistency check Prow job status for job ID: {job}"))
        .info(at, &format!("Job state: pending, URL: {url}"))
        .marker(at, CHECK, "In Progress")
}

/// The image check is finished: so many images, so many of them unhealthy.
pub(super) fn image_check_done(
    log: Log,
    from: i64,
    to: i64,
    run: (&str, &str),
    images: (i64, i64),
    mr: i64,
) -> Log {
    let ((job, url), (all, bad)) = (run, images);
    let status = if bad == 0 { "Pass" } else { "Fail" };
    let mut log = log
        .info(from, &format!("Checking image consistency check Prow job status for job ID: {job}"))
        .info(from, &format!("Job state: success, URL: {url}"))
        .info(from + 1, &format!("Starting image health check for shipment MR {mr}"))
        .info(from + 1, "Stage release succeeded (verified by label)")
        .info(from + 4, &format!("Found {all} images to check"));
    if bad > 0 {
        log = log.line(
            from + 140,
            "WARNING",
            "ose-etcd: digest differs between payload and shipment",
        );
        log = log.line(
            from + 201,
            "WARNING",
            "ose-must-gather: digest differs between payload and shipment",
        );
    }
    log.info(
        to,
        &format!("Completed image health check. Scanned {all} images, found {bad} unhealthy"),
    )
    .info(to, &format!("Added image health summary to MR {mr}"))
    .marker(to, CHECK, status)
}

/// The Prow run behind the image check failed.
pub(super) fn image_check_failed(log: Log, at: i64, job: &str, url: &str) -> Log {
    log.info(at, &format!("Checking image consistency check Prow job status for job ID: {job}"))
        .info(at, &format!("Job state: failure, URL: {url}"))
        .marker(at, CHECK, "Fail")
}

/// The stage pipeline was triggered.
pub(super) fn stage_triggered(log: Log, at: i64, build: i64) -> Log {
    let url = format!(
        "https://jenkins-csb-openshift-qe-mastern.dno.corp.redhat.com/job/zstreams/job/Stage-Pipeline/{build}/"
    );
    log.info(at, "no build number given: a stage test is to be triggered")
        .info(at + 1, "Stage release succeeded (verified by label)")
        .marker(at + 1, STAGE, "In Progress")
        .info(at + 2, &format!("triggered stage pipeline job: <{url}>"))
        .info(at + 3, "the release channel was told")
}

/// The stage pipeline was asked for: `In Progress`, `SUCCESS`, `FAILURE`, `ABORTED`.
pub(super) fn stage_checked(log: Log, at: i64, build: i64, result: &str) -> Log {
    let status = match result {
        "SUCCESS" => "Pass",
        "In Progress" => "In Progress",
        _ => "Fail",
    };
    log.info(at, &format!("check stage job status according to job id: {build}"))
        .info(at + 1, &format!("build status of zstreams/Stage-Pipeline/{build} is {result}"))
        .marker(at + 1, STAGE, status)
}

/// The stage test was not triggered: the pipeline before it is not ready. Recorded as Fail although
/// nothing failed here, because the look-up logs errors.
pub(super) fn stage_not_ready(log: Log, at: i64, pipeline: i64) -> Log {
    let bridge = pipeline * 3 + 107;
    let details = format!(
        "Job details: ProjectPipelineBridge => \n{{'allow_failure': False,\n 'id': {bridge},\n 'name': 'stage-release-triggers',\n 'ref': 'main',\n 'stage': 'stage-release-triggers',\n 'status': 'failed',\n 'user': {{'name': 'release-art-bot', 'state': 'active'}}}}"
    )
    .replace(" \n", "\n");
    log.info(at, "no build number given: a stage test is to be triggered")
        .info(at + 1, &format!("Found pipeline {pipeline} with status failed"))
        .line(at + 2, "ERROR", "Stage release failed with status failed")
        .line(at + 2, "ERROR", &details)
        .info(at + 2, "stage release pipeline is not success, will not trigger stage test")
}

/// The signature of the payload was looked up.
pub(super) fn signed(log: Log, at: i64, to: i64, release: &Release, digest: &str) -> Log {
    let name = &release.name;
    let task = "Image Signed Check";
    log.marker(at, task, "In Progress")
        .info(at + 1, &format!("asking the release controller for the digest of {name}"))
        .info(at + 3, &format!("Image Digest: sha256:{digest}"))
        .info(to, "Signature check PASSED")
        .marker(to, task, "Pass")
}

/// Approval began: the merge request is approved, the payload's page is not there yet. With `erring`
/// the look-up logged an error, which is recorded as Fail although the watcher runs.
pub(super) fn approval_begun(log: Log, at: i64, release: &Release, erring: bool) -> Log {
    let (y, mr) = (release.line.y, release.mr);
    let file = file_stamp(at + 14);
    let mut log = log
        .marker(at, "Change Advisory Status", "In Progress")
        .info(at + 3, "the rpm advisory holds no RHCOS build, no kernel tag to check")
        .info(at + 5, "kernel tags of the RHCOS build hold no stop-ship tag")
        .info(at + 7, &format!("approval was added to MR {mr}"));
    if erring {
        log = log.line(
            at + 10,
            "ERROR",
            "payload metadata URL is not accessible: image can not be pulled yet",
        );
    }
    log.info(at + 12, "three QE sub-tasks were closed")
        .info(at + 14, &format!("Process output redirected to: /tmp/oar_logs/metadata_checker_{y}_{file}.log"))
        .info(at + 15, "Background metadata checker process started. Task status will be updated when metadata URL becomes accessible.")
}

/// The watcher's log when the page is there: one look every half hour.
pub(super) fn approval_done(mut log: Log, at: i64, to: i64, release: &Release) -> Log {
    let y = release.line.y;
    log.watch(at, "INFO", "Scheduler lock acquired");
    log.watch(at, "INFO", "Scheduler started: Checking payload metadata URL every 30 minutes");
    let until = log.local(at + 2 * DAY);
    log.watch(
        at,
        "INFO",
        &format!("Scheduler will run until {until} or until URL becomes accessible"),
    );
    let mut look = at + 30 * MINUTE;
    let mut nth = 1;
    while look < to {
        log.watch(look, "INFO", &format!("Scheduler check #{nth}: Checking payload metadata URL accessibility for release {y}"));
        log.watch(
            look + 9,
            "INFO",
            &format!("Scheduler check #{nth}: Payload metadata URL still not accessible"),
        );
        look += 30 * MINUTE + 9;
        nth += 1;
    }
    log.watch(
        to,
        "INFO",
        &format!("Scheduler check #{nth}: Payload metadata URL is now accessible"),
    );
    approved(log, to, release)
}

/// The advisories were moved.
pub(super) fn approved(log: Log, at: i64, release: &Release) -> Log {
    log.info(at, &format!("advisory {} state is updated to REL_PREP", release.rpm))
        .info(at + 1, &format!("advisory {} state is updated to REL_PREP", release.rhcos))
        .marker(at + 2, "Change Advisory Status", "Pass")
}

/// An address of a run of the image check.
pub(super) fn image_check_url(dice: &mut Dice, at: i64) -> String {
    let number = 2_000_000_000_000 + at.div_euclid(HOUR) * 1_000_000 + dice.between(0, 1_000_000);
    format!(
        "https://prow.ci.openshift.org/view/gs/test-platform-results/logs/periodic-ci-openshift-release-tests-main-image-consistency-check/{number}000000"
    )
}

/// How many jobs passed, of how many; `lost` were never triggered.
fn score(tested: &Tested, lost: usize) -> String {
    let Tested { passed, jobs, .. } = tested;
    let lost = match lost {
        0 => String::new(),
        lost => format!(", {lost} of the plan was never triggered"),
    };
    format!("{passed} of {jobs} blocking jobs passed{lost}")
}

/// What a lead writes of a candidate's tests.
pub(super) fn candidate_analyzed(dice: &mut Dice, build: &str, tested: &Tested) -> String {
    let score = score(tested, 0);
    if tested.accepted {
        return format!("{build}: {score}, accepted");
    }
    let bug = 90_000 + dice.between(200, 900);
    format!(
        "OVERRIDE: {build} is not accepted, {score}. The others failed on a known quota of the cloud account, OCPBUGS-{bug}, waived"
    )
}

/// What a lead writes of the promoted build's tests.
pub(super) fn promoted_judged(dice: &mut Dice, release: &Release, tested: &Tested) -> String {
    let (name, score) = (&release.name, score(tested, release.lost_triggers));
    if tested.accepted {
        return format!("{name}: {score} by best of three, aggregated and accepted");
    }
    let bug = 90_000 + dice.between(200, 900);
    let by_hand =
        if tested.promoted_by_hand.is_some() { " and the build promoted by hand" } else { "" };
    format!(
        "OVERRIDE: {name} is not accepted, {score}. What failed met OCPBUGS-{bug}, which is older than this release and not made worse by it; the failure is waived{by_hand}"
    )
}
