//! Finding what changed between two boards, and keeping the newest of it.
//!
//! Only what lies between two good answers counts: the first answer of a source is news to us and no change
//! of the world (design/ux.md §16).

mod seen;

use std::collections::{BTreeSet, VecDeque};

use super::board::Board;
use super::feed::Feeds;
use crate::domain::chronicle::{About, Entry};
use crate::domain::outside::Outside;
use crate::domain::source::Source;
use crate::domain::time::Timestamp;
use crate::domain::version::{Release, YStream};
use seen::Seen;

/// Entries that are kept; the oldest go first.
pub(super) const KEPT: usize = 2_000;

/// The newest changes, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chronicle {
    entries: VecDeque<Entry>,
    next: u64,
}

/// Sources that answered for the first time since the last board: what they say is no change.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    everything: bool,
    streams: BTreeSet<YStream>,
    releases: BTreeSet<Release>,
    bugs: bool,
}

impl Fresh {
    /// A source answered for the first time.
    pub fn note(&mut self, source: Source) {
        match (source, source.release()) {
            (_, Some(release)) => {
                self.releases.insert(release);
            }
            (Source::Bugs | Source::Managers, _) => self.bugs = true,
            (Source::Report(y), _) => {
                self.streams.insert(y);
            }
            (Source::Chat, _) => {}
            // it may tell of any release
            _ => self.everything = true,
        }
    }

    /// The board is made anew as a whole, or from what was kept: nothing of it is a change.
    pub fn everything(&mut self) {
        self.everything = true;
    }

    fn hides(&self, release: Release) -> bool {
        self.everything || self.streams.contains(&release.y) || self.releases.contains(&release)
    }
}

/// A change that was found, not numbered yet.
#[derive(Debug)]
pub(super) struct Found {
    about: About,
    what: String,
    result: String,
    causes: Vec<String>,
}

impl Chronicle {
    /// Oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Puts back what earlier runs of the program saw, oldest first, before anything of this run.
    pub(super) fn remember(&mut self, earlier: Vec<Entry>) {
        let own = std::mem::take(&mut self.entries);
        self.next = 0;
        for entry in earlier.into_iter().chain(own) {
            self.push(entry);
        }
    }

    /// Entries from a number on, oldest first, and the number that the next one will have.
    pub(super) fn since(&self, number: u64) -> (Vec<Entry>, u64) {
        let new = self.entries.iter().filter(|entry| entry.number >= number);
        (new.cloned().collect(), self.next)
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { number: self.next, ..entry });
        self.next += 1;
    }

    /// Keeps what was found at a moment.
    pub(super) fn add(&mut self, found: Vec<Found>, at: Timestamp) {
        for Found { about, what, result, causes } in found {
            self.push(Entry { number: 0, at, about, what, result, causes });
        }
    }
}

/// What changed from one board, and what other services had said then, to the next.
pub(super) fn compare(
    (before, told_before): (&Board, &Outside),
    (after, told): (&Board, &Outside),
    fresh: &Fresh,
) -> Vec<Found> {
    let mut seen = Seen::default();
    if !fresh.everything {
        seen.releases(before, after, fresh);
        seen.builds(before, after, fresh);
        if !fresh.bugs {
            seen.bugs(before, after, fresh);
        }
        seen.shipments(before, after, fresh);
        seen.advisories(told_before, told, fresh);
    }
    seen.0
}

/// Services that got into trouble or out of it.
pub(super) fn services(before: &Feeds, after: &Feeds) -> Vec<Found> {
    let mut seen = Seen::default();
    seen.services(before, after);
    seen.0
}
