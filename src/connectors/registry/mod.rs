//! The registry that holds the payloads: OCI distribution v2, with bearer tokens where it wants them. A
//! payload is read from its manifest, its configuration and the one small layer that holds the release's
//! own documents (reference/jenkins-images-signing.md §6).

mod access;
mod documents;
mod layer;
mod wire;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest as sums;
use url::Url;

use self::access::Access;
use self::layer::Found;
use self::wire::{Config, Descriptor, Manifest, Platform};
use super::http::{Http, Question, under};
use super::net::Net;
use crate::config::RegistrySettings;
use crate::domain::arch::Arch;
use crate::domain::clock::Clock;
use crate::domain::digest::Digest;
use crate::domain::payload::Payload;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;

/// The registry.
#[derive(Debug)]
pub struct Registry {
    http: Http,
    base: Url,
    repository: String,
    access: Access,
    /// payloads by digest: what a digest names never changes
    known: Mutex<BTreeMap<Digest, Arc<Payload>>>,
}

const DEADLINE: Duration = Duration::from_secs(40);
const LAYER_DEADLINE: Duration = Duration::from_secs(180);
/// Manifests are some kilobytes, configurations some tens of them.
const LARGEST: usize = 4 << 20;
/// Payloads that are remembered.
const MOST_KNOWN: usize = 64;
/// A layer that is larger is not looked into: release documents fit many times over.
const LARGEST_LAYER: u64 = 512 << 20;
/// Layers that are looked into, the last one first.
const MOST_LAYERS: usize = 12;
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, \
     application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, \
     application/vnd.docker.distribution.manifest.v2+json";

impl Registry {
    /// As configured.
    pub fn new(net: &Net, settings: &RegistrySettings, clock: Clock) -> Registry {
        let repository = settings.repository.trim_matches('/').to_owned();
        Registry {
            http: Http::new(net.clone(), Service::Registry, clock, DEADLINE),
            base: settings.base_url.clone(),
            access: Access::new(settings.token.clone(), &repository),
            repository,
            known: Mutex::default(),
        }
    }

    /// The line to it.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The payload of a release. `known`: what is known of it already; its documents are not fetched again
    /// while its digest is the same.
    pub async fn payload(
        &self,
        release: Release,
        known: Option<Arc<Payload>>,
    ) -> Result<Payload, Trouble> {
        if let Some(known) = known {
            self.remember(known);
        }
        let (digest, manifest) = self.manifest(&tag(release, Arch::Amd64), None).await?;
        let mut payload = match self.remembered(&digest) {
            Some(known) if known.release == release => Payload::clone(&known),
            _ => {
                let read = Arc::new(self.read(release, &digest, manifest).await?);
                if read.gaps.is_empty() {
                    self.remember(read.clone());
                }
                Payload::clone(&read)
            }
        };
        for arch in Arch::ALL.into_iter().filter(|arch| *arch != Arch::Amd64) {
            match self.manifest(&tag(release, arch), None).await {
                Ok((digest, _)) => {
                    payload.digests.insert(arch, digest);
                }
                Err(Trouble::Missing { .. }) => {
                    payload.digests.remove(&arch);
                }
                Err(trouble) => payload.gaps.push(format!("the digest of {arch}: {trouble}")),
            }
        }
        Ok(payload)
    }

    /// The manifest under a tag or a digest, with its digest. What is asked for by digest must have it.
    async fn manifest(
        &self,
        reference: &str,
        digest: Option<&Digest>,
    ) -> Result<(Digest, Manifest), Trouble> {
        let url = self.url(["manifests", reference]);
        let place = super::http::place(&url);
        let bytes = self.fetch(url, MANIFESTS).await?;
        let own = sha256(&bytes);
        verified(digest, &own, &place)?;
        Ok((own, wire::manifest(&bytes, &place)?))
    }

