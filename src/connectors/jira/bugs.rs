//! The list of bugs in ON_QA.

use std::collections::BTreeSet;

use serde_json::Value;

use super::wire::{Issue, Named, moment};
use super::{Fields, Jira, is_key};
use crate::domain::bugs::Bug;
use crate::domain::clean;
use crate::domain::trouble::Trouble;
use crate::domain::version::YStream;

/// Bugs as the list tells of them: without history, notices and pull requests.
#[derive(Debug, Default)]
pub struct Listed {
    /// in the order of their keys
    pub bugs: Vec<Bug>,
    /// y-streams that were asked for
    pub asked: BTreeSet<YStream>,
    /// what could not be read
    pub gaps: Vec<String>,
}

/// Y-streams in one question: the address must not grow without end.
const BATCH: usize = 20;

impl Jira {
    /// Bugs and vulnerabilities in ON_QA that are to be fixed in these y-streams. One that Jira has no
    /// target version for is named in the gaps.
    pub async fn on_qa(&self, streams: &BTreeSet<YStream>) -> Result<Listed, Trouble> {
        let fields = self.fields().await?;
        let mut listed = Listed::default();
        let all: Vec<YStream> = streams.iter().copied().collect();
        for batch in all.chunks(BATCH) {
            self.batch(batch.to_vec(), fields, &mut listed).await?;
        }
        listed.bugs.sort_by(|a, b| a.key.cmp(&b.key));
        listed.bugs.dedup_by(|a, b| a.key == b.key);
        Ok(listed)
    }

    async fn batch(
        &self,
        mut streams: Vec<YStream>,
        fields: &Fields,
        listed: &mut Listed,
    ) -> Result<(), Trouble> {
        while !streams.is_empty() {
            let found = match self.search(&jql(&streams), &wanted(fields)).await {
                Ok(found) => found,
                // A version that the project does not have makes the whole question wrong.
                Err(Trouble::Unreadable { place, detail }) => {
                    let known = streams.len();
                    streams.retain(|y| {
                        let missing = detail.contains(&format!("'{y}.z'"));
                        if missing {
                            listed.gaps.push(format!("Jira has no target version {y}.z"));
                        }
                        !missing
                    });
                    if streams.len() == known {
                        return Err(Trouble::Unreadable { place, detail });
                    }
                    continue;
                }
                Err(trouble) => return Err(trouble),
            };
            for issue in found {
                match bug(issue, fields) {
                    Ok(bug) => listed.bugs.push(bug),
                    Err(gap) => listed.gaps.push(gap),
                }
            }
            listed.asked.extend(streams);
            return Ok(());
        }
        Ok(())
    }
}

/// The notifier's own question (reference/jira-and-notificator.md §7), with the y-streams in hand.
fn jql(streams: &[YStream]) -> String {
    let versions: Vec<String> = streams.iter().map(|y| format!("\"{y}.z\"")).collect();
    format!(
        "project = OCPBUGS AND issuetype in (Bug, Vulnerability) AND status = ON_QA \
         AND 'Target Version' in ({}) ORDER BY key",
        versions.join(", ")
    )
}

fn wanted(fields: &Fields) -> String {
    let own = [&fields.qa_contact, &fields.release_blocker].into_iter().chain(&fields.cases);
    let own = own.chain(&fields.target_version).map(String::as_str);
    let usual = [
        "summary",
        "status",
        "priority",
        "components",
        "labels",
        "security",
        "assignee",
        "reporter",
        "updated",
    ];
    usual.into_iter().chain(own).collect::<Vec<&str>>().join(",")
}

fn bug(issue: Value, fields: &Fields) -> Result<Bug, String> {
    let key = issue.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
    let issue: Issue = match serde_json::from_value(issue) {
        Ok(issue) if is_key(&key) => issue,
        _ => return Err(format!("{} cannot be read", clean::line(&clean::cut(&key, 40)))),
    };
    let status = issue.name("status").ok_or_else(|| format!("{key} has no status"))?;
    let option = issue.field::<Value>(&fields.release_blocker);
    let option = option.and_then(|option| Some(clean::line(option.get("value")?.as_str()?)));
    let components = issue.field::<Vec<Named>>("components").unwrap_or_default();
    let labels = issue.field::<Vec<String>>("labels").unwrap_or_default();
    Ok(Bug {
        summary: issue.text("summary").unwrap_or_default(),
        status,
        priority: issue.name("priority"),
        component: components.first().map(|component| clean::line(&component.name)),
        labels: labels.iter().map(|label| clean::line(label)).collect(),
        release_blocker: option.filter(|value| value != "None"),
        customer_case: fields.cases.iter().any(|id| issue.has(id)),
        restricted: issue.has("security"),
        target: fields.target_version.as_ref().map(|id| target(&issue, id)).unwrap_or_default(),
        qa_contact: issue.person(&fields.qa_contact),
        assignee: issue.person("assignee"),
        reporter: issue.person("reporter"),
        updated: issue.text("updated").as_deref().and_then(moment),
        on_qa: None,
        notices: Vec::new(),
        pulls: Vec::new(),
        key,
    })
}

/// One version or several, each an object with a name.
fn target(issue: &Issue, id: &str) -> BTreeSet<YStream> {
    let one = issue.field::<Named>(id).map(|one| vec![one]);
    let named = one.or_else(|| issue.field::<Vec<Named>>(id)).unwrap_or_default();
    named.iter().filter_map(|version| version.name.strip_suffix(".z")?.parse().ok()).collect()
}

#[test]
fn the_question_names_the_y_streams() {
    let streams = ["4.9".parse().unwrap(), "4.20".parse().unwrap()];
    assert_eq!(
        jql(&streams),
        "project = OCPBUGS AND issuetype in (Bug, Vulnerability) AND status = ON_QA \
         AND 'Target Version' in (\"4.9.z\", \"4.20.z\") ORDER BY key"
    );
}
