//! Plays a folder of recorded history through the store: seed first, then every event in order.
//! Prints each change of a state word or verdict with the facts that caused it.

mod change;
pub mod command;
pub mod recording;

use std::path::Path;

use serde::Serialize;

use crate::domain::source::{Branch, Source};
use crate::domain::time::{Date, Timestamp, day, midnight};
use crate::store::world::Applied;
use crate::store::{Event, Files, News, Snapshot, World};

pub use change::{Change, Subject};
use recording::{Line, Recording, RecordingError};

/// The part of the history that is reported; all of it is applied.
#[derive(Debug, Clone, Copy, Default)]
pub struct Window {
    /// first moment
    pub from: Option<Timestamp>,
    /// last moment
    pub to: Option<Timestamp>,
}

/// What came of a replay.
#[derive(Debug, Serialize)]
pub struct Report {
    schema_version: u32,
    /// lines of the recordings, and what became of them
    pub events: Counts,
    /// time of the first and last event that were applied
    pub from: Option<Timestamp>,
    /// see `from`
    pub to: Option<Timestamp>,
    /// in order of time
    pub changes: Vec<Change>,
    /// where it ended
    pub end: End,
}

/// Figures of a replay. `applied + late == seed + read`.
#[derive(Debug, Default, Clone, Copy, Serialize)]
pub struct Counts {
    /// lines of seeds
    pub seed: usize,
    /// lines of events up to the end of the window
    pub read: usize,
    /// taken in by the store
    pub applied: usize,
    /// dropped as overtaken: none, in an ordered recording
    pub late: usize,
    /// of the applied ones: files that are nothing to us
    pub foreign: usize,
    /// of the applied ones: files of which nothing could be used
    pub unreadable: usize,
}

/// The end state.
#[derive(Debug, Serialize)]
pub struct End {
    /// files that are held
    pub files: usize,
    /// state word per release on the list
    pub active: Vec<(String, &'static str)>,
}

/// A replay under way: the store and everything noted so far.
#[derive(Debug)]
pub struct Replay {
    /// the store the events go through
    pub world: World,
    last: Snapshot,
    seq: u64,
    today: Option<Date>,
    counts: Counts,
    changes: Vec<Change>,
}

impl Replay {
    /// Takes the state before the first event in.
    pub fn begin(seed: Vec<Line>, registries: Vec<crate::store::FilePut>) -> Replay {
        let mut world = World::default();
        let start = seed.iter().map(|line| line.at).max().unwrap_or(Timestamp::UNIX_EPOCH);
        let mut counts = Counts { seed: seed.len(), ..Counts::default() };
        let files = Files { put: registries, ..Files::default() };
        let source = Source::Branch(Branch::Main);
        world.apply(Event { source, seq: 1, at: start, news: Ok(News::Files(files)), next: None });
        let mut seq = 1;
        for branch in [Branch::Record, Branch::ZStream] {
            let lines = seed.iter().filter(|line| line.branch == branch);
            for line in lines {
                seq += 1;
                take(&mut world, line, seq, &mut counts);
            }
        }
        let last = world.snapshot(start);
        Replay { world, last, seq, today: Some(day(start)), counts, changes: Vec::new() }
    }

    /// Takes one event in and notes what it changed. Midnights in between are looked at, because rules
    /// about dates decide differently from then on.
    pub fn step(&mut self, line: &Line) -> &[Change] {
        let before = self.changes.len();
        let mut next = self.today.and_then(|today| today.tomorrow().ok());
        while let Some(date) = next.filter(|date| *date <= day(line.at)) {
            let snapshot = self.world.snapshot(midnight(date));
            let found = change::between(&self.last, &snapshot, change::Cause::Day(date));
            self.changes.extend(found);
            self.last = snapshot;
            self.today = Some(date);
            next = date.tomorrow().ok();
        }
        self.seq += 1;
        self.counts.read += 1;
        take(&mut self.world, line, self.seq, &mut self.counts);
        let snapshot = self.world.snapshot(line.at);
        let found = change::between(&self.last, &snapshot, change::Cause::File(line));
        self.changes.extend(found);
        self.last = snapshot;
        self.today = Some(day(line.at));
        &self.changes[before..]
    }

    /// The picture after the last event.
    pub fn snapshot(&self) -> &Snapshot {
        &self.last
    }

    /// Figures so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    fn report(self, window: Window, from: Option<Timestamp>) -> Report {
        let inside = |change: &Change| window.from.is_none_or(|from| change.at >= from);
        let active = self
            .last
            .board
            .releases
            .iter()
            .filter(|release| release.activity == crate::domain::releases::Activity::Active);
        Report {
            schema_version: super::headless::json::SCHEMA_VERSION,
            events: self.counts,
            from,
            to: Some(self.last.now),
            end: End {
                files: self.world.held().len(),
                active: active
                    .map(|release| (release.release.to_string(), release.state.word()))
                    .collect(),
            },
            changes: self.changes.into_iter().filter(inside).collect(),
        }
    }
}

fn take(world: &mut World, line: &Line, seq: u64, counts: &mut Counts) {
    let (files, kind) = line.files();
    match kind {
        recording::Kind::Foreign => counts.foreign += 1,
        recording::Kind::Unreadable => counts.unreadable += 1,
        recording::Kind::Read | recording::Kind::Delete => {}
    }
    let source = Source::Branch(line.branch);
    let event = Event { source, seq, at: line.at, news: Ok(News::Files(files)), next: None };
    match world.apply(event) {
        Applied::Late => counts.late += 1,
        Applied::Ages | Applied::Facts => counts.applied += 1,
    }
}

/// Plays a folder from its first to its last event, or to the end of the window.
///
/// # Errors
/// The folder or a file in it cannot be read, or holds no recording.
pub fn run(folder: &Path, window: Window) -> Result<Report, RecordingError> {
    let Recording { seed, events, registries } = Recording::open(folder)?;
    let from = events.first().map(|line| line.at);
    let mut replay = Replay::begin(seed, registries);
    for line in events.iter().take_while(|line| window.to.is_none_or(|to| line.at <= to)) {
        replay.step(line);
    }
    Ok(replay.report(window, from))
}
