//! The verdict of a job: best of three, as the aggregator decides it (reference/test-results.md §3, §9).

use serde::{Deserialize, Serialize};

use super::registry::RegisteredJob;
use super::results::{JobRecord, Run, RunState};

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// first run or enough retries succeeded
    Passed,
    /// complete, first run failed (or its retries), and not enough successes
    Failed,
    /// a run is open, or retries are due
    Pending,
    /// complete and neither: the first run ended in Prow `error` (or in no state that says how), which is
    /// not retried. Rejects the build like a failure; raises attention, because nobody else will notice it.
    Error,
}

impl Verdict {
    /// The word in changes and plain output (ux.md §9).
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Passed => "pass",
            Verdict::Failed => "FAIL",
            Verdict::Pending => "pending",
            Verdict::Error => "ERROR",
        }
    }

    /// The word in JSON, in filters and in sentences.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Pending => "pending",
            Verdict::Error => "error",
        }
    }
}

/// A job with its verdict and the figures behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// the verdict
    pub verdict: Verdict,
    /// successes among the retries
    pub retry_successes: u8,
    /// successes among the retries that are needed: `floor(n/2) + 1` of the runs that exist, or of the
    /// retries that are due while there are none; 0 when no retry is involved
    pub retries_needed: u8,
    /// the verdict can no longer change though runs are open (row 10: `[✗, …]` is already lost)
    pub decided_early: bool,
    /// retries are due and none was started, or fewer than registered (rows 11–13)
    pub retries_missing: u8,
    /// a run ended in Prow `error`
    pub has_error: bool,
    /// registry says optional: shown, never counted
    pub optional: bool,
    /// not in today's registry
    pub unregistered: bool,
}

impl Judged {
    /// A Prow error decides it, or stands in the way of its retries: nobody but a person will notice.
    pub fn is_held_by_error(&self) -> bool {
        self.verdict == Verdict::Error || (self.has_error && self.verdict != Verdict::Passed)
    }
}

impl Run {
    /// Ended well.
    pub fn is_success(&self) -> bool {
        self.state == Some(RunState::Success)
    }

    /// `failure` or `aborted`, not `error` (§2).
    pub fn is_failed(&self) -> bool {
        matches!(self.state, Some(RunState::Failure | RunState::Aborted))
    }

    /// Prow could not run it: not failed, not retried (§10 pitfall 1).
    pub fn is_error(&self) -> bool {
        self.state == Some(RunState::Error)
    }

    /// Neither over nor won: what comes of it is open.
    fn is_undecided(&self) -> bool {
        !self.is_completed() && !self.is_success()
    }
}

impl JobRecord {
    /// First run and all retries are completed (§3).
    pub fn is_completed(&self) -> bool {
        self.runs().all(Run::is_completed)
    }
}

/// Successes that `n` retries need, `floor(n/2) + 1`: with the failed first run, the majority of an odd
/// number of runs (§3).
fn threshold(n: usize) -> usize {
    n / 2 + 1
}

/// How many retries are to be started now: those of the registry when the first run failed and there is
/// none yet. Lost ones are not topped up (§9 rows 3–6, 11, 13).
pub fn retries_due(job: &JobRecord, registered: Option<&RegisteredJob>) -> u8 {
    match registered {
        Some(entry) if !entry.optional && job.first.is_failed() && job.retries.is_empty() => {
            entry.retries
        }
        _ => 0,
    }
}

