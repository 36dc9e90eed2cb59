//! Why a service gave no answer, sorted by what the operator can do about it.

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// A failed request in terms of the remedy. The texts are shown: they say what happened, the place that
/// shows them adds which service and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// no login, or it expired (401)
    #[error("not signed in: {detail}")]
    SignIn {
        /// what the service said, cleaned
        detail: String,
    },
    /// asked too often (429, or 403 with an empty budget)
    #[error("rate limit reached")]
    Throttled {
        /// when the service wants to hear from us again
        retry_at: Option<Timestamp>,
    },
    /// no connection, a time-out, or 5xx
    #[error("no answer: {detail}")]
    Unreachable {
        /// what failed
        detail: String,
    },
    /// the object, or the way to it, does not exist (404)
    #[error("not found: {what}")]
    Missing {
        /// what was asked for
        what: String,
    },
    /// this account may not (403)
    #[error("not allowed: {detail}")]
    Refused {
        /// what the service said, cleaned
        detail: String,
    },
    /// an answer came and cannot be understood
    #[error("unreadable answer at {place}: {detail}")]
    Unreadable {
        /// URL path, file or field
        place: String,
        /// what is wrong with it
        detail: String,
    },
}

impl Trouble {
    /// A stable code for details, logs and the manual (ux.md §14.9).
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::SignIn { .. } => "OAR-401",
            Trouble::Throttled { .. } => "OAR-429",
            Trouble::Unreachable { .. } => "OAR-503",
            Trouble::Missing { .. } => "OAR-404",
            Trouble::Refused { .. } => "OAR-403",
            Trouble::Unreadable { .. } => "OAR-422",
        }
    }

    /// Two or three words for the service strip.
    pub fn short(&self) -> &'static str {
        match self {
            Trouble::SignIn { .. } => "login needed",
            Trouble::Throttled { .. } => "limited",
            Trouble::Unreachable { .. } => "no answer",
            Trouble::Missing { .. } => "not found",
            Trouble::Refused { .. } => "not allowed",
            Trouble::Unreadable { .. } => "unreadable",
        }
    }
}
