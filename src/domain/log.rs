//! Logs of runs: which there are, how a page of one is asked for, and what it is made of. A log is as long
//! as it likes, so it is never held whole: a [`Window`] keeps the part that is looked at.

mod line;
mod search;
mod window;

pub use line::{Level, Line, leading_time};
pub use search::{Hit, Wanted};
pub use window::{PAGE, Taken, Window};

use std::fmt;

use super::outside::Outside;
use super::source::Service;
use super::stage_runs::RunResult;
use super::trouble::Trouble;

/// The thing whose log it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogOf {
    /// a Prow run, by its page at Deck
    Run {
        /// `https://…/view/gs/BUCKET/logs/JOB/NUMBER`
        url: String,
        /// it was over when it was recorded; Prow keeps the log only then
        is_over: bool,
    },
    /// a job of a pipeline at GitLab
    Job {
        /// path of its project
        project: String,
        /// its number
        id: u64,
        /// its name
        name: String,
    },
    /// a run of the stage pipeline at Jenkins, by its number
    Stage(u32),
}

/// A question about a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogAsk {
    /// whose
    pub of: LogOf,
    /// which part
    pub part: LogPart,
    /// what for: a new question takes the place of the one before with the same purpose
    pub purpose: Purpose,
}

/// A part of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogPart {
    /// from this byte on, so many at most
    From(u64, u64),
    /// the last bytes, so many at most
    Last(u64),
}

/// What a part is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// to be looked at
    View,
    /// to be searched
    Search,
}

/// A part of a log as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogPage {
    /// place of its first byte
    pub from: u64,
    /// its bytes: nothing is cleaned, because a page may begin and end in the middle of a letter
    pub bytes: Vec<u8>,
    /// length of the whole log so far, where the service tells it
    pub whole: Option<u64>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogAnswer {
    /// to what
    pub ask: LogAsk,
    /// the page, or why there is none
    pub page: Result<LogPage, LogFault>,
}

/// Why there is no page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// the service is not asked; what to do so that it is
    #[error("not connected: {0}")]
    NotConnected(String),
    /// it was asked
    #[error(transparent)]
    Trouble(Trouble),
}

impl LogPage {
    /// Place behind its last byte: where the next page begins.
    pub fn to(&self) -> u64 {
        self.from + self.bytes.len() as u64
    }
}

impl LogOf {
    /// Who has it.
    pub fn service(&self) -> Service {
        match self {
            LogOf::Run { .. } => Service::Prow,
            LogOf::Job { .. } => Service::Gitlab,
            LogOf::Stage(_) => Service::Jenkins,
        }
    }

    /// Whether what writes it is over, by what is known now; `None`: not known.
    pub fn is_over(&self, outside: &Outside) -> Option<bool> {
        match self {
            LogOf::Run { is_over, .. } => Some(*is_over),
            LogOf::Job { id, .. } => {
                let jobs = outside.shipments.values().flat_map(|shipment| shipment.jobs());
                let mut own = jobs.filter(|job| job.id == *id);
                own.next().map(|job| job.finished.is_some() && !job.status.is_lively())
            }
            LogOf::Stage(number) => {
                let runs = &outside.stage_runs.as_ref()?.runs;
                let run = runs.iter().find(|run| run.number == *number)?;
                Some(run.result != RunResult::Running)
            }
        }
    }
}

impl fmt::Display for LogOf {
    /// `prow JOB/NUMBER`, `gitlab stage-job 4711`, `jenkins run 812`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let service = self.service().name();
        match self {
            LogOf::Run { url, .. } => {
                let mut end = url.trim_end_matches('/').rsplit('/');
                let (number, job) = (end.next().unwrap_or_default(), end.next());
                write!(f, "{service} {}/{number}", job.unwrap_or_default())
            }
            LogOf::Job { id, name, .. } => write!(f, "{service} {name} {id}"),
            LogOf::Stage(number) => write!(f, "{service} stage pipeline {number}"),
        }
    }
}
