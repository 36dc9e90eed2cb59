//! Pull requests that bugs link to. Their repositories are known by them alone: no code, no branches.

use serde_json::{Value, json};

use super::errors::Refusal;
use super::page::Page;
use crate::domain::time::Timestamp;
use crate::sandbox::jira::{LinkedPull, Tracker};

/// Answers about a repository of which only pull requests are known; `None`: not even that.
pub fn answer(
    base: &str,
    tracker: &Tracker,
    name: &str,
    rest: &[&str],
) -> Option<Result<Page, Refusal>> {
    let all = || tracker.issues.values().flat_map(|issue| &issue.pulls);
    all().find(|pull| pull.repo.eq_ignore_ascii_case(name))?;
    let found = |number: &str| {
        let number = number.parse().ok();
        let pull =
            all().find(|pull| pull.repo.eq_ignore_ascii_case(name) && Some(pull.number) == number);
        pull.ok_or_else(|| Refusal::not_found("pulls/pulls#get-a-pull-request"))
    };
    Some(match rest {
        [] => Ok(Page::json(&repository(base, name))),
        ["pulls", number] => found(number).map(|pull| Page::json(&shown(base, pull, false))),
        ["issues", number] => found(number).map(|pull| Page::json(&shown(base, pull, true))),
        ["issues", number, "labels"] => found(number).map(|pull| Page::json(&labels(base, pull))),
        _ => Err(Refusal::not_found("")),
    })
}

fn repository(base: &str, name: &str) -> Value {
    json!({
        "id": 1, "name": name, "full_name": format!("openshift/{name}"), "private": false,
        "owner": { "login": "openshift", "type": "Organization" }, "default_branch": "main",
        "url": format!("{base}/repos/openshift/{name}"),
        "html_url": format!("https://github.com/openshift/{name}"),
    })
}

fn labels(base: &str, pull: &LinkedPull) -> Value {
    let label = |name: &&str| {
        json!({
            "id": name.len(), "name": name, "color": "ededed", "default": false, "description": null,
            "url": format!("{base}/repos/openshift/{}/labels/{name}", pull.repo),
        })
    };
    pull.labels.iter().map(label).collect()
}

fn shown(base: &str, pull: &LinkedPull, as_issue: bool) -> Value {
    let (repo, number) = (pull.repo, pull.number);
    let merged = Timestamp::from_second(pull.merged.as_second()).unwrap_or(pull.merged).to_string();
    let url = format!("{base}/repos/openshift/{repo}");
    let html = format!("https://github.com/openshift/{repo}/pull/{number}");
    let mut shown = json!({
        "id": number, "number": number, "title": format!("Fix in {repo}"), "html_url": html,
        "url": format!("{url}/{}/{number}", if as_issue { "issues" } else { "pulls" }),
        "issue_url": format!("{url}/issues/{number}"), "state": "closed",
        "closed_at": merged, "labels": labels(base, pull), "labels_url": format!("{url}/issues/{number}/labels{{/name}}"),
    });
    if let Some(fields) = shown.as_object_mut() {
        let more = match as_issue {
            true => {
                json!({ "pull_request": { "url": format!("{url}/pulls/{number}"), "html_url": html } })
            }
            false => json!({ "merged": true, "merged_at": merged, "draft": false }),
        };
        if let Value::Object(more) = more {
            fields.extend(more);
        }
    }
    shown
}
