//! What needs a human at one release (design/ux.md §3, *Attention list*).

use super::of_advisories::of_advisories;
use super::{Attention, AttentionKind};
use crate::domain::acceptance::{Completeness, Judgement};
use crate::domain::clean::cut;
use crate::domain::flow::{Gate, GateState, TaskRow};
use crate::domain::issues::Issue;
use crate::domain::outcomes::Outcome;
use crate::domain::releases::facts::flow_kind;
use crate::domain::releases::{Activity, Case, FlowKind, ReleaseFacts, StateWord};
use crate::domain::results::{JobRecord, Results, RunState};
use crate::domain::runs::told;
use crate::domain::shipment::{self, Stand};
use crate::domain::stage_runs::Word;
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{self, SignedDuration, Stamp, Timestamp};
use crate::domain::verdict::Verdict;

/// Longest sentence.
const WHAT: usize = 90;
/// A watcher writes local times; only after the widest offset it is certain that it is over its time.
const WIDEST_OFFSET: SignedDuration = SignedDuration::from_hours(14);

/// The entries of a release, weightiest kind first. A release that is not on the list needs nobody.
pub(crate) fn of_release(
    case: &Case<'_, '_>,
    facts: &ReleaseFacts,
    activity: Activity,
) -> Vec<Attention> {
    if activity != Activity::Active {
        return Vec::new();
    }
    let mut list = List { case, entries: Vec::new() };
    if let Some(complaint) = case.evidence.statebox_broken {
        let place = match complaint.place.as_str() {
            "" => String::new(),
            place => format!("{place}: "),
        };
        let what = format!("StateBox file: {place}{}", complaint.what);
        list.add(AttentionKind::FileBroken, what, "you", None);
    }
    // In production nobody has to do anything more for it.
    if matches!(case.state, StateWord::Unknown | StateWord::Shipped) {
        return list.entries;
    }
    list.failed_tasks();
    list.blockers();
    list.tasks_that_need_a_person();
    list.gates();
    list.shipment();
    list.advisories();
    list.overdue();
    for sentence in facts.contradictions.iter().take(4) {
        list.add(AttentionKind::RecordsDisagree, sentence.clone(), "you", None);
    }
    list.jobs();
    list.entries.sort_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.what.cmp(&b.what)));
    list.entries
}

struct List<'c, 'e, 'a> {
    case: &'c Case<'e, 'a>,
    entries: Vec<Attention>,
}

