//! The selected row: times, evidence, the end of its result, what it blocks, what comes next.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, words};
use super::State;
use super::links::{blocks, feeding, next};
use super::rows::{self, RowKey};
use super::tasks::took;
use crate::domain::flow::{FlowRow, GateRow, GateState, TaskRow};
use crate::domain::releases::Assessment;
use crate::domain::source::{Branch, Source};
use crate::domain::tasks::TaskState;
use crate::domain::time;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{split_left, split_top};
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;

/// Draws the pane, beside the list or below it.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    release: &Assessment,
    beside: bool,
) {
    if area.height == 0 {
        return;
    }
    let Some(key) = rows::selected_key(state, release, !beside) else { return };
    let row = rows::row(release, key);
    let title = match (key, row) {
        (RowKey::Setup, _) | (_, None) => "setup tasks".to_owned(),
        (_, Some(FlowRow::Task(task))) => {
            format!("{} {}", task.name, ctx.look.text(words::task(task)))
        }
        (_, Some(FlowRow::Gate(gate))) => {
            format!("GATE {} {}", gate.gate.words(), ctx.look.text(words::gate(gate.state).0))
        }
    };
    let area = if beside { split_left(area, 1).1 } else { area };
    rule(buf, ctx.look, area, 0, &title, if beside { "" } else { "V all" }, false);
    let (_, mut body) = split_top(area, 1);
    if beside {
        body = split_left(body, 1).1;
    }
    match row {
        Some(FlowRow::Task(task)) if beside => tall(buf, body, ctx, release, task),
        Some(FlowRow::Task(task)) => low(buf, body, ctx, release, task),
        Some(FlowRow::Gate(gate)) => of_gate(buf, body, ctx, release, gate),
        None => {
            let names = rows::setup(release).map_or(0, |setup| setup.count);
            let text = format!("{names} tasks before the branches, all passed. Enter expands.");
            Pen::on(buf, ctx.look, body, 0).skip(1).text(&text);
        }
    }
}

/// Beside the list: as much of the result's end as there is room for.
fn tall(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment, task: &TaskRow) {
    let mut dy = 0;
    let mut pen = |buf: &mut Buffer, write: &dyn Fn(&mut Pen<'_>)| {
        write(Pen::on(buf, ctx.look, area, dy).skip(1));
        dy += 1;
    };
    pen(buf, &|pen| times(pen, ctx, task));
    pen(buf, &|pen| evidence(pen, ctx, task));
    if !task.note.is_empty() {
        pen(buf, &|pen| {
            pen.text(&task.note);
        });
    }
    dy += 1;
    let blocks = blocks(release, task.name);
    let next = next(task, ctx);
    let lacks = u16::try_from(task.preconditions.len()).unwrap_or(u16::MAX).min(area.height / 3);
    let foot = 1 + u16::from(!blocks.is_empty()) + u16::from(!next.is_empty()) + lacks;
    let room = area.height.saturating_sub(dy + foot + 1);
    dy += result(buf, Rect { y: area.y + dy.min(area.height), height: room, ..area }, ctx, task);
    dy += 1;
    let mut pen = |write: &dyn Fn(&mut Pen<'_>)| {
        write(Pen::on(buf, ctx.look, area, dy).skip(1));
        dy += 1;
    };
    if !blocks.is_empty() {
        pen(&|pen| {
            pen.faint("blocks  ").text(&blocks);
        });
    }
    if !next.is_empty() {
        pen(&|pen| {
            pen.faint("next    ").text(&next);
        });
    }
    for (n, one) in task.preconditions.iter().take(usize::from(lacks)).enumerate() {
        pen(&|pen| {
            pen.faint(if n == 0 { "needs   " } else { "        " });
            pen.mark(met(one.met)).skip(1).text(&one.what);
        });
    }
}

fn met(met: Option<bool>) -> Glyph {
    match met {
        Some(true) => Glyph::Pass,
        Some(false) => Glyph::Wait,
        None => Glyph::Unknown,
    }
}

