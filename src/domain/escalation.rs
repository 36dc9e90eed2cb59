//! How the reminders of a bug in ON_QA climb: QA contact, team lead, manager, label. Pure: the transition,
//! the notices, a moment and a zone go in, the ladder comes out (design/ux.md §3,
//! reference/jira-and-notificator.md §8).

#[cfg(test)]
mod cases;
mod climb;
mod hours;
#[cfg(test)]
mod hours_cases;

pub use climb::{Case, Directory, ladder};
pub use hours::{Zone, due, is_over, paused_until, weekday_time};

use serde::{Deserialize, Serialize};

use super::bugs::Addressee;
use super::time::{SignedDuration, Timestamp};

/// The label of a bug that nobody verified after the last rung.
pub const PENDING: &str = "ert:pending-onqa-over-96hrs";

/// The rungs, in the order in which they are climbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// the QA contact is told
    Qa,
    /// the team lead is told; while leads are unknown, the QA contact again
    Lead,
    /// the QA contact's manager is told
    Mgr,
    /// the bug gets the label [`PENDING`]
    Label,
}

/// The ladder of one bug.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "almost every bug has a timer")]
pub enum Ladder {
    /// a timer runs
    Timed(Climb),
    /// every linked pull request was verified before its merge: no timer
    PreMerge,
    /// Jira's history has no move to ON_QA: a timer there is, but nobody can say where it stands
    Unknown,
}

/// A ladder with a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Climb {
    /// the newest move to ON_QA
    pub since: Timestamp,
    /// weekday time since then
    pub spent: SignedDuration,
    /// QA, lead, manager, label
    pub steps: [Step; 4],
    /// the rung that counts or is late; `None`: the label is set, nothing follows
    pub current: Option<Current>,
    /// the label is on the bug without the rungs before it: left over from an earlier period
    pub stale_label: bool,
}

/// One rung and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// which
    pub rung: Rung,
    /// how it stands
    pub state: StepState,
    /// who was told, or who will be; empty: nobody (label), or nobody is known
    pub who: Vec<String>,
}

/// How a rung stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StepState {
    /// its notice was sent
    Sent {
        /// when
        at: Timestamp,
    },
    /// a notice to somebody else stands in for it: the one it addresses is missing
    Met {
        /// when that notice was sent
        at: Timestamp,
        /// whom it addresses
        by: Addressee,
        /// it was sent for an earlier rung and its addressee is not told twice: this rung counts from
        /// the moment when it was due
        again: bool,
    },
    /// the time runs
    Counting {
        /// when the notifier will act
        due: Timestamp,
    },
    /// due, and what should have happened did not: the notifier is late or failed
    Late {
        /// since when
        due: Timestamp,
    },
    /// its turn has not come
    Later,
    /// the label is on the bug
    Set,
}

/// The rung whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Current {
    /// which
    pub rung: Rung,
    /// since when it counts
    pub from: Timestamp,
    /// when it falls due
    pub due: Timestamp,
    /// weekday time of the rung that is over; more than [`Current::whole`] once it is late
    pub gone: SignedDuration,
    /// weekday time from its start to its end: 24 h, and up to one more when it starts on a weekend
    pub whole: SignedDuration,
    /// weekday time until it is due; negative: late by that
    pub left: SignedDuration,
    /// past due
    pub late: bool,
    /// a weekend stops the time; when it goes on
    pub paused: Option<Timestamp>,
}

impl Rung {
    /// All, in order.
    pub const ALL: [Rung; 4] = [Rung::Qa, Rung::Lead, Rung::Mgr, Rung::Label];

    /// The word of the columns.
    pub fn word(self) -> &'static str {
        match self {
            Rung::Qa => "QA",
            Rung::Lead => "LEAD",
            Rung::Mgr => "MGR",
            Rung::Label => "96h",
        }
    }

    /// What happens there, in words.
    pub fn words(self) -> &'static str {
        match self {
            Rung::Qa => "QA contact notice",
            Rung::Lead => "team lead notice",
            Rung::Mgr => "manager notice",
            Rung::Label => "pending label",
        }
    }

    /// Its place on the ladder, from the bottom.
    pub fn index(self) -> usize {
        self as usize
    }
}

impl StepState {
    /// Done: the next one counts.
    pub fn is_done(self) -> bool {
        matches!(self, StepState::Sent { .. } | StepState::Met { .. } | StepState::Set)
    }
}

impl Ladder {
    /// The timer, where one runs.
    pub fn climb(&self) -> Option<&Climb> {
        match self {
            Ladder::Timed(climb) => Some(climb),
            _ => None,
        }
    }

    /// The rung whose turn it is.
    pub fn current(&self) -> Option<&Current> {
        self.climb()?.current.as_ref()
    }
}

impl Climb {
    /// The highest rung that is done.
    pub fn reached(&self) -> Option<Rung> {
        self.steps.iter().rev().find(|step| step.state.is_done()).map(|step| step.rung)
    }

    /// One rung.
    pub fn step(&self, rung: Rung) -> &Step {
        &self.steps[rung.index()]
    }

    /// Somebody who should have been told was missing: a notice to another stands in.
    pub fn fell_back(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.state, StepState::Met { .. }))
    }
}

impl Current {
    /// How far the rung is, 0 to 1.
    pub fn progress(&self) -> f64 {
        let whole = self.whole.as_secs_f64();
        if whole <= 0.0 { 1.0 } else { (self.gone.as_secs_f64() / whole).clamp(0.0, 1.0) }
    }
}
