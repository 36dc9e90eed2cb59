//! What is known, as it was said: documents, tags, build data. [`World::apply`] is the only way in.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::board::Board;
use super::chronicle::{self, Chronicle, Fresh};
use super::derive;
use super::event::{Event, FilePut, Files, News};
use super::feed::{Feed, Feeds};
use super::observed::{Seen, Sightings};
use super::outside;
use super::snapshot::Snapshot;
use crate::domain::acceptance::Judgement;
use crate::domain::arch::Arch;
use crate::domain::assemblies::Assemblies;
use crate::domain::builds::{BuildName, Phase};
use crate::domain::chronicle::Entry;
use crate::domain::complaint::Complaint;
use crate::domain::document::{Document, DocumentKey};
use crate::domain::durations::Durations;
use crate::domain::escalation::Zone;
use crate::domain::outside::Outside;
use crate::domain::source::{Branch, Source};
use crate::domain::statebox::StateBox;
use crate::domain::time::{SignedDuration, Timestamp, day};
use crate::domain::version::{Release, YStream};

/// The store. Fields are what sources said; the board is derived from them when asked for.
#[derive(Debug, Default)]
pub struct World {
    pub(super) files: BTreeMap<DocumentKey, Held>,
    pub(super) judgements: BTreeMap<(BuildName, Arch), Arc<Judgement>>,
    pub(super) tags: BTreeMap<Arch, BTreeMap<BuildName, Phase>>,
    /// tags that went while we looked: recycled, not "not built yet"
    pub(super) tags_gone: BTreeMap<Arch, BTreeSet<BuildName>>,
    pub(super) assemblies: BTreeMap<YStream, Arc<Assemblies>>,
    /// what the other services said
    pub(super) outside: Arc<Outside>,
    /// whose weekdays the timers of bugs count
    pub(super) zone: Zone,
    pub(super) sightings: Sightings,
    pub(super) durations: Arc<Durations>,
    /// only the files behind the first picture were read back yet
    pub(super) is_first_picture: bool,
    newest: BTreeMap<Source, u64>,
    feeds: Arc<Feeds>,
    board: Arc<Board>,
    chronicle: Arc<Chronicle>,
    due: Due,
}

/// A file as it stands.
#[derive(Debug, Clone)]
pub struct Held {
    /// path in the repository
    pub path: Arc<str>,
    /// git blob id
    pub blob: Arc<str>,
    /// latest moment of its commit
    pub committed: Timestamp,
    /// what it says; `None` when nothing of it can be used
    pub document: Option<Document>,
    /// what is wrong with it
    pub complaints: Vec<Complaint>,
}

/// What has to be derived again.
#[derive(Debug, Default)]
struct Due {
    streams: BTreeSet<YStream>,
    /// trouble came or went: the list of what needs a human may change
    trouble: bool,
    /// another service said something new: what is active may be judged differently
    outside: bool,
    /// documents with lengths in them that changed since these were computed
    durations: usize,
    durations_at: Option<Timestamp>,
    /// the moment the board was made for
    at: Option<Timestamp>,
    /// what answered for the first time since the board was made
    fresh: Fresh,
    /// how the sources stood when the board was made
    feeds: Arc<Feeds>,
    /// what the other services had said when the board was made
    told: Arc<Outside>,
    /// entries of the chronicle below this number are known to the cache
    entries: u64,
}

/// What an event did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// an answer that was overtaken by a younger one: dropped
    Late,
    /// nothing that is shown changed, apart from ages
    Ages,
    /// something changed
    Facts,
}

/// Recycled tags that are remembered per architecture; the oldest names are forgotten first.
const GONE: usize = 2_000;

/// Usual lengths change slowly; they are computed again at most this often.
const DURATIONS_EVERY: SignedDuration = SignedDuration::from_mins(10);

impl World {
    /// Takes one event in.
    pub fn apply(&mut self, event: Event) -> Applied {
        let newest = self.newest.entry(event.source).or_default();
        if event.seq < *newest {
            return Applied::Late;
        }
        *newest = event.seq;
        let feed = Arc::make_mut(&mut self.feeds).entry(event.source).or_default();
        feed.next = event.next;
        match event.news {
            Err(trouble) => {
                let known = matches!(&feed.trouble, Some((old, _)) if *old == trouble);
                if known {
                    return Applied::Ages;
                }
                self.due.trouble = true;
                let since = feed.trouble.as_ref().map_or(event.at, |(_, since)| *since);
                feed.trouble = Some((trouble, since));
                Applied::Facts
            }
            Ok(news) => {
                let first = feed.fetched.is_none();
                if first {
                    self.due.fresh.note(event.source);
                }
                let recovered = feed.trouble.take().is_some();
                self.due.trouble |= recovered;
                feed.fetched = Some(event.at);
                let facts = match (event.source, news) {
                    (Source::Branch(branch), News::Files(files)) => {
                        self.files(branch, files, event.at)
                    }
                    (Source::Tags(arch), News::Tags(tags)) => self.tags(arch, tags),
                    (Source::BuildData(y), News::Assemblies(assemblies)) => {
                        self.assemblies.insert(y, assemblies);
                        self.due.streams.insert(y);
                        true
                    }
                    (_, News::Unchanged) => false,
                    (source, news) => {
                        let news = outside::take(Arc::make_mut(&mut self.outside), source, news);
                        self.due.outside |= news;
                        // It stands in for StateBoxes, also of releases that are not on the list.
                        if let Source::Report(y) = source {
                            self.due.streams.insert(y);
                        }
                        news
                    }
                };
                if facts || first || recovered { Applied::Facts } else { Applied::Ages }
            }
        }
    }

