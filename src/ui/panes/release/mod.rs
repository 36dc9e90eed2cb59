//! View 2: one release; its task graph with gates, the selected row in detail, its issues.

mod beside;
mod detail;
mod full;
mod header;
mod issues;
mod links;
mod rows;
mod since;
mod tasks;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listed::{asked, current, neighbour};
use super::{PaneCtx, PaneEffect, View, empty, overview};
use crate::actions::Action;
use crate::domain::arch::Arch;
use crate::domain::releases::Assessment;
use crate::domain::source::{Branch, Service, Source};
use crate::domain::version::Release;
use crate::ui::cursor;
use crate::ui::layout::{Class, class, split_left, split_top};
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::trunk::trunk;
use crate::ui::widgets::{flat, full as page};
use rows::RowKey;
use tasks::Dress;

/// Where the keys go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Focus {
    #[default]
    Tasks,
    Issues,
}

/// Cursors and what is unfolded.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// the release that is shown; the first of the list while nothing was chosen
    pub release: Option<Release>,
    focus: Focus,
    row: Option<RowKey>,
    top: usize,
    /// text of the selected issue: its identity
    issue: Option<String>,
    setup_unfolded: bool,
    zoomed: bool,
    /// the full text is open, scrolled to this line
    full: Option<usize>,
}

/// The panes' areas; an area without rows is not shown.
struct Panes {
    header: Rect,
    tasks: Rect,
    detail: Rect,
    issues: Rect,
    since: Rect,
}

