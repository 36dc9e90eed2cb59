//! The task list as a tree: steps, branches, gates.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, words};
use super::rows::{self, RowKey};
use super::{Focus, State};
use crate::domain::arch::Arch;
use crate::domain::durations::Typical;
use crate::domain::flow::{Depth, FlowRow, Gate, GateRow, GateState, TaskRow};
use crate::domain::freshness::Freshness;
use crate::domain::releases::Assessment;
use crate::domain::source::{Branch, Source};
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{self, SignedDuration};
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::{Align, Pen};
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::CutSide;

/// Cells from the left at which the columns begin.
const STATE: usize = 34;
const STARTED: usize = 42;
const TOOK: usize = 53;
const TYPICAL: usize = 60;

/// What is drawn on a line.
enum Line<'a> {
    Setup(rows::Setup),
    Row(&'a FlowRow),
    /// second line of a waived task: who and why
    Waiver(&'a TaskRow),
}

/// How much of the list's surroundings there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dress {
    /// rows only, setup folded
    Bare,
    /// heads, setup folded
    Heads,
    /// rule and heads, everything unfolded
    Full,
}

/// Draws rule, heads and the visible rows.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    release: &Assessment,
    dress: Dress,
) {
    if area.height == 0 {
        return;
    }
    let wide = dress == Dress::Full;
    let keys = rows::keys(release, !wide && !state.setup_unfolded);
    let selected = rows::position(state, release, &keys);
    let focused = ctx.focused && state.focus == Focus::Tasks;
    let mut top = 0;
    if dress != Dress::Bare {
        if wide {
            let of = TaskName::TRACKED.len();
            let passed = release.passed.map_or_else(|| "?".to_owned(), |n| n.to_string());
            let title = format!("Tasks {passed} of {of}");
            rule(buf, ctx.look, area, 0, &title, "", focused);
            top = 1;
        }
        let mut pen = Pen::on(buf, ctx.look, area, top);
        pen.to(4).faint("TASK").to(STATE).faint("STATE").to(STARTED).faint("STARTED");
        pen.to(TOOK).faint("TOOK").to(TYPICAL).faint("TYPICAL");
        top += 1;
    }
    // Texts do not touch the line that parts the list from what stands beside it.
    let width = area.width.saturating_sub(u16::from(wide));
    let (y, height) = (area.y.saturating_add(top), area.height.saturating_sub(top));
    let area = Rect { y, width, height, ..area };
    let lines = lines(release, &keys, usize::from(area.height));
    let at = lines.iter().position(|(n, _)| *n == selected).unwrap_or(0);
    let shown = cursor::window(state.top, at, lines.len(), usize::from(area.height));
    for (dy, (n, line)) in (0..).zip(lines.get(shown).unwrap_or_default()) {
        let stale = age::level(ctx.snapshot, source(line)) >= Freshness::Stale;
        let under = words::under(ctx, if stale { Freshness::Stale } else { Freshness::Now });
        let mut pen = Pen::on(buf, ctx.look, area, dy).under(under);
        let under_cursor = *n == selected && !matches!(line, Line::Waiver(_));
        if under_cursor {
            pen.mark(Glyph::Cursor);
        }
        match line {
            Line::Setup(setup) => folded(&mut pen, setup, stale, ctx),
            Line::Row(FlowRow::Task(task)) => task_line(&mut pen, task, release, stale, ctx),
            Line::Row(FlowRow::Gate(gate)) => gate_line(&mut pen, gate, release, stale, ctx),
            Line::Waiver(task) => waiver_line(&mut pen, task),
        }
        if under_cursor && focused {
            pen.over(ctx.look.style(Token::UiCursorBg));
        }
    }
}

