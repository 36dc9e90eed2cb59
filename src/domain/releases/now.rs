//! The NOW column: what happens next, in a few words, and since when (design/ux.md §5a).

use super::{Case, NowCell, StateWord, state};
use crate::domain::clean::cut;
use crate::domain::flow::{Gate, GateRow, GateState, TaskRow};
use crate::domain::outcomes::Outcome;
use crate::domain::shipment::{self, Step, StepWord};
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{self, Stamp, Timestamp};

/// Widest text; the screen adds an age behind it.
const WIDTH: usize = 22;

/// The cell of a release.
pub(super) fn cell(case: &Case<'_, '_>) -> NowCell {
    let (what, since) = match case.state {
        StateWord::Unknown if case.evidence.statebox_broken.is_some() => {
            ("file unreadable".to_owned(), None)
        }
        StateWord::Unknown => ("not read yet".to_owned(), None),
        StateWord::Shipped => ("live".to_owned(), None),
        StateWord::Ready => production(case).unwrap_or_else(|| {
            ("waiting to ship".to_owned(), moment(case, TaskName::ChangeAdvisoryStatus))
        }),
        StateWord::Blocked => blocked(case),
        StateWord::NotStarted => ("needs an owner".to_owned(), created(case)),
        StateWord::Act => act(case),
        StateWord::Running => running(case),
        StateWord::Waiting => waiting(case),
    };
    NowCell { what: cut(&what, WIDTH), since }
}

/// The pipeline of production, where it is what the release waits for: it runs, or waits for ART.
fn production(case: &Case<'_, '_>) -> Option<(String, Option<Timestamp>)> {
    let shipment = case.evidence.shipment()?;
    let step = shipment::step(shipment, Step::ProdRelease);
    let (what, since) = match step.word {
        StepWord::Running => ("prod pipeline", step.since),
        StepWord::Failed | StepWord::Canceled => ("prod pipeline failed", step.since),
        StepWord::Manual | StepWord::PartlyManual => {
            ("prod pipeline", step.since.max(shipment.approvals.newest()))
        }
        _ => return None,
    };
    Some((what.to_owned(), since))
}

fn moment(case: &Case<'_, '_>, name: TaskName) -> Option<Timestamp> {
    case.picture.seen(name).and_then(|seen| seen.moment())
}

fn created(case: &Case<'_, '_>) -> Option<Timestamp> {
    case.evidence.statebox.and_then(|statebox| statebox.created_at)
}

/// The failed task; else the task that the oldest open blocker holds.
fn blocked(case: &Case<'_, '_>) -> (String, Option<Timestamp>) {
    let failed =
        case.picture.seen.iter().find(|seen| matches!(seen.outcome, Outcome::Failed { .. }));
    if let Some(seen) = failed {
        return (seen.name.short().to_owned(), seen.moment());
    }
    let blocker = case
        .evidence
        .issues()
        .filter(|issue| issue.blocks())
        .min_by_key(|issue| issue.reported_at.map(|stamp| stamp.at));
    let held = blocker.and_then(|issue| issue.related_tasks.first()?.parse::<TaskName>().ok());
    let what = held.map_or("open blocker", TaskName::short).to_owned();
    let since = blocker.and_then(|issue| issue.reported_at);
    (what, since.and_then(Stamp::certain))
}

fn act(case: &Case<'_, '_>) -> (String, Option<Timestamp>) {
    let mut tasks = case.picture.tasks().filter(|task| state::needs_person(task));
    let Some(task) = tasks.next() else { return ("your turn".to_owned(), None) };
    let gate_since = |gate| case.picture.gate(gate).and_then(|row| row.since);
    let (what, since) = match task.name {
        TaskName::ChangeAdvisoryStatus => {
            ("your approval".to_owned(), moment(case, TaskName::ImageSignedCheck))
        }
        TaskName::AnalyzePromotedBuild => {
            ("your judgement".to_owned(), gate_since(Gate::PromotedAcceptable))
        }
        TaskName::ImageConsistencyCheck | TaskName::StageTesting => {
            (task.name.short().to_owned(), gate_since(Gate::StageRelease))
        }
        name => (name.short().to_owned(), None),
    };
    match tasks.count() {
        0 => (what, since),
        more => (format!("{what} +{more}"), since),
    }
}

fn running(case: &Case<'_, '_>) -> (String, Option<Timestamp>) {
    let tasks: Vec<&TaskRow> =
        case.picture.tasks().filter(|task| task.state == TaskState::Running).collect();
    // The one that was started last says what the lead waits for.
    let newest = tasks.iter().max_by_key(|task| task.started.map(|stamp| stamp.at));
    let Some(task) = newest else { return ("in progress".to_owned(), None) };
    let since = task.started.and_then(Stamp::certain);
    match tasks.len() {
        1 => (task.name.short().to_owned(), since),
        n => (format!("{} +{}", task.name.short(), n - 1), since),
    }
}

fn waiting(case: &Case<'_, '_>) -> (String, Option<Timestamp>) {
    let outcome = |name| case.picture.seen(name).map(|seen| &seen.outcome);
    if let Some(Outcome::Waiting { .. }) = outcome(TaskName::ChangeAdvisoryStatus) {
        if let Some(cell) = production(case) {
            return cell;
        }
        let task = case.picture.seen(TaskName::ChangeAdvisoryStatus);
        let since = task.and_then(|seen| seen.started).and_then(Stamp::certain);
        return ("metadata URL".to_owned(), since);
    }
    match first_shut(case) {
        Some(row) => (gate_words(case, row), row.since),
        None => match approval_from(case) {
            Some(from) => (from, None),
            None => ("next step".to_owned(), None),
        },
    }
}

/// The first gate of the graph that is not open. One that cannot be seen counts: what comes after it
/// cannot be told either.
pub(super) fn first_shut<'c>(case: &'c Case<'_, '_>) -> Option<&'c GateRow> {
    let order =
        [Gate::BuildPromoted, Gate::StageRelease, Gate::PromotedAcceptable, Gate::AsyncTasksPassed];
    let mut gates = order.into_iter().filter_map(|gate| case.picture.gate(gate));
    gates.find(|row| row.state != GateState::Open)
}

fn gate_words(case: &Case<'_, '_>, row: &GateRow) -> String {
    let mark = if row.state == GateState::Unknown { "?" } else { "" };
    match row.gate {
        Gate::BuildPromoted => format!("build promotion{mark}"),
        Gate::StageRelease => format!("stage-release{mark}"),
        Gate::AsyncTasksPassed => "async tasks".to_owned(),
        Gate::PromotedAcceptable => format!("{}{mark}", case.picture.promoted.short()),
    }
}

/// `approval from 24 Mar`: everything is done and it is too early.
fn approval_from(case: &Case<'_, '_>) -> Option<String> {
    let task = case.picture.task(TaskName::ChangeAdvisoryStatus)?;
    let from = case.due?.date.yesterday().ok()?;
    (task.state == TaskState::NotStarted && time::day(case.now) < from)
        .then(|| format!("approval from {}", from.strftime("%-d %b")))
}
