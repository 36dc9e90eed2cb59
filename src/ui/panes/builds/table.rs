//! The job matrix on the screen: rows are jobs, columns are builds, cells are runs and verdict.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::super::{PaneCtx, empty, words};
use super::geometry::{Geometry, INDENT};
use super::matrix::{JobRow, Matrix};
use super::{State, cells, phases};
use crate::domain::acceptance::Completeness;
use crate::domain::freshness::Freshness;
use crate::domain::source::{Branch, Source};
use crate::store::board::BuildRow;
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::{Align, Pen};
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::{self, CutSide};

/// Job rows that fit into a pane of some height.
pub fn page(height: u16, matrix: &Matrix) -> usize {
    usize::from(height).saturating_sub(2 + feet(matrix))
}

/// Lines below the jobs: required jobs passed, and the plan where one is not whole.
fn feet(matrix: &Matrix) -> usize {
    1 + usize::from(matrix.incomplete)
}

/// Draws rule, heads, the visible rows and the sums.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    matrix: &Matrix,
    (row, column): (usize, usize),
) {
    if area.height == 0 {
        return;
    }
    let wide = area.width >= 100;
    let geometry = Geometry::of(area.width, state.full_names);
    let shown = cursor::window(state.top, row, matrix.rows.len(), page(area.height, matrix));
    let below = matrix.rows.len() - shown.end.min(matrix.rows.len());
    title(buf, area, ctx, state, matrix, below, wide);
    if matrix.rows.is_empty() {
        nothing(buf, area, ctx, matrix);
        return;
    }
    heads(buf, area, ctx, state, matrix, &geometry, column);
    let stale = age::level(ctx.snapshot, Source::Branch(Branch::Record)) >= Freshness::Stale;
    let under = words::under(ctx, if stale { Freshness::Stale } else { Freshness::Now });
    let mut dy = 2;
    for at in shown {
        let Some(job) = matrix.rows.get(at) else { continue };
        let mut pen = Pen::on(buf, ctx.look, area, dy).under(under);
        let selected = at == row;
        if selected {
            pen.mark(Glyph::Cursor);
        }
        pen.to(INDENT);
        name(&mut pen, job, state, matrix, &geometry, ctx);
        for visible in 0..matrix.count() {
            let start = geometry.start + visible * geometry.cell;
            let here = selected && visible == column;
            if here && ctx.focused {
                pen.to(start.saturating_sub(1)).mark(Glyph::Cursor);
            }
            pen.to(start);
            cells::draw(&mut pen, matrix, at, visible, &geometry, stale);
        }
        if selected && ctx.focused {
            let x = geometry.start + column * geometry.cell;
            over(buf, area, dy, x, geometry.cell - 1, ctx);
        }
        dy += 1;
    }
    sums(
        buf,
        Rect { y: area.y.saturating_add(dy), height: area.height.saturating_sub(dy), ..area },
        ctx,
        matrix,
        &geometry,
        stale,
    );
}

/// Lays the look of the cursor over one cell.
fn over(buf: &mut Buffer, area: Rect, dy: u16, x: usize, cells: usize, ctx: &PaneCtx<'_>) {
    let x = u16::try_from(x).unwrap_or(u16::MAX).min(area.width);
    let cells = u16::try_from(cells).unwrap_or(u16::MAX).min(area.width - x);
    let cell = Rect { x: area.x.saturating_add(x), width: cells, ..area };
    Pen::on(buf, ctx.look, cell, dy).over(ctx.look.style(Token::UiCursorBg));
}

fn title(
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    state: &State,
    matrix: &Matrix,
    below: usize,
    wide: bool,
) {
    let mut title = format!("Prow jobs {} ─ {}", matrix.rows.len(), matrix.arch());
    if wide {
        title.push_str(if state.optional {
            " ─ required and optional"
        } else {
            " ─ required only"
        });
    }
    let mut facts: Vec<String> = Vec::new();
    if !ctx.filter.is_empty() {
        let text = ctx.filter.text().trim();
        facts.push(format!("filter {text} ─ {} of {}", matrix.rows.len(), matrix.of));
    } else if wide {
        facts.push("cell = runs in order, verdict, passed/needed".to_owned());
    }
    if matrix.hidden_optional > 0 {
        facts.push(format!("{} optional O", matrix.hidden_optional));
    }
    if below > 0 {
        facts.push(format!("{below} more ↓"));
    }
    if matrix.first > 0 {
        facts.push(format!("‹ {}", matrix.first));
    }
    let right = matrix.columns.len().saturating_sub(matrix.first + matrix.count());
    if right > 0 {
        let plural = if right == 1 { "" } else { "s" };
        facts.push(format!("+{right} build{plural} ›"));
    }
    // What is least needed goes first when the rule is short.
    let room = usize::from(area.width).saturating_sub(text::width(&title) + 12);
    while facts.len() > 1 && text::width(&facts.join(" ─ ")) > room {
        facts.remove(0);
    }
    rule(buf, ctx.look, area, 0, &title, &facts.join(" ─ "), ctx.focused);
}

