//! The flow of a release: tasks and the gates between them, as rows in the order of the Konflux graph
//! (reference/workflow.md §5; design/ux.md §3, §5b).

mod chain;
mod gates;
mod notes;
mod picture;
mod preconditions;
mod rows;
mod seen;
#[cfg(test)]
mod tests;

pub(crate) use gates::stage_release_contradiction;
pub(crate) use picture::Picture;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::durations::Typical;
use super::outcomes::JobTrace;
use super::tasks::{TaskName, TaskState};
use super::time::{SignedDuration, Stamp, Timestamp};

/// A condition between tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// the release is `Accepted` at the release controller (or its result file says so)
    BuildPromoted,
    /// the shipment MR's stage-release pipeline succeeded
    StageRelease,
    /// push, image consistency and stage testing passed
    AsyncTasksPassed,
    /// the promoted build's results: file → aggregated → accepted, or judged by a person
    PromotedAcceptable,
}

/// How a gate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateState {
    /// what comes after it may start
    Open,
    /// not yet
    Shut,
    /// shut, and something failed: it will not open by waiting
    ShutByFailure,
    /// cannot be told: its source is not connected or was never read
    Unknown,
}

/// A row of the flow.
#[allow(clippy::large_enum_variant, reason = "fifteen rows per release, nearly all of them tasks")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "row", rename_all = "snake_case")]
pub enum FlowRow {
    /// a task
    Task(TaskRow),
    /// a gate
    Gate(GateRow),
}

/// How deep a row hangs in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// the sequence at the start: ` ✓  take-ownership`
    Step,
    /// hangs on the trunk: ` ├─ ✓ push-to-cdn-staging`
    Branch,
    /// between two gates: ` │  ├─ ✗ image-consistency-check`
    Inner,
}

/// One task with everything the screen says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// which
    pub name: TaskName,
    /// how it stands, by its typed outcome, gates and blockers
    pub state: TaskState,
    /// place in the graph
    pub depth: Depth,
    /// counts in `n/9`
    pub counted: bool,
    /// start as recorded; where we saw the change ourselves, our time
    pub started: Option<Stamp>,
    /// end as recorded; where we saw the change ourselves, our time
    pub ended: Option<Stamp>,
    /// length of a finished task; `None` when it cannot be trusted
    pub took: Option<SignedDuration>,
    /// usual range, from at least five past ones
    pub typical: Option<Typical>,
    /// running beyond its usual range
    pub longer_than_usual: bool,
    /// a person has to start or judge it now: every precondition is met
    pub needs_person: bool,
    /// why it failed, for what and on whom it waits, what holds it, who waived it: one line, empty when
    /// the state says it all
    pub note: String,
    /// what it is waiting for or held by, one per line of the detail
    pub preconditions: Vec<Precondition>,
    /// captured text, cleaned, may be long; shared with the record
    pub result: Option<Arc<str>>,
    /// ids, URLs and facts found in the text
    pub trace: JobTrace,
}

/// Something a task needs before it may start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Precondition {
    /// `take-ownership passed`, `GATE build promoted`
    pub what: String,
    /// `Some(true)` met, `Some(false)` not met, `None` not known
    pub met: Option<bool>,
}

/// One gate with the reason for its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateRow {
    /// which
    pub gate: Gate,
    /// how it stands
    pub state: GateState,
    /// since when, where known
    pub since: Option<Timestamp>,
    /// `needs image-consistency-check ✗`, `waits for ART`, `gitlab is not connected`; for an open gate
    /// the evidence: `rc amd64`, `result file`
    pub note: String,
    /// who can open it: `ART`, `QE job controller`, `you`; empty for open gates
    pub on_whom: String,
}

impl GateState {
    /// The word in plain output and in changes.
    pub fn word(self) -> &'static str {
        match self {
            GateState::Open => "open",
            GateState::Shut => "shut",
            GateState::ShutByFailure => "shut by failure",
            GateState::Unknown => "not known",
        }
    }
}

impl Gate {
    /// The words on the screen, after `GATE `.
    pub fn words(self) -> &'static str {
        match self {
            Gate::BuildPromoted => "build promoted",
            Gate::StageRelease => "stage-release",
            Gate::AsyncTasksPassed => "async tasks passed",
            Gate::PromotedAcceptable => "promoted acceptable",
        }
    }
}
