//! The steps of a release and the states they can be in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A step of the release flow. The thirteen that a StateBox can hold, and the one that it cannot
/// (`check-rhcos-security-alerts`, reference/statebox.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names are the field's own terms")]
pub enum TaskName {
    CreateTestReport,
    TakeOwnership,
    CheckCveTrackerBug,
    CheckRhcosSecurityAlerts,
    PushToCdnStaging,
    AnalyzeCandidateBuild,
    ImageConsistencyCheck,
    StageTesting,
    AnalyzePromotedBuild,
    ImageSignedCheck,
    ChangeAdvisoryStatus,
    UpdateBugList,
    CheckGreenwaveCvpTests,
    DropBugs,
}

impl TaskName {
    /// All, in the order of the Konflux flow; the Errata-only steps last.
    pub const ALL: [TaskName; 14] = [
        TaskName::CreateTestReport,
        TaskName::TakeOwnership,
        TaskName::CheckCveTrackerBug,
        TaskName::CheckRhcosSecurityAlerts,
        TaskName::PushToCdnStaging,
        TaskName::AnalyzeCandidateBuild,
        TaskName::ImageConsistencyCheck,
        TaskName::StageTesting,
        TaskName::AnalyzePromotedBuild,
        TaskName::ImageSignedCheck,
        TaskName::ChangeAdvisoryStatus,
        TaskName::UpdateBugList,
        TaskName::CheckGreenwaveCvpTests,
        TaskName::DropBugs,
    ];

    /// The nine that are counted (`n/9`).
    pub const TRACKED: [TaskName; 9] = [
        TaskName::TakeOwnership,
        TaskName::ImageConsistencyCheck,
        TaskName::AnalyzeCandidateBuild,
        TaskName::AnalyzePromotedBuild,
        TaskName::CheckCveTrackerBug,
        TaskName::PushToCdnStaging,
        TaskName::StageTesting,
        TaskName::ImageSignedCheck,
        TaskName::ChangeAdvisoryStatus,
    ];

    /// The name in the StateBox and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            TaskName::CreateTestReport => "create-test-report",
            TaskName::TakeOwnership => "take-ownership",
            TaskName::CheckCveTrackerBug => "check-cve-tracker-bug",
            TaskName::CheckRhcosSecurityAlerts => "check-rhcos-security-alerts",
            TaskName::PushToCdnStaging => "push-to-cdn-staging",
            TaskName::AnalyzeCandidateBuild => "analyze-candidate-build",
            TaskName::ImageConsistencyCheck => "image-consistency-check",
            TaskName::StageTesting => "stage-testing",
            TaskName::AnalyzePromotedBuild => "analyze-promoted-build",
            TaskName::ImageSignedCheck => "image-signed-check",
            TaskName::ChangeAdvisoryStatus => "change-advisory-status",
            TaskName::UpdateBugList => "update-bug-list",
            TaskName::CheckGreenwaveCvpTests => "check-greenwave-cvp-tests",
            TaskName::DropBugs => "drop-bugs",
        }
    }

    /// At most 18 cells, for narrow columns.
    pub fn short(self) -> &'static str {
        match self {
            TaskName::CheckCveTrackerBug => "cve-tracker-bug",
            TaskName::CheckRhcosSecurityAlerts => "security-alerts",
            TaskName::PushToCdnStaging => "push-to-cdn",
            TaskName::AnalyzeCandidateBuild => "analyze-candidate",
            TaskName::ImageConsistencyCheck => "image-consistency",
            TaskName::AnalyzePromotedBuild => "analyze-promoted",
            TaskName::ImageSignedCheck => "image-signed",
            TaskName::ChangeAdvisoryStatus => "change-advisory",
            TaskName::CheckGreenwaveCvpTests => "greenwave-cvp",
            _ => self.name(),
        }
    }

    /// Ends within its command: seconds to minutes. One that stays in progress was interrupted and is
    /// run again; the others start something that goes on elsewhere and are asked for, never started
    /// twice (reference/workflow.md §5, resume rules).
    pub fn ends_at_once(self) -> bool {
        matches!(
            self,
            TaskName::CreateTestReport
                | TaskName::TakeOwnership
                | TaskName::CheckCveTrackerBug
                | TaskName::ImageSignedCheck
        )
    }

    /// Whether it counts in `n/9`.
    pub fn tracked(self) -> bool {
        TaskName::TRACKED.contains(&self)
    }
}

impl fmt::Display for TaskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for TaskName {
    type Err = UnknownTask;

    fn from_str(text: &str) -> Result<TaskName, UnknownTask> {
        TaskName::ALL
            .into_iter()
            .find(|task| task.name() == text)
            .ok_or_else(|| UnknownTask(text.to_owned()))
    }
}

/// A task name outside the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown task {0:?}")]
pub struct UnknownTask(pub String);

/// How a task, a gate's condition or a job stands. Distinct on purpose: waiting is not failed, unknown
/// is not passed (design/architecture.md, Facts and time).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// nobody touched it
    NotStarted,
    /// something outside has to happen first
    Waiting,
    /// in progress
    Running,
    /// done, good
    Passed,
    /// done, bad
    Failed,
    /// bad, and a person accepted it
    Waived,
    /// an open blocker holds it
    Blocked,
    /// not part of this release's flow
    NotApplicable,
    /// not known: never fetched, unreadable, or its source is not connected
    Unknown,
}

impl TaskState {
    /// Passed, or accepted by a person: what comes after it may start.
    pub fn is_through(self) -> bool {
        matches!(self, TaskState::Passed | TaskState::Waived)
    }

    /// The word in a sentence.
    pub fn spoken(self) -> &'static str {
        match self {
            TaskState::NotStarted => "not started",
            TaskState::Waiting => "waiting",
            TaskState::Running => "running",
            TaskState::Failed => "failed",
            TaskState::Blocked => "blocked",
            TaskState::Passed | TaskState::Waived => "passed",
            TaskState::NotApplicable => "n/a",
            TaskState::Unknown => "unknown",
        }
    }

    /// The word on the screen and in plain output (ux.md §9).
    pub fn word(self) -> &'static str {
        match self {
            TaskState::NotStarted => "–",
            TaskState::Waiting => "wait",
            TaskState::Running => "run",
            TaskState::Passed => "pass",
            TaskState::Failed => "FAIL",
            TaskState::Waived => "waived",
            TaskState::Blocked => "BLOCKED",
            TaskState::NotApplicable => "n/a",
            TaskState::Unknown => "?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_short_ones_fit_their_column() {
        for task in TaskName::ALL {
            assert_eq!(task.name().parse::<TaskName>().unwrap(), task);
            assert!(task.short().len() <= 18, "{}", task.short());
        }
        assert_eq!(TaskName::ALL.iter().filter(|task| task.tracked()).count(), 9);
        assert!("test-task".parse::<TaskName>().is_err());
    }
}
