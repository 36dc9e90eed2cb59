//! How a run stands, as Prow's own documents say it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::clean;
use crate::domain::results::RunState;
use crate::domain::time::{Timestamp, parse_stamp};

/// Longest word, address or sentence that is kept.
const LINE: usize = 400;

/// How a run stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// `None`: nobody could say
    pub state: Option<RunState>,
    /// who said it
    pub by: Option<Teller>,
    /// ProwJob creation
    pub started: Option<Timestamp>,
    /// when it ended
    pub completed: Option<Timestamp>,
    /// the number of the run's folder
    pub build_id: Option<String>,
    /// its page at Deck
    pub url: Option<String>,
    /// Prow's sentence about the state: `Job triggered.`, `Could not start pod …`
    pub description: Option<String>,
}

/// Whose word it is, the best one last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Teller {
    /// `started.json` in the storage
    Started,
    /// `finished.json` in the storage
    Finished,
    /// `prowjob.json` in the storage
    ProwJobObject,
    /// the live object, as Gangway tells it
    Gangway,
    /// the live object at Deck
    Deck,
}

impl Sight {
    /// From a ProwJob; `None` when it is none. Deck has it as YAML, the storage as JSON.
    pub fn of_prowjob(job: &Value, by: Teller) -> Option<Sight> {
        let status = job.get("status").filter(|status| status.is_object())?;
        let word = status.get("state").and_then(Value::as_str);
        let time = |name: &str| status.get(name).and_then(Value::as_str).and_then(parse_stamp);
        let created = job.get("metadata").and_then(|meta| meta.get("creationTimestamp"));
        let created = created.and_then(Value::as_str).and_then(parse_stamp);
        Some(Sight {
            state: word.map(RunState::of_word),
            by: Some(by),
            started: time("startTime").or(created),
            completed: time("completionTime"),
            build_id: line(status.get("build_id")),
            url: line(status.get("url")),
            description: line(status.get("description")),
        })
    }

    /// From an execution of Gangway; `None` when it does not say how the run stands. Older servers fill in no
    /// more than that.
    pub fn of_execution(execution: &Value) -> Option<Sight> {
        let state = RunState::of_word(execution.get("job_status")?.as_str()?);
        let text = |name: &str| execution.get(name).and_then(Value::as_str);
        (state != RunState::Unknown).then(|| Sight {
            state: Some(state),
            by: Some(Teller::Gangway),
            started: text("create_time").and_then(parse_stamp),
            completed: text("completion_time").and_then(parse_stamp),
            build_id: None,
            url: line(execution.get("job_url")),
            description: None,
        })
    }

    /// From `finished.json`, whose `result` has two vocabularies: the pod's `SUCCESS`, `FAILURE`, `ABORTED`,
    /// and the states of a ProwJob where the uploader had to write it. Without a word, `passed` is left.
    pub fn of_finished(finished: &Value) -> Option<Sight> {
        let finished = finished.as_object()?;
        let word = finished.get("result").and_then(Value::as_str).map(RunState::of_word);
        let passed = finished.get("passed").and_then(Value::as_bool);
        let passed = passed.map(|yes| if yes { RunState::Success } else { RunState::Failure });
        let state = word.filter(|state| state.is_over()).or(passed).or(word)?;
        let completed = finished.get("timestamp").and_then(moment);
        Some(Sight {
            state: Some(state),
            by: Some(Teller::Finished),
            completed,
            ..Sight::default()
        })
    }

    /// From `started.json`: it began, and nobody said that it ended.
    pub fn of_started(started: &Value) -> Option<Sight> {
        let started = moment(started.get("timestamp")?)?;
        Some(Sight {
            state: Some(RunState::Pending),
            by: Some(Teller::Started),
            started: Some(started),
            ..Sight::default()
        })
    }

    /// Two words about one run: the one that says it is over counts, of two alike that of the better teller.
    /// What it does not say is taken from the other.
    pub fn join(self, other: Sight) -> Sight {
        let rank = |sight: &Sight| (sight.state.is_some_and(RunState::is_over), sight.by);
        let (best, rest) = if rank(&self) >= rank(&other) { (self, other) } else { (other, self) };
        Sight {
            state: best.state.or(rest.state),
            by: best.by.or(rest.by),
            started: best.started.or(rest.started),
            completed: best.completed.or(rest.completed),
            build_id: best.build_id.or(rest.build_id),
            url: best.url.or(rest.url),
            description: best.description.or(rest.description),
        }
    }

