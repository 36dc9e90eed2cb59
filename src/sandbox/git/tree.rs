//! Folders of files. A changed tree shares everything that did not change with the old one.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::id::ObjectId;

/// The content of a file.
#[derive(Debug)]
pub struct Blob {
    /// its id
    pub id: ObjectId,
    /// its bytes
    pub bytes: Arc<[u8]>,
}

/// A folder with its entries in git's order.
#[derive(Debug)]
pub struct Tree {
    /// its id
    pub id: ObjectId,
    entries: Vec<Arc<Entry>>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    node: Node,
}

/// A file or a folder.
#[derive(Debug, Clone)]
pub enum Node {
    /// a plain file, mode 100644
    File(Arc<Blob>),
    /// a folder
    Folder(Arc<Tree>),
}

/// A file to write, or `None` to delete it, by the rest of its path.
type Change<'a> = (Vec<&'a str>, Option<Arc<Blob>>);

impl Blob {
    /// A blob of these bytes.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Blob {
        let bytes = bytes.into();
        Blob { id: ObjectId::of("blob", &bytes), bytes }
    }
}

impl Node {
    /// Its id.
    pub fn id(&self) -> ObjectId {
        match self {
            Node::File(blob) => blob.id,
            Node::Folder(tree) => tree.id,
        }
    }

    /// `100644` or `040000`, as the REST interface writes it.
    pub fn mode(&self) -> &'static str {
        match self {
            Node::File(_) => "100644",
            Node::Folder(_) => "040000",
        }
    }

    /// `blob` or `tree`.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::File(_) => "blob",
            Node::Folder(_) => "tree",
        }
    }

    /// Bytes of a file; `None` for a folder.
    pub fn size(&self) -> Option<usize> {
        match self {
            Node::File(blob) => Some(blob.bytes.len()),
            Node::Folder(_) => None,
        }
    }
}

impl Tree {
    /// The tree without entries.
    pub fn empty() -> Tree {
        Tree::from_sorted(Vec::new())
    }

    fn from_sorted(entries: Vec<Arc<Entry>>) -> Tree {
        let mut body = Vec::with_capacity(entries.len() * 64);
        for entry in &entries {
            // in the object itself the mode of a folder has no leading zero
            body.extend_from_slice(entry.node.mode().trim_start_matches('0').as_bytes());
            body.push(b' ');
            body.extend_from_slice(entry.name.as_bytes());
            body.push(0);
            body.extend_from_slice(entry.node.id().bytes());
        }
        Tree { id: ObjectId::of("tree", &body), entries }
    }

