//! The 36 cases of reference/test-results.md §9, one table. Rows that end in another part of the house
//! (starting, deleting, telling, labelling, drawing) assert the fact which that part acts on; `asserts`
//! says what is looked at.

use super::*;
use crate::domain::arch::Arch;
use crate::domain::builds::{Build, BuildName, Phase, Stream};
use crate::domain::results::{JobName, Run, RunState};
use crate::domain::time::Timestamp;
use crate::domain::verdict::retries_due;

/// What the registry says of a job.
#[derive(Clone, Copy, PartialEq)]
enum Entry {
    /// required, usual retries
    Req,
    /// required, that many retries
    Retries(u8),
    /// optional
    Opt,
    /// not listed (any more)
    Gone,
    /// listed, not in the file
    Absent,
}
use Entry::{Absent, Gone, Opt, Req, Retries};

/// Recorded: `aggregated`, `accepted`, and whether the key `manual_promotion` is there.
type Recorded = (Option<bool>, Option<bool>, bool);
const OPEN: Recorded = (None, None, false);
const ACCEPTED: Recorded = (Some(true), Some(true), false);
const REJECTED: Recorded = (Some(true), Some(false), false);
/// just promoted: the aggregator was not there since
const PROMOTED: Recorded = (Some(false), Some(false), true);
const PROMOTED_FINISHED: Recorded = (Some(true), Some(false), true);

const STABLE: &str = "4.20.17";
const NIGHTLY: &str = "4.20.0-0.nightly-2026-03-17-041205";

