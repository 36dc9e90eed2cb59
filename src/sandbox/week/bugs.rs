//! Bugs of every release, from the first line of their fix to their verification, and what the notifier
//! writes to those who do not verify.

use super::bug_keys::keys;
use super::calendar::{DAY, HOUR, MINUTE, is_weekday, timestamp};
use super::ledger::Window;
use super::notifier::{self, Contacts};
use super::people::{FIXERS, PEOPLE, Person, VERIFIERS};
use super::random::{Dice, mix};
use super::release::Release;
use super::roles::Role;
use crate::domain::escalation::PENDING;
use crate::sandbox::jira::{Change, Comment, Issue, LinkedPull};

/// What is going on with a bug when the clock starts. Hours are weekday hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// nobody was told yet
    Quiet,
    /// its first rung falls due half an hour after the clock starts
    DueSoon,
    /// the contact was told once
    ToldOnce,
    /// the contact was told twice
    ToldTwice,
    /// the notifier passes it over: the manager should know and does not
    Forgotten,
    /// a vulnerability that few may see; the manager knows, the label is next
    Secret,
    /// nobody is to verify it: whoever fixed it was told
    NoContact,
    /// tested before the merge
    PreMerge,
    /// came back after it failed the test
    Returned,
    /// everybody was told, the label is on it
    Labelled,
    /// somebody verifies it some hours after the clock starts
    Verified,
    /// arrives half an hour after the clock starts
    Arrives,
}

/// The stories of a release in hand.
fn stories(role: Role) -> &'static [Story] {
    match role {
        Role::Blocked => {
            &[Story::Secret, Story::ToldOnce, Story::NoContact, Story::Returned, Story::Quiet]
        }
        Role::Late => &[Story::Labelled],
        Role::Running => &[Story::ToldTwice, Story::PreMerge],
        Role::Act => &[Story::Verified],
        Role::Ready | Role::Watched => &[],
        Role::Waiting => &[Story::Forgotten, Story::DueSoon, Story::Quiet, Story::PreMerge],
        Role::Candidate => &[Story::Quiet, Story::Verified],
        Role::Fresh => &[Story::Quiet, Story::Arrives],
        Role::Ordinary => &[Story::ToldOnce, Story::Quiet, Story::Verified],
    }
}

/// Components, the repositories of their fixes, and what goes wrong there.
const PLACES: [(&str, &str, &str); 10] = [
    ("Etcd", "etcd", "a member does not rejoin after its node was replaced"),
    (
        "Machine Config Operator",
        "machine-config-operator",
        "a pool stays degraded after a rollback",
    ),
    ("Networking / ovn-kubernetes", "ovn-kubernetes", "egress IP is lost when a node reboots"),
    ("Storage", "vmware-vsphere-csi-driver", "volumes stay attached after a node was deleted"),
    ("Management Console", "console", "the list of operators is empty for users without a project"),
    ("oauth-apiserver", "oauth-apiserver", "login loops when the identity provider answers late"),
    ("kube-apiserver", "cluster-kube-apiserver-operator", "certificates are renewed too late"),
    ("Image Registry", "image-registry", "pruning stops at a manifest without layers"),
    ("Installer", "installer", "destroy leaves a load balancer behind"),
    ("Node / Kubelet", "kubernetes", "a pod with a device plugin is never restarted"),
];

/// Bugs that a release fixes, oldest first.
pub(super) fn bugs(window: &Window, release: &Release) -> Vec<Issue> {
    let stories = if release.step == 0 { stories(release.role) } else { &[] };
    let all = keys(release);
    // The stories lie scattered among bugs that were verified long ago.
    let every = (all.len() / (stories.len() + 1)).max(1);
    let story = |nth: usize| {
        let place = nth.checked_sub(1).filter(|place| place % every == 0)? / every;
        stories.get(place).copied()
    };
    let made = |(nth, key): (usize, String)| bug(window, release, key, story(nth));
    all.into_iter().enumerate().map(made).collect()
}

