//! The table of releases.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::listed::row_sources;
use super::super::{PaneCtx, empty, words};
use super::{Focus, State, facts};
use crate::domain::freshness::Freshness;
use crate::domain::releases::Assessment;
use crate::domain::source::{Branch, Service, Source};
use crate::domain::time;
use crate::domain::version::{PreRelease, Release};
use crate::ui::clock;
use crate::ui::cursor;
use crate::ui::glyphs::Glyph;
use crate::ui::layout::{Column, class, fit};
use crate::ui::theme::Token;
use crate::ui::widgets::age;
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::table;

/// Cells before the first column: cursor, mark of the state, two blanks.
const INDENT: usize = 4;

/// Columns that can be scrolled out: all but the frozen one and the last.
pub const FURTHEST: usize = facts::COUNT - 2;

/// Draws rule, heads and the visible rows.
pub fn draw(
    state: &State,
    buf: &mut Buffer,
    area: Rect,
    ctx: &PaneCtx<'_>,
    rows: &[&Arc<Assessment>],
    selected: usize,
) {
    if area.height == 0 {
        return;
    }
    let all = &ctx.snapshot.board.releases;
    let longest = all.iter().map(|row| cells(row.release)).max().unwrap_or(0).max(7);
    let columns = facts::columns(class(Rect { height: u16::MAX, ..area }), longest);
    let plain: [Column; facts::COUNT] = columns.map(|(_, column)| column);
    let width = usize::from(area.width).saturating_sub(INDENT);
    let fitted = fit(&plain, width, state.columns_out);

    let focused = ctx.focused && state.focus == Focus::Releases;
    // Not read yet is not none.
    let known = !all.is_empty() || empty::known(ctx, Source::Branch(Branch::ZStream));
    let count = if known { rows.len().to_string() } else { "?".to_owned() };
    let title = format!("Releases {count}");
    let right = shown_of(ctx, rows.len(), all.len(), &fitted.hidden(), area.width >= 100);
    rule(buf, ctx.look, area, 0, &title, &right, focused);
    if rows.is_empty() {
        for (dy, line) in (2..).zip(nothing(ctx)) {
            Pen::on(buf, ctx.look, area, dy).skip(INDENT).text(&line);
        }
        return;
    }
    table::head(&mut Pen::on(buf, ctx.look, area, 1), &plain, &fitted, INDENT);
    let height = usize::from(area.height.saturating_sub(2));
    let shown = cursor::window(state.top, selected, rows.len(), height);
    for (dy, at) in (2..).zip(shown) {
        let Some(row) = rows.get(at) else { continue };
        let age = age::age_of(ctx.snapshot, &row_sources(row.release), ctx.relative);
        let mut pen = Pen::on(buf, ctx.look, area, dy).under(words::under(ctx, age.level));
        if at == selected {
            pen.mark(Glyph::Cursor);
        }
        pen.to(1).mark(words::release(row));
        if age.level >= Freshness::Stale {
            pen.mark(Glyph::Stale);
        }
        for placed in &fitted.shown {
            let Some((fact, column)) = columns.get(placed.index) else { continue };
            pen.to(INDENT + placed.x);
            facts::draw(&mut pen, *fact, column, placed.width, row, &age, ctx);
        }
        if at == selected && focused {
            pen.over(ctx.look.style(Token::UiCursorBg));
        }
    }
}

/// What stands at the right of the rule.
fn shown_of(ctx: &PaneCtx<'_>, shown: usize, all: usize, hidden: &str, wide: bool) -> String {
    let mut parts: Vec<String> = Vec::with_capacity(4);
    let filter = ctx.filter.text().trim();
    parts.push(if wide { "sort: attention" } else { "attention" }.to_owned());
    if !filter.is_empty() {
        parts.push(format!("filter {filter}"));
        parts.push(format!("{shown} of {all}"));
    } else if wide {
        parts.push("filter: none".to_owned());
        if all > 0 {
            parts.push(format!("{shown} active of {all}"));
        }
    }
    if !hidden.is_empty() {
        parts.push(hidden.to_owned());
    }
    parts.join(" ─ ")
}

/// The sentence in place of rows.
pub fn nothing(ctx: &PaneCtx<'_>) -> Vec<String> {
    let all = ctx.snapshot.board.releases.len();
    let z_stream = Source::Branch(Branch::ZStream);
    if !ctx.filter.is_empty() && all > 0 {
        return vec![empty::filtered(all, ctx.filter.text().trim())];
    }
    if !empty::known(ctx, z_stream) {
        return empty::unknown(ctx, "releases", Service::Github);
    }
    let (at, _) = ctx.snapshot.freshness_of(&[z_stream]);
    let at = at.map_or_else(String::new, |at| format!(", as of {} UTC", clock::utc(at)));
    let more = if all == 0 {
        "No release has a file on the z-stream branch.".to_owned()
    } else {
        format!("{all} finished ones have a file: / and a version finds them.")
    };
    vec![format!("No active z-stream release{at}."), more]
}

/// Cells a version takes, counted without writing it.
fn cells(release: Release) -> usize {
    let digits = |n: u16| n.checked_ilog10().map_or(1, |log| log as usize + 1);
    let pre = release.pre.map_or(0, |(PreRelease::Ec(n) | PreRelease::Rc(n))| 4 + digits(n));
    digits(release.y.major) + digits(release.y.minor) + digits(release.patch) + 2 + pre
}

/// The day something is due, for a list without the release at hand.
pub fn day(date: time::Date, ctx: &PaneCtx<'_>) -> String {
    let today = time::day(ctx.snapshot.now);
    match age::days_between(today, date) {
        0 => "TODAY".to_owned(),
        days @ ..0 => format!("{}d LATE", -days),
        _ => age::short_day(date, today),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_as_wide_as_its_text() {
        for text in ["4.9.0", "4.20.17", "4.22.0-rc.10", "5.0.0-ec.3"] {
            assert_eq!(cells(text.parse().unwrap()), text.len(), "{text}");
        }
    }
}
