//! Which files differ between two trees.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::{Blob, Node, Tree};

/// A file before and after; one of the two is there, and they differ.
#[derive(Debug)]
pub struct FileChange {
    /// path from the root
    pub path: String,
    /// `None`: added
    pub before: Option<Arc<Blob>>,
    /// `None`: removed
    pub after: Option<Arc<Blob>>,
}

/// Every file that differs, in the order of paths. Renames are a removal and an addition.
pub fn changes(before: Option<&Tree>, after: Option<&Tree>) -> Vec<FileChange> {
    let mut found = Vec::new();
    compare(before, after, "", &mut found);
    found
}

fn compare(before: Option<&Tree>, after: Option<&Tree>, under: &str, found: &mut Vec<FileChange>) {
    if before.map(|tree| tree.id) == after.map(|tree| tree.id) {
        return;
    }
    let mut names: BTreeMap<&str, [Option<&Node>; 2]> = BTreeMap::new();
    for (name, node) in before.into_iter().flat_map(Tree::entries) {
        names.entry(name).or_default()[0] = Some(node);
    }
    for (name, node) in after.into_iter().flat_map(Tree::entries) {
        names.entry(name).or_default()[1] = Some(node);
    }
    for (name, [before, after]) in names {
        if before.map(Node::id) == after.map(Node::id) {
            continue;
        }
        let path = format!("{under}{name}");
        let (old, new) = (file(before), file(after));
        if old.is_some() || new.is_some() {
            found.push(FileChange { path: path.clone(), before: old, after: new });
        }
        compare(folder(before), folder(after), &format!("{path}/"), found);
    }
}

fn file(node: Option<&Node>) -> Option<Arc<Blob>> {
    match node {
        Some(Node::File(blob)) => Some(Arc::clone(blob)),
        Some(Node::Folder(_)) | None => None,
    }
}

fn folder(node: Option<&Node>) -> Option<&Tree> {
    match node {
        Some(Node::Folder(tree)) => Some(tree),
        Some(Node::File(_)) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_removed_and_changed_files_are_found_below_folders() {
        let blob = |text: &str| Some(Arc::new(Blob::new(text.as_bytes())));
        let before = Tree::empty().changed(&[
            ("same/x", blob("1")),
            ("a/changed", blob("1")),
            ("a/gone", blob("1")),
            ("turns", blob("1")),
        ]);
        let after = before.changed(&[
            ("a/changed", blob("2")),
            ("a/gone", None),
            ("a/new", blob("3")),
            ("turns/into", blob("1")),
        ]);
        let found: Vec<_> = changes(Some(&before), Some(&after))
            .into_iter()
            .map(|change| (change.path, change.before.is_some(), change.after.is_some()))
            .collect();
        let expected = [
            ("a/changed", true, true),
            ("a/gone", true, false),
            ("a/new", false, true),
            ("turns", true, false),
            ("turns/into", false, true),
        ];
        assert_eq!(found, expected.map(|(path, a, b)| (path.to_owned(), a, b)));
        assert!(changes(Some(&after), Some(&after)).is_empty());
        assert_eq!(changes(None, Some(&after)).len(), 4);
    }
}
