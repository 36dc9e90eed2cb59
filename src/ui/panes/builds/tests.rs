use super::super::picture::{on, picture};
use super::*;
use crate::domain::builds::Phase;
use crate::domain::runs::{Junit, ReportKind, Runs, TestReport, Tests};
use crate::store::snapshot::Snapshot;
use crate::ui::glyphs::GlyphSet;
use crate::ui::sample::outside::Heard;
use crate::ui::sample::runs as prow;
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

const RESIZE: &str = "[sig-storage] gce-pd resize [Suite:openshift/conformance/parallel]";
const LEADER: &str = "[sig-arch] etcd leader changes";

/// Prow knows more of the retried job than its record: tests of the first run, the end of the second.
fn with_prow(second: &str, ended: Option<&str>, tests: Tests) -> Snapshot {
    let mut outside = outside();
    let (mut runs, job) = (Runs::default(), "upgrade 4.20→ gcp-ipi");
    let first = prow::report(415, &[RESIZE, RESIZE, LEADER]);
    prow::run(&mut runs, ("4.20.17", job, 0), "failure", Some("25 12:51"), first);
    prow::run(&mut runs, ("4.20.17", job, 1), second, ended, tests);
    outside.runs(release("4.20.17"), runs);
    let mut other = Runs::default();
    let failed = prow::report(380, &[RESIZE]);
    prow::run(
        &mut other,
        ("4.19.27", "upgrade 4.19→ gcp-ipi", 0),
        "failure",
        Some("24 05:00"),
        failed,
    );
    outside.runs(release("4.19.27"), other);
    heard(&outside)
}

fn ended_by_prow() -> Snapshot {
    with_prow("failure", Some("25 13:55"), prow::report(415, &[RESIZE]))
}

#[test]
fn evidence_of_runs_at_120_columns() {
    insta::assert_snapshot!(seen(&on_the_retry(), &ended_by_prow(), (120, 36)));
}

#[test]
fn evidence_of_runs_at_80_columns() {
    insta::assert_snapshot!(seen(&on_the_retry(), &ended_by_prow(), (80, 20)));
}

#[test]
fn evidence_of_runs_in_every_glyph_set() {
    for (name, glyphs) in [("unicode", GlyphSet::Unicode), ("ascii", GlyphSet::Ascii)] {
        let drawn = picture(&ended_by_prow(), (120, 36), glyphs, |buf, area, ctx| {
            draw(&on_the_retry(), buf, area, ctx);
        });
        let pane: Vec<&str> = drawn
            .lines()
            .skip_while(|line| !line.contains("gcp-ipi x 4.20") && !line.contains("gcp-ipi × 4.20"))
            .collect();
        insta::assert_snapshot!(format!("evidence_in_{name}"), pane.join("\n"));
    }
}

/// A line of the pane of runs at 120 columns.
fn run_line(snapshot: &Snapshot, n: usize) -> String {
    let drawn = seen(&on_the_retry(), snapshot, (120, 36));
    let begins = format!(" {n}   ");
    drawn.lines().rfind(|line| line.starts_with(&begins)).unwrap_or_default().to_owned()
}

#[test]
fn what_is_not_known_of_tests_is_never_a_pass_and_says_why() {
    let ended = Some("25 13:55");
    let gap = {
        let mut report = TestReport::of(ReportKind::Junit);
        report.add("a.xml", Junit::read("<testsuite tests='9'><testcase name='b'/>".as_bytes()));
        Tests::Report(report)
    };
    let cases = [
        ("failure", ended, Tests::None, "?", "by prow 1m ago   it left no JUnit behind"),
        ("success", ended, Tests::None, "?", "by prow 1m ago   it left no JUnit behind"),
        ("success", ended, Tests::Unread("no answer: HTTP 500".into()), "?", "no answer: HTTP 500"),
        ("success", ended, prow::report(40, &[]), "40/40", "by prow 1m ago"),
        ("failure", ended, gap, "9/9?", "a.xml: byte 41: the file ends early"),
        ("error", ended, Tests::None, "?", "by prow 1m ago   not retried: Pod scheduling timeout."),
        ("aborted", ended, Tests::None, "?", "aborted; counts as failed"),
        ("pending", None, Tests::NotYet, "–", "typical 3h11, expect ~16:03"),
    ];
    for (state, ended, tests, counted, said) in cases {
        let line = run_line(&with_prow(state, ended, tests), 2);
        assert!(line.contains(state), "{line}");
        let cell: String = line.chars().skip(42).take(10).collect();
        assert_eq!(cell.trim(), counted, "{line}");
        assert!(line.ends_with(said), "{said}: {line}");
    }
}

