//! View 4: bugs in ON_QA with their timers, the next rung first; the selected one in detail, and whom it
//! was brought before.

pub mod cells;
mod detail;
mod fields;
mod ladder;
mod message;
mod table;

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listed::asked;
use super::{PaneCtx, PaneEffect, View};
use crate::actions::Action;
use crate::domain::source::Source;
use crate::store::Snapshot;
use crate::store::bug_rows::{BugRow, BugWeight};
use crate::ui::cursor;
use crate::ui::layout::{Class, class, split_left, split_top};
use crate::ui::widgets::flat;
use crate::ui::widgets::listing::Listing;
use crate::ui::widgets::trunk::trunk;

pub use fields::BugFields;
pub use table::bar;

/// Cursor, scroll position and what is unfolded.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// key of the selected bug; the first while nothing was selected
    pub cursor: Option<String>,
    top: usize,
    columns_out: usize,
    preview: Option<bool>,
}

/// The panes' areas; an area without rows is not shown.
struct Panes {
    list: Rect,
    detail: Rect,
    ladder: Rect,
}

/// Sizes follow from the area, not from the selected bug: nothing jumps when the cursor moves.
fn panes(state: &State, area: Rect) -> Panes {
    let none = Rect { height: 0, ..area };
    if !state.preview.unwrap_or(area.height >= 18) || class(area) == Class::Digest {
        return Panes { list: area, detail: none, ladder: none };
    }
    if class(area) < Class::Medium {
        let (list, ladder) = split_top(area, area.height.saturating_sub(6));
        return Panes { list, detail: none, ladder };
    }
    let (list, below) = split_top(area, area.height.saturating_sub(13));
    let (detail, ladder) = split_left(below, 75.max(below.width / 2));
    Panes { list, detail, ladder }
}

/// How many bugs want attention: late, or soon.
pub fn badge(snapshot: &Snapshot) -> usize {
    snapshot.board.bugs.iter().filter(|row| row.weight >= BugWeight::Heed).count()
}

/// The rows that the filter keeps, in the order of the board.
fn rows<'a>(ctx: &PaneCtx<'a>) -> Vec<&'a Arc<BugRow>> {
    let snapshot = ctx.snapshot;
    let kept = |row: &&Arc<BugRow>| ctx.filter.keeps(&BugFields { row, snapshot });
    snapshot.board.bugs.iter().filter(kept).collect()
}

fn position(state: &State, rows: &[&Arc<BugRow>]) -> usize {
    let cursor = state.cursor.as_deref();
    rows.iter().position(|row| Some(row.bug.key.as_str()) == cursor).unwrap_or(0)
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let rows = rows(ctx);
    let selected = position(state, &rows);
    let panes = panes(state, area);
    table::draw(state, buf, panes.list, ctx, &rows, selected);
    if let Some(row) = rows.get(selected) {
        detail::draw(buf, panes.detail, ctx, row);
        let beside = panes.detail.height > 0;
        ladder::draw(buf, panes.ladder, ctx, row, beside);
        if beside {
            trunk(buf, ctx.look, panes.ladder, false);
        }
    }
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let rows = rows(ctx);
    let at = position(state, &rows);
    match action {
        Action::Open | Action::ViewRelease => {
            let release = rows.get(at).and_then(|row| row.of())?;
            return Some(PaneEffect::GoTo(View::Release, release));
        }
        Action::CopyKey => return rows.get(at).map(|row| PaneEffect::Copy(row.bug.key.clone())),
        Action::CopyMessage => {
            let text = |row: &&Arc<BugRow>| message::message(row, ctx.snapshot.now);
            return rows.get(at).map(text).map(PaneEffect::Copy);
        }
        Action::PreviewToggle => {
            state.preview = Some(!state.preview.unwrap_or(area.height >= 18));
        }
        Action::ColumnsRight => state.columns_out = (state.columns_out + 1).min(table::FURTHEST),
        Action::ColumnsLeft => state.columns_out = state.columns_out.saturating_sub(1),
        movement => {
            let page = Listing::page(panes(state, area).list);
            let to = cursor::moved(movement, at, rows.len(), page)?;
            state.cursor = rows.get(to).map(|row| row.bug.key.clone());
            state.top = cursor::window(state.top, to, rows.len(), page).start;
        }
    }
    Some(PaneEffect::Moved)
}

/// What the view is made from.
pub fn sources(_state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    let releases = ctx.snapshot.board.releases.iter().map(|one| one.release);
    let lists = releases.flat_map(|one| [Source::Shipment(one), Source::Advisories(one)]);
    asked(ctx, [Source::Bugs, Source::Managers].into_iter().chain(lists).collect())
}

#[cfg(test)]
mod tests;
