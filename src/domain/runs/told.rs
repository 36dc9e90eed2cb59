//! One run as the record file and Prow tell it together.

use super::Evidence;
use crate::domain::results::{Run, RunState};
use crate::domain::time::Timestamp;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// with what Prow knows earlier than the record
    pub run: Run,
    /// Prow says more than the record file, as of this moment
    pub by_prow: Option<Timestamp>,
    /// the record is closed, and Prow says another word
    pub otherwise: Option<RunState>,
}

/// Joins both. What the record closed stands: the verdict rests on it. While it is open, Prow knows better.
pub fn told(run: &Run, evidence: Option<&Evidence>) -> Told {
    let mut told = Told { run: run.clone(), by_prow: None, otherwise: None };
    let Some(evidence) = evidence else { return told };
    let sight = &evidence.sight;
    let Some(state) = sight.state.filter(|state| *state != RunState::Unknown) else {
        return told;
    };
    if run.is_completed() {
        let differs = run.state != Some(state) && state.is_over();
        told.otherwise = Some(state).filter(|_| differs);
        return told;
    }
    if run.state == Some(state) && !state.is_over() {
        told.run.url = told.run.url.or_else(|| sight.url.clone());
        return told;
    }
    told.by_prow = Some(evidence.looked);
    told.run.state = Some(state);
    told.run.started = run.started.or(sight.started);
    told.run.completed = sight.completed.filter(|_| state.is_over());
    told.run.url = told.run.url.or_else(|| sight.url.clone());
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::arch::Arch;
    use crate::domain::builds::BuildName;
    use crate::domain::results::JobName;
    use crate::domain::runs::{RunOf, Sight, Tests};

    #[test]
    fn a_closed_record_stands_and_an_open_one_learns_from_prow() {
        use RunState::{Error, Failure, Pending, Success, Triggered, Unknown};
        let second = |n| Timestamp::from_second(n).unwrap();
        // record's state, closed; Prow's word; told state, by Prow, otherwise
        let cases = [
            (Some(Pending), false, Some(Failure), Some(Failure), true, None),
            (Some(Pending), false, Some(Error), Some(Error), true, None),
            (Some(Triggered), false, Some(Pending), Some(Pending), true, None),
            (None, false, Some(Triggered), Some(Triggered), true, None),
            (Some(Pending), false, Some(Pending), Some(Pending), false, None),
            (Some(Pending), false, Some(Unknown), Some(Pending), false, None),
            (Some(Pending), false, None, Some(Pending), false, None),
            (Some(Success), true, Some(Failure), Some(Success), false, Some(Failure)),
            (Some(Success), true, Some(Pending), Some(Success), false, None),
            (Some(Failure), true, Some(Failure), Some(Failure), false, None),
        ];
        for (recorded, closed, prow, state, by_prow, otherwise) in cases {
            let run =
                Run { state: recorded, completed: closed.then(|| second(50)), ..Run::default() };
            let evidence = Evidence {
                of: RunOf {
                    build: BuildName("4.20.17".into()),
                    arch: Arch::Amd64,
                    job: JobName::shared("a"),
                },
                sight: Sight { state: prow, completed: Some(second(60)), ..Sight::default() },
                tests: Tests::NotYet,
                looked: second(70),
            };
            let told = told(&run, Some(&evidence));
            let name = format!("{recorded:?} {closed} {prow:?}");
            assert_eq!(told.run.state, state, "{name}");
            assert_eq!(told.by_prow.is_some(), by_prow, "{name}");
            assert_eq!(told.otherwise, otherwise, "{name}");
            let ended = told.run.completed.is_some();
            assert_eq!(ended, closed || (by_prow && state.unwrap().is_over()), "{name}");
        }
    }
}
