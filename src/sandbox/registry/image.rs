//! The bytes of a release image: a manifest, a configuration, and layers of which the last holds the
//! release's own documents, as `oc adm release new` makes them.

use std::collections::BTreeMap;
use std::io::Write;

use aws_lc_rs::digest;
use axum::body::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::domain::arch::Arch;
use crate::sandbox::payloads::PlannedPayload;

const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const CONFIG: &str = "application/vnd.docker.container.image.v1+json";
const LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/// An image as the registry holds it.
#[derive(Debug, Clone)]
pub struct Image {
    /// `sha256:…` of the manifest
    pub digest: String,
    /// of the manifest
    pub media_type: &'static str,
    /// the manifest
    pub manifest: Bytes,
    /// configuration and layers
    pub blobs: BTreeMap<String, Bytes>,
}

/// `sha256:…` of a content.
pub fn sha256(content: &[u8]) -> String {
    let sum = digest::digest(&digest::SHA256, content);
    let hex: String = sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

impl Image {
    /// Makes the image of a payload. The same payload gives the same bytes.
    pub fn of(payload: &PlannedPayload) -> Image {
        if payload.of.is_empty() { single(payload) } else { list(payload) }
    }
}

fn single(payload: &PlannedPayload) -> Image {
    let created = payload.pushed.to_string();
    let tree = [("etc/os-release", "NAME=\"Invented Linux\"\n"), ("usr/bin/cvo", "#!/bin/true\n")];
    let base = layer(&tree.map(|(path, text)| (path, text.to_owned())));
    let own = layer(&[
        ("release-manifests/image-references", references(payload, &created)),
        ("release-manifests/release-metadata", metadata(payload)),
        ("release-manifests/0000_50_example_00_namespace.yaml", "kind: Namespace\n".to_owned()),
    ]);
    let config = json!({
        "architecture": payload.arch.name(),
        "os": "linux",
        "created": created,
        "config": { "Labels": {
            "io.openshift.release": payload.version,
            "io.openshift.release.base-image-digest": sha256(&base),
        } },
        "rootfs": { "type": "layers", "diff_ids": [sha256(&base), sha256(&own)] },
    });
    let config = Bytes::from(config.to_string());
    let told = |kind, bytes: &Bytes| json!({ "mediaType": kind, "size": bytes.len(), "digest": sha256(bytes) });
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": told(CONFIG, &config),
        "layers": [told(LAYER, &base), told(LAYER, &own)],
    });
    let blobs = [config, base, own].map(|bytes| (sha256(&bytes), bytes)).into();
    named(MANIFEST, &manifest, blobs)
}

fn list(payload: &PlannedPayload) -> Image {
    let children = payload.of.iter().map(|child| {
        let image = child.image();
        json!({
            "mediaType": image.media_type,
            "size": image.manifest.len(),
            "digest": image.digest,
            "platform": { "architecture": child.arch.name(), "os": "linux" },
        })
    });
    let children: Vec<Value> = children.collect();
    let list = json!({ "schemaVersion": 2, "mediaType": LIST, "manifests": children });
    named(LIST, &list, BTreeMap::new())
}

fn named(media_type: &'static str, manifest: &Value, blobs: BTreeMap<String, Bytes>) -> Image {
    let manifest = Bytes::from(manifest.to_string());
    Image { digest: sha256(&manifest), media_type, manifest, blobs }
}

/// The ImageStream that names every image of the payload.
fn references(payload: &PlannedPayload, created: &str) -> String {
    let tags = payload.components.iter().map(|(name, digest)| {
        let from = format!("quay.io/openshift-release-dev/ocp-v4.0-art-dev@{digest}");
        json!({ "name": name, "from": { "kind": "DockerImage", "name": from } })
    });
    let stream = json!({
        "kind": "ImageStream",
        "apiVersion": "image.openshift.io/v1",
        "metadata": { "name": payload.version, "creationTimestamp": created },
        "spec": { "lookupPolicy": { "local": false }, "tags": tags.collect::<Vec<_>>() },
    });
    stream.to_string()
}

fn metadata(payload: &PlannedPayload) -> String {
    let multi = payload.arch == Arch::Multi;
    let mut about = json!({ "url": "https://access.redhat.com/errata/RHBA-2026:0000" });
    if let Some(about) = about.as_object_mut().filter(|_| multi) {
        about.insert("release.openshift.io/architecture".to_owned(), json!("multi"));
    }
    let metadata = json!({
        "kind": "cincinnati-metadata-v0",
        "version": payload.version,
        "previous": payload.previous,
        "metadata": about,
    });
    metadata.to_string()
}

/// A layer with these files. Writing to memory does not fail; a file that could not be written would be
/// missing.
fn layer(files: &[(&str, String)]) -> Bytes {
    let packed = GzEncoder::new(Vec::new(), Compression::fast());
    let mut archive = tar::Builder::new(packed);
    for (path, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        let _ = archive.append_data(&mut header, path, text.as_bytes());
    }
    let packed = archive.into_inner().and_then(|mut packed| {
        packed.flush()?;
        packed.finish()
    });
    Bytes::from(packed.unwrap_or_default())
}
