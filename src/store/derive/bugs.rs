//! Rows of bugs: each with the release it belongs to and its ladder.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::bugs::Bug;
use crate::domain::escalation::{self, Case, ladder};
use crate::domain::outside::Outside;
use crate::domain::releases::{Activity, Assessment};
use crate::domain::time::Timestamp;
use crate::domain::version::{Release, YStream};
use crate::store::bug_rows::{Belongs, BelongsBy, BugRow};

/// All bugs, the next rung first. A row that is as it was stays the same object.
pub(super) fn rows(
    outside: &Outside,
    zone: &escalation::Zone,
    releases: &[Arc<Assessment>],
    last: &[Arc<BugRow>],
    now: Timestamp,
) -> Vec<Arc<BugRow>> {
    let Some(bugs) = &outside.bugs else { return Vec::new() };
    let last: BTreeMap<&str, &Arc<BugRow>> =
        last.iter().map(|row| (row.bug.key.as_str(), row)).collect();
    let places = Places::new(outside, releases);
    let managers = outside.managers.as_deref();
    let row = |bug: &Arc<Bug>| {
        let ladder = ladder(&Case { bug, managers, now, zone });
        let fresh = BugRow::new(bug.clone(), places.of(bug), ladder);
        let old = last.get(bug.key.as_str()).filter(|old| ****old == fresh);
        old.map_or_else(|| Arc::new(fresh), |old| Arc::clone(old))
    };
    let mut rows: Vec<Arc<BugRow>> = bugs.bugs.iter().map(row).collect();
    rows.sort_by(|a, b| BugRow::order(a, b));
    rows
}

/// Where bugs belong.
struct Places<'a> {
    listed: BTreeMap<&'a str, Belongs>,
    /// the next active release
    next: BTreeMap<YStream, Release>,
}

impl<'a> Places<'a> {
    /// `releases`: active ones first, so that one of them wins where several list a key.
    fn new(outside: &'a Outside, releases: &[Arc<Assessment>]) -> Places<'a> {
        let mut listed = BTreeMap::new();
        for release in releases.iter().map(|known| known.release) {
            let files = outside.shipments.get(&release).into_iter().flat_map(|one| &one.files);
            let shipped = files.flat_map(|file| &file.content.keys);
            let advisories = outside.advisories.get(&release).into_iter();
            let attached = advisories.flat_map(|one| one.by_kind.values()).flat_map(|a| &a.keys);
            let keys = shipped
                .map(|key| (key, BelongsBy::Shipment))
                .chain(attached.map(|key| (key, BelongsBy::Advisory)));
            for (key, by) in keys {
                listed.entry(key.as_str()).or_insert(Belongs { release, by });
            }
        }
        let mut next: BTreeMap<YStream, Release> = BTreeMap::new();
        for known in releases.iter().filter(|known| known.activity == Activity::Active) {
            let next = next.entry(known.release.y).or_insert(known.release);
            *next = known.release.min(*next);
        }
        Places { listed, next }
    }

    fn of(&self, bug: &Bug) -> Option<Belongs> {
        let planned = || {
            let release = bug.target.iter().find_map(|y| self.next.get(y))?;
            Some(Belongs { release: *release, by: BelongsBy::TargetVersion })
        };
        self.listed.get(bug.key.as_str()).copied().or_else(planned)
    }
}
