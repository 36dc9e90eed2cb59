//! Where the services beside GitHub and the release controllers are, who asks them, how often. The names
//! of the variables are those people already have set (reference/configstore.md §3).

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::settings::constant;
use super::token::TokenFrom;
use crate::domain::escalation::Zone;

/// Jira: ON_QA bugs, ART tickets.
#[derive(Debug, Clone)]
pub struct JiraSettings {
    /// site
    pub base_url: Url,
    /// e-mail of the account
    pub user: TokenFrom,
    /// its API token
    pub token: TokenFrom,
    /// pause between two questions, program's time; zero: only when asked by hand
    pub poll: Duration,
    /// whose weekdays the timers of bugs count; the notifier's and this one must be the same
    pub zone: Zone,
}

/// GitLab: shipment merge requests.
#[derive(Debug, Clone)]
pub struct GitlabSettings {
    /// host
    pub base_url: Url,
    /// project of the shipments, where an address does not name it
    pub project: String,
    /// personal, group or project token
    pub token: TokenFrom,
    /// pause between two questions per release
    pub poll: Duration,
}

/// Errata Tool.
#[derive(Debug, Clone)]
pub struct ErrataSettings {
    /// host
    pub base_url: Url,
    /// who asks
    pub login: ErrataLogin,
    /// without a ticket of one's own: for the proxy in front that holds one
    pub token: TokenFrom,
    /// pause between two questions per release
    pub poll: Duration,
}

/// How the Errata Tool is told who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrataLogin {
    /// Negotiate with the operator's ticket
    Kerberos,
    /// a token in front of a proxy that holds the ticket
    None,
}

/// Jenkins: the stage pipeline.
#[derive(Debug, Clone)]
pub struct JenkinsSettings {
    /// host
    pub base_url: Url,
    /// folder and name of the pipeline's job
    pub job: String,
    /// account
    pub user: TokenFrom,
    /// its API token
    pub token: TokenFrom,
    /// pause while no run is under way
    pub poll: Duration,
}

/// Prow: runs of the test jobs.
#[derive(Debug, Clone)]
pub struct ProwSettings {
    /// Deck
    pub deck_url: Url,
    /// Gangway
    pub gangway_url: Url,
    /// where artifacts are kept
    pub storage_url: Url,
    /// the bucket of the artifacts
    pub bucket: String,
    /// for Gangway; Deck needs none
    pub token: TokenFrom,
    /// for the artifacts of a private bucket: the key of a service account, or a token that may read them,
    /// such as `gcloud auth print-access-token` prints. Sent to the storage and to nobody else
    pub storage_token: TokenFrom,
    /// pause while no run is under way
    pub poll: Duration,
}

/// The mirror that publishes signatures.
#[derive(Debug, Clone)]
pub struct MirrorSettings {
    /// folder of the signatures
    pub base_url: Url,
    /// pause between two questions per release
    pub poll: Duration,
}

/// Pyxis: grades of images.
#[derive(Debug, Clone)]
pub struct PyxisSettings {
    /// catalogue
    pub base_url: Url,
    /// pause between two scans per release
    pub poll: Duration,
}

/// Slack.
#[derive(Debug, Clone)]
pub struct SlackSettings {
    /// Web API
    pub base_url: Url,
    /// `xoxb-…`
    pub token: TokenFrom,
    /// `xapp-…`, for Socket Mode
    pub app_token: TokenFrom,
    /// keep a connection of Socket Mode, to know that one can stand. Off by default: Slack shares events out
    /// among the connections of an app, so this one takes some from the bot that answers them
    pub socket: bool,
    /// pause between two questions
    pub poll: Duration,
}

/// The company's directory.
#[derive(Debug, Clone)]
pub struct DirectorySettings {
    /// `ldaps://host` or `ldap://host:port`
    pub url: String,
    /// where the search begins
    pub base: String,
    /// pause between two rounds; what was found is kept for a day
    pub poll: Duration,
}

/// Google Sheets: legacy test reports.
#[derive(Debug, Clone)]
pub struct SheetsSettings {
    /// API
    pub base_url: Url,
    /// the key of a service account: names the variable or the place of its file
    pub credentials: TokenFrom,
    /// pause between two questions per y-stream
    pub poll: Duration,
}

/// The registry that holds the payloads.
#[derive(Debug, Clone)]
pub struct RegistrySettings {
    /// host
    pub base_url: Url,
    /// repository of the release payloads
    pub repository: String,
    /// for a private repository
    pub token: TokenFrom,
    /// pause between two questions per release
    pub poll: Duration,
}