    /// Name and node of every entry, in git's order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.entries.iter().map(|entry| (entry.name.as_str(), &entry.node))
    }

    /// The node at a path; empty parts are skipped, so `a/b/` is `a/b`. `None` for the root itself.
    pub fn find(&self, path: &str) -> Option<&Node> {
        let mut parts = path.split('/').filter(|part| !part.is_empty()).peekable();
        let mut tree = self;
        loop {
            let node = tree.child(parts.next()?)?;
            match (parts.peek(), node) {
                (None, node) => return Some(node),
                (Some(_), Node::Folder(folder)) => tree = folder,
                (Some(_), Node::File(_)) => return None,
            }
        }
    }

    fn child(&self, name: &str) -> Option<&Node> {
        let at = self.place(name, false).or_else(|_| self.place(name, true)).ok()?;
        self.entries.get(at).map(|entry| &entry.node)
    }

    fn place(&self, name: &str, folder: bool) -> Result<usize, usize> {
        place(&self.entries, name, folder)
    }

    /// Every node below, folders before what is in them, with its path; the order of
    /// `git ls-tree -r -t`.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&str, &'a Node)) {
        self.walk_under(&mut String::new(), visit);
    }

    fn walk_under<'a>(&'a self, path: &mut String, visit: &mut impl FnMut(&str, &'a Node)) {
        let length = path.len();
        for (name, node) in self.entries() {
            if length > 0 {
                path.push('/');
            }
            path.push_str(name);
            visit(path, node);
            if let Node::Folder(folder) = node {
                folder.walk_under(path, visit);
            }
            path.truncate(length);
        }
    }

    /// This tree with files written (`Some`) and deleted (`None`). Folders come and go with their
    /// files. Of two changes of one path the later one counts.
    pub fn changed(&self, changes: &[(&str, Option<Arc<Blob>>)]) -> Tree {
        let split = changes.iter().map(|(path, blob)| {
            (path.split('/').filter(|part| !part.is_empty()).collect(), blob.clone())
        });
        self.apply(split.filter(|(parts, _): &Change<'_>| !parts.is_empty()).collect())
    }

    fn apply(&self, changes: Vec<Change<'_>>) -> Tree {
        let mut by_name: BTreeMap<&str, Vec<Change<'_>>> = BTreeMap::new();
        for (mut parts, blob) in changes {
            let name = parts.remove(0);
            by_name.entry(name).or_default().push((parts, blob));
        }
        let mut entries = self.entries.clone();
        for (name, changes) in by_name {
            let node = changed_node(self.child(name), changes);
            for folder in [false, true] {
                if let Ok(at) = place(&entries, name, folder) {
                    entries.remove(at);
                }
            }
            if let Some(node) = node {
                let folder = matches!(node, Node::Folder(_));
                if let Err(at) = place(&entries, name, folder) {
                    entries.insert(at, Arc::new(Entry { name: name.to_owned(), node }));
                }
            }
        }
        Tree::from_sorted(entries)
    }
}

/// What is at a name after the changes to it and below it.
fn changed_node(before: Option<&Node>, changes: Vec<Change<'_>>) -> Option<Node> {
    let mut node = before.cloned();
    let mut below: Vec<Change<'_>> = Vec::new();
    for (parts, blob) in changes {
        if parts.is_empty() {
            below.clear();
            node = blob.map(Node::File);
        } else {
            below.push((parts, blob));
        }
    }
    if below.is_empty() {
        return node;
    }
    let folder = match &node {
        Some(Node::Folder(folder)) => folder.apply(below),
        Some(Node::File(_)) | None => {
            let folder = Tree::empty().apply(below);
            if folder.entries.is_empty() {
                return node;
            }
            folder
        }
    };
    (!folder.entries.is_empty()).then(|| Node::Folder(Arc::new(folder)))
}

/// git compares names as bytes, a folder's as if it ended in `/`.
fn place(entries: &[Arc<Entry>], name: &str, folder: bool) -> Result<usize, usize> {
    entries.binary_search_by(|entry| {
        let entry_folder = matches!(entry.node, Node::Folder(_));
        compare(&entry.name, entry_folder, name, folder)
    })
}

fn compare(a: &str, a_folder: bool, b: &str, b_folder: bool) -> Ordering {
    let slash = |folder: bool| if folder { "/".bytes() } else { "".bytes() };
    a.bytes().chain(slash(a_folder)).cmp(b.bytes().chain(slash(b_folder)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let changes: Vec<_> = files
            .iter()
            .map(|(path, text)| (*path, Some(Arc::new(Blob::new(text.as_bytes())))))
            .collect();
        Tree::empty().changed(&changes)
    }

    fn paths(tree: &Tree) -> Vec<String> {
        let mut paths = Vec::new();
        tree.walk(&mut |path, node| {
            if let Node::File(_) = node {
                paths.push(path.to_owned());
            }
        });
        paths
    }

    #[test]
    fn a_tree_has_the_id_that_git_write_tree_prints() {
        // the order of a file and a folder with a common beginning is the point: a-b, a/, a0
        let tree = tree(&[("a/x", "hello\n"), ("a-b", "hello\n"), ("a0", "hello\n")]);
        assert_eq!(tree.id.to_string(), "969bd394f137107b05dde301cc785cd607006742");
        let names: Vec<&str> = tree.entries().map(|(name, _)| name).collect();
        assert_eq!(names, ["a-b", "a", "a0"]);
    }

    #[test]
    fn folders_come_and_go_with_their_files() {
        let before = tree(&[("a/b/c", "1"), ("d", "2")]);
        let after = before.changed(&[("a/b/c", None)]);
        assert_eq!(after.id, tree(&[("d", "2")]).id);
        assert_eq!(before.changed(&[("d", None), ("a/b/c", None)]).id, Tree::empty().id);
        assert_eq!(before.changed(&[("x/y", None)]).id, before.id);
    }

    #[test]
    fn a_file_may_become_a_folder_and_back() {
        let before = tree(&[("a", "1")]);
        let blob = || Some(Arc::new(Blob::new("2".as_bytes())));
        let folder = before.changed(&[("a/b", blob())]);
        assert_eq!(paths(&folder), ["a/b"]);
        assert_eq!(paths(&folder.changed(&[("a", blob())])), ["a"]);
    }

    #[test]
    fn what_did_not_change_is_shared() {
        let before = tree(&[("a/b", "1"), ("c/d", "2")]);
        let after = before.changed(&[("c/d", None), ("c/e", Some(Arc::new(Blob::new(*b"3"))))]);
        let folder = |tree: &Tree| match tree.find("a") {
            Some(Node::Folder(folder)) => Arc::clone(folder),
            other => panic!("{other:?}"),
        };
        assert!(Arc::ptr_eq(&folder(&before), &folder(&after)));
        assert_eq!(paths(&after), ["a/b", "c/e"]);
        assert!(after.find("c/d").is_none() && after.find("a/b/").is_some());
    }
}
