//! GitLab: shipment merge requests with their approvals, pipelines and files
//! (reference/shipment-gitlab.md §4).
//!
//! What did not change is not read again: every list is asked for with the tag it had, a pipeline is
//! looked into while it moves, and files are kept by the commit they belong to.

mod files;
mod known;
mod login;
mod pipelines;
mod request;
mod trace;
mod wire;

pub use known::Known;

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::http::{Http, under};
use super::login::Login;
use super::net::Net;
use super::rarely::Rarely;
use super::token::token;
use crate::config::{GitlabSettings, TokenFrom};
use crate::domain::clock::Clock;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// GitLab.
#[derive(Debug)]
pub struct Gitlab {
    http: Http,
    base: Url,
    token: TokenFrom,
    /// its end is looked at
    login: Rarely,
}

const DEADLINE: Duration = Duration::from_secs(20);

impl Gitlab {
    /// As configured.
    pub fn new(net: &Net, settings: &GitlabSettings, clock: Clock) -> Gitlab {
        Gitlab {
            http: Http::new(net.clone(), Service::Gitlab, clock, DEADLINE),
            base: settings.base_url.clone(),
            token: settings.token.clone(),
            login: Rarely::new(login::LOOK),
        }
    }

    /// The line to it.
    pub fn http(&self) -> &Http {
        &self.http
    }

    async fn login(&self) -> Result<Login, Trouble> {
        let token: Option<SecretString> = token(&self.token).await?;
        Ok(token.map_or(Login::Nobody, |token| Login::Header("private-token", token)))
    }

    /// An address below a project; `project` is a path or a number.
    fn of_project(&self, project: &str, rest: &[&str]) -> Url {
        let start = ["api", "v4", "projects", project];
        under(&self.base, start.into_iter().chain(rest.iter().copied()))
    }
}

/// Trouble that concerns one part of an answer only: the rest is told, and the part named as missing.
/// Anything else may go by, and the last whole answer is better than half a new one.
fn is_of_a_part(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Missing { .. } | Trouble::Refused { .. } | Trouble::Unreadable { .. }
    )
}
