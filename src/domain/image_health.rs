//! Freshness grades of a shipment's images (reference/shipment-gitlab.md §9). A failed look-up is
//! *unknown*, never *healthy*.

use serde::{Deserialize, Serialize};

/// What Pyxis says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageHealth {}
