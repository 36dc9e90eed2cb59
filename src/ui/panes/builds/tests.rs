use super::super::picture::{on, picture};
use super::*;
use crate::domain::builds::Phase;
use crate::store::snapshot::Snapshot;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::outside::Heard;
use crate::ui::sample::week::{outside, three_jobs};
use crate::ui::sample::{heard, ordinary, release, results, week, week_with_results};

fn job(short: &str) -> JobName {
    results::job("4.20", short)
}

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
    on(snapshot, |ctx| {
        for action in actions {
            act(&mut state, *action, Rect::new(0, 0, 80, 20), ctx);
        }
    });
    state
}

#[test]
fn the_columns_scroll_with_the_cursor_and_the_jobs_stay() {
    let right = [Action::Right; 3];
    let state = at_80(on_the_retry(), &week(), &right);
    let drawn = seen(&state, &week(), (80, 20));
    let heads = drawn.lines().find(|line| line.contains("JOB (")).unwrap_or_default();
    assert!(heads.contains("n-03-15") && !heads.contains("4.20.17"), "{heads}");
    assert!(drawn.contains("‹ 1 ─ +3 builds ›"), "{drawn}");
    assert_eq!(state.build.as_ref().map(|name| name.short()), Some("nightly-2026-03-15-101533"));
    let back = at_80(state, &week(), &[Action::ColumnsLeft]);
    assert!(seen(&back, &week(), (80, 20)).contains("+4 builds ›"));
}

