//! What single lines of the commands' logs prove (reference/workflow.md §4).

use super::classify::REASON;
use super::text::{after, level, message, number, word};
use crate::domain::clean::cut;
use crate::domain::tasks::TaskName;

/// What a line proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    /// a mark or a result says that it passed
    Passed,
    /// it had passed before this run: nothing was done
    AlreadyPassed,
    /// a result says that it failed; empty when only the mark says so
    Failed { reason: String },
    /// it was started
    Started,
    /// its job is open by the word of the job's own service
    JobOpen,
    /// its job ended without a result and has to be started again
    JobLost,
    /// something outside is not ready
    Waiting { for_what: &'static str, on_whom: &'static str },
}

/// What a line of a task's text proves.
pub(super) fn sign(task: TaskName, line: &str) -> Option<Sign> {
    let own = match task {
        TaskName::StageTesting => stage_testing(line),
        TaskName::ImageConsistencyCheck => image_consistency(line),
        TaskName::ChangeAdvisoryStatus => change_advisory_status(line),
        TaskName::AnalyzeCandidateBuild | TaskName::AnalyzePromotedBuild => analysis(line),
        TaskName::PushToCdnStaging => push(line),
        TaskName::CheckCveTrackerBug => {
            line.contains("missed CVE tracker bugs in").then(|| failed(line))
        }
        _ => None,
    };
    own.or_else(|| already_passed(line)).or_else(|| mark(line))
}

fn failed(line: &str) -> Sign {
    Sign::Failed { reason: cut(message(line), REASON) }
}

/// `task [Stage Testing] status is changed to [Fail]`
pub(super) fn mark(line: &str) -> Option<Sign> {
    let status = after(line, "status is changed to [")?.split(']').next()?;
    match status {
        "Pass" => Some(Sign::Passed),
        "Fail" => Some(Sign::Failed { reason: String::new() }),
        "In Progress" => Some(Sign::Started),
        "Not Started" => Some(Sign::JobLost),
        _ => None,
    }
}

fn already_passed(line: &str) -> Option<Sign> {
    let said = level(line).is_some() && line.contains("already pass");
    said.then_some(Sign::AlreadyPassed)
}

/// The stage-release pipeline is not ready. `failed` is not ready either: no stage test ran, and it is
/// ART who mends the pipeline; that it failed is kept in the trace and shuts the gate by failure.
fn stage_release(line: &str) -> Option<Sign> {
    if let Some(status) = after(line, "Stage release failed with status ").and_then(word) {
        let on_whom =
            if matches!(status, "failed" | "canceled" | "manual") { "ART" } else { "Konflux" };
        return Some(Sign::Waiting { for_what: "stage-release pipeline", on_whom });
    }
    line.to_ascii_lowercase()
        .contains("stage release pipeline is not completed")
        .then_some(Sign::Waiting { for_what: "stage-release pipeline", on_whom: "Konflux" })
}

fn stage_testing(line: &str) -> Option<Sign> {
    if line.contains("stage release pipeline is not success") {
        return Some(Sign::Waiting { for_what: "stage-release pipeline", on_whom: "ART" });
    }
    if let Some(sign) = stage_release(line) {
        return Some(sign);
    }
    if let Some(build) = after(line, "build status of zstreams/Stage-Pipeline/") {
        let (id, result) = build.split_once(" is ")?;
        return match result.trim().to_ascii_uppercase().as_str() {
            "SUCCESS" => Some(Sign::Passed),
            "IN PROGRESS" | "NONE" => Some(Sign::JobOpen),
            result => {
                let id = number(id).map(|id| id.to_string()).unwrap_or_default();
                Some(Sign::Failed {
                    reason: cut(&format!("Stage-Pipeline {id} ended in {result}"), REASON),
                })
            }
        };
    }
    let open = ["triggered stage pipeline job", "already triggered and in progress"];
    if open.iter().any(|mark| line.contains(mark)) {
        return Some(Sign::Started);
    }
    (level(line).is_some() && line.contains("queue")).then_some(Sign::Started)
}

fn image_consistency(line: &str) -> Option<Sign> {
    if let Some(sign) = stage_release(line) {
        return Some(sign);
    }
    if let Some(state) = after(line, "Job state: ").and_then(word) {
        return Some(match state {
            "success" => Sign::Started,
            "triggered" | "pending" | "scheduling" => Sign::JobOpen,
            "aborted" | "error" => Sign::JobLost,
            other => Sign::Failed { reason: format!("the Prow job ended in {}", cut(other, 20)) },
        });
    }
    if let Some(rest) = after(line, "found ")
        && line.contains("Scanned ")
        && let Some(unhealthy) = number(rest)
    {
        return Some(match unhealthy {
            0 => Sign::Passed,
            _ => failed(line),
        });
    }
    let open = ["Triggered image consistency check", "skipping duplicate trigger"];
    open.iter().any(|mark| line.contains(mark)).then_some(Sign::Started)
}

/// The watcher looks for the payload's metadata URL for two days; it appears when ART ships.
fn change_advisory_status(line: &str) -> Option<Sign> {
    level(line)?;
    let lower = line.to_ascii_lowercase();
    if lower.contains("timeout reached") || lower.contains("release approval timeout") {
        let reason = "payload metadata URL still not accessible after 2 days";
        return Some(Sign::Failed { reason: reason.to_owned() });
    }
    if lower.contains("metadata checker failed") || lower.contains("release approval failed") {
        return Some(failed(line));
    }
    if lower.contains("security alert") && lower.contains("block") && !lower.contains("no block") {
        return Some(failed(line));
    }
    if lower.contains("release approval completed") {
        return Some(Sign::Passed);
    }
    let waits = [
        "metadata checker process started",
        "scheduler is already running",
        "scheduler started",
        "scheduler check #",
        "metadata url not accessible immediately",
        "metadata url still not accessible",
        "not all the release resources are approved",
    ];
    waits
        .iter()
        .any(|mark| lower.contains(mark))
        .then_some(Sign::Waiting { for_what: "payload metadata URL", on_whom: "ART" })
}

/// Free text of people and automation: only the plain statement that the results are not there counts.
fn analysis(line: &str) -> Option<Sign> {
    let lower = line.trim().to_ascii_lowercase();
    let waits = lower.starts_with("waiting for") && lower.contains("test result");
    waits.then_some(Sign::Waiting { for_what: "test results", on_whom: "QE job controller" })
}

fn push(line: &str) -> Option<Sign> {
    if line.contains("push job for target <") && line.contains("> is FAILED") {
        return Some(failed(line));
    }
    line.contains("is triggered").then_some(Sign::Started)
}
