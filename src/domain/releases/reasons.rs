//! Why a state word fits: the facts, weightiest first, each naming what comes next and who does it. A
//! state without a reason is a bug (design/ux.md §2).

use super::{Case, Reason, StateWord, Weight, besides, now, state};
use crate::domain::clean::cut;
use crate::domain::flow::{Gate, GateRow, GateState, TaskRow};
use crate::domain::issues::Issue;
use crate::domain::outcomes::{JobTrace, Outcome};
use crate::domain::shipment::Shipped;
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{self, Stamp, Timestamp};

/// Longest line.
const LINE: usize = 120;

/// The reasons of a release: first those of its word, then what weighs on it besides.
pub(super) fn reasons(case: &Case<'_, '_>) -> Vec<Reason> {
    let mut reasons = of_the_word(case);
    let mut besides = besides::besides(case);
    besides.retain(|other| reasons.iter().all(|reason| reason.what != other.what));
    besides.sort_by_key(|reason| reason.weight);
    reasons.append(&mut besides);
    if reasons.is_empty() {
        let what = format!("{}, and nothing more is known", case.state.word());
        reasons.push(reason(Weight::Unknown, what, None, ""));
    }
    reasons
}

pub(super) fn reason(
    weight: Weight,
    what: impl Into<String>,
    since: Option<Timestamp>,
    detail: impl AsRef<str>,
) -> Reason {
    let (what, detail) = (cut(&what.into(), LINE), cut(detail.as_ref(), 2 * LINE));
    Reason { weight, what, since, detail }
}

fn of_the_word(case: &Case<'_, '_>) -> Vec<Reason> {
    match case.state {
        StateWord::Unknown => vec![unknown(case)],
        StateWord::Shipped => {
            let since = match state::live(case.evidence) {
                Shipped::Yes { since } => since,
                _ => None,
            };
            vec![reason(Weight::Passed, "every resource is in production", since, "")]
        }
        StateWord::Ready => vec![ready(case)],
        StateWord::Blocked => blocked(case),
        StateWord::NotStarted => vec![not_started(case)],
        StateWord::Act => case
            .picture
            .tasks()
            .filter(|task| state::needs_person(task))
            .map(|task| act(case, task))
            .collect(),
        StateWord::Running => case
            .picture
            .tasks()
            .filter(|task| task.state == TaskState::Running)
            .map(running)
            .collect(),
        StateWord::Waiting => waiting(case),
    }
}

fn unknown(case: &Case<'_, '_>) -> Reason {
    match case.evidence.statebox_broken {
        Some(complaint) => {
            let detail = format!("{complaint}; next: mend the file");
            reason(Weight::Unknown, "its StateBox file cannot be read", None, detail)
        }
        None => {
            reason(Weight::Unknown, "never fetched", None, "the z-stream branch was not read yet")
        }
    }
}

fn ready(case: &Case<'_, '_>) -> Reason {
    let since = case.picture.seen(TaskName::ChangeAdvisoryStatus).and_then(|seen| seen.moment());
    let outside = case.evidence.outside;
    let asked = case.evidence.shipment().is_some()
        || outside.advisories.contains_key(&case.evidence.release);
    let detail = match state::live(case.evidence) {
        Shipped::No { what } => format!("not shipped yet: {what}"),
        Shipped::Unknown { what } if asked => format!("not checked live: {what}"),
        _ => "not checked live: whether it shipped is known to GitLab and Errata, which are not connected".to_owned(),
    };
    reason(Weight::Passed, "approval passed, waiting to ship", since, detail)
}

fn blocked(case: &Case<'_, '_>) -> Vec<Reason> {
    let failed = case.picture.seen.iter().filter_map(|seen| match &seen.outcome {
        Outcome::Failed { reason: why } => {
            let detail = format!("{why}; next: {}", after_failure(seen.name, &seen.trace));
            Some(reason(Weight::Failed, format!("{} failed", seen.name), seen.moment(), detail))
        }
        _ => None,
    });
    failed.chain(blockers(case)).collect()
}

/// What a person does after a failure (reference/workflow.md §5, resume rules).
fn after_failure(name: TaskName, trace: &JobTrace) -> String {
    match name {
        TaskName::StageTesting | TaskName::ImageConsistencyCheck => match &trace.url {
            Some(url) => format!("look at {url}, then run it again"),
            None => "look at the run, then run it again".to_owned(),
        },
        TaskName::AnalyzePromotedBuild | TaskName::AnalyzeCandidateBuild => {
            "a new build, or a waiver with a reason".to_owned()
        }
        TaskName::ChangeAdvisoryStatus => "run it again: a new watch of two days".to_owned(),
        TaskName::CheckCveTrackerBug => "check the trackers with ART, then run it again".to_owned(),
        _ => "run it again".to_owned(),
    }
}

