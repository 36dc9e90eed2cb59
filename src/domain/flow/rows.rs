//! The row of one task, and the order of the rows (design/ux.md §5b).

use super::notes;
use super::picture::Known;
use super::preconditions::{self, INTERRUPTED_AFTER};
use super::seen::Seen;
use super::{Depth, FlowRow, Gate, GateRow, GateState, TaskRow};
use crate::domain::clean::cut;
use crate::domain::outcomes::Outcome;
use crate::domain::stage_runs::{Beside, Word};
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{Stamp, Timestamp};

/// Tasks that come before the gate *async tasks passed*.
pub(super) const BEFORE_ASYNC: [TaskName; 9] = [
    TaskName::CreateTestReport,
    TaskName::TakeOwnership,
    TaskName::CheckCveTrackerBug,
    TaskName::CheckRhcosSecurityAlerts,
    TaskName::PushToCdnStaging,
    TaskName::AnalyzeCandidateBuild,
    TaskName::ImageConsistencyCheck,
    TaskName::StageTesting,
    TaskName::AnalyzePromotedBuild,
];
/// Tasks that come after it.
pub(super) const AFTER_ASYNC: [TaskName; 2] =
    [TaskName::ImageSignedCheck, TaskName::ChangeAdvisoryStatus];
/// Shown only where they were touched.
pub(super) const EXTRA: [TaskName; 3] =
    [TaskName::UpdateBugList, TaskName::CheckGreenwaveCvpTests, TaskName::DropBugs];

/// Longest note.
const NOTE: usize = 200;

/// Puts the gates between the tasks.
pub(super) fn in_order(tasks: Vec<TaskRow>, gates: &[GateRow]) -> Vec<FlowRow> {
    let before = |name| match name {
        TaskName::ImageConsistencyCheck => vec![Gate::BuildPromoted, Gate::StageRelease],
        TaskName::ImageSignedCheck => vec![Gate::AsyncTasksPassed, Gate::PromotedAcceptable],
        _ => Vec::new(),
    };
    let mut rows = Vec::with_capacity(tasks.len() + gates.len());
    for task in tasks {
        for gate in before(task.name) {
            rows.extend(gates.iter().find(|row| row.gate == gate).cloned().map(FlowRow::Gate));
        }
        rows.push(FlowRow::Task(task));
    }
    rows
}

/// The row of one task.
pub(super) fn task(name: TaskName, known: &Known<'_, '_>) -> TaskRow {
    let seen = match known.seen.iter().find(|seen| seen.name == name) {
        Some(seen) if !known.evidence.is_unread() => seen,
        _ => return unknown(name),
    };
    let preconditions = preconditions::of(name, known);
    let held = known.issues().find(|issue| issue.blocks_task(name));
    let outcome = settle(seen, known);
    let state = match state(&outcome, seen, known) {
        state if state.is_through() || held.is_none() => state,
        _ => TaskState::Blocked,
    };
    let typical = known.evidence.durations.tasks.get(&name).copied();
    let running_since = seen.started.and_then(Stamp::certain);
    let goes_on = state == TaskState::Running
        || (state == TaskState::Waiting && matches!(outcome, Outcome::Waiting { .. }));
    let longer_than_usual = goes_on
        && typical
            .zip(running_since)
            .is_some_and(|(typical, since)| known.now.duration_since(since) > typical.p90);
    let stuck = stuck(seen, state, running_since, known);
    let jenkins = seen.beside(known.evidence, known.now);
    let ready = state == TaskState::NotStarted
        && jenkins.is_none()
        && preconditions.iter().all(|need| need.met == Some(true))
        && AFTER_ASYNC.iter().chain(&BEFORE_ASYNC).any(|task| *task == name)
        && !matches!(name, TaskName::CreateTestReport | TaskName::CheckRhcosSecurityAlerts);
    let note = match (held, &stuck) {
        (Some(issue), _) if state == TaskState::Blocked => notes::held(issue, &outcome),
        (_, Some(stuck)) => stuck.clone(),
        _ if jenkins.is_some() => {
            jenkins.as_ref().map(|told| told.text.clone()).unwrap_or_default()
        }
        _ => notes::note(&outcome, state, seen, &preconditions, known),
    };
    TaskRow {
        name,
        state,
        depth: depth(name),
        counted: name.tracked(),
        started: seen.started,
        ended: seen.ended,
        took: seen.took(),
        typical,
        longer_than_usual,
        needs_person: ready || stuck.is_some() || jenkins.is_some_and(|told| to_be_recorded(&told)),
        note: cut(&note, NOTE),
        preconditions,
        result: seen.record.and_then(|record| record.result.clone()),
        trace: seen.trace.clone(),
    }
}

