//! What the tests of a run say.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::junit::Junit;
use crate::domain::clean;
use crate::domain::results::Suite;

/// Failed tests of a run whose names are kept.
const MOST_FAILED: usize = 200;
/// Longest name that is kept; the longest real ones have about 300 characters.
const NAME: usize = 300;
/// Sentences about what could not be read.
const MOST_GAPS: usize = 10;

/// What is known of the tests of a run. Only a report can say that nothing failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tests {
    /// it is not over
    #[default]
    NotYet,
    /// as its reports say
    Report(TestReport),
    /// it is over and left no report behind: what failed is not known
    None,
    /// its reports could not be looked for, and why
    Unread(String),
}

/// The reports of a run, added up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestReport {
    /// what it was read from
    pub kind: ReportKind,
    /// those that ran; skipped ones did not
    pub ran: u32,
    /// those that failed or ended in an error
    pub failed: u32,
    /// those that were left out on purpose
    pub skipped: u32,
    /// by name, in the order of the reports
    pub failing: Vec<FailedTest>,
    /// failed tests whose names are not kept
    pub unnamed: u32,
    /// what could not be read; the numbers are then too small
    pub gaps: Vec<String>,
}

/// Where numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    /// JUnit files
    Junit,
    /// `test-results.yaml` of the QE report
    QeSummary,
}

/// A test that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedTest {
    /// its name, cleaned
    pub name: String,
    /// how often it failed in this run
    pub times: u32,
}

impl TestReport {
    /// An empty one.
    pub fn of(kind: ReportKind) -> TestReport {
        let (ran, failed, skipped, unnamed) = (0, 0, 0, 0);
        TestReport { kind, ran, failed, skipped, failing: Vec::new(), unnamed, gaps: Vec::new() }
    }

    /// Those that ran and did not fail.
    pub fn passed(&self) -> u32 {
        self.ran.saturating_sub(self.failed)
    }

    /// Everything was read.
    pub fn is_whole(&self) -> bool {
        self.gaps.is_empty()
    }

    /// Adds a JUnit file.
    pub fn add(&mut self, file: &str, junit: Junit) {
        let bad = junit.failures.saturating_add(junit.errors);
        let named = junit.failing.iter().map(|test| test.times).fold(0, u32::saturating_add);
        self.ran = self.ran.saturating_add(junit.tests.saturating_sub(junit.skipped));
        self.skipped = self.skipped.saturating_add(junit.skipped);
        self.failed = self.failed.saturating_add(bad.max(named));
        self.unnamed = self.unnamed.saturating_add(bad.saturating_sub(named));
        for test in junit.failing {
            self.name(&test.name, test.times);
        }
        if let Some(fault) = junit.fault {
            self.gap(&format!("{file}: {fault}"));
        }
    }

    /// Adds a suite of the QE report.
    pub fn add_suite(&mut self, suite: &Suite) {
        let bad = suite.failures.saturating_add(suite.errors);
        self.ran = self.ran.saturating_add(suite.total.saturating_sub(suite.skipped));
        self.skipped = self.skipped.saturating_add(suite.skipped);
        self.failed = self.failed.saturating_add(bad);
        let named = u32::try_from(suite.failing.len()).unwrap_or(u32::MAX);
        self.unnamed = self.unnamed.saturating_add(bad.saturating_sub(named));
        suite.failing.iter().for_each(|name| self.name(name, 1));
    }

    /// Something could not be read.
    pub fn gap(&mut self, what: &str) {
        if self.gaps.len() < MOST_GAPS {
            self.gaps.push(clean::line(&clean::cut(what, NAME)));
        }
    }

    fn name(&mut self, name: &str, times: u32) {
        let name = clean::line(&clean::cut(name.trim(), NAME));
        if let Some(known) = self.failing.iter_mut().find(|known| known.name == name) {
            known.times = known.times.saturating_add(times);
        } else if self.failing.len() < MOST_FAILED {
            self.failing.push(FailedTest { name, times });
        } else {
            self.unnamed = self.unnamed.saturating_add(times);
        }
    }
}

