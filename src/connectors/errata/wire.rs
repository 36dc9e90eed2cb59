//! What the Errata Tool writes (reference/worksheet-and-advisory.md B2, B8, B9), as far as it is used.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::domain::advisories::{self, Advisory, AdvisoryState, Approval, Push};
use crate::domain::clean;
use crate::domain::time::parse_stamp;
use crate::domain::trouble::Trouble;

/// `GET /api/v1/erratum/{id}`
#[derive(Debug, Deserialize)]
pub struct Page {
    /// one entry: `rhba`, `rhsa` or `rhea`
    errata: BTreeMap<String, Value>,
    #[serde(default)]
    jira_issues: JiraIssues,
    #[serde(default)]
    people: Option<People>,
}

#[derive(Debug, Deserialize)]
struct Facts {
    id: u64,
    fulladvisory: String,
    status: String,
    #[serde(default)]
    synopsis: String,
    #[serde(default)]
    doc_complete: Flag,
    #[serde(default)]
    text_ready: Flag,
    #[serde(default)]
    security_approved: Option<bool>,
    #[serde(default)]
    blocking_advisories: Option<Vec<u64>>,
    #[serde(default)]
    actual_ship_date: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct JiraIssues {
    #[serde(default)]
    jira_issues: Vec<JiraEntry>,
}

#[derive(Debug, Deserialize)]
struct JiraEntry {
    jira_issue: JiraIssue,
}

#[derive(Debug, Deserialize)]
struct JiraIssue {
    key: String,
}

#[derive(Debug, Deserialize)]
struct People {
    #[serde(default)]
    assigned_to: Option<String>,
}

/// 0, 1, true, false or null.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Value")]
struct Flag(bool);

impl From<Value> for Flag {
    fn from(value: Value) -> Flag {
        Flag(value.as_bool().unwrap_or_else(|| value.as_u64() == Some(1)))
    }
}

/// Longest synopsis that is kept, in characters.
const SYNOPSIS: usize = 200;

impl Page {
    /// The advisory with the number that was asked for; pushes, alerts and grade are not on this page.
    pub fn read(self, asked: u64) -> Result<Advisory, Trouble> {
        let unreadable = |detail: &str| Trouble::Unreadable {
            place: format!("advisory {asked}"),
            detail: detail.to_owned(),
        };
        let known = |(kind, _): &(String, Value)| matches!(&**kind, "rhba" | "rhsa" | "rhea");
        let (kind, facts) =
            self.errata.into_iter().find(known).ok_or_else(|| unreadable("no known type"))?;
        let facts: Facts = serde_json::from_value(facts)
            .map_err(|_| unreadable("its facts have another shape than expected"))?;
        if facts.id != asked {
            return Err(unreadable("the facts of another advisory came"));
        }
        let docs = match (facts.doc_complete.0, facts.text_ready.0) {
            (true, _) => Approval::Approved,
            (false, true) => Approval::Requested,
            (false, false) => Approval::NotRequested,
        };
        let security = match facts.security_approved {
            Some(true) => Approval::Approved,
            Some(false) => Approval::Requested,
            None => Approval::NotRequested,
        };
        let keys = self.jira_issues.jira_issues.into_iter().map(|entry| entry.jira_issue.key);
        let keys: BTreeSet<String> = keys.filter(|key| is_key(key)).collect();
        let owner = self.people.and_then(|people| people.assigned_to);
        Ok(Advisory {
            id: facts.id,
            name: short(&facts.fulladvisory),
            state: AdvisoryState::from_word(&facts.status),
            kind,
            synopsis: clean::line(&clean::cut(&facts.synopsis, SYNOPSIS)),
            owner: owner.map(|owner| short(&owner)),
            docs,
            security,
            keys,
            blocked_by: facts.blocking_advisories.unwrap_or_default(),
            pushes: None,
            alerts: None,
            grade: None,
            shipped: facts.actual_ship_date.as_deref().and_then(parse_stamp),
        })
    }
}

fn short(text: &str) -> String {
    clean::line(&clean::cut(text.trim(), 80))
}

/// `OCPBUGS-12345`; anything else on the list is not one.
fn is_key(key: &str) -> bool {
    key.split_once('-').is_some_and(|(project, number)| {
        !project.is_empty()
            && project.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && (1..=9).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// One of `GET /api/v1/erratum/{id}/push`
#[derive(Debug, Deserialize)]
pub struct PushJob {
    id: u64,
    status: String,
    target: Target,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
}

impl PushJob {
    /// As a noun.
    pub fn read(self) -> Push {
        Push { target: short(&self.target.name), id: self.id, status: short(&self.status) }
    }
}

/// `GET /api/v1/erratum/{id}/security_alerts`
#[derive(Debug, Deserialize)]
pub struct Alerts {
    alerts: Inner,
}

#[derive(Debug, Deserialize)]
struct Inner {
    #[serde(default)]
    blocking: Option<bool>,
    #[serde(default)]
    alerts: Vec<serde::de::IgnoredAny>,
}

impl Alerts {
    /// Without a word on blocking they do not block (B9).
    pub fn read(self) -> advisories::Alerts {
        advisories::Alerts {
            blocking: self.alerts.blocking.unwrap_or(false),
            count: u32::try_from(self.alerts.alerts.len()).unwrap_or(u32::MAX),
        }
    }
}

/// The grade on the container page.
pub fn grade(page: &str) -> Option<char> {
    const BEFORE: &str = "Docker Container Content - ";
    page.match_indices(BEFORE).find_map(|(at, before)| {
        page.get(at + before.len()..)?.chars().next().filter(|grade| ('A'..='F').contains(grade))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"{
        "original_type": "RHBA",
        "errata": {"rhsa": {
            "id": 141197, "fulladvisory": "RHSA-2026:141197-02", "status": "QE",
            "synopsis": "Important: OpenShift 4.20.17 packages\u001b[31m and security update",
            "content_types": ["rpm"], "doc_complete": 0, "text_ready": 1,
            "security_approved": false, "blocking_advisories": [141198],
            "release_date": null, "actual_ship_date": null,
            "created_at": "2026-03-19T08:00:00Z", "updated_at": "2026-03-25T10:00:00Z",
            "a field to come": {}
        }},
        "content": {"content": {"topic": "t"}},
        "bugs": {"bugs": [], "idsfixed": []},
        "jira_issues": {"jira_issues": [
            {"jira_issue": {"id_jira": 1, "key": "OCPBUGS-70001", "summary": "s"}},
            {"jira_issue": {"key": "not a key"}}
        ]},
        "people": {"assigned_to": "amara@example.com"}
    }"#;

    fn page(text: &str, id: u64) -> Result<Advisory, Trouble> {
        serde_json::from_str::<Page>(text).unwrap().read(id)
    }

    #[test]
    fn an_advisory_reads_as_the_errata_tool_writes_it() {
        let read = page(PAGE, 141_197).unwrap();
        assert_eq!((read.kind.as_str(), read.state), ("rhsa", AdvisoryState::Qe));
        assert_eq!((read.docs, read.security), (Approval::Requested, Approval::Requested));
        assert_eq!(read.blocked_by, [141_198]);
        assert_eq!(read.keys, BTreeSet::from(["OCPBUGS-70001".to_owned()]));
        assert_eq!(read.owner.as_deref(), Some("amara@example.com"));
        assert_eq!((read.pushes, read.alerts, read.shipped), (None, None, None));
        assert!(!read.synopsis.contains('\u{1b}'), "{}", read.synopsis);
    }

    #[test]
    fn approvals_are_read_in_each_of_their_three_states() {
        let with = |docs: &str, security: &str| {
            let text = PAGE
                .replace(r#""doc_complete": 0, "text_ready": 1"#, docs)
                .replace(r#""security_approved": false"#, security);
            page(&text, 141_197).map(|read| (read.docs, read.security)).unwrap()
        };
        let yes = (Approval::Approved, Approval::Approved);
        assert_eq!(
            with(r#""doc_complete": 1, "text_ready": 1"#, r#""security_approved": true"#),
            yes
        );
        assert_eq!(with(r#""doc_complete": true"#, r#""security_approved": true"#), yes);
        let no = (Approval::NotRequested, Approval::NotRequested);
        assert_eq!(with(r#""text_ready": 0"#, r#""security_approved": null"#), no);
        assert_eq!(with(r#""text_ready": null"#, r#""x": 1"#), no);
    }

    #[test]
    fn what_is_not_the_advisory_asked_for_is_refused() {
        let refused = |text: &str, id| page(text, id).unwrap_err().to_string();
        assert!(refused(PAGE, 1).contains("another advisory"));
        assert!(refused(&PAGE.replace("\"rhsa\"", "\"xxxx\""), 141_197).contains("no known type"));
        assert!(refused(&PAGE.replace("\"status\"", "\"state\""), 141_197).contains("shape"));
        let odd = page(&PAGE.replace("\"QE\"", "\"ON_HOLD\""), 141_197).unwrap();
        assert_eq!(odd.state, AdvisoryState::Unknown);
    }

    #[test]
    fn alerts_without_a_word_do_not_block() {
        let read = |text: &str| serde_json::from_str::<Alerts>(text).unwrap().read();
        let blocking =
            r#"{"alerts": {"blocking": true, "alerts": [{"name": "a"}, {"name": "b"}]}}"#;
        assert_eq!(read(blocking), advisories::Alerts { blocking: true, count: 2 });
        let none = advisories::Alerts { blocking: false, count: 0 };
        for text in [r#"{"alerts": {}}"#, r#"{"alerts": {"blocking": null, "alerts": []}}"#] {
            assert_eq!(read(text), none, "{text}");
        }
    }

    #[test]
    fn the_grade_is_found_where_it_stands_and_nowhere_else() {
        let cases = [
            ("<h2>Docker Container Content - B</h2>", Some('B')),
            ("Docker Container Content - Unknown … Docker Container Content - F", Some('F')),
            ("Docker Container Content - ", None),
            ("Docker Container Content", None),
            ("<title>Sign in</title>", None),
        ];
        for (page, expected) in cases {
            assert_eq!(grade(page), expected, "{page}");
        }
    }
}
