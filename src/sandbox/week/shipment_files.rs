//! Shipment files of the week: one for each kind, with what it carries and where it was released to.

use std::sync::Arc;

use super::bug_keys;
use super::random::mix;
use super::release::Release;

/// Where a release has been released to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum On {
    Nothing,
    Stage,
    Production,
}

/// The files of a release, as they are when it was released so far.
pub(super) fn files(release: &Release, stamp: &str, on: On) -> Vec<(String, Arc<str>)> {
    let y = release.line.y;
    let app = y.replace('.', "-");
    let keys = bug_keys::keys(release);
    // three of five bugs are fixed in the payload
    let cut = keys.len() * 3 / 5;
    let (payload, rest) = keys.split_at(cut.min(keys.len()));
    let (extras, metadata) = rest.split_at(rest.len() / 2);
    let mut files: Vec<(String, Arc<str>)> = kinds(release)
        .into_iter()
        .map(|kind| {
            let keys = match kind {
                "image" => payload,
                "extras" => extras,
                "metadata" => metadata,
                _ => &[],
            };
            let key = release.key();
            let path = format!(
                "shipment/ocp/openshift-{y}/openshift-{app}/prod/{key}.{kind}.{stamp}.yaml"
            );
            (path, file(release, kind, &app, keys, on).into())
        })
        .collect();
    files.sort();
    files
}

fn file(release: &Release, kind: &str, app: &str, keys: &[String], on: On) -> String {
    let (y, name, key) = (release.line.y, &release.name, release.key());
    let fbc = kind == "fbc";
    let number = release.rpm % 1000 * 10 + kinds(release).len() as i64;
    let security = kind == "image" && release.jira % 2 == 0;
    let advisory = if security { "RHSA" } else { "RHBA" };
    let mut out = format!(
        "shipment:\n  metadata:\n    product: ocp\n    application: openshift-{app}\n    group: openshift-{y}\n    assembly: {key}\n    fbc: {fbc}\n  environments:\n"
    );
    for (environment, there) in [("stage", on >= On::Stage), ("prod", on >= On::Production)] {
        out += &format!("    {environment}:\n      releasePlan: ocp-{environment}-{app}-{kind}\n");
        if there && !fbc {
            out += &format!(
                "      advisory:\n        url: https://access.{environment}.example.com/errata/{advisory}-2026:{number}\n        internal_url: '{{gitlab}}/advisories/{environment}/{name}/{kind}.yaml'\n"
            );
        }
    }
    let components = components(kind);
    out += "  snapshot:\n    nvrs:\n";
    for component in &components {
        out += &format!("    - {component}-container-v{y}.0-1.p0\n");
    }
    out += &format!("    spec:\n      application: openshift-{app}\n      components:\n");
    for component in &components {
        let digest = digest(name, component);
        out += &format!(
            "      - name: ose-{app}-{component}\n        containerImage: quay.io/redhat-user-workloads/ocp-art-tenant/art-images@sha256:{digest}\n"
        );
    }
    if fbc {
        return out;
    }
    out += &format!(
        "  data:\n    releaseNotes:\n      type: {advisory}\n      live_id: {number}\n      synopsis: OpenShift Container Platform {name} {kind} update\n      topic: An update is available\n      issues:\n        fixed:"
    );
    match keys {
        [] => out += " []\n",
        keys => {
            out.push('\n');
            for key in keys {
                out += &format!("        - id: {key}\n          source: redhat.atlassian.net\n");
            }
        }
    }
    if security {
        let component = components.first().copied().unwrap_or_default();
        out += &format!(
            "      cves:\n      - key: CVE-2026-{}\n        component: ose-{app}-{component}\n",
            10_000 + release.jira % 9000
        );
    }
    out
}

fn components(kind: &str) -> Vec<&'static str> {
    const ALL: [&str; 18] = [
        "cli",
        "cli-artifacts",
        "console",
        "etcd",
        "installer",
        "hyperkube",
        "machine-config",
        "coredns",
        "haproxy-router",
        "oauth-proxy",
        "prometheus",
        "tests",
        "metallb",
        "ptp",
        "sriov",
        "local-storage",
        "nfd",
        "kube-proxy",
    ];
    match kind {
        "image" => ALL.iter().copied().take(12).collect(),
        "microshift" => vec!["microshift-bootc"],
        _ => ALL.iter().copied().skip(12).collect(),
    }
}

/// The digest of an image of a release.
pub(super) fn digest(release: &str, component: &str) -> String {
    let mut text = hex(&[3, mix(4, release)], component) + &hex(&[7, mix(8, component)], release);
    text.truncate(64);
    text
}

/// Forty digits that follow from a name.
pub(super) fn hex(seeds: &[u64], name: &str) -> String {
    let start = seeds.iter().fold(17_u64, |sum, seed| mix(sum ^ seed, name));
    let mut text = format!("{start:016x}{:016x}{:016x}", mix(start, name), mix(start ^ 1, name));
    text.truncate(40);
    text
}

pub(super) fn kinds(release: &Release) -> Vec<&'static str> {
    let own = ["image", "extras", "metadata", "fbc"].into_iter();
    own.chain(release.microshift.map(|_| "microshift")).collect()
}
