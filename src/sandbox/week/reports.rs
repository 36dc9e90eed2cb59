//! Legacy test reports (reference/worksheet-and-advisory.md §A2): releases from before the StateBoxes have a
//! tab in the document of their y-stream, long shipped, so that nothing in them moves. One release in hand
//! has both; what its lead saves in the StateBox is typed into the tab at the same moment.

use std::collections::{BTreeMap, HashMap};

use super::bugs::bugs;
use super::calendar::{DAY, HOUR};
use super::course::{Done, Saved};
use super::ledger::Window;
use super::people::PEOPLE;
use super::release::Release;
use super::streams::LINES;
use crate::domain::time::Timestamp;
use crate::sandbox::jira::{Change, Issue};
use crate::sandbox::sheets::plan::{Documents, PlannedTab, Typed};

/// Titles of the tasks from A8 on, and their names in a StateBox.
const TASKS: [(&str, &str); 11] = [
    ("Take ownership", "take-ownership"),
    ("Bugs to verify", "update-bug-list"),
    ("Image consistency check", "image-consistency-check"),
    ("Nightly build test", "analyze-candidate-build"),
    ("Signed build test", "analyze-promoted-build"),
    ("CVE trackers", "check-cve-tracker-bug"),
    ("Push to CDN staging", "push-to-cdn-staging"),
    ("Stage test", "stage-testing"),
    ("Payload image verify", "image-signed-check"),
    ("Drop bugs", "drop-bugs"),
    ("Change advisory status", "change-advisory-status"),
];
/// Row of the first task and of the first bug.
const FIRST: usize = 7;
/// Rows of bugs at most.
const BUGS: usize = 12;
/// Days before a tab is made whose bugs are listed in it.
const DAYS_BEFORE: i64 = 4;
/// The y-stream whose release in hand is kept in both.
pub(super) const IN_BOTH: &str = "4.12";

/// The document of a y-stream, as the configuration names it.
pub(super) fn document(y: &str) -> String {
    format!("sandbox-report-{}", y.replace('.', "-"))
}

/// All documents. `done`: what was saved of releases with a StateBox, by their names.
pub(super) fn plan(
    window: &Window,
    releases: &[Release],
    done: &HashMap<String, Done>,
) -> Documents {
    let mut documents = Documents::new();
    for line in &LINES {
        let in_both = |one: &Release| one.step == 0 && line.y == IN_BOTH;
        let own = releases.iter().filter(|one| one.line.y == line.y);
        let own = own.filter(|one| !one.has_statebox() || in_both(one));
        let template = tab("template".to_owned(), 0, "Not Started", Vec::new());
        let tabs = (1..).zip(own).map(|(nth, release)| {
            let saved = done.get(&release.name).map(|done| done.saved.as_slice());
            of(window, release, nth * 1_117, saved)
        });
        documents.insert(document(line.y), std::iter::once(template).chain(tabs).collect());
    }
    documents
}

/// The tab of a release; without `saved` everything passed long ago.
fn of(window: &Window, release: &Release, id: i64, saved: Option<&[Saved]>) -> PlannedTab {
    let ticket = format!("ART-{}", release.jira);
    let (rpm, rhcos) = (release.rpm, release.rhcos);
    let advisory = "https://errata.devel.redhat.com/advisory";
    let advisories = format!("rpm: {advisory}/{rpm}\nrhcos: {advisory}/{rhcos}\n");
    let head = vec![
        ((0, 1), "Green".to_owned()),
        ((1, 1), format!("{advisories}{}", release.shipment())),
        ((2, 1), format!("x86_64: {}", release.candidate())),
        ((3, 1), browse(&ticket)),
    ];
    let status = if saved.is_some() { "Not Started" } else { "Pass" };
    let mut tab = tab(release.name.clone(), id, status, head);
    tab.made = release.announced + HOUR;
    list_bugs(&mut tab, &bugs(window, release));
    tab.typed.extend(saved.map(statuses).unwrap_or_default());
    tab.typed.sort_by_key(|typed| typed.at);
    tab
}

fn browse(key: &str) -> String {
    format!("=HYPERLINK(\"https://redhat.atlassian.net/browse/{key}\",\"{key}\")")
}

/// What came to ON_QA in the days before the tab was made, and its status then and whenever it changes.
fn list_bugs(tab: &mut PlannedTab, bugs: &[Issue]) {
    let Ok(made) = Timestamp::from_second(tab.made) else { return };
    let came = |bug: &&Issue| {
        let waits = |one: &Change| one.to.as_deref() == Some("ON_QA");
        let days = tab.made - DAYS_BEFORE * DAY..tab.made;
        bug.changes.iter().any(|one| waits(one) && days.contains(&one.at.as_second()))
    };
    let listed: Vec<&Issue> = bugs.iter().filter(came).take(BUGS).collect();
    for (row, bug) in (FIRST..).zip(listed) {
        let contact = bug.qa_contact.as_deref();
        let contact = PEOPLE.iter().find(|one| Some(one.account().as_str()) == contact);
        let contact = contact.map_or_else(|| "Unknown".to_owned(), |one| one.email());
        tab.cells.insert((row, 2), browse(&bug.key));
        tab.cells.insert((row, 3), contact);
        tab.cells.insert((row, 4), bug.status_at(made));
        let moves = bug.changes.iter().filter(|one| one.field == "status" && one.at > made);
        tab.typed.extend(moves.map(|one| {
            let text = one.to.clone().unwrap_or_default();
            Typed { at: one.at.as_second(), cell: (row, 4), text }
        }));
    }
}

/// What is typed for the tasks, and for the whole by the rule of §A3: `Red` with a failed task, `Green` again
/// when none failed and something ended.
fn statuses(saved: &[Saved]) -> Vec<Typed> {
    let (mut now, mut red) = (BTreeMap::new(), false);
    let mut all = Vec::new();
    for &(at, name, status) in saved {
        let Some(nth) = TASKS.iter().position(|(_, task)| *task == name) else { continue };
        let mut put = |cell, text: &str| all.push(Typed { at, cell, text: text.to_owned() });
        put((FIRST + nth, 1), status);
        now.insert(name, status);
        let fails = now.values().any(|status| *status == "Fail");
        if status == "Fail" || (red && status != "In Progress" && !fails) {
            red = fails;
            put((0, 1), if red { "Red" } else { "Green" });
        }
    }
    all
}

fn tab(title: String, id: i64, status: &str, head: Vec<((usize, usize), String)>) -> PlannedTab {
    let labels = [
        (0, "Overall"),
        (1, "Advisories"),
        (2, "Candidate builds"),
        (3, "ART ticket"),
        (20, "Blocking jobs"),
        (24, "Sippy"),
    ];
    let labels = labels.map(|(row, label)| ((row, 0), label.to_owned()));
    let tasks = (FIRST..)
        .zip(TASKS)
        .flat_map(|(row, (task, _))| [((row, 0), task.to_owned()), ((row, 1), status.to_owned())]);
    let cells = BTreeMap::from_iter(labels.into_iter().chain(tasks).chain(head));
    PlannedTab { title, id, cells, ..PlannedTab::default() }
}
