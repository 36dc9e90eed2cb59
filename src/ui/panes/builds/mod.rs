//! View 3: the builds of a release's y-stream per architecture, and the matrix of its Prow jobs.

mod cells;
mod evidence;
mod full;
mod geometry;
mod in_flight;
mod labels;
mod matrix;
mod phases;
mod runs;
mod table;

use std::cell::RefCell;
use std::sync::Arc as Shared;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::listed::{asked, current, neighbour};
use super::{PaneCtx, PaneEffect, View, empty};
use crate::actions::Action;
use crate::domain::arch::Arch;
use crate::domain::builds::BuildName;
use crate::domain::log::LogOf;
use crate::domain::releases::Assessment;
use crate::domain::results::{JobName, Run};
use crate::domain::source::{Branch, Service, Source};
use crate::domain::version::Release;
use crate::ui::cursor;
use crate::ui::layout::{Class, class, split_top};
use crate::ui::widgets::pen::Pen;
use crate::ui::widgets::rule::rule;
use crate::ui::widgets::{flat, full as page};
use geometry::Geometry;
use in_flight::InFlight;
use matrix::Matrix;

/// Cursors and what is unfolded.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// the release whose y-stream is shown; the first of the list while nothing was chosen
    pub release: Option<Release>,
    arch: Option<Arch>,
    job: Option<JobName>,
    build: Option<BuildName>,
    optional: bool,
    full_names: bool,
    zoomed: bool,
    /// first build column
    first: usize,
    top: usize,
    /// the full text is open, scrolled to this line
    full: Option<usize>,
    /// The matrix of the last frame. A frame draws a few dozen cells of it; finding the jobs of all
    /// builds again for each would cost a walk through every run that is known.
    memo: RefCell<Option<Shared<Matrix>>>,
    /// runs under way, as they were counted for the last frame
    in_flight: RefCell<Option<Shared<InFlight>>>,
}

/// The panes' areas; an area without rows is not shown.
struct Panes {
    builds: Rect,
    matrix: Rect,
    runs: Rect,
}

/// Sizes follow from the area and the number of builds, not from what is selected.
fn panes(state: &State, area: Rect, builds: usize) -> Panes {
    let none = Rect { height: 0, ..area };
    if state.zoomed {
        return Panes { builds: none, matrix: area, runs: none };
    }
    let builds = u16::try_from(builds).unwrap_or(u16::MAX);
    let (top, bottom) = if area.width < 100 || area.height < 26 {
        let top = if area.height < 16 { 0 } else { 1 + builds.clamp(1, (area.height / 6).max(3)) };
        (top, if area.height < 16 { 4 } else { 5 + area.height.saturating_sub(20) / 6 })
    } else {
        (3 + builds.clamp(1, area.height / 8), (area.height / 4).max(8))
    };
    let (builds, rest) = split_top(area, top);
    let (matrix, runs) = split_top(rest, rest.height.saturating_sub(bottom));
    Panes { builds, matrix, runs }
}

impl State {
    fn arch(&self) -> Arch {
        self.arch.unwrap_or(Arch::Amd64)
    }

    /// The matrix for a release in an area: that of the last frame while nothing it is made from changed.
    fn matrix(&self, ctx: &PaneCtx<'_>, release: &Assessment, area: Rect) -> Shared<Matrix> {
        let count = Geometry::of(area.width, self.full_names).columns;
        let key = matrix::Key {
            board: ctx.snapshot.board.clone(),
            release: release.release,
            arch: self.arch(),
            optional: self.optional,
            filter: ctx.filter.clone(),
            first: self.first,
            count,
        };
        let mut memo = self.memo.borrow_mut();
        match memo.as_ref().filter(|matrix| matrix.is_of(&key)) {
            Some(matrix) => matrix.clone(),
            None => memo.insert(Shared::new(Matrix::of(key, release))).clone(),
        }
    }

