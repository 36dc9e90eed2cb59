//! The state words of a release (design/ux.md §3).

use serde::{Deserialize, Serialize};

/// The state words, in the order of evaluation: the first that fits is it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "design/ux.md §3 defines each")]
pub enum StateWord {
    #[serde(rename = "UNKNOWN")]
    Unknown,
    #[serde(rename = "SHIPPED")]
    Shipped,
    #[serde(rename = "READY")]
    Ready,
    #[serde(rename = "BLOCKED")]
    Blocked,
    #[serde(rename = "NOT STRT")]
    NotStarted,
    #[serde(rename = "ACT")]
    Act,
    #[serde(rename = "RUNNING")]
    Running,
    #[serde(rename = "WAITING")]
    Waiting,
}

impl StateWord {
    /// Its place in a list that is sorted by attention, most urgent first.
    pub(super) fn urgency(self) -> u8 {
        match self {
            StateWord::Blocked => 0,
            StateWord::Act => 1,
            StateWord::Unknown => 2,
            StateWord::Running => 3,
            StateWord::Waiting => 4,
            StateWord::NotStarted => 5,
            StateWord::Ready => 6,
            StateWord::Shipped => 7,
        }
    }

    /// The word itself.
    pub fn word(self) -> &'static str {
        match self {
            StateWord::Unknown => "UNKNOWN",
            StateWord::Shipped => "SHIPPED",
            StateWord::Ready => "READY",
            StateWord::Blocked => "BLOCKED",
            StateWord::NotStarted => "NOT STRT",
            StateWord::Act => "ACT",
            StateWord::Running => "RUNNING",
            StateWord::Waiting => "WAITING",
        }
    }
}
