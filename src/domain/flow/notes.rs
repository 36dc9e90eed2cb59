//! The line beside a task: why it failed, for what and on whom it waits, what it lacks.

use super::Precondition;
use super::picture::Known;
use super::rows::outside_gate;
use super::seen::Seen;
use crate::domain::issues::Issue;
use crate::domain::outcomes::Outcome;
use crate::domain::statebox::RecordedStatus;
use crate::domain::tasks::{TaskName, TaskState};

/// The note of a task that an open blocker holds.
pub(super) fn held(by: &Issue, outcome: &Outcome) -> String {
    let also = match outcome {
        Outcome::Failed { reason } => format!("; failed: {reason}"),
        Outcome::Running => "; in progress".to_owned(),
        _ => String::new(),
    };
    format!("held by a blocker: {}{also}", by.headline())
}

/// The note of any other task; empty when its state says it all.
pub(super) fn note(
    outcome: &Outcome,
    state: TaskState,
    seen: &Seen<'_>,
    preconditions: &[Precondition],
    known: &Known<'_, '_>,
) -> String {
    match (state, outcome) {
        (TaskState::Waived, _) => waived(seen),
        (TaskState::Failed, Outcome::Failed { reason }) => reason.clone(),
        (TaskState::Waiting, Outcome::Waiting { for_what, on_whom }) => {
            let status = seen.trace.stage_release_status.as_deref();
            let status = status.map(|word| format!(" ({word})")).unwrap_or_default();
            format!("waits for the {for_what}{status}, on {on_whom}")
        }
        (TaskState::Waiting, _) => match outside_gate(seen.name, known) {
            Some((what, whom)) if whom.is_empty() => what,
            Some((what, whom)) => format!("{what}, on {whom}"),
            None => String::new(),
        },
        (TaskState::Passed, _) => match seen.record.map(|record| record.status) {
            Some(RecordedStatus::InProgress) => {
                "recorded as In Progress by a later run that found it passed".to_owned()
            }
            Some(RecordedStatus::Fail) => {
                "recorded as Fail by a later run that found it passed".to_owned()
            }
            _ => String::new(),
        },
        (TaskState::Running, _) if seen.name.ends_at_once() => {
            "takes seconds; if it stays in progress it was interrupted: run it again".to_owned()
        }
        (TaskState::NotApplicable, _) => rhcos_note(known),
        (TaskState::NotStarted, _) => {
            let lost =
                matches!(seen.record.map(|record| record.status), Some(RecordedStatus::InProgress))
                    && seen.name == TaskName::ImageConsistencyCheck;
            let missing = preconditions.iter().find(|need| need.met != Some(true));
            match missing {
                _ if lost => "the Prow job ended without a result: start it again".to_owned(),
                Some(need) if need.met.is_none() => {
                    format!("not known: {}; look there before it is started", need.what)
                }
                Some(need) => format!("needs {}", need.what),
                None => String::new(),
            }
        }
        _ => String::new(),
    }
}

/// Who waived it and why. A pass over a rejected record file whose text admits nothing is no waiver that
/// anybody wrote down.
fn waived(seen: &Seen<'_>) -> String {
    let reading = seen.record.map(|record| &record.reading);
    let how = match reading.is_some_and(|said| said.waiver.is_some() || said.admits_failures) {
        true => "waived (recorded in StateBox, person not named)",
        false => "passed over a rejected record file, no waiver recorded",
    };
    format!("{how}: \"{}\"", seen.waived.as_deref().unwrap_or_default())
}

/// The StateBox cannot hold this step; leads write it down as issues (reference/statebox.md §3).
fn rhcos_note(known: &Known<'_, '_>) -> String {
    let name = TaskName::CheckRhcosSecurityAlerts.name();
    let named = known.issues().find(|issue| issue.related_tasks.iter().any(|task| task == name));
    match named {
        Some(issue) if issue.resolved => format!("not recorded; resolved: {}", issue.headline()),
        Some(issue) => format!("not recorded; open: {}", issue.headline()),
        None => "not recorded: the StateBox has no place for it".to_owned(),
    }
}
