//! The branches of openshift/release-tests, from GitHub or from a local clone: same questions, same
//! answers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clone::LocalClone;
use super::github::Github;
pub use super::http::Told;
use crate::domain::document::DocumentKey;
use crate::domain::source::Branch;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// The newest commit of a branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// commit id
    pub commit: String,
    /// id of the commit's tree: the same tree means the same files, whatever the commit says
    pub tree: String,
    /// committer's time
    pub committed: Timestamp,
    /// what to name when asking again
    pub etag: Option<String>,
}

/// The files of a commit that are known documents: path → blob id.
pub type Listing = BTreeMap<String, String>;

/// A file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFile {
    /// path in the repository
    pub path: String,
    /// git blob id
    pub blob: String,
    /// its content; `None`: larger than [`LARGEST_FILE`] and not read
    pub bytes: Option<Vec<u8>>,
}

/// No document comes near: the largest is 41 kB.
pub const LARGEST_FILE: usize = 4 << 20;
/// All documents of a branch together; today's largest branch holds 2 MB.
pub const LARGEST_BRANCH: usize = 128 << 20;

/// Where the branches are read.
#[derive(Debug, Clone)]
pub enum Branches {
    /// over the network
    Github(Arc<Github>),
    /// on this machine
    Clone(LocalClone),
}

impl Branches {
    /// The newest commit, unless it is the one `etag` stands for.
    pub async fn head(&self, branch: Branch, etag: Option<&str>) -> Result<Told<Head>, Trouble> {
        match self {
            Branches::Github(github) => github.head(branch, etag).await,
            Branches::Clone(clone) => clone.head(branch, etag).await,
        }
    }

    /// How far apart questions must lie for the budget of the service to last (program's time).
    pub fn spacing(&self, now: Timestamp) -> Duration {
        match self {
            Branches::Github(github) => github.api().lane().budget().spacing(now),
            Branches::Clone(_) => Duration::ZERO,
        }
    }

    /// Every document of the commit.
    pub async fn whole(&self, branch: Branch, head: &Head) -> Result<Vec<RawFile>, Trouble> {
        match self {
            Branches::Github(github) => github.archive(branch, head).await,
            Branches::Clone(clone) => clone.whole(branch, head).await,
        }
    }

    /// Names of the commit's documents.
    pub async fn listing(&self, branch: Branch, head: &Head) -> Result<Listing, Trouble> {
        match self {
            Branches::Github(github) => github.tree(branch, head).await,
            Branches::Clone(clone) => clone.listing(branch, head).await,
        }
    }

    /// Single documents. What was read before something failed is not lost; the trouble comes beside
    /// it.
    pub async fn files(&self, head: &Head, wanted: &Listing) -> (Vec<RawFile>, Option<Trouble>) {
        match self {
            Branches::Github(github) => github.files(head, wanted).await,
            Branches::Clone(clone) => match clone.files(wanted).await {
                Ok(files) => (files, None),
                Err(trouble) => (Vec::new(), Some(trouble)),
            },
        }
    }
}

/// True for a path that stands for a document of this branch.
pub(super) fn is_document(branch: Branch, path: &str) -> bool {
    DocumentKey::of(branch, path).is_some()
}
