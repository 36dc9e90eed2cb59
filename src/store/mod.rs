//! The only mutable state: events come in, snapshots go out.
//!
//! What is remembered about the outside belongs here, with its age and its trouble. How it is asked for
//! (workers), what it means (domain) and how it looks (ui) do not.

pub mod board;
pub mod bug_rows;
pub mod cache;
pub mod chronicle;
mod derive;
pub mod event;
pub mod feed;
mod first_picture;
mod judging;
pub mod observed;
mod outside;
pub mod snapshot;
pub mod world;

pub use board::{Board, BuildRow, Role};
pub use bug_rows::{Belongs, BelongsBy, BugRow, BugSummary, BugWeight};
pub use chronicle::Chronicle;
pub use event::{Event, FilePut, Files, News};
pub use feed::{Feed, Feeds, ServiceState};
pub use snapshot::Snapshot;
pub use world::{Applied, World};
