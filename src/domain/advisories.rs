//! Errata advisories of a release (reference/worksheet-and-advisory.md, part B).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// What the Errata Tool says of a release's advisories, by kind (`rpm`, `rhcos`, `microshift`, …).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advisories {
    /// one per kind
    pub by_kind: BTreeMap<String, Advisory>,
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
    /// documentation approved it
    pub docs_approved: bool,
    /// product security: approved, asked for, not asked for
    pub security: Security,
    /// Jira keys
    pub keys: BTreeSet<String>,
    /// advisories that must ship first
    pub blocked_by: Vec<u64>,
    /// newest push job per target; empty: none, or not looked into
    pub pushes: Vec<Push>,
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

/// Approval by product security.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named by what they say")]
pub enum Security {
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    /// they keep the advisory from moving on
    pub blocking: bool,
    /// how many
    pub count: u32,
}
