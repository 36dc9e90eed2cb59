//! Tables of cases for state words, reasons, dates, activity, facts and the order of the list.

use std::cmp::Ordering;

use super::fixtures::{FRIDAY, MONDAY, Made, OWNED, PIPELINE, RELEASE, at, results};
use super::{Activity, FlowKind, StateWord, Weight, list_order};
use crate::domain::acceptance::BuildState;
use crate::domain::arch::Arch;
use crate::domain::assemblies::{Assembly, Shipment};
use crate::domain::builds::{ArchPhase, Phase};
use crate::domain::complaint::Complaint;
use crate::domain::tracking::Tracked;

fn complaint() -> Complaint {
    Complaint { path: "a.yaml".to_owned(), place: "line 3".to_owned(), what: "not YAML".to_owned() }
}

/// A release whose StateBox gives nothing.
fn announced() -> Made {
    let mut made = Made::fresh();
    (made.statebox, made.changed, made.tracked) = (None, None, Some(Tracked::default()));
    made
}

fn broken() -> Made {
    let mut made = announced();
    made.broken = Some(complaint());
    made
}

fn unread() -> Made {
    let mut made = announced();
    made.z_stream_read = false;
    made
}

/// Everything but the approval.
fn ready() -> Made {
    Made::fresh().tasks("all pass").without("change-advisory-status").promoted_on_amd64()
}

const WAITS: &str = "stage-testing fail: x: ERROR: Stage release failed with status created";
const WATCHES: &str =
    "change-advisory-status fail: x: ERROR: timed out\nx: INFO: Scheduler is already running";

