//! The chain behind *promoted acceptable*: result file → runs → aggregated → accepted
//! (reference/workflow.md §4.8).

use crate::domain::acceptance::{BuildState, Judgement};
use crate::domain::results::Results;
use crate::domain::time::Timestamp;

/// How far the results of a build are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// the branch of result files was never read
    NotRead,
    /// no result file
    NoFile,
    /// runs or retries are open
    Running { passed: u32, required: u32, open: u32 },
    /// every job ended, the aggregator did not come by yet
    NotAggregated { passed: u32, required: u32 },
    /// recorded as accepted
    Accepted { passed: u32, required: u32 },
    /// a person promoted it over the recorded verdict
    ByHand { passed: u32, required: u32 },
    /// recorded as not accepted: a person has to judge
    Rejected { passed: u32, required: u32 },
}

impl Link {
    /// Looks at the results of a build.
    pub(crate) fn of(results: Option<(&Results, &Judgement)>, record_read: bool) -> Link {
        let Some((results, judgement)) = results else {
            return if record_read { Link::NoFile } else { Link::NotRead };
        };
        let (passed, required) = (judgement.required_passed, judgement.required);
        match judgement.state {
            BuildState::Accepted => Link::Accepted { passed, required },
            BuildState::Promoted => Link::ByHand { passed, required },
            BuildState::Rejected => Link::Rejected { passed, required },
            BuildState::Open | BuildState::Reopened => match open_runs(results) {
                0 if judgement.all_completed => Link::NotAggregated { passed, required },
                open => Link::Running { passed, required, open },
            },
        }
    }

    /// There is a verdict, whichever.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self, Link::Accepted { .. } | Link::ByHand { .. } | Link::Rejected { .. })
    }

    /// The link that is missing, or the verdict, in words.
    pub(crate) fn words(&self) -> String {
        match self {
            Link::NotRead => "the record branch was not read".to_owned(),
            Link::NoFile => "waits for the result file".to_owned(),
            Link::Running { passed, required, open: 0 } => {
                format!("jobs {passed}/{required} passed, retries are due")
            }
            Link::Running { passed, required, open } => {
                format!("jobs {passed}/{required} passed, {open} running")
            }
            Link::NotAggregated { passed, required } => {
                format!("jobs {passed}/{required} passed, waits for the aggregation")
            }
            Link::Accepted { passed, required } => {
                format!("record file: accepted, jobs {passed}/{required}")
            }
            Link::ByHand { passed, required } => {
                format!("promoted by hand, jobs {passed}/{required}")
            }
            Link::Rejected { passed, required } => {
                format!("record file: not accepted, jobs {passed}/{required}, has to be judged")
            }
        }
    }

    /// Two words for the NOW column.
    pub(crate) fn short(&self) -> &'static str {
        match self {
            Link::NotRead => "record not read",
            Link::NoFile => "result file",
            Link::Running { .. } => "test jobs",
            Link::NotAggregated { .. } => "aggregation",
            Link::Accepted { .. } | Link::ByHand { .. } => "accepted",
            Link::Rejected { .. } => "your judgement",
        }
    }

    /// Who can bring it on.
    pub(crate) fn on_whom(&self) -> &'static str {
        match self {
            Link::NotRead | Link::Accepted { .. } | Link::ByHand { .. } => "",
            Link::NoFile | Link::Running { .. } => "QE job controller",
            Link::NotAggregated { .. } => "aggregator",
            Link::Rejected { .. } => "you",
        }
    }
}

fn open_runs(results: &Results) -> u32 {
    let runs = results.jobs.iter().flat_map(|job| std::iter::once(&job.first).chain(&job.retries));
    let open = runs.filter(|run| run.id.is_some() && !run.is_completed()).count();
    u32::try_from(open).unwrap_or(u32::MAX)
}

/// When the first job of a build was started: for a promoted build, the promotion came before it.
pub(crate) fn first_started(results: &Results) -> Option<Timestamp> {
    results.jobs.iter().filter_map(|job| job.first.started).min()
}

/// When the last run of a build ended.
pub(crate) fn last_ended(results: &Results) -> Option<Timestamp> {
    let runs = results.jobs.iter().flat_map(|job| std::iter::once(&job.first).chain(&job.retries));
    runs.filter_map(|run| run.completed).max()
}
