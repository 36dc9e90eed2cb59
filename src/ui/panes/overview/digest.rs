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
    let age = age::age_of(ctx.snapshot, &row_sources(), ctx.relative);
    let under = words::under(ctx, age.level);
    let tiny = is_tiny(area);
    // The list begins with what needs attention most, so the first is the worst.
    let at = if tiny { 0 } else { position(state, rows) };
    let height = if tiny { 1 } else { usize::from(area.height) };
    let longest = rows.iter().map(|row| row.release.to_string().len()).max().unwrap_or(0);
    let shown = cursor::window(if tiny { 0 } else { state.top }, at, rows.len(), height);
    for (dy, n) in (0..).zip(shown) {
        let Some(row) = rows.get(n) else { continue };
        let mut pen = Pen::on(buf, ctx.look, area, dy).under(under);
        if !tiny {
            if n == at {
                pen.mark(Glyph::Cursor);
            }
            pen.to(1);
        }
        pen.mark(words::release(row));
        if age.level >= Freshness::Stale {
            pen.mark(Glyph::Stale);
        }
        let (release, token) = (row.release.to_string(), words::release(row).token());
        if tiny {
            pen.skip(1).word(row.state.word(), token).skip(1).text(&release);
            continue;
        }
        let why = row.reasons.first().map_or(row.now.what.as_str(), |one| one.what.as_str());
        pen.skip(1).text(&format!("{release:<longest$}")).skip(1);
        pen.word(&format!("{:<8}", row.state.word()), token).skip(1).faint(why);
        if n == at && ctx.focused {
            pen.over(ctx.look.style(Token::UiCursorBg));
        }
    }
}
