//! From the world to the board: which releases there are, what is true of each, which builds they have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::board::{Board, BuildRow, Role, Tested};
use super::feed::{ServiceState, service_state};
use super::world::{Held, World};
use crate::domain::arch::Arch;
use crate::domain::assemblies::Assembly;
use crate::domain::attention::{self, Attention, AttentionKind};
use crate::domain::builds::{ArchPhase, BuildName};
use crate::domain::document::{Document, DocumentKey};
use crate::domain::releases::{self, Activity, Assessment, Evidence};
use crate::domain::source::{Branch, Service, Source};
use crate::domain::statebox::StateBox;
use crate::domain::time::Timestamp;
use crate::domain::tracking::Tracked;
use crate::domain::trouble::Trouble;
use crate::domain::version::{Release, YStream};

/// What has to be derived again.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// something of these y-streams changed
    pub streams: BTreeSet<YStream>,
    /// a day went by, or it is the first time
    pub everything: bool,
    /// a service got into trouble or out of it
    pub trouble: bool,
    /// a minute went by: rules about time may decide differently for what is active
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
            let fresh = releases::assess(&evidence(world, release), now);
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

    let roles = roles(&releases);
    let mut builds = last.builds.clone();
    let streams: BTreeSet<YStream> = build_names(world).filter_map(BuildName::y).collect();
    builds.retain(|y, _| streams.contains(y));
    for y in streams {
        if again.wants(y) || !builds.contains_key(&y) {
            builds.insert(y, builds_of(world, y, &roles, last.builds_of(y)));
        }
    }

    let complaints =
        world.files.values().flat_map(|held| held.complaints.iter().cloned()).collect();
    Board {
        attention: attention(world, &releases),
        releases,
        builds,
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
            (DocumentKey::Tracking(_), Some(Document::Tracking(tracking))) => {
                all.extend(tracking.releases.keys());
            }
            _ => {}
        }
    }
    all
}

/// What is known of one release, gathered for the rules.
pub(super) fn evidence(world: &World, release: Release) -> Evidence<'_> {
    static NOTHING_OBSERVED: BTreeMap<
        crate::domain::tasks::TaskName,
        crate::domain::releases::Observed,
    > = BTreeMap::new();
    let file = world.files.get(&DocumentKey::StateBox(release));
    let statebox = file.and_then(statebox);
    let assembly = assembly(world, release);
    let promoted = BuildName(release.to_string());
    let candidate = candidate(statebox, assembly);
    Evidence {
        release,
        z_stream_read: was_read(world, Branch::ZStream),
        record_read: was_read(world, Branch::Record),
        statebox,
        statebox_broken: file
            .filter(|_| statebox.is_none())
            .and_then(|held| held.complaints.first()),
        statebox_changed: file
            .map(|held| statebox.and_then(|known| known.updated_at).unwrap_or(held.committed)),
        tracked: tracked(world, release),
        newest_with_statebox: newest_with_statebox(world, release.y),
        assembly,
        promoted: tested(world, &promoted),
        candidate: candidate.as_ref().and_then(|name| tested(world, name)),
        phases: phases(world, &promoted),
        observed: world.observed.get(&release).unwrap_or(&NOTHING_OBSERVED),
        durations: &world.durations,
    }
}

fn was_read(world: &World, branch: Branch) -> bool {
    world.feeds().get(&Source::Branch(branch)).is_some_and(|feed| feed.fetched.is_some())
}

fn statebox(held: &Held) -> Option<&StateBox> {
    match &held.document {
        Some(Document::StateBox(statebox)) => Some(statebox),
        _ => None,
    }
}

fn tracked(world: &World, release: Release) -> Option<&Tracked> {
    match world.files.get(&DocumentKey::Tracking(release.y))?.document.as_ref()? {
        Document::Tracking(tracking) => tracking.releases.get(&release),
        _ => None,
    }
}

fn assembly(world: &World, release: Release) -> Option<&Assembly> {
    world.assemblies.get(&release.y)?.by_key.get(&release.release_key())
}

pub(super) fn newest_with_statebox(world: &World, y: YStream) -> Option<Release> {
    let with_file = |key: &DocumentKey| match key {
        DocumentKey::StateBox(release) if release.y == y => Some(*release),
        _ => None,
    };
    world.files.keys().filter_map(with_file).max()
}

fn candidate(statebox: Option<&StateBox>, assembly: Option<&Assembly>) -> Option<BuildName> {
    let of = |builds: &BTreeMap<String, String>| builds.get("x86_64").cloned().map(BuildName);
    statebox
        .and_then(|statebox| of(&statebox.metadata.candidate_builds))
        .or_else(|| assembly.and_then(|assembly| of(&assembly.reference_releases)))
}

fn tested<'a>(
    world: &'a World,
    build: &BuildName,
) -> Option<(&'a crate::domain::results::Results, &'a crate::domain::acceptance::Judgement)> {
    let results = world.results(build, Arch::Amd64)?;
    Some((results, world.judgements.get(&(build.clone(), Arch::Amd64))?))
}