/// Below the list: the last lines of the result, then what it blocks and what is next.
fn low(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment, task: &TaskRow) {
    let (top, foot) = split_top(area, area.height.saturating_sub(1));
    let noted = !task.note.is_empty() && top.height > 0;
    if noted {
        Pen::on(buf, ctx.look, top, 0).skip(1).text(&task.note);
    }
    let (_, rest) = split_top(top, u16::from(noted));
    let lines: Vec<&str> = last_lines(task, usize::from(rest.height)).collect();
    for (dy, line) in (0..).zip(lines.iter().rev()) {
        Pen::on(buf, ctx.look, rest, dy).skip(1).text(line);
    }
    if lines.is_empty() {
        let mut pen = Pen::on(buf, ctx.look, rest, 0);
        times(pen.skip(1), ctx, task);
    }
    let mut pen = Pen::on(buf, ctx.look, foot, 0);
    pen.skip(1);
    let lacks = task.preconditions.iter().find(|one| one.met != Some(true));
    if let Some(lacks) = lacks.filter(|_| !task.state.is_through()) {
        pen.faint("needs ").mark(met(lacks.met)).skip(1).text(&lacks.what).skip(3);
    }
    let blocks = blocks(release, task.name);
    if !blocks.is_empty() {
        pen.faint("blocks ").text(&blocks).skip(3);
    }
    let next = next(task, ctx);
    if !next.is_empty() {
        pen.faint("next: ").text(&next);
    }
}

/// `✗ FAIL   Wed 09:31 → Wed 10:55   1h24`.
fn times(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, task: &TaskRow) {
    let now = ctx.snapshot.now;
    let glyph = words::task(task);
    pen.mark(glyph).skip(1).word(task.state.word(), glyph.token()).skip(3);
    if task.started.is_some() || task.ended.is_some() {
        pen.text(&age::stamp(task.started, now)).text(" → ");
        if task.state == TaskState::Running {
            pen.text("…");
        } else {
            pen.text(&age::stamp(task.ended, now));
        }
        pen.skip(3).text(&took(task, ctx));
    } else {
        pen.faint("not recorded");
    }
}

/// Where the facts were found, and how old they are.
fn evidence(pen: &mut Pen<'_>, ctx: &PaneCtx<'_>, task: &TaskRow) {
    if let Some(id) = &task.trace.prow_id {
        let short = match (id.get(..4), id.get(id.len().saturating_sub(2)..)) {
            (Some(head), Some(tail)) if id.len() > 8 => format!("{head}…{tail}"),
            _ => id.clone(),
        };
        pen.faint("prow job ").text(&short).skip(2);
    }
    if let Some(build) = task.trace.jenkins_build {
        pen.faint("jenkins build ").text(&build.to_string()).skip(2);
    }
    let age = age::age_of(ctx.snapshot, &[Source::Branch(Branch::ZStream)], ctx.relative);
    pen.faint(if ctx.relative { "evidence " } else { "evidence of " }).text(&age.text);
    if ctx.relative {
        pen.faint(" old");
    }
}

fn last_lines(task: &TaskRow, count: usize) -> impl Iterator<Item = &str> {
    let text = task.result.as_deref().unwrap_or_default();
    text.lines().rev().filter(|line| !line.trim().is_empty()).take(count)
}

/// Heading and last lines; rows used.
fn result(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, task: &TaskRow) -> u16 {
    let lines: Vec<&str> = last_lines(task, usize::from(area.height.saturating_sub(1))).collect();
    if lines.is_empty() {
        let text = if task.result.is_some() { "result is empty" } else { "no result recorded" };
        Pen::on(buf, ctx.look, area, 0).skip(1).faint(text);
        return 1;
    }
    let n = lines.len();
    let heading = format!("result (last {n} line{}, V opens all)", if n == 1 { "" } else { "s" });
    Pen::on(buf, ctx.look, area, 0).skip(1).faint(&heading);
    for (dy, line) in (1..).zip(lines.iter().rev()) {
        Pen::on(buf, ctx.look, area, dy).skip(2).text(line);
    }
    u16::try_from(n).unwrap_or(u16::MAX).saturating_add(1)
}

fn of_gate(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment, gate: &GateRow) {
    let (glyph, word) = words::gate(gate.state);
    let mut pen = Pen::on(buf, ctx.look, area, 0);
    pen.skip(1).mark(glyph).skip(1).word(word, glyph.token()).skip(3);
    if let Some(at) = gate.since {
        pen.faint("since ").text(&time::when(at, ctx.snapshot.now)).skip(3);
    }
    pen.text(&gate.note);
    let mut pen = Pen::on(buf, ctx.look, area, 1);
    pen.skip(1);
    if gate.state != GateState::Open {
        let whom = if gate.on_whom.is_empty() { "nobody in particular" } else { &gate.on_whom };
        pen.faint("opened by ").text(whom).skip(3);
    }
    let feeds: Vec<(&TaskRow, Glyph)> = feeding(release, gate.gate);
    if area.height > 3 {
        for (dy, (task, glyph)) in (3..).zip(feeds) {
            let mut pen = Pen::on(buf, ctx.look, area, dy);
            pen.skip(1).mark(glyph).skip(1).text(task.name.name()).skip(1).faint(task.state.word());
        }
    } else {
        for (task, glyph) in feeds {
            pen.mark(glyph).skip(1).text(task.name.name()).skip(2);
        }
    }
}
