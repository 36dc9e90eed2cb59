//! What the services beside the branches and the release controller said, each its last good answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::advisories::Advisories;
use super::bugs::Bugs;
use super::chat::Chat;
use super::image_health::ImageHealth;
use super::managers::Managers;
use super::payload::Payload;
use super::release_config::ReleaseConfig;
use super::release_payloads::ReleasePayloads;
use super::report::Report;
use super::runs::Runs;
use super::shipment::Shipment;
use super::signature::Signature;
use super::stage_runs::StageRuns;
use super::ticket::Ticket;
use super::version::{Release, YStream};

/// Last good answers; what was never answered is not there. Their ages are in the feeds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outside {
    /// ON_QA bugs
    pub bugs: Option<Arc<Bugs>>,
    /// ART tickets
    pub tickets: BTreeMap<Release, Arc<Ticket>>,
    /// shipment merge requests
    pub shipments: BTreeMap<Release, Arc<Shipment>>,
    /// advisories
    pub advisories: BTreeMap<Release, Arc<Advisories>>,
    /// Prow runs
    pub runs: BTreeMap<Release, Arc<Runs>>,
    /// stage pipeline
    pub stage_runs: Option<Arc<StageRuns>>,
    /// signatures of promoted payloads
    pub signatures: BTreeMap<Release, Arc<Signature>>,
    /// grades of the shipment's images
    pub image_health: BTreeMap<Release, Arc<ImageHealth>>,
    /// payloads
    pub payloads: BTreeMap<Release, Arc<Payload>>,
    /// ReleasePayload objects
    pub release_payloads: Option<Arc<ReleasePayloads>>,
    /// legacy test reports
    pub reports: BTreeMap<YStream, Arc<Report>>,
    /// who manages whom
    pub managers: Option<Arc<Managers>>,
    /// Slack
    pub chat: Option<Arc<Chat>>,
    /// the release team's configuration
    pub config: Option<Arc<ReleaseConfig>>,
}
