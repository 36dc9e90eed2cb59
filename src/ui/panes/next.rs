//! What happens next in a release, and who does it; what cannot happen yet, and why not.

use crate::domain::flow::{FlowRow, GateState, TaskRow};
use crate::domain::releases::Assessment;
use crate::domain::tasks::TaskState;
use crate::domain::time::{Stamp, Timestamp};
use crate::ui::glyphs::Glyph;

use super::words;

/// One thing that is under way or waits for somebody.
pub struct Step<'a> {
    /// its mark
    pub glyph: Glyph,
    /// task or gate
    pub what: &'a str,
    /// `running`, `you`, `failed: you`, `ART`
    pub who: &'a str,
    /// since when
    pub since: Option<Timestamp>,
}

/// Running tasks, tasks that wait for a person, gates that somebody can open; in the order of the flow.
pub fn steps(release: &Assessment) -> impl Iterator<Item = Step<'_>> {
    release.flow.iter().filter_map(|row| match row {
        FlowRow::Task(task) => {
            let who = match task.state {
                TaskState::Running if task.longer_than_usual => "longer than usual",
                TaskState::Running => "running",
                TaskState::Failed => "failed: you",
                TaskState::Blocked => "blocker: you",
                _ if task.needs_person => "you",
                _ => return None,
            };
            let started = task.started.and_then(Stamp::certain);
            let since = started.filter(|_| task.state == TaskState::Running);
            Some(Step { glyph: words::task(task), what: task.name.name(), who, since })
        }
        FlowRow::Gate(gate) if gate.state != GateState::Open && !gate.on_whom.is_empty() => {
            Some(Step {
                glyph: words::gate(gate.state).0,
                what: gate.gate.words(),
                who: &gate.on_whom,
                since: gate.since,
            })
        }
        FlowRow::Gate(_) => None,
    })
}

/// Tasks that were not started and lack something, with the first thing they lack and how many more.
pub fn not_yet(release: &Assessment) -> impl Iterator<Item = (&TaskRow, &str, usize)> {
    release.flow.iter().filter_map(|row| {
        let FlowRow::Task(task) = row else { return None };
        let idle = matches!(task.state, TaskState::NotStarted | TaskState::Waiting);
        let mut unmet = task.preconditions.iter().filter(|one| one.met != Some(true));
        let first = unmet.next().filter(|_| idle && !task.needs_person)?;
        Some((task, first.what.as_str(), unmet.count()))
    })
}

/// Gates that are open, and all of them.
pub fn gates(release: &Assessment) -> (usize, usize) {
    let gates = || {
        release.flow.iter().filter_map(|row| match row {
            FlowRow::Gate(gate) => Some(gate.state),
            FlowRow::Task(_) => None,
        })
    };
    (gates().filter(|state| *state == GateState::Open).count(), gates().count())
}
