//! Watching the release team's encrypted configuration, where its key is known. It changes a few times a
//! year.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::config::{ConfigStoreSettings, TokenFrom};
use crate::connectors::{Github, Told, configstore, token};
use crate::domain::release_config::ReleaseConfig;
use crate::domain::source::{Branch, Service, Source};
use crate::domain::trouble::Trouble;
use crate::store::News;

/// Employs a worker if there is a key: without one nobody is asked.
pub fn employ(hands: &Hands, desk: &Desk) {
    let settings = desk.settings.configstore.clone();
    if !settings.key.is_there() {
        return;
    }
    let github = Github::new(&desk.net, &desk.settings.github, desk.clock);
    let lanes = github.clone();
    hands.account(Service::Github, move || lanes.health());
    hands.employ(ReleaseConfigPoll { github, settings, etag: None });
}

/// The configuration.
#[derive(Debug)]
pub struct ReleaseConfigPoll {
    github: Arc<Github>,
    settings: ConfigStoreSettings,
    /// of the file that was opened last
    etag: Option<String>,
}

impl ReleaseConfigPoll {
    async fn look(&mut self) -> Result<Answer, Trouble> {
        let path = &self.settings.path;
        // The key first: it is at hand, and without it there is nothing to ask for.
        let key = key(&self.settings.key).await?;
        let named = match self.github.raw_file(Branch::Main, path, self.etag.as_deref()).await? {
            Told::Same => return Ok(Answer::good(News::Unchanged, None)),
            Told::New(named) => named,
        };
        let unreadable = |detail: String| Trouble::Unreadable { place: path.clone(), detail };
        let opened = configstore::open(&named.text, &key).map_err(|why| match why {
            configstore::Sealed::Shape(why) => unreadable(why),
            // GitHub is well: what is not there is a key that fits.
            why => Trouble::Missing {
                what: format!("a key for {path} ({:?}): {why}", self.settings.key),
            },
        })?;
        let config = ReleaseConfig::read(opened.expose_secret()).map_err(unreadable)?;
        self.etag = named.etag;
        Ok(Answer::good(News::ReleaseConfig(Arc::new(config)), None))
    }
}

async fn key(from: &TokenFrom) -> Result<SecretString, Trouble> {
    let missing =
        |why: String| Trouble::Missing { what: format!("the key of the configuration: {why}") };
    match token::token(from).await {
        Ok(Some(key)) => Ok(key),
        Ok(None) => Err(missing(format!("{from:?} holds none"))),
        Err(Trouble::SignIn { detail }) => Err(missing(detail)),
        Err(trouble) => Err(trouble),
    }
}

impl Poll for ReleaseConfigPoll {
    fn source(&self) -> Source {
        Source::ReleaseConfig
    }

    fn every(&self) -> Duration {
        self.settings.poll
    }

    async fn ask(&mut self) -> Answer {
        self.look().await.unwrap_or_else(Answer::bad)
    }
}
