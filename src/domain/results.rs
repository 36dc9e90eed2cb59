//! Result files `ocp-test-result-BUILD-ARCH.json`: the runs of a build's jobs and the recorded verdict
//! (reference/test-results.md §1).

mod about;
mod job_name;
mod old_layout;
mod reading;

use serde::{Deserialize, Serialize};

pub use self::job_name::JobName;
use super::arch::Arch;
use super::builds::Build;
use super::complaint::Complaint;
use super::time::{SignedDuration, Timestamp};

/// One result file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// what was tested
    pub build: Build,
    /// from the file name
    pub arch: Arch,
    /// its jobs, in file order
    pub jobs: Vec<JobRecord>,
    /// recorded: every job was finished when the aggregator looked
    pub aggregated: Option<bool>,
    /// recorded verdict
    pub accepted: Option<bool>,
    /// the key is there: a person promoted it by hand
    pub manual_promotion: bool,
}

/// One job of a build: its first run and what was retried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRecord {
    /// full name
    pub name: JobName,
    /// first run; `Run::default()` when the file has `{}` or nothing
    pub first: Run,
    /// retries in order; absent and `[]` mean the same
    pub retries: Vec<Run>,
}

/// One Prow run. Every part can be missing right after it was triggered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// ProwJob id (UUID)
    pub id: Option<String>,
    /// ProwJob creation
    pub started: Option<Timestamp>,
    /// its presence *is* the definition of completed (§2)
    pub completed: Option<Timestamp>,
    /// Deck page of the run
    pub url: Option<String>,
    /// last state seen
    pub state: Option<RunState>,
    /// suites of the QE report, where there was one
    pub suites: Vec<Suite>,
}

/// States of a ProwJob. An unknown word stays unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words of Prow")]
pub enum RunState {
    Scheduling,
    Triggered,
    Pending,
    Success,
    Failure,
    Aborted,
    Error,
    Unknown,
}

/// Counts of one test suite of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the words of the report")]
pub struct Suite {
    pub name: String,
    pub total: u32,
    pub failures: u32,
    pub errors: u32,
    pub skipped: u32,
    /// names of failing scenarios, cleaned; need not agree with the counts
    pub failing: Vec<String>,
}

impl Run {
    /// Has an end time.
    pub fn is_completed(&self) -> bool {
        self.completed.is_some()
    }

    /// From creation to end; `None` while running or when the times contradict each other.
    pub fn took(&self) -> Option<SignedDuration> {
        let took = self.completed?.duration_since(self.started?);
        (!took.is_negative()).then_some(took)
    }
}

impl JobRecord {
    /// The first run, then the retries.
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = &Run> {
        std::iter::once(&self.first).chain(&self.retries)
    }
}

impl Results {
    /// Every run of every job.
    pub fn runs(&self) -> impl Iterator<Item = &Run> {
        self.jobs.iter().flat_map(JobRecord::runs)
    }

    /// When the first job was started: of a promoted build, the promotion came before it.
    pub fn first_started(&self) -> Option<Timestamp> {
        self.jobs.iter().filter_map(|job| job.first.started).min()
    }

    /// When the last run ended.
    pub fn last_ended(&self) -> Option<Timestamp> {
        self.runs().filter_map(|run| run.completed).max()
    }

    /// The aggregator closed it: a verdict was made, with the registry of that day.
    pub fn is_finished(&self) -> bool {
        self.aggregated == Some(true)
    }

    /// Reads a result file. Old layouts and hand edits are read as far as they go; `None` when the text
    /// is not JSON or holds no list of jobs, always with a complaint that says so.
    pub fn read(path: &str, text: &str) -> (Option<Results>, Vec<Complaint>) {
        reading::results(path, text)
    }
}

/// Reads `ocp-latest-X.Y-STREAM-ARCH.json`: the newest build of a stream, as a [`Build`]. `None` when
/// the text is not JSON or names no build, always with a complaint that says so.
pub fn read_latest(path: &str, text: &str) -> (Option<Build>, Vec<Complaint>) {
    about::latest(path, text)
}

impl RunState {
    /// All that Prow has.
    pub const KNOWN: [RunState; 7] = [
        RunState::Scheduling,
        RunState::Triggered,
        RunState::Pending,
        RunState::Success,
        RunState::Failure,
        RunState::Aborted,
        RunState::Error,
    ];

    /// The word of Prow.
    pub fn word(self) -> &'static str {
        match self {
            RunState::Scheduling => "scheduling",
            RunState::Triggered => "triggered",
            RunState::Pending => "pending",
            RunState::Success => "success",
            RunState::Failure => "failure",
            RunState::Aborted => "aborted",
            RunState::Error => "error",
            RunState::Unknown => "unknown",
        }
    }
}
