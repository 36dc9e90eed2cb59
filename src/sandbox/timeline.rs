//! What is going to happen in the sandbox's world, laid out in time before it starts.

use std::sync::Arc;

use serde::Deserialize;

use super::plans::Plans;
use crate::domain::arch::Arch;
use crate::domain::builds::Phase;
use crate::domain::time::Timestamp;

/// Everything that happens, in any order; the world sorts it by time and applies it when its clock
/// gets there.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// commits to repositories
    pub commits: Vec<PlannedCommit>,
    /// tags that appear, change phase or vanish at the release controller
    pub tags: Vec<TagChange>,
    /// what happens at the other services
    pub plans: Plans,
}

/// A commit that is made when the clock reaches `at`. A commit may change nothing, as real ones do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCommit {
    /// when; whole seconds count, as in git
    pub at: Timestamp,
    /// owner and name, `openshift/release-tests`
    pub repo: &'static str,
    /// branch, without `refs/heads/`; it begins with its first commit
    pub branch: String,
    /// commit message
    pub message: String,
    /// a name, or `Name <address>`
    pub author: String,
    /// path from the root of the repository → new content, or `None` to delete the file
    pub changes: Vec<(String, Option<Arc<[u8]>>)>,
}

/// A change of one tag at the release controller of one architecture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagChange {
    /// when
    pub at: Timestamp,
    /// which release controller
    pub arch: Arch,
    /// stream name as its API has it: `4.20.0-0.nightly`, `4-stable-arm64`, `4-dev-preview`
    pub stream: String,
    /// tag name: `4.20.17`, `4.20.0-0.nightly-2026-03-17-041205`
    pub tag: String,
    /// the phase from now on; `None`: the tag was recycled
    pub phase: Option<Phase>,
}

/// The size of a simulated release week, read from a scenario file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// its name, for messages
    pub name: String,
    /// releases that are open during the week
    pub releases: u32,
    /// days of history before the clock starts
    pub days_before: f64,
    /// days that are planned ahead; the world stands still after them
    pub days_after: f64,
    /// services are in trouble now and then
    #[serde(default)]
    pub weather: bool,
}