fn nothing(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, matrix: &Matrix) {
    let line = if !ctx.filter.is_empty() && matrix.of > 0 {
        empty::filtered(matrix.of, ctx.filter.text().trim())
    } else if !empty::known(ctx, Source::Branch(Branch::Record)) {
        "loading test records…".to_owned()
    } else if matrix.hidden_optional > 0 {
        format!("{} optional jobs are hidden, O shows them", matrix.hidden_optional)
    } else {
        format!("No test results on {}.   , . other architectures", matrix.arch())
    };
    Pen::on(buf, ctx.look, area, 2).skip(INDENT).text(&line);
}

fn heads(
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    state: &State,
    matrix: &Matrix,
    geometry: &Geometry,
    column: usize,
) {
    let mut pen = Pen::on(buf, ctx.look, area, 1);
    let job = match (state.full_names, geometry.req) {
        (true, _) => "JOB  (x hides the common prefix)",
        (false, true) => "JOB  (common prefix hidden, x)",
        (false, false) => "JOB (prefix hidden, x)",
    };
    pen.to(INDENT).faint(&text::cut(job, geometry.job, CutSide::End));
    if geometry.req {
        pen.to(INDENT + geometry.job + 1).faint("REQ");
    }
    let short = geometry.cell <= 15 && dates_are_enough(matrix);
    for visible in 0..matrix.count() {
        let Some(build) = matrix.build(visible) else { continue };
        let mut style = ctx.look.style(Token::UiMuted);
        if visible == column {
            style = style.add_modifier(Modifier::BOLD);
        }
        pen.to(geometry.start + visible * geometry.cell);
        pen.cell(&head(build, short), geometry.cell - 1, CutSide::Never, Align::Left, style)
            .skip(1);
    }
}

/// `n-03-17-041205`, or `n-03-17` where the day is enough; a release as it is.
fn head(build: &BuildRow, short: bool) -> String {
    match build.made.filter(|_| build.name.made().is_some()) {
        Some(made) => made.strftime(if short { "n-%m-%d" } else { "n-%m-%d-%H%M%S" }).to_string(),
        None => build.name.short().to_owned(),
    }
}

/// No two visible builds were made on one day.
fn dates_are_enough(matrix: &Matrix) -> bool {
    let mut heads: Vec<String> =
        (0..matrix.count()).filter_map(|at| matrix.build(at)).map(|one| head(one, true)).collect();
    heads.sort();
    heads.windows(2).all(|pair| pair.first() != pair.last())
}

fn name(
    pen: &mut Pen<'_>,
    job: &JobRow,
    state: &State,
    matrix: &Matrix,
    geometry: &Geometry,
    ctx: &PaneCtx<'_>,
) {
    let full = &job.name.0;
    let label = matrix.common.label(full);
    let label = if state.full_names { full.as_ref() } else { label.as_ref() };
    let style = ctx.look.style(if job.optional { Token::UiMuted } else { Token::UiFg });
    pen.cell(label, geometry.job, CutSide::Middle, Align::Left, style);
    if geometry.req {
        pen.skip(1).faint(if job.optional { "opt" } else { "req" });
    }
}

/// Below the jobs: `1/3  ▶ running`, and `plan 3 of 6` where jobs of the plan are missing.
fn sums(
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    matrix: &Matrix,
    geometry: &Geometry,
    stale: bool,
) {
    let judgements = || {
        (0..matrix.count()).filter_map(|column| {
            let judgement = matrix.tested(column)?.judgement.as_ref()?;
            Some((geometry.start + column * geometry.cell, judgement))
        })
    };
    // A sum is never fresher than its parts.
    let under = words::under(ctx, if stale { Freshness::Stale } else { Freshness::Now });
    let mut pen = Pen::on(buf, ctx.look, area, 0).under(under);
    pen.to(INDENT).faint("required passed");
    for (start, judgement) in judgements() {
        let (glyph, word) = phases::state(judgement);
        pen.to(start).text(&format!("{}/{}", judgement.required_passed, judgement.required));
        pen.skip(1).to(start + 5).mark(glyph);
        if stale {
            pen.mark(Glyph::Stale);
        }
        if pen.at() + 1 + word.len() < start + geometry.cell {
            pen.skip(1).word(word, glyph.token());
        }
    }
    if !matrix.incomplete {
        return;
    }
    let mut pen = Pen::on(buf, ctx.look, area, 1).under(under);
    pen.to(INDENT).faint("jobs of the plan");
    for (start, judgement) in judgements() {
        pen.to(start);
        match judgement.completeness {
            Completeness::Complete { .. } => pen.faint("complete"),
            Completeness::Incomplete { present, expected } => {
                pen.word(&format!("plan {present} of {expected}"), Token::StatusWarn)
            }
            Completeness::NotKnown => pen.mark(Glyph::Unknown),
        };
    }
}
