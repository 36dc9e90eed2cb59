//! Commits: the git object, the list, one with its files.

use axum::body::Bytes;
use serde_json::{Value, json};

use super::call::{Call, Media};
use super::errors::Refusal;
use super::files;
use super::page::Page;
use super::paging::Paging;
use super::people;
use crate::domain::time::parse_stamp;
use crate::sandbox::git::{Commit, ObjectId, changes};

/// `GET …/git/commits/{sha}`: the commit as git has it.
pub fn git_object(call: &Call<'_>, id: &str) -> Result<Page, Refusal> {
    let commit = ObjectId::parse(id).and_then(|id| call.repo.commit_by_id(id));
    let commit = commit.ok_or_else(|| Refusal::not_found("git/commits#get-a-commit-object"))?;
    Ok(Page::json(&json!({
        "sha": commit.id.to_string(),
        "node_id": people::node_id("Commit", &commit.id.to_string()),
        "url": call.api(&format!("git/commits/{}", commit.id)),
        "html_url": call.html(&format!("commit/{}", commit.id)),
        "author": person(commit),
        "committer": person(commit),
        "tree": tree(call, commit),
        "message": commit.message,
        "parents": parents(call, commit, "git/commits"),
        "verification": verification(),
    }))
    .modified(commit.at))
}

/// `GET …/commits?sha=&path=&since=&until=`: newest first.
pub fn list(call: &Call<'_>) -> Result<Page, Refusal> {
    let rev = call.asked.query("sha").filter(|rev| !rev.is_empty());
    let rev = rev.unwrap_or_else(|| call.repo.default_branch());
    let from = call.repo.resolve(rev);
    let from = from.ok_or_else(|| Refusal::not_found("commits/commits#list-commits"))?;
    let path = call.asked.query("path").unwrap_or_default();
    let stamp = |key| call.asked.query(key).and_then(parse_stamp);
    let (since, until) = (stamp("since"), stamp("until"));
    let wanted = |commit: &Commit| {
        since.is_none_or(|since| commit.at >= since) && until.is_none_or(|until| commit.at <= until)
    };
    let found: Vec<_> = if path.is_empty() {
        call.repo.history(from).filter(|commit| wanted(commit)).collect()
    } else {
        call.repo.history_of(from, path).filter(|commit| wanted(commit)).collect()
    };
    let paging = Paging::of(call, 30, 100);
    let total = found.len();
    let page = paging.cut(found.into_iter().map(|commit| listed(call, commit)));
    Ok(Page::json(&json!(page)).linked(paging.link(call, total)))
}

/// `GET …/commits/{ref}`: with the files it changed, or nothing but its id where that is accepted.
pub fn one(call: &Call<'_>, rev: &str) -> Result<Page, Refusal> {
    let commit = call.repo.resolve(rev).ok_or_else(|| Refusal::no_commit(rev))?;
    if call.media() == Media::Sha {
        let kind = "application/vnd.github.sha; charset=utf-8";
        return Ok(Page::bytes(kind, Bytes::from(commit.id.to_string())));
    }
    let before = call.repo.parent(commit).map(|parent| parent.tree.as_ref());
    let changes = changes(before, Some(&commit.tree));
    let (files, stats) = files::listed(call, &changes, commit);
    let mut object = listed(call, commit);
    if let Value::Object(object) = &mut object {
        object.insert("stats".to_owned(), stats);
        object.insert("files".to_owned(), files);
    }
    Ok(Page::json(&object).modified(commit.at))
}

/// A commit as lists have it.
pub fn listed(call: &Call<'_>, commit: &Commit) -> Value {
    let id = commit.id.to_string();
    let account = people::simple(call.base, commit.login(), "User");
    json!({
        "sha": id,
        "node_id": people::node_id("Commit", &id),
        "commit": {
            "author": person(commit),
            "committer": person(commit),
            "message": commit.message,
            "tree": tree(call, commit),
            "url": call.api(&format!("git/commits/{id}")),
            "comment_count": 0,
            "verification": verification(),
        },
        "url": call.api(&format!("commits/{id}")),
        "html_url": call.html(&format!("commit/{id}")),
        "comments_url": call.api(&format!("commits/{id}/comments")),
        "author": account,
        "committer": account,
        "parents": parents(call, commit, "commits"),
    })
}

fn person(commit: &Commit) -> Value {
    json!({ "name": commit.name, "email": commit.email, "date": commit.at.to_string() })
}

fn tree(call: &Call<'_>, commit: &Commit) -> Value {
    let id = commit.tree.id;
    json!({ "sha": id.to_string(), "url": call.api(&format!("git/trees/{id}")) })
}

fn parents(call: &Call<'_>, commit: &Commit, below: &str) -> Value {
    let parents = commit.parents.iter().map(|id| {
        json!({
            "sha": id.to_string(),
            "url": call.api(&format!("{below}/{id}")),
            "html_url": call.html(&format!("commit/{id}")),
        })
    });
    parents.collect()
}

fn verification() -> Value {
    json!({
        "verified": false,
        "reason": "unsigned",
        "signature": null,
        "payload": null,
        "verified_at": null,
    })
}
