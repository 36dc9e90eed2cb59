//! A world in which a plan is played: files of the branches and tags of the release controllers at one
//! moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::domain::arch::Arch;
use crate::domain::builds::Phase;
use crate::domain::time::{SignedDuration, Timestamp};
use crate::sandbox::timeline::{Scenario, Timeline};

/// The shipped scenario.
pub(in crate::sandbox::week) fn scenario() -> Scenario {
    toml::from_str(include_str!("../../../../assets/scenarios/week.toml")).unwrap()
}

/// The start that the demo uses.
pub(in crate::sandbox::week) fn wednesday() -> Timestamp {
    "2026-03-25T14:07:00Z".parse().unwrap()
}

/// Some minutes later (or earlier).
pub(super) fn after(start: Timestamp, minutes: i64) -> Timestamp {
    start + SignedDuration::from_mins(minutes)
}

/// What stands where at a moment.
pub(super) struct World {
    pub(super) files: BTreeMap<(String, String), Arc<[u8]>>,
    pub(super) tags: BTreeMap<(Arch, String), Phase>,
}

impl World {
    /// Plays a plan up to a moment; complains about a file or tag that vanishes without having been.
    pub(super) fn at(plan: &Timeline, moment: Timestamp) -> World {
        let mut world = World { files: BTreeMap::new(), tags: BTreeMap::new() };
        for commit in plan.commits.iter().filter(|commit| commit.at <= moment) {
            for (path, content) in &commit.changes {
                let key = (commit.branch.clone(), path.clone());
                match content {
                    Some(content) => drop(world.files.insert(key, Arc::clone(content))),
                    None => assert!(world.files.remove(&key).is_some(), "{path} was not there"),
                }
            }
        }
        for change in plan.tags.iter().filter(|change| change.at <= moment) {
            let key = (change.arch, change.tag.clone());
            match change.phase {
                Some(phase) => drop(world.tags.insert(key, phase)),
                None => assert!(world.tags.remove(&key).is_some(), "{} was not there", change.tag),
            }
        }
        world
    }

    fn file(&self, branch: &str, path: &str) -> Option<&[u8]> {
        self.files.get(&(branch.to_owned(), path.to_owned())).map(|content| &**content)
    }

    /// A StateBox, as a tree.
    pub(super) fn statebox(&self, release: &str) -> Option<Value> {
        let y: Vec<&str> = release.splitn(3, '.').take(2).collect();
        let path = format!("_releases/{}/statebox/{release}.yaml", y.join("."));
        Some(yaml_serde::from_slice(self.file("z-stream", &path)?).unwrap())
    }

    /// The results of a build, as a tree.
    pub(super) fn results(&self, build: &str) -> Option<Value> {
        let path = format!("_releases/ocp-test-result-{build}-amd64.json");
        Some(serde_json::from_slice(self.file("record", &path)?).unwrap())
    }

    /// All trees of a branch whose path contains a word.
    pub(super) fn all(&self, branch: &str, word: &str) -> Vec<(&str, Value)> {
        let mine = self.files.iter().filter(|((at, path), _)| at == branch && path.contains(word));
        mine.map(|((_, path), content)| (path.as_str(), tree(path, content))).collect()
    }
}

/// A file as a tree, by the kind that its name says.
pub(super) fn tree(path: &str, content: &[u8]) -> Value {
    if path.ends_with(".json") {
        serde_json::from_slice(content).unwrap_or_else(|error| panic!("{path}: {error}"))
    } else {
        yaml_serde::from_slice(content).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

/// The keys of a map, in order.
pub(super) fn keys(value: &Value) -> Vec<&str> {
    value.as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// The parts of a list; none when it is no list.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
