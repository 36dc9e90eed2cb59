//! Files and folders by path.

use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::blobs;
use super::call::{Call, Media, encode};
use super::errors::Refusal;
use super::page::Page;
use crate::sandbox::git::{Blob, Node, Tree};

/// The documentation of this endpoint.
const PAGE: &str = "repos/contents#get-repository-content";
/// Entries of a folder that are listed.
const MOST_ENTRIES: usize = 1_000;
/// Above this size a file comes without its content, unless it is asked for raw.
const LARGEST_INLINE: usize = 1 << 20;

/// `GET …/contents/{path}?ref=`: a file as an object or raw, a folder as a list or an object.
pub fn read(call: &Call<'_>, path: &str) -> Result<Page, Refusal> {
    let rev = call.asked.query("ref").filter(|rev| !rev.is_empty());
    let rev = rev.unwrap_or_else(|| call.repo.default_branch());
    let commit = call.repo.resolve(rev).ok_or_else(|| {
        let message = format!("No commit found for the ref {rev}");
        Refusal::new(StatusCode::NOT_FOUND, message, PAGE)
    })?;
    let path = path.trim_matches('/');
    let place = Place { call, rev, path };
    let page = match commit.tree.find(path) {
        None if path.is_empty() => place.folder(&commit.tree),
        None => return Err(Refusal::not_found(PAGE)),
        Some(Node::Folder(tree)) => place.folder(tree),
        Some(Node::File(blob)) => place.file(blob),
    };
    let changed = call.repo.history_of(commit, path).next().unwrap_or(commit).at;
    Ok(page.modified(changed))
}

struct Place<'a> {
    call: &'a Call<'a>,
    rev: &'a str,
    path: &'a str,
}

impl Place<'_> {
    fn file(&self, blob: &Blob) -> Page {
        if self.call.media() == Media::Raw {
            let kind = "application/vnd.github.raw+json; charset=utf-8";
            return Page::bytes(kind, Bytes::copy_from_slice(&blob.bytes));
        }
        let id = blob.id.to_string();
        let mut entry = self.described(self.path, "file", &id, blob.bytes.len());
        let inline = blob.bytes.len() <= LARGEST_INLINE;
        let content = if inline { blobs::base64(&blob.bytes) } else { String::new() };
        if let Value::Object(entry) = &mut entry {
            entry.insert("content".to_owned(), json!(content));
            let encoding = if inline { "base64" } else { "none" };
            entry.insert("encoding".to_owned(), json!(encoding));
        }
        Page::json(&entry)
    }

    fn folder(&self, tree: &Tree) -> Page {
        let entries: Vec<Value> = tree
            .entries()
            .take(MOST_ENTRIES)
            .map(|(name, node)| {
                let slash = if self.path.is_empty() { "" } else { "/" };
                self.entry(&format!("{}{slash}{name}", self.path), node)
            })
            .collect();
        if self.call.media() != Media::Object {
            return Page::json(&json!(entries));
        }
        let mut object = self.described(self.path, "dir", &tree.id.to_string(), 0);
        if let Value::Object(object) = &mut object {
            object.insert("entries".to_owned(), json!(entries));
        }
        Page::json(&object)
    }

    fn entry(&self, path: &str, node: &Node) -> Value {
        let kind = match node {
            Node::File(_) => "file",
            Node::Folder(_) => "dir",
        };
        self.described(path, kind, &node.id().to_string(), node.size().unwrap_or(0))
    }

    fn described(&self, path: &str, kind: &str, id: &str, size: usize) -> Value {
        let call = self.call;
        let file = kind == "file";
        let own = format!("{}?ref={}", call.api(&format!("contents/{path}")), encode(self.rev));
        let git = call.api(&format!("git/{}/{id}", if file { "blobs" } else { "trees" }));
        let view = if file { "blob" } else { "tree" };
        let html = call.html(&format!("{view}/{}/{path}", self.rev));
        json!({
            "name": path.rsplit('/').next().unwrap_or_default(),
            "path": path,
            "sha": id,
            "size": size,
            "url": own,
            "html_url": html,
            "git_url": git,
            "download_url": file.then(|| call.raw(self.rev, path)),
            "type": kind,
            "_links": { "self": own, "git": git, "html": html },
        })
    }
}
