//! Reading payloads of promoted builds at the registry.

use std::sync::Arc;
use std::time::Duration;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use super::signature::promoted;
use crate::connectors::Registry;
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::version::Release;
use crate::store::News;

/// The payload of one release.
struct PayloadPoll {
    registry: Arc<Registry>,
    desk: Desk,
    release: Release,
}

/// Puts a worker to work for every active release whose build is promoted.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let registry = Arc::new(Registry::new(&desk.net, &desk.settings.registry, desk.clock));
    let account = registry.clone();
    hands.account(Service::Registry, move || account.http().lane().health());
    let desk = desk.clone();
    hands.follow(Source::Payload, promoted, move |release| PayloadPoll {
        registry: registry.clone(),
        desk: desk.clone(),
        release,
    });
}

impl Poll for PayloadPoll {
    fn source(&self) -> Source {
        Source::Payload(self.release)
    }

    fn every(&self) -> Duration {
        self.desk.settings.registry.poll
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.registry.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        // What an earlier run read comes back from the cache: it is known by its digest.
        let known = self.desk.picture.borrow().outside.payloads.get(&self.release).cloned();
        match self.registry.payload(self.release, known.clone()).await {
            Ok(payload) if known.as_deref() == Some(&payload) => {
                Answer::good(News::Unchanged, None)
            }
            Ok(payload) => Answer::good(News::Payload(Arc::new(payload)), None),
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
