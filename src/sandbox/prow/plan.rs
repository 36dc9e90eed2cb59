//! What is planned at Prow.

use std::sync::Arc;

/// A run of a job; moments are seconds since 1970.
#[derive(Debug, Clone)]
pub struct PlannedJobRun {
    /// name of the ProwJob
    pub id: String,
    /// full name of the job
    pub job: Arc<str>,
    /// number of the build
    pub number: i64,
    /// its page at Deck; bucket and folder are in it
    pub url: String,
    /// created
    pub created: i64,
    /// over; `None`: never, Prow lost it
    pub ended: Option<i64>,
    /// `success`, `failure`, `error`
    pub end: &'static str,
    /// how far its tests came
    pub tests: PlannedTests,
}

/// What a run leaves of its tests.
#[derive(Debug, Clone)]
pub enum PlannedTests {
    /// it never came to a test
    None,
    /// a QE report with these suites
    Report(Vec<PlannedSuite>),
    /// an upgrade: its steps are JUnit cases, and nobody writes a report
    Upgrade,
}

/// One suite of a QE report.
#[derive(Debug, Clone)]
pub struct PlannedSuite {
    /// `cucushift-e2e`
    pub name: &'static str,
    /// cases
    pub total: i64,
    /// of them skipped
    pub skipped: i64,
    /// of them failed
    pub failing: Vec<&'static str>,
}

impl PlannedJobRun {
    /// Seconds from creation until a cluster is chosen: only then it has a page and a number.
    const SCHEDULING: i64 = 25;
    /// Seconds from creation until its pod runs.
    const TRIGGERED: i64 = 70;

    /// Has a page and a number.
    pub fn is_placed(&self, now: i64) -> bool {
        now >= self.created + PlannedJobRun::SCHEDULING
    }

    /// When its pod began to run.
    pub fn began(&self) -> i64 {
        self.created + PlannedJobRun::TRIGGERED
    }

    /// Is over.
    pub fn is_over(&self, now: i64) -> bool {
        self.ended.is_some_and(|ended| ended <= now)
    }

    /// Prow's word for how it stands.
    pub fn state(&self, now: i64) -> &'static str {
        match now {
            _ if self.is_over(now) => self.end,
            now if now < self.created + PlannedJobRun::SCHEDULING => "scheduling",
            now if now < self.began() => "triggered",
            _ => "pending",
        }
    }

    /// Bucket and folder, from its page.
    pub fn folder(&self) -> Option<(&str, &str)> {
        self.url.split_once("/view/gs/")?.1.split_once('/')
    }

    /// Ran in a pod, which wrote what became of it.
    pub fn had_pod(&self) -> bool {
        self.end != "error"
    }
}
