//! What Prow adds to the record of a run: how it stands by now, how many tests passed, which failed.

use std::sync::Arc as Shared;

use super::super::PaneCtx;
use super::matrix::Matrix;
use crate::domain::builds::BuildName;
use crate::domain::clean;
use crate::domain::results::{JobName, JobRecord, Run, Suite};
use crate::domain::runs::{
    Evidence, FailedTest, Failure, ReportKind, Teller, TestReport, Tests, Told, elsewhere,
    short_test, told,
};
use crate::domain::source::Source;
use crate::domain::time;
use crate::domain::version::YStream;
use crate::store::Snapshot;
use crate::ui::clock;

/// A run as everybody together tells it.
pub struct Seen {
    /// with what Prow knows earlier than the record
    pub told: Told,
    /// what Prow says
    evidence: Option<Shared<Evidence>>,
    /// suites in the record file
    recorded: Option<TestReport>,
    /// Prow is asked about runs of its build, and was not asked about this one yet
    is_waiting: bool,
}

/// A failed test's name takes so many characters at most where several stand in a line.
const NAME: usize = 60;

impl Seen {
    /// A run of a job on a build.
    pub fn of(ctx: &PaneCtx<'_>, build: &BuildName, job: &JobName, run: &Run) -> Seen {
        let evidence = evidence(ctx.snapshot, build, job, run).cloned();
        let told = told(run, evidence.as_deref());
        let is_waiting = evidence.is_none() && is_asked(ctx, build);
        Seen { told, evidence, recorded: recorded(&run.suites), is_waiting }
    }

    /// The run.
    pub fn run(&self) -> &Run {
        &self.told.run
    }

    /// What its tests said: Prow's reports, else what the record holds of them.
    pub fn report(&self) -> Option<&TestReport> {
        match self.evidence.as_ref().map(|known| &known.tests) {
            Some(Tests::Report(report)) => Some(report),
            _ => self.recorded.as_ref(),
        }
    }

    /// Tests passed of those that ran; `?` where it is over and nobody knows.
    pub fn counts(&self) -> String {
        match self.report() {
            Some(report) => {
                let doubt = if report.is_whole() { "" } else { "?" };
                format!("{}/{}{doubt}", report.passed(), report.ran)
            }
            None if self.run().is_completed() => "?".to_owned(),
            None => "–".to_owned(),
        }
    }

    /// `by prow 1m ago`, where the record file does not know yet.
    pub fn by_prow(&self, ctx: &PaneCtx<'_>) -> Option<String> {
        let at = self.told.by_prow?;
        let ago = |at| format!("{} ago", time::age(at, ctx.snapshot.now));
        let when = if ctx.relative { ago(at) } else { clock::utc(at) };
        Some(format!("by prow {when}"))
    }

    /// Prow's word where the record is closed with another one.
    pub fn otherwise(&self) -> Option<String> {
        self.told.otherwise.map(|state| format!("prow says {}", state.word()))
    }

    /// Why its tests are not known; `None` while they are, or while it runs.
    pub fn why_unknown(&self) -> Option<String> {
        if self.report().is_some() || !self.run().is_completed() {
            return None;
        }
        Some(match self.evidence.as_ref().map(|known| &known.tests) {
            None if self.is_waiting => "not looked up at Prow yet".to_owned(),
            None => "no test report is recorded".to_owned(),
            Some(Tests::None) => "it left no JUnit behind".to_owned(),
            Some(Tests::Unread(why)) => why.clone(),
            Some(Tests::NotYet | Tests::Report(_)) => "its tests are not read yet".to_owned(),
        })
    }

    /// Names of the failed tests, shortened: `sig-storage: gce-pd resize ×2`.
    pub fn failed(&self, most: usize) -> Vec<String> {
        let tests = self.report().into_iter().flat_map(|report| &report.failing);
        let room = if tests.clone().count() > 1 { NAME } else { usize::MAX };
        let name = |test: &FailedTest| {
            let name = clean::cut(&short_test(&test.name), room);
            if test.times > 1 { format!("{name} ×{}", test.times) } else { name }
        };
        tests.take(most).map(name).collect()
    }

    /// Prow's sentence about the state.
    pub fn description(&self) -> Option<&str> {
        self.evidence.as_ref()?.sight.description.as_deref()
    }

