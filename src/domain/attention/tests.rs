//! Tables of cases for the attention list.

use super::{Attention, AttentionKind, in_list_order};
use crate::domain::acceptance::{BuildState, Completeness};
use crate::domain::complaint::Complaint;
use crate::domain::durations::Typical;
use crate::domain::releases::fixtures::{FRIDAY, MONDAY, Made, OWNED, PIPELINE, results};
use crate::domain::tasks::TaskName;
use crate::domain::time::SignedDuration;
use crate::domain::verdict::Verdict;

fn shown(made: &Made, now: &str) -> Vec<String> {
    let list = made.assess(now).attention;
    list.iter().map(|entry| format!("{} ({})", entry.what, entry.who)).collect()
}

#[test]
fn each_kind_of_fact_makes_its_entry() {
    let base = || Made::fresh().tasks(OWNED).tasks("push-to-cdn-staging pass");
    let running = |text: &str| {
        base().tasks(&format!("image-consistency-check pass; stage-testing run: {text}"))
    };
    let job = |change: fn(&mut crate::domain::verdict::Judged)| {
        let mut made = base()
            .promoted_on_amd64()
            .tasks(&format!("image-consistency-check run: {PIPELINE}; stage-testing run"))
            .results(BuildState::Rejected);
        change(&mut made.promoted.as_mut().unwrap().1.jobs[2]);
        made
    };
    let mut incomplete =
        base().results(BuildState::Open).tasks("image-consistency-check run; stage-testing run");
    incomplete.promoted.as_mut().unwrap().1.completeness =
        Completeness::Incomplete { present: 3, expected: 5 };
    let mut slow = running(PIPELINE);
    let hours = SignedDuration::from_hours;
    let typical =
        Typical { p10: hours(1), p50: hours(2), p90: SignedDuration::from_mins(150), n: 9 };
    slow.durations.tasks.insert(TaskName::StageTesting, typical);
    let mut broken = Made::fresh();
    broken.statebox = None;
    broken.broken = Some(Complaint {
        path: "p".to_owned(),
        place: "line 3".to_owned(),
        what: "not YAML".to_owned(),
    });
    let failed_pipeline = "stage-testing fail: x: ERROR: Stage release failed with status failed";
    let cases = [
        (Made::fresh(), FRIDAY, "needs an owner: take-ownership (you)"),
        (base().tasks("stage-testing fail: it broke"), FRIDAY, "stage-testing failed: it broke (you)"),
        (base().issue(true, "Advisories in abnormal state (NEW_FILES instead of QE): 9", &["push-to-cdn-staging"]), FRIDAY, "blocker open: Advisories in abnormal state (NEW_FILES instead of QE): 9 (ART)"),
        (base().issue(true, "the lab burns\nstill", &[]), FRIDAY, "blocker open: the lab burns (you)"),
        (Made::fresh().tasks("all pass").without("change-advisory-status"), MONDAY, "every gate is open: your approval, advisories to REL_PREP (you)"),
        (job(|_| {}), FRIDAY, "judge the promoted build: record file: not accepted, jobs 2/3, has to be judged (you)"),
        (job(|_| {}), FRIDAY, "job failed in 1 runs: stable-4.98-job-2 (you)"),
        (job(|job| job.verdict = Verdict::Error), FRIDAY, "Prow error, nobody retries it: stable-4.98-job-2 (you)"),
        (incomplete, FRIDAY, "4.98.3: only 3 of 5 planned jobs were started (QE)"),
        (base().tasks(failed_pipeline).promoted_on_amd64(), FRIDAY, "stage-release shut by a failure: the pipeline failed (stage-testing) (ART)"),
        (base().promoted_on_amd64(), FRIDAY, "promoted; stage-release cannot be seen (gitlab is not connected): look at the shipment MR (you)"),
        (slow, FRIDAY, "stage-testing runs longer than usual (2h30) (you)"),
        (base().tasks("analyze-promoted-build fail: bug").results(BuildState::Accepted), FRIDAY, "analyze-promoted-build: StateBox says fail, record file says accepted (you)"),
        (broken, FRIDAY, "StateBox file: line 3: not YAML (you)"),
        (Made::fresh().tasks("all pass").without("change-advisory-status").tasks("change-advisory-status run: 2031-03-07T09:00:00Z: INFO: Background metadata checker process started (PID: 7)"), "2031-03-10T12:00:00Z", "the watcher of change-advisory-status is over its two days and said nothing (ART)"),
    ];
    for (made, now, expected) in cases {
        let list = shown(&made, now);
        assert!(list.iter().any(|entry| entry == expected), "{expected}: {list:?}");
    }
}

