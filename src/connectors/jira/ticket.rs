//! ART's ticket of a release, and its sub-tasks: one request for the ticket, one for all sub-tasks.

use std::collections::BTreeMap;

use serde_json::Value;

use super::wire::{Issue, User};
use super::{Jira, is_key};
use crate::domain::clean;
use crate::domain::ticket::{QE_SUMMARIES, Subtask, Ticket};
use crate::domain::trouble::Trouble;

/// Sub-tasks of one ticket; there are about ten.
const MOST: usize = 100;

impl Jira {
    /// The ticket. A sub-task that is hidden from this account keeps what the ticket says of it.
    pub async fn ticket(&self, key: &str) -> Result<Ticket, Trouble> {
        if !is_key(key) {
            return Err(Trouble::Missing { what: format!("a ticket named {}", clean::line(key)) });
        }
        let fields = [("fields", "summary,status,subtasks")];
        let issue: Issue = self.get(&["issue", key], &fields).await?;
        let unreadable =
            |detail: &str| Trouble::Unreadable { place: key.to_owned(), detail: detail.to_owned() };
        let status = issue.name("status").ok_or_else(|| unreadable("it has no status"))?;
        let told = issue.field::<Vec<Value>>("subtasks").unwrap_or_default();
        let told = told.into_iter().filter_map(|one| serde_json::from_value::<Issue>(one).ok());
        let told: Vec<Issue> = told.filter(|one| is_key(&one.key)).take(MOST).collect();
        let mut whole = self.subtasks(&told).await?;
        let subtasks = told.into_iter().map(|brief| {
            let known = whole.remove(&brief.key).unwrap_or(brief);
            subtask(&known)
        });
        Ok(Ticket {
            key: key.to_owned(),
            status,
            summary: issue.text("summary").unwrap_or_default(),
            subtasks: subtasks.collect(),
        })
    }

    async fn subtasks(&self, told: &[Issue]) -> Result<BTreeMap<String, Issue>, Trouble> {
        if told.is_empty() {
            return Ok(BTreeMap::new());
        }
        let keys: Vec<&str> = told.iter().map(|one| one.key.as_str()).collect();
        let jql = format!("key in ({}) ORDER BY key", keys.join(", "));
        let found = match self.search(&jql, "summary,status,assignee").await {
            // One that may not be seen makes the whole question wrong.
            Err(Trouble::Unreadable { .. }) => Vec::new(),
            found => found?,
        };
        let found = found.into_iter().filter_map(|one| serde_json::from_value::<Issue>(one).ok());
        Ok(found.map(|one| (one.key.clone(), one)).collect())
    }
}

fn subtask(issue: &Issue) -> Subtask {
    let summary = issue.text("summary").unwrap_or_default();
    let assignee = issue.field::<User>("assignee").and_then(|user| user.display_name);
    Subtask {
        key: issue.key.clone(),
        of_qe: QE_SUMMARIES.contains(&summary.as_str()),
        summary,
        status: issue.name("status").unwrap_or_default(),
        assignee: assignee.map(|name| clean::line(&name)),
    }
}