fn bug(window: &Window, release: &Release, key: String, story: Option<Story>) -> Issue {
    let mut dice = Dice::of(mix(window.seed, "bug"), &key);
    let pick = |dice: &mut Dice, from: &std::ops::Range<usize>| {
        let nth = dice.between(from.start as i64, from.end as i64);
        usize::try_from(nth).ok().and_then(|nth| PEOPLE.get(nth))
    };
    let contact = match story {
        Some(Story::NoContact) => None,
        // Those who are to climb to the manager have one that Jira can find.
        Some(Story::Forgotten | Story::Secret | Story::Labelled | Story::ToldTwice) => {
            pick(&mut dice, &(0..6))
        }
        _ => pick(&mut dice, &VERIFIERS),
    };
    let fixer = pick(&mut dice, &FIXERS);
    let reporter = pick(&mut dice, &VERIFIERS);
    let nth = dice.between(0, PLACES.len() as i64);
    let place = usize::try_from(nth).ok().and_then(|nth| PLACES.get(nth));
    let (component, repo, wrong) = place.copied().unwrap_or(("Etcd", "etcd", "it stops"));
    let secret = story == Some(Story::Secret);
    let cve = secret || (story.is_none() && dice.chance(0.08));
    let arrives = arrives(window, release, story, &mut dice);
    let priority = dice.pick(&["Normal", "Major", "Major", "Critical", "Minor"]);
    let mut labels = vec!["jira-backport".to_owned()];
    let mut summary = format!("{component}: {wrong}");
    if cve {
        let number = format!("CVE-2026-{}", 20_000 + dice.between(0, 9_000));
        labels.push(number.clone());
        labels.push("SecurityTracking".to_owned());
        summary = format!("{number} {repo}: a crafted request reads what it must not");
    }
    let made = arrives - dice.between(6 * DAY, 30 * DAY);
    let pulls = vec![LinkedPull {
        repo,
        number: 1_000 + mix(3, &key) % 9_000,
        labels: match story {
            Some(Story::PreMerge) => vec!["approved", "jira/valid-bug", "lgtm", "verified"],
            _ if cve => vec!["approved", "jira/valid-bug", "lgtm", "verified", "verified-later"],
            _ => vec!["approved", "jira/valid-bug", "lgtm"],
        },
        merged: timestamp(arrives - 5 * HOUR),
    }];
    let issue = Issue {
        kind: if cve { "Vulnerability" } else { "Bug" },
        summary,
        created: Some(timestamp(made)),
        status: "New",
        priority: if secret { Some("Critical") } else { priority },
        component: Some(component),
        labels,
        secret,
        target: Some(format!("{}.z", release.line.y)),
        release_blocker: dice.chance(0.05).then_some("Approved"),
        cases: dice.chance(0.15),
        qa_contact: contact.map(Person::account),
        assignee: fixer.map(Person::account),
        reporter: reporter.map(Person::account),
        pulls,
        key,
        ..Issue::default()
    };
    let by = Actors { contact, fixer };
    let contacts = Contacts { qa: contact, assignee: fixer, reporter };
    live(window, release, issue, story, arrives, made, &by, &contacts, &mut dice)
}

struct Actors {
    contact: Option<&'static Person>,
    fixer: Option<&'static Person>,
}

/// When it moves to ON_QA for the last time.
fn arrives(window: &Window, release: &Release, story: Option<Story>, dice: &mut Dice) -> i64 {
    let jitter = dice.between(0, 40) * MINUTE;
    let ago = |hours: i64| weekdays_back(window.start, hours * HOUR + jitter);
    match story {
        Some(Story::Quiet) => ago(dice.between(2, 15)),
        Some(Story::DueSoon) => weekdays_back(window.start + 34 * MINUTE, 24 * HOUR),
        Some(Story::ToldOnce) => ago(dice.between(34, 44)),
        Some(Story::ToldTwice) => ago(dice.between(56, 64)),
        Some(Story::Forgotten) => ago(81),
        Some(Story::Secret) => ago(92),
        Some(Story::NoContact) => ago(32),
        Some(Story::PreMerge) => ago(dice.between(18, 40)),
        Some(Story::Returned) => ago(6),
        Some(Story::Labelled) => ago(125),
        Some(Story::Verified) => ago(dice.between(8, 20)),
        Some(Story::Arrives) => window.start + 27 * MINUTE,
        None => release.announced - dice.between(DAY, 9 * DAY),
    }
}