#[test]
fn a_closed_record_stands_and_prows_other_word_is_told() {
    let mut outside = outside();
    outside.results(&three_jobs("4.20.17", "24 22:30", ["S", "S", "S"]));
    let mut runs = Runs::default();
    let job = "upgrade 4.20→ gcp-ipi";
    prow::run(&mut runs, ("4.20.17", job, 0), "failure", Some("25 01:41"), Tests::None);
    outside.runs(release("4.20.17"), runs);
    let line = run_line(&heard(&outside), 1);
    assert!(line.contains("✓ success") && line.contains("prow says failure"), "{line}");
}

#[test]
fn a_run_that_prow_is_still_to_be_asked_about_says_so() {
    let mut outside = outside();
    outside.results(&three_jobs("4.20.17", "24 22:30", ["S", "S", "S"]));
    outside.runs(release("4.20.17"), Runs::default());
    let line = run_line(&heard(&outside), 1);
    assert!(line.ends_with("?         not looked up at Prow yet"), "{line}");
}

#[test]
fn runs_in_flight_are_counted_and_what_prow_ended_is_not() {
    let said = |snapshot: &Snapshot| {
        on(snapshot, |ctx| standing(&on_the_retry(), Rect::new(0, 0, 120, 1), ctx))
    };
    let file = "result file: not aggregated yet";
    assert_eq!(said(&week()), Some(format!("▶ 2 runs in flight   {file}")));
    let expected = format!("▶ 1 run in flight, next poll 14:09   {file}");
    assert_eq!(said(&ended_by_prow()), Some(expected));
    let done = three_jobs("4.20.17", "24 22:30", ["S", "S", "S"]).verdict(true);
    assert_eq!(said(&week_with_results(&done)), None);
}

#[test]
fn the_whole_text_has_every_failed_test_and_where_else_it_failed() {
    let state = at_80(on_the_retry(), &ended_by_prow(), &[Action::Open]);
    let drawn = seen(&state, &ended_by_prow(), (200, 56));
    for text in [
        "same test failed on 4.19.27 upgrade 4.19→ gcp-ipi",
        "tests  412 passed of 415 that ran, 3 failed, 0 skipped   (JUnit)",
        "    [sig-storage] gce-pd resize [Suite:openshift/conformance/parallel]  ×2",
        "by prow 1m ago",
        "prow  failure   (Deck)",
    ] {
        assert!(drawn.contains(text), "{text}: {drawn}");
    }
}

#[test]
fn an_error_that_only_prow_knows_needs_a_human_at_once() {
    use crate::domain::attention::AttentionKind;
    let (job, open) = ("upgrade 4.20→ gcp-ipi", ["S", "S", "P"]);
    let errors = |state: &str| {
        let mut outside = outside();
        outside.results(&three_jobs("4.20.17", "25 12:52", open));
        let mut runs = Runs::default();
        let ended = (state != "pending").then_some("25 13:30");
        prow::run(&mut runs, ("4.20.17", job, 0), state, ended, Tests::None);
        outside.runs(release("4.20.17"), runs);
        let all = heard(&outside).board.attention.clone();
        let of_job = |kind: &AttentionKind| matches!(kind, AttentionKind::JobError { .. });
        let own = all.into_iter().filter(|one| one.release == Some(release("4.20.17")));
        own.filter(|one| of_job(&one.kind)).map(|one| one.what).collect::<Vec<_>>()
    };
    for (state, many) in [("error", 1), ("failure", 0), ("pending", 0), ("success", 0)] {
        let found = errors(state);
        assert_eq!(found.len(), many, "{state}: {found:?}");
        assert!(found.iter().all(|what| what.starts_with("Prow error, the record will hold")));
    }
}