#[test]
fn optional_jobs_and_whole_names_are_shown_when_asked_for() {
    let drawn = seen(&on_the_retry(), &week(), (120, 36));
    assert!(!drawn.contains("vsphere") && drawn.contains("1 optional O"), "{drawn}");
    let state = at_80(on_the_retry(), &week(), &[Action::OptionalToggle, Action::PrefixToggle]);
    let drawn = seen(&state, &week(), (200, 56));
    assert!(drawn.contains("vsphere-ipi-f999") && drawn.contains(" opt "), "{drawn}");
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

/// A build that only the pointer to the newest build names.
#[test]
fn an_unread_result_file_is_unknown_and_not_empty() {
    let mut outside = outside();
    let newest = "4.20.0-0.nightly-2026-03-25-031500";
    let pointer = format!("{{\"name\": \"{newest}\", \"phase\": \"Accepted\"}}");
    outside.file(Branch::Record, "ocp-latest-4.20-nightly-amd64.json", &pointer, "25 12:00");
    let drawn = seen(&on_the_retry(), &heard(&outside), (120, 36));
    let heads = drawn.lines().find(|line| line.contains("JOB  (")).unwrap_or_default();
    let at = heads.find("n-03-25-031500").expect(&drawn);
    let line = drawn.lines().find(|line| line.contains(" aws-ipi ")).unwrap_or_default();
    let cell: String = line.chars().skip(at).take(3).collect();
    assert_eq!(cell, "?  ", "{drawn}");
}

#[test]
fn a_retry_that_nobody_started_is_a_dot_and_a_sentence() {
    let results = three_jobs("4.20.17", "25 10:30", ["S", "P", "F"]);
    let drawn = seen(&on_the_retry(), &week_with_results(&results), (120, 36));
    assert!(drawn.contains("✗··    ▶ 0/2"), "{drawn}");
    assert!(drawn.contains("2 retries are due and were not started"), "{drawn}");
}

#[test]
fn a_plan_that_is_not_whole_is_said_below_the_verdict() {
    let results = results::ResultsText::of("4.20.17", "24 22:30");
    let results = results.job("upgrade 4.19→ aws-ipi", "S").job("upgrade 4.20→ gcp-ipi", "S");
    for (results, state) in [(results.clone(), "no verdict"), (results.verdict(true), "accepted")] {
        let drawn = seen(&on_the_retry(), &week_with_results(&results), (120, 36));
        let line =
            |of: &str| drawn.lines().find(|line| line.contains(of)).unwrap_or_default().to_owned();
        assert!(line("required passed").contains("2/2"), "{drawn}");
        assert!(line("required passed").contains(state), "{drawn}");
        assert!(line("jobs of the plan").contains("plan 2 of 3        complete"), "{drawn}");
    }
}

#[test]
fn a_build_promoted_by_hand_is_never_called_accepted() {
    let results = three_jobs("4.20.17", "24 22:30", ["S", "S", "FFS"]).verdict(false).by_hand();
    let drawn = seen(&on_the_retry(), &week_with_results(&results), (120, 36));
    let line = drawn.lines().find(|line| line.contains("required passed")).unwrap_or_default();
    assert!(line.contains("2/3  ◇ promoted"), "{drawn}");
}

#[test]
fn a_run_that_prow_lost_has_its_own_mark_and_says_that_nobody_retries_it() {
    let results = three_jobs("4.20.17", "24 22:30", ["S", "S", "E"]).verdict(false);
    let drawn = seen(&on_the_retry(), &week_with_results(&results), (120, 36));
    assert!(drawn.contains("▸!      ! error"), "{drawn}");
    assert!(drawn.contains("the infrastructure failed; Prow does not retry it"), "{drawn}");
}

#[test]
fn every_phase_has_its_mark_and_a_recycled_build_is_not_an_unknown_one() {
    let mut outside = outside();
    for (arch, phase) in Arch::ALL.into_iter().zip([
        Phase::Pending,
        Phase::Ready,
        Phase::Accepted,
        Phase::Rejected,
        Phase::Failed,
    ]) {
        outside.tag(arch, "4.20.17", phase);
    }
    let silent = [Source::Tags(Arch::Arm64)];
    let mut heard = Heard::all_but(&outside, ordinary, &silent);
    let row = |snapshot: &Snapshot, name: &str| {
        let drawn = seen(&on_the_retry(), snapshot, (120, 36));
        let row = drawn.lines().find(|line| line.contains(name)).unwrap_or_default();
        row.split_whitespace().skip(2).collect::<Vec<_>>().join(" ")
    };
    let snapshot = heard.snapshot();
    let promoted = row(&snapshot, "4.20.17    ");
    assert_eq!(promoted, "promoted ○ pending ? ✓ acc ✗ REJ ! FAILED 15h");
    assert_eq!(row(&snapshot, "nightly-2026-03-15"), "– gone ? · · · 10d");
    heard.answer(&outside, silent[0], crate::ui::sample::now());
    let promoted = row(&heard.snapshot(), "4.20.17    ");
    assert!(promoted.starts_with("promoted ○ pending ◌ ready"), "{promoted}");
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
    on(&week(), |ctx| act(&mut state, action, Rect::new(0, 0, 80, 20), ctx))
}

#[test]
fn the_matrix_is_made_once_per_board_and_question() {
    let state = on_the_retry();
    let matrix = |snapshot: &Snapshot, width| {
        on(snapshot, |ctx| {
            let release = current(ctx, state.release).unwrap();
            state.matrix(ctx, release, Rect::new(0, 0, width, 36))
        })
    };
    let mut outside = outside();
    let mut heard = Heard::all(&outside, ordinary);
    let made = matrix(&heard.snapshot(), 120);
    // The branch is asked again and is as it was: ages change, the board does not.
    let now = crate::ui::sample::now();
    heard.answer(&outside, Source::Branch(Branch::Record), now);
    let later = heard.snapshot();
    assert!(Shared::ptr_eq(&made, &matrix(&later, 120)));
    assert!(!Shared::ptr_eq(&made, &matrix(&later, 80)));
    outside.results(&three_jobs("4.20.17", "24 22:30", ["S", "S", "S"]));
    heard.answer(&outside, Source::Branch(Branch::Record), now);
    assert!(!Shared::ptr_eq(&made, &matrix(&heard.snapshot(), 120)));
}
