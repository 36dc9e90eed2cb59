//! The second row: the views, the active one in brackets; on low terminals the services at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::glyphs::Glyph;
use super::line;
use super::look::Look;
use super::panes::{View, bugs, health, shipment};
use super::services;
use super::theme::Token;
use crate::store::Snapshot;

/// The views with their names, long and short.
const VIEWS: [(View, &str, &str); View::ALL.len()] = [
    (View::Overview, "1 Overview", "1 Over"),
    (View::Release, "2 Release", "2 Rel"),
    (View::Builds, "3 Builds", "3 Bld"),
    (View::Bugs, "4 Bugs", "4 Bug"),
    (View::Shipment, "5 Shipment", "5 Ship"),
    (View::Activity, "6 Activity", "6 Act"),
    (View::Health, "7 Health", "7 Hlth"),
];

/// What wants attention in a view: how many, and the mark that says how bad.
fn badge(view: View, snapshot: &Snapshot) -> Option<(Glyph, usize)> {
    let (mark, count) = match view {
        View::Bugs => (Glyph::Warn, bugs::badge(snapshot)),
        View::Shipment => (Glyph::Warn, shipment::badge(snapshot)),
        View::Health => (Glyph::Fail, health::badge(snapshot)),
        _ => return None,
    };
    (count > 0).then_some((mark, count))
}

/// Draws the row. `wrong` is the number of things that `!` lists.
pub fn draw(
    buf: &mut Buffer,
    area: Rect,
    active: View,
    wrong: usize,
    with_services: bool,
    look: &Look,
    snapshot: &Snapshot,
) {
    let long = area.width >= 100;
    let mut spans = vec![Span::raw(if long { " " } else { "" })];
    for (number, (view, name, short)) in VIEWS.into_iter().enumerate() {
        let name = if long { name } else { short };
        let (open, close, token) = match view == active {
            true => ("[", "]", Token::UiViewActive),
            false => (" ", " ", Token::UiViewIdle),
        };
        if long && number > 0 {
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(format!("{open}{name}"), look.style(token)));
        if let Some((mark, count)) = badge(view, snapshot) {
            let text = format!("{}{}{count}", if long { " " } else { "" }, look.text(mark));
            spans.push(Span::styled(text, look.style(Token::UiBadge)));
        }
        // On small screens the blank after a name is the one before the next.
        let close = if long || view == active { close } else { "" };
        spans.push(Span::styled(close, look.style(token)));
    }
    let mut right = Vec::new();
    if wrong > 0 {
        right.push(Span::styled(format!("! {wrong}"), look.style(Token::UiBadge)));
    }
    if with_services {
        right.push(Span::raw(if wrong > 0 { "  " } else { "" }));
        right.extend(services::summary(look, snapshot).spans);
    }
    line::ends(buf, area, Line::from(spans), Line::from(right), look);
}
