//! The list of bugs.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, empty, words};
use super::{State, cells};
use crate::domain::escalation::{Current, Ladder, Rung};
use crate::domain::freshness::Freshness;
use crate::domain::releases::Activity;
use crate::domain::source::{Service, Source};
use crate::store::bug_rows::{BugRow, BugWeight};
use crate::ui::clock;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{Class, Column, Fitted, class};
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::listing::{INDENT, Listing};
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::table;
use crate::ui::widgets::text::CutSide;

/// Columns that can be scrolled out: all but the frozen one and the last.
pub const FURTHEST: usize = COLUMNS.len() - 2;

/// Priorities of design/ux.md §11.
const COLUMNS: [Column; 11] = [
    Column::fixed("BUG", 1, 14).frozen(),
    Column::fixed("SEV", 7, 4),
    Column::fixed("FLAG", 10, 4),
    Column::flexible("COMP", 11, (6, 14, 24), CutSide::Middle),
    Column::flexible("QA CONTACT", 4, (8, 10, 12), CutSide::Middle),
    Column::flexible("RELEASE", 5, (8, 8, 11), CutSide::Never),
    Column::fixed("ON_QA", 6, 5).right(),
    Column::fixed("Q L M 96", 3, 8),
    Column::fixed("THIS RUNG", 8, 9),
    Column::flexible("NEXT IN", 2, (9, 10, 17), CutSide::Never),
    Column::fixed("DUE (UTC)", 9, 9),
];

/// Draws rule, heads and the visible rows.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    rows: &[&Arc<BugRow>],
    selected: usize,
) {
    let wide = class(Rect { height: u16::MAX, ..area }) >= Class::Medium;
    let nothing = if rows.is_empty() { nothing(ctx) } else { Vec::new() };
    let level = age::level(ctx.snapshot, Source::Bugs);
    let columns = columns(ctx);
    let listing = Listing {
        title: &title(ctx, rows),
        right: &right(ctx, rows.len(), wide),
        columns: &columns,
        skip: state.columns_out,
        rows: rows.len(),
        top: state.top,
        selected,
        focused: ctx.focused,
        under: words::under(ctx, level),
        nothing: &nothing,
    };
    listing.draw(buf, area, ctx.look, |pen, at, fitted| {
        if let Some(row) = rows.get(at) {
            pen.mark(cells::mark(row));
            if level >= Freshness::Stale {
                pen.mark(Glyph::Stale);
            }
            draw_row(pen, row, fitted, ctx);
        }
    });
}

/// The columns; a version is never cut, and `4.22.0-rc.2` is longer than most.
fn columns(ctx: &PaneCtx<'_>) -> [Column; COLUMNS.len()] {
    let versions = ctx.snapshot.board.bugs.iter().filter_map(|row| row.of());
    let longest = versions.map(|version| version.to_string().len()).max().unwrap_or(0);
    COLUMNS.map(|column| match column.head {
        "RELEASE" => Column { min: longest.max(column.min), ..column },
        _ => column,
    })
}

fn draw_row(pen: &mut Pen<'_>, row: &BugRow, fitted: &Fitted, ctx: &PaneCtx<'_>) {
    let (bug, now) = (&row.bug, ctx.snapshot.now);
    let (fg, muted) = (ctx.look.style(Token::UiFg), ctx.look.style(Token::UiMuted));
    for placed in &fitted.shown {
        let Some(column) = COLUMNS.get(placed.index) else { continue };
        let mut write = |text: &str, style| {
            table::cell(pen, column, INDENT + placed.x, placed.width, text, style);
        };
        match column.head {
            "BUG" => write(&bug.key, fg),
            "SEV" => write(cells::priority(bug), fg),
            "FLAG" => write(cells::flag(bug), ctx.look.style(Token::StatusWarn)),
            "COMP" => write(bug.component.as_deref().unwrap_or("–"), fg),
            "QA CONTACT" => match &bug.qa_contact {
                Some(contact) => write(contact.short(), fg),
                None => write("(none)", ctx.look.style(Token::StatusWarn)),
            },
            "RELEASE" => {
                let release = row.of().map(|release| release.to_string());
                write(release.as_deref().unwrap_or("–"), fg);
            }
            "ON_QA" => {
                let spent = row.spent().map(cells::weekday_hours);
                let none = if row.ladder == Ladder::Unknown { "?" } else { "–" };
                write(spent.as_deref().unwrap_or(none), fg);
            }
            "Q L M 96" => {
                pen.to(INDENT + placed.x);
                for (nth, step) in (0..).zip(cells::steps(&row.ladder)) {
                    pen.skip(usize::from(nth > 0)).mark(step);
                }
            }
            "THIS RUNG" => match row.ladder.current() {
                Some(current) => {
                    pen.to(INDENT + placed.x);
                    bar(pen, current, cells::BAR, ctx);
                }
                None if row.ladder == Ladder::PreMerge => write("verified", muted),
                None => write("", muted),
            },
            "NEXT IN" => write(&cells::next_in(row, now), tone(row, ctx)),
            _ => write(&cells::due(row, now), muted),
        }
    }
}

