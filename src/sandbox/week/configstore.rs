//! The release team's configuration on branch main. It changes a few times a year, so here it never does.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::ledger::{Ledger, Place, Window};
use super::reports;
use super::streams::LINES;
use crate::sandbox::configstore::seal;

const PATH: &str = "oar/core/configstore.json";

/// Channels that it names.
pub(super) const CHANNELS: [&str; 3] = ["#qe-release", "#forum-qe", "#forum-art-release"];
/// Groups that it names by their ids.
pub(super) const FORUM_GROUP: &str = "SQEFORUM0";
pub(super) const ART_GROUP: &str = "SARTTEAM0";
pub(super) const DOCS_GROUP: &str = "SDOCSTEAM";

/// The group of those who lead the releases of a y-stream.
pub(super) fn leads_group(y: &str) -> String {
    format!("SLEADS{}", y.replace('.', ""))
}

/// Writes it.
pub(super) fn write(book: &mut Ledger, window: &Window) {
    let Some(file) = seal(&text().to_string(), window.seed) else { return };
    let change = vec![(PATH.to_owned(), Some(Arc::from(file.into_bytes())))];
    book.commit(window.opens - 1, Place::tests("main"), "configstore", "release-qe-bot", change);
}

fn text() -> Value {
    let [release, forum, art] = CHANNELS;
    let by_stream = |value: fn(&str) -> String| -> Map<String, Value> {
        LINES.iter().map(|line| (line.y.to_owned(), Value::String(value(line.y)))).collect()
    };
    let mut owners = Map::from_iter([("default".to_owned(), json!("amara@example.com"))]);
    owners.insert("4.21".to_owned(), json!("s.lindqvist@example.com"));
    let mut leads = by_stream(leads_group);
    leads.insert("channel".to_owned(), json!(release));
    json!({
        "build_data_url":
            "https://raw.githubusercontent.com/openshift-eng/ocp-build-data/%s/releases.yml",
        "jira_server": "https://redhat.atlassian.net",
        "jenkins_server": "https://jenkins.example.com",
        "gitlab_url": "https://gitlab.cee.redhat.com",
        "release_url": "https://amd64.ocp.releases.ci.openshift.org/",
        "signature_url":
            "https://mirror.openshift.com/pub/openshift-v4/signatures/openshift/release/",
        "owners": owners,
        "report_templates": by_stream(reports::document),
        "contacts": {
            "slack": {
                "qe-release": leads,
                "qe-forum": { "channel": forum, "id": FORUM_GROUP },
                "art": { "channel": art, "id": ART_GROUP },
                "approver": { "doc_id": DOCS_GROUP, "prodsec_id": "v.chen@example.com" },
            },
            "email": { "qe": "qe@example.com", "trt": "trt@example.com" },
        },
    })
}
