//! The JSON of the views. Fields are only added within a schema version.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bugs::{self, OnQaJson};
use super::shipment::{self, MrJson};
use crate::domain::acceptance::{BuildState, Completeness};
use crate::domain::advisories::Advisories;
use crate::domain::arch::Arch;
use crate::domain::attention::Attention;
use crate::domain::builds::{ArchPhase, Stream};
use crate::domain::complaint::Complaint;
use crate::domain::image_health::ImageHealth;
use crate::domain::releases::Assessment;
use crate::domain::results::{JobRecord, Run};
use crate::domain::runs::Evidence;
use crate::domain::signature::Signature;
use crate::domain::ticket::Ticket;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::domain::verdict::{Judged, Verdict};
use crate::domain::version::Release;
use crate::store::board::{Role, Tested};
use crate::store::{BuildRow, Snapshot};

/// Grows when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// What every answer begins with.
#[derive(Debug, Serialize)]
pub struct Envelope<'a, T> {
    schema_version: u32,
    generated_at: Timestamp,
    /// last good answer per source; `null`: never
    as_of: BTreeMap<String, Option<Timestamp>>,
    /// sources whose newest question was not answered
    trouble: BTreeMap<String, TroubleJson<'a>>,
    #[serde(flatten)]
    view: T,
}

#[derive(Debug, Serialize)]
struct TroubleJson<'a> {
    code: &'static str,
    since: Timestamp,
    what: String,
    #[serde(flatten)]
    trouble: &'a Trouble,
}

/// `overview`
#[derive(Debug, Serialize)]
pub struct OverviewJson<'a> {
    /// in the order of the screen
    pub releases: Vec<RowJson<'a>>,
    /// what needs a human, in deadline order
    pub attention: &'a [Attention],
    /// what is wrong with which file
    pub complaints: &'a [Complaint],
}

/// A release with what other services say of it.
#[derive(Debug, Serialize)]
pub struct RowJson<'a> {
    #[serde(flatten)]
    assessment: &'a Assessment,
    /// its bugs; `null`: Jira was never read
    on_qa: Option<OnQaJson>,
    /// its merge request; `null`: none is known
    shipment: Option<MrJson<'a>>,
}

/// `release R`
#[derive(Debug, Serialize)]
pub struct ReleaseJson<'a> {
    /// everything that is true of it
    pub release: &'a Assessment,
    /// builds of its y-stream that concern it
    pub builds: Vec<BuildJson<'a>>,
    /// each the last good answer; `null`: never answered
    #[serde(flatten)]
    pub beside: BesideJson<'a>,
}

/// What the services beside the branches say of a release.
#[derive(Debug, Serialize)]
pub struct BesideJson<'a> {
    advisories: Option<&'a Advisories>,
    ticket: Option<&'a Ticket>,
    signature: Option<&'a Signature>,
    image_health: Option<&'a ImageHealth>,
    shipment: Option<MrJson<'a>>,
    on_qa: Option<OnQaJson>,
}

/// `builds`
#[derive(Debug, Serialize)]
pub struct BuildsJson<'a> {
    /// one object per build and architecture
    pub builds: Vec<BuildJson<'a>>,
}

/// A build on one architecture.
#[derive(Debug, Serialize)]
pub struct BuildJson<'a> {
    name: &'a str,
    stream: Stream,
    arch: Arch,
    /// the release controller's word, else the recorded one, else `null`
    phase: Option<&'static str>,
    /// `promoted`, `candidate` of an active release, or `null`
    role: Option<&'static str>,
    /// the release it is, or is a candidate of
    release: Option<String>,
    /// recorded; no key in the file means not yet
    aggregated: bool,
    /// recorded verdict; `null`: none yet
    accepted: Option<bool>,
    /// a person promoted it
    manual_promotion: bool,
    /// how it stands in one word
    state: Option<BuildState>,
    plan: Plan,
    jobs: Vec<JobJson<'a>>,
}

#[derive(Debug, Serialize)]
struct Plan {
    state: &'static str,
    present: Option<u32>,
    expected: Option<u32>,
}

#[derive(Debug, Serialize)]
struct JobJson<'a> {
    name: &'a str,
    /// first run, then retries
    runs: Vec<RunJson<'a>>,
    verdict: Verdict,
    optional: bool,
    retry_successes: u8,
    retries_needed: u8,
}

/// A run as the record file has it, and what Prow says of it.
#[derive(Debug, Serialize)]
struct RunJson<'a> {
    #[serde(flatten)]
    run: &'a Run,
    /// `null`: Prow was not asked about it, or could not say
    evidence: Option<&'a Evidence>,
}

