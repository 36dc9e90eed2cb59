//! Which mark and which words stand for a state. The same in every pane.

use ratatui::style::Style;

use super::PaneCtx;
use crate::domain::attention::AttentionKind;
use crate::domain::builds::{ArchPhase, Phase};
use crate::domain::flow::{GateState, TaskRow};
use crate::domain::freshness::Freshness;
use crate::domain::releases::{Assessment, Due, Weight};
use crate::domain::results::{Run, RunState};
use crate::domain::source::Source;
use crate::domain::tasks::TaskState;
use crate::domain::time;
use crate::domain::verdict::Verdict;
use crate::store::snapshot::Snapshot;
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;

/// The mark of a release (design/ux.md §3): an open note turns that of `RUNNING` into ▲.
pub fn release(assessment: &Assessment) -> Glyph {
    Glyph::of_release(assessment.state, assessment.has_open_note)
}

/// The mark of a task; one that takes longer than usual is ▲.
pub fn task(row: &TaskRow) -> Glyph {
    match row.state {
        TaskState::NotStarted if row.needs_person => Glyph::Warn,
        TaskState::NotStarted => Glyph::Idle,
        TaskState::Waiting => Glyph::Wait,
        TaskState::Running if row.longer_than_usual => Glyph::Warn,
        TaskState::Running => Glyph::Run,
        TaskState::Passed => Glyph::Pass,
        TaskState::Failed => Glyph::Fail,
        TaskState::Waived => Glyph::Waive,
        TaskState::Blocked => Glyph::Block,
        TaskState::NotApplicable => Glyph::NotApplicable,
        TaskState::Unknown => Glyph::Unknown,
    }
}

/// Mark and word of a gate.
pub fn gate(state: GateState) -> (Glyph, &'static str) {
    match state {
        GateState::Open => (Glyph::Pass, "open"),
        GateState::Shut => (Glyph::Wait, "shut"),
        GateState::ShutByFailure => (Glyph::Block, "shut"),
        GateState::Unknown => (Glyph::Unknown, "not known"),
    }
}

/// The mark of a reason.
pub fn weight(weight: Weight) -> Glyph {
    match weight {
        Weight::Failed => Glyph::Fail,
        Weight::Blocked => Glyph::Block,
        Weight::Attention => Glyph::Warn,
        Weight::Running => Glyph::Run,
        Weight::Waiting => Glyph::Wait,
        Weight::NotStarted => Glyph::Idle,
        Weight::Passed => Glyph::Pass,
        Weight::Unknown => Glyph::Unknown,
    }
}

/// Mark and short word of a build on an architecture.
pub fn phase(phase: ArchPhase) -> (Glyph, &'static str) {
    match phase {
        ArchPhase::Unknown | ArchPhase::Known(Phase::Unknown) => (Glyph::Unknown, ""),
        ArchPhase::Absent => (Glyph::Idle, ""),
        ArchPhase::Gone => (Glyph::NotApplicable, "gone"),
        ArchPhase::Known(Phase::Pending) => (Glyph::Wait, "pending"),
        ArchPhase::Known(Phase::Ready) => (Glyph::Queue, "ready"),
        ArchPhase::Known(Phase::Accepted) => (Glyph::Pass, "acc"),
        ArchPhase::Known(Phase::Rejected) => (Glyph::Fail, "REJ"),
        ArchPhase::Known(Phase::Failed) => (Glyph::Error, "FAILED"),
    }
}

/// Mark and word of a run (design/ux.md §3, Builds and jobs).
pub fn run(run: &Run) -> (Glyph, &'static str) {
    match run.state {
        Some(state) => (run_glyph(state), state.word()),
        None if run.is_completed() => (Glyph::Unknown, "unknown"),
        // Right after it was triggered a run has nothing but its id.
        None if run.id.is_some() => (Glyph::Queue, "triggered"),
        None => (Glyph::Idle, "not started"),
    }
}

fn run_glyph(state: RunState) -> Glyph {
    match state {
        RunState::Success => Glyph::Pass,
        RunState::Failure => Glyph::Fail,
        RunState::Aborted => Glyph::Abort,
        RunState::Error => Glyph::Error,
        RunState::Pending => Glyph::Run,
        RunState::Triggered | RunState::Scheduling => Glyph::Queue,
        RunState::Unknown => Glyph::Unknown,
    }
}

/// The mark of a verdict.
pub fn verdict(verdict: Verdict) -> Glyph {
    match verdict {
        Verdict::Passed => Glyph::Pass,
        Verdict::Failed => Glyph::Fail,
        Verdict::Pending => Glyph::Run,
        Verdict::Error => Glyph::Error,
    }
}

/// The mark of an entry that needs a human.
pub fn attention(kind: &AttentionKind) -> Glyph {
    match kind {
        AttentionKind::TaskFailed { .. } | AttentionKind::JobFailed { .. } => Glyph::Fail,
        AttentionKind::BlockerOpen => Glyph::Block,
        AttentionKind::JobError { .. } => Glyph::Error,
        _ => Glyph::Warn,
    }
}

/// `1d LATE`, `TODAY`, `Thu 26`. Without a date: `?` while build data was never read, else `–`.
pub fn due(due: Option<Due>, snapshot: &Snapshot, source: Source) -> (String, Token) {
    match due {
        Some(due) => match due.word() {
            Some(word) => (word, Token::StatusWarn),
            None => (age::short_day(due.date, time::day(snapshot.now)), Token::UiFg),
        },
        None if age::level(snapshot, source) == Freshness::Never => {
            ("?".to_owned(), Token::StatusUnknown)
        }
        None => ("–".to_owned(), Token::StatusNa),
    }
}

/// The look laid under facts of a level: stale ones are dimmed.
pub fn under(ctx: &PaneCtx<'_>, level: Freshness) -> Style {
    if level >= Freshness::Stale { ctx.look.style(Token::FreshStale) } else { Style::new() }
}
