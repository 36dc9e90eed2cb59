//! News from outside. Workers make events, the store applies them, nothing else changes state.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::advisories::Advisories;
use crate::domain::assemblies::Assemblies;
use crate::domain::bugs::Bugs;
use crate::domain::builds::{BuildName, Phase};
use crate::domain::chat::Chat;
use crate::domain::complaint::Complaint;
use crate::domain::document::{Document, DocumentKey};
use crate::domain::image_health::ImageHealth;
use crate::domain::managers::Managers;
use crate::domain::payload::Payload;
use crate::domain::release_config::ReleaseConfig;
use crate::domain::release_payloads::ReleasePayloads;
use crate::domain::report::Report;
use crate::domain::runs::Runs;
use crate::domain::shipment::Shipment;
use crate::domain::signature::Signature;
use crate::domain::source::Source;
use crate::domain::stage_runs::StageRuns;
use crate::domain::ticket::Ticket;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

/// One answer of one source, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// who was asked
    pub source: Source,
    /// grows with every request a worker starts, so an answer that was overtaken by a younger one is
    /// recognised and dropped
    pub seq: u64,
    /// when the answer came, by the program's clock
    pub at: Timestamp,
    /// the answer
    pub news: Result<News, Trouble>,
    /// when the source will be asked again; the screen says so
    pub next: Option<Timestamp>,
}

/// What a source can say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// everything is as it was: only the age changes
    Unchanged,
    /// files of a branch
    Files(Files),
    /// phases of the tags an architecture's release controller knows; a tag that is not here is gone
    Tags(BTreeMap<BuildName, Phase>),
    /// build data of a y-stream
    Assemblies(Arc<Assemblies>),
    /// Prow runs of a release's builds
    Runs(Arc<Runs>),
    /// a shipment merge request
    Shipment(Arc<Shipment>),
    /// bugs in ON_QA
    Bugs(Arc<Bugs>),
    /// an ART ticket
    Ticket(Arc<Ticket>),
    /// advisories of a release
    Advisories(Arc<Advisories>),
    /// runs of the stage pipeline
    StageRuns(Arc<StageRuns>),
    /// what Slack says of itself
    Chat(Arc<Chat>),
    /// who manages whom
    Managers(Arc<Managers>),
    /// a payload's signature
    Signature(Arc<Signature>),
    /// grades of a shipment's images
    ImageHealth(Arc<ImageHealth>),
    /// a legacy test report
    Report(Arc<Report>),
    /// a payload at the registry
    Payload(Arc<Payload>),
    /// ReleasePayload objects
    ReleasePayloads(Arc<ReleasePayloads>),
    /// the release team's configuration
    ReleaseConfig(Arc<ReleaseConfig>),
}

/// Files of a branch: all of them, or those that changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Files {
    /// the list is the whole branch: what is not in it is gone
    pub whole: bool,
    /// commit the files belong to
    pub head: String,
    /// new and changed files
    pub put: Vec<FilePut>,
    /// paths that are gone
    pub gone: Vec<String>,
}

/// One file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilePut {
    /// path in the repository
    pub path: String,
    /// what it stands for
    pub key: DocumentKey,
    /// git blob id
    pub blob: String,
    /// the latest moment at which this content can have been committed
    pub committed: Timestamp,
    /// what it says; `None` when nothing of it can be used
    pub document: Option<Document>,
    /// what is wrong with it
    pub complaints: Vec<Complaint>,
    /// we saw it change (not: first load), so `Event::at` is close to the time of the change
    pub observed: bool,
}
