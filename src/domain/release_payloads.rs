//! ReleasePayload objects and their QE label (reference/release-stream-api.md, ReleasePayload).

use serde::{Deserialize, Serialize};

/// What the cluster says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasePayloads {}
