//! Which releases are listed, and what a filter sees of them.

use std::sync::Arc;

use super::PaneCtx;
use super::words;
use crate::domain::arch::Arch;
use crate::domain::freshness::Freshness;
use crate::domain::releases::{Activity, Assessment};
use crate::domain::source::{Branch, Source};
use crate::domain::time;
use crate::domain::version::Release;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Fields;
use crate::ui::widgets::age;

/// Sources behind the row of a release in the overview.
pub fn row_sources(release: Release) -> Vec<Source> {
    let own = [
        Source::Branch(Branch::ZStream),
        Source::Branch(Branch::Record),
        Source::Bugs,
        Source::Shipment(release),
    ];
    own.into_iter().chain(Arch::ALL.map(Source::Tags)).collect()
}

/// Leaves out sources that nobody asks: an architecture or build data that is not connected makes no
/// screen older. The branches stay, they carry every view.
pub fn asked(ctx: &PaneCtx<'_>, mut sources: Vec<Source>) -> Vec<Source> {
    let is_asked = |source: &Source| ctx.snapshot.feeds.contains_key(source);
    sources.retain(|source| matches!(source, Source::Branch(_)) || is_asked(source));
    sources
}

/// Active releases; with a filter, those of all releases that it keeps. In the order of the board.
pub fn listed<'a>(ctx: &PaneCtx<'a>) -> Vec<&'a Arc<Assessment>> {
    let all = ctx.snapshot.board.releases.iter();
    if ctx.filter.is_empty() {
        all.filter(|release| release.activity == Activity::Active).collect()
    } else {
        let snapshot = ctx.snapshot;
        all.filter(|release| ctx.filter.keeps(&ReleaseFields { release, snapshot })).collect()
    }
}

/// The release `step` places after this one in the list of active releases, in a ring.
pub fn neighbour(ctx: &PaneCtx<'_>, release: Release, step: isize) -> Option<Release> {
    let active = || {
        let all = ctx.snapshot.board.releases.iter();
        all.filter(|release| release.activity == Activity::Active)
    };
    let len = isize::try_from(active().count()).ok().filter(|len| *len > 0)?;
    let at = active().position(|one| one.release == release);
    let to = at.and_then(|at| isize::try_from(at).ok()).map_or(0, |at| (at + step).rem_euclid(len));
    active().nth(usize::try_from(to).ok()?).map(|one| one.release)
}

/// The release a view shows: the one asked for, else the first of the list.
pub fn current<'a>(ctx: &PaneCtx<'a>, wanted: Option<Release>) -> Option<&'a Arc<Assessment>> {
    let board = &ctx.snapshot.board;
    match wanted {
        Some(wanted) => board.release(wanted),
        None => board.releases.first(),
    }
}

/// A release as a filter sees it, on the screen and on the command line.
#[derive(Debug, Clone, Copy)]
pub struct ReleaseFields<'a> {
    /// the row
    pub release: &'a Assessment,
    /// the picture it is part of
    pub snapshot: &'a Snapshot,
}

impl Fields for ReleaseFields<'_> {
    fn shown(&self) -> String {
        let row = self.release;
        let due = words::due(row.due, self.snapshot, Source::BuildData(row.release.y)).0;
        let date = row.due.map_or_else(String::new, |due| due.date.to_string());
        let mut text =
            format!("{} {} {due} {date} {}", row.release, row.state.word(), row.now.what);
        for reason in &row.reasons {
            text.push(' ');
            text.push_str(&reason.what);
        }
        text
    }

    fn field(&self, name: &str) -> Option<String> {
        let (row, snapshot) = (self.release, self.snapshot);
        let own = row_sources(row.release);
        let yes = |is: bool| Some(if is { "yes" } else { "no" }.to_owned());
        match name {
            "state" => Some(row.state.word().to_owned()),
            "release" => Some(row.release.to_string()),
            "late" => yes(row.due.is_some_and(|due| due.late)),
            "due" => {
                let due = time::midnight(row.due?.date);
                Some(due.duration_since(snapshot.now).as_secs().to_string())
            }
            "age" => {
                let (oldest, _) = snapshot.freshness_of(&own);
                Some(snapshot.now.duration_since(oldest?).as_secs().to_string())
            }
            "stale" => yes(age::age_of(snapshot, &own, true).level >= Freshness::Stale),
            _ => None,
        }
    }
}
