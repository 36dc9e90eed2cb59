//! Which files are behind a picture: they are read first after the next start.

use std::collections::BTreeSet;

use super::derive::newest_with_statebox;
use super::world::World;
use crate::domain::arch::Arch;
use crate::domain::builds::BuildName;
use crate::domain::document::DocumentKey;
use crate::domain::releases::Assessment;
use crate::domain::source::Branch;

impl World {
    /// The files that these releases are shown from: what has to be read first for the same
    /// picture after a start.
    pub fn files_behind<'a>(
        &self,
        shown: impl Iterator<Item = &'a Assessment>,
    ) -> Vec<(Branch, String)> {
        let mut streams = BTreeSet::new();
        let mut wanted: BTreeSet<DocumentKey> = BTreeSet::new();
        for release in shown {
            streams.insert(release.release.y);
            wanted.insert(DocumentKey::StateBox(release.release));
            let promoted = BuildName(release.release.to_string());
            for build in [Some(promoted), release.facts.candidate.clone()].into_iter().flatten() {
                wanted.insert(DocumentKey::Results(build, Arch::Amd64));
            }
        }
        // Which releases are announced, and which of them has the newest StateBox, decides which are on
        // the list.
        let newest = streams.iter().filter_map(|y| newest_with_statebox(self, *y));
        wanted.extend(newest.map(DocumentKey::StateBox));
        let shown = |key: &DocumentKey| match key {
            DocumentKey::Tracking(y) | DocumentKey::Registry(y, _) => streams.contains(y),
            other => wanted.contains(other),
        };
        let files = self.files.iter().filter(|(key, _)| shown(key));
        files.map(|(key, held)| (key.branch(), held.path.to_string())).collect()
    }
}
