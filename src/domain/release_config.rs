//! The release team's configuration, decrypted (reference/configstore.md §2).

use serde::{Deserialize, Serialize};

/// What it says, as far as it is no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseConfig {}
