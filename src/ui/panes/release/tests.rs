use super::super::picture::{on, picture};
use super::*;
use std::sync::Arc;

use crate::domain::advisories::fixtures::advisory;
use crate::domain::advisories::{Advisories, Advisory, AdvisoryState};
use crate::domain::image_health::{Finding, ImageGrade, ImageHealth};
use crate::domain::signature::Signature;
use crate::domain::tasks::TaskName;
use crate::domain::ticket::{QE_SUMMARIES, Subtask, Ticket};
use crate::store::News;
use crate::store::snapshot::Snapshot;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::outside::Heard;
use crate::ui::sample::week::{blocked, outside, to_approve};
use crate::ui::sample::{minutes_ago, ordinary, release, week, week_with};

fn on_the_check() -> State {
    State {
        release: Some(release("4.20.17")),
        row: Some(RowKey::Task(TaskName::ImageConsistencyCheck)),
        ..State::default()
    }
}

fn seen(state: &State, snapshot: &Snapshot, size: (u16, u16)) -> String {
    picture(snapshot, size, GlyphSet::Unicode, |buf, area, ctx| draw(state, buf, area, ctx))
}

#[test]
fn a_failed_check_at_120_columns() {
    insta::assert_snapshot!(seen(&on_the_check(), &week(), (120, 36)));
}

#[test]
fn a_failed_check_at_80_columns() {
    insta::assert_snapshot!(seen(&on_the_check(), &week(), (80, 20)));
}

#[test]
fn a_failed_check_at_60_columns_and_12_rows() {
    insta::assert_snapshot!(seen(&on_the_check(), &week(), (60, 12)));
}

#[test]
fn a_failed_check_at_200_columns() {
    insta::assert_snapshot!(seen(&on_the_check(), &week(), (200, 56)));
}

#[test]
fn a_release_on_a_small_screen_is_a_digest() {
    insta::assert_snapshot!(seen(&on_the_check(), &week(), (48, 11)));
}

/// Applies actions at 80×20.
fn after(mut state: State, snapshot: &Snapshot, actions: &[Action]) -> State {
    on(snapshot, |ctx| {
        for action in actions {
            act(&mut state, *action, Rect::new(0, 0, 80, 20), ctx);
        }
    });
    state
}

#[test]
fn without_a_statebox_the_worksheet_tells_the_tasks_and_says_what_it_lacks() {
    use crate::domain::report::{Report, Worksheet};
    use crate::store::News;
    let mut outside = outside();
    let boxed = crate::ui::sample::statebox::StateBoxText::of("4.13.61").due("2026-Mar-26");
    // announced: in build data and in the tracking file
    outside.stream("4.13", &[&boxed]);
    let mut rows: Vec<Vec<String>> = vec![vec!["Overall".into(), "Red".into()]];
    rows.resize(7, Vec::new());
    for (title, word) in
        [("Ownership", "Pass"), ("Image consistency", "Fail"), ("Stage test", "In Progress")]
    {
        rows.push(vec![title.into(), word.into()]);
    }
    let of = release("4.13.61");
    let (sheet, gaps) = Worksheet::read(of, "https://docs.example/#gid=7".into(), &rows);
    assert_eq!(gaps, [""; 0]);
    let report = Report { tabs: [(of, sheet)].into(), ..Report::default() };
    let mut heard = Heard::all(&outside, ordinary);
    let state = State { release: Some(of), ..State::default() };
    let before = seen(&state, &heard.snapshot(), (120, 36));
    assert!(!before.contains("worksheet") && before.contains("NOT STRT"), "{before}");
    let (at, news) = (crate::ui::sample::now(), Ok(News::Report(report.into())));
    heard.event(Source::Report(of.y), at, news, None);
    let told = heard.snapshot();
    assert_eq!(told.chronicle.entries().next(), None, "what is heard first is no change");
    let drawn = seen(&state, &told, (120, 36));
    for text in [
        "4.13.61 ─ BLOCKED",
        "limited: worksheet Red <1m",
        "limited: a worksheet has no issues",
        "Issues ? open",
        "limited: a worksheet has no results",
    ] {
        assert!(drawn.contains(text), "{text}: {drawn}");
    }
    assert!(line_of(&drawn, TaskName::ImageConsistencyCheck).contains("FAIL"), "{drawn}");
    assert!(line_of(&drawn, TaskName::TakeOwnership).contains("pass"), "{drawn}");
    let small = seen(&state, &heard.snapshot(), (80, 20));
    assert!(small.contains("limited: worksheet"), "{small}");
}

