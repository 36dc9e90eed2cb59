//! Commits.

use std::sync::Arc;

use super::id::ObjectId;
use super::tree::Tree;
use crate::domain::time::Timestamp;

/// A commit; its author is its committer. Parents are named by id, so that a long history is no
/// chain of pointers.
#[derive(Debug)]
pub struct Commit {
    /// its id
    pub id: ObjectId,
    /// the files at this commit
    pub tree: Arc<Tree>,
    /// none for the first commit of a branch
    pub parents: Vec<ObjectId>,
    /// author and committer time, whole seconds
    pub at: Timestamp,
    /// author's name
    pub name: String,
    /// author's address
    pub email: String,
    /// the message, without a line break at its end
    pub message: String,
}

impl Commit {
    /// Makes the commit. `author` is a name or `Name <address>`.
    pub fn new(
        tree: Arc<Tree>,
        parents: Vec<ObjectId>,
        at: Timestamp,
        author: &str,
        message: &str,
    ) -> Commit {
        let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        let (name, email) = person(author);
        let message = message.trim_end().to_owned();
        let mut text = format!("tree {}\n", tree.id);
        for parent in &parents {
            text.push_str(&format!("parent {parent}\n"));
        }
        for role in ["author", "committer"] {
            text.push_str(&format!("{role} {name} <{email}> {} +0000\n", at.as_second()));
        }
        text.push('\n');
        text.push_str(&message);
        Commit {
            id: ObjectId::of("commit", text.as_bytes()),
            tree,
            parents,
            at,
            name,
            email,
            message,
        }
    }

    /// The account behind the author: the address up to its `@`.
    pub fn login(&self) -> &str {
        self.email.split('@').next().unwrap_or_default()
    }
}

/// Name and address without the characters that would end them in a commit object.
fn person(author: &str) -> (String, String) {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|c| !matches!(c, '<' | '>' | '\n' | '\0'))
            .collect::<String>()
            .trim()
            .into()
    };
    match author.split_once('<') {
        Some((name, email)) => (plain(name), plain(email)),
        None => {
            let word =
                |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
            let login: String = author.trim().chars().map(word).collect();
            (plain(author), format!("{login}@example.com"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Blob;
    use super::*;

    #[test]
    fn a_commit_has_the_id_that_git_commit_tree_prints() {
        let hello = || Some(Arc::new(Blob::new("hello\n".as_bytes())));
        let files = [("a/x", hello()), ("a-b", hello()), ("a0", hello())];
        let tree = Arc::new(Tree::empty().changed(&files));
        let at = "2026-07-02T10:00:00.75Z".parse().unwrap();
        let commit = Commit::new(tree, Vec::new(), at, "Person 7", "first\n");
        assert_eq!(commit.id.to_string(), "ea5ef2a9a32eaaa7ef0451ddb054cbf3eded1da5");
        assert_eq!(commit.login(), "person-7");
    }

    #[test]
    fn an_author_cannot_break_out_of_the_line() {
        assert_eq!(person("A\nB <a@b>\ntree x"), ("AB".to_owned(), "a@btree x".to_owned()));
    }
}
