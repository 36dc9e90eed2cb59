//! The row of one task, and the order of the rows (design/ux.md §5b).

use super::picture::Known;
use super::preconditions::{self, INTERRUPTED_AFTER};
use super::seen::Seen;
use super::{Depth, FlowRow, Gate, GateRow, GateState, Precondition, TaskRow};
use crate::domain::clean::cut;
use crate::domain::outcomes::Outcome;
use crate::domain::statebox::RecordedStatus;
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
    let ready = state == TaskState::NotStarted
        && preconditions.iter().all(|need| need.met == Some(true))
        && AFTER_ASYNC.iter().chain(&BEFORE_ASYNC).any(|task| *task == name)
        && !matches!(name, TaskName::CreateTestReport | TaskName::CheckRhcosSecurityAlerts);
    let note = match held {
        Some(issue) if state == TaskState::Blocked => {
            let also = match &outcome {
                Outcome::Failed { reason } => format!("; failed: {reason}"),
                Outcome::Running => "; in progress".to_owned(),
                _ => String::new(),
            };
            format!("held by a blocker: {}{also}", issue.headline())
        }
        _ => stuck.clone().unwrap_or_else(|| note(&outcome, state, seen, &preconditions, known)),
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
        needs_person: ready || stuck.is_some(),
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
fn outside_gate(name: TaskName, known: &Known<'_, '_>) -> Option<(String, String)> {
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

fn note(
    outcome: &Outcome,
    state: TaskState,
    seen: &Seen<'_>,
    preconditions: &[Precondition],
    known: &Known<'_, '_>,
) -> String {
    match (state, outcome) {
        (TaskState::Waived, _) => format!(
            "waived (recorded in StateBox, person not named): \"{}\"",
            seen.waived.as_deref().unwrap_or_default()
        ),
        (TaskState::Failed, Outcome::Failed { reason }) => reason.clone(),
        (TaskState::Waiting, Outcome::Waiting { for_what, on_whom }) => {
            let status = seen.trace.stage_release_status.as_deref();
            let status = status.map(|word| format!(" ({word})")).unwrap_or_default();
            format!("waits for the {for_what}{status}, on {on_whom}")
        }
        (TaskState::Waiting, _) => match outside_gate(seen.name, known) {
            Some((what, whom)) if whom.is_empty() => what,
            Some((what, whom)) => format!("{what}, on {whom}"),
            None => String::new(),
        },
        (TaskState::Passed, _) => match seen.record.map(|record| record.status) {
            Some(RecordedStatus::InProgress) => {
                "recorded as In Progress by a later run that found it passed".to_owned()
            }
            Some(RecordedStatus::Fail) => {
                "recorded as Fail by a later run that found it passed".to_owned()
            }
            _ => String::new(),
        },
        (TaskState::Running, _) if seen.name.ends_at_once() => {
            "takes seconds; if it stays in progress it was interrupted: run it again".to_owned()
        }
        (TaskState::NotApplicable, _) => rhcos_note(known),
        (TaskState::NotStarted, _) => {
            let lost =
                matches!(seen.record.map(|record| record.status), Some(RecordedStatus::InProgress))
                    && seen.name == TaskName::ImageConsistencyCheck;
            let missing = preconditions.iter().find(|need| need.met != Some(true));
            match missing {
                _ if lost => "the Prow job ended without a result: start it again".to_owned(),
                Some(need) if need.met.is_none() => {
                    format!("not known: {}; look there before it is started", need.what)
                }
                Some(need) => format!("needs {}", need.what),
                None => String::new(),
            }
        }
        _ => String::new(),
    }
}

/// The StateBox cannot hold this step; leads write it down as issues (reference/statebox.md §3).
fn rhcos_note(known: &Known<'_, '_>) -> String {
    let name = TaskName::CheckRhcosSecurityAlerts.name();
    let named = known.issues().find(|issue| issue.related_tasks.iter().any(|task| task == name));
    match named {
        Some(issue) if issue.resolved => format!("not recorded; resolved: {}", issue.headline()),
        Some(issue) => format!("not recorded; open: {}", issue.headline()),
        None => "not recorded: the StateBox has no place for it".to_owned(),
    }
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
