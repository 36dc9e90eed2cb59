//! Problems written into the StateBox, open ones first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::{PaneCtx, PaneEffect};
use super::{Focus, State};
use crate::actions::Action;
use crate::domain::issues::Issue;
use crate::domain::releases::{Assessment, StateWord};
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::{Align, Pen};
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::text::CutSide;

/// Draws rule and visible issues.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: &Assessment) {
    if area.height == 0 {
        return;
    }
    let focused = ctx.focused && state.focus == Focus::Issues;
    let issues = &release.issues;
    let open = issues.iter().filter(|issue| !issue.resolved).count();
    let rows = usize::from(area.height - 1);
    let at = position(state, release);
    let shown = cursor::window(0, if focused { at } else { 0 }, issues.len(), rows);
    let mut right = "b".to_owned();
    if shown.end < issues.len() {
        right = format!("{} more ↓ ─ b", issues.len() - shown.end);
    }
    let known = release.state != StateWord::Unknown;
    let limited = release.facts.worksheet.is_some();
    let count = if known && !limited { open.to_string() } else { "?".to_owned() };
    rule(buf, ctx.look, area, 0, &format!("Issues {count} open"), &right, focused);
    if issues.is_empty() {
        let none = match (known, &release.facts.worksheet) {
            (_, Some(_)) => "limited: a worksheet has no issues; there is no StateBox",
            (true, None) => "none recorded in the StateBox",
            (false, None) => "the StateBox was not read",
        };
        Pen::on(buf, ctx.look, area, 1).skip(4).faint(none);
    }
    for (dy, n) in (1..).zip(shown) {
        let Some(issue) = issues.get(n) else { continue };
        let mut pen = Pen::on(buf, ctx.look, area, dy);
        let under_cursor = focused && n == at;
        if under_cursor {
            pen.mark(Glyph::Cursor);
        }
        line(&mut pen, issue, area.width >= 100, ctx);
        if under_cursor {
            pen.over(ctx.look.style(Token::UiCursorBg));
        }
    }
}

fn line(pen: &mut Pen<'_>, issue: &Issue, wide: bool, ctx: &PaneCtx<'_>) {
    let (glyph, kind) = match (issue.resolved, issue.blocker) {
        (true, _) => (Glyph::Pass, "resolved"),
        (false, true) => (Glyph::Block, "blocker"),
        (false, false) => (Glyph::Warn, "note"),
    };
    let style = ctx.look.style(if issue.resolved { Token::UiMuted } else { Token::UiFg });
    let since = issue.reported_at.map_or_else(
        || "?".to_owned(),
        |stamp| {
            let doubt = if stamp.doubtful { "?" } else { "" };
            format!("{}{doubt}", age::since(stamp.at, ctx.snapshot.now, ctx.relative))
        },
    );
    let age = if issue.resolved { String::new() } else { format!("open {since}") };
    pen.to(1).mark(glyph).to(if wide { 4 } else { 3 }).word(kind, glyph.token());
    pen.to(if wide { 15 } else { 12 });
    let (tasks_cells, age_cells) = if wide { (27, 15) } else { (22, 0) };
    if !wide {
        pen.cell(if issue.resolved { "" } else { &since }, 9, CutSide::Never, Align::Left, style);
        pen.skip(1);
    }
    let room = pen.left().saturating_sub(tasks_cells + age_cells + 2);
    pen.cell(issue.headline(), room, CutSide::End, Align::Left, style).skip(1);
    let tasks = issue.related_tasks.join(", ");
    pen.cell(&tasks, tasks_cells.min(pen.left()), CutSide::Middle, Align::Left, style).skip(1);
    if wide {
        pen.faint(&age);
    }
}

/// The selected issue: by its text, the first when it is gone.
pub fn position(state: &State, release: &Assessment) -> usize {
    let wanted = state.issue.as_deref();
    release.issues.iter().position(|issue| Some(issue.text.as_str()) == wanted).unwrap_or(0)
}

/// Moves through the issues, or opens one.
pub fn act(
    state: &mut State,
    action: Action,
    area: Rect,
    release: &Assessment,
) -> Option<PaneEffect> {
    if action == Action::Open {
        state.full = Some(0);
        return Some(PaneEffect::Moved);
    }
    let rows = usize::from(area.height.saturating_sub(1));
    let to = cursor::moved(action, position(state, release), release.issues.len(), rows)?;
    state.issue = release.issues.get(to).map(|issue| issue.text.clone());
    Some(PaneEffect::Moved)
}
