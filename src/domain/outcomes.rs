//! What a recorded task really means: the typed outcome behind a status and a captured text
//! (reference/workflow.md §4.0, §6 «Recorded Fail is often not failure»).

mod classify;
mod signs;
pub(crate) mod text;
mod trace;
mod waiver;

use serde::{Deserialize, Serialize};

use super::statebox::RecordedStatus;
use super::tasks::TaskName;
use super::time::Timestamp;

/// The typed outcome of a recorded task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// absent, or recorded as not started
    NotStarted,
    /// in progress
    Running,
    /// recorded as failed or in progress, but the text only says that something outside is not ready
    Waiting {
        /// for what: `stage-release pipeline`, `payload metadata URL`
        for_what: String,
        /// who can unblock it: `ART`, `Konflux`, …
        on_whom: String,
    },
    /// recorded as passed
    Passed,
    /// recorded as failed, and the text bears it out
    Failed {
        /// the sentence that says why, one line, cleaned
        reason: String,
    },
}

/// Job ids and URLs found in a result text; they live nowhere else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobTrace {
    /// Prow job (UUID)
    pub prow_id: Option<String>,
    /// Jenkins build number of `zstreams/Stage-Pipeline` (or the image check before spring 2026)
    pub jenkins_build: Option<u32>,
    /// page of the run
    pub url: Option<String>,
    /// facts worth a line: `860 images, 0 unhealthy`, `Scheduler check #42`, `advisory 169354 pushed`
    pub facts: Vec<String>,
    /// the stage-release pipeline was seen to have succeeded
    pub stage_release_succeeded: bool,
    /// last word of the stage-release pipeline while it was not ready: `failed`, `running`, `created`
    #[serde(default)]
    pub stage_release_status: Option<String>,
    /// the Prow job is known to have ended well, and nobody looked at its images yet
    #[serde(default)]
    pub prow_job_succeeded: bool,
    /// the metadata watcher: when it gives up
    pub watcher_until: Option<Timestamp>,
    /// image digest (`sha256:…`) of the signature check
    pub digest: Option<String>,
}

/// What the text of a recorded task says. Worked out once, when the file is read: a text can be 30 kB
/// long, and it is looked at whenever anything about its release changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// by the last thing the text proves, not by the recorded word alone. A recorded Pass is always a
    /// pass; a recorded Fail or In Progress is one only if the text does not say something else. The
    /// rules and their sources are in `classify`.
    pub outcome: Outcome,
    /// ids, URLs and facts (reference/workflow.md §4.0, last table)
    pub trace: JobTrace,
    /// the sentence by which a person accepted a bad result, if the text of a passed task has one; `None`
    /// for a plain pass
    pub waiver: Option<String>,
    /// the text admits that the build's tests were not all good: a pass beside a rejected record file is
    /// then a decision, not a contradiction
    pub admits_failures: bool,
}

/// Reads the text of a task.
pub fn read(name: TaskName, status: RecordedStatus, result: Option<&str>) -> Reading {
    let text = Recorded { name, status, result };
    Reading {
        outcome: classify::outcome(&text),
        trace: trace::trace(&text),
        waiver: waiver::waiver(&text),
        admits_failures: waiver::admits_failures(&text),
    }
}

/// The parts of a record that its reading rests on.
#[derive(Debug, Clone, Copy)]
struct Recorded<'a> {
    name: TaskName,
    status: RecordedStatus,
    result: Option<&'a str>,
}