    /// Row and column of the cell under the cursor, by identity.
    fn cell(&self, matrix: &Matrix) -> (usize, usize) {
        (matrix.row_of(self.job.as_ref()), matrix.column_of(self.build.as_ref()))
    }
}

/// Draws the view.
pub fn draw(state: &State, buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>) {
    let release = current(ctx, state.release);
    let known =
        |release: &&Shared<Assessment>| !ctx.snapshot.board.builds_of(release.release.y).is_empty();
    match release.filter(known) {
        None => nothing(buf, area, ctx, state.release.or(release.map(|one| one.release))),
        Some(release) => {
            let matrix = state.matrix(ctx, release, area);
            let cell = state.cell(&matrix);
            if state.full.is_some() {
                let (title, text) = full::text(&matrix, cell, ctx);
                page::draw(buf, ctx.look, area, &title, &text, state.full.unwrap_or(0));
            } else if class(area) == Class::Digest {
                phases::digest(buf, area, ctx, release, &matrix, cell);
            } else {
                let panes = panes(state, area, matrix.order.len());
                phases::draw(buf, panes.builds, ctx, release, &matrix, cell);
                table::draw(state, buf, panes.matrix, ctx, &matrix, cell);
                runs::draw(buf, panes.runs, ctx, &matrix, cell);
            }
        }
    }
    flat::flatten(buf, area, ctx.look.glyphs);
}

/// No build is known, or nothing is known yet.
fn nothing(buf: &mut Buffer, area: Rect, ctx: &PaneCtx<'_>, release: Option<Release>) {
    rule(buf, ctx.look, area, 0, "Builds", "", ctx.focused);
    let lines = if !empty::known(ctx, Source::Branch(Branch::Record)) {
        empty::unknown(ctx, "test records", Service::Github)
    } else {
        match release {
            Some(release) => vec![format!("No build of {} is known.", release.y)],
            None => vec!["No release is known.".to_owned()],
        }
    };
    for (dy, line) in (2..).zip(lines) {
        Pen::on(buf, ctx.look, area, dy).skip(4).text(&line);
    }
}

/// Carries out an action; `None` when it is not one of this view.
pub fn act(state: &mut State, action: Action, area: Rect, ctx: &PaneCtx<'_>) -> Option<PaneEffect> {
    let release = current(ctx, state.release)?;
    let matrix = state.matrix(ctx, release, area);
    let (row, column) = state.cell(&matrix);
    if let Some(top) = state.full {
        match action {
            Action::Back | Action::Full | Action::Open => state.full = None,
            Action::Log => return Some(log_of(ctx, &matrix, (row, column))),
            movement => {
                let (_, text) = full::text(&matrix, (row, column), ctx);
                state.full = Some(page::scrolled(movement, top, &text, area)?);
            }
        }
        return Some(PaneEffect::Moved);
    }
    match action {
        Action::ViewOverview => return Some(PaneEffect::GoTo(View::Overview, release.release)),
        Action::ViewRelease | Action::Issues => {
            return Some(PaneEffect::GoTo(View::Release, release.release));
        }
        Action::ReleaseNext => return go(ctx, release.release, 1),
        Action::ReleasePrev => return go(ctx, release.release, -1),
        Action::ArchNext => turn(state, 1),
        Action::ArchPrev => turn(state, Arch::ALL.len() - 1),
        Action::OptionalToggle => state.optional = !state.optional,
        Action::PrefixToggle => state.full_names = !state.full_names,
        Action::Zoom => state.zoomed = !state.zoomed,
        Action::Back if state.zoomed => state.zoomed = false,
        Action::Open | Action::Full if matrix.record(row, column).is_some() => {
            state.full = Some(0);
        }
        Action::Open | Action::Full => {
            return Some(PaneEffect::Note("this build has no run of this job".to_owned()));
        }
        Action::Log => return Some(log_of(ctx, &matrix, (row, column))),
        Action::Left => select(state, &matrix, column, -1),
        Action::Right => select(state, &matrix, column, 1),
        Action::ColumnsLeft => scroll(state, &matrix, column, -1),
        Action::ColumnsRight => scroll(state, &matrix, column, 1),
        movement => {
            let height = panes(state, area, matrix.order.len()).matrix.height;
            let page = table::page(height, &matrix);
            let to = cursor::moved(movement, row, matrix.rows.len(), page)?;
            state.job = matrix.rows.get(to).map(|row| row.name.clone());
            state.top = cursor::window(state.top, to, matrix.rows.len(), page).start;
        }
    }
    Some(PaneEffect::Moved)
}

