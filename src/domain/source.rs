//! Where facts come from: services, and the sources read from each of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::version::YStream;

/// A service with its own login, limits and moods, in the order of the service strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// release controller
    Streams,
    /// branches of openshift/release-tests, and build data
    Github,
    /// job runs
    Prow,
    /// shipment merge requests
    Gitlab,
    /// ON_QA bugs
    Jira,
    /// advisories
    Errata,
    /// stage pipeline
    Jenkins,
    /// messages
    Slack,
    /// managers
    Directory,
}

impl Service {
    /// All of them, in the order of the strip.
    pub const ALL: [Service; 9] = [
        Service::Streams,
        Service::Github,
        Service::Prow,
        Service::Gitlab,
        Service::Jira,
        Service::Errata,
        Service::Jenkins,
        Service::Slack,
        Service::Directory,
    ];

    /// The word on the strip.
    pub fn name(self) -> &'static str {
        match self {
            Service::Streams => "rc",
            Service::Github => "github",
            Service::Prow => "prow",
            Service::Gitlab => "gitlab",
            Service::Jira => "jira",
            Service::Errata => "errata",
            Service::Jenkins => "jenkins",
            Service::Slack => "slack",
            Service::Directory => "ldap",
        }
    }
}

/// A branch of openshift/release-tests that carries facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Branch {
    /// result files and newest builds
    Record,
    /// StateBox and tracking files
    ZStream,
    /// job registries
    Main,
}

impl Branch {
    /// All three.
    pub const ALL: [Branch; 3] = [Branch::Record, Branch::ZStream, Branch::Main];

    /// Its name in git.
    pub fn name(self) -> &'static str {
        match self {
            Branch::Record => "record",
            Branch::ZStream => "z-stream",
            Branch::Main => "main",
        }
    }
}

/// One thing asked for again and again, with its own age and trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// a branch of openshift/release-tests
    Branch(Branch),
    /// `releases.yml` of a y-stream
    BuildData(YStream),
    /// accepted tags of an architecture at the release controller
    Tags(Arch),
}

impl Source {
    /// Who is asked.
    pub fn service(self) -> Service {
        match self {
            Source::Branch(_) | Source::BuildData(_) => Service::Github,
            Source::Tags(_) => Service::Streams,
        }
    }
}

impl fmt::Display for Source {
    /// The name in JSON `as_of` and in messages: `record`, `build-data 4.20`, `rc amd64`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Branch(branch) => f.pad(branch.name()),
            Source::BuildData(y) => f.pad(&format!("build-data {y}")),
            Source::Tags(arch) => f.pad(&format!("rc {arch}")),
        }
    }
}
