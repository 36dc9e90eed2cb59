//! The ART ticket of a release and its QE sub-tasks (reference/jira-and-notificator.md §5).

use serde::{Deserialize, Serialize};

/// The sub-tasks that QE works on, by their exact summaries.
pub const QE_SUMMARIES: [&str; 3] = [
    "[Mon-Wed] QE notifies ON_QA bugzilla owners and analyze ci failures",
    "[Wed-Fri] QE does release verification",
    "[Fri/Mon] QE moves advisories to REL_PREP",
];

/// The ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// `ART-14402`
    pub key: String,
    /// as written
    pub status: String,
    /// what it is about
    pub summary: String,
    /// all sub-tasks, in the ticket's order
    pub subtasks: Vec<Subtask>,
}

/// A sub-task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subtask {
    /// its key
    pub key: String,
    /// what it is about
    pub summary: String,
    /// as written
    pub status: String,
    /// display name of its assignee
    pub assignee: Option<String>,
    /// one of the three that QE works on
    pub of_qe: bool,
}
