//! A release week for the tests of drawing: literal assessments, small builders.

use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::PaneCtx;
use crate::domain::acceptance::{BuildState, Completeness, Judgement};
use crate::domain::arch::Arch;
use crate::domain::attention::{Attention, AttentionKind};
use crate::domain::builds::{ArchPhase, Build, BuildName, Phase};
use crate::domain::durations::{Durations, Typical};
use crate::domain::flow::{Depth, FlowRow, Gate, GateRow, GateState, Precondition, TaskRow};
use crate::domain::issues::Issue;
use crate::domain::outcomes::JobTrace;
use crate::domain::releases::{
    Activity, Assessment, Due, FlowKind, JobsCell, NowCell, Reason, ReleaseFacts, StateWord, Weight,
};
use crate::domain::results::{JobName, JobRecord, Results, Run, RunState, Suite};
use crate::domain::source::{Branch, Source};
use crate::domain::tasks::{TaskName, TaskState};
use crate::domain::time::{SignedDuration, Stamp, Timestamp};
use crate::domain::trouble::Trouble;
use crate::domain::verdict::{Judged, Verdict};
use crate::domain::version::Release;
use crate::store::board::{Board, BuildRow, Role, Tested};
use crate::store::feed::{Feed, Feeds};
use crate::store::snapshot::Snapshot;
use crate::ui::filter::Filter;
use crate::ui::glyphs::GlyphSet;
use crate::ui::look::Look;
use crate::ui::theme::Theme;

pub const NOW: &str = "2026-03-25T14:07:00Z";

pub fn at(text: &str) -> Timestamp {
    format!("2026-03-{text}:00Z").replace(' ', "T").parse().unwrap()
}

pub fn release(text: &str) -> Release {
    text.parse().unwrap()
}

