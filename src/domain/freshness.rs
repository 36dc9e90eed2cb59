//! How old a fact may be before the screen says so (ux.md §13).

use serde::{Deserialize, Serialize};

use super::source::{Service, Source};
use super::time::{SignedDuration, Timestamp};

/// Four levels and `Never`. Orders from best to worst, so that the worst of several is their maximum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Freshness {
    /// shown as it is
    Now,
    /// age shown in the row
    Aging,
    /// dimmed, `~`
    Stale,
    /// never fetched: `?`
    Never,
}

/// Ages after which facts of a source are aging and stale.
pub fn limits(source: Source) -> (SignedDuration, SignedDuration) {
    let minutes =
        |aging, stale| (SignedDuration::from_mins(aging), SignedDuration::from_mins(stale));
    match (source, source.service()) {
        // Build data is asked for slowly: it changes a few times a week.
        (Source::BuildData(_), _) => minutes(90, 360),
        (Source::ReleaseConfig, _) => minutes(24 * 60, 3 * 24 * 60),
        (_, Service::Streams) => minutes(3, 15),
        (Source::Ticket(_), _) => minutes(60, 240),
        (_, Service::Prow | Service::Jenkins) => minutes(20, 60),
        (_, Service::Jira) => minutes(12, 45),
        (_, Service::Errata) => minutes(15, 60),
        // What was signed, graded, built or kept in a sheet changes a few times in a release.
        (_, Service::Mirror | Service::Pyxis | Service::Sheets) => minutes(90, 360),
        (_, Service::Registry | Service::Clusters) => minutes(90, 360),
        (_, Service::Directory | Service::Slack) => minutes(25 * 60, 7 * 24 * 60),
        _ => minutes(5, 20),
    }
}

/// The level of a fact of `source` that was last confirmed at `fetched`.
pub fn freshness(source: Source, fetched: Option<Timestamp>, now: Timestamp) -> Freshness {
    let Some(fetched) = fetched else { return Freshness::Never };
    let (aging, stale) = limits(source);
    match now.duration_since(fetched) {
        age if age > stale => Freshness::Stale,
        age if age > aging => Freshness::Aging,
        _ => Freshness::Now,
    }
}
