//! What a worker must know to ask cheaply, also after a restart.

use serde::{Deserialize, Serialize};

use crate::connectors::{Head, Listing};

/// Travels with the event whose facts it belongs to. Keep it only together with those facts: a memo
/// that is ahead of them makes the service answer "unchanged" about something nobody holds. Losing it
/// costs one full load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Memo {
    /// of a branch
    Branch {
        /// the newest commit all of whose documents were read
        head: Head,
        /// path → blob id of every document that was read
        blobs: Listing,
    },
    /// of a single file
    File {
        /// its name for the service
        etag: String,
    },
}
