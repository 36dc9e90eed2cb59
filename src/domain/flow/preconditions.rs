//! What a task needs before a person may start it (reference/workflow.md §5).

use super::chain::Link;
use super::picture::Known;
use super::{Gate, GateRow, GateState, Precondition};
use crate::domain::tasks::TaskName;
use crate::domain::time::{self, SignedDuration};

/// What `name` needs, met or not, in the order of the flow. Empty for a task that needs nothing.
pub(super) fn of(name: TaskName, known: &Known<'_, '_>) -> Vec<Precondition> {
    let passed = |task: TaskName| {
        precondition(format!("{task} passed"), Some(known.seen(task).is_through_or_na()))
    };
    let gate = |gate: Gate| known.gate(gate).map(gate_open);
    let mut needs = match name {
        TaskName::TakeOwnership => vec![passed(TaskName::CreateTestReport)],
        TaskName::CheckCveTrackerBug => vec![passed(TaskName::TakeOwnership)],
        TaskName::PushToCdnStaging => vec![
            passed(TaskName::TakeOwnership),
            // Its findings do not stop the push; that somebody looked does (§4.3).
            precondition(
                format!("{} was run", TaskName::CheckCveTrackerBug),
                Some(known.seen(TaskName::CheckCveTrackerBug).was_run()),
            ),
        ],
        TaskName::AnalyzeCandidateBuild => vec![results_are_in("candidate", &known.candidate)],
        TaskName::ImageConsistencyCheck | TaskName::StageTesting => {
            let mut needs = vec![passed(TaskName::TakeOwnership)];
            needs.extend(gate(Gate::BuildPromoted));
            needs.extend(gate(Gate::StageRelease));
            needs
        }
        TaskName::AnalyzePromotedBuild => {
            let mut needs: Vec<Precondition> = gate(Gate::BuildPromoted).into_iter().collect();
            needs.push(results_are_in("promoted build", &known.promoted));
            needs
        }
        TaskName::ImageSignedCheck => {
            gate(Gate::AsyncTasksPassed).into_iter().chain(gate(Gate::PromotedAcceptable)).collect()
        }
        TaskName::ChangeAdvisoryStatus => approval(known),
        _ => Vec::new(),
    };
    let started = known.seen(name).was_run();
    if !started && known.general_blocker().is_some() {
        needs.push(precondition("no open blocker on the whole release", Some(false)));
    }
    needs
}

/// Every other task but the candidate's analysis, both gates, no open blocker, and one day before the
/// release date (§4.10, Timing rule). The candidate's analysis gates nothing: it is a warning.
fn approval(known: &Known<'_, '_>) -> Vec<Precondition> {
    let tasks = [
        TaskName::TakeOwnership,
        TaskName::CheckCveTrackerBug,
        // Accepted results open its gate; that somebody looked at them is asked for all the same.
        TaskName::AnalyzePromotedBuild,
        TaskName::ImageSignedCheck,
    ];
    let mut needs: Vec<Precondition> = tasks
        .map(|task| precondition(format!("{task} passed"), Some(known.seen(task).is_through())))
        .into();
    needs.extend(known.gate(Gate::AsyncTasksPassed).map(gate_open));
    needs.extend(known.gate(Gate::PromotedAcceptable).map(gate_open));
    let blockers = known.issues().filter(|issue| issue.blocks()).count();
    if blockers > 0 {
        needs.push(precondition(format!("no open blocker ({blockers} open)"), Some(false)));
    }
    if let Some(date) = known.due()
        && let Ok(from) = date.yesterday()
    {
        let what = format!("{} or later, one day before the date", time::weekday_date(from));
        needs.push(precondition(what, Some(time::day(known.now) >= from)));
    }
    needs
}

fn results_are_in(of: &str, link: &Link) -> Precondition {
    let met = match link {
        Link::NotRead => None,
        link => Some(link.is_settled()),
    };
    precondition(format!("results of the {of} are aggregated"), met)
}

fn gate_open(gate: &GateRow) -> Precondition {
    let met = match gate.state {
        GateState::Open => Some(true),
        GateState::Shut | GateState::ShutByFailure => Some(false),
        GateState::Unknown => None,
    };
    precondition(format!("GATE {}", gate.gate.words()), met)
}

fn precondition(what: impl Into<String>, met: Option<bool>) -> Precondition {
    Precondition { what: what.into(), met }
}

/// After this a task that ends at once, and is still in progress, was interrupted.
pub(super) const INTERRUPTED_AFTER: SignedDuration = SignedDuration::from_mins(10);
