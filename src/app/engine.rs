//! The engine: store, cache and workers together, without a screen. The interactive program and the
//! commands that print once run on the same one.

mod cached;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::process::process;
use crate::config::{self, Settings};
use crate::domain::arch::Arch;
use crate::domain::health::Health;
use crate::domain::process::Process;
use crate::domain::source::{Branch, Service, Source};
use crate::domain::time::{SignedDuration, Timestamp, span};
use crate::store::cache::{Cache, FromCache, Place};
use crate::store::world::Applied;
use crate::store::{Board, Event, Snapshot, World};
use crate::workers::{Crew, Report};

/// Events applied in one go before the operator's keys get their turn.
const BURST: usize = 512;

/// Reports a worker may be ahead of the store.
const QUEUE: usize = 256;

/// What happened since the engine was last asked.
#[derive(Debug, Default)]
pub struct Happened {
    /// something that is shown changed
    pub facts: bool,
    /// only ages changed
    pub ages: bool,
    /// sentences for the operator
    pub notes: Vec<String>,
}

/// Store, cache and workers.
#[derive(Debug)]
pub struct Engine {
    settings: Settings,
    world: World,
    cache: Option<Cache>,
    from_cache: mpsc::UnboundedReceiver<FromCache>,
    reports: mpsc::Receiver<Report>,
    to_workers: mpsc::Sender<Report>,
    crew: Option<Crew>,
    stop: CancellationToken,
    role: Role,
    /// the cache has handed out everything it kept
    read_back: bool,
    first_picture: Vec<(Branch, String)>,
    /// sources that answered this program itself, well or badly
    asked: BTreeSet<Source>,
    /// services that are not asked, each with what to do so that it is
    missing: BTreeMap<Service, String>,
    /// the board that the crew knows
    shown: Arc<Board>,
    /// when it was started, really
    begun: Instant,
    /// where the cache is
    cache_file: Option<PathBuf>,
    /// why it cannot be used
    cache_trouble: Option<String>,
    /// that the clocks differ was told
    told_skew: bool,
}

/// What is asked for before anything is known.
fn first_sources(settings: &Settings) -> impl Iterator<Item = Source> {
    let streams = Arch::ALL.into_iter().filter(|arch| settings.streams.url(*arch).is_some());
    Branch::ALL.into_iter().map(Source::Branch).chain(streams.map(Source::Tags))
}

/// Who polls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// not decided yet
    Undecided,
    /// this program
    Leads,
    /// the program with this process id; its answers come through the cache
    Follows(u32),
}

impl Engine {
    /// Starts reading the cache; workers start when it is known who polls. Must be called inside a tokio
    /// runtime.
    pub fn start(settings: Settings, cache: Option<Place>) -> Engine {
        let (out, from_cache) = mpsc::unbounded_channel();
        let cache_file = cache.as_ref().map(|place| place.file.clone());
        let cache = match cache {
            Some(place) => Some(Cache::open(place, out)),
            None => {
                let _ = out.send(FromCache::Complete);
                let _ = out.send(FromCache::Lead { memos: BTreeMap::new() });
                None
            }
        };
        let (to_workers, reports) = mpsc::channel(QUEUE);
        let mut world = World::default();
        world.counts_weekdays_in(settings.jira.zone.clone());
        world.reads_first_picture();
        world.asking(first_sources(&settings).filter(|source| !settings.poll(*source).is_zero()));
        let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let missing = Service::ALL
            .into_iter()
            .filter_map(|service| Some((service, config::missing(&settings, service, &has)?)));
        let missing = missing.collect();
        Engine {
            settings,
            world,
            cache,
            from_cache,
            reports,
            to_workers,
            crew: None,
            stop: CancellationToken::new(),
            role: Role::Undecided,
            read_back: false,
            first_picture: Vec::new(),
            asked: BTreeSet::new(),
            missing,
            shown: Arc::default(),
            begun: Instant::now(),
            cache_file,
            cache_trouble: None,
            told_skew: false,
        }
    }

    /// The program's time.
    pub fn now(&self) -> Timestamp {
        self.settings.clock.time(Timestamp::now())
    }

    /// How long to wait really for a length of the program's time.
    pub fn wait(&self, length: Duration) -> Duration {
        self.settings.clock.wait(length)
    }

    /// What it was started with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where answers go; for those who bring their own.
    pub fn reports(&self) -> mpsc::Sender<Report> {
        self.to_workers.clone()
    }

    /// Who polls.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The cache has handed out everything it kept.
    pub fn is_read_back(&self) -> bool {
        self.read_back
    }

    /// A picture of this moment.
    pub fn snapshot(&mut self) -> Snapshot {
        let now = self.now();
        let mut snapshot = self.world.snapshot(now);
        self.name_first_picture(&snapshot);
        self.keep_entries();
        self.show(&mut snapshot);
        snapshot
    }

    /// Shows the crew a picture with new facts, and the picture how the services fare.
    fn show(&mut self, snapshot: &mut Snapshot) {
        let unset = |(service, hint): (&Service, &String)| {
            (*service, Health { missing: Some(hint.clone()), ..Health::default() })
        };
        let mut health: BTreeMap<Service, Health> = self.missing.iter().map(unset).collect();
        if let Some(crew) = &self.crew {
            if !Arc::ptr_eq(&self.shown, &snapshot.board) {
                self.shown = snapshot.board.clone();
                crew.look(snapshot);
                let unbidden = |source: &Source| !self.settings.poll(*source).is_zero();
                self.world.asking(crew.sources().into_iter().filter(unbidden));
            }
            health.extend(crew.health());
        }
        snapshot.health = Arc::new(health);
        let follows = match self.role {
            Role::Follows(pid) => Some(pid),
            Role::Leads | Role::Undecided => None,
        };
        snapshot.process = Arc::new(Process {
            cache_trouble: self.cache_trouble.clone(),
            follows,
            ..process(self.begun, self.cache_file.as_deref())
        });
    }

