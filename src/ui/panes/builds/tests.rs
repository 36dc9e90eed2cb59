use super::super::samples::{job, look, picture, release, week};
use super::*;
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;

fn on_the_retry() -> State {
    State {
        release: Some(release("4.20.17")),
        job: Some(job("upgrade 4.20→ gcp-ipi")),
        ..State::default()
    }
}

fn seen(state: &State, snapshot: &Snapshot, size: (u16, u16)) -> String {
    picture(snapshot, size, GlyphSet::Unicode, |buf, area, ctx| draw(state, buf, area, ctx))
}

#[test]
fn the_matrix_at_120_columns() {
    insta::assert_snapshot!(seen(&on_the_retry(), &week(), (120, 36)));
}

#[test]
fn the_matrix_at_80_columns() {
    insta::assert_snapshot!(seen(&on_the_retry(), &week(), (80, 20)));
}

#[test]
fn the_matrix_at_60_columns_and_12_rows() {
    insta::assert_snapshot!(seen(&on_the_retry(), &week(), (60, 12)));
}

#[test]
fn the_matrix_at_200_columns() {
    insta::assert_snapshot!(seen(&on_the_retry(), &week(), (200, 56)));
}

#[test]
fn builds_on_a_small_screen_are_a_digest() {
    insta::assert_snapshot!(seen(&on_the_retry(), &week(), (48, 9)));
}

fn at_80(mut state: State, snapshot: &Snapshot, actions: &[Action]) -> State {
    let (look, filter) = (look(GlyphSet::Unicode), Filter::default());
    let ctx = PaneCtx { snapshot, look: &look, filter: &filter, focused: true, relative: true };
    for action in actions {
        act(&mut state, *action, Rect::new(0, 0, 80, 20), &ctx);
    }
    state
}

#[test]
fn the_columns_scroll_with_the_cursor_and_the_jobs_stay() {
    let right = [Action::Right; 3];
    let state = at_80(on_the_retry(), &week(), &right);
    let drawn = seen(&state, &week(), (80, 20));
    let heads = drawn.lines().find(|line| line.contains("JOB (")).unwrap_or_default();
    assert!(heads.contains("n-03-15") && !heads.contains("4.20.17"), "{heads}");
    assert!(drawn.contains("‹ 1") && !drawn.contains("build ›"), "{drawn}");
    assert_eq!(state.build.as_ref().map(|name| name.short()), Some("nightly-2026-03-15-101533"));
    let back = at_80(state, &week(), &[Action::ColumnsLeft]);
    assert!(seen(&back, &week(), (80, 20)).contains("+1 build ›"));
}

#[test]
fn optional_jobs_and_whole_names_are_shown_when_asked_for() {
    let drawn = seen(&on_the_retry(), &week(), (120, 36));
    assert!(!drawn.contains("disruptive") && drawn.contains("1 optional O"), "{drawn}");
    let state = at_80(on_the_retry(), &week(), &[Action::OptionalToggle, Action::PrefixToggle]);
    let drawn = seen(&state, &week(), (200, 56));
    assert!(drawn.contains("aws-ipi-disruptive-f999") && drawn.contains(" opt "), "{drawn}");
    let whole = job("aws-ipi").0;
    assert!(drawn.contains(&*whole), "{drawn}");
}

#[test]
fn an_architecture_without_results_says_so() {
    let state = at_80(on_the_retry(), &week(), &[Action::ArchNext]);
    let drawn = seen(&state, &week(), (80, 20));
    assert!(drawn.contains("No test results on arm64"), "{drawn}");
    let back = at_80(state, &week(), &[Action::ArchPrev]);
    assert!(seen(&back, &week(), (80, 20)).contains("upgrade 4.20→ gcp-ipi"));
}

#[test]
fn an_unread_result_file_is_unknown_and_not_empty() {
    let mut snapshot = week();
    let board = Shared::make_mut(&mut snapshot.board);
    let first = board.builds.values_mut().flat_map(|builds| builds.first_mut()).next();
    for tested in first.into_iter().flat_map(|build| &mut Shared::make_mut(build).tested) {
        (tested.results, tested.judgement) = (None, None);
    }
    let drawn = seen(&on_the_retry(), &snapshot, (120, 36));
    let line = drawn.lines().find(|line| line.contains(" aws-ipi ")).unwrap_or_default();
    assert!(line.contains("req ▸?") || line.contains("req  ?"), "{line}");
}

#[test]
fn a_retry_that_nobody_started_is_a_dot_and_a_sentence() {
    let mut snapshot = week();
    let board = Shared::make_mut(&mut snapshot.board);
    for build in board.builds.values_mut().flatten() {
        for tested in &mut Shared::make_mut(build).tested {
            let results = Shared::make_mut(tested.results.as_mut().unwrap());
            let judgement = Shared::make_mut(tested.judgement.as_mut().unwrap());
            for (record, judged) in results.jobs.iter_mut().zip(&mut judgement.jobs) {
                if record.retries.len() == 2 {
                    record.retries.clear();
                    judged.retries_missing = 2;
                    judged.retry_successes = 0;
                }
            }
        }
    }
    let drawn = seen(&on_the_retry(), &snapshot, (120, 36));
    assert!(drawn.contains("✗··    ▶ 0/2"), "{drawn}");
    assert!(drawn.contains("2 retries are due and were not started"), "{drawn}");
}

#[test]
fn the_cell_opens_with_full_names_and_pages() {
    let state = at_80(on_the_retry(), &week(), &[Action::Open]);
    let drawn = seen(&state, &week(), (200, 56));
    for text in [&*job("upgrade 4.20→ gcp-ipi").0, "run 3", "https://prow.example/view/gs/logs/1"]
    {
        assert!(drawn.contains(text), "{text}: {drawn}");
    }
    let note = act_once(at_80(on_the_retry(), &week(), &[Action::Right]), Action::Open);
    assert_eq!(note, Some(PaneEffect::Note("this build has no run of this job".to_owned())));
}

fn act_once(mut state: State, action: Action) -> Option<PaneEffect> {
    let (snapshot, look, filter) = (week(), look(GlyphSet::Unicode), Filter::default());
    let ctx = PaneCtx {
        snapshot: &snapshot,
        look: &look,
        filter: &filter,
        focused: true,
        relative: true,
    };
    act(&mut state, action, Rect::new(0, 0, 80, 20), &ctx)
}

#[test]
fn the_matrix_is_made_once_per_board_and_question() {
    let (look, filter) = (look(GlyphSet::Unicode), Filter::default());
    let state = on_the_retry();
    let matrix = |snapshot: &Snapshot, width| {
        let ctx = PaneCtx { snapshot, look: &look, filter: &filter, focused: true, relative: true };
        let release = current(&ctx, state.release).unwrap();
        state.matrix(&ctx, release, Rect::new(0, 0, width, 36))
    };
    let (first, mut later) = (week(), week());
    let made = matrix(&first, 120);
    // The minute changes, the board does not.
    later.board = first.board.clone();
    assert!(Shared::ptr_eq(&made, &matrix(&later, 120)));
    assert!(!Shared::ptr_eq(&made, &matrix(&later, 80)));
    assert!(!Shared::ptr_eq(&made, &matrix(&week(), 120)));
}
