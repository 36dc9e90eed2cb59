//! «Needs a human now»: facts with release, deadline, reason, person and what to do (design/ux.md §3).

mod message;
mod of_advisories;
mod of_bugs;
mod of_release;
#[cfg(test)]
mod tests;

pub use message::message;
pub use of_bugs::SOON;
pub(crate) use of_bugs::of_bugs;
pub(crate) use of_release::of_release;

use serde::{Deserialize, Serialize};

use super::advisories::Need;
use super::source::Service;
use super::tasks::TaskName;
use super::time::{Date, Timestamp};
use super::version::Release;

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attention {
    /// which release; `None` for a service that needs a login
    pub release: Option<Release>,
    /// the service, for an entry that is about one
    pub service: Option<Service>,
    /// planned ship date of the release
    pub due: Option<Date>,
    /// what it is about, for the order within a deadline and for going there
    pub kind: AttentionKind,
    /// one sentence with figures
    pub what: String,
    /// who has to act: `you`, `ART`, `QE`, `host owner`
    pub who: String,
    /// since when, where known
    pub since: Option<Timestamp>,
}

/// Kinds of entries, weightiest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are the list of design/ux.md §3")]
pub enum AttentionKind {
    TaskFailed { task: TaskName },
    BlockerOpen,
    JobFailed { job: String },
    JobError { job: String },
    TaskNeedsPerson { task: TaskName },
    GateNeedsPerson,
    ShipmentNeeds,
    AdvisoryNeeds { need: Need },
    OutsideOverdue,
    RungLate { bug: String },
    RungSoon { bug: String },
    RecordsDisagree,
    ServiceNeedsLogin,
    PlanIncomplete { present: u32, expected: u32 },
    FileBroken,
}

/// Entries of several releases as one list: by deadline, none last. Entries of one deadline stay in the
/// order they come in: that of the list of releases (state, then version descending), and within a
/// release the weightiest kind first.
pub fn in_list_order(mut entries: Vec<Attention>) -> Vec<Attention> {
    entries.sort_by_key(|entry| (entry.due.is_none(), entry.due));
    entries
}
