//! A sandbox that runs.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value, json};

use super::directory::{self, BASE, Directory};
use super::faults::Faults;
use super::http::{Counted, Front, Ledger, Server, serve};
use super::services::ServiceName;
use super::stage::Stage;
use crate::domain::clock::Clock;
use tokio::net::TcpListener;

/// The running services. Dropped, they stop.
pub struct Running {
    stage: Arc<Stage>,
    token: String,
    config_key: Option<String>,
    doors: BTreeMap<ServiceName, Door>,
}

pub(super) struct Door {
    url: String,
    faults: Arc<Faults>,
    ledger: Arc<Ledger>,
    server: Server,
}

impl Door {
    /// Begins to serve.
    pub(super) fn open(url: String, front: Front, listener: TcpListener) -> Door {
        let (faults, ledger) = (Arc::clone(&front.faults), Arc::clone(&front.ledger));
        let server = serve(Arc::new(front), listener);
        Door { url, faults, ledger, server }
    }

    /// Begins to serve LDAP.
    pub(super) fn of_directory(url: String, directory: Directory, listener: TcpListener) -> Door {
        let (faults, ledger) = (Arc::<Faults>::default(), Arc::<Ledger>::default());
        let server =
            directory::serve(directory, Arc::clone(&faults), Arc::clone(&ledger), listener);
        Door { url, faults, ledger, server }
    }
}

impl Running {
    /// The login behind the token.
    pub const USER: &'static str = "release-lead";

    pub(super) fn new(
        stage: Arc<Stage>,
        token: String,
        config_key: Option<String>,
        doors: BTreeMap<ServiceName, Door>,
    ) -> Running {
        Running { stage, token, config_key, doors }
    }

    /// The services that run.
    pub fn services(&self) -> impl Iterator<Item = ServiceName> {
        self.doors.keys().copied()
    }

    /// The clock that everything in the sandbox goes by.
    pub fn clock(&self) -> Clock {
        self.stage.clock()
    }

    /// What a GitHub client is given as base address, without a slash at its end.
    pub fn github_url(&self) -> &str {
        self.url(ServiceName::Github)
    }

    /// The release controller of amd64; those of all architectures are below their names.
    pub fn streams_url(&self) -> &str {
        self.url(ServiceName::Streams)
    }

    /// Where a service is, without a slash at the end; empty for one that does not run.
    pub fn url(&self, service: ServiceName) -> &str {
        self.doors.get(&service).map_or("", |door| &door.url)
    }

    /// The token that GitHub knows.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The key of the release team's configuration; `None` where there is none.
    pub fn config_key(&self) -> Option<&str> {
        self.config_key.as_deref()
    }

    /// The troubles of a service, to be set and cleared while it runs.
    pub fn faults(&self, service: ServiceName) -> &Faults {
        static NOBODYS: LazyLock<Faults> = LazyLock::new(Faults::default);
        self.doors.get(&service).map_or(&NOBODYS, |door| &door.faults)
    }

    /// What a service was asked since the start.
    pub fn requests(&self, service: ServiceName) -> Vec<Counted> {
        self.doors.get(&service).map(|door| door.ledger.counted()).unwrap_or_default()
    }

    /// One line of JSON: `{"services": {"github": {"base_url", "token", "user"}, …}}`. Every service knows
    /// the same token.
    pub fn ready_line(&self) -> String {
        let access = |(name, door): (&ServiceName, &Door)| {
            let access = match name {
                ServiceName::Streams | ServiceName::Mirror => json!({ "base_url": door.url }),
                ServiceName::Directory => json!({ "base_url": door.url, "base": BASE }),
                _ => {
                    json!({ "base_url": door.url, "token": self.token, "user": Running::USER })
                }
            };
            (name.key().to_owned(), access)
        };
        let services: Map<String, Value> = self.doors.iter().map(access).collect();
        json!({ "services": services }).to_string()
    }

    /// Stops listening and ends what is under way.
    pub async fn stop(self) {
        let stopping = self.doors.into_values().map(|door| door.server.stop());
        futures_util::future::join_all(stopping).await;
    }
}
