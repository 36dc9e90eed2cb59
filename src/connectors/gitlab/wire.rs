//! GitLab's JSON, as far as it is used. Strict in what is used, silent about the rest.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::domain::clean;
use crate::domain::shipment::{Job, JobStatus, MrState, Pipeline};
use crate::domain::time::{Timestamp, parse_stamp};

/// Longest text that is kept.
const LONGEST: usize = 300;

/// A short clean line.
pub(super) fn short(text: &str) -> String {
    clean::line(&clean::cut(text.trim(), LONGEST))
}

fn stamp(text: Option<&String>) -> Option<Timestamp> {
    text.and_then(|text| parse_stamp(text))
}

#[derive(Debug, Deserialize)]
pub(super) struct MergeRequest {
    pub iid: u64,
    pub title: String,
    pub state: String,
    #[serde(default)]
    pub draft: bool,
    #[serde(default)]
    pub labels: Vec<String>,
    pub source_branch: String,
    pub target_branch: String,
    pub web_url: String,
    pub sha: Option<String>,
    pub merge_commit_sha: Option<String>,
    pub squash_commit_sha: Option<String>,
    pub source_project_id: Option<u64>,
    pub target_project_id: Option<u64>,
    pub author: Option<User>,
    pub created_at: Option<String>,
    pub updated_at: Option<String>,
    pub merged_at: Option<String>,
    pub has_conflicts: Option<bool>,
    pub detailed_merge_status: Option<String>,
    pub merge_status: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub username: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Approvals {
    pub approvals_required: Option<u32>,
    #[serde(default)]
    pub approved_by: Vec<ApprovedBy>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ApprovedBy {
    pub user: User,
    pub approved_at: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct ApprovalState {
    #[serde(default)]
    pub rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub name: String,
    #[serde(default)]
    pub approvals_required: u32,
    #[serde(default)]
    pub approved_by: Vec<User>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WirePipeline {
    pub id: u64,
    pub project_id: Option<u64>,
    pub status: String,
    pub web_url: String,
    pub created_at: String,
    pub updated_at: Option<String>,
    pub finished_at: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct WireJob {
    pub id: u64,
    pub name: String,
    pub stage: String,
    pub status: String,
    pub web_url: String,
    #[serde(default)]
    pub allow_failure: bool,
    pub failure_reason: Option<String>,
    pub created_at: Option<String>,
    pub started_at: Option<String>,
    pub finished_at: Option<String>,
    /// bridges only
    pub downstream_pipeline: Option<WirePipeline>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Diff {
    pub new_path: String,
    #[serde(default)]
    pub deleted_file: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct File {
    pub encoding: String,
    pub content: String,
}

impl MergeRequest {
    pub(super) fn state(&self) -> MrState {
        let is_draft = self.draft || self.title.to_ascii_lowercase().starts_with("draft:");
        match self.state.as_str() {
            "opened" if is_draft => MrState::Draft,
            "opened" => MrState::Opened,
            "merged" => MrState::Merged,
            "locked" => MrState::Locked,
            // a word we do not know is nothing that can be merged
            _ => MrState::Closed,
        }
    }

    /// `None` while GitLab checks, or did not.
    pub(super) fn conflict(&self) -> Option<bool> {
        let word = self.detailed_merge_status.as_deref().or(self.merge_status.as_deref());
        match word {
            Some("conflict") => Some(true),
            Some("checking" | "unchecked" | "preparing" | "cannot_be_merged_recheck") => None,
            _ => self.has_conflicts,
        }
    }

    pub(super) fn stamps(&self) -> [Option<Timestamp>; 3] {
        [&self.created_at, &self.updated_at, &self.merged_at].map(|text| stamp(text.as_ref()))
    }

    pub(super) fn labels(&self) -> BTreeSet<String> {
        self.labels.iter().map(|label| short(label)).collect()
    }
}

impl ApprovedBy {
    pub(super) fn at(&self) -> Option<Timestamp> {
        stamp(self.approved_at.as_ref())
    }
}

impl WirePipeline {
    /// Without its stages; `None` when it says no time at all.
    pub(super) fn pipeline(&self) -> Option<Pipeline> {
        Some(Pipeline {
            id: self.id,
            url: short(&self.web_url),
            status: JobStatus::of(&self.status),
            created: parse_stamp(&self.created_at)?,
            finished: stamp(self.finished_at.as_ref()),
            updated: stamp(self.updated_at.as_ref()),
            stages: Vec::new(),
        })
    }
}

impl WireJob {
    pub(super) fn job(&self) -> Job {
        let status = JobStatus::of(&self.status);
        let failure = self.failure_reason.as_ref().filter(|_| status == JobStatus::Failed);
        Job {
            id: self.id,
            name: short(&self.name),
            url: short(&self.web_url),
            status,
            may_fail: self.allow_failure,
            failure: failure.map(|word| short(word)),
            created: stamp(self.created_at.as_ref()),
            started: stamp(self.started_at.as_ref()),
            finished: stamp(self.finished_at.as_ref()),
            downstream: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(more: &str) -> MergeRequest {
        let text = format!(
            r#"{{"iid": 7, "title": "Draft: x", "state": "opened", "source_branch": "a", "target_branch": "main",
                "web_url": "https://h/x", "sha": null, {more}}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn state_and_conflict_are_read_as_far_as_gitlab_knows_them() {
        assert_eq!(request(r#""work": 1"#).state(), MrState::Draft);
        let cases = [
            (r#""has_conflicts": true, "detailed_merge_status": "conflict""#, Some(true)),
            (r#""has_conflicts": false, "detailed_merge_status": "not_approved""#, Some(false)),
            (r#""has_conflicts": false, "detailed_merge_status": "checking""#, None),
            (r#""has_conflicts": true, "merge_status": "cannot_be_merged""#, Some(true)),
            (r#""merge_status": "unchecked""#, None),
        ];
        for (more, conflict) in cases {
            assert_eq!(request(more).conflict(), conflict, "{more}");
        }
    }
}
