//! Tables of cases for gates, rows and their states.

use super::{FlowRow, Gate, GateState, Picture, TaskRow};
use crate::domain::acceptance::BuildState;
use crate::domain::assemblies::Assembly;
use crate::domain::builds::{ArchPhase, Phase};
use crate::domain::durations::Typical;
use crate::domain::releases::Observed;
use crate::domain::releases::fixtures::{FRIDAY, MONDAY, Made, OWNED, PIPELINE, at, results};
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{SignedDuration, Stamp};

fn gate_of(made: &Made, gate: Gate) -> (GateState, String, String) {
    let evidence = made.evidence();
    let picture = Picture::of(&evidence, at(FRIDAY));
    let row = picture.gate(gate).unwrap();
    (row.state, row.note.clone(), row.on_whom.clone())
}

fn task_of(made: &Made, name: TaskName, now: &str) -> TaskRow {
    let evidence = made.evidence();
    Picture::of(&evidence, at(now)).task(name).unwrap().clone()
}

#[test]
fn rows_stand_in_the_order_of_the_graph_and_strays_come_last() {
    let made = Made::fresh().tasks("update-bug-list pass");
    let evidence = made.evidence();
    let picture = Picture::of(&evidence, at(FRIDAY));
    let names: Vec<String> = picture
        .rows
        .iter()
        .map(|row| match row {
            FlowRow::Task(task) => task.name.to_string(),
            FlowRow::Gate(gate) => format!("GATE {}", gate.gate.words()),
        })
        .collect();
    assert_eq!(
        names,
        [
            "create-test-report",
            "take-ownership",
            "check-cve-tracker-bug",
            "check-rhcos-security-alerts",
            "push-to-cdn-staging",
            "analyze-candidate-build",
            "GATE build promoted",
            "GATE stage-release",
            "image-consistency-check",
            "stage-testing",
            "analyze-promoted-build",
            "GATE async tasks passed",
            "GATE promoted acceptable",
            "image-signed-check",
            "change-advisory-status",
            "update-bug-list",
        ]
    );
    assert_eq!(picture.tasks().filter(|task| task.counted).count(), 9);
}

#[test]
fn the_errata_flow_has_no_pipeline_to_wait_for() {
    let mut made = Made::fresh().tasks(OWNED).promoted_on_amd64();
    made.statebox.as_mut().unwrap().metadata.shipment_mr = None;
    made.assembly = Some(Assembly::default());
    let evidence = made.evidence();
    let picture = Picture::of(&evidence, at(FRIDAY));
    assert!(picture.gate(Gate::StageRelease).is_none());
    assert!(picture.task(TaskName::StageTesting).unwrap().needs_person);
}

#[test]
fn build_promoted_follows_the_controller_then_the_file_then_the_tasks() {
    use ArchPhase::{Absent, Gone, Known, Unknown};
    let proof = "image-signed-check pass";
    let cases = [
        (Known(Phase::Accepted), None, "", GateState::Open, "rc amd64"),
        (
            Known(Phase::Rejected),
            Some(Phase::Accepted),
            proof,
            GateState::ShutByFailure,
            "rc amd64 says Rejected",
        ),
        (Known(Phase::Ready), None, "", GateState::Shut, "rc amd64 says Ready"),
        (Unknown, Some(Phase::Accepted), "", GateState::Open, "result file"),
        (Gone, Some(Phase::Accepted), "", GateState::Open, "result file"),
        (Unknown, Some(Phase::Rejected), "", GateState::ShutByFailure, "result file says Rejected"),
        (
            Unknown,
            Some(Phase::Ready),
            "",
            GateState::Unknown,
            "the release controller was not read",
        ),
        (Unknown, None, proof, GateState::Open, "image-signed-check passed"),
        (Absent, None, "", GateState::Shut, "not at the release controller yet"),
        (Gone, None, "", GateState::Unknown, "gone from the release controller, no result file"),
        (Unknown, None, "", GateState::Unknown, "the release controller was not read"),
    ];
    for (phase, file, tasks, state, note) in cases {
        let mut made = Made::fresh().tasks(tasks).phase(phase);
        made.promoted = file.map(|phase| {
            let mut made = results("4.98.3", BuildState::Open);
            made.0.build.phase = phase;
            made
        });
        let found = gate_of(&made, Gate::BuildPromoted);
        assert_eq!((found.0, found.1.as_str()), (state, note), "{phase:?} {file:?} {tasks:?}");
        let nobody = matches!(state, GateState::Open | GateState::Unknown);
        assert_eq!(found.2, if nobody { "" } else { "ART" });
    }
}

