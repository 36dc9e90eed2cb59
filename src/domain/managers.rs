//! Who manages whom, from the company's directory (reference/jira-and-notificator.md §6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// Managers by the e-mail of those they manage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managers {
    /// `None`: the directory was asked and knows none
    pub of: BTreeMap<String, LookedUp>,
}

/// One look-up; kept for a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedUp {
    /// the manager
    pub manager: Option<Manager>,
    /// when it was asked
    pub at: Timestamp,
}

/// A manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manager {
    /// `uid` in the directory
    pub uid: String,
    /// primary mail
    pub email: Option<String>,
}
