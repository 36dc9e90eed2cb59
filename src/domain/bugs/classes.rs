//! What kind of bug it is (reference/jira-and-notificator.md §4). Words are compared as they are written.

use serde::{Deserialize, Serialize};

use super::Bug;

/// What makes a bug one of high severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// tracks a vulnerability
    Cve,
    /// by priority, label or release blocker
    Critical,
    /// a customer has it
    Customer,
}

/// What to do with a bug that ships unverified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// of high severity: its owner has to say
    MustConfirm,
    /// an ordinary one
    CanDrop,
}

impl Bug {
    /// Somebody tested it, or it is closed.
    pub fn is_verified_or_closed(&self) -> bool {
        matches!(self.status.as_str(), "Verified" | "Closed")
    }

    /// Nothing is left to do for QE.
    pub fn is_finished(&self) -> bool {
        self.is_verified_or_closed() || self.status == "Release Pending"
    }

    /// It waits for verification.
    pub fn is_on_qa(&self) -> bool {
        self.status == "ON_QA"
    }

    /// It tracks a vulnerability.
    pub fn is_cve_tracker(&self) -> bool {
        self.summary.starts_with("CVE") || self.labels.iter().any(|label| label.starts_with("CVE"))
    }

    /// By priority, label or release blocker.
    pub fn is_critical(&self) -> bool {
        matches!(self.priority.as_deref(), Some("Critical" | "Blocker"))
            || self.labels.contains("TestBlocker")
            || matches!(self.release_blocker.as_deref(), Some("Approved" | "Proposed"))
    }

    /// All that makes it one of high severity; empty: an ordinary bug.
    pub fn classes(&self) -> Vec<Class> {
        let all = [
            (Class::Cve, self.is_cve_tracker()),
            (Class::Critical, self.is_critical()),
            (Class::Customer, self.customer_case),
        ];
        all.into_iter().filter(|(_, is)| *is).map(|(class, _)| class).collect()
    }

    /// A vulnerability, critical, or a customer has it.
    pub fn is_high_severity(&self) -> bool {
        self.is_cve_tracker() || self.is_critical() || self.customer_case
    }

    /// What to do with it when the release ships; `None`: it is verified or closed.
    pub fn split(&self) -> Option<Split> {
        match self.is_verified_or_closed() {
            true => None,
            false if self.is_high_severity() => Some(Split::MustConfirm),
            false => Some(Split::CanDrop),
        }
    }

    /// `drop-bugs` would take it out.
    pub fn is_droppable(&self) -> bool {
        !self.is_finished() && !self.is_cve_tracker()
    }

    /// A vulnerability whose fix nobody tested yet.
    pub fn is_unverified_cve(&self) -> bool {
        self.is_on_qa() && self.is_cve_tracker()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status, priority, summary, labels, release blocker, customer's case.
    type Row =
        (&'static str, &'static str, &'static str, &'static [&'static str], &'static str, bool);

    fn bug((status, priority, summary, labels, blocker, customer_case): Row) -> Bug {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Bug {
            status: status.to_owned(),
            priority: some(priority),
            summary: summary.to_owned(),
            labels: labels.iter().map(|label| (*label).to_owned()).collect(),
            release_blocker: some(blocker),
            customer_case,
            ..Bug::default()
        }
    }

    #[test]
    fn what_must_be_confirmed_and_what_can_be_dropped() {
        let (high, drop) = (Some(Split::MustConfirm), Some(Split::CanDrop));
        let rows: &[(Row, Option<Split>)] = &[
            (("ON_QA", "Blocker", "s", &[], "", false), high),
            (("ON_QA", "Critical", "s", &[], "", false), high),
            (("ON_QA", "Major", "CVE - s", &["CVE_1", "TestBlocker"], "Approved", true), high),
            (("ON_QA", "Normal", "CVE-2026-1 s", &[], "", false), high),
            (("ON_QA", "Minor", "s", &["CVE-2026-1"], "", false), high),
            (("ON_QA", "Major", "s", &["TestBlocker"], "", false), high),
            (("ON_QA", "Major", "s", &[], "Approved", false), high),
            (("ON_QA", "Undefined", "s", &[], "Proposed", false), high),
            (("ON_QA", "Major", "s", &[], "", true), high),
            (("ON_QA", "Blocker", "s", &[], "Rejected", false), high),
            (("New", "Blocker", "s", &[], "", false), high),
            (("ASSIGNED", "Critical", "CVE s", &["TestBlocker"], "Approved", true), high),
            (("Release Pending", "Blocker", "s", &[], "", false), high),
            (("ON_QA", "Major", "s", &["cve-1", "x"], "Rejected", false), drop),
            (("New", "Normal", "about CVE", &[], "", false), drop),
            (("POST", "Minor", "s", &[], "Rejected", false), drop),
            (("MODIFIED", "Undefined", "s", &["testblocker"], "", false), drop),
            (("ON_QA", "", "s", &[], "", false), drop),
            (("Closed", "Blocker", "CVE s", &[], "Approved", true), None),
            (("Verified", "Critical", "s", &["TestBlocker"], "", false), None),
        ];
        for (row, expected) in rows {
            assert_eq!(bug(*row).split(), *expected, "{row:?}");
        }
    }

    #[test]
    fn what_drop_bugs_takes_out() {
        let rows: &[(Row, bool, bool)] = &[
            (("ON_QA", "Blocker", "s", &[], "Approved", true), true, false),
            (("New", "Normal", "s", &[], "", false), true, false),
            (("ON_QA", "Normal", "CVE s", &[], "", false), false, true),
            (("POST", "Normal", "CVE s", &[], "", false), false, false),
            (("Release Pending", "Normal", "s", &[], "", false), false, false),
            (("Verified", "Normal", "s", &[], "", false), false, false),
            (("verified", "Normal", "s", &[], "", false), true, false),
        ];
        for (row, droppable, unverified) in rows {
            let bug = bug(*row);
            assert_eq!(
                (bug.is_droppable(), bug.is_unverified_cve()),
                (*droppable, *unverified),
                "{row:?}"
            );
        }
    }

    #[test]
    fn every_reason_is_named() {
        let all = bug(("ON_QA", "Critical", "CVE s", &[], "", true));
        assert_eq!(all.classes(), [Class::Cve, Class::Critical, Class::Customer]);
        assert_eq!(bug(("ON_QA", "Major", "s", &[], "", false)).classes(), []);
    }
}
