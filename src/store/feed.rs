//! How things stand with each source: its last good answer's age, its present trouble.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::freshness::{Freshness, freshness};
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// One source. Its rows stay where they are while it is in trouble.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// last good answer
    pub fetched: Option<Timestamp>,
    /// why the newest question was not answered, and since when
    pub trouble: Option<(Trouble, Timestamp)>,
    /// when it will be asked again
    pub next: Option<Timestamp>,
}

/// All sources that were ever asked.
pub type Feeds = BTreeMap<Source, Feed>;

/// A service as the strip shows it: the worst of its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceState {
    /// nothing in this program asks it yet, or it is not configured
    NotConnected,
    /// asked, no answer yet
    Loading,
    /// every source answered its newest question
    Fine,
    /// some source did not; the oldest trouble
    InTrouble {
        /// what
        trouble: Trouble,
        /// since when
        since: Timestamp,
        /// next try
        next: Option<Timestamp>,
        /// newest good answer
        last_ok: Option<Timestamp>,
    },
}

impl Feed {
    /// The level of its facts.
    pub fn freshness(&self, source: Source, now: Timestamp) -> Freshness {
        freshness(source, self.fetched, now)
    }
}

/// The state of a service, from its sources.
pub fn service_state(feeds: &Feeds, service: Service) -> ServiceState {
    let mut own = feeds.iter().filter(|(source, _)| source.service() == service).peekable();
    if own.peek().is_none() {
        return ServiceState::NotConnected;
    }
    let own: Vec<&Feed> = own.map(|(_, feed)| feed).collect();
    let last_ok = own.iter().filter_map(|feed| feed.fetched).max();
    // A thing that is not there (`Missing`) is an answer about one source, not an ailing service, as
    // long as another source of it is well.
    let ailing = own
        .iter()
        .filter_map(|feed| feed.trouble.as_ref().map(|trouble| (trouble, feed.next)))
        .filter(|((trouble, _), _)| {
            last_ok.is_none() || !matches!(trouble, Trouble::Missing { .. })
        })
        .min_by_key(|((_, since), _)| *since);
    match ailing {
        Some(((trouble, since), next)) => {
            ServiceState::InTrouble { trouble: trouble.clone(), since: *since, next, last_ok }
        }
        None if last_ok.is_none() => ServiceState::Loading,
        None => ServiceState::Fine,
    }
}
