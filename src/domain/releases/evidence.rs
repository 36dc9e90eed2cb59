//! What is known of a release when it is looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::acceptance::Judgement;
use crate::domain::assemblies::Assembly;
use crate::domain::builds::ArchPhase;
use crate::domain::complaint::Complaint;
use crate::domain::durations::Durations;
use crate::domain::issues::Issue;
use crate::domain::outside::Outside;
use crate::domain::report::Worksheet;
use crate::domain::results::Results;
use crate::domain::shipment::Shipment;
use crate::domain::statebox::StateBox;
use crate::domain::tasks::TaskName;
use crate::domain::time::Timestamp;
use crate::domain::tracking::Tracked;
use crate::domain::version::Release;

/// Everything known about one release, borrowed from the store.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    /// which release
    pub release: Release,
    /// the z-stream branch was read at least once (else the state is `UNKNOWN`)
    pub z_stream_read: bool,
    /// the record branch was read at least once (else a missing result file says nothing)
    pub record_read: bool,
    /// its StateBox, or what stands in for it
    pub statebox: Option<&'a StateBox>,
    /// it has no StateBox file: this tab of the legacy test report stands in for it, and `statebox` is what
    /// it says
    pub worksheet: Option<&'a Worksheet>,
    /// why its StateBox file gives no StateBox
    pub statebox_broken: Option<&'a Complaint>,
    /// last change of its StateBox that is certain: its commit, or `updated_at`
    pub statebox_changed: Option<Timestamp>,
    /// its entry in the tracking file
    pub tracked: Option<&'a Tracked>,
    /// the newest release of its y-stream that has a StateBox
    pub newest_with_statebox: Option<Release>,
    /// its assembly in build data
    pub assembly: Option<&'a Assembly>,
    /// results of the promoted build (`BuildName` = the release) on amd64
    pub promoted: Option<(&'a Results, &'a Judgement)>,
    /// results of the candidate nightly on amd64
    pub candidate: Option<(&'a Results, &'a Judgement)>,
    /// the release at the release controller, per architecture ([`crate::domain::arch::Arch::index`])
    pub phases: [ArchPhase; 5],
    /// task changes we saw ourselves: these times count more than those in the document
    pub observed: &'a BTreeMap<TaskName, Observed>,
    /// usual lengths
    pub durations: &'a Durations,
    /// why its shipment is not known, while it is not
    pub shipment_unread: Unread,
    /// what the other services said
    pub outside: &'a Outside,
}

/// Why a service told nothing yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unread {
    /// nobody asks it
    #[default]
    NotConnected,
    /// it is being asked
    NotYet,
    /// it gave no answer: two or three words
    InTrouble(&'static str),
}

impl<'a> Evidence<'a> {
    /// Its shipment merge request.
    pub fn shipment(&self) -> Option<&'a Shipment> {
        self.outside.shipments.get(&self.release).map(Arc::as_ref)
    }

    /// Its issues, in file order.
    pub fn issues(&self) -> impl Iterator<Item = &'a Issue> + use<'a> {
        self.statebox.into_iter().flat_map(|statebox| &statebox.issues)
    }

    /// Nothing can be said of its tasks: the branch was never read, or the file cannot be.
    pub fn is_unread(&self) -> bool {
        self.statebox.is_none() && (!self.z_stream_read || self.statebox_broken.is_some())
    }
}

/// Moments at which we saw a task change, in our own time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// seen to enter In Progress
    pub started: Option<Timestamp>,
    /// seen to enter Pass or Fail
    pub ended: Option<Timestamp>,
}
