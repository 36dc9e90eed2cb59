//! What is planned at Jenkins.

/// A run of the stage pipeline; moments are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRun {
    /// its number
    pub number: i64,
    /// `4.20`
    pub y: &'static str,
    /// `4.20.17`
    pub release: String,
    /// asked for
    pub queued: i64,
    /// begun
    pub started: i64,
    /// over
    pub ended: i64,
    /// `SUCCESS`, `FAILURE`, `ABORTED`
    pub result: &'static str,
}
