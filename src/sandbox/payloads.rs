//! The payloads of promoted builds: what is in them, when they are pushed and when they are signed. The
//! registry serves them, the mirror their signatures, the release controllers name their digests.

use std::sync::{Arc, OnceLock};

use super::registry::Image;
use crate::domain::arch::Arch;
use crate::domain::time::Timestamp;

/// A payload that is or will be at the registry.
#[derive(Debug, Clone)]
pub struct PlannedPayload {
    /// `4.20.17`
    pub version: String,
    /// for which architecture
    pub arch: Arch,
    /// when it is pushed
    pub pushed: Timestamp,
    /// when its signature is published
    pub signed: Timestamp,
    /// releases that can be updated to it
    pub previous: Vec<String>,
    /// name → digest of its images
    pub components: Vec<(String, String)>,
    /// images of single architectures, where this is the list of them
    pub of: Vec<Arc<PlannedPayload>>,
    /// made when it is first asked for
    pub image: OnceLock<Image>,
}

impl PlannedPayload {
    /// Its bytes at the registry.
    pub fn image(&self) -> &Image {
        self.image.get_or_init(|| Image::of(self))
    }

    /// Its tag at the registry.
    pub fn tag(&self) -> String {
        let machine = match self.arch {
            Arch::Amd64 => "x86_64",
            Arch::Arm64 => "aarch64",
            other => other.name(),
        };
        format!("{}-{machine}", self.version)
    }
}

/// All payloads.
#[derive(Debug, Clone, Default)]
pub struct Payloads(pub Vec<Arc<PlannedPayload>>);

impl Payloads {
    /// Those that are pushed by `now`.
    pub fn pushed(&self, now: Timestamp) -> impl Iterator<Item = &PlannedPayload> {
        self.0.iter().map(Arc::as_ref).filter(move |payload| payload.pushed <= now)
    }

    /// A payload by version and architecture.
    pub fn find(&self, now: Timestamp, version: &str, arch: Arch) -> Option<&PlannedPayload> {
        self.pushed(now).find(|payload| payload.version == version && payload.arch == arch)
    }
}
