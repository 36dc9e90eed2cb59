//! The invented keys of the bugs that a release fixes. Shipment files, advisories and Jira agree on them.

use super::release::Release;

/// How many bugs a release fixes at most.
const MOST: i64 = 24;

/// The keys of a release, in order; the same at every start.
pub(super) fn keys(release: &Release) -> Vec<String> {
    let first = 70_000 + release.jira % 1000 * MOST;
    let count = 9 + release.jira.rem_euclid(MOST - 9);
    (first..first + count).map(|number| format!("OCPBUGS-{number}")).collect()
}