/// Sizes follow from the area and the release, not from the selected row.
fn panes(state: &State, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) -> Panes {
    let none = Rect { height: 0, ..area };
    if state.zoomed {
        let (tasks, issues) = match state.focus {
            Focus::Tasks => (area, none),
            Focus::Issues => (none, area),
        };
        return Panes { header: none, tasks, detail: none, issues, since: none };
    }
    let wide = class(area) >= Class::Medium;
    let most_issues = if area.height < 16 { 0 } else { 2 + (area.height.saturating_sub(20) / 4) };
    let issues =
        u16::try_from(release.issues.len()).unwrap_or(u16::MAX).clamp(1, most_issues.max(1));
    let issues = if most_issues == 0 { 0 } else { issues + 1 };
    let header = header::height(ctx, release, wide);
    let (header, rest) = split_top(area, header);
    let since = since::height(ctx, release.release, area);
    let (rest, since) = split_top(rest, rest.height.saturating_sub(since));
    let (rest, issues) = split_top(rest, rest.height.saturating_sub(issues));
    let (tasks, detail) = if wide {
        split_left(rest, 78.max(rest.width / 2))
    } else {
        let detail = (3 + area.height.saturating_sub(20) / 2).min(rest.height / 3);
        split_top(rest, rest.height - detail)
    };
    Panes { header, tasks, detail, issues, since }
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    match current(ctx, state.release) {
        None => nothing(state, buf, area, ctx),
        Some(release) if state.full.is_some() => {
            let (title, text) = full::text(state, release, ctx, class(area) < Class::Medium);
            page::draw(buf, ctx.look, area, &title, &text, state.full.unwrap_or(0));
        }
        Some(release) if class(area) == Class::Digest => {
            header::digest(buf, area, ctx, release);
            tasks::draw(state, buf, split_top(area, 1).1, ctx, release, Dress::Bare);
        }
        Some(release) => {
            let panes = panes(state, area, ctx, release);
            let wide = class(area) >= Class::Medium;
            let dress = if wide { Dress::Full } else { Dress::Heads };
            header::draw(buf, panes.header, ctx, release, wide);
            tasks::draw(state, buf, panes.tasks, ctx, release, dress);
            let beside = panes.detail.x > area.x;
            detail::draw(state, buf, panes.detail, ctx, release, beside);
            issues::draw(state, buf, panes.issues, ctx, release);
            since::draw(buf, panes.since, ctx, release.release);
            if beside && panes.tasks.height > 0 {
                trunk(buf, ctx.look, panes.detail, panes.issues.height > 0);
            }
        }
    }
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// No such release, or nothing known yet.
fn nothing(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let title = state.release.map_or_else(|| "Release".to_owned(), |release| release.to_string());
    rule(buf, ctx.look, area, 0, &title, "", ctx.focused);
    let lines = if !empty::known(ctx, Source::Branch(Branch::ZStream)) {
        empty::unknown(ctx, "releases", Service::Github)
    } else if state.release.is_some() {
        vec![format!("{title} has no file on the z-stream branch.")]
    } else {
        vec!["No release has a file on the z-stream branch.".to_owned()]
    };
    for (dy, line) in (2..).zip(lines) {
        Pen::on(buf, ctx.look, area, dy).skip(4).text(&line);
    }
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let release = current(ctx, state.release)?;
    if let Some(top) = state.full {
        match action {
            Action::Back | Action::Full | Action::Open => state.full = None,
            movement => {
                let (_, text) = full::text(state, release, ctx, class(area) < Class::Medium);
                state.full = Some(page::scrolled(movement, top, &text, area)?);
            }
        }
        return Some(PaneEffect::Moved);
    }
    let small = class(area) < Class::Medium;
    match action {
        copy @ (Action::CopyKey | Action::CopyUrl | Action::CopyMessage) => {
            return overview::copied(copy, release.release, ctx).map(PaneEffect::Copy);
        }
        Action::ViewOverview => return Some(PaneEffect::GoTo(View::Overview, release.release)),
        Action::ViewBuilds => return Some(PaneEffect::GoTo(View::Builds, release.release)),
        Action::ReleaseNext => return go(ctx, release.release, 1),
        Action::ReleasePrev => return go(ctx, release.release, -1),
        Action::PaneNext | Action::PanePrev => {
            state.focus = match state.focus {
                Focus::Tasks => Focus::Issues,
                Focus::Issues => Focus::Tasks,
            };
        }
        Action::Issues => {
            state.focus = Focus::Issues;
            state.zoomed = small;
        }
        Action::Zoom => state.zoomed = !state.zoomed,
        Action::Back if state.zoomed => state.zoomed = false,
        Action::Back if state.focus == Focus::Issues => state.focus = Focus::Tasks,
        Action::Back if state.setup_unfolded => state.setup_unfolded = false,
        Action::Full => state.full = Some(0),
        Action::Log => {
            return Some(links::log_of(release, rows::selected_key(state, release, small), ctx));
        }
        _ if state.focus == Focus::Issues => {
            return issues::act(state, action, panes(state, area, ctx, release).issues, release);
        }
        Action::Open if rows::selected_key(state, release, small) == Some(RowKey::Setup) => {
            state.setup_unfolded = true;
            state.row = None;
        }
        Action::Open => state.full = Some(0),
        movement => {
            let keys = rows::keys(release, small && !state.setup_unfolded);
            let at = rows::position(state, release, &keys);
            let page = usize::from(panes(state, area, ctx, release).tasks.height.saturating_sub(2));
            let to = cursor::moved(movement, at, keys.len(), page)?;
            state.row = keys.get(to).copied();
            state.top = cursor::window(state.top, to, keys.len(), page).start;
        }
    }
    Some(PaneEffect::Moved)
}

fn go(ctx: &PaneCtx<'_>, from: Release, step: isize) -> Option<PaneEffect> {
    neighbour(ctx, from, step).map(|release| PaneEffect::GoTo(View::Release, release))
}

/// What the view is made from.
pub fn sources(state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    let mut sources = vec![
        Source::Branch(Branch::ZStream),
        Source::Branch(Branch::Record),
        Source::Tags(Arch::Amd64),
    ];
    if let Some(one) = current(ctx, state.release) {
        sources.push(Source::BuildData(one.release.y));
        sources.extend(beside::sources(one.release));
        if one.facts.worksheet.is_some() {
            sources.push(Source::Report(one.release.y));
        }
    }
    asked(ctx, sources)
}

#[cfg(test)]
mod tests;