#[test]
fn stage_release_is_known_only_by_what_the_tasks_prove() {
    let log = |message: &str| format!("2031-03-07T09:00:00Z: ERROR: {message}");
    let not_ready = |word: &str| {
        format!("stage-testing fail: {}", log(&format!("Stage release failed with status {word}")))
    };
    let seen = format!("stage-testing run: {PIPELINE}");
    let cases = [
        (String::new(), GateState::Unknown, "gitlab is not connected", ""),
        ("stage-testing pass".to_owned(), GateState::Open, "stage-testing passed", ""),
        (seen, GateState::Open, "stage-testing saw it succeed", ""),
        (
            not_ready("running"),
            GateState::Shut,
            "the pipeline is running (stage-testing)",
            "Konflux",
        ),
        (
            not_ready("manual"),
            GateState::Shut,
            "the pipeline waits to be started (stage-testing)",
            "ART",
        ),
        (
            not_ready("failed"),
            GateState::ShutByFailure,
            "the pipeline failed (stage-testing)",
            "ART",
        ),
        (
            "stage-testing fail: it broke".to_owned(),
            GateState::Unknown,
            "gitlab is not connected",
            "",
        ),
        (
            "image-consistency-check pass: health check skipped due to blocked stage-release"
                .to_owned(),
            GateState::Unknown,
            "gitlab is not connected",
            "",
        ),
    ];
    for (tasks, state, note, whom) in cases {
        let found = gate_of(&Made::fresh().tasks(&tasks), Gate::StageRelease);
        assert_eq!((found.0, found.1.as_str(), found.2.as_str()), (state, note, whom), "{tasks}");
    }
}

#[test]
fn the_newest_word_on_the_pipeline_counts() {
    let text = "x: ERROR: Stage release failed with status running";
    let made = |waited: &str| {
        let tasks = format!("image-consistency-check pass; stage-testing fail: {text}");
        let mut made = Made::fresh().tasks(&tasks);
        let task = made.statebox.as_mut().unwrap().tasks.last_mut().unwrap();
        task.completed_at = Some(Stamp { at: at(waited), doubtful: false });
        made
    };
    // image consistency passed at 10:00
    assert_eq!(gate_of(&made("2031-03-07T09:30:00Z"), Gate::StageRelease).0, GateState::Open);
    assert_eq!(gate_of(&made("2031-03-07T10:30:00Z"), Gate::StageRelease).0, GateState::Shut);
}

#[test]
fn promoted_acceptable_names_the_link_that_is_missing() {
    let base = || Made::fresh().tasks(OWNED).promoted_on_amd64();
    let mut waiting = base().results(BuildState::Open);
    let (file, judgement) = waiting.promoted.as_mut().unwrap();
    file.jobs[2].first.completed = Some(at("2031-03-07T08:40:00Z"));
    judgement.all_completed = true;
    let mut unread = base();
    unread.record_read = false;
    let judged = |tasks: &str, state| base().tasks(tasks).results(state);
    let cases = [
        (Made::fresh().phase(ArchPhase::Absent), GateState::Shut, "waits for the promotion", "ART"),
        (base(), GateState::Shut, "waits for the result file", "QE job controller"),
        (unread, GateState::Unknown, "the record branch was not read", ""),
        (
            base().results(BuildState::Open),
            GateState::Shut,
            "jobs 2/3 passed, 1 running",
            "QE job controller",
        ),
        (
            base().results(BuildState::Reopened),
            GateState::Shut,
            "jobs 2/3 passed, 1 running",
            "QE job controller",
        ),
        (waiting, GateState::Shut, "jobs 2/3 passed, waits for the aggregation", "aggregator"),
        (
            base().results(BuildState::Accepted),
            GateState::Open,
            "record file: accepted, jobs 3/3",
            "",
        ),
        (base().results(BuildState::Promoted), GateState::Open, "promoted by hand, jobs 2/3", ""),
        (
            base().results(BuildState::Rejected),
            GateState::Shut,
            "record file: not accepted, jobs 2/3, has to be judged",
            "you",
        ),
        (
            judged("analyze-promoted-build pass: quota", BuildState::Rejected),
            GateState::Open,
            "waived",
            "",
        ),
        (
            judged("analyze-promoted-build pass", BuildState::Accepted),
            GateState::Open,
            "judged: pass",
            "",
        ),
        (
            judged("analyze-promoted-build fail: bug", BuildState::Accepted),
            GateState::ShutByFailure,
            "analyze-promoted-build failed",
            "you",
        ),
        (base().tasks("analyze-promoted-build pass"), GateState::Open, "judged: pass", ""),
    ];
    for (made, state, note, whom) in cases {
        let found = gate_of(&made, Gate::PromotedAcceptable);
        assert_eq!((found.0, found.1.as_str(), found.2.as_str()), (state, note, whom));
    }
}

