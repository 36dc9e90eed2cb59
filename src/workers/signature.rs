//! Looking for the signatures of promoted payloads: often until there is one, then hardly ever.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::hands::{Desk, Hands};
use super::poll::{Answer, Poll};
use crate::connectors::{Mirror, Streams};
use crate::domain::digest::Digest;
use crate::domain::flow::{FlowRow, Gate, GateState};
use crate::domain::releases::{Activity, Assessment};
use crate::domain::signature::{Signed, signed};
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::domain::version::Release;
use crate::store::{News, Snapshot};

/// The signature of one release's payload.
struct SignaturePoll {
    mirror: Arc<Mirror>,
    streams: Arc<Streams>,
    desk: Desk,
    release: Release,
    signed: bool,
}

/// What is published stays: it is looked at once a day.
const SLOWLY: Duration = Duration::from_secs(24 * 3600);

/// Puts a worker to work for every active release whose payload can be named.
pub(super) fn employ(hands: &Hands, desk: &Desk) {
    let mirror = Arc::new(Mirror::new(&desk.net, &desk.settings.mirror, desk.clock));
    let account = mirror.clone();
    hands.account(Service::Mirror, move || account.http().lane().health());
    let streams = Arc::new(Streams::new(&desk.net, &desk.settings.streams, desk.clock));
    let desk = desk.clone();
    hands.follow(Source::Signature, wanted, move |release| SignaturePoll {
        mirror: mirror.clone(),
        streams: streams.clone(),
        desk: desk.clone(),
        release,
        signed: false,
    });
}

/// Active releases whose build is promoted.
pub(super) fn promoted(picture: &Snapshot) -> BTreeSet<Release> {
    let is_promoted = |release: &&Arc<Assessment>| {
        release.activity == Activity::Active
            && release.flow.iter().any(|row| {
                matches!(row, FlowRow::Gate(gate)
                    if gate.gate == Gate::BuildPromoted && gate.state == GateState::Open)
            })
    };
    picture.board.releases.iter().filter(is_promoted).map(|known| known.release).collect()
}

/// Of these, those whose payload the registry has named, or could not be asked for: then the release
/// controller names it.
fn wanted(picture: &Snapshot) -> BTreeSet<Release> {
    let mut wanted = promoted(picture);
    wanted.retain(|release| {
        let feed = picture.feeds.get(&Source::Payload(*release));
        picture.outside.payloads.contains_key(release)
            || feed.is_some_and(|feed| feed.trouble.is_some())
    });
    wanted
}

impl SignaturePoll {
    async fn digest(&self) -> Result<Digest, Trouble> {
        let known = {
            let picture = self.desk.picture.borrow();
            picture.outside.payloads.get(&self.release).map(|payload| payload.digest.clone())
        };
        match known {
            Some(digest) => Ok(digest),
            None => self.streams.digest(self.release).await,
        }
    }
}

impl Poll for SignaturePoll {
    fn source(&self) -> Source {
        Source::Signature(self.release)
    }

    fn every(&self) -> Duration {
        let every = self.desk.settings.mirror.poll;
        if self.signed && !every.is_zero() { every.max(SLOWLY) } else { every }
    }

    fn spacing(&self, now: Timestamp) -> Duration {
        self.mirror.http().lane().budget().spacing(now)
    }

    async fn ask(&mut self) -> Answer {
        let asked = async { self.mirror.signature(&self.digest().await?).await };
        match asked.await {
            Ok(answer) => {
                self.signed = signed(Some(&answer), None) == Signed::Yes;
                Answer::good(News::Signature(Arc::new(answer)), None)
            }
            Err(trouble) => Answer::bad(trouble),
        }
    }
}
