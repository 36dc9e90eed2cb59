//! Bugs for the tests of drawing: one for each way to stand on the ladder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::outside::Heard;
use super::{at, minutes_ago, now, ordinary, week};
use crate::domain::bugs::{Addressee, Bug, Bugs, Notice, Person, PreMerge, Pull};
use crate::domain::escalation::PENDING;
use crate::domain::managers::{LookedUp, Manager, Managers};
use crate::domain::source::Source;
use crate::domain::time::Timestamp;
use crate::domain::trouble::Trouble;
use crate::store::{News, Snapshot};

/// Somebody with a visible e-mail.
pub fn person(name: &str) -> Person {
    let email = Some(format!("{name}@example.com"));
    Person { account: format!("5b10:{name}"), name: name.to_owned(), email, active: true }
}

fn plain(number: u32, y: &str, priority: &str, component: &str, contact: &str, on_qa: &str) -> Bug {
    Bug {
        key: format!("OCPBUGS-{number}"),
        summary: format!("{component} does not come back after an upgrade"),
        status: "ON_QA".to_owned(),
        priority: Some(priority.to_owned()),
        component: Some(component.to_owned()),
        target: BTreeSet::from([y.parse().unwrap()]),
        qa_contact: (!contact.is_empty()).then(|| person(contact)),
        assignee: Some(person("h.arendt")),
        reporter: Some(person("c.lum")),
        on_qa: Some(at(on_qa)),
        ..Bug::default()
    }
}

/// A bug with notices: `("25 09:10", "qa")`, with `lead`, `mgr`, `dev`, `reporter` beside it.
fn told(mut bug: Bug, notices: &[(&str, &str)]) -> Bug {
    let contact = bug.qa_contact.as_ref().map_or("nobody", |person| person.short()).to_owned();
    for (when, to) in notices {
        let (to, whom) = match *to {
            "qa" => (Addressee::QaContact, contact.as_str()),
            "lead" => (Addressee::TeamLead, contact.as_str()),
            "mgr" => (Addressee::Manager, "b.stark"),
            "dev" => (Addressee::Assignee, "h.arendt"),
            _ => (Addressee::Reporter, "c.lum"),
        };
        bug.notices.push(Notice { to, at: at(when), mentions: vec![person(whom).account] });
    }
    bug
}

fn linked(mut bug: Bug, pull: &str, verified: Option<PreMerge>) -> Bug {
    bug.pulls.push(Pull { name: pull.to_owned(), verified });
    bug
}

/// The list, as of Wed 25 Mar 14:07 UTC.
pub fn bugs() -> Bugs {
    let mut cve = told(
        plain(81_107, "4.20", "Critical", "kernel", "o.adeyemi", "19 21:05"),
        &[("20 21:10", "qa"), ("23 21:12", "lead"), ("24 21:15", "mgr")],
    );
    cve.summary = "CVE-2026-20417 kernel: use after free".to_owned();
    cve.labels.insert("CVE-2026-20417".to_owned());
    cve.restricted = true;
    let cve = linked(cve, "openshift/kernel-rpm#1840", Some(PreMerge::Later));
    let mut customer = plain(81_144, "4.18", "Major", "registry", "l.moreau", "25 03:30");
    customer.customer_case = true;
    let mut labelled = told(
        plain(81_009, "4.19", "Normal", "oauth", "t.vance", "17 08:00"),
        &[("18 09:00", "qa"), ("19 09:30", "lead"), ("20 10:00", "mgr")],
    );
    labelled.labels.insert(PENDING.to_owned());
    let mut without_history = plain(81_222, "4.21", "Normal", "dns", "t.vance", "20 08:00");
    without_history.on_qa = None;
    let mut elsewhere = plain(81_230, "4.13", "Minor", "samples", "j.ito", "25 10:00");
    elsewhere.target = BTreeSet::from(["4.13".parse().unwrap()]);
    let mut left_over = plain(81_199, "4.16", "Minor", "console", "j.ito", "24 20:00");
    left_over.labels.insert(PENDING.to_owned());
    let all = vec![
        // nobody told the manager
        told(
            plain(81_042, "4.17", "Major", "machine-config", "j.ito", "20 10:50"),
            &[("23 10:55", "qa"), ("24 11:00", "lead")],
        ),
        // the first rung is near
        plain(81_104, "4.17", "Major", "etcd", "m.okello", "24 15:10"),
        // the second rung counts
        told(
            plain(81_061, "4.20", "Normal", "storage", "m.okello", "23 18:10"),
            &[("24 18:20", "qa")],
        ),
        // CVE, restricted: the label is next
        cve,
        customer,
        // the manager's rung counts
        told(
            plain(81_075, "4.19", "Major", "kubelet", "t.vance", "23 05:00"),
            &[("24 05:10", "qa"), ("25 05:20", "lead")],
        ),
        // nobody verifies it: the assignee was told instead
        told(plain(81_088, "4.20", "Normal", "oauth", "", "24 07:05"), &[("25 07:10", "dev")]),
        // nobody verifies it, and the assignee knows since the first rung
        told(plain(81_090, "4.20", "Normal", "installer", "", "20 08:00"), &[("23 08:10", "dev")]),
        // came back to ON_QA: older notices do not count
        told(
            plain(81_133, "4.20", "Normal", "storage", "t.vance", "25 12:10"),
            &[("10 12:00", "qa"), ("11 12:00", "lead")],
        ),
        // everything was done, and nothing helped
        labelled,
        left_over,
        without_history,
        elsewhere,
        // verified before the merge
        linked(
            plain(81_150, "4.17", "Minor", "docs", "j.ito", "23 08:00"),
            "openshift/origin#30211",
            Some(PreMerge::Verified),
        ),
        // nobody could read the labels of its pull request
        linked(
            plain(81_151, "4.19", "Normal", "network", "j.ito", "25 08:00"),
            "openshift/ovn-kubernetes#2207",
            None,
        ),
    ];
    let mut all: Vec<Arc<Bug>> = all.into_iter().map(Arc::new).collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    let asked = all.iter().flat_map(|bug| bug.target.iter().copied()).collect();
    Bugs { bugs: all, asked, gaps: vec!["OCPBUGS-81250 is hidden from this account".to_owned()] }
}

