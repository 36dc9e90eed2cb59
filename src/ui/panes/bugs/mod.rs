//! View 4: bugs in ON_QA with their timers, the next rung first.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listed::asked;
use super::{PaneCtx, PaneEffect, View, empty};
use crate::actions::Action;
use crate::domain::source::{Service, Source};
use crate::domain::time::span;
use crate::store::Snapshot;
use crate::store::bug_rows::{BugRow, BugWeight};
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::Column;
use crate::ui::theme::Token;
use crate::ui::widgets::listing::{INDENT, Listing};
use crate::ui::widgets::text::CutSide;
use crate::ui::widgets::{flat, table};

/// Cursor and scroll position.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// key of the selected bug; the first while nothing was selected
    pub cursor: Option<String>,
    top: usize,
}

const COLUMNS: &[Column] = &[
    Column::fixed("BUG", 1, 14).frozen(),
    Column::fixed("RELEASE", 5, 11),
    Column::flexible("QA CONTACT", 4, (8, 12, 16), CutSide::Middle),
    Column::fixed("ON_QA", 6, 6).right(),
    Column::fixed("RUNG", 3, 5),
    Column::fixed("NEXT IN", 2, 9),
];

/// How many bugs want attention: late, or soon.
pub fn badge(snapshot: &Snapshot) -> usize {
    snapshot.board.bugs.iter().filter(|row| row.weight >= BugWeight::Heed).count()
}

fn rows<'a>(ctx: &PaneCtx<'a>) -> Vec<&'a Arc<BugRow>> {
    ctx.snapshot.board.bugs.iter().collect()
}

fn position(state: &State, rows: &[&Arc<BugRow>]) -> usize {
    let cursor = state.cursor.as_deref();
    rows.iter().position(|row| Some(row.bug.key.as_str()) == cursor).unwrap_or(0)
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let rows = rows(ctx);
    let known = empty::known(ctx, Source::Bugs);
    let nothing = match known {
        true => vec!["No bugs in ON_QA.".to_owned()],
        false => empty::unknown(ctx, "bugs", Service::Jira),
    };
    let count = if known { rows.len().to_string() } else { "?".to_owned() };
    let listing = Listing {
        title: &format!("ON_QA {count}"),
        right: "next rung",
        columns: COLUMNS,
        skip: 0,
        rows: rows.len(),
        top: state.top,
        selected: position(state, &rows),
        focused: ctx.focused,
        nothing: &nothing,
    };
    listing.draw(buf, area, ctx.look, |pen, at, fitted| {
        let Some(row) = rows.get(at) else { return };
        pen.mark(match row.weight {
            BugWeight::Late => Glyph::Block,
            BugWeight::Heed => Glyph::Warn,
            BugWeight::Ordinary => Glyph::Idle,
            BugWeight::Untimed => Glyph::NotApplicable,
        });
        let current = row.ladder.current();
        let cells = [
            row.bug.key.clone(),
            row.of().map_or("–".to_owned(), |release| release.to_string()),
            row.bug.qa_contact.as_ref().map_or("(none)".to_owned(), |one| one.name.clone()),
            row.spent().map_or("–".to_owned(), |spent| format!("{}wh", spent.as_hours())),
            current.map_or("–", |current| current.rung.word()).to_owned(),
            current.map_or("no timer".to_owned(), |current| span(current.left)),
        ];
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
        let release = rows.get(at).and_then(|row| row.of())?;
        return Some(PaneEffect::GoTo(View::Release, release));
    }
    let page = Listing::page(area);
    let to = cursor::moved(action, at, rows.len(), page)?;
    state.cursor = rows.get(to).map(|row| row.bug.key.clone());
    state.top = cursor::window(state.top, to, rows.len(), page).start;
    Some(PaneEffect::Moved)
}

/// What the view is made from.
pub fn sources(_state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    asked(ctx, vec![Source::Bugs, Source::Managers])
}
