//! What changed between two looks at the same thing, in facts: the causes of a change of a state word or
//! a verdict.

use std::collections::BTreeSet;

use super::acceptance::Judgement;
use super::flow::{FlowRow, GateRow, TaskRow};
use super::issues::Issue;
use super::releases::Assessment;
use super::results::{JobRecord, Results, Run, RunState};

/// The facts that differ between two assessments of a release, as short sentences. Ages and lengths are
/// no facts.
pub fn of_release(before: Option<&Assessment>, after: Option<&Assessment>) -> Vec<String> {
    let (before, after) = match (before, after) {
        (None, None) => return Vec::new(),
        (None, Some(_)) => return vec!["first file of the release appeared".to_owned()],
        (Some(_), None) => return vec!["last file of the release went".to_owned()],
        (Some(before), Some(after)) => (before, after),
    };
    let mut facts = Vec::new();
    for row in &after.flow {
        match row {
            FlowRow::Task(now) => facts.extend(task(task_row(&before.flow, now), now)),
            FlowRow::Gate(now) => facts.extend(gate(gate_row(&before.flow, now), now)),
        }
    }
    facts.extend(gone_tasks(&before.flow, &after.flow));
    facts.extend(issues(&before.issues, &after.issues));
    if before.due.map(|due| due.date) != after.due.map(|due| due.date) {
        let day = |of: &Assessment| of.due.map_or("none".to_owned(), |due| due.date.to_string());
        facts.push(format!("date: {} → {}", day(before), day(after)));
    }
    if before.activity != after.activity {
        facts.push(format!("list: {} → {}", before.activity.word(), after.activity.word()));
    }
    // A file that cannot be read any more, or can again, shows in the reasons alone.
    if facts.is_empty() && before.state != after.state {
        let first =
            |of: &Assessment| of.reasons.first().map_or(String::new(), |why| why.what.clone());
        facts.push(format!("{} → {}", first(before), first(after)));
    }
    facts
}

fn task_row<'a>(flow: &'a [FlowRow], like: &TaskRow) -> Option<&'a TaskRow> {
    flow.iter().find_map(|row| match row {
        FlowRow::Task(task) if task.name == like.name => Some(task),
        _ => None,
    })
}

fn gate_row<'a>(flow: &'a [FlowRow], like: &GateRow) -> Option<&'a GateRow> {
    flow.iter().find_map(|row| match row {
        FlowRow::Gate(gate) if gate.gate == like.gate => Some(gate),
        _ => None,
    })
}

fn task(before: Option<&TaskRow>, now: &TaskRow) -> Option<String> {
    let was = before.map_or("–", |before| before.state.word());
    if before.is_none_or(|before| before.state != now.state) {
        let note = if now.note.is_empty() { String::new() } else { format!(" ({})", now.note) };
        return Some(format!("task {}: {was} → {}{note}", now.name, now.state.word()));
    }
    match before.map(|before| before.needs_person) {
        Some(false) if now.needs_person => Some(format!("task {}: may start now", now.name)),
        Some(true) if !now.needs_person => {
            Some(format!("task {}: may not start any more", now.name))
        }
        _ => None,
    }
}

fn gone_tasks(before: &[FlowRow], after: &[FlowRow]) -> Vec<String> {
    let names = |flow: &[FlowRow]| -> BTreeSet<_> {
        flow.iter()
            .filter_map(|row| match row {
                FlowRow::Task(task) => Some(task.name),
                FlowRow::Gate(_) => None,
            })
            .collect()
    };
    let after = names(after);
    names(before)
        .difference(&after)
        .map(|name| format!("task {name}: no longer recorded"))
        .collect()
}

fn gate(before: Option<&GateRow>, now: &GateRow) -> Option<String> {
    let was = before.map(|before| before.state)?;
    let note = if now.note.is_empty() { String::new() } else { format!(" ({})", now.note) };
    (was != now.state)
        .then(|| format!("gate {}: {} → {}{note}", now.gate.words(), was.word(), now.state.word()))
}

