//! The smallest screens: one line per release (design/ux.md §11); below 20×4 only the worst.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::listed::row_sources;
use super::super::{PaneCtx, words};
use super::{State, position};
use crate::domain::freshness::Freshness;
use crate::domain::releases::Assessment;
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;

/// Smaller than this in either direction, only the worst state is shown.
const WORST: (u16, u16) = (20, 4);

/// Whether there is only room for the worst state.
pub fn is_tiny(area: Rect) -> bool {
    area.width < WORST.0 || area.height < WORST.1
}

/// Draws mark, version, state and reason of as many releases as there are lines.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    rows: &[&Arc<Assessment>],
) {
    if rows.is_empty() {
        for (dy, line) in (0..).zip(super::table::nothing(ctx)) {
            Pen::on(buf, ctx.look, area, dy).text(&line);
        }
        return;
    }
    let freshness = |row: &Assessment| {
        let age = age::age_of(ctx.snapshot, &row_sources(row.release), ctx.relative);
        (words::under(ctx, age.level), age.level >= Freshness::Stale)
    };
    if is_tiny(area) {
        // The list begins with what needs attention most, so the first is the worst.
        if let Some(worst) = rows.first() {
            let (under, stale) = freshness(worst);
            let mut pen = Pen::on(buf, ctx.look, area, 0).under(under);
            mark(&mut pen, worst, stale).skip(1);
            pen.word(worst.state.word(), words::release(worst).token()).skip(1);
            pen.text(&worst.release.to_string());
        }
        return;
    }
    let cells = |row: &&Arc<Assessment>| row.release.to_string().len();
    let longest = rows.iter().map(cells).max().unwrap_or(0).max(8);
    let at = position(state, rows);
    let shown = cursor::window(state.top, at, rows.len(), usize::from(area.height));
    for (dy, n) in (0..).zip(shown) {
        let Some(row) = rows.get(n) else { continue };
        let (under, stale) = freshness(row);
        let mut pen = Pen::on(buf, ctx.look, area, dy).under(under);
        if n == at {
            pen.mark(Glyph::Cursor);
        }
        mark(pen.to(1), row, stale).skip(1).text(&row.release.to_string());
        let state = 4 + usize::from(stale) + longest;
        pen.to(state).word(row.state.word(), words::release(row).token()).to(state + 9);
        pen.faint(row.reasons.first().map_or(row.now.what.as_str(), |one| one.what.as_str()));
        if n == at && ctx.focused {
            pen.over(ctx.look.style(Token::UiCursorBg));
        }
    }
}

fn mark<'p, 'b>(pen: &'p mut Pen<'b>, row: &Assessment, stale: bool) -> &'p mut Pen<'b> {
    pen.mark(words::release(row));
    if stale { pen.mark(Glyph::Stale) } else { pen }
}