#[test]
fn nobody_is_asked_where_nothing_is_to_be_done() {
    let approved = Made::fresh().tasks("all pass");
    assert_eq!(shown(&approved, MONDAY), [] as [&str; 0]);
    let waits = Made::fresh()
        .tasks(OWNED)
        .tasks("push-to-cdn-staging pass; image-consistency-check pass; stage-testing run");
    assert_eq!(shown(&waits, FRIDAY), [] as [&str; 0]);
    // over and done with
    let blocked = Made::fresh().issue(true, "withdrawn", &[]);
    assert_eq!(shown(&blocked, "2031-09-01T00:00:00Z"), [] as [&str; 0]);
    // the candidate's analysis gates nothing
    let mut candidate = waits;
    candidate.candidate = Some(results("4.98.0-0.nightly-2031-03-03-081500", BuildState::Accepted));
    assert_eq!(shown(&candidate, FRIDAY), [] as [&str; 0]);
    assert!(candidate.assess(FRIDAY).flow.len() > 14);
}

#[test]
fn the_list_is_sorted_by_deadline_and_keeps_the_order_of_the_releases() {
    let entry = |due: Option<&str>, what: &str| Attention {
        release: Some("4.98.1".parse().unwrap()),
        service: None,
        due: due.map(|due| due.parse().unwrap()),
        kind: AttentionKind::BlockerOpen,
        what: what.to_owned(),
        who: String::new(),
        since: None,
    };
    let sorted = in_list_order(vec![
        entry(None, "5"),
        entry(Some("2031-03-11"), "2"),
        entry(Some("2031-03-11"), "3"),
        entry(Some("2031-03-10"), "1"),
        entry(Some("2031-03-11"), "4"),
        entry(None, "6"),
    ]);
    let order: String = sorted.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(order, "123456");
}

#[test]
fn within_a_release_the_weightiest_kind_comes_first() {
    let made = Made::fresh()
        .tasks(OWNED)
        .issue(true, "the lab burns", &["push-to-cdn-staging"])
        .tasks("stage-testing fail: it broke");
    let kinds: Vec<AttentionKind> =
        made.assess(FRIDAY).attention.into_iter().map(|entry| entry.kind).collect();
    assert!(kinds.len() > 1 && kinds.is_sorted(), "{kinds:?}");
}

mod of_shipments {
    use super::*;
    use crate::domain::releases::{StateWord, fixtures::RELEASE};
    use crate::domain::shipment::fixtures::{open, pipeline};
    use crate::domain::shipment::{ApprovalRule, Approvals, Approver, MrState, Shipment};
    use crate::domain::time::Timestamp;

    fn with(made: Made, shipment: Shipment) -> Made {
        let mut made = made;
        made.outside.shipments.insert(RELEASE.parse().unwrap(), shipment.into());
        made
    }

    fn approved(rules: &[(&str, bool)], at: &str) -> Approvals {
        let at: Option<Timestamp> = Some(at.parse().unwrap());
        let rule = |(name, given): &(&str, bool)| ApprovalRule {
            name: name.to_string(),
            required: 1,
            by: given.then(|| name.to_string()).into_iter().collect(),
        };
        let given = rules.iter().filter(|(_, given)| *given);
        Approvals {
            by: given.map(|(name, _)| Approver { name: name.to_string(), at }).collect(),
            required: None,
            rules: rules.iter().map(rule).collect(),
        }
    }

