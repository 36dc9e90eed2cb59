//! How long things usually take, from what the sources hold: finished runs and past StateBoxes. Never
//! from a table in the code, never from fewer than five.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::results::{JobName, Results};
use super::statebox::{RecordedStatus, StateBox, TaskRecord};
use super::tasks::TaskName;
use super::time::SignedDuration;

/// The usual range of a length of time: p10 to p90, and the median.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typical {
    /// tenth percentile
    pub p10: SignedDuration,
    /// median
    pub p50: SignedDuration,
    /// ninetieth percentile; beyond it a task takes "longer than usual"
    pub p90: SignedDuration,
    /// how many it was computed from, at least [`Typical::AT_LEAST`]
    pub n: u32,
}

impl Typical {
    /// Fewer past cases say nothing.
    pub const AT_LEAST: usize = 5;

    /// The range of some lengths, by nearest rank; `None` below [`Typical::AT_LEAST`]. Sorts them.
    pub fn of(lengths: &mut [SignedDuration]) -> Option<Typical> {
        let n = lengths.len();
        if n < Typical::AT_LEAST {
            return None;
        }
        lengths.sort_unstable();
        let at = |percent: usize| lengths.get((n * percent).div_ceil(100).max(1) - 1).copied();
        Some(Typical {
            p10: at(10)?,
            p50: at(50)?,
            p90: at(90)?,
            n: n.try_into().unwrap_or(u32::MAX),
        })
    }
}

/// Usual lengths per task and per job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Durations {
    /// by task: from trustworthy start and end of finished tasks, zero lengths left out
    pub tasks: BTreeMap<TaskName, Typical>,
    /// by full job name: creation to end of finished runs that succeeded
    pub jobs: BTreeMap<JobName, Typical>,
}

impl Durations {
    /// Computes both from everything that is known.
    pub fn from_history<'a>(
        stateboxes: impl Iterator<Item = &'a StateBox>,
        results: impl Iterator<Item = &'a Results>,
    ) -> Durations {
        let mut tasks = Lengths::default();
        for task in stateboxes.flat_map(|statebox| &statebox.tasks) {
            tasks.add(task.name, took(task));
        }
        let mut jobs = Lengths::default();
        for job in results.flat_map(|results| &results.jobs) {
            for run in job.runs() {
                jobs.add(&job.name, run.is_success().then(|| run.took()).flatten());
            }
        }
        let jobs = jobs.typical().map(|(name, typical)| (name.clone(), typical)).collect();
        Durations { tasks: tasks.typical().collect(), jobs }
    }
}

/// How long a task that passed took, where both of its times can be believed.
fn took(task: &TaskRecord) -> Option<SignedDuration> {
    let (start, end) = (task.started_at?.certain()?, task.completed_at?.certain()?);
    (task.status == RecordedStatus::Pass).then(|| end.duration_since(start))
}

/// Past lengths by what took so long.
struct Lengths<K>(HashMap<K, Vec<SignedDuration>>);

impl<K> Default for Lengths<K> {
    fn default() -> Lengths<K> {
        Lengths(HashMap::new())
    }
}

impl<K: Eq + Hash> Lengths<K> {
    /// One more case; no length, zero or less says nothing.
    fn add(&mut self, what: K, length: Option<SignedDuration>) {
        if let Some(length) = length.filter(SignedDuration::is_positive) {
            self.0.entry(what).or_default().push(length);
        }
    }

