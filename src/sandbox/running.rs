//! A sandbox that runs.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::faults::Faults;
use super::http::{Counted, Front, Server, serve};
use super::stage::Stage;
use crate::domain::clock::Clock;
use tokio::net::TcpListener;

/// A service of the sandbox. More come with the sources of the cockpit; the order is that of the
/// ready line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceName {
    /// GitHub: REST, raw files, archives
    Github,
    /// the release controllers
    Streams,
}

impl ServiceName {
    /// All of them, in the order of the ready line.
    pub const ALL: [ServiceName; 2] = [ServiceName::Github, ServiceName::Streams];

    /// The key in the ready line and in the profile.
    pub fn key(self) -> &'static str {
        match self {
            ServiceName::Github => "github",
            ServiceName::Streams => "streams",
        }
    }

    /// Its place in [`ServiceName::ALL`], and its distance from the first port.
    pub(super) fn index(self) -> u16 {
        self as u16
    }
}

/// The running services. Dropped, they stop.
pub struct Running {
    stage: Arc<Stage>,
    token: String,
    github: Door,
    streams: Door,
}

pub(super) struct Door {
    url: String,
    front: Arc<Front>,
    server: Server,
}

impl Door {
    /// Begins to serve.
    pub(super) fn open(url: String, front: Front, listener: TcpListener) -> Door {
        let front = Arc::new(front);
        let server = serve(Arc::clone(&front), listener);
        Door { url, front, server }
    }
}

impl Running {
    /// The login behind the token.
    pub const USER: &'static str = "release-lead";

    pub(super) fn new(stage: Arc<Stage>, token: String, github: Door, streams: Door) -> Running {
        Running { stage, token, github, streams }
    }

    fn door(&self, service: ServiceName) -> &Door {
        match service {
            ServiceName::Github => &self.github,
            ServiceName::Streams => &self.streams,
        }
    }

    /// The clock that everything in the sandbox goes by.
    pub fn clock(&self) -> Clock {
        self.stage.clock()
    }

    /// What a GitHub client is given as base address, without a slash at its end.
    pub fn github_url(&self) -> &str {
        &self.github.url
    }

    /// The release controller of amd64; those of all architectures are below their names.
    pub fn streams_url(&self) -> &str {
        &self.streams.url
    }

    /// The token that GitHub knows.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The troubles of a service, to be set and cleared while it runs.
    pub fn faults(&self, service: ServiceName) -> &Faults {
        &self.door(service).front.faults
    }

    /// What a service was asked since the start.
    pub fn requests(&self, service: ServiceName) -> Vec<Counted> {
        self.door(service).front.ledger.counted()
    }

    /// One line of JSON: `{"services": {"github": {"base_url", "token", "user"}, "streams": {…}}}`.
    pub fn ready_line(&self) -> String {
        let mut services = Map::new();
        for service in ServiceName::ALL {
            let url = &self.door(service).url;
            let access = match service {
                ServiceName::Github => {
                    json!({ "base_url": url, "token": self.token, "user": Running::USER })
                }
                ServiceName::Streams => json!({ "base_url": url }),
            };
            services.insert(service.key().to_owned(), access);
        }
        json!({ "services": Value::Object(services) }).to_string()
    }

    /// Stops listening and ends what is under way.
    pub async fn stop(self) {
        tokio::join!(self.github.server.stop(), self.streams.server.stop());
    }
}
