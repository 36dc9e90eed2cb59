//! Issues, people and fields as JSON.

use serde_json::{Map, Value, json};

use super::tracker::{Account, Change, Comment, Issue, Tracker};
use crate::domain::time::Timestamp;

/// The tracker at a moment, reached at an address.
pub struct View<'a> {
    /// address, without a slash at its end
    pub base: &'a str,
    /// everything, past and future
    pub tracker: &'a Tracker,
    /// what is later has not happened
    pub now: Timestamp,
}

/// Fields of the site: id, name, type, what a list of it holds.
pub const FIELDS: [(&str, &str, &str, Option<&str>); 18] = [
    ("summary", "Summary", "string", None),
    ("status", "Status", "status", None),
    ("issuetype", "Issue Type", "issuetype", None),
    ("project", "Project", "project", None),
    ("priority", "Priority", "priority", None),
    ("components", "Components", "array", Some("component")),
    ("labels", "Labels", "array", Some("string")),
    ("security", "Security Level", "securitylevel", None),
    ("assignee", "Assignee", "user", None),
    ("reporter", "Reporter", "user", None),
    ("created", "Created", "datetime", None),
    ("updated", "Updated", "datetime", None),
    ("customfield_10855", "Target Version", "array", Some("version")),
    ("customfield_10470", "QA Contact", "user", None),
    ("customfield_10482", "Need Info From", "array", Some("user")),
    ("customfield_10847", "Release Blocker", "option", None),
    ("customfield_10978", "SFDC Cases Counter", "any", None),
    ("customfield_10979", "SFDC Cases Links", "any", None),
];

/// The id of a field by its name, whatever the case.
pub fn field_named(name: &str) -> Option<&'static str> {
    FIELDS.iter().find(|field| field.1.eq_ignore_ascii_case(name)).map(|field| field.0)
}

/// `2026-03-25T14:07:00.000+0000`
pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3f%z").to_string()
}

/// `serverInfo`
pub fn server(base: &str, now: Timestamp) -> Value {
    json!({
        "baseUrl": base, "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud", "buildNumber": 100_290, "buildDate": "2026-01-05T10:11:12.000+0000",
        "serverTime": time(now), "scmInfo": "0000000000000000000000000000000000000000",
        "serverTitle": "Jira", "defaultLocale": { "locale": "en_US" },
    })
}

/// `field`
pub fn fields() -> Value {
    let field = |(id, name, kind, items): &(&str, &str, &str, Option<&str>)| {
        let custom = id.starts_with("customfield_");
        let mut schema = json!({ "type": kind });
        if let (Some(items), Some(schema)) = (items, schema.as_object_mut()) {
            schema.insert("items".to_owned(), json!(items));
        }
        json!({
            "id": id, "key": id, "name": name, "custom": custom, "orderable": true,
            "navigable": true, "searchable": true, "clauseNames": [id, name], "schema": schema,
        })
    };
    FIELDS.iter().map(field).collect()
}

