//! What is true of a release as a whole: its state word and the reason, when it is due, whether it is
//! active (design/ux.md §3).

mod activity;
mod assess;
mod besides;
mod evidence;
pub(crate) mod facts;
#[cfg(test)]
pub(crate) mod fixtures;
mod now;
mod reasons;
mod state;
#[cfg(test)]
mod tests;
mod word;

pub(crate) use assess::Case;
pub use evidence::{Evidence, Observed, Unread};
pub use facts::candidate;
pub use word::StateWord;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::attention::Attention;
use super::builds::{ArchPhase, BuildName};
use super::flow::FlowRow;
use super::issues::Issue;
use super::report::Overall;
use super::time::{Date, Stamp, Timestamp};
use super::version::Release;

/// A release as the screen shows it. Made from [`Evidence`] by [`assess`]; nothing in a view decides
/// anything that is not in here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// which release
    pub release: Release,
    /// the word
    pub state: StateWord,
    /// the word stands, but an open issue that is no blocker wants attention
    pub has_open_note: bool,
    /// why the word: the facts that made it fit, weightiest first; never empty
    pub reasons: Vec<Reason>,
    /// what happens next and who does it: running task, or the gate waited for, with its age
    pub now: NowCell,
    /// planned ship date
    pub due: Option<Due>,
    /// tracked tasks that are through; `None`: no StateBox of it could be read
    pub passed: Option<u8>,
    /// the graph
    pub flow: Vec<FlowRow>,
    /// phase of the promoted build (before promotion: of nothing, `Absent`) per architecture
    pub phases: [ArchPhase; 5],
    /// blocking jobs of the promoted build, before promotion of the candidate
    pub jobs: JobsCell,
    /// issues, open first, blockers first
    pub issues: Vec<Issue>,
    /// Konflux (a shipment MR exists), Errata, or not known
    pub flow_kind: Option<FlowKind>,
    /// header facts
    pub facts: ReleaseFacts,
    /// on the list, or why not
    pub activity: Activity,
    /// what needs a human here
    pub attention: Vec<Attention>,
}

/// A fact that made a state word fit, or that weighs on the release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// how bad, and which glyph
    pub weight: Weight,
    /// `image-consistency-check failed`, `blocker open`, `s390x payload Rejected`
    pub what: String,
    /// since when, where known; the screen adds the age
    pub since: Option<Timestamp>,
    /// second line: the sentence behind it; may be empty
    pub detail: String,
}

/// What a reason weighs, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names of the glyphs, design/ux.md §9")]
pub enum Weight {
    Failed,
    Blocked,
    Attention,
    Running,
    Waiting,
    NotStarted,
    Passed,
    Unknown,
}

impl Weight {
    /// The word where no glyph can stand.
    pub fn word(self) -> &'static str {
        match self {
            Weight::Failed => "failed",
            Weight::Blocked => "blocked",
            Weight::Attention => "attention",
            Weight::Running => "running",
            Weight::Waiting => "waiting",
            Weight::NotStarted => "not started",
            Weight::Passed => "passed",
            Weight::Unknown => "?",
        }
    }
}

/// The NOW column: a few words, and since when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NowCell {
    /// `stage-testing`, `build promotion`, `your approval`, `needs an owner`
    pub what: String,
    /// the screen adds the age
    pub since: Option<Timestamp>,
}

/// A planned ship date against today (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// the day
    pub date: Date,
    /// days until then; 0 today, negative when it has passed
    pub days: i32,
    /// past its day and not READY or SHIPPED
    pub late: bool,
}

/// Required jobs of the build that matters now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobsCell {
    /// which build; `None` when there is none, or no result file yet
    pub build: Option<BuildName>,
    /// required jobs passed
    pub passed: u32,
    /// required jobs; `None`: no registry lists them, so nobody can say which are
    pub required: Option<u32>,
}

/// How a release ships (reference/workflow.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names of the flows")]
pub enum FlowKind {
    Konflux,
    Errata,
}

/// Facts of the header of view 2. StateBox first, build data where the StateBox has none; where the two
/// differ both are kept (`design/ux.md` §14.10).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseFacts {
    /// ART ticket; a placeholder `ART-0` is kept and said to be one
    pub jira_ticket: Option<String>,
    /// kind → number
    pub advisories: BTreeMap<String, u64>,
    /// nightly it is made from (amd64)
    pub candidate: Option<BuildName>,
    /// when it was first seen promoted
    pub promoted: Option<Stamp>,
    /// `!498` of the shipment MR
    pub shipment: Option<String>,
    /// full address of the shipment MR
    pub shipment_url: Option<String>,
    /// it has a StateBox of its own
    pub has_statebox: bool,
    /// without a StateBox: its tab of the legacy test report, where there is one
    pub worksheet: Option<WorksheetFacts>,
    /// contradictions between sources, one sentence each
    pub contradictions: Vec<String>,
}

/// What the legacy test report says of a release as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorksheetFacts {
    /// its page
    pub url: String,
    /// `Green` or `Red`, where the sheet says so
    pub overall: Option<Overall>,
}

/// Whether a release is on the list (design/ux.md §3, *Active*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// on the list
    Active,
    /// approval passed and one day after its date has gone by; shipping was not checked live
    Done,
    /// stopped without an end: withdrawn, or no change for 30 days and past its date
    Stopped,
    /// announced before the releases that have a StateBox; nothing more is recorded of it
    Historic,
}

impl Due {
    /// `1d LATE` or `TODAY`; a day to come has no word.
    pub fn word(self) -> Option<String> {
        match self.days {
            days if self.late => Some(format!("{}d LATE", days.unsigned_abs())),
            0 => Some("TODAY".to_owned()),
            _ => None,
        }
    }
}

impl Activity {
    /// The word in changes.
    pub fn word(self) -> &'static str {
        match self {
            Activity::Active => "active",
            Activity::Done => "done",
            Activity::Stopped => "stopped",
            Activity::Historic => "historic",
        }
    }
}

/// Looks at everything known and says what is true at `now`.
pub fn assess(evidence: &Evidence<'_>, now: Timestamp) -> Assessment {
    assess::assess(evidence, now)
}

/// The order of the list: active ones first; what needs attention first, then due, then highest version
/// first (design/ux.md §5a).
pub fn list_order(a: &Assessment, b: &Assessment) -> std::cmp::Ordering {
    let inactive = |assessment: &Assessment| assessment.activity != Activity::Active;
    let due = |assessment: &Assessment| {
        assessment.due.map_or((true, None), |due| (false, Some(due.date)))
    };
    inactive(a)
        .cmp(&inactive(b))
        .then_with(|| a.state.urgency().cmp(&b.state.urgency()))
        .then_with(|| due(a).cmp(&due(b)))
        .then_with(|| b.release.cmp(&a.release))
}
