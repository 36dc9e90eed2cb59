//! Errata advisories of a release (reference/worksheet-and-advisory.md, part B).

#[cfg(test)]
pub(crate) mod fixtures;
mod needs;
mod rules;
#[cfg(test)]
mod tests;

pub use needs::{Need, needs};
pub use rules::{PushProgress, all_shipped, has_containers, newest, pushed};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// What the Errata Tool says of a release's advisories, by kind (`rpm`, `rhcos`, `microshift`, …).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advisories {
    /// one per kind
    pub by_kind: BTreeMap<String, Advisory>,
    /// kinds of the release whose advisory could not be read at all
    pub unread: BTreeSet<String>,
    /// what could not be read of which advisory, one sentence each
    pub gaps: Vec<String>,
}

/// An advisory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advisory {
    /// its number
    pub id: u64,
    /// `RHBA-2026:1234`
    pub name: String,
    /// where it stands
    pub state: AdvisoryState,
    /// `rhba`, `rhsa`, `rhea`
    pub kind: String,
    /// one line about it
    pub synopsis: String,
    /// e-mail of the QE owner
    pub owner: Option<String>,
    /// documentation: approved, asked for, not asked for
    pub docs: Approval,
    /// product security: approved, asked for, not asked for
    pub security: Approval,
    /// Jira keys
    pub keys: BTreeSet<String>,
    /// advisories that must ship first
    pub blocked_by: Vec<u64>,
    /// newest push job per target; `None`: not looked into (only while it can change)
    pub pushes: Option<Vec<Push>>,
    /// security alerts; `None`: not looked into (only of an RHSA that can still change)
    pub alerts: Option<Alerts>,
    /// container grade, `A` … `F`; `None`: not looked into or not told
    pub grade: Option<char>,
    /// when it shipped
    pub shipped: Option<Timestamp>,
}

/// Errata's states (reference/worksheet-and-advisory.md B4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "Errata's words")]
pub enum AdvisoryState {
    NewFiles,
    Qe,
    RelPrep,
    PushReady,
    InPush,
    ShippedLive,
    DroppedNoShip,
    /// a word we do not know
    Unknown,
}

/// Approval by documentation or by product security.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named by what they say")]
pub enum Approval {
    Approved,
    Requested,
    NotRequested,
}

/// The newest push job of a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// `cdn_stage`, `cdn_docker_stage`
    pub target: String,
    /// its number
    pub id: u64,
    /// `COMPLETE`, `FAILED`, `RUNNING`, … as written
    pub status: String,
}

/// Security alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    /// they keep the advisory from moving on
    pub blocking: bool,
    /// how many
    pub count: u32,
}