impl View<'_> {
    /// An issue that exists already.
    pub fn issue(&self, key: &str) -> Option<&Issue> {
        self.tracker.issues.get(key).filter(|issue| issue.exists(self.now))
    }

    /// An account as it is shown inside issues.
    pub fn person(&self, account: Option<&str>) -> Value {
        let known = account.and_then(|account| self.tracker.people.get(account));
        known.map_or(Value::Null, |known| self.account(known))
    }

    /// An account.
    pub fn account(&self, known: &Account) -> Value {
        let mut user = json!({
            "self": format!("{}/rest/api/2/user?accountId={}", self.base, known.id),
            "accountId": known.id, "accountType": "atlassian", "displayName": known.name,
            "active": known.active, "timeZone": "Etc/UTC",
            "avatarUrls": {},
        });
        if let (Some(email), Some(user)) = (&known.email, user.as_object_mut()) {
            user.insert("emailAddress".to_owned(), json!(email));
        }
        user
    }

    /// An issue with some of its fields: `wanted` says which.
    pub fn shown(&self, issue: &Issue, wanted: impl Fn(&str) -> bool) -> Value {
        let all = self.values(issue);
        let fields: Map<String, Value> = all.into_iter().filter(|(id, _)| wanted(id)).collect();
        json!({
            "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
            "id": id(issue), "self": format!("{}/rest/api/2/issue/{}", self.base, id(issue)),
            "key": issue.key, "fields": fields,
        })
    }

    fn values(&self, issue: &Issue) -> Map<String, Value> {
        let now = self.now;
        let named = |name: &str| json!({ "name": name });
        let needs: Vec<&str> = issue
            .comments_by(now)
            .flat_map(|comment| comment.needs.iter().map(String::as_str))
            .collect();
        let needs: Vec<Value> =
            needs.into_iter().map(|account| self.person(Some(account))).collect();
        let cases = issue.cases.then(|| format!("gAAAA{:x}", issue.number()));
        let parts = self
            .tracker
            .issues
            .values()
            .filter(|part| part.parent.as_deref() == Some(&issue.key) && part.exists(now));
        let parts: Vec<Value> = parts
            .map(|part| {
                self.shown(part, |id| matches!(id, "summary" | "status" | "priority" | "issuetype"))
            })
            .collect();
        let comments: Vec<Value> =
            issue.comments_by(now).map(|one| self.comment(issue, one)).collect();
        let status = issue.status_at(now);
        let values = json!({
            "summary": issue.summary,
            "status": { "name": status, "id": status_id(&status),
                        "statusCategory": { "key": category(&status), "name": status } },
            "issuetype": { "name": issue.kind, "subtask": issue.parent.is_some() },
            "project": { "key": issue.project(), "name": issue.project() },
            "priority": issue.priority.map(named),
            "components": issue.component.map(named).into_iter().collect::<Vec<Value>>(),
            "labels": issue.labels_at(now),
            "security": issue.secret.then(|| json!({ "name": "Embargoed Security Issue", "id": "10051" })),
            "assignee": self.person(issue.assignee_at(now).as_deref()),
            "reporter": self.person(issue.reporter.as_deref()),
            "created": issue.created.map(time),
            "updated": time(issue.updated(now)),
            "description": Value::Null,
            "parent": issue.parent.as_ref().map(|key| json!({ "key": key })),
            "subtasks": parts,
            "comment": { "comments": comments, "maxResults": comments.len(),
                         "total": comments.len(), "startAt": 0 },
            "customfield_10855": issue.target.as_deref().map(|name| vec![named(name)]),
            "customfield_10470": self.person(issue.qa_contact.as_deref()),
            "customfield_10482": Some(needs).filter(|needs| !needs.is_empty()),
            "customfield_10847": issue.release_blocker.map(|value| json!({ "value": value, "id": "1" })),
            "customfield_10978": cases,
            "customfield_10979": cases,
        });
        match values {
            Value::Object(values) => values,
            _ => Map::new(),
        }
    }

    /// A comment.
    pub fn comment(&self, issue: &Issue, comment: &Comment) -> Value {
        let id = (comment.at.as_second().rem_euclid(100_000_000)).to_string();
        json!({
            "self": format!("{}/rest/api/2/issue/{}/comment/{id}", self.base, self::id(issue)),
            "id": id, "author": self.person(Some(&comment.by)),
            "updateAuthor": self.person(Some(&comment.by)), "body": comment.body,
            "created": time(comment.at), "updated": time(comment.at), "jsdPublic": true,
        })
    }

    /// An entry of the history.
    pub fn change(&self, change: &Change) -> Value {
        let shown = |value: &Option<String>| match (change.field, value) {
            ("assignee", Some(account)) => {
                let known = self.tracker.people.get(account);
                known.map(|known| known.name.clone())
            }
            _ => value.clone(),
        };
        let id = |value: &Option<String>| match change.field {
            "status" => value.as_deref().map(status_id),
            "assignee" => value.clone(),
            _ => None,
        };
        json!({
            "id": change.at.as_second().rem_euclid(100_000_000).to_string(),
            "author": self.person(Some(&change.by)), "created": time(change.at),
            "items": [{
                "field": change.field, "fieldtype": "jira", "fieldId": change.field,
                "from": id(&change.from), "fromString": shown(&change.from),
                "to": id(&change.to), "toString": shown(&change.to),
            }],
        })
    }
}

/// The number behind a key.
pub fn id(issue: &Issue) -> String {
    let project = if issue.project() == "ART" { 15 } else { 16 };
    format!("{project}{:07}", issue.number())
}

fn status_id(name: &str) -> String {
    let all = ["New", "ASSIGNED", "POST", "MODIFIED", "ON_QA", "Verified", "Closed", "In Progress"];
    let place = all.iter().position(|known| *known == name).unwrap_or(all.len());
    (10_000 + place).to_string()
}

fn category(status: &str) -> &'static str {
    match status {
        "New" => "new",
        "Closed" => "done",
        _ => "indeterminate",
    }
}
