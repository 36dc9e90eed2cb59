//! Prow runs of a release's builds: where each stands, what failed in it
//! (reference/release-stream-api.md §2–4). The record files learn of a run's end when the aggregator comes
//! by; Prow and its storage know it at once.

mod artifacts;
mod elsewhere;
mod junit;
mod names;
mod report;
mod sight;
mod summary;
mod told;

pub use artifacts::{Artifacts, Object};
pub use elsewhere::{Failure, elsewhere};
pub use junit::Junit;
pub use names::short_test;
pub use report::{FailedTest, ReportKind, TestReport, Tests};
pub use sight::{Sight, Teller};
pub use summary::read_summary;
pub use told::{Told, told};

use std::collections::BTreeMap;
use std::sync::Arc as Shared;

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::builds::BuildName;
use super::results::{JobName, Run, RunState};
use super::time::{SignedDuration, Timestamp};

/// What Prow and its storage say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {
    /// by [`key`]
    pub known: BTreeMap<String, Shared<Evidence>>,
    /// runs that were not looked at yet
    pub waiting: u32,
    /// what could not be read, one sentence each
    pub gaps: Vec<String>,
}

/// What is known of one run beside the record file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// whose run it is
    pub of: RunOf,
    /// how it stands
    pub sight: Sight,
    /// what its tests say
    pub tests: Tests,
    /// when that was looked up, program's time
    pub looked: Timestamp,
}

/// Where a run belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunOf {
    /// what was tested
    pub build: BuildName,
    /// on which architecture
    pub arch: Arch,
    /// by which job
    pub job: JobName,
}

/// After this long an open run, or one without an answer that holds, is looked at again.
const OPEN_HOLDS: SignedDuration = SignedDuration::from_secs(50);
const UNREAD_HOLDS: SignedDuration = SignedDuration::from_mins(10);
/// Artifacts are put away for a while after a run has ended; with none after that, there are none.
const ARTIFACTS_COME: SignedDuration = SignedDuration::from_mins(60);

/// What names a run: its ProwJob, else its page. `None` right after it was triggered.
pub fn key(run: &Run) -> Option<&str> {
    run.id.as_deref().or(run.url.as_deref())
}

impl Runs {
    /// What is known of a run of a job on a build.
    pub fn of(&self, build: &BuildName, job: &JobName, run: &Run) -> Option<&Shared<Evidence>> {
        let known = self.known.get(key(run)?)?;
        (known.of.job == *job && known.of.build == *build).then_some(known)
    }

    /// Some run that is known is not over.
    pub fn is_lively(&self) -> bool {
        self.known.values().any(|run| run.sight.is_under_way())
    }
}

impl Evidence {
    /// Whether it is time to look at the run again. What a run that is over left behind never changes.
    pub fn is_due(&self, now: Timestamp) -> bool {
        let holds = match (&self.tests, self.sight.state) {
            (Tests::Report(_), Some(state)) if state.is_over() => return false,
            (Tests::None, Some(state)) if state.is_over() => {
                let ended = self.sight.completed.unwrap_or(self.looked);
                if self.looked.duration_since(ended) > ARTIFACTS_COME {
                    return false;
                }
                UNREAD_HOLDS
            }
            _ if self.sight.is_under_way() => OPEN_HOLDS,
            _ => UNREAD_HOLDS,
        };
        now.duration_since(self.looked) >= holds
    }
}

impl RunState {
    /// It will not change any more.
    pub fn is_over(self) -> bool {
        matches!(self, RunState::Success | RunState::Failure | RunState::Aborted | RunState::Error)
    }
}
