//! Repositories: branches, their history, and every object by its id.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use super::commit::Commit;
use super::id::ObjectId;
use super::tree::{Blob, Node, Tree};
use crate::domain::time::Timestamp;

/// A repository. Nothing is ever forgotten: an object once served stays readable by its id.
#[derive(Debug)]
pub struct Repository {
    /// `openshift`
    pub owner: String,
    /// `release-tests`
    pub name: String,
    branches: BTreeMap<String, Arc<Commit>>,
    commits: HashMap<ObjectId, Arc<Commit>>,
    trees: HashMap<ObjectId, Arc<Tree>>,
    blobs: HashMap<ObjectId, Arc<Blob>>,
}

impl Repository {
    /// A repository without branches.
    pub fn new(owner: &str, name: &str) -> Repository {
        Repository {
            owner: owner.to_owned(),
            name: name.to_owned(),
            branches: BTreeMap::new(),
            commits: HashMap::new(),
            trees: HashMap::new(),
            blobs: HashMap::new(),
        }
    }

    /// Adds a commit to a branch, which begins with it if it is new.
    pub fn commit(
        &mut self,
        branch: &str,
        at: Timestamp,
        author: &str,
        message: &str,
        changes: Vec<(String, Option<Arc<[u8]>>)>,
    ) {
        let changes: Vec<(String, Option<Arc<Blob>>)> = changes
            .into_iter()
            .map(|(path, bytes)| (path, bytes.map(|bytes| self.keep(Blob::new(bytes)))))
            .collect();
        let changes: Vec<(&str, Option<Arc<Blob>>)> =
            changes.iter().map(|(path, blob)| (path.as_str(), blob.clone())).collect();
        let head = self.branches.get(branch);
        let tree = match head {
            Some(head) if changes.is_empty() => Arc::clone(&head.tree),
            Some(head) => Arc::new(head.tree.changed(&changes)),
            None => Arc::new(Tree::empty().changed(&changes)),
        };
        let parents = head.iter().map(|head| head.id).collect();
        let commit = Arc::new(Commit::new(Arc::clone(&tree), parents, at, author, message));
        self.keep_tree(tree);
        self.commits.insert(commit.id, Arc::clone(&commit));
        self.branches.insert(branch.to_owned(), commit);
    }

    /// One copy of each content.
    fn keep(&mut self, blob: Blob) -> Arc<Blob> {
        Arc::clone(self.blobs.entry(blob.id).or_insert_with(|| Arc::new(blob)))
    }

    fn keep_tree(&mut self, tree: Arc<Tree>) {
        if self.trees.contains_key(&tree.id) {
            return;
        }
        for (_, node) in tree.entries() {
            if let Node::Folder(folder) = node {
                self.keep_tree(Arc::clone(folder));
            }
        }
        self.trees.insert(tree.id, tree);
    }

    /// Branch names and heads, by name.
    pub fn branches(&self) -> impl Iterator<Item = (&str, &Arc<Commit>)> {
        self.branches.iter().map(|(name, head)| (name.as_str(), head))
    }

    /// The head of a branch.
    pub fn branch(&self, name: &str) -> Option<&Arc<Commit>> {
        self.branches.get(name)
    }

    /// `main`, or the first branch where there is no `main`.
    pub fn default_branch(&self) -> &str {
        let main = self.branches.get_key_value("main");
        main.or_else(|| self.branches.first_key_value()).map_or("main", |(name, _)| name.as_str())
    }

    /// A branch with or without `heads/` or `refs/heads/`, `HEAD`, an id or the beginning of one.
    pub fn resolve(&self, rev: &str) -> Option<&Arc<Commit>> {
        let rev = if rev == "HEAD" { self.default_branch() } else { rev };
        let named = [Some(rev), rev.strip_prefix("refs/heads/"), rev.strip_prefix("heads/")];
        let branch = named.into_iter().flatten().find_map(|name| self.branches.get(name));
        branch.or_else(|| self.by_id(rev))
    }

    fn by_id(&self, rev: &str) -> Option<&Arc<Commit>> {
        if let Some(id) = ObjectId::parse(rev) {
            return self.commits.get(&id);
        }
        let short = (4..40).contains(&rev.len()) && rev.bytes().all(|b| b.is_ascii_hexdigit());
        if !short {
            return None;
        }
        let rev = rev.to_ascii_lowercase();
        let mut matching = self.commits.values().filter(|it| it.id.to_string().starts_with(&rev));
        let found = matching.next()?;
        matching.next().is_none().then_some(found)
    }

