//! What is planned at the cluster; the objects themselves follow from the tags.

/// QE's word about a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QeMark {
    /// from then on, seconds since 1970
    pub at: i64,
    /// the name of the payload
    pub build: String,
    /// or rejected
    pub accepted: bool,
}
