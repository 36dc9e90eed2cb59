//! The list of merge requests.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, empty, words};
use super::State;
use crate::domain::freshness::Freshness;
use crate::domain::releases::Activity;
use crate::domain::shipment::{Cell, ShipmentRow};
use crate::domain::source::{Service, Source};
use crate::store::ServiceState;
use crate::ui::clock;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{Column, Fitted};
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::listing::{INDENT, Listing};
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::table;
use crate::ui::widgets::text::{self, CutSide};

/// Columns that can be scrolled out: all but the frozen one and the last.
pub const FURTHEST: usize = COLUMNS.len() - 2;

/// Priorities of design/ux.md §11.
const COLUMNS: [Column; 10] = [
    Column::fixed("MR", 1, 5).frozen(),
    Column::flexible("RELEASE", 2, (8, 8, 11), CutSide::Never),
    Column::flexible("TITLE", 9, (12, 20, 70), CutSide::End),
    Column::fixed("STATE", 3, 6),
    Column::fixed("APPROVALS", 4, 16),
    Column::fixed("CONFLICT", 8, 8),
    Column::fixed("PIPELINE", 7, 10),
    Column::fixed("STAGE-REL", 5, 11),
    Column::fixed("PROD-REL", 6, 11),
    Column::fixed("AGE", 10, 5).right(),
];

/// Draws rule, heads and the visible rows.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    rows: &[&Arc<ShipmentRow>],
    selected: usize,
) {
    let all = ctx.snapshot.board.shipments.len();
    let filter = ctx.filter.text().trim();
    let right = match filter {
        "" => "attention".to_owned(),
        filter => format!("filter {filter} ─ {} of {all}", rows.len()),
    };
    let nothing = if rows.is_empty() { nothing(ctx) } else { Vec::new() };
    let known = all > 0 || is_known(ctx);
    let count = if known { rows.len().to_string() } else { "?".to_owned() };
    let listing = Listing {
        title: &format!("Merge requests {count}"),
        right: &right,
        columns: &COLUMNS,
        skip: state.columns_out,
        rows: rows.len(),
        top: state.top,
        selected,
        focused: ctx.focused,
        under: Default::default(),
        nothing: &nothing,
    };
    listing.draw(buf, area, ctx.look, |pen, at, fitted| {
        if let Some(row) = rows.get(at) {
            pen.mark(words::weight(row.weight));
            let source = Source::Shipment(row.release);
            if row.state.is_some() && age::level(ctx.snapshot, source) >= Freshness::Stale {
                pen.mark(Glyph::Stale);
            }
            draw_row(pen, row, fitted, ctx);
        }
    });
}

fn draw_row(pen: &mut Pen<'_>, row: &ShipmentRow, fitted: &Fitted, ctx: &PaneCtx<'_>) {
    let (fg, muted) = (ctx.look.style(Token::UiFg), ctx.look.style(Token::UiMuted));
    for placed in &fitted.shown {
        let Some(column) = COLUMNS.get(placed.index) else { continue };
        let (at, width) = (INDENT + placed.x, placed.width);
        let mut write = |text: &str, style| table::cell(pen, column, at, width, text, style);
        match column.head {
            "MR" => write(&row.number, fg),
            "RELEASE" => write(&row.release.to_string(), fg),
            "TITLE" => write(&row.title, if row.is_own { muted } else { fg }),
            "STATE" => write(row.state.map_or("?", |state| state.word()), fg),
            "APPROVALS" => words_cell(pen, &row.approvals, at, width, ctx, true),
            "CONFLICT" => write(
                match row.conflict {
                    Some(true) => "YES",
                    Some(false) => "no",
                    None if row.state.is_none() => "?",
                    None => "–",
                },
                if row.conflict == Some(true) { ctx.look.style(Token::StatusFail) } else { fg },
            ),
            "PIPELINE" => words_cell(pen, &row.pipeline, at, width, ctx, false),
            "STAGE-REL" => words_cell(pen, &row.stage_release, at, width, ctx, false),
            "PROD-REL" => words_cell(pen, &row.prod_release, at, width, ctx, false),
            _ => {
                let source = Source::Shipment(row.release);
                write(&age::age_of(ctx.snapshot, &[source], ctx.relative).text, muted);
            }
        }
    }
}

/// `✓ 22m`, `○ wait 26h`; approvals have their words first.
fn words_cell(
    pen: &mut Pen<'_>,
    cell: &Cell,
    at: usize,
    width: usize,
    ctx: &PaneCtx<'_>,
    words_first: bool,
) {
    let age = cell.since.map(|since| age::since(since, ctx.snapshot.now, ctx.relative));
    let text: Vec<&str> = [cell.words.as_str(), age.as_deref().unwrap_or_default()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let text = text.join(" ");
    let style = ctx.look.style(Token::UiFg);
    pen.to(at);
    if words_first {
        pen.styled(&text::cut(&text, width.saturating_sub(2), CutSide::End), style);
        if matches!(words::weight(cell.weight), Glyph::Pass | Glyph::Unknown) {
            pen.skip(usize::from(!text.is_empty())).mark(words::weight(cell.weight));
        }
    } else {
        pen.mark(words::weight(cell.weight)).skip(1);
        pen.styled(&text::cut(&text, width.saturating_sub(2), CutSide::End), style);
    }
}

/// GitLab told of some merge request, or it is known that there is none.
fn is_known(ctx: &PaneCtx<'_>) -> bool {
    ctx.snapshot
        .feeds
        .iter()
        .any(|(source, feed)| matches!(source, Source::Shipment(_)) && feed.fetched.is_some())
}

/// The sentence in place of rows.
fn nothing(ctx: &PaneCtx<'_>) -> Vec<String> {
    let all = ctx.snapshot.board.shipments.len();
    if !ctx.filter.is_empty() && all > 0 {
        return vec![empty::filtered(all, ctx.filter.text().trim())];
    }
    if ctx.snapshot.service(Service::Gitlab) != ServiceState::Fine {
        let mut lines = empty::unknown(ctx, "merge requests", Service::Gitlab);
        lines.extend(ctx.snapshot.health.get(&Service::Gitlab).and_then(|one| one.missing.clone()));
        return lines;
    }
    let releases = ctx.snapshot.board.releases.iter();
    let active = releases.filter(|one| one.activity == Activity::Active).count();
    let (at, _) = ctx.snapshot.freshness_of(&super::sources(&State::default(), ctx));
    let at = at.map_or_else(String::new, |at| format!(", as of {} UTC", clock::utc(at)));
    vec![format!("None of {active} active releases names a merge request{at}.")]
}