    /// Splits `ref/and/path` where a branch or an id ends; of several branches the longest counts.
    pub fn split_rev<'a>(&self, text: &'a str) -> Option<(&Arc<Commit>, &'a str)> {
        let slashes = text.match_indices('/').map(|(at, _)| at).chain([text.len()]);
        let mut best = None;
        for at in slashes {
            let (rev, path) = text.split_at(at);
            if let Some(commit) = self.resolve(rev) {
                best = Some((commit, path.trim_start_matches('/')));
            }
        }
        best
    }

    /// The tree with this id.
    pub fn tree(&self, id: ObjectId) -> Option<&Arc<Tree>> {
        self.trees.get(&id)
    }

    /// The blob with this id.
    pub fn blob(&self, id: ObjectId) -> Option<&Arc<Blob>> {
        self.blobs.get(&id)
    }

    /// The commit with this id.
    pub fn commit_by_id(&self, id: ObjectId) -> Option<&Arc<Commit>> {
        self.commits.get(&id)
    }

    /// A commit and what came before it, newest first.
    pub fn history<'a>(&'a self, from: &'a Arc<Commit>) -> impl Iterator<Item = &'a Arc<Commit>> {
        std::iter::successors(Some(from), |commit| self.parent(commit))
    }

    /// The commit before this one.
    pub fn parent(&self, commit: &Commit) -> Option<&Arc<Commit>> {
        self.commits.get(commit.parents.first()?)
    }

    /// History restricted to commits that changed what is at `path` (a file or a folder).
    pub fn history_of<'a>(
        &'a self,
        from: &'a Arc<Commit>,
        path: &'a str,
    ) -> impl Iterator<Item = &'a Arc<Commit>> {
        let at = move |commit: &Commit| match path.trim_matches('/') {
            "" => Some(commit.tree.id),
            path => commit.tree.find(path).map(Node::id),
        };
        self.history(from)
            .filter(move |commit| at(commit) != self.parent(commit).and_then(|parent| at(parent)))
    }

    /// The newest commit that both histories have.
    pub fn merge_base(&self, a: &Arc<Commit>, b: &Arc<Commit>) -> Option<&Arc<Commit>> {
        let seen: HashSet<ObjectId> = self.history(a).map(|commit| commit.id).collect();
        let found = self.history(b).map(|commit| commit.id).find(|id| seen.contains(id))?;
        self.commits.get(&found)
    }

    /// Commits of `head` that come after `base`, oldest first.
    pub fn between(&self, base: &Commit, head: &Arc<Commit>) -> VecDeque<Arc<Commit>> {
        let mut commits = VecDeque::new();
        for commit in self.history(head).take_while(|commit| commit.id != base.id) {
            commits.push_front(Arc::clone(commit));
        }
        commits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository() -> Repository {
        let mut repository = Repository::new("openshift", "release-tests");
        let at = |minute: i64| Timestamp::from_second(1_780_000_000 + minute * 60).unwrap();
        let mut commit = |minute, branch: &str, path: &str, text: Option<&str>| {
            let bytes = text.map(|text| Arc::from(text.as_bytes()));
            let changes = vec![(path.to_owned(), bytes)];
            repository.commit(branch, at(minute), "Person 1", "change", changes);
        };
        commit(0, "record", "_releases/a", Some("1"));
        commit(1, "record", "_releases/b", Some("1"));
        commit(2, "record", "_releases/a", Some("2"));
        commit(3, "record", "_releases/a", Some("2"));
        commit(4, "feature/x", "a", Some("1"));
        commit(5, "feature", "x/a", Some("1"));
        repository
    }

    #[test]
    fn the_history_of_a_file_leaves_out_commits_that_did_not_change_it() {
        let repository = repository();
        let head = repository.branch("record").unwrap();
        assert_eq!(repository.history(head).count(), 4);
        assert_eq!(repository.history_of(head, "_releases/a").count(), 2);
        assert_eq!(repository.history_of(head, "_releases").count(), 3);
        assert_eq!(repository.history_of(head, "nowhere").count(), 0);
    }

    #[test]
    fn a_commit_is_found_by_every_name_it_has() {
        let repository = repository();
        let head = repository.branch("record").unwrap().id;
        let full = head.to_string();
        for rev in ["record", "heads/record", "refs/heads/record", &full, &head.short()] {
            assert_eq!(repository.resolve(rev).map(|commit| commit.id), Some(head), "{rev}");
        }
        assert!(repository.resolve("recor").is_none() && repository.resolve("").is_none());
        assert_eq!(repository.default_branch(), "feature");
    }

    #[test]
    fn a_branch_with_a_slash_is_told_from_the_path_behind_it() {
        let repository = repository();
        let split = |text: &str| {
            repository
                .split_rev(text)
                .map(|(commit, path)| (commit.at.as_second() % 1000, path.to_owned()))
        };
        assert_eq!(split("feature/x/a"), Some((240, "a".to_owned())));
        assert_eq!(split("feature/y"), Some((300, "y".to_owned())));
        assert_eq!(split("refs/heads/record/_releases/a"), Some((180, "_releases/a".to_owned())));
        assert_eq!(split("nowhere/a"), None);
    }

    #[test]
    fn what_lies_between_two_commits_is_listed_oldest_first() {
        let repository = repository();
        let head = repository.branch("record").unwrap();
        let first = repository.history(head).last().unwrap();
        let between = repository.between(first, head);
        assert_eq!(between.len(), 3);
        assert!(between.iter().is_sorted_by_key(|commit| commit.at));
        assert_eq!(repository.merge_base(first, head).unwrap().id, first.id);
        let other = repository.branch("feature").unwrap();
        assert!(repository.merge_base(other, head).is_none());
    }
}