/// How far a rung is.
pub fn bar(pen: &mut Pen<'_>, current: &Current, length: usize, ctx: &PaneCtx<'_>) {
    let full = cells::full(current.progress(), length);
    let token = match (current.late, current.rung) {
        (true, _) => Token::TierLate,
        (_, Rung::Qa) => Token::TierQa,
        (_, Rung::Lead) => Token::TierLead,
        (_, Rung::Mgr) => Token::TierMgr,
        (_, Rung::Label) => Token::TierLabel,
    };
    pen.word(&ctx.look.text(Glyph::BarFull).repeat(full), token);
    pen.word(&ctx.look.text(Glyph::BarEmpty).repeat(length - full), Token::UiMuted);
}

fn tone(row: &BugRow, ctx: &PaneCtx<'_>) -> ratatui::style::Style {
    ctx.look.style(match row.weight {
        BugWeight::Late => Token::TierLate,
        BugWeight::Heed => Token::StatusWarn,
        BugWeight::Ordinary | BugWeight::Untimed => Token::UiFg,
    })
}

fn title(ctx: &PaneCtx<'_>, rows: &[&Arc<BugRow>]) -> String {
    if !empty::known(ctx, Source::Bugs) {
        return "ON_QA ?".to_owned();
    }
    let untimed = rows.iter().filter(|row| row.ladder == Ladder::PreMerge).count();
    match untimed {
        0 => format!("ON_QA {}", rows.len()),
        _ => format!("ON_QA {} ─ {untimed} pre-merge verified, not timed", rows.len()),
    }
}

fn right(ctx: &PaneCtx<'_>, shown: usize, wide: bool) -> String {
    let filter = ctx.filter.text().trim();
    let mut parts = Vec::new();
    if !filter.is_empty() {
        parts.push(format!("filter {filter} ─ {shown} of {}", ctx.snapshot.board.bugs.len()));
    } else if wide {
        parts.push("next rung".to_owned());
    }
    let zone = ctx.snapshot.board.zone.name();
    parts.push(if wide {
        format!("weekday hours Mon–Fri {zone}, as the notifier counts")
    } else {
        format!("weekday h, {zone}")
    });
    parts.join(" ─ ")
}

/// The sentence in place of rows. An empty list is a claim, so it carries its time.
fn nothing(ctx: &PaneCtx<'_>) -> Vec<String> {
    let all = ctx.snapshot.board.bugs.len();
    if !ctx.filter.is_empty() && all > 0 {
        return vec![empty::filtered(all, ctx.filter.text().trim())];
    }
    if !empty::known(ctx, Source::Bugs) {
        return empty::unknown(ctx, "bugs", Service::Jira);
    }
    let releases = ctx.snapshot.board.releases.iter();
    let active = releases.filter(|one| one.activity == Activity::Active).count();
    let (at, _) = ctx.snapshot.freshness_of(&[Source::Bugs]);
    let at = at.map_or_else(String::new, clock::utc);
    vec![format!("No bugs in ON_QA for {active} releases, as of {at} UTC. ✓")]
}