    /// Prow says that it waits or runs.
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, Some(RunState::Scheduling | RunState::Triggered | RunState::Pending))
    }
}

impl RunState {
    /// From a word of Prow, in either case.
    pub fn of_word(word: &str) -> RunState {
        let word = word.trim();
        let known = RunState::KNOWN.into_iter();
        known
            .clone()
            .find(|state| state.word().eq_ignore_ascii_case(word))
            .unwrap_or(RunState::Unknown)
    }
}

/// Unix seconds.
fn moment(value: &Value) -> Option<Timestamp> {
    Timestamp::from_second(value.as_i64()?).ok()
}

/// A text or a number, as one clean line.
fn line(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then(|| clean::line(&clean::cut(&text, LINE)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn finished_has_two_vocabularies_and_one_flag() {
        let cases = [
            (
                json!({"timestamp": 90, "passed": true, "result": "SUCCESS"}),
                Some(RunState::Success),
            ),
            (
                json!({"timestamp": 90, "passed": false, "result": "FAILURE"}),
                Some(RunState::Failure),
            ),
            (
                json!({"timestamp": 90, "passed": false, "result": "ABORTED"}),
                Some(RunState::Aborted),
            ),
            (
                json!({"passed": false, "result": "error", "metadata": {"uploader": "crier"}}),
                Some(RunState::Error),
            ),
            (json!({"passed": false, "result": "failure"}), Some(RunState::Failure)),
            // no word that ends a run: the flag is left
            (json!({"passed": true, "result": "pending"}), Some(RunState::Success)),
            (json!({"passed": false}), Some(RunState::Failure)),
            (json!({"result": "splendid"}), Some(RunState::Unknown)),
            (json!({"timestamp": 90}), None),
            (json!([1]), None),
        ];
        for (finished, expected) in cases {
            let sight = Sight::of_finished(&finished);
            assert_eq!(sight.and_then(|sight| sight.state), expected, "{finished}");
        }
    }

    #[test]
    fn a_prowjob_tells_state_times_and_page_and_nothing_that_steers_a_terminal() {
        let job = json!({"metadata": {"name": "7f3c", "creationTimestamp": "2026-03-25T09:40:00Z"},
            "status": {"state": "failure", "startTime": "2026-03-25T09:40:01Z",
                "completionTime": "2026-03-25T12:51:00Z", "build_id": 1977,
                "url": "https://prow.example/view/gs/b/logs/j/1977", "description": "Job failed.\u{1b}[2J"}});
        let sight = Sight::of_prowjob(&job, Teller::Deck).unwrap();
        assert_eq!(sight.state, Some(RunState::Failure));
        assert_eq!(sight.completed.unwrap().to_string(), "2026-03-25T12:51:00Z");
        assert_eq!(sight.build_id.as_deref(), Some("1977"));
        assert!(!sight.description.unwrap().contains('\u{1b}'));
        for none in [json!({}), json!({"status": "success"}), json!("page")] {
            assert_eq!(Sight::of_prowjob(&none, Teller::Deck), None);
        }
        let bare = Sight::of_prowjob(&json!({"status": {}}), Teller::Deck).unwrap();
        assert_eq!((bare.state, bare.is_under_way()), (None, false));
    }

    #[test]
    fn the_word_that_a_run_is_over_counts_and_of_two_alike_the_better_tellers() {
        use RunState::{Error, Failure, Pending};
        let said = |state, by| Sight { state: Some(state), by: Some(by), ..Sight::default() };
        let cases = [
            (said(Pending, Teller::ProwJobObject), said(Failure, Teller::Finished), Failure),
            (said(Error, Teller::ProwJobObject), said(Failure, Teller::Finished), Error),
            (said(Failure, Teller::Finished), said(Pending, Teller::Started), Failure),
            (said(Failure, Teller::Deck), said(Error, Teller::ProwJobObject), Failure),
        ];
        for (one, other, expected) in cases {
            assert_eq!(one.clone().join(other.clone()).state, Some(expected));
            assert_eq!(other.join(one).state, Some(expected));
        }
        let started = Sight::of_started(&json!({"timestamp": 60})).unwrap();
        let finished = Sight::of_finished(&json!({"timestamp": 90, "passed": true})).unwrap();
        let both = started.join(finished);
        let seconds = [both.started, both.completed].map(|at| at.unwrap().as_second());
        assert_eq!((both.state, seconds), (Some(RunState::Success), [60, 90]));
    }
}
