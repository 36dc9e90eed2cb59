//! The settings and their defaults. Defaults point at the public services.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use super::services::{
    ClustersSettings, ConfigStoreSettings, DirectorySettings, ErrataSettings, GitlabSettings,
    JenkinsSettings, JiraSettings, MirrorSettings, ProwSettings, PyxisSettings, RegistrySettings,
    SheetsSettings, SlackSettings,
};
use super::token::TokenFrom;
use crate::domain::arch::Arch;
use crate::domain::clock::Clock;
use crate::domain::source::{Service, Source};

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// a name for this set, shown in the header
    pub profile: String,
    /// the header warns: changes made here are real
    pub danger: bool,
    /// how the program's time follows from the real one
    pub clock: Clock,
    /// branches and build data
    pub github: GithubSettings,
    /// release controller
    pub streams: StreamsSettings,
    /// the other services
    pub jira: JiraSettings,
    /// shipment merge requests
    pub gitlab: GitlabSettings,
    /// advisories
    pub errata: ErrataSettings,
    /// stage pipeline
    pub jenkins: JenkinsSettings,
    /// runs of the test jobs
    pub prow: ProwSettings,
    /// signatures
    pub mirror: MirrorSettings,
    /// grades of images
    pub pyxis: PyxisSettings,
    /// messages
    pub slack: SlackSettings,
    /// managers
    pub directory: DirectorySettings,
    /// legacy test reports
    pub sheets: SheetsSettings,
    /// payloads
    pub registry: RegistrySettings,
    /// ReleasePayload objects
    pub clusters: ClustersSettings,
    /// the release team's configuration
    pub configstore: ConfigStoreSettings,
    /// this machine reaches the company's network, so services without a login of their own are asked,
    /// too; `None`: when a login of the release team is set
    pub internal: Option<bool>,
    /// services that are not asked, whatever logins there are; GitHub and the release controllers carry
    /// every view and are always asked
    pub off: BTreeSet<Service>,
    /// how it looks
    pub ui: UiSettings,
    /// the folder of the cache; `None`: where the system keeps caches
    pub cache: Option<PathBuf>,
}

/// Branches of openshift/release-tests and build data.
#[derive(Debug, Clone)]
pub struct GithubSettings {
    /// REST API
    pub base_url: Url,
    /// files as they are, without the API's rate limit
    pub raw_url: Url,
    /// `owner/name` of the branches
    pub repository: String,
    /// `owner/name` of the build data
    pub build_data: String,
    /// login; without one GitHub answers 60 questions an hour
    pub token: TokenFrom,
    /// read the branches from this clone and never from GitHub
    pub clone: Option<PathBuf>,
    /// pause between two questions per branch, program's time; zero: only when asked by hand
    pub poll: Duration,
    /// the same for build data, which changes a few times a week
    pub build_data_poll: Duration,
}

/// Release controller.
#[derive(Debug, Clone)]
pub struct StreamsSettings {
    /// `{arch}` stands for the architecture; without it the address is that of amd64 alone
    pub base_url: String,
    /// pause between two questions per architecture, program's time; zero: only when asked by hand
    pub poll: Duration,
}

/// How it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UiSettings {
    /// `terminal`, `mono`
    pub theme: String,
    /// `auto`, `unicode`, `ascii`
    pub glyphs: String,
}

/// GitHub's own API; a token from the environment is only ever sent there unasked.
pub const GITHUB_API: &str = "https://api.github.com";
/// The variable people already have set.
pub const GITHUB_TOKEN: &str = "GITHUB_TOKEN";

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            profile: "prod".to_owned(),
            danger: false,
            clock: Clock::REAL,
            github: GithubSettings::default(),
            streams: StreamsSettings::default(),
            jira: JiraSettings::default(),
            gitlab: GitlabSettings::default(),
            errata: ErrataSettings::default(),
            jenkins: JenkinsSettings::default(),
            prow: ProwSettings::default(),
            mirror: MirrorSettings::default(),
            pyxis: PyxisSettings::default(),
            slack: SlackSettings::default(),
            directory: DirectorySettings::default(),
            sheets: SheetsSettings::default(),
            registry: RegistrySettings::default(),
            clusters: ClustersSettings::default(),
            configstore: ConfigStoreSettings::default(),
            internal: None,
            off: BTreeSet::new(),
            ui: UiSettings::default(),
            cache: None,
        }
    }
}

