//! A release payload as the registry has it: its images and its metadata.

use serde::{Deserialize, Serialize};

/// What the registry says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {}
