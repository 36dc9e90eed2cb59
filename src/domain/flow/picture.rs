//! The whole flow of a release at a moment: rows, gates, and what they were computed from.

use super::chain::Link;
use super::seen::Seen;
use super::{FlowRow, Gate, GateRow, TaskRow, gates, rows};
use crate::domain::issues::Issue;
use crate::domain::releases::{Evidence, FlowKind, facts};
use crate::domain::tasks::TaskName;
use crate::domain::time::{Date, Timestamp};

/// What is known while the picture is made; gates are added as soon as they can be told.
pub(super) struct Known<'e, 'a> {
    pub evidence: &'e Evidence<'a>,
    pub now: Timestamp,
    pub seen: Vec<Seen<'a>>,
    pub gates: Vec<GateRow>,
    /// results of the promoted build
    pub promoted: Link,
    /// results of the candidate
    pub candidate: Link,
}

/// The flow of a release.
#[derive(Debug, Clone)]
pub(crate) struct Picture<'a> {
    /// rows in the order of the screen
    pub rows: Vec<FlowRow>,
    /// every task as it is recorded
    pub seen: Vec<Seen<'a>>,
    /// how far the results of the promoted build are
    pub promoted: Link,
}

impl Known<'_, '_> {
    pub(super) fn seen(&self, name: TaskName) -> Lookup<'_> {
        Lookup(self.seen.iter().find(|seen| seen.name == name))
    }

    pub(super) fn gate(&self, gate: Gate) -> Option<&GateRow> {
        self.gates.iter().find(|row| row.gate == gate)
    }

    pub(super) fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.evidence.issues()
    }

    /// An open blocker that names no task: nothing new is started (reference/workflow.md §5).
    pub(super) fn general_blocker(&self) -> Option<&Issue> {
        self.issues().find(|issue| issue.blocks() && issue.related_tasks.is_empty())
    }

    pub(super) fn due(&self) -> Option<Date> {
        facts::release_date(self.evidence)
    }
}

/// A task that may not be there.
pub(super) struct Lookup<'s>(Option<&'s Seen<'s>>);

impl Lookup<'_> {
    pub(super) fn is_through(&self) -> bool {
        self.0.is_some_and(Seen::is_through)
    }

    /// Through, or nothing that this release has.
    pub(super) fn is_through_or_na(&self) -> bool {
        self.0.is_none_or(Seen::is_through)
    }

    pub(super) fn was_run(&self) -> bool {
        self.0.is_some_and(|seen| seen.record.is_some() || seen.is_through())
    }
}

impl<'a> Picture<'a> {
    /// Draws the flow of a release as it stands at `now`.
    pub(crate) fn of(evidence: &Evidence<'a>, now: Timestamp) -> Picture<'a> {
        let seen: Vec<Seen<'a>> =
            TaskName::ALL.into_iter().map(|name| Seen::of(name, evidence)).collect();
        let mut known = Known {
            evidence,
            now,
            seen,
            gates: Vec::new(),
            promoted: Link::of(evidence.promoted, evidence.record_read),
            candidate: Link::of(evidence.candidate, evidence.record_read),
        };
        let before = first_gates(&known);
        known.gates.extend(before);
        let mut tasks: Vec<TaskRow> =
            rows::BEFORE_ASYNC.into_iter().map(|name| rows::task(name, &known)).collect();
        known.gates.insert(0, gates::async_tasks_passed(&tasks));
        tasks.extend(rows::AFTER_ASYNC.into_iter().map(|name| rows::task(name, &known)));
        let extras = rows::EXTRA.into_iter().filter(|name| {
            known.seen.iter().any(|seen| seen.name == *name && seen.record.is_some())
        });
        tasks.extend(extras.map(|name| rows::task(name, &known)));
        if known.seen(TaskName::ChangeAdvisoryStatus).is_through() {
            // Approved: what was left out is history, nobody has to start it any more.
            tasks.iter_mut().for_each(|task| task.needs_person = false);
        }
        Picture {
            rows: rows::in_order(tasks, &known.gates),
            promoted: known.promoted,
            seen: known.seen,
        }
    }

    /// A task's row.
    pub(crate) fn task(&self, name: TaskName) -> Option<&TaskRow> {
        self.tasks().find(|task| task.name == name)
    }

    /// Tasks in the order of the screen.
    pub(crate) fn tasks(&self) -> impl Iterator<Item = &TaskRow> {
        self.rows.iter().filter_map(|row| match row {
            FlowRow::Task(task) => Some(task),
            FlowRow::Gate(_) => None,
        })
    }

    /// Gates in the order of the screen.
    pub(crate) fn gates(&self) -> impl Iterator<Item = &GateRow> {
        self.rows.iter().filter_map(|row| match row {
            FlowRow::Gate(gate) => Some(gate),
            FlowRow::Task(_) => None,
        })
    }

    /// A gate's row; `None` for a gate that this flow has not.
    pub(crate) fn gate(&self, gate: Gate) -> Option<&GateRow> {
        self.gates().find(|row| row.gate == gate)
    }

    /// What is recorded of a task.
    pub(crate) fn seen(&self, name: TaskName) -> Option<&Seen<'a>> {
        self.seen.iter().find(|seen| seen.name == name)
    }
}

/// The gates that follow from the evidence alone.
fn first_gates(known: &Known<'_, '_>) -> Vec<GateRow> {
    let promoted = gates::build_promoted(known.evidence, &known.seen);
    let judged = known.seen.iter().find(|seen| seen.name == TaskName::AnalyzePromotedBuild);
    let acceptable = judged.map(|judged| {
        gates::promoted_acceptable(known.evidence, judged, &known.promoted, &promoted)
    });
    // The Errata flow has no shipment, so no pipeline (reference/workflow.md §3).
    let konflux = facts::flow_kind(known.evidence) != Some(FlowKind::Errata);
    let stage = konflux.then(|| gates::stage_release(known.evidence, &known.seen));
    [Some(promoted), stage, acceptable].into_iter().flatten().collect()
}