    /// The usual ranges, of everything with enough cases.
    fn typical(self) -> impl Iterator<Item = (K, Typical)> {
        let range = |(what, mut lengths): (K, Vec<_>)| Some((what, Typical::of(&mut lengths)?));
        self.0.into_iter().filter_map(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statebox::Metadata;
    use crate::domain::time::{Stamp, Timestamp};

    fn minutes(all: impl IntoIterator<Item = i64>) -> Vec<SignedDuration> {
        all.into_iter().map(SignedDuration::from_mins).collect()
    }

    #[test]
    fn the_usual_range_is_taken_by_nearest_rank_from_at_least_five() {
        let range = |mut lengths: Vec<SignedDuration>| {
            let typical = Typical::of(&mut lengths)?;
            let [p10, p50, p90] = [typical.p10, typical.p50, typical.p90].map(|p| p.as_mins());
            Some((p10, p50, p90, typical.n))
        };
        assert_eq!(range(minutes([])), None);
        assert_eq!(range(minutes([9, 1, 5, 3])), None);
        assert_eq!(range(minutes([9, 1, 5, 3, 7])), Some((1, 5, 9, 5)));
        assert_eq!(range(minutes((1..=10).rev())), Some((1, 5, 9, 10)));
        assert_eq!(range(minutes(1..=100)), Some((10, 50, 90, 100)));
        assert_eq!(range(minutes([4; 7])), Some((4, 4, 4, 7)));
    }

    fn task(status: RecordedStatus, minutes: i64, doubtful: [bool; 2]) -> TaskRecord {
        let stamp = |minutes: i64, doubtful| {
            Some(Stamp { at: Timestamp::from_second(minutes * 60).unwrap(), doubtful })
        };
        let (started, ended) = (stamp(1000, doubtful[0]), stamp(1000 + minutes, doubtful[1]));
        TaskRecord::new(TaskName::StageTesting, status, started, ended, None)
    }

    fn statebox(task: TaskRecord) -> StateBox {
        StateBox {
            release: "4.20.1".parse().unwrap(),
            created_at: None,
            updated_at: None,
            metadata: Metadata::default(),
            tasks: vec![task],
            issues: Vec::new(),
        }
    }

    #[test]
    fn only_believable_lengths_of_passed_tasks_count() {
        const SURE: [bool; 2] = [false, false];
        let mut all: Vec<StateBox> =
            (1..=5).map(|n| statebox(task(RecordedStatus::Pass, n * 10, SURE))).collect();
        all.push(statebox(task(RecordedStatus::Fail, 900, SURE)));
        all.push(statebox(task(RecordedStatus::InProgress, 900, SURE)));
        all.push(statebox(task(RecordedStatus::Pass, 900, [true, false])));
        all.push(statebox(task(RecordedStatus::Pass, 900, [false, true])));
        all.push(statebox(task(RecordedStatus::Pass, 0, SURE)));
        all.push(statebox(task(RecordedStatus::Pass, -240, SURE)));
        let mut open = task(RecordedStatus::Pass, 900, SURE);
        open.completed_at = None;
        all.push(statebox(open));

        let durations = Durations::from_history(all.iter(), std::iter::empty());
        let typical = durations.tasks[&TaskName::StageTesting];
        assert_eq!((typical.n, typical.p90), (5, SignedDuration::from_mins(50)));
        let few = Durations::from_history(all.iter().skip(1), std::iter::empty());
        assert_eq!(few, Durations::default());
    }

    #[test]
    fn only_finished_runs_that_succeeded_count_retries_included() {
        let run = |state: &str, end: &str| {
            format!(r#"{{"jobStartTime":"2026-03-01T00:00:00Z","jobState":"{state}"{end}}}"#)
        };
        let end = |hour| format!(r#","jobCompletionTime":"2026-03-01T0{hour}:00:00Z""#);
        let file = format!(
            r#"{{"build":{{"name":"4.20.17"}},"result":[{{"jobName":"a","firstJob":{},"retriedJobs":[{}]}}]}}"#,
            run("failure", &end(9)),
            [1, 2, 3, 4, 5].map(|hour| run("success", &end(hour))).join(",")
                + ","
                + &run("success", "")
                + ","
                + &run("error", &end(8)),
        );
        let (results, _) = Results::read("ocp-test-result-4.20.17-amd64.json", &file);
        let durations = Durations::from_history(std::iter::empty(), results.iter());
        let typical = durations.jobs[&JobName::shared("a")];
        assert_eq!((typical.n, typical.p50), (5, SignedDuration::from_hours(3)));
    }
}
