//! View 5: shipment merge requests, the pipeline of the selected one, what it still needs and what is in
//! it.

mod contents;
mod fields;
mod graph;
mod needs;
mod table;

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listed::asked;
use super::{PaneCtx, PaneEffect, View};
use crate::actions::Action;
use crate::domain::shipment::ShipmentRow;
use crate::domain::source::Source;
use crate::domain::version::Release;
use crate::store::Snapshot;
use crate::ui::cursor;
use crate::ui::layout::{Class, class, split_left, split_top};
use crate::ui::widgets::flat;
use crate::ui::widgets::listing::Listing;
use crate::ui::widgets::trunk::trunk;

pub use fields::ShipmentFields;

/// Cursor, scroll position and what is unfolded.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// release of the selected merge request; the first row while nothing was selected
    pub cursor: Option<Release>,
    /// its number, for releases with several
    number: Option<String>,
    top: usize,
    columns_out: usize,
    preview: Option<bool>,
}

/// The panes' areas; an area without rows is not shown.
struct Panes {
    list: Rect,
    graph: Rect,
    needs: Rect,
    contents: Rect,
}

/// Sizes follow from the area, not from the selected merge request: nothing jumps when the cursor moves.
fn panes(state: &State, area: Rect) -> Panes {
    let none = Rect { height: 0, ..area };
    if !state.preview.unwrap_or(area.height >= 18) || class(area) == Class::Digest {
        return Panes { list: area, graph: none, needs: none, contents: none };
    }
    if class(area) < Class::Medium {
        let (list, below) = split_top(area, area.height.saturating_sub(10));
        let (graph, needs) = split_top(below, 4);
        return Panes { list, graph, needs, contents: none };
    }
    let (list, below) = split_top(area, area.height.saturating_sub(20));
    let (graph, below) = split_top(below, 9);
    let (needs, contents) = split_left(below, 75.max(below.width / 2));
    Panes { list, graph, needs, contents }
}

/// How many merge requests want attention.
pub fn badge(snapshot: &Snapshot) -> usize {
    snapshot.board.shipments.iter().filter(|row| row.attention.is_some()).count()
}

/// The rows that the filter keeps, in the order of the board.
fn rows<'a>(ctx: &PaneCtx<'a>) -> Vec<&'a Arc<ShipmentRow>> {
    let snapshot = ctx.snapshot;
    let kept = |row: &&Arc<ShipmentRow>| ctx.filter.keeps(&ShipmentFields { row, snapshot });
    snapshot.board.shipments.iter().filter(kept).collect()
}

fn position(state: &State, rows: &[&Arc<ShipmentRow>]) -> usize {
    let own = |row: &&Arc<ShipmentRow>| Some(row.release) == state.cursor;
    let exact = rows.iter().position(|row| own(row) && Some(&row.number) == state.number.as_ref());
    exact.or_else(|| rows.iter().position(own)).unwrap_or(0)
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let rows = rows(ctx);
    let selected = position(state, &rows);
    let panes = panes(state, area);
    table::draw(state, buf, panes.list, ctx, &rows, selected);
    if let Some(row) = rows.get(selected) {
        graph::draw(buf, panes.graph, ctx, row);
        needs::draw(buf, panes.needs, ctx, row);
        if panes.contents.height > 0 {
            contents::draw(buf, split_left(panes.contents, 1).1, ctx, row);
            trunk(buf, ctx.look, panes.contents, false);
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
            return rows.get(at).map(|row| PaneEffect::GoTo(View::Release, row.release));
        }
        Action::Log => return rows.get(at).map(|row| graph::log_of(row)),
        Action::CopyKey => return rows.get(at).map(|row| PaneEffect::Copy(row.number.clone())),
        Action::CopyUrl => return rows.get(at).map(|row| PaneEffect::Copy(row.url.clone())),
        Action::CopyMessage => {
            let text = |row: &&Arc<ShipmentRow>| needs::message(row, ctx.snapshot.now);
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
            state.cursor = rows.get(to).map(|row| row.release);
            state.number = rows.get(to).map(|row| row.number.clone());
            state.top = cursor::window(state.top, to, rows.len(), page).start;
        }
    }
    Some(PaneEffect::Moved)
}

/// What the view is made from.
pub fn sources(_state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    let rows = ctx.snapshot.board.shipments.iter().map(|row| row.release);
    let mut sources: Vec<Source> =
        rows.flat_map(|one| [Source::Shipment(one), Source::ImageHealth(one)]).collect();
    sources.sort();
    sources.dedup();
    asked(ctx, sources)
}

#[cfg(test)]
mod tests;