    /// Everything about its tests, line by line.
    pub fn details(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(known) = &self.evidence {
            let sight = &known.sight;
            if let (Some(state), Some(by)) = (sight.state, sight.by) {
                let said = sight.description.as_deref().map(|said| format!(": {said}"));
                let (state, said) = (state.word(), said.unwrap_or_default());
                lines.push(format!("prow  {state}{said}   ({})", teller(by)));
            }
            lines.extend(sight.build_id.iter().map(|id| format!("build id  {id}")));
        }
        lines.extend(self.otherwise().map(|said| format!("{said}; the record stands")));
        if let Some(report) = self.report() {
            let of = match (&self.evidence, report.kind) {
                (Some(known), ReportKind::Junit) if matches!(known.tests, Tests::Report(_)) => {
                    "JUnit"
                }
                (Some(known), _) if matches!(known.tests, Tests::Report(_)) => "QE report",
                _ => "record file",
            };
            lines.push(format!(
                "tests  {} passed of {} that ran, {} failed, {} skipped   ({of})",
                report.passed(),
                report.ran,
                report.failed,
                report.skipped
            ));
            lines.extend(report.gaps.iter().map(|gap| format!("? {gap}")));
            for test in &report.failing {
                let times =
                    if test.times > 1 { format!("  ×{}", test.times) } else { String::new() };
                lines.push(format!("  {}{times}", test.name));
            }
            if report.unnamed > 0 {
                lines.push(format!("  {} more failed, their names are not kept", report.unnamed));
            }
        }
        lines.extend(self.why_unknown().map(|why| format!("tests  ? {why}")));
        lines
    }
}

/// What Prow says of a run.
pub fn evidence<'a>(
    snapshot: &'a Snapshot,
    build: &BuildName,
    job: &JobName,
    run: &Run,
) -> Option<&'a Shared<Evidence>> {
    snapshot.outside.runs.values().find_map(|runs| runs.of(build, job, run))
}

/// Somebody asks Prow about runs of a build: those that an active release is, or is made from.
fn is_asked(ctx: &PaneCtx<'_>, build: &BuildName) -> bool {
    ctx.snapshot.feeds.keys().any(|source| {
        let Source::Runs(release) = *source else { return false };
        let known = || ctx.snapshot.board.release(release)?.facts.candidate.as_ref();
        build.release() == Some(release) || known() == Some(build)
    })
}

fn teller(by: Teller) -> &'static str {
    match by {
        Teller::Deck => "Deck",
        Teller::Gangway => "Gangway",
        Teller::ProwJobObject => "prowjob.json",
        Teller::Finished => "finished.json",
        Teller::Started => "started.json",
    }
}

/// The suites of the record file as a report; `None` where it has none.
fn recorded(suites: &[Suite]) -> Option<TestReport> {
    if suites.is_empty() {
        return None;
    }
    let mut report = TestReport::of(ReportKind::QeSummary);
    suites.iter().for_each(|suite| report.add_suite(suite));
    Some(report)
}

/// `same test failed on n-03-16 aws-ipi and 2 more`, where one of a job's failed tests failed elsewhere, too.
pub fn elsewhere_line(
    ctx: &PaneCtx<'_>,
    matrix: &Matrix,
    build: &BuildName,
    record: &JobRecord,
) -> Option<String> {
    let seen: Vec<Seen> =
        record.runs().map(|run| Seen::of(ctx, build, &record.name, run)).collect();
    let failing = seen.iter().filter_map(Seen::report).flat_map(|report| &report.failing);
    let tests: Vec<&str> = failing.map(|test| test.name.as_str()).collect();
    if tests.is_empty() {
        return None;
    }
    let by_prow = ctx.snapshot.outside.runs.values().flat_map(|runs| runs.known.values());
    let by_prow = by_prow.filter_map(|known| {
        let Tests::Report(report) = &known.tests else { return None };
        Some(Failure {
            build: &known.of.build,
            job: &known.of.job,
            started: known.sight.started,
            tests: report.failing.iter().map(|test| test.name.as_str()).collect(),
        })
    });
    let results = matrix.builds().iter().flat_map(|row| &row.tested);
    let results = results.filter_map(|tested| tested.results.as_deref());
    let recorded = results.flat_map(|results| {
        results.jobs.iter().flat_map(move |job| job.runs().map(move |run| (results, job, run)))
    });
    let recorded =
        recorded.filter(|(.., run)| !run.suites.is_empty()).map(|(results, job, run)| Failure {
            build: &results.build.name,
            job: &job.name,
            started: run.started,
            tests: run.suites.iter().flat_map(|suite| &suite.failing).map(String::as_str).collect(),
        });
    let found = elsewhere((build, &record.name), &tests, by_prow.chain(recorded));
    let (first, job) = found.first()?;
    let more = match found.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let build = match first.made() {
        Some(made) => made.strftime("n-%m-%d").to_string(),
        None => first.short().to_owned(),
    };
    // What is hidden holds the number of the y-stream: `4.19` and `4.20` are hidden alike, `5.0` is not.
    let length = |y: Option<YStream>| y.map(|y| y.to_string().len());
    let label = match length(first.y()) == length(Some(matrix.release().y)) {
        true => matrix.common.label(&job.0),
        false => (&*job.0).into(),
    };
    Some(format!("same test failed on {build} {label}{more}"))
}
