//! The legacy test report in a sheet (reference/worksheet-and-advisory.md, part A).

use serde::{Deserialize, Serialize};

/// What the sheet of a y-stream says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {}