/// The release controller's word on a build, per architecture. What the record says stands in where the
/// release controller was never read.
fn phases(world: &World, build: &BuildName) -> [ArchPhase; 5] {
    Arch::ALL.map(|arch| {
        let recorded = || world.results(build, arch).map(|results| results.build.phase);
        match world.tags.get(&arch) {
            None => recorded().map_or(ArchPhase::Unknown, ArchPhase::Known),
            Some(tags) => match tags.get(build) {
                Some(phase) => ArchPhase::Known(*phase),
                None if recorded().is_some() => ArchPhase::Gone,
                None if world.tags_seen.get(&arch).is_some_and(|seen| seen.contains(build)) => {
                    ArchPhase::Gone
                }
                None => ArchPhase::Absent,
            },
        }
    })
}

fn roles(releases: &[Arc<Assessment>]) -> BTreeMap<BuildName, Role> {
    let mut roles = BTreeMap::new();
    for known in releases.iter().filter(|known| known.activity == Activity::Active) {
        roles.insert(BuildName(known.release.to_string()), Role::Promoted(known.release));
        if let Some(candidate) = &known.facts.candidate {
            roles.entry(candidate.clone()).or_insert(Role::Candidate(known.release));
        }
    }
    roles
}

/// Names of builds in result files and pointers.
fn build_names(world: &World) -> impl Iterator<Item = &BuildName> {
    world.files.iter().filter_map(|(key, held)| match (key, &held.document) {
        (DocumentKey::Results(build, _), _) => Some(build),
        (DocumentKey::Latest(..), Some(Document::Latest(build))) => Some(&build.name),
        _ => None,
    })
}

fn builds_of(
    world: &World,
    y: YStream,
    roles: &BTreeMap<BuildName, Role>,
    last: &[Arc<BuildRow>],
) -> Vec<Arc<BuildRow>> {
    let mut names: BTreeSet<BuildName> =
        build_names(world).filter(|name| name.y() == Some(y)).cloned().collect();
    // What an active release is or is made from is shown before anything was recorded of it.
    names.extend(roles.keys().filter(|name| name.y() == Some(y)).cloned());
    let row = |name: BuildName| {
        let fresh = build_row(world, name, roles);
        // A row that is as it was stays the same object: who compares pictures sees it at a glance.
        let old = last.iter().find(|old| old.name == fresh.name).filter(|old| ***old == fresh);
        old.cloned().unwrap_or_else(|| Arc::new(fresh))
    };
    let mut rows: Vec<Arc<BuildRow>> = names.into_iter().map(row).collect();
    rows.sort_by(|a, b| {
        // No time at all: announced and not built yet, newer than everything.
        b.made
            .unwrap_or(Timestamp::MAX)
            .cmp(&a.made.unwrap_or(Timestamp::MAX))
            .then_with(|| b.name.cmp(&a.name))
    });
    rows
}

fn build_row(world: &World, name: BuildName, roles: &BTreeMap<BuildName, Role>) -> BuildRow {
    let tested: Vec<Tested> =
        Arch::ALL.into_iter().filter_map(|arch| tested_on(world, &name, arch)).collect();
    let first_run = tested
        .iter()
        .filter_map(|tested| tested.results.as_ref())
        .flat_map(|results| results.jobs.iter().filter_map(|job| job.first.started))
        .min();
    BuildRow {
        stream: name.stream(),
        role: roles.get(&name).cloned().unwrap_or(Role::Other),
        phases: phases(world, &name),
        made: name.made().or(first_run),
        tested,
        name,
    }
}

fn tested_on(world: &World, name: &BuildName, arch: Arch) -> Option<Tested> {
    if let Some(held) = world.files.get(&DocumentKey::Results(name.clone(), arch)) {
        let results = world.results(name, arch);
        return Some(Tested {
            arch,
            path: held.path.clone(),
            recorded_phase: results
                .map_or(crate::domain::builds::Phase::Unknown, |results| results.build.phase),
            results: results.cloned(),
            judgement: world.judgements.get(&(name.clone(), arch)).cloned(),
        });
    }
    let held = world.files.get(&DocumentKey::Latest(name.y()?, name.stream(), arch))?;
    match &held.document {
        Some(Document::Latest(build)) if build.name == *name => Some(Tested {
            arch,
            path: held.path.clone(),
            recorded_phase: build.phase,
            results: None,
            judgement: None,
        }),
        _ => None,
    }
}

fn attention(world: &World, releases: &[Arc<Assessment>]) -> Vec<Attention> {
    let mut all: Vec<Attention> = releases
        .iter()
        .filter(|known| known.activity == Activity::Active)
        .flat_map(|known| known.attention.iter().cloned())
        .collect();
    all.extend(Service::ALL.into_iter().filter_map(|service| login_needed(world, service)));
    all.sort_by(attention::list_order);
    all
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
