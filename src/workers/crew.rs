//! All workers together: started, nudged and stopped as one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::branches::BranchPoll;
use super::build_data::BuildDataPoll;
use super::memo::Memo;
use super::poll::{Poll, Report, Wiring, keep_asking};
use super::reading::Readers;
use super::streams::TagsPoll;
use crate::config::Settings;
use crate::connectors::clone::LocalClone;
use crate::connectors::net::NetError;
use crate::connectors::{Branches, Github, Net, Streams};
use crate::domain::arch::Arch;
use crate::domain::clock::Clock;
use crate::domain::source::{Branch, Source};
use crate::domain::time::SignedDuration;
use crate::domain::version::YStream;

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
    streams: Arc<Streams>,
    github: Arc<Github>,
}

/// What it takes to put a worker to work.
#[derive(Debug, Clone)]
struct Hands {
    out: mpsc::Sender<Report>,
    stop: CancellationToken,
    clock: Clock,
    tasks: TaskTracker,
    nudges: Arc<Mutex<BTreeMap<Source, Arc<Notify>>>>,
}

impl Crew {
    /// Starts a worker for every source that is configured. Must be called inside a tokio runtime.
    /// Fails only when no HTTP client can be made.
    pub fn start(settings: &Settings, start: Start) -> Result<Crew, NetError> {
        let Start { events, stop, mut remembered, readers } = start;
        let (net, clock) = (Net::new()?, settings.clock);
        let hands = Hands {
            out: events,
            stop: stop.child_token(),
            clock,
            tasks: TaskTracker::new(),
            nudges: Arc::default(),
        };
        let github = Github::new(&net, &settings.github, clock);
        let branches = match &settings.github.clone {
            Some(folder) => Branches::Clone(LocalClone::new(folder)),
            None => Branches::Github(github.clone()),
        };
        let (found, y_streams) = watch::channel(BTreeSet::new());
        for branch in Branch::ALL {
            let memo = remembered.remove(&Source::Branch(branch));
            let every = settings.github.poll;
            let branches = branches.clone();
            let poll = BranchPoll::new(branches, branch, every, clock, readers.document, memo);
            hands.employ(match branch {
                Branch::ZStream => poll.telling(found.clone()),
                _ => poll,
            });
        }
        let streams = Arc::new(Streams::new(&net, &settings.streams, clock));
        for arch in Arch::ALL.into_iter().filter(|arch| streams.serves(*arch)) {
            hands.employ(TagsPoll { streams: streams.clone(), arch, every: settings.streams.poll });
        }
        let every = settings.github.build_data_poll;
        let build_data = {
            let github = github.clone();
            move |y, memo| BuildDataPoll::new(github.clone(), y, every, readers.assemblies, memo)
        };
        hands.tasks.spawn(follow(hands.clone(), y_streams, remembered, build_data));
        Ok(Crew { hands, streams, github })
    }

    /// Asks these sources now. A source without a worker is passed over.
    pub fn nudge(&self, sources: &[Source]) {
        let nudges = self.hands.nudges();
        sources.iter().filter_map(|source| nudges.get(source)).for_each(|nudge| nudge.notify_one());
    }

    /// Asks every source now.
    pub fn nudge_all(&self) {
        self.hands.nudges().values().for_each(|nudge| nudge.notify_one());
    }

    /// The release controllers, for Health.
    pub fn streams(&self) -> &Streams {
        &self.streams
    }

    /// GitHub, for Health.
    pub fn github(&self) -> &Github {
        &self.github
    }

    /// How far GitHub's clock was ahead of ours at its last answer.
    pub fn skew(&self) -> Option<SignedDuration> {
        self.github.api().skew()
    }

    /// Stops all workers and waits for them, but not long: a request under way is given up.
    pub async fn stop(self) {
        self.hands.stop.cancel();
        self.hands.tasks.close();
        let _ = tokio::time::timeout(Duration::from_secs(1), self.hands.tasks.wait()).await;
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.hands.stop.cancel();
    }
}

impl Hands {
    /// Puts a worker to work.
    fn employ(&self, poll: impl Poll) {
        let nudge = Arc::new(Notify::new());
        self.nudges().insert(poll.source(), nudge.clone());
        let (out, stop, clock) = (self.out.clone(), self.stop.clone(), self.clock);
        self.tasks.spawn(keep_asking(poll, Wiring { out, nudge, stop, clock }));
    }

    fn nudges(&self) -> MutexGuard<'_, BTreeMap<Source, Arc<Notify>>> {
        self.nudges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Twelve are alive at the time of writing.
const MOST_Y_STREAMS: usize = 64;

/// Employs a worker for every y-stream that turns up.
async fn follow(
    hands: Hands,
    mut y_streams: watch::Receiver<BTreeSet<YStream>>,
    mut remembered: BTreeMap<Source, Memo>,
    build_data: impl Fn(YStream, Option<Memo>) -> BuildDataPoll,
) {
    let mut employed = BTreeSet::new();
    loop {
        let known = y_streams.borrow_and_update().clone();
        // The names come from outside: no tree makes the crew grow without end.
        for y in known.into_iter().take(MOST_Y_STREAMS) {
            if employed.insert(y) {
                hands.employ(build_data(y, remembered.remove(&Source::BuildData(y))));
            }
        }
        tokio::select! {
            biased;
            () = hands.stop.cancelled() => return,
            changed = y_streams.changed() => if changed.is_err() { return },
        }
    }
}
