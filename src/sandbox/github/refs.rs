//! References: `refs/heads/…`. There are no tags.

use serde_json::{Value, json};

use super::call::Call;
use super::errors::Refusal;
use super::page::Page;
use super::paging::Paging;
use super::people;
use crate::sandbox::git::Commit;

/// `GET …/git/ref/heads/{branch}`.
pub fn one(call: &Call<'_>, name: &str) -> Result<Page, Refusal> {
    let branch = name.strip_prefix("heads/");
    let head = branch.and_then(|branch| Some((branch, call.repo.branch(branch)?)));
    let (branch, head) = head.ok_or_else(|| Refusal::not_found("git/refs#get-a-reference"))?;
    Ok(Page::json(&reference(call, branch, head)))
}

/// `GET …/git/matching-refs/{start}` and `…/git/refs`: every reference that begins so, perhaps none.
pub fn matching(call: &Call<'_>, start: &str) -> Result<Page, Refusal> {
    let paging = Paging::of(call, 30, 100);
    let matching: Vec<_> = call
        .repo
        .branches()
        .filter(|(name, _)| format!("heads/{name}").starts_with(start))
        .map(|(name, head)| reference(call, name, head))
        .collect();
    let total = matching.len();
    let page = paging.cut(matching.into_iter());
    Ok(Page::json(&json!(page)).linked(paging.link(call, total)))
}

fn reference(call: &Call<'_>, branch: &str, head: &Commit) -> Value {
    let name = format!("refs/heads/{branch}");
    json!({
        "ref": name,
        "node_id": people::node_id("Ref", &format!("{}:{name}", call.full_name())),
        "url": call.api(&format!("git/{name}")),
        "object": {
            "sha": head.id.to_string(),
            "type": "commit",
            "url": call.api(&format!("git/commits/{}", head.id)),
        },
    })
}
