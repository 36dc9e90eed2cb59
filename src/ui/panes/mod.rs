//! The bodies of the views: what stands between the view row and the message line.
//!
//! A pane draws a snapshot and remembers nothing but cursors, scroll positions and what is unfolded.

pub mod activity;
pub mod bugs;
pub mod builds;
mod empty;
pub mod health;
mod listed;
mod next;
pub mod overview;
pub mod release;
pub mod shipment;
mod words;

#[cfg(test)]
mod conditions;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod styles;

use crate::domain::log::LogOf;
use crate::domain::source::Service;
use crate::domain::time::Timestamp;
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
    /// when the operator looked last before the present look; `None`: this is the first one
    pub looked: Option<Timestamp>,
}

/// The views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names on the view row")]
pub enum View {
    Overview,
    Release,
    Builds,
    Bugs,
    Shipment,
    Activity,
    Health,
}

impl View {
    /// All of them, in the order of their keys.
    pub const ALL: [View; 7] = [
        View::Overview,
        View::Release,
        View::Builds,
        View::Bugs,
        View::Shipment,
        View::Activity,
        View::Health,
    ];

    /// Its place in [`View::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// It is about one release; the others are about all.
    pub fn is_of_release(self) -> bool {
        matches!(self, View::Release | View::Builds)
    }
}

/// What an action did in a pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaneEffect {
    /// a cursor or something like it changed: draw again
    Moved,
    /// open a view for a release
    GoTo(View, Release),
    /// open the view where a thing can be looked at, with the cursor on it
    Show(Thing),
    /// hand a text to the clipboard
    Copy(String),
    /// open a log
    Log(LogOf),
    /// a sentence for the message line
    Note(String),
}

/// A thing with a place in a view about all releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// a bug by its key
    Bug(String),
    /// the merge request of a release
    Shipment(Release),
    /// a service
    Service(Service),
}
