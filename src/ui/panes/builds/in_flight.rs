//! Runs that are under way on a release's builds.

use std::sync::Arc as Shared;

use super::super::PaneCtx;
use super::evidence::evidence;
use super::matrix::Matrix;
use crate::domain::outside::Outside;
use crate::domain::results::{Run, RunState};
use crate::domain::runs::told;
use crate::domain::source::Source;
use crate::domain::version::Release;
use crate::store::Board;
use crate::ui::clock;
use crate::ui::glyphs::Glyph;

/// Them, counted from a picture: a frame must not cost what a release has runs.
#[derive(Debug)]
pub struct InFlight {
    // held, so that their addresses stay their own
    board: Shared<Board>,
    outside: Shared<Outside>,
    release: Release,
    runs: usize,
    /// a result file is not aggregated yet
    open: bool,
}

impl InFlight {
    /// Counts them.
    pub fn of(ctx: &PaneCtx<'_>, matrix: &Matrix) -> InFlight {
        let (mut runs, mut open) = (0, false);
        for row in matrix.own_builds() {
            for results in row.tested.iter().filter_map(|tested| tested.results.as_deref()) {
                for job in &results.jobs {
                    let by_all = job.runs().map(|run| {
                        let known = evidence(ctx.snapshot, &row.name, &job.name, run);
                        told(run, known.map(|known| &**known)).run
                    });
                    runs += by_all.filter(flies).count();
                }
                open |= !results.is_finished();
            }
        }
        let (board, outside) = (ctx.snapshot.board.clone(), ctx.snapshot.outside.clone());
        InFlight { board, outside, release: matrix.release(), runs, open }
    }

    /// Whether it was counted from the same.
    pub fn is_of(&self, ctx: &PaneCtx<'_>, release: Release) -> bool {
        Shared::ptr_eq(&self.board, &ctx.snapshot.board)
            && Shared::ptr_eq(&self.outside, &ctx.snapshot.outside)
            && self.release == release
    }

    /// `▶ 2 runs in flight, next poll 14:09   result file: not aggregated yet`; `None`: there are none.
    pub fn line(&self, ctx: &PaneCtx<'_>) -> Option<String> {
        if self.runs == 0 {
            return None;
        }
        let plural = if self.runs == 1 { "" } else { "s" };
        let next = ctx.snapshot.feeds.get(&Source::Runs(self.release));
        let next = next.and_then(|feed| feed.next).filter(|next| *next > ctx.snapshot.now);
        let next = next.map(|next| format!(", next poll {}", clock::utc(next))).unwrap_or_default();
        let file = if self.open { "   result file: not aggregated yet" } else { "" };
        let mark = ctx.look.text(Glyph::Run);
        Some(format!("{mark} {} run{plural} in flight{next}{file}", self.runs))
    }
}

fn flies(run: &Run) -> bool {
    let is_open = run.state.is_none_or(|state| !state.is_over() && state != RunState::Unknown);
    !run.is_completed() && is_open && (run.id.is_some() || run.url.is_some())
}
