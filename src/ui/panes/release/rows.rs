//! The rows of the task list: tasks and gates of the flow, setup tasks folded into one where room is
//! short.

use super::State;
use crate::domain::flow::{Depth, FlowRow, Gate, TaskRow};
use crate::domain::releases::Assessment;
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{SignedDuration, Stamp};

/// Identity of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKey {
    /// the folded setup tasks
    Setup,
    /// a task
    Task(TaskName),
    /// a gate
    Gate(Gate),
}

/// Finished tasks at the start of the flow, folded.
pub struct Setup {
    /// how many
    pub count: usize,
    /// start of the first
    pub started: Option<Stamp>,
    /// all of them together, where every length is known
    pub took: Option<SignedDuration>,
}

/// The leading steps, when all are through and there are at least two.
pub fn setup(release: &Assessment) -> Option<Setup> {
    let steps = || {
        release.flow.iter().map_while(|row| match row {
            FlowRow::Task(task) if task.depth == Depth::Step => Some(task),
            _ => None,
        })
    };
    let count = steps().count();
    let folds = count >= 2 && steps().all(|task| task.state.is_through());
    let total = |sum: Option<SignedDuration>, task: &TaskRow| Some(sum? + task.took?);
    folds.then(|| Setup {
        count,
        started: steps().next().and_then(|task| task.started),
        took: steps().fold(Some(SignedDuration::ZERO), total),
    })
}

/// Identities of the rows, in order.
pub fn keys(release: &Assessment, fold: bool) -> Vec<RowKey> {
    let folded = if fold { setup(release).map_or(0, |setup| setup.count) } else { 0 };
    let first = (folded > 0).then_some(RowKey::Setup);
    first.into_iter().chain(release.flow.iter().skip(folded).map(key)).collect()
}

fn key(row: &FlowRow) -> RowKey {
    match row {
        FlowRow::Task(task) => RowKey::Task(task.name),
        FlowRow::Gate(gate) => RowKey::Gate(gate.gate),
    }
}

/// The row behind an identity; `None` for the folded setup.
pub fn row(release: &Assessment, wanted: RowKey) -> Option<&FlowRow> {
    release.flow.iter().find(|row| key(row) == wanted)
}

/// Where the cursor is: on the row that was selected, or on the folded setup that holds it. Until a row
/// is selected, where the question is: on what failed, else on what a person has to do, else on what runs.
pub fn position(state: &State, release: &Assessment, keys: &[RowKey]) -> usize {
    let place = |wanted: RowKey| keys.iter().position(|key| *key == wanted);
    match state.row {
        Some(wanted) => place(wanted).unwrap_or(0),
        None => first_question(release).and_then(place).unwrap_or(0),
    }
}

fn first_question(release: &Assessment) -> Option<RowKey> {
    let weight = |task: &TaskRow| match task.state {
        TaskState::Failed => 0,
        TaskState::Blocked => 1,
        _ if task.needs_person => 2,
        TaskState::Running => 3,
        TaskState::Waiting => 4,
        _ => 5,
    };
    let tasks = release.flow.iter().filter_map(|row| match row {
        FlowRow::Task(task) => Some(task),
        FlowRow::Gate(_) => None,
    });
    let first = tasks.min_by_key(|task| weight(task)).filter(|task| weight(task) < 5);
    first.map(|task| RowKey::Task(task.name))
}

/// The selected identity.
pub fn selected_key(state: &State, release: &Assessment, small: bool) -> Option<RowKey> {
    let keys = keys(release, small && !state.setup_unfolded);
    keys.get(position(state, release, &keys)).copied()
}
