//! Manifests as the registry writes them, of both families.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::connectors::body;
use crate::domain::arch::Arch;
use crate::domain::digest::Digest;
use crate::domain::trouble::Trouble;

/// What a reference stands for.
#[derive(Debug)]
pub(super) enum Manifest {
    Image(Image),
    List(List),
}

/// One image.
#[derive(Debug, Deserialize)]
pub(super) struct Image {
    pub config: Descriptor,
    pub layers: Vec<Descriptor>,
}

/// Images by platform.
#[derive(Debug, Deserialize)]
pub(super) struct List {
    manifests: Vec<Child>,
}

#[derive(Debug, Deserialize)]
struct Child {
    digest: Digest,
    platform: Option<Platform>,
}

/// A blob.
#[derive(Debug, Deserialize)]
pub(super) struct Descriptor {
    pub digest: Digest,
    #[serde(default)]
    pub size: u64,
}

/// `linux/amd64`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Platform {
    os: String,
    architecture: String,
}

/// The configuration blob, as far as it matters.
#[derive(Debug, Deserialize)]
pub(super) struct Config {
    pub created: Option<String>,
    #[serde(default)]
    pub config: Inner,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Inner {
    #[serde(rename = "Labels")]
    pub labels: Option<BTreeMap<String, String>>,
}

impl Platform {
    pub(super) fn linux(arch: Arch) -> Platform {
        Platform { os: "linux".to_owned(), architecture: arch.name().to_owned() }
    }
}

impl List {
    /// The image of a platform.
    pub(super) fn choose(&self, platform: &Platform) -> Option<Digest> {
        let fits = |child: &&Child| child.platform.as_ref() == Some(platform);
        self.manifests.iter().find(fits).map(|child| child.digest.clone())
    }
}

/// Told apart by what is in it: media types are missing or wrong too often.
pub(super) fn manifest(bytes: &[u8], place: &str) -> Result<Manifest, Trouble> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "schemaVersion")]
        version: Option<u32>,
        manifests: Option<serde::de::IgnoredAny>,
        layers: Option<serde::de::IgnoredAny>,
    }
    let kind: Kind = json(bytes, place)?;
    match kind {
        Kind { manifests: Some(_), .. } => json(bytes, place).map(Manifest::List),
        Kind { layers: Some(_), .. } => json(bytes, place).map(Manifest::Image),
        Kind { version, .. } => {
            let detail = match version {
                Some(1) => "a manifest of the old kind (schema 1), which cannot be read".to_owned(),
                _ => "neither an image nor a list of images".to_owned(),
            };
            Err(Trouble::Unreadable { place: place.to_owned(), detail })
        }
    }
}

/// JSON under whichever media type.
pub(super) fn json<T: DeserializeOwned>(bytes: &[u8], place: &str) -> Result<T, Trouble> {
    body::json(bytes, None, place)
}
