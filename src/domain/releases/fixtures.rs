//! Invented releases for the tests of the rules.

use std::collections::BTreeMap;

use super::{Assessment, Evidence, Observed, Unread, assess};
use crate::domain::acceptance::{BuildState, Completeness, Judgement};
use crate::domain::arch::Arch;
use crate::domain::assemblies::Assembly;
use crate::domain::builds::{ArchPhase, Build, BuildName, Phase};
use crate::domain::complaint::Complaint;
use crate::domain::durations::Durations;
use crate::domain::issues::Issue;
use crate::domain::outside::Outside;
use crate::domain::results::{JobName, JobRecord, Results, Run};
use crate::domain::statebox::{Metadata, RecordedStatus, StateBox, TaskRecord};
use crate::domain::tasks::TaskName;
use crate::domain::time::{Stamp, Timestamp};
use crate::domain::tracking::Tracked;
use crate::domain::verdict::{Judged, Verdict};
use crate::domain::version::Release;

/// Everything that evidence borrows.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub z_stream_read: bool,
    pub record_read: bool,
    pub statebox: Option<StateBox>,
    pub broken: Option<Complaint>,
    pub changed: Option<Timestamp>,
    pub tracked: Option<Tracked>,
    pub newest: Option<Release>,
    pub assembly: Option<Assembly>,
    pub promoted: Option<(Results, Judgement)>,
    pub candidate: Option<(Results, Judgement)>,
    pub phases: [ArchPhase; 5],
    pub observed: BTreeMap<TaskName, Observed>,
    pub durations: Durations,
    pub outside: Outside,
}

/// The invented release: due Tuesday 2031-03-11.
pub(crate) const RELEASE: &str = "4.98.3";
/// Four days before it.
pub(crate) const FRIDAY: &str = "2031-03-07T12:00:00Z";
/// The day before it.
pub(crate) const MONDAY: &str = "2031-03-10T12:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn stamp(text: &str) -> Option<Stamp> {
    Some(Stamp { at: at(text), doubtful: false })
}

impl Made {
    /// A release with a StateBox in which nothing was touched.
    pub(crate) fn fresh() -> Made {
        let metadata = Metadata {
            jira_ticket: Some("ART-90001".to_owned()),
            release_date: Some("2031-03-11".parse().unwrap()),
            shipment_mr: Some("https://gitlab.example.com/g/p/-/merge_requests/77".to_owned()),
            ..Metadata::default()
        };
        let statebox = StateBox {
            release: RELEASE.parse().unwrap(),
            created_at: Some(at("2031-03-05T10:00:00Z")),
            updated_at: Some(at("2031-03-07T11:00:00Z")),
            metadata,
            tasks: Vec::new(),
            issues: Vec::new(),
        };
        Made {
            z_stream_read: true,
            record_read: true,
            statebox: Some(statebox),
            broken: None,
            changed: Some(at("2031-03-07T11:00:00Z")),
            tracked: None,
            newest: None,
            assembly: None,
            promoted: None,
            candidate: None,
            phases: [ArchPhase::Unknown; 5],
            observed: BTreeMap::new(),
            durations: Durations::default(),
            outside: Outside::default(),
        }
    }

    /// Adds recorded tasks: `name status`, or `name status: text`, separated by `;`. Status is one of
    /// `pass fail run`. `all` stands for every tracked task.
    pub(crate) fn tasks(mut self, tasks: &str) -> Made {
        for task in tasks.split(';').map(str::trim).filter(|task| !task.is_empty()) {
            let (head, text) = task.split_once(": ").unwrap_or((task, ""));
            let (name, status) = head.split_once(' ').unwrap();
            let status = match status {
                "pass" => RecordedStatus::Pass,
                "fail" => RecordedStatus::Fail,
                "run" => RecordedStatus::InProgress,
                other => panic!("{other}"),
            };
            let names = match name {
                "all" => TaskName::TRACKED.to_vec(),
                name => vec![name.parse().unwrap()],
            };
            let statebox = self.statebox.as_mut().unwrap();
            for name in names {
                statebox.tasks.retain(|task| task.name != name);
                statebox.tasks.push(TaskRecord::new(
                    name,
                    status,
                    stamp("2031-03-07T09:00:00Z"),
                    (status != RecordedStatus::InProgress)
                        .then_some(stamp("2031-03-07T10:00:00Z"))
                        .flatten(),
                    (!text.is_empty()).then(|| text.into()),
                ));
            }
        }
        self
    }

    /// Removes the record of a task.
    pub(crate) fn without(mut self, name: &str) -> Made {
        let name: TaskName = name.parse().unwrap();
        self.statebox.as_mut().unwrap().tasks.retain(|task| task.name != name);
        self
    }

