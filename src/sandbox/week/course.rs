//! The course of a release: the steps that a lead can take, each with what it leaves in the StateBox.
//! When they are taken is decided elsewhere: by chance (`ordinary`) or by the story (`scenes`).

use super::aggregator::Tested;
use super::ledger::Window;
use super::log::Log;
use super::random::{Dice, mix};
use super::release::Release;
use super::statebox::{Beat, Deed};
use super::texts;
use crate::sandbox::prow::plan::PlannedJobRun;

/// A run of the stage pipeline.
#[derive(Debug, Clone)]
pub(super) struct StageRun {
    pub(super) number: i64,
    pub(super) at: i64,
    pub(super) ended: i64,
    /// Jenkins' word for how
    pub(super) result: &'static str,
}

/// A status of a task that was saved: moment, name of the task, status.
pub(super) type Saved = (i64, &'static str, &'static str);

/// When each step was passed.
#[derive(Debug, Clone, Default)]
pub(super) struct Done {
    pub(super) owned: Option<i64>,
    /// an advisory waited for its builds until then
    pub(super) files_came: Option<i64>,
    pub(super) push_began: Option<i64>,
    pub(super) cve: Option<i64>,
    pub(super) pushed: Option<i64>,
    pub(super) analyzed: Option<i64>,
    pub(super) consistent: Option<i64>,
    pub(super) staged: Option<i64>,
    pub(super) stage_runs: Vec<StageRun>,
    /// runs of the image check at Prow
    pub(super) checks: Vec<PlannedJobRun>,
    pub(super) judged: Option<i64>,
    pub(super) signed: Option<i64>,
    /// the approval was given; what follows ends later
    pub(super) approval_begun: Option<i64>,
    pub(super) approved: Option<i64>,
    /// every status that the StateBox was given, in the order of time
    pub(super) saved: Vec<Saved>,
}

/// A release, and what was done for it so far.
pub(super) struct Course<'a> {
    pub(super) window: &'a Window,
    pub(super) release: &'a Release,
    /// tests of the promoted build and of the candidate
    pub(super) promoted: Option<Tested>,
    pub(super) candidate: Option<Tested>,
    pub(super) dice: Dice,
    pub(super) done: Done,
    pub(super) beats: Vec<Beat>,
}

