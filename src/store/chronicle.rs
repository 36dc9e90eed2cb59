//! Finding what changed between two boards, and keeping the newest of it.
//!
//! Only what lies between two good answers counts: the first answer of a source is news to us and no change
//! of the world (design/ux.md §16).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::board::Board;
use super::bug_rows::BugRow;
use super::feed::{Feeds, ServiceState, service_state};
use crate::domain::changes;
use crate::domain::chronicle::{About, Entry};
use crate::domain::escalation::Rung;
use crate::domain::shipment::{ShipmentRow, StepWord};
use crate::domain::source::{Service, Source};
use crate::domain::time::Timestamp;
use crate::domain::version::Release;

/// Entries that are kept; the oldest go first.
const KEPT: usize = 2_000;

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
    releases: BTreeSet<Release>,
    bugs: bool,
}

impl Fresh {
    /// A source answered for the first time.
    pub fn note(&mut self, source: Source) {
        match source {
            Source::Branch(_) | Source::BuildData(_) | Source::Tags(_) => self.everything = true,
            Source::Bugs | Source::Managers => self.bugs = true,
            source => self.releases.extend(source.release()),
        }
    }

    /// The board is made anew as a whole, or from what was kept: nothing of it is a change.
    pub fn everything(&mut self) {
        self.everything = true;
    }

    fn hides(&self, release: Release) -> bool {
        self.everything || self.releases.contains(&release)
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

    /// Keeps what was found at a moment.
    pub(super) fn add(&mut self, found: Vec<Found>, at: Timestamp) {
        for Found { about, what, result, causes } in found {
            if self.entries.len() == KEPT {
                self.entries.pop_front();
            }
            let number = self.next;
            self.next += 1;
            self.entries.push_back(Entry { number, at, about, what, result, causes });
        }
    }
}

/// What changed from one board to the next.
pub(super) fn compare(before: &Board, after: &Board, fresh: &Fresh) -> Vec<Found> {
    let mut seen = Seen::default();
    if !fresh.everything {
        seen.releases(before, after, fresh);
        if !fresh.bugs {
            seen.bugs(before, after, fresh);
        }
        seen.shipments(before, after, fresh);
    }
    seen.0
}

/// Services that got into trouble or out of it.
pub(super) fn services(before: &Feeds, after: &Feeds) -> Vec<Found> {
    let mut seen = Seen::default();
    seen.services(before, after);
    seen.0
}

/// Collects what is found.
#[derive(Debug, Default)]
struct Seen(Vec<Found>);

impl Seen {
    fn tell(&mut self, about: About, what: &str, result: String, causes: Vec<String>) {
        self.0.push(Found { about, what: what.to_owned(), result, causes });
    }

    fn releases(&mut self, before: &Board, after: &Board, fresh: &Fresh) {
        for now in after.releases.iter().filter(|now| !fresh.hides(now.release)) {
            let was = before.release(now.release);
            if was.is_some_and(|was| Arc::ptr_eq(was, now)) {
                continue;
            }
            let facts = changes::of_release(was.map(|was| &**was), Some(now));
            let about = || About::Release(now.release);
            if let Some(was) = was.filter(|was| was.state != now.state) {
                let result = format!("{} → {}", was.state.word(), now.state.word());
                self.tell(about(), "state", result, facts.clone());
            }
            for fact in facts {
                let (what, result) = match fact.split_once(": ") {
                    Some((what, result)) => (what.to_owned(), result.to_owned()),
                    None => ("release".to_owned(), fact),
                };
                self.tell(about(), &what, result, Vec::new());
            }
        }
    }

    fn bugs(&mut self, before: &Board, after: &Board, fresh: &Fresh) {
        let keyed = |board: &Board| -> BTreeMap<String, Arc<BugRow>> {
            board.bugs.iter().map(|row| (row.bug.key.clone(), row.clone())).collect()
        };
        // Rows that did not change keep their object: most minutes there is nothing to compare.
        if before.bugs.iter().map(Arc::as_ptr).eq(after.bugs.iter().map(Arc::as_ptr)) {
            return;
        }
        let (old, new) = (keyed(before), keyed(after));
        let hidden = |row: &BugRow| row.of().is_some_and(|release| fresh.hides(release));
        for (key, row) in new.iter().filter(|(_, row)| !hidden(row)) {
            let about = || About::Bug(key.clone(), row.of());
            match old.get(key) {
                None => self.tell(about(), "bug", "moved to ON_QA".to_owned(), Vec::new()),
                Some(was) if Arc::ptr_eq(was, row) => {}
                Some(was) => {
                    let reached = |row: &BugRow| row.ladder.climb().and_then(|one| one.reached());
                    if reached(was) < reached(row) {
                        let rung = reached(row).map_or("–", Rung::words);
                        self.tell(about(), "bug", format!("{rung} sent"), Vec::new());
                    }
                    let late = |row: &BugRow| row.ladder.current().filter(|one| one.late).copied();
                    if let (None, Some(current)) = (late(was), late(row)) {
                        let result = format!("{} is due", current.rung.words());
                        self.tell(about(), "bug", result, Vec::new());
                    }
                }
            }
        }
        for (key, was) in old.iter().filter(|(key, was)| !new.contains_key(*key) && !hidden(was)) {
            let about = About::Bug(key.clone(), was.of());
            self.tell(about, "bug", "left ON_QA".to_owned(), Vec::new());
        }
    }

    fn shipments(&mut self, before: &Board, after: &Board, fresh: &Fresh) {
        for now in after.shipments.iter().filter(|now| !fresh.hides(now.release)) {
            let same =
                |was: &&Arc<ShipmentRow>| was.release == now.release && was.number == now.number;
            let Some(was) = before.shipments.iter().find(same) else { continue };
            if Arc::ptr_eq(was, now) || was.state.is_none() {
                continue;
            }
            let number = now.number.as_str();
            let word = |row: &ShipmentRow| row.state.map_or("?", |state| state.word());
            let mut told = vec![("merge request", word(was).to_owned(), word(now).to_owned())];
            told.push(("approvals", was.approvals.words.clone(), now.approvals.words.clone()));
            for (step, name) in [
                (crate::domain::shipment::Step::StageRelease, "stage-release"),
                (crate::domain::shipment::Step::ProdRelease, "prod-release"),
            ] {
                let of = |row: &ShipmentRow| {
                    row.shipment
                        .as_ref()
                        .map(|shipment| crate::domain::shipment::step(shipment, step))
                };
                if let (Some(was), Some(now)) = (of(was), of(now)) {
                    let words = |word: StepWord| format!("{word:?}").to_lowercase();
                    told.push((name, words(was.word), words(now.word)));
                }
            }
            for (what, from, to) in told.into_iter().filter(|(_, from, to)| from != to) {
                let from = if from.is_empty() { "–".to_owned() } else { from };
                let result = format!("{number}: {from} → {to}");
                self.tell(About::Release(now.release), what, result, Vec::new());
            }
        }
    }

    fn services(&mut self, before: &Feeds, after: &Feeds) {
        for service in Service::ALL {
            let about = About::Service(service);
            match (service_state(before, service), service_state(after, service)) {
                (ServiceState::Fine, ServiceState::InTrouble { trouble, .. }) => {
                    let result = format!("answers → {}", trouble.short());
                    self.tell(about, "service", result, vec![trouble.to_string()]);
                }
                (ServiceState::InTrouble { trouble, .. }, ServiceState::Fine) => {
                    let result = format!("{} → answers", trouble.short());
                    self.tell(about, "service", result, Vec::new());
                }
                _ => {}
            }
        }
    }
}
