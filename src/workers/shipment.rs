//! Watching the shipment merge request of each release on the list. While a pipeline runs it is looked
//! at every minute.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::Gitlab;
use crate::connectors::gitlab::Known;
use crate::domain::releases::Activity;
use crate::domain::shipment::{Address, Shipment};
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{News, Snapshot};

/// The pause while a pipeline runs.
const LIVELY: Duration = Duration::from_secs(60);

/// Puts the workers of GitLab to work.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let settings = &desk.settings.gitlab;
    let gitlab = Arc::new(Gitlab::new(&desk.net, settings, desk.clock));
    let lane = gitlab.clone();
    hands.account(Service::Gitlab, move || lane.http().lane().health());
    let (every, picture) = (settings.poll, desk.picture.clone());
    hands.follow(Source::Shipment, wanted, move |release| {
        ShipmentPoll::new(gitlab.clone(), release, every, picture.clone())
    });
}

/// Active releases whose merge request is named.
fn wanted(picture: &Snapshot) -> BTreeSet<Release> {
    let releases = picture.board.releases.iter();
    let named = releases
        .filter(|known| known.activity == Activity::Active && known.facts.shipment_url.is_some());
    named.map(|known| known.release).collect()
}

/// The merge request of one release.
#[derive(Debug)]
pub struct ShipmentPoll {
    gitlab: Arc<Gitlab>,
    release: Release,
    every: Duration,
    picture: watch::Receiver<Snapshot>,
    known: Known,
    last: Option<(Address, Arc<Shipment>)>,
}

impl ShipmentPoll {
    /// Nothing is known yet.
    pub fn new(
        gitlab: Arc<Gitlab>,
        release: Release,
        every: Duration,
        picture: watch::Receiver<Snapshot>,
    ) -> ShipmentPoll {
        ShipmentPoll { gitlab, release, every, picture, known: Known::default(), last: None }
    }

    /// Where it is by now: build data can be mended.
    fn address(&self) -> Result<Address, Trouble> {
        let picture = self.picture.borrow();
        let url = picture
            .board
            .release(self.release)
            .and_then(|known| known.facts.shipment_url.as_deref())
            .ok_or_else(|| Trouble::Missing { what: "the address of the shipment".to_owned() })?;
        Address::read(url).ok_or_else(|| Trouble::Unreadable {
            place: "shipment_mr".to_owned(),
            detail: format!(
                "{:?} is no address of a merge request",
                crate::domain::clean::cut(url, 120)
            ),
        })
    }

    async fn look(&mut self) -> Result<News, Trouble> {
        let address = self.address()?;
        let (shipment, known) = self.gitlab.shipment(&address, &self.known).await?;
        self.known = known;
        self.gitlab.look_at_login().await;
        let same = |(at, last): &(Address, Arc<Shipment>)| *at == address && **last == shipment;
        if self.last.as_ref().is_some_and(same) {
            return Ok(News::Unchanged);
        }
        let shipment = Arc::new(shipment);
        self.last = Some((address, shipment.clone()));
        Ok(News::Shipment(shipment))
    }
}

impl Poll for ShipmentPoll {
    fn source(&self) -> Source {
        Source::Shipment(self.release)
    }

    fn every(&self) -> Duration {
        let lively = self.last.as_ref().is_some_and(|(_, shipment)| shipment.is_lively());
        if lively { self.every.min(LIVELY) } else { self.every }
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.gitlab.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        match self.look().await {
            Ok(news) => Answer::good(news, None),
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
