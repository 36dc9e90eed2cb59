//! Branches.

use axum::http::StatusCode;
use serde_json::json;

use super::call::Call;
use super::commits;
use super::errors::Refusal;
use super::page::Page;
use super::paging::Paging;

/// `GET …/branches`: by name, 30 to a page.
pub fn list(call: &Call<'_>) -> Result<Page, Refusal> {
    let paging = Paging::of(call, 30, 100);
    // no branch is protected here
    let wanted = call.asked.query("protected") != Some("true");
    let branches: Vec<_> = call.repo.branches().filter(|_| wanted).collect();
    let total = branches.len();
    let page = paging.cut(branches.into_iter().map(|(name, head)| {
        json!({
            "name": name,
            "commit": {
                "sha": head.id.to_string(),
                "url": call.api(&format!("commits/{}", head.id)),
            },
            "protected": false,
        })
    }));
    Ok(Page::json(&json!(page)).linked(paging.link(call, total)))
}

/// `GET …/branches/{branch}`.
pub fn one(call: &Call<'_>, name: &str) -> Result<Page, Refusal> {
    let page = "branches/branches#get-a-branch";
    let head = call
        .repo
        .branch(name)
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "Branch not found", page))?;
    Ok(Page::json(&json!({
        "name": name,
        "commit": commits::listed(call, head),
        "_links": {
            "self": call.api(&format!("branches/{name}")),
            "html": call.html(&format!("tree/{name}")),
        },
        "protected": false,
        "protection": {
            "enabled": false,
            "required_status_checks": {
                "enforcement_level": "off", "contexts": [], "checks": [],
            },
        },
        "protection_url": call.api(&format!("branches/{name}/protection")),
    })))
}