impl List<'_, '_, '_> {
    fn add(
        &mut self,
        kind: AttentionKind,
        what: impl AsRef<str>,
        who: &str,
        since: Option<Timestamp>,
    ) {
        self.entries.push(Attention {
            release: Some(self.case.evidence.release),
            service: None,
            due: self.case.due.map(|due| due.date),
            kind,
            what: cut(what.as_ref(), WHAT),
            who: who.to_owned(),
            since,
        });
    }

    fn failed_tasks(&mut self) {
        let case = self.case;
        for seen in &case.picture.seen {
            if let Outcome::Failed { reason } = &seen.outcome {
                let what = format!("{} failed: {reason}", seen.name.short());
                self.add(AttentionKind::TaskFailed { task: seen.name }, what, "you", seen.moment());
            }
            let told = seen.beside(case.evidence, case.now);
            if let Some(told) = told.filter(|told| told.word == Word::Failed) {
                let what = format!("{} failed: {}", seen.name.short(), told.text);
                self.add(AttentionKind::TaskFailed { task: seen.name }, what, "you", seen.moment());
            }
        }
    }

    fn blockers(&mut self) {
        for issue in self.case.evidence.issues().filter(|issue| issue.blocks()) {
            let since = issue.reported_at.and_then(Stamp::certain);
            let what = format!("blocker open: {}", issue.headline());
            self.add(AttentionKind::BlockerOpen, what, who_resolves(issue), since);
        }
    }

    fn tasks_that_need_a_person(&mut self) {
        let case = self.case;
        let tasks = case
            .picture
            .tasks()
            .filter(|task| task.needs_person && task.name != TaskName::AnalyzeCandidateBuild);
        for task in tasks {
            let what = match task.name {
                TaskName::TakeOwnership => "needs an owner: take-ownership".to_owned(),
                TaskName::ChangeAdvisoryStatus => {
                    let of =
                        case.evidence.shipment().map(|shipment| format!(" of !{}", shipment.iid));
                    let of = of.unwrap_or_default();
                    format!("every gate is open: your approval{of}, advisories to REL_PREP")
                }
                TaskName::AnalyzePromotedBuild => {
                    format!("judge the promoted build: {}", case.picture.promoted.words())
                }
                name if task.state == TaskState::Running => {
                    format!("{}: {}", name.short(), task.note)
                }
                name => format!("start {name}: all it needs is met"),
            };
            self.add(AttentionKind::TaskNeedsPerson { task: task.name }, what, "you", None);
        }
    }

    fn gates(&mut self) {
        if self.case.state == StateWord::Ready {
            return;
        }
        let case = self.case;
        let gate = |gate| case.picture.gate(gate);
        for row in [Gate::BuildPromoted, Gate::StageRelease].into_iter().filter_map(gate) {
            if row.state == GateState::ShutByFailure {
                let what = format!("{} shut by a failure: {}", row.gate.words(), row.note);
                self.add(AttentionKind::GateNeedsPerson, what, "ART", row.since);
            }
        }
        let promoted = gate(Gate::BuildPromoted).is_some_and(|row| row.state == GateState::Open);
        let unseen = gate(Gate::StageRelease).filter(|row| row.state == GateState::Unknown);
        let behind = [TaskName::ImageConsistencyCheck, TaskName::StageTesting];
        let idle = behind
            .into_iter()
            .filter_map(|name| case.picture.task(name))
            .any(|task| task.state == TaskState::NotStarted);
        if promoted
            && idle
            && case.state != StateWord::NotStarted
            && let Some(row) = unseen
        {
            let what = format!(
                "promoted; stage-release cannot be seen ({}): look at the shipment MR",
                row.note
            );
            self.add(AttentionKind::GateNeedsPerson, what, "you", None);
        }
    }

    /// What the merge request wants of people, and no task asks for.
    fn shipment(&mut self) {
        let case = self.case;
        let Some(shipment) = case.evidence.shipment() else { return };
        let stand = Stand::of(case.evidence.release, case.picture.tasks());
        let approval_is_asked_for = self.entries.iter().any(|entry| {
            entry.kind == AttentionKind::TaskNeedsPerson { task: TaskName::ChangeAdvisoryStatus }
        });
        let own = shipment::attention(shipment, &stand, case.now)
            .filter(|(_, who)| !(who == "you" && approval_is_asked_for));
        for (what, who) in own.into_iter().chain(shipment::conflicts_beside(shipment)) {
            self.add(AttentionKind::ShipmentNeeds, what, &who, None);
        }
    }

    fn advisories(&mut self) {
        let evidence = self.case.evidence;
        let Some(advisories) = evidence.outside.advisories.get(&evidence.release) else { return };
        let errata_flow = flow_kind(evidence) == Some(FlowKind::Errata);
        for (kind, what, who) in of_advisories(advisories, errata_flow, self.case.due) {
            self.add(kind, what, who, None);
        }
    }

    fn overdue(&mut self) {
        let case = self.case;
        for task in case.picture.tasks() {
            let since = task.started.and_then(Stamp::certain);
            if let Some(what) = overdue(task, case.now) {
                let who = match task.state {
                    TaskState::Waiting => "ART",
                    _ => "you",
                };
                self.add(AttentionKind::OutsideOverdue, what, who, since);
            }
        }
    }

    /// Jobs of the build that is to be judged next.
    fn jobs(&mut self) {
        let case = self.case;
        if case.state == StateWord::Ready {
            return;
        }
        let judged = |name| case.picture.task(name).is_some_and(|task| task.state.is_through());
        let build = match (case.evidence.promoted, case.evidence.candidate) {
            (Some(promoted), _) if !judged(TaskName::AnalyzePromotedBuild) => promoted,
            (None, Some(candidate)) if !judged(TaskName::AnalyzeCandidateBuild) => candidate,
            _ => return,
        };
        self.jobs_of(build);
    }

    fn jobs_of(&mut self, (results, judgement): (&Results, &Judgement)) {
        let required = results.jobs.iter().zip(&judgement.jobs).filter(|(_, job)| !job.optional);
        for (record, job) in required {
            let name = record.name.short();
            let runs = 1 + record.retries.len();
            let last = record.retries.last().unwrap_or(&record.first).completed;
            let full = record.name.0.to_string();
            if job.is_held_by_error() {
                let what = format!("Prow error, nobody retries it: {name}");
                self.add(AttentionKind::JobError { job: full }, what, "you", last);
            } else if job.verdict == Verdict::Failed {
                let what = format!("job failed in {runs} runs: {name}");
                self.add(AttentionKind::JobFailed { job: full }, what, "you", last);
            } else if let Some(ended) = self.is_lost_at_prow(results, record) {
                let what = format!("Prow error, the record will hold the build: {name}");
                self.add(AttentionKind::JobError { job: full }, what, "you", ended);
            }
        }
        if let Completeness::Incomplete { present, expected } = judgement.completeness {
            let build = results.build.name.short();
            let what = format!("{build}: only {present} of {expected} planned jobs were started");
            self.add(AttentionKind::PlanIncomplete { present, expected }, what, "QE", None);
        }
    }
}

impl List<'_, '_, '_> {
    /// Prow ended the first run in `error` and the record does not know it yet; the moment it ended.
    fn is_lost_at_prow(&self, results: &Results, job: &JobRecord) -> Option<Option<Timestamp>> {
        let evidence = self.case.evidence;
        let runs = evidence.outside.runs.get(&evidence.release)?;
        let known = runs.of(&results.build.name, &job.name, &job.first)?;
        let told = told(&job.first, Some(known));
        let is_lost = told.by_prow.is_some() && told.run.state == Some(RunState::Error);
        (is_lost && job.retries.is_empty()).then_some(told.run.completed)
    }
}

/// An advisory in the wrong state is mended by ART; of anything else only a person can tell.
fn who_resolves(issue: &Issue) -> &'static str {
    let text = issue.text.to_ascii_lowercase();
    let art = [
        "advisories in abnormal state",
        "new_files",
        "dropped_no_ship",
        "stage-release",
        "stage release",
    ];
    if art.iter().any(|word| text.contains(word)) { "ART" } else { "you" }
}

fn overdue(task: &TaskRow, now: Timestamp) -> Option<String> {
    if task.state.is_through() {
        return None;
    }
    let gone = task.trace.watcher_until.and_then(|until| until.checked_add(WIDEST_OFFSET).ok());
    if matches!(task.state, TaskState::Waiting | TaskState::Running)
        && gone.is_some_and(|until| now > until)
    {
        return Some(format!("the watcher of {} is over its two days and said nothing", task.name));
    }
    let usual = task.typical.filter(|_| task.longer_than_usual)?;
    let for_what = match task.state {
        TaskState::Waiting => "waits",
        _ => "runs",
    };
    Some(format!("{} {for_what} longer than usual ({})", task.name, time::span(usual.p90)))
}
