//! The services in a table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, empty};
use super::{State, cells};
use crate::domain::source::Service;
use crate::store::ServiceState;
use crate::ui::layout::Column;
use crate::ui::theme::Token;
use crate::ui::widgets::listing::{INDENT, Listing};
use crate::ui::widgets::table;
use crate::ui::widgets::text::CutSide;

/// Columns that can be scrolled out: all but the frozen one and the last.
pub const FURTHEST: usize = COLUMNS.len() - 2;

const COLUMNS: [Column; 7] = [
    Column::fixed("SERVICE", 1, 8).frozen(),
    Column::flexible("CIRCUIT", 2, (18, 18, 22), CutSide::Never),
    Column::fixed("LAST OK", 3, 7),
    Column::fixed("EVERY", 6, 6),
    Column::fixed("P50 / P95", 7, 14),
    Column::flexible("RATE LIMIT", 5, (12, 14, 28), CutSide::End),
    Column::flexible("LAST ERROR", 4, (16, 26, 90), CutSide::End),
];

/// Draws rule, heads and the visible rows.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    rows: &[Service],
    selected: usize,
) {
    let states = Service::ALL.map(|service| ctx.snapshot.service(service));
    let connected = states.iter().filter(|state| **state != ServiceState::NotConnected).count();
    let filter = ctx.filter.text().trim();
    let right = match (filter, ctx.snapshot.process.follows) {
        ("", Some(pid)) => format!("data via pid {pid}"),
        ("", None) => String::new(),
        (filter, _) => format!("filter {filter} ─ {} of {}", rows.len(), Service::ALL.len()),
    };
    let listing = Listing {
        title: &format!("Services {} ─ {connected} connected", Service::ALL.len()),
        right: &right,
        columns: &COLUMNS,
        skip: state.columns_out,
        rows: rows.len(),
        top: state.top,
        selected,
        focused: ctx.focused,
        under: Default::default(),
        nothing: &[empty::filtered(Service::ALL.len(), filter)],
    };
    let (fg, muted) = (ctx.look.style(Token::UiFg), ctx.look.style(Token::UiMuted));
    listing.draw(buf, area, ctx.look, |pen, at, fitted| {
        let Some(service) = rows.get(at).copied() else { return };
        let (snapshot, health) = (ctx.snapshot, ctx.snapshot.health.get(&service));
        pen.mark(cells::mark(service, snapshot));
        let is_missing = health.is_some_and(|health| health.missing.is_some());
        for placed in &fitted.shown {
            let Some(column) = COLUMNS.get(placed.index) else { continue };
            let text = match column.head {
                "SERVICE" => service.name().to_owned(),
                "CIRCUIT" => cells::circuit(service, snapshot),
                "LAST OK" => {
                    cells::moment(cells::last_ok(service, snapshot), snapshot, ctx.relative)
                }
                "EVERY" => cells::every(health),
                "P50 / P95" => match health.and_then(|health| health.p50) {
                    None => "–".to_owned(),
                    p50 => {
                        let p95 = health.and_then(|health| health.p95);
                        format!("{} / {}", cells::took(p50), cells::took(p95))
                    }
                },
                "RATE LIMIT" => cells::quota(health, snapshot.now),
                _ => cells::last_error(health),
            };
            let style = if is_missing { muted } else { fg };
            table::cell(pen, column, INDENT + placed.x, placed.width, &text, style);
        }
    });
}