/// «Waiting for test results» was written once; when the results are in, somebody has to judge them.
fn settle(seen: &Seen<'_>, known: &Known<'_, '_>) -> Outcome {
    let link = match seen.name {
        TaskName::AnalyzePromotedBuild => &known.promoted,
        TaskName::AnalyzeCandidateBuild => &known.candidate,
        _ => return seen.outcome.clone(),
    };
    match &seen.outcome {
        Outcome::Waiting { .. } if link.is_settled() => Outcome::NotStarted,
        other => other.clone(),
    }
}

fn state(outcome: &Outcome, seen: &Seen<'_>, known: &Known<'_, '_>) -> TaskState {
    match outcome {
        _ if seen.name == TaskName::CheckRhcosSecurityAlerts => TaskState::NotApplicable,
        Outcome::Passed if seen.waived.is_some() => TaskState::Waived,
        Outcome::Passed => TaskState::Passed,
        Outcome::Failed { .. } => TaskState::Failed,
        Outcome::Running => TaskState::Running,
        Outcome::Waiting { .. } => TaskState::Waiting,
        Outcome::NotStarted if outside_gate(seen.name, known).is_some() => TaskState::Waiting,
        Outcome::NotStarted => TaskState::NotStarted,
    }
}

/// Something outside that keeps a task from being started: for what, and on whom.
pub(super) fn outside_gate(name: TaskName, known: &Known<'_, '_>) -> Option<(String, String)> {
    let shut = |gate: Gate| {
        let row = known.gate(gate)?;
        matches!(row.state, GateState::Shut | GateState::ShutByFailure)
            .then(|| (format!("GATE {}: {}", gate.words(), row.note), row.on_whom.clone()))
    };
    match name {
        TaskName::ImageConsistencyCheck | TaskName::StageTesting => {
            shut(Gate::BuildPromoted).or_else(|| shut(Gate::StageRelease))
        }
        TaskName::AnalyzePromotedBuild => shut(Gate::BuildPromoted).or_else(|| {
            let link = &known.promoted;
            let open = !link.is_settled() && *link != super::chain::Link::NotRead;
            open.then(|| (link.words(), link.on_whom().to_owned()))
        }),
        TaskName::AnalyzeCandidateBuild => {
            let link = &known.candidate;
            let runs = matches!(
                link,
                super::chain::Link::Running { .. } | super::chain::Link::NotAggregated { .. }
            );
            runs.then(|| (link.words(), link.on_whom().to_owned()))
        }
        _ => None,
    }
}

/// In progress, but nothing goes on: a person has to run it again or look (resume rules, §5).
fn stuck(
    seen: &Seen<'_>,
    state: TaskState,
    since: Option<Timestamp>,
    known: &Known<'_, '_>,
) -> Option<String> {
    if state != TaskState::Running {
        return None;
    }
    if seen.trace.prow_job_succeeded {
        let id = seen.trace.prow_id.as_deref().unwrap_or("ID");
        return Some(format!("the Prow job succeeded; run the check with -i {id}"));
    }
    let since = known.evidence.statebox_changed.or(since)?;
    let interrupted =
        seen.name.ends_at_once() && known.now.duration_since(since) > INTERRUPTED_AFTER;
    interrupted
        .then(|| "in progress for longer than it can take: interrupted, run it again".to_owned())
}

/// The run is over, and the StateBox will not know before somebody asks.
fn to_be_recorded(told: &Beside) -> bool {
    matches!(told.word, Word::Passed | Word::Unclear)
}

fn depth(name: TaskName) -> Depth {
    match name {
        TaskName::CreateTestReport
        | TaskName::TakeOwnership
        | TaskName::CheckCveTrackerBug
        | TaskName::CheckRhcosSecurityAlerts => Depth::Step,
        TaskName::ImageConsistencyCheck
        | TaskName::StageTesting
        | TaskName::AnalyzePromotedBuild => Depth::Inner,
        _ => Depth::Branch,
    }
}

/// The row of a task while the StateBox was not read, or cannot be: nothing is claimed.
fn unknown(name: TaskName) -> TaskRow {
    TaskRow {
        name,
        state: TaskState::Unknown,
        depth: depth(name),
        counted: name.tracked(),
        started: None,
        ended: None,
        took: None,
        typical: None,
        longer_than_usual: false,
        needs_person: false,
        note: String::new(),
        preconditions: Vec::new(),
        result: None,
        trace: Default::default(),
    }
}
