//! The one world behind all services: what is there now, and what will happen.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::git::Repository;
use super::plans::Plans;
use super::tags::Tags;
use super::timeline::{PlannedCommit, TagChange, Timeline};
use crate::domain::time::Timestamp;

/// Repositories and tags at a moment. Plans are dropped once they have happened.
#[derive(Debug, Default)]
pub struct World {
    repositories: BTreeMap<String, Repository>,
    /// tags of the release controllers
    pub tags: Tags,
    /// what the other services show, each by its own times
    pub plans: Arc<Plans>,
    // both from last to first, so that the next one is popped
    commits: Vec<PlannedCommit>,
    changes: Vec<TagChange>,
}

impl World {
    /// A world in which nothing has happened yet. Things planned for one moment happen in the order
    /// in which they were planned.
    pub fn new(timeline: Timeline) -> World {
        let Timeline { mut commits, tags: mut changes, plans } = timeline;
        commits.reverse();
        commits.sort_by_key(|commit| Reverse(commit.at));
        changes.reverse();
        changes.sort_by_key(|change| Reverse(change.at));
        World { commits, changes, plans: Arc::new(plans), ..World::default() }
    }

    /// Lets everything happen that was planned up to `now`. Time does not run backwards.
    pub fn advance(&mut self, now: Timestamp) {
        while let Some(commit) = self.commits.pop_if(|commit| commit.at <= now) {
            self.commit(commit);
        }
        while let Some(change) = self.changes.pop_if(|change| change.at <= now) {
            self.tags.apply(change);
        }
    }

    fn commit(&mut self, planned: PlannedCommit) {
        let PlannedCommit { at, repo, branch, message, author, changes } = planned;
        let (owner, name) = repo.split_once('/').unwrap_or(("openshift", repo));
        let repository = self
            .repositories
            .entry(repo.to_ascii_lowercase())
            .or_insert_with(|| Repository::new(owner, name));
        repository.commit(&branch, at, &author, &message, changes);
    }

    /// A repository; names are not case-sensitive, as on GitHub.
    pub fn repository(&self, owner: &str, name: &str) -> Option<&Repository> {
        self.repositories.get(&format!("{owner}/{name}").to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(at: &str, message: &str) -> PlannedCommit {
        PlannedCommit {
            at: at.parse().unwrap(),
            repo: "openshift/release-tests",
            branch: "record".to_owned(),
            message: message.to_owned(),
            author: "Person 1".to_owned(),
            changes: Vec::new(),
        }
    }

    #[test]
    fn what_is_planned_happens_when_its_time_has_come_and_in_order() {
        let commits = vec![
            commit("2026-07-02T12:00:00Z", "last"),
            commit("2026-07-02T10:00:00Z", "first"),
            commit("2026-07-02T11:00:00Z", "second"),
            commit("2026-07-02T11:00:00Z", "third"),
        ];
        let mut world = World::new(Timeline { commits, ..Timeline::default() });
        let messages = |world: &World| -> Vec<String> {
            let Some(repository) = world.repository("OpenShift", "release-tests") else {
                return Vec::new();
            };
            let head = repository.branch("record").unwrap();
            repository.history(head).map(|commit| commit.message.clone()).collect()
        };
        world.advance("2026-07-02T09:59:59Z".parse().unwrap());
        assert!(messages(&world).is_empty());
        world.advance("2026-07-02T11:00:00Z".parse().unwrap());
        assert_eq!(messages(&world), ["third", "second", "first"]);
        world.advance("2026-07-02T10:00:00Z".parse().unwrap());
        assert_eq!(messages(&world).len(), 3);
    }
}
