//! View 6: what was seen to change, newest first; the selected change with the facts behind it.

mod fields;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{PaneCtx, PaneEffect, Thing, View, empty};
use crate::actions::Action;
use crate::domain::chronicle::{About, Entry};
use crate::domain::source::Source;
use crate::ui::clock;
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{Class, Column, class, split_top};
use crate::ui::theme::Token;
use crate::ui::widgets::listing::{INDENT, Listing};
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::CutSide;
use crate::ui::widgets::{age, flat, lines, table};

pub use fields::EntryFields;

/// Cursor, scroll position and what is unfolded.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// number of the selected entry; the newest while nothing was selected
    cursor: Option<u64>,
    top: usize,
    preview: Option<bool>,
}

const COLUMNS: [Column; 5] = [
    Column::fixed("WHEN", 1, 9).frozen(),
    Column::fixed("WHO", 5, 8),
    Column::flexible("WHAT", 4, (14, 22, 34), CutSide::Middle),
    Column::flexible("TARGET", 2, (13, 13, 16), CutSide::Never),
    Column::flexible("RESULT", 3, (16, 40, usize::MAX), CutSide::End),
];

/// The entries that the filter keeps, newest first.
fn rows<'a>(ctx: &PaneCtx<'a>) -> Vec<&'a Entry> {
    let snapshot = ctx.snapshot;
    let kept = |entry: &&Entry| ctx.filter.keeps(&EntryFields { entry, snapshot });
    snapshot.chronicle.entries().rev().filter(kept).collect()
}

fn position(state: &State, rows: &[&Entry]) -> usize {
    rows.iter().position(|entry| Some(entry.number) == state.cursor).unwrap_or(0)
}

fn panes(state: &State, area: Rect) -> (Rect, Rect) {
    if !state.preview.unwrap_or(area.height >= 18) || class(area) == Class::Digest {
        return (area, Rect { height: 0, ..area });
    }
    split_top(area, area.height.saturating_sub(6))
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let rows = rows(ctx);
    let selected = position(state, &rows);
    let (list, below) = panes(state, area);
    let all = ctx.snapshot.chronicle.entries().count();
    let filter = ctx.filter.text().trim();
    let nothing = match (filter, all) {
        (filter, 1..) if !filter.is_empty() => empty::filtered(all, filter),
        _ => "No change was seen yet.".to_owned(),
    };
    let right = match (filter, ctx.looked) {
        ("", Some(looked)) => format!(
            "since you last looked, {}: {}",
            clock::at(looked, ctx.snapshot.now),
            since(ctx, looked)
        ),
        ("", None) => "newest first".to_owned(),
        (filter, _) => format!("filter {filter} ─ {} of {all}", rows.len()),
    };
    let listing = Listing {
        title: &format!("Activity ─ observed {all}"),
        right: &right,
        columns: &COLUMNS,
        skip: 0,
        rows: rows.len(),
        top: state.top,
        selected,
        focused: ctx.focused,
        under: Default::default(),
        nothing: &[nothing],
    };
    listing.draw(buf, list, ctx.look, |pen, at, fitted| {
        let Some(entry) = rows.get(at) else { return };
        pen.mark(mark(entry, ctx));
        let cells = [
            age::since(entry.at, ctx.snapshot.now, ctx.relative),
            "observed".to_owned(),
            entry.what.clone(),
            entry.about.words(),
            entry.result.clone(),
        ];
        let style = ctx.look.style(Token::UiFg);
        for placed in &fitted.shown {
            if let (Some(column), Some(text)) = (COLUMNS.get(placed.index), cells.get(placed.index))
            {
                table::cell(pen, column, INDENT + placed.x, placed.width, text, style);
            }
        }
    });
    if let Some(entry) = rows.get(selected) {
        detail(buf, below, ctx, entry);
    }
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// New since the operator last looked.
fn mark(entry: &Entry, ctx: &PaneCtx<'_>) -> Glyph {
    if ctx.looked.is_some_and(|looked| entry.at > looked) { Glyph::Mark } else { Glyph::Idle }
}

fn since(ctx: &PaneCtx<'_>, looked: crate::domain::time::Timestamp) -> String {
    let count = ctx.snapshot.chronicle.entries().filter(|entry| entry.at > looked).count();
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}

fn detail(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, entry: &Entry) {
    if area.height == 0 {
        return;
    }
    let title = format!("{} UTC ─ {} ─ {}", clock::utc(entry.at), entry.what, entry.about.words());
    rule(buf, ctx.look, area, 0, &title, "", false);
    let (_, body) = split_top(area, 1);
    let text = std::iter::once(&entry.result).chain(&entry.causes);
    let text = text.map(String::as_str).collect::<Vec<_>>().join("\n");
    let shown =
        lines::window(&text, usize::from(body.width).saturating_sub(2), 0, body.height.into());
    for (dy, line) in (0..).zip(shown) {
        Pen::on(buf, ctx.look, body, dy).skip(1).text(line);
    }
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let rows = rows(ctx);
    let at = position(state, &rows);
    match action {
        Action::Open => return rows.get(at).map(|entry| open(entry)),
        Action::PreviewToggle => {
            state.preview = Some(!state.preview.unwrap_or(area.height >= 18));
        }
        movement => {
            let page = Listing::page(panes(state, area).0);
            let to = cursor::moved(movement, at, rows.len(), page)?;
            state.cursor = rows.get(to).map(|entry| entry.number);
            state.top = cursor::window(state.top, to, rows.len(), page).start;
        }
    }
    Some(PaneEffect::Moved)
}

fn open(entry: &Entry) -> PaneEffect {
    match &entry.about {
        About::Release(release) => PaneEffect::GoTo(View::Release, *release),
        About::Bug(key, _) => PaneEffect::Show(Thing::Bug(key.clone())),
        About::Service(service) => PaneEffect::Show(Thing::Service(*service)),
    }
}

/// What the view is made from: it shows changes as they are seen, and has nothing asked more often.
pub fn sources(_state: &State, _ctx: &PaneCtx<'_>) -> Vec<Source> {
    Vec::new()
}

#[cfg(test)]
mod tests;
