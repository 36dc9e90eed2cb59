//! Everything that is true of a release at a moment, joined.

use super::facts::{facts, flow_kind, release_date};
use super::{Assessment, Due, Evidence, JobsCell, StateWord, activity, now, reasons, state};
use crate::domain::acceptance::Judgement;
use crate::domain::attention;
use crate::domain::flow::{Gate, GateState, Picture};
use crate::domain::issues::Issue;
use crate::domain::results::Results;
use crate::domain::time::{self, Timestamp};

/// A release at a moment with its word, for the parts that explain it.
pub(crate) struct Case<'e, 'a> {
    pub evidence: &'e Evidence<'a>,
    pub picture: &'e Picture<'a>,
    pub state: StateWord,
    pub due: Option<Due>,
    pub now: Timestamp,
}

/// See [`super::assess`].
pub(super) fn assess(evidence: &Evidence<'_>, now: Timestamp) -> Assessment {
    let picture = Picture::of(evidence, now);
    let state = state::word(evidence, &picture);
    let due = due(evidence, state, now);
    let case = Case { evidence, picture: &picture, state, due, now };
    let facts = facts(evidence, &picture, now);
    let activity = activity::activity(evidence, &picture, state, now);
    let through = |task: &&crate::domain::flow::TaskRow| task.counted && task.state.is_through();
    let passed = u8::try_from(picture.tasks().filter(through).count()).unwrap_or(u8::MAX);
    Assessment {
        release: evidence.release,
        state,
        has_open_note: evidence.issues().any(|issue| !issue.resolved && !issue.blocker),
        reasons: reasons::reasons(&case),
        now: now::cell(&case),
        due,
        passed: (state != StateWord::Unknown).then_some(passed),
        phases: evidence.phases,
        jobs: jobs(evidence, &picture),
        issues: sorted(evidence),
        flow_kind: flow_kind(evidence),
        attention: attention::of_release(&case, &facts, activity),
        facts,
        activity,
        flow: picture.rows,
    }
}

/// Open first, blockers first, newest first.
fn sorted(evidence: &Evidence<'_>) -> Vec<Issue> {
    let mut sorted: Vec<Issue> = evidence.issues().cloned().collect();
    sorted.sort_by_key(|issue| {
        let reported = issue.reported_at.map(|stamp| stamp.at);
        (issue.resolved, !issue.blocker, std::cmp::Reverse(reported))
    });
    sorted
}

/// A release due today counts from 00:00 UTC; READY and SHIPPED are not late any more.
fn due(evidence: &Evidence<'_>, state: StateWord, now: Timestamp) -> Option<Due> {
    let date = release_date(evidence)?;
    let days = time::day(now).until(date).ok()?.get_days();
    let late = days < 0 && !matches!(state, StateWord::Ready | StateWord::Shipped);
    Some(Due { date, days, late })
}

/// Before the promotion the candidate's jobs matter, after it the promoted build's.
fn jobs(evidence: &Evidence<'_>, picture: &Picture<'_>) -> JobsCell {
    let promoted =
        picture.gate(Gate::BuildPromoted).is_some_and(|row| row.state == GateState::Open);
    let cell = |(results, judgement): (&Results, &Judgement)| JobsCell {
        build: Some(results.build.name.clone()),
        passed: judgement.required_passed,
        required: Some(judgement.required)
            .filter(|count| *count > 0 || judgement.jobs.iter().any(|job| !job.unregistered)),
    };
    let shown = match (evidence.promoted, promoted) {
        (Some(results), _) => Some(results),
        (None, true) => None,
        (None, false) => evidence.candidate,
    };
    shown.map(cell).unwrap_or(JobsCell { build: None, passed: 0, required: Some(0) })
}
