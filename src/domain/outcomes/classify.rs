//! From a recorded status and a captured text to a typed outcome.
//!
//! The writers decide by the last line of a command's output and by the word ERROR anywhere in it
//! (reference/workflow.md §1.1), so a recorded status is often not what happened (§6, pitfalls 1–6):
//!
//! - *not ready* is logged as ERROR and stored as Fail;
//! - a started watcher is stored as Fail when its first check timed out;
//! - «already passed, skipping» has no mark and is stored as In Progress, over the old Pass;
//! - `[Not Started]` (an aborted Prow job) is not understood and is stored as In Progress;
//! - a Prow job that is still being scheduled is stored as Fail.
//!
//! Here each line can be a [`Sign`]; the last one decides, together with the recorded word.

use super::Outcome;
use super::Recorded;
use super::signs::{Sign, mark, sign};
use super::text::{level, message, sentence, stamp};
use crate::domain::clean::cut;
use crate::domain::statebox::RecordedStatus;
use crate::domain::tasks::TaskName;

/// Longest reason.
pub(super) const REASON: usize = 160;

/// See [`super::outcome`].
pub(super) fn outcome(record: &Recorded<'_>) -> Outcome {
    let text = record.result.unwrap_or_default();
    match record.status {
        RecordedStatus::NotStarted => Outcome::NotStarted,
        RecordedStatus::Pass => Outcome::Passed,
        RecordedStatus::Fail => match last_sign(record.name, text).0 {
            Some(Sign::Waiting { for_what, on_whom }) => waiting(for_what, on_whom),
            Some(Sign::AlreadyPassed) => Outcome::Passed,
            Some(Sign::JobOpen) => Outcome::Running,
            Some(Sign::Failed { reason }) if !reason.is_empty() => Outcome::Failed { reason },
            Some(Sign::JobLost) => {
                Outcome::Failed { reason: "the job ended without a result".to_owned() }
            }
            _ => Outcome::Failed { reason: reason(text) },
        },
        RecordedStatus::InProgress => match last_sign(record.name, text) {
            (Some(Sign::Waiting { for_what, on_whom }), _) => waiting(for_what, on_whom),
            (Some(Sign::AlreadyPassed), _) => Outcome::Passed,
            (Some(Sign::JobLost), _) => Outcome::NotStarted,
            // A mark on the last line would have been stored. If the status is another one, somebody
            // set it afterwards, and that is younger than the text.
            (Some(Sign::Passed), false) => Outcome::Passed,
            (Some(Sign::Failed { reason }), false)
                if text.contains("status is changed to [Fail]") =>
            {
                let reason = if reason.is_empty() { self::reason(text) } else { reason };
                Outcome::Failed { reason }
            }
            _ => Outcome::Running,
        },
    }
}

fn waiting(for_what: &str, on_whom: &str) -> Outcome {
    Outcome::Waiting { for_what: for_what.to_owned(), on_whom: on_whom.to_owned() }
}

/// The last sign of a text, and whether it stands on the last line.
fn last_sign(task: TaskName, text: &str) -> (Option<Sign>, bool) {
    let mut last: Option<Sign> = None;
    let mut on_last_line = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        on_last_line = false;
        let Some(sign) = sign(task, line) else { continue };
        on_last_line = true;
        let only_a_mark = matches!(&sign, Sign::Failed { reason } if reason.is_empty());
        let kept = matches!(
            last,
            Some(Sign::Failed { .. } | Sign::Waiting { .. } | Sign::JobOpen | Sign::JobLost)
        );
        // The mark `[Fail]` says less than what stands before it: why, or that it is no failure. And a
        // second line about the same wait does not know better than the first who is asked.
        let same_wait = matches!(
            (&last, &sign),
            (Some(Sign::Waiting { for_what: old, .. }), Sign::Waiting { for_what: new, .. })
                if old == new
        );
        if !(only_a_mark && kept || same_wait) {
            last = Some(sign);
        }
    }
    (last, on_last_line)
}

