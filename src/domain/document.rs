//! Which file of the release-tests branches is what, and reading it.

pub(crate) mod yaml;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::arch::Arch;
use super::builds::{self, Build, BuildName, Stream};
use super::complaint::Complaint;
use super::registry::{self, Registry};
use super::results::{self, Results};
use super::source::Branch;
use super::statebox::StateBox;
use super::time::Timestamp;
use super::tracking::Tracking;
use super::version::{Release, YStream};

/// What a path stands for. Every path under `_releases/` of a branch is one of these or none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKey {
    /// record: `ocp-test-result-BUILD-ARCH.json`
    Results(BuildName, Arch),
    /// record: `ocp-latest-X.Y-STREAM-ARCH.json`
    Latest(YStream, Stream, Arch),
    /// z-stream: `X.Y/X.Y.z.yaml`
    Tracking(YStream),
    /// z-stream: `X.Y/statebox/RELEASE.yaml`
    StateBox(Release),
    /// main: `ocp-X.Y-test-jobs-ARCH.json`
    Registry(YStream, Arch),
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the variants are those of DocumentKey")]
pub enum Document {
    Results(Arc<Results>),
    Latest(Arc<Build>),
    Tracking(Arc<Tracking>),
    StateBox(Arc<StateBox>),
    Registry(Arc<Registry>),
}

/// The folder of every file that matters.
pub const FOLDER: &str = "_releases/";

impl DocumentKey {
    /// The y-stream it is about; `None` for a build whose name tells none.
    pub fn y(&self) -> Option<YStream> {
        match self {
            DocumentKey::Results(build, _) => build.y(),
            DocumentKey::Latest(y, ..) | DocumentKey::Tracking(y) | DocumentKey::Registry(y, _) => {
                Some(*y)
            }
            DocumentKey::StateBox(release) => Some(release.y),
        }
    }

    /// The branch such files are on.
    pub fn branch(&self) -> Branch {
        match self {
            DocumentKey::Results(..) | DocumentKey::Latest(..) => Branch::Record,
            DocumentKey::Tracking(_) | DocumentKey::StateBox(_) => Branch::ZStream,
            DocumentKey::Registry(..) => Branch::Main,
        }
    }

    /// What the path `_releases/…` of `branch` stands for; `None` for a file that is nothing to us.
    pub fn of(branch: Branch, path: &str) -> Option<DocumentKey> {
        let inside = path.strip_prefix(FOLDER)?;
        match branch {
            Branch::Record => record_key(inside),
            Branch::ZStream => z_stream_key(inside),
            Branch::Main => {
                registry::file_name(inside).map(|(y, arch)| DocumentKey::Registry(y, arch))
            }
        }
    }
}

fn record_key(file: &str) -> Option<DocumentKey> {
    let results =
        builds::result_file_name(file).map(|(build, arch)| DocumentKey::Results(build, arch));
    let latest = || builds::latest_file_name(file);
    results.or_else(|| latest().map(|(y, stream, arch)| DocumentKey::Latest(y, stream, arch)))
}

fn z_stream_key(inside: &str) -> Option<DocumentKey> {
    let mut parts = inside.split('/');
    let y: YStream = parts.next()?.parse().ok()?;
    match (parts.next()?, parts.next(), parts.next()) {
        (file, None, None) => (file == format!("{y}.z.yaml")).then_some(DocumentKey::Tracking(y)),
        ("statebox", Some(file), None) => {
            let release: Release = file.strip_suffix(".yaml")?.parse().ok()?;
            (release.y == y).then_some(DocumentKey::StateBox(release))
        }
        _ => None,
    }
}

/// Reads a file. `committed`: see [`StateBox::read`]. Every fault is named; `None` when nothing of the
/// document can be used.
pub fn read(
    key: &DocumentKey,
    path: &str,
    text: &str,
    committed: Option<Timestamp>,
) -> (Option<Document>, Vec<Complaint>) {
    fn wrap<T>(
        (read, complaints): (Option<T>, Vec<Complaint>),
        kind: fn(Arc<T>) -> Document,
    ) -> (Option<Document>, Vec<Complaint>) {
        (read.map(|read| kind(Arc::new(read))), complaints)
    }
    match key {
        DocumentKey::Results(..) => wrap(Results::read(path, text), Document::Results),
        DocumentKey::Latest(..) => wrap(results::read_latest(path, text), Document::Latest),
        DocumentKey::Tracking(_) => wrap(Tracking::read(path, text), Document::Tracking),
        DocumentKey::StateBox(_) => wrap(StateBox::read(path, text, committed), Document::StateBox),
        DocumentKey::Registry(..) => wrap(Registry::read(path, text), Document::Registry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_branches_are_known_by_their_names() {
        let key = |branch, path| DocumentKey::of(branch, path).map(|key| format!("{key:?}"));
        let cases = [
            (Branch::Record, "_releases/ocp-latest-4.20-nightly-amd64.json", true),
            (Branch::Record, "_releases/ocp-test-result-4.20.17-amd64.json", true),
            (Branch::Record, "_releases/.github-app-test/write-smoke.txt", false),
            (Branch::Record, "_releases/latest_4.16_nightly", false),
            (Branch::ZStream, "_releases/4.20/4.20.z.yaml", true),
            (Branch::ZStream, "_releases/4.20/4.21.z.yaml", false),
            (Branch::ZStream, "_releases/4.20/statebox/4.20.17.yaml", true),
            (Branch::ZStream, "_releases/4.20/statebox/4.21.17.yaml", false),
            (Branch::ZStream, "_releases/v4.20/statebox/4.20.17.yaml", false),
            (Branch::ZStream, "_releases/4.20/statebox/old/4.20.17.yaml", false),
            (Branch::Main, "_releases/ocp-4.20-test-jobs-amd64.json", true),
            (Branch::Main, "_releases/ocp-4.x-test-jobs-amd64.json", false),
        ];
        for (branch, path, known) in cases {
            assert_eq!(key(branch, path).is_some(), known, "{path}");
        }
    }
}
