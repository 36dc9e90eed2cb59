//! Pipelines of a merge request, down to the jobs of those that they start.

use serde::{Deserialize, Serialize};

use crate::domain::time::Timestamp;

/// A pipeline with its stages in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// its number
    pub id: u64,
    /// its page
    pub url: String,
    /// its own word
    pub status: JobStatus,
    /// when it was made
    pub created: Timestamp,
    /// when it ended
    pub finished: Option<Timestamp>,
    /// when it last changed
    pub updated: Option<Timestamp>,
    /// stages in the order GitLab has them; empty: not looked into (only the newest is)
    pub stages: Vec<Stage>,
}

impl Pipeline {
    /// It goes on by itself. One that waits for a person does not.
    pub fn is_lively(&self) -> bool {
        self.status.is_lively()
            || self.stages.iter().flat_map(|stage| &stage.jobs).any(|job| job.status.is_lively())
    }

    /// A stage by name.
    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name == name)
    }
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// `stage-release-triggers`
    pub name: String,
    /// jobs and bridges
    pub jobs: Vec<Job>,
}

/// A job, or a bridge that triggers a pipeline below.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// its number
    pub id: u64,
    /// `stage-job`, `image.watch-stage`
    pub name: String,
    /// its page
    pub url: String,
    /// its word
    pub status: JobStatus,
    /// its failure does not fail the stage
    pub may_fail: bool,
    /// GitLab's word for why it failed
    pub failure: Option<String>,
    /// when it was made
    pub created: Option<Timestamp>,
    /// when it began
    pub started: Option<Timestamp>,
    /// when it ended
    pub finished: Option<Timestamp>,
    /// the pipeline it triggered
    pub downstream: Option<Downstream>,
}

/// A pipeline that a bridge triggered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Downstream {
    /// its number
    pub id: u64,
    /// its page
    pub url: String,
    /// its own word
    pub status: JobStatus,
    /// its jobs, where they were looked into
    pub jobs: Vec<Job>,
}

/// GitLab's words for jobs and pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "GitLab's words")]
pub enum JobStatus {
    Created,
    WaitingForResource,
    Preparing,
    Pending,
    Running,
    Success,
    Failed,
    Canceling,
    Canceled,
    Skipped,
    Manual,
    Scheduled,
    /// a word we do not know: never taken for success
    Unknown,
}

impl JobStatus {
    /// GitLab's word as we have it.
    pub fn of(word: &str) -> JobStatus {
        match word {
            "created" => JobStatus::Created,
            "waiting_for_resource" | "waiting_for_callback" => JobStatus::WaitingForResource,
            "preparing" => JobStatus::Preparing,
            "pending" => JobStatus::Pending,
            "running" => JobStatus::Running,
            "success" => JobStatus::Success,
            "failed" => JobStatus::Failed,
            "canceling" => JobStatus::Canceling,
            "canceled" => JobStatus::Canceled,
            "skipped" => JobStatus::Skipped,
            "manual" => JobStatus::Manual,
            "scheduled" => JobStatus::Scheduled,
            _ => JobStatus::Unknown,
        }
    }

    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            JobStatus::Created => "created",
            JobStatus::WaitingForResource => "waiting for a resource",
            JobStatus::Preparing => "preparing",
            JobStatus::Pending => "pending",
            JobStatus::Running => "running",
            JobStatus::Success => "passed",
            JobStatus::Failed => "failed",
            JobStatus::Canceling => "canceling",
            JobStatus::Canceled => "canceled",
            JobStatus::Skipped => "skipped",
            JobStatus::Manual => "manual",
            JobStatus::Scheduled => "scheduled",
            JobStatus::Unknown => "not known",
        }
    }

    /// It goes on by itself.
    pub fn is_lively(self) -> bool {
        matches!(
            self,
            JobStatus::WaitingForResource
                | JobStatus::Preparing
                | JobStatus::Pending
                | JobStatus::Running
                | JobStatus::Canceling
        )
    }

    /// It ended.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            JobStatus::Success | JobStatus::Failed | JobStatus::Canceled | JobStatus::Skipped
        )
    }
}