/// One fact of a case.
enum Fact {
    /// per job: `✓` passed, `✗` failed, `…` pending, `!` error
    Verdicts(&'static str),
    /// per job: retries to be started now
    Due(&'static [u8]),
    /// per job: retries the registry wants and the file has not
    Missing(&'static [u8]),
    /// per job: successes of the retries and how many are needed
    Score(&'static [(u8, u8)]),
    /// per job: the verdict is certain though runs are open
    Early(&'static [bool]),
    /// per job: a run ended in `error`
    HasError(&'static [bool]),
    /// recomputed `aggregated`
    Complete(bool),
    /// recomputed `accepted`
    Accepted(bool),
    /// required jobs that passed, and required jobs
    Required(u32, u32),
    /// the payload may carry the mark
    Label(bool),
    /// somebody is to be told
    Notice(bool),
    /// how the build stands
    State(BuildState),
    /// plan against file
    Plan(Completeness),
    /// the build can disappear from the release controller
    Recycled(bool),
    /// registry text of `retries` → normalised
    Normalised(&'static [(&'static str, u8)]),
    /// the first run of the first job has a page
    HasUrl(bool),
}
use Fact::*;

struct Case {
    row: u8,
    input: &'static str,
    asserts: &'static str,
    build: &'static str,
    recorded: Recorded,
    /// registry entry, then the runs: the first, a blank, the retries. `✓` success, `✗` failure,
    /// `a` aborted, `!` error, `…` pending, `t` triggered without a page, `i` nothing but an id
    jobs: &'static [(Entry, &'static str)],
    facts: &'static [Fact],
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { row: 1, input: "F ✓, R [], required", asserts: "passed, no retry due",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✓")],
        facts: &[Verdicts("✓"), Due(&[0]), Complete(true), Accepted(true), Score(&[(0, 0)])] },
    Case { row: 2, input: "F pending", asserts: "pending, not aggregated",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "…"), (Req, "✓")],
        facts: &[Verdicts("…✓"), Due(&[0, 0]), Complete(false), Accepted(false), State(BuildState::Open)] },
    Case { row: 3, input: "F ✗, R [], required", asserts: "2 retries due, pending",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗"), (Req, "…")],
        facts: &[Verdicts("……"), Due(&[2, 0]), Score(&[(0, 2), (0, 0)]), Early(&[false, false])] },
    Case { row: 4, input: "F aborted, R [], required", asserts: "the same as row 3",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "a"), (Req, "…")],
        facts: &[Verdicts("……"), Due(&[2, 0]), Score(&[(0, 2), (0, 0)])] },
    Case { row: 5, input: "F ✗, optional", asserts: "failed, no retry due, not counted",
        build: STABLE, recorded: OPEN, jobs: &[(Opt, "✗"), (Req, "✓")],
        facts: &[Verdicts("✗✓"), Due(&[0, 0]), Complete(true), Accepted(true), Required(1, 1)] },
    Case { row: 6, input: "F error, R [], required", asserts: "no retry, complete, neither; rejects",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "!"), (Req, "✓")],
        facts: &[Verdicts("!✓"), Due(&[0, 0]), Complete(true), Accepted(false), HasError(&[true, false])] },
    Case { row: 7, input: "F ✗, R [✓,✓]", asserts: "passed, 2 of 2 needed",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ ✓✓")],
        facts: &[Verdicts("✓"), Score(&[(2, 2)]), Complete(true), Accepted(true)] },
    Case { row: 8, input: "F ✗, R [✓,✗]", asserts: "failed, 1 of 2 needed",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ ✓✗")],
        facts: &[Verdicts("✗"), Score(&[(1, 2)]), Complete(true), Accepted(false)] },
    Case { row: 9, input: "F ✗, R [✗,✗]", asserts: "failed, 0 of 2 needed",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ ✗✗")],
        facts: &[Verdicts("✗"), Score(&[(0, 2)]), Complete(true), Accepted(false)] },
    Case { row: 10, input: "F ✗, R [✓,…] and R [✗,…]", asserts: "both pending, the second already lost",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ ✓…"), (Req, "✗ ✗…")],
        facts: &[Verdicts("……"), Early(&[false, true]), Complete(false), Due(&[0, 0])] },
    Case { row: 11, input: "F ✗, R [✓], one trigger lost", asserts: "passed, 1 of 1 needed, 1 missing",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ ✓")],
        facts: &[Verdicts("✓"), Score(&[(1, 1)]), Missing(&[1]), Due(&[0]), Accepted(true)] },
    Case { row: 12, input: "F ✗, R [✗]", asserts: "failed, 0 of 1 needed",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ ✗")],
        facts: &[Verdicts("✗"), Score(&[(0, 1)]), Missing(&[1]), Due(&[0]), Accepted(false)] },
    Case { row: 13, input: "F ✗, both triggers failed, others open", asserts: "retries stay due",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗"), (Req, "…")],
        facts: &[Verdicts("……"), Due(&[2, 0]), Missing(&[2, 0]), Complete(false)] },
    Case { row: 13, input: "F ✗, both triggers failed, others done", asserts: "failed, complete: rejected",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗"), (Req, "✓")],
        facts: &[Verdicts("✗✓"), Missing(&[2, 0]), Complete(true), Accepted(false)] },
    Case { row: 13, input: "the same, as it was stored", asserts: "rejected, and why can be seen",
        build: STABLE, recorded: REJECTED, jobs: &[(Req, "✗"), (Req, "✓")],
        facts: &[Verdicts("✗✓"), Missing(&[2, 0]), State(BuildState::Rejected)] },
    Case { row: 14, input: "F ✗, R [✗,✓,✓]", asserts: "passed, 2 of 2 needed of 3",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ ✗✓✓")],
        facts: &[Verdicts("✓"), Score(&[(2, 2)]), Missing(&[0]), Accepted(true)] },
    Case { row: 15, input: "retries 4, R [✓,✓,✓,✗] and [✓,✓,✗,✗]", asserts: "passed and failed, 3 needed",
        build: STABLE, recorded: OPEN, jobs: &[(Retries(4), "✗ ✓✓✓✗"), (Retries(4), "✗ ✓✓✗✗")],
        facts: &[Verdicts("✓✗"), Score(&[(3, 3), (2, 3)]), Accepted(false), Required(1, 2)] },
    Case { row: 16, input: "F ✗, R [error,✓]", asserts: "failed: error is no success",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✗ !✓")],
        facts: &[Verdicts("✗"), Score(&[(1, 2)]), HasError(&[true])] },
    Case { row: 17, input: "retries of the registry", asserts: "normalised when the registry is read",
        build: STABLE, recorded: OPEN, jobs: &[(Retries(6), "✗")],
        facts: &[Due(&[6]), Normalised(&[("", 2), (r#","retries":0"#, 2), (r#","retries":1"#, 2),
            (r#","retries":2"#, 2), (r#","retries":3"#, 2), (r#","retries":-4"#, 2),
            (r#","retries":"x""#, 2), (r#","retries":null"#, 2), (r#","retries":4"#, 4),
            (r#","retries":5"#, 4), (r#","retries":"4""#, 4), (r#","retries":6"#, 6),
            (r#","retries":7"#, 6)])] },
    Case { row: 18, input: "all required ✓, an optional job runs", asserts: "label now, not aggregated",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✓"), (Opt, "…")],
        facts: &[Verdicts("✓…"), Complete(false), Accepted(true), Label(true), State(BuildState::Open)] },
    Case { row: 19, input: "all complete, all required ✓", asserts: "aggregated, accepted, label",
        build: STABLE, recorded: ACCEPTED, jobs: &[(Req, "✓"), (Req, "✗ ✓✓")],
        facts: &[Complete(true), Accepted(true), Label(true), State(BuildState::Accepted), Notice(false)] },
    Case { row: 20, input: "all complete, one required ✗", asserts: "aggregated, rejected, no label",
        build: STABLE, recorded: REJECTED, jobs: &[(Req, "✓"), (Req, "✗ ✓✗")],
        facts: &[Complete(true), Accepted(false), Label(false), Required(1, 2),
            State(BuildState::Rejected)] },
    Case { row: 21, input: "every job optional, all ✓", asserts: "nothing required: not accepted",
        build: NIGHTLY, recorded: REJECTED, jobs: &[(Opt, "✓"), (Opt, "✓")],
        facts: &[Verdicts("✓✓"), Complete(true), Accepted(false), Required(0, 0)] },
    Case { row: 22, input: "a job is not in the registry, file open", asserts: "never complete, label earned",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✓"), (Gone, "✓")],
        facts: &[Complete(false), Accepted(true), Label(true), Required(1, 1),
            Plan(Completeness::NotKnown)] },
    Case { row: 22, input: "it failed, file open", asserts: "skipped: no retry due, not counted",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "✓"), (Gone, "✗")],
        facts: &[Verdicts("✓✗"), Due(&[0, 0]), Complete(false), Accepted(true)] },
    Case { row: 22, input: "the same, file finished", asserts: "counts as required («Which registry»)",
        build: STABLE, recorded: REJECTED, jobs: &[(Req, "✓"), (Gone, "✗ ✗✗")],
        facts: &[Complete(true), Accepted(false), Required(1, 2), Plan(Completeness::NotKnown)] },
    Case { row: 23, input: "result: []", asserts: "never complete, never accepted",
        build: STABLE, recorded: OPEN, jobs: &[(Absent, "")],
        facts: &[Verdicts(""), Complete(false), Accepted(false), State(BuildState::Open),
            Plan(Completeness::Incomplete { present: 0, expected: 1 })] },
    Case { row: 24, input: "1 of 6 registered jobs, ✓", asserts: "accepted, and reported as incomplete",
        build: NIGHTLY, recorded: ACCEPTED, jobs: &[(Req, "✓"), (Absent, ""), (Absent, ""), (Absent, ""),
            (Absent, ""), (Absent, "")],
        facts: &[Complete(true), Accepted(true), State(BuildState::Accepted),
            Plan(Completeness::Incomplete { present: 1, expected: 6 })] },
    Case { row: 25, input: "aggregated: true", asserts: "the recorded verdict stands, come what may",
        build: STABLE, recorded: ACCEPTED, jobs: &[(Req, "✗ ✗✗")],
        facts: &[State(BuildState::Accepted), Accepted(false), Notice(false)] },
    Case { row: 26, input: "nightly, 404 at the release controller", asserts: "only nightlies can go; its verdict stays",
        build: NIGHTLY, recorded: ACCEPTED, jobs: &[(Req, "✓")],
        facts: &[Recycled(true), State(BuildState::Accepted), Accepted(true)] },
    Case { row: 27, input: "nightly, release controller 5xx", asserts: "the verdict asks nobody: it is the same",
        build: NIGHTLY, recorded: OPEN, jobs: &[(Req, "✓"), (Req, "…")],
        facts: &[Recycled(true), State(BuildState::Open), Verdicts("✓…")] },
    Case { row: 28, input: "stable, tag missing", asserts: "a stable build cannot go",
        build: STABLE, recorded: ACCEPTED, jobs: &[(Req, "✓")],
        facts: &[Recycled(false), State(BuildState::Accepted)] },
    Case { row: 29, input: "promoted, one required ✗, all complete", asserts: "label; aggregated; still not accepted",
        build: STABLE, recorded: PROMOTED, jobs: &[(Req, "✓"), (Req, "✗ ✗✗")],
        facts: &[Label(true), Complete(true), Accepted(false), State(BuildState::Promoted)] },
    Case { row: 30, input: "promoted, a run is open", asserts: "label; not aggregated",
        build: STABLE, recorded: PROMOTED, jobs: &[(Req, "✓"), (Req, "…")],
        facts: &[Label(true), Complete(false), Accepted(false), State(BuildState::Promoted)] },
    Case { row: 31, input: "a retry with nothing but its id", asserts: "pending for as long as it says nothing",
        build: NIGHTLY, recorded: OPEN, jobs: &[(Req, "✗ ✓i")],
        facts: &[Verdicts("…"), Complete(false), Early(&[false]), Due(&[0])] },
    Case { row: 32, input: "accepted: false, nightly", asserts: "somebody is to be told",
        build: NIGHTLY, recorded: REJECTED, jobs: &[(Req, "✗ ✗✗")],
        facts: &[Notice(true), State(BuildState::Rejected)] },
    Case { row: 33, input: "accepted: false, stable", asserts: "corrected: a rejected build like any other",
        build: STABLE, recorded: REJECTED, jobs: &[(Req, "✗ ✗✗")],
        facts: &[Notice(true), State(BuildState::Rejected)] },
    Case { row: 34, input: "accepted: false, promoted", asserts: "nobody is told; promoted",
        build: NIGHTLY, recorded: PROMOTED_FINISHED, jobs: &[(Req, "✗ ✗✗")],
        facts: &[Notice(false), State(BuildState::Promoted), Accepted(false)] },
    Case { row: 35, input: "F ✗, R [✓] on a screen", asserts: "corrected: the aggregator's word, passed",
        build: STABLE, recorded: ACCEPTED, jobs: &[(Req, "✗ ✓")],
        facts: &[Verdicts("✓"), State(BuildState::Accepted)] },
    Case { row: 36, input: "F triggered, no URL, on a screen", asserts: "corrected: shown, pending, no page",
        build: STABLE, recorded: OPEN, jobs: &[(Req, "t")],
        facts: &[Verdicts("…"), HasUrl(false)] },
];

fn run(letter: char) -> Run {
    let (state, completed) = match letter {
        '✓' => (Some(RunState::Success), true),
        '✗' => (Some(RunState::Failure), true),
        'a' => (Some(RunState::Aborted), true),
        '!' => (Some(RunState::Error), true),
        '…' => (Some(RunState::Pending), false),
        't' => (Some(RunState::Triggered), false),
        'i' => (None, false),
        other => panic!("no run is written {other}"),
    };
    let has_url = !matches!(letter, 't' | 'i');
    Run {
        id: Some("16f21371-4771-4938-97c9-9b4ff84def21".to_owned()),
        completed: completed.then_some(Timestamp::UNIX_EPOCH),
        url: has_url.then(|| "https://deck/view/gs/bucket/logs/job/1".to_owned()),
        state,
        ..Run::default()
    }
}

fn scene(case: &Case) -> (Results, Registry) {
    let name = |index| JobName::shared(&format!("periodic-ci-job-{index}"));
    let (mut jobs, mut registered) = (Vec::new(), Vec::new());
    for (index, (entry, runs)) in case.jobs.iter().enumerate() {
        if *entry != Absent {
            let (first, retries) = runs.split_once(' ').unwrap_or((runs, ""));
            let first = run(first.chars().next().unwrap());
            let retries = retries.chars().map(run).collect();
            jobs.push(JobRecord { name: name(index), first, retries });
        }
        if *entry != Gone {
            let retries = if let Retries(n) = entry { *n } else { 2 };
            let (upgrade, disabled, optional) = (false, false, *entry == Opt);
            let name = name(index);
            registered.push(RegisteredJob { name, upgrade, optional, disabled, retries });
        }
    }
    let name = BuildName(case.build.to_owned());
    let mut registry =
        Registry { y: name.y().unwrap(), arch: Arch::Amd64, nightly: vec![], stable: vec![] };
    match name.stream() {
        Stream::Nightly => registry.nightly = registered,
        Stream::Stable => registry.stable = registered,
    }
    let (pull_spec, download_url) = (String::new(), String::new());
    let build = Build { name, phase: Phase::Accepted, pull_spec, download_url };
    let (aggregated, accepted, manual_promotion) = case.recorded;
    (Results { build, arch: Arch::Amd64, jobs, aggregated, accepted, manual_promotion }, registry)
}

fn check(fact: &Fact, results: &Results, registry: &Registry, says: &str) {
    let stream = results.build.name.stream();
    let judgement = judge_build(results, Some(registry));
    let jobs = || judgement.jobs.iter();
    match fact {
        Verdicts(expected) => {
            let letter = |judged: &Judged| match judged.verdict {
                Verdict::Passed => '✓',
                Verdict::Failed => '✗',
                Verdict::Pending => '…',
                Verdict::Error => '!',
            };
            assert_eq!(jobs().map(letter).collect::<String>(), *expected, "{says}");
        }
        Due(expected) => {
            let due =
                results.jobs.iter().map(|job| retries_due(job, registry.job(stream, &job.name)));
            assert_eq!(due.collect::<Vec<_>>(), *expected, "{says}: due");
        }
        Missing(expected) => {
            let missing: Vec<_> = jobs().map(|job| job.retries_missing).collect();
            assert_eq!(missing, *expected, "{says}: missing");
        }
        Score(expected) => {
            let score: Vec<_> =
                jobs().map(|job| (job.retry_successes, job.retries_needed)).collect();
            assert_eq!(score, *expected, "{says}: score");
        }
        Early(expected) => {
            let early: Vec<_> = jobs().map(|job| job.decided_early).collect();
            assert_eq!(early, *expected, "{says}: decided early");
        }
        HasError(expected) => {
            let errors: Vec<_> = jobs().map(|job| job.has_error).collect();
            assert_eq!(errors, *expected, "{says}: has error");
        }
        Complete(expected) => assert_eq!(judgement.all_completed, *expected, "{says}: complete"),
        Accepted(expected) => assert_eq!(judgement.accepted, *expected, "{says}: accepted"),
        Required(passed, required) => {
            let found = (judgement.required_passed, judgement.required);
            assert_eq!(found, (*passed, *required), "{says}: required");
        }
        Label(expected) => assert_eq!(judgement.earns_label(), *expected, "{says}: label"),
        Notice(expected) => assert_eq!(judgement.wants_notice(), *expected, "{says}: notice"),
        State(expected) => assert_eq!(judgement.state, *expected, "{says}"),
        Plan(expected) => assert_eq!(judgement.completeness, *expected, "{says}"),
        Recycled(expected) => assert_eq!(stream.is_recycled(), *expected, "{says}: recycled"),
        Normalised(table) => {
            for (retries, expected) in *table {
                let text = format!(r#"{{"nightly":[{{"prowJob":"a"{retries}}}],"stable":[]}}"#);
                let (registry, _) = Registry::read("ocp-4.20-test-jobs-amd64.json", &text);
                assert_eq!(registry.unwrap().nightly[0].retries, *expected, "{says}: {retries}");
            }
        }
        HasUrl(expected) => {
            assert_eq!(results.jobs[0].first.url.is_some(), *expected, "{says}: url");
        }
    }
}

#[test]
fn the_decision_table_of_the_aggregator_holds_row_by_row() {
    for case in CASES {
        let (results, registry) = scene(case);
        let says = format!("row {}, {}: {}", case.row, case.input, case.asserts);
        for fact in case.facts {
            check(fact, &results, &registry, &says);
        }
    }
}

#[test]
fn no_row_of_the_decision_table_is_left_out() {
    let mut rows: Vec<u8> = CASES.iter().map(|case| case.row).collect();
    assert!(rows.is_sorted());
    rows.dedup();
    assert_eq!(rows, (1..=36).collect::<Vec<_>>());
}

/// All that can be recorded, beyond the shapes of the table.
#[test]
fn the_state_of_a_build_is_what_is_recorded() {
    let (yes, no) = (Some(true), Some(false));
    let cases = [
        ((None, None, false), BuildState::Open),
        ((no, None, false), BuildState::Open),
        ((yes, None, false), BuildState::Open),
        ((yes, yes, false), BuildState::Accepted),
        ((yes, no, false), BuildState::Rejected),
        ((no, yes, false), BuildState::Reopened),
        ((no, no, false), BuildState::Reopened),
        ((None, yes, false), BuildState::Reopened),
        ((None, None, true), BuildState::Promoted),
        ((no, None, true), BuildState::Promoted),
        ((yes, yes, true), BuildState::Promoted),
    ];
    let (mut results, registry) = scene(&CASES[0]);
    for (recorded, expected) in cases {
        (results.aggregated, results.accepted, results.manual_promotion) = recorded;
        assert_eq!(judge_build(&results, Some(&registry)).state, expected, "{recorded:?}");
    }
}

#[test]
fn a_disabled_job_is_not_in_the_plan_but_counts_when_it_was_run() {
    let (mut results, mut registry) = scene(&CASES[0]);
    let extra = RegisteredJob {
        name: JobName::shared("periodic-ci-disabled"),
        disabled: true,
        ..registry.stable[0].clone()
    };
    registry.stable.push(extra.clone());
    let plan = |judgement: Judgement| (judgement.completeness, judgement.required);
    let complete = Completeness::Complete { expected: 1 };
    assert_eq!(plan(judge_build(&results, Some(&registry))), (complete, 1));
    results.jobs.push(JobRecord { name: extra.name, first: run('✓'), retries: vec![] });
    assert_eq!(plan(judge_build(&results, Some(&registry))), (complete, 2));
}

#[test]
fn without_a_registry_only_a_finished_file_has_required_jobs() {
    let (mut results, _) = scene(&CASES[0]);
    let judged = |results: &Results| {
        let judgement = judge_build(results, None);
        assert_eq!(judgement.completeness, Completeness::NotKnown);
        (judgement.all_completed, judgement.accepted, judgement.required)
    };
    assert_eq!(judged(&results), (false, false, 0));
    results.aggregated = Some(true);
    assert_eq!(judged(&results), (true, true, 1));
}