/// The directory as it answered this morning.
pub fn managers() -> Managers {
    let boss =
        |uid: &str| Manager { uid: uid.to_owned(), email: Some(format!("{uid}@example.com")) };
    let of = [
        ("o.adeyemi", Some("b.stark")),
        ("j.ito", Some("b.stark")),
        ("m.okello", Some("n.weiss")),
        ("t.vance", None),
        ("h.arendt", Some("n.weiss")),
    ];
    let looked_up = |(name, manager): (&str, Option<&str>)| {
        let entry = LookedUp { manager: manager.map(boss), at: at("25 08:00") };
        (format!("{name}@example.com"), entry)
    };
    Managers { of: of.into_iter().map(looked_up).collect::<BTreeMap<_, _>>() }
}

fn heard() -> Heard {
    let mut heard = Heard::all(&week::outside(), ordinary);
    heard.event(Source::Bugs, minutes_ago(6), Ok(News::Bugs(Arc::new(bugs()))), None);
    let managers = News::Managers(Arc::new(managers()));
    heard.event(Source::Managers, minutes_ago(6), Ok(managers), None);
    heard
}

/// The release week with its bugs.
pub fn week_with_bugs() -> Snapshot {
    heard().snapshot_at(now())
}

/// The same bugs at another moment: a weekend, a later day.
pub fn week_with_bugs_at(moment: Timestamp) -> Snapshot {
    heard().snapshot_at(moment)
}

/// The week without a bug in ON_QA, as Jira says.
pub fn week_without_bugs() -> Snapshot {
    let mut heard = Heard::all(&week::outside(), ordinary);
    let none = Bugs { asked: bugs().asked, ..Bugs::default() };
    heard.event(Source::Bugs, minutes_ago(6), Ok(News::Bugs(Arc::new(none))), None);
    heard.snapshot()
}

/// The week with its bugs, and Jira is in trouble since.
pub fn week_with_bugs_and(trouble: &Trouble) -> Snapshot {
    let mut heard = heard();
    heard.trouble(Source::Bugs, trouble);
    heard.snapshot()
}

#[test]
fn the_sample_has_every_way_to_stand_on_the_ladder() {
    use crate::domain::escalation::{Rung, StepState};
    let snapshot = week_with_bugs();
    let row = |row: &Arc<crate::store::BugRow>| {
        let state = |rung: Rung| match row.ladder.climb().map(|climb| climb.step(rung).state) {
            None => "–",
            Some(StepState::Sent { .. } | StepState::Set) => "✓",
            Some(StepState::Met { again: false, .. }) => "!",
            Some(StepState::Met { .. }) => "%",
            Some(StepState::Counting { .. }) => "▶",
            Some(StepState::Late { .. }) => "L",
            Some(StepState::Later) => "·",
        };
        let release = row.of().map_or("?".to_owned(), |release| release.to_string());
        let steps = Rung::ALL.map(state).concat();
        format!("{} {release} {steps} {:?}", row.bug.key, row.weight)
    };
    let rows: Vec<String> = snapshot.board.bugs.iter().map(row).collect();
    assert_eq!(
        rows,
        [
            "OCPBUGS-81042 4.17.52 ✓✓L· Late",
            "OCPBUGS-81104 4.17.52 ▶··· Heed",
            "OCPBUGS-81061 4.20.17 ✓▶·· Ordinary",
            "OCPBUGS-81199 4.16.59 ▶··· Ordinary",
            "OCPBUGS-81107 4.20.17 ✓✓✓▶ Heed",
            "OCPBUGS-81144 4.18.36 ▶··· Ordinary",
            "OCPBUGS-81075 4.19.27 ✓✓▶· Ordinary",
            "OCPBUGS-81088 4.20.17 !▶·· Heed",
            "OCPBUGS-81151 4.19.27 ▶··· Ordinary",
            "OCPBUGS-81090 4.20.17 !%%▶ Heed",
            "OCPBUGS-81230 ? ▶··· Ordinary",
            "OCPBUGS-81133 4.20.17 ▶··· Ordinary",
            "OCPBUGS-81222 4.21.7 –––– Heed",
            "OCPBUGS-81009 4.19.27 ✓✓✓✓ Heed",
            "OCPBUGS-81150 4.17.52 –––– Untimed",
        ]
    );
    let own = |release: &str| {
        crate::store::bug_rows::summary(&snapshot.board.bugs, super::release(release))
    };
    let late = own("4.17.52");
    assert_eq!((late.count, late.untimed, late.late), (3, 1, 1));
    assert_eq!((late.reached, late.next.map(|next| next.late)), (Some(Rung::Lead), Some(true)));
}
