//! A release's newest run beside what the StateBox has of stage testing. Nothing is decided here: where the
//! two differ both are told.

use super::{RunResult, StageRun};
use crate::domain::outcomes::Outcome;
use crate::domain::time::{self, Timestamp};

/// What Jenkins adds to the StateBox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beside {
    /// what it means for people
    pub word: Word,
    /// one line
    pub text: String,
}

/// What it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// it runs, as recorded
    Runs,
    /// it runs, and nobody wrote that down
    RunsUnrecorded,
    /// it ended well, and somebody has to have that recorded
    Passed,
    /// it ended badly, and the StateBox still says that it runs
    Failed,
    /// it is over, and Jenkins has no word for how
    Unclear,
    /// the two say different things
    Differs,
}

/// Compares. `traced`: the number of the run that the StateBox speaks of. `None`: both say the same, or the
/// StateBox speaks of a later run than Jenkins does.
pub(crate) fn beside(
    recorded: &Outcome,
    traced: Option<u32>,
    run: &StageRun,
    now: Timestamp,
) -> Option<Beside> {
    if traced.is_some_and(|traced| traced > run.number) {
        return None;
    }
    let (number, word) = (run.number, run.result.word());
    let ago = run.ended.map(|at| format!(", {} ago", time::age(at, now))).unwrap_or_default();
    let since = run.started.map(|at| format!(" since {}", time::age(at, now))).unwrap_or_default();
    let is_other = traced.is_some_and(|traced| traced != number);
    let differs = |says: &str| {
        (Word::Differs, format!("StateBox says {says}, Jenkins says #{number} {word}"))
    };
    let (word, text) = match (recorded, &run.result) {
        (Outcome::Running, RunResult::Running) => {
            (Word::Runs, format!("Jenkins #{number} runs{since}"))
        }
        (Outcome::NotStarted | Outcome::Waiting { .. }, RunResult::Running) => (
            Word::RunsUnrecorded,
            format!("Jenkins #{number} runs{since}, the StateBox has no start of it"),
        ),
        (Outcome::Failed { .. }, RunResult::Running) if is_other || traced.is_none() => (
            Word::RunsUnrecorded,
            format!("recorded as failed, Jenkins #{number} runs again{since}"),
        ),
        (Outcome::Running, RunResult::Success) => (
            Word::Passed,
            format!("Jenkins #{number} SUCCESS{ago}, not recorded: run it with -n {number}"),
        ),
        (Outcome::Running, RunResult::Unknown(_)) => {
            (Word::Unclear, format!("Jenkins does not say how #{number} ended"))
        }
        (Outcome::Running, _) => {
            (Word::Failed, format!("Jenkins #{number} {word}{ago}, StateBox says in progress"))
        }
        (Outcome::Passed, RunResult::Success) => return None,
        (Outcome::Passed, _) => differs("pass"),
        (Outcome::Failed { .. }, RunResult::Running | RunResult::Success) => differs("fail"),
        (Outcome::Failed { .. }, _) => return None,
        (Outcome::NotStarted, _) => differs("not started"),
        (Outcome::Waiting { .. }, _) => differs("waiting"),
    };
    Some(Beside { word, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn run(result: RunResult) -> StageRun {
        let ended = (result != RunResult::Running).then(|| at("2031-03-07T11:00:00Z"));
        StageRun {
            number: 41,
            url: String::new(),
            version: None,
            pull_spec: None,
            metadata_ad: None,
            result,
            started: Some(at("2031-03-07T09:00:00Z")),
            ended,
        }
    }

    #[test]
    fn jenkins_is_told_beside_the_statebox_and_never_in_its_place() {
        use RunResult::{Aborted, Failure, Running, Success, Unknown};
        let failed = || Outcome::Failed { reason: "x".to_owned() };
        let waiting = || Outcome::Waiting { for_what: "x".to_owned(), on_whom: "ART".to_owned() };
        let cases = [
            (Outcome::Running, Some(41), Running, Some(Word::Runs)),
            (Outcome::Running, None, Running, Some(Word::Runs)),
            (Outcome::Running, Some(42), Success, None),
            (Outcome::Running, Some(41), Success, Some(Word::Passed)),
            (Outcome::Running, Some(41), Failure, Some(Word::Failed)),
            (Outcome::Running, Some(41), Aborted, Some(Word::Failed)),
            (Outcome::Running, Some(41), Unknown(String::new()), Some(Word::Unclear)),
            (Outcome::Passed, Some(41), Success, None),
            (Outcome::Passed, Some(41), Failure, Some(Word::Differs)),
            (Outcome::Passed, Some(41), Unknown(String::new()), Some(Word::Differs)),
            (Outcome::Passed, Some(40), Running, Some(Word::Differs)),
            (failed(), Some(41), Failure, None),
            (failed(), Some(41), Success, Some(Word::Differs)),
            (failed(), Some(41), Running, Some(Word::Differs)),
            (failed(), Some(40), Running, Some(Word::RunsUnrecorded)),
            (Outcome::NotStarted, None, Running, Some(Word::RunsUnrecorded)),
            (Outcome::NotStarted, None, Success, Some(Word::Differs)),
            (waiting(), None, Failure, Some(Word::Differs)),
        ];
        for (recorded, traced, result, expected) in cases {
            let told = beside(&recorded, traced, &run(result.clone()), at("2031-03-07T12:00:00Z"));
            let word = told.map(|told| told.word);
            assert_eq!(word, expected, "{recorded:?} {traced:?} {result:?}");
        }
    }
}