/// The cluster that holds the ReleasePayload objects.
#[derive(Debug, Clone)]
pub struct ClustersSettings {
    /// kubeconfig; `None`: not connected
    pub kubeconfig: Option<PathBuf>,
    /// the text of a kubeconfig, where it is at hand; then the file is not read. No key sets it
    pub at_hand: Option<SecretString>,
    /// its context; `None`: the current one
    pub context: Option<String>,
    /// namespace of the objects
    pub namespace: String,
    /// pause between two questions
    pub poll: Duration,
}

/// The release team's encrypted configuration.
#[derive(Debug, Clone)]
pub struct ConfigStoreSettings {
    /// its path on the branch `main` of the release-tests repository
    pub path: String,
    /// the key: 16 bytes as they are
    pub key: TokenFrom,
    /// pause between two questions
    pub poll: Duration,
}

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

fn variable(name: &str) -> TokenFrom {
    TokenFrom::Env(name.to_owned())
}

impl Default for JiraSettings {
    fn default() -> JiraSettings {
        JiraSettings {
            base_url: constant("https://redhat.atlassian.net"),
            user: variable("JIRA_USERNAME"),
            token: variable("JIRA_TOKEN"),
            poll: minutes(10),
            zone: Zone::default(),
        }
    }
}

impl Default for GitlabSettings {
    fn default() -> GitlabSettings {
        GitlabSettings {
            base_url: constant("https://gitlab.cee.redhat.com"),
            project: "hybrid-platforms/art/ocp-shipment-data".to_owned(),
            token: variable("GITLAB_TOKEN"),
            poll: minutes(5),
        }
    }
}

impl Default for ErrataSettings {
    fn default() -> ErrataSettings {
        ErrataSettings {
            base_url: constant("https://errata.devel.redhat.com"),
            login: ErrataLogin::Kerberos,
            token: TokenFrom::None,
            poll: minutes(15),
        }
    }
}

impl Default for JenkinsSettings {
    fn default() -> JenkinsSettings {
        JenkinsSettings {
            base_url: constant("https://jenkins-csb-openshift-qe-mastern.dno.corp.redhat.com"),
            job: "zstreams/Stage-Pipeline".to_owned(),
            user: variable("JENKINS_USER"),
            token: variable("JENKINS_TOKEN"),
            poll: minutes(15),
        }
    }
}

impl Default for ProwSettings {
    fn default() -> ProwSettings {
        ProwSettings {
            deck_url: constant("https://prow.ci.openshift.org"),
            gangway_url: constant("https://gangway-ci.apps.ci.l2s4.p1.openshiftapps.com"),
            storage_url: constant("https://storage.googleapis.com"),
            bucket: "test-platform-results".to_owned(),
            token: variable("APITOKEN"),
            storage_token: variable("GCS_CRED_FILE"),
            poll: minutes(10),
        }
    }
}

impl Default for MirrorSettings {
    fn default() -> MirrorSettings {
        MirrorSettings {
            base_url: constant(
                "https://mirror.openshift.com/pub/openshift-v4/signatures/openshift/release/",
            ),
            poll: minutes(30),
        }
    }
}

impl Default for PyxisSettings {
    fn default() -> PyxisSettings {
        PyxisSettings {
            base_url: constant("https://catalog.stage.redhat.com/api/containers/v1"),
            poll: minutes(60),
        }
    }
}

impl Default for SlackSettings {
    fn default() -> SlackSettings {
        SlackSettings {
            base_url: constant("https://slack.com/api"),
            token: variable("SLACK_BOT_TOKEN"),
            app_token: variable("SLACK_APP_TOKEN"),
            socket: false,
            poll: minutes(24 * 60),
        }
    }
}

impl Default for DirectorySettings {
    fn default() -> DirectorySettings {
        DirectorySettings {
            url: "ldaps://ldap.corp.redhat.com".to_owned(),
            base: "dc=redhat,dc=com".to_owned(),
            poll: minutes(30),
        }
    }
}

impl Default for SheetsSettings {
    fn default() -> SheetsSettings {
        SheetsSettings {
            base_url: constant("https://sheets.googleapis.com"),
            credentials: variable("GCP_SA_FILE"),
            poll: minutes(60),
        }
    }
}

impl Default for RegistrySettings {
    fn default() -> RegistrySettings {
        RegistrySettings {
            base_url: constant("https://quay.io"),
            repository: "openshift-release-dev/ocp-release".to_owned(),
            token: TokenFrom::None,
            poll: minutes(60),
        }
    }
}

impl Default for ClustersSettings {
    fn default() -> ClustersSettings {
        ClustersSettings {
            kubeconfig: None,
            at_hand: None,
            context: None,
            namespace: "ocp".to_owned(),
            poll: minutes(30),
        }
    }
}

impl Default for ConfigStoreSettings {
    fn default() -> ConfigStoreSettings {
        ConfigStoreSettings {
            path: "oar/core/configstore.json".to_owned(),
            key: variable("OAR_JWK"),
            poll: minutes(12 * 60),
        }
    }
}
