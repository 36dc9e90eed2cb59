//! How each gate stands, and by which evidence (reference/workflow.md §5).

use super::chain::Link;
use super::seen::Seen;
use super::{Gate, GateRow, GateState, TaskRow};
use crate::domain::arch::Arch;
use crate::domain::builds::{ArchPhase, Phase};
use crate::domain::outcomes::Outcome;
use crate::domain::releases::{Evidence, Unread};
use crate::domain::shipment::{self, MrState, Shipment, Step, StepWord};
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::Timestamp;

fn row(gate: Gate, state: GateState, note: impl Into<String>, on_whom: &str) -> GateRow {
    let on_whom = if state == GateState::Open { "" } else { on_whom };
    GateRow { gate, state, since: None, note: note.into(), on_whom: on_whom.to_owned() }
}

/// The release controller's word on amd64; else the result file's; else what passed tasks prove.
pub(super) fn build_promoted(evidence: &Evidence<'_>, seen: &[Seen<'_>]) -> GateRow {
    let gate = |state, note: &str, on_whom| row(Gate::BuildPromoted, state, note, on_whom);
    let phase = evidence.phases.get(Arch::Amd64.index()).copied().unwrap_or(ArchPhase::Unknown);
    let recorded = evidence.promoted.map(|(results, _)| results.build.phase);
    let proof = [
        TaskName::ImageConsistencyCheck,
        TaskName::ImageSignedCheck,
        TaskName::ChangeAdvisoryStatus,
    ];
    let proof = seen.iter().find(|task| proof.contains(&task.name) && task.is_through());
    let mut row = match (phase, recorded, proof) {
        (ArchPhase::Known(Phase::Accepted), ..) => gate(GateState::Open, "rc amd64", ""),
        (ArchPhase::Known(phase @ (Phase::Rejected | Phase::Failed)), ..) => {
            gate(GateState::ShutByFailure, &format!("rc amd64 says {}", phase.word()), "ART")
        }
        (ArchPhase::Known(phase), ..) => {
            gate(GateState::Shut, &format!("rc amd64 says {}", phase.word()), "ART")
        }
        (_, Some(Phase::Accepted), _) => gate(GateState::Open, "result file", ""),
        (_, Some(phase @ (Phase::Rejected | Phase::Failed)), _) => {
            gate(GateState::ShutByFailure, &format!("result file says {}", phase.word()), "ART")
        }
        (_, _, Some(task)) => gate(GateState::Open, &format!("{} passed", task.name), ""),
        (ArchPhase::Absent, ..) => {
            gate(GateState::Shut, "not at the release controller yet", "ART")
        }
        (ArchPhase::Gone, ..) => {
            gate(GateState::Unknown, "gone from the release controller, no result file", "")
        }
        (ArchPhase::Unknown, ..) => {
            gate(GateState::Unknown, "the release controller was not read", "")
        }
    };
    if row.state == GateState::Open {
        row.since = evidence.promoted.and_then(|(results, _)| results.first_started());
    }
    row
}

/// GitLab's word where it is known; else what the tasks' own texts prove, the newest of it.
pub(super) fn stage_release(evidence: &Evidence<'_>, seen: &[Seen<'_>]) -> GateRow {
    if let Some(row) = evidence.shipment().and_then(by_gitlab) {
        return row;
    }
    let newest = seen
        .iter()
        .filter_map(pipeline_word)
        .max_by_key(|word| (word.at, word.state != GateState::Open));
    let Some(word) = newest else {
        let why = match (evidence.shipment(), evidence.shipment_unread) {
            (Some(_), _) => "gitlab's pipeline could not be understood".to_owned(),
            (None, Unread::NotConnected) => "gitlab is not connected".to_owned(),
            (None, Unread::NotYet) => "gitlab was not read yet".to_owned(),
            (None, Unread::InTrouble(why)) => format!("gitlab: {why}"),
        };
        return row(Gate::StageRelease, GateState::Unknown, why, "");
    };
    GateRow { since: word.at, ..row(Gate::StageRelease, word.state, word.note, word.on_whom) }
}

/// What the merge request says; `None`: nothing that can be understood.
fn by_gitlab(shipment: &Shipment) -> Option<GateRow> {
    let gate = |state, note: String, on_whom| row(Gate::StageRelease, state, note, on_whom);
    let step = shipment::step(shipment, Step::StageRelease);
    let found = match step.word {
        StepWord::Succeeded => gate(GateState::Open, format!("gitlab: {}", step.sentence()), ""),
        // Production comes after stage, and merging after both.
        StepWord::Unknown if shipment.state == MrState::Merged => {
            gate(GateState::Open, format!("gitlab: !{} is merged", shipment.iid), "")
        }
        StepWord::Unknown => return None,
        _ if shipment.state == MrState::Closed => {
            let note = format!("!{} was closed, not merged", shipment.iid);
            gate(GateState::ShutByFailure, note, "ART")
        }
        StepWord::Failed | StepWord::Canceled => {
            gate(GateState::ShutByFailure, step.sentence(), step.on_whom())
        }
        _ if shipment.state == MrState::Draft => {
            gate(GateState::Shut, format!("!{} is a draft", shipment.iid), "ART")
        }
        _ => gate(GateState::Shut, step.sentence(), step.on_whom()),
    };
    Some(GateRow { since: step.since, ..found })
}

