//! The signature of a promoted payload (reference/jenkins-images-signing.md §4).

use serde::{Deserialize, Serialize};

/// What the mirror says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {}
