//! Runs of the stage pipeline in Jenkins (reference/jenkins-images-signing.md §1).

use serde::{Deserialize, Serialize};

/// What Jenkins says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRuns {}
