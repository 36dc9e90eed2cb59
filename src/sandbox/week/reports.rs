//! Legacy test reports: releases from before the StateBoxes have a tab in the document of their y-stream
//! (reference/worksheet-and-advisory.md §A2). They are long shipped, so nothing in them moves.

use std::collections::BTreeMap;

use super::release::Release;
use super::streams::LINES;
use crate::sandbox::sheets::plan::{Documents, PlannedTab};

/// Titles of the tasks from A8 on.
const TASKS: [&str; 11] = [
    "Take ownership",
    "Bugs to verify",
    "Image consistency check",
    "Nightly build test",
    "Signed build test",
    "CVE trackers",
    "Push to CDN staging",
    "Stage test",
    "Payload image verify",
    "Drop bugs",
    "Change advisory status",
];

/// The document of a y-stream, as the configuration names it.
pub(super) fn document(y: &str) -> String {
    format!("sandbox-report-{}", y.replace('.', "-"))
}

/// All documents.
pub(super) fn plan(releases: &[Release]) -> Documents {
    let mut documents = Documents::new();
    for line in &LINES {
        let own = releases.iter().filter(|one| one.line.y == line.y && !one.has_statebox());
        let template = tab("template".to_owned(), 0, "Not Started", Vec::new());
        let tabs = (1..).zip(own).map(|(nth, release)| {
            let link = |url: String, label: &str| format!("=HYPERLINK(\"{url}\",\"{label}\")");
            let ticket = format!("ART-{}", release.jira);
            let head = vec![
                ((0, 1), "Green".to_owned()),
                ((2, 1), format!("x86_64: {}", release.candidate())),
                ((3, 1), link(format!("https://redhat.atlassian.net/browse/{ticket}"), &ticket)),
            ];
            tab(release.name.clone(), nth * 1_117, "Pass", head)
        });
        documents.insert(document(line.y), std::iter::once(template).chain(tabs).collect());
    }
    documents
}

fn tab(title: String, id: i64, status: &str, head: Vec<((usize, usize), String)>) -> PlannedTab {
    let labels = ["Overall", "Advisories", "Candidate builds", "ART ticket"];
    let labels = (0..).zip(labels).map(|(row, label)| ((row, 0), label.to_owned()));
    let tasks = (7..)
        .zip(TASKS)
        .flat_map(|(row, task)| [((row, 0), task.to_owned()), ((row, 1), status.to_owned())]);
    PlannedTab { title, id, cells: BTreeMap::from_iter(labels.chain(tasks).chain(head)) }
}