/// Where the tasks' texts and GitLab differ about the pipeline: one sentence.
pub(crate) fn stage_release_contradiction(
    evidence: &Evidence<'_>,
    seen: &[Seen<'_>],
) -> Option<String> {
    let found = evidence.shipment().and_then(by_gitlab)?;
    let told = seen.iter().filter_map(pipeline_word).max_by_key(|word| word.at)?;
    // Older words are overtaken, not contradicted: only a success cannot be undone.
    let differ = told.state == GateState::Open && found.state != GateState::Open;
    differ
        .then(|| format!("stage-release: StateBox says {}, gitlab says {}", told.note, found.note))
}

/// What one task's text proves of the pipeline.
struct PipelineWord {
    at: Option<Timestamp>,
    state: GateState,
    note: String,
    on_whom: &'static str,
}

fn pipeline_word(task: &Seen<'_>) -> Option<PipelineWord> {
    if !matches!(task.name, TaskName::StageTesting | TaskName::ImageConsistencyCheck) {
        return None;
    }
    let at = task.moment();
    if let Outcome::Waiting { for_what, .. } = &task.outcome
        && for_what.starts_with("stage-release")
    {
        let (state, note, on_whom) = match task.trace.stage_release_status.as_deref() {
            Some("failed") => (GateState::ShutByFailure, "the pipeline failed".to_owned(), "ART"),
            Some("canceled") => {
                (GateState::ShutByFailure, "the pipeline was canceled".to_owned(), "ART")
            }
            Some("manual") => {
                (GateState::Shut, "the pipeline waits to be started".to_owned(), "ART")
            }
            Some(word) => (GateState::Shut, format!("the pipeline is {word}"), "Konflux"),
            None => (GateState::Shut, "the pipeline is not ready".to_owned(), "ART"),
        };
        return Some(PipelineWord { at, state, note: format!("{note} ({})", task.name), on_whom });
    }
    let text = task.record.and_then(|record| record.result.as_deref()).unwrap_or_default();
    let denied = text.contains("blocked stage-release");
    let open = task.trace.stage_release_succeeded || (task.is_through() && !denied);
    let how = if task.is_through() { "passed" } else { "saw it succeed" };
    let note = format!("{} {how}", task.name);
    open.then_some(PipelineWord { at, state: GateState::Open, note, on_whom: "" })
}

/// The results of the promoted build, or a person's judgement of them.
pub(super) fn promoted_acceptable(
    evidence: &Evidence<'_>,
    judged: &Seen<'_>,
    link: &Link,
    promoted: &GateRow,
) -> GateRow {
    let gate = |state, note: String, on_whom| row(Gate::PromotedAcceptable, state, note, on_whom);
    let mut acceptable = match (&judged.outcome, &judged.waived, link) {
        (Outcome::Passed, Some(_), _) => gate(GateState::Open, "waived".to_owned(), ""),
        (Outcome::Passed, None, _) => gate(GateState::Open, "judged: pass".to_owned(), ""),
        (Outcome::Failed { .. }, ..) => {
            gate(GateState::ShutByFailure, format!("{} failed", judged.name), "you")
        }
        (_, _, Link::Accepted { .. } | Link::ByHand { .. }) => {
            gate(GateState::Open, link.words(), "")
        }
        (_, _, Link::Rejected { .. }) => gate(GateState::Shut, link.words(), link.on_whom()),
        (_, _, Link::NotRead) => gate(GateState::Unknown, link.words(), ""),
        (_, _, Link::NoFile) if promoted.state != GateState::Open => {
            gate(GateState::Shut, "waits for the promotion".to_owned(), "ART")
        }
        (_, _, link) => gate(GateState::Shut, link.words(), link.on_whom()),
    };
    acceptable.since = match link {
        _ if judged.is_through() => judged.moment(),
        Link::NotAggregated { .. } | Link::Rejected { .. } | Link::Accepted { .. } => {
            evidence.promoted.and_then(|(results, _)| results.last_ended())
        }
        Link::Running { .. } => evidence.promoted.and_then(|(results, _)| results.first_started()),
        _ => None,
    };
    acceptable
}

/// The three tasks that run elsewhere.
pub(super) const ASYNC: [TaskName; 3] =
    [TaskName::PushToCdnStaging, TaskName::ImageConsistencyCheck, TaskName::StageTesting];

/// All three passed, or which did not.
pub(super) fn async_tasks_passed(tasks: &[TaskRow]) -> GateRow {
    let own = || tasks.iter().filter(|task| ASYNC.contains(&task.name));
    let missing: Vec<&TaskRow> = own().filter(|task| !task.state.is_through()).collect();
    let Some(first) = missing.first() else {
        let mut open = row(Gate::AsyncTasksPassed, GateState::Open, "all three passed", "");
        open.since = own().filter_map(|task| task.ended).map(|stamp| stamp.at).max();
        return open;
    };
    let any = |state| missing.iter().any(|task| task.state == state);
    let state = if any(TaskState::Failed) {
        GateState::ShutByFailure
    } else if any(TaskState::Unknown) {
        return row(Gate::AsyncTasksPassed, GateState::Unknown, "the StateBox was not read", "");
    } else {
        GateState::Shut
    };
    let word = |task: &&TaskRow| format!("{} ({})", task.name.short(), task.state.spoken());
    let note = format!("needs {}", missing.iter().map(word).collect::<Vec<_>>().join(", "));
    let on_whom = match first.state {
        _ if missing.iter().any(|task| task.needs_person || task.state == TaskState::Failed) => {
            "you"
        }
        TaskState::Running => "the running jobs",
        TaskState::Waiting => "ART",
        _ => "you",
    };
    row(Gate::AsyncTasksPassed, state, note, on_whom)
}
