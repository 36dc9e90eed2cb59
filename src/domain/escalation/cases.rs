//! Table of cases for the ladder: reference/jira-and-notificator.md §8.4 with its corrected rows.

use std::collections::BTreeMap;

use super::{Case, Climb, Ladder, PENDING, Rung, StepState, Zone, ladder};
use crate::domain::bugs::{Addressee, Bug, Notice, Person, PreMerge, Pull};
use crate::domain::managers::{LookedUp, Manager, Managers};
use crate::domain::time::{SignedDuration, Timestamp};

/// Of July 2025; the 15th is a Tuesday, the 18th a Friday.
fn at(text: &str) -> Timestamp {
    let seconds = if text.matches(':').count() == 2 { "" } else { ":00" };
    format!("2025-07-{}{seconds}Z", text.replace(' ', "T")).parse().unwrap()
}

fn person(name: &str) -> Person {
    let email = Some(format!("{name}@example.com"));
    Person { account: format!("account-{name}"), name: name.to_owned(), email, active: true }
}

/// In ON_QA since then, with everybody there is.
fn bug(on_qa: &str) -> Bug {
    Bug {
        key: "OCPBUGS-1".to_owned(),
        status: "ON_QA".to_owned(),
        qa_contact: Some(person("qa")),
        assignee: Some(person("dev")),
        reporter: Some(person("finder")),
        on_qa: Some(at(on_qa)),
        ..Bug::default()
    }
}

fn told(mut bug: Bug, notices: &[(&str, &str)]) -> Bug {
    for (when, to) in notices {
        let (to, whom) = match *to {
            "qa" => (Addressee::QaContact, "qa"),
            "lead" => (Addressee::TeamLead, "qa"),
            "mgr" => (Addressee::Manager, "boss"),
            "dev" => (Addressee::Assignee, "dev"),
            _ => (Addressee::Reporter, "finder"),
        };
        let mentions = vec![format!("account-{whom}")];
        bug.notices.push(Notice { to, at: at(when), mentions });
    }
    bug
}

fn without_qa(mut bug: Bug) -> Bug {
    bug.qa_contact = None;
    bug
}

fn labelled(mut bug: Bug) -> Bug {
    bug.labels.insert(PENDING.to_owned());
    bug
}

fn linked(pulls: &[Option<PreMerge>]) -> Bug {
    let mut bug = bug("15 09:00");
    bug.pulls = pulls.iter().map(|one| Pull { name: "o/r#1".to_owned(), verified: *one }).collect();
    bug
}

/// The directory: `qa` has a boss, nobody else has.
fn managers(known: bool) -> Managers {
    let boss = Manager { uid: "boss".to_owned(), email: None };
    let entry = |manager| LookedUp { manager, at: at("01 00:00") };
    Managers {
        of: BTreeMap::from([
            ("qa@example.com".to_owned(), entry(known.then_some(boss))),
            ("dev@example.com".to_owned(), entry(None)),
        ]),
    }
}

fn climbed(bug: &Bug, now: &str) -> Climb {
    climbed_with(bug, now, &managers(true))
}

fn climbed_with(bug: &Bug, now: &str, managers: &Managers) -> Climb {
    let zone = Zone::default();
    match ladder(&Case { bug, managers: Some(managers), now: at(now), zone: &zone }) {
        Ladder::Timed(climb) => climb,
        other => panic!("no timer: {other:?}"),
    }
}

/// `qa✓ lead▶16 10:00 mgr· 96h·`, with who is told behind the rung whose turn it is.
fn shown(climb: &Climb) -> String {
    let moment = |at: Timestamp| at.strftime("%d %H:%M").to_string();
    let step = |rung: Rung| {
        let step = climb.step(rung);
        let state = match step.state {
            StepState::Sent { at } => format!("✓{}", moment(at)),
            StepState::Met { at, again, .. } => {
                format!("!{}{}", moment(at), if again { " again" } else { "" })
            }
            StepState::Counting { due } => format!("▶{}", moment(due)),
            StepState::Late { due } => format!("late {}", moment(due)),
            StepState::Later => "·".to_owned(),
            StepState::Set => "set".to_owned(),
        };
        match step.state {
            StepState::Later | StepState::Set => state,
            _ => format!("{state} {}", step.who.join("+")).trim_end().to_owned(),
        }
    };
    Rung::ALL.map(step).join(" | ")
}

