//! From the world to the board: which releases there are, what is true of each, which builds they have.

mod bugs;
mod builds;
mod evidence;
mod shipments;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::board::Board;
use super::bug_rows::BugRow;
use super::feed::{ServiceState, service_state};
use super::world::World;
use crate::domain::attention::{self, Attention, AttentionKind};
use crate::domain::document::{Document, DocumentKey};
use crate::domain::releases::{self, Activity, Assessment};
use crate::domain::source::Service;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::domain::version::{Release, YStream};

pub(super) use evidence::newest_with_statebox;

/// What has to be derived again.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// something of these y-streams changed
    pub streams: BTreeSet<YStream>,
    /// a day went by, or it is the first time
    pub everything: bool,
    /// a service got into trouble or out of it
    pub trouble: bool,
    /// a minute went by, or another service said something: what is active may be judged differently
    pub minute: bool,
}

impl Again {
    pub(super) fn is_due(&self) -> bool {
        self.everything || self.minute || self.trouble || !self.streams.is_empty()
    }

    fn wants(&self, y: YStream) -> bool {
        self.everything || self.streams.contains(&y)
    }
}

/// The board of this moment; what did not change is taken over from the last one.
pub(super) fn board(world: &World, last: &Board, again: &Again, now: Timestamp) -> Board {
    let mut known: BTreeMap<Release, Arc<Assessment>> =
        last.releases.iter().map(|known| (known.release, known.clone())).collect();
    let all = all_releases(world);
    known.retain(|release, _| all.contains(release));
    for release in all {
        let active = known.get(&release).is_some_and(|known| known.activity == Activity::Active);
        if again.wants(release.y) || (again.minute && active) || !known.contains_key(&release) {
            let fresh = releases::assess(&evidence::evidence(world, release), now);
            match known.get_mut(&release) {
                Some(old) if **old == fresh => {}
                Some(old) => *old = Arc::new(fresh),
                None => {
                    known.insert(release, Arc::new(fresh));
                }
            }
        }
    }
    let mut releases: Vec<Arc<Assessment>> = known.into_values().collect();
    releases.sort_by(|a, b| {
        let inactive = |of: &Assessment| of.activity != Activity::Active;
        inactive(a).cmp(&inactive(b)).then_with(|| releases::list_order(a, b))
    });

    let bugs = bugs::rows(&world.outside, &world.zone, &releases, &last.bugs, now);

    let roles = builds::roles(&releases);
    let mut rows = last.builds.clone();
    let names = builds::names(world, &roles);
    rows.retain(|y, _| names.contains_key(y));
    for (y, names) in &names {
        let known = last.builds_of(*y);
        if again.wants(*y) || !rows.contains_key(y) || builds::has_new_role(known, &roles) {
            rows.insert(*y, builds::rows(world, names, &roles, known));
        }
    }

    let complaints =
        world.files.values().flat_map(|held| held.complaints.iter().cloned()).collect();
    Board {
        attention: attention(world, &releases, &bugs, now),
        shipments: shipments::rows(world, &releases, &last.shipments, now),
        bugs,
        zone: world.zone.clone(),
        releases,
        builds: rows,
        complaints,
        durations: world.durations.clone(),
    }
}

/// Every release with a StateBox file or an entry in a tracking file.
fn all_releases(world: &World) -> BTreeSet<Release> {
    let mut all = BTreeSet::new();
    for (key, held) in &world.files {
        match (key, &held.document) {
            (DocumentKey::StateBox(release), _) => {
                all.insert(*release);
            }
            (DocumentKey::Tracking(y), Some(Document::Tracking(tracking))) => {
                let past = newest_with_statebox(world, *y).filter(|_| world.is_first_picture);
                let is_shown = |release: &&Release| past.is_none_or(|past| **release > past);
                all.extend(tracking.releases.keys().filter(is_shown));
            }
            _ => {}
        }
    }
    all
}

fn attention(
    world: &World,
    releases: &[Arc<Assessment>],
    bugs: &[Arc<BugRow>],
    now: Timestamp,
) -> Vec<Attention> {
    let mut all = Vec::new();
    for known in releases.iter().filter(|known| known.activity == Activity::Active) {
        all.extend(known.attention.iter().cloned());
        let own = bugs.iter().filter(|row| row.of() == Some(known.release));
        let own = own.map(|row| (&*row.bug, &row.ladder));
        let due = known.due.map(|due| due.date);
        all.extend(attention::of_bugs(known.release, due, own, now));
    }
    all.extend(Service::ALL.into_iter().filter_map(|service| login_needed(world, service)));
    attention::in_list_order(all)
}

/// A service that wants a login will not come back by waiting: a person has to act.
fn login_needed(world: &World, service: Service) -> Option<Attention> {
    let ServiceState::InTrouble { trouble: Trouble::SignIn { .. }, since, .. } =
        service_state(world.feeds(), service)
    else {
        return None;
    };
    Some(Attention {
        release: None,
        service: Some(service),
        due: None,
        kind: AttentionKind::ServiceNeedsLogin,
        what: format!(
            "{} does not accept the login; facts are as of the last good answer",
            service.name()
        ),
        who: "you".to_owned(),
        since: Some(since),
    })
}
