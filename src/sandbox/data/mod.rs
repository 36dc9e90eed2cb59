//! Real branch files as the world: `--data DIR`.

mod builds;
mod files;
mod stamps;

use std::path::Path;

use super::error::SandboxError;
use super::tags::Tags;
use super::timeline::{PlannedCommit, Timeline};
use crate::domain::time::Timestamp;

/// Folder below the data directory → branch of `openshift/release-tests` whose `_releases/` it is.
const FOLDERS: [(&str, &str); 3] =
    [("registry", "main"), ("record", "record"), ("z-stream", "z-stream")];

/// What a data directory holds.
#[derive(Debug)]
pub struct Data {
    /// one commit for each branch, made at the newest time in its files
    pub timeline: Timeline,
    /// amd64 only, from the `build` objects of result and latest files
    pub tags: Tags,
    /// the newest time in all files; `None` where there is none at all
    pub newest: Option<Timestamp>,
}

/// Reads the folders that are there. Files are taken as bytes, broken ones included. With `now` the
/// commits lie at the latest there.
pub fn load(directory: &Path, now: Option<Timestamp>) -> Result<Data, SandboxError> {
    let mut data = Data { timeline: Timeline::default(), tags: Tags::default(), newest: None };
    for (folder, branch) in FOLDERS {
        let path = directory.join(folder);
        if !path.is_dir() {
            continue;
        }
        let files = files::below(&path)?;
        let newest = files.iter().filter_map(|(name, bytes)| stamps::newest(name, bytes)).max();
        data.newest = data.newest.max(newest);
        if branch == "record" {
            let created = now.or(newest).unwrap_or(Timestamp::UNIX_EPOCH);
            builds::collect(&files, created, &mut data.tags);
        }
        data.timeline.commits.push(PlannedCommit {
            at: newest.unwrap_or(Timestamp::MAX),
            repo: "openshift/release-tests",
            branch: branch.to_owned(),
            message: format!("files of {branch}"),
            author: "Sandbox <sandbox@example.com>".to_owned(),
            changes: files
                .into_iter()
                .map(|(name, bytes)| (format!("_releases/{name}"), Some(bytes.into())))
                .collect(),
        });
    }
    if data.timeline.commits.is_empty() {
        return Err(SandboxError::NoData { path: directory.to_owned() });
    }
    let latest = now.or(data.newest).unwrap_or_else(Timestamp::now);
    for commit in &mut data.timeline.commits {
        commit.at = commit.at.min(latest);
    }
    Ok(data)
}
