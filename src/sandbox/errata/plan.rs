//! What is planned for an advisory: its states, approvals, pushes and alerts, each with its moments.

use std::collections::BTreeMap;

use crate::domain::time::Timestamp;

/// Advisories by number.
pub type Advisories = BTreeMap<u64, AdvisoryPlan>;

/// Values with the moments from which they hold, in order.
pub type Story<T> = Vec<(Timestamp, T)>;

/// An advisory from its creation to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct AdvisoryPlan {
    /// its number
    pub id: u64,
    /// `rhba`, `rhsa`, `rhea`
    pub errata_type: &'static str,
    /// the release, `4.20.17`
    pub release: String,
    /// kind in the release's list: `rpm`, `rhcos`, `microshift`
    pub kind: &'static str,
    /// one line about it
    pub synopsis: String,
    /// when it was made
    pub created: Timestamp,
    /// planned ship date
    pub due: Timestamp,
    /// `NEW_FILES`, `QE`, …
    pub states: Story<&'static str>,
    /// mail of the QE owner
    pub owners: Story<String>,
    /// documentation: asked for, approved
    pub docs: Story<(bool, bool)>,
    /// product security: approved, asked for (false), not asked for
    pub security: Story<Option<bool>>,
    /// push jobs, oldest first
    pub pushes: Vec<PushPlan>,
    /// security alerts
    pub alerts: Vec<AlertPlan>,
    /// Jira keys
    pub keys: Vec<String>,
    /// builds by name-version-release
    pub builds: Vec<String>,
    /// grade of its containers; `None`: it has none
    pub grade: Option<char>,
}

/// A push job.
#[derive(Debug, Clone, PartialEq)]
pub struct PushPlan {
    /// its number
    pub id: u64,
    /// `cdn_stage`
    pub target: &'static str,
    /// `READY`, `RUNNING`, `COMPLETE`, …
    pub states: Story<&'static str>,
}

/// A security alert, there from one moment to another.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertPlan {
    /// its name
    pub name: &'static str,
    /// what is wrong
    pub text: &'static str,
    /// it keeps the advisory from moving
    pub blocking: bool,
    /// first moment
    pub from: Timestamp,
    /// first moment without it
    pub until: Timestamp,
}

/// What holds now; `None` before the first moment.
pub fn now<T>(story: &Story<T>, now: Timestamp) -> Option<&T> {
    story.iter().take_while(|(from, _)| *from <= now).last().map(|(_, value)| value)
}

impl AdvisoryPlan {
    /// When something about it changed last.
    pub(super) fn updated(&self, now: Timestamp) -> Timestamp {
        let states = self.states.iter().map(|(at, _)| *at);
        let docs = self.docs.iter().map(|(at, _)| *at);
        let security = self.security.iter().map(|(at, _)| *at);
        let moments = states.chain(docs).chain(security).filter(|at| *at <= now);
        moments.max().unwrap_or(self.created)
    }

    /// When it came to its present state.
    pub(super) fn status_updated(&self, now: Timestamp) -> Timestamp {
        let moments = self.states.iter().map(|(at, _)| *at).filter(|at| *at <= now);
        moments.max().unwrap_or(self.created)
    }
}
