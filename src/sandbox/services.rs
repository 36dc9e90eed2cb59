//! Which services there are, and how the stand-in of each is made.

use std::sync::Arc;

use super::clusters::Clusters;
use super::errata::Errata;
use super::github::Github;
use super::gitlab::Gitlab;
use super::http::Service;
use super::jenkins::Jenkins;
use super::jira::Jira;
use super::mirror::Mirror;
use super::prow::Prow;
use super::pyxis::Pyxis;
use super::registry::Registry;
use super::running::Running;
use super::sheets::Sheets;
use super::slack::Slack;
use super::stage::Stage;
use super::streams::Streams;

/// A service of the sandbox, in the order of the ready line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceName {
    /// GitHub: REST, raw files, archives
    Github,
    /// the release controllers
    Streams,
    /// Deck, Gangway and the storage of artifacts
    Prow,
    /// shipment merge requests
    Gitlab,
    /// bugs and tickets
    Jira,
    /// advisories
    Errata,
    /// stage pipeline
    Jenkins,
    /// Web API and Socket Mode
    Slack,
    /// LDAP
    Directory,
    /// signatures
    Mirror,
    /// grades of images
    Pyxis,
    /// legacy test reports
    Sheets,
    /// payloads
    Registry,
    /// ReleasePayload objects
    Clusters,
}

impl ServiceName {
    /// All of them.
    pub const ALL: [ServiceName; 14] = [
        ServiceName::Github,
        ServiceName::Streams,
        ServiceName::Prow,
        ServiceName::Gitlab,
        ServiceName::Jira,
        ServiceName::Errata,
        ServiceName::Jenkins,
        ServiceName::Slack,
        ServiceName::Directory,
        ServiceName::Mirror,
        ServiceName::Pyxis,
        ServiceName::Sheets,
        ServiceName::Registry,
        ServiceName::Clusters,
    ];

    /// The key in the ready line and in the profile.
    pub fn key(self) -> &'static str {
        match self {
            ServiceName::Github => "github",
            ServiceName::Streams => "streams",
            ServiceName::Prow => "prow",
            ServiceName::Gitlab => "gitlab",
            ServiceName::Jira => "jira",
            ServiceName::Errata => "errata",
            ServiceName::Jenkins => "jenkins",
            ServiceName::Slack => "slack",
            ServiceName::Directory => "directory",
            ServiceName::Mirror => "mirror",
            ServiceName::Pyxis => "pyxis",
            ServiceName::Sheets => "sheets",
            ServiceName::Registry => "registry",
            ServiceName::Clusters => "clusters",
        }
    }

    /// The service that the cockpit knows it as.
    pub fn service(self) -> crate::domain::source::Service {
        use crate::domain::source::Service;
        match self {
            ServiceName::Github => Service::Github,
            ServiceName::Streams => Service::Streams,
            ServiceName::Prow => Service::Prow,
            ServiceName::Gitlab => Service::Gitlab,
            ServiceName::Jira => Service::Jira,
            ServiceName::Errata => Service::Errata,
            ServiceName::Jenkins => Service::Jenkins,
            ServiceName::Slack => Service::Slack,
            ServiceName::Directory => Service::Directory,
            ServiceName::Mirror => Service::Mirror,
            ServiceName::Pyxis => Service::Pyxis,
            ServiceName::Sheets => Service::Sheets,
            ServiceName::Registry => Service::Registry,
            ServiceName::Clusters => Service::Clusters,
        }
    }

    /// Its place in [`ServiceName::ALL`], and its distance from the first port.
    pub(super) fn index(self) -> u16 {
        self as u16
    }
}

/// What a stand-in is made from.
pub(super) struct Ground {
    /// the world
    pub stage: Arc<Stage>,
    /// where it is reached, without a slash at the end
    pub url: String,
    /// the one token that every service knows
    pub token: String,
}

type Make = fn(Ground) -> Box<dyn Service>;

/// The stand-ins.
pub(super) const STAND_INS: &[(ServiceName, Make)] = &[
    (ServiceName::Github, |ground| {
        let user = Running::USER.to_owned();
        Box::new(Github::new(ground.stage, ground.url, ground.token, user))
    }),
    (ServiceName::Errata, |ground| Box::new(Errata::new(ground.stage, ground.url, ground.token))),
    (ServiceName::Streams, |ground| Box::new(Streams::new(ground.stage))),
    (ServiceName::Gitlab, |ground| {
        let user = Running::USER.to_owned();
        Box::new(Gitlab::new(ground.stage, ground.url, ground.token, user))
    }),
    (ServiceName::Clusters, |ground| Box::new(Clusters::new(ground.stage, ground.token))),
    (ServiceName::Prow, |ground| Box::new(Prow::new(ground.stage, ground.token))),
    (ServiceName::Pyxis, |ground| Box::new(Pyxis::new(ground.stage))),
    (ServiceName::Mirror, |ground| Box::new(Mirror::new(ground.stage))),
    (ServiceName::Registry, |ground| {
        Box::new(Registry::new(ground.stage, ground.url, ground.token))
    }),
    (ServiceName::Jenkins, |ground| Box::new(Jenkins::new(ground.stage, ground.url, ground.token))),
    (ServiceName::Jira, |ground| Box::new(Jira::new(ground.stage, ground.url, ground.token))),
    (ServiceName::Sheets, |ground| Box::new(Sheets::new(ground.stage, ground.url, ground.token))),
    (ServiceName::Slack, |ground| Box::new(Slack::new(ground.stage, ground.url, ground.token))),
];