fn go(ctx: &PaneCtx<'_>, from: Release, step: isize) -> Option<PaneEffect> {
    neighbour(ctx, from, step).map(|release| PaneEffect::GoTo(View::Builds, release))
}

fn turn(state: &mut State, by: usize) {
    let at = (state.arch().index() + by) % Arch::ALL.len();
    state.arch = Arch::ALL.get(at).copied();
    state.first = 0;
}

/// Moves to the next column; at the edge the columns scroll.
fn select(state: &mut State, matrix: &Matrix, column: usize, step: isize) {
    let last = matrix.columns.len().saturating_sub(1);
    let at = (matrix.first + column).saturating_add_signed(step).min(last);
    state.build = matrix.build_at(at).map(|build| build.name.clone());
    state.first = cursor::window(matrix.first, at, matrix.columns.len(), matrix.count()).start;
}

/// Scrolls the columns; the cursor stays on its build while that is visible.
fn scroll(state: &mut State, matrix: &Matrix, column: usize, step: isize) {
    let furthest = matrix.columns.len().saturating_sub(matrix.count());
    state.first = matrix.first.saturating_add_signed(step).min(furthest);
    let at = matrix.first + column;
    let visible = state.first..state.first + matrix.count().max(1);
    let at = at.clamp(visible.start, visible.end - 1);
    state.build = matrix.build_at(at).map(|build| build.name.clone());
}

/// The log of the newest run of a cell.
fn log_of(ctx: &PaneCtx<'_>, matrix: &Matrix, (row, column): (usize, usize)) -> PaneEffect {
    let found = matrix.record(row, column).zip(matrix.build(column));
    let Some(((record, _), build)) = found else {
        return PaneEffect::Note("this build has no run of this job".to_owned());
    };
    let log = |run: &Run| {
        let seen = evidence::Seen::of(ctx, &build.name, &record.name, run);
        let run = seen.run();
        Some(LogOf::Run { url: run.url.clone()?, is_over: run.is_completed() })
    };
    match record.runs().filter_map(log).next_back() {
        Some(log) => PaneEffect::Log(log),
        None => PaneEffect::Note(
            "no page is recorded for its runs, so where the log is is not known".to_owned(),
        ),
    }
}

/// What is worth knowing while nothing else is said: runs that are under way.
pub fn standing(state: &State, area: Rect, ctx: &PaneCtx<'_>) -> Option<String> {
    let release = current(ctx, state.release)?;
    let mut memo = state.in_flight.borrow_mut();
    let known = memo.take().filter(|known| known.is_of(ctx, release.release));
    let known =
        known.unwrap_or_else(|| Shared::new(InFlight::of(ctx, &state.matrix(ctx, release, area))));
    memo.insert(known).line(ctx)
}

/// What the view is made from.
pub fn sources(state: &State, ctx: &PaneCtx<'_>) -> Vec<Source> {
    let mut sources = vec![Source::Branch(Branch::Record), Source::Branch(Branch::Main)];
    sources.extend(Arch::ALL.map(Source::Tags));
    sources.extend(current(ctx, state.release).map(|known| Source::Runs(known.release)));
    asked(ctx, sources)
}

#[cfg(test)]
mod tests;