    /// Waits for news and takes in what is there, but not for ever: keys get their turn.
    pub async fn next(&mut self) -> Happened {
        let mut happened = Happened::default();
        tokio::select! {
            Some(news) = self.from_cache.recv() => self.take_cached(news, &mut happened),
            Some(report) = self.reports.recv() => self.take(report, &mut happened),
        }
        for _ in 0..BURST {
            if let Ok(news) = self.from_cache.try_recv() {
                self.take_cached(news, &mut happened);
            } else if let Ok(report) = self.reports.try_recv() {
                self.take(report, &mut happened);
            } else {
                break;
            }
        }
        happened
    }

    /// Somebody looks at the facts of these sources now. Another program that polls is not told: it has
    /// eyes of its own.
    pub fn looked_at(&self, sources: Vec<Source>) {
        if let Some(crew) = &self.crew {
            crew.looked_at(sources.into_iter().collect());
        }
    }

    /// Has these sources asked now; all when none is named. Their pauses and budgets are kept by the
    /// workers.
    pub fn refresh(&self, sources: &[Source]) {
        match (&self.crew, &self.cache) {
            (Some(crew), _) if sources.is_empty() => crew.nudge_all(),
            (Some(crew), _) => crew.nudge(sources),
            (None, Some(cache)) => {
                let all = || self.world.feeds().keys().copied().collect();
                cache.nudge(if sources.is_empty() { all() } else { sources.to_vec() });
            }
            (None, None) => {}
        }
    }

    /// What to do so that a service is asked; `None`: it is.
    pub fn missing(&self, service: Service) -> Option<&str> {
        self.missing.get(&service).map(String::as_str)
    }

    /// True when every source has answered this program once, well or badly; at once when another
    /// program polls, because then the cache has what there is.
    pub fn is_up_to_date(&self) -> bool {
        match self.role {
            Role::Follows(_) => self.read_back,
            Role::Leads | Role::Undecided => self.unanswered().is_empty(),
        }
    }

    /// Sources that are asked and have not answered this program yet.
    pub fn unanswered(&self) -> BTreeSet<Source> {
        // Most is asked for only once the branches have said which releases there are.
        let known = self.crew.as_ref().map(Crew::sources).unwrap_or_default();
        let waited = |source: &Source| {
            !self.asked.contains(source) && !self.settings.poll(*source).is_zero()
        };
        first_sources(&self.settings).chain(known).filter(waited).collect()
    }

    /// Stops the workers and writes what is still to be kept.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(crew) = self.crew.take() {
            crew.stop().await;
        }
        if let Some(cache) = self.cache.take() {
            // Joins a thread that may be writing.
            let _ = tokio::task::spawn_blocking(move || drop(cache)).await;
        }
    }

    fn take(&mut self, report: Report, happened: &mut Happened) {
        // A worker of a crew that was stopped may still have had something in the queue.
        if self.crew.is_none() {
            return;
        }
        let Report { event, memo } = report;
        let source = event.source;
        self.asked.insert(source);
        self.compare_clocks(happened);
        let kept = self.cache.as_ref().map(|_| event.clone());
        let applied = self.apply(event, happened);
        let (Some(cache), Some(event)) = (&self.cache, kept) else { return };
        if applied == Applied::Late {
            return;
        }
        let memo = memo.and_then(|memo| serde_json::to_string(&memo).ok());
        cache.keep(event, memo);
        if applied == Applied::Facts && source == Source::Branch(Branch::ZStream) {
            for (release, tasks) in self.world.take_newly_observed() {
                cache.keep_observed(release, tasks);
            }
        }
    }

    /// A clock that is more than a minute off makes every age and countdown wrong (design/ux.md §18). Said
    /// once; with a clock that runs faster than the real one the answers tell less exactly.
    fn compare_clocks(&mut self, happened: &mut Happened) {
        let Some(ahead) = self.crew.as_ref().and_then(Crew::skew) else { return };
        let limit = SignedDuration::from_mins(1).as_secs_f64() * self.settings.clock.speed.max(1.0);
        if !self.told_skew && ahead.as_secs_f64().abs() > limit {
            self.told_skew = true;
            let (by, way) =
                (span(ahead.abs()), if ahead.is_positive() { "behind" } else { "ahead" });
            happened.notes.push(format!(
                "local clock is {by} {way}, compared with github: ages and countdowns are wrong by as much"
            ));
        }
    }

    fn apply(&mut self, event: Event, happened: &mut Happened) -> Applied {
        let applied = self.world.apply(event);
        match applied {
            Applied::Late => {}
            Applied::Ages => happened.ages = true,
            Applied::Facts => happened.facts = true,
        }
        applied
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ServiceState;

    #[test]
    fn what_is_asked_is_loading_and_what_is_asked_by_hand_only_is_not() {
        let mut settings = Settings::default();
        settings.streams.poll = Duration::ZERO;
        let snapshot = Engine::start(settings, None).snapshot();
        assert_eq!(snapshot.service(Service::Github), ServiceState::Loading);
        assert_eq!(snapshot.service(Service::Streams), ServiceState::NotConnected);
        assert_eq!(snapshot.service(Service::Jira), ServiceState::NotConnected);
    }
}