#[test]
fn async_tasks_passed_names_what_is_missing() {
    let cases = [
        (
            "push-to-cdn-staging pass; image-consistency-check pass; stage-testing pass",
            GateState::Open,
            "all three passed",
        ),
        (
            "push-to-cdn-staging pass; image-consistency-check pass; stage-testing pass: WAIVED: quota",
            GateState::Open,
            "all three passed",
        ),
        (
            "push-to-cdn-staging pass; image-consistency-check run; stage-testing pass",
            GateState::Shut,
            "needs image-consistency (running)",
        ),
        (
            "push-to-cdn-staging pass; image-consistency-check fail: x; stage-testing run",
            GateState::ShutByFailure,
            "needs image-consistency (failed), stage-testing (running)",
        ),
        (
            "image-consistency-check pass; stage-testing pass",
            GateState::Shut,
            "needs push-to-cdn (not started)",
        ),
    ];
    for (tasks, state, note) in cases {
        let found = gate_of(&Made::fresh().tasks(OWNED).tasks(tasks), Gate::AsyncTasksPassed);
        assert_eq!((found.0, found.1.as_str()), (state, note), "{tasks}");
    }
}

#[test]
fn a_task_stands_by_outcome_gates_and_blockers() {
    use TaskName::*;
    use TaskState as S;
    let open = format!("{OWNED}; push-to-cdn-staging pass; stage-testing run: {PIPELINE}");
    let ready = || Made::fresh().tasks("all pass").without("change-advisory-status");
    let waits = "stage-testing fail: x: ERROR: Stage release failed with status created";
    // release, task, state, a person has to act, part of the note
    let cases = [
        (Made::fresh(), CreateTestReport, S::Passed, false, ""),
        (Made::fresh(), TakeOwnership, S::NotStarted, true, ""),
        (Made::fresh(), CheckCveTrackerBug, S::NotStarted, false, "needs take-ownership passed"),
        (Made::fresh().tasks("take-ownership pass"), CheckCveTrackerBug, S::NotStarted, true, ""),
        (
            Made::fresh().tasks("take-ownership pass"),
            PushToCdnStaging,
            S::NotStarted,
            false,
            "needs check-cve-tracker-bug was run",
        ),
        (
            Made::fresh().tasks("take-ownership pass; check-cve-tracker-bug fail: x"),
            PushToCdnStaging,
            S::NotStarted,
            true,
            "",
        ),
        (Made::fresh(), CheckRhcosSecurityAlerts, S::NotApplicable, false, "not recorded"),
        (
            Made::fresh().tasks(OWNED),
            StageTesting,
            S::NotStarted,
            false,
            "not known: GATE build promoted",
        ),
        (
            Made::fresh().tasks(OWNED).phase(ArchPhase::Absent),
            StageTesting,
            S::Waiting,
            false,
            "GATE build promoted: not at the release controller yet, on ART",
        ),
        (
            Made::fresh().tasks(OWNED).promoted_on_amd64(),
            StageTesting,
            S::NotStarted,
            false,
            "not known: GATE stage-release",
        ),
        (
            Made::fresh().tasks(OWNED).tasks(waits).promoted_on_amd64(),
            StageTesting,
            S::Waiting,
            false,
            "waits for the stage-release pipeline (created), on Konflux",
        ),
        (
            Made::fresh().tasks(OWNED).tasks(waits).promoted_on_amd64(),
            ImageConsistencyCheck,
            S::Waiting,
            false,
            "GATE stage-release",
        ),
        (
            Made::fresh().tasks(&open).promoted_on_amd64(),
            ImageConsistencyCheck,
            S::NotStarted,
            true,
            "",
        ),
        (Made::fresh().tasks(&open).promoted_on_amd64(), StageTesting, S::Running, false, ""),
        (
            Made::fresh().tasks(OWNED).promoted_on_amd64(),
            AnalyzePromotedBuild,
            S::Waiting,
            false,
            "waits for the result file, on QE job controller",
        ),
        (
            Made::fresh().tasks(OWNED).promoted_on_amd64().results(BuildState::Rejected),
            AnalyzePromotedBuild,
            S::NotStarted,
            true,
            "",
        ),
        (
            Made::fresh()
                .tasks(OWNED)
                .tasks("analyze-promoted-build run: Waiting for test results")
                .promoted_on_amd64()
                .results(BuildState::Accepted),
            AnalyzePromotedBuild,
            S::NotStarted,
            true,
            "",
        ),
        (
            Made::fresh().tasks(OWNED).promoted_on_amd64(),
            ImageSignedCheck,
            S::NotStarted,
            false,
            "needs GATE async tasks passed",
        ),
        (ready().without("image-signed-check"), ImageSignedCheck, S::NotStarted, true, ""),
        (ready(), ChangeAdvisoryStatus, S::NotStarted, false, "needs Mon 10 Mar or later"),
        (
            Made::fresh().tasks("image-signed-check run: x: INFO: image signed check already pass"),
            ImageSignedCheck,
            S::Passed,
            false,
            "recorded as In Progress by a later run",
        ),
        (
            Made::fresh().tasks(OWNED).issue(true, "stuck", &["push-to-cdn-staging"]),
            PushToCdnStaging,
            S::Blocked,
            false,
            "held by a blocker: stuck",
        ),
        (
            Made::fresh().tasks(OWNED).tasks("stage-testing fail: it broke").issue(
                true,
                "lab",
                &["stage-testing"],
            ),
            StageTesting,
            S::Blocked,
            false,
            "held by a blocker: lab; failed: it broke",
        ),
        (
            Made::fresh().tasks("stage-testing pass").issue(true, "lab", &["stage-testing"]),
            StageTesting,
            S::Passed,
            false,
            "",
        ),
        (
            Made::fresh().tasks(OWNED).issue(true, "stop", &[]),
            PushToCdnStaging,
            S::NotStarted,
            false,
            "needs no open blocker on the whole release",
        ),
        (
            Made::fresh().issue(true, "alerts", &["check-rhcos-security-alerts"]),
            CheckRhcosSecurityAlerts,
            S::Blocked,
            false,
            "held by a blocker: alerts",
        ),
    ];
    for (made, name, state, person, note) in cases {
        let row = task_of(&made, name, FRIDAY);
        assert_eq!((row.state, row.needs_person), (state, person), "{name}: {row:?}");
        assert!(
            row.note.starts_with(note) && note.is_empty() == row.note.is_empty(),
            "{name}: {:?}",
            row.note
        );
    }
}

