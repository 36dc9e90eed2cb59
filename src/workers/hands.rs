//! What it takes to put workers to work, and to know what they do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::poll::{Poll, Report, Wiring, keep_asking};
use crate::config::Settings;
use crate::connectors::{Github, Net};
use crate::domain::clock::Clock;
use crate::domain::health::Health;
use crate::domain::source::{Service, Source};
use crate::store::Snapshot;

/// What the workers of a service are made from.
#[derive(Debug, Clone)]
pub struct Desk {
    /// connections
    pub net: Net,
    /// GitHub, for those whose facts lead there
    pub github: Arc<Github>,
    /// as configured
    pub settings: Arc<Settings>,
    /// the program's clock
    pub clock: Clock,
    /// the newest picture whose facts changed: what there is to ask about
    pub picture: watch::Receiver<Snapshot>,
}

/// Employs workers and keeps their accounts.
#[derive(Clone)]
pub struct Hands {
    out: mpsc::Sender<Report>,
    stop: CancellationToken,
    clock: Clock,
    tasks: TaskTracker,
    employed: Arc<Mutex<BTreeMap<Source, Employed>>>,
    accounts: Arc<Mutex<Vec<Account>>>,
    rosters: Arc<Mutex<Vec<Roster>>>,
    looked_at: watch::Sender<BTreeSet<Source>>,
}

/// A worker at work.
struct Employed {
    nudge: Arc<Notify>,
    stop: CancellationToken,
}

type Account = (Service, Box<dyn Fn() -> Health + Send>);
/// Looks at a picture, employs who is wanted and lets go who is not.
type Roster = Box<dyn FnMut(&Hands, &Snapshot) + Send>;

impl Hands {
    /// Nobody is employed yet.
    pub fn new(out: mpsc::Sender<Report>, stop: CancellationToken, clock: Clock) -> Hands {
        Hands {
            out,
            stop,
            clock,
            tasks: TaskTracker::new(),
            employed: Arc::default(),
            accounts: Arc::default(),
            rosters: Arc::default(),
            looked_at: watch::Sender::default(),
        }
    }

    /// Puts a worker to work.
    pub fn employ(&self, poll: impl Poll) {
        let (nudge, stop) = (Arc::new(Notify::new()), self.stop.child_token());
        let employed = Employed { nudge: nudge.clone(), stop: stop.clone() };
        if let Some(before) = locked(&self.employed).insert(poll.source(), employed) {
            before.stop.cancel();
        }
        let (out, clock, looked_at) = (self.out.clone(), self.clock, self.looked_at.subscribe());
        self.tasks.spawn(keep_asking(poll, Wiring { out, nudge, stop, clock, looked_at }));
    }

    /// Runs something that ends with everybody.
    pub fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.child_token();
        self.tasks.spawn(async move {
            stop.run_until_cancelled(work).await;
        });
    }

    /// Lets a worker go.
    fn dismiss(&self, source: Source) {
        if let Some(employed) = locked(&self.employed).remove(&source) {
            employed.stop.cancel();
        }
    }

    /// Keeps a worker at work for every subject (a release, a y-stream) that a picture wants, and for no
    /// other. `source` names the source of a subject, `make` makes its worker.
    pub fn follow<K: Ord + Copy + Send + 'static, P: Poll>(
        &self,
        source: fn(K) -> Source,
        wanted: impl Fn(&Snapshot) -> BTreeSet<K> + Send + 'static,
        make: impl Fn(K) -> P + Send + 'static,
    ) {
        let mut working = BTreeSet::new();
        locked(&self.rosters).push(Box::new(move |hands, picture| {
            let wanted = wanted(picture);
            for subject in wanted.difference(&working) {
                hands.employ(make(*subject));
            }
            for subject in working.difference(&wanted) {
                hands.dismiss(source(*subject));
            }
            working = wanted;
        }));
    }

    /// Opens an account of how a service fares, for Health. A service may have several.
    pub fn account(&self, service: Service, health: impl Fn() -> Health + Send + 'static) {
        locked(&self.accounts).push((service, Box::new(health)));
    }

    /// Employs and dismisses by what a picture shows.
    pub fn look(&self, picture: &Snapshot) {
        let mut rosters = locked(&self.rosters);
        rosters.iter_mut().for_each(|roster| roster(self, picture));
    }

    /// Somebody looks at the facts of these sources now, and at no others.
    pub fn looked_at(&self, sources: BTreeSet<Source>) {
        self.looked_at.send_if_modified(|before| {
            let changed = *before != sources;
            *before = sources;
            changed
        });
    }

    /// Everything that somebody is employed to ask for.
    pub fn sources(&self) -> BTreeSet<Source> {
        locked(&self.employed).keys().copied().collect()
    }

    /// How every service fares that has an account.
    pub fn health(&self) -> BTreeMap<Service, Health> {
        let mut health = BTreeMap::new();
        for (service, account) in locked(&self.accounts).iter() {
            let joined = match health.remove(service) {
                None => account(),
                Some(other) => account().join(other),
            };
            health.insert(*service, joined);
        }
        health
    }

    /// Asks these sources now. A source without a worker is passed over.
    pub fn nudge(&self, sources: &[Source]) {
        let employed = locked(&self.employed);
        let known = sources.iter().filter_map(|source| employed.get(source));
        known.for_each(|one| one.nudge.notify_one());
    }

    /// Asks every source now.
    pub fn nudge_all(&self) {
        locked(&self.employed).values().for_each(|one| one.nudge.notify_one());
    }

    /// Ends everybody, now.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits until everybody has ended.
    pub async fn ended(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl std::fmt::Debug for Hands {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hands").field("employed", &self.sources()).finish_non_exhaustive()
    }
}

fn locked<T>(behind: &Mutex<T>) -> MutexGuard<'_, T> {
    behind.lock().unwrap_or_else(PoisonError::into_inner)
}
