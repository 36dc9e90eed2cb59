//! The release team's configuration on branch main. It changes a few times a year, so here it never does.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::ledger::{Ledger, Place, Window};
use super::streams::LINES;
use crate::sandbox::configstore::seal;

const PATH: &str = "oar/core/configstore.json";

/// Writes it.
pub(super) fn write(book: &mut Ledger, window: &Window) {
    let Some(file) = seal(&text().to_string(), window.seed) else { return };
    let change = vec![(PATH.to_owned(), Some(Arc::from(file.into_bytes())))];
    book.commit(window.opens - 1, Place::tests("main"), "configstore", "release-qe-bot", change);
}

fn text() -> Value {
    let by_stream = |value: fn(&str) -> String| -> Map<String, Value> {
        LINES.iter().map(|line| (line.y.to_owned(), Value::String(value(line.y)))).collect()
    };
    let mut owners = Map::from_iter([("default".to_owned(), json!("amara@example.com"))]);
    owners.insert("4.21".to_owned(), json!("s.lindqvist@example.com"));
    let mut leads = by_stream(|y| format!("SLEADS{}", y.replace('.', "")));
    leads.insert("channel".to_owned(), json!("#qe-release"));
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
        "report_templates": by_stream(|y| format!("sandbox-report-{}", y.replace('.', "-"))),
        "contacts": {
            "slack": {
                "qe-release": leads,
                "qe-forum": { "channel": "#forum-qe", "id": "SQEFORUM0" },
                "art": { "channel": "#forum-art-release", "id": "SARTTEAM0" },
                "approver": { "doc_id": "SDOCSTEAM", "prodsec_id": "v.chen@example.com" },
            },
            "email": { "qe": "qe@example.com", "trt": "trt@example.com" },
        },
    })
}
