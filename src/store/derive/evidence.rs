//! What is known of one release, gathered from everywhere.

use crate::domain::acceptance::Judgement;
use crate::domain::arch::Arch;
use crate::domain::assemblies::Assembly;
use crate::domain::builds::{ArchPhase, BuildName};
use crate::domain::document::{Document, DocumentKey};
use crate::domain::releases::{self, Evidence, Unread};
use crate::domain::results::Results;
use crate::domain::source::{Branch, Source};
use crate::domain::statebox::StateBox;
use crate::domain::tracking::Tracked;
use crate::domain::version::{PreRelease, Release, YStream};
use crate::store::world::{Held, World};

/// The evidence for the rules.
pub(super) fn evidence(world: &World, release: Release) -> Evidence<'_> {
    let file = world.files.get(&DocumentKey::StateBox(release));
    // What is recorded in the StateBox counts, also when it cannot be read.
    let worksheet = world.outside.reports.get(&release.y).filter(|_| file.is_none());
    let worksheet = worksheet.and_then(|report| report.tabs.get(&release));
    let statebox = file.and_then(statebox).or(worksheet.map(|sheet| &sheet.tasks));
    let assembly = assembly(world, release);
    let promoted = BuildName(release.to_string());
    let candidate = releases::candidate(statebox, assembly);
    Evidence {
        release,
        z_stream_read: was_read(world, Branch::ZStream),
        record_read: was_read(world, Branch::Record),
        statebox,
        worksheet,
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
        phases: Arch::ALL.map(|arch| phase(world, &promoted, arch)),
        observed: world.sightings.of(release),
        durations: &world.durations,
        shipment_unread: unread(world, Source::Shipment(release)),
        outside: &world.outside,
    }
}

/// Why a source of a release told nothing, if it did not.
fn unread(world: &World, source: Source) -> Unread {
    match world.feeds().get(&source) {
        None => Unread::NotConnected,
        Some(feed) => match &feed.trouble {
            Some((trouble, _)) => Unread::InTrouble(trouble.short()),
            None => Unread::NotYet,
        },
    }
}

fn was_read(world: &World, branch: Branch) -> bool {
    world.feeds().get(&Source::Branch(branch)).is_some_and(|feed| feed.fetched.is_some())
}

pub(super) fn statebox(held: &Held) -> Option<&StateBox> {
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

pub(in crate::store) fn newest_with_statebox(world: &World, y: YStream) -> Option<Release> {
    let first = Release { y, patch: 0, pre: Some(PreRelease::Ec(0)) };
    let last = Release { y, patch: u16::MAX, pre: None };
    let boxes = DocumentKey::StateBox(first)..=DocumentKey::StateBox(last);
    match world.files.range(boxes).next_back()? {
        (DocumentKey::StateBox(release), _) => Some(*release),
        _ => None,
    }
}

fn tested<'a>(world: &'a World, build: &BuildName) -> Option<(&'a Results, &'a Judgement)> {
    let results = world.results(build, Arch::Amd64)?;
    Some((results, world.judgements.get(&(build.clone(), Arch::Amd64))?))
}

/// The release controller's word on a build. What the record says stands in where the release controller
/// was never read.
pub(super) fn phase(world: &World, build: &BuildName, arch: Arch) -> ArchPhase {
    let recorded = || world.results(build, arch).map(|results| results.build.phase);
    match world.tags.get(&arch) {
        None => recorded().map_or(ArchPhase::Unknown, ArchPhase::Known),
        Some(tags) => match tags.get(build) {
            Some(phase) => ArchPhase::Known(*phase),
            None if recorded().is_some() => ArchPhase::Gone,
            None if world.tags_gone.get(&arch).is_some_and(|gone| gone.contains(build)) => {
                ArchPhase::Gone
            }
            None => ArchPhase::Absent,
        },
    }
}
