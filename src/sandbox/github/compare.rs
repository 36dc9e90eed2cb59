//! What lies between two commits.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::commits;
use super::errors::Refusal;
use super::files;
use super::page::Page;
use super::paging::Paging;
use crate::sandbox::git::changes;

/// The documentation of this endpoint.
const PAGE: &str = "commits/commits#compare-two-commits";

/// `GET …/compare/{base}...{head}`: commits oldest first, 250 to a page, and on the first page the
/// files that differ from the merge base. `owner:` before a name is allowed.
pub fn read(call: &Call<'_>, range: &str) -> Result<Page, Refusal> {
    let (base, head) = range.split_once("...").ok_or_else(|| Refusal::not_found(PAGE))?;
    let owned = format!("{}:", call.repo.owner);
    let resolve = |rev: &str| {
        let rev = rev.strip_prefix(&owned).unwrap_or(rev);
        call.repo.resolve(rev).ok_or_else(|| Refusal::not_found(PAGE))
    };
    let (from, to) = (resolve(base)?, resolve(head)?);
    let merge_base = call.repo.merge_base(from, to).ok_or_else(|| {
        let message = format!("No common ancestor between {base} and {head}.");
        Refusal::new(StatusCode::NOT_FOUND, message, PAGE)
    })?;
    let ahead = call.repo.between(merge_base, to);
    let behind = call.repo.between(merge_base, from).len();
    let status = match (ahead.len(), behind) {
        (0, 0) => "identical",
        (_, 0) => "ahead",
        (0, _) => "behind",
        (_, _) => "diverged",
    };
    let total = ahead.len();
    let paging = Paging::of(call, 250, 250);
    let files = if paging.page == 1 {
        files::listed(call, &changes(Some(&merge_base.tree), Some(&to.tree)), to).0
    } else {
        Value::Array(Vec::new())
    };
    let page = paging.cut(ahead.iter().map(|commit| commits::listed(call, commit)));
    let html = call.html(&format!("compare/{base}...{head}"));
    let owner = &call.repo.owner;
    let permanent = format!("compare/{owner}:{}...{owner}:{}", from.id.short(), to.id.short());
    Ok(Page::json(&json!({
        "url": call.api(&format!("compare/{base}...{head}")),
        "html_url": html,
        "permalink_url": call.html(&permanent),
        "diff_url": format!("{html}.diff"),
        "patch_url": format!("{html}.patch"),
        "base_commit": commits::listed(call, from),
        "merge_base_commit": commits::listed(call, merge_base),
        "status": status,
        "ahead_by": total,
        "behind_by": behind,
        "total_commits": total,
        "commits": page,
        "files": files,
    }))
    .linked(paging.link(call, total)))
}
