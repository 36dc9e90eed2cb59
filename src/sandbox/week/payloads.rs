//! Payloads of promoted builds: their images, when each architecture is pushed and signed.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::calendar::{HOUR, MINUTE, timestamp};
use super::course::Done;
use super::ledger::Window;
use super::random::{Dice, mix};
use super::release::Release;
use super::roles::Role;
use crate::domain::arch::Arch;
use crate::sandbox::payloads::{Payloads, PlannedPayload};

/// Names of images that every payload holds.
static COMPONENTS: [&str; 64] = [
    "agent-installer-api-server",
    "agent-installer-csr-approver",
    "agent-installer-node-agent",
    "agent-installer-orchestrator",
    "aws-cloud-controller-manager",
    "aws-ebs-csi-driver",
    "aws-machine-controllers",
    "azure-cloud-controller-manager",
    "azure-disk-csi-driver",
    "azure-machine-controllers",
    "baremetal-installer",
    "baremetal-operator",
    "cli",
    "cli-artifacts",
    "cloud-credential-operator",
    "cloud-network-config-controller",
    "cluster-authentication-operator",
    "cluster-autoscaler",
    "cluster-baremetal-operator",
    "cluster-bootstrap",
    "cluster-config-operator",
    "cluster-dns-operator",
    "cluster-etcd-operator",
    "cluster-image-registry-operator",
    "cluster-ingress-operator",
    "cluster-kube-apiserver-operator",
    "cluster-machine-approver",
    "cluster-monitoring-operator",
    "cluster-network-operator",
    "cluster-node-tuning-operator",
    "cluster-storage-operator",
    "cluster-version-operator",
    "configmap-reloader",
    "console",
    "console-operator",
    "container-networking-plugins",
    "coredns",
    "csi-external-attacher",
    "csi-external-provisioner",
    "deployer",
    "docker-builder",
    "docker-registry",
    "etcd",
    "gcp-machine-controllers",
    "haproxy-router",
    "hyperkube",
    "hypershift",
    "insights-operator",
    "installer",
    "ironic",
    "kube-proxy",
    "kube-state-metrics",
    "machine-api-operator",
    "machine-config-operator",
    "must-gather",
    "oauth-server",
    "olm-catalogd",
    "operator-lifecycle-manager",
    "ovn-kubernetes",
    "prometheus",
    "telemeter",
    "tests",
    "rhel-coreos",
    "rhel-coreos-extensions",
];

/// Single architectures, the one that counts first.
const SINGLE: [Arch; 4] = [Arch::Amd64, Arch::Arm64, Arch::Ppc64le, Arch::S390x];

/// When the payload's signature is published: some hours after it is promoted. For the blocked release
/// it takes until the clock has started.
pub(super) fn signed(window: &Window, release: &Release) -> i64 {
    if release.role == Role::Blocked {
        return window.start + 50 * MINUTE;
    }
    let mut dice = Dice::of(mix(window.seed, "signed"), &release.name);
    release.promoted + dice.between(70 * MINUTE, 3 * HOUR)
}

/// The payload of amd64, which every check looks at.
pub(super) fn amd64(window: &Window, release: &Release) -> PlannedPayload {
    single(window, release, Arch::Amd64)
}

/// The payloads of all releases that have a StateBox; older ones nobody looks at.
pub(super) fn plan(
    window: &Window,
    releases: &[Release],
    done: &HashMap<String, Done>,
) -> Payloads {
    let mut payloads = Vec::new();
    for release in releases.iter().filter(|release| release.has_statebox()) {
        let checked = done.get(&release.name).and_then(|done| done.signed);
        let singles = SINGLE.map(|arch| {
            let mut payload = single(window, release, arch);
            // A lead who found it signed was not mistaken.
            if let Some(checked) = checked {
                payload.signed = payload.signed.min(timestamp(checked - 10 * MINUTE));
            }
            Arc::new(payload)
        });
        let [amd64, ..] = &singles;
        let multi = PlannedPayload {
            arch: Arch::Multi,
            pushed: singles.iter().map(|payload| payload.pushed).max().unwrap_or(amd64.pushed),
            components: Vec::new(),
            of: singles.to_vec(),
            image: OnceLock::new(),
            ..PlannedPayload::clone(amd64)
        };
        payloads.extend(singles);
        payloads.push(Arc::new(multi));
    }
    Payloads(payloads)
}

fn single(window: &Window, release: &Release, arch: Arch) -> PlannedPayload {
    let digest = |name: &str| {
        let mut dice = Dice::of(mix(window.seed, &release.name), &format!("{name} {arch}"));
        format!("sha256:{}", dice.hex(64))
    };
    let line = release.line;
    let before = (1..=8).filter_map(|step| line.release(release.step - step));
    // Pushed before the release controller has verified it.
    let pushed = release.promoted - 90 * MINUTE + arch.index() as i64 * 4 * MINUTE;
    PlannedPayload {
        version: release.name.clone(),
        arch,
        pushed: timestamp(pushed),
        signed: timestamp(signed(window, release)),
        previous: before.collect(),
        components: COMPONENTS.iter().map(|name| ((*name).to_owned(), digest(name))).collect(),
        of: Vec::new(),
        image: OnceLock::new(),
    }
}
