//! What an advisory's state, pushes and grade mean (reference/worksheet-and-advisory.md B3, B4, B8, B9).

use super::{Advisories, Advisory, AdvisoryState, Push};

/// The kind that another team ships: QE neither moves nor pushes it.
const NOT_OURS: &str = "microshift";
/// The kind without containers, so without a grade.
const WITHOUT_CONTAINERS: &str = "rpm";

impl AdvisoryState {
    /// All states that are known.
    pub const ALL: [AdvisoryState; 7] = [
        AdvisoryState::NewFiles,
        AdvisoryState::Qe,
        AdvisoryState::RelPrep,
        AdvisoryState::PushReady,
        AdvisoryState::InPush,
        AdvisoryState::ShippedLive,
        AdvisoryState::DroppedNoShip,
    ];

    /// Errata's word; `?` for one we do not know.
    pub fn word(self) -> &'static str {
        match self {
            AdvisoryState::NewFiles => "NEW_FILES",
            AdvisoryState::Qe => "QE",
            AdvisoryState::RelPrep => "REL_PREP",
            AdvisoryState::PushReady => "PUSH_READY",
            AdvisoryState::InPush => "IN_PUSH",
            AdvisoryState::ShippedLive => "SHIPPED_LIVE",
            AdvisoryState::DroppedNoShip => "DROPPED_NO_SHIP",
            AdvisoryState::Unknown => "?",
        }
    }

    /// From Errata's word; one we do not know is never taken for a good one.
    pub fn from_word(word: &str) -> AdvisoryState {
        let known = AdvisoryState::ALL.into_iter().find(|state| state.word() == word);
        known.unwrap_or(AdvisoryState::Unknown)
    }

    /// QE has let it go: what the release team counts as ready or shipped.
    pub fn is_ready(self) -> bool {
        use AdvisoryState::{InPush, PushReady, RelPrep, ShippedLive};
        matches!(self, RelPrep | PushReady | InPush | ShippedLive)
    }

    /// Pushes to stage, alerts and grades of it can still change what somebody does.
    pub fn is_in_work(self) -> bool {
        matches!(self, AdvisoryState::NewFiles | AdvisoryState::Qe | AdvisoryState::RelPrep)
    }
}

impl Advisory {
    /// QE handles it: all but those of another team and those that will not ship.
    pub fn is_handled(&self, kind: &str) -> bool {
        kind != NOT_OURS && self.state != AdvisoryState::DroppedNoShip
    }

    /// Only a security advisory has alerts, and needs product security.
    pub fn is_security(&self) -> bool {
        self.kind == "rhsa"
    }

    /// How far its push to stage is; `None`: not looked into.
    pub fn push(&self) -> Option<PushProgress> {
        self.pushes.as_deref().map(PushProgress::of)
    }

    /// Its containers are fresh: grade A or B. `None`: not known.
    pub fn is_healthy(&self) -> Option<bool> {
        self.grade.map(|grade| matches!(grade, 'A' | 'B'))
    }
}

/// An advisory of this kind carries containers, which have a grade.
pub fn has_containers(kind: &str) -> bool {
    kind != WITHOUT_CONTAINERS
}

/// How far the pushes of an advisory to stage are (B8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PushProgress {
    /// no job yet
    NotBegun,
    /// some are not through, none failed
    Running,
    /// the newest job of these targets failed
    Failed(Vec<String>),
    /// the newest job of every target is through
    Done,
}

impl PushProgress {
    /// From the newest job of every target.
    fn of(pushes: &[Push]) -> PushProgress {
        let is = |push: &Push, status: &str| push.status.eq_ignore_ascii_case(status);
        let failed = pushes.iter().filter(|push| is(push, "FAILED"));
        let failed: Vec<String> = failed.map(|push| push.target.clone()).collect();
        if pushes.is_empty() {
            PushProgress::NotBegun
        } else if !failed.is_empty() {
            PushProgress::Failed(failed)
        } else if pushes.iter().all(|push| is(push, "COMPLETE")) {
            PushProgress::Done
        } else {
            PushProgress::Running
        }
    }
}

/// The newest job of every target: the one with the highest number (B8), by target.
pub fn newest(jobs: impl IntoIterator<Item = Push>) -> Vec<Push> {
    let mut newest = std::collections::BTreeMap::<String, Push>::new();
    for job in jobs {
        let known = newest.get(&job.target);
        if known.is_none_or(|known| known.id < job.id) {
            newest.insert(job.target.clone(), job);
        }
    }
    newest.into_values().collect()
}

/// Whether everything that QE handles is on stage; `None`: an advisory could not be looked into, or
/// there is none. What is ready has been there.
pub fn pushed(advisories: &Advisories) -> Option<bool> {
    let handled = advisories.by_kind.iter().filter(|(kind, one)| one.is_handled(kind));
    every(advisories, handled, |one| match one.state {
        state if state.is_ready() => Some(true),
        _ => one.push().map(|progress| progress == PushProgress::Done),
    })
}

/// The advisories' half of «shipped» (reference/workflow.md §4.14): each of them, those of another team
/// included, is ready or beyond. One that was dropped has nothing to ship. `None`: not known.
pub fn all_shipped(advisories: &Advisories) -> Option<bool> {
    let kept = advisories.by_kind.iter();
    let kept = kept.filter(|(_, one)| one.state != AdvisoryState::DroppedNoShip);
    every(advisories, kept, |one| {
        (one.state != AdvisoryState::Unknown).then(|| one.state.is_ready())
    })
}

/// Of all: one «no» is a no, else one «not known» (an unread advisory, too) is not known.
fn every<'a>(
    advisories: &Advisories,
    all: impl Iterator<Item = (&'a String, &'a Advisory)>,
    holds: impl Fn(&Advisory) -> Option<bool>,
) -> Option<bool> {
    let answers: Vec<Option<bool>> = all.map(|(_, one)| holds(one)).collect();
    if answers.contains(&Some(false)) {
        return Some(false);
    }
    let known = advisories.is_whole() && !answers.is_empty() && !answers.contains(&None);
    known.then_some(true)
}

impl Advisories {
    /// Every advisory of the release could be read.
    pub fn is_whole(&self) -> bool {
        self.unread.is_empty()
    }
}
