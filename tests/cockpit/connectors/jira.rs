//! Jira: lists in pages, histories to their end, what is hidden, and the notifier's comments.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use oar_tui::config::{Settings, TokenFrom};
use oar_tui::connectors::{Jira, Net};
use oar_tui::domain::bugs::Addressee;
use oar_tui::domain::clock::Clock;
use oar_tui::domain::trouble::Trouble;
use oar_tui::domain::version::YStream;

use crate::web::{Reply, Request, Web};

fn jira_at(url: &str) -> Arc<Jira> {
    let mut settings = Settings::default().jira;
    settings.base_url = url.parse().unwrap();
    settings.user = TokenFrom::Value("somebody@example.com".to_owned().into());
    settings.token = TokenFrom::Value("t".to_owned().into());
    Jira::with_deadline(&Net::new().unwrap(), &settings, Clock::REAL, Duration::from_secs(10))
}

fn streams(texts: &[&str]) -> BTreeSet<YStream> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

const FIELDS: &str = r#"[{"id": "summary", "name": "Summary", "custom": false},
  {"id": "customfield_12345", "key": "customfield_12345", "name": "Target Version", "custom": true,
   "schema": {"type": "array", "items": "version"}},
  {"id": "customfield_10470", "name": "QA Contact"}]"#;

const ISSUE: &str = r#"{"expand": "operations", "id": "1", "self": "https://x/1", "key": "OCPBUGS-7",
  "fields": {"summary": "CVE-2026-1 a\u001b[31mb", "status": {"name": "ON_QA", "id": "5"},
    "priority": null, "components": [{"name": "etcd"}, {"name": "x"}], "labels": ["a", "b"],
    "security": {"name": "Red Hat Employee"}, "updated": "2026-03-24T10:00:00.000+0000",
    "assignee": null, "reporter": {"accountId": "r:1", "displayName": "R", "active": false},
    "customfield_10470": {"accountId": "q:1", "displayName": "Q", "emailAddress": "q@example.com",
      "active": true, "timeZone": "Etc/UTC"},
    "customfield_10847": {"value": "Approved", "id": "1"}, "customfield_10978": "gAAAA", "customfield_10979": null,
    "customfield_12345": [{"name": "4.20.z"}, {"name": "premerge"}]}}"#;

/// The status a question is answered with depends on its path.
fn json(status: u16, body: &str) -> Reply {
    Reply::new(status, body).with("content-type", "application/json;charset=UTF-8")
}

async fn served(answer: fn(&Request) -> Reply) -> (Web, Arc<Jira>) {
    let web = Web::start(move |asked| {
        if asked.path.starts_with("/rest/api/2/field") { json(200, FIELDS) } else { answer(asked) }
    })
    .await;
    let jira = jira_at(&web.url);
    (web, jira)
}