pub(super) fn blockers(case: &Case<'_, '_>) -> Vec<Reason> {
    let blocker = |issue: &Issue| {
        let held = match issue.related_tasks.as_slice() {
            [] => "the whole release".to_owned(),
            tasks => tasks.join(", "),
        };
        let what = format!("blocker open on {held}");
        let detail = format!("\"{}\"", cut(issue.headline(), LINE));
        reason(Weight::Blocked, what, issue.reported_at.and_then(Stamp::certain), detail)
    };
    case.evidence.issues().filter(|issue| issue.blocks()).map(blocker).collect()
}

fn not_started(case: &Case<'_, '_>) -> Reason {
    let Some(statebox) = case.evidence.statebox else {
        let detail = "next: create-test-report, by the release detector; then an owner";
        return reason(Weight::NotStarted, "announced, no StateBox yet", None, detail);
    };
    let others = statebox.tasks.iter().filter(|task| task.name != TaskName::TakeOwnership).count();
    let touched = match others {
        0 => String::new(),
        n => format!("; {n} other tasks were touched"),
    };
    let detail = format!("next: take-ownership, by you{touched}");
    reason(Weight::NotStarted, "ownership not taken", statebox.created_at, detail)
}

fn act(case: &Case<'_, '_>, task: &TaskRow) -> Reason {
    let (what, detail) = match task.name {
        TaskName::ChangeAdvisoryStatus => {
            let candidate = case.picture.seen(TaskName::AnalyzeCandidateBuild);
            let warning = match candidate.is_some_and(|seen| seen.is_through()) {
                true => "",
                false => "; warning: analyze-candidate-build was not done",
            };
            (
                "your approval".to_owned(),
                format!("every gate is open; next: {}{warning}", task.name),
            )
        }
        TaskName::AnalyzePromotedBuild => {
            (format!("{} has to be judged", task.name), case.picture.promoted.words())
        }
        name if task.state == TaskState::Running => {
            (format!("{name} needs a hand"), task.note.clone())
        }
        name => (format!("{name} can be started"), "all it needs is met; by you".to_owned()),
    };
    reason(Weight::Attention, what, None, detail)
}

fn running(task: &TaskRow) -> Reason {
    let what = format!("{} in progress", task.name);
    let facts = task.trace.facts.first().or(task.trace.url.as_ref());
    let detail = facts.cloned().unwrap_or_else(|| task.note.clone());
    reason(Weight::Running, what, task.started.and_then(Stamp::certain), detail)
}

fn waiting(case: &Case<'_, '_>) -> Vec<Reason> {
    let mut reasons: Vec<Reason> =
        case.picture
            .tasks()
            .filter_map(|task| {
                let Outcome::Waiting { for_what, on_whom } = &case.picture.seen(task.name)?.outcome
                else {
                    return None;
                };
                (task.state == TaskState::Waiting).then(|| {
                    let what = format!("{} waits for the {for_what}", task.name);
                    let until = task.trace.watcher_until.map(|at| {
                        format!("; the watcher gives up {} UTC", time::when(at, case.now))
                    });
                    let detail = format!("on {on_whom}{}", until.unwrap_or_default());
                    reason(Weight::Waiting, what, task.started.and_then(Stamp::certain), detail)
                })
            })
            .collect();
    if let Some(row) = now::first_shut(case)
        && (reasons.is_empty() || row.gate == Gate::BuildPromoted)
    {
        reasons.push(shut(row));
    }
    if reasons.is_empty() {
        reasons.push(idle(case));
    }
    reasons
}

pub(super) fn shut(row: &GateRow) -> Reason {
    let what = match row.state {
        GateState::Unknown => format!("it is not known whether GATE {} is open", row.gate.words()),
        GateState::ShutByFailure => format!("GATE {} is shut by a failure", row.gate.words()),
        GateState::Shut | GateState::Open => format!("GATE {} is shut", row.gate.words()),
    };
    let whom = match (row.state, row.gate, row.on_whom.as_str()) {
        (GateState::Unknown, Gate::StageRelease, _) => {
            "; next: look at the shipment MR, then start the tasks behind it".to_owned()
        }
        (_, _, "") => String::new(),
        (_, _, whom) => format!("; on {whom}"),
    };
    let weight = match row.state {
        GateState::ShutByFailure => Weight::Attention,
        _ => Weight::Waiting,
    };
    reason(weight, what, row.since, format!("{}{whom}", row.note))
}

/// Nothing runs, no gate is shut, nobody is needed: it is too early, or a step is out of order.
fn idle(case: &Case<'_, '_>) -> Reason {
    let next =
        case.picture.tasks().find(|task| task.counted && task.state == TaskState::NotStarted);
    match next {
        Some(task) => {
            let what = format!("{} is next", task.name);
            reason(Weight::Waiting, what, None, &task.note)
        }
        None => reason(Weight::Waiting, "every step before the approval is done", None, ""),
    }
}