fn ago(minutes: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_mins(minutes)
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

// --- looks and pictures -------------------------------------------------------------------------

pub fn look(glyphs: GlyphSet) -> Look {
    Look { theme: Theme::plain(), glyphs }
}

/// What `draw` puts on a screen of this size.
pub fn picture(
    snapshot: &Snapshot,
    (width, height): (u16, u16),
    glyphs: GlyphSet,
    draw: impl Fn(&mut Buffer, Rect, &PaneCtx<'_>),
) -> String {
    filtered(snapshot, (width, height), glyphs, &Filter::default(), draw)
}

pub fn filtered(
    snapshot: &Snapshot,
    (width, height): (u16, u16),
    glyphs: GlyphSet,
    filter: &Filter,
    draw: impl Fn(&mut Buffer, Rect, &PaneCtx<'_>),
) -> String {
    let look = look(glyphs);
    let ctx = PaneCtx { snapshot, look: &look, filter, focused: true, relative: true };
    // One row and column more than the pane may touch.
    let mut buf = Buffer::empty(Rect::new(0, 0, width + 1, height + 1));
    draw(&mut buf, Rect::new(0, 0, width, height), &ctx);
    let mut text = String::new();
    for y in 0..=height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..=width {
            let symbol = buf[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
                skip = crate::ui::widgets::text::width(symbol);
            }
            skip -= 1;
        }
        assert!(y < height || line.trim().is_empty(), "drawn below the area: {line:?}");
        assert_eq!(buf[(width, y)].symbol(), " ", "drawn beside the area: {line:?}");
        if y < height {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

// --- tasks and gates ----------------------------------------------------------------------------

fn depth(name: TaskName) -> Depth {
    use TaskName::*;
    match name {
        CreateTestReport | TakeOwnership | CheckCveTrackerBug | CheckRhcosSecurityAlerts => {
            Depth::Step
        }
        ImageConsistencyCheck | StageTesting | AnalyzePromotedBuild => Depth::Inner,
        _ => Depth::Branch,
    }
}

pub fn task(name: TaskName, state: TaskState, started: &str, took: i64) -> TaskRow {
    let start = (!started.is_empty()).then(|| at(started));
    let done = matches!(state, TaskState::Passed | TaskState::Failed | TaskState::Waived);
    let stamp = |at| Stamp { at, doubtful: false };
    TaskRow {
        name,
        state,
        depth: depth(name),
        counted: name.tracked(),
        started: start.map(stamp),
        ended: start.filter(|_| done).map(|start| stamp(start + minutes(took))),
        took: done.then(|| minutes(took)),
        typical: None,
        longer_than_usual: false,
        needs_person: false,
        note: String::new(),
        preconditions: Vec::new(),
        result: None,
        trace: JobTrace::default(),
    }
}

fn typical(low: i64, high: i64) -> Option<Typical> {
    Some(Typical { p10: minutes(low), p50: minutes((low + high) / 2), p90: minutes(high), n: 12 })
}

fn gate(gate: Gate, state: GateState, since: &str, note: &str, on_whom: &str) -> FlowRow {
    let since = (!since.is_empty()).then(|| at(since));
    FlowRow::Gate(GateRow { gate, state, since, note: note.into(), on_whom: on_whom.into() })
}

fn needs(list: &[(&str, Option<bool>)]) -> Vec<Precondition> {
    list.iter().map(|(what, met)| Precondition { what: (*what).to_owned(), met: *met }).collect()
}

pub fn flow() -> Vec<FlowRow> {
    use TaskName::*;
    use TaskState::*;
    let t = FlowRow::Task;
    vec![
        t(TaskRow { typical: typical(5, 5), ..task(CreateTestReport, Passed, "23 09:12", 4) }),
        t(task(TakeOwnership, Passed, "23 09:20", 0)),
        t(task(CheckCveTrackerBug, Passed, "23 09:22", 1)),
        t(task(CheckRhcosSecurityAlerts, Passed, "23 09:24", 1)),
        t(TaskRow { typical: typical(30, 60), ..task(PushToCdnStaging, Passed, "23 09:25", 41) }),
        t(TaskRow {
            note: "waived by amara: \"azure quota, OCPBUGS-88010\"".into(),
            typical: typical(2, 5),
            ..task(AnalyzeCandidateBuild, Waived, "23 11:02", 6)
        }),
        gate(Gate::BuildPromoted, GateState::Open, "24 22:10", "rc amd64", ""),
        gate(
            Gate::StageRelease,
            GateState::Open,
            "25 08:55",
            "seen by image-consistency-check",
            "",
        ),
        t(TaskRow {
            typical: typical(90, 120),
            note: "2 images differ".into(),
            result: Some(
                "checked 193 images\nose-etcd         payload sha 9ac1…\n                \
                 shipment sha 41d0…\nose-must-gather  payload sha 77e2…\n                 shipment \
                 sha 0b83…\n2 images differ\n"
                    .into(),
            ),
            trace: JobTrace {
                prow_id: Some("7f3c1a52-0d4e-4e47-9b1c-2f6a8d0c11e1".into()),
                facts: vec!["193 images, 2 differ".into()],
                ..JobTrace::default()
            },
            ..task(ImageConsistencyCheck, Failed, "25 09:31", 84)
        }),
        t(TaskRow { typical: typical(120, 240), ..task(StageTesting, Running, "25 13:02", 0) }),
        t(TaskRow {
            note: "retries 1/3, not aggregated".into(),
            preconditions: needs(&[
                ("GATE build promoted", Some(true)),
                ("result file aggregated", Some(false)),
            ]),
            ..task(AnalyzePromotedBuild, Waiting, "", 0)
        }),
        gate(
            Gate::AsyncTasksPassed,
            GateState::ShutByFailure,
            "25 10:55",
            "needs image-consistency-check ✗",
            "you",
        ),
        gate(
            Gate::PromotedAcceptable,
            GateState::Shut,
            "",
            "needs aggregated results",
            "QE job controller",
        ),
        t(TaskRow {
            preconditions: needs(&[
                ("GATE async tasks passed", Some(false)),
                ("GATE promoted acceptable", Some(false)),
            ]),
            ..task(ImageSignedCheck, NotStarted, "", 0)
        }),
        t(TaskRow {
            preconditions: needs(&[
                ("image-signed-check passed", Some(false)),
                ("GATE async tasks passed", Some(false)),
                ("advisory metadata page", None),
            ]),
            ..task(ChangeAdvisoryStatus, NotStarted, "", 0)
        }),
    ]
}

// --- releases -----------------------------------------------------------------------------------

pub fn assessment(version: &str, state: StateWord, days: i32, passed: u8, now: &str) -> Assessment {
    let release = release(version);
    let today: jiff::civil::Date = "2026-03-25".parse().unwrap();
    let date = today.checked_add(jiff::Span::new().days(days)).unwrap();
    let late = days < 0 && !matches!(state, StateWord::Ready | StateWord::Shipped);
    let accepted = !matches!(state, StateWord::Waiting | StateWord::NotStarted);
    let phase = if accepted { ArchPhase::Known(Phase::Accepted) } else { ArchPhase::Absent };
    Assessment {
        release,
        state,
        has_open_note: false,
        reasons: vec![Reason {
            weight: Weight::Waiting,
            what: format!("{now} is under way"),
            since: Some(ago(300)),
            detail: String::new(),
        }],
        now: NowCell { what: now.to_owned(), since: Some(ago(300)) },
        due: Some(Due { date, days, late }),
        passed,
        flow: flow(),
        phases: [phase; 5],
        jobs: JobsCell { build: Some(BuildName(version.to_owned())), passed: 3, required: 3 },
        issues: Vec::new(),
        flow_kind: Some(FlowKind::Konflux),
        facts: ReleaseFacts::default(),
        activity: Activity::Active,
        attention: Vec::new(),
    }
}

fn reason(weight: Weight, what: &str, since: Option<Timestamp>, detail: &str) -> Reason {
    Reason { weight, what: what.into(), since, detail: detail.into() }
}

fn issue(text: &str, blocker: bool, resolved: bool, task: &str, minutes: i64) -> Issue {
    Issue {
        text: text.into(),
        reported_at: Some(Stamp { at: ago(minutes), doubtful: false }),
        resolved,
        resolution: resolved.then(|| "done".into()),
        resolved_at: None,
        blocker,
        related_tasks: vec![task.into()],
    }
}

/// 4.20.17 of the mock-ups.
pub fn blocked() -> Assessment {
    let mut release = assessment("4.20.17", StateWord::Blocked, 0, 4, "image-consistency-check ✗");
    release.now.since = Some(ago(192));
    release.phases[4] = ArchPhase::Known(Phase::Rejected);
    release.jobs = JobsCell { build: release.jobs.build, passed: 1, required: 3 };
    release.reasons = vec![
        reason(
            Weight::Failed,
            "image-consistency-check failed",
            Some(ago(192)),
            "2 of 193 images differ from shipment !498 (ose-etcd, ose-must-gather)",
        ),
        reason(
            Weight::Blocked,
            "blocker open",
            Some(ago(302)),
            "\"openssl CVE tracker missing from RHSA\"   task: check-cve-tracker-bug",
        ),
        reason(Weight::Attention, "s390x payload Rejected", Some(ago(400)), ""),
        reason(Weight::Running, "blocking jobs 1/3 passed, retries running", None, ""),
    ];
    release.issues = vec![
        issue(
            "openssl CVE tracker missing from RHSA\nsee the thread",
            true,
            false,
            "check-cve-tracker-bug",
            302,
        ),
        issue("Jenkins node pool slow since 12:40", false, false, "stage-testing", 80),
        issue("stage pipeline flaked", false, true, "stage-testing", 1500),
    ];
    release.facts = ReleaseFacts {
        jira_ticket: Some("ART-14402".into()),
        advisories: [("rpm", 141197), ("rhcos", 141198), ("microshift", 141199)]
            .into_iter()
            .map(|(kind, number)| (kind.to_owned(), number))
            .collect(),
        candidate: Some(BuildName("4.20.0-0.nightly-2026-03-17-041205".into())),
        promoted: Some(Stamp { at: at("24 22:10"), doubtful: false }),
        shipment: Some("!498".into()),
        shipment_url: None,
        contradictions: Vec::new(),
    };
    release
}

pub fn entry(version: &str, days: i32, kind: AttentionKind, what: &str, who: &str) -> Attention {
    let today: jiff::civil::Date = "2026-03-25".parse().unwrap();
    Attention {
        release: Some(release(version)),
        service: None,
        due: Some(today.checked_add(jiff::Span::new().days(days)).unwrap()),
        kind,
        what: what.into(),
        who: who.into(),
        since: Some(ago(192)),
    }
}

fn releases() -> Vec<Assessment> {
    use StateWord::*;
    let mut note = assessment("4.19.27", Running, 0, 6, "stage-testing");
    note.has_open_note = true;
    let mut waiting = assessment("4.17.52", Waiting, 2, 3, "build promotion");
    waiting.jobs = JobsCell { build: None, passed: 0, required: 0 };
    let mut finished = assessment("4.12.88", Shipped, -1, 9, "live");
    finished.jobs.passed = 2;
    finished.jobs.required = 2;
    let mut old = assessment("4.20.16", Ready, -8, 9, "waiting to ship");
    old.activity = Activity::Done;
    vec![
        assessment("4.21.7", Blocked, -1, 8, "prod pipeline"),
        blocked(),
        assessment("4.18.36", Act, 1, 8, "your approval"),
        note,
        waiting,
        assessment("4.16.59", NotStarted, 6, 0, "needs an owner"),
        assessment("4.14.63", Ready, 1, 9, "waiting to ship"),
        finished,
        old,
    ]
}

// --- builds -------------------------------------------------------------------------------------

const PREFIX: &str =
    "periodic-ci-openshift-openshift-tests-private-release-4.20-automated-release-";

pub fn job(short: &str) -> JobName {
    let tail = match short.split_once("→ ") {
        Some((from, rest)) => {
            let from = from.trim_start_matches("upgrade ");
            format!("stable-4.20-upgrade-from-stable-{from}-{rest}")
        }
        None => short.to_owned(),
    };
    JobName(format!("{PREFIX}{tail}-f999").into())
}

fn run(letter: char, started: Timestamp, took: i64) -> Run {
    let state = match letter {
        'S' => Some(RunState::Success),
        'F' => Some(RunState::Failure),
        'A' => Some(RunState::Aborted),
        'E' => Some(RunState::Error),
        'P' => Some(RunState::Pending),
        'T' => Some(RunState::Triggered),
        _ => None,
    };
    let done = "SFAE".contains(letter);
    Run {
        id: Some(format!("{letter}-{took}")),
        started: (letter != 'T').then_some(started),
        completed: done.then(|| started + minutes(took)),
        url: Some("https://prow.example/view/gs/logs/1".into()),
        state,
        suites: Vec::new(),
    }
}

/// A job from letters: `FSS` is a failure and two successes.
pub fn record(short: &str, letters: &str) -> (JobRecord, Judged) {
    let runs: Vec<Run> =
        letters.chars().enumerate().map(|(n, l)| run(l, ago(267 - n as i64 * 192), 191)).collect();
    let retries = runs[1..].to_vec();
    let successes = retries.iter().filter(|run| run.state == Some(RunState::Success)).count() as u8;
    let open = runs.iter().any(|run| run.completed.is_none());
    let verdict = match letters {
        _ if letters.starts_with('S') || successes >= 2 => Verdict::Passed,
        _ if open => Verdict::Pending,
        _ if letters == "E" => Verdict::Error,
        _ => Verdict::Failed,
    };
    let judged = Judged {
        verdict,
        retry_successes: successes,
        retries_needed: if retries.is_empty() { 0 } else { 2 },
        decided_early: false,
        retries_missing: 0,
        has_error: letters.contains('E'),
        optional: short.contains("disruptive"),
        unregistered: false,
    };
    (JobRecord { name: job(short), first: runs[0].clone(), retries }, judged)
}

pub fn build(
    name: &str,
    role: Role,
    state: BuildState,
    phases: [ArchPhase; 5],
    completeness: Completeness,
    jobs: Vec<(JobRecord, Judged)>,
) -> BuildRow {
    let build = BuildName(name.to_owned());
    let (records, judged): (Vec<JobRecord>, Vec<Judged>) = jobs.into_iter().unzip();
    let required = || judged.iter().filter(|one| !one.optional);
    let passed = required().filter(|one| one.verdict == Verdict::Passed).count() as u32;
    let judgement = Judgement {
        required_passed: passed,
        required: required().count() as u32,
        all_completed: judged.iter().all(|one| one.verdict != Verdict::Pending),
        accepted: passed == required().count() as u32,
        state,
        completeness,
        jobs: judged,
    };
    let tested = Tested {
        arch: Arch::Amd64,
        path: format!("_releases/ocp-test-result-{name}-amd64.json").into(),
        recorded_phase: Phase::Accepted,
        results: Some(Arc::new(Results {
            build: Build {
                name: build.clone(),
                phase: Phase::Accepted,
                pull_spec: String::new(),
                download_url: String::new(),
            },
            arch: Arch::Amd64,
            jobs: records,
            aggregated: Some(state != BuildState::Open),
            accepted: None,
            manual_promotion: state == BuildState::Promoted,
        })),
        judgement: Some(Arc::new(judgement)),
    };
    let stream = build.stream();
    let made = build.made().or(Some(ago(960)));
    BuildRow { name: build, stream, role, phases, made, tested: vec![tested] }
}

fn builds() -> Vec<Arc<BuildRow>> {
    let known = ArchPhase::Known;
    let (acc, rej, gone) = (known(Phase::Accepted), known(Phase::Rejected), ArchPhase::Gone);
    let jobs = |list: &[(&str, &str)]| list.iter().map(|(job, runs)| record(job, runs)).collect();
    let nightly = |letters: [&str; 6]| {
        let names = [
            "aws-ipi",
            "azure-ipi-fips",
            "gcp-ipi",
            "aws-ipi-disruptive",
            "upgrade 4.19→ gcp-ipi",
            "upgrade 4.20→ aws-ipi",
        ];
        names.into_iter().zip(letters).map(|(name, runs)| record(name, runs)).collect::<Vec<_>>()
    };
    let whole = Completeness::Complete { expected: 6 };
    vec![
        Arc::new(build(
            "4.20.17",
            Role::Promoted(release("4.20.17")),
            BuildState::Open,
            [acc, acc, acc, acc, rej],
            Completeness::Incomplete { present: 3, expected: 6 },
            jobs(&[
                ("upgrade 4.19→ aws-ipi", "S"),
                ("upgrade 4.20→ azure-ipi-fips", "FSS"),
                ("upgrade 4.20→ gcp-ipi", "FPT"),
            ]),
        )),
        Arc::new(build(
            "4.20.0-0.nightly-2026-03-17-041205",
            Role::Candidate(release("4.20.17")),
            BuildState::Accepted,
            [acc; 5],
            whole,
            nightly(["S", "FSS", "S", "S", "S", "S"]),
        )),
        Arc::new(build(
            "4.20.0-0.nightly-2026-03-16-220114",
            Role::Other,
            BuildState::Rejected,
            [rej, acc, rej, acc, known(Phase::Ready)],
            whole,
            nightly(["FFF", "S", "S", "FSF", "E", "AFF"]),
        )),
        Arc::new(build(
            "4.20.0-0.nightly-2026-03-15-101533",
            Role::Other,
            BuildState::Promoted,
            [acc, acc, gone, acc, ArchPhase::Unknown],
            Completeness::NotKnown,
            nightly(["S", "S", "FSS", "S", "S", "FFF"]),
        )),
    ]
}

// --- snapshots ----------------------------------------------------------------------------------

fn feeds(minutes: i64) -> Feeds {
    let mut sources: Vec<Source> = Branch::ALL.map(Source::Branch).into();
    sources.extend(Arch::ALL.map(Source::Tags));
    sources.extend(
        ["4.12", "4.14", "4.16", "4.17", "4.18", "4.19", "4.20", "4.21"]
            .map(|y| Source::BuildData(y.parse().unwrap())),
    );
    let feed = Feed { fetched: Some(ago(minutes)), ..Feed::default() };
    sources.into_iter().map(|source| (source, feed.clone())).collect()
}

/// The week of the mock-ups.
pub fn week() -> Snapshot {
    let attention = vec![
        entry(
            "4.21.7",
            -1,
            AttentionKind::OutsideOverdue,
            "prod-release not started for 26h",
            "ART",
        ),
        entry(
            "4.20.17",
            0,
            AttentionKind::TaskFailed { task: TaskName::ImageConsistencyCheck },
            "image-consistency-check ✗ — compare images, then re-run",
            "you",
        ),
        entry("4.20.17", 0, AttentionKind::BlockerOpen, "openssl CVE tracker missing", "you"),
        entry(
            "4.20.17",
            0,
            AttentionKind::JobError { job: "gcp".into() },
            "upgrade 4.19→ gcp-ipi of nightly-2026-03-16-220114 ended in error, nobody retries it",
            "you",
        ),
        entry("4.18.36", 1, AttentionKind::GateNeedsPerson, "every gate is open", "you"),
    ];
    let typical = typical(175, 200).unwrap();
    let durations = Durations {
        tasks: BTreeMap::new(),
        jobs: [(job("upgrade 4.20→ gcp-ipi"), typical)].into_iter().collect(),
    };
    let board = Board {
        releases: releases().into_iter().map(Arc::new).collect(),
        builds: [("4.20".parse().unwrap(), builds())].into_iter().collect(),
        attention,
        complaints: Vec::new(),
        durations: Arc::new(durations),
    };
    Snapshot { now: NOW.parse().unwrap(), board: Arc::new(board), feeds: Arc::new(feeds(2)) }
}

/// The same week, last read 41 minutes ago.
pub fn stale() -> Snapshot {
    Snapshot { feeds: Arc::new(feeds(41)), ..week() }
}

/// Asked, nothing answered yet.
pub fn loading() -> Snapshot {
    let asked = feeds(0).into_keys().map(|source| (source, Feed::default()));
    Snapshot { now: NOW.parse().unwrap(), feeds: Arc::new(asked.collect()), ..Snapshot::default() }
}

/// Asked, refused, nothing known.
pub fn in_trouble() -> Snapshot {
    let trouble = Trouble::Unreachable { detail: "timed out after 10 s".into() };
    let feed = Feed { fetched: None, trouble: Some((trouble, ago(5))), next: Some(ago(-2)) };
    let asked = feeds(0).into_keys().map(|source| (source, feed.clone()));
    Snapshot { now: NOW.parse().unwrap(), feeds: Arc::new(asked.collect()), ..Snapshot::default() }
}

/// Everything answered, and there is nothing.
pub fn empty() -> Snapshot {
    Snapshot { now: NOW.parse().unwrap(), feeds: Arc::new(feeds(2)), ..Snapshot::default() }
}

/// The week with texts that break tables.
pub fn nasty() -> Snapshot {
    let mut snapshot = week();
    let text = "日本語 e\u{301}\u{301} 👩‍👩‍👧‍👦 שלום \u{202e}abc\x1b[2J\ttab ".repeat(9);
    let board = Arc::make_mut(&mut snapshot.board);
    for release in &mut board.releases {
        let release = Arc::make_mut(release);
        release.now.what = text.clone();
        release.reasons[0].what = text.clone();
        release.reasons[0].detail = text.clone();
        release.facts.contradictions = vec![text.clone()];
        for row in &mut release.flow {
            match row {
                FlowRow::Task(task) => {
                    task.note = text.clone();
                    task.result = Some(text.as_str().into());
                }
                FlowRow::Gate(gate) => gate.note = text.clone(),
            }
        }
        for issue in &mut release.issues {
            issue.text = text.clone();
            issue.related_tasks = vec![text.clone()];
        }
    }
    for entry in &mut board.attention {
        entry.what = text.clone();
        entry.who = text.clone();
    }
    for build in board.builds.values_mut().flatten() {
        let build = Arc::make_mut(build);
        for tested in &mut build.tested {
            let results = Arc::make_mut(tested.results.as_mut().unwrap());
            for (n, job) in results.jobs.iter_mut().enumerate() {
                job.name = JobName(format!("{text}{n}").into());
                let failing = vec![text.clone()];
                job.first.suites =
                    vec![Suite { total: 9, failures: 3, failing, ..Suite::default() }];
            }
        }
    }
    snapshot
}
