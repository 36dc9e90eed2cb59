//! An advisory for tests; what a test is about it says itself.

use super::{Advisory, AdvisoryState, Approval};

/// Approved, unlooked into.
pub fn advisory(state: AdvisoryState) -> Advisory {
    Advisory {
        id: 900_001,
        name: "RHSA-2031:900001-01".to_owned(),
        state,
        kind: "rhsa".to_owned(),
        synopsis: "packages update".to_owned(),
        owner: None,
        docs: Approval::Approved,
        security: Approval::Approved,
        keys: Default::default(),
        blocked_by: Vec::new(),
        pushes: None,
        alerts: None,
        grade: None,
        shipped: None,
    }
}
