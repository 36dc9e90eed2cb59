//! View 5: shipment merge requests, their pipelines, and what each still needs.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listed::asked;
use super::{PaneCtx, PaneEffect, View, empty};
use crate::actions::Action;
use crate::domain::shipment::Shipment;
use crate::domain::source::{Service, Source};
use crate::domain::version::Release;
use crate::store::Snapshot;
use crate::ui::cursor;
use crate::ui::layout::Column;
use crate::ui::theme::Token;
use crate::ui::widgets::listing::{INDENT, Listing};
use crate::ui::widgets::text::CutSide;
use crate::ui::widgets::{flat, table};

/// Cursor and scroll position.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// release of the selected merge request; the first while nothing was selected
    pub cursor: Option<Release>,
    top: usize,
}

const COLUMNS: &[Column] = &[
    Column::fixed("MR", 1, 6).frozen(),
    Column::fixed("RELEASE", 2, 11),
    Column::flexible("TITLE", 9, (10, 30, 60), CutSide::End),
];

/// How many merge requests want attention.
pub fn badge(_snapshot: &Snapshot) -> usize {
    0
}

fn rows<'a>(ctx: &PaneCtx<'a>) -> Vec<(Release, &'a Arc<Shipment>)> {
    ctx.snapshot.outside.shipments.iter().map(|(release, one)| (*release, one)).collect()
}

fn position(state: &State, rows: &[(Release, &Arc<Shipment>)]) -> usize {
    rows.iter().position(|(release, _)| Some(*release) == state.cursor).unwrap_or(0)
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let rows = rows(ctx);
    let nothing = empty::unknown(ctx, "merge requests", Service::Gitlab);
    let listing = Listing {
        title: &format!("Merge requests {}", rows.len()),
        right: "",
        columns: COLUMNS,
        skip: 0,
        rows: rows.len(),
        top: state.top,
        selected: position(state, &rows),
        focused: ctx.focused,
        under: Default::default(),
        nothing: &nothing,
    };
    listing.draw(buf, area, ctx.look, |pen, at, fitted| {
        let Some((release, shipment)) = rows.get(at) else { return };
        let cells = [format!("!{}", shipment.iid), release.to_string(), shipment.title.clone()];
        let style = ctx.look.style(Token::UiFg);
        for placed in &fitted.shown {
            let (Some(column), Some(text)) = (COLUMNS.get(placed.index), cells.get(placed.index))
            else {
                continue;
            };
            table::cell(pen, column, INDENT + placed.x, placed.width, text, style);
        }
    });
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let rows = rows(ctx);
    let at = position(state, &rows);
    if action == Action::Open {
        return rows.get(at).map(|(release, _)| PaneEffect::GoTo(View::Release, *release));
    }
    let page = Listing::page(area);
    let to = cursor::moved(action, at, rows.len(), page)?;
    state.cursor = rows.get(to).map(|(release, _)| *release);
    state.top = cursor::window(state.top, to, rows.len(), page).start;
    Some(PaneEffect::Moved)
}

/// What the view is made from.
pub fn sources(_state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    let active = ctx.snapshot.board.releases.iter().map(|one| Source::Shipment(one.release));
    asked(ctx, active.collect())
}
