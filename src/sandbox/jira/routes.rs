//! Which address is answered by what.

use axum::body::Body;
use axum::http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::reply::{self, Refusal};
use super::search::{self, Wanted};
use super::shape::{self, View};
use super::tracker::Issue;
use crate::sandbox::http::Asked;

/// Answers a request below `/rest/api/2`.
pub fn answer(view: &View<'_>, asked: &Asked, rest: &[&str]) -> Result<Response<Body>, Refusal> {
    let value = match rest {
        ["search", "jql"] if asked.reads() || asked.method == Method::POST => {
            search::page(view, asked)?
        }
        ["search"] => {
            return Err(Refusal::new(
                StatusCode::GONE,
                "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.",
            ));
        }
        _ if !asked.reads() => return Err(Refusal::may_not_write()),
        ["myself"] => myself(view),
        ["field"] => shape::fields(),
        ["user"] => user(view, asked)?,
        ["user", "search"] => users(view, asked),
        ["issue", key] => issue(view, asked, found(view, key)?),
        ["issue", key, "changelog"] => changelog(view, asked, found(view, key)?),
        ["issue", key, "comment"] => comments(view, asked, found(view, key)?),
        ["issue", key, "remotelink"] => links(view, found(view, key)?),
        ["issue", key, "transitions"] => {
            found(view, key)?;
            json!({ "expand": "transitions", "transitions": [] })
        }
        _ => return Ok(reply::dead_link()),
    };
    Ok(reply::json(&value))
}

/// By key, whatever its case, or by number.
fn found<'a>(view: &View<'a>, key: &str) -> Result<&'a Issue, Refusal> {
    let key = key.to_ascii_uppercase();
    let numbered = || view.tracker.issues.values().find(|issue| shape::id(issue) == key);
    let known = view.tracker.issues.get(&key).or_else(numbered);
    known.filter(|issue| issue.exists(view.now)).ok_or_else(Refusal::no_issue)
}

fn number(asked: &Asked, key: &str, usual: usize, most: usize) -> usize {
    asked.query(key).and_then(|text| text.parse().ok()).unwrap_or(usual).min(most)
}

/// The account that the token belongs to: a release lead.
fn myself(view: &View<'_>) -> Value {
    let lead = view.tracker.people.values().find(|one| one.name.starts_with("Amara"));
    lead.map_or_else(
        || json!({ "accountId": "70121:sandbox", "displayName": "Sandbox", "active": true }),
        |lead| view.account(lead),
    )
}

fn user(view: &View<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let known = asked.query("accountId").and_then(|id| view.tracker.people.get(id));
    known.map(|known| view.account(known)).ok_or_else(|| {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "Specified user does not exist or you do not have required permissions",
        )
    })
}

/// By the beginning of a word of the name, or of the mail.
fn users(view: &View<'_>, asked: &Asked) -> Value {
    let query = asked.query("query").unwrap_or_default().to_lowercase();
    let (start, most) =
        (number(asked, "startAt", 0, usize::MAX), number(asked, "maxResults", 50, 1000));
    let fits =
        |text: &str| text.to_lowercase().split([' ', '.']).any(|word| word.starts_with(&query));
    let all = view.tracker.people.values().filter(|one| {
        let mail = one.email.as_deref();
        fits(&one.name) || mail.is_some_and(|mail| mail.starts_with(&query) || fits(mail))
    });
    all.skip(start).take(most).map(|one| view.account(one)).collect()
}

fn issue(view: &View<'_>, asked: &Asked, issue: &Issue) -> Value {
    let wanted = Wanted::new(asked.query("fields"));
    let mut shown = view.shown(issue, |id| wanted.is_empty() || wanted.has(id));
    if asked.query("expand").unwrap_or_default().contains("changelog") {
        let newest: Vec<Value> =
            issue.changes_by(view.now).rev().take(100).map(|one| view.change(one)).collect();
        let total = issue.changes_by(view.now).count();
        shown["changelog"] = json!({
            "startAt": 0, "maxResults": newest.len(), "total": total, "histories": newest,
        });
    }
    shown
}

fn changelog(view: &View<'_>, asked: &Asked, issue: &Issue) -> Value {
    let (start, most) =
        (number(asked, "startAt", 0, usize::MAX), number(asked, "maxResults", 100, 100));
    let total = issue.changes_by(view.now).count();
    let values: Vec<Value> =
        issue.changes_by(view.now).skip(start).take(most).map(|one| view.change(one)).collect();
    let me = format!("{}/rest/api/2/issue/{}/changelog", view.base, issue.key);
    let next = start.saturating_add(values.len());
    let mut page = json!({
        "self": format!("{me}?maxResults={most}&startAt={start}"), "maxResults": most,
        "startAt": start, "total": total, "isLast": next >= total, "values": values,
    });
    if let (true, Some(page)) = (next < total, page.as_object_mut()) {
        page.insert("nextPage".to_owned(), json!(format!("{me}?maxResults={most}&startAt={next}")));
    }
    page
}

fn comments(view: &View<'_>, asked: &Asked, issue: &Issue) -> Value {
    let (start, most) =
        (number(asked, "startAt", 0, usize::MAX), number(asked, "maxResults", 100, 100));
    let mut all: Vec<Value> =
        issue.comments_by(view.now).map(|one| view.comment(issue, one)).collect();
    if asked.query("orderBy").is_some_and(|order| order.starts_with('-')) {
        all.reverse();
    }
    let total = all.len();
    let comments: Vec<Value> = all.into_iter().skip(start).take(most).collect();
    json!({ "startAt": start, "maxResults": most, "total": total, "comments": comments })
}

fn links(view: &View<'_>, issue: &Issue) -> Value {
    let link = |(nth, pull): (usize, &super::LinkedPull)| {
        let number = shape::id(issue).parse::<u64>().unwrap_or(0) * 10 + nth as u64;
        let url = format!("https://github.com/openshift/{}/pull/{}", pull.repo, pull.number);
        json!({
            "id": number,
            "self": format!("{}/rest/api/2/issue/{}/remotelink/{number}", view.base, issue.key),
            "globalId": format!("github={url}"), "relationship": "links to",
            "object": { "url": url, "title": format!("openshift/{}#{}", pull.repo, pull.number),
                        "icon": {}, "status": { "icon": {} } },
        })
    };
    issue.pulls.iter().enumerate().map(link).collect()
}
