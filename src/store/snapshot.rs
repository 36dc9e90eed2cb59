//! Everything a frame may show. Cloning it copies a few pointers.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::board::Board;
use super::chronicle::Chronicle;
use super::feed::{Feeds, ServiceState, service_state};
use crate::domain::freshness::Freshness;
use crate::domain::health::Health;
use crate::domain::outside::Outside;
use crate::domain::process::Process;
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;

/// An immutable picture of the store at a moment.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// the moment; drawing knows no other clock
    pub now: Timestamp,
    /// everything derived
    pub board: Arc<Board>,
    /// how things stand with each source
    pub feeds: Arc<Feeds>,
    /// what the services beside the branches and the release controller said
    pub outside: Arc<Outside>,
    /// what was seen to change, by this run of the program and by earlier ones
    pub chronicle: Arc<Chronicle>,
    /// how each service fares; those that this program does not ask itself are not in it
    pub health: Arc<BTreeMap<Service, Health>>,
    /// how this program itself fares
    pub process: Arc<Process>,
}

impl Snapshot {
    /// How things stand with a service.
    pub fn service(&self, service: Service) -> ServiceState {
        service_state(&self.feeds, service)
    }

    /// The oldest good answer among the sources that feed the screen, and the worst level. Sources that
    /// never answered count as `Never`.
    pub fn freshness_of(&self, sources: &[Source]) -> (Option<Timestamp>, Freshness) {
        let mut oldest = None;
        let mut worst = Freshness::Now;
        for source in sources {
            let feed = self.feeds.get(source);
            let fetched = feed.and_then(|feed| feed.fetched);
            worst =
                worst.max(feed.map_or(Freshness::Never, |feed| feed.freshness(*source, self.now)));
            oldest = match (oldest, fetched) {
                (Some(a), Some(b)) => Some(std::cmp::min::<Timestamp>(a, b)),
                (a, b) => a.or(b),
            };
        }
        (oldest, worst)
    }

    /// True until the first good answer of any source.
    pub fn is_empty(&self) -> bool {
        self.feeds.values().all(|feed| feed.fetched.is_none())
    }
}
