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
    /// how many are through
    pub through: usize,
    /// rows it stands for: a step that no StateBox can hold is folded with them
    pub rows: usize,
    /// start of the first
    pub started: Option<Stamp>,
    /// from there to the end of the last, where both can be believed
    pub took: Option<SignedDuration>,
}

/// The leading steps, when nothing is left to do in them and there are at least two.
pub fn setup(release: &Assessment) -> Option<Setup> {
    let steps = || {
        release.flow.iter().map_while(|row| match row {
            FlowRow::Task(task) if task.depth == Depth::Step => Some(task),
            _ => None,
        })
    };
    let rows = steps().count();
    let done = |task: &TaskRow| task.state.is_through() || task.state == TaskState::NotApplicable;
    let started = steps().filter_map(|task| task.started).min_by_key(|stamp| stamp.at);
    let ended = steps().filter_map(|task| task.ended).max_by_key(|stamp| stamp.at);
    let certain = |(start, end): &(Stamp, Stamp)| !start.doubtful && !end.doubtful;
    (rows >= 2 && steps().all(done)).then(|| Setup {
        through: steps().filter(|task| task.state.is_through()).count(),
        rows,
        started,
        took: started
            .zip(ended)
            .filter(certain)
            .map(|(start, end)| end.at.duration_since(start.at)),
    })
}

/// Identities of the rows, in order.
pub fn keys(release: &Assessment, fold: bool) -> Vec<RowKey> {
    let folded = if fold { setup(release).map_or(0, |setup| setup.rows) } else { 0 };
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
