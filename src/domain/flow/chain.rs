//! The chain behind *promoted acceptable*: result file → runs → aggregated → accepted
//! (reference/workflow.md §4.8).

use crate::domain::acceptance::{BuildState, Judgement};
use crate::domain::results::Results;

/// How far the results of a build are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Link {
    /// the branch of result files was never read
    NotRead,
    /// no result file
    NoFile,
    /// runs are open; none of them: a job has no run yet, or is not registered any more
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
                format!("jobs {passed}/{required} passed, not every job can be judged")
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

/// Runs that were started and did not end.
fn open_runs(results: &Results) -> u32 {
    let open = results.runs().filter(|run| run.id.is_some() && !run.is_completed()).count();
    u32::try_from(open).unwrap_or(u32::MAX)
}