#[test]
fn where_a_bug_stands_row_by_row() {
    let since = "15 09:00";
    let fresh = || bug(since);
    let cases: Vec<(&str, Bug, &str, &str)> = vec![
        ("6", labelled(fresh()), "16 08:00", "▶16 09:00 qa | · | · | ·"),
        ("7", fresh(), "16 09:00", "▶16 09:00 qa | · | · | ·"),
        ("8", fresh(), "16 09:01", "late 16 09:00 qa | · | · | ·"),
        ("9, 10", without_qa(fresh()), "16 09:01", "late 16 09:00 dev | · | · | ·"),
        (
            "11",
            Bug { assignee: None, ..without_qa(fresh()) },
            "16 09:01",
            "late 16 09:00 finder | · | · | ·",
        ),
        (
            "12'",
            told(without_qa(fresh()), &[("16 09:30", "dev")]),
            "16 10:00",
            "!16 09:30 dev | ▶17 09:30 dev | · | ·",
        ),
        (
            "12'', from an earlier period",
            told(without_qa(fresh()), &[("14 09:30", "dev")]),
            "16 10:00",
            "late 16 09:00 dev | · | · | ·",
        ),
        (
            "12''', the next rung falls due and its addressee knows already",
            told(without_qa(fresh()), &[("16 09:30", "dev")]),
            "17 09:31",
            "!16 09:30 dev | !16 09:30 again dev | ▶18 09:30 dev | ·",
        ),
        (
            "12''', up to the label",
            told(without_qa(fresh()), &[("16 09:30", "dev")]),
            "18 11:00",
            "!16 09:30 dev | !16 09:30 again dev | !16 09:30 again dev | ▶21 09:30",
        ),
        (
            "12''', the label is late",
            told(without_qa(fresh()), &[("16 09:30", "dev")]),
            "21 09:31",
            "!16 09:30 dev | !16 09:30 again dev | !16 09:30 again dev | late 21 09:30",
        ),
        (
            "13'",
            told(Bug { assignee: None, ..without_qa(fresh()) }, &[("16 09:30", "finder")]),
            "16 12:00",
            "!16 09:30 finder | ▶17 09:30 finder | · | ·",
        ),
        (
            "14",
            told(fresh(), &[("16 09:30", "qa")]),
            "17 05:30",
            "✓16 09:30 qa | ▶17 09:30 qa | · | ·",
        ),
        (
            "15",
            told(fresh(), &[("16 09:30", "qa")]),
            "17 10:30",
            "✓16 09:30 qa | late 17 09:30 qa | · | ·",
        ),
        (
            "16",
            without_qa(told(fresh(), &[("16 09:30", "qa")])),
            "17 10:30",
            "✓16 09:30 account-qa | late 17 09:30 dev | · | ·",
        ),
        (
            "17, Monday before",
            told(fresh(), &[("18 10:00", "qa")]),
            "21 09:00",
            "✓18 10:00 qa | ▶21 10:00 qa | · | ·",
        ),
        (
            "17, Monday after",
            told(fresh(), &[("18 10:00", "qa")]),
            "21 10:01",
            "✓18 10:00 qa | late 21 10:00 qa | · | ·",
        ),
        (
            "18",
            told(fresh(), &[("16 09:30", "qa"), ("17 09:45", "lead")]),
            "18 10:45",
            "✓16 09:30 qa | ✓17 09:45 qa | late 18 09:45 boss | ·",
        ),
        (
            "19, and it was sent",
            told(fresh(), &[("16 09:30", "qa"), ("17 09:45", "lead"), ("18 10:00", "dev")]),
            "18 10:45",
            "✓16 09:30 qa | ✓17 09:45 qa | !18 10:00 dev | ▶21 10:00",
        ),
        (
            "20",
            told(fresh(), &[("16 09:30", "qa"), ("17 09:45", "lead"), ("18 10:00", "mgr")]),
            "18 20:00",
            "✓16 09:30 qa | ✓17 09:45 qa | ✓18 10:00 boss | ▶21 10:00",
        ),
        (
            "21",
            told(fresh(), &[("16 09:30", "qa"), ("17 09:45", "lead"), ("18 10:00", "mgr")]),
            "21 11:00",
            "✓16 09:30 qa | ✓17 09:45 qa | ✓18 10:00 boss | late 21 10:00",
        ),
        (
            "21, and the label is there",
            labelled(told(
                fresh(),
                &[("16 09:30", "qa"), ("17 09:45", "lead"), ("18 10:00", "mgr")],
            )),
            "21 11:00",
            "✓16 09:30 qa | ✓17 09:45 qa | ✓18 10:00 boss | set",
        ),
        ("22", told(fresh(), &[("14 09:30", "qa")]), "15 12:00", "▶16 09:00 qa | · | · | ·"),
        (
            "23",
            told(fresh(), &[("15 09:00", "qa")]),
            "15 12:00",
            "✓15 09:00 qa | ▶16 09:00 qa | · | ·",
        ),
        ("24", told(fresh(), &[("16 09:30", "lead")]), "16 10:00", "late 16 09:00 qa | · | · | ·"),
        (
            "a fallback before the QA contact was set does not stand in twice",
            told(fresh(), &[("16 09:30", "dev"), ("17 10:00", "qa")]),
            "17 12:00",
            "✓17 10:00 qa | ▶18 10:00 qa | · | ·",
        ),
        (
            "the newest of two notices of one rung counts",
            told(fresh(), &[("16 09:30", "qa"), ("16 13:00", "qa")]),
            "16 14:00",
            "✓16 13:00 qa | ▶17 13:00 qa | · | ·",
        ),
        ("Friday evening", bug("18 21:10"), "18 22:00", "▶21 21:10 qa | · | · | ·"),
        ("Sunday", bug("20 23:30"), "21 12:00", "▶22 00:30 qa | · | · | ·"),
    ];
    for (row, bug, now, expected) in cases {
        assert_eq!(shown(&climbed(&bug, now)), expected, "row {row}");
    }
}

