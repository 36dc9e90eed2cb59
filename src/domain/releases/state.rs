//! The state word (design/ux.md §3): the first that fits, in this order.

use std::sync::Arc;

use super::{Evidence, FlowKind, StateWord, facts};
use crate::domain::flow::{Picture, TaskRow};
use crate::domain::issues::Issue;
use crate::domain::outcomes::Outcome;
use crate::domain::shipment::{Shipped, shipped};
use crate::domain::tasks::{TaskName, TaskState};

/// The word for a release.
///
/// `SHIPPED` is the answer of the live check of GitLab and Errata. Where that cannot be made, a release
/// that was approved stays `READY` and says so.
pub(super) fn word(evidence: &Evidence<'_>, picture: &Picture<'_>) -> StateWord {
    let through = |name| picture.seen(name).is_some_and(|seen| seen.is_through());
    if evidence.is_unread() {
        StateWord::Unknown
    } else if matches!(live(evidence), Shipped::Yes { .. }) {
        StateWord::Shipped
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

/// The live check (reference/workflow.md §4.14).
pub(super) fn live(evidence: &Evidence<'_>) -> Shipped {
    let konflux = facts::flow_kind(evidence).map(|kind| kind == FlowKind::Konflux);
    let advisories = evidence.outside.advisories.get(&evidence.release);
    shipped(konflux, evidence.shipment(), advisories.map(Arc::as_ref))
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
