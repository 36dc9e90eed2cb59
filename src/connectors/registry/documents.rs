//! The documents of a release inside its payload: `image-references` and `release-metadata`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::layer::Found;
use super::wire::{self, Config};
use crate::domain::arch::Arch;
use crate::domain::clean;
use crate::domain::digest::Digest;
use crate::domain::payload::Payload;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;

/// Which payload it is.
pub(super) struct About<'a> {
    pub release: Release,
    pub repository: &'a str,
    pub digest: &'a Digest,
}

/// Images that are kept; payloads have about two hundred.
const MOST_COMPONENTS: usize = 2000;
const MOST_PREVIOUS: usize = 2000;
const MOST_LABELS: usize = 64;
const LONGEST_LABEL: usize = 300;

#[derive(Deserialize)]
struct ImageStream {
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    from: Option<From>,
}

#[derive(Deserialize)]
struct From {
    name: String,
}

#[derive(Deserialize)]
struct Metadata {
    version: String,
    #[serde(default)]
    previous: Vec<String>,
    metadata: Option<BTreeMap<String, serde_json::Value>>,
}

/// Puts a payload together. Without its version and its images it is none.
pub(super) fn payload(
    about: About<'_>,
    config: Config,
    found: &Found,
    mut gaps: Vec<String>,
    place: &str,
) -> Result<Payload, Trouble> {
    let missing = |what: &str| Trouble::Missing { what: format!("{what} in the payload") };
    let references = found.references.as_deref().ok_or_else(|| missing("image-references"))?;
    let metadata = found.metadata.as_deref().ok_or_else(|| missing("release-metadata"))?;
    let stream: ImageStream = wire::json(references, "release-manifests/image-references")?;
    let metadata: Metadata = wire::json(metadata, "release-manifests/release-metadata")?;
    let images = u32::try_from(stream.spec.tags.len()).unwrap_or(u32::MAX);
    let mut components = BTreeMap::new();
    let mut nameless = 0;
    for tag in stream.spec.tags.into_iter().take(MOST_COMPONENTS) {
        match tag.from.and_then(|from| Digest::of_pull_spec(&from.name)) {
            Some(digest) => {
                components.insert(short(&tag.name), digest);
            }
            None => nameless += 1,
        }
    }
    if nameless > 0 {
        gaps.push(format!("{nameless} images are named without a digest"));
    }
    if images as usize > MOST_COMPONENTS {
        gaps.push(format!("only the first {MOST_COMPONENTS} of {images} images are kept"));
    }
    let created = config.created.and_then(|created| created.parse().ok());
    if created.is_none() {
        gaps.push(format!("{place}: when it was made is not told"));
    }
    let labels = config.config.labels.unwrap_or_default().into_iter().take(MOST_LABELS);
    let page = metadata.metadata.and_then(|about| Some(about.get("url")?.as_str()?.to_owned()));
    let previous = metadata.previous.iter().take(MOST_PREVIOUS);
    Ok(Payload {
        release: about.release,
        repository: about.repository.to_owned(),
        digest: about.digest.clone(),
        digests: BTreeMap::from([(Arch::Amd64, about.digest.clone())]),
        version: short(&metadata.version),
        created,
        previous: previous.map(|name| short(name)).collect(),
        page: page.map(|page| short(&page)).filter(|page| page.starts_with("https://")),
        images,
        components,
        labels: labels.map(|(name, value)| (short(&name), short(&value))).collect(),
        gaps,
    })
}

fn short(text: &str) -> String {
    clean::line(&clean::cut(text, LONGEST_LABEL))
}
