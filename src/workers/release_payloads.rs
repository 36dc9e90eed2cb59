//! Watching the ReleasePayload objects: one list, now and then.

use std::sync::Arc;
use std::time::Duration;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Clusters;
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::store::News;

/// All objects of the namespace.
#[derive(Debug)]
struct ReleasePayloadsPoll {
    clusters: Arc<Clusters>,
    every: Duration,
}

/// Employs the one worker that it takes.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let clusters = Arc::new(Clusters::new(&desk.net, &desk.settings.clusters, desk.clock));
    let account = clusters.clone();
    hands.account(Service::Clusters, move || account.lane().health());
    hands.employ(ReleasePayloadsPoll { clusters, every: desk.settings.clusters.poll });
}

impl Poll for ReleasePayloadsPoll {
    fn source(&self) -> Source {
        Source::ReleasePayloads
    }

    fn every(&self) -> Duration {
        self.every
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.clusters.lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        match self.clusters.release_payloads().await {
            Ok(found) => Answer::good(News::ReleasePayloads(Arc::new(found)), None),
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
