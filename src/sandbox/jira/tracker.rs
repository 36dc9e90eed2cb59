//! What Jira holds: issues with everything that happened and will happen to each.

use std::collections::BTreeMap;

use crate::domain::time::Timestamp;

/// All issues, by key, and who has an account.
#[derive(Debug, Clone, Default)]
pub struct Tracker {
    /// by key
    pub issues: BTreeMap<String, Issue>,
    /// by account
    pub people: BTreeMap<String, Account>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// the account
    pub id: String,
    /// as shown
    pub name: String,
    /// `None`: hidden
    pub email: Option<String>,
    /// can log in
    pub active: bool,
}

/// An issue. What changes in time is in `changes`; the fields here are those it was made with.
#[derive(Debug, Clone, Default)]
pub struct Issue {
    /// `OCPBUGS-70012`
    pub key: String,
    /// `Bug`, `Vulnerability`, `Story`, `Sub-task`
    pub kind: &'static str,
    /// what it is about
    pub summary: String,
    /// when it was made
    pub created: Option<Timestamp>,
    /// status it was made with
    pub status: &'static str,
    /// `Major`
    pub priority: Option<&'static str>,
    /// component
    pub component: Option<&'static str>,
    /// labels it was made with
    pub labels: Vec<String>,
    /// has a security level: only few may see it
    pub secret: bool,
    /// name of its target version, `4.20.z`
    pub target: Option<String>,
    /// `Approved`
    pub release_blocker: Option<&'static str>,
    /// linked to customers' cases
    pub cases: bool,
    /// accounts
    pub qa_contact: Option<String>,
    /// account it was made with
    pub assignee: Option<String>,
    /// account
    pub reporter: Option<String>,
    /// key of the issue it is a part of
    pub parent: Option<String>,
    /// in the order of time
    pub changes: Vec<Change>,
    /// in the order of time
    pub comments: Vec<Comment>,
    /// linked pull requests
    pub pulls: Vec<LinkedPull>,
}

/// A change of one field.
#[derive(Debug, Clone)]
pub struct Change {
    /// when
    pub at: Timestamp,
    /// account of who made it
    pub by: String,
    /// `status`, `labels`, `assignee`
    pub field: &'static str,
    /// value before: the name of a status, labels with blanks between them, an account
    pub from: Option<String>,
    /// value after
    pub to: Option<String>,
}

/// A comment.
#[derive(Debug, Clone)]
pub struct Comment {
    /// when
    pub at: Timestamp,
    /// account
    pub by: String,
    /// wiki markup
    pub body: String,
    /// accounts that are asked for information by it
    pub needs: Vec<String>,
}

/// A pull request in a repository of the openshift organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPull {
    /// `etcd`
    pub repo: &'static str,
    /// its number
    pub number: u64,
    /// labels at GitHub
    pub labels: Vec<&'static str>,
    /// when it was merged
    pub merged: Timestamp,
}

impl Issue {
    /// The value of a field that changes, at a moment.
    fn at(&self, field: &str, made_with: Option<&str>, now: Timestamp) -> Option<String> {
        let mut changed = self.changes.iter().filter(|change| change.field == field);
        let newest = changed.rfind(|change| change.at <= now);
        newest.map_or_else(|| made_with.map(str::to_owned), |change| change.to.clone())
    }

    /// Its status.
    pub fn status_at(&self, now: Timestamp) -> String {
        self.at("status", Some(self.status), now).unwrap_or_default()
    }

    /// Account of its assignee.
    pub fn assignee_at(&self, now: Timestamp) -> Option<String> {
        self.at("assignee", self.assignee.as_deref(), now)
    }

    /// Its labels.
    pub fn labels_at(&self, now: Timestamp) -> Vec<String> {
        let made_with = self.labels.join(" ");
        let labels = self.at("labels", Some(&made_with), now).unwrap_or_default();
        labels.split_whitespace().map(str::to_owned).collect()
    }

    /// Changes that were made.
    pub fn changes_by(&self, now: Timestamp) -> impl DoubleEndedIterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.at <= now)
    }

    /// Comments that were written.
    pub fn comments_by(&self, now: Timestamp) -> impl DoubleEndedIterator<Item = &Comment> {
        self.comments.iter().filter(move |comment| comment.at <= now)
    }

    /// It was made already.
    pub fn exists(&self, now: Timestamp) -> bool {
        self.created.is_some_and(|created| created <= now)
    }

    /// The last change of any kind.
    pub fn updated(&self, now: Timestamp) -> Timestamp {
        let changed = self.changes_by(now).map(|change| change.at).max();
        let written = self.comments_by(now).map(|comment| comment.at).max();
        changed.max(written).max(self.created).unwrap_or(now)
    }

    /// Its project.
    pub fn project(&self) -> &str {
        self.key.split_once('-').map_or("", |(project, _)| project)
    }

    /// Its number, for the order of keys.
    pub fn number(&self) -> u64 {
        self.key.split_once('-').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
    }
}