#[test]
fn the_approval_is_asked_for_one_day_before_the_date() {
    let made = Made::fresh().tasks("all pass").without("change-advisory-status");
    let asked =
        |made: &Made, now: &str| task_of(made, TaskName::ChangeAdvisoryStatus, now).needs_person;
    assert!(!asked(&made, "2031-03-09T23:59:59Z"));
    assert!(asked(&made, "2031-03-10T00:00:00Z"));
    let mut undated = made.clone();
    undated.statebox.as_mut().unwrap().metadata.release_date = None;
    assert!(asked(&undated, FRIDAY));
    // the candidate's analysis gates nothing, an open blocker and any other task do
    assert!(asked(&made.clone().without("analyze-candidate-build"), MONDAY));
    for missing in
        ["check-cve-tracker-bug", "stage-testing", "analyze-promoted-build", "image-signed-check"]
    {
        assert!(!asked(&made.clone().without(missing), MONDAY), "{missing}");
    }
    assert!(!asked(&made.issue(true, "x", &["push-to-cdn-staging"]), MONDAY));
}

#[test]
fn a_pass_over_a_rejected_build_is_waived_and_says_why() {
    let cases = [
        (
            "analyze-promoted-build pass: Azure quota. More.",
            BuildState::Rejected,
            Some("no waiver recorded: \"Azure quota.\""),
        ),
        (
            "analyze-promoted-build pass: Azure failed. More.",
            BuildState::Rejected,
            Some("person not named): \"Azure failed.\""),
        ),
        ("analyze-promoted-build pass", BuildState::Rejected, Some("no reason recorded")),
        ("analyze-promoted-build pass: waived, as ever", BuildState::Accepted, None),
        ("analyze-promoted-build pass: waived: flaky", BuildState::Open, Some("\"waived: flaky\"")),
        ("analyze-promoted-build pass: all green", BuildState::Open, None),
    ];
    for (tasks, state, note) in cases {
        let row = task_of(
            &Made::fresh().tasks(tasks).results(state),
            TaskName::AnalyzePromotedBuild,
            FRIDAY,
        );
        let expected = if note.is_some() { TaskState::Waived } else { TaskState::Passed };
        assert_eq!(row.state, expected, "{tasks} {state:?}");
        if let Some(note) = note {
            assert!(row.note.contains(note), "{}", row.note);
        }
    }
    let made = Made::fresh().tasks("stage-testing pass: OVERRIDE: lab down");
    assert_eq!(task_of(&made, TaskName::StageTesting, FRIDAY).state, TaskState::Waived);
}

