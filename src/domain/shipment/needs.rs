//! What a shipment still needs, in the order in which it blocks (design/ux.md §5e).

use serde::{Deserialize, Serialize};

use super::{ApprovalRule, MrState, Shipment, Step, StepState, StepWord, step};
use crate::domain::flow::{FlowRow, TaskRow};
use crate::domain::releases::Assessment;
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::Timestamp;
use crate::domain::version::Release;

/// One thing that has to be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// what
    pub what: NeedWhat,
    /// whether it is there
    pub state: NeedState,
    /// who did it, or who has to: `b.moreau`, `you`, `ART`; empty: nobody in particular
    pub who: String,
    /// since when it is there, or waits
    pub since: Option<Timestamp>,
    /// one line; empty when the rest says it all
    pub note: String,
}

/// What a shipment can need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedWhat {
    /// it is prepared no longer
    Ready,
    /// the release to stage
    StageRelease,
    /// the approval of a rule; empty: GitLab names no rules
    Approval {
        /// `ART`, `QE`, `docs`
        rule: String,
    },
    /// the images are those of the payload, and healthy
    Images,
    /// it can be merged
    NoConflict,
    /// it is merged
    Merge,
    /// the release to production
    ProdRelease,
}

/// Whether it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeedState {
    /// it is
    Met,
    /// it goes on
    Running,
    /// somebody can do it now
    Waiting,
    /// something before it is missing
    Later,
    /// it went wrong
    Failed,
    /// not known
    Unknown,
}

impl NeedWhat {
    /// The words on the screen.
    pub fn words(&self) -> String {
        match self {
            NeedWhat::Ready => "no draft any more".to_owned(),
            NeedWhat::StageRelease => Step::StageRelease.stage().to_owned(),
            NeedWhat::Approval { rule } if rule.is_empty() => "approval".to_owned(),
            NeedWhat::Approval { rule } => format!("{rule} approval"),
            NeedWhat::Images => "images match payload".to_owned(),
            NeedWhat::NoConflict => "no conflict".to_owned(),
            NeedWhat::Merge => "merge".to_owned(),
            NeedWhat::ProdRelease => Step::ProdRelease.name().to_owned(),
        }
    }
}

/// What the merge request of a release needs.
pub fn needs(shipment: &Shipment, release: &Assessment) -> Vec<Need> {
    let stage = step(shipment, Step::StageRelease);
    let prod = step(shipment, Step::ProdRelease);
    let merged = shipment.state == MrState::Merged;
    let mut needs = Vec::new();
    if shipment.state == MrState::Draft {
        needs.push(need(NeedWhat::Ready, NeedState::Waiting, "ART", None, "it is being prepared"));
    }
    needs.push(of_step(NeedWhat::StageRelease, &stage, merged));
    needs.extend(approvals(shipment, release));
    needs.push(images(release));
    needs.extend(conflict(shipment));
    let before = needs.iter().all(|need| need.state == NeedState::Met);
    needs.push(merge(shipment, before));
    needs.push(production(shipment, &prod, before));
    needs
}

/// What a merge request beside it needs: to be approved, and to be merged.
pub(super) fn beside(shipment: &Shipment, release: &Assessment) -> Vec<Need> {
    let mut needs = approvals(shipment, release);
    needs.extend(conflict(shipment));
    let before = needs.iter().all(|need| need.state == NeedState::Met);
    needs.push(merge(shipment, before));
    needs
}

fn need(
    what: NeedWhat,
    state: NeedState,
    who: &str,
    since: Option<Timestamp>,
    note: impl Into<String>,
) -> Need {
    Need { what, state, who: who.to_owned(), since, note: note.into() }
}

fn of_step(what: NeedWhat, step: &StepState, merged: bool) -> Need {
    let state = match step.word {
        StepWord::Succeeded => NeedState::Met,
        StepWord::Running => NeedState::Running,
        StepWord::Failed | StepWord::Canceled => NeedState::Failed,
        StepWord::Unknown if merged => NeedState::Met,
        StepWord::Unknown => NeedState::Unknown,
        StepWord::NotYet => NeedState::Later,
        _ => NeedState::Waiting,
    };
    let note = match &step.contradiction {
        Some(contradiction) => contradiction.clone(),
        None if step.by_label => match what {
            NeedWhat::ProdRelease => format!("label {}", Step::ProdRelease.label()),
            _ => format!("label {}", Step::StageRelease.label()),
        },
        None if merged && step.word == StepWord::Unknown => "it was merged".to_owned(),
        None => step.sentence(),
    };
    let who = if state == NeedState::Met { "" } else { step.on_whom() };
    need(what, state, who, step.since, note)
}

/// By rule, those of ART first, then ours, then the others; without rules as one number.
fn approvals(shipment: &Shipment, release: &Assessment) -> Vec<Need> {
    let approvals = &shipment.approvals;
    let mut rules: Vec<&ApprovalRule> = approvals.needed().collect();
    rules.sort_by_key(|rule| (!rule.name.to_ascii_uppercase().contains("ART"), !rule.is_qe()));
    if rules.is_empty() {
        let (given, needed) = approvals.count();
        let what = NeedWhat::Approval { rule: String::new() };
        let names: Vec<&str> = approvals.by.iter().map(|one| one.name.as_str()).collect();
        let since = approvals.newest();
        let state = match approvals.are_complete() {
            Some(true) => NeedState::Met,
            Some(false) => NeedState::Waiting,
            None => NeedState::Unknown,
        };
        let note = match needed {
            Some(needed) => format!("{given} of {needed}"),
            None => format!("{given} given, how many are needed is not told"),
        };
        return vec![need(what, state, &names.join(", "), since, note)];
    }
    rules.into_iter().map(|rule| approval(shipment, rule, release)).collect()
}

