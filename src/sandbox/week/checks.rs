//! The steps of a course after the build was promoted: image check, stage testing, judgement of the
//! results, signature, approval.

use super::calendar::{HOUR, MINUTE};
use super::course::{Course, StageRun};
use super::log::Log;
use super::payloads;
use super::texts;
use crate::sandbox::prow::plan::{PlannedJobRun, PlannedTests};

/// Jenkins' word.
fn word(result: &str) -> &'static str {
    match result {
        "SUCCESS" => "SUCCESS",
        "ABORTED" => "ABORTED",
        _ => "FAILURE",
    }
}

/// How the image check ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Images {
    Healthy,
    Unhealthy,
    /// the run itself failed
    Broken,
}

impl Course<'_> {
    /// The image check is triggered, and asked for at `end`. `asked`: also once in between.
    pub(super) fn check_images(&mut self, at: i64, end: i64, outcome: Images, asked: bool) {
        let name = "image-consistency-check";
        let job = self.dice.uuid();
        let url = texts::image_check_url(&mut self.dice, at);
        let log = texts::image_check_triggered(self.log(), at, &job, &url);
        self.task(at + 8, name, "In Progress", log);
        if asked {
            let log = texts::image_check_running(self.log(), at + 12 * MINUTE, &job, &url);
            self.task(at + 12 * MINUTE + 1, name, "In Progress", log);
        }
        let images =
            (self.dice.between(180, 200), if outcome == Images::Unhealthy { 2 } else { 0 });
        let looked = end - self.dice.between(260, 500);
        let broken = outcome == Images::Broken;
        self.done.checks.push(PlannedJobRun {
            id: job.clone(),
            job: "periodic-ci-openshift-release-tests-main-image-consistency-check".into(),
            number: url
                .rsplit('/')
                .next()
                .and_then(|number| number.parse().ok())
                .unwrap_or_default(),
            url: url.clone(),
            created: at + 6,
            ended: Some(looked - MINUTE),
            end: if broken { "failure" } else { "success" },
            tests: PlannedTests::None,
        });
        let (status, log) = match outcome {
            Images::Broken => ("Fail", texts::image_check_failed(self.log(), end, &job, &url)),
            _ => {
                let status = if outcome == Images::Healthy { "Pass" } else { "Fail" };
                let run = (job.as_str(), url.as_str());
                (
                    status,
                    texts::image_check_done(self.log(), looked, end, run, images, self.release.mr),
                )
            }
        };
        self.task(end + 1, name, status, log);
        if outcome == Images::Healthy {
            self.done.consistent = Some(end);
        }
    }

    /// The stage pipeline is triggered, and asked for at `end`, where Jenkins says `result`.
    pub(super) fn test_stage(&mut self, at: i64, end: i64, result: &str) {
        // Jenkins counts up; no two releases have the same number, whenever they are tested
        let slot = (at - self.window.start).div_euclid(4 * HOUR);
        let first = 80_000 + slot * 200 + self.release.mr.rem_euclid(100) * 2;
        let again = self.done.stage_runs.last().is_some_and(|run| run.number == first);
        let build = first + i64::from(again);
        // Nobody looks at the moment when it ends, and it may take three hours.
        let ended = (at + (end - at) * 11 / 12).min(at + 176 * MINUTE);
        self.done.stage_runs.push(StageRun { number: build, at, ended, result: word(result) });
        let log = texts::stage_triggered(self.log(), at, build);
        self.task(at + 4, "stage-testing", "In Progress", log);
        let good = result == "SUCCESS";
        let log = texts::stage_checked(self.log(), end, build, result);
        self.task(end + 2, "stage-testing", if good { "Pass" } else { "Fail" }, log);
        if good {
            self.done.staged = Some(end);
        }
    }

    /// Stage testing was asked for before its pipeline was ready: recorded as failed.
    pub(super) fn stage_not_ready(&mut self, at: i64) {
        let pipeline = 19_000_000 + self.dice.between(0, 900_000);
        let log = texts::stage_not_ready(self.log(), at, pipeline);
        self.task(at + 3, "stage-testing", "Fail", log);
    }

    /// The promoted build's results are judged, once they have a verdict.
    pub(super) fn judge(&mut self, at: i64) {
        let Some(tested) = self.promoted else { return };
        let Some(verdict) = tested.verdict else { return };
        let at = at.max(tested.promoted_by_hand.unwrap_or(verdict) + 10 * MINUTE);
        let text = texts::promoted_judged(&mut self.dice, self.release, &tested);
        self.task(at, "analyze-promoted-build", "Pass", Log::typed(text));
        self.done.judged = Some(at);
    }

    /// Somebody says that the results are awaited.
    pub(super) fn await_results(&mut self, at: i64) {
        let text = format!(
            "Waiting for the test results of {}: its file is not aggregated yet",
            self.release.name
        );
        self.task(at, "analyze-promoted-build", "In Progress", Log::typed(text));
    }

    /// The signature is checked.
    pub(super) fn check_signature(&mut self, at: i64) {
        let payload = payloads::amd64(self.window, self.release);
        let digest = payload.image().digest.trim_start_matches("sha256:");
        let end = at + self.dice.between(24, 58);
        let log = texts::signed(self.log(), at, end, self.release, digest);
        self.task(end + 1, "image-signed-check", "Pass", log);
        self.done.signed = Some(end);
    }

    /// The release is approved. Until `end` the watcher waits for the payload's page; within half an
    /// hour it was there at once. `erring`: the first look is recorded as a failure.
    pub(super) fn approve(&mut self, at: i64, end: i64, erring: bool) {
        let name = "change-advisory-status";
        let task = "Change Advisory Status";
        if end - at < 30 * MINUTE {
            let log = self.log().marker(at, task, "In Progress");
            self.task(end + 3, name, "Pass", texts::approved(log, end, self.release));
        } else {
            let status = if erring { "Fail" } else { "In Progress" };
            let log = texts::approval_begun(self.log(), at, self.release, erring);
            self.task(at + 16, name, status, log);
            self.task(
                end + 3,
                name,
                "Pass",
                texts::approval_done(self.log(), at, end, self.release),
            );
        }
        self.done.approval_begun = Some(at);
        self.done.approved = Some(end);
    }
}
