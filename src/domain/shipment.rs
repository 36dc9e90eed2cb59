//! A shipment: the merge request that carries a release to production, its files and its pipeline
//! (reference/shipment-gitlab.md).

mod address;
mod approvals;
mod content;
mod file;
mod needs;
mod pipeline;
mod row;
mod shipped;
mod steps;

pub use address::Address;
pub use approvals::{ApprovalRule, Approvals, Approver};
pub use content::read;
pub use file::{Advisory, Kind, ShipmentContent, ShipmentFile};
pub(crate) use needs::Stand;
pub use needs::{Need, NeedState, NeedWhat, needs};
pub use pipeline::{Downstream, Job, JobStatus, Pipeline, Stage};
pub use row::{Cell, Contents, ShipmentRow, rows};
pub(crate) use row::{attention, conflicts_beside};
pub use shipped::{Shipped, shipped};
pub use steps::{FailedJob, Step, StepState, StepWord, step};

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// A shipment merge request with everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// its number in the project
    pub iid: u64,
    /// its page
    pub url: String,
    /// path of its project
    pub project: String,
    /// its title, `Draft:` included
    pub title: String,
    /// where it stands
    pub state: MrState,
    /// the branch it comes from
    pub source: String,
    /// the branch it goes to
    pub target: String,
    /// who made it
    pub author: String,
    /// when it was made
    pub created: Option<Timestamp>,
    /// when it last changed
    pub updated: Option<Timestamp>,
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
    /// the account may not see pipelines: that there are none says nothing
    pub pipelines_hidden: bool,
    /// shipment files, in path order
    pub files: Vec<ShipmentFile>,
    /// open merge requests into its source branch: bugs to drop, mended files
    pub besides: Vec<Arc<Shipment>>,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

impl Shipment {
    /// A merge request by its number: this one, or one beside it.
    pub fn find(&self, iid: u64) -> Option<&Shipment> {
        if self.iid == iid {
            return Some(self);
        }
        self.besides.iter().map(Arc::as_ref).find(|beside| beside.iid == iid)
    }

    /// The jobs of its pipelines and of those beside it, jobs below a bridge included.
    pub fn jobs(&self) -> impl Iterator<Item = &Job> {
        let all = std::iter::once(self).chain(self.besides.iter().map(Arc::as_ref));
        let stages = all.flat_map(|one| &one.pipelines).flat_map(|pipeline| &pipeline.stages);
        stages.flat_map(|stage| &stage.jobs).flat_map(|job| {
            let below = job.downstream.iter().flat_map(|below| &below.jobs);
            std::iter::once(job).chain(below)
        })
    }

    /// Jira keys of all its files, sorted (reference/shipment-gitlab.md §6).
    pub fn keys(&self) -> BTreeSet<&str> {
        self.files.iter().flat_map(|file| &file.content.keys).map(String::as_str).collect()
    }

    /// A pipeline of it, or of a merge request beside it, is under way.
    pub fn is_lively(&self) -> bool {
        let newest = |of: &Shipment| of.pipelines.first().is_some_and(Pipeline::is_lively);
        newest(self) || self.besides.iter().any(|beside| newest(beside))
    }

    /// The release that its title names: `Shipment for 4.20.17 (ship date: …)`. The text before it does
    /// not matter, so a draft's title is read as well.
    pub fn titled(&self) -> Option<&str> {
        const BEFORE: &str = "shipment for ";
        let at = self.title.to_ascii_lowercase().find(BEFORE)? + BEFORE.len();
        let rest = self.title.get(at..)?;
        let version = rest.split([' ', '(']).next()?.trim();
        version.starts_with(|c: char| c.is_ascii_digit()).then_some(version)
    }
}

impl MrState {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            MrState::Draft => "draft",
            MrState::Opened => "open",
            MrState::Merged => "merged",
            MrState::Closed => "closed",
            MrState::Locked => "locked",
        }
    }
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

#[cfg(test)]
pub(crate) mod fixtures;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_names_the_release_also_of_a_draft() {
        let cases = [
            ("Shipment for 4.17.47 (ship date: 2026-Mar-25)", Some("4.17.47")),
            ("Draft: shipment for 4.22.0-ec.1", Some("4.22.0-ec.1")),
            ("Shipment for 4.21.0-rc.2(x)", Some("4.21.0-rc.2")),
            ("4.17.52 drop bugs", None),
            ("Shipment for nobody", None),
        ];
        for (title, version) in cases {
            let shipment = Shipment { title: title.to_owned(), ..fixtures::open(7) };
            assert_eq!(shipment.titled(), version, "{title}");
        }
    }
}