#[test]
fn what_was_interrupted_or_only_waits_to_be_looked_at_needs_a_person() {
    let mut made = Made::fresh().tasks("take-ownership pass; check-cve-tracker-bug run");
    made.changed = Some(at("2031-03-07T11:55:00Z"));
    assert!(!task_of(&made, TaskName::CheckCveTrackerBug, FRIDAY).needs_person);
    made.changed = Some(at("2031-03-07T11:45:00Z"));
    let row = task_of(&made, TaskName::CheckCveTrackerBug, FRIDAY);
    assert!(row.needs_person && row.note.contains("interrupted, run it again"), "{row:?}");

    let id = "e0126b93-d666-4c5c-a34e-2642d3f31e21";
    let text = format!(
        "image-consistency-check run: x: INFO: Prow job {id} already in state 'success', skipping"
    );
    let row = task_of(&Made::fresh().tasks(&text), TaskName::ImageConsistencyCheck, FRIDAY);
    assert!(row.needs_person && row.note.contains(&format!("-i {id}")), "{row:?}");
    assert_eq!(row.state, TaskState::Running);
}

#[test]
fn our_own_times_replace_recorded_ones_and_only_certain_times_make_a_length() {
    let mut made = Made::fresh().tasks("stage-testing pass");
    let row = task_of(&made, TaskName::StageTesting, FRIDAY);
    assert_eq!(row.took, Some(SignedDuration::from_hours(1)));
    let task = made.statebox.as_mut().unwrap().tasks.last_mut().unwrap();
    task.started_at.as_mut().unwrap().doubtful = true;
    assert_eq!(task_of(&made, TaskName::StageTesting, FRIDAY).took, None);
    let own = Observed { started: Some(at("2031-03-07T07:00:00Z")), ended: None };
    made.observed.insert(TaskName::StageTesting, own);
    let row = task_of(&made, TaskName::StageTesting, FRIDAY);
    assert_eq!(row.took, Some(SignedDuration::from_hours(3)));
    assert!(!row.started.unwrap().doubtful);
    // start and end cut out of the text at the same place: no length
    let own = Observed { started: Some(at("2031-03-07T10:00:00Z")), ended: None };
    made.observed.insert(TaskName::StageTesting, own);
    assert_eq!(task_of(&made, TaskName::StageTesting, FRIDAY).took, None);
}