/// Lines with the number of the row they belong to. Waivers get a line of their own where all fit.
fn lines<'a>(release: &'a Assessment, keys: &[RowKey], height: usize) -> Vec<(usize, Line<'a>)> {
    let waived = |row: &FlowRow| matches!(row, FlowRow::Task(task) if task.state == TaskState::Waived && !task.note.is_empty());
    let waivers = release.flow.iter().filter(|row| waived(row)).count();
    let roomy = keys.len() + waivers <= height;
    let mut lines = Vec::with_capacity(keys.len() + waivers);
    for (n, key) in keys.iter().enumerate() {
        match rows::row(release, *key) {
            Some(row) => {
                lines.push((n, Line::Row(row)));
                if let FlowRow::Task(task) = row
                    && roomy
                    && waived(row)
                {
                    lines.push((n, Line::Waiver(task)));
                }
            }
            None => lines.extend(rows::setup(release).map(|setup| (n, Line::Setup(setup)))),
        }
    }
    lines
}

/// The source that a row's state hangs on.
fn source(line: &Line<'_>) -> Source {
    match line {
        Line::Row(FlowRow::Gate(gate)) => match gate.gate {
            Gate::BuildPromoted => Source::Tags(Arch::Amd64),
            Gate::PromotedAcceptable => Source::Branch(Branch::Record),
            Gate::StageRelease | Gate::AsyncTasksPassed => Source::Branch(Branch::ZStream),
        },
        _ => Source::Branch(Branch::ZStream),
    }
}

fn word(pen: &mut Pen<'_>, glyph: Glyph, word: &str, stale: bool) {
    let tilde = if stale && glyph != Glyph::Unknown { "~" } else { "" };
    pen.to(STATE).word(&format!("{word}{tilde}"), glyph.token());
}

fn folded(pen: &mut Pen<'_>, setup: &rows::Setup, stale: bool, ctx: &PaneCtx<'_>) {
    pen.to(1).mark(Glyph::Pass).to(4).text(&format!("{} setup tasks", setup.through));
    word(pen, Glyph::Pass, TaskState::Passed.word(), stale);
    pen.to(STARTED).text(&age::stamp(setup.started, ctx.snapshot.now));
    let unknown = if setup.started.is_some() { "?" } else { "–" };
    let took = setup.took.map_or_else(|| unknown.to_owned(), time::span);
    pen.to(TOOK).text(&took).to(TYPICAL + 3).faint("Enter expands");
}

/// Whether something hangs on the trunk below this row, so that the trunk goes on.
fn goes_on(release: &Assessment, row: RowKey) -> bool {
    let mut rest = release.flow.iter().skip_while(|one| match (row, one) {
        (RowKey::Task(name), FlowRow::Task(task)) => task.name != name,
        (RowKey::Gate(gate), FlowRow::Gate(one)) => one.gate != gate,
        _ => true,
    });
    rest.next();
    rest.any(|row| !matches!(row, FlowRow::Task(task) if task.depth != Depth::Branch))
}

/// Whether the next row hangs at the same inner place.
fn inner_goes_on(release: &Assessment, name: TaskName) -> bool {
    let flow = &release.flow;
    let at = flow.iter().position(|row| matches!(row, FlowRow::Task(task) if task.name == name));
    let next = at.and_then(|at| flow.get(at + 1));
    matches!(next, Some(FlowRow::Task(task)) if task.depth == Depth::Inner)
}

fn task_line(
    pen: &mut Pen<'_>,
    task: &TaskRow,
    release: &Assessment,
    stale: bool,
    ctx: &PaneCtx<'_>,
) {
    let glyph = words::task(task);
    let rest = goes_on(release, RowKey::Task(task.name));
    match task.depth {
        Depth::Step => pen.to(1).mark(glyph).skip(2),
        Depth::Branch => branch(pen, rest, Glyph::Rule).mark(glyph).skip(1),
        Depth::Inner => {
            pen.to(1);
            if rest {
                pen.mark(Glyph::TreeTrunk)
            } else {
                pen.skip(1)
            };
            pen.skip(2);
            let more = inner_goes_on(release, task.name);
            pen.mark(if more { Glyph::TreeBranch } else { Glyph::TreeEnd });
            pen.mark(Glyph::Rule).skip(1).mark(glyph).skip(1)
        }
    };
    name(pen, task.name.name());
    word(pen, glyph, task.state.word(), stale);
    if task.started.is_none() && (task.needs_person || !task.note.is_empty()) {
        let note = if task.note.is_empty() { "you start it" } else { &task.note };
        pen.to(STARTED).faint(note);
        return;
    }
    pen.to(STARTED).text(&age::stamp(task.started, ctx.snapshot.now));
    pen.to(TOOK).text(&took(task, ctx)).to(TYPICAL);
    match &task.typical {
        _ if task.longer_than_usual => pen.word("longer than usual", Token::StatusWarn),
        Some(typical) => pen.faint(&range(typical)),
        None => pen,
    };
}

