//! The words of a bug's cells.

use crate::domain::bugs::{Bug, Class};
use crate::domain::escalation::{Current, Ladder, Rung, StepState};
use crate::domain::time::{SignedDuration, Timestamp, span, when};
use crate::store::bug_rows::{BugRow, BugWeight};
use crate::ui::glyphs::Glyph;

/// Cells of the bar of a rung.
pub const BAR: usize = 8;

/// The mark in front of a row.
pub fn mark(row: &BugRow) -> Glyph {
    match row.weight {
        BugWeight::Late => Glyph::Block,
        BugWeight::Heed => Glyph::Warn,
        BugWeight::Ordinary => Glyph::Idle,
        BugWeight::Untimed => Glyph::NotApplicable,
    }
}

/// The mark of a rung.
pub fn step(state: StepState) -> Glyph {
    match state {
        StepState::Sent { .. } | StepState::Set => Glyph::Pass,
        StepState::Met { .. } | StepState::Late { .. } => Glyph::Error,
        StepState::Counting { .. } => Glyph::Run,
        StepState::Later => Glyph::Idle,
    }
}

/// The marks of the four rungs, in order.
pub fn steps(ladder: &Ladder) -> [Glyph; 4] {
    match ladder {
        Ladder::Timed(climb) => Rung::ALL.map(|rung| step(climb.step(rung).state)),
        Ladder::PreMerge => [Glyph::NotApplicable; 4],
        Ladder::Unknown => [Glyph::Unknown; 4],
    }
}

/// Jira's priority in four letters.
pub fn priority(bug: &Bug) -> &'static str {
    match bug.priority.as_deref() {
        Some("Blocker") => "Blkr",
        Some("Critical") => "Crit",
        Some("Major") => "Maj",
        Some("Normal") => "Norm",
        Some("Minor") => "Min",
        _ => "–",
    }
}

/// What makes a bug weigh more, in a word.
pub fn flag(bug: &Bug) -> &'static str {
    let classes = bug.classes();
    let is = |class| classes.contains(&class);
    match () {
        () if is(Class::Cve) => "CVE",
        () if is(Class::Customer) => "cust",
        () if is(Class::Critical) => "crit",
        () => "",
    }
}

/// Weekday hours, whole ones, with their unit.
pub fn weekday_hours(length: SignedDuration) -> String {
    format!("{}wh", length.as_hours())
}

/// The time until the next rung: `4h`, `-3h late`, `paused, Mon 00:00`.
pub fn next_in(row: &BugRow, now: Timestamp) -> String {
    match (&row.ladder, row.ladder.current()) {
        (Ladder::PreMerge, _) => "no timer".to_owned(),
        (Ladder::Unknown, _) => "?".to_owned(),
        (_, None) => "label is set".to_owned(),
        (_, Some(Current { late: true, left, .. })) => format!("{} late", span(*left)),
        (_, Some(Current { paused: Some(until), .. })) => format!("paused, {}", when(*until, now)),
        (_, Some(current)) => span(current.left),
    }
}

/// When the next rung is due.
pub fn due(row: &BugRow, now: Timestamp) -> String {
    row.due().map_or_else(|| "–".to_owned(), |due| when(due, now))
}

/// How many cells of a bar are full.
pub fn full(progress: f64, cells: usize) -> usize {
    // Full only when it is over: a bar never looks further than its time.
    let full = (progress * cells as f64).floor();
    (full as usize).min(cells)
}