    /// Adds an open issue.
    pub(crate) fn issue(mut self, blocker: bool, text: &str, tasks: &[&str]) -> Made {
        self.statebox.as_mut().unwrap().issues.push(Issue {
            text: text.to_owned(),
            reported_at: stamp("2031-03-07T08:00:00Z"),
            resolved: false,
            resolution: None,
            resolved_at: None,
            blocker,
            related_tasks: tasks.iter().map(ToString::to_string).collect(),
        });
        self
    }

    /// The phase of the release on amd64.
    pub(crate) fn phase(mut self, phase: ArchPhase) -> Made {
        self.phases[Arch::Amd64.index()] = phase;
        self
    }

    /// Promoted, by the release controller.
    pub(crate) fn promoted_on_amd64(self) -> Made {
        self.phase(ArchPhase::Known(Phase::Accepted))
    }

    /// Results of the promoted build.
    pub(crate) fn results(mut self, state: BuildState) -> Made {
        self.promoted = Some(results(RELEASE, state));
        self
    }

    pub(crate) fn evidence(&self) -> Evidence<'_> {
        Evidence {
            release: RELEASE.parse().unwrap(),
            z_stream_read: self.z_stream_read,
            record_read: self.record_read,
            statebox: self.statebox.as_ref(),
            worksheet: None,
            statebox_broken: self.broken.as_ref(),
            statebox_changed: self.changed,
            tracked: self.tracked.as_ref(),
            newest_with_statebox: self.newest,
            assembly: self.assembly.as_ref(),
            promoted: self.promoted.as_ref().map(|(results, judgement)| (results, judgement)),
            candidate: self.candidate.as_ref().map(|(results, judgement)| (results, judgement)),
            phases: self.phases,
            observed: &self.observed,
            durations: &self.durations,
            shipment_unread: Unread::NotConnected,
            outside: &self.outside,
        }
    }

    pub(crate) fn assess(&self, now: &str) -> Assessment {
        assess(&self.evidence(), at(now))
    }
}

/// The first steps done.
pub(crate) const OWNED: &str = "take-ownership pass; check-cve-tracker-bug pass";
/// A log line that proves the stage-release pipeline.
pub(crate) const PIPELINE: &str =
    "2031-03-07T09:00:00Z: INFO: Stage release succeeded (verified by label)";

/// Three jobs of a build in a state: one passed at once, the others by the state.
pub(crate) fn results(build: &str, state: BuildState) -> (Results, Judgement) {
    let run = |state, end: Option<&str>| Run {
        id: Some("9a0b".to_owned()),
        started: Some(at("2031-03-07T06:00:00Z")),
        completed: end.map(at),
        state: Some(state),
        ..Run::default()
    };
    use crate::domain::results::RunState::{Failure, Pending, Success};
    let done = Some("2031-03-07T08:30:00Z");
    let settled = !matches!(state, BuildState::Open | BuildState::Reopened);
    let good = matches!(state, BuildState::Accepted);
    let last = match (settled, good) {
        (true, true) => run(Success, done),
        (true, false) => run(Failure, done),
        (false, _) => run(Pending, None),
    };
    let runs = [run(Success, done), run(Success, done), last];
    let jobs = runs.into_iter().enumerate().map(|(n, first)| JobRecord {
        name: JobName(format!("periodic-ci-automated-release-stable-4.98-job-{n}-f999").into()),
        first,
        retries: Vec::new(),
    });
    let verdict = |n| match (n, settled, good) {
        (2, true, false) => Verdict::Failed,
        (2, false, _) => Verdict::Pending,
        _ => Verdict::Passed,
    };
    let judged = |n| Judged {
        verdict: verdict(n),
        retry_successes: 0,
        retries_needed: 0,
        decided_early: false,
        retries_missing: 0,
        has_error: false,
        optional: false,
        unregistered: false,
    };
    let results = Results {
        build: Build {
            name: BuildName(build.to_owned()),
            phase: Phase::Accepted,
            pull_spec: String::new(),
            download_url: String::new(),
        },
        arch: Arch::Amd64,
        jobs: jobs.collect(),
        aggregated: settled.then_some(true),
        accepted: settled.then_some(good),
        manual_promotion: state == BuildState::Promoted,
    };
    let judgement = Judgement {
        jobs: (0..3).map(judged).collect(),
        required_passed: if good { 3 } else { 2 },
        required: 3,
        all_completed: settled,
        accepted: good,
        state,
        completeness: Completeness::Complete { expected: 3 },
    };
    (results, judgement)
}