impl<'a> Course<'a> {
    pub(super) fn new(
        window: &'a Window,
        release: &'a Release,
        promoted: Option<Tested>,
        candidate: Option<Tested>,
    ) -> Course<'a> {
        let dice = Dice::of(mix(window.seed, "course"), &release.name);
        let (done, beats) = (Done::default(), Vec::new());
        Course { window, release, promoted, candidate, dice, done, beats }
    }

    pub(super) fn log(&self) -> Log {
        Log::new(self.release.lead.offset)
    }

    pub(super) fn task(&mut self, at: i64, name: &'static str, status: &'static str, log: Log) {
        self.beats.push(Beat { at, deed: Deed::Task { name, status, log } });
    }

    /// A problem is written down.
    pub(super) fn raise(
        &mut self,
        at: i64,
        text: &str,
        blocker: bool,
        tasks: &'static [&'static str],
    ) {
        self.beats.push(Beat { at, deed: Deed::Raise { text: text.to_owned(), blocker, tasks } });
    }

    /// A problem is solved.
    pub(super) fn resolve(&mut self, at: i64, text: &str, resolution: &str) {
        let (text, resolution) = (text.to_owned(), resolution.to_owned());
        self.beats.push(Beat { at, deed: Deed::Resolve { text, resolution } });
    }

    /// The lead takes the release. `Some`: an advisory still waits for its files, which blocks the push;
    /// the text of the issue.
    pub(super) fn own(&mut self, at: i64, new_files: bool) -> Option<String> {
        let (rpm, rhcos, mr) = (self.release.rpm, self.release.rhcos, self.release.mr);
        let task = "Take Ownership";
        let mut log = self.log().marker(at, task, "In Progress");
        let issue = format!("Advisories in abnormal state (NEW_FILES instead of QE): {rpm}");
        if new_files {
            log = log.line(at + 2, "WARNING", "advisory state is not QE, it is NEW_FILES");
            self.raise(at + 6, &issue, true, &["push-to-cdn-staging"]);
        }
        let end = at + self.dice.between(9, 40);
        let log = log
            .info(at + 3, &format!("QA Owner of advisory {rpm} is updated to [EMAIL_REDACTED]"))
            .info(at + 4, &format!("QA Owner of advisory {rhcos} is updated to [EMAIL_REDACTED]"))
            .info(at + 5, &format!("Added QE release lead comment to MR {mr}"))
            .marker(end, task, "Pass");
        self.task(end + 1, "take-ownership", "Pass", log);
        self.done.owned = Some(end);
        new_files.then_some(issue)
    }

    /// The CVE trackers are checked; `missed`: one is not in the shipment.
    pub(super) fn check_cve(&mut self, at: i64, missed: bool) -> Option<String> {
        let (task, name) = ("Check CVE Tracker Bug", "check-cve-tracker-bug");
        let end = at + self.dice.between(22, 75);
        let log = self
            .log()
            .marker(at, task, "In Progress")
            .info(end - 3, &format!("trackers of MR {} were read", self.release.mr));
        if !missed {
            let log = log.info(end, "no tracker is missing").marker(end, task, "Pass");
            self.task(end + 1, name, "Pass", log);
            self.done.cve = Some(end);
            return None;
        }
        let bug = 90_000 + self.dice.between(200, 900);
        let issue = format!("Found 1 missed CVE tracker bugs in shipments\n\n- OCPBUGS-{bug}\n");
        let log = log
            .line(end - 1, "WARNING", &format!("OCPBUGS-{bug} is not found in shipment data"))
            .marker(end, task, "Fail");
        self.raise(end - 1, &issue, true, &["check-cve-tracker-bug"]);
        self.task(end + 1, name, "Fail", log);
        Some(issue)
    }

    /// A lead looked at the missing tracker and found that it belongs elsewhere.
    pub(super) fn accept_cve(&mut self, at: i64, issue: &str) {
        self.resolve(at, issue, "belongs to the RHCOS advisory, where it is attached");
        let text = "checked by hand: the tracker is attached to the RHCOS advisory, the shipment need not list it";
        self.task(at + 20, "check-cve-tracker-bug", "Pass", Log::typed(text));
        self.done.cve = Some(at);
    }

    /// The advisories are pushed to stage; the end is seen when somebody asks.
    pub(super) fn push(&mut self, at: i64, end: i64) {
        let (task, name) = ("Push to CDN Staging", "push-to-cdn-staging");
        let advisories = [self.release.rpm, self.release.rhcos];
        let mut log = self.log().marker(at, task, "In Progress");
        for (nth, advisory) in (1..).zip(advisories) {
            log = log
                .info(at + nth, &format!("checking push job status for advisory {advisory} ..."))
                .info(at + nth, &format!("push job for advisory {advisory} is triggered"));
        }
        self.task(at + 4, name, "In Progress", log);
        let mut log = self.log().marker(end, task, "In Progress");
        for (nth, advisory) in (1..).zip(advisories) {
            log = log
                .info(end + nth, &format!("checking push job status for advisory {advisory} ..."))
                .info(end + nth, "push job for target <cdn_stage> is COMPLETE");
        }
        self.task(end + 5, name, "Pass", log.marker(end + 4, task, "Pass"));
        self.done.push_began = Some(at);
        self.done.pushed = Some(end);
    }

    /// The candidate's results are looked at.
    pub(super) fn analyze_candidate(&mut self, at: i64) {
        let (Some(tested), Some(build)) = (self.candidate, self.release.known_candidate()) else {
            return;
        };
        if tested.verdict.is_none_or(|verdict| verdict > at) {
            return;
        }
        let text = texts::candidate_analyzed(&mut self.dice, &build, &tested);
        self.task(at, "analyze-candidate-build", "Pass", Log::typed(text));
        self.done.analyzed = Some(at);
    }
}
