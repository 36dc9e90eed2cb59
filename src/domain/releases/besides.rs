//! What weighs on a release besides the reasons of its word.

use super::reasons::{blockers, reason, shut};
use super::{Case, Reason, StateWord, Weight};
use crate::domain::arch::Arch;
use crate::domain::builds::{ArchPhase, Phase};
use crate::domain::flow::{Gate, GateState, TaskRow};
use crate::domain::time::{self, Stamp};

/// All of it, in no order.
pub(super) fn besides(case: &Case<'_, '_>) -> Vec<Reason> {
    if case.state == StateWord::Unknown {
        return Vec::new();
    }
    let mut reasons = Vec::new();
    if case.state != StateWord::Blocked {
        reasons.extend(blockers(case));
    }
    reasons.extend(Arch::ALL.into_iter().zip(case.evidence.phases).filter_map(payload));
    if !matches!(case.state, StateWord::Ready | StateWord::Shipped) {
        reasons.extend(gates(case));
        let slow = case.picture.tasks().filter(|task| task.longer_than_usual);
        reasons.extend(slow.map(longer_than_usual));
        reasons.extend(prow_errors(case));
    }
    reasons.extend(notes(case));
    reasons
}

fn payload((arch, phase): (Arch, ArchPhase)) -> Option<Reason> {
    match phase {
        ArchPhase::Known(phase @ (Phase::Rejected | Phase::Failed)) => {
            let what = format!("{arch} payload {}", phase.word());
            Some(reason(Weight::Failed, what, None, "at the release controller; on ART"))
        }
        _ => None,
    }
}

/// Gates that a failure outside has shut, and how far the results of a promoted build are.
fn gates(case: &Case<'_, '_>) -> Vec<Reason> {
    let outside = |gate| matches!(gate, Gate::BuildPromoted | Gate::StageRelease);
    let failures = case.picture.gates().filter(|row| row.state == GateState::ShutByFailure);
    let mut reasons: Vec<Reason> = failures.filter(|row| outside(row.gate)).map(shut).collect();
    let open = |gate| case.picture.gate(gate).is_some_and(|row| row.state == GateState::Open);
    if open(Gate::BuildPromoted) && !open(Gate::PromotedAcceptable) {
        let what = format!("promoted build: {}", case.picture.promoted.words());
        reasons.push(reason(Weight::Waiting, what, None, ""));
    }
    reasons
}

fn longer_than_usual(task: &TaskRow) -> Reason {
    let usual = task.typical.map(|typical| {
        format!("usually {} to {}", time::span(typical.p10), time::span(typical.p90))
    });
    let what = format!("{} takes longer than usual", task.name);
    let since = task.started.and_then(Stamp::certain);
    reason(Weight::Attention, what, since, usual.unwrap_or_default())
}

fn prow_errors(case: &Case<'_, '_>) -> Option<Reason> {
    let (_, judgement) = case.evidence.promoted?;
    let held = judgement.jobs.iter().filter(|job| !job.optional && job.is_held_by_error()).count();
    let what = match held {
        0 => return None,
        1 => "1 job of the promoted build had a Prow error".to_owned(),
        n => format!("{n} jobs of the promoted build had a Prow error"),
    };
    Some(reason(Weight::Attention, what, None, "not retried by the controller; on you"))
}

/// Open issues that hold nothing.
fn notes(case: &Case<'_, '_>) -> impl Iterator<Item = Reason> {
    let notes = case.evidence.issues().filter(|issue| !issue.resolved && !issue.blocker);
    notes.map(|issue| {
        let what = format!("open issue: {}", issue.headline());
        reason(Weight::Attention, what, issue.reported_at.and_then(Stamp::certain), "")
    })
}