#[test]
fn longer_than_usual_needs_a_usual_length_and_a_start_that_is_certain() {
    let hours = SignedDuration::from_hours;
    let typical = Typical { p10: hours(1), p50: hours(2), p90: hours(3), n: 7 };
    let mut made = Made::fresh().tasks(&format!("{OWNED}; stage-testing run: {PIPELINE}"));
    let longer = |made: &Made, now| task_of(made, TaskName::StageTesting, now).longer_than_usual;
    assert!(!longer(&made, "2031-03-07T15:00:00Z"), "nothing is known of usual lengths");
    made.durations.tasks.insert(TaskName::StageTesting, typical);
    assert!(!longer(&made, "2031-03-07T12:00:00Z"));
    assert!(longer(&made, "2031-03-07T12:00:01Z"));
    let task = made.statebox.as_mut().unwrap().tasks.last_mut().unwrap();
    task.started_at.as_mut().unwrap().doubtful = true;
    assert!(!longer(&made, "2031-03-07T15:00:00Z"));
}

#[test]
fn an_approved_release_asks_nobody_to_start_anything() {
    let made = Made::fresh().tasks("take-ownership pass; change-advisory-status pass");
    let evidence = made.evidence();
    assert!(Picture::of(&evidence, at(MONDAY)).tasks().all(|task| !task.needs_person));
}

#[test]
fn of_a_file_that_was_not_read_nothing_is_claimed() {
    let mut made = Made::fresh();
    (made.statebox, made.z_stream_read) = (None, false);
    let evidence = made.evidence();
    let picture = Picture::of(&evidence, at(FRIDAY));
    assert!(picture.tasks().all(|task| task.state == TaskState::Unknown && !task.needs_person));
    assert!(picture.gates().all(|gate| gate.state != GateState::Open));
    assert_eq!(picture.gate(Gate::AsyncTasksPassed).unwrap().state, GateState::Unknown);
}

#[test]
fn what_jenkins_says_stands_beside_the_record_and_a_run_that_goes_on_is_not_started_again() {
    use crate::domain::attention::AttentionKind;
    use crate::domain::stage_runs::{RunResult, StageRun, StageRuns};
    let name = TaskName::StageTesting;
    let with = |mut made: Made, result: RunResult| {
        let run = StageRun {
            number: 41,
            url: String::new(),
            version: None,
            pull_spec: Some("quay.io/o/ocp-release:4.98.3-x86_64".to_owned()),
            metadata_ad: None,
            ended: (result != RunResult::Running).then(|| at(FRIDAY)),
            result,
            started: Some(at("2031-03-07T10:00:00Z")),
        };
        let runs = StageRuns { runs: vec![run], ..StageRuns::default() };
        made.outside.stage_runs = Some(runs.into());
        made
    };
    let tasks = "stage-testing run: triggered stage pipeline job: <https://j/Stage-Pipeline/41/>";
    let running = || Made::fresh().tasks(OWNED).tasks(tasks).promoted_on_amd64();
    let failed = with(running(), RunResult::Failure);
    assert_eq!(task_of(&failed, name, FRIDAY).state, TaskState::Running);
    assert!(task_of(&failed, name, FRIDAY).note.contains("#41 FAILURE"));
    let needs = failed.assess(FRIDAY).attention;
    let needs = needs.iter().find(|one| one.kind == AttentionKind::TaskFailed { task: name });
    assert!(needs.is_some_and(|one| one.who == "you" && one.what.contains("Jenkins #41")));
    let passed = task_of(&with(running(), RunResult::Success), name, FRIDAY);
    assert!(passed.needs_person && passed.note.contains("-n 41"), "{passed:?}");
    let idle = with(Made::fresh().tasks(OWNED).promoted_on_amd64(), RunResult::Running);
    let idle = task_of(&idle, name, FRIDAY);
    assert!(!idle.needs_person && idle.note.contains("Jenkins #41 runs"), "{idle:?}");
    let good = "stage-testing pass: build status of zstreams/Stage-Pipeline/41 is SUCCESS";
    let differs = with(Made::fresh().tasks(OWNED).tasks(good), RunResult::Failure);
    let told = differs.assess(FRIDAY).facts.contradictions;
    assert!(told.iter().any(|one| one.contains("Jenkins says #41 FAILURE")), "{told:?}");
}