/// ` ├─ ` or ` └─ `.
fn branch<'p, 'b>(pen: &'p mut Pen<'b>, goes_on: bool, line: Glyph) -> &'p mut Pen<'b> {
    let turn = if goes_on { Glyph::TreeBranch } else { Glyph::TreeEnd };
    pen.to(1).mark(turn).mark(line).skip(1)
}

/// The name in what is left of its column.
fn name(pen: &mut Pen<'_>, name: &str) {
    let room = (STATE - 1).saturating_sub(pen.at()).min(pen.left());
    pen.cell(name, room, CutSide::Middle, Align::Left, ratatui::style::Style::new());
}

fn gate_line(
    pen: &mut Pen<'_>,
    gate: &GateRow,
    release: &Assessment,
    stale: bool,
    ctx: &PaneCtx<'_>,
) {
    let goes_on = goes_on(release, RowKey::Gate(gate.gate));
    let shipment = release.facts.shipment.as_deref().filter(|_| gate.gate == Gate::StageRelease);
    branch(pen, goes_on, Glyph::DoubleRule).faint("GATE ").text(gate.gate.words());
    if let Some(shipment) = shipment {
        pen.text(" on ").text(shipment);
    }
    let (glyph, text) = words::gate(gate.state);
    pen.to(STATE).mark(glyph).skip(1);
    pen.word(text, glyph.token());
    if stale && glyph != Glyph::Unknown {
        pen.mark(Glyph::Stale);
    }
    pen.skip(1).to(STARTED);
    // The reason why a gate is shut weighs more than since when.
    if let Some(at) = gate.since.filter(|_| gate.state == GateState::Open) {
        pen.text(&time::when(at, ctx.snapshot.now)).skip(1).to(TOOK);
        pen.faint(&time::age(at, ctx.snapshot.now)).skip(1).to(TYPICAL);
    }
    pen.faint(&gate.note);
}

fn waiver_line(pen: &mut Pen<'_>, task: &TaskRow) {
    pen.to(1);
    if task.depth != Depth::Step {
        pen.mark(Glyph::TreeTrunk);
    }
    pen.to(7).mark(Glyph::Waive).skip(1).text(&task.note);
}

/// Length of a finished task, or how long it has been running; `?` when times contradict each other.
pub fn took(task: &TaskRow, ctx: &PaneCtx<'_>) -> String {
    match (task.took, task.started) {
        (Some(took), _) => time::span(took),
        (None, Some(stamp)) if task.state == TaskState::Running && !stamp.doubtful => {
            time::span(ctx.snapshot.now.duration_since(stamp.at).max(SignedDuration::ZERO))
        }
        (None, Some(_)) => "?".to_owned(),
        (None, None) => "–".to_owned(),
    }
}

/// `30–60m`, `30m–1h`, `2m`.
pub fn range(typical: &Typical) -> String {
    let (low, high) = (time::span(typical.p10), time::span(typical.p90));
    let unit = |text: &str| text.chars().last().filter(|last| last.is_ascii_alphabetic());
    let number = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count() == 1;
    if low == high {
        low
    } else if unit(&low) == unit(&high) && number(&low) && number(&high) {
        format!("{}–{high}", low.trim_end_matches(|c: char| c.is_ascii_alphabetic()))
    } else {
        format!("{low}–{high}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_names_its_unit_once() {
        let text = |low, high| {
            let minutes = SignedDuration::from_mins;
            range(&Typical { p10: minutes(low), p50: minutes(low), p90: minutes(high), n: 5 })
        };
        let cases = [
            ((30, 45), "30–45m"),
            ((30, 60), "30m–1h"),
            ((90, 120), "1h30–2h"),
            ((120, 240), "2–4h"),
            ((2, 2), "2m"),
        ];
        for ((low, high), expected) in cases {
            assert_eq!(text(low, high), expected);
        }
    }
}
