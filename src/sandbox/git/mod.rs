//! A content model like git's: blobs, trees and commits under the same object ids that git computes.
//! Knows neither HTTP nor the clock.

mod commit;
mod diff;
mod id;
mod patch;
mod repository;
mod tree;

pub use commit::Commit;
pub use diff::{FileChange, changes};
pub use id::ObjectId;
pub use patch::patch;
pub use repository::Repository;
pub use tree::{Blob, Node, Tree};