    const DONE: &str =
        "stage-release-triggers: stage-job success; prod-release-triggers: prod-job manual";

    #[test]
    fn what_gitlab_says_makes_its_entry() {
        let owned = || Made::fresh().tasks(OWNED).tasks("push-to-cdn-staging pass");
        let all = || Made::fresh().tasks("all pass").without("change-advisory-status");
        let staged = || Shipment { pipelines: vec![pipeline(1, DONE)], ..open(77) };
        let failed = "stage-release-triggers: stage-job failed > failed: fbc.watch-stage failed";
        let failed = Shipment { pipelines: vec![pipeline(1, failed)], ..open(77) };
        let everybody = approved(&[("ART", true), ("QE", true)], "2031-03-08T11:00:00Z");
        let no_docs = approved(&[("QE", true), ("docs", false)], "2031-03-08T11:00:00Z");
        let ours = approved(&[("ART", true), ("QE", false)], "2031-03-08T11:00:00Z");
        let mut conflicting = staged();
        conflicting.besides = vec![Shipment { conflict: Some(true), ..open(78) }.into()];
        let watched = || {
            all().tasks("change-advisory-status run: 2031-03-09T09:00:00Z: INFO: Background metadata checker process started (PID: 7)")
        };
        let other = Shipment { title: "Shipment for 4.98.4".to_owned(), ..staged() };
        let cases = [
            (
                owned().promoted_on_amd64(),
                failed,
                "stage-release shut by a failure: the pipeline failed: fbc (fbc.watch-stage) (ART)",
            ),
            (
                all(),
                Shipment { approvals: ours.clone(), ..staged() },
                "every gate is open: your approval of !77, advisories to REL_PREP (you)",
            ),
            (
                watched(),
                Shipment { approvals: ours, ..staged() },
                "!77: QE approval is missing, and the advisories were approved (you)",
            ),
            (
                watched(),
                Shipment { approvals: no_docs, ..staged() },
                "!77: docs approval is missing, all else is there (docs)",
            ),
            (
                watched(),
                Shipment { approvals: everybody, ..staged() },
                "!77: every approval is in; prod-release waits for ART since Sat 11:00 (ART)",
            ),
            (
                owned(),
                Shipment { conflict: Some(true), ..staged() },
                "!77: cannot be merged, it conflicts with its target (ART)",
            ),
            (owned(), conflicting, "!78: cannot be merged, it conflicts with its target (ART)"),
            (
                owned(),
                Shipment { state: MrState::Closed, ..staged() },
                "!77: closed, not merged (ART)",
            ),
            (owned(), other, "!77: its title is about 4.98.4 (ART)"),
        ];
        for (made, shipment, expected) in cases {
            let list = shown(&with(made, shipment), MONDAY);
            assert!(list.iter().any(|entry| entry == expected), "{expected}: {list:?}");
        }
    }

    #[test]
    fn nothing_is_asked_while_a_shipment_is_on_its_way() {
        let early = approved(&[("ART", true), ("QE", true)], "2031-03-10T09:00:00Z");
        let running = Shipment { pipelines: vec![pipeline(1, DONE)], approvals: early, ..open(77) };
        let watched = Made::fresh()
            .tasks("all pass")
            .without("change-advisory-status")
            .tasks("change-advisory-status run: 2031-03-10T09:00:00Z: INFO: Background metadata checker process started (PID: 7)");
        let assessed = with(watched, running).assess(MONDAY);
        assert_eq!(assessed.attention, []);
        assert_eq!(assessed.now.what, "prod pipeline");
        assert_eq!(assessed.now.since, "2031-03-10T09:00:00Z".parse().ok());
        let merged = Shipment { state: MrState::Merged, ..open(77) };
        let ready = with(Made::fresh().tasks("all pass"), merged).assess(MONDAY);
        assert_eq!(ready.state, StateWord::Ready);
        let why = &ready.reasons[0].detail;
        assert_eq!(why, "not checked live: the advisories were not read");
    }
}
