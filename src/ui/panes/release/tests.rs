use std::sync::Arc;

use super::super::samples::{look, picture, release, week};
use super::*;
use crate::domain::flow::{FlowRow, TaskRow};
use crate::domain::tasks::TaskName;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;

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
    let (look, filter) = (look(GlyphSet::Unicode), Filter::default());
    let ctx = PaneCtx { snapshot, look: &look, filter: &filter, focused: true, relative: true };
    for action in actions {
        act(&mut state, *action, Rect::new(0, 0, 80, 20), &ctx);
    }
    state
}

/// The week, with one task of 4.20.17 changed.
fn with(name: TaskName, change: impl Fn(&mut TaskRow)) -> Snapshot {
    let mut snapshot = week();
    let board = Arc::make_mut(&mut snapshot.board);
    for one in board.releases.iter_mut().filter(|one| one.release == release("4.20.17")) {
        for row in &mut Arc::make_mut(one).flow {
            match row {
                FlowRow::Task(task) if task.name == name => change(task),
                _ => {}
            }
        }
    }
    snapshot
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
    assert!(seen(&again, &week(), (80, 20)).contains("4 setup tasks"));
}

#[test]
fn the_cursor_begins_where_the_question_is() {
    let state = State { release: Some(release("4.20.17")), ..State::default() };
    let drawn = seen(&state, &week(), (80, 20));
    assert!(line_of(&drawn, TaskName::ImageConsistencyCheck).starts_with('▸'), "{drawn}");
}

#[test]
fn a_doubtful_time_carries_a_question_mark_and_gives_no_length() {
    let snapshot = with(TaskName::StageTesting, |task| {
        if let Some(stamp) = &mut task.started {
            stamp.doubtful = true;
        }
    });
    let drawn = seen(&on_the_check(), &snapshot, (80, 20));
    let line = line_of(&drawn, TaskName::StageTesting);
    assert!(line.contains("Wed 13:02? ?"), "{line}");
}

#[test]
fn a_task_beyond_its_usual_range_says_so() {
    let snapshot = with(TaskName::StageTesting, |task| task.longer_than_usual = true);
    for size in [(80, 20), (120, 36)] {
        let line = line_of(&seen(&on_the_check(), &snapshot, size), TaskName::StageTesting);
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
        assert!(drawn.contains("waived by amara: \"azure quota, OCPBUGS-88010\""), "{drawn}");
    }
}

#[test]
fn the_full_text_opens_scrolls_and_closes() {
    let snapshot = with(TaskName::ImageConsistencyCheck, |task| {
        let lines: Vec<String> = (1..=100).map(|n| format!("line {n}")).collect();
        task.result = Some(lines.join("\n").into());
    });
    let open = after(on_the_check(), &snapshot, &[Action::Full]);
    let drawn = seen(&open, &snapshot, (80, 20));
    assert!(drawn.contains("lines 1–19 of 105") && drawn.contains("line 14"), "{drawn}");
    let end = after(open.clone(), &snapshot, &[Action::Last, Action::PageDown]);
    let drawn = seen(&end, &snapshot, (80, 20));
    assert!(drawn.contains("lines 87–105 of 105") && drawn.contains("line 100"), "{drawn}");
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
    let mut snapshot = week();
    let board = Arc::make_mut(&mut snapshot.board);
    for one in &mut board.releases {
        Arc::make_mut(one).facts.contradictions =
            ["StateBox says pass, record file says rejected", "two", "three"]
                .map(Into::into)
                .into();
    }
    for size in [(80, 20), (120, 36)] {
        let drawn = seen(&on_the_check(), &snapshot, size);
        assert!(drawn.contains("StateBox says pass, record file says rejected"), "{drawn}");
    }
    assert!(seen(&on_the_check(), &snapshot, (120, 36)).contains("(1 of 2) two"));
}

#[test]
fn next_and_previous_release_follow_the_list() {
    let (snapshot, look, filter) = (week(), look(GlyphSet::Unicode), Filter::default());
    let ctx = PaneCtx {
        snapshot: &snapshot,
        look: &look,
        filter: &filter,
        focused: true,
        relative: true,
    };
    let area = Rect::new(0, 0, 80, 20);
    let go = |from: &str, action| {
        let mut state = State { release: Some(release(from)), ..State::default() };
        act(&mut state, action, area, &ctx)
    };
    let to = |version: &str| Some(PaneEffect::GoTo(View::Release, release(version)));
    assert_eq!(go("4.20.17", Action::ReleaseNext), to("4.18.36"));
    assert_eq!(go("4.20.17", Action::ReleasePrev), to("4.21.7"));
    assert_eq!(go("4.21.7", Action::ReleasePrev), to("4.12.88"));
    // A release that is not on the list leads back to it.
    assert_eq!(go("4.20.16", Action::ReleaseNext), to("4.21.7"));
}

#[test]
fn a_task_that_waits_for_a_person_says_so_in_its_row() {
    let snapshot = with(TaskName::ImageSignedCheck, |task| task.needs_person = true);
    let line = line_of(&seen(&on_the_check(), &snapshot, (80, 20)), TaskName::ImageSignedCheck);
    assert!(line.contains("▲ image-signed-check") && line.contains("you start it"), "{line}");
}