/// So much time on weekdays before a moment; hour by hour, as far as whole hours go.
fn weekdays_back(from: i64, mut time: i64) -> i64 {
    let mut at = from;
    while time > 0 {
        let step = time.min(HOUR);
        at -= step;
        if is_weekday(at) {
            time -= step;
        }
    }
    at
}

#[allow(clippy::too_many_arguments, reason = "one life, told in one place")]
fn live(
    window: &Window,
    release: &Release,
    mut issue: Issue,
    story: Option<Story>,
    arrives: i64,
    made: i64,
    by: &Actors,
    contacts: &Contacts,
    dice: &mut Dice,
) -> Issue {
    let bot = "70121:openshift-bot".to_owned();
    let fixer = by.fixer.map_or_else(|| bot.clone(), Person::account);
    let tester = by.contact.map_or_else(|| bot.clone(), Person::account);
    let step = (arrives - made) / 5;
    let mut moves = vec![
        (made + step, "ASSIGNED", &fixer),
        (made + 2 * step, "POST", &fixer),
        (arrives - 4 * HOUR, "MODIFIED", &bot),
    ];
    if story == Some(Story::Returned) {
        // It was there before, the contact was told, and it failed.
        let before = weekdays_back(arrives, 60 * HOUR);
        moves = vec![
            (made + step, "ASSIGNED", &fixer),
            (before, "ON_QA", &bot),
            (weekdays_back(arrives, 30 * HOUR), "ASSIGNED", &tester),
            (arrives - 4 * HOUR, "MODIFIED", &bot),
        ];
    }
    moves.push((arrives, "ON_QA", &bot));
    let verified = match story {
        None => Some(arrives + dice.between(3 * HOUR, 20 * HOUR)),
        Some(Story::Verified) => Some(window.start + dice.between(50, 300) * MINUTE),
        Some(_) => None,
    };
    if let Some(at) = verified {
        moves.push((at, "Verified", &tester));
    }
    if release.step < 0 {
        moves.push((release.due + 18 * HOUR, "Closed", &bot));
    }
    moves.sort_by_key(|(at, ..)| *at);
    let mut status = issue.status;
    for (at, to, who) in moves {
        let (from, to) = (Some(status.to_owned()), {
            status = to;
            Some(to.to_owned())
        });
        issue.changes.push(Change {
            at: timestamp(at),
            by: who.clone(),
            field: "status",
            from,
            to,
        });
    }
    if let Some(wait) = story {
        remind(window, &mut issue, wait, arrives, verified, contacts);
    }
    issue.changes.sort_by_key(|change| change.at);
    issue.comments.sort_by_key(|comment: &Comment| comment.at);
    issue
}

/// Lets the notifier look at a bug for as long as it waits.
fn remind(
    window: &Window,
    issue: &mut Issue,
    story: Story,
    arrives: i64,
    verified: Option<i64>,
    contacts: &Contacts,
) {
    if story == Story::PreMerge {
        return;
    }
    let until = verified.unwrap_or(window.closes).min(window.closes);
    // Of this one the notifier never comes to the manager while anybody watches.
    let blind = (story == Story::Forgotten).then(|| window.start + 9 * HOUR);
    let mut told = Vec::new();
    if story == Story::Returned {
        let before = weekdays_back(arrives, 60 * HOUR);
        told = notifier::watch(before, weekdays_back(arrives, 30 * HOUR), None, contacts);
    }
    told.extend(notifier::watch(arrives, until, blind, contacts));
    for deed in told {
        match deed {
            notifier::Deed::Writes(comment) => issue.comments.push(comment),
            notifier::Deed::Labels(at) => {
                let before = issue.labels.join(" ");
                issue.changes.push(Change {
                    at: timestamp(at),
                    by: notifier::ACCOUNT.to_owned(),
                    field: "labels",
                    to: Some(format!("{before} {PENDING}")),
                    from: Some(before),
                });
            }
        }
    }
}