/// A release, when, its word, its NOW, and the beginning of its first reason.
type Row = (Made, &'static str, StateWord, &'static str, &'static str);

fn words() -> Vec<Row> {
    use StateWord::*;
    let note = || Made::fresh().issue(false, "slow", &[]);
    let stage = format!(
        "{OWNED}; push-to-cdn-staging pass; image-consistency-check pass; stage-testing run: {PIPELINE}"
    );
    let asynchronous = format!(
        "{OWNED}; push-to-cdn-staging pass; image-consistency-check pass; stage-testing pass"
    );
    vec![
        (unread(), FRIDAY, Unknown, "not read yet", "never fetched"),
        (broken(), FRIDAY, Unknown, "file unreadable", "its StateBox file cannot be read"),
        (Made::fresh().tasks("all pass"), MONDAY, Ready, "waiting to ship", "approval passed"),
        // approved counts before anything that is still open
        (
            Made::fresh().tasks("all pass; stage-testing fail: x").issue(true, "b", &[]),
            MONDAY,
            Ready,
            "waiting to ship",
            "approval passed",
        ),
        (
            Made::fresh().issue(true, "NEW_FILES", &["push-to-cdn-staging"]),
            FRIDAY,
            Blocked,
            "push-to-cdn",
            "blocker open on push-to-cdn-staging",
        ),
        (
            Made::fresh().issue(true, "withdrawn?", &[]),
            FRIDAY,
            Blocked,
            "open blocker",
            "blocker open on the whole release",
        ),
        (
            Made::fresh().tasks(OWNED).tasks("stage-testing fail: it broke"),
            FRIDAY,
            Blocked,
            "stage-testing",
            "stage-testing failed",
        ),
        (announced(), FRIDAY, NotStarted, "needs an owner", "announced, no StateBox yet"),
        (note(), FRIDAY, NotStarted, "needs an owner", "ownership not taken"),
        (
            Made::fresh().tasks("check-cve-tracker-bug pass"),
            FRIDAY,
            NotStarted,
            "needs an owner",
            "ownership not taken",
        ),
        (
            Made::fresh().tasks("take-ownership pass"),
            FRIDAY,
            Act,
            "cve-tracker-bug",
            "check-cve-tracker-bug can be started",
        ),
        (ready(), MONDAY, Act, "your approval", "your approval"),
        (
            ready().without("analyze-promoted-build").results(BuildState::Rejected),
            MONDAY,
            Act,
            "your judgement",
            "analyze-promoted-build has to be judged",
        ),
        // accepted results open the gate, but the judgement is a task of its own
        (
            ready().without("analyze-promoted-build").results(BuildState::Accepted),
            MONDAY,
            Act,
            "your judgement",
            "analyze-promoted-build has to be judged",
        ),
        // something runs, but a person could start the push meanwhile
        (
            Made::fresh().tasks(OWNED).tasks("stage-testing run"),
            FRIDAY,
            Act,
            "push-to-cdn",
            "push-to-cdn-staging can be started",
        ),
        (
            Made::fresh().tasks(&stage),
            FRIDAY,
            Running,
            "stage-testing",
            "stage-testing in progress",
        ),
        (
            Made::fresh().tasks(OWNED).tasks("push-to-cdn-staging run; stage-testing run"),
            FRIDAY,
            Running,
            "stage-testing +1",
            "push-to-cdn-staging in progress",
        ),
        // a recorded Fail that is a wait blocks nothing
        (
            Made::fresh()
                .tasks(OWNED)
                .tasks("push-to-cdn-staging pass")
                .tasks(WAITS)
                .promoted_on_amd64(),
            FRIDAY,
            Waiting,
            "stage-release",
            "stage-testing waits for the stage-release pipeline",
        ),
        (
            ready().tasks(WATCHES),
            MONDAY,
            Waiting,
            "metadata URL",
            "change-advisory-status waits for the payload metadata URL",
        ),
        (
            Made::fresh().tasks(OWNED).tasks("push-to-cdn-staging pass").phase(ArchPhase::Absent),
            FRIDAY,
            Waiting,
            "build promotion",
            "GATE build promoted is shut",
        ),
        (
            Made::fresh().tasks(OWNED).tasks("push-to-cdn-staging pass"),
            FRIDAY,
            Waiting,
            "build promotion?",
            "it is not known whether GATE build promoted is open",
        ),
        (
            Made::fresh().tasks(&asynchronous).promoted_on_amd64(),
            FRIDAY,
            Waiting,
            "result file",
            "GATE promoted acceptable is shut",
        ),
        (
            Made::fresh().tasks(&asynchronous).promoted_on_amd64().results(BuildState::Open),
            FRIDAY,
            Waiting,
            "test jobs",
            "GATE promoted acceptable is shut",
        ),
        (ready(), FRIDAY, Waiting, "approval from 10 Mar", "change-advisory-status is next"),
    ]
}

#[test]
fn the_first_word_that_fits_is_the_word_and_it_has_its_reason() {
    for (made, now, word, cell, first) in words() {
        let found = made.assess(now);
        let tasks: Vec<String> = made
            .statebox
            .iter()
            .flat_map(|statebox| &statebox.tasks)
            .map(|task| format!("{} {:?}", task.name, task.status))
            .collect();
        assert_eq!(found.state, word, "{tasks:?}: {:?}", found.reasons);
        assert_eq!(found.now.what, cell, "{tasks:?}");
        assert!(found.reasons[0].what.starts_with(first), "{tasks:?}: {:?}", found.reasons);
    }
}

#[test]
fn what_weighs_on_a_release_is_said_beside_its_word() {
    let says = |made: &Made, now: &str, weight: Weight, what: &str| {
        let reasons = made.assess(now).reasons;
        let found =
            reasons.iter().any(|reason| reason.weight == weight && reason.what.starts_with(what));
        assert!(found, "{what}: {reasons:?}");
    };
    let mut rejected = ready();
    rejected.phases[Arch::S390x.index()] = ArchPhase::Known(Phase::Rejected);
    says(&rejected, MONDAY, Weight::Failed, "s390x payload Rejected");
    says(
        &Made::fresh().tasks("all pass").issue(true, "b", &[]),
        MONDAY,
        Weight::Blocked,
        "blocker open",
    );
    says(&ready().issue(false, "slow\nmore", &[]), MONDAY, Weight::Attention, "open issue: slow");
    let failed = WAITS.replace("created", "failed");
    says(
        &Made::fresh().tasks(OWNED).tasks(&failed),
        FRIDAY,
        Weight::Attention,
        "GATE stage-release is shut by a failure",
    );
    let mut error = ready().without("analyze-promoted-build").results(BuildState::Rejected);
    error.promoted.as_mut().unwrap().1.jobs[2].has_error = true;
    says(&error, MONDAY, Weight::Attention, "1 job of the promoted build had a Prow error");
    let ready = Made::fresh().tasks("all pass").assess(MONDAY);
    assert!(ready.reasons[0].detail.contains("not checked live"));
}

#[test]
fn an_open_note_is_not_a_blocker() {
    let made = ready().issue(false, "slow lab", &["stage-testing"]);
    let found = made.assess(MONDAY);
    assert_eq!((found.state, found.has_open_note), (StateWord::Act, true));
    assert!(!ready().assess(MONDAY).has_open_note);
}

#[test]
fn a_release_is_late_from_the_day_after_its_date_until_it_is_approved() {
    let due =
        |made: &Made, now: &str| made.assess(now).due.map(|due| (due.days, due.late)).unwrap();
    assert_eq!(due(&ready(), MONDAY), (1, false));
    assert_eq!(due(&ready(), "2031-03-11T00:00:00Z"), (0, false));
    assert_eq!(due(&ready(), "2031-03-11T23:59:59Z"), (0, false));
    assert_eq!(due(&ready(), "2031-03-12T00:00:00Z"), (-1, true));
    assert_eq!(due(&Made::fresh().tasks("all pass"), "2031-03-13T00:00:00Z"), (-2, false));
    let mut undated = Made::fresh();
    undated.statebox.as_mut().unwrap().metadata.release_date = None;
    assert_eq!(undated.assess(MONDAY).due, None);
    let assembly =
        Assembly { release_date: Some("2031-03-12".parse().unwrap()), ..Assembly::default() };
    undated.assembly = Some(assembly);
    assert_eq!(due(&undated, MONDAY), (2, false));
}

#[test]
fn a_release_stays_on_the_list_until_it_is_over() {
    use Activity::*;
    let approved = || Made::fresh().tasks("all pass");
    let undated = |mut made: Made| {
        made.statebox.as_mut().unwrap().metadata.release_date = None;
        made
    };
    let newest = |release: &str, mut made: Made| {
        made.newest = Some(release.parse().unwrap());
        made
    };
    let mut planned = announced();
    planned.assembly =
        Some(Assembly { release_date: Some("2031-03-11".parse().unwrap()), ..Assembly::default() });
    let mut tested = announced();
    tested.promoted = Some(results(RELEASE, BuildState::Accepted));
    // last change 2031-03-07 11:00, date 2031-03-11
    let cases = [
        (approved(), "2031-03-12T23:59:59Z", Active),
        (approved(), "2031-03-13T00:00:00Z", Done),
        (undated(approved()), "2031-03-08T23:00:00Z", Active),
        (undated(approved()), "2031-03-09T00:00:00Z", Done),
        (ready(), "2031-03-20T00:00:00Z", Active),
        (ready(), "2031-04-06T11:00:00Z", Active),
        (ready(), "2031-04-06T11:00:01Z", Stopped),
        (undated(ready()), "2031-04-06T11:00:01Z", Stopped),
        (Made::fresh().issue(true, "withdrawn", &[]), "2031-06-01T00:00:00Z", Stopped),
        (broken(), "2031-06-01T00:00:00Z", Active),
        (announced(), FRIDAY, Active),
        (newest("4.98.2", announced()), FRIDAY, Active),
        (newest("4.98.4", announced()), FRIDAY, Historic),
        (tested.clone(), "2031-04-06T08:30:00Z", Active),
        (tested, "2031-04-06T08:30:01Z", Historic),
        (planned.clone(), "2031-04-01T00:00:00Z", Active),
        (planned, "2031-04-11T00:00:00Z", Historic),
        // an older one of the y-stream that is still under way
        (newest("4.98.4", Made::fresh()), FRIDAY, Active),
        // a candidate is older than the release it leads to, and nobody tracks it
        (newest("4.98.0-rc.3", Made::fresh()), FRIDAY, Active),
        (newest("4.98.0-rc.3", announced()), FRIDAY, Active),
    ];
    for (made, now, activity) in cases {
        let found = made.assess(now);
        assert_eq!(found.activity, activity, "{now} {:?} {:?}", found.state, found.due);
    }
    let mut later = ready();
    later.statebox.as_mut().unwrap().metadata.release_date = Some("2031-10-01".parse().unwrap());
    assert_eq!(later.assess("2031-06-01T00:00:00Z").activity, Active, "its date is still to come");
}

#[test]
fn contradictions_name_both_sides() {
    let build_data = |change: fn(&mut Assembly)| {
        let mut made = Made::fresh();
        let mut assembly = Assembly {
            release_jira: Some("ART-90001".to_owned()),
            release_date: Some("2031-03-11".parse().unwrap()),
            shipment: Some(Shipment {
                url: made.statebox.as_ref().unwrap().metadata.shipment_mr.clone(),
            }),
            ..Assembly::default()
        };
        change(&mut assembly);
        made.assembly = Some(assembly);
        made
    };
    let judged = |tasks: &str, state| Made::fresh().tasks(tasks).results(state);
    let mut placeholder = build_data(|_| {});
    placeholder.statebox.as_mut().unwrap().metadata.jira_ticket = Some("ART-0".to_owned());
    let mut miscounted = Made::fresh().results(BuildState::Accepted);
    miscounted.promoted.as_mut().unwrap().1.accepted = false;
    let cases = [
        (build_data(|_| {}), ""),
        (
            build_data(|data| data.release_date = Some("2031-03-12".parse().unwrap())),
            "date: StateBox says 2031-03-11, build data says 2031-03-12",
        ),
        (
            build_data(|data| data.release_jira = Some("ART-2".to_owned())),
            "ticket: StateBox says ART-90001, build data says ART-2",
        ),
        (
            build_data(|data| {
                data.shipment =
                    Some(Shipment { url: Some("https://x/merge_requests/9".to_owned()) })
            }),
            "shipment MR: StateBox says https://gitlab.example.com/g/p/-/merge_requests/77, build data says https://x/merge_requests/9",
        ),
        (placeholder, "the StateBox's ticket ART-0 is a placeholder, the real one is ART-90001"),
        (
            judged("analyze-promoted-build pass: all good", BuildState::Rejected),
            "analyze-promoted-build: StateBox says pass, record file says rejected",
        ),
        (
            judged("analyze-promoted-build pass: GCP failed, quota, waived", BuildState::Rejected),
            "",
        ),
        (
            judged("analyze-promoted-build fail: bug", BuildState::Accepted),
            "analyze-promoted-build: StateBox says fail, record file says accepted",
        ),
        (judged("analyze-promoted-build pass: by hand", BuildState::Promoted), ""),
        (miscounted, "4.98.3: record file says accepted, its runs say rejected"),
        (
            Made::fresh().results(BuildState::Accepted).phase(ArchPhase::Known(Phase::Rejected)),
            "phase: release controller says Rejected, record file says Accepted",
        ),
    ];
    for (made, expected) in cases {
        let found = made.assess(FRIDAY).facts.contradictions;
        let expected: Vec<&str> =
            Some(expected).into_iter().filter(|text| !text.is_empty()).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn facts_come_from_the_statebox_first_and_then_from_build_data() {
    let mut made = Made::fresh();
    let facts = made.assess(FRIDAY).facts;
    assert_eq!(facts.shipment.as_deref(), Some("!77"));
    assert_eq!(made.assess(FRIDAY).flow_kind, Some(FlowKind::Konflux));
    let own = &mut made.statebox.as_mut().unwrap().metadata;
    (own.jira_ticket, own.shipment_mr) = (None, None);
    assert_eq!(made.assess(FRIDAY).flow_kind, None, "a StateBox without an MR proves nothing");
    made.assembly =
        Some(Assembly { release_jira: Some("ART-2".to_owned()), ..Assembly::default() });
    let found = made.assess(FRIDAY);
    assert_eq!(found.flow_kind, Some(FlowKind::Errata));
    assert_eq!(found.facts.jira_ticket.as_deref(), Some("ART-2"));
    assert_eq!(found.facts.shipment, None);
    // as ART writes it before there is a merge request: the flow is known, its address is not
    made.assembly =
        Some(Assembly { shipment: Some(Shipment { url: None }), ..Assembly::default() });
    let found = made.assess(FRIDAY);
    assert_eq!(found.flow_kind, Some(FlowKind::Konflux));
    assert_eq!(found.facts.shipment_url, None);
}

#[test]
fn jobs_are_those_of_the_build_that_matters_now() {
    let candidate = "4.98.0-0.nightly-2031-03-03-081500";
    let mut made = Made::fresh();
    made.candidate = Some(results(candidate, BuildState::Accepted));
    let cell = |made: &Made| {
        let jobs = made.assess(FRIDAY).jobs;
        (jobs.build.map(|build| build.0), jobs.passed, jobs.required.unwrap())
    };
    assert_eq!(cell(&made), (Some(candidate.to_owned()), 3, 3));
    made = made.promoted_on_amd64();
    assert_eq!(cell(&made), (None, 0, 0), "promoted, and its result file is not there yet");
    made = made.results(BuildState::Open);
    assert_eq!(cell(&made), (Some(RELEASE.to_owned()), 2, 3));
}

#[test]
fn only_tracked_tasks_that_are_through_are_counted() {
    let made = Made::fresh().tasks("create-test-report pass; take-ownership pass; update-bug-list pass; stage-testing pass: waived; image-consistency-check fail: x");
    assert_eq!(made.assess(FRIDAY).passed, Some(2));
    assert_eq!(Made::fresh().tasks("all pass").assess(FRIDAY).passed, Some(9));
    assert_eq!(unread().assess(FRIDAY).passed, None, "nothing read is not nothing passed");
}

#[test]
fn issues_are_sorted_open_first_and_blockers_first() {
    let mut made = Made::fresh().issue(false, "note", &[]).issue(true, "blocker", &[]).issue(
        true,
        "done",
        &[],
    );
    made.statebox.as_mut().unwrap().issues[2].resolved = true;
    let texts: Vec<String> =
        made.assess(FRIDAY).issues.into_iter().map(|issue| issue.text).collect();
    assert_eq!(texts, ["blocker", "note", "done"]);
}

#[test]
fn the_list_is_sorted_by_attention_then_date_then_version() {
    let version = |version: &str, date: &str, made: Made, now: &str| {
        let mut made = made;
        made.statebox.as_mut().unwrap().metadata.release_date = Some(date.parse().unwrap());
        let mut found = made.assess(now);
        found.release = version.parse().unwrap();
        found
    };
    let blocked = || ready().issue(true, "b", &[]);
    let list = [
        version("4.97.1", "2031-03-10", blocked(), MONDAY),
        version("4.98.9", "2031-03-11", blocked(), MONDAY),
        version("4.98.3", "2031-03-11", blocked(), MONDAY),
        version("4.96.1", "2031-03-09", ready(), MONDAY),
        version("4.95.1", "2031-03-09", Made::fresh(), MONDAY),
        version("4.94.1", "2031-03-10", Made::fresh().tasks("all pass"), MONDAY),
        version("4.99.1", "2031-03-01", Made::fresh().tasks("all pass"), MONDAY),
    ];
    for (n, one) in list.iter().enumerate() {
        for other in list.iter().skip(n + 1) {
            assert_eq!(list_order(one, other), Ordering::Less, "{} {}", one.release, other.release);
            assert_eq!(list_order(other, one), Ordering::Greater);
        }
    }
    assert_eq!(list.last().unwrap().activity, Activity::Done, "what is over comes last");
}

#[test]
fn no_moment_and_no_gap_makes_a_release_without_a_reason() {
    for (made, ..) in words() {
        for now in
            ["1970-01-01T00:00:00Z", FRIDAY, MONDAY, "2031-03-12T00:00:00Z", "9999-12-30T00:00:00Z"]
        {
            let found = made.assess(now);
            assert!(found.reasons.iter().all(|reason| !reason.what.is_empty()), "{now}");
            assert!(!found.reasons.is_empty() && found.now.what.chars().count() <= 22, "{now}");
        }
    }
    assert_eq!(at(FRIDAY).to_string(), FRIDAY);
}
