//! The second row: the views, the active one in brackets; on low terminals the services at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::line;
use super::look::Look;
use super::panes::View;
use super::services;
use super::theme::Token;
use crate::store::Snapshot;

/// The views with their names, long and short.
const VIEWS: [(View, &str, &str); 3] = [
    (View::Overview, "1 Overview", "1 Over"),
    (View::Release, "2 Release", "2 Rel"),
    (View::Builds, "3 Builds", "3 Bld"),
];

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
        let (text, token) = match view == active {
            true => (format!("[{name}]"), Token::UiViewActive),
            false => (format!(" {name} "), Token::UiViewIdle),
        };
        if long && number > 0 {
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(text, look.style(token)));
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
