//! Trees by id, by commit or by branch.

use serde_json::{Value, json};

use super::call::Call;
use super::errors::Refusal;
use super::page::Page;
use crate::sandbox::git::{Node, ObjectId, Tree};

/// Entries of a recursive tree that are listed; the rest is cut off and `truncated` says so.
const MOST_ENTRIES: usize = 100_000;

/// `GET …/git/trees/{sha}`; any value of `recursive` lists what is in folders too. Asked by branch
/// or commit, `sha` is the commit's, as GitHub has it.
pub fn read(call: &Call<'_>, rev: &str) -> Result<Page, Refusal> {
    let by_id = ObjectId::parse(rev).and_then(|id| call.repo.tree(id)).map(|tree| (tree.id, tree));
    let by_commit = || call.repo.resolve(rev).map(|commit| (commit.id, &commit.tree));
    let (id, tree) =
        by_id.or_else(by_commit).ok_or_else(|| Refusal::not_found("git/trees#get-a-tree"))?;
    let mut entries = listed(call, tree, call.asked.query("recursive").is_some());
    let truncated = entries.len() > MOST_ENTRIES;
    entries.truncate(MOST_ENTRIES);
    Ok(Page::json(&json!({
        "sha": id.to_string(),
        "url": call.api(&format!("git/trees/{id}")),
        "tree": entries,
        "truncated": truncated,
    })))
}

fn listed(call: &Call<'_>, tree: &Tree, recursive: bool) -> Vec<Value> {
    let mut entries = Vec::new();
    if recursive {
        tree.walk(&mut |path, node| entries.push(entry(call, path, node)));
    } else {
        entries.extend(tree.entries().map(|(name, node)| entry(call, name, node)));
    }
    entries
}

fn entry(call: &Call<'_>, path: &str, node: &Node) -> Value {
    let (id, kind) = (node.id().to_string(), node.kind());
    let mut entry = json!({ "path": path, "mode": node.mode(), "type": kind, "sha": id });
    if let Value::Object(entry) = &mut entry {
        if let Some(size) = node.size() {
            entry.insert("size".to_owned(), json!(size));
        }
        entry.insert("url".to_owned(), json!(call.api(&format!("git/{kind}s/{id}"))));
    }
    entry
}
