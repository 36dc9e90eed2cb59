//! Tables of cases.

use super::*;

fn advisory(state: AdvisoryState) -> Advisory {
    Advisory {
        pushes: Some(pushes(&["COMPLETE"])),
        alerts: Some(Alerts { blocking: false, count: 0 }),
        ..fixtures::advisory(state)
    }
}

fn pushes(statuses: &[&str]) -> Vec<Push> {
    let targets = ["cdn_stage", "cdn_docker_stage", "cdn_third"];
    let jobs = (1..).zip(statuses).zip(targets);
    jobs.map(|((id, status), target)| Push {
        target: target.to_owned(),
        id,
        status: (*status).to_owned(),
    })
    .collect()
}

fn all(kinds: &[(&str, Advisory)]) -> Advisories {
    let by_kind = kinds.iter().map(|(kind, one)| ((*kind).to_owned(), one.clone())).collect();
    Advisories { by_kind, ..Advisories::default() }
}

#[test]
fn a_word_errata_does_not_use_is_no_state() {
    for state in AdvisoryState::ALL {
        assert_eq!(AdvisoryState::from_word(state.word()), state);
    }
    for word in ["", "qe", "SHIPPED", "?"] {
        assert_eq!(AdvisoryState::from_word(word), AdvisoryState::Unknown, "{word}");
    }
    assert!(!AdvisoryState::Unknown.is_ready());
}

#[test]
fn a_push_is_done_when_the_newest_job_of_every_target_is_through() {
    let failed = |targets: &[&str]| {
        PushProgress::Failed(targets.iter().map(|&target| target.to_owned()).collect())
    };
    let cases: [(&[&str], PushProgress); 7] = [
        (&[], PushProgress::NotBegun),
        (&["COMPLETE"], PushProgress::Done),
        (&["COMPLETE", "COMPLETE"], PushProgress::Done),
        (&["COMPLETE", "RUNNING"], PushProgress::Running),
        (&["WAITING_ON_PUB", "QUEUED"], PushProgress::Running),
        (&["FAILED", "RUNNING"], failed(&["cdn_stage"])),
        (&["COMPLETE", "somewhat else"], PushProgress::Running),
    ];
    for (statuses, expected) in cases {
        let one = Advisory { pushes: Some(pushes(statuses)), ..advisory(AdvisoryState::Qe) };
        assert_eq!(one.push(), Some(expected), "{statuses:?}");
    }
    let unseen = Advisory { pushes: None, ..advisory(AdvisoryState::Qe) };
    assert_eq!(unseen.push(), None);
}

#[test]
fn of_several_jobs_of_a_target_the_newest_counts() {
    let job = |target: &str, id, status: &str| Push {
        target: target.to_owned(),
        id,
        status: status.to_owned(),
    };
    let jobs = [
        job("cdn_stage", 12, "FAILED"),
        job("cdn_stage", 14, "COMPLETE"),
        job("cdn_docker_stage", 13, "RUNNING"),
        job("cdn_stage", 13, "FAILED"),
    ];
    let newest: Vec<u64> = newest(jobs).iter().map(|job| job.id).collect();
    assert_eq!(newest, [13, 14]);
}