    /// Whose weekdays the timers of bugs count; UTC without this.
    pub fn counts_weekdays_in(&mut self, zone: Zone) {
        self.zone = zone;
    }

    /// These sources are being asked: until they answer they are loading, not missing.
    pub fn asking(&mut self, sources: impl IntoIterator<Item = Source>) {
        let feeds = Arc::make_mut(&mut self.feeds);
        for source in sources {
            feeds.entry(source).or_default();
        }
    }

    /// A picture of this moment. Derives what changed, and what the passing of a minute or a day changes.
    pub fn snapshot(&mut self, now: Timestamp) -> Snapshot {
        self.refresh_durations(now);
        let again = derive::Again {
            streams: std::mem::take(&mut self.due.streams),
            everything: self.due.at.is_none_or(|at| day(at) != day(now)),
            trouble: std::mem::take(&mut self.due.trouble),
            minute: std::mem::take(&mut self.due.outside)
                || self.due.at.is_none_or(|at| minute(at) != minute(now)),
        };
        let fresh = std::mem::take(&mut self.due.fresh);
        if again.is_due() {
            let board = Arc::new(derive::board(self, &self.board, &again, now));
            // Only while we look: what an earlier run knew is compared with nothing.
            if self.due.at.is_some() && !self.is_first_picture {
                let before = (&*self.board, &*self.due.told);
                let mut found = chronicle::compare(before, (&board, &self.outside), &fresh);
                if again.trouble {
                    found.extend(chronicle::services(&self.due.feeds, &self.feeds));
                }
                if !found.is_empty() {
                    Arc::make_mut(&mut self.chronicle).add(found, now);
                }
            }
            self.board = board;
            self.due.feeds = self.feeds.clone();
            self.due.told = self.outside.clone();
        }
        self.due.at = Some(now);
        Snapshot {
            now,
            board: self.board.clone(),
            feeds: self.feeds.clone(),
            outside: self.outside.clone(),
            chronicle: self.chronicle.clone(),
            health: Arc::default(),
            process: Arc::default(),
        }
    }

    /// Until [`World::has_read_everything_back`] only what is on the list is derived: releases of the past that were
    /// announced and never worked on are many, and nobody sees them in the first picture.
    pub fn reads_first_picture(&mut self) {
        self.is_first_picture = true;
    }

    /// Everything that was kept has been applied.
    pub fn has_read_everything_back(&mut self) {
        if std::mem::take(&mut self.is_first_picture) {
            self.due.at = None;
            self.due.fresh.everything();
        }
    }

    /// From now on another program polls: its answers are numbered anew.
    pub fn begin_anew(&mut self) {
        self.newest.clear();
    }

    /// How things stand with each source.
    pub fn feeds(&self) -> &Feeds {
        &self.feeds
    }

    /// The files that are held, by what they stand for.
    pub fn held(&self) -> &BTreeMap<DocumentKey, Held> {
        &self.files
    }

    /// Puts back what an earlier run of the program saw of task changes.
    pub fn remember_observed(&mut self, release: Release, tasks: Seen) {
        self.due.streams.insert(release.y);
        self.due.durations += 1;
        self.sightings.remember(release, tasks);
    }

    /// Task changes that were seen since this was last asked, for the cache.
    pub fn take_newly_observed(&mut self) -> Vec<(Release, Seen)> {
        self.sightings.take_new()
    }

    /// Puts back what earlier runs of the program saw happening, oldest first.
    pub fn remember_entries(&mut self, earlier: Vec<Entry>) {
        let chronicle = Arc::make_mut(&mut self.chronicle);
        let before = chronicle.since(0).1;
        chronicle.remember(earlier);
        self.due.entries += chronicle.since(u64::MAX).1 - before;
    }

    /// What was seen happening since this was last asked, oldest first, for the cache.
    pub fn take_new_entries(&mut self) -> Vec<Entry> {
        let (new, next) = self.chronicle.since(self.due.entries);
        self.due.entries = next;
        new
    }

