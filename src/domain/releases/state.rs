//! The state word (design/ux.md §3): the first that fits, in this order.

use super::{Evidence, StateWord};
use crate::domain::flow::{Picture, TaskRow};
use crate::domain::issues::Issue;
use crate::domain::outcomes::Outcome;
use crate::domain::tasks::{TaskName, TaskState};

/// The word for a release.
///
/// `SHIPPED` is missing here: it is the answer of a live check of GitLab and Errata, which this version
/// cannot ask. Such a release stays `READY` and says so.
pub(super) fn word(evidence: &Evidence<'_>, picture: &Picture<'_>) -> StateWord {
    let through = |name| picture.seen(name).is_some_and(|seen| seen.is_through());
    if evidence.is_unread() {
        StateWord::Unknown
    } else if through(TaskName::ChangeAdvisoryStatus) {
        StateWord::Ready
    } else if has_blocker(evidence) || has_failure(picture) {
        StateWord::Blocked
    } else if !through(TaskName::TakeOwnership) {
        StateWord::NotStarted
    } else if picture.tasks().any(needs_person) {
        StateWord::Act
    } else if picture.tasks().any(|task| task.state == TaskState::Running) {
        StateWord::Running
    } else {
        StateWord::Waiting
    }
}

/// A task that makes the release `ACT`. The candidate's analysis gates nothing, so it does not.
pub(super) fn needs_person(task: &TaskRow) -> bool {
    task.needs_person && task.name != TaskName::AnalyzeCandidateBuild
}

fn has_blocker(evidence: &Evidence<'_>) -> bool {
    evidence.issues().any(Issue::blocks)
}

/// By the typed outcome: a recorded Fail that only says «not ready yet» is no failure.
fn has_failure(picture: &Picture<'_>) -> bool {
    picture.seen.iter().any(|seen| matches!(seen.outcome, Outcome::Failed { .. }))
}