fn line_of(drawn: &str, name: TaskName) -> String {
    let list = drawn.lines().filter(|line| !line.starts_with('─'));
    list.into_iter().find(|line| line.contains(name.name())).unwrap_or_default().to_owned()
}

#[test]
fn enter_unfolds_the_setup_tasks_and_esc_folds_them() {
    let folded = State { release: Some(release("4.20.17")), ..State::default() };
    let unfolded = after(folded, &week(), &[Action::First, Action::Open]);
    let drawn = seen(&unfolded, &week(), (80, 20));
    assert!(drawn.contains("check-rhcos-security-alerts"), "{drawn}");
    let again = after(unfolded, &week(), &[Action::Back]);
    assert!(seen(&again, &week(), (80, 20)).contains("3 setup tasks"));
}

#[test]
fn the_cursor_begins_where_the_question_is() {
    let state = State { release: Some(release("4.20.17")), ..State::default() };
    let drawn = seen(&state, &week(), (80, 20));
    assert!(line_of(&drawn, TaskName::ImageConsistencyCheck).starts_with('▸'), "{drawn}");
}

#[test]
fn a_doubtful_time_carries_a_question_mark_and_gives_no_length() {
    // Local time with a Z: later than the commit that carries it.
    let doubtful = blocked().task("stage-testing", "In Progress", "25 18:32", "", "");
    let drawn = seen(&on_the_check(), &week_with(&doubtful), (80, 20));
    let line = line_of(&drawn, TaskName::StageTesting);
    assert!(line.contains("Wed 18:32? ?"), "{line}");
}

#[test]
fn a_task_beyond_its_usual_range_says_so() {
    let slow = week_with(&blocked().task("stage-testing", "In Progress", "25 02:00", "", ""));
    for size in [(80, 20), (120, 36)] {
        let line = line_of(&seen(&on_the_check(), &slow, size), TaskName::StageTesting);
        assert!(line.contains("▲ stage-testing") && line.contains("longer than usual"), "{line}");
    }
}

#[test]
fn a_waived_task_is_never_a_pass_and_shows_who_and_why() {
    let state =
        State { row: Some(RowKey::Task(TaskName::AnalyzeCandidateBuild)), ..on_the_check() };
    for size in [(80, 20), (120, 36)] {
        let drawn = seen(&state, &week(), size);
        let line = line_of(&drawn, TaskName::AnalyzeCandidateBuild);
        assert!(line.contains("◇ analyze-candidate-build") && !line.contains("pass"), "{line}");
        assert!(drawn.contains("waived (recorded in StateBox, person not named)"), "{drawn}");
        assert!(drawn.contains("amara.\""), "{drawn}");
    }
}

#[test]
fn the_full_text_opens_scrolls_and_closes() {
    let lines: Vec<String> = (1..=100).map(|n| format!("line {n}")).collect();
    let (name, text) = ("image-consistency-check", lines.join("\n"));
    let snapshot = week_with(&blocked().task(name, "Fail", "25 09:31", "25 10:55", &text));
    let open = after(on_the_check(), &snapshot, &[Action::Full]);
    let drawn = seen(&open, &snapshot, (80, 20));
    assert!(drawn.contains("lines 1–19 of 103") && drawn.contains("line 16"), "{drawn}");
    let end = after(open.clone(), &snapshot, &[Action::Last, Action::PageDown]);
    let drawn = seen(&end, &snapshot, (80, 20));
    assert!(drawn.contains("lines 85–103 of 103") && drawn.contains("line 100"), "{drawn}");
    let closed = after(end, &snapshot, &[Action::Back]);
    assert!(seen(&closed, &snapshot, (80, 20)).contains("GATE build promoted"));
}

