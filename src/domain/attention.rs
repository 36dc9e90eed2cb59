//! «Needs a human now»: facts with release, deadline, reason, person and what to do (design/ux.md §3).

mod of_release;
#[cfg(test)]
mod tests;

pub(crate) use of_release::of_release;

use serde::{Deserialize, Serialize};

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
    OutsideOverdue,
    RecordsDisagree,
    ServiceNeedsLogin,
    PlanIncomplete { present: u32, expected: u32 },
    FileBroken,
}

/// The order of the list: deadline (none comes last), then kind, then version descending.
pub fn list_order(a: &Attention, b: &Attention) -> std::cmp::Ordering {
    (a.due.is_none(), a.due)
        .cmp(&(b.due.is_none(), b.due))
        .then_with(|| a.kind.cmp(&b.kind))
        .then_with(|| b.release.cmp(&a.release))
        .then_with(|| a.what.cmp(&b.what))
}
