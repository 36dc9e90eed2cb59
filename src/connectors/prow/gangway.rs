//! Gangway, read only: the state of a run by its id, for who has a token of the cluster
//! (reference/release-stream-api.md §2). It serves the object that Deck serves, by a way of its own.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use crate::config::{ProwSettings, TokenFrom};
use crate::connectors::http::{Http, Question, place, under};
use crate::connectors::login::Login;
use crate::connectors::net::Net;
use crate::connectors::token::token;
use crate::domain::clock::Clock;
use crate::domain::runs::Sight;
use crate::domain::source::Service;
use crate::domain::trouble::Trouble;

/// Gangway.
#[derive(Debug)]
pub struct Gangway {
    http: Http,
    base: Url,
    token: TokenFrom,
}

/// An execution has a dozen short fields and the variables it was started with.
const LARGEST: usize = 256 << 10;

impl Gangway {
    /// As configured.
    pub(super) fn new(
        net: &Net,
        settings: &ProwSettings,
        clock: Clock,
        deadline: Duration,
    ) -> Gangway {
        Gangway {
            http: Http::new(net.clone(), Service::Prow, clock, deadline),
            base: settings.gangway_url.clone(),
            token: settings.token.clone(),
        }
    }

    /// The line to it.
    pub(super) fn http(&self) -> &Http {
        &self.http
    }

    /// How a run stands; `None`: nobody said who asks, so it was not asked. An id that it does not know is
    /// answered with 500 like every trouble of its own, so it never says that a run is not there.
    pub(super) async fn execution(&self, id: &str) -> Result<Option<Sight>, Trouble> {
        let Some(token) = token(&self.token).await? else { return Ok(None) };
        let url = under(&self.base, ["v1", "executions", id]);
        let spot = place(&url);
        let question = Question::get(url, "application/json", LARGEST).by(Login::Bearer(token));
        let execution: Value = self.http.ask(&question).await?.changed(&spot)?.json()?;
        let detail = "this is not an execution of Gangway".to_owned();
        let sight = Sight::of_execution(&execution);
        sight.map(Some).ok_or(Trouble::Unreadable { place: spot, detail })
    }
}
