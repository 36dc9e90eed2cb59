//! Prow runs of a release's builds: where each stands, what failed in it
//! (reference/release-stream-api.md §2–4).

use serde::{Deserialize, Serialize};

/// What Prow and its storage say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runs {}
