//! Builds of a y-stream, as rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::evidence::{phase, statebox};
use crate::domain::arch::Arch;
use crate::domain::builds::{BuildName, Phase};
use crate::domain::document::{Document, DocumentKey};
use crate::domain::releases::{Activity, Assessment};
use crate::domain::time::Timestamp;
use crate::domain::version::YStream;
use crate::store::board::{BuildRow, Role, Tested};
use crate::store::world::World;

/// What builds are to active releases.
pub(super) fn roles(releases: &[Arc<Assessment>]) -> BTreeMap<BuildName, Role> {
    let mut roles = BTreeMap::new();
    for known in releases.iter().filter(|known| known.activity == Activity::Active) {
        roles.insert(BuildName(known.release.to_string()), Role::Promoted(known.release));
        if let Some(candidate) = &known.facts.candidate {
            roles.entry(candidate.clone()).or_insert(Role::Candidate(known.release));
        }
    }
    roles
}

/// Names of the builds in result files and pointers, and of what an active release is or is made from:
/// that is shown before anything was recorded of it.
pub(super) fn names<'a>(
    world: &'a World,
    roles: &'a BTreeMap<BuildName, Role>,
) -> BTreeMap<YStream, BTreeSet<&'a BuildName>> {
    let recorded = world.files.iter().filter_map(|(key, held)| match (key, &held.document) {
        (DocumentKey::Results(build, _), _) => Some(build),
        (DocumentKey::Latest(..), Some(Document::Latest(build))) => Some(&build.name),
        _ => None,
    });
    let mut names: BTreeMap<YStream, BTreeSet<&BuildName>> = BTreeMap::new();
    for name in recorded.chain(roles.keys()) {
        if let Some(y) = name.y() {
            names.entry(y).or_default().insert(name);
        }
    }
    names
}

/// Whether a build is something else to the active releases than its row says.
pub(super) fn has_new_role(rows: &[Arc<BuildRow>], roles: &BTreeMap<BuildName, Role>) -> bool {
    rows.iter().any(|row| *roles.get(&row.name).unwrap_or(&Role::Other) != row.role)
}

/// Rows of a y-stream, newest first.
pub(super) fn rows(
    world: &World,
    names: &BTreeSet<&BuildName>,
    roles: &BTreeMap<BuildName, Role>,
    last: &[Arc<BuildRow>],
) -> Vec<Arc<BuildRow>> {
    let last: BTreeMap<&BuildName, &Arc<BuildRow>> =
        last.iter().map(|row| (&row.name, row)).collect();
    let row = |name: &&BuildName| {
        let fresh = build_row(world, (*name).clone(), roles);
        // A row that is as it was stays the same object: who compares pictures sees it at a glance.
        let old = last.get(*name).filter(|old| ****old == fresh);
        old.map_or_else(|| Arc::new(fresh), |old| Arc::clone(old))
    };
    let mut rows: Vec<Arc<BuildRow>> = names.iter().map(row).collect();
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
    let role = roles.get(&name).cloned().unwrap_or(Role::Other);
    BuildRow {
        stream: name.stream(),
        phases: Arch::ALL.map(|arch| phase(world, &name_on(world, &name, &role, arch), arch)),
        role,
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
            recorded_phase: results.map_or(Phase::Unknown, |results| results.build.phase),
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

/// What a build is called on an architecture. A nightly carries the architecture in its name, and its
/// sister is rarely made at the same second: which one belongs to a candidate only the StateBox knows.
fn name_on(world: &World, name: &BuildName, role: &Role, arch: Arch) -> BuildName {
    let own = || match (name.0.split_once("nightly-"), arch) {
        (None, _) | (_, Arch::Amd64) => name.clone(),
        (Some((before, date)), _) => BuildName(format!("{before}nightly-{arch}-{date}")),
    };
    let Role::Candidate(release) = role else { return own() };
    let statebox = world.files.get(&DocumentKey::StateBox(*release)).and_then(statebox);
    let mut builds = statebox.into_iter().flat_map(|known| &known.metadata.candidate_builds);
    let sister = builds.find(|(key, _)| Arch::from_candidate_key(key) == Some(arch));
    sister.map_or_else(own, |(_, sister)| BuildName(sister.clone()))
}
