//! The tags of the release controllers, one per architecture.

use std::collections::BTreeMap;

use super::timeline::TagChange;
use crate::domain::arch::Arch;
use crate::domain::time::Timestamp;

/// A tag as a release controller holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// `4.20.17`, `4.20.0-0.nightly-2026-03-17-041205`
    pub name: String,
    /// the word of its phase, as it stands in the source
    pub phase: String,
    /// may be empty
    pub pull_spec: String,
    /// may be empty
    pub download_url: String,
    /// when it appeared
    pub created: Timestamp,
}

/// Streams and their tags. A stream stays known when its last tag is gone.
#[derive(Debug, Default)]
pub struct Tags(BTreeMap<(Arch, String), BTreeMap<String, Tag>>);

impl Tags {
    /// Streams of an architecture, by name, each with its tags in no particular order.
    pub fn streams(&self, arch: Arch) -> impl Iterator<Item = (&str, &BTreeMap<String, Tag>)> {
        let of_arch = self.0.iter().filter(move |((of, _), _)| *of == arch);
        of_arch.map(|((_, stream), tags)| (stream.as_str(), tags))
    }

    /// Tags of a stream; `None`: there is no such stream.
    pub fn stream(&self, arch: Arch, stream: &str) -> Option<&BTreeMap<String, Tag>> {
        self.0.get(&(arch, stream.to_owned()))
    }

    /// Puts a tag as it is.
    pub fn put(&mut self, arch: Arch, stream: &str, tag: Tag) {
        self.0.entry((arch, stream.to_owned())).or_default().insert(tag.name.clone(), tag);
    }

    /// Applies a planned change; addresses are made up the way the real ones look.
    pub fn apply(&mut self, change: TagChange) {
        let TagChange { at, arch, stream, tag: name, phase } = change;
        let tags = self.0.entry((arch, stream)).or_default();
        let Some(phase) = phase else {
            tags.remove(&name);
            return;
        };
        let tag = tags.entry(name.clone()).or_insert_with(|| Tag {
            pull_spec: pull_spec(arch, &name),
            download_url: download_url(arch, &name),
            phase: String::new(),
            created: at,
            name,
        });
        tag.phase = phase.word().to_owned();
    }
}

/// `-arm64` where names carry the architecture; nothing for amd64.
fn suffix(arch: Arch) -> String {
    if arch == Arch::Amd64 { String::new() } else { format!("-{}", arch.name()) }
}

fn pull_spec(arch: Arch, tag: &str) -> String {
    if tag.contains("-0.") {
        let suffix = suffix(arch);
        return format!("registry.ci.openshift.org/ocp{suffix}/release{suffix}:{tag}");
    }
    let machine = match arch {
        Arch::Amd64 => "x86_64",
        Arch::Arm64 => "aarch64",
        Arch::Multi | Arch::Ppc64le | Arch::S390x => arch.name(),
    };
    format!("quay.io/openshift-release-dev/ocp-release:{tag}-{machine}")
}

fn download_url(arch: Arch, tag: &str) -> String {
    let host = format!("openshift-release-artifacts{}", suffix(arch));
    format!("https://{host}.apps.ci.l2s4.p1.openshiftapps.com/{tag}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::builds::Phase;

    fn change(tag: &str, phase: Option<Phase>) -> TagChange {
        let at = "2026-07-02T10:00:00Z".parse().unwrap();
        let stream = "4-stable-arm64".to_owned();
        TagChange { at, arch: Arch::Arm64, stream, tag: tag.to_owned(), phase }
    }

    #[test]
    fn a_tag_appears_changes_and_vanishes_but_its_stream_stays() {
        let mut tags = Tags::default();
        tags.apply(change("4.20.1", Some(Phase::Ready)));
        tags.apply(change("4.20.1", Some(Phase::Accepted)));
        let stream = tags.stream(Arch::Arm64, "4-stable-arm64").unwrap();
        let tag = stream.get("4.20.1").unwrap();
        assert_eq!(tag.phase, "Accepted");
        assert_eq!(tag.pull_spec, "quay.io/openshift-release-dev/ocp-release:4.20.1-aarch64");
        tags.apply(change("4.20.1", None));
        assert!(tags.stream(Arch::Arm64, "4-stable-arm64").unwrap().is_empty());
        assert!(tags.stream(Arch::Amd64, "4-stable-arm64").is_none());
    }

    #[test]
    fn nightlies_of_other_architectures_live_in_their_own_registry() {
        assert_eq!(
            pull_spec(Arch::Arm64, "4.20.0-0.nightly-arm64-2026-03-17-041205"),
            "registry.ci.openshift.org/ocp-arm64/release-arm64:4.20.0-0.nightly-arm64-2026-03-17-041205"
        );
    }
}
