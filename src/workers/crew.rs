//! All workers together: started, nudged and stopped as one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::branches::BranchPoll;
use super::build_data::BuildDataPoll;
use super::hands::{Desk, Hands};
use super::memo::Memo;
use super::poll::Report;
use super::reading::Readers;
use super::streams::TagsPoll;
use crate::config::Settings;
use crate::connectors::clone::LocalClone;
use crate::connectors::net::NetError;
use crate::connectors::{Branches, Github, Net, Streams};
use crate::domain::arch::Arch;
use crate::domain::health::Health;
use crate::domain::source::{Branch, Service, Source};
use crate::domain::time::SignedDuration;
use crate::domain::version::YStream;
use crate::store::Snapshot;

/// What the crew is given.
#[derive(Debug)]
pub struct Start {
    /// where reports go
    pub events: mpsc::Sender<Report>,
    /// ends the crew
    pub stop: CancellationToken,
    /// what earlier runs remembered, kept with the facts it belongs to; see [`Memo`]
    pub remembered: BTreeMap<Source, Memo>,
    /// the rules that read
    pub readers: Readers,
}

/// The workers. Dropping it stops them.
#[derive(Debug)]
pub struct Crew {
    hands: Hands,
    github: Arc<Github>,
    settings: Arc<Settings>,
    picture: watch::Sender<Snapshot>,
}

/// Puts the workers of one service to work.
type Employ = fn(&Hands, &Desk);

/// The services beside GitHub and the release controllers.
const SERVICES: &[(Service, Employ)] = &[
    (Service::Gitlab, super::shipment::employ),
    (Service::Jira, super::bugs::employ),
    (Service::Jenkins, super::stage_runs::employ),
    (Service::Slack, super::chat::employ),
    (Service::Directory, super::managers::employ),
    (Service::Errata, super::advisories::employ),
    (Service::Mirror, super::signature::employ),
    (Service::Registry, super::payload::employ),
    (Service::Clusters, super::release_payloads::employ),
    (Service::Pyxis, super::image_health::employ),
    (Service::Github, super::release_config::employ),
    (Service::Prow, super::runs::employ),
    (Service::Sheets, super::report::employ),
];

/// Twelve are alive at the time of writing. The names come from outside: no tree makes the crew grow
/// without end.
const MOST_Y_STREAMS: usize = 64;

impl Crew {
    /// Starts a worker for every source that is configured. `missing` tells of a service why it is not.
    /// Must be called inside a tokio runtime. Fails only when no HTTP client can be made.
    pub fn start(
        settings: &Settings,
        missing: impl Fn(Service) -> bool,
        start: Start,
    ) -> Result<Crew, NetError> {
        let Start { events, stop, mut remembered, readers } = start;
        let (net, clock) = (Net::new()?, settings.clock);
        let hands = Hands::new(events, stop.child_token(), clock);
        let github = Github::new(&net, &settings.github, clock);
        let lanes = github.clone();
        hands.account(Service::Github, move || lanes.health());
        let branches = match &settings.github.clone {
            Some(folder) => Branches::Clone(LocalClone::new(folder)),
            None => Branches::Github(github.clone()),
        };
        for branch in Branch::ALL {
            let memo = remembered.remove(&Source::Branch(branch));
            let every = settings.github.poll;
            let branches = branches.clone();
            hands.employ(BranchPoll::new(branches, branch, every, clock, readers.document, memo));
        }
        let streams = Arc::new(Streams::new(&net, &settings.streams, clock));
        let lanes = streams.clone();
        hands.account(Service::Streams, move || lanes.health());
        for arch in Arch::ALL.into_iter().filter(|arch| streams.serves(*arch)) {
            hands.employ(TagsPoll { streams: streams.clone(), arch, every: settings.streams.poll });
        }
        build_data(&hands, github.clone(), settings, readers, remembered);
        let (picture, looked) = watch::channel(Snapshot::default());
        let settings = Arc::new(settings.clone());
        let desk = Desk {
            net,
            github: github.clone(),
            settings: settings.clone(),
            clock,
            picture: looked,
        };
        for (_, employ) in SERVICES.iter().filter(|(service, _)| !missing(*service)) {
            employ(&hands, &desk);
        }
        Ok(Crew { hands, github, settings, picture })
    }

    /// The facts changed: there may be more to ask about, or less.
    pub fn look(&self, picture: &Snapshot) {
        self.picture.send_replace(picture.clone());
        self.hands.look(picture);
    }

    /// Somebody looks at the facts of these sources now: they are asked more often.
    pub fn looked_at(&self, sources: BTreeSet<Source>) {
        self.hands.looked_at(sources);
    }

    /// Everything that is asked for.
    pub fn sources(&self) -> BTreeSet<Source> {
        self.hands.sources()
    }

    /// How every service fares that is asked.
    pub fn health(&self) -> BTreeMap<Service, Health> {
        let mut health = self.hands.health();
        for source in self.hands.sources() {
            if let Some(health) = health.get_mut(&source.service()) {
                let every = self.settings.poll(source);
                let known = health.every;
                health.every = if known.is_zero() { every } else { known.min(every) };
            }
        }
        health
    }

    /// Asks these sources now. A source without a worker is passed over.
    pub fn nudge(&self, sources: &[Source]) {
        self.hands.nudge(sources);
    }

    /// Asks every source now.
    pub fn nudge_all(&self) {
        self.hands.nudge_all();
    }

    /// How far GitHub's clock was ahead of ours at its last answer.
    pub fn skew(&self) -> Option<SignedDuration> {
        self.github.api().lane().skew()
    }

    /// Stops all workers and waits for them, but not long: a request under way is given up.
    pub async fn stop(self) {
        self.hands.stop();
        let _ = tokio::time::timeout(Duration::from_secs(1), self.hands.ended()).await;
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.hands.stop();
    }
}

/// A worker for every y-stream that turns up.
fn build_data(
    hands: &Hands,
    github: Arc<Github>,
    settings: &Settings,
    readers: Readers,
    remembered: BTreeMap<Source, Memo>,
) {
    let remembered = Mutex::new(remembered);
    let every = settings.github.build_data_poll;
    let wanted = |picture: &Snapshot| {
        let y_streams: BTreeSet<YStream> =
            picture.board.releases.iter().map(|known| known.release.y).collect();
        y_streams.into_iter().take(MOST_Y_STREAMS).collect()
    };
    hands.follow(Source::BuildData, wanted, move |y| {
        let mut remembered = remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let memo = remembered.remove(&Source::BuildData(y));
        BuildDataPoll::new(github.clone(), y, every, readers.assemblies, memo)
    });
}
