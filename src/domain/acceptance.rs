//! The acceptance of a build, and whether its plan was complete (reference/test-results.md §3, §4, §9).

use serde::{Deserialize, Serialize};

use super::registry::{RegisteredJob, Registry};
use super::results::{JobRecord, Results};
use super::verdict::{Judged, Verdict, judge};

/// A build's results with everything that follows from them. Made once per change of the file or the
/// registry, not per frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// verdicts, in the order of `Results::jobs`
    pub jobs: Vec<Judged>,
    /// required jobs that passed
    pub required_passed: u32,
    /// required jobs
    pub required: u32,
    /// recomputed: every job is complete
    pub all_completed: bool,
    /// recomputed: required > 0 and every required job passed. Equal to the recorded verdict of every
    /// aggregated file (conformance test)
    pub accepted: bool,
    /// how the build stands
    pub state: BuildState,
    /// plan against what is there
    pub completeness: Completeness,
}

/// The five states a viewer needs (§10 pitfall 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuildState {
    /// no verdict yet
    Open,
    /// recorded: aggregated and accepted
    Accepted,
    /// recorded: aggregated and not accepted
    Rejected,
    /// a person promoted it; `accepted` keeps its computed value
    Promoted,
    /// a verdict was there and the file was opened again (`aggregated: false` beside an `accepted`)
    Reopened,
}

impl BuildState {
    /// The word in plain output and in changes.
    pub fn word(self) -> &'static str {
        match self {
            BuildState::Open => "open",
            BuildState::Accepted => "accepted",
            BuildState::Rejected => "rejected",
            BuildState::Promoted => "promoted",
            BuildState::Reopened => "reopened",
        }
    }
}

/// Whether every enabled job of the registry is in the file. Never changes `accepted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Completeness {
    /// every enabled job is there
    Complete {
        /// jobs of the plan
        expected: u32,
    },
    /// a true subset: n of m
    Incomplete {
        /// jobs of the plan in the file
        present: u32,
        /// jobs of the plan
        expected: u32,
    },
    /// the plan of then is not known: the file holds jobs that today's registry does not list, or no
    /// registry of the y-stream is known
    NotKnown,
}

/// Judges a build. `registry` is today's, of the build's y-stream and architecture.
///
/// Which registry (§3): for a finished file a job that today's registry does not list counts as required
/// and not optional. For an open file it is skipped in the counters (row 22), so the file cannot be
/// "all completed".
pub fn judge_build(results: &Results, registry: Option<&Registry>) -> Judgement {
    let stream = results.build.name.stream();
    let finished = results.is_finished();
    let mut jobs: Vec<Judged> = results
        .jobs
        .iter()
        .map(|job| judge(job, registry.and_then(|registry| registry.job(stream, &job.name))))
        .collect();

    let counts = |judged: &Judged| finished || !judged.unregistered;
    let complete = |(job, judged)| counts(judged) && JobRecord::is_completed(job);
    let all_completed = !jobs.is_empty() && results.jobs.iter().zip(&jobs).all(complete);
    if finished || all_completed {
        give_up_on_lost_retries(results, &mut jobs);
    }

    let gating = || jobs.iter().filter(|judged| counts(judged) && !judged.optional);
    let required = count(gating());
    let required_passed = count(gating().filter(|judged| judged.verdict == Verdict::Passed));
    Judgement {
        required_passed,
        required,
        all_completed,
        accepted: required > 0 && required_passed == required,
        state: state(results),
        completeness: completeness(results, registry),
        jobs,
    }
}

/// Retries that are due are tried again on every look at the file, but not after the last one: then the
/// failed first run is all there is (row 13).
fn give_up_on_lost_retries(results: &Results, jobs: &mut [Judged]) {
    for (job, judged) in results.jobs.iter().zip(jobs) {
        if judged.verdict == Verdict::Pending && job.is_completed() {
            judged.verdict = Verdict::Failed;
        }
    }
}

/// The state, from what is recorded alone.
fn state(results: &Results) -> BuildState {
    match (results.aggregated, results.accepted) {
        _ if results.manual_promotion => BuildState::Promoted,
        (Some(true), Some(true)) => BuildState::Accepted,
        (Some(true), Some(false)) => BuildState::Rejected,
        (_, None) => BuildState::Open,
        (_, Some(_)) => BuildState::Reopened,
    }
}

/// The enabled jobs of the registry against the jobs of the file (§3 «Completeness»).
fn completeness(results: &Results, registry: Option<&Registry>) -> Completeness {
    let Some(registry) = registry else { return Completeness::NotKnown };
    let stream = results.build.name.stream();
    if results.jobs.iter().any(|job| registry.job(stream, &job.name).is_none()) {
        return Completeness::NotKnown;
    }
    let plan = || registry.jobs(stream).iter().filter(|planned| !planned.disabled);
    let is_there =
        |planned: &&RegisteredJob| results.jobs.iter().any(|job| job.name == planned.name);
    let expected = count(plan());
    match count(plan().filter(is_there)) {
        present if present == expected => Completeness::Complete { expected },
        present => Completeness::Incomplete { present, expected },
    }
}

fn count<T>(things: impl Iterator<Item = T>) -> u32 {
    things.count().try_into().unwrap_or(u32::MAX)
}

impl Judgement {
    /// The payload may carry the QE mark: accepted by the rule, also while an optional job runs, or
    /// promoted by hand (§3 step 5, rows 18, 22, 29, 30).
    pub fn earns_label(&self) -> bool {
        self.accepted || self.state == BuildState::Promoted
    }

    /// Somebody is to be told that the build was rejected. The original tells of nightlies only (row 33);
    /// a rejected stable build is a rejected build like any other. A file that was opened again has no
    /// verdict to tell of.
    pub fn wants_notice(&self) -> bool {
        self.state == BuildState::Rejected
    }
}

#[cfg(test)]
mod cases;
