//! A release payload as the registry has it: its images and its metadata.

mod compare;

pub use compare::{Comparison, Difference, compare};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::digest::Digest;
use super::time::Timestamp;
use super::version::Release;

/// A payload. Everything but `digests` belongs to the one of amd64 and follows from its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// which release
    pub release: Release,
    /// where it is: `openshift-release-dev/ocp-release`
    pub repository: String,
    /// its digest (amd64)
    pub digest: Digest,
    /// by architecture, as far as they are pushed
    pub digests: BTreeMap<Arch, Digest>,
    /// the version it says it is
    pub version: String,
    /// when it was made
    pub created: Option<Timestamp>,
    /// releases that can be updated to it
    pub previous: Vec<String>,
    /// the page of its advisory
    pub page: Option<String>,
    /// images it names, also those beyond what is kept
    pub images: u32,
    /// name → digest
    pub components: BTreeMap<String, Digest>,
    /// labels of the image
    pub labels: BTreeMap<String, String>,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

impl Payload {
    /// It says that it is the release it was asked for as.
    pub fn is_itself(&self) -> bool {
        self.version == self.release.to_string()
    }
}
