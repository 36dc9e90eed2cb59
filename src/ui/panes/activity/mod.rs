//! View 6: what changed, when and where.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{PaneCtx, PaneEffect};
use crate::actions::Action;
use crate::domain::source::Source;
use crate::ui::widgets::flat;
use crate::ui::widgets::listing::Listing;

/// Cursor and scroll position.
#[derive(Debug, Clone, Default)]
pub struct State {}

/// Draws the view.
pub fn draw(_state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let nothing = ["No change was seen since the program started.".to_owned()];
    let listing = Listing {
        title: "Activity",
        right: "",
        columns: &[],
        skip: 0,
        rows: 0,
        top: 0,
        selected: 0,
        focused: ctx.focused,
        under: Default::default(),
        nothing: &nothing,
    };
    listing.draw(buf, area, ctx.look, |_, _, _| {});
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(
    _state: &mut State,
    _action: Action,
    _area: Rect,
    _ctx: &PaneCtx<'_>,
) -> Option<PaneEffect> {
    None
}

/// What the view is made from.
pub fn sources(_state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    ctx.snapshot.feeds.keys().copied().collect()
}
