//! Bugs in ON_QA: what Jira says of each (reference/jira-and-notificator.md §3).

mod classes;

pub use classes::{Class, Split};

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::time::Timestamp;
use super::version::YStream;

/// Every bug that waits for verification, as Jira answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bugs {
    /// in the order of their keys
    pub bugs: Vec<Arc<Bug>>,
    /// y-streams that were asked for; a bug of another one is not missing, it was not looked for
    pub asked: BTreeSet<YStream>,
    /// what could not be read of which bug, one sentence each; the bug itself stays in the list
    pub gaps: Vec<String>,
}

/// A bug.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bug {
    /// `OCPBUGS-90117`
    pub key: String,
    /// what it is about; hidden in lists when [`Bug::restricted`]
    pub summary: String,
    /// `ON_QA`, as written
    pub status: String,
    /// `Critical`, `Major`, …; `None`: no priority set
    pub priority: Option<String>,
    /// first component
    pub component: Option<String>,
    /// labels as written
    pub labels: BTreeSet<String>,
    /// `Approved`, `Proposed`, `Rejected`; `None` also for the option `None`
    pub release_blocker: Option<String>,
    /// linked to a customer's case
    pub customer_case: bool,
    /// has a security level: its summary is shown to few
    pub restricted: bool,
    /// y-streams of the field Target Version
    pub target: BTreeSet<YStream>,
    /// who verifies
    pub qa_contact: Option<Person>,
    /// who fixed it
    pub assignee: Option<Person>,
    /// who found it
    pub reporter: Option<Person>,
    /// the last change of any kind; who knows a bug as of this moment need not read it again
    pub updated: Option<Timestamp>,
    /// the newest move to ON_QA; `None`: the changelog has none
    pub on_qa: Option<Timestamp>,
    /// comments of the notifier, oldest first, of all ON_QA periods
    pub notices: Vec<Notice>,
    /// pull requests in openshift repositories that are linked
    pub pulls: Vec<Pull>,
}

/// Somebody with an account in Jira.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Person {
    /// the account
    pub account: String,
    /// as Jira shows it
    pub name: String,
    /// many hide it
    pub email: Option<String>,
    /// the account can still log in
    pub active: bool,
}

impl Person {
    /// The name for a column: the e-mail's before the `@`, or as Jira shows it where that is hidden.
    pub fn short(&self) -> &str {
        let local = self.email.as_deref().and_then(|email| email.split('@').next());
        local.filter(|local| !local.is_empty()).unwrap_or(&self.name)
    }
}

/// A comment of the notifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// whom its title addresses
    pub to: Addressee,
    /// when it was written
    pub at: Timestamp,
    /// accounts that it mentions
    pub mentions: Vec<String>,
}

/// Whom a notice addresses (reference/jira-and-notificator.md §8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the labels of the notifier's titles")]
pub enum Addressee {
    QaContact,
    TeamLead,
    Manager,
    Assignee,
    Reporter,
}

/// A linked pull request and what its labels say of verification before the merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// `owner/repository#number`
    pub name: String,
    /// `None`: its labels could not be read
    pub verified: Option<PreMerge>,
}

/// Verification before the merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreMerge {
    /// label `verified`, and not `verified-later`
    Verified,
    /// label `verified-later`: it must be tested after the merge
    Later,
    /// neither
    Not,
}