#[test]
fn an_issue_opens_with_all_its_lines() {
    let open = after(on_the_check(), &week(), &[Action::Issues, Action::First, Action::Open]);
    let drawn = seen(&open, &week(), (80, 20));
    assert!(drawn.contains("see the thread") && drawn.contains("check-cve-tracker-bug"), "{drawn}");
}

#[test]
fn contradictions_are_shown_not_resolved() {
    let mut outside = outside();
    // Build data knows another date, another ticket and another merge request.
    let other = blocked().due("2026-Mar-31").ticket("ART-14500").shipment(499);
    outside.stream("4.20", &[&other]);
    let snapshot = Heard::all(&outside, ordinary).snapshot();
    for size in [(80, 20), (120, 36)] {
        let drawn = seen(&on_the_check(), &snapshot, size);
        assert!(
            drawn.contains("date: StateBox says 2026-03-25, build data says 2026-03-31"),
            "{drawn}"
        );
    }
    let drawn = seen(&on_the_check(), &snapshot, (120, 36));
    assert!(drawn.contains("(1 of 2) ticket: StateBox says ART-14402"), "{drawn}");
}

#[test]
fn next_and_previous_release_follow_the_list() {
    let area = Rect::new(0, 0, 80, 20);
    let go = |from: &str, action| {
        let mut state = State { release: Some(release(from)), ..State::default() };
        on(&week(), |ctx| act(&mut state, action, area, ctx))
    };
    let to = |version: &str| Some(PaneEffect::GoTo(View::Release, release(version)));
    assert_eq!(go("4.20.17", Action::ReleaseNext), to("4.18.36"));
    assert_eq!(go("4.20.17", Action::ReleasePrev), to("4.21.7"));
    assert_eq!(go("4.21.7", Action::ReleasePrev), to("4.14.63"));
    // A release that is not on the list leads back to it.
    assert_eq!(go("4.20.16", Action::ReleaseNext), to("4.21.7"));
}

#[test]
fn a_task_that_waits_for_a_person_says_so_in_its_row() {
    let state = State { release: Some(release("4.18.36")), ..State::default() };
    let line = line_of(&seen(&state, &week(), (80, 20)), TaskName::ChangeAdvisoryStatus);
    assert!(line.contains("▲ change-advisory-status") && line.contains("you start it"), "{line}");
    let early = week_with(&to_approve().due("2026-Mar-30"));
    let line = line_of(&seen(&state, &early, (80, 20)), TaskName::ChangeAdvisoryStatus);
    assert!(line.contains("· change-advisory-status") && line.contains("needs"), "{line}");
}

