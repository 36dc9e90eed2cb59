//! What was seen to change while we looked, with the facts behind it (design/ux.md §5g, «observed»).

use serde::{Deserialize, Serialize};

use super::source::Service;
use super::time::Timestamp;
use super::version::Release;

/// One observed change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// grows with every entry
    pub number: u64,
    /// when it was seen; it happened at most a poll earlier
    pub at: Timestamp,
    /// of what
    pub about: About,
    /// what changed: `state`, `task`, `bug`, `pipeline`
    pub what: String,
    /// from what to what
    pub result: String,
    /// the facts that caused it, where there are more than the result says
    pub causes: Vec<String>,
}

/// What an entry is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// a release
    Release(Release),
    /// a bug, and the release it belongs to
    Bug(String, Option<Release>),
    /// a service
    Service(Service),
}

impl About {
    /// The words of the column TARGET.
    pub fn words(&self) -> String {
        match self {
            About::Release(release) => release.to_string(),
            About::Bug(key, _) => key.clone(),
            About::Service(service) => service.name().to_owned(),
        }
    }

    /// The release it belongs to.
    pub fn release(&self) -> Option<Release> {
        match self {
            About::Release(release) => Some(*release),
            About::Bug(_, release) => *release,
            About::Service(_) => None,
        }
    }
}
