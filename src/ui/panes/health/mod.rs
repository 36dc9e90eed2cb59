//! View 7: how every service fares, and what to do so that it is asked at all.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{PaneCtx, PaneEffect};
use crate::actions::Action;
use crate::domain::source::{Service, Source};
use crate::store::{ServiceState, Snapshot};
use crate::ui::cursor;
use crate::ui::layout::Column;
use crate::ui::theme::Token;
use crate::ui::widgets::listing::{INDENT, Listing};
use crate::ui::widgets::text::CutSide;
use crate::ui::widgets::{flat, table};

/// Cursor and scroll position.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// the selected service; the first while nothing was selected
    pub cursor: Option<Service>,
    top: usize,
}

const COLUMNS: &[Column] = &[
    Column::fixed("SERVICE", 1, 8).frozen(),
    Column::flexible("STATE", 2, (12, 60, 200), CutSide::End),
];

/// How many services do not answer as they should.
pub fn badge(snapshot: &Snapshot) -> usize {
    let ailing =
        |service: &Service| matches!(snapshot.service(*service), ServiceState::InTrouble { .. });
    Service::ALL.iter().filter(|service| ailing(service)).count()
}

fn position(state: &State) -> usize {
    Service::ALL.iter().position(|service| Some(*service) == state.cursor).unwrap_or(0)
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let listing = Listing {
        title: &format!("Services {}", Service::ALL.len()),
        right: "",
        columns: COLUMNS,
        skip: 0,
        rows: Service::ALL.len(),
        top: state.top,
        selected: position(state),
        focused: ctx.focused,
        under: Default::default(),
        nothing: &[],
    };
    listing.draw(buf, area, ctx.look, |pen, at, fitted| {
        let Some(service) = Service::ALL.get(at) else { return };
        let missing = ctx.snapshot.health.get(service).and_then(|health| health.missing.clone());
        let text = match ctx.snapshot.service(*service) {
            ServiceState::NotConnected => missing.unwrap_or_else(|| "not connected".to_owned()),
            ServiceState::Loading => "asking".to_owned(),
            ServiceState::Fine => "answers".to_owned(),
            ServiceState::InTrouble { trouble, .. } => trouble.to_string(),
        };
        let cells = [service.name().to_owned(), text];
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
pub fn act(
    state: &mut State,
    action: Action,
    area: Rect,
    _ctx: &PaneCtx<'_>,
) -> Option<PaneEffect> {
    let page = Listing::page(area);
    let to = cursor::moved(action, position(state), Service::ALL.len(), page)?;
    state.cursor = Service::ALL.get(to).copied();
    state.top = cursor::window(state.top, to, Service::ALL.len(), page).start;
    Some(PaneEffect::Moved)
}

/// What the view is made from.
pub fn sources(_state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    ctx.snapshot.feeds.keys().copied().collect()
}