/// Errata, Jira, mirror and Pyxis have answered about 4.20.17; so many minutes ago.
fn with_answers(minutes: i64) -> Snapshot {
    let mut heard = Heard::all(&outside(), ordinary);
    let of = release("4.20.17");
    let (at, digest) = (minutes_ago(minutes), format!("sha256:{}", "a".repeat(64)).parse());
    let digest: crate::domain::digest::Digest = digest.unwrap();
    let mut advisories = Advisories::default();
    for (kind, state) in [("rpm", AdvisoryState::Qe), ("rhcos", AdvisoryState::RelPrep)] {
        advisories.by_kind.insert(kind.to_owned(), Advisory { id: 141_197, ..advisory(state) });
    }
    let subtask = |status: &str| Subtask {
        key: "ART-14403".to_owned(),
        summary: QE_SUMMARIES[0].to_owned(),
        status: status.to_owned(),
        assignee: None,
        of_qe: true,
    };
    let ticket = Ticket {
        key: "ART-14402".to_owned(),
        status: "In Progress".to_owned(),
        summary: "Release 4.20.17".to_owned(),
        subtasks: vec![subtask("Closed"), subtask("To Do"), subtask("In Progress")],
    };
    let signature =
        Signature { digest: digest.clone(), files: Vec::new(), looked: at, gaps: Vec::new() };
    let image = |component: &str, finding| ImageGrade {
        component: component.to_owned(),
        arch: None,
        digest: digest.clone(),
        finding,
    };
    let images = vec![
        image("ose-etcd", Finding::Grade('A')),
        image("ose-must-gather", Finding::Grade('C')),
        image("ose-cli", Finding::Unknown("no answer".to_owned())),
    ];
    let health = ImageHealth { images, gaps: Vec::new(), left_out: 0 };
    let news = [
        (Source::Advisories(of), News::Advisories(Arc::new(advisories))),
        (Source::Ticket(of), News::Ticket(Arc::new(ticket))),
        (Source::Signature(of), News::Signature(Arc::new(signature))),
        (Source::ImageHealth(of), News::ImageHealth(Arc::new(health))),
    ];
    for (source, news) in news {
        heard.event(source, at, Ok(news), None);
    }
    heard.snapshot()
}

#[test]
fn what_other_services_say_stands_in_the_header_and_behind_its_task() {
    insta::assert_snapshot!(seen(&on_the_check(), &with_answers(4), (120, 36)));
    // eight hours later every word of theirs is old
    let old = seen(&on_the_check(), &with_answers(480), (120, 36));
    for word in ["rpm 141197 QE~", "QE 1 of 3 closed~", "not signed yet~", "1 unknown~"] {
        assert!(old.contains(word), "{word} in {old}");
    }
    let page = State { full: Some(0), ..on_the_check() };
    let drawn = seen(&page, &with_answers(4), (120, 36));
    assert!(drawn.contains("ose-must-gather: Grade C"), "{drawn}");
    assert!(drawn.contains("ose-cli: no answer"), "{drawn}");
}

#[test]
fn a_service_that_has_not_answered_is_unknown_in_the_header() {
    let mut snapshot = week();
    let of = release("4.20.17");
    let feeds = Arc::make_mut(&mut snapshot.feeds);
    for source in [Source::Advisories(of), Source::Ticket(of), Source::ImageHealth(of)] {
        feeds.entry(source).or_default();
    }
    let drawn = seen(&on_the_check(), &snapshot, (120, 36));
    assert!(drawn.contains("rpm 141197 ?") && drawn.contains("ticket ?"), "{drawn}");
    assert!(drawn.contains("images ?") && !drawn.contains("signature"), "{drawn}");
}

#[test]
fn what_changed_since_the_operator_last_looked_is_listed_where_there_is_room() {
    let mut heard = Heard::all(&outside(), ordinary);
    heard.snapshot_at(minutes_ago(50));
    let mut later = outside();
    later.statebox(&blocked().passed("stage-testing", "25 13:02", 60, ""));
    heard.answer(&later, Source::Branch(Branch::ZStream), minutes_ago(20));
    let snapshot = heard.snapshot();
    let seen = |looked: i64, height: u16| {
        picture(&snapshot, (120, height), GlyphSet::Unicode, |buf, area, ctx| {
            let ctx = PaneCtx { looked: Some(minutes_ago(looked)), ..*ctx };
            draw(&on_the_check(), buf, area, &ctx);
        })
    };
    let away = seen(45, 36);
    assert!(away.contains("── Since you last looked (13:22)"), "{away}");
    assert!(away.contains("task stage-testing") || away.contains("stage-testing"), "{away}");
    for other in [seen(0, 36), seen(45, 24)] {
        assert!(!other.contains("Since you last looked"), "{other}");
    }
}
