//! A shipment: the merge request that carries a release to production, its files and its pipeline
//! (reference/shipment-gitlab.md).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// A shipment merge request with everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// its number in the project
    pub iid: u64,
    /// its page
    pub url: String,
    /// its title, `Draft:` included
    pub title: String,
    /// where it stands
    pub state: MrState,
    /// head commit of its source branch
    pub head: Option<String>,
    /// labels as written
    pub labels: BTreeSet<String>,
    /// it cannot be merged as it is; `None`: GitLab has not checked yet
    pub conflict: Option<bool>,
    /// who approved, who has to
    pub approvals: Approvals,
    /// when it was merged
    pub merged: Option<Timestamp>,
    /// newest first; the first one counts
    pub pipelines: Vec<Pipeline>,
    /// shipment files, in path order
    pub files: Vec<ShipmentFile>,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

/// Where a merge request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "GitLab's words")]
pub enum MrState {
    Draft,
    Opened,
    Merged,
    Closed,
    Locked,
}

/// Approvals of a merge request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approvals {
    /// user names, in the order given
    pub by: Vec<String>,
    /// how many are needed in all; `None`: not told
    pub required: Option<u32>,
    /// rules by name, where GitLab tells them
    pub rules: Vec<ApprovalRule>,
}

/// One rule: `QE`, `ART`, `docs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalRule {
    /// its name
    pub name: String,
    /// how many of its people are needed
    pub required: u32,
    /// who of them approved
    pub by: Vec<String>,
}

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
    /// stages in the order GitLab has them; empty: not looked into (only the newest is)
    pub stages: Vec<Stage>,
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
    /// when it began
    pub started: Option<Timestamp>,
    /// when it ended
    pub finished: Option<Timestamp>,
    /// the jobs of the pipeline it triggered, where that was looked into
    pub downstream: Vec<Job>,
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

/// A shipment file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentFile {
    /// path in the repository
    pub path: String,
    /// from its name; `None`: none of the known kinds
    pub kind: Option<Kind>,
    /// what it says
    pub content: ShipmentContent,
}

/// Kinds of shipment files (reference/shipment-gitlab.md §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names of the kinds")]
pub enum Kind {
    Image,
    Extras,
    Metadata,
    Fbc,
    Microshift,
    Rpm,
}

/// What a shipment file says, as far as the cockpit shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentContent {
    /// `4.20.17`
    pub assembly: Option<String>,
    /// `RHBA`, `RHSA`, `RHEA`
    pub advisory_type: Option<String>,
    /// number of the live advisory
    pub live_id: Option<u64>,
    /// one line about it
    pub synopsis: Option<String>,
    /// Jira keys from the right source, in order
    pub keys: BTreeSet<String>,
    /// CVEs
    pub cves: BTreeSet<String>,
    /// snapshot components
    pub components: u32,
    /// the stage environment's advisory
    pub stage_advisory: Option<Advisory>,
    /// the production environment's advisory: there is one when it has shipped
    pub prod_advisory: Option<Advisory>,
}

/// An advisory of an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advisory {
    /// its page
    pub url: Option<String>,
    /// its YAML, which lists the images
    pub internal_url: Option<String>,
}