    /// The y-streams that have a tracking file: build data is asked for these.
    pub fn y_streams(&self) -> BTreeSet<YStream> {
        let y = |key: &DocumentKey| match key {
            DocumentKey::Tracking(y) => Some(*y),
            DocumentKey::StateBox(release) => Some(release.y),
            _ => None,
        };
        self.files.keys().filter_map(y).collect()
    }

    fn files(&mut self, branch: Branch, files: Files, at: Timestamp) -> bool {
        let mut changed = false;
        if files.whole {
            let named: BTreeSet<&DocumentKey> = files.put.iter().map(|put| &put.key).collect();
            let gone: Vec<DocumentKey> = self
                .files
                .keys()
                .filter(|key| key.branch() == branch && !named.contains(key))
                .cloned()
                .collect();
            for key in gone {
                changed |= self.remove(&key);
            }
        }
        for path in &files.gone {
            if let Some(key) = DocumentKey::of(branch, path) {
                changed |= self.remove(&key);
            }
        }
        for put in files.put {
            changed |= self.put(put, at);
        }
        changed
    }

    fn put(&mut self, put: FilePut, at: Timestamp) -> bool {
        let before = self.files.get(&put.key);
        if before.is_some_and(|held| *held.blob == *put.blob) {
            return false;
        }
        if put.observed
            && let (DocumentKey::StateBox(_), Some(Document::StateBox(after))) =
                (&put.key, &put.document)
        {
            let before = match before.and_then(|held| held.document.as_ref()) {
                Some(Document::StateBox(before)) => Some(before.clone()),
                _ => None,
            };
            self.sightings.note(before.as_deref(), after, put.committed.min(at));
        }
        let key = put.key.clone();
        let held = Held {
            path: put.path.into(),
            blob: put.blob.into(),
            committed: put.committed,
            document: put.document,
            complaints: put.complaints,
        };
        self.files.insert(put.key, held);
        self.touch(&key);
        true
    }

    fn remove(&mut self, key: &DocumentKey) -> bool {
        let removed = self.files.remove(key).is_some();
        if removed {
            self.touch(key);
        }
        removed
    }

    /// A document came, changed or went: judge and derive again what hangs on it.
    fn touch(&mut self, key: &DocumentKey) {
        self.judge_again(key);
        self.due.streams.extend(key.y());
        let has_lengths = matches!(key, DocumentKey::Results(..) | DocumentKey::StateBox(_));
        self.due.durations += usize::from(has_lengths);
    }

    fn tags(&mut self, arch: Arch, tags: BTreeMap<BuildName, Phase>) -> bool {
        let before = self.tags.get(&arch);
        if before == Some(&tags) {
            return false;
        }
        let changed = |(name, phase): &(&BuildName, &Phase)| {
            before.is_none_or(|before| before.get(*name) != Some(*phase))
        };
        let mut streams: BTreeSet<YStream> =
            tags.iter().filter(changed).filter_map(|(name, _)| name.y()).collect();
        let known = before.into_iter().flat_map(BTreeMap::keys);
        let went: Vec<BuildName> =
            known.filter(|name| !tags.contains_key(*name)).cloned().collect();
        streams.extend(went.iter().filter_map(BuildName::y));
        // A y-stream none of whose releases is known changes nothing on the board.
        self.due.streams.extend(streams);
        let gone = self.tags_gone.entry(arch).or_default();
        gone.extend(went);
        gone.retain(|name| !tags.contains_key(name));
        while gone.len() > GONE {
            gone.pop_first();
        }
        self.tags.insert(arch, tags);
        true
    }

    fn refresh_durations(&mut self, now: Timestamp) {
        let waited =
            self.due.durations_at.is_none_or(|at| now.duration_since(at).abs() >= DURATIONS_EVERY);
        // What trickles in can wait; a branch that was just read for the first time cannot.
        let many = self.due.durations.saturating_mul(10) >= self.files.len();
        if self.due.durations == 0 || !(waited || many) {
            return;
        }
        let stateboxes = self.files.values().filter_map(|held| match &held.document {
            Some(Document::StateBox(statebox)) => Some(self.sightings.over(statebox)),
            _ => None,
        });
        let stateboxes: Vec<Cow<'_, StateBox>> = stateboxes.collect();
        let results = self.files.values().filter_map(|held| match &held.document {
            Some(Document::Results(results)) => Some(&**results),
            _ => None,
        });
        let durations =
            Durations::from_history(stateboxes.iter().map(|statebox| &**statebox), results);
        if durations != *self.durations {
            self.durations = Arc::new(durations);
            self.due.streams.extend(self.y_streams());
        }
        self.due.durations = 0;
        self.due.durations_at = Some(now);
    }
}

fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

impl Feed {
    /// A feed that was answered at a moment; for what is read back from the cache.
    pub fn answered(fetched: Timestamp) -> Feed {
        Feed { fetched: Some(fetched), trouble: None, next: None }
    }
}
