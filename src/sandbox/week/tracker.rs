//! Everything that Jira holds: bugs, and the tickets of ART with their sub-tasks.

use std::collections::{BTreeMap, HashMap};

use super::bugs::bugs;
use super::calendar::{DAY, HOUR, MINUTE, timestamp};
use super::course::Done;
use super::ledger::Window;
use super::notifier;
use super::people::PEOPLE;
use super::release::{LEADS, Lead, Release};
use crate::domain::time::Timestamp;
use crate::sandbox::jira::{Account, Change, Issue, Tracker};

/// Sub-tasks of a ticket; true: QE's.
const SUBTASKS: [(&str, bool); 6] = [
    ("[Mon-Wed] QE notifies ON_QA bugzilla owners and analyze ci failures", true),
    ("[Mon-Tue] ART prepares the advisories", false),
    ("[Wed-Fri] QE does release verification", true),
    ("[Wed] ART promotes the build", false),
    ("[Fri/Mon] QE moves advisories to REL_PREP", true),
    ("[Tue] ART ships the advisories", false),
];

/// The plan. `done`: when the lead of a release took it, and when it was approved.
pub(super) fn tracker(
    window: &Window,
    releases: &[Release],
    done: &HashMap<String, Done>,
) -> Tracker {
    let mut tracker = Tracker { people: people(), ..Tracker::default() };
    for release in releases {
        let tickets = tickets(release, done.get(&release.name));
        for issue in bugs(window, release).into_iter().chain(tickets) {
            tracker.issues.insert(issue.key.clone(), issue);
        }
    }
    tracker
}

fn people() -> BTreeMap<String, Account> {
    let robots =
        [(notifier::ACCOUNT, "Errata Reliability Team"), ("70121:openshift-bot", "OpenShift Bot")];
    let robots = robots.map(|(id, name)| Account {
        id: id.to_owned(),
        name: name.to_owned(),
        email: None,
        active: true,
    });
    let people = PEOPLE.iter().map(|person| Account {
        id: person.account(),
        name: person.name.to_owned(),
        email: person.shows_mail.then(|| person.email()),
        active: person.active,
    });
    let leads = LEADS.iter().filter(|lead| !PEOPLE.iter().any(|one| one.uid == lead.name));
    let leads = leads.map(|lead| Account {
        id: account(lead),
        name: lead.name.to_owned(),
        email: None,
        active: true,
    });
    people.chain(robots).chain(leads).map(|account| (account.id.clone(), account)).collect()
}

/// The account of a release lead.
fn account(lead: &Lead) -> String {
    let known = PEOPLE.iter().find(|one| one.uid == lead.name);
    known.map_or_else(|| format!("70121:lead-{}", lead.name), |one| one.account())
}

/// The ticket of a release with its sub-tasks.
fn tickets(release: &Release, done: Option<&Done>) -> Vec<Issue> {
    let made = release.announced - 3 * HOUR;
    let parent = format!("ART-{}", release.jira);
    let shipped = (release.step < 0).then(|| release.due + 20 * HOUR);
    let artist = PEOPLE.iter().find(|one| one.uid == "b.moreau");
    let artist = artist.map_or_else(|| notifier::ACCOUNT.to_owned(), |one| one.account());
    let lead = account(release.lead);
    let ticket = |key: String, kind, summary: String| Issue {
        key,
        kind,
        summary,
        created: Some(timestamp(made)),
        status: "New",
        priority: Some("Major"),
        reporter: Some(artist.clone()),
        ..Issue::default()
    };
    let mut root =
        ticket(parent.clone(), "Story", format!("Release {} [{}]", release.name, short(release)));
    root.assignee = Some(artist.clone());
    moved(&mut root, "status", made + HOUR, "In Progress", &artist);
    if let Some(at) = shipped {
        moved(&mut root, "status", at, "Closed", &artist);
    }
    let mut all = vec![root];
    for (nth, (summary, of_qe)) in (0..).zip(SUBTASKS) {
        let key = format!("ART-{}", 400_000 + release.jira % 10_000 * 10 + nth);
        let mut part = ticket(key, "Sub-task", summary.to_owned());
        part.parent = Some(parent.clone());
        if of_qe {
            let owned = done.and_then(|done| done.owned);
            let closed = done.and_then(|done| done.approved).or(shipped);
            if let Some(at) = owned {
                moved(&mut part, "assignee", at + 6, &lead, &lead);
            }
            if let Some(at) = owned.filter(|_| !summary.starts_with("[Fri")) {
                moved(&mut part, "status", at + 8, "In Progress", &lead);
            }
            if let Some(at) = closed {
                moved(&mut part, "status", at + 4, "Closed", &lead);
            }
        } else {
            part.assignee = Some(artist.clone());
            let ends = match nth {
                1 => Some(release.announced + 8 * HOUR),
                3 => Some(release.promoted + 20 * MINUTE),
                _ => shipped,
            };
            if let Some(at) = ends {
                moved(&mut part, "status", at, "Closed", &artist);
            }
        }
        all.push(part);
    }
    all
}

fn short(release: &Release) -> String {
    let due = timestamp(release.due - DAY);
    due.strftime("%Y-%b-%d").to_string()
}

fn moved(issue: &mut Issue, field: &'static str, at: i64, to: &str, by: &str) {
    let last = issue.changes.iter().rfind(|change| change.field == field);
    let made_with = (field == "status").then(|| issue.status.to_owned());
    let from = last.map_or(made_with, |change| change.to.clone());
    let at: Timestamp = timestamp(at);
    issue.changes.push(Change { at, by: by.to_owned(), field, from, to: Some(to.to_owned()) });
    issue.changes.sort_by_key(|change| change.at);
}
