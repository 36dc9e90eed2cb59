//! What Prow says of runs, made from the documents that it is read from.

use std::sync::Arc;

use serde_json::json;

use super::{at, minutes_ago, results};
use crate::domain::arch::Arch;
use crate::domain::builds::BuildName;
use crate::domain::runs::{
    Evidence, Junit, ReportKind, RunOf, Runs, Sight, Teller, TestReport, Tests,
};

/// The place of a run: `4.20.17`, `aws-ipi`, and which run of that job it is.
pub type Place<'a> = (&'a str, &'a str, usize);

/// A run as Deck has it, looked up a minute ago: its state, when it ended, its tests.
pub fn run(
    runs: &mut Runs,
    (build, job, nth): Place<'_>,
    state: &str,
    ended: Option<&str>,
    tests: Tests,
) {
    let y = build.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    let ended = ended.map(|text| at(text).to_string());
    let description = (state == "error").then_some("Pod scheduling timeout.");
    let status = json!({"state": state, "completionTime": ended, "description": description});
    let sight = Sight::of_prowjob(&json!({ "status": status }), Teller::Deck).unwrap();
    let of =
        RunOf { build: BuildName(build.to_owned()), arch: Arch::Amd64, job: results::job(&y, job) };
    let evidence = Evidence { of, sight, tests, looked: minutes_ago(1) };
    let key = format!("7f3c1a52-0d4e-4e47-9b1c-2f6a8d0c11{nth:02}");
    runs.known.insert(key, Arc::new(evidence));
}

/// A report in which these tests failed, of so many.
pub fn report(ran: u32, failing: &[&str]) -> Tests {
    let cases: String = failing
        .iter()
        .map(|name| {
            format!("<testcase name='{}'><failure/></testcase>", name.replace('&', "&amp;"))
        })
        .collect();
    let failed = failing.len();
    let text = format!("<testsuite tests='{ran}' failures='{failed}'>{cases}</testsuite>");
    let mut report = TestReport::of(ReportKind::Junit);
    report.add("junit.xml", Junit::read(text.as_bytes()));
    Tests::Report(report)
}
