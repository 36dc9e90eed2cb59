//! How a row hangs together with the others: what it blocks, what comes next, what feeds a gate.

use super::super::{PaneCtx, PaneEffect, words};
use super::rows::{self, RowKey};
use super::tasks::range;
use crate::domain::flow::{FlowRow, Gate, TaskRow};
use crate::domain::log::LogOf;
use crate::domain::releases::Assessment;
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time;
use crate::ui::glyphs::Glyph;

/// The log of the run behind a row: of the stage pipeline, or of the Prow job that its result names.
pub fn log_of(release: &Assessment, key: Option<RowKey>, ctx: &PaneCtx<'_>) -> PaneEffect {
    let note = |text: String| PaneEffect::Note(text);
    let Some(RowKey::Task(name)) = key else {
        return note("only a task has a log".to_owned());
    };
    let Some(FlowRow::Task(task)) = rows::row(release, RowKey::Task(name)) else {
        return note("only a task has a log".to_owned());
    };
    if name == TaskName::StageTesting {
        let told = ctx.snapshot.outside.stage_runs.as_ref();
        let newest = told.and_then(|told| {
            told.of(release.release, release.facts.candidate.as_ref()).next().map(|run| run.number)
        });
        return match newest.or(task.trace.jenkins_build) {
            Some(number) => PaneEffect::Log(LogOf::Stage(number)),
            None if told.is_none() => {
                note("no run is named, and Jenkins did not tell of any".to_owned())
            }
            None => note("Jenkins knows no run for this release".to_owned()),
        };
    }
    match task.trace.url.as_ref().filter(|url| url.contains("/view/g")) {
        // Prow keeps the log when the run is over; whether it is only Prow knows.
        Some(url) => {
            let is_over = task.state != TaskState::Running;
            PaneEffect::Log(LogOf::Run { url: url.clone(), is_over })
        }
        None => note(format!("no run is known behind {name}")),
    }
}

/// The gate a task feeds ([`Gate`] says which).
fn gate_of(name: TaskName) -> Option<Gate> {
    match name {
        TaskName::PushToCdnStaging | TaskName::ImageConsistencyCheck | TaskName::StageTesting => {
            Some(Gate::AsyncTasksPassed)
        }
        TaskName::AnalyzePromotedBuild => Some(Gate::PromotedAcceptable),
        _ => None,
    }
}

/// What cannot go on before this task is through; empty when it is, or when nothing hangs on it.
pub fn blocks(release: &Assessment, name: TaskName) -> String {
    let through = release.flow.iter().any(
        |row| matches!(row, FlowRow::Task(task) if task.name == name && task.state.is_through()),
    );
    if through {
        return String::new();
    }
    let gate = gate_of(name).map(|gate| format!("GATE {}", gate.words()));
    let waiting = release.flow.iter().filter_map(|row| match row {
        FlowRow::Task(task) => {
            let needs = |what: &str| what.split(' ').next() == Some(name.name());
            let waits = task.preconditions.iter().any(|one| needs(&one.what));
            waits.then(|| task.name.name().to_owned())
        }
        FlowRow::Gate(_) => None,
    });
    gate.into_iter().chain(waiting).collect::<Vec<_>>().join(", ")
}

/// What happens next, and by whom; empty when nothing does.
pub fn next(task: &TaskRow, ctx: &PaneCtx<'_>) -> String {
    match task.state {
        TaskState::Failed => "you decide: repair and run it again, or waive".to_owned(),
        TaskState::Blocked => "somebody resolves the blocker".to_owned(),
        TaskState::Running => match (&task.typical, task.started) {
            (Some(typical), Some(start)) if !start.doubtful => {
                let end = start.at.checked_add(typical.p50).ok();
                let end = end.filter(|end| *end > ctx.snapshot.now);
                let expect = end.map_or_else(
                    || "overdue".to_owned(),
                    |end| format!("expect ~{}", time::when(end, ctx.snapshot.now)),
                );
                format!("ends by itself, typical {}, {expect}", range(typical))
            }
            _ => "ends by itself".to_owned(),
        },
        _ if task.needs_person => "you start it".to_owned(),
        TaskState::NotStarted | TaskState::Waiting => {
            let unmet = task.preconditions.iter().filter(|one| one.met != Some(true)).count();
            match unmet {
                0 => String::new(),
                1 => "waits for what it needs".to_owned(),
                n => format!("waits for {n} of {} conditions", task.preconditions.len()),
            }
        }
        _ => String::new(),
    }
}

/// The tasks behind a gate, with their marks.
pub fn feeding(release: &Assessment, gate: Gate) -> Vec<(&TaskRow, Glyph)> {
    let tasks = release.flow.iter().filter_map(|row| match row {
        FlowRow::Task(task) => Some(task),
        FlowRow::Gate(_) => None,
    });
    tasks
        .filter(|task| gate_of(task.name) == Some(gate))
        .map(|task| (task, words::task(task)))
        .collect()
}