fn issues(before: &[Issue], after: &[Issue]) -> Vec<String> {
    let same = |a: &Issue, b: &Issue| a.text == b.text && a.reported_at == b.reported_at;
    let kind = |issue: &Issue| if issue.blocker { "blocker" } else { "issue" };
    let mut facts = Vec::new();
    for issue in after {
        match before.iter().find(|old| same(old, issue)) {
            None if issue.resolved => {
                facts.push(format!("{} added, resolved: {}", kind(issue), issue.headline()))
            }
            None => facts.push(format!("{} added: {}", kind(issue), issue.headline())),
            Some(old) if !old.resolved && issue.resolved => {
                facts.push(format!("{} resolved: {}", kind(issue), issue.headline()));
            }
            Some(old) if old.resolved && !issue.resolved => {
                facts.push(format!("{} opened again: {}", kind(issue), issue.headline()));
            }
            Some(old) if old.blocker != issue.blocker => {
                facts.push(format!("{} now a {}: {}", kind(old), kind(issue), issue.headline()));
            }
            Some(_) => {}
        }
    }
    let gone = before.iter().filter(|old| !after.iter().any(|issue| same(old, issue)));
    facts.extend(gone.map(|old| format!("{} removed: {}", kind(old), old.headline())));
    facts
}

/// A result file with its judgement.
pub type Judged<'a> = (&'a Results, &'a Judgement);

/// The facts that differ between two looks at a build's results.
pub fn of_build(before: Option<Judged<'_>>, after: Option<Judged<'_>>) -> Vec<String> {
    let ((old, old_judgement), (new, new_judgement)) = match (before, after) {
        (None, None) => return Vec::new(),
        (None, Some(_)) => return vec!["result file appeared".to_owned()],
        (Some(_), None) => return vec!["result file went".to_owned()],
        (Some(before), Some(after)) => (before, after),
    };
    let mut facts = Vec::new();
    let flag =
        |value: Option<bool>| value.map_or("–", |value| if value { "true" } else { "false" });
    if old.aggregated != new.aggregated {
        facts.push(format!("aggregated: {} → {}", flag(old.aggregated), flag(new.aggregated)));
    }
    if old.accepted != new.accepted {
        facts.push(format!("accepted: {} → {}", flag(old.accepted), flag(new.accepted)));
    }
    match (old.manual_promotion, new.manual_promotion) {
        (false, true) => facts.push("promoted by hand".to_owned()),
        (true, false) => facts.push("promotion by hand taken back".to_owned()),
        _ => {}
    }
    for job in &new.jobs {
        let was = old.jobs.iter().find(|old| old.name == job.name);
        facts.extend(of_job(was, job).into_iter().map(|fact| format!("{}: {fact}", job.name)));
    }
    let gone = old.jobs.iter().filter(|old| !new.jobs.iter().any(|job| job.name == old.name));
    facts.extend(gone.map(|old| format!("{}: no longer in the file", old.name)));
    if facts.is_empty() && old_judgement != new_judgement {
        facts.push("job registry changed".to_owned());
    }
    facts
}

/// The facts that differ between two looks at a job.
pub fn of_job(before: Option<&JobRecord>, after: &JobRecord) -> Vec<String> {
    let Some(before) = before else { return vec!["job started".to_owned()] };
    let mut facts: Vec<String> =
        run("first run", Some(&before.first), &after.first).into_iter().collect();
    for (n, retry) in after.retries.iter().enumerate() {
        facts.extend(run(&format!("retry {}", n + 1), before.retries.get(n), retry));
    }
    if after.retries.len() < before.retries.len() {
        facts.push(format!("retries: {} → {}", before.retries.len(), after.retries.len()));
    }
    facts
}

fn run(which: &str, before: Option<&Run>, now: &Run) -> Option<String> {
    let word = |run: &Run| run.state.map_or("started", RunState::word);
    match before {
        None => Some(format!("{which}: {}", word(now))),
        Some(before) if before.id != now.id => Some(format!("{which}: replaced, {}", word(now))),
        Some(before) if before.state != now.state => {
            Some(format!("{which}: {} → {}", word(before), word(now)))
        }
        Some(before) if before.is_completed() != now.is_completed() => Some(format!(
            "{which}: {}",
            if now.is_completed() { "completed" } else { "open again" }
        )),
        Some(_) => None,
    }
}
