//! The whole of what is known of the selected row, as a text over the whole body.

use super::super::{PaneCtx, words};
use super::rows::{self, RowKey};
use super::{Focus, State, beside};
use crate::domain::flow::{FlowRow, TaskRow};
use crate::domain::releases::Assessment;
use crate::ui::widgets::age;

/// Title and text.
pub fn text(
    state: &State,
    release: &Assessment,
    ctx: &PaneCtx<'_>,
    small: bool,
) -> (String, String) {
    if state.focus == Focus::Issues {
        return issue(state, release, ctx);
    }
    let key = rows::selected_key(state, release, small);
    match key.and_then(|key| rows::row(release, key).map(|row| (key, row))) {
        Some((RowKey::Task(name), FlowRow::Task(task))) => {
            let beside = beside::text(ctx, release.release, name);
            (format!("{} {name}", release.release), of_task(task, ctx) + &beside)
        }
        Some((_, FlowRow::Gate(gate))) => {
            let title = format!("{} GATE {}", release.release, gate.gate.words());
            let (_, word) = words::gate(gate.state);
            (title, format!("{word}\n{}\n{}", gate.note, gate.on_whom))
        }
        _ => (release.release.to_string(), String::new()),
    }
}

fn of_task(task: &TaskRow, ctx: &PaneCtx<'_>) -> String {
    let now = ctx.snapshot.now;
    let stamp = |stamp| age::stamp(stamp, now);
    let mut text =
        format!("{}   {} → {}\n", task.state.word(), stamp(task.started), stamp(task.ended));
    let trace = &task.trace;
    let facts = [
        (!task.note.is_empty()).then(|| task.note.clone()),
        trace.prow_id.as_ref().map(|id| format!("prow job {id}")),
        trace.jenkins_build.map(|build| format!("jenkins build {build}")),
        trace.url.clone(),
        trace.digest.clone(),
    ];
    for fact in facts.into_iter().flatten().chain(trace.facts.iter().cloned()) {
        text.push_str(&fact);
        text.push('\n');
    }
    text.push('\n');
    text.push_str(task.result.as_deref().unwrap_or("no result recorded"));
    text
}

fn issue(state: &State, release: &Assessment, ctx: &PaneCtx<'_>) -> (String, String) {
    let title = format!("{} issue", release.release);
    let Some(issue) = release.issues.get(super::issues::position(state, release)) else {
        return (title, "no issues".to_owned());
    };
    let mut text = format!("{}\n\n", issue.text);
    text.push_str(&format!("reported  {}\n", age::stamp(issue.reported_at, ctx.snapshot.now)));
    text.push_str(&format!("tasks     {}\n", issue.related_tasks.join(", ")));
    if issue.resolved {
        let how = issue.resolution.as_deref().unwrap_or("no reason given");
        text.push_str(&format!(
            "resolved  {}  {how}\n",
            age::stamp(issue.resolved_at, ctx.snapshot.now)
        ));
    }
    (title, text)
}
