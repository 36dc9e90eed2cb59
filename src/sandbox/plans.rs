//! What there is, and what will happen, at the services beside the repositories and the release
//! controllers. Laid out before the clock starts: a stand-in shows what has happened by now.

use std::sync::Arc;

use super::clusters::plan::QeMark;
use super::directory::Entry;
use super::errata::plan::Advisories;
use super::gitlab::plan::Shipments;
use super::jenkins::plan::PlannedRun;
use super::jira::Tracker;
use super::payloads::Payloads;
use super::prow::plan::PlannedJobRun;
use super::pyxis::plan::Catalogue;
use super::sheets::plan::Documents;
use super::slack::Team;
use super::weather::Weather;

/// The plan of every such service. Empty where the sandbox serves real branch files.
#[derive(Debug, Clone, Default)]
pub struct Plans {
    /// advisories by number
    pub advisories: Advisories,
    /// merge requests
    pub shipments: Shipments,
    /// payloads at the registry, and their signatures
    pub payloads: Payloads,
    /// issues at Jira
    pub tracker: Arc<Tracker>,
    /// images with their grades
    pub catalogue: Catalogue,
    /// what QE says of payloads
    pub qe_marks: Vec<QeMark>,
    /// runs of the stage pipeline, by number
    pub stage_runs: Vec<PlannedRun>,
    /// runs of test jobs at Prow
    pub job_runs: Vec<PlannedJobRun>,
    /// legacy test reports
    pub sheets: Documents,
    /// troubles that come and go
    pub weather: Weather,
    /// the company's directory
    pub directory: Vec<Entry>,
    /// the workspace of Slack
    pub team: Team,
}
