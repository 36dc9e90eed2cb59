//! View 1: every active release, why the selected one is where it is, and what needs a human now.

mod attention;
mod beside;
mod digest;
mod facts;
mod table;
mod why;

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listed::{asked, listed, row_sources};
use super::{PaneCtx, PaneEffect, View};
use crate::actions::Action;
use crate::domain::arch::Arch;
use crate::domain::attention::AttentionKind;
use crate::domain::releases::{Activity, Assessment};
use crate::domain::source::{Branch, Source};
use crate::domain::version::Release;
use crate::ui::cursor;
use crate::ui::layout::{Class, class, split_top};
use crate::ui::widgets::flat;

pub use digest::is_tiny;

/// Where the keys go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Focus {
    #[default]
    Releases,
    Attention,
}

/// Cursors and what is unfolded.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// selected release; the first of the list while nothing was selected
    pub cursor: Option<Release>,
    focus: Focus,
    entry: Option<(Option<Release>, AttentionKind)>,
    top: usize,
    entries_top: usize,
    columns_out: usize,
    preview: Option<bool>,
    zoomed: bool,
}

/// The panes' areas; an area without rows is not shown.
struct Panes {
    releases: Rect,
    why: Rect,
    attention: Rect,
}

/// Sizes follow from the area and the number of active releases, not from what is selected: nothing
/// jumps when the cursor moves.
fn panes(state: &State, area: Rect, ctx: &PaneCtx<'_>) -> Panes {
    let none = Rect { height: 0, ..area };
    if state.zoomed {
        return match state.focus {
            Focus::Releases => Panes { releases: area, why: none, attention: none },
            Focus::Attention => Panes { releases: none, why: none, attention: area },
        };
    }
    let low = area.height < 26;
    // Terminals of 24 rows and more have the preview without asking.
    let why = match state.preview.unwrap_or(area.height >= 20) {
        false => 0,
        true if low => 5,
        true => 12 + area.height.saturating_sub(36) / 8,
    };
    let attention = if low { 5 } else { 6 };
    let all = &ctx.snapshot.board.releases;
    let active = all.iter().take_while(|one| one.activity == Activity::Active).count();
    let wanted = u16::try_from(active).unwrap_or(u16::MAX).saturating_add(if low { 2 } else { 3 });
    let most = area.height.saturating_sub(why + attention).max(5);
    let (releases, below) = split_top(area, wanted.clamp(5, most).max(if low { most } else { 5 }));
    let (why, attention) = split_top(below, why);
    Panes { releases, why, attention }
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    if class(area) == Class::Digest {
        return digest(state, buf, area, ctx);
    }
    let rows = listed(ctx);
    let panes = panes(state, area, ctx);
    let selected = position(state, &rows);
    table::draw(state, buf, panes.releases, ctx, &rows, selected);
    why::draw(buf, panes.why, ctx, rows.get(selected).map(|row| &***row));
    attention::draw(state, buf, panes.attention, ctx);
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// Draws a line per release; where there is no room for a list, the one that is worst off.
pub fn digest(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    digest::draw(state, buf, area, ctx, &listed(ctx));
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// The row under the cursor: by identity, the first when the release is not in the list.
fn position(state: &State, rows: &[&Arc<Assessment>]) -> usize {
    let at = state.cursor.and_then(|cursor| rows.iter().position(|row| row.release == cursor));
    at.unwrap_or(0)
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let rows = listed(ctx);
    let selected = rows.get(position(state, &rows)).map(|row| row.release);
    match action {
        // The issues of a release stand in its own view.
        Action::ViewRelease | Action::Issues => {
            return selected.map(|one| PaneEffect::GoTo(View::Release, one));
        }
        Action::ViewBuilds => return selected.map(|one| PaneEffect::GoTo(View::Builds, one)),
        Action::PaneNext | Action::PanePrev => {
            state.focus = match state.focus {
                Focus::Releases => Focus::Attention,
                Focus::Attention => Focus::Releases,
            };
        }
        Action::PreviewToggle => {
            state.preview = Some(!state.preview.unwrap_or(area.height >= 20));
        }
        Action::Zoom => state.zoomed = !state.zoomed,
        Action::Back if state.zoomed => state.zoomed = false,
        Action::ColumnsRight => {
            state.columns_out = (state.columns_out + 1).min(table::FURTHEST);
        }
        Action::ColumnsLeft => state.columns_out = state.columns_out.saturating_sub(1),
        _ if state.focus == Focus::Attention && class(area) != Class::Digest => {
            return attention::act(state, action, panes(state, area, ctx).attention, ctx);
        }
        Action::Open => return selected.map(|one| PaneEffect::GoTo(View::Release, one)),
        copy @ (Action::CopyKey | Action::CopyUrl | Action::CopyMessage) => {
            return copied(copy, selected?, ctx).map(PaneEffect::Copy);
        }
        movement => {
            let (at, area) = (position(state, &rows), panes(state, area, ctx).releases);
            let page = usize::from(area.height.saturating_sub(2));
            let to = cursor::moved(movement, at, rows.len(), page)?;
            state.cursor = rows.get(to).map(|row| row.release).or(state.cursor);
            state.top = cursor::window(state.top, to, rows.len(), page).start;
        }
    }
    Some(PaneEffect::Moved)
}

/// What is copied of a release: its version, its shipment's address, a message about what it needs most.
pub fn copied(action: Action, release: Release, ctx: &PaneCtx<'_>) -> Option<String> {
    let board = &ctx.snapshot.board;
    match action {
        Action::CopyKey => Some(release.to_string()),
        Action::CopyUrl => board.release(release)?.facts.shipment_url.clone(),
        Action::CopyMessage => {
            let entry = board.attention.iter().find(|entry| entry.release == Some(release))?;
            Some(attention::text(entry, ctx))
        }
        _ => None,
    }
}

/// What the view is made from.
pub fn sources(_state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    let branches = Branch::ALL.into_iter().map(Source::Branch).chain(Arch::ALL.map(Source::Tags));
    let rows = listed(ctx);
    let mut sources: Vec<Source> =
        branches.chain(rows.iter().flat_map(|row| row_sources(row.release))).collect();
    sources.sort();
    sources.dedup();
    let mut streams: Vec<_> = rows.iter().map(|row| row.release.y).collect();
    streams.sort();
    streams.dedup();
    sources.extend(streams.into_iter().map(Source::BuildData));
    asked(ctx, sources)
}

#[cfg(test)]
mod tests;
