//! The selected row: times, evidence, the end of its result, what it blocks, what comes next.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, words};
use super::State;
use super::links::{blocks, feeding, next};
use super::rows::{self, RowKey};
use super::tasks::took;
use crate::domain::flow::{FlowRow, GateRow, GateState, Precondition, TaskRow};
use crate::domain::releases::Assessment;
use crate::domain::source::{Branch, Source};
use crate::domain::tasks::TaskState;
use crate::domain::time;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{split_left, split_top};
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::{age, lines};

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
            let names = rows::setup(release).map_or(0, |setup| setup.through);
            let text = format!("{names} tasks before the branches, all passed. Enter expands.");
            Pen::on(buf, ctx.look, body, 0).skip(1).text(&text);
        }
    }
}

/// Rows that one sentence may take beside the list: why something was waived is said whole.
const SENTENCE: usize = 5;

/// Beside the list: as much of the result's end as there is room for.
fn tall(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment, task: &TaskRow) {
    times(Pen::on(buf, ctx.look, area, 0).skip(1), ctx, task);
    evidence(Pen::on(buf, ctx.look, area, 1).skip(1), ctx, task);
    let (_, area) = split_top(area, 2);
    let rows_at_most = SENTENCE.min(usize::from(area.height / 3)).max(1);
    let cells = usize::from(area.width.saturating_sub(1));
    let note = lines::sentence(&task.note, cells, rows_at_most);
    for (dy, line) in (0..).zip(&note) {
        Pen::on(buf, ctx.look, area, dy).skip(1).text(line);
    }
    let (_, area) = split_top(area, rows(note.len()) + 1);
    let foot = foot(ctx, release, task, area);
    let room = area.height.saturating_sub(rows(foot.len()) + 1);
    let limited = release.facts.worksheet.is_some();
    let used = result(buf, Rect { height: room, ..area }, ctx, task, limited);
    let (_, area) = split_top(area, used + 1);
    for (dy, line) in (0..).zip(&foot) {
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        pen.skip(1).faint(line.name).to(FOOT);
        if let Some(mark) = line.mark {
            pen.mark(mark).skip(1);
        }
        pen.text(&line.text);
    }
}

fn rows(lines: usize) -> u16 {
    u16::try_from(lines).unwrap_or(u16::MAX / 2)
}

/// Where the texts below the result begin.
const FOOT: usize = 9;

/// A line below the result.
struct Foot {
    name: &'static str,
    mark: Option<Glyph>,
    text: String,
}

/// What the task blocks, what comes next, what it needs.
fn foot(ctx: &PaneCtx<'_>, release: &Assessment, task: &TaskRow, area: Rect) -> Vec<Foot> {
    let cells = usize::from(area.width).saturating_sub(FOOT);
    let mut foot = Vec::new();
    for (name, text) in [("blocks", blocks(release, task.name)), ("next", next(task, ctx))] {
        for (n, line) in lines::sentence(&text, cells, SENTENCE).into_iter().enumerate() {
            let name = if n == 0 { name } else { "" };
            foot.push(Foot { name, mark: None, text: line.to_owned() });
        }
    }
    let needs = task.preconditions.iter().take(usize::from(area.height / 3)).enumerate();
    foot.extend(needs.map(|(n, need)| Foot {
        name: if n == 0 { "needs" } else { "" },
        mark: Some(met(need.met)),
        text: need.what.clone(),
    }));
    foot
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
    let (lacks, blocks, next) = (first_need(task), blocks(release, task.name), next(task, ctx));
    let foot = lacks.is_some() || !blocks.is_empty() || !next.is_empty();
    let (top, foot) = split_top(area, area.height.saturating_sub(u16::from(foot)));
    let cells = usize::from(top.width.saturating_sub(1));
    let note = lines::sentence(&task.note, cells, usize::from(top.height));
    for (dy, line) in (0..).zip(&note) {
        Pen::on(buf, ctx.look, top, dy).skip(1).text(line);
    }
    let (_, rest) = split_top(top, rows(note.len()));
    let last: Vec<&str> = last_lines(task, usize::from(rest.height)).collect();
    for (dy, line) in (0..).zip(last.iter().rev()) {
        Pen::on(buf, ctx.look, rest, dy).skip(1).text(line);
    }
    if last.is_empty() {
        times(Pen::on(buf, ctx.look, rest, 0).skip(1), ctx, task);
    }
    let mut pen = Pen::on(buf, ctx.look, foot, 0);
    pen.skip(1);
    if let Some(lacks) = lacks {
        pen.faint("needs ").mark(met(lacks.met)).skip(1).text(&lacks.what).skip(3);
    }
    if !blocks.is_empty() {
        pen.faint("blocks ").text(&blocks).skip(3);
    }
    if !next.is_empty() {
        pen.faint("next: ").text(&next);
    }
}

/// The first thing that a task lacks.
fn first_need(task: &TaskRow) -> Option<&Precondition> {
    let lacks = task.preconditions.iter().find(|one| one.met != Some(true));
    lacks.filter(|_| !task.state.is_through())
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
    } else if task.state == TaskState::Unknown {
        pen.faint("the StateBox was not read");
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
    text.lines().rev().filter(|line| !line.trim().is_empty()).take(count).map(said)
}

/// What a line of a log says, without the time and the level in front of it: beside the list there is
/// room for one of them. The full text has both.
fn said(line: &str) -> &str {
    for part in [": ", " - "] {
        if let Some((stamp, rest)) = line.split_once(part)
            && stamp.len() <= 33
            && time::parse_stamp(&stamp.replace(',', ".")).is_some()
        {
            return rest
                .strip_prefix("INFO")
                .and_then(|rest| rest.strip_prefix(part))
                .unwrap_or(rest);
        }
    }
    line
}

/// Heading and last lines; rows used.
fn result(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, task: &TaskRow, limited: bool) -> u16 {
    let lines: Vec<&str> = last_lines(task, usize::from(area.height.saturating_sub(1))).collect();
    if lines.is_empty() {
        let text = match (&task.result, limited) {
            (Some(_), _) => "result is empty",
            (None, true) => "limited: a worksheet has no results",
            (None, false) => "no result recorded",
        };
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