    /// Everything that follows from a payload's digest.
    async fn read(
        &self,
        release: Release,
        digest: &Digest,
        manifest: Manifest,
    ) -> Result<Payload, Trouble> {
        let image = match manifest {
            Manifest::Image(image) => image,
            Manifest::List(list) => {
                let child = list.choose(&Platform::linux(Arch::Amd64)).ok_or_else(|| {
                    Trouble::Missing { what: format!("linux/amd64 in the list {}", digest.short()) }
                })?;
                match self.manifest(child.as_str(), Some(&child)).await? {
                    (_, Manifest::Image(image)) => image,
                    _ => return Err(odd(&child, "a list of images stands in a list of images")),
                }
            }
        };
        let url = self.url(["blobs", image.config.digest.as_str()]);
        let place = super::http::place(&url);
        let bytes = self.fetch(url, "*/*").await?;
        verified(Some(&image.config.digest), &sha256(&bytes), &place)?;
        let config: Config = wire::json(&bytes, &place)?;
        let (found, gaps) = self.documents(&image.layers).await?;
        let about = documents::About { release, repository: &self.repository, digest };
        documents::payload(about, config, &found, gaps, &place)
    }

    /// The two documents of a release, from the last layer that holds them.
    async fn documents(&self, layers: &[Descriptor]) -> Result<(Found, Vec<String>), Trouble> {
        let (mut found, mut gaps) = (Found::default(), Vec::new());
        for layer in layers.iter().rev().take(MOST_LAYERS) {
            if layer.size > LARGEST_LAYER {
                gaps.push(format!("layer {} is too large to look into", layer.digest.short()));
                continue;
            }
            let url = self.url(["blobs", layer.digest.as_str()]);
            let place = super::http::place(&url);
            let question = Question::get(url, "*/*", 0).by(self.access.login(self).await?);
            let (digest, size) = (layer.digest.clone(), layer.size);
            let consume = |response| async move {
                let read = move |pieces| layer::look(pieces, &digest, size);
                super::pieces::feed(response, &place, "layer", read).await
            };
            let here = self.http.stream(&question, LAYER_DEADLINE, consume).await;
            let here = self.access.heed(here)?;
            if !here.verified {
                gaps.push(format!("layer {} was not read to its end", layer.digest.short()));
            }
            found.references = found.references.or(here.references);
            found.metadata = found.metadata.or(here.metadata);
            if found.is_complete() {
                break;
            }
        }
        Ok((found, gaps))
    }

    async fn fetch(&self, url: Url, accept: &'static str) -> Result<Vec<u8>, Trouble> {
        let place = super::http::place(&url);
        let question = Question::get(url, accept, LARGEST).by(self.access.login(self).await?);
        let mut answer = self.http.ask(&question).await;
        if let (Err(Trouble::SignIn { .. }), true) = (&answer, self.access.forget()) {
            // The token was given before its time was over, or the registry has forgotten it.
            let question = Question { login: self.access.login(self).await?, ..question };
            answer = self.http.ask(&question).await;
        }
        self.access.heed(answer)?.changed(&place)?.into_bytes()
    }

    fn url<'a>(&'a self, rest: impl IntoIterator<Item = &'a str>) -> Url {
        under(&self.base, ["v2"].into_iter().chain(self.repository.split('/')).chain(rest))
    }

    fn remembered(&self, digest: &Digest) -> Option<Arc<Payload>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned()
    }

    fn remember(&self, payload: Arc<Payload>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = payload.gaps.is_empty() && payload.repository == self.repository;
        if whole && known.len() < MOST_KNOWN {
            known.entry(payload.digest.clone()).or_insert(payload);
        }
    }
}

/// `4.20.17-x86_64`.
fn tag(release: Release, arch: Arch) -> String {
    let machine = match arch {
        Arch::Amd64 => "x86_64",
        Arch::Arm64 => "aarch64",
        other => other.name(),
    };
    format!("{release}-{machine}")
}

fn sha256(bytes: &[u8]) -> Digest {
    named(&sums::digest(&sums::SHA256, bytes))
}

/// The digest with this sum.
fn named(sum: &sums::Digest) -> Digest {
    let mut bytes = [0; 32];
    for (to, from) in bytes.iter_mut().zip(sum.as_ref()) {
        *to = *from;
    }
    Digest::of_sum(&bytes)
}

fn verified(expected: Option<&Digest>, own: &Digest, place: &str) -> Result<(), Trouble> {
    match expected {
        Some(expected) if expected != own => {
            let detail = format!("what came has another digest, {}", own.short());
            Err(Trouble::Unreadable { place: place.to_owned(), detail })
        }
        _ => Ok(()),
    }
}

fn odd(digest: &Digest, what: &str) -> Trouble {
    Trouble::Unreadable { place: digest.to_string(), detail: what.to_owned() }
}
