//! What differs between two looks, put into words.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Found, Fresh};
use crate::domain::arch::Arch;
use crate::domain::builds::ArchPhase;
use crate::domain::changes;
use crate::domain::chronicle::About;
use crate::domain::escalation::Rung;
use crate::domain::outside::Outside;
use crate::domain::releases::Assessment;
use crate::domain::results::JobName;
use crate::domain::shipment::{self, ShipmentRow, Step};
use crate::domain::source::Service;
use crate::domain::version::Release;
use crate::store::board::{Board, BuildRow, Role};
use crate::store::bug_rows::BugRow;
use crate::store::feed::{Feeds, ServiceState, service_state};

/// Collects what is found.
#[derive(Debug, Default)]
pub(super) struct Seen(pub Vec<Found>);

impl Seen {
    fn tell(&mut self, about: About, what: &str, result: String, causes: Vec<String>) {
        self.0.push(Found { about, what: what.to_owned(), result, causes });
    }

    pub fn releases(&mut self, before: &Board, after: &Board, fresh: &Fresh) {
        for now in after.releases.iter().filter(|now| !fresh.hides(now.release)) {
            let was = before.release(now.release);
            // its tab of the legacy report was read for the first time: old news
            let told_first =
                |was: &Assessment| was.facts.worksheet.is_none() && now.facts.worksheet.is_some();
            if was.is_some_and(|was| Arc::ptr_eq(was, now) || told_first(was)) {
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

    /// Builds that an active release is, or is made from.
    pub fn builds(&mut self, before: &Board, after: &Board, fresh: &Fresh) {
        for (y, rows) in &after.builds {
            let old = before.builds_of(*y);
            for now in rows {
                let (Role::Promoted(release) | Role::Candidate(release)) = now.role else {
                    continue;
                };
                let was = old.iter().find(|was| was.name == now.name);
                let Some(was) = was.filter(|_| !fresh.hides(release)) else { continue };
                if !Arc::ptr_eq(was, now) {
                    self.build(release, was, now);
                }
            }
        }
    }

    fn build(&mut self, release: Release, was: &BuildRow, now: &BuildRow) {
        let about = || About::Release(release);
        for arch in Arch::ALL {
            let (from, to) = (was.phases[arch.index()], now.phases[arch.index()]);
            if let (Some(from), Some(to)) = (phase(from), phase(to))
                && from != to
            {
                let result = format!("{arch} {}: {from} → {to}", now.name.short());
                self.tell(about(), "payload", result, Vec::new());
            }
            let judged = |row: &'_ BuildRow| {
                let tested = row.tested_on(arch)?;
                Some((tested.results.clone()?, tested.judgement.clone()?))
            };
            let (old, new) = (judged(was), judged(now));
            let facts = changes::of_build(
                old.as_ref().map(|(results, judgement)| (&**results, &**judgement)),
                new.as_ref().map(|(results, judgement)| (&**results, &**judgement)),
            );
            for fact in facts {
                let (job, fact) = match fact.split_once(": ") {
                    Some((job, fact)) if job.starts_with("periodic-") => {
                        (format!("job {}", JobName::shared(job).short()), fact.to_owned())
                    }
                    _ => (format!("results {}", now.name.short()), fact),
                };
                self.tell(about(), &job, fact, Vec::new());
            }
        }
    }

    /// States of advisories.
    pub fn advisories(&mut self, before: &Outside, after: &Outside, fresh: &Fresh) {
        for (release, now) in after.advisories.iter().filter(|(of, _)| !fresh.hides(**of)) {
            let Some(was) = before.advisories.get(release) else { continue };
            if Arc::ptr_eq(was, now) {
                continue;
            }
            for (kind, now) in &now.by_kind {
                let from = was.by_kind.get(kind).map(|was| was.state);
                if let Some(from) = from.filter(|from| *from != now.state) {
                    let result =
                        format!("{} {}: {} → {}", kind, now.id, from.word(), now.state.word());
                    self.tell(About::Release(*release), "advisory", result, Vec::new());
                }
            }
        }
    }

    pub fn bugs(&mut self, before: &Board, after: &Board, fresh: &Fresh) {
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

    pub fn shipments(&mut self, before: &Board, after: &Board, fresh: &Fresh) {
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
            for (step, name) in
                [(Step::StageRelease, "stage-release"), (Step::ProdRelease, "prod-release")]
            {
                let of = |row: &ShipmentRow| Some(shipment::step(row.shipment.as_ref()?, step));
                if let (Some(was), Some(now)) = (of(was), of(now)) {
                    told.push((name, was.word.word().to_owned(), now.word.word().to_owned()));
                }
            }
            for (what, from, to) in told.into_iter().filter(|(_, from, to)| from != to) {
                let from = if from.is_empty() { "–".to_owned() } else { from };
                let result = format!("{number}: {from} → {to}");
                self.tell(About::Release(now.release), what, result, Vec::new());
            }
        }
    }

    pub fn services(&mut self, before: &Feeds, after: &Feeds) {
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

/// The word of a phase that somebody told.
fn phase(phase: ArchPhase) -> Option<&'static str> {
    match phase {
        ArchPhase::Unknown => None,
        ArchPhase::Absent => Some("not there"),
        ArchPhase::Gone => Some("gone"),
        ArchPhase::Known(phase) => Some(phase.word()),
    }
}
