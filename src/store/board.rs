//! The board: everything derived from the world that a view or a command shows. Made anew when the
//! world or the minute changes, never while drawing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bug_rows::BugRow;
use crate::domain::acceptance::Judgement;
use crate::domain::arch::Arch;
use crate::domain::attention::Attention;
use crate::domain::builds::{ArchPhase, BuildName, Phase, Stream};
use crate::domain::complaint::Complaint;
use crate::domain::durations::Durations;
use crate::domain::escalation;
use crate::domain::releases::Assessment;
use crate::domain::results::Results;
use crate::domain::shipment::ShipmentRow;
use crate::domain::version::{Release, YStream};

/// All that is derived.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Board {
    /// every release that has a file, in list order: active ones first
    pub releases: Vec<Arc<Assessment>>,
    /// every build that is known, per y-stream, newest first
    pub builds: BTreeMap<YStream, Vec<Arc<BuildRow>>>,
    /// bugs in ON_QA, the next rung first, those without a timer last
    pub bugs: Vec<Arc<BugRow>>,
    /// whose weekdays the timers of bugs count
    pub zone: escalation::Zone,
    /// what needs a human now, in deadline order
    pub attention: Vec<Attention>,
    /// what is wrong with which file
    pub complaints: Vec<Complaint>,
    /// shipment merge requests of active releases: attention first, then by date and version
    pub shipments: Vec<Arc<ShipmentRow>>,
    /// usual lengths
    pub durations: Arc<Durations>,
}

/// A build with what is recorded of it per architecture.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildRow {
    /// its name
    pub name: BuildName,
    /// nightly or stable
    pub stream: Stream,
    /// what it is to an active release
    pub role: Role,
    /// release controller's word, per architecture ([`Arch::index`])
    pub phases: [ArchPhase; 5],
    /// when it was made (nightlies: from the name) or first tested
    pub made: Option<crate::domain::time::Timestamp>,
    /// result files, per architecture
    pub tested: Vec<Tested>,
}

/// One result file with its judgement.
#[derive(Debug, Clone, PartialEq)]
pub struct Tested {
    /// architecture of the file
    pub arch: Arch,
    /// path of the file
    pub path: Arc<str>,
    /// phase as written in the file or the pointer; the release controller may know better
    pub recorded_phase: Phase,
    /// `None`: the build is known by a pointer only
    pub results: Option<Arc<Results>>,
    /// verdicts, in the order of the results' jobs
    pub judgement: Option<Arc<Judgement>>,
}

/// What a build is to a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// the release itself
    Promoted(Release),
    /// an active release is made from it
    Candidate(Release),
    /// neither
    Other,
}

impl Board {
    /// A release by version.
    pub fn release(&self, release: Release) -> Option<&Arc<Assessment>> {
        self.releases.iter().find(|assessment| assessment.release == release)
    }

    /// Builds of a y-stream, newest first.
    pub fn builds_of(&self, y: YStream) -> &[Arc<BuildRow>] {
        self.builds.get(&y).map_or(&[], Vec::as_slice)
    }
}

impl BuildRow {
    /// The file of one architecture.
    pub fn tested_on(&self, arch: Arch) -> Option<&Tested> {
        self.tested.iter().find(|tested| tested.arch == arch)
    }
}