#[tokio::test]
async fn a_list_is_read_page_by_page_and_a_bad_entry_costs_itself() {
    let (web, jira) = served(|asked| {
        if asked.path.contains("nextPageToken=t1") {
            json(200, r#"{"issues": [{"key": "OCPBUGS-8"}, {"id": 3}], "isLast": true}"#)
        } else {
            let page =
                format!(r#"{{"issues": [{ISSUE}], "nextPageToken": "t1", "isLast": false}}"#);
            json(200, &page)
        }
    })
    .await;
    let listed = jira.on_qa(&streams(&["4.20", "4.9"])).await.unwrap();
    assert_eq!(listed.gaps, ["OCPBUGS-8 has no status", " cannot be read"]);
    assert_eq!(listed.asked, streams(&["4.9", "4.20"]));
    let [bug] = listed.bugs.as_slice() else { panic!("{:?}", listed.bugs) };
    assert_eq!((bug.key.as_str(), bug.summary.as_str()), ("OCPBUGS-7", "CVE-2026-1 a␛[31mb"));
    assert_eq!((bug.restricted, bug.customer_case, &bug.priority), (true, true, &None));
    assert_eq!(
        (bug.component.as_deref(), bug.release_blocker.as_deref()),
        (Some("etcd"), Some("Approved"))
    );
    assert_eq!(bug.target, streams(&["4.20"]));
    assert_eq!(bug.qa_contact.as_ref().unwrap().email.as_deref(), Some("q@example.com"));
    assert!(!bug.reporter.as_ref().unwrap().active && bug.assignee.is_none());
    let asked = web.asked();
    assert_eq!(asked.len(), 3);
    assert_eq!(asked[1].headers["authorization"], "Basic c29tZWJvZHlAZXhhbXBsZS5jb206dA==");
    assert!(
        asked[1].path.contains("customfield_12345") && asked[1].path.contains("maxResults=100")
    );
    jira.on_qa(&streams(&["4.20"])).await.unwrap();
    assert_eq!(web.asked().len(), 2, "the names of fields are asked once");
}

#[tokio::test]
async fn a_version_that_jira_does_not_have_costs_that_y_stream_only() {
    let (_web, jira) = served(|asked| {
        if asked.path.contains("5.0.z") {
            let said = "The value '5.0.z' does not exist for the field 'Target Version'.";
            json(400, &format!(r#"{{"errorMessages": ["{said}"], "errors": {{}}}}"#))
        } else {
            json(200, r#"{"issues": [], "isLast": true}"#)
        }
    })
    .await;
    let listed = jira.on_qa(&streams(&["4.20", "5.0"])).await.unwrap();
    assert_eq!(listed.asked, streams(&["4.20"]));
    assert_eq!(listed.gaps, ["Jira has no target version 5.0.z"]);
}

#[tokio::test]
async fn history_and_comments_are_read_to_their_end() {
    let (web, jira) = served(|asked| {
        let path = asked.path.as_str();
        let moved = |at: &str, to: &str| {
            format!(r#"{{"created": "{at}", "items": [{{"field": "status", "toString": "{to}"}}]}}"#)
        };
        let comment = |at: &str, title: &str, who: &str| {
            let body = format!("Errata Reliability Team Notification - {title}\\nThis issue\\n[~accountId:{who}] x");
            format!(r#"{{"created": "{at}", "author": {{"accountId": "n"}}, "body": "{body}"}}"#)
        };
        if path.contains("/changelog?startAt=0") {
            let first = moved("2026-03-01T08:00:00.000+0000", "ON_QA");
            json(200, &format!(r#"{{"startAt": 0, "total": 2, "isLast": false, "values": [{first}]}}"#))
        } else if path.contains("/changelog?startAt=1") {
            let second = moved("2026-03-20T04:00:00.000-0400", "ON_QA");
            json(200, &format!(r#"{{"startAt": 1, "total": 2, "isLast": true, "values": [{second}]}}"#))
        } else if path.contains("/comment?startAt=0") {
            let one = comment("2026-03-23T09:00:00.000+0000", "Team Lead Action Request", "q:1");
            json(200, &format!(r#"{{"startAt": 0, "total": 2, "comments": [{one}]}}"#))
        } else if path.contains("/comment?startAt=1") {
            let one = comment("2026-03-22T09:00:00.000+0000", "QA Contact Action Request", "q:1");
            json(200, &format!(r#"{{"startAt": 1, "total": 2, "comments": [{one}]}}"#))
        } else {
            json(
                200,
                r#"[{"id": 1, "object": {"url": "https://github.com/openshift/origin/pull/12", "title": "t"}},
                    {"id": 2, "object": {"title": "no address"}},
                    {"id": 3, "object": {"url": "https://github.com/other/origin/pull/13"}}]"#,
            )
        }
    })
    .await;
    let details = jira.details("OCPBUGS-7").await.unwrap();
    assert_eq!(details.on_qa.unwrap().to_string(), "2026-03-20T08:00:00Z");
    let told: Vec<Addressee> = details.notices.iter().map(|notice| notice.to).collect();
    assert_eq!(told, [Addressee::QaContact, Addressee::TeamLead]);
    assert_eq!(details.notices[0].mentions, ["q:1"]);
    assert_eq!(details.pulls, [("origin".to_owned(), 12)]);
    assert_eq!(web.asked().len(), 5);
}

#[tokio::test]
async fn what_is_hidden_is_missing_and_a_limit_is_a_limit() {
    let (_web, jira) = served(|asked| {
        let hidden = "Issue does not exist or you do not have permission to see it.";
        match asked.path.contains("OCPBUGS-1/") {
            true => json(404, &format!(r#"{{"errorMessages": ["{hidden}"], "errors": {{}}}}"#)),
            false => json(429, "{}").with("retry-after", "30"),
        }
    })
    .await;
    let trouble = jira.details("OCPBUGS-1").await.unwrap_err();
    assert!(
        matches!(&trouble, Trouble::Missing { what } if what.contains("permission")),
        "{trouble}"
    );
    let trouble = jira.details("OCPBUGS-2").await.unwrap_err();
    assert!(matches!(trouble, Trouble::Throttled { retry_at: Some(_) }), "{trouble}");
}

#[tokio::test]
async fn a_ticket_costs_two_requests_whatever_it_has_below_it() {
    let (web, jira) = served(|asked| {
        if asked.path.contains("/issue/ART-5") {
            let sub = |n: u8, summary: &str| {
                format!(
                    r#"{{"key": "ART-{n}", "fields": {{"summary": "{summary}", "status": {{"name": "New"}}}}}}"#
                )
            };
            let all = [sub(6, "[Wed-Fri] QE does release verification"), sub(7, "[Wed-Fri] ART ships")];
            json(
                200,
                &format!(
                    r#"{{"key": "ART-5", "fields": {{"summary": "4.20.17", "status": {{"name": "In Progress"}},
                       "subtasks": [{}]}}}}"#,
                    all.join(",")
                ),
            )
        } else {
            json(
                200,
                r#"{"issues": [{"key": "ART-6", "fields": {
                     "summary": "[Wed-Fri] QE does release verification",
                     "status": {"name": "In Progress"}, "assignee": {"accountId": "a", "displayName": "Ann"}}}]}"#,
            )
        }
    })
    .await;
    let ticket = jira.ticket("ART-5").await.unwrap();
    assert_eq!((ticket.status.as_str(), ticket.subtasks.len()), ("In Progress", 2));
    let [qe, art] = ticket.subtasks.as_slice() else { unreachable!() };
    assert_eq!(
        (qe.of_qe, qe.status.as_str(), qe.assignee.as_deref()),
        (true, "In Progress", Some("Ann"))
    );
    assert_eq!((art.of_qe, art.status.as_str(), art.assignee.as_deref()), (false, "New", None));
    assert_eq!(web.asked().len(), 2);
    assert!(jira.ticket("ART-5 OR 1=1").await.is_err());
    assert_eq!(web.asked().len(), 0, "what is no key is never asked for");
}
