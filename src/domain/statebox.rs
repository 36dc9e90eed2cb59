//! The StateBox: the document in which a release's tasks and issues are recorded
//! (reference/statebox.md §2). Read tolerantly: what is broken is named, the rest is used.

mod fields;
mod read;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::complaint::Complaint;
use super::issues::Issue;
use super::outcomes::{self, Reading};
use super::tasks::TaskName;
use super::time::{Date, Stamp, Timestamp};
use super::version::Release;

/// One StateBox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateBox {
    /// the release it is about
    pub release: Release,
    /// when it was made
    pub created_at: Option<Timestamp>,
    /// last save, by the writer's clock: real UTC, up to 5.5 min behind the commit
    pub updated_at: Option<Timestamp>,
    /// what was known of the release when the file was made; never refreshed by its writers
    pub metadata: Metadata,
    /// tasks that were touched, in file order; a task that is absent was not started
    pub tasks: Vec<TaskRecord>,
    /// problems, open and resolved, in file order
    pub issues: Vec<Issue>,
}

/// Facts about the release, copied from build data once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// ART ticket; `ART-0` is a placeholder
    pub jira_ticket: Option<String>,
    /// kind (`rpm`, `rhcos`, `microshift`, …) → advisory number
    pub advisory_ids: BTreeMap<String, u64>,
    /// planned ship date
    pub release_date: Option<Date>,
    /// `x86_64` … → nightly
    pub candidate_builds: BTreeMap<String, String>,
    /// shipment merge request; absent in the Errata flow
    pub shipment_mr: Option<String>,
}

/// One task as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRecord {
    /// which task; names outside the list are reported as complaints and left out
    pub name: TaskName,
    /// status as recorded; what it *means* is decided by `outcomes`
    pub status: RecordedStatus,
    /// start, doubtful if it lies after the commit
    pub started_at: Option<Stamp>,
    /// end, doubtful if it lies after the commit or before the start
    pub completed_at: Option<Stamp>,
    /// captured log or free text, up to 30 kB, cleaned for a terminal; `None` when null
    pub result: Option<Arc<str>>,
    /// what that text says
    pub reading: Reading,
}

/// The four words of the StateBox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the words of the document")]
pub enum RecordedStatus {
    #[serde(rename = "Not Started")]
    NotStarted,
    #[serde(rename = "In Progress")]
    InProgress,
    Pass,
    Fail,
}

impl TaskRecord {
    /// A record, its text read.
    pub fn new(
        name: TaskName,
        status: RecordedStatus,
        started_at: Option<Stamp>,
        completed_at: Option<Stamp>,
        result: Option<Arc<str>>,
    ) -> TaskRecord {
        let reading = outcomes::read(name, status, result.as_deref());
        TaskRecord { name, status, started_at, completed_at, result, reading }
    }
}

impl StateBox {
    /// The record of a task, if it was touched.
    pub fn task(&self, name: TaskName) -> Option<&TaskRecord> {
        self.tasks.iter().find(|task| task.name == name)
    }

    /// Reads a StateBox. `committed` is the latest moment at which this text can have been committed
    /// (the time of its commit, or of the head it was fetched with); a stamp after it is doubtful.
    ///
    /// Never fails on a part: what cannot be used is left out and named in the complaints. `None` only
    /// when nothing of a StateBox can be found (not YAML, a plain string, no release in text or path).
    pub fn read(
        path: &str,
        text: &str,
        committed: Option<Timestamp>,
    ) -> (Option<StateBox>, Vec<Complaint>) {
        read::statebox(path, text, committed)
    }
}