/// A release with its bugs and its merge request.
pub fn row<'a>(snapshot: &'a Snapshot, release: &'a Assessment) -> RowJson<'a> {
    RowJson {
        assessment: release,
        on_qa: bugs::of_release(snapshot, release.release).map(bugs::on_qa),
        shipment: shipment::of_release(snapshot, release.release).map(shipment::mr),
    }
}

/// What else is known of a release.
pub fn beside(snapshot: &Snapshot, release: Release) -> BesideJson<'_> {
    let outside = &snapshot.outside;
    BesideJson {
        advisories: outside.advisories.get(&release).map(|told| &**told),
        ticket: outside.tickets.get(&release).map(|told| &**told),
        signature: outside.signatures.get(&release).map(|told| &**told),
        image_health: outside.image_health.get(&release).map(|told| &**told),
        shipment: shipment::of_release(snapshot, release).map(shipment::mr),
        on_qa: bugs::of_release(snapshot, release).map(bugs::on_qa),
    }
}

/// A view in its envelope.
pub fn envelope<T>(snapshot: &Snapshot, view: T) -> Envelope<'_, T> {
    let feeds = &snapshot.feeds;
    let trouble = feeds.iter().filter_map(|(source, feed)| {
        let (trouble, since) = feed.trouble.as_ref()?;
        let json =
            TroubleJson { code: trouble.code(), since: *since, what: trouble.to_string(), trouble };
        Some((source.to_string(), json))
    });
    Envelope {
        schema_version: SCHEMA_VERSION,
        generated_at: snapshot.now,
        as_of: feeds.iter().map(|(source, feed)| (source.to_string(), feed.fetched)).collect(),
        trouble: trouble.collect(),
        view,
    }
}

/// The objects of a build: one per architecture it is known on.
pub fn builds_of<'a>(snapshot: &'a Snapshot, row: &'a BuildRow) -> Vec<BuildJson<'a>> {
    let known = |arch: &Arch| {
        row.tested_on(*arch).is_some() || matches!(row.phases[arch.index()], ArchPhase::Known(_))
    };
    Arch::ALL.into_iter().filter(known).map(|arch| build(snapshot, row, arch)).collect()
}

fn build<'a>(snapshot: &'a Snapshot, row: &'a BuildRow, arch: Arch) -> BuildJson<'a> {
    let tested = row.tested_on(arch);
    let results = tested.and_then(|tested| tested.results.as_deref());
    let judgement = tested.and_then(|tested| tested.judgement.as_deref());
    let (role, release) = match &row.role {
        Role::Promoted(release) => (Some("promoted"), Some(release)),
        Role::Candidate(release) => (Some("candidate"), Some(release)),
        Role::Other => (None, None),
    };
    let jobs = match (results, judgement) {
        (Some(results), Some(judgement)) => results
            .jobs
            .iter()
            .zip(&judgement.jobs)
            .map(|(job, judged)| job_json(snapshot, row, job, judged))
            .collect(),
        _ => Vec::new(),
    };
    BuildJson {
        name: &row.name.0,
        stream: row.stream,
        arch,
        phase: phase(row, arch, tested),
        role,
        release: release.map(|release| release.to_string()),
        aggregated: results.and_then(|results| results.aggregated).unwrap_or(false),
        accepted: results.and_then(|results| results.accepted),
        manual_promotion: results.is_some_and(|results| results.manual_promotion),
        state: judgement.map(|judgement| judgement.state),
        plan: plan(judgement.map(|judgement| judgement.completeness)),
        jobs,
    }
}

fn phase(row: &BuildRow, arch: Arch, tested: Option<&Tested>) -> Option<&'static str> {
    match row.phases[arch.index()] {
        ArchPhase::Known(phase) => Some(phase.word()),
        _ => tested.map(|tested| tested.recorded_phase.word()),
    }
}

fn plan(completeness: Option<Completeness>) -> Plan {
    match completeness {
        Some(Completeness::Complete { expected }) => {
            Plan { state: "complete", present: Some(expected), expected: Some(expected) }
        }
        Some(Completeness::Incomplete { present, expected }) => {
            Plan { state: "incomplete", present: Some(present), expected: Some(expected) }
        }
        Some(Completeness::NotKnown) | None => {
            Plan { state: "not_known", present: None, expected: None }
        }
    }
}

fn job_json<'a>(
    snapshot: &'a Snapshot,
    row: &'a BuildRow,
    job: &'a JobRecord,
    judged: &Judged,
) -> JobJson<'a> {
    let evidence = |run: &Run| {
        let mut known = snapshot.outside.runs.values();
        known.find_map(|runs| runs.of(&row.name, &job.name, run)).map(|found| &**found)
    };
    JobJson {
        name: &job.name.0,
        runs: job.runs().map(|run| RunJson { run, evidence: evidence(run) }).collect(),
        verdict: judged.verdict,
        optional: judged.optional,
        retry_successes: judged.retry_successes,
        retries_needed: judged.retries_needed,
    }
}
