//! What an advisory still needs before it can go to REL_PREP, and who gives it
//! (reference/worksheet-and-advisory.md B4 to B9).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::rules::{PushProgress, has_containers};
use super::{Advisory, AdvisoryState, Approval};

/// Something missing, weightiest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// security alerts keep it where it is; how many there are
    Alerts(u32),
    /// the newest push to these targets failed
    PushAgain(Vec<String>),
    /// its builds are missing: it waits in NEW_FILES
    Files,
    /// advisories that have to ship before it
    First(Vec<u64>),
    /// its containers have this grade, or their grade is not good enough
    FreshImages(char),
    /// documentation was asked and has not approved
    Docs,
    /// documentation was not asked yet
    AskDocs,
    /// product security was asked and has not approved
    Security,
    /// product security was not asked yet
    AskSecurity,
    /// no push to stage was begun
    Push,
    /// the push to stage runs
    PushEnd,
}

impl Need {
    /// Who acts: `ART`, `docs`, `prodsec`, `you`; nobody while a push runs.
    pub fn who(&self) -> &'static str {
        match self {
            Need::Alerts(_) | Need::Security => "prodsec",
            Need::Files | Need::First(_) | Need::FreshImages(_) => "ART",
            Need::Docs => "docs",
            Need::PushAgain(_) | Need::Push | Need::AskDocs | Need::AskSecurity => "you",
            Need::PushEnd => "–",
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Need::Alerts(1) => f.write_str("a blocking security alert"),
            Need::Alerts(count) => write!(f, "blocking security alerts ({count} in all)"),
            Need::PushAgain(targets) => write!(f, "push to {} failed", targets.join(", ")),
            Need::Files => f.write_str("builds missing (NEW_FILES)"),
            Need::First(ids) => {
                let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
                write!(f, "{} must ship first", ids.join(", "))
            }
            Need::FreshImages(grade) => write!(f, "container grade {grade}"),
            Need::Docs => f.write_str("docs approval missing"),
            Need::AskDocs => f.write_str("docs approval not requested"),
            Need::Security => f.write_str("prodsec approval missing"),
            Need::AskSecurity => f.write_str("prodsec approval not requested"),
            Need::Push => f.write_str("not pushed to stage"),
            Need::PushEnd => f.write_str("push to stage runs"),
        }
    }
}

/// What an advisory of a kind still needs, weightiest first. Nothing of one that QE does not handle or
/// that has left QE's hands; what was not looked into is not said to be missing. `errata_flow`: the grade
/// counts, because nothing else tells of the images.
pub fn needs(kind: &str, advisory: &Advisory, errata_flow: bool) -> Vec<Need> {
    if !advisory.is_handled(kind) || !advisory.state.is_in_work() {
        return Vec::new();
    }
    let mut needs = Vec::new();
    if let Some(alerts) = advisory.alerts.filter(|alerts| alerts.blocking) {
        needs.push(Need::Alerts(alerts.count));
    }
    if advisory.state == AdvisoryState::NewFiles {
        needs.push(Need::Files);
        needs.sort();
        return needs;
    }
    if !advisory.blocked_by.is_empty() {
        needs.push(Need::First(advisory.blocked_by.clone()));
    }
    match advisory.docs {
        Approval::Approved => {}
        Approval::Requested => needs.push(Need::Docs),
        Approval::NotRequested => needs.push(Need::AskDocs),
    }
    if advisory.is_security() {
        match advisory.security {
            Approval::Approved => {}
            Approval::Requested => needs.push(Need::Security),
            Approval::NotRequested => needs.push(Need::AskSecurity),
        }
    }
    if errata_flow && has_containers(kind) && advisory.is_healthy() == Some(false) {
        needs.extend(advisory.grade.map(Need::FreshImages));
    }
    match advisory.push().filter(|_| advisory.state == AdvisoryState::Qe) {
        Some(PushProgress::NotBegun) => needs.push(Need::Push),
        Some(PushProgress::Running) => needs.push(Need::PushEnd),
        Some(PushProgress::Failed(targets)) => needs.push(Need::PushAgain(targets)),
        Some(PushProgress::Done) | None => {}
    }
    needs.sort();
    needs
}
