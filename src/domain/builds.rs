//! Builds: what the release controller makes, per architecture, and how far it got.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::time::Timestamp;
use super::version::{Release, YStream};

/// The name of a build: a release (`4.20.17`) or a nightly
/// (`4.20.0-0.nightly-2026-03-17-041205`, with the architecture before the date when it is not amd64).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BuildName(pub String);

/// Which kind of stream a build comes from; decides which list of the registry applies
/// (reference/prow-controller.md §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// built every night, the source of candidates
    Nightly,
    /// promoted: z-stream, GA, rc and ec
    Stable,
}

/// Phase of a payload at the release controller (reference/release-stream-api.md §1). A word that is
/// not known stays what it is: [`Phase::Unknown`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Phase {
    /// payload not created yet
    Pending,
    /// payload exists, verification is running
    Ready,
    /// blocking verification passed, or was overridden
    Accepted,
    /// a blocking check failed
    Rejected,
    /// the payload could not be created
    Failed,
    /// any other word
    Unknown,
}

/// A build as the release controller and the record files describe it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// its name
    pub name: BuildName,
    /// phase when it was written down; the release controller may know better
    pub phase: Phase,
    /// where the payload can be pulled; may be empty
    pub pull_spec: String,
    /// where its tools can be downloaded; may be empty
    pub download_url: String,
}

/// What the release controller says of one build on one architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArchPhase {
    /// never asked, or the service could not say
    Unknown,
    /// asked, and the architecture has no such build yet
    Absent,
    /// it was there and is no more: the release controller recycled it
    Gone,
    /// there, in this phase
    Known(Phase),
}

impl Stream {
    /// Whether builds of it disappear from the release controller after some days. Only those are looked
    /// for there, and only their record can be deleted (reference/test-results.md §9, rows 26–28).
    pub fn is_recycled(self) -> bool {
        self == Stream::Nightly
    }

    /// `nightly` or `stable`, as in file names and registries.
    pub fn name(self) -> &'static str {
        match self {
            Stream::Nightly => "nightly",
            Stream::Stable => "stable",
        }
    }
}

impl BuildName {
    /// A name from outside, if it can be one: a y-stream, then letters, digits, `.`, `-`, `+` and `_`; so
    /// it is safe in a terminal, a path and a URL. The longest names are about 45 characters.
    pub fn read(text: &str) -> Option<BuildName> {
        let safe = |b: u8| b.is_ascii_alphanumeric() || b".-+_".contains(&b);
        let name =
            (text.len() <= 100 && text.bytes().all(safe)).then(|| BuildName(text.to_owned()))?;
        name.y().is_some().then_some(name)
    }

    /// The release this build is, if it is a promoted one.
    pub fn release(&self) -> Option<Release> {
        self.0.parse().ok()
    }

    /// Nightly or stable, by its name (reference/test-results.md §1).
    pub fn stream(&self) -> Stream {
        if self.0.contains("nightly") { Stream::Nightly } else { Stream::Stable }
    }

    /// The y-stream it belongs to.
    pub fn y(&self) -> Option<YStream> {
        let (major, rest) = self.0.split_once('.')?;
        let minor = rest.split('.').next()?;
        self.0.get(..major.len() + 1 + minor.len())?.parse().ok()
    }

    /// When a nightly was made, from the date in its name (UTC).
    pub fn made(&self) -> Option<Timestamp> {
        let tail = self.0.get(self.0.len().checked_sub(17)?..)?;
        let made = jiff::civil::DateTime::strptime("%Y-%m-%d-%H%M%S", tail).ok()?;
        made.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|made| made.timestamp())
    }

    /// The part people say: `nightly-2026-03-17-041205` without `4.20.0-0.`, a release as it is.
    pub fn short(&self) -> &str {
        self.0.split_once("-0.").map_or(self.0.as_str(), |(_, tail)| tail)
    }
}

impl Phase {
    /// The word of the release controller.
    pub fn word(self) -> &'static str {
        match self {
            Phase::Pending => "Pending",
            Phase::Ready => "Ready",
            Phase::Accepted => "Accepted",
            Phase::Rejected => "Rejected",
            Phase::Failed => "Failed",
            Phase::Unknown => "Unknown",
        }
    }
}

impl FromStr for Phase {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Phase, Self::Err> {
        let all = [Phase::Pending, Phase::Ready, Phase::Accepted, Phase::Rejected, Phase::Failed];
        Ok(all.into_iter().find(|phase| phase.word() == text).unwrap_or(Phase::Unknown))
    }
}

impl fmt::Display for BuildName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Splits `ocp-latest-X.Y-STREAM-ARCH.json`.
pub fn latest_file_name(file: &str) -> Option<(YStream, Stream, Arch)> {
    let stem = file.strip_prefix("ocp-latest-")?.strip_suffix(".json")?;
    let mut parts = stem.split('-');
    let (y, stream, arch) = (parts.next()?, parts.next()?, parts.next()?);
    let stream = [Stream::Nightly, Stream::Stable].into_iter().find(|one| one.name() == stream)?;
    parts.next().is_none().then_some((y.parse().ok()?, stream, arch.parse().ok()?))
}

/// Splits `ocp-test-result-<build>-<arch>.json`; a nightly of another architecture carries its name
/// twice (reference/test-results.md §1).
pub fn result_file_name(file: &str) -> Option<(BuildName, Arch)> {
    let stem = file.strip_prefix("ocp-test-result-")?.strip_suffix(".json")?;
    let (build, arch) = stem.rsplit_once('-')?;
    Some((BuildName::read(build)?, arch.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_file_name_gives_build_and_architecture() {
        let name = |file| result_file_name(file).map(|(build, arch)| (build.0, arch));
        assert_eq!(
            name("ocp-test-result-4.16.0-0.nightly-arm64-2024-07-25-062635-arm64.json"),
            Some(("4.16.0-0.nightly-arm64-2024-07-25-062635".to_owned(), Arch::Arm64))
        );
        assert_eq!(
            name("ocp-test-result-4.22.0-rc.5-amd64.json"),
            Some(("4.22.0-rc.5".to_owned(), Arch::Amd64))
        );
        for bad in [
            "ocp-test-result-4.16.0-0.nightly-2024-02-03-221256.json",
            "ocp-test-result-4.16.0/../x-amd64.json",
            "ocp-test-result-4.16.0\x1b[2J-amd64.json",
            "ocp-test-result-four-amd64.json",
            "ocp-test-result--amd64.json",
        ] {
            assert_eq!(name(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_nightly_tells_when_it_was_made() {
        let name = BuildName("4.20.0-0.nightly-2026-03-17-041205".to_owned());
        assert_eq!(name.made().unwrap().to_string(), "2026-03-17T04:12:05Z");
        assert_eq!(name.short(), "nightly-2026-03-17-041205");
        assert_eq!(name.stream(), Stream::Nightly);
        assert_eq!(name.y().unwrap().to_string(), "4.20");
        assert_eq!(BuildName("4.20.17".to_owned()).made(), None);
    }
}
