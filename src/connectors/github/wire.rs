//! What GitHub really sends. Only what we read is named; new fields do not hurt.

use serde::Deserialize;

use crate::connectors::branches::Head;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;

#[derive(Deserialize)]
pub struct Branch {
    commit: BranchCommit,
}

#[derive(Deserialize)]
struct BranchCommit {
    sha: String,
    commit: Commit,
}

#[derive(Deserialize)]
struct Commit {
    committer: Option<Person>,
    tree: Object,
}

#[derive(Deserialize)]
struct Person {
    date: String,
}

#[derive(Deserialize)]
struct Object {
    sha: String,
}

#[derive(Deserialize)]
pub struct Tree {
    pub tree: Vec<Entry>,
    #[serde(default)]
    pub truncated: bool,
}

#[derive(Deserialize)]
pub struct Entry {
    pub path: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub sha: String,
}

#[derive(Deserialize)]
pub struct Blob {
    pub content: String,
}

impl Branch {
    /// In our own words. Ids are checked: they become parts of addresses.
    pub fn into_head(self, etag: Option<String>, place: &str) -> Result<Head, Trouble> {
        let unreadable = |detail: &str| Trouble::Unreadable {
            place: place.to_owned(),
            detail: detail.to_owned(),
        };
        let (commit, tree) = (self.commit.sha, self.commit.commit.tree.sha);
        if !is_id(&commit) || !is_id(&tree) {
            return Err(unreadable("a commit or tree id is not one"));
        }
        let date = self.commit.commit.committer.map(|person| person.date).unwrap_or_default();
        let committed: Timestamp =
            date.parse().map_err(|_| unreadable("the commit has no time"))?;
        Ok(Head { commit, tree, committed, etag })
    }
}

/// SHA-1 or SHA-256 in lower-case hex.
pub fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