/// Why a task failed, where no sign says it: the last ERROR, the last line of a log, or the first
/// sentence of what somebody wrote.
fn reason(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    if let Some(error) = lines().rfind(|line| level(line) == Some("ERROR")) {
        return cut(message(error), REASON);
    }
    let logged = lines().next().is_some_and(|line| stamp(line).is_some());
    let last = lines().rfind(|line| level(line).is_some() && mark(line).is_none());
    match (logged, last) {
        (true, Some(last)) => {
            format!("the text does not say why; it ends: {}", cut(message(last), REASON - 45))
        }
        _ => match sentence(text, REASON) {
            empty if empty.is_empty() => "recorded without a text".to_owned(),
            sentence => sentence,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(name: TaskName, status: RecordedStatus, text: &str) -> String {
        let result = Some(text);
        let record = Recorded { name, status, result };
        match outcome(&record) {
            Outcome::NotStarted => "not started".to_owned(),
            Outcome::Running => "running".to_owned(),
            Outcome::Passed => "passed".to_owned(),
            Outcome::Waiting { for_what, on_whom } => format!("waits for {for_what} on {on_whom}"),
            Outcome::Failed { reason } => format!("failed: {reason}"),
        }
    }

    /// A log of the commands, one message per part; `!` in front makes an ERROR of it.
    fn log(messages: &str) -> String {
        let line = |message: &str| match message.strip_prefix('!') {
            Some(error) => format!("2031-03-04T10:00:00Z: ERROR: {error}"),
            None => format!("2031-03-04T10:00:00Z: INFO: {message}"),
        };
        messages.split('|').map(line).collect::<Vec<_>>().join("\n")
    }

    fn check(name: TaskName, cases: &[(RecordedStatus, &str, &str)]) {
        for (status, text, expected) in cases {
            let text = text.strip_prefix('~').map_or_else(|| log(text), str::to_owned);
            assert_eq!(judged(name, *status, &text), *expected, "{text}");
        }
    }

    use RecordedStatus::{Fail, InProgress, NotStarted, Pass};

    #[test]
    fn stage_testing_that_never_ran_is_waiting_and_not_failed() {
        let art = "waits for stage-release pipeline on ART";
        check(
            TaskName::StageTesting,
            &[
                (
                    Fail,
                    "!Stage release failed with status created|!Job details: x|stage release pipeline is not success, will not trigger stage test",
                    "waits for stage-release pipeline on Konflux",
                ),
                (Fail, "stage release pipeline is not success, will not trigger stage test", art),
                (
                    Fail,
                    "!Stage release failed with status failed|stage release pipeline is not success, will not trigger stage test",
                    art,
                ),
                (
                    Fail,
                    "!Stage release failed with status running",
                    "waits for stage-release pipeline on Konflux",
                ),
                (
                    InProgress,
                    "!Stage release pipeline is not completed yet",
                    "waits for stage-release pipeline on Konflux",
                ),
                (
                    Fail,
                    "check stage job|build status of zstreams/Stage-Pipeline/41 is FAILURE|task [Stage Testing] status is changed to [Fail]",
                    "failed: Stage-Pipeline 41 ended in FAILURE",
                ),
                (
                    Fail,
                    "build status of zstreams/Stage-Pipeline/41 is ABORTED|task [Stage Testing] status is changed to [Fail]",
                    "failed: Stage-Pipeline 41 ended in ABORTED",
                ),
                (
                    Fail,
                    "~Jenkins build #41 failed. Device names differ.",
                    "failed: Jenkins build #41 failed.",
                ),
                (Fail, "~", "failed: recorded without a text"),
                (
                    Fail,
                    "triggered stage pipeline job: <https://j/41/>|sent a message",
                    "failed: the text does not say why; it ends: sent a message",
                ),
                (
                    Fail,
                    "!Request refused by Jira|build status of zstreams/Stage-Pipeline/42 is In Progress",
                    "running",
                ),
            ],
        );
    }

    #[test]
    fn stage_testing_in_progress_runs_unless_its_text_knows_better() {
        check(
            TaskName::StageTesting,
            &[
                (
                    InProgress,
                    "task [Stage Testing] status is changed to [In Progress]|triggered stage pipeline job: <https://j/41/>",
                    "running",
                ),
                (
                    InProgress,
                    "stage testing already triggered and in progress, no need to trigger again",
                    "running",
                ),
                (InProgress, "stage testing already passed, no need to trigger again", "passed"),
                (InProgress, "job is pending in queue, try again later", "running"),
                (
                    InProgress,
                    "task [Stage Testing] status is changed to [Pass]|sent slack message",
                    "passed",
                ),
                // set back by hand: the mark on the last line had been stored as Pass
                (
                    InProgress,
                    "build status of zstreams/Stage-Pipeline/41 is SUCCESS|task [Stage Testing] status is changed to [Pass]",
                    "running",
                ),
                (
                    InProgress,
                    "build status of zstreams/Stage-Pipeline/41 is FAILURE|task [Stage Testing] status is changed to [Fail]",
                    "running",
                ),
                (
                    InProgress,
                    "build status of zstreams/Stage-Pipeline/41 is FAILURE|task [Stage Testing] status is changed to [Fail]|sent slack message",
                    "failed: Stage-Pipeline 41 ended in FAILURE",
                ),
                (Pass, "!Stage release failed with status failed", "passed"),
                (
                    NotStarted,
                    "build status of zstreams/Stage-Pipeline/41 is SUCCESS",
                    "not started",
                ),
            ],
        );
    }

    #[test]
    fn image_consistency_follows_its_prow_job_and_the_health_check() {
        let job = "Job state: success, URL: https://p/1|Scanned 860 images, found";
        check(
            TaskName::ImageConsistencyCheck,
            &[
                (
                    Fail,
                    "Job state: scheduling, URL: None|task [Image Consistency Check] status is changed to [Fail]",
                    "running",
                ),
                (
                    Fail,
                    "Job state: failure, URL: https://p/1|task [Image Consistency Check] status is changed to [Fail]",
                    "failed: the Prow job ended in failure",
                ),
                (
                    Fail,
                    &format!(
                        "{job} 2 unhealthy|Added image health summary|task [X] status is changed to [Fail]"
                    ),
                    "failed: Scanned 860 images, found 2 unhealthy",
                ),
                (
                    Fail,
                    "Job state: success, URL: https://p/1|!Stage release pipeline is not completed yet|task [X] status is changed to [Fail]",
                    "waits for stage-release pipeline on Konflux",
                ),
                (
                    InProgress,
                    "Job state: aborted, URL: https://p/1|task [X] status is changed to [Not Started]",
                    "not started",
                ),
                (InProgress, "Job state: error, URL: https://p/1", "not started"),
                (
                    InProgress,
                    "Job state: pending, URL: https://p/1|task [X] status is changed to [In Progress]",
                    "running",
                ),
                (InProgress, "Image consistency check already passed, skipping", "passed"),
                (
                    InProgress,
                    "Prow job x already in state 'success', skipping duplicate trigger",
                    "running",
                ),
                (
                    InProgress,
                    "Triggered image consistency check Prow job: x|Prow job URL: https://p/1",
                    "running",
                ),
            ],
        );
    }

    #[test]
    fn a_running_watcher_is_waiting_and_a_watcher_that_gave_up_is_not() {
        let wait = "waits for payload metadata URL on ART";
        let start = "task [X] status is changed to [In Progress]";
        check(
            TaskName::ChangeAdvisoryStatus,
            &[
                (
                    Fail,
                    &format!(
                        "{start}|!Failed to check metadata URL accessibility: Read timed out.|Payload metadata URL not accessible immediately, scheduling background check...|Scheduler is already running for release 4.98 (lock file exists), skipping additional instance|Not all the release resources are approved"
                    ),
                    wait,
                ),
                (
                    Fail,
                    &format!(
                        "{start}|!image not pullable|Background metadata checker process started (PID: 7)"
                    ),
                    wait,
                ),
                (
                    InProgress,
                    &format!("{start}|Background metadata checker process started (PID: 7)"),
                    wait,
                ),
                (
                    Fail,
                    "~2031-03-04 10:00:00,123 - INFO - Scheduler check #7: Payload metadata URL still not accessible",
                    wait,
                ),
                (
                    Fail,
                    "Scheduler check #95: Payload metadata URL still not accessible|Timeout reached after 2 days, payload metadata URL still not accessible|Release approval timeout. Payload metadata URL still not accessible after 2 days.",
                    "failed: payload metadata URL still not accessible after 2 days",
                ),
                (
                    Fail,
                    "Scheduler check #3: x|Payload metadata URL is now accessible|!Background metadata checker failed: change advisory status failed|!Release approval failed with error: change advisory status failed",
                    "failed: Release approval failed with error: change advisory status failed",
                ),
                (
                    Fail,
                    "Scheduler check #3: x|!advisory 900201 has blocking security alerts",
                    "failed: advisory 900201 has blocking security alerts",
                ),
                (
                    Fail,
                    "~Task halted.\n\nBackground metadata checker stopped, it was waiting for the metadata URL",
                    "failed: Task halted.",
                ),
                (InProgress, start, "running"),
            ],
        );
    }

    #[test]
    fn other_tasks_keep_their_word_unless_the_text_contradicts_it() {
        check(
            TaskName::CheckCveTrackerBug,
            &[(
                Fail,
                "Found 2 missed CVE tracker bugs in shipments: ['X-1', 'X-2']|Created blocking issue|task [X] status is changed to [Fail]",
                "failed: Found 2 missed CVE tracker bugs in shipments: ['X-1', 'X-2']",
            )],
        );
        check(
            TaskName::ImageSignedCheck,
            &[(InProgress, "image signed check already pass, no need to trigger again", "passed")],
        );
        check(
            TaskName::PushToCdnStaging,
            &[
                (
                    InProgress,
                    "push job for target <cdn_stage> is FAILED|push job for advisory 9 is triggered",
                    "running",
                ),
                (InProgress, "push job for target <cdn_stage> is WAITING_ON_PUB", "running"),
            ],
        );
        check(
            TaskName::AnalyzePromotedBuild,
            &[
                (
                    InProgress,
                    "~Waiting for promoted build test results to be aggregated.",
                    "waits for test results on QE job controller",
                ),
                (InProgress, "~GCP retries triggered. Waiting for new jobs.", "running"),
                (
                    Fail,
                    "~**CRITICAL**: upgrade fails on AWS\n\nBO3: 0/3",
                    "failed: CRITICAL: upgrade fails on AWS",
                ),
            ],
        );
        check(
            TaskName::TakeOwnership,
            &[
                (InProgress, "task [X] status is changed to [In Progress]", "running"),
                (Fail, "!cannot talk to jira server", "failed: cannot talk to jira server"),
            ],
        );
    }
}