#[test]
fn row_19_without_a_manager_the_assignee_is_addressed() {
    let bug = told(bug("15 09:00"), &[("16 09:30", "qa"), ("17 09:45", "lead")]);
    let climb = climbed_with(&bug, "18 10:45", &managers(false));
    assert_eq!(climb.step(Rung::Mgr).who, ["dev"]);
    // Nobody asked the directory yet: there may well be one.
    let climb = climbed_with(&bug, "18 10:45", &Managers::default());
    assert_eq!(climb.step(Rung::Mgr).who, ["manager of qa"]);
}

#[test]
fn row_27_only_notices_of_this_period_count() {
    let notices = [
        ("15 09:53:50", "dev"),
        ("15 11:08:46", "qa"),
        ("15 11:10:25", "lead"),
        ("15 11:11:54", "mgr"),
    ];
    let cases = [
        ("15 09:00", "✓15 11:08 qa | ✓15 11:10 qa | ✓15 11:11 boss | ▶16 11:11"),
        ("15 11:09", "▶16 11:09 qa | · | · | ·"),
        ("15 11:12", "▶16 11:12 qa | · | · | ·"),
    ];
    for (since, expected) in cases {
        assert_eq!(shown(&climbed(&told(bug(since), &notices), "15 12:00")), expected, "{since}");
    }
}

#[test]
fn rows_1_to_5_who_has_a_timer() {
    let (yes, later, not) = (Some(PreMerge::Verified), Some(PreMerge::Later), Some(PreMerge::Not));
    let cases = [
        ("1", linked(&[yes, yes]), false),
        ("2", linked(&[yes, later]), true),
        ("3", linked(&[yes, not]), true),
        ("4, none", linked(&[]), true),
        ("4, unreadable", linked(&[yes, None]), true),
    ];
    let zone = Zone::default();
    let of = |bug: &Bug| ladder(&Case { bug, managers: None, now: at("15 12:00"), zone: &zone });
    for (row, bug, timed) in cases {
        assert_eq!(matches!(of(&bug), Ladder::Timed(_)), timed, "row {row}");
    }
    let unknown = Bug { on_qa: None, ..bug("15 09:00") };
    assert_eq!(of(&unknown), Ladder::Unknown, "row 5");
}

#[test]
fn the_rung_whose_turn_it_is_tells_how_far_it_is() {
    let minutes = SignedDuration::from_mins;
    let current = |bug: &Bug, now| climbed(bug, now).current.unwrap();
    let friday = bug("18 21:10");
    let evening = current(&friday, "18 23:10");
    assert_eq!((evening.gone, evening.left), (minutes(120), minutes(22 * 60)));
    assert_eq!((evening.paused, evening.late), (None, false));
    let sunday = current(&friday, "20 12:00");
    assert_eq!((sunday.gone, sunday.left), (minutes(170), minutes(24 * 60 - 170)));
    assert_eq!(sunday.paused, Some(at("21 00:00")));
    let late = current(&bug("17 10:00"), "20 12:00");
    assert_eq!((late.left, late.paused, late.late), (minutes(-14 * 60), None, true));
    assert!((late.progress() - 1.0).abs() < f64::EPSILON);
    let half = current(&bug("15 09:00"), "15 21:00");
    assert!((half.progress() - 0.5).abs() < 0.001);
}

#[test]
fn a_label_without_its_rungs_is_left_over() {
    assert!(climbed(&labelled(bug("15 09:00")), "15 12:00").stale_label);
    let all = [("16 09:30", "qa"), ("17 09:45", "lead"), ("18 10:00", "mgr")];
    let climb = climbed(&labelled(told(bug("15 09:00"), &all)), "18 12:00");
    assert!(!climb.stale_label && climb.current.is_none());
    assert_eq!(climb.reached(), Some(Rung::Label));
}
