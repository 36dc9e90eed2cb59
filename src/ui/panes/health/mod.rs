//! View 7: how every service fares, what to do so that it is asked at all, and this program itself.

pub mod cells;
mod detail;
mod fields;
mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{PaneCtx, PaneEffect};
use crate::actions::Action;
use crate::domain::source::{Service, Source};
use crate::store::Snapshot;
use crate::ui::cursor;
use crate::ui::layout::{Class, class, split_top};
use crate::ui::remedy;
use crate::ui::widgets::flat;
use crate::ui::widgets::listing::Listing;

pub use fields::ServiceFields;

/// Cursor, scroll position and what is unfolded.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// the selected service; the first while nothing was selected
    pub cursor: Option<Service>,
    top: usize,
    columns_out: usize,
    preview: Option<bool>,
}

/// How many services do not answer as they should.
pub fn badge(snapshot: &Snapshot) -> usize {
    remedy::ailing(snapshot)
}

/// The services that the filter keeps, in the order of the strip.
fn rows(ctx: &PaneCtx<'_>) -> Vec<Service> {
    let snapshot = ctx.snapshot;
    let kept = |service: &Service| ctx.filter.keeps(&ServiceFields { service: *service, snapshot });
    Service::ALL.into_iter().filter(kept).collect()
}

fn position(state: &State, rows: &[Service]) -> usize {
    rows.iter().position(|service| Some(*service) == state.cursor).unwrap_or(0)
}

/// List and detail; sizes follow from the area alone.
fn panes(state: &State, area: Rect) -> (Rect, Rect) {
    let small = class(area) == Class::Digest || area.height < 18;
    if !state.preview.unwrap_or(!small) {
        return (area, Rect { height: 0, ..area });
    }
    let list = (Service::ALL.len() as u16 + 3).min(area.height.saturating_sub(5));
    split_top(area, list)
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let rows = rows(ctx);
    let selected = position(state, &rows);
    let (list, below) = panes(state, area);
    table::draw(state, buf, list, ctx, &rows, selected);
    if let Some(service) = rows.get(selected) {
        detail::draw(buf, below, ctx, *service);
    }
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let rows = rows(ctx);
    match action {
        Action::PreviewToggle => {
            let shown = panes(state, area).1.height > 0;
            state.preview = Some(!shown);
        }
        Action::ColumnsRight => state.columns_out = (state.columns_out + 1).min(table::FURTHEST),
        Action::ColumnsLeft => state.columns_out = state.columns_out.saturating_sub(1),
        movement => {
            let page = Listing::page(panes(state, area).0);
            let to = cursor::moved(movement, position(state, &rows), rows.len(), page)?;
            state.cursor = rows.get(to).copied();
            state.top = cursor::window(state.top, to, rows.len(), page).start;
        }
    }
    Some(PaneEffect::Moved)
}

/// What the view is made from: it shows how sources fare, so it makes none of them asked more often.
pub fn sources(_state: &State, _ctx: &PaneCtx<'_>) -> Vec<Source> {
    Vec::new()
}

#[cfg(test)]
mod tests;