fn approval(shipment: &Shipment, rule: &ApprovalRule, release: &Assessment) -> Need {
    let what = NeedWhat::Approval { rule: rule.name.clone() };
    if rule.is_met() {
        let since = rule.by.iter().filter_map(|name| shipment.approvals.when(name)).max();
        return need(what, NeedState::Met, &rule.by.join(", "), since, "");
    }
    if matches!(shipment.state, MrState::Merged) {
        return need(what, NeedState::Unknown, "", None, "merged without it");
    }
    if !rule.is_qe() {
        return need(what, NeedState::Waiting, &rule.name, None, "");
    }
    match Stand::of_assessed(release).not_passed {
        0 => need(what, NeedState::Waiting, "you", None, "every task before it passed"),
        1 => need(what, NeedState::Later, "you", None, "not yet: 1 task not passed"),
        n => need(what, NeedState::Later, "you", None, format!("not yet: {n} tasks not passed")),
    }
}

/// How far the tasks of a release are, as far as its shipment asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stand {
    /// whose
    pub release: Release,
    /// tasks that have to be through before the approval and are not
    pub not_passed: usize,
    /// the approval was given, or begun
    pub approved: bool,
}

impl Stand {
    /// Looks at the tasks of a release.
    pub(crate) fn of<'t>(release: Release, tasks: impl Iterator<Item = &'t TaskRow>) -> Stand {
        let mut stand = Stand { release, not_passed: 0, approved: false };
        for task in tasks.filter(|task| task.counted) {
            match task.name {
                // it gates nothing
                TaskName::AnalyzeCandidateBuild => {}
                TaskName::ChangeAdvisoryStatus => {
                    stand.approved = task.state.is_through() || task.started.is_some();
                }
                _ => stand.not_passed += usize::from(!task.state.is_through()),
            }
        }
        stand
    }

    pub(super) fn of_assessed(release: &Assessment) -> Stand {
        Stand::of(release.release, tasks(release))
    }
}

fn tasks(release: &Assessment) -> impl Iterator<Item = &TaskRow> {
    release.flow.iter().filter_map(|row| match row {
        FlowRow::Task(task) => Some(task),
        FlowRow::Gate(_) => None,
    })
}

fn task(release: &Assessment, name: TaskName) -> Option<&TaskRow> {
    tasks(release).find(|task| task.name == name)
}

fn images(release: &Assessment) -> Need {
    let name = TaskName::ImageConsistencyCheck;
    let Some(check) = task(release, name) else {
        return need(NeedWhat::Images, NeedState::Unknown, "", None, "");
    };
    let state = match check.state {
        state if state.is_through() => NeedState::Met,
        TaskState::Running => NeedState::Running,
        TaskState::Failed | TaskState::Blocked => NeedState::Failed,
        TaskState::Unknown => NeedState::Unknown,
        TaskState::NotStarted if check.needs_person => NeedState::Waiting,
        _ => NeedState::Later,
    };
    let who = if state == NeedState::Waiting { "you" } else { "" };
    let since = check.ended.or(check.started).filter(|stamp| !stamp.doubtful);
    let note = match check.note.as_str() {
        "" => name.to_string(),
        note => format!("{note} ({name})"),
    };
    need(NeedWhat::Images, state, who, since.map(|stamp| stamp.at), note)
}

fn conflict(shipment: &Shipment) -> Option<Need> {
    let is_open = matches!(shipment.state, MrState::Opened | MrState::Draft);
    (is_open && shipment.conflict == Some(true)).then(|| {
        let note = format!("it conflicts with {}", shipment.target);
        need(NeedWhat::NoConflict, NeedState::Failed, "ART", None, note)
    })
}

fn merge(shipment: &Shipment, before: bool) -> Need {
    let merge = |state, since, note: &str| need(NeedWhat::Merge, state, "ART", since, note);
    match shipment.state {
        MrState::Merged => need(NeedWhat::Merge, NeedState::Met, "", shipment.merged, ""),
        MrState::Closed => merge(NeedState::Failed, None, "it was closed, not merged"),
        MrState::Locked => merge(NeedState::Running, None, "it is being merged"),
        _ if before => merge(NeedState::Waiting, shipment.approvals.newest(), ""),
        _ => merge(NeedState::Later, None, "after the approvals"),
    }
}

fn production(shipment: &Shipment, prod: &StepState, before: bool) -> Need {
    let merged = shipment.state == MrState::Merged;
    let mut need = of_step(NeedWhat::ProdRelease, prod, merged);
    if matches!(need.state, NeedState::Waiting) && !before {
        need.state = NeedState::Later;
        need.since = None;
    }
    if need.state == NeedState::Waiting {
        need.since = waiting_since(shipment, prod);
    }
    need
}

/// Since when production can be released: the last approval, or the job before it.
pub(super) fn waiting_since(shipment: &Shipment, prod: &StepState) -> Option<Timestamp> {
    prod.since.max(shipment.approvals.newest())
}