#[test]
fn an_advisory_says_what_it_still_needs_weightiest_first() {
    use AdvisoryState::{DroppedNoShip, InPush, NewFiles, Qe, RelPrep, ShippedLive};
    let base = advisory(Qe);
    let alerts = Some(Alerts { blocking: true, count: 2 });
    let cases: Vec<(&str, Advisory, &[&str])> = vec![
        ("rpm", base.clone(), &[]),
        ("rpm", Advisory { pushes: Some(vec![]), ..base.clone() }, &["you: not pushed to stage"]),
        (
            "rpm",
            Advisory { pushes: Some(pushes(&["COMPLETE", "FAILED"])), ..base.clone() },
            &["you: push to cdn_docker_stage failed"],
        ),
        (
            "rpm",
            Advisory { pushes: Some(pushes(&["RUNNING"])), ..base.clone() },
            &["–: push to stage runs"],
        ),
        ("rpm", Advisory { pushes: None, alerts: None, ..base.clone() }, &[]),
        ("rpm", advisory(NewFiles), &["ART: builds missing (NEW_FILES)"]),
        (
            "rhcos",
            Advisory { alerts, docs: Approval::Requested, ..base.clone() },
            &["prodsec: blocking security alerts (2 in all)", "docs: docs approval missing"],
        ),
        (
            "rhcos",
            Advisory {
                docs: Approval::NotRequested,
                security: Approval::Requested,
                blocked_by: vec![7, 8],
                ..base.clone()
            },
            &[
                "ART: 7, 8 must ship first",
                "you: docs approval not requested",
                "prodsec: prodsec approval missing",
            ],
        ),
        (
            "rhcos",
            Advisory { kind: "rhba".to_owned(), security: Approval::NotRequested, ..base.clone() },
            &[],
        ),
        // QE's part is over, somebody else's approval is not
        (
            "rpm",
            Advisory { docs: Approval::Requested, pushes: Some(vec![]), ..advisory(RelPrep) },
            &["docs: docs approval missing"],
        ),
        // not ours, dropped, or past every need
        ("microshift", advisory(NewFiles), &[]),
        ("rpm", Advisory { alerts, ..advisory(DroppedNoShip) }, &[]),
        ("rpm", Advisory { docs: Approval::Requested, ..advisory(InPush) }, &[]),
        ("rpm", Advisory { pushes: None, ..advisory(ShippedLive) }, &[]),
    ];
    for (kind, one, expected) in cases {
        let said: Vec<String> =
            needs(kind, &one, false).iter().map(|need| format!("{}: {need}", need.who())).collect();
        assert_eq!(said, expected, "{kind} {one:?}");
    }
}

#[test]
fn the_grade_of_containers_counts_where_nothing_else_tells_of_them() {
    let cases = [
        ("image", Some('A'), true, false),
        ("image", Some('B'), true, false),
        ("image", Some('C'), true, true),
        ("extras", Some('F'), true, true),
        // a package advisory has no containers, and in the Konflux flow the shipment tells of them
        ("rpm", Some('F'), true, false),
        ("image", Some('F'), false, false),
        ("image", None, true, false),
    ];
    for (kind, grade, errata_flow, expected) in cases {
        let one = Advisory { grade, ..advisory(AdvisoryState::Qe) };
        let held = needs(kind, &one, errata_flow);
        assert_eq!(!held.is_empty(), expected, "{kind} {grade:?} {errata_flow}");
    }
}

#[test]
fn shipped_and_pushed_are_said_of_all_advisories_or_not_at_all() {
    use AdvisoryState::{DroppedNoShip, NewFiles, Qe, RelPrep, ShippedLive, Unknown};
    let unpushed = Advisory { pushes: Some(Vec::new()), ..advisory(Qe) };
    let unseen = Advisory { pushes: None, ..advisory(Qe) };
    type Case = (Advisories, Option<bool>, Option<bool>);
    let cases: Vec<Case> = vec![
        (all(&[]), None, None),
        (
            all(&[("rpm", advisory(ShippedLive)), ("rhcos", advisory(RelPrep))]),
            Some(true),
            Some(true),
        ),
        (all(&[("rpm", advisory(ShippedLive)), ("rhcos", advisory(Qe))]), Some(false), Some(true)),
        // a dropped one has nothing to ship; of a release that has only such ones nothing is known
        (
            all(&[("rpm", advisory(DroppedNoShip)), ("rhcos", advisory(RelPrep))]),
            Some(true),
            Some(true),
        ),
        (all(&[("rpm", advisory(DroppedNoShip))]), None, None),
        // that of another team has to ship, but QE does not push it
        (
            all(&[("microshift", advisory(NewFiles)), ("rpm", advisory(RelPrep))]),
            Some(false),
            Some(true),
        ),
        (all(&[("rpm", unpushed), ("rhcos", advisory(Qe))]), Some(false), Some(false)),
        (all(&[("rpm", unseen), ("rhcos", advisory(Qe))]), Some(false), None),
        (all(&[("rpm", advisory(Unknown)), ("rhcos", advisory(RelPrep))]), None, Some(true)),
    ];
    for (advisories, shipped, on_stage) in cases {
        assert_eq!(all_shipped(&advisories), shipped, "shipped {advisories:?}");
        assert_eq!(pushed(&advisories), on_stage, "pushed {advisories:?}");
    }
    let mut partly = all(&[("rpm", advisory(ShippedLive))]);
    partly.unread.insert("rhcos".to_owned());
    assert_eq!((all_shipped(&partly), pushed(&partly)), (None, None));
}