impl Settings {
    /// Every place of a secret.
    pub fn secrets_mut(&mut self) -> [&mut TokenFrom; 14] {
        [
            &mut self.github.token,
            &mut self.jira.user,
            &mut self.jira.token,
            &mut self.gitlab.token,
            &mut self.errata.token,
            &mut self.jenkins.user,
            &mut self.jenkins.token,
            &mut self.prow.token,
            &mut self.prow.storage_token,
            &mut self.slack.token,
            &mut self.slack.app_token,
            &mut self.sheets.credentials,
            &mut self.registry.token,
            &mut self.configstore.key,
        ]
    }

    /// The pause between two questions about a source when all is well, program's time; zero: only when
    /// asked by hand.
    pub fn poll(&self, source: Source) -> Duration {
        match source {
            Source::BuildData(_) => self.github.build_data_poll,
            Source::ReleaseConfig => self.configstore.poll,
            _ => match source.service() {
                Service::Github => self.github.poll,
                Service::Streams => self.streams.poll,
                Service::Prow => self.prow.poll,
                Service::Gitlab => self.gitlab.poll,
                Service::Jira => self.jira.poll,
                Service::Errata => self.errata.poll,
                Service::Jenkins => self.jenkins.poll,
                Service::Slack => self.slack.poll,
                Service::Directory => self.directory.poll,
                Service::Mirror => self.mirror.poll,
                Service::Pyxis => self.pyxis.poll,
                Service::Sheets => self.sheets.poll,
                Service::Registry => self.registry.poll,
                Service::Clusters => self.clusters.poll,
            },
        }
    }
}

impl Default for GithubSettings {
    fn default() -> GithubSettings {
        GithubSettings {
            base_url: constant(GITHUB_API),
            raw_url: constant("https://raw.githubusercontent.com"),
            repository: "openshift/release-tests".to_owned(),
            build_data: "openshift-eng/ocp-build-data".to_owned(),
            token: TokenFrom::Env(GITHUB_TOKEN.to_owned()),
            clone: None,
            poll: Duration::from_secs(180),
            build_data_poll: Duration::from_secs(45 * 60),
        }
    }
}

impl Default for StreamsSettings {
    fn default() -> StreamsSettings {
        StreamsSettings {
            base_url: "https://{arch}.ocp.releases.ci.openshift.org".to_owned(),
            poll: Duration::from_secs(120),
        }
    }
}

impl Default for UiSettings {
    fn default() -> UiSettings {
        UiSettings { theme: "terminal".to_owned(), glyphs: "auto".to_owned() }
    }
}

impl StreamsSettings {
    /// The address of an architecture's release controller; `None` when there is none for it.
    pub fn url(&self, arch: Arch) -> Option<Url> {
        if !self.base_url.contains("{arch}") && arch != Arch::Amd64 {
            return None;
        }
        web_address(&self.base_url.replace("{arch}", arch.name()))
    }
}

/// An `http` or `https` address with a host.
pub fn web_address(text: &str) -> Option<Url> {
    Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

#[allow(clippy::expect_used, reason = "the addresses above are constants and covered by a test")]
pub(super) fn constant(text: &str) -> Url {
    Url::parse(text).expect("a constant address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_point_at_the_public_services() {
        let settings = Settings::default();
        assert_eq!(settings.github.base_url.as_str(), "https://api.github.com/");
        assert_eq!(settings.github.raw_url.as_str(), "https://raw.githubusercontent.com/");
        for arch in Arch::ALL {
            let url = settings.streams.url(arch).unwrap();
            assert_eq!(
                url.host_str(),
                Some(format!("{arch}.ocp.releases.ci.openshift.org").as_str())
            );
        }
    }

    #[test]
    fn an_address_without_a_place_for_the_architecture_is_that_of_amd64() {
        let streams = StreamsSettings {
            base_url: "http://127.0.0.1:4711".to_owned(),
            ..StreamsSettings::default()
        };
        let known = Arch::ALL.map(|arch| streams.url(arch).is_some());
        assert_eq!(known, [true, false, false, false, false]);
    }
}