/// Collects names and how often each came.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<FailedTest>,
    places: HashMap<String, usize>,
}

impl Names {
    /// One more; false when there are too many different ones.
    pub(super) fn add(&mut self, name: &str) -> bool {
        let name = clean::line(&clean::cut(name.trim(), NAME));
        if let Some(known) = self.places.get(&name).and_then(|at| self.all.get_mut(*at)) {
            known.times = known.times.saturating_add(1);
            return true;
        }
        if self.all.len() >= MOST_FAILED {
            return false;
        }
        self.places.insert(name.clone(), self.all.len());
        self.all.push(FailedTest { name, times: 1 });
        true
    }

    /// In order of appearance.
    pub(super) fn into_vec(self) -> Vec<FailedTest> {
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn junit(text: &str) -> Junit {
        Junit::read(text.as_bytes())
    }

    #[test]
    fn files_are_added_up_and_a_name_that_comes_twice_is_counted_twice() {
        let case = |name: &str, inner: &str| format!("<testcase name='{name}'>{inner}</testcase>");
        let mut report = TestReport::of(ReportKind::Junit);
        let one = case("a", "<failure/>") + &case("b", "") + &case("c", "<skipped/>");
        report.add("one.xml", junit(&format!("<testsuite>{one}</testsuite>")));
        let two = case("a", "<error/>") + &case("d", "<failure/>");
        report.add("two.xml", junit(&format!("<testsuite>{two}</testsuite>")));
        assert_eq!((report.passed(), report.ran, report.failed, report.skipped), (1, 4, 3, 1));
        let names: Vec<_> = report.failing.iter().map(|one| (&*one.name, one.times)).collect();
        assert_eq!(names, [("a", 2), ("d", 1)]);
        assert!(report.is_whole());
        report.add("three.xml", junit("<testsuite><testcase name='e'>"));
        assert!(!report.is_whole() && report.gaps[0].starts_with("three.xml: "), "{report:?}");
    }

    #[test]
    fn what_a_run_left_behind_is_asked_for_once_and_what_may_still_come_again() {
        use crate::domain::results::{JobName, RunState};
        use crate::domain::runs::{Evidence, RunOf, Sight};
        let whole = || Tests::Report(TestReport::of(ReportKind::Junit));
        let broken = || {
            let mut report = TestReport::of(ReportKind::Junit);
            report.gap("ends early");
            Tests::Report(report)
        };
        let (over, open) = (Some(RunState::Failure), Some(RunState::Pending));
        // state, tests, minutes from the end to the look, minutes since the look, due
        let cases = [
            (over, whole(), 1, 9_000, false),
            (over, broken(), 1, 9_000, false),
            (open, Tests::NotYet, 0, 0, false),
            (open, Tests::NotYet, 0, 1, true),
            (over, Tests::None, 5, 11, true),
            (over, Tests::None, 5, 9, false),
            (over, Tests::None, 61, 9_000, false),
            (over, Tests::Unread("502".into()), 61, 11, true),
            (None, Tests::Unread("gone".into()), 0, 1, false),
            (None, Tests::Unread("gone".into()), 0, 10, true),
        ];
        for (state, tests, ended, since, expected) in cases {
            let minutes = |n: i64| crate::domain::time::Timestamp::from_second(n * 60).unwrap();
            let completed = state.filter(|state| state.is_over()).map(|_| minutes(1000 - ended));
            let evidence = Evidence {
                of: RunOf {
                    build: crate::domain::builds::BuildName("4.20.17".into()),
                    arch: crate::domain::arch::Arch::Amd64,
                    job: JobName::shared("a"),
                },
                sight: Sight { state, completed, ..Sight::default() },
                tests: tests.clone(),
                looked: minutes(1000),
            };
            let due = evidence.is_due(minutes(1000 + since));
            assert_eq!(due, expected, "{state:?} {tests:?} {ended} {since}");
        }
    }
}
