//! Where facts come from: services, and the sources read from each of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::version::{Release, YStream};

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
    /// signatures
    Mirror,
    /// image health
    Pyxis,
    /// legacy test reports
    Sheets,
    /// payloads
    Registry,
    /// ReleasePayload objects
    Clusters,
}

impl Service {
    /// All of them, in the order of the strip.
    pub const ALL: [Service; 14] = [
        Service::Streams,
        Service::Github,
        Service::Prow,
        Service::Gitlab,
        Service::Jira,
        Service::Errata,
        Service::Jenkins,
        Service::Slack,
        Service::Directory,
        Service::Mirror,
        Service::Pyxis,
        Service::Sheets,
        Service::Registry,
        Service::Clusters,
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
            Service::Mirror => "mirror",
            Service::Pyxis => "pyxis",
            Service::Sheets => "sheets",
            Service::Registry => "registry",
            Service::Clusters => "k8s",
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
    /// Prow runs of a release's builds
    Runs(Release),
    /// the shipment merge request of a release, with its pipelines and files
    Shipment(Release),
    /// bugs in ON_QA
    Bugs,
    /// the ART ticket of a release
    Ticket(Release),
    /// Errata advisories of a release
    Advisories(Release),
    /// runs of the stage pipeline
    StageRuns,
    /// Slack: who we are, which channels we know, whether the socket stands
    Chat,
    /// managers of QA contacts
    Managers,
    /// the signature of a promoted payload
    Signature(Release),
    /// grades of a shipment's images
    ImageHealth(Release),
    /// the legacy test report of a y-stream
    Report(YStream),
    /// a payload at the registry
    Payload(Release),
    /// ReleasePayload objects
    ReleasePayloads,
    /// the release team's encrypted configuration
    ReleaseConfig,
}

impl Source {
    /// Who is asked.
    pub fn service(self) -> Service {
        match self {
            Source::Branch(_) | Source::BuildData(_) | Source::ReleaseConfig => Service::Github,
            Source::Tags(_) => Service::Streams,
            Source::Runs(_) => Service::Prow,
            Source::Shipment(_) => Service::Gitlab,
            Source::Bugs | Source::Ticket(_) => Service::Jira,
            Source::Advisories(_) => Service::Errata,
            Source::StageRuns => Service::Jenkins,
            Source::Chat => Service::Slack,
            Source::Managers => Service::Directory,
            Source::Signature(_) => Service::Mirror,
            Source::ImageHealth(_) => Service::Pyxis,
            Source::Report(_) => Service::Sheets,
            Source::Payload(_) => Service::Registry,
            Source::ReleasePayloads => Service::Clusters,
        }
    }

    /// The release it is about, where it is about one.
    pub fn release(self) -> Option<Release> {
        match self {
            Source::Runs(release)
            | Source::Shipment(release)
            | Source::Ticket(release)
            | Source::Advisories(release)
            | Source::Signature(release)
            | Source::ImageHealth(release)
            | Source::Payload(release) => Some(release),
            _ => None,
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
            Source::Runs(release) => f.pad(&format!("runs {release}")),
            Source::Shipment(release) => f.pad(&format!("shipment {release}")),
            Source::Bugs => f.pad("bugs"),
            Source::Ticket(release) => f.pad(&format!("ticket {release}")),
            Source::Advisories(release) => f.pad(&format!("advisories {release}")),
            Source::StageRuns => f.pad("stage-runs"),
            Source::Chat => f.pad("slack"),
            Source::Managers => f.pad("managers"),
            Source::Signature(release) => f.pad(&format!("signature {release}")),
            Source::ImageHealth(release) => f.pad(&format!("image-health {release}")),
            Source::Report(y) => f.pad(&format!("report {y}")),
            Source::Payload(release) => f.pad(&format!("payload {release}")),
            Source::ReleasePayloads => f.pad("release-payloads"),
            Source::ReleaseConfig => f.pad("release-config"),
        }
    }
}