/// Judges one job. `registered` is its entry in today's registry, `None` when it has none.
///
/// While retries are due the job is pending: whether they can still be started is a question of the
/// build ([`super::acceptance::judge_build`]).
pub fn judge(job: &JobRecord, registered: Option<&RegisteredJob>) -> Judged {
    let due = retries_due(job, registered);
    let started = job.retries.len();
    let needed = match started {
        0 if due == 0 => 0,
        0 => threshold(due.into()),
        n => threshold(n),
    };
    let successes = job.retries.iter().filter(|run| run.is_success()).count();
    let undecided = job.retries.iter().filter(|run| run.is_undecided()).count();
    let completed = job.is_completed();
    let won = started > 0 && successes >= needed;
    let lost = started > 0 && successes + undecided < needed;

    let retries_completed = job.retries.iter().all(Run::is_completed);
    let verdict = if job.first.is_success() || (won && retries_completed) {
        Verdict::Passed
    } else if !completed || due > 0 {
        Verdict::Pending
    } else if job.first.is_failed() {
        Verdict::Failed
    } else {
        Verdict::Error
    };
    let gates = registered.filter(|entry| !entry.optional && job.first.is_failed());
    let retries_missing = gates.map_or(0, |entry| entry.retries.saturating_sub(count(started)));
    Judged {
        verdict,
        retry_successes: count(successes),
        retries_needed: count(needed),
        decided_early: !completed
            && (job.first.is_success() || won || (lost && !job.first.is_undecided())),
        retries_missing,
        has_error: job.runs().any(Run::is_error),
        optional: registered.is_some_and(|entry| entry.optional),
        unregistered: registered.is_none(),
    }
}

/// A number of runs; a file can hold no more than 64 of a job.
fn count(runs: usize) -> u8 {
    u8::try_from(runs).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::results::JobName;
    use crate::domain::time::Timestamp;

    /// A run as it is written in a table: the state's word, `+` when it is completed.
    fn run(text: &str) -> Run {
        let word = text.trim_end_matches('+');
        Run {
            completed: text.ends_with('+').then_some(Timestamp::UNIX_EPOCH),
            state: RunState::KNOWN.into_iter().find(|state| state.word() == word),
            ..Run::default()
        }
    }

    /// Shapes beyond the 36 rows (`acceptance/cases.rs`): hand edits, contradicting runs, early ends.
    #[test]
    fn contradicting_and_half_done_runs_are_judged_as_the_aggregator_would() {
        use Verdict::{Error, Failed, Passed, Pending};
        let cases: [(&str, &[&str], u8, Verdict, bool); 13] = [
            // The state decides success, the end time decides completion.
            ("success", &[], 2, Passed, true),
            ("pending+", &[], 2, Error, false),
            ("+", &[], 2, Error, false),
            ("", &[], 2, Pending, false),
            ("failure", &[], 2, Pending, false),
            // A first run that passed needs no retry, whatever became of one.
            ("success+", &["failure+", "pending"], 2, Passed, true),
            // Retries that were started by hand after an error do count.
            ("error+", &["success+", "success+"], 2, Passed, false),
            ("error+", &["success+", "failure+"], 2, Error, false),
            ("error+", &["failure+", "pending"], 2, Pending, true),
            // Certain, but the original waits for the last run.
            ("failure+", &["success+", "success+", "success+", "pending"], 4, Pending, true),
            ("failure+", &["failure+", "failure+", "pending", "pending"], 4, Pending, true),
            ("failure+", &["success+", "failure+", "pending", "pending"], 4, Pending, false),
            ("aborted+", &["aborted+", "success+"], 2, Failed, false),
        ];
        let name = JobName::shared("periodic-ci-job");
        for (first, retries, registered, verdict, early) in cases {
            let entry = RegisteredJob {
                name: name.clone(),
                upgrade: false,
                optional: false,
                disabled: false,
                retries: registered,
            };
            let retries_read = retries.iter().copied().map(run).collect();
            let job = JobRecord { name: name.clone(), first: run(first), retries: retries_read };
            let judged = judge(&job, Some(&entry));
            let found = (judged.verdict, judged.decided_early);
            assert_eq!(found, (verdict, early), "{first:?}, then {retries:?}");
        }
    }

    #[test]
    fn the_threshold_is_the_majority_of_the_table() {
        assert_eq!([1, 2, 3, 4, 5, 6].map(threshold), [1, 2, 2, 3, 3, 4]);
    }
}
