//! The bodies of the views: what stands between the view row and the message line.
//!
//! A pane draws a snapshot and remembers nothing but cursors, scroll positions and what is unfolded.

pub mod builds;
mod empty;
mod listed;
mod next;
pub mod overview;
pub mod release;
mod words;

#[cfg(test)]
mod conditions;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod styles;

use crate::domain::version::Release;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::look::Look;

pub use listed::{ReleaseFields, neighbour};

/// What a pane is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct PaneCtx<'a> {
    /// everything known, and the moment
    pub snapshot: &'a Snapshot,
    /// theme and marks
    pub look: &'a Look,
    /// the filter of this view
    pub filter: &'a Filter,
    /// keys go to the body, not to an overlay
    pub focused: bool,
    /// lists show ages; otherwise moments
    pub relative: bool,
}

/// The views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names on the view row")]
pub enum View {
    Overview,
    Release,
    Builds,
}

/// What an action did in a pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaneEffect {
    /// a cursor or something like it changed: draw again
    Moved,
    /// open a view for a release
    GoTo(View, Release),
    /// a sentence for the message line
    Note(String),
}
